#include "support/files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace amends {
namespace {

TEST(Files, WriteReplacesWholeFilesAndLeavesNothingBeside) {
  const auto folder = std::filesystem::temp_directory_path() / ("amends_files_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto path = (folder / "a.txt").string();
  ASSERT_TRUE(write_file(path, "one"));
  ASSERT_TRUE(write_file(path, "two"));
  EXPECT_EQ(*read_file(path), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  EXPECT_EQ(read_file(path, 2).error().code, ErrorCode::range);
  EXPECT_EQ(read_file(path, 3).value_or(""), "two");
  EXPECT_EQ(read_file((folder / "none").string()).error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder.string()).error().code, ErrorCode::io);
  EXPECT_FALSE(write_file((folder / "no" / "such").string(), "x"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace amends
