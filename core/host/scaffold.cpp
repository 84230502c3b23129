#include "host/scaffold.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include "host/manifest.hpp"
#include "host/template_files.hpp"
#include "support/files.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// Where a template file goes: `.in` is dropped, the adapter and its test carry the plugin's name.
std::string file_name(std::string name, const std::string& plugin) {
  if (name.ends_with(".in")) name.resize(name.size() - 3);
  if (name == "adapter.cpp") return plugin + ".cpp";
  if (name == "tests/plugin_test.cpp") return "tests/" + plugin + "_test.cpp";
  return name;
}

}  // namespace

Result<std::string> create_plugin_folder(std::string_view id, const std::string& target, std::string_view prefix, std::string_view language) {
  const std::string stage_id(id);
  if (!is_stage_id(id) || id.starts_with("amends."))
    return fail(ErrorCode::invalid_argument, "'" + stage_id + "' is no id for a stage of your own; write your domain and a name, for example bank.vip_check", stage_id);
  if (language != "cpp") return fail(ErrorCode::unsupported, "there is no template for the language '" + std::string(language) + "'; use cpp", stage_id);

  std::string plugin = stage_id;
  std::replace(plugin.begin(), plugin.end(), '.', '_');
  const auto name = stage_id.substr(stage_id.rfind('.') + 1);
  const auto section = "ext." + stage_id.substr(0, stage_id.find('.')) + "." + name;

  std::error_code error;
  fs::path folder = target.empty() ? fs::path(".") : fs::path(target);
  if (fs::exists(folder, error)) folder /= plugin;
  if (fs::exists(folder, error)) return fail(ErrorCode::already_exists, "there is something of this name already and nothing is overwritten; choose another place", folder.string());
  fs::create_directories(folder / "tests", error);
  if (error) return fail(ErrorCode::io, "the folder cannot be made: " + error.message() + "; choose another place", folder.string());

  for (const auto& file : template_files()) {
    std::string text(file.text);
    replace_all(text, "@stage_id@", stage_id);
    replace_all(text, "@plugin@", plugin);
    replace_all(text, "@name@", name);
    replace_all(text, "@section@", section);
    if (!prefix.empty()) replace_all(text, "<where Amends is installed>", prefix);
    AMENDS_CHECK(write_file((folder / file_name(std::string(file.name), plugin)).string(), text));
  }
  return folder.lexically_normal().string();
}

}  // namespace amends::host
