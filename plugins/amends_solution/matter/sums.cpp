#include "sums.hpp"

#include <array>
#include <utility>

namespace amends::matter {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kNames = {{{"CNY", "元"}, {"HKD", "港元"}, {"USD", "美元"}, {"EUR", "欧元"}, {"GBP", "英镑"}, {"JPY", "日元"}}};

}  // namespace

std::string digits_of(std::int64_t minor, std::int64_t digits) {
  auto text = std::to_string(minor);
  const auto after = static_cast<std::size_t>(digits);
  if (text.size() <= after) text.insert(0, after + 1 - text.size(), '0');
  std::string out = text.substr(0, text.size() - after);
  for (auto at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return after == 0 ? out : out + "." + text.substr(text.size() - after);
}

sdk::Texts written(const sdk::Money& sum, std::int64_t digits) {
  const auto number = digits_of(sum.minor, digits);
  auto zh = sum.currency + " " + number;
  for (const auto& [code, name] : kNames)
    if (code == sum.currency) zh = number + " " + std::string(name);
  return {std::move(zh), sum.currency + " " + number};
}

}  // namespace amends::matter
