// The zoo of bad plugins: each is refused by a sentence that names the file and what to do, and takes nothing else with it.
#include "host/loader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "plugin_folder.hpp"
#include "support/files.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

class Loader : public ::testing::Test {
 protected:
  PluginFolder plugins_;
  PluginCatalogue catalogue_{std::make_shared<NoServices>()};

  /// Loads the folder and expects that one file is refused with a code and a sentence that names the file, `says` and what to do.
  void expect_refused(const std::string& file, ErrorCode code, const std::string& says) {
    const auto report = plugins_.load(catalogue_);
    const auto* row = report.find(file);
    ASSERT_TRUE(row) << file;
    EXPECT_EQ(row->state, LoadRow::State::refused);
    EXPECT_EQ(code_name(row->code), code_name(code)) << row->reason;
    EXPECT_NE(row->reason.find(file.substr(0, file.rfind('.'))), std::string::npos) << row->reason;
    EXPECT_NE(row->reason.find(says), std::string::npos) << row->reason;
    EXPECT_NE(row->reason.find("; "), std::string::npos) << "no sentence says what to do: " << row->reason;
  }
};

TEST_F(Loader, LoadsTrustedPluginsInCppAndInC) {
  plugins_.add("good/c_plugin");
  plugins_.add("good/sdk_plugin");
  plugins_.trust_all();
  const auto report = plugins_.load(catalogue_);
  ASSERT_EQ(report.rows.size(), 2u);
  for (const auto& row : report.rows) EXPECT_EQ(row.state, LoadRow::State::loaded) << row.reason;
  EXPECT_EQ(report.rows[0].stages, (std::vector<std::string>{"example.size 1.2.3"}));
  EXPECT_EQ(report.refused(), 0u);
  ASSERT_TRUE(catalogue_.find("example.size", 1));
  EXPECT_EQ(catalogue_.find("example.size", 1)->library_hash(), "sha256:" + report.rows[0].sha256);
  EXPECT_EQ(catalogue_.all().size(), 5u);
}

TEST_F(Loader, FindsByMajorAndTheHighestForAny) {
  plugins_.add("good/sdk_plugin");
  plugins_.trust_all();
  ASSERT_EQ(plugins_.load(catalogue_).refused(), 0u);
  EXPECT_TRUE(catalogue_.find("example.fee_check", 2));
  EXPECT_TRUE(catalogue_.find("example.fee_check", 0));
  EXPECT_FALSE(catalogue_.find("example.fee_check", 1));
  EXPECT_FALSE(catalogue_.find("example.nothing", 0));

  class Older final : public Stage {
   public:
    Older() { manifest_.id = "example.fee_check"; manifest_.major = 1; }
    const StageManifest& manifest() const override { return manifest_; }
    std::string library_hash() const override { return ""; }
    Result<StageAnswer> run(const StageCall&) override { return StageAnswer{}; }
   private:
    StageManifest manifest_;
  };
  ASSERT_TRUE(catalogue_.add(std::make_unique<Older>()));
  EXPECT_EQ(catalogue_.find("example.fee_check", 0)->manifest().major, 2);
  EXPECT_EQ(catalogue_.find("example.fee_check", 1)->manifest().major, 1);
  EXPECT_EQ(catalogue_.add(std::make_unique<Older>()).error().code, ErrorCode::already_exists);
}

TEST_F(Loader, RefusesWhatIsNotInTheLock) {
  plugins_.add("good/c_plugin");
  expect_refused("c_plugin.so", ErrorCode::refused, "amends plugin trust");
  EXPECT_FALSE(fs::exists(plugins_.private_folder())) << "an untrusted file was copied";
}

TEST_F(Loader, RefusesAFileThatWasOverwrittenAfterItWasTrusted) {
  plugins_.add("good/c_plugin");
  plugins_.trust_all();
  std::ofstream(plugins_.file("c_plugin.so"), std::ios::app) << "x";
  expect_refused("c_plugin.so", ErrorCode::corrupt, "has changed since it was trusted");
}

TEST_F(Loader, RefusesAFileOfTheSameSizeWithOneBitChanged) {
  plugins_.add("good/c_plugin");
  plugins_.trust_all();
  auto bytes = *read_file(plugins_.file("c_plugin.so"));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(plugins_.file("c_plugin.so"), bytes));
  expect_refused("c_plugin.so", ErrorCode::corrupt, "has changed since it was trusted");
}

TEST_F(Loader, RefusesATruncatedLibraryEvenWhenItIsTrusted) {
  plugins_.add("good/c_plugin");
  const auto bytes = *read_file(plugins_.file("c_plugin.so"));
  for (const std::size_t size : {std::size_t(0), std::size_t(40), bytes.size() / 3}) {
    ASSERT_TRUE(write_file(plugins_.file("c_plugin.so"), std::string_view(bytes).substr(0, size)));
    plugins_.trust_all();
    expect_refused("c_plugin.so", ErrorCode::corrupt, "the system cannot load the library");
  }
}

