// The drawing of each workflow of the tree and of workflows that hold every construct: complete, readable, the same each time.
#include "review/workflow_drawing.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "drawing_kit.hpp"
#include "review/condition_words.hpp"
#include "review/labels.hpp"
#include "runtime/called.hpp"
#include "support/files.hpp"

namespace amends::review {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const flow::Definition> read(const fs::path& file) {
  const auto text = read_file(file.string());
  EXPECT_TRUE(text) << file;
  auto definition = flow::Definition::from_yaml(*text, file.string(), runtime::called_from(file.string(), AMENDS_SOURCE_DIR));
  EXPECT_TRUE(definition) << definition.error().text();
  return definition ? *definition : nullptr;
}

fs::path fixture(const std::string& name) { return fs::path(AMENDS_SOURCE_DIR) / "tests" / "core" / "review" / "drawings" / (name + ".yaml"); }

/// Those of this folder, and every workflow of the tree.
std::vector<fs::path> all_workflows() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fixture("x").parent_path())) out.push_back(entry.path());
  for (const auto& entry : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "workflows"))
    if (fs::exists(entry.path() / "workflow.yaml")) out.push_back(entry.path() / "workflow.yaml");
  std::sort(out.begin(), out.end());
  return out;
}

DrawingOptions in(std::string_view language) {
  DrawingOptions out;
  out.language = language;
  out.stage_titles = {{"amends.intake", language == "zh" ? "受理登记与要素提取" : "Intake and what was said"}};
  return out;
}

Drawing drawn(const std::string& name, std::string_view language = "en") { return draw_workflow(*read(fixture(name)), in(language)); }

class EachWorkflow : public testing::TestWithParam<fs::path> {};

TEST_P(EachWorkflow, ShowsEachStepOnceAndEachArrowOnce) {
  const auto definition = read(GetParam());
  const auto drawing = draw_workflow(*definition, in("en"));
  std::map<flow::StepIndex, int> boxes, joins;
  int starts = 0;
  for (const auto& box : drawing.boxes) {
    if (box.shape == DrawnShape::start) ++starts;
    else if (box.shape == DrawnShape::join) ++joins[box.step];
    else if (box.shape != DrawnShape::label && box.shape != DrawnShape::end) ++boxes[box.step];
  }
  EXPECT_EQ(starts, 1);
  for (std::size_t i = 0; i < definition->steps().size(); ++i) {
    const auto& step = definition->steps()[i];
    EXPECT_EQ(boxes[static_cast<flow::StepIndex>(i)], 1) << step.name;
    EXPECT_EQ(joins[static_cast<flow::StepIndex>(i)], flow::is_scope(step.kind) && step.kind != flow::StepKind::run ? 1 : 0) << step.name;
  }
  std::map<ArrowKey, int> arrows;
  for (const auto& arrow : drawing.arrows) ++arrows[arrow.key];
  const auto wanted = arrows_of(*definition);
  EXPECT_EQ(drawing.arrows.size(), wanted.size() + 1) << "each arrow, and the one from the start";
  for (const auto& arrow : wanted) EXPECT_EQ(arrows[arrow.key], 1) << definition->step(arrow.key.from).name << " " << static_cast<int>(arrow.key.kind) << " " << arrow.key.index;
  for (const auto& arrow : drawing.arrows) {
    if (arrow.key.from == flow::kEnd) continue;
    const auto& to = drawing.boxes[static_cast<std::size_t>(arrow.to_box)];
    EXPECT_EQ(to.shape == DrawnShape::end, arrow.to == flow::kEnd);
    EXPECT_EQ(to.step, arrow.to == flow::kEnd ? arrow.key.from : arrow.to);
    EXPECT_EQ(to.shape == DrawnShape::join, arrow.to_join);
    const auto& from = definition->step(arrow.key.from);
    const bool into_block = arrow.key.kind == ArrowKind::branch && (from.kind == flow::StepKind::block || from.kind == flow::StepKind::each);
    EXPECT_EQ(arrow.label_box >= 0, arrow.key.kind != ArrowKind::onward && !into_block) << "a way that is one of several says when it is taken";
  }
}

