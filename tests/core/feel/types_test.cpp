// Type expressions, `instance of`, conformance and coercion.
#include "feel/type.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::value_of;

std::string type_text(std::string_view text) {
  auto type = parse_type(text);
  return type ? text_of(**type) : type.error().text();
}

TEST(Types, AreReadAndWritten) {
  for (const auto* text : {"Any", "number", "date and time", "years and months duration", "list<number>", "list<list<string>>", "range<date>", "context<a: string, b: list<number>>",
                           "function<number, string> -> boolean", "function<> -> Any"})
    EXPECT_EQ(type_text(text), text);
  EXPECT_EQ(type_text("function<>->Any"), "function<> -> Any");
  EXPECT_EQ(type_text("context<first name: string>"), "context<first name: string>");
  EXPECT_EQ(type_text("dayTimeDuration"), "days and time duration");
  EXPECT_NE(type_text("strng").find("did you mean 'string'?"), std::string::npos);
  EXPECT_EQ(type_text("list<number>>"), "column 13: '>' stands where the end is expected");
  EXPECT_EQ(type_text("list<number, string>"), "column 1: 'list' holds one type, for example list<number>");
  EXPECT_EQ(type_text(""), "column 1: the type is empty; write one");
}

TEST(Types, InstanceOf) {
  struct Sample { const char* text; const char* value; };
  for (const auto& sample : std::initializer_list<Sample>{
           {"1 instance of number", "true"}, {"1 instance of Any", "true"}, {"null instance of Any", "false"}, {"null instance of Null", "true"}, {"null instance of list<Any>", "false"},
           {"[1, 2] instance of list<number>", "true"}, {"[1, \"a\"] instance of list<number>", "false"}, {"[] instance of list<number>", "true"}, {"[1] instance of number", "false"},
           {"1 instance of list<number>", "false"}, {"{a: \"x\", b: 1} instance of context<a: string>", "true"}, {"{a: \"x\"} instance of context<a: string, b: number>", "false"},
           {"{a: null} instance of context<a: string>", "true"}, {"{} instance of context<>", "true"}, {"[1..5] instance of range<number>", "true"}, {"[1..5] instance of range<string>", "false"},
           {"[{a: {b: 1}}] instance of list<context<a: context<b: number>>>", "true"}, {"@\"P1Y\" instance of years and months duration", "true"},
           {"(function() \"x\") instance of function<> -> Any", "true"}, {"(function() \"x\") instance of function<> -> string", "true"}, {"(function() 1) instance of function<> -> string", "false"},
           {"(function(a: number) 1) instance of function<number> -> number", "true"}, {"(function(a: number) 1) instance of function<string> -> number", "false"},
           {"(function(a, b) 1) instance of function<number> -> number", "false"}, {"1 instance of function<> -> Any", "false"},
           {"(function(a: context<x: string>) 1) instance of function<context<x: string, y: string>> -> number", "true"},
           {"(function(a: context<x: string, y: string>) 1) instance of function<context<x: string>> -> number", "false"},
           {"(function(a: list<number>) {b: \"b\", c: \"c\"}) instance of function<list<number>> -> context<b: string>", "true"},
           {"[(function(a: string) 1), (function(b: string) 2)] instance of list<function<string> -> number>", "true"}})
    EXPECT_EQ(value_of(sample.text), sample.value) << sample.text;
}

TEST(Types, NamedOnesComeFromTheVocabulary) {
  Vocabulary vocabulary;
  vocabulary.types["tPerson"] = *parse_type("context<name: string>");
  vocabulary.types["the persons"] = std::make_shared<const Type>(Type{TypeName::list, {vocabulary.types["tPerson"]}, {}, {}});
  vocabulary.types["other.t"] = simple_type(TypeName::number);
  vocabulary.types["tLevel"] = std::make_shared<const Type>(Type{TypeName::string, {}, {}, [](const Value& value) { return *value.as_string() == "I"; }});
  const json::Value root = json::Object{};
  const auto value = [&](const char* text) {
    auto parsed = Expression::parse(text, {}, vocabulary);
    return parsed ? text_of(*parsed->evaluate(JsonScope(root))) : parsed.error().text();
  };
  EXPECT_EQ(value("{name: \"x\"} instance of tPerson"), "true");
  EXPECT_EQ(value("[{name: \"x\"}] instance of the persons"), "true");
  EXPECT_EQ(value("[{name: 1}] instance of list<tPerson>"), "false");
  EXPECT_EQ(value("1 instance of other.t"), "true");
  EXPECT_EQ(value("\"V\" instance of tLevel"), "true") << "what is allowed is not asked by instance of";
  EXPECT_EQ(value("(function(l: tLevel) l)(\"V\")"), "null") << "but by assignment";
  EXPECT_EQ(value("(function(l: tLevel) l)(\"I\")"), "I");
  EXPECT_NE(value("1 instance of tPersn").find("did you mean 'tPerson'?"), std::string::npos);
}

TEST(Types, ValuesAreBroughtIntoThem) {
  const auto into = [](const char* type, const char* text) {
    const json::Value root = json::Object{};
    return text_of(coerce(*Expression::parse(text)->evaluate(JsonScope(root)), **parse_type(type)));
  };
  EXPECT_EQ(into("number", "5"), "5");
  EXPECT_EQ(into("number", "[5]"), "5");
  EXPECT_EQ(into("number", "[5, 6]"), "null");
  EXPECT_EQ(into("number", "\"5\""), "null");
  EXPECT_EQ(into("list<number>", "5"), "[5]");
  EXPECT_EQ(into("list<number>", "\"5\""), "null");
  EXPECT_EQ(into("list<number>", "[5, \"6\"]"), "null");
  EXPECT_EQ(into("list", "{a: 1}"), "[{\"a\": 1}]");
  EXPECT_EQ(into("date and time", "@\"2026-03-02\""), "2026-03-02T00:00:00Z");
  EXPECT_EQ(into("date", "@\"2026-03-02T10:00:00\""), "null");
  EXPECT_EQ(into("string", "null"), "null");
  EXPECT_EQ(into("context<a: number>", "{a: 1, b: 2}"), "{\"a\": 1, \"b\": 2}");
  EXPECT_EQ(into("context<a: number>", "{b: 2}"), "null");
}

}  // namespace
}  // namespace amends::feel
