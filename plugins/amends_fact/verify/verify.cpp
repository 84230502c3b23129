#include "verify.hpp"

#include <algorithm>
#include <array>

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "kit/clocks.hpp"
#include "kit/lists.hpp"
#include "sdk/sdk.hpp"

namespace amends::verify {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Value;

constexpr std::array<std::string_view, 7> kRootCauses = {"people", "process", "product", "system", "communication", "external", "consumer_misunderstanding"};
constexpr std::array<std::string_view, 2> kBreaches = {"none", "confirmed"};
constexpr std::int64_t kWhysMax = 5;

struct Strength {
  std::string value;
  EvidenceId sum;
};

/// The best grade of what the customer handed in.
Strength strength_of(const Context& context, const std::vector<Item>& items) {
  std::optional<Grade> best;
  std::int64_t count = 0;
  for (const auto& item : items) {
    if (!item.from_customer) continue;
    ++count;
    if (!best || item.grade < *best) best = item.grade;
  }
  Strength out{.value = best ? std::string(context.knowledge.strength(*best)) : "none", .sum = {}};
  out.sum = context.out.computation("strength of the customer's evidence by its best grade", Object{{"documents", count}, {"best", best ? Value(std::string(name(*best))) : Value(nullptr)}}, Value(out.value));
  return out;
}

/// When the evidence is to be there: a share of the first clock on the answer, rounded down to a whole second.
std::optional<sdk::Instant> evidence_due(const Context& context) {
  const auto answer_due = kit::first_answer_due(kit::clocks_of(context.record));
  if (answer_due)
    for (const auto& clock : context.record.list("clocks")) {
      const auto starts = clock.instant("starts_at"), due = clock.instant("due_at");
      if (!starts || !due || *due != *answer_due || *starts >= *due) continue;
      const auto whole_s = (due->us - starts->us) / 1'000'000;
      const sdk::Instant at{starts->us + whole_s * context.settings.due_share / 100 * 1'000'000};
      (void)context.out.computation("by when the evidence is to be there: a share of the clock on the answer", Object{{"clock", clock.where()}, {"percent", context.settings.due_share}}, Value(sdk::format_instant(at)));
      return at;
    }
  (void)context.out.insufficient("clocks", {"没有正在运行的答复时限，取证的日期请由人确定。", "No clock on the answer runs, so a person sets the date for the evidence."});
  return std::nullopt;
}

struct Cause {
  std::string code, breach;
  std::int64_t whys = 0;  ///< steps of the five whys
};

/// Root cause and breach are the owner's to say.
Cause read_cause(const Context& context, const Answer& answer) {
  Cause out;
  if (!answer.counts()) return out;
  const auto form = context.record.at(kStatesAnswer);
  if (form.has("root_cause")) out.code = kit::one_of(form, "root_cause", kRootCauses, kRootCauses.front());
  if (form.has("breach")) out.breach = kit::one_of(form, "breach", kBreaches, kBreaches.front());
  if (!out.code.empty()) {
    auto cited = std::vector<EvidenceId>{context.out.answer(std::string(kStatesAnswer) + ".root_cause")};
    if (form.has("whys")) cited.push_back(context.out.answer(std::string(kStatesAnswer) + ".whys"));
    context.out.finding({.code = "verify.root_cause", .text = {"已由认定人写明根本原因。", "The owner has named the root cause."}, .evidence = cited, .rule = "catalogue 3.7"});
    // The words stay in the answer; the result says how many times the question was asked.
    std::int64_t depth = 0;
    for (std::string_view left = form.text_or("whys", ""); !left.empty();) {
      const auto next = std::min(left.find(';'), left.find("；"));
      if (!sdk::is_blank(left.substr(0, next))) ++depth;
      left = next == std::string_view::npos ? std::string_view{} : left.substr(next + (left[next] == ';' ? 1 : std::string_view("；").size()));
    }
    out.whys = std::min(depth, kWhysMax);
  }
  if (out.breach == "confirmed")
    context.out.finding({.code = "verify.breach", .severity = sdk::Severity::warn, .text = {"已查实违反规定，相关整改和报告另行办理。", "A breach of a rule is established; what has to be put right and reported goes its own way."}, .evidence = {context.out.answer(std::string(kStatesAnswer) + ".breach")}, .rule = "catalogue 3.7"});
  return out;
}

Array ids_of(const std::vector<const Item*>& items) {
  Array out;
  for (const auto* item : items) out.emplace_back(item->id);
  return out;
}

Value grade_value(const std::optional<Grade>& grade) { return grade ? Value(std::string(name(*grade))) : Value(nullptr); }

Value instant_value(const std::optional<sdk::Instant>& at) { return at ? Value(sdk::format_instant(*at)) : Value(nullptr); }

Object row_value(const Row& row, const std::optional<sdk::Instant>& due) {
  Array points, gaps, evidence;
  for (const auto* point : row.points) points.emplace_back(point->id);
  for (const auto* gap : row.gaps) gaps.emplace_back(gap->id);
  for (const auto& id : row.evidence) evidence.emplace_back(id);
  return Object{{"id", row.id},
                {"kind", row.kind},
                {"claim", row.path.empty() ? Value(nullptr) : Value(row.path)},
                {"key_points", std::move(points)},
                {"owner", row.owner},
                {"due_at", instant_value(due)},
                {"for", ids_of(row.pro)},
                {"against", ids_of(row.contra)},
                {"grade", Object{{"for", grade_value(row.best_pro)}, {"against", grade_value(row.best_contra)}}},
                {"gaps", std::move(gaps)},
                {"state", row.decided ? Value(std::string(name(row.decided->state))) : Value(nullptr)},
                {"by", row.decided ? Value(std::string(name(row.decided->how))) : Value(nullptr)},
                {"evidence", std::move(evidence)}};
}

Array points_value(const Matrix& matrix) {
  Array out;
  for (const auto* point : matrix.points)
    out.emplace_back(Object{{"id", point->id}, {"nature", point->nature}, {"favours", point->favours_customer ? "complainant" : "institution"}, {"owner", point->owner}, {"key_point", sdk::to_value(point->text)}, {"evidence", sdk::to_value(point->evidence)}, {"source", sdk::to_value(point->source)}, {"contrary", sdk::to_value(point->contrary)}});
  return out;
}

/// Neutral questions for the points without evidence, the complainant's first: nobody is left to guess what they will be asked.
Array interview_of(const std::vector<Missing>& missing) {
  Array out;
  for (const auto* whom : {"complainant", "third_party", "employee"})
    for (const auto& one : missing)
      if (one.point->ask == whom && out.size() < kInterviewMax) out.emplace_back(Object{{"key_point", one.point->id}, {"to", one.point->ask}, {"question", sdk::to_value(one.point->question)}});
  return out;
}

/// States go back to the events, so that everybody reads the same; `unknown` takes back what this stage had proposed.
void propose_states(const Context& context, const Matrix& matrix) {
  for (const auto& row : matrix.rows) {
    if (row.kind != "allegation" || !row.decided) continue;
    const auto word = row.decided->state == State::undetermined ? std::string("unknown") : std::string(name(row.decided->state));
    if (context.record.text_or(row.path + ".verified", "unknown") != word) context.out.fact(row.path + ".verified", Value(word), row.evidence);
  }
}

void say_merit(const Context& context, const Merits& merits) {
  if (!merits.of_case) return;
  static constexpr auto kText = [](Merit merit) -> sdk::Texts {
    switch (merit) {
      case Merit::full: return {"诉求全部成立，应付的部分全额、无条件给付。", "The demand has full merit; what is owed is paid in full and without conditions."};
      case Merit::partial: return {"诉求部分成立，成立的部分先行办理。", "The demand has merit in part; that part goes ahead first."};
      case Merit::none: return {"诉求所依据的事实不成立；是否答复不支持，由有权限的人书面决定。", "The facts behind the demand were refuted; whether it is turned down is for a person with authority to say in writing."};
      case Merit::undetermined: return {"事实尚不能认定，继续核实；不得以此拒绝。", "The facts cannot be determined yet and the work goes on; this is no ground for turning the demand down."};
    }
    return {};
  };
  std::vector<EvidenceId> cited{merits.sum};
  for (const auto& demand : merits.demands) cited.push_back(demand.sum);
  context.out.finding({.code = "verify.merit", .text = kText(*merits.of_case), .evidence = kit::once(cited), .rule = "catalogue 3.7"});
}

}  // namespace

