#include "host/trust.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "plugin_folder.hpp"
#include "support/files.hpp"
#include "support/hash.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

TEST(Trust, AnAbsentLockTrustsNothing) {
  PluginFolder plugins;
  EXPECT_TRUE(read_lock(plugins.folder())->empty());
}

TEST(Trust, WritesHashAndSizeOfEveryLibraryAndOfNothingElse) {
  PluginFolder plugins;
  ASSERT_TRUE(write_file(plugins.file("a.so"), "abc"));
  ASSERT_TRUE(write_file(plugins.file("b.so"), ""));
  ASSERT_TRUE(write_file(plugins.file("a.json"), "{}"));
  EXPECT_EQ(write_lock(plugins.folder())->size(), 2u);
  const auto lock = read_lock(plugins.folder());
  ASSERT_TRUE(lock);
  EXPECT_EQ(lock->at("a.so"), (TrustedFile{hex(sha256("abc")), 3}));
  EXPECT_EQ(lock->at("b.so").size, 0);
}

TEST(Trust, OneFileLeavesTheOtherRowsAndDropsThoseOfMissingFiles) {
  PluginFolder plugins;
  for (const auto* name : {"a.so", "b.so", "c.so"}) ASSERT_TRUE(write_file(plugins.file(name), name));
  plugins.trust_all();
  ASSERT_TRUE(write_file(plugins.file("a.so"), "new"));
  fs::remove(plugins.file("c.so"));
  ASSERT_TRUE(trust(plugins.file("a.so")));
  const auto lock = *read_lock(plugins.folder());
  EXPECT_EQ(lock.size(), 2u);
  EXPECT_EQ(lock.at("a.so").sha256, hex(sha256("new")));
  EXPECT_EQ(lock.at("b.so").sha256, hex(sha256("b.so")));
}

TEST(Trust, ManyAtOnceLoseNoRow) {
  PluginFolder plugins;
  constexpr int kFiles = 12;
  for (int i = 0; i < kFiles; ++i) ASSERT_TRUE(write_file(plugins.file("p" + std::to_string(i) + ".so"), std::to_string(i)));
  std::vector<std::thread> threads;
  for (int i = 0; i < kFiles; ++i) threads.emplace_back([&, i] { EXPECT_TRUE(trust(plugins.file("p" + std::to_string(i) + ".so"))); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(read_lock(plugins.folder())->size(), static_cast<std::size_t>(kFiles));
}

TEST(Trust, RefusesALockThatItCannotRead) {
  PluginFolder plugins;
  for (const auto* text : {"", "{}", "[]", R"({"format":2,"plugins":{}})", R"({"format":1})", R"({"format":1,"plugins":{"a.so":{"sha256":"00","size":1}}})",
                           R"({"format":1,"plugins":{"a.so":{"sha256":"zz00000000000000000000000000000000000000000000000000000000000000","size":1}}})"}) {
    ASSERT_TRUE(write_file(plugins.file("plugins.lock"), text));
    const auto lock = read_lock(plugins.folder());
    ASSERT_FALSE(lock) << text;
    EXPECT_NE(lock.error().text().find("plugins.lock"), std::string::npos);
  }
}

TEST(Trust, OnlyLibrariesAreTrusted) {
  PluginFolder plugins;
  ASSERT_TRUE(write_file(plugins.file("x.txt"), "x"));
  EXPECT_EQ(trust(plugins.file("x.txt")).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(trust(plugins.file("gone.so")).error().code, ErrorCode::not_found);
}

TEST(PrivateCopy, IsMadeUnderTheHashInAFolderForOneUser) {
  PluginFolder plugins;
  const auto hash = hex(sha256("library"));
  const auto path = private_copy(plugins.private_folder(), "library", hash);
  ASSERT_TRUE(path) << path.error().text();
  EXPECT_EQ(fs::path(*path).filename(), hash + ".so");
  EXPECT_EQ(*read_file(*path), "library");
  struct stat info {};
  ASSERT_EQ(::stat(plugins.private_folder().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(PrivateCopy, ReplacesACopyThatSomebodyChanged) {
  PluginFolder plugins;
  const auto hash = hex(sha256("library"));
  const auto path = *private_copy(plugins.private_folder(), "library", hash);
  fs::permissions(path, fs::perms::owner_all);
  ASSERT_TRUE(write_file(path, "changed"));
  EXPECT_EQ(*private_copy(plugins.private_folder(), "library", hash), path);
  EXPECT_EQ(*read_file(path), "library");
}

TEST(PrivateCopy, RefusesAFolderThatOthersMayEnter) {
  PluginFolder plugins;
  fs::create_directory(plugins.private_folder());
  fs::permissions(plugins.private_folder(), fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  const auto open = private_copy(plugins.private_folder(), "library", hex(sha256("library")));
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, ErrorCode::refused);
  fs::remove(plugins.private_folder());
  fs::create_directory_symlink(plugins.folder(), plugins.private_folder());
  EXPECT_EQ(private_copy(plugins.private_folder(), "library", hex(sha256("library"))).error().code, ErrorCode::refused) << "a link may lead anywhere";
}

}  // namespace
}  // namespace amends::host
