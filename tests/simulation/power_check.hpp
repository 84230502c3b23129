#pragma once
// Plays a script once, cuts the power between its calls, and says what was lost. Used by the suite, and by the tests that take away what it guards.
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "simulation/power_disk.hpp"
#include "simulation/power_script.hpp"

namespace amends::simulation {

/// What only these tests take away from SQLite, for connections that are opened while one lives; the product has no switch for it.
class Meddling {
 public:
  struct What {
    bool no_transactions = false;   ///< BEGIN and COMMIT do nothing: each statement is a commit of its own
    bool no_extra_sync = false;     ///< PRAGMA synchronous is not heard: FULL, SQLite's own default, everywhere
    bool normal_sync = false;       ///< synchronous is NORMAL everywhere
    int checkpoint_pages = 20;      ///< instead of 1000, so that a short script meets many checkpoints; 0: as the product sets it
  };
  explicit Meddling(const What& what);
  ~Meddling();
  Meddling(const Meddling&) = delete;
  Meddling& operator=(const Meddling&) = delete;
};

/// SQLite's own random numbers from a seed, for as long as it lives.
class SeededSqlite {
 public:
  explicit SeededSqlite(std::uint64_t seed);
  ~SeededSqlite();
  SeededSqlite(const SeededSqlite&) = delete;
  SeededSqlite& operator=(const SeededSqlite&) = delete;
};

/// The script played without a cut, and every call that it made to the disk.
struct Reference {
  struct Mark {                                    ///< what was acknowledged when an act had returned
    std::size_t calls = 0;
    std::map<std::string, std::size_t> events;     ///< by case
    std::size_t reads = 0;
    std::int64_t commits = 0;
  };
  std::vector<Call> calls;
  std::vector<Mark> marks;                         ///< one an act
  std::map<std::string, std::vector<store::Event>> events;
  std::map<std::string, std::set<std::size_t>> ends;   ///< how many events a case had after each of its commits
  std::map<std::int64_t, Digest> chain;            ///< of the commits that wrote events of these cases
  std::vector<store::Read> reads;
  std::map<std::string, json::Value> journals;
  std::string fault;                               ///< the script could not be played
};
[[nodiscard]] Reference play(const Ground& ground, const Script& script, std::uint64_t seed);

struct Points {
  std::size_t first = 0, step = 1;
  std::function<bool(const Call&)> swallows = {};  ///< syncs that the disk forgets
  bool twice = false;                              ///< the power goes again while it is recovered
};
struct Outcome {
  std::int64_t points = 0, violations = 0, twice = 0;
  std::vector<std::string> said;                   ///< the first of them
};
/// Cuts after the calls `first`, `first + step`, ...
[[nodiscard]] Outcome cut(const Ground& ground, const Script& script, const Reference& reference, const Points& points, std::uint64_t seed);

}  // namespace amends::simulation
