#include "wording.hpp"

#include <algorithm>

#include "kit/lists.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::Reader;
using sdk::Texts;

constexpr std::size_t kSlotItemsMax = 3;  ///< facts or demands in one spoken sentence

/// The pattern filled; nothing when it names a slot that the case does not fill.
std::optional<Texts> filled(const Texts& pattern, const std::vector<sdk::Slot>& slots) {
  for (const auto* text : {&pattern.zh, &pattern.en})
    for (std::size_t at = text->find('{'); at != std::string::npos; at = text->find('{', at + 1)) {
      const auto end = text->find('}', at);
      if (end == std::string::npos) return std::nullopt;
      const auto name = std::string_view(*text).substr(at + 1, end - at - 1);
      const auto slot = std::find_if(slots.begin(), slots.end(), [&](const sdk::Slot& one) { return one.name == name; });
      if (slot == slots.end() || sdk::is_blank(slot->text.zh)) return std::nullopt;
    }
  return sdk::fill(pattern, slots);
}

Texts listed(const std::vector<Cited>& items) {
  std::vector<Texts> texts;
  for (const auto& item : items)
    if (texts.size() < kSlotItemsMax) texts.push_back(item.text);
  return kit::joined(texts);
}

Texts quoted(const std::vector<Cited>& items) {
  std::vector<Texts> texts;
  for (const auto& item : items) texts.push_back({"“" + item.text.zh + "”", "\"" + item.text.en + "\""});
  return kit::joined(texts);
}

