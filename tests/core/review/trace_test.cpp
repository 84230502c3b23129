#include "review/trace.hpp"

#include <gtest/gtest.h>

#include <map>

#include "support/files.hpp"

namespace amends::review {
namespace {

using Names = std::vector<std::string>;

std::vector<TraceRow> shipped_rows() {
  const auto file = std::string(AMENDS_SOURCE_DIR) + "/tests/trace_rows.yaml";
  const auto text = read_file(file);
  EXPECT_TRUE(text) << file;
  auto rows = read_trace_rows(*text, file);
  EXPECT_TRUE(rows) << rows.error().text();
  return rows ? *rows : std::vector<TraceRow>{};
}

TEST(TraceRows, AreTheTwoHundredAndSixtyThreeOfTheFourSources) {
  const auto rows = shipped_rows();
  std::map<char, int> counts;
  for (const auto& row : rows) {
    const int number = ++counts[row.id[0]];
    EXPECT_EQ(row.id, std::string(1, row.id[0]) + (number < 10 ? "0" : "") + std::to_string(number)) << "the rows of a source stand in order, without a gap";
  }
  EXPECT_EQ(counts, (std::map<char, int>{{'A', 62}, {'B', 41}, {'C', 24}, {'D', 136}}));
  EXPECT_EQ(rows.size(), 263u);
}

TEST(TraceRows, RefuseWhatIsNoRow) {
  const auto read = [](const std::string& entry) { return read_trace_rows("rows:\n  - {id: A01, kinds: [SP], name: one}\n  - " + entry + "\n", "rows.yaml"); };
  EXPECT_TRUE(read("{id: D136, kinds: [SP, KP], name: two}"));
  for (const auto* entry : {"{id: E01, kinds: [SP], name: n}", "{id: A1, kinds: [SP], name: n}", "{id: A0001, kinds: [SP], name: n}", "{id: A01, kinds: [SP], name: again}", "{id: A02, kinds: [XX], name: n}",
                            "{id: A02, kinds: [], name: n}", "{id: A02, kinds: [SP], name: ''}", "{id: A02, kinds: [SP], name: n, more: 1}", "text"}) {
    const auto rows = read(entry);
    ASSERT_FALSE(rows) << entry;
    EXPECT_EQ(rows.error().where, "rows.yaml:3:5") << rows.error().text();
  }
  EXPECT_FALSE(read_trace_rows("other: 1\n", "rows.yaml"));
}

TEST(TracedIds, AreReadFromTheNamesOfTests) {
  EXPECT_EQ(traced_ids("trace_A18_ThreeIsOrange"), Names{"A18"});
  EXPECT_EQ(traced_ids("test_trace_D136_card"), Names{"D136"});
  EXPECT_EQ(traced_ids("trace_A40_EachRow/12"), Names{"A40"});
  EXPECT_EQ(traced_ids("trace_B16_and_trace_C09"), (Names{"B16", "C09"}));
  EXPECT_EQ(traced_ids("trace_A1"), Names{"A1"}) << "no row: told, not dropped";
  EXPECT_EQ(traced_ids("trace_a18"), Names{});
  EXPECT_EQ(traced_ids("trace_"), Names{});
  EXPECT_EQ(traced_ids("traces_A18"), Names{});
}

const char* const kGoogle = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5" failures="1" name="AllTests">
  <testsuite name="Risk" tests="5">
    <testcase name="trace_A18_Orange" file="/x/&quot;y&quot;.cpp" line="4" status="run" result="completed" time="0." classname="Risk" />
    <testcase name="trace_A02_Code" status="run" result="completed" classname="Risk">
      <failure message="a &lt; b" type=""><![CDATA[</testcase> <testcase name="trace_A03_no">]]></failure>
    </testcase>
    <testcase name="trace_A03_Gone" status="notrun" result="suppressed" classname="Risk" />
    <testcase name="trace_A04_Skipped" status="run" result="skipped" classname="Risk"><skipped message="no data"/></testcase>
    <testcase name="Other" status="run" result="completed" classname="Risk"><properties><property name="a>b" value='1'/></properties></testcase>
  </testsuite>
</testsuites>
)";
const char* const kPytest = R"(<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1"><testcase classname="tests.python.test_x" name="test_trace_B06_ok" time="0.1" /><!-- <testcase name="trace_B07_no"/> -->
<testcase classname="tests.python.test_x" name="test_trace_B07_error" time="0.1"><error message="x">text</error></testcase><testcase classname="t" name="test_trace_B08[zh]" time="0"><skipped type="pytest.skip" message="m">why</skipped></testcase></testsuite></testsuites>)";

