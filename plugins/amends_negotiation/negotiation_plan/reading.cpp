#include "reading.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "kit/checked.hpp"
#include "kit/safety.hpp"
#include "kit/support.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;

constexpr std::array<std::string_view, 4> kBands = {"calm", "upset", "agitated", "extreme"};
constexpr std::array<std::string_view, 5> kMerits = {"unknown", "none", "partial", "full", "undetermined"};
constexpr std::int64_t kPersistentLeast = 3;  ///< earlier complaints in the same matter, as in the portrait's type (catalogue 3.4)
constexpr std::size_t kItemsMax = 200;        ///< facts and demands that are looked at

std::int64_t count_of(const Reader& record, std::string_view path, std::int64_t most) {
  const auto value = record.integer(path).value_or(0);
  if (value < 0 || value > most) sdk::fail("error.range", "the number is outside 0.." + std::to_string(most) + "; correct it", record.path(path));
  return value;
}

/// A text or a text in two languages.
std::optional<Texts> words_at(const Reader& row, std::string_view path) {
  const auto* value = row.find(path);
  if (!value) return std::nullopt;
  const auto words = value->is_object() ? row.texts(path) : std::optional<Texts>(Texts{std::string(row.text_or(path, "")), std::string(row.text_or(path, ""))});
  return words && !sdk::is_blank(words->zh) ? words : std::nullopt;
}

class Reading {
 public:
  explicit Reading(const Context& context) : record_(context.record), out_(context.out) {}

  Facts read() {
    feeling();
    history();
    need();
    nature();
    protection();
    verified();
    words();
    facts_.scenario = facts_.same_matter >= kPersistentLeast ? "persistent" : scenario_;
    return std::move(facts_);
  }

 private:
  void feeling() {
    if (!record_.has("analysis.intake.emotion.intensity") || !record_.has("analysis.intake.emotion.band"))
      sdk::fail("error.missing_field", "the feeling that amends.intake reads is missing; run amends.intake before this stage", "analysis.intake.emotion");
    facts_.emotion = count_of(record_, "analysis.intake.emotion.intensity", 100);
    facts_.band = kit::one_of(record_, "analysis.intake.emotion.band", kBands, "calm");
    facts_.dominant = record_.text_or("analysis.intake.emotion.dominant", "");
    facts_.feeling_evidence = out_.field("analysis.intake.emotion.band");
  }

  void history() {
    for (const auto& prior : record_.list("history.prior")) facts_.same_matter += prior.flag_or("same_matter", false);
    for (const auto& contact : record_.list("history.contacts"))
      for (const auto& promise : contact.list("promises")) facts_.broken_promises += !promise.flag_or("kept", true);
    facts_.unanswered = count_of(record_, "history.unanswered", sdk::kIntegerMax);
    facts_.history_evidence = out_.computation("earlier contacts in this matter", Object{{"same_matter", facts_.same_matter}, {"broken_promises", facts_.broken_promises}, {"unanswered", facts_.unanswered}}, facts_.same_matter);
  }

  void need() {
    facts_.needs_known = record_.has("analysis.psychology.needs");
    if (!facts_.needs_known) {
      facts_.need_evidence = out_.insufficient("analysis.psychology.needs", {"没有心理环节的读法，方式按没有突出需要来定。", "The reading of needs is missing; the mode is set as if no need stood out."});
      return;
    }
    std::int64_t best = 0;
    for (const auto& row : record_.list("analysis.psychology.needs")) {
      const auto score = row.integer_or("score", 0);
      if (score <= best) continue;
      best = score;
      facts_.top_need = row.text_or("code", "none");  // an institution's own need leads to feelings first
    }
    facts_.need_evidence = out_.field("analysis.psychology.needs");
    facts_.thinking = record_.text_or("analysis.psychology.temperament.code", "") == "thinking";
  }

  void nature() {
    facts_.nature = record_.text_or("analysis.classify.nature.primary", "other");
    const auto secondary = record_.text_list("analysis.classify.nature.secondary");
    const auto is = [&](std::string_view code) { return facts_.nature == code || std::find(secondary.begin(), secondary.end(), code) != secondary.end(); };
    scenario_ = is("excess_demand") ? "excess_demand" : is("claim_refusal") ? "claim_refusal" : is("surrender_dispute") ? "surrender_refusal" : "any";
  }