bool names(const Reader& row, std::string_view list, std::string_view word) {
  const auto words = row.text_list(list);
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<Line> labels(const Context& context, const Facts& facts, const Scene& scene) {
  std::vector<Line> out;
  const auto bank = context.call.pack("banks/labels");
  const std::vector<sdk::Slot> slots{{"event", scene.event}, {"feeling", scene.feeling}};
  const auto take = [&](std::string_view category) {
    for (const auto& row : bank.list("rows")) {
      if (out.size() == kLabelsMost) return;
      const auto pattern = row.texts("template").value_or(Texts{});
      if (row.text_or("cat", "") != category) continue;
      const auto text = filled(pattern, slots);
      if (!text) continue;
      out.push_back({.id = std::string(row.need_text("id")),
                     .rung = "empathy",
                     .technique = "label",
                     .moment = "explore",
                     .text = *text,
                     .why = {"把听到的感受说出来，请对方确认或纠正；不表示同意，也不认责。", "Puts the feeling into words to be confirmed or corrected; it neither agrees nor admits."},
                     .forbidden = {"我完全理解您的感受", "您别这么激动", "I know exactly how you feel"}});
    }
  };
  // A feeling that was read first; what fits any feeling fills up, so that there are always three to five (catalogue 3.11.3).
  if (!facts.dominant.empty()) take(facts.dominant);
  take("any");
  return out;
}

std::vector<Line> questions(const Context& context, const Facts& facts, std::int64_t most) {
  std::vector<Line> out;
  const auto bank = context.call.pack("banks/questions");
  const auto take = [&](std::string_view scenario) {
    for (const auto& row : bank.list("rows")) {
      if (static_cast<std::int64_t>(out.size()) >= most) return;
      if (row.text_or("type", "") != "calibrated" || row.text_or("scenario", "any") != scenario) continue;
      if ((facts.safety != "none" && names(row, "not_when", "safety")) || (facts.vulnerable && names(row, "not_when", "vulnerability"))) continue;
      out.push_back({.id = std::string(row.need_text("id")),
                     .rung = "rapport",
                     .technique = "calibrated_question",
                     .moment = std::string(row.text_or("moment", "explore")),
                     .text = row.texts("text").value_or(Texts{}),
                     .why = {"请对方一起想办法；先回答对方的问题，再问这一句，不想答可以不答。", "Invites them to help find the way; theirs are answered first, and not answering is fine."},
                     .forbidden = {"您为什么要这么多", "您到底同不同意", "Why do you want so much"}});
    }
  };
  // Of the situation first, then of the nature, then those that fit everywhere.
  if (facts.scenario != "any") take(facts.scenario);
  if (static_cast<std::int64_t>(out.size()) < most) take(facts.nature);
  if (static_cast<std::int64_t>(out.size()) < most) take("any");
  return out;
}

std::vector<Accusation> audit(const Context& context, const Facts& facts) {
  std::vector<Accusation> out;
  if (facts.safety != "none") return out;
  const auto bank = context.call.pack("banks/accusations");
  const auto take = [&](std::string_view nature, std::size_t most) {
    for (const auto& row : bank.list("rows")) {
      if (out.size() >= most) return;
      if (row.text_or("nature", "") == nature) out.push_back({std::string(row.need_text("id")), row.texts("fear").value_or(Texts{}), row.texts("acknowledgement").value_or(Texts{})});
    }
  };
  take(facts.nature, static_cast<std::size_t>(kAuditMost));
  if (facts.nature != "other") take("other", std::max(out.size(), static_cast<std::size_t>(kAuditLeast)));
  return out;
}

std::vector<Line> scripts(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene, const Moment& moment) {
  std::vector<Line> out;
  std::vector<sdk::Slot> slots{{"event", scene.event}};
  if (scene.mirror) slots.emplace_back("mirror", scene.mirror->text);
  if (!facts.asserted.empty()) slots.emplace_back("fact", listed(facts.asserted));
  else if (!scene.told.empty()) slots.emplace_back("fact", quoted(scene.told));
  if (!facts.demand_names.empty()) slots.emplace_back("demand", kit::joined(facts.demand_names));
  if (moment.ready && sums.owed) {
    slots.emplace_back("amount", written(context.call, moment.ready->total_minor, sums.currency));
    slots.emplace_back("goodwill", written(context.call, moment.ready->goodwill_minor, sums.currency));
    slots.emplace_back("owed", written(context.call, *sums.owed, sums.currency));
  }
  const auto applies = [&](std::string_view when) {
    if (when == "safety") return facts.safety != "none";
    if (facts.safety == "explicit") return false;  // a trained person acts first (guardrail G10)
    if (when == "near_break") return moment.near_break;
    if (when == "vulnerability") return facts.vulnerable;
    if (when == "offer") return moment.ready.has_value();
    if (when == "counter") return moment.counter;
    if (when == "agreed") return moment.agreed;
    return true;
  };
  for (const auto& row : context.call.pack("banks/plan_scripts").list("rows")) {
    if (!applies(row.text_or("when", ""))) continue;
    const auto text = filled(row.texts("text").value_or(Texts{}), slots);
    if (!text) continue;
    Line line{.id = std::string(row.need_text("id")), .rung = std::string(row.need_text("rung")), .technique = std::string(row.need_text("technique")), .moment = std::string(row.need_text("moment")), .text = *text, .why = row.texts("why").value_or(Texts{}), .forbidden = {}};
    for (const auto variant : row.text_list("forbidden_variants")) line.forbidden.emplace_back(variant);
    out.push_back(std::move(line));
  }
  return out;
}

namespace {

/// The limit from the register, and the reasons where the technique may not be used now.
Texts ethics_note(const Texts& limit, const TechniqueState& state) {
  if (state.state == "allowed") return limit;
  std::vector<Texts> reasons;
  for (const auto& sign : state.barred_by) reasons.push_back(called(sign));
  for (const auto& question : state.failed)
    if (question != "safe") reasons.push_back(called(question));
  if (state.state == "needs_check") reasons.push_back(called("not_checked"));
  const auto list = kit::joined(reasons);
  return {limit.zh + "本案暂不使用：" + list.zh + "。", limit.en + " Not to be used in this case: " + list.en + "."};
}

}  // namespace

std::vector<TechniqueState> read_techniques(const Context& context, const std::vector<std::string>& signs, const Use& ladder) {
  std::vector<TechniqueState> out;
  const auto& record = context.record;
  const auto asked = record.text_or("answers.ethics_check.technique", "");
  for (const auto& row : context.call.pack("banks/techniques").list("rows")) {
    Technique technique{.id = std::string(row.need_text("id")), .caution = row.text_or("ethics", "caution") != "ok", .blocked_when = {}};
    for (const auto sign : row.text_list("blocked_when")) technique.blocked_when.emplace_back(sign);
    const bool person = asked == technique.id, own = technique.id == "ladder";
    Use use = own ? ladder : Use{};
    if (person) {
      const auto script = record.text_or("answers.ethics_check.script", "");
      use.facts_evidenced = record.flag_or("answers.ethics_check.facts_evidenced", false);
      use.can_refuse = record.flag_or("answers.ethics_check.can_refuse", false);
      use.same_for_similar = record.flag_or("answers.ethics_check.same_for_similar", false);
      use.plain_words = is_plain(script, context.call.language());
    }
    use.signs = signs;
    const auto result = check(technique, use);
    TechniqueState state{.id = technique.id, .state = {}, .caution = technique.caution, .failed = {}, .barred_by = result.barred_by, .use = row.texts("use").value_or(Texts{}), .safe_form = row.texts("safe_form").value_or(Texts{}), .ethics_note = {}};
    if (person || own || !technique.caution || !result.barred_by.empty())
      for (const auto failed : result.failed)
        if (person || own || failed == "safe") state.failed.emplace_back(failed);
    state.state = !state.failed.empty() ? "blocked" : technique.caution && !person && !own ? "needs_check" : "allowed";
    state.ethics_note = ethics_note(row.texts("limit").value_or(Texts{}), state);
    out.push_back(std::move(state));
  }
  return out;
}

std::vector<Line> release(const Context& context, const std::vector<Line>& lines, const std::vector<TechniqueState>& techniques, const Facts& facts, bool influence_open) {
  std::vector<Line> out;
  for (const auto& line : lines) {
    const bool influence = line.rung == "influence" || line.rung == "change";
    if (influence && !influence_open) continue;
    // An explicit sign: nothing but the safety script until a trained person has spoken (guardrail G10).
    if (facts.safety == "explicit" && line.moment != "safety") continue;
    const auto known = std::find_if(techniques.begin(), techniques.end(), [&](const TechniqueState& state) { return state.id == line.technique; });
    if (known == techniques.end() || known->state != "allowed") continue;
    context.out.script({.id = line.id, .moment = line.moment, .text = line.text, .why = line.why, .forbidden_variants = line.forbidden, .technique = line.technique});
    out.push_back(line);
  }
  return out;
}

}  // namespace amends::negotiation_plan
