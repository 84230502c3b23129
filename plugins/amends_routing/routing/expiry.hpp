#pragma once
// Days until a right of the customer expires (catalogue 3.19, row 4). Dates are local dates of the institution. Value types only.
#include <cstdint>
#include <optional>
#include <string_view>

namespace amends::routing {

/// Days since 1970-01-01 of "2026-03-02"; nothing for any other text and for a day that the calendar does not have. Range: years 1900..9999.
[[nodiscard]] std::optional<std::int64_t> day_number(std::string_view date) noexcept;

}  // namespace amends::routing
