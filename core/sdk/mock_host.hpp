#pragma once
// A host for plugin authors' tests: it calls the plugin through the real C boundary and serves packs, text, calendar and tables that a test gives it.
// Fakes, not the product's services: the lexicon matcher finds terms as they stand (no normalisation, negation or intensifier), working days are Monday
// to Friday in UTC, the clock rules are the rows of a pack "clocks", a table cell is a value, a comparison (">= 3"), null or "-". What a fake cannot do, a test answers itself with `on(...)`.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/amends_plugin.h"
#include "sdk/json.hpp"

namespace amends::sdk {

/// How many times as long code may take under a sanitizer. Every time limit of a test is multiplied by it, here and nowhere else, so that a slow build
/// fails no test and a stage that runs away still does.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t kSanitizerSlowdown = 10;
#else
constexpr std::int64_t kSanitizerSlowdown = 1;
#endif

/// What one run of a stage gets. record: the whole record; MockHost passes on only what the manifest reads. There are no other cases here: what the
/// manifest's `lookups` ask, a test answers in the record, at store_facts.<name>.
struct CallInput {
  Value record = Object{};
  Value config = Object{};               ///< members that the manifest's config_schema has defaults for may be left out
  std::int64_t run = 1;
  std::string now = "2026-03-02T01:00:00Z";  ///< passed on only when the manifest's effects are not "none"
  std::string case_id = "CASE-TEST-1";
  std::string locale = "zh-CN";
  std::string institution = "TESTBANK";
  std::int64_t time_limit_ms = 50'000;       ///< kSanitizerSlowdown times as long under a sanitizer
  std::function<bool()> cancelled = {};
};

/// What came back.
struct Answer {
  amends_status status = AMENDS_INTERNAL;
  std::string result;                    ///< the envelope's bytes when status is AMENDS_OK
  std::string code, text, details;       ///< of set_error
  std::int64_t took_us = 0;
  [[nodiscard]] bool ok() const { return status == AMENDS_OK; }
  /// The envelope as a value; null when there is none.
  [[nodiscard]] Value envelope() const;
};

/// A stage to be tested, however it is hosted.
struct StageUnderTest {
  Value manifest;                        ///< the stage's entry
  std::function<Answer(const CallInput&)> run;
};

/// Loads a library that stays loaded. Throws std::runtime_error with the loader's words, for a missing symbol and for another ABI version.
[[nodiscard]] const amends_plugin& open_plugin(const std::string& path);

/// The entry of a stage in a plugin's manifest. Throws std::runtime_error when there is none.
[[nodiscard]] Value manifest_entry(const amends_plugin& plugin, std::string_view stage_id);
/// `config` with the defaults of a JSON Schema filled in, objects within objects too.
[[nodiscard]] Value with_defaults(const Value& schema, Value config);
/// Only the paths that a manifest entry reads, as the runtime hands them over.
[[nodiscard]] Value only_read_paths(const Value& record, const Value& manifest_entry);

/// Thread: one test at a time.
class MockHost {
 public:
  using Service = std::function<Value(const Value& request)>;

  MockHost();
  ~MockHost();
  MockHost(const MockHost&) = delete;
  MockHost& operator=(const MockHost&) = delete;

  /// Serves a pack file: {"rows": [...]} for a lexicon, {"inputs", "hit", "rows", "default"} for a table, anything for the rest.
  MockHost& pack(std::string_view name, Value content);
  MockHost& pack_json(std::string_view name, std::string_view json) { return pack(name, parse_json(json)); }
  /// Answers a service itself: "match", "normalise", "numbers", "similarity", "add", "rules", "evaluate". The function may throw Failure.
  MockHost& on(std::string_view service, Service answer);
  /// Takes an extension away, as an older host would not have it: "amends.text/1".
  MockHost& without(std::string_view extension);

  /// Runs one stage through create and handle; instances are kept by configuration. Answers status AMENDS_INTERNAL with a sentence in `text` when the
  /// stage breaks the boundary's rules: no answer, two answers, an answer beside a bad status.
  Answer run(const amends_plugin& plugin, std::string_view stage_id, const CallInput& input);
  [[nodiscard]] StageUnderTest stage(const amends_plugin& plugin, std::string_view stage_id);

  [[nodiscard]] const std::vector<std::string>& log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace amends::sdk