TEST_P(EachWorkflow, KeepsBoxesApartTextInsideAndLinesOutside) {
  const auto definition = read(GetParam());
  for (const auto* language : {"zh", "en"}) {
    const auto drawing = draw_workflow(*definition, in(language));
    for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
      const auto& box = drawing.boxes[i];
      EXPECT_TRUE(box.place.x >= 0 && box.place.x + box.place.width <= drawing.width && box.place.y + box.place.height <= drawing.height);
      for (std::size_t j = i + 1; j < drawing.boxes.size(); ++j) EXPECT_FALSE(kit::overlap(box.place, drawing.boxes[j].place)) << box.tooltip << " / " << drawing.boxes[j].tooltip;
      for (const auto& text : box.texts) {
        EXPECT_GE(text.at.x, box.place.x + 6) << text.text;
        EXPECT_LE(text.at.x + text_width(text.text, text.style), box.place.x + box.place.width - 6) << text.text;
        EXPECT_GE(text.at.y - line_height(text.style) + 4, box.place.y) << text.text;
        EXPECT_LE(text.at.y + 3, box.place.y + box.place.height) << text.text;
      }
      for (const auto& arrow : drawing.arrows)
        for (const auto* part : {&arrow.first, &arrow.second}) EXPECT_FALSE(kit::crosses(*part, box.place)) << "an arrow runs through " << box.tooltip;
    }
    for (const auto* list : {&drawing.heading, &drawing.clocks})
      for (const auto& text : *list) EXPECT_LE(text.at.x + text_width(text.text, text.style), drawing.width) << text.text;
    for (const auto& item : drawing.legend) EXPECT_LE(item.text.at.x + text_width(item.text.text, item.text.style), drawing.width) << item.text.text;
  }
}

TEST_P(EachWorkflow, GivesArrowsWithNothingInCommonWaysOfTheirOwn) {
  const auto drawing = draw_workflow(*read(GetParam()), in("en"));
  struct Part {
    int from, to;
    const std::vector<Point>* points;
  };
  std::vector<Part> parts;
  for (const auto& arrow : drawing.arrows) {
    parts.push_back({arrow.from_box, arrow.label_box >= 0 ? arrow.label_box : arrow.to_box, &arrow.first});
    if (arrow.label_box >= 0) parts.push_back({arrow.label_box, arrow.to_box, &arrow.second});
  }
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = i + 1; j < parts.size(); ++j) {
      if (parts[i].from == parts[j].from || parts[i].to == parts[j].to) continue;
      EXPECT_FALSE(kit::same_track(*parts[i].points, *parts[j].points)) << drawing.boxes[static_cast<std::size_t>(parts[i].from)].tooltip << " / " << drawing.boxes[static_cast<std::size_t>(parts[j].from)].tooltip;
    }
}

TEST_P(EachWorkflow, IsTheSameBytesEachTime) {
  const auto one = read(GetParam()), other = read(GetParam());
  for (const auto* language : {"zh", "en"}) {
    EXPECT_EQ(to_svg(draw_workflow(*one, in(language))), to_svg(draw_workflow(*other, in(language))));
    EXPECT_EQ(to_mermaid(*one, draw_workflow(*one, in(language))), to_mermaid(*other, draw_workflow(*other, in(language))));
  }
}

TEST_P(EachWorkflow, WritesSvgWithoutScriptsAndWithWordsForThoseWhoHearIt) {
  const auto definition = read(GetParam());
  const auto svg = to_svg(draw_workflow(*definition, in("zh")));
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(svg.find("url("), std::string::npos);
  EXPECT_EQ(svg.find("href"), std::string::npos);
  EXPECT_NE(svg.find("role=\"img\" lang=\"zh-CN\""), std::string::npos);
  EXPECT_NE(svg.find("prefers-color-scheme:dark"), std::string::npos);
  for (const auto& step : definition->steps()) EXPECT_NE(svg.find(step.name), std::string::npos) << step.name;
  std::size_t opened = 0, closed = 0, arrows = 0;
  for (auto at = svg.find("<g "); at != std::string::npos; at = svg.find("<g ", at + 1)) ++opened;
  for (auto at = svg.find("</g>"); at != std::string::npos; at = svg.find("</g>", at + 1)) ++closed;
  for (auto at = svg.find("\"wf-arrow"); at != std::string::npos; at = svg.find("\"wf-arrow", at + 1)) ++arrows;
  EXPECT_EQ(opened, closed);
  EXPECT_EQ(arrows, arrows_of(*definition).size() + 1);
}

