#include "amends_crisis/crisis/seats.hpp"

#include <gtest/gtest.h>

namespace amends::crisis {
namespace {

TEST(Seats, AreReadAsPeopleTypeThem) {
  for (const auto* text : {"li.na / wang.yi", "li.na/wang.yi", " li.na　／　wang.yi "}) {
    const auto seat = read_seat("commander", text);
    EXPECT_EQ(seat.person, "li.na") << text;
    EXPECT_EQ(seat.stand_in, "wang.yi") << text;
  }
  EXPECT_EQ(read_seat("c", "li.na").stand_in, "");
  EXPECT_EQ(read_seat("c", "").person, "");
  EXPECT_EQ(read_seat("c", "/ wang.yi").person, "");
}

TEST(Seats, EachNeedsAPersonAndSomebodyElseToStandIn) {
  const auto faults = faults_of({{"a", "li.na", "wang.yi"}, {"b", "", ""}, {"c", "li.na", ""}, {"d", "zhao", "zhao"}}, 2, {});
  EXPECT_EQ(faults, (std::vector<Fault>{{FaultKind::no_person, "b", {}}, {FaultKind::no_stand_in, "c", {}}, {FaultKind::own_stand_in, "d", {}}}));
}

TEST(Seats, OnePersonHoldsAtMostTwo) {
  std::vector<Seat> seats = {{"a", "li.na", "x"}, {"b", "li.na", "x"}};
  EXPECT_TRUE(faults_of(seats, 2, {}).empty());
  seats.push_back({"c", "li.na", "x"});
  seats.push_back({"d", "other", "li.na"});
  EXPECT_EQ(faults_of(seats, 2, {}), (std::vector<Fault>{{FaultKind::too_many, "c", {}}})) << "standing in is no seat";
}

TEST(Seats, OneNameSpeltTwiceIsOnePerson) {
  const std::vector<std::pair<std::string, std::string>> apart = {{"commander", "legal"}};
  EXPECT_EQ(faults_of({{"commander", "li.na", "x"}, {"legal", "Li Na", "y"}}, 2, apart), (std::vector<Fault>{{FaultKind::apart, "commander", "legal"}}));
  EXPECT_EQ(faults_of({{"commander", "li.na", "LI_NA"}}, 2, {}), (std::vector<Fault>{{FaultKind::own_stand_in, "commander", {}}}));
  EXPECT_EQ(faults_of({{"commander", "—", "x"}}, 2, {}), (std::vector<Fault>{{FaultKind::no_person, "commander", {}}}));
}

TEST(Seats, SomeAreKeptApart) {
  const std::vector<std::pair<std::string, std::string>> apart = {{"commander", "spokesperson"}};
  EXPECT_EQ(faults_of({{"commander", "li.na", "x"}, {"spokesperson", "li.na", "y"}}, 2, apart), (std::vector<Fault>{{FaultKind::apart, "commander", "spokesperson"}}));
  EXPECT_TRUE(faults_of({{"commander", "li.na", "x"}, {"spokesperson", "wang.yi", "y"}}, 2, apart).empty());
}

}  // namespace
}  // namespace amends::crisis
