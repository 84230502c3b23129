#pragma once
// A stage behind its C boundary in the product's own host, with real packs. For tests of stages, ours and those of the host's own tests.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/boundary.hpp"
#include "host/stage.hpp"
#include "packs/packs.hpp"
#include "sdk/mock_host.hpp"

namespace amends::testing {

/// Thread: one test at a time.
class PackHost {
 public:
  /// library: path of a built plugin, loaded without plugins.lock. packs_folder: the tree's own when empty. Throws std::runtime_error with the sentence of
  /// what cannot be loaded.
  PackHost(const std::string& library, std::string_view stage_id, std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}, const std::filesystem::path& packs_folder = {});

  [[nodiscard]] const packs::PackSet& packs() const { return *packs_; }
  [[nodiscard]] const sdk::Value& manifest() const { return stage_->manifest().raw; }
  [[nodiscard]] sdk::StageUnderTest stage();
  [[nodiscard]] sdk::Answer run(const sdk::CallInput& input);
  /// Runs one record; the envelope, or a test failure and an empty object.
  [[nodiscard]] sdk::Value envelope(const sdk::Value& record, const sdk::Value& config = sdk::Object{}, std::string_view now = "2026-03-02T01:00:00Z");
  /// What is wrong with an envelope: the SDK's own check, and the manifest's output schema.
  [[nodiscard]] std::vector<std::string> faults(const sdk::Value& envelope, const sdk::Value& record) const;

 private:
  std::shared_ptr<const packs::PackSet> packs_;
  std::shared_ptr<host::Services> services_;
  std::unique_ptr<host::HostTable> table_;
  std::unique_ptr<host::Stage> stage_;
};

/// The shared cases of workflows/first_line, K01..K12: {id, case, expected}.
[[nodiscard]] sdk::Value shared_case(std::string_view id);
[[nodiscard]] std::vector<std::string> shared_case_ids();
/// The record of a shared case as it stands before a run: the case, and the paths of `given`.
[[nodiscard]] sdk::Value record_of(const sdk::Value& shared, const sdk::Value& given = sdk::Object{});
/// Compares by the rule of catalogue 0.5: objects by the named keys, lists element by element. One sentence for each difference.
[[nodiscard]] std::vector<std::string> differences(const sdk::Value& expected, const sdk::Value& actual, const std::string& path = "result");

/// What stands at a path; "" and -1 when nothing does.
[[nodiscard]] std::string text_at(const sdk::Value& value, std::string_view path);
[[nodiscard]] std::int64_t number_at(const sdk::Value& value, std::string_view path);
/// Findings of one code, and the text of an evidence item.
[[nodiscard]] std::vector<sdk::Value> findings_of(const sdk::Value& envelope, std::string_view code);
[[nodiscard]] sdk::Value evidence_of(const sdk::Value& envelope, std::string_view id);
[[nodiscard]] std::vector<sdk::Value> questions_of(const sdk::Value& envelope, std::string_view id);

}  // namespace amends::testing
