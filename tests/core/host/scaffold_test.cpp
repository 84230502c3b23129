#include "host/scaffold.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "host/manifest.hpp"
#include "plugin_folder.hpp"
#include "support/files.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

TEST(Scaffold, WritesAFolderWithoutAnythingLeftToFillIn) {
  PluginFolder place;
  const auto made = create_plugin_folder("bank.desk.vip_check", place.folder(), "/opt/amends");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(fs::path(*made).filename(), "bank_desk_vip_check");
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(*made)) {
    if (!entry.is_regular_file()) continue;
    names.push_back(fs::relative(entry.path(), *made).string());
    const auto text = *read_file(entry.path().string());
    for (const auto* left : {"@stage_id@", "@plugin@", "@name@", "@section@", "<where"}) EXPECT_EQ(text.find(left), std::string::npos) << names.back() << " has " << left;
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"CMakeLists.txt", "README.md", "bank_desk_vip_check.cpp", "plugin.json", "tests/bank_desk_vip_check_test.cpp", "thinking.cpp", "thinking.hpp"}));
  const auto manifest = parse_manifest(*read_file(*made + "/plugin.json"), "plugin.json");
  ASSERT_TRUE(manifest) << manifest.error().text();
  EXPECT_EQ(manifest->plugin, "bank_desk_vip_check");
  EXPECT_EQ(manifest->stages[0].section, "ext.bank.vip_check");
}

TEST(Scaffold, OverwritesNothingAndTakesNoForeignIds) {
  PluginFolder place;
  ASSERT_TRUE(create_plugin_folder("bank.vip_check", place.folder() + "/mine"));
  EXPECT_TRUE(fs::exists(place.folder() + "/mine/plugin.json"));
  ASSERT_TRUE(create_plugin_folder("bank.vip_check", place.folder()));
  EXPECT_EQ(create_plugin_folder("bank.vip_check", place.folder()).error().code, ErrorCode::already_exists);
  for (const auto* id : {"vip_check", "amends.vip_check", "Bank.vip", "bank.", "../x", ""}) EXPECT_EQ(create_plugin_folder(id, place.folder()).error().code, ErrorCode::invalid_argument) << id;
  EXPECT_EQ(create_plugin_folder("bank.other", place.folder(), "", "cobol").error().code, ErrorCode::unsupported);
  EXPECT_EQ(create_plugin_folder("bank.other", "/proc/nowhere/x").error().code, ErrorCode::io);
}

}  // namespace
}  // namespace amends::host