TEST_P(EachWorkflow, GivesMermaidTheSameBoxesAndArrows) {
  const auto definition = read(GetParam());
  const auto drawing = draw_workflow(*definition, in("en"));
  const auto text = to_mermaid(*definition, drawing);
  std::size_t arrows = 0, nodes = 0, labels = 0;
  std::size_t begin = text.find("flowchart TD\n");
  ASSERT_NE(begin, std::string::npos);
  for (begin = text.find('\n', begin) + 1; begin < text.size();) {
    const auto end = text.find('\n', begin);
    const auto line = text.substr(begin, end - begin);
    (line.find(" -->") != std::string::npos || line.find(" -.->") != std::string::npos ? arrows : nodes) += 1;
    EXPECT_EQ(std::count(line.begin(), line.end(), '"') % 2, 0) << line;
    begin = end + 1;
  }
  for (const auto& box : drawing.boxes) labels += box.shape == DrawnShape::label ? 1 : 0;
  EXPECT_EQ(arrows, drawing.arrows.size());
  EXPECT_EQ(nodes, drawing.boxes.size() - labels);
}

INSTANTIATE_TEST_SUITE_P(WorkflowDrawing, EachWorkflow, testing::ValuesIn(all_workflows()), [](const testing::TestParamInfo<fs::path>& info) {
  const auto name = info.param.stem() == "workflow" ? info.param.parent_path().filename().string() : info.param.stem().string();
  return name;
});

std::string texts_of(const Drawing& drawing, const flow::Definition& definition, std::string_view step) {
  std::string out;
  for (const auto& box : drawing.boxes)
    if (box.step == definition.find(step) && box.shape != DrawnShape::label && box.shape != DrawnShape::end && box.shape != DrawnShape::join) out += box.tooltip + "\n";
  return out;
}

TEST(WorkflowDrawing, SaysWhoUntilWhenAndWhatHappensThen) {
  const auto definition = read(fixture("every_construct"));
  const auto zh = draw_workflow(*definition, in("zh")), en = draw_workflow(*definition, in("en"));
  EXPECT_EQ(texts_of(en, *definition, "ask_legal"), "Confirm which articles apply\nask_legal · confirm\nlegal, within 2 working days\nunanswered after 1 working day: to supervisor\n");
  EXPECT_EQ(texts_of(zh, *definition, "ask_legal"), "请法务确认适用条款\nask_legal · confirm\n法务，限2个工作日\n1个工作日未办：报主管\n");
  EXPECT_NE(texts_of(zh, *definition, "review").find("再过2个工作日仍未办：报机构负责人"), std::string::npos) << texts_of(zh, *definition, "review");
  EXPECT_NE(texts_of(en, *definition, "approve").find("another person than in: Review by another colleague"), std::string::npos);
  EXPECT_NE(texts_of(zh, *definition, "calm").find("等待2小时"), std::string::npos);
  EXPECT_NE(texts_of(en, *definition, "settle").find("status becomes: closed"), std::string::npos);
  EXPECT_EQ(texts_of(zh, *definition, "intake"), "受理登记与要素提取\nintake · amends.intake@1\n");
  ASSERT_EQ(en.clocks.size(), 3u);
  EXPECT_EQ(en.clocks[2].text, "decision: rule CN-DECIDE, from channel.received_at; warns 5 calendar days, 2 calendar days before it is due; when missed, to supervisor");
}

