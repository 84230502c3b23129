#include "demands.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "kit/checked.hpp"
#include "kit/owed.hpp"
#include "kit/pack_reading.hpp"

namespace amends::matter {
namespace {

using sdk::Reader;
using sdk::Texts;

constexpr std::array<std::string_view, 4> kMerits = {"full", "partial", "none", "undetermined"};
constexpr std::array<std::string_view, 5> kDecisions = {"upheld", "partly_upheld", "not_upheld", "hand_over", "answered_enquiry"};
constexpr std::array<std::string_view, 11> kKinds = {"refund", "compensation", "full_surrender", "claim_payment", "apology", "explanation", "correction", "stop_contact", "discipline", "expedite", "other"};

/// The merit of the case and the field it stands in; empty when nobody has decided it.
std::pair<std::string, std::string> merit_of(const Reader& record) {
  const std::string verified = "analysis.verify.case_merit", decided = "answers.officer_decision.decision";
  if (record.has(verified)) {
    const auto merit = kit::one_of(record, verified, kMerits, "undetermined");
    if (merit != "undetermined") return {std::string(merit), verified};
  }
  if (!record.has(decided)) return {};
  const auto decision = kit::one_of(record, decided, kDecisions, "");
  const auto merit = decision == "upheld" ? "full" : decision == "partly_upheld" ? "partial" : decision == "not_upheld" ? "none" : "";
  return {merit, decided};
}

/// The merit of one demand: verification's own word for it, else what the merit of the case leaves.
std::string merit_of(const Reader& record, const Matter& matter, const std::string& id) {
  const auto path = "analysis.verify.merit." + id;
  if (matter.merit_path.starts_with("analysis.") && !id.empty() && record.has(path)) return std::string(kit::one_of(record, path, kMerits, "undetermined"));
  return matter.case_merit == "partial" && matter.merit_path.starts_with("analysis.") ? "undetermined" : matter.case_merit;
}

void read_owed(const sdk::Call& call, sdk::Envelope& out, Matter& matter) {
  matter.owed_path = "money.entitlement";
  if (auto owed = kit::read_owed(call, out, {"answers.target_and_limit.entitlement", "answers.officer_decision.amount"})) {
    matter.owed = std::move(owed->sum);
    matter.owed_path = std::move(owed->path);
  }
}

/// A settlement is the whole sum that was agreed. What is owed is paid anyway, so only what goes beyond it is a matter of the agreement; while it is not
/// known what is owed, nothing is taken to be goodwill.
void read_agreed(const sdk::Call& call, Matter& matter) {
  const auto settled = call.record().money("money.settled");
  if (!settled || (!matter.owed && matter.money_due())) return;
  const auto owed = matter.owed ? matter.owed->minor : 0;
  if (settled->minor > owed) matter.agreed = sdk::Money{.minor = settled->minor - owed, .currency = settled->currency};
}

}  // namespace

bool asks_for_money(std::string_view kind) noexcept { return kind == "refund" || kind == "compensation" || kind == "full_surrender" || kind == "claim_payment"; }

bool can_be_refused(std::string_view kind) noexcept { return kind != "none" && kind != "explanation"; }

bool Matter::money_due() const noexcept {
  return std::any_of(demands.begin(), demands.end(), [](const Demand& demand) { return asks_for_money(demand.kind) && (demand.merit == "full" || demand.merit == "partial"); });
}

std::optional<Matter> read_matter(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  Matter matter;
  std::tie(matter.case_merit, matter.merit_path) = merit_of(record);
  if (matter.case_merit.empty()) return std::nullopt;
  const auto rows = record.list("demand");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto path = "demand." + std::to_string(i);
    const auto id = std::string(rows[i].text_or("id", "d" + std::to_string(i + 1)));
    matter.demands.push_back({.id = id, .kind = std::string(kit::one_of(rows[i], "kind", kKinds, "other")), .merit = merit_of(record, matter, id), .text = std::string(rows[i].text_or("text", "")), .amount = rows[i].money("amount"), .path = path});
  }
  if (matter.demands.empty()) matter.demands.push_back({.id = "", .kind = "none", .merit = matter.case_merit, .text = {}, .amount = std::nullopt, .path = "demand"});
  read_owed(call, out, matter);
  kit::Sums sums;
  if (matter.owed) sums.emplace_back(matter.owed_path, *matter.owed);
  read_agreed(call, matter);
  if (matter.agreed) sums.emplace_back("money.settled", *matter.agreed);
  for (const auto& demand : matter.demands)
    if (demand.amount) sums.emplace_back(demand.path, *demand.amount);
  // One currency in one matter: the record has no rate to set two off against each other.
  matter.digits = kit::scale_of(call, out, sums).digits;
  return matter;
}

Texts kind_title(std::string_view kind) {
  static const std::map<std::string_view, Texts> kTitles = {
      {"refund", {"退款", "the refund"}}, {"compensation", {"赔偿", "the compensation"}}, {"full_surrender", {"全额退保", "the full surrender"}}, {"claim_payment", {"赔付", "the claim payment"}},
      {"apology", {"道歉", "the apology"}}, {"explanation", {"说明", "the explanation"}}, {"correction", {"更正", "the correction"}}, {"stop_contact", {"停止联系", "the end of the contact"}},
      {"discipline", {"追究责任", "the conduct of our staff"}}, {"expedite", {"尽快办理", "the quicker handling"}}, {"other", {"您提出的要求", "what you ask for"}}, {"none", {"您反映的情况", "what you told us"}}};
  const auto found = kTitles.find(kind);
  return found == kTitles.end() ? kTitles.at("other") : found->second;
}

}  // namespace amends::matter
