#include "compose.hpp"

#include <algorithm>
#include <optional>

#include "matter/sums.hpp"
#include "kind.hpp"
#include "kit/lists.hpp"
#include "phrases.hpp"
#include "sdk/failure.hpp"

namespace amends::letter {
namespace {

using matter::Demand;
using sdk::Reader;
using sdk::Texts;

bool is_empty(const Texts& text) { return sdk::is_blank(text.zh) || sdk::is_blank(text.en); }

class Composer {
 public:
  Composer(const sdk::Call& call, const Facts& facts) : call_(call), facts_(facts), phrases_(call) { letter_.kind = facts.kind; }

  Letter compose() {
    const auto entry = find_letter();
    letter_.title = entry.texts("title").value_or(Texts{});
    letter_.subject = entry.texts("subject").value_or(letter_.title);
    for (const auto name : entry.text_list("checks")) letter_.checks.emplace_back(name);
    fill_slots();
    for (const auto& block : entry.list("blocks")) add(block);
    return std::move(letter_);
  }

 private:
  Reader find_letter() const {
    for (const auto pack : letter_packs())
      for (const auto& row : call_.pack(pack).list("letters"))
        if (row.text_or("kind", "") == facts_.kind) return row;
    sdk::fail("error.pack_invalid", "the packs hold no letter of the kind '" + facts_.kind + "'; add it to letters/reply, letters/progress, letters/refusal or letters/mediation", "letters");
  }

  // --- slots ---------------------------------------------------------------------------------------------------------------------------------

  void set(const std::string& name, Texts text) { slots_[name] = std::move(text); }
  static Texts both(const std::string& text) { return {text, text}; }

  void fill_slots() {
    set("recipient", facts_.recipient.empty() ? phrases_.get("recipient.customer") : both(facts_.recipient));
    set("case_id", both(facts_.case_id));
    set("received_on", matter::written(facts_.received));
    set("letter_date", matter::written(facts_.today));
    set("institution", facts_.institution);
    set("unit", facts_.unit);
    set("handler_contact", facts_.handler_contact);
    set("next_update", facts_.update ? matter::written(facts_.update->last) : Texts{});
    set("signer", signer());
    set("checked", !facts_.checked.empty() ? kit::joined(facts_.checked) : sdk::is_blank(facts_.finding) ? Texts{} : phrases_.get("progress.general"));
    set("basis", facts_.basis.empty() ? Texts{} : kit::joined(facts_.basis));
    set("progress", facts_.checking.empty() ? phrases_.get("progress.general") : kit::joined(facts_.checking));
    set("rights", rights());
    for (const auto* name : {"missing", "extension_reason", "body", "body_contact"}) {
      const auto known = facts_.details.find(name);
      set(name, known == facts_.details.end() ? Texts{} : both(known->second));
    }
    if (!facts_.missing.empty() && !facts_.details.contains("missing")) set("missing", kit::joined(facts_.missing));
    set("extended_on", facts_.extended ? matter::written(*facts_.extended) : Texts{});
    set("mediation", lines(facts_.mediation));
    set("heard", heard());
    set("findings", findings());
    set("decision", decisions());
    set("apology", apology());
    set("options", options());
    set("steps", steps());
    set("changes", changes());
    set("care", facts_.self_harm ? phrases_.get("care") : Texts{});
  }

  Texts signer() const {
    if (facts_.below_name.empty()) return phrases_.get("signer.open");
    const auto name = facts_.below_position.empty() ? both(facts_.below_name) : phrases_.get("signer.position", {{"name", facts_.below_name}, {"position", facts_.below_position}});
    return phrases_.get("signer", {{"name", name}});
  }

  Texts rights() const {
    std::vector<Texts> list;
    for (const auto& right : facts_.rights) list.push_back(right.text);
    return lines(list);
  }

  Texts amount(const sdk::Money& sum) const { return matter::written(sum, facts_.matter->digits); }
  Texts about(const Demand& demand) const { return phrases_.get("about." + demand.kind); }

  Texts heard() const {
    if (!facts_.matter) return {};
    std::vector<Texts> list;
    for (const auto& demand : facts_.matter->demands) {
      const auto id = "heard." + demand.kind;
      if (phrases_.has(id + ".words") && !sdk::is_blank(demand.text) && language_of(demand.text) == facts_.language) {
        list.push_back(phrases_.get(id + ".words", {{"words", demand.text}}));
        continue;
      }
      list.push_back(demand.amount && phrases_.has(id + ".amount") ? phrases_.get(id + ".amount", {{"amount", amount(*demand.amount)}}) : phrases_.get(id));
    }
    return lines(list);
  }