TEST(WorkflowDrawing, ShowsAConditionOfFourLinesWholeAndShortensALongerOneThatItsTooltipKeeps) {
  const auto lines = [](const Drawing& drawing, const std::string& whole) {
    std::string shown;
    for (const auto& box : drawing.boxes)
      if (box.tooltip == whole && box.shape == DrawnShape::label)
        for (const auto& text : box.texts) shown += text.text + "|";
    return shown;
  };
  const auto fits = lines(drawn("every_construct"), "triage.level in (\"I\", \"II\") and group.size >= 5 and media.public = true");
  EXPECT_EQ(std::count(fits.begin(), fits.end(), '|'), 3) << fits;
  EXPECT_EQ(fits.find("…"), std::string::npos) << fits;
  std::string longer = "ext.own.unit = \"a\"";
  while (longer.size() < 200) longer += " or ext.own.unit = \"b\"";
  const auto definition = flow::Definition::from_yaml("workflow: t\nversion: 1.0.0\ntitle: {zh: 甲, en: T}\nsteps:\n  - a: {choose: [{when: '" + longer + "', go: b}, {else: end}]}\n  - b: {wait: 1d}\n", "w.yaml");
  ASSERT_TRUE(definition) << definition.error().text();
  const auto cut = lines(draw_workflow(**definition, in("en")), longer);
  EXPECT_EQ(std::count(cut.begin(), cut.end(), '|'), 4) << cut;
  EXPECT_TRUE(cut.ends_with("…|")) << cut;
}

TEST(WorkflowDrawing, LeadsWaysBackAtTheSideAndEndsUnderTheStepThatEnds) {
  const auto definition = read(fixture("going_back"));
  const auto drawing = draw_workflow(*definition, in("en"));
  std::set<std::string> back;
  for (const auto& arrow : drawing.arrows)
    if (arrow.upward) back.insert(definition->step(arrow.key.from).name + ">" + definition->step(arrow.to).name);
  EXPECT_EQ(back, (std::set<std::string>{"enough>facts", "enough>classify", "agreed>offer", "agreed>facts", "pause>agree"}));
}

TEST(WorkflowDrawing, HasALegendOfTheShapesThatOccur) {
  std::set<DrawnShape> every, few;
  for (const auto& item : drawn("every_construct").legend) every.insert(item.shape);
  for (const auto& item : drawn("going_back").legend) few.insert(item.shape);
  EXPECT_EQ(every.size(), 13u);
  EXPECT_FALSE(few.contains(DrawnShape::parallel));
  EXPECT_TRUE(few.contains(DrawnShape::wait));
}

TEST(WorkflowDrawing, EscapesWhatTheFileSays) {
  auto definition = flow::Definition::from_yaml("workflow: t\nversion: 1.0.0\ntitle: {zh: '<b>&\"', en: '<script>'}\nsteps:\n  - a: {human: {role: handler, form: f, title: {zh: 甲, en: '<img src=x> & \"quotes\" #1'}}}\n", "w.yaml");
  ASSERT_TRUE(definition) << definition.error().text();
  const auto drawing = draw_workflow(**definition, in("en"));
  EXPECT_EQ(to_svg(drawing).find("<img"), std::string::npos);
  EXPECT_EQ(to_svg(drawing).find("<script"), std::string::npos);
  EXPECT_NE(to_svg(drawing).find("&lt;img src=x&gt; &amp; &quot;quotes&quot; #1"), std::string::npos);
  EXPECT_NE(to_mermaid(**definition, drawing).find("#lt;img src=x#gt; #amp; #quot;quotes#quot; #35;1"), std::string::npos);
}

