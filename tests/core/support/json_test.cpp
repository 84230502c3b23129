#include "support/json.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace amends::json {
namespace {

std::string parse_error(std::string_view text) {
  auto value = parse(text);
  return value ? "" : std::string(code_name(value.error().code)) + " " + value.error().text();
}

TEST(Json, ReadsAndWritesEveryKindInOrder) {
  const auto value = parse(R"({"b":[1,-2,true,null,"文\n"],"a":{"x":0.5}})");
  ASSERT_TRUE(value);
  EXPECT_EQ(write(*value), "{\"b\":[1,-2,true,null,\"文\\n\"],\"a\":{\"x\":5E-1}}");
}

TEST(Json, CanonicalSortsKeysAndPrintsNumbersAsEcmaScriptDoes) {
  const auto value = parse(R"({"b":1,"a":[0.5,1e21,1e-7,123456789012345680000,-0.0,100],"\u20ac":"\u0001\"","aa":{}})");
  ASSERT_FALSE(value) << "an integer beyond 2^53-1 is refused, canonical or not";
  const auto smaller = parse(R"({"b":1,"a":[0.5,1e21,1e-7,-0.0,100],"\u20ac":"\u0001\"","aa":{}})");
  ASSERT_TRUE(smaller);
  EXPECT_EQ(canonical(*smaller), "{\"a\":[0.5,1e+21,1e-7,0,100],\"aa\":{},\"b\":1,\"€\":\"\\u0001\\\"\"}");
}

TEST(Json, CanonicalSortsByUtf16CodeUnits) {
  const auto value = parse("{\"\xEF\xBC\x81\":1,\"\xF0\x9F\x98\x80\":2}");  // U+FF01 and U+1F600: the surrogate pair sorts first
  ASSERT_TRUE(value);
  EXPECT_EQ(canonical(*value), "{\"\xF0\x9F\x98\x80\":2,\"\xEF\xBC\x81\":1}");
}

TEST(Json, RefusesDuplicateKeysInSmallAndLargeObjects) {
  EXPECT_NE(parse_error("{\"a\":1,\n \"a\":2}").find("error.schema line 2, column"), std::string::npos) << parse_error("{\"a\":1,\n \"a\":2}");
  std::string large = "{";
  for (int i = 0; i < 40; ++i) large += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(parse_error(large + "\"z\":1}"), "");
  EXPECT_NE(parse_error(large + "\"k3\":1}").find("stands twice"), std::string::npos);
  EXPECT_NE(parse_error("{\"\\u0061\":1,\"a\":2}").find("stands twice"), std::string::npos);
}

TEST(Json, RefusesADuplicateKeyWhoseValueHidesOthers) {
  EXPECT_NE(parse_error(R"({"a":{"x":1,"y":[{"z":2}]},"b":1,"a":null})").find("\"a\" stands twice"), std::string::npos);
  EXPECT_NE(parse_error(R"([[{"q":{"r":1,"r":1}}]])").find("\"r\" stands twice"), std::string::npos);
}

