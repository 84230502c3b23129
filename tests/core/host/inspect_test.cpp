#include "host/inspect.hpp"

#include <gtest/gtest.h>

#include "plugin_folder.hpp"
#include "support/files.hpp"

namespace amends::host {
namespace {

Result<Inspection> inspect(const std::string& plugin, std::int64_t limit_ms = kInspectLimitMs) {
  return inspect_in_child(AMENDS_HOST_PROGRAM, std::string(AMENDS_TEST_PLUGINS) + "/" + plugin + ".so", limit_ms);
}

TEST(Inspect, ReadsTheManifestOfALibraryThatNobodyTrusts) {
  const auto found = inspect("good/c_plugin");
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->abi_version, 1u);
  EXPECT_EQ(found->manifest.plugin, "c_plugin");
  EXPECT_EQ(found->manifest.stages.at(0).id, "example.size");
  EXPECT_EQ(found->manifest_text, *read_file(AMENDS_TEST_PLUGINS "/good/c_plugin.json"));
  EXPECT_EQ(found->sha256.size(), 64u);
}

TEST(Inspect, SurvivesALibraryThatCrashes) {
  const auto found = inspect("bad/bad_crashes_on_load");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::corrupt);
  EXPECT_NE(found.error().message.find("crashed (signal 6)"), std::string::npos) << found.error().text();
}

TEST(Inspect, StopsALibraryThatHangs) {
  const auto found = inspect("bad/bad_hangs_on_load", 200);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::deadline);
}

TEST(Inspect, SaysWhatIsWrongInTheWordsOfTheLoader) {
  EXPECT_EQ(inspect("bad/bad_wrong_abi_version").error().code, ErrorCode::unsupported);
  EXPECT_EQ(inspect("bad/bad_missing_symbol").error().code, ErrorCode::not_found);
  EXPECT_EQ(inspect("bad/bad_null_entry").error().code, ErrorCode::corrupt);
  EXPECT_EQ(inspect("good/nothing").error().code, ErrorCode::not_found);
  EXPECT_EQ(inspect_in_child("/nowhere/amends", AMENDS_TEST_PLUGINS "/good/c_plugin.so").error().code, ErrorCode::io);
}

}  // namespace
}  // namespace amends::host
