#include "demands.hpp"

#include <algorithm>
#include <tuple>

#include "kit/lists.hpp"
#include "kit/pack_reading.hpp"
#include "kit/people.hpp"
#include "kit/person.hpp"

namespace amends::verify {
namespace {

using sdk::EvidenceId;
using sdk::Money;
using sdk::Object;

/// What a row says for a demand; necessary: a person named it.
Fact fact_of(const Row& row, bool necessary) {
  return {.bearing = row.decided ? bearing(row.decided->state, row.favours_customer) : Bearing::open, .gap = !row.gaps.empty() && row.is_open(), .necessary = necessary};
}

std::string_view word_of(const Fact& fact) {
  if (fact.bearing == Bearing::holds) return "holds";
  if (fact.bearing == Bearing::fails) return "fails";
  return fact.gap ? "open_with_gap" : "open";
}

/// The rows that a person named for this demand, all of them necessary; all rows where nobody did.
std::pair<std::vector<Fact>, Object> facts_for(Matrix& matrix, const Answer& answer, std::string_view demand) {
  std::vector<Fact> facts;
  Object operands;
  const auto take = [&](const Row& row, bool necessary) {
    facts.push_back(fact_of(row, necessary));
    operands[row.id] = std::string(word_of(facts.back())) + (necessary ? " (necessary)" : "");
  };
  for (const auto& entry : answer.necessary) {
    if (entry.id != demand) continue;
    for (const auto& id : entry.items) {
      if (const auto* row = matrix.find(id)) take(*row, true);
      else matrix.unreadable.push_back("necessary: " + entry.id + ": " + id);
    }
  }
  if (facts.empty())
    for (const auto& row : matrix.rows) take(row, false);
  return {std::move(facts), std::move(operands)};
}

}  // namespace

sdk::Texts sum_text(const sdk::Call& call, const Money& sum) {
  const auto digits = static_cast<std::size_t>(kit::currencies(call).scale(sum.currency).digits);
  auto text = std::to_string(sum.minor);
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  const auto whole = text.size() - digits;
  if (digits > 0) text.insert(whole, ".");
  for (auto at = whole; at > 3;) text.insert(at -= 3, ",");
  return {sum.currency == "CNY" ? text + "元" : sum.currency + " " + text, sum.currency + " " + text};
}

std::string_view name(Second second) noexcept {
  switch (second) {
    case Second::not_needed: return "not_needed";
    case Second::needed: return "needed";
    case Second::given: return "given";
    case Second::returned: return "returned";
  }
  return "not_needed";
}

Merits read_merits(const Context& context, Matrix& matrix, const Answer& answer) {
  Merits out;
  for (const auto& row : context.record.list("demand"))
    if (const auto id = row.text_or("id", ""); !id.empty()) out.demands.push_back({.id = std::string(id), .kind = std::string(row.text_or("kind", "other")), .path = row.where(), .merit = Merit::undetermined, .owed = {}, .sum = {}});
  for (const auto& entry : answer.necessary)
    if (std::none_of(out.demands.begin(), out.demands.end(), [&](const Demand& demand) { return demand.id == entry.id; })) matrix.unreadable.push_back("necessary: " + entry.id);
  if (!matrix.complete || matrix.rows.empty()) return out;

  std::vector<Merit> merits;
  Object of_case;
  const auto weigh = [&](std::string_view id) {
    auto [facts, operands] = facts_for(matrix, answer, id);
    const auto merit = merit_of(facts);
    merits.push_back(merit);
    operands["demand"] = std::string(id);
    return std::pair{merit, context.out.computation("merit of a demand from the facts it rests on", std::move(operands), sdk::Value(std::string(name(merit))))};
  };
  for (auto& demand : out.demands) {
    std::tie(demand.merit, demand.sum) = weigh(demand.id);
    of_case[demand.id] = std::string(name(demand.merit));
  }
  if (out.demands.empty()) of_case["facts"] = std::string(name(weigh("the facts").first));
  out.of_case = case_merit(merits);
  out.sum = context.out.computation("merit of the case from its demands", std::move(of_case), sdk::Value(std::string(name(*out.of_case))));
  return out;
}

namespace {

class Sum {
 public:
  Sum(const Context& context, const Merits& merits, const Answer& answer, bool settled)
      : context_(context), record_(context.record), out_(context.out), merits_(merits), answer_(answer), settled_(settled) {}

  Entitlement read() {
    for (const auto& demand : merits_.demands) entitlement_.wanted = entitlement_.wanted || owed(demand.kind, Merit::none, 0, 0, 0).ground != Ground::not_money;
    if (!merits_.of_case) return entitlement_;
    if (!named(kStatesAnswer, "owner") && !named(kSumAnswer, "supervisor")) compute();
    if (entitlement_.amount) look_twice();
    return entitlement_;
  }

 private:
  /// What a person worked out goes before what the stage can.
  bool named(std::string_view answer, std::string_view by) {
    const auto path = std::string(answer) + ".entitlement";
    const auto sum = record_.money(path);
    if (!sum) return false;
    entitlement_.amount = *sum;
    entitlement_.by = by;
    entitlement_.evidence.push_back(out_.answer(path));
    if (record_.has(std::string(answer) + ".computation")) entitlement_.evidence.push_back(out_.answer(std::string(answer) + ".computation"));
    return true;
  }

