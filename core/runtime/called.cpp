#include "runtime/called.hpp"

#include <filesystem>
#include <vector>

#include "support/ids.hpp"
#include "support/nearest.hpp"

namespace amends::runtime {
namespace {

namespace fs = std::filesystem;

/// The workflow files that `folder` holds: NAME/workflow.yaml and NAME.yaml.
std::vector<std::pair<std::string, fs::path>> workflows_in(const fs::path& folder) {
  std::vector<std::pair<std::string, fs::path>> out;
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (fs::is_regular_file(at->path() / "workflow.yaml", ec)) out.emplace_back(at->path().filename().string(), at->path() / "workflow.yaml");
    else if (at->path().extension() == ".yaml") out.emplace_back(at->path().stem().string(), at->path());
  }
  return out;
}

}  // namespace

flow::Callee called_from(const std::string& file_name, const std::string& root) {
  std::vector<fs::path> folders;
  const fs::path file = file_name;
  std::error_code ec;
  if (fs::is_regular_file(file, ec)) {
    const auto folder = fs::absolute(file, ec).parent_path();
    folders.push_back(file.filename() == "workflow.yaml" ? folder.parent_path() : folder);
  }
  if (!root.empty()) folders.push_back(fs::path(root) / "workflows");
  return [folders](std::string_view workflow) -> Result<yaml::Document> {
    const std::string name(workflow);
    std::vector<std::string> known;
    for (const auto& folder : folders)
      for (const auto& [found, path] : workflows_in(folder)) {
        if (found == name) return yaml::read_file(path.string());
        known.push_back(found);
      }
    const auto near = nearest_name(name, std::vector<std::string_view>(known.begin(), known.end()));
    return fail(ErrorCode::not_found, "there is no workflow '" + name + "' to call" +
                                          (near.empty() ? "; put " + name + "/workflow.yaml or " + name + ".yaml beside this file, or deploy it before this one" : "; did you mean '" + near + "'?"));
  };
}

}  // namespace amends::runtime