TEST(TestResults, AreReadFromBothWriters) {
  const auto google = read_test_results(kGoogle, "g.xml");
  ASSERT_TRUE(google) << google.error().text();
  ASSERT_EQ(google->size(), 5u);
  const std::vector<TestOutcome> outcomes{TestOutcome::passed, TestOutcome::failed, TestOutcome::skipped, TestOutcome::skipped, TestOutcome::passed};
  for (std::size_t i = 0; i < outcomes.size(); ++i) EXPECT_EQ((*google)[i].outcome, outcomes[i]) << (*google)[i].name;
  EXPECT_EQ((*google)[0].suite, "Risk");
  const auto python = read_test_results(kPytest, "p.xml");
  ASSERT_TRUE(python) << python.error().text();
  ASSERT_EQ(python->size(), 3u);
  EXPECT_EQ((*python)[0].outcome, TestOutcome::passed);
  EXPECT_EQ((*python)[1].outcome, TestOutcome::failed);
  EXPECT_EQ((*python)[2].outcome, TestOutcome::skipped);
}

TEST(TestResults, RefuseAFileThatIsCutOffAtAnyByte) {
  const std::string whole = kGoogle;
  const auto last = whole.rfind('>');
  for (std::size_t length = 0; length <= last; ++length) {
    const auto results = read_test_results(std::string_view(whole).substr(0, length), "cut.xml");
    ASSERT_FALSE(results) << length;
    EXPECT_EQ(results.error().where, "cut.xml");
  }
  for (const auto* other : {"", "not xml", "<html></html>", "<testsuites></testsuites><testsuites></testsuites>", "<testsuite></other>", "<testsuite><testcase name></testcase></testsuite>"}) EXPECT_FALSE(read_test_results(other, "x.xml")) << other;
  EXPECT_TRUE(read_test_results("<testsuite/>", "x.xml"));
}

TEST(Trace, CountsARowWhenOneOfItsTestsPasses) {
  std::vector<TestResult> results = *read_test_results(kGoogle, "g.xml");
  const auto more = *read_test_results(kPytest, "p.xml");
  results.insert(results.end(), more.begin(), more.end());
  results.push_back({"Other", "trace_A02_Another", TestOutcome::passed});
  results.push_back({"Other", "trace_A99_NoSuchRow", TestOutcome::passed});
  const auto report = trace(shipped_rows(), results);
  EXPECT_EQ(report.served(), 3);
  Names served, failing, only_skipped;
  for (const auto& one : report.rows) {
    if (one.served()) served.push_back(one.row.id);
    if (one.has(TestOutcome::failed)) failing.push_back(one.row.id);
    if (!one.tests.empty() && !one.served() && !one.has(TestOutcome::failed)) only_skipped.push_back(one.row.id);
  }
  EXPECT_EQ(served, (Names{"A02", "A18", "B06"}));
  EXPECT_EQ(failing, (Names{"A02", "B07"})) << "a failing test is told even where another one passes";
  EXPECT_EQ(only_skipped, (Names{"A03", "A04", "B08"}));
  ASSERT_EQ(report.unknown.size(), 1u);
  EXPECT_EQ(report.unknown[0].name, "Other.trace_A99_NoSuchRow");
}

TEST(Trace, CountsNothingWithoutResults) { EXPECT_EQ(trace(shipped_rows(), {}).served(), 0); }

}  // namespace
}  // namespace amends::review
