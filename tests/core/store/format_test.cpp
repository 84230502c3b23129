#include "store/format.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace amends::store {
namespace {

TEST(CommitList, RoundTripsSmallAndLargeNumbers) {
  const std::vector<ListEntry> entries{{1, 1, 1}, {127, 128, 129}, {16'383, 16'384, 2}, {std::numeric_limits<std::int64_t>::max(), 1, 1}};
  std::string bytes;
  for (const auto& entry : entries) append_list_entry(bytes, entry);
  const auto read = parse_list(bytes);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, entries);
}

TEST(CommitList, AnEntryOfSmallNumbersTakesThreeBytes) {
  std::string bytes;
  append_list_entry(bytes, {127, 1, 10});
  EXPECT_EQ(bytes, "\x7F\x01\x0A");
}

TEST(CommitList, RefusesACutOffList) {
  std::string bytes;
  append_list_entry(bytes, {300, 1, 10});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    const auto read = parse_list(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  }
}

TEST(CommitList, RefusesNumbersBeyondSixtyThreeBits) {
  EXPECT_FALSE(parse_list(std::string(9, '\xFF') + "\x01\x01\x01"));
  EXPECT_TRUE(parse_list(std::string(8, '\xFF') + "\x7F" + "\x01\x01"));
}

TEST(CommitList, RefusesEntriesThatCannotBe) {
  EXPECT_FALSE(parse_list(std::string_view("\x01\x00\x01", 3)));  // seq 0
  EXPECT_FALSE(parse_list(std::string_view("\x01\x01\x00", 3)));  // no event
  const std::string largest = std::string(8, '\xFF') + "\x7F";
  EXPECT_FALSE(parse_list("\x01" + largest + largest));  // first + count overflows
}

TEST(CommitText, IsTheHashOfOneCanonicalObject) {
  Digest hash{}, prev{};
  hash.fill(0x11);
  prev.fill(0x22);
  CommitText text;
  EXPECT_TRUE(text.empty());
  text.add_opened("CASE-1", "first_line", "sha256:d", "bank/app/7");
  text.add_opened("CASE-2", "first_line", "sha256:d", "");
  text.add_event("CASE-1", 1, hash);
  text.add_event("CASE-2", 1, hash);
  const std::string h(64, '1');
  const std::string expected = R"({"at":5,"epoch":2,"events":[["CASE-1",1,")" + h + R"("],["CASE-2",1,")" + h + R"("]],"format":1,"no":7,"opened":[["CASE-1","first_line","sha256:d",")" +
                               hex(sha256("bank/app/7")) + R"("],["CASE-2","first_line","sha256:d",""]],"prev":")" + std::string(64, '2') + "\"}";
  EXPECT_EQ(hex(text.hash(7, 2, 5, prev)), hex(sha256(expected)));
}

TEST(CommitText, CutTakesBackWhatCameAfterTheMark) {
  CommitText text, same;
  text.add_event("CASE-1", 1, {});
  same.add_event("CASE-1", 1, {});
  const auto mark = text.mark();
  text.add_opened("CASE-2", "w", "d", "r");
  text.add_event("CASE-2", 1, {});
  text.cut(mark);
  EXPECT_EQ(text.hash(1, 1, 1, {}), same.hash(1, 1, 1, {}));
}

}  // namespace
}  // namespace amends::store