TEST_F(Loader, RefusesAnUnreadableLock) {
  plugins_.add("good/c_plugin");
  ASSERT_TRUE(write_file(plugins_.file("plugins.lock"), "{"));
  const auto report = plugins_.load(catalogue_);
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].state, LoadRow::State::refused);
  EXPECT_NE(report.rows[0].reason.find("plugins.lock"), std::string::npos);
}

TEST_F(Loader, RefusesAMissingManifestAndOneThatDiffers) {
  plugins_.add("good/c_plugin");
  plugins_.trust_all();
  const auto manifest = *read_file(plugins_.file("c_plugin.json"));
  ASSERT_TRUE(write_file(plugins_.file("c_plugin.json"), manifest + "\n"));
  expect_refused("c_plugin.so", ErrorCode::corrupt, "differs from c_plugin.json beside it");
  fs::remove(plugins_.file("c_plugin.json"));
  expect_refused("c_plugin.so", ErrorCode::not_found, "manifest is missing");
  ASSERT_TRUE(write_file(plugins_.file("c_plugin.json"), "{}"));
  expect_refused("c_plugin.so", ErrorCode::missing_field, "c_plugin.json");
}

TEST_F(Loader, RefusesALibraryUnderAnotherName) {
  plugins_.add("good/c_plugin");
  fs::rename(plugins_.file("c_plugin.so"), plugins_.file("renamed.so"));
  fs::rename(plugins_.file("c_plugin.json"), plugins_.file("renamed.json"));
  plugins_.trust_all();
  expect_refused("renamed.so", ErrorCode::schema, "give both one name");
}

struct Bad {
  const char* name;
  ErrorCode code;
  const char* says;
};

class BadPlugin : public Loader, public ::testing::WithParamInterface<Bad> {};

TEST_P(BadPlugin, IsRefusedAndOthersAreNot) {
  plugins_.add(std::string("bad/") + GetParam().name);
  plugins_.add("good/c_plugin");
  plugins_.trust_all();
  expect_refused(std::string(GetParam().name) + ".so", GetParam().code, GetParam().says);
  EXPECT_TRUE(catalogue_.find("example.size", 0)) << "one bad plugin took a good one with it";
}

INSTANTIATE_TEST_SUITE_P(Zoo, BadPlugin,
                         ::testing::Values(Bad{"bad_wrong_abi_version", ErrorCode::unsupported, "ABI version 99 and this host has 1"},
                                           Bad{"bad_missing_symbol", ErrorCode::not_found, "no symbol amends_abi_version"},
                                           Bad{"bad_null_entry", ErrorCode::corrupt, "answered nothing"},
                                           Bad{"bad_old_table", ErrorCode::corrupt, "stage 0 is incomplete"},
                                           Bad{"bad_lies_about_id", ErrorCode::corrupt, "offers the stage 'example.another'"}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(Loader, RefusesTheSecondLibraryWithTheSameStage) {
  plugins_.add("bad/bad_duplicate");  // example.plain as well; loads first by name
  plugins_.add("bad/bad_plain");
  plugins_.trust_all();
  expect_refused("bad_plain.so", ErrorCode::already_exists, "example.plain@1 is there already");
  EXPECT_TRUE(catalogue_.find("example.plain", 1));
}

TEST_F(Loader, SaysThatAFolderIsMissing) {
  const auto report = catalogue_.load({{plugins_.folder() + "/nowhere"}, plugins_.private_folder()});
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_NE(report.rows[0].reason.find("nowhere"), std::string::npos);
}

TEST_F(Loader, LooksAtNoOtherFiles) {
  ASSERT_TRUE(write_file(plugins_.file("README.md"), "x"));
  ASSERT_TRUE(write_file(plugins_.file("libx.so.1"), "x"));
  fs::create_directory(plugins_.file("below"));
  EXPECT_TRUE(plugins_.load(catalogue_).rows.empty());
}

TEST_F(Loader, TwoCataloguesInOneProcessDoNotNoticeEachOther) {
  plugins_.add("good/sdk_plugin");
  plugins_.trust_all();
  ASSERT_EQ(plugins_.load(catalogue_).refused(), 0u);
  {
    PluginCatalogue other(std::make_shared<NoServices>());
    EXPECT_EQ(plugins_.load(other).refused(), 0u);
    EXPECT_NE(other.find("example.empty", 0), catalogue_.find("example.empty", 0));
  }
  StageCall call;
  call.record = "{}";
  EXPECT_TRUE(catalogue_.find("example.empty", 0)->run(call)) << "the end of one catalogue ended the library of the other";
}

}  // namespace
}  // namespace amends::host
