#include "feel/table_check.hpp"

#include <gtest/gtest.h>

#include "feel/decision_table.hpp"
#include "support/yaml.hpp"

namespace amends::feel {
namespace {

std::string shown(const Example& example) {
  std::string out;
  for (const auto& value : example) out += (out.empty() ? "" : " ") + (value ? text_of(*value) : std::string("-"));
  return out;
}

/// The report of a table with these cells: one text a row, cells split at "|".
struct Checked {
  std::vector<Rule> rules;
  std::vector<UnaryTests> allowed_tests;
  CheckedTable table;
  TableReport report;

  Checked(HitPolicy hit, const std::vector<std::string>& rows, const std::string& allowed = {}) {
    for (const auto& text : rows) {
      Rule rule;
      rule.id = std::to_string(rules.size() + 1);
      std::size_t column = 0;
      for (std::size_t at = 0; at <= text.size(); ++column) {
        const auto end = std::min(text.find('|', at), text.size());
        auto tests = UnaryTests::parse(text.substr(at, end - at));
        EXPECT_TRUE(tests) << text;
        if (!tests->any()) rule.cells.push_back({column, *tests});
        at = end + 1;
      }
      table.columns.assign(column, "c");
      rules.push_back(std::move(rule));
    }
    if (!allowed.empty()) {
      allowed_tests.push_back(*UnaryTests::parse(allowed));
      table.allowed = {&allowed_tests.front()};
    }
    table.hit = hit;
    table.rules = rules;
    report = check_table(table);
  }
};

TEST(TableCheck, FindsGapsWithAnExample) {
  const Checked numbers(HitPolicy::unique, {"< 10", "[20..30]", "> 30"});
  ASSERT_EQ(numbers.report.gaps.size(), 1u);
  EXPECT_EQ(shown(numbers.report.gaps[0]), "10");
  const Checked two(HitPolicy::unique, {"< 10|true", ">= 10|-"});
  ASSERT_EQ(two.report.gaps.size(), 1u);
  EXPECT_EQ(shown(two.report.gaps[0]), "9 false");
  EXPECT_TRUE(Checked(HitPolicy::unique, {"< 10", ">= 10"}).report.clean());
  EXPECT_TRUE(Checked(HitPolicy::first, {"< 10", "-"}).report.clean());
  const Checked dash(HitPolicy::unique, {"-|< 10"});
  EXPECT_EQ(shown(dash.report.gaps.at(0)), "- 10");
}

TEST(TableCheck, AGapIsLookedForAmongTheAllowedValues) {
  EXPECT_EQ(shown(Checked(HitPolicy::unique, {"\"a\"", "\"b\""}).report.gaps.at(0)), "xx") << "any other string";
  EXPECT_TRUE(Checked(HitPolicy::unique, {"\"a\"", "\"b\""}, "\"a\", \"b\"").report.clean());
  EXPECT_EQ(shown(Checked(HitPolicy::unique, {"\"a\""}, "\"a\", \"b\"").report.gaps.at(0)), "b");
}

TEST(TableCheck, ADefaultLeavesNoGap) {
  Checked checked(HitPolicy::first, {"< 10"});
  EXPECT_EQ(checked.report.gaps.size(), 1u);
  checked.table.has_default = true;
  EXPECT_TRUE(check_table(checked.table).clean());
}

TEST(TableCheck, FindsOverlapsWithAnExampleWhereTheyMatter) {
  const Checked unique(HitPolicy::unique, {"<= 10|-", ">= 10|true", "-|false"});
  ASSERT_EQ(unique.report.overlaps.size(), 2u);
  EXPECT_EQ(unique.report.overlaps[0].first, 0u);
  EXPECT_EQ(unique.report.overlaps[0].second, 1u);
  EXPECT_EQ(shown(unique.report.overlaps[0].example), "10 true");
  EXPECT_TRUE(Checked(HitPolicy::collect, {"<= 10", "-"}).report.overlaps.empty());
  std::vector<std::string> many(10, "-");
  EXPECT_EQ(Checked(HitPolicy::any, many).report.overlaps.size(), kExamplesMax);
}

TEST(TableCheck, FindsRowsThatAreNeverReached) {
  const Checked covered(HitPolicy::first, {"< 10", "< 5", "-"});
  ASSERT_TRUE(covered.report.unreachable);
  EXPECT_EQ(covered.report.unreachable->row, 1u);
  const Checked impossible(HitPolicy::collect, {"-", "(5..5)"});
  ASSERT_TRUE(impossible.report.unreachable);
  EXPECT_TRUE(impossible.report.unreachable->impossible);
  EXPECT_FALSE(Checked(HitPolicy::collect, {"-", "-"}).report.unreachable) << "under collect no row hides another";
}

TEST(TableCheck, FindsCellsOfAnotherType) {
  const Checked mixed(HitPolicy::collect, {"< 10", "\"ten\"", "-"});
  ASSERT_EQ(mixed.report.wrong_kinds.size(), 1u);
  EXPECT_EQ(mixed.report.wrong_kinds[0].row, 1u);
  EXPECT_EQ(mixed.report.wrong_kinds[0].cell, "\"ten\"");
  EXPECT_EQ(mixed.report.wrong_kinds[0].wanted, Value::Kind::number);
  Checked declared(HitPolicy::collect, {"< 10", "-"});
  declared.table.kinds = {Value::Kind::string};
  EXPECT_EQ(check_table(declared.table).wrong_kinds.size(), 1u);
}

TEST(TableCheck, ACellThatIsNoConstantTakesAllSoThatAGapThatIsToldIsOne) {
  const Checked checked(HitPolicy::unique, {"< 10|-", "limit|true"});
  EXPECT_EQ(checked.report.undecided, 1u);
  EXPECT_EQ(shown(checked.report.gaps.at(0)), "10 false");
  EXPECT_TRUE(checked.report.overlaps.empty());
}

TEST(TableCheck, ReadsTheTablesOfPacks) {
  auto file = yaml::parse("{table: t, hit: unique, inputs: [a], rows: [{id: R1, when: {a: '< 10'}, then: {x: 1}}, {id: R2, when: {a: '> 10'}, then: {x: 2}}]}", "t.yaml");
  const auto table = DecisionTable::from_json(file->value);
  ASSERT_TRUE(table);
  const auto report = check_table({table->hit(), table->inputs(), table->rules(), {}, {}, table->has_default()});
  EXPECT_EQ(shown(report.gaps.at(0)), "10");
}

}  // namespace
}  // namespace amends::feel