  std::optional<std::int64_t> minor(std::string_view path) {
    const auto sum = record_.money(path);
    if (!sum) return std::nullopt;
    if (currency_.empty()) currency_ = sum->currency;
    if (sum->currency != currency_) sdk::fail("error.currency_mismatch", "sums in " + currency_ + " and " + sum->currency + " cannot be added without a rate; enter them in one currency", std::string(path));
    return sum->minor;
  }

  void compute() {
    Object operands;
    std::int64_t total = 0;
    bool known = true, any = false;
    const auto money_demands = std::count_if(merits_.demands.begin(), merits_.demands.end(), [](const Demand& demand) { return owed(demand.kind, Merit::none, 0, 0, 0).ground != Ground::not_money; });
    for (const auto& demand : merits_.demands) {
      auto claimed = minor(demand.path + ".amount");
      // The record's claim is this demand's when no other asks for money.
      if (!claimed && money_demands == 1 && demand.kind != "full_surrender") claimed = minor("money.claimed");
      auto paid_in = minor("money.paid_in");
      if (!paid_in) paid_in = minor("contract.premium_paid");
      const auto due = owed(demand.kind, demand.merit, claimed, paid_in, minor("contract.cash_value"));
      if (due.ground == Ground::not_money) continue;
      any = true;
      entitlement_.more = entitlement_.more || due.more;
      operands[demand.id] = due.minor ? sdk::Value(*due.minor) : sdk::Value(nullptr);
      operands[demand.id + "_ground"] = std::string(name(due.ground));
      if (!due.minor) {
        known = false;
        continue;
      }
      if (*due.minor > sdk::kIntegerMax - total) sdk::fail("error.range", "the sum owed is beyond what the record can hold; check the amounts of the demands", demand.path);
      total += *due.minor;
    }
    if (!any) return;
    if (!known || currency_.empty()) {
      entitlement_.evidence.push_back(out_.insufficient("money.entitlement", {"应付金额还算不出来，请由人依据合同和查明的事实计算。", "The sum owed cannot be worked out yet; a person computes it from the contract and the facts found."}));
      return;
    }
    entitlement_.amount = Money{total, currency_};
    entitlement_.by = "computed";
    entitlement_.evidence.push_back(out_.computation("sum owed over the demands, in minor units", std::move(operands), sdk::Value(total)));
  }

  /// Four eyes above the quick limit. The supervisor who worked the sum out is the second person.
  void look_twice() {
    const auto scale = kit::scale_of(context_.call, out_, {{"money.entitlement", *entitlement_.amount}});
    if (kit::at_most(entitlement_.amount->minor, context_.settings.quick_limit_major, scale)) return propose();
    if (entitlement_.by == "supervisor") {
      entitlement_.second = other(kSumAnswer) ? Second::given : Second::needed;
      if (entitlement_.second == Second::given) propose();
      if (entitlement_.second == Second::given) return;
    }
    entitlement_.second = Second::needed;
    const auto check = record_.at(kCheckAnswer);
    const auto checked = check.money("amount");
    if (!checked || *checked != *entitlement_.amount || !other(kCheckAnswer)) return;
    // A check of an earlier finding of the facts does not cover the present one.
    if (const auto at = check.instant("at"); at && answer_.at && *at < *answer_.at) return;
    entitlement_.evidence.push_back(out_.answer(std::string(kCheckAnswer) + ".result"));
    entitlement_.second = check.text_or("result", "") == "agreed" ? Second::given : Second::returned;
    if (entitlement_.second == Second::given) return propose();
    out_.finding({.code = "verify.entitlement_returned", .severity = sdk::Severity::warn, .text = {"复核人退回了应付金额，请重新认定并说明理由。", "The second person returned the sum owed; it has to be found again, with reasons."}, .evidence = entitlement_.evidence, .rule = "catalogue 3.7"});
  }

  /// Other people than those who found the facts, on both sides also the one whom somebody stands in for.
  bool other(std::string_view answer) const {
    const auto given = record_.at(answer);
    const kit::People people(context_.call);
    if (kit::person_key(given.text_or("who", "")).empty()) return false;
    const auto interested = record_.text_list("flags.conflict_of_interest");
    for (const auto one : {given.text_or("who", ""), given.text_or("for", "")}) {
      if (people.same(one, answer_.who) || people.same(one, answer_.on_behalf_of)) return false;
      if (std::any_of(interested.begin(), interested.end(), [&](std::string_view other) { return people.same(other, one); })) return false;
    }
    return true;
  }

  void propose() {
    if (entitlement_.amount->minor == 0 || !settled_) return;
    entitlement_.proposed = true;
    out_.fact("money.entitlement", sdk::to_value(*entitlement_.amount), kit::once(entitlement_.evidence));
  }

  const Context& context_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  const Merits& merits_;
  const Answer& answer_;
  bool settled_;
  Entitlement entitlement_;
  std::string currency_;
};

}  // namespace

Entitlement read_entitlement(const Context& context, const Merits& merits, const Answer& answer, bool settled) { return Sum(context, merits, answer, settled).read(); }

}  // namespace amends::verify