  void protection() {
    facts_.safety = kit::stronger(kit::one_of(record_, "flags.safety.self_harm", kit::kSafetyDegrees, "none"), kit::one_of(record_, "flags.safety.violence", kit::kSafetyDegrees, "none"));
    facts_.safety_evidence = out_.field(record_.text_or("flags.safety.self_harm", "none") == facts_.safety ? "flags.safety.self_harm" : "flags.safety.violence");
    const auto support = kit::need_for_support(record_);
    facts_.vulnerable = support.strongest() != "none";
    // Which need it is, nobody has to know here (privacy class P3).
    facts_.protection_evidence = out_.computation("flags of a need for support", Object{{"suspected", support.suspected}, {"confirmed", support.confirmed}}, sdk::Value(std::string(support.strongest())));
    // Only the mandate counts, never a suspicion about an agent (guardrail G5).
    std::int64_t open = 0;
    for (const auto& party : record_.list("parties")) {
      const auto role = party.text_or("role", "");
      const auto kind = party.text_or("authority.kind", "unknown");
      open += (role == "representative" || role == "agent_unverified") && kind != "self" && kind != "statutory" && kind != "written";
    }
    const auto result = record_.text_or("answers.authority_check.result", "");
    facts_.no_authority = open > 0 && result != "valid";
    facts_.authority_evidence = out_.computation("persons who speak for the complainant without authority", Object{{"without_authority", open}, {"checked", std::string(result)}}, facts_.no_authority);
  }

  void verified() {
    facts_.merit = kit::one_of(record_, "analysis.verify.case_merit", kMerits, "unknown");
    facts_.merit_evidence = out_.field("analysis.verify.case_merit");
    for (const auto& row : record_.list("analysis.verify.matrix")) {
      if (row.text_or("state", "") != "confirmed" || facts_.confirmed.size() == kItemsMax) continue;
      if (const auto kind = row.text_or("kind", ""); kind == "demand" || kind == "complaint") continue;  // what they want is no fact to tell them
      if (auto said = claim(row)) facts_.confirmed.push_back(*std::move(said));
    }
    const auto options = record_.list("analysis.solution.options");
    for (std::size_t i = 0; i < options.size(); ++i)
      for (const auto& line : options[i].list("lines"))
        if (const auto what = words_at(line, "what")) {
          facts_.options.push_back({*what, out_.field("analysis.solution.options." + std::to_string(i))});
          break;
        }
    const auto rules = record_.list("analysis.legal_basis.basis");
    for (std::size_t i = 0; i < rules.size() && i < kItemsMax; ++i) {
      const auto instrument = words_at(rules[i], "instrument");
      if (!instrument) continue;
      const auto article = std::string(rules[i].text_or("article", ""));
      const auto text = article.empty() ? *instrument : sdk::fill({"《{instrument}》第{article}条", "{instrument}, article {article}"}, {{"instrument", *instrument}, {"article", article}});
      facts_.rules.push_back({text, out_.field("analysis.legal_basis.basis." + std::to_string(i))});
    }
  }

  /// Verify names what a row is about by its path in the record; the words stand there.
  std::optional<Cited> claim(const Reader& row) {
    const auto own = words_at(row, "claim");
    if (!own) return std::nullopt;
    for (const auto* member : {"", ".what", ".text"})
      if (const auto path = own->zh + member; record_.has(path)) {
        if (const auto* value = record_.find(path); value->is_object() || value->is_array()) continue;
        const auto said = words_at(record_, path);
        return said ? std::optional(Cited{*said, out_.field(path)}) : std::nullopt;
      }
    // Words of a verifier of the institution's own; a path that leads nowhere is nothing to say.
    const bool is_path = own->zh.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
    return is_path ? std::nullopt : std::optional(Cited{*own, out_.field(row.where())});
  }

  void words() {
    const auto demands = record_.list("demand");
    for (std::size_t i = 0; i < demands.size() && i < kItemsMax; ++i) {
      const auto kind = demands[i].text_or("kind", "other");
      const auto text = words_at(demands[i], "text");
      const auto name = called("demand." + std::string(kind));
      if (std::find(facts_.demand_names.begin(), facts_.demand_names.end(), name) == facts_.demand_names.end()) facts_.demand_names.push_back(name);
      facts_.demands.push_back({text ? *text : name, out_.field("demand." + std::to_string(i))});
    }
    const auto events = record_.list("events");
    for (std::size_t i = 0; i < events.size() && i < kItemsMax; ++i) {
      const auto by = events[i].text_or("asserted_by", "");
      const auto what = words_at(events[i], "what");
      if (what && by == "complainant") facts_.asserted.push_back({*what, out_.field("events." + std::to_string(i))});
    }
  }