TEST(WorkflowDrawing, MarksTheWayOfACaseAndNothingElse) {
  const auto definition = read(fixture("going_back"));
  const auto plain = draw_workflow(*definition, in("en"));
  Trail trail;
  trail.case_id = "CASE-7";
  trail.visits.assign(definition->steps().size(), 0);
  const auto facts = definition->find("facts"), enough = definition->find("enough");
  trail.visits[static_cast<std::size_t>(facts)] = 3;
  trail.taken[{enough, ArrowKind::choice, 0}] = 2;
  trail.here.push_back({facts, flow::TokenState::waiting});
  const auto marked = draw_workflow(*definition, in("en"), &trail);
  for (const auto& box : marked.boxes) {
    const bool is_facts = box.step == facts && box.shape == DrawnShape::human;
    EXPECT_EQ(box.here, is_facts);
    if (!is_facts) continue;
    EXPECT_EQ(box.texts.back().text, "● waits here now");
    EXPECT_EQ(box.visits, 3);
  }
  int taken = 0;
  for (const auto& arrow : marked.arrows) taken += arrow.key.from == flow::kEnd ? 0 : arrow.taken;
  EXPECT_EQ(taken, 2);
  EXPECT_NE(to_svg(marked).find(">3×<"), std::string::npos);
  EXPECT_NE(to_svg(marked).find(">case CASE-7<"), std::string::npos);
  EXPECT_NE(to_mermaid(*definition, marked).find("class step_facts here"), std::string::npos);
  EXPECT_EQ(to_svg(plain).find("wf-seen\""), std::string::npos);
  EXPECT_EQ(to_mermaid(*definition, plain).find("classDef"), std::string::npos);
}

TEST(WorkflowDrawing, SaysWhatStandsAtAStepNow) {
  const auto definition = read(fixture("what_may_happen"));
  Trail trail;
  trail.visits.assign(definition->steps().size(), 1);
  const auto at = [&](std::string_view step, Trail::Here here) {
    here.step = definition->find(step);
    trail.here.push_back(std::move(here));
  };
  at("offer", {.holder = "li.na"});
  at("post", {.delivery = "open"});
  at("pay", {.delivery = "parked"});
  at("proofs", {.state = flow::TokenState::joining, .arrived = 1, .total = 3});
  at("ask_proof", {.holder = "li.na"});
  at("ask_proof", {.holder = "wang.yi"});
  trail.suspended = true;
  const auto marked = [&](std::string_view language, std::string_view step) {
    std::string out;
    const auto drawing = draw_workflow(*definition, in(language), &trail);
    for (const auto& box : drawing.boxes)
      if (box.step == definition->find(step) && box.here)
        for (const auto& text : box.texts)
          if (text.marked) out += text.text + "|";
    return out;
  };
  EXPECT_EQ(marked("zh", "offer"), "● 现在等在这里|由 li.na 办理|");
  EXPECT_EQ(marked("en", "offer"), "● waits here now|held by li.na|");
  EXPECT_EQ(marked("zh", "post"), "● 等待送达|");
  EXPECT_EQ(marked("en", "post"), "● waits for its delivery|");
  EXPECT_EQ(marked("zh", "pay"), "● 送不出去，须人工处理|");
  EXPECT_EQ(marked("zh", "proofs"), "● 等待各支路办完（1／3）|");
  EXPECT_EQ(marked("en", "proofs"), "● waits for its branches|(1 of 3)|");
  EXPECT_EQ(marked("en", "ask_proof"), "● waits here now, 2 times|held by li.na, wang.yi|");
  for (const auto& [language, words] : {std::pair("zh", "● 案件已暂停"), std::pair("en", "● The case is suspended")})
    EXPECT_NE(to_svg(draw_workflow(*definition, in(language), &trail)).find(words), std::string::npos);
  trail.suspended = false;
  EXPECT_EQ(to_svg(draw_workflow(*definition, in("en"), &trail)).find("is suspended"), std::string::npos);
}

TEST(WorkflowDrawing, ExplainsItsMarksInTheLegend) {
  const auto definition = read(fixture("going_back"));
  const auto marks = [&](const Trail* trail) {
    std::string out;
    for (const auto& item : draw_workflow(*definition, in("en"), trail).legend)
      if (item.mark != DrawnMark::shape) out += item.text.text + "|";
    return out;
  };
  EXPECT_EQ(marks(nullptr), "leads back|");
  Trail trail;
  trail.visits.assign(definition->steps().size(), 0);
  EXPECT_EQ(marks(&trail), "leads back|a way that was taken; 2× is how often|");
  trail.here.push_back({definition->find("facts"), flow::TokenState::waiting});
  EXPECT_EQ(marks(&trail), "leads back|a way that was taken; 2× is how often|the case stands here|");
}

