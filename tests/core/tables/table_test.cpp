#include "tables/table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tables/catalogue.hpp"

namespace amends::tables {
namespace {

const TableSpec& all_types() {
  static const TableSpec spec{"sample", "One row a sample", {
      {"n", Type::integer, Privacy::p0, "a number"},
      {"ok", Type::boolean, Privacy::p0, "a truth"},
      {"at", Type::timestamp, Privacy::p1, "a time"},
      {"day", Type::day, Privacy::p1, "a day"},
      {"id", Type::text, Privacy::p2, "a text"},
      {"kind", Type::code, Privacy::p0, "a code"},
  }};
  return spec;
}

TEST(Table, KeepsValuesNullsAndBitsAcrossBytes) {
  Table table(all_types());
  for (int i = 0; i < 20; ++i) {
    Row row(table);
    if (i % 3 == 0) continue;  // nothing named: a row of nulls
    row.integer("n", i).boolean("ok", i % 2 == 0).instant("at", Instant{i * 10}).day("day", i - 5).text("id", "id" + std::to_string(i)).text("kind", i % 2 ? "odd" : "even");
  }
  ASSERT_EQ(table.rows(), 20);
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    EXPECT_EQ(table.data()[column].nulls(), 7);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(table.cell(column, i).null, i % 3 == 0) << column << " " << i;
  }
  EXPECT_EQ(table.cell(0, 19).integer, 19);
  EXPECT_EQ(table.cell(1, 16).integer, 1);
  EXPECT_EQ(table.cell(1, 17).integer, 0);
  EXPECT_EQ(table.cell(2, 8).integer, 80);
  EXPECT_EQ(table.cell(3, 1).integer, -4);
  EXPECT_EQ(table.cell(4, 13).text, "id13");
  EXPECT_EQ(table.cell(5, 14).text, "even");
  EXPECT_EQ(table.data()[5].words().size(), 2u);  // each word once
}

TEST(Table, AnEmptyTextIsNullInARowAndATextInAColumn) {
  Table table(all_types());
  Row(table).text("id", "");
  EXPECT_TRUE(table.cell(4, 0).null);
  Column column(all_types().columns[4]);
  column.text("");
  EXPECT_FALSE(column.is_null(0));
  EXPECT_EQ(column.text_at(0), "");
}

TEST(Tables, EveryColumnIsDocumentedOnceAndHoldsNothingAbovePseudonyms) {
  const auto page = document();
  for (const auto* spec : all_specs()) {
    EXPECT_EQ(spec_of(spec->name), spec);
    std::set<std::string> names;
    for (const auto& column : spec->columns) {
      EXPECT_TRUE(names.insert(column.name).second) << spec->name << "." << column.name;
      EXPECT_FALSE(std::string(column.about).empty());
      EXPECT_NE(page.find("| " + std::string(column.name) + " | " + std::string(type_name(column.type)) + " |"), std::string::npos);
    }
  }
  EXPECT_EQ(spec_of("complaints"), nullptr);
}

}  // namespace
}  // namespace amends::tables
