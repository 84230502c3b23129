#include "statements.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "kit/lists.hpp"

namespace amends::crisis {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::array<std::string_view, 5> kOurCauses = {"people", "process", "product", "system", "communication"};

Texts listed(const std::vector<Texts>& all) {
  Texts out;
  for (const auto& one : all) {
    out.zh += (out.zh.empty() ? "" : "；") + one.zh;
    out.en += (out.en.empty() ? "" : "; ") + one.en;
  }
  return out;
}

class Writer {
 public:
  Writer(const Context& context, const Reading& reading, const Timers& timers, const Release& release, bool standdown_allowed)
      : context_(context), record_(context.record), out_(context.out), reading_(reading), timers_(timers), release_(release), standdown_allowed_(standdown_allowed) {}

  Statements write() {
    if (!is_crisis(reading_.level())) return {};
    if (reading_.safety_explicit) {
      statements_.personal = true;
      out_.finding({.code = "crisis.no_public_statement", .severity = sdk::Severity::warn,
                    .text = {"涉及人身安全：不对外发声，不提及当事人；先由受过训练的人员联系和陪伴。", "This is about a person's safety: nothing is said in public and nobody is named; a trained person makes contact and stays."},
                    .evidence = {reading_.sum}, .rule = "catalogue 3.18"});
      for (const auto& row : context_.knowledge.statements()) withhold(row, {"涉及人身安全，不对外发声", "a person's safety comes first and nothing is said in public"});
      check_release();
      return std::move(statements_);
    }
    know();
    for (const auto& row : context_.knowledge.statements()) one(row);
    check_release();
    return std::move(statements_);
  }

 private:
  void withhold(const StatementRow& row, Texts because) { statements_.withheld.push_back({row.id, std::move(because)}); }

  std::int64_t states(std::string_view state) {
    std::int64_t count = 0;
    for (const auto& row : record_.list("analysis.verify.matrix"))
      if (row.text_or("state", "") == state && row.text_or("kind", "") != "key_point") ++count;
    return count;
  }

  /// What may be said, each with its evidence: only what a person confirmed or counted.
  void know() {
    const auto count = [](const Texts& phrase, std::int64_t number) { return sdk::fill(phrase, {{"count", number}}); };
    confirmed_ = states("confirmed");
    refuted_ = states("refuted");
    std::vector<Texts> facts;
    if (const auto size = reading_.number("group_size"); size && *size > 1) {
      facts.push_back(count(context_.knowledge.phrase("facts.group"), *size));
      facts_evidence_.push_back(reading_.sign("group_size")->evidence);
    }
    if (const auto hours = reading_.number("outage_hours"); hours && *hours > 0) {
      facts.push_back(count(context_.knowledge.phrase("facts.outage"), *hours));
      facts_evidence_.push_back(reading_.sign("outage_hours")->evidence);
      outage_ = true;
    }
    if (confirmed_ > 0) {
      facts.push_back(count(context_.knowledge.phrase("facts.confirmed"), confirmed_));
      facts_evidence_.push_back(out_.field("analysis.verify.matrix"));
    }
    if (facts.empty()) {
      facts.push_back(context_.knowledge.phrase("facts.none"));
      facts_evidence_.push_back(reading_.sum);
    }
    facts_ = listed(facts);
    const auto cause = record_.text_or("analysis.verify.root_cause.code", "");
    const auto merit = record_.text_or("analysis.verify.case_merit", "");
    const bool our_cause = std::find(kOurCauses.begin(), kOurCauses.end(), cause) != kOurCauses.end();
    fault_ = record_.text_or("analysis.verify.breach", "") == "confirmed" || (our_cause && (merit == "full" || merit == "partial"));
    // A statement claims no step that nobody has taken yet.
    const auto done = [&](std::string_view id) { const auto* timer = timers_.find(id); return timer && timer->met; };
    care_ = context_.knowledge.phrase(done("first_contact") ? "care.begun" : "care.arranging");
    std::vector<Texts> actions{context_.knowledge.phrase(done("team") ? "action.check" : "action.forming")};
    if (fault_) actions.push_back(context_.knowledge.phrase("action.owed"));
    if (fault_ && our_cause) actions.push_back(context_.knowledge.phrase("action.root_cause"));
    action_ = listed(actions);
    if (const auto* update = timers_.find("update"); update && update->due_at) {
      next_update_ = update->when;
      facts_evidence_.push_back(update->evidence.front());
    }
  }

  /// The closing statement promises the review, which has a date of its own.
  std::optional<Texts> review_date() {
    const auto now = context_.call.now();
    if (!now) return std::nullopt;
    try {
      const auto due = context_.call.add(*now, context_.knowledge.review_within());
      facts_evidence_.push_back(out_.computation("review report of a crisis", sdk::Object{{"starts_at", sdk::format_instant(*now)}, {"length", context_.knowledge.review_within()}}, sdk::Object{{"due_at", sdk::format_instant(due.due_at)}, {"zh", due.text.zh}, {"en", due.text.en}}));
      return due.text;
    } catch (const sdk::Failure& failure) {
      if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
      return std::nullopt;
    }
  }

