// Where no output may be written: the journal and what belongs to it, by whatever name it is reached.
#include "store/companions.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

TEST(Companions, NoneOfThemIsAPlaceForOutputThereOrNot) {
  TemporaryFolder folder;
  const auto database = folder.file("s.db");
  const auto store = *Store::open(database, {});
  for (const auto suffix : kCompanions) {
    const auto place = database + std::string(suffix);
    const auto said = check_output(database, place);
    ASSERT_FALSE(said) << place;
    EXPECT_EQ(said.error().code, ErrorCode::refused);
    EXPECT_EQ(said.error().where, place);
    EXPECT_FALSE(check_output("", place)) << "beside any journal: " << place;
    EXPECT_FALSE(store->snapshot(place)) << place;
    EXPECT_FALSE(check_output(database, folder.file("x/../s.db") + std::string(suffix)));
  }
  EXPECT_EQ(check_output(database, database).error().code, ErrorCode::refused);
  EXPECT_EQ(check_output(database, database + ".files/ab/x.csv").error().code, ErrorCode::refused);
  EXPECT_EQ(store->snapshot(database + ".reads").error().code, ErrorCode::refused);
}

TEST(Companions, AnotherNameOfTheSameFileIsRefused) {
  TemporaryFolder folder;
  const auto database = folder.file("s.db");
  const auto store = *Store::open(database, {});
  fs::create_hard_link(database, folder.file("hard"));
  fs::create_symlink(database, folder.file("soft"));
  fs::create_symlink("s.db.reads", folder.file("dangling"));  // leads to nothing yet
  fs::create_symlink(folder.path(), folder.file("elsewhere"));
  for (const auto* name : {"hard", "soft", "dangling", "elsewhere/s.db", "elsewhere/s.db-wal"}) EXPECT_FALSE(check_output(database, folder.file(name))) << name;
  EXPECT_FALSE(check_output(folder.file("soft"), database + ".reads")) << "the journal itself was named by a link";
  fs::create_symlink("circle", folder.file("circle"));
  EXPECT_TRUE(check_output(database, folder.file("circle")));
}

TEST(Companions, OtherPlacesAreFree) {
  TemporaryFolder folder;
  const auto database = folder.file("s.db");
  const auto store = *Store::open(database, {});
  std::ofstream(folder.file("notes")) << "a text of mine";
  for (const auto* name : {"copy.db", "s.db.csv", "s.db2", "other.db-wal", "notes.new", "notes.files", "s.dbfiles/x"}) EXPECT_TRUE(check_output(database, folder.file(name))) << name;
  EXPECT_TRUE(check_output(database, "-"));
  EXPECT_TRUE(check_output("", folder.file("copy.csv")));
}

}  // namespace
}  // namespace amends::store
