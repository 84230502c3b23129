#pragma once
// Runs a plugin's stages through the product's own loader, boundary and packs, in the shape that sdk::check_contract takes. For the tests of our plugins:
//
//   RealHost host(AMENDS_PLUGIN_FILE, AMENDS_SOURCE_DIR "/workflows/packs", "shipped");
//   for (const auto& broken : sdk::check_contract(host.stage("amends.intake"), samples)) ADD_FAILURE() << broken;
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/loader.hpp"
#include "packs/packs.hpp"
#include "sdk/contract.hpp"

namespace amends::tests {

class RealHost {
 public:
  /// Loads one library (it is trusted in a folder of its own) and a pack set; an empty pack folder means no packs. Throws std::runtime_error with the
  /// reason when either does not load.
  RealHost(const std::string& plugin_file, const std::string& packs_folder, std::string_view pack_set, std::vector<std::string> overlays = {});
  ~RealHost();

  [[nodiscard]] host::Stage& loaded(std::string_view stage_id) const;
  [[nodiscard]] sdk::StageUnderTest stage(std::string_view stage_id) const;
  /// One run; config defaults and the paths that the manifest reads are filled in as the runtime does.
  [[nodiscard]] sdk::Answer run(std::string_view stage_id, const sdk::CallInput& input) const;
  [[nodiscard]] const packs::PackSet* packs() const { return packs_.get(); }
  [[nodiscard]] const std::vector<std::string>& log() const { return *log_; }

 private:
  std::string folder_;
  std::shared_ptr<const packs::PackSet> packs_;
  std::shared_ptr<std::vector<std::string>> log_;
  std::unique_ptr<host::PluginCatalogue> catalogue_;
};

}  // namespace amends::tests
