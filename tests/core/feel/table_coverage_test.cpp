#include "feel/table_coverage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

/// Rows of cells as text; keeps the parsed cells alive.
struct Table {
  std::vector<UnaryTests> cells;
  std::vector<CellRow> rows;

  explicit Table(const std::vector<std::vector<std::string>>& texts) {
    for (const auto& row : texts)
      for (const auto& text : row) cells.push_back(*UnaryTests::parse(text));
    std::size_t next = 0;
    for (const auto& row : texts) {
      rows.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) rows.back().push_back(&cells[next++]);
    }
  }
};

std::string unreachable(const std::vector<std::vector<std::string>>& texts) {
  const Table table(texts);
  const auto found = find_unreachable(table.rows);
  if (!found) return "none";
  return std::to_string(found->row) + (found->impossible ? " impossible" : found->covered ? " by " + std::to_string(*found->covered) : " by several");
}

std::string overlap(const std::vector<std::vector<std::string>>& texts) {
  const Table table(texts);
  const auto found = find_overlap(table.rows);
  return found ? std::to_string(found->first) + "+" + std::to_string(found->second) : "none";
}

TEST(TableCoverage, FindsARowThatOneRowAboveCovers) {
  EXPECT_EQ(unreachable({{">= 10"}, {">= 100"}}), "1 by 0");
  EXPECT_EQ(unreachable({{">= 100"}, {">= 10"}}), "none");
  EXPECT_EQ(unreachable({{"-"}, {"5"}}), "1 by 0");
  EXPECT_EQ(unreachable({{"\"a\", \"b\""}, {"\"b\""}}), "1 by 0");
  EXPECT_EQ(unreachable({{"not(\"a\")"}, {"\"b\""}}), "1 by 0");
  EXPECT_EQ(unreachable({{"[1..5]"}, {"(1..5)"}}), "1 by 0");
  EXPECT_EQ(unreachable({{"(1..5)"}, {"[1..5]"}}), "none");
  EXPECT_EQ(unreachable({{">= 10", "-"}, {">= 100", "true"}}), "1 by 0");
  EXPECT_EQ(unreachable({{">= 10", "true"}, {">= 100", "-"}}), "none");
}

TEST(TableCoverage, FindsARowThatSeveralRowsCoverTogether) {
  EXPECT_EQ(unreachable({{"< 5"}, {">= 5"}, {"[3..8]"}}), "2 by several");
  EXPECT_EQ(unreachable({{"< 5"}, {"> 5"}, {"[3..8]"}}), "none") << "5 itself is left";
  EXPECT_EQ(unreachable({{"true", "-"}, {"false", "-"}, {"null", "-"}, {"not(\"x\")", "5"}}), "none") << "a number is neither";
  EXPECT_EQ(unreachable({{"< 5", "true"}, {">= 5", "true"}, {"6", "true"}}), "2 by 1");
  EXPECT_EQ(unreachable({{"true"}, {"false"}, {"-"}}), "none") << "null is left";
  EXPECT_EQ(unreachable({{"< @\"2026-03-02\""}, {"> @\"2026-03-01\""}, {"@\"2026-03-01\""}}), "2 by 0");
}

TEST(TableCoverage, FindsRowsThatNothingFits) {
  EXPECT_EQ(unreachable({{"[5..1]"}}), "0 impossible");
  EXPECT_EQ(unreachable({{"(5..5)"}}), "0 impossible");
  EXPECT_EQ(unreachable({{"(@\"2026-03-01\"..@\"2026-03-02\")"}}), "0 impossible") << "no day lies between two days in a row";
  EXPECT_EQ(unreachable({{"(1..2)"}}), "none") << "numbers lie close";
  EXPECT_EQ(unreachable({{"not(null, 5)"}}), "none");
  EXPECT_EQ(unreachable({{"not(null, 5, \"a\")"}}), "0 impossible") << "a number is never known to differ from a text, nor the reverse";
  const Table table({{"-"}, {"(5..5)"}});
  EXPECT_EQ(find_impossible(table.rows), 1u);
}