  const Reader& record_;
  sdk::Envelope& out_;
  std::string scenario_;
  Facts facts_;
};

}  // namespace

Facts read_facts(const Context& context) { return Reading(context).read(); }

sdk::Texts called(std::string_view code) {
  static const std::map<std::string_view, Texts> kNames{
      {"calm", {"平静", "calm"}}, {"upset", {"不满", "upset"}}, {"agitated", {"激动", "agitated"}}, {"extreme", {"极度激动", "extreme"}},
      {"comfort", {"安心", "to feel safe"}}, {"vent", {"被听完", "to be heard"}}, {"compensation", {"得到补偿", "compensation"}}, {"respect", {"被尊重", "respect"}}, {"balance", {"公平", "fair treatment"}}, {"none", {"没有突出的需要", "no need stands out"}},
      {"steady", {"平稳", "steady"}}, {"fragile", {"脆弱", "fragile"}}, {"near_break", {"接近极限", "near break"}},
      {"demand.refund", {"把钱退回来", "the money back"}}, {"demand.compensation", {"赔偿损失", "compensation for your loss"}}, {"demand.full_surrender", {"全额退保", "all that you paid in back"}}, {"demand.claim_payment", {"按保险赔付", "the claim paid"}},
      {"demand.apology", {"一个道歉", "an apology"}}, {"demand.explanation", {"一个说明", "an explanation"}}, {"demand.correction", {"把错的改过来", "the error corrected"}}, {"demand.stop_contact", {"不再这样联系您", "this kind of contact stopped"}},
      {"demand.discipline", {"追究当事人的责任", "those responsible held to account"}}, {"demand.expedite", {"尽快办好", "it done soon"}}, {"demand.other", {"按您说的办理", "it done as you say"}},
      {"merit_full", {"诉求全部成立，直接付清应付部分", "full merit: what is owed is paid"}}, {"vulnerability", {"客户可能需要特别关照", "the customer may need support"}}, {"safety", {"有人身安全迹象", "a sign of danger to a person"}},
      {"qc_fail", {"质控审查没有通过", "the quality-control review has not passed"}}, {"no_authority", {"代办人没有授权", "the representative has no authority"}}, {"tolerance", {"承受力接近极限", "tolerance is near its limit"}},
      {"true", {"有的事实没有依据", "a fact has no evidence"}}, {"free", {"对方拒绝会有损失", "a no would cost them something"}}, {"fair", {"同类案件没有同样对待", "like cases are not treated alike"}}, {"clear", {"话不够平实", "the words are not plain"}},
      {"not_checked", {"还没有人做过伦理核对", "nobody has checked its ethics yet"}},
      {"not_reviewed", {"还没有人审查", "nobody has reviewed it"}}, {"rejected", {"审查人没有通过", "the reviewer did not pass it"}}, {"sources", {"来源少于两个", "fewer than two sources"}}, {"source_age", {"来源超过三十天或日期不明", "a source is older than thirty days or undated"}},
      {"spread", {"来源相差过大", "the sources lie too far apart"}}, {"same_person", {"审查人与谈判人是同一人或不明", "reviewer and negotiator are one person or not named"}}, {"audit", {"指控清单不足三条", "the accusation audit has fewer than three items"}},
      {"entitlement", {"应付金额没有算出", "what is owed is not worked out"}},
      {"goal_range", {"目标与合理区间", "goal and fair range"}}, {"entitlement_paid", {"应付部分已付", "what is owed is paid"}}, {"merit_table", {"事实与是否成立", "merit and facts"}}, {"tolerance_acceptance", {"承受力与可接受点", "tolerance and acceptance point"}},
      {"qc_pass", {"质控审查通过", "quality-control review passed"}}, {"accusation_audit", {"指控清单", "accusation audit"}}, {"labels", {"情绪标注", "labels"}}, {"questions", {"校准问题", "calibrated questions"}}, {"persuasion", {"情理利法四面", "four sides of persuasion"}},
      {"options", {"两个以上方案", "two options or more"}}, {"non_money", {"非金钱安排", "items that are no money"}}, {"roles_place_time", {"分工、地点和时间", "roles, place and time"}}, {"exit_and_rights", {"退路与权利告知", "exit and notice of rights"}}, {"compliance_signoff", {"合规签字", "compliance sign-off"}}};
  const auto found = kNames.find(code);
  return found == kNames.end() ? Texts{std::string(code), std::string(code)} : found->second;
}

}  // namespace amends::negotiation_plan
