#pragma once
// Same complaint or another one (catalogue 3.1 (4)). The parts of a score come from tables/dedupe; here the best one decides. Value types only.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace amends::intake {

inline constexpr std::int64_t kScoreMax = 100;

/// An earlier case with its score.
struct Match {
  std::string case_id;
  bool open = false;
  std::int64_t closed_days = 0;  ///< since it was closed; 0 while open
  std::int64_t score = 0;        ///< 0..100
  std::size_t source = 0;        ///< position in the list it came from
};

struct DedupeLimits {
  std::int64_t window_days = 90;  ///< cases closed longer ago do not count
  std::int64_t same = 70, related = 45;
};

struct Dedupe {
  std::string decision = "new";  ///< new, attach, repeat, related
  std::vector<Match> matches;    ///< those that reach `related`, best first
};

/// Best score first; ties: open before closed, then the case id in byte order.
[[nodiscard]] Dedupe dedupe(std::vector<Match> candidates, const DedupeLimits& limits);

}  // namespace amends::intake
