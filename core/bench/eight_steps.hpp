#pragma once
// What the benchmarks of the whole engine share: a pure stage, a workflow of eight steps of it, and records. The program (`amends bench`) and the Python package
// (`python -m amends.bench`) measure with the same ones, so that their figures can be laid side by side.
//
// A step is the CRC-32 of the record that the stage reads and an answer of kAnswerBytes. It is as good as free, so that what is measured is the engine.
#include <memory>
#include <string>
#include <string_view>

#include "host/stage.hpp"
#include "runtime/runtime.hpp"

namespace amends::bench {

inline constexpr int kSteps = 8;
inline constexpr std::size_t kAnswerBytes = 300;
inline constexpr std::string_view kWorkflow = "bench";  ///< its name

/// The envelope that the stage answers for a record: exactly kAnswerBytes bytes. run: 1 to 999'999'999.
[[nodiscard]] std::string answer_for(std::string_view record, int run);

/// The stage `bench.crc`, called through the C ABI as a plugin is: reads text and ext, writes ext.bench.crc. May be shared by several runtimes.
[[nodiscard]] Result<std::shared_ptr<host::Stage>> crc_stage();

/// The workflow file: steps step_0 to step_7. by_step: a commit a step instead of a commit a turn.
[[nodiscard]] std::string workflow_text(bool by_step);

/// text: one complaint, 1.5 KB in all. objects: 40 small objects, where JSON costs most.
enum class Shape { text, objects };

/// A case record; `number` makes the text and the channel's reference its own, so that no two are the same case.
[[nodiscard]] json::Value record_of(Shape shape, std::int64_t number);

/// A new database with the workflow deployed, opened by the actor `bench` with the packs of `catalogue`. root: the installation. The workflow file is written beside
/// the database. Errors: those of Runtime::open and deploy.
[[nodiscard]] Result<std::unique_ptr<runtime::Runtime>> open_runtime(const std::string& root, const std::string& database, bool by_step);

}  // namespace amends::bench