  void one(const StatementRow& row) {
    if (row.needs == "confirmed_fact" && confirmed_ == 0 && !outage_) return withhold(row, {"还没有查证属实的事实", "no fact is confirmed yet"});
    if (row.needs == "refuted_rumour" && refuted_ == 0) return withhold(row, {"没有查证为不实的传闻", "no rumour has been refuted"});
    if (row.needs == "confirmed_fault" && !fault_) return withhold(row, {"还没有查实是我方过错；道歉只用于查实的过错", "no fault is confirmed; an apology is for a confirmed fault"});
    if (row.needs == "standdown" && !standdown_allowed_) return withhold(row, {"解除条件还没有全部满足", "the criteria to stand down do not all hold"});
    const auto next = row.needs == "standdown" ? review_date() : next_update_;
    if (context_.institution.zh.empty() || context_.contact.zh.empty() || !next) return withhold(row, {"缺少机构、联系方式或下次更新时间", "the institution, a contact or the time of the next update is missing"});
    Draft draft{.row = &row, .text = {}, .evidence = kit::once(facts_evidence_)};
    try {
      draft.text = sdk::fill(row.text, {{"institution", context_.institution}, {"facts", facts_}, {"care", care_}, {"action", action_}, {"next_update", *next}, {"contact", context_.contact},
                                        {"rumours", sdk::fill(context_.knowledge.phrase("rumours.refuted"), {{"count", refuted_}})}});
    } catch (const sdk::Failure&) {
      sdk::fail("error.pack_invalid", "the statement '" + row.id + "' has a slot that this stage does not fill; use institution, facts, care, action, next_update, contact and rumours", "crisis/statements");
    }
    if (const auto* hit = forbidden_in(context_, draft.text.zh + "\n" + draft.text.en)) {
      withhold(row, sdk::fill({"文字中有不得使用的表述（{id}）", "it holds words that no statement may hold ({id})"}, {{"id", hit->id}}));
      say_forbidden(*hit, draft.evidence.front());
      return;
    }
    statements_.drafts.push_back(std::move(draft));
  }

  void say_forbidden(const Forbidden& row, const EvidenceId& evidence) {
    static constexpr auto kWhy = [](std::string_view category) -> Texts {
      if (category == "blame") return {"指责客户", "blames customers"};
      if (category == "guess") return {"推测原因", "guesses"};
      if (category == "private") return {"泄露个人信息", "gives away personal data"};
      if (category == "absolute") return {"绝对化表述", "promises everything"};
      if (category == "threat") return {"威胁", "threatens"};
      return {"压制发声", "suppresses voices"};
    };
    out_.finding({.code = "crisis.statement_forbidden", .severity = sdk::Severity::warn, .text = sdk::fill({"声明中有不得使用的表述：{why}；请改写。", "The statement {why}; write it anew."}, {{"why", kWhy(row.category)}}), .evidence = {evidence}, .rule = "crisis/statements#" + row.id});
  }

  /// The newest release: by two people, and without what no statement may hold.
  void check_release() {
    if (!release_.given) return;
    const auto cited = [&](std::string_view field) { return out_.answer(std::string(kReleaseAnswer) + "." + std::string(field)); };
    if (!release_.by_two) {
      out_.finding({.code = "crisis.release_unsigned", .severity = sdk::Severity::warn, .text = {"声明需要发言人和法务两人放行，这次放行不算数。", "A statement is released by the spokesperson and legal, two people; this release does not count."}, .evidence = {cited("version")}, .rule = "catalogue 3.18"});
    } else if (release_.hit) {
      say_forbidden(*release_.hit, cited("text"));
    } else if (!release_.is_out()) {
      out_.finding({.code = "crisis.no_statement", .text = {"发言人和法务决定暂不对外发声。", "Spokesperson and legal decided to say nothing in public for now."}, .evidence = {cited("statement"), cited("spokesperson"), cited("legal")}, .rule = "catalogue 3.18"});
    } else {
      statements_.released = true;
      statements_.released_kind = release_.kind;
      out_.finding({.code = "crisis.released", .text = {"声明已由发言人和法务放行，版本和渠道已记录。", "The statement was released by spokesperson and legal; version and channel are on record."}, .evidence = {cited("version"), cited("channel"), cited("spokesperson"), cited("legal")}, .rule = "catalogue 3.18"});
    }
  }

  const Context& context_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  const Reading& reading_;
  const Timers& timers_;
  const Release& release_;
  bool standdown_allowed_, fault_ = false, outage_ = false;
  std::int64_t confirmed_ = 0, refuted_ = 0;
  Texts facts_, care_, action_;
  std::optional<Texts> next_update_;
  std::vector<EvidenceId> facts_evidence_;
  Statements statements_;
};

}  // namespace

Statements read_statements(const Context& context, const Reading& reading, const Timers& timers, const Release& release, bool standdown_allowed) { return Writer(context, reading, timers, release, standdown_allowed).write(); }

void ask_for_release(const Context& context, const Statements& statements) {
  if (statements.drafts.empty()) return;
  context.out.question({.id = asked_again(context, kReleaseForm),
                        .form_name = std::string(kReleaseForm),
                        .fields = {"statement", "version", "text", "spokesperson", "legal", "channel", "reason"},
                        .to_role = "communications",
                        .reason = {"声明草稿已备好，请发言人和法务两人审核后放行并记录版本和渠道；决定暂不发声的，也请记录。", "Drafts are ready; spokesperson and legal look at them and release one with its version and channel, or record that nothing is said for now."},
                        .blocking = false});
}

}  // namespace amends::crisis
