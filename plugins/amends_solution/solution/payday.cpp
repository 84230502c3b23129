#include "payday.hpp"

namespace amends::solution {
namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

}  // namespace

std::optional<Payday> read_payday(const sdk::Reader& record) {
  const auto sum = record.money(kOwedDue);
  const auto due = record.instant(std::string(kOwedDue) + ".due_at");
  return sum && due ? std::optional(Payday{.minor = sum->minor, .due_at = *due}) : std::nullopt;
}

std::optional<sdk::Instant> kept(const std::optional<Payday>& known, std::int64_t owed_minor, sdk::Instant now) noexcept {
  if (!known || (owed_minor > known->minor && known->due_at <= now)) return std::nullopt;
  return known->due_at;
}

std::optional<matter::Term> no_later(const sdk::Call& call, std::optional<matter::Term> planned, const std::optional<sdk::Instant>& kept) {
  if (!kept || (planned && planned->due_at <= *kept)) return planned;
  return matter::Term{.last = matter::local_day(call, sdk::Instant{kept->us - kSecondUs}), .due_at = *kept};
}

}  // namespace amends::solution
