#include "packs/text_kit.hpp"

#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"

namespace amends::packs {
namespace {

class TextKit : public ::testing::Test {
 protected:
  TextKit() {
    folder.write("base/lex/emotion.yaml", "pack: lex/emotion\nrows:\n  - {id: e1, term: 生气, cat: anger, w: 10}\n");
    folder.write("base/tables/currency.yaml", "pack: tables/currency\nrows:\n  - {id: usd, code: USD, digits: 2}\n  - {id: jpy, code: JPY, digits: 0}\n");
    folder.write("base/org.yaml", "pack: org\nrows:\n  - {institution: B, currency: USD, locale: en}\n");
    packs = *folder.load();
  }
  PackFolder folder;
  std::shared_ptr<const PackSet> packs;
};

TEST_F(TextKit, MatchesDocumentsInOrderWithQuotesAndRows) {
  const auto answer = match(*packs, "lex/emotion", *json::parse(R"([{"doc": "t1", "text": "我很生气！不生气"}, {"doc": "t2", "text": "生气生气"}])"));
  ASSERT_TRUE(answer) << answer.error().text();
  const auto& hits = json::list_at(*answer, "hits");
  ASSERT_EQ(hits.size(), 4u);
  EXPECT_EQ(json::canonical(hits[0]),
            R"({"counts":true,"doc":"t1","end":4,"id":"e1","intensified":true,"negated":false,"quote":"生气","row":{"cat":"anger","id":"e1","term":"生气","w":10},"start":2,"weight":15})");
  EXPECT_TRUE(json::bool_at(hits[1], "negated"));
  EXPECT_EQ(json::integer_at(hits[1], "weight"), 0);
  EXPECT_TRUE(json::bool_at(hits[2], "counts"));
  EXPECT_FALSE(json::bool_at(hits[3], "counts"));
  EXPECT_EQ(json::integer_at(*answer, "total"), 15 + 10 + 2);
  EXPECT_EQ(json::text_at(*answer, "hash"), packs->hash_of("lex/emotion"));
  const auto kept = match(*packs, "lex/emotion", *json::parse(R"([{"doc": "t1", "text": "不生气，生气"}])"), *json::parse(R"({"kept_only": true, "rows": false})"));
  ASSERT_EQ(json::list_at(*kept, "hits").size(), 1u);
  EXPECT_EQ(json::find(*kept, "hits.0.row"), nullptr);
}

TEST_F(TextKit, ReadsAllKindsOfNumbers) {
  const auto answer = numbers(*packs, *json::parse(R"([{"doc": "t1", "text": "我68岁，保单号P-0001，2026年3月2日交了三万二和$5，电话19900000101，我们37个人都转了，两万多人转发"}])"), *json::parse(R"({"institution": "B"})"));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(json::canonical(*json::find(*answer, "money.0")), R"({"approx":false,"assumed":true,"currency":"USD","doc":"t1","end":29,"minor":3200000,"quote":"三万二","start":26})");
  EXPECT_EQ(json::text_at(*answer, "money.1.quote"), "$5");
  EXPECT_EQ(json::text_at(*answer, "dates.0.value"), "2026-03-02");
  EXPECT_EQ(json::integer_at(*answer, "dates.0.month"), 3);
  EXPECT_EQ(json::integer_at(*answer, "ages.0.value"), 68);
  EXPECT_EQ(json::integer_at(*answer, "group_sizes.0.value"), 37);
  EXPECT_EQ(json::integer_at(*answer, "reach.0.value"), 20000);
  EXPECT_TRUE(json::bool_at(*answer, "reach.0.approx"));
  EXPECT_EQ(json::text_at(*answer, "contracts.0.value"), "P-0001");
  EXPECT_EQ(json::text_at(*answer, "phones.0.value"), "+8619900000101");
}

TEST_F(TextKit, TakesCurrencyAndLocaleFromItsOptions) {
  const auto documents = *json::parse(R"([{"doc": "t1", "text": "三万和$5和300日元"}])");
  EXPECT_EQ(json::text_at(*numbers(*packs, documents), "money.0.currency"), "CNY");
  const auto hongkong = numbers(*packs, documents, *json::parse(R"({"institution": "B", "currency": "HKD", "locale": "zh-HK"})"));
  EXPECT_EQ(json::text_at(*hongkong, "money.0.currency"), "HKD");
  EXPECT_EQ(json::text_at(*hongkong, "money.1.currency"), "HKD");
  EXPECT_EQ(json::integer_at(*hongkong, "money.2.minor"), 300);
  EXPECT_EQ(numbers(*packs, documents, *json::parse(R"({"institution": "NONE"})")).error().code, ErrorCode::not_found);
}

TEST_F(TextKit, RefusesBadArguments) {
  const auto code = [&](std::string_view documents, std::string_view options = "null") {
    const auto answer = match(*packs, "lex/emotion", *json::parse(documents), *json::parse(options));
    return answer ? std::string() : answer.error().text();
  };
  EXPECT_EQ(code("[]"), "");
  EXPECT_NE(code("{}").find("docs"), std::string::npos);
  EXPECT_NE(code(R"([{"doc": "t1"}])").find("docs.0"), std::string::npos);
  EXPECT_NE(code(R"([{"doc": 1, "text": "a"}])").find("docs.0"), std::string::npos);
  EXPECT_NE(code("[]", R"({"fuzzy": true})").find("fuzzy"), std::string::npos);
  EXPECT_NE(code("[]", "1").find("options"), std::string::npos);
  EXPECT_EQ(match(*packs, "lex/none", json::Array{}).error().code, ErrorCode::pack_missing);
  json::Array many(kDocumentsMax, json::Value(json::Object{{"doc", "t"}, {"text", ""}}));
  EXPECT_TRUE(match(*packs, "lex/emotion", json::Value(many)));
  many.push_back(many.front());
  EXPECT_EQ(match(*packs, "lex/emotion", json::Value(many)).error().code, ErrorCode::range);
  const json::Value long_text = json::Array{json::Object{{"doc", "t1"}, {"text", std::string(200'001, 'x')}}};
  const auto too_long = match(*packs, "lex/emotion", long_text);
  EXPECT_EQ(too_long.error().code, ErrorCode::text_too_long);
  EXPECT_EQ(too_long.error().where, "t1");
  const json::Value bad_text = json::Array{json::Object{{"doc", "t1"}, {"text", "\xff"}}};
  EXPECT_EQ(match(*packs, "lex/emotion", bad_text).error().code, ErrorCode::not_utf8);
}

TEST_F(TextKit, ComparesTexts) {
  EXPECT_EQ(json::integer_at(*similarity(*packs, "张三要求全额退保", "李四要求全额退保", *json::parse(R"(["张三", "李四"])")), "similarity"), 100);
  EXPECT_FALSE(similarity(*packs, "a", "b", *json::parse("[1]")));
}

}  // namespace
}  // namespace amends::packs