TEST(WorkflowDrawing, SaysWhatLeavesToWhomAndOnWhichApproval) {
  const auto definition = read(fixture("what_may_happen"));
  const auto zh = draw_workflow(*definition, in("zh")), en = draw_workflow(*definition, in("en"));
  EXPECT_EQ(texts_of(zh, *definition, "post"), "发出信函，等待送达\npost\n发给投诉人\n须先批准：sign\n");
  EXPECT_EQ(texts_of(en, *definition, "post"), "sends the letter, and waits for its delivery\npost\nto the complainant\nonly after the approval: sign\n");
  EXPECT_EQ(texts_of(zh, *definition, "pay"), "发出 payment_order，等待送达\npay\n发给 core_banking\n") << "a word of the institution's own";
  ASSERT_EQ(zh.clocks.size(), 2u);
  EXPECT_EQ(zh.clocks[1].text, "自动通知：期限已过");
  EXPECT_EQ(en.clocks[1].text, "tells by itself: a clock has run out");
  std::string labels;
  for (const auto& box : zh.boxes)
    if (box.shape == DrawnShape::label) labels += box.tooltip + "\n";
  for (const auto* words : {"不获准\nrefused", "办不到或送不到\nlost", "出错：no_agreement\nfailed", "办完后回来"}) EXPECT_NE(labels.find(words), std::string::npos) << words << "\nin:\n" << labels;
}

TEST(WorkflowDrawing, ABlockThatNothingLeavesByItsJoinIsDrawn) {
  const auto definition = flow::Definition::from_yaml("workflow: t\nversion: 1.0.0\ntitle: {zh: 甲, en: T}\nsteps:\n  - b: {block: [{x: {raise: {error: e}}}], on: {e: {error: e, go: end}}}\n", "w.yaml");
  ASSERT_TRUE(definition) << definition.error().text();
  const auto drawing = draw_workflow(**definition, in("en"));
  EXPECT_EQ(std::count_if(drawing.boxes.begin(), drawing.boxes.end(), [](const DrawnBox& box) { return box.shape == DrawnShape::join; }), 1);
  for (const auto& box : drawing.boxes) EXPECT_GT(box.place.width, 0);
}

TEST(DrawnText, CountsChineseTwiceAndCutsToTheWidth) {
  EXPECT_EQ(text_width("投诉", TextStyle::code), text_width("abcd", TextStyle::code));
  EXPECT_GT(text_width("WWWW", TextStyle::plain), text_width("iiii", TextStyle::plain));
  const std::string text = "由另一位同事复核事实，写明理由";
  const int whole = text_width(text, TextStyle::plain);
  EXPECT_EQ(shortened(text, TextStyle::plain, whole), text);
  EXPECT_TRUE(shortened(text, TextStyle::plain, whole - 1).ends_with("…"));
  EXPECT_LE(text_width(shortened(text, TextStyle::plain, whole - 1), TextStyle::plain), whole - 1);
  const auto lines = wrapped(text, TextStyle::plain, whole - 80, 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0] + lines[1], text);
  EXPECT_FALSE(lines[1].starts_with("，"));
  EXPECT_EQ(wrapped("one two three", TextStyle::code, text_width("one two", TextStyle::code), 2), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("second_contact.outcome = 1", TextStyle::code, text_width("second_contact.out", TextStyle::code), 2), (std::vector<std::string>{"second_contact", ".outcome = 1"}));
  EXPECT_EQ(wrapped("first_second_contact", TextStyle::code, text_width("first_second_con", TextStyle::code), 2), (std::vector<std::string>{"first_second", "_contact"}));
  EXPECT_EQ(wrapped("a.bcdefghijkl", TextStyle::code, text_width("a.bcdefgh", TextStyle::code), 2), (std::vector<std::string>{"a.bcdefgh", "ijkl"})) << "not after one letter";
  EXPECT_EQ(wrapped("unbreakable_name", TextStyle::code, text_width("unbreakable", TextStyle::code), 2), (std::vector<std::string>{"unbreakable", "_name"}));
}

