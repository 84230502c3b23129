#pragma once
// Sums of money as a letter writes them: 300.00元, CNY 300.00. Pure; the minor digits come from tables/currency.
#include <cstdint>
#include <string>
#include <string_view>

#include "sdk/values.hpp"

namespace amends::matter {

/// "50,000.00" for 5000000 with two digits. Unit: minor units. Precondition: minor >= 0, 0 <= digits <= 4.
[[nodiscard]] std::string digits_of(std::int64_t minor, std::int64_t digits);
/// The sum with its currency in both languages: "300.00 元" and "CNY 300.00"; a currency without a Chinese name keeps its code.
[[nodiscard]] sdk::Texts written(const sdk::Money& sum, std::int64_t digits);

}  // namespace amends::matter