  Reply& reply(const std::string& demand) {
    for (auto& one : letter_.replies)
      if (one.demand == demand) return one;
    letter_.replies.push_back({.demand = demand, .finding = {}, .decision = {}});
    return letter_.replies.back();
  }
  std::string said(const Texts& text) const { return facts_.language == "zh" ? text.zh : text.en; }

  /// What is said of a kind of demand in words of its own, where the pack has them.
  std::string own_phrase(const std::string& id, const Demand& demand) const {
    const auto own = id + "." + demand.kind;
    return phrases_.has(own) ? own : id;
  }

  Texts findings() {
    if (!facts_.matter) return {};
    std::vector<Texts> list;
    for (const auto& demand : facts_.matter->demands) {
      list.push_back(sentence(phrases_.get(own_phrase("finding." + demand.merit, demand), {{"about", about(demand)}})));
      reply(demand.id).finding = said(list.back());
    }
    for (const auto& [claim, state] : facts_.points)
      if (const auto id = "point." + state; phrases_.has(id)) list.push_back(phrases_.get(id, {{"claim", claim}}));
    if (facts_.points.empty() && !sdk::is_blank(facts_.finding) && language_of(facts_.finding) == facts_.language) list.push_back(phrases_.get("finding.fact", {{"fact", facts_.finding}}));
    return lines(list);
  }

  /// What was agreed in a talk: nothing of it is refused.
  Texts agreed(std::vector<sdk::Slot> named, bool& sum_told) const {
    if (sum_told) return phrases_.get("decision.agreed.again", named);
    sum_told = true;
    return agreed_sum("decision.agreed", std::move(named));
  }
  /// The agreed sum with what it is made of: the part that is owed and the part that was added.
  Texts agreed_sum(const std::string& id, std::vector<sdk::Slot> named = {}) const {
    const auto& matter = *facts_.matter;
    named.emplace_back("agreed", amount(*matter.agreed));
    if (!matter.pays()) return phrases_.get(id + ".goodwill", named);
    named.emplace_back("amount", amount(*matter.owed));
    named.emplace_back("total", amount(sdk::Money{.minor = matter.owed->minor + matter.agreed->minor, .currency = matter.owed->currency}));
    return phrases_.get(id, named);
  }

  /// The decision on one demand. The first demand for money carries the sum; the others are told that it includes them.
  Texts decision(const Demand& demand, bool& sum_told) {
    const std::vector<sdk::Slot> named = {{"about", about(demand)}};
    const bool money = matter::asks_for_money(demand.kind);
    if (money && facts_.matter->agreed) return agreed(named, sum_told);
    if (demand.merit == "undetermined") {
      letter_.names_update = true;
      return phrases_.get("decision.undetermined", {{"about", about(demand)}, {"next_update", slots_.at("next_update")}});
    }
    if (demand.merit != "full" && !matter::can_be_refused(demand.kind)) return phrases_.get("decision." + demand.merit + "." + demand.kind, named);
    if (demand.merit == "none") {
      letter_.refuses = true;
      return phrases_.get("decision.none", named);
    }
    if (demand.merit == "partial") letter_.refuses = true;
    if (money && !facts_.matter->pays() && facts_.matter->owed) return phrases_.get("decision.full.other", named);
    if (money && !facts_.matter->owed) return {};  // a sum that is not known is no decision
    const auto grade = "decision." + demand.merit;
    if (money && sum_told) return phrases_.get(grade + ".money_again", named);
    if (money) {
      sum_told = true;
      return phrases_.get(grade + ".money", {{"about", about(demand)}, {"amount", amount(*facts_.matter->owed)}});
    }
    if (demand.merit == "partial") return phrases_.get("decision.partial.other", named);
    return phrases_.get("decision.full." + demand.kind, named);
  }

