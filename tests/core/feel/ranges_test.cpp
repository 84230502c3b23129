// Ranges as values, range() of a text, and the relations of points and ranges.
#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::value_of;

struct Sample { const char* text; const char* value; };

TEST(Ranges, ComparisonsInParenthesesAreRanges) {
  for (const auto& sample : std::initializer_list<Sample>{
           {"10 in (= 10)", "true"}, {"10 in (!= 10)", "false"}, {"11 in (!= 10)", "true"}, {"(= 10) = (= 10)", "true"}, {"(= 10) = [10..10]", "false"}, {"(< 10) = (< 10)", "true"},
           {"(!= 10) = (!= 10)", "true"}, {"[(= 10), (!= 10), (> 10), (<= 10)]", "[(= 10), (!= 10), (> 10), (<= 10)]"}, {"(= 10).start", "10"}, {"(= 10).end", "10"},
           {"(= 10).start included", "true"}, {"(> 10).end", "null"}, {"(> 10).end included", "false"}, {"(>= 10).start included", "true"}, {"5 in [(< 3), (> 4)]", "true"}})
    EXPECT_EQ(value_of(sample.text), sample.value) << sample.text;
}

TEST(Ranges, AreReadFromText) {
  for (const auto& sample : std::initializer_list<Sample>{
           {"2 in range(\"[1..3]\")", "true"}, {"range(\"(18..21]\") = (18..21]", "true"}, {"range(\"]18..21[\") = (18..21)", "true"}, {"range(\" [ 1 .. 3 ] \") = [1..3]", "true"},
           {"range(\"[\\\"a\\\"..\\\"c\\\"]\") = [\"a\"..\"c\"]", "true"}, {"range(\"[date(\\\"1970-01-01\\\")..@\\\"1970-01-02\\\"]\").start", "1970-01-01"}, {"range(\"[-3..-1]\").start", "-3"},
           {"range(\"[..2]\")", "null"}, {"range(\"[1..]\")", "null"}, {"range(\"\")", "null"}, {"range(\"> 5\")", "null"}, {"range(\"(> 5)\")", "null"}, {"range(\"[3..1]\")", "null"},
           {"range(\"[1..\\\"b\\\"]\")", "null"}, {"range(\"[null..null]\")", "null"}, {"range(\"[date(string(\\\"1970-01-01\\\"))..@\\\"1970-01-02\\\"]\")", "null"}, {"range(\"[a..b]\")", "null"},
           {"range([1..3])", "null"}, {"range(\"[1+1..3]\")", "null"}})
    EXPECT_EQ(value_of(sample.text), sample.value) << sample.text;
}

/// DMN 1.5, table 78; what no example of it shows stands below the line.
TEST(Ranges, AreRelated) {
  for (const auto& sample : std::initializer_list<Sample>{
           {"before(1, 10)", "true"}, {"before(10, 1)", "false"}, {"before(1, [1..10])", "false"}, {"before(1, (1..10])", "true"}, {"before([1..10), 10)", "true"}, {"before([1..10], 10)", "false"},
           {"before([1..10], [10..20])", "false"}, {"before([1..10), [10..20])", "true"}, {"after(10, 5)", "true"}, {"after(10, [1..10))", "true"}, {"after([11..20], [1..11))", "true"},
           {"after([11..20], 11)", "false"}, {"meets([1..5], [5..10])", "true"}, {"meets([1..5), [5..10])", "false"}, {"met by([5..10], [1..5])", "true"}, {"met by([6..10], [1..5])", "false"},
           {"overlaps([1..5], [3..8])", "true"}, {"overlaps([1..5], [6..8])", "false"}, {"overlaps([1..5], [5..8])", "true"}, {"overlaps([1..5), [5..8])", "false"},
           {"overlaps before([1..5], [3..8])", "true"}, {"overlaps before([1..5], [1..5])", "false"}, {"overlaps before([1..5), (1..5])", "true"}, {"overlaps after([3..8], [1..5])", "true"},
           {"overlaps after((1..5], [1..5))", "true"}, {"overlaps after([1..5], [1..5])", "false"}, {"finishes(10, [1..10])", "true"}, {"finishes(10, [1..10))", "false"},
           {"finishes([5..10), [1..10))", "true"}, {"finishes([5..10), [1..10])", "false"}, {"finished by([1..10], 10)", "true"}, {"finished by([1..10], [5..10])", "true"},
           {"includes([1..10], 5)", "true"}, {"includes((1..10], 1)", "false"}, {"includes([1..10], (1..10))", "true"}, {"includes((1..10), [1..10])", "false"}, {"during(5, [1..10])", "true"},
           {"during((1..10), [1..10])", "true"}, {"during([1..10], (1..10))", "false"}, {"starts(1, [1..10])", "true"}, {"starts(1, (1..10])", "false"}, {"starts([1..5], [1..10])", "true"},
           {"starts([1..10), [1..10])", "true"}, {"started by([1..10], [1..10))", "true"}, {"started by([1..10], 2)", "false"}, {"coincides(5, 5)", "true"}, {"coincides([1..5], (1..5])", "false"},
           {"coincides([1..5], [1..5])", "true"},
           // ---
           {"before(point1: 1, point2: 2)", "true"}, {"before(point: 1, range: [2..3])", "true"}, {"during([1..2], 5)", "null"}, {"meets(1, [1..2])", "null"}, {"coincides(1, [1..1])", "null"},
           {"before(1, \"a\")", "null"}, {"before([1..2], [\"a\"..\"b\"])", "null"}, {"before(null, 1)", "null"}, {"before(true, false)", "null"}, {"before(5, (> 6))", "true"},
           {"includes((> 5), 6)", "true"}, {"includes((< 5), (< 4))", "true"}, {"includes((< 5), (> 4))", "false"}, {"overlaps((< 5), (> 4))", "true"}, {"before((> 5), 6)", "false"},
           {"before((!= 5), 6)", "null"}, {"includes([@\"2026-01-01\"..@\"2026-12-31\"], @\"2026-03-02\")", "true"}})
    EXPECT_EQ(value_of(sample.text), sample.value) << sample.text;
}

}  // namespace
}  // namespace amends::feel
