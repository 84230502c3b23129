// The packs that ship: they load, every lexicon and table compiles, and the catalogue's consistency test (4.2) holds.
#include <gtest/gtest.h>

#include <map>

#include "packs/packs.hpp"
#include "packs/text_kit.hpp"

namespace amends::packs {
namespace {

std::shared_ptr<const PackSet> shipped(std::string_view set) {
  auto loaded = PackSet::load(std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows" / "packs", set);
  if (!loaded) {
    ADD_FAILURE() << loaded.error().text();
    return nullptr;
  }
  return *loaded;
}

// The texts of the shared cases (catalogue 0.5).
const std::map<std::string, std::string> kCases = {
    {"K1", "你们上个月多扣了我信用卡年费300元，我很生气，请退还。"},
    {"K2", "我父亲住院花了五万，你们拒赔，说没有如实告知。太过分了，凭什么！我要去银保监局投诉。"},
    {"K3", "业务员说交满5年就能取回本金，现在退保只给我三万二，我交了十万。这是欺骗，我要全额退保，否则就曝光你们。"},
    {"K4", "贵司存在销售误导，本人要求全额退保，请勿联系本人，后续由我的代理人对接，已付服务费30%。"},
    {"K5", "我买的理财净值天天跌，我非常担心，晚上睡不着，这是养老钱，我68岁了，怎么办？"},
    {"K6", "我们37个人都买了这个产品，周一一起去你们总部讨说法，拉横幅。"},
    {"K7", "我已经把视频发到抖音了，两万多人转发，有记者联系我。"},
    {"K8", "钱没了我活不下去了，再不解决我就从你们楼上跳下去。"},
    {"K9", "柜员让我推来推去，敷衍我，根本看不起人，我就要一个道歉。"},
    {"K10", "这个产品封闭期到明年，我妈要动手术急用钱，必须今天赎回。"},
    {"K11", "Your collector called my employer three times this week. I want it to stop and a written apology."},
    {"K12", "已经投诉四次了，你们每次都是同一个答复，我不接受，我要八十万精神损失费。"}};

json::Value documents(const std::string& text) { return json::Array{json::Object{{"doc", "t1"}, {"text", text}}}; }

TEST(ShippedPacks, LoadAndCompile) {
  for (const auto* name : {"shipped", "catalogue"}) {
    const auto packs = shipped(name);
    ASSERT_NE(packs, nullptr) << name;
    const auto compiled = packs->compile_all();
    EXPECT_TRUE(compiled) << compiled.error().text();
    EXPECT_TRUE(packs->calendar("calendar.cn"));
    EXPECT_TRUE(packs->calendar("calendar.us"));
    EXPECT_GT(packs->fold().size(), 2'000u);
  }
}

TEST(ShippedPacks, GiveTheEmotionTotalsOfTheCatalogue) {
  const auto packs = shipped("catalogue");
  ASSERT_NE(packs, nullptr);
  const std::map<std::string, int> expected = {{"K1", 15}, {"K2", 24}, {"K3", 12}, {"K4", 0}, {"K5", 30}, {"K6", 0}, {"K7", 0}, {"K8", 80}, {"K9", 38}, {"K10", 10}, {"K11", 0}, {"K12", 0}};
  for (const auto& [id, total] : expected) {
    const auto answer = match(*packs, "lex/emotion", documents(kCases.at(id)));
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(json::integer_at(*answer, "total"), total) << id;
  }
}

TEST(ShippedPacks, GiveTheNaturesOfTheCatalogue) {
  const auto packs = shipped("catalogue");
  ASSERT_NE(packs, nullptr);
  struct Expected { const char *id, *code; int points; };
  for (const auto& [id, code, points] : {Expected{"K1", "fee_interest", 45}, {"K2", "claim_refusal", 45}, {"K3", "surrender_dispute", 50}, {"K3", "mis_selling", 45}, {"K4", "mis_selling", 30},
                                         {"K4", "surrender_dispute", 25}, {"K5", "nav_loss", 40}, {"K9", "service_attitude", 50}, {"K10", "liquidity_redemption", 50}, {"K11", "collections", 40}}) {
    const auto answer = match(*packs, "lex/nature", documents(kCases.at(id)));
    ASSERT_TRUE(answer) << answer.error().text();
    std::int64_t sum = 0;
    for (const auto& hit : json::list_at(*answer, "hits"))
      if (json::bool_at(hit, "counts") && json::text_at(hit, "row.code") == code) sum += json::integer_at(hit, "weight");
    EXPECT_EQ(sum, points) << id << " " << code;
  }
}

TEST(ShippedPacks, GiveTheMoneyOfTheSharedCases) {
  for (const auto* name : {"shipped", "catalogue"}) {
    const auto packs = shipped(name);
    ASSERT_NE(packs, nullptr);
    const std::map<std::string, std::string> expected = {
        {"K1", "[14,18)30000 "}, {"K2", "[7,9)5000000? "}, {"K3", "[22,25)3200000? [29,31)10000000? "}, {"K12", "[27,30)80000000? "}};
    for (const auto& [id, text] : kCases) {
      const auto answer = numbers(*packs, documents(text), json::Object{{"institution", "TESTBANK"}});
      ASSERT_TRUE(answer) << answer.error().text();
      std::string spans;
      for (const auto& sum : json::list_at(*answer, "money"))
        spans += "[" + std::to_string(json::integer_at(sum, "start")) + "," + std::to_string(json::integer_at(sum, "end")) + ")" + std::to_string(json::integer_at(sum, "minor")) +
                 (json::bool_at(sum, "assumed") ? "? " : " ");
      const auto wanted = expected.find(id);
      EXPECT_EQ(spans, wanted == expected.end() ? "" : wanted->second) << name << " " << id;
      if (id == "K5") { EXPECT_EQ(json::integer_at(*answer, "ages.0.value"), 68); }
      if (id == "K6") { EXPECT_EQ(json::integer_at(*answer, "group_sizes.0.value"), 37); }
      if (id == "K7") { EXPECT_EQ(json::integer_at(*answer, "reach.0.value"), 20000); }
    }
  }
}

}  // namespace
}  // namespace amends::packs