  Texts decisions() {
    if (!facts_.matter) return {};
    std::vector<Texts> list;
    bool sum_told = false;
    for (const auto& demand : facts_.matter->demands) {
      const auto text = decision(demand, sum_told);
      if (is_empty(text)) continue;
      list.push_back(sentence(text));
      reply(demand.id).decision = said(list.back());
    }
    // A sum that no demand asked for is told all the same.
    if (!sum_told && facts_.matter->agreed) list.push_back(sentence(agreed_sum("decision.sum.agreed")));
    else if (!sum_told && facts_.matter->pays()) list.push_back(sentence(phrases_.get("decision.sum.owed", {{"amount", amount(*facts_.matter->owed)}})));
    auto out = lines(list);
    // What a refusal rests on stands once, for all the demands that are refused; what is missing is found by the check and asked for.
    if (letter_.refuses) {
      const auto& [clause, fact, reason] = facts_.grounds;
      const auto add = [&](const char* id, const char* slot, const std::string& text) {
        if (sdk::is_blank(text)) return;
        const auto line = sentence(phrases_.get(id, {{slot, text}}));
        out.zh += "\n" + line.zh;
        out.en += "\n" + line.en;
      };
      add("refusal.clause", "clause", clause);
      add("refusal.fact", "fact", fact);
      add("refusal.reason", "reason", reason);
    }
    return out;
  }

  /// Only where something was found to have gone wrong: an apology is no form of politeness.
  Texts apology() const {
    if (!facts_.matter) return {};
    const auto& merit = facts_.matter->case_merit;
    return merit == "full" ? phrases_.get("apology.full") : merit == "partial" ? phrases_.get("apology.partial") : Texts{};
  }

  // --- options and steps ----------------------------------------------------------------------------------------------------------------------

  const Choice* chosen() const {
    const auto found = std::find_if(facts_.options.begin(), facts_.options.end(), [&](const Choice& choice) { return choice.id == facts_.chosen; });
    return found == facts_.options.end() ? nullptr : &*found;
  }

  /// A line of an option that is still open. What is owed has a day of its own beside the term of the way, while that day is ahead.
  Texts option_line(const Step& step) {
    const bool today = step.within == "today";
    std::vector<sdk::Slot> slots{{"what", step.what}};
    if (!today) slots.emplace_back("term", matter::written_term(step.within));
    const auto* owed = step.owed && !step.task.empty() && step.last ? &latest_payment(step) : nullptr;
    if (!owed || *owed->last < facts_.today) return phrases_.get(today ? "option.line_today" : "option.line", slots);
    slots.emplace_back("date", owed->day);
    letter_.carried.push_back(*owed->last);
    return phrases_.get(today ? "option.line_today.owed" : "option.line.owed", slots);
  }

  Texts option_text(const Choice& choice) {
    std::vector<Texts> parts;
    for (const auto& step : choice.steps) {
      if (!step.customer || (!step.owed && in_every_option(step))) continue;
      parts.push_back(option_line(step));
    }
    // An option without a line of its own is the common ground alone.
    if (parts.empty())
      for (const auto& step : choice.steps)
        if (step.customer) parts.push_back(step.what);
    return phrases_.get("option", {{"id", choice.id}, {"way", within_sentence(choice.way)}, {"lines", enumerated(parts)}});
  }
  bool in_every_option(const Step& step) const {
    return std::all_of(facts_.options.begin(), facts_.options.end(), [&](const Choice& choice) { return std::any_of(choice.steps.begin(), choice.steps.end(), [&](const Step& other) { return other.what == step.what; }); });
  }

  bool has_chosen() const { return facts_.chosen == "other" || facts_.chosen == "another_route" || chosen(); }

  Texts options() {
    if (facts_.chosen == "other" || facts_.chosen == "another_route") return phrases_.get("option." + facts_.chosen);
    if (const auto* choice = chosen()) return phrases_.get("option.chosen", {{"id", choice->id}, {"way", within_sentence(choice->way)}});
    if (facts_.options.empty()) return {};
    Texts out;
    const auto line = [&](const Texts& text) {
      out.zh += (out.zh.empty() ? "" : "\n") + text.zh;
      out.en += (out.en.empty() ? "" : "\n") + text.en;
    };
    for (const auto& choice : facts_.options) {
      line(sentence(option_text(choice)));
      if (!choice.conditions.empty()) line(sentence(phrases_.get("option.condition", {{"id", choice.id}, {"condition", kit::joined(choice.conditions)}})));
    }
    line(phrases_.get("option.open"));
    return out;
  }

  /// A dated line that a task carries.
  Texts step_text(const Step& step) {
    if (step.owed && *step.last < facts_.today) return overdue(step);
    letter_.carried.push_back(*step.last);
    const auto id = *step.last == facts_.today ? "step.today" : "step";
    return phrases_.get(id, {{"date", step.day}, {"owner", step.owner}, {"what", step.what}});
  }

