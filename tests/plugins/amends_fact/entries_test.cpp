#include "amends_fact/verify/entries.hpp"

#include <gtest/gtest.h>

namespace amends::verify {
namespace {

TEST(Entries, ReadsWhatPeopleTypeInBothLanguages) {
  const std::vector<Entry> expected = {{"e1", {"confirmed"}}, {"e2", {"D-1", "D-2"}}};
  for (const auto* text : {"e1: confirmed; e2: D-1, D-2", "e1=confirmed\ne2=D-1 D-2", "e1 confirmed；e2：D-1、D-2", "  e1：confirmed。e2: D-1，D-2；", "e1:confirmed\r\ne2:\tD-1,,D-2"}) {
    const auto entries = parse_entries(text);
    EXPECT_EQ(entries.list, expected) << text;
    EXPECT_TRUE(entries.unreadable.empty()) << text;
  }
  EXPECT_EQ(parse_entries("e1：无法认定").list, (std::vector<Entry>{{"e1", {"无法认定"}}}));
  EXPECT_EQ(parse_entries("du.double_record").list, (std::vector<Entry>{{"du.double_record", {}}}));
  for (const auto* text : {"", "  ", ";;；\n", "　"}) EXPECT_TRUE(parse_entries(text).list.empty()) << text;
}

TEST(Entries, SaysWhatItCannotRead) {
  const auto entries = parse_entries("e1, e2: confirmed; : refuted; e3: refuted");
  EXPECT_EQ(entries.list, (std::vector<Entry>{{"e3", {"refuted"}}}));
  EXPECT_EQ(entries.unreadable, (std::vector<std::string>{"e1, e2: confirmed", ": refuted"}));
}

TEST(Entries, StopsAtItsLimits) {
  const auto many = [](std::size_t count, std::string_view piece) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += piece;
    return out;
  };
  EXPECT_TRUE(parse_entries(many(kEntriesMax, "e: x;")).unreadable.empty());
  EXPECT_EQ(parse_entries(many(kEntriesMax + 1, "e: x;")).unreadable.size(), 1u);
  EXPECT_TRUE(parse_entries("e: " + many(kItemsMax, "x ")).unreadable.empty());
  EXPECT_EQ(parse_entries("e: " + many(kItemsMax + 1, "x ")).unreadable.size(), 1u);
}

}  // namespace
}  // namespace amends::verify
