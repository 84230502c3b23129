// Names with blanks and signs: those a vocabulary tells the parser, and those the text itself introduces.
#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"
#include "feel/unary_tests.hpp"

namespace amends::feel {
namespace {

using test::value_of;

std::string with(std::vector<std::string> names, std::string_view text, std::string_view record) {
  Vocabulary vocabulary;
  vocabulary.names = std::move(names);
  const auto root = test::record(record);
  auto parsed = Expression::parse(text, {}, vocabulary);
  if (!parsed) return parsed.error().text();
  auto out = parsed->evaluate(JsonScope(root));
  return out ? text_of(*out) : out.error().text();
}

TEST(Names, OfAVocabularyMayHaveBlanks) {
  EXPECT_EQ(with({"Employment Status"}, "Employment Status = \"EMPLOYED\"", R"({"Employment Status": "EMPLOYED"})"), "true");
  EXPECT_EQ(with({"Employment Status"}, "Employment\n   Status", R"({"Employment Status": "x"})"), "x") << "any run of blanks is one";
  EXPECT_EQ(with({"Monthly   Income"}, "Monthly Income + 1", R"({"Monthly Income": 5})"), "6");
  EXPECT_EQ(with({"Base", "Base Vacation Days", "Extra days case 1"}, "Base Vacation Days + max(Extra days case 1, Base)",
                 R"({"Base": 7, "Base Vacation Days": 22, "Extra days case 1": 5})"), "29");
  EXPECT_EQ(with({"loan", "monthly payment"}, "loan.monthly payment * 2", R"({"loan": {"monthly payment": 5}})"), "10");
  EXPECT_EQ(with({"all loans", "monthly payment"}, "all loans[monthly payment > 5].monthly payment", R"({"all loans": [{"monthly payment": 5}, {"monthly payment": 6}]})"), "[6]");
  EXPECT_EQ(with({"投诉 等级"}, "投诉 等级 in (\"I\", \"II\")", R"({"投诉 等级": "II"})"), "true");
}

TEST(Names, TheLongestKnownOneIsMeant) {
  EXPECT_EQ(with({"a", "b", "a-b"}, "a-b", R"({"a": 5, "b": 3, "a-b": 100})"), "100");
  EXPECT_EQ(with({"a", "b", "a-b"}, "a - b", R"({"a": 5, "b": 3, "a-b": 100})"), "2") << "blanks tell the difference";
  EXPECT_EQ(with({"a", "b"}, "a-b", R"({"a": 5, "b": 3})"), "2");
  EXPECT_EQ(with({"Date", "Date-Time", "Date-Time2"}, "Date-Time - Date-Time2", R"({"Date-Time": 9, "Date-Time2": 4, "Date": 1})"), "5");
  EXPECT_EQ(with({"values in a list", "values"}, "every i in values in a list satisfies i > 0", R"({"values in a list": [1, 2]})"), "true");
  EXPECT_EQ(with({"date"}, "date and time(date).year", R"({"date": "2026-03-02T10:00:00"})"), "2026");
}

TEST(Names, MayHaveSignsAndDigits) {
  EXPECT_EQ(with({"profit/loss"}, "profit/loss", R"({"profit/loss": 1})"), "1");
  EXPECT_EQ(with({"Applicant's age"}, "Applicant's age >= 18", R"({"Applicant's age": 18})"), "true");
  EXPECT_EQ(with({"Loan 2nd"}, "Loan 2nd", R"({"Loan 2nd": 3})"), "3");
  EXPECT_EQ(with({"case 1"}, "case 1", R"({"case 1": 3})"), "3");
  EXPECT_NE(with({}, "Applicant's age", "{}").find("text stands in double quotes, not in single ones"), std::string::npos);
  EXPECT_NE(with({}, "2nd", "{}").find("'2nd' is neither a number nor a name"), std::string::npos);
}

TEST(Names, AreReportedWhole) {
  Vocabulary vocabulary;
  vocabulary.names = {"Employment Status", "Applicant Data"};
  const auto parsed = Expression::parse("Employment Status = 1 and Applicant Data.Employment Status.x = 2", {}, vocabulary);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->names(), (std::vector<std::string>{"Employment Status", "Applicant Data.Employment Status.x"}));
}

TEST(Names, OfKeysVariablesAndParametersAreKnownFromThereOn) {
  EXPECT_EQ(value_of("{first name: \"Li\", greeting: \"Dear \" + first name}.greeting"), "Dear Li");
  EXPECT_EQ(value_of("{first name: 1}.first name"), "1");
  EXPECT_EQ(value_of("{\"first name\": 1}.first name"), "1");
  EXPECT_EQ(value_of("{a-b: 1, c: a-b + 1}.c"), "2");
  EXPECT_EQ(value_of("{foo+bar: 1}.foo+bar"), "1");
  EXPECT_EQ(value_of("for my var in [1, 2] return my var * 2"), "[2, 4]");
  EXPECT_EQ(value_of("(function(my arg) my arg + 1)(1)"), "2");
  EXPECT_EQ(value_of("some the x in [1, 2] satisfies the x = 2"), "true");
}

TEST(Names, PropertiesWithABlankAreAlwaysKnown) {
  EXPECT_EQ(value_of("@\"2026-03-02T10:00:00+05:00\".time offset"), "PT5H");
  EXPECT_EQ(value_of("[1..5).start included"), "true");
  EXPECT_EQ(value_of("[1..5).end included"), "false");
  EXPECT_EQ(value_of("{r: (1..5], s: r.start included}.s"), "false");
}

TEST(Names, ServeCellsToo) {
  Vocabulary vocabulary;
  vocabulary.names = {"Upper Limit"};
  vocabulary.prepare();
  const auto root = test::record(R"({"Upper Limit": 5})");
  const auto cell = UnaryTests::parse("< Upper Limit", {}, vocabulary);
  ASSERT_TRUE(cell);
  EXPECT_EQ(*cell->match(Value::integer(4), JsonScope(root)), Ternary(true));
  EXPECT_EQ(*cell->match(Value::integer(5), JsonScope(root)), Ternary(false));
}

}  // namespace
}  // namespace amends::feel
