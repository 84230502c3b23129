#include "support/ids.hpp"

#include <algorithm>
#include <array>

namespace amends {

std::string make_id(Instant at, Entropy& entropy) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string out(26, '0');
  auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(at.us, 0) / 1000);
  for (int i = 9; i >= 0; --i, ms >>= 5) out[static_cast<std::size_t>(i)] = kAlphabet[ms & 31];
  std::array<std::uint8_t, 16> random{};
  entropy.fill(random);
  for (std::size_t i = 0; i < 16; ++i) out[10 + i] = kAlphabet[random[i] & 31];
  return out;
}

bool is_case_id(std::string_view text) noexcept {
  return text.size() >= 6 && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace amends
