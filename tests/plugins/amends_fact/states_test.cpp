#include "amends_fact/verify/states.hpp"

#include <gtest/gtest.h>

namespace amends::verify {
namespace {

using enum State;
constexpr std::optional<Grade> kNone;

TEST(States, AreProvedFromGradeBUpAndByTheBetterSide) {
  EXPECT_EQ(by_grades(Grade::A, kNone), confirmed);
  EXPECT_EQ(by_grades(Grade::B, kNone), confirmed);
  EXPECT_EQ(by_grades(Grade::C, kNone), undetermined);
  EXPECT_EQ(by_grades(kNone, kNone), undetermined);
  EXPECT_EQ(by_grades(Grade::A, Grade::B), confirmed);
  EXPECT_EQ(by_grades(Grade::B, Grade::B), undetermined) << "equal grades settle nothing";
  EXPECT_EQ(by_grades(Grade::B, Grade::A), refuted);
  EXPECT_EQ(by_grades(Grade::D, Grade::B), refuted);
  EXPECT_EQ(by_grades(Grade::E, Grade::C), undetermined);
  EXPECT_EQ(by_grades(kNone, Grade::B), refuted);
}

TEST(States, APersonMayAdmitAndMayNotRefuteAlone) {
  EXPECT_EQ(decide(confirmed, confirmed, true), (Decided{confirmed, How::evidence}));
  EXPECT_EQ(decide(confirmed, undetermined, true), (Decided{confirmed, How::admitted}));
  EXPECT_EQ(decide(confirmed, refuted, true), (Decided{confirmed, How::admitted}));
  EXPECT_EQ(decide(undetermined, refuted, true), (Decided{undetermined, How::person}));
  EXPECT_EQ(decide(refuted, refuted, true), (Decided{refuted, How::evidence}));
  EXPECT_EQ(decide(refuted, undetermined, true), (Decided{undetermined, How::kept}));
  EXPECT_EQ(decide(refuted, confirmed, true), (Decided{confirmed, How::kept}));
  EXPECT_EQ(decide(undetermined, confirmed, true), (Decided{confirmed, How::kept}));
}

TEST(States, TheMirrorHoldsForWhatSpeaksForTheInstitution) {
  EXPECT_EQ(decide(refuted, undetermined, false), (Decided{refuted, How::admitted}));
  EXPECT_EQ(decide(confirmed, undetermined, false), (Decided{undetermined, How::kept}));
  EXPECT_EQ(decide(confirmed, confirmed, false), (Decided{confirmed, How::evidence}));
  EXPECT_EQ(bearing(refuted, false), Bearing::holds);
  EXPECT_EQ(bearing(confirmed, false), Bearing::fails);
  EXPECT_EQ(bearing(undetermined, false), Bearing::open);
}

TEST(States, NoWordEverMakesTheCustomerWorseThanTheEvidence) {
  const auto rank = [](Bearing b) { return b == Bearing::holds ? 2 : b == Bearing::open ? 1 : 0; };
  for (const auto word : {confirmed, refuted, undetermined})
    for (const auto graded : {confirmed, refuted, undetermined})
      for (const bool favours : {true, false}) EXPECT_GE(rank(bearing(decide(word, graded, favours).state, favours)), rank(bearing(graded, favours)));
}

TEST(States, ReadsWordsOfBothLanguages) {
  EXPECT_EQ(state_of("confirmed"), confirmed);
  EXPECT_EQ(state_of("不属实"), refuted);
  EXPECT_EQ(state_of("无法认定"), undetermined);
  EXPECT_FALSE(state_of("maybe"));
  EXPECT_FALSE(state_of("unknown"));
  EXPECT_EQ(grade_of("A"), Grade::A);
  EXPECT_EQ(grade_of("E"), Grade::E);
  EXPECT_FALSE(grade_of("F"));
  EXPECT_FALSE(grade_of("AB"));
}

}  // namespace
}  // namespace amends::verify
