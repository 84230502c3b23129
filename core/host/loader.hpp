#pragma once
// Finds plugins in folders, loads those that are trusted, and says of each file what became of it and what to do.
// What a file must pass, in this order: it is in its folder's plugins.lock with its hash and size; its manifest stands beside it and is valid; the system
// loads the private copy of the very bytes that were hashed; it has both symbols and this ABI version; the embedded manifest is the one beside it, byte
// for byte; its table and its manifest name the same stages; no stage of it is there already with the same major version.
#include <memory>
#include <string>
#include <vector>

#include "host/services.hpp"
#include "host/stage.hpp"
#include "support/result.hpp"

namespace amends::host {

inline constexpr std::size_t kPluginsMax = 512;  ///< library files of all folders together

struct LoadRow {
  enum class State { loaded, refused };
  std::string path;                 ///< of the file that was found
  State state = State::refused;
  std::string plugin;               ///< from the manifest; empty when it could not be read
  std::vector<std::string> stages;  ///< ids with version, "amends.intake 1.0.0"
  std::string sha256;
  ErrorCode code = ErrorCode::internal;  ///< refused: for programs
  std::string reason;               ///< refused: sentences that name the file and what to do
};

struct LoadReport {
  std::vector<LoadRow> rows;        ///< by folder in the given order, then by file name
  [[nodiscard]] std::size_t refused() const;
  [[nodiscard]] const LoadRow* find(std::string_view file_name) const;
};

struct LoadOptions {
  std::vector<std::string> folders;  ///< searched in this order, not below; a folder that does not exist is a refused row
  std::string private_folder;        ///< empty: default_private_folder()
};

/// The stages of loaded plugins, and of whoever adds stages of his own (Python). Owns the stages; the libraries stay mapped until the process ends.
/// Thread: add() before the first find(); find() and all() from any thread.
class PluginCatalogue final : public StageCatalogue {
 public:
  explicit PluginCatalogue(std::shared_ptr<Services> services);
  ~PluginCatalogue() override;

  [[nodiscard]] Stage* find(std::string_view id, std::int32_t major) const override;
  [[nodiscard]] std::vector<const StageManifest*> all() const override;
  /// Errors: `already_exists` when a stage of that id and major is there.
  Result<void> add(std::unique_ptr<Stage> stage);
  /// Loads what the folders hold. May be called again with other folders.
  [[nodiscard]] LoadReport load(const LoadOptions& options);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace amends::host