  Texts steps() {
    std::vector<Texts> list;
    std::vector<std::string> told;
    const auto* choice = chosen();
    for (const auto& option : facts_.options) {
      if (choice && &option != choice) continue;
      for (const auto& step : option.steps) {
        if (!step.customer || step.task.empty() || !step.last || std::find(told.begin(), told.end(), step.task) != told.end()) continue;
        told.push_back(step.task);
        list.push_back(step.owed && !choice ? payment_text(latest_payment(step)) : step_text(step));
      }
    }
    return lines(list);
  }
  /// While nobody has chosen how to be paid, the date is the one that every way keeps.
  const Step& latest_payment(const Step& first) const {
    const Step* out = &first;
    for (const auto& option : facts_.options)
      for (const auto& step : option.steps)
        if (step.owed && step.last && *step.last > *out->last) out = &step;
    return *out;
  }

  Texts payment_text(const Step& step) {
    if (*step.last < facts_.today) return overdue(step);
    letter_.carried.push_back(*step.last);
    return phrases_.get("step.pay", {{"date", step.day}, {"owner", step.owner}, {"amount", owed_sum()}});
  }
  /// The day of what is owed has passed. Whether the money arrived is not known here, so that nothing is promised and nothing is claimed.
  Texts overdue(const Step& step) const { return phrases_.get("step.owed_past", {{"date", step.day}, {"amount", owed_sum()}}); }
  Texts owed_sum() const { return facts_.matter && facts_.matter->owed ? amount(*facts_.matter->owed) : Texts{"款项", "sum"}; }

  Texts changes() {
    std::vector<Texts> list;
    std::vector<std::string> told;
    for (const auto& option : facts_.options)
      for (const auto& step : option.steps) {
        if (step.customer || step.task.empty() || !step.last || std::find(told.begin(), told.end(), step.task) != told.end()) continue;
        told.push_back(step.task);
        list.push_back(step_text(step));
      }
    return lines(list);
  }

  // --- blocks ---------------------------------------------------------------------------------------------------------------------------------

  void add(const Reader& block) {
    const auto id = std::string(block.need_text("id"));
    // Nobody is asked for a choice that is made.
    auto use = std::string(block.text_or("use", ""));
    if (use == "block.options" && has_chosen()) use = "block.agreed";
    const auto pattern = block.has("use") ? phrase_of(use) : block.texts("text").value_or(Texts{});
    std::vector<sdk::Slot> filled;
    bool empty = false;
    for (const auto& [name, text] : slots_) {
      if (pattern.zh.find("{" + name + "}") == std::string::npos) continue;
      if (is_empty(text)) {
        empty = true;
        if (!block.flag_or("optional", false)) letter_.missing.push_back(name);
      }
      if (name == "next_update") letter_.names_update = true;
      if (name == "extended_on" && facts_.extended) letter_.carried.push_back(*facts_.extended);
      filled.emplace_back(name, text);
    }
    if (empty) return;
    std::string text;
    try {
      text = said(sdk::fill(pattern, filled));
    } catch (const sdk::Failure&) {
      sdk::fail("error.pack_invalid", "the block '" + id + "' of the letter '" + facts_.kind + "' has a slot that nobody fills; use those of the letters schema", "letters");
    }
    // One item needs no line of its own in Chinese: 您向我们提出：请我们退还300.00 元。
    if (facts_.language == "zh" && std::count(text.begin(), text.end(), '\n') == 1)
      if (const auto colon = text.find("：\n"); colon != std::string::npos) text.erase(colon + std::string_view("：").size(), 1);
    letter_.text += (letter_.text.empty() ? "" : "\n\n") + text;
    if (id != "greeting" && id != "contact" && id != "signature") letter_.prose += (letter_.prose.empty() ? "" : "\n") + text;
    letter_.blocks.push_back({id, std::move(text)});
  }

  /// The words of a shared block, with their slots.
  Texts phrase_of(const std::string& id) const {
    for (const auto& row : call_.pack("letter.phrases").list("rows"))
      if (row.text_or("id", "") == id) return row.texts("text").value_or(Texts{});
    sdk::fail("error.pack_invalid", "the letter '" + facts_.kind + "' uses '" + id + "', which letter.phrases does not have; add it", "letter.phrases");
  }

  const sdk::Call& call_;
  const Facts& facts_;
  Phrases phrases_;
  Letter letter_;
  std::map<std::string, Texts> slots_;
};

}  // namespace

const std::vector<std::string_view>& letter_packs() {
  static const std::vector<std::string_view> kPacks = {"letters/reply", "letters/progress", "letters/refusal", "letters/mediation"};
  return kPacks;
}

Letter compose(const sdk::Call& call, const Facts& facts) { return Composer(call, facts).compose(); }

}  // namespace amends::letter
