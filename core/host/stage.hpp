#pragma once
// One stage as the runtime sees it, whatever it is written in: a plugin behind the C ABI, a Python callable, a test double.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::packs { class PackSet; }

namespace amends::host {

inline constexpr std::size_t kResultBytesMax = 8u << 20;  ///< one envelope

enum class Effects { none, reads_clock, external };

/// The manifest entry of one stage, checked (catalogue 0.6).
struct StageManifest {
  std::string id;                      ///< "amends.risk"
  std::string section;                 ///< where its result goes: "analysis.risk" or "ext.bank.vip"
  std::string version;                 ///< "1.0.0"
  std::int32_t major = 1;
  std::vector<std::string> reads;      ///< record paths, "analysis.intake" included
  std::vector<std::string> sets;       ///< fact paths it may propose
  std::vector<std::string> lookups;    ///< questions about other cases, by the names of host/lookups.hpp; each answer is among `reads`
  std::vector<std::string> requires_stages, optional_stages;
  std::vector<std::string> packs;
  std::vector<std::string> asks;       ///< forms it may open
  Effects effects = Effects::none;
  bool any_thread = true;              ///< threads: any | one
  std::int64_t time_limit_ms = 50'000;
  json::Value raw;                     ///< the whole entry: texts, schemas, sources
};

/// What one run gets. Views live until run() returns.
struct StageCall {
  std::string_view case_id;
  std::string_view record;      ///< JSON object: only the paths the manifest reads
  std::string_view config;      ///< JSON object, defaults filled in, validated
  std::int32_t run = 1;         ///< how often this stage has run in this case, this one included
  Instant now;                  ///< the turn's recorded instant; passed on only when effects != none
  const packs::PackSet* packs = nullptr;
  std::string_view locale;      ///< case.locale
  std::string_view institution; ///< id in org.yaml
  std::function<bool()> cancelled;  ///< may be empty
  /// Takes what the stage's developer needs when it fails and no reader of the case wants: {"class", "path", "traceback"}. May be empty.
  std::function<void(json::Value)> diagnose;
};

/// Nesting of an answer: an event holds it one level further in, and what it sets two, and must still be read.
inline constexpr std::size_t kAnswerDepthMax = json::kDepthMax - 2;

/// What a stage answered: its bytes as they came, and the same read.
struct StageAnswer {
  std::string text;
  json::Value envelope;  ///< an object in the shape of catalogue 0.3, status ok, need_input or skipped; in an arena of its own (json::parse_in_arena)
};

/// Reads an answer and checks its shape (catalogue 0.3): which members, of which kind, for this stage, version and run. What stands in them is the runtime's
/// to check. `author` stands in the sentences: "plugin amends_intake", "Python stage".
/// Errors: `schema` for an answer out of shape; the stage's own error when the envelope says `status: error`.
[[nodiscard]] Result<StageAnswer> read_answer(std::string text, const StageManifest& manifest, std::int32_t run, std::string_view author);
/// The same for an answer that was never text.
[[nodiscard]] Result<void> check_shape(const json::Value& envelope, const StageManifest& manifest, std::int32_t run, std::string_view author);

class Stage {
 public:
  virtual ~Stage() = default;
  [[nodiscard]] virtual const StageManifest& manifest() const = 0;
  [[nodiscard]] virtual std::string library_hash() const = 0;  ///< content hash of the library or source, "" when there is none
  /// Answers the result envelope of catalogue 0.3, its shape checked. Errors: what the stage reports, `schema`, `deadline`, `internal` for a stage that throws.
  /// Thread: any when manifest().any_thread, else never two at once.
  [[nodiscard]] virtual Result<StageAnswer> run(const StageCall& call) = 0;
  /// Whether calls of several cases should come together (`run_many`), because one call costs more than the work in it.
  [[nodiscard]] virtual bool together() const { return false; }
  /// Answers each call, in order, as `run` would have answered it alone: a case's answer never hangs on its neighbours, and one that fails fails alone.
  [[nodiscard]] virtual std::vector<Result<StageAnswer>> run_many(std::span<const StageCall> calls) {
    std::vector<Result<StageAnswer>> answers;
    answers.reserve(calls.size());
    for (const auto& call : calls) answers.push_back(run(call));
    return answers;
  }
};

/// The stages one runtime knows. Immutable after loading.
class StageCatalogue {
 public:
  virtual ~StageCatalogue() = default;
  /// nullptr when no plugin offers it (major 0: any; the highest version wins).
  [[nodiscard]] virtual Stage* find(std::string_view id, std::int32_t major) const = 0;
  [[nodiscard]] virtual std::vector<const StageManifest*> all() const = 0;
};

}  // namespace amends::host
