#include "owed.hpp"

namespace amends::verify {

std::string_view name(Ground ground) noexcept {
  switch (ground) {
    case Ground::not_money: return "not_money";
    case Ground::as_claimed: return "as_claimed";
    case Ground::paid_in: return "paid_in";
    case Ground::cash_value: return "cash_value";
    case Ground::nothing: return "nothing";
    case Ground::unknown: return "unknown";
  }
  return "unknown";
}

Owed owed(std::string_view kind, Merit merit, std::optional<std::int64_t> claimed, std::optional<std::int64_t> paid_in, std::optional<std::int64_t> cash_value) noexcept {
  const bool surrender = kind == "full_surrender";
  if (!surrender && kind != "refund" && kind != "compensation" && kind != "claim_payment") return {std::nullopt, Ground::not_money, false};
  if (merit == Merit::full) {
    if (claimed) return {claimed, Ground::as_claimed, false};
    if (surrender && paid_in) return {paid_in, Ground::paid_in, false};
    return {};
  }
  if (surrender) {
    if (!cash_value) return {};
    return {cash_value, Ground::cash_value, merit != Merit::none};
  }
  if (merit == Merit::none) return {0, Ground::nothing, false};
  return {};
}

}  // namespace amends::verify