TEST(Json, WritesTheBytesOfTheParsersOwnSerializer) {
  std::string every;
  for (int c = 0; c < 0x80; ++c) every.push_back(static_cast<char>(c));
  const Value value = Object{{"text", every + "\xE4\xB8\xAD\xF0\x9F\x98\x80"}, {every, -1}, {"list", Array{nullptr, true, false, 9'007'199'254'740'991, -5, 0.5, 1e30, Array{}, Object{}}}, {"last", ""}};
  EXPECT_EQ(write(value), boost::json::serialize(value));
  EXPECT_EQ(*parse(write(value)), value);
}

TEST(Json, AnArenaHoldsTheWholeTreeAndGoesWithIt) {
  auto value = parse_in_arena(R"({"a":[1,{"b":"a text that is longer than what a string keeps in itself"}]})");
  ASSERT_TRUE(value);
  const auto memory = value->storage();
  EXPECT_EQ(*value->at("a").storage(), *memory);
  const auto* before = &value->at("a");
  const Value moved(std::move(*value));
  EXPECT_EQ(&moved.at("a"), before) << "a value that is moved on keeps its arena";
  EXPECT_NE(parse_in_arena("{\"a\":1,\"a\":2}").error().text().find("stands twice"), std::string::npos);
}

TEST(Json, CarriesIntegersUpToTwoToTheFiftyThreeMinusOne) {
  EXPECT_TRUE(parse("9007199254740991"));
  EXPECT_TRUE(parse("-9007199254740991"));
  EXPECT_NE(parse_error("9007199254740992").find("error.range"), std::string::npos);
  EXPECT_NE(parse_error("-9007199254740992").find("error.range"), std::string::npos);
  EXPECT_NE(parse_error("18446744073709551615").find("error.range"), std::string::npos);
  EXPECT_NE(parse_error("99999999999999999999").find("error.range"), std::string::npos);
  EXPECT_NE(parse_error("1e999").find("error."), std::string::npos);
}

TEST(Json, LimitsTheDepth) {
  EXPECT_TRUE(parse(std::string(kDepthMax, '[') + std::string(kDepthMax, ']')));
  EXPECT_NE(parse_error(std::string(kDepthMax + 1, '[') + std::string(kDepthMax + 1, ']')).find("nested deeper"), std::string::npos);
}

TEST(Json, RefusesWhatIsNotOneWholeDocument) {
  for (const auto* text : {"", "{", "[1,]", "{'a':1}", "{} {}", "nul", "\"abc", "01", "+1", "\"\x01\"", "\"\\ud800\""})
    EXPECT_NE(parse_error(text), "") << text;
  EXPECT_NE(parse_error("\"\xff\"").find("error.not_utf8"), std::string::npos);
  EXPECT_TRUE(parse(" {} \n"));
}

TEST(Json, FindsSetsAndErasesByDottedPath) {
  auto value = *parse(R"({"money":{"claimed":{"minor":5}},"parties":[{"name":"a"}]})");
  EXPECT_EQ(integer_at(value, "money.claimed.minor"), 5);
  EXPECT_EQ(text_at(value, "parties.0.name"), "a");
  EXPECT_EQ(find(value, "parties.1"), nullptr);
  EXPECT_EQ(find(value, "money.claimed.minor.x"), nullptr);
  ASSERT_TRUE(set(value, "flags.safety.self_harm", "none"));
  ASSERT_TRUE(set(value, "parties.1", Object{{"name", "b"}}));
  ASSERT_TRUE(set(value, "parties.[]", Object{{"name", "c"}}));
  EXPECT_EQ(list_at(value, "parties").size(), 3u);
  EXPECT_FALSE(set(value, "parties.9", nullptr));
  EXPECT_FALSE(set(value, "money.claimed.minor.x", 1));
  ASSERT_TRUE(set(value, "demand.0.kind", "refund"));
  EXPECT_EQ(write(*find(value, "demand")), R"([{"kind":"refund"}])");
  erase(value, "parties.0");
  EXPECT_EQ(text_at(value, "parties.0.name"), "b");
  erase(value, "money.claimed");
  EXPECT_EQ(find(value, "money.claimed"), nullptr);
  EXPECT_EQ(text_at(value, "flags.safety.self_harm"), "none");
}

TEST(Json, PicksTheLanguageWithTheOtherAsFallback) {
  const auto both = bilingual("中", "en");
  EXPECT_EQ(in_language(&both, "zh-HK"), "中");
  EXPECT_EQ(in_language(&both, "en"), "en");
  const Value one = Object{{"en", "only"}};
  EXPECT_EQ(in_language(&one, "zh-CN"), "only");
  EXPECT_EQ(in_language(nullptr, "zh-CN"), "");
}

TEST(Json, WhatIsWrittenIsReadBackOrRefusedBefore) {
  const auto nested = [](std::size_t levels) {
    Value value = 1;
    for (std::size_t i = 0; i < levels; ++i) value = Array{std::move(value)};
    return value;
  };
  EXPECT_TRUE(check_read_back(nested(kDepthMax)));
  EXPECT_TRUE(parse(write(nested(kDepthMax))));
  EXPECT_EQ(check_read_back(nested(kDepthMax + 1)).error().code, ErrorCode::range);
  EXPECT_FALSE(parse(write(nested(kDepthMax + 1))));
  EXPECT_EQ(check_read_back(nested(3), 2).error().code, ErrorCode::range);
  EXPECT_TRUE(check_read_back(nested(2), 2));
  EXPECT_FALSE(parse_in_arena("[[[1]]]", 2));
  EXPECT_TRUE(parse_in_arena("[[1]]", 2));
  EXPECT_TRUE(check_read_back(Array{kIntegerMax, -kIntegerMax}));
  for (const Value& value : {Value(kIntegerMax + 1), Value(-kIntegerMax - 1), Value(std::uint64_t{1} << 63)}) EXPECT_EQ(check_read_back(Object{{"a", value}}).error().code, ErrorCode::range);
  EXPECT_EQ(check_read_back(Object{{"a", "\xff"}}).error().code, ErrorCode::not_utf8);
  EXPECT_EQ(check_read_back(Object{{"\xff", 1}}).error().code, ErrorCode::not_utf8);
  EXPECT_TRUE(check_read_back(Object{{"键", "值"}}));
}

}  // namespace
}  // namespace amends::json
