// G13: a script by a technique appears only where the register, the signs of the record and the stage's own ethics check let it; look-alikes on both sides.
#include "guard_test_kit.hpp"

namespace amends::guard_test {
namespace {

/// The shipped rows and the shipped register of techniques.
const guard::Guard& with_register() {
  static const auto made = [] {
    guard::Sources sources;
    sources.rows = shipped_rows();
    sources.techniques = json::list_at(read_yaml("workflows/packs/shipped/banks/techniques.yaml"), "rows");
    return guard_of(std::move(sources));
  }();
  return *made;
}

constexpr std::string_view kNote = R"("ethics_note": {"zh": "不演戏。", "en": "No staged quarrel."})";

/// One script by a technique (as JSON, "" for none) under the rows of result.techniques.
json::Value spoken(std::string_view technique, std::string_view rows = "") {
  const auto member = technique.empty() ? std::string() : R"("technique": )" + std::string(technique) + ", ";
  return parsed(R"({"status": "ok", "result": {"techniques": [)" + std::string(rows) + R"(]}, "scripts": [{"id": "s1", "moment": "talk", )" + member + R"("text": {"zh": "您好。", "en": "Hello."}}]})");
}
std::string row_of(std::string_view id, std::string_view members) { return R"({"id": ")" + std::string(id) + R"(")" + (members.empty() ? "" : ", ") + std::string(members) + "}"; }

/// The one rule that held the script back; "" when it went through untouched.
std::string held_by(json::Value envelope, const guard::Context& with = context()) {
  const auto before = json::write(envelope);
  const auto actions = with_register().enforce(envelope, with);
  if (actions.empty()) {
    EXPECT_EQ(json::write(envelope), before);
    return "";
  }
  EXPECT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].guard + actions[0].action + actions[0].where, "G13blockedscripts.0.text");
  for (const auto* language : {"text.zh", "text.en"}) EXPECT_EQ(json::text_at(envelope, std::string("scripts.0.") + language, "?"), "") << "held back in every language";
  for (const auto* language : {"zh", "en"}) EXPECT_FALSE(json::text_at(actions[0].message, language).empty());
  EXPECT_TRUE(with_register().enforce(envelope, with).empty()) << "once is enough";
  return actions[0].rule;
}

TEST(Techniques, OneThatNeedsCareAppearsOnlyWithItsNoteAndAfterItsCheck) {
  const std::string note(kNote);
  EXPECT_EQ(held_by(spoken(R"("red_white")")), "technique.unchecked");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", note))), "technique.unchecked");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": "yes", )" + note))), "technique.unchecked") << "a word is no answer";
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": null, )" + note))), "technique.unchecked");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("split_demands", R"("allowed": true, )" + note))), "technique.unchecked") << "another technique's row is not its own";
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": true)"))), "technique.no_note");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": true, "ethics_note": {"zh": "不演戏。"})"))), "technique.no_note") << "in both languages";
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": false, )" + note))), "technique.refused");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", R"("allowed": true, )" + note))), "");
}

TEST(Techniques, ARefusalCountsWhateverAnotherRowSaysAndHoldsForEveryTechnique) {
  const std::string yes = R"("allowed": true, )" + std::string(kNote), no = R"("allowed": false, )" + std::string(kNote);
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", yes) + "," + row_of("red_white", no))), "technique.refused");
  EXPECT_EQ(held_by(spoken(R"("red_white")", row_of("red_white", no) + "," + row_of("red_white", yes))), "technique.refused");
  EXPECT_EQ(held_by(spoken(R"("paraphrase")", row_of("paraphrase", R"("allowed": false)"))), "technique.refused") << "no care is asked for it, and the stage refused it all the same";
  EXPECT_EQ(held_by(spoken(R"("paraphrase")", row_of("red_white", no))), "") << "another was refused";
}

