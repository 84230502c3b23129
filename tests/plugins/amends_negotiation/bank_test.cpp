// The banks that the plan speaks from: row counts of catalogue 4.1, the rows of 4.6, what a calibrated question is, and that every text of every row may leave.
#include <gtest/gtest.h>

#include <set>

#include "amends_negotiation/negotiation_plan/ethics.hpp"
#include "guard/guard.hpp"
#include "packs/packs.hpp"
#include "sdk/values.hpp"
#include "support/json.hpp"

namespace amends::testing {
namespace {

std::shared_ptr<const packs::PackSet> shipped() {
  auto loaded = packs::PackSet::load(std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows" / "packs", "shipped");
  if (!loaded) throw std::runtime_error(loaded.error().text());
  return *loaded;
}

const json::Array& rows(const packs::PackSet& packs, std::string_view bank, std::string_view list = "rows") { return json::list_at(*packs.file(bank), list); }

TEST(Banks, HaveTheRowsOfTheCatalogue) {
  const auto packs = shipped();
  const std::pair<const char*, std::size_t> kCounts[] = {{"banks/questions", 120}, {"banks/labels", 30}, {"banks/accusations", 40}, {"banks/persuasion", 40}, {"banks/techniques", 24}};
  for (const auto& [bank, least] : kCounts) EXPECT_GE(rows(*packs, bank).size(), least) << bank;
}

TEST(Banks, NoTextStandsTwice) {
  const auto packs = shipped();
  const std::pair<const char*, const char*> kTexts[] = {{"banks/questions", "text"}, {"banks/labels", "template"}, {"banks/accusations", "fear"}, {"banks/accusations", "acknowledgement"}, {"banks/persuasion", "text"}, {"banks/plan_scripts", "text"}, {"banks/techniques", "use"}};
  for (const auto& [bank, member] : kTexts)
    for (const auto* language : {"zh", "en"}) {
      std::set<std::string> seen;
      for (const auto& row : rows(*packs, bank)) EXPECT_TRUE(seen.emplace(json::text_at(row, std::string(member) + "." + language)).second) << bank << " " << json::text_at(row, "id") << " " << language;
    }
}

TEST(Banks, trace_A25_CalibratedQuestionsAskHowOrWhatAndNeverWhy) {
  const auto packs = shipped();
  std::map<std::string, int> by_scenario;
  const auto lower = [](std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
  };
  for (const auto& row : rows(*packs, "banks/questions")) {
    const std::string id(json::text_at(row, "id")), zh(json::text_at(row, "text.zh")), en = lower(json::text_at(row, "text.en"));
    EXPECT_FALSE(zh.starts_with("为什么") || zh.starts_with("为何")) << id;
    EXPECT_FALSE(en.starts_with("why")) << id;
    if (json::text_at(row, "type") != "calibrated") continue;
    ++by_scenario[std::string(json::text_at(row, "scenario"))];
    bool asks = false;
    for (const auto* word : {"怎", "什么", "哪", "多少", "多久", "如何"}) asks = asks || zh.find(word) != std::string::npos;
    EXPECT_TRUE(asks) << id << " " << zh;
    EXPECT_FALSE(zh.ends_with("吗？")) << id;
    bool asks_en = false;
    for (const auto* word : {"how", "what", "which"}) asks_en = asks_en || en.find(word) != std::string::npos;
    EXPECT_TRUE(asks_en) << id << " " << en;
    for (const auto* yes_no : {"do ", "does ", "did ", "is ", "are ", "can ", "could ", "would ", "will ", "have "}) EXPECT_FALSE(en.starts_with(yes_no)) << id;
  }
  for (const auto* scenario : {"excess_demand", "claim_refusal", "surrender_refusal", "persistent", "any"}) EXPECT_GE(by_scenario[scenario], 3) << scenario;
}

TEST(Banks, HaveTheFourKindsOfTheSolutionFocusedTalkAndTheRowsOfTheCatalogue) {
  const auto packs = shipped();
  std::map<std::string, int> by_type;
  for (const auto& row : rows(*packs, "banks/questions")) ++by_type[std::string(json::text_at(row, "type"))];
  for (const auto* type : {"scaling", "exception", "future", "coping", "open", "verify"}) EXPECT_GE(by_type[type], 8) << type;
  const std::pair<const char*, const char*> kRows[] = {{"q.ex.1", "这个数额是由哪几部分组成的？"}, {"q.cl.1", "哪些材料能帮助我们重新看这个结论？"}, {"q.su.1", "当时的介绍里，哪句话对您做决定最关键？"}, {"q.pe.1", "前几次答复里，哪一点我们始终没有回答到？"}, {"q.sf.4", "这段时间您是怎么撑过来的？"}};
  for (const auto& [id, zh] : kRows) {
    const auto* row = packs->row("banks/questions", id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(json::text_at(*row, "text.zh"), zh);
  }
  const auto* red_white = packs->row("banks/techniques", "red_white");
  ASSERT_NE(red_white, nullptr);
  EXPECT_EQ(json::text_at(*red_white, "ethics"), "caution");
}

TEST(Banks, TheNineTechniquesOfCautionAreMarkedAndEveryScriptNamesARegisteredOne) {
  const auto packs = shipped();
  for (const auto* id : {"ladder", "red_white", "split_demands", "shift_problem", "form_substance", "foot_in_door", "mental_account", "soap_water", "stimulate_pain"}) {
    const auto* row = packs->row("banks/techniques", id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(json::text_at(*row, "ethics"), "caution") << id;
  }
  for (const auto& row : rows(*packs, "banks/plan_scripts")) EXPECT_NE(packs->row("banks/techniques", json::text_at(row, "technique")), nullptr) << json::text_at(row, "id");
  for (const auto* id : {"label", "calibrated_question", "accusation_audit", "four_dimension"}) EXPECT_NE(packs->row("banks/techniques", id), nullptr) << id;
}

TEST(Banks, trace_D26_ThirtyLabelsLoadAndEveryFeelingAndNatureHasOne) {
  const auto packs = shipped();
  EXPECT_GE(rows(*packs, "banks/labels").size(), 30u);
  std::set<std::string> topics, cats, feelings;
  for (const auto& row : rows(*packs, "banks/labels", "topics")) topics.emplace(json::text_at(row, "code"));
  for (const auto& row : rows(*packs, "nature.taxonomy")) EXPECT_TRUE(topics.contains(std::string(json::text_at(row, "code")))) << json::text_at(row, "code");
  for (const auto& row : rows(*packs, "banks/labels")) cats.emplace(json::text_at(row, "cat"));
  for (const auto& row : rows(*packs, "banks/labels", "feelings")) feelings.emplace(json::text_at(row, "code"));
  for (const auto& row : rows(*packs, "lex/emotion")) {
    EXPECT_TRUE(cats.contains(std::string(json::text_at(row, "cat")))) << json::text_at(row, "cat");
    EXPECT_TRUE(feelings.contains(std::string(json::text_at(row, "cat")))) << json::text_at(row, "cat");
  }
}

TEST(Banks, EveryTextMayLeaveAndIsPlain) {
  const auto packs = shipped();
  const auto guard = guard::Guard::from_packs(*packs);
  ASSERT_TRUE(guard) << guard.error().text();
  // A vulnerable customer: wording that bargains would be shown too.
  const auto record = *json::parse(R"({"case": {"locale": "zh-CN"}, "flags": {"vulnerability": [{"kind": "elder", "status": "confirmed"}]}})");
  guard::Context context;
  context.record = &record;
  context.stage = "amends.negotiation_plan";
  const std::pair<const char*, std::vector<const char*>> kTexts[] = {{"banks/questions", {"text"}}, {"banks/labels", {"template"}}, {"banks/accusations", {"fear", "acknowledgement"}}, {"banks/persuasion", {"text"}}, {"banks/plan_scripts", {"text", "why"}}};
  for (const auto& [bank, members] : kTexts)
    for (const auto& row : rows(*packs, bank))
      for (const auto* member : members)
        for (const auto* language : {"zh", "en"}) {
          const auto text = json::text_at(row, std::string(member) + "." + language);
          EXPECT_FALSE(text.empty()) << bank << " " << json::text_at(row, "id");
          EXPECT_TRUE(negotiation_plan::is_plain(text, language)) << bank << " " << json::text_at(row, "id") << ": " << text;
          for (const auto& action : (*guard)->check_text(text, language, context)) ADD_FAILURE() << bank << " " << json::text_at(row, "id") << " " << action.rule << ": " << action.quote;
        }
}

}  // namespace
}  // namespace amends::testing