TEST(TableCoverage, LeavesAloneWhatItCannotDecide) {
  EXPECT_EQ(unreachable({{"? > 5"}, {"> 6"}}), "none") << "the row above takes it, but by an expression";
  EXPECT_EQ(unreachable({{"> limit"}, {"> limit"}}), "none");
  EXPECT_EQ(unreachable({{"> \"a\""}, {"> \"b\""}}), "none") << "orders of text are not followed";
  EXPECT_EQ(unreachable({{"> @\"P1D\""}, {"> @\"P2D\""}}), "none");
  EXPECT_EQ(unreachable({{"-"}, {"? > 5"}}), "1 by 0") << "the dash takes everything, whatever the other says";
  EXPECT_EQ(unreachable({{"< 1E+6144"}, {"> 9E+6144"}}), "none") << "no number beyond to try, so nothing is claimed";
}

TEST(TableCoverage, FindsTwoRowsThatOneInputMatches) {
  EXPECT_EQ(overlap({{"< 5"}, {">= 5"}}), "none");
  EXPECT_EQ(overlap({{"<= 5"}, {">= 5"}}), "0+1");
  EXPECT_EQ(overlap({{"[1..3]"}, {"(3..5]"}, {"(2.5..2.6)"}}), "0+2");
  EXPECT_EQ(overlap({{"\"a\""}, {"\"b\""}, {"not(\"a\", \"b\")"}}), "none");
  EXPECT_EQ(overlap({{"\"a\"", "-"}, {"-", "5"}}), "0+1");
  EXPECT_EQ(overlap({{"\"a\"", "4"}, {"-", "5"}}), "none");
  EXPECT_EQ(overlap({{"? > 5"}, {"6"}}), "none");
  EXPECT_EQ(overlap({{"> @\"2026-03-01\""}, {"< @\"2026-03-02\""}}), "none") << "no day lies between two days in a row";
}

TEST(TableCoverage, NeverNamesARowThatARandomInputReaches) {
  const std::uint64_t seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const json::Value empty = json::Object{};
  const JsonScope scope(empty);
  const auto cell = [&]() -> std::string {
    const auto number = [&] { return std::to_string(random() % 6); };
    switch (random() % 7) {
      case 0: return "-";
      case 1: return "\"" + std::string(1, static_cast<char>('a' + random() % 3)) + "\"";
      case 2: return "< " + number();
      case 3: return ">= " + number();
      case 4: return "[" + number() + ".." + number() + ")";
      case 5: return "not(" + number() + ", \"a\")";
      default: return "null, " + number();
    }
  };
  std::vector<Value> inputs = {Value(), Value::boolean(true), Value::string("a"), Value::string("b"), Value::string("c"), Value::string("d"), Value::list({})};
  for (int i = -2; i < 14; ++i) inputs.push_back(Value::number(*divide(Decimal::from_integer(i), Decimal::from_integer(2))));
  int named = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::vector<std::string>> texts;
    for (int row = 0; row < 6; ++row) texts.push_back({cell(), cell()});
    const Table table(texts);
    const auto dead = find_unreachable(table.rows);
    const auto pair = find_overlap(table.rows);
    bool pair_met = false, any_two = false, dead_met = false;
    for (const auto& x : inputs) {
      for (const auto& y : inputs) {
        std::vector<std::size_t> matching;
        for (std::size_t row = 0; row < table.rows.size(); ++row)
          if (*table.rows[row][0]->match(x, scope) == Ternary(true) && *table.rows[row][1]->match(y, scope) == Ternary(true)) matching.push_back(row);
        if (dead && !matching.empty() && matching.front() == dead->row) dead_met = true;
        if (matching.size() > 1) any_two = true;
        if (pair && std::count(matching.begin(), matching.end(), pair->first) && std::count(matching.begin(), matching.end(), pair->second)) pair_met = true;
      }
    }
    ASSERT_FALSE(dead_met) << "round " << round;
    ASSERT_EQ(pair.has_value(), any_two) << "round " << round;
    ASSERT_EQ(pair.has_value(), pair_met) << "round " << round;
    named += dead ? 1 : 0;
  }
  EXPECT_GT(named, 100);
}

}  // namespace
}  // namespace amends::feel