TEST(Techniques, TheReasonAndTheSafeFormAreToldInBothLanguages) {
  auto envelope = spoken(R"("red_white")", row_of("red_white", R"("allowed": false, )" + std::string(kNote)));
  const auto actions = with_register().enforce(envelope, context());
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].quote, "red_white");
  EXPECT_EQ(json::text_at(actions[0].message, "zh"), "这一方法没有通过伦理检查：不演戏。稳妥的做法：两人都如实介绍自己的姓名和职责，并给出两个以上真实方案和“都不选”。");
  EXPECT_EQ(json::text_at(actions[0].message, "en"), "The technique did not pass its ethics check: No staged quarrel. Its safe form: Both give their names and real duties, with two or more true options and none of these.");
  EXPECT_EQ(json::text_at(envelope, "guards.0.text.en"), json::text_at(actions[0].message, "en"));
}

TEST(Techniques, ASignOfTheRecordBarsWhateverTheStageSaid) {
  const auto older = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "suspected"}]}})"), denied = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "denied"}]}})");
  const auto veiled = parsed(R"({"flags": {"safety": {"self_harm": "veiled"}}})");
  const auto yes = [](std::string_view id) { return spoken("\"" + std::string(id) + "\"", row_of(id, R"("allowed": true, )" + std::string(kNote))); };
  EXPECT_EQ(held_by(yes("red_white"), context(&older)), "technique.barred");
  EXPECT_EQ(held_by(yes("red_white"), context(&denied)), "");
  EXPECT_EQ(held_by(yes("split_demands"), context(&older)), "") << "the register bars it for danger alone";
  EXPECT_EQ(held_by(yes("split_demands"), context(&veiled)), "technique.barred");
  EXPECT_EQ(held_by(spoken(R"("mirror")"), context(&veiled)), "technique.barred") << "words of danger are not repeated, though mirroring asks for no care";
  EXPECT_EQ(held_by(spoken(R"("mirror")"), context(&older)), "");
  EXPECT_EQ(held_by(spoken(R"("label")"), context(&veiled)), "") << "a feeling may be named";
}

TEST(Techniques, WhatTheRegisterDoesNotHaveIsHeldBackAndWhatNamesNoneGoes) {
  for (const auto* look_alike : {R"("Red_White")", R"("red_white ")", R"("red-white")", R"("red_whites")", R"("红白脸")", R"("hard_sell")", R"(["red_white"])", R"({"id": "label"})", "7", "true"}) {
    EXPECT_EQ(held_by(spoken(look_alike)), "technique.unknown") << look_alike;
    EXPECT_EQ(held_by(spoken(look_alike, R"({"id": "red_white", "allowed": true, "ethics_note": {"zh": "一", "en": "one"}}, {"id": "hard_sell", "allowed": true, "ethics_note": {"zh": "一", "en": "one"}})")), "technique.unknown")
        << "a stage registers nothing by itself: " << look_alike;
  }
  for (const auto* none : {"", R"("")", "null"}) EXPECT_EQ(held_by(spoken(none)), "") << none;
  for (const auto* plain : {"label", "paraphrase", "summary", "open_question", "pause", "i_message", "shared_goal"}) EXPECT_EQ(held_by(spoken("\"" + std::string(plain) + "\"")), "") << plain;
}

TEST(Techniques, AScriptMayAskForCareByItself) {
  auto alone = spoken("");
  put(alone, "scripts.0.ethics", "caution");
  EXPECT_EQ(held_by(alone), "technique.unchecked");
  auto named = spoken(R"("paraphrase")");
  put(named, "scripts.0.ethics", "caution");
  EXPECT_EQ(held_by(named), "technique.unchecked");
  auto checked = spoken(R"("paraphrase")", row_of("paraphrase", R"("allowed": true, )" + std::string(kNote)));
  put(checked, "scripts.0.ethics", "caution");
  EXPECT_EQ(held_by(checked), "");
}

TEST(Techniques, WithoutARegisterNoTechniqueCanBeChecked) {
  auto envelope = spoken(R"("label")");
  EXPECT_EQ(rules(shipped().enforce(envelope, context())), std::vector<std::string>{"technique.unknown"});
  auto plain = spoken("");
  EXPECT_TRUE(shipped().enforce(plain, context()).empty());
}

}  // namespace
}  // namespace amends::guard_test