TEST(WorkflowDrawing, ConditionsReadInWordsWhereEachPartHasOne) {
  const auto definition = flow::Definition::from_yaml("workflow: t\nversion: 1.0.0\ntitle: {zh: 甲, en: T}\nsteps:\n  - sign: {human: {role: supervisor, form: signer}}\n  - a: {choose: [{when: 'sign.decision = \"signed\"', go: end}, {else: end}]}\n", "t.yaml");
  ASSERT_TRUE(definition) << definition.error().text();
  auto options = in("zh");
  options.form_fields["signer"] = {{"decision", {"决定", {{"signed", "签发"}, {"changes", "退回修改"}}}}};
  const auto zh = [&](std::string_view feel) { return words_of_condition(**definition, feel, options).value_or(std::string("-")); };
  EXPECT_EQ(zh(R"(sign.decision = "signed")"), "决定：签发");
  EXPECT_EQ(zh(R"(answers.signer.decision != "signed")"), "决定：不是签发");
  EXPECT_EQ(zh(R"(sign.decision in ("signed", "changes"))"), "决定：签发或退回修改");
  EXPECT_EQ(zh(R"(sign.decision = "of_their_own")"), "决定：of_their_own");
  EXPECT_EQ(zh("regulator.involved"), "监管机构已介入：是");
  EXPECT_EQ(zh("intake.is_complaint = false"), "是投诉：否");
  EXPECT_EQ(zh(R"(case.status = "replied")"), "状态：" + label("status.replied", "zh"));
  EXPECT_EQ(zh("group.size >= 5 and regulator.involved"), "涉及人数 ≥ 5，且 监管机构已介入：是");
  EXPECT_EQ(zh(R"(crisis.level != null and crisis.level in ("L1", "L2") or not(crisis.team_confirmed))"), "危机级别：一级或二级，或 危机工作组已确认：否");
  EXPECT_EQ(zh("not(regulator.involved and group.size > 1)"), "并非（监管机构已介入：是，且 涉及人数 > 1）");
  EXPECT_EQ(zh("crisis.released = null"), "已放行的声明：没有");
  for (const auto* raw : {"sign.reason = \"x\"", "ext.own.score > 3", "every c in parties satisfies c.anonymous", "sum(demand.amount) > 3", "sign", "", "group.size >"}) EXPECT_EQ(zh(raw), "-") << raw;
  options.language = "en";
  EXPECT_EQ(*words_of_condition(**definition, "regulator.involved = true and group.size < 3", options), "regulator involved: yes, and number of complainants < 3");
  // The box says it in words, and the expression stands in what a mouse shows.
  options.language = "zh";
  const auto svg = to_svg(draw_workflow(**definition, options));
  EXPECT_NE(svg.find(">决定：签发<"), std::string::npos);
  EXPECT_EQ(svg.find("sign.decision"), svg.rfind("sign.decision")) << "once, in a title";
  EXPECT_NE(svg.find("sign.decision"), std::string::npos);
}

TEST(WorkflowDrawing, StepsAreCalledByTheirTitles) {
  const auto definition = flow::Definition::from_yaml("workflow: t\nversion: 1.0.0\ntitle: {zh: 甲, en: T}\nsteps:\n  - look: {human: {role: handler, form: signer, title: {zh: 看一看, en: Look}}}\n  - taken: {set: {case.status: '\"accepted\"'}}\n  - sort: {choose: [{when: regulator.involved, go: end}, {else: end}]}\n", "t.yaml");
  ASSERT_TRUE(definition) << definition.error().text();
  EXPECT_EQ(title_of_step(**definition, "look", in("zh")), "看一看");
  EXPECT_EQ(title_of_step(**definition, "look", in("en")), "Look");
  EXPECT_EQ(title_of_step(**definition, "taken", in("zh")), "状态改为：" + label("status.accepted", "zh"));
  EXPECT_EQ(title_of_step(**definition, "sort", in("zh")), "sort") << "the file has no word for it";
  EXPECT_EQ(title_of_step(**definition, "end", in("zh")), "结束");
  EXPECT_EQ(title_of_step(**definition, "gone", in("zh")), "gone");
}

}  // namespace
}  // namespace amends::review
