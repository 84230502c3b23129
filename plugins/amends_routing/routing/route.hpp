#pragma once
// The routes of a dispute (catalogue 3.19): every row of the table that holds, the first one proposed, the others open beside it. Value types only; which
// lines hold is decided by the decision table tables/routing.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::routing {

/// A line of the table that holds. Several lines of one row are the branches of its "or".
struct Line {
  std::string id;           ///< "RT12C"
  std::int64_t row = 0;     ///< 1..15 as in the catalogue; an institution may add more
  std::string kind;         ///< duty: done whatever is chosen; choice
  std::string route;        ///< id in the pack `routes`
  std::string because_zh, because_en;
};

/// A row that holds, with all its lines.
struct Row {
  std::int64_t row = 0;
  std::string kind, route;           ///< of its first line
  std::string reason_zh, reason_en;  ///< the lines' reasons, each once
  std::vector<std::string> lines;    ///< ids
};

/// The rows in order of their numbers, each once. The first is the primary route.
[[nodiscard]] std::vector<Row> rows_of(const std::vector<Line>& lines);

/// What is in dispute: max(0, claimed - entitlement), unknown sums 0. Unit: minor units of one currency, each at least 0.
[[nodiscard]] std::int64_t in_dispute(std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> entitlement_minor) noexcept;

/// What is known about the arbitration agreement: the recorded fact when it says yes or no, else what legal answered, else "unknown".
[[nodiscard]] std::string_view arbitration(std::string_view recorded, std::string_view answered) noexcept;

}  // namespace amends::routing