Verify::Verify(const sdk::Reader& config)
    : settings_{.quick_limit_major = kit::in_range(config, "quick_limit_major", 1000, 0, 1'000'000'000), .due_share = kit::in_range(config, "due_share", 40, 1, 100)} {}

void Verify::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  if (!record.has("analysis.classify.nature.primary")) sdk::fail("error.missing_field", "the section of amends.classify is missing; run amends.classify before this stage", "analysis.classify.nature.primary");
  const Knowledge knowledge(call);
  const Context context{call, record, out, settings_, knowledge, natures_of(record), std::string(record.text_or("product.kind", ""))};

  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto items = read_evidence(context);
  const auto answer = read_answer(context);
  auto matrix = read_matrix(context, items, answer);
  const auto merits = read_merits(context, matrix, answer);
  const auto newer = newer_than(items, answer);
  const bool settled = is_settled(matrix, answer, newer);
  const auto strength = strength_of(context, items);
  const auto entitlement = read_entitlement(context, merits, answer, settled);
  const auto cause = read_cause(context, answer);
  say_merit(context, merits);
  const auto missing = missing_of(matrix);
  const auto due = evidence_due(context);
  const auto asked = ask(context, matrix, answer, newer, entitlement);
  hand_out(context, matrix, missing, due);
  if (settled) propose_states(context, matrix);

  Array rows, absent;
  for (const auto& row : matrix.rows) rows.emplace_back(row_value(row, due));
  for (const auto& one : missing) absent.emplace_back(Object{{"key_point", one.point->id}, {"from", one.from_customer ? "complainant" : one.point->holder}, {"evidence", sdk::to_value(one.point->evidence)}, {"source", sdk::to_value(one.point->source)}});
  Object merit;
  if (merits.of_case)
    for (const auto& demand : merits.demands) merit[demand.id] = std::string(name(demand.merit));
  out.set("matrix", std::move(rows));
  out.set("key_points", points_value(matrix));
  out.set("merit", std::move(merit));
  out.set("case_merit", merits.of_case ? Value(std::string(name(*merits.of_case))) : Value(nullptr));
  out.set("facts_open", matrix.facts_open);
  out.set("evidence_strength", strength.value);
  out.set("entitlement", Object{{"amount", entitlement.amount ? sdk::to_value(*entitlement.amount) : Value(nullptr)},
                                {"computation", entitlement.evidence.empty() ? Value(nullptr) : Value(entitlement.evidence.front())},
                                {"by", entitlement.by.empty() ? Value(nullptr) : Value(entitlement.by)},
                                {"at_least", entitlement.more && entitlement.by == "computed"},
                                {"second_person", std::string(name(entitlement.second))},
                                {"proposed", entitlement.proposed}});
  out.set("root_cause", cause.code.empty() ? Value(nullptr) : Value(Object{{"code", cause.code}, {"whys", cause.whys}}));
  out.set("breach", cause.breach.empty() ? Value(nullptr) : Value(cause.breach));
  out.set("missing", std::move(absent));
  out.set("interview_plan", interview_of(missing));
  explain(context, {.matrix = matrix, .items = items, .merits = merits, .entitlement = entitlement, .missing = missing, .asked = asked, .strength = strength.value, .strength_sum = strength.sum});
}

}  // namespace amends::verify
