#include "reading.hpp"

#include "kit/pack_reading.hpp"

namespace amends::classify {

Sums read_sums(const sdk::Call& call, sdk::Envelope& out) {
  kit::Sums known;
  const auto take = [&](std::string_view path) {
    auto sum = call.record().money(path);
    if (sum) known.emplace_back(path, *sum);
    return sum;
  };
  Sums sums;
  sums.claimed = take("money.claimed");
  sums.loss = take("money.loss_proved");
  sums.entitlement = take("money.entitlement");
  sums.scale = kit::scale_of(call, out, known);
  return sums;
}

std::vector<PartyView> read_parties(const sdk::Reader& record) {
  std::vector<PartyView> out;
  for (const auto& party : record.list("parties"))
    out.push_back({.id = party.text_or("id", ""), .role = party.text_or("role", ""), .authority = party.text_or("authority.kind", "")});
  return out;
}

std::optional<std::int64_t> minor_of(const std::optional<sdk::Money>& sum) { return sum ? std::optional(sum->minor) : std::nullopt; }

}  // namespace amends::classify
