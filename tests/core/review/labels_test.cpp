#include "review/labels.hpp"

#include <gtest/gtest.h>

#include "review/labels_analysis.hpp"
#include "runtime/record.hpp"

namespace amends::review {
namespace {

TEST(Labels, EveryChannelAndStatusOfTheRecordReadsInBothLanguages) {
  const auto reads = [](const std::string& key) {
    const auto zh = label(key, "zh"), en = label(key, "en");
    EXPECT_NE(zh, en) << key;
    EXPECT_TRUE(static_cast<unsigned char>(zh.front()) >= 0x80) << key << ": " << zh;
  };
  for (const auto kind : runtime::channel_kinds()) reads("channel." + std::string(kind));
  for (const auto status : runtime::case_statuses()) reads("status." + std::string(status));
}

TEST(Labels, WhatTheOptionsAndTheLetterRestOnReadsInBothLanguages) {
  for (const auto* key : {"note.by when a remedy is delivered", "note.genuine options", "note.options beyond the limit", "note.days and terms that the letter may state", "note.check of the letter", "path.analysis.verify.root_cause",
                          "path.analysis.solution.approval", "path.answers.approve_solution.decision", "path.answers.customer_choice.option", "path.answers.signer.decision", "path.contract.closed_until", "path.demand",
                          "complete", "demands_answered", "amounts_equal_solution", "dates_have_tasks", "solution_approved", "refusal_reasons", "wording", "taboo", "rights_named", "plain_sentences", "no_other_person", "language"}) {
    ASSERT_TRUE(known_label(key, "zh")) << key;
    EXPECT_NE(label(key, "zh"), label(key, "en")) << key;
  }
}

TEST(Labels, FallBackToTheLastPartOfTheKey) {
  EXPECT_EQ(label("status.of_their_own", "zh"), "of_their_own");
  EXPECT_FALSE(known_label("status.of_their_own", "zh"));
}

TEST(Labels, NameTheRolesAndLeaveThoseOfAnInstitutionAsTheyAre) {
  EXPECT_EQ(role_text("handler", "zh"), "经办人");
  EXPECT_EQ(role_text("crisis_trained", "en"), "crisis-trained staff");
  EXPECT_EQ(role_text("vip_desk", "zh"), "vip_desk");
}

TEST(Labels, UseOneWordForOneIdea) {
  EXPECT_EQ(label("clock.acknowledge", "zh"), "受理确认") << "a receipt (回执) is what the receiver of a message answers";
  EXPECT_EQ(label("acknowledgement", "zh"), "受理确认草稿");
  EXPECT_EQ(label("demand.refund", "zh"), "退款");
  for (const auto* key : {"letter.open", "letter.acknowledged", "fold.ack", "outbox.open"}) EXPECT_EQ(label(key, "zh").find("回执"), std::string::npos) << key;
}

TEST(Labels, TheAnalysisStagesSpeakBothLanguagesAndRepeatNoWordOfTheOthers) {
  EXPECT_GT(analysis_words().size(), 150u);
  for (const auto& [key, words] : analysis_words()) {
    EXPECT_FALSE(words.en.empty()) << key;
    ASSERT_FALSE(words.zh.empty()) << key;
    EXPECT_TRUE(static_cast<unsigned char>(words.zh.front()) >= 0x80) << key << ": " << words.zh;
    EXPECT_EQ(label(key, "zh"), words.zh) << key << " stands in two lists";
  }
  EXPECT_EQ(label("note.points of the needs", "en"), "points of the needs");
  EXPECT_EQ(label("exaggeration", "zh"), "否认与夸大");
}

}  // namespace
}  // namespace amends::review
