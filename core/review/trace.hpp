#pragma once
// Which concepts of the sources are served, told by tests: a row counts when a test whose name holds trace_<id> passes. Used by `amends trace`.
// Pure: rows and results come in as text and values.
#include <string>
#include <string_view>
#include <vector>

#include "review/test_results.hpp"

namespace amends::review {

/// One concept of a source.
struct TraceRow {
  std::string id;                  ///< source A to D and a number of two or three digits: "A07", "D136"
  std::vector<std::string> kinds;  ///< SP, KP, WF, PA, RN, TD
  std::string name;
};

/// Reads tests/trace_rows.yaml. Errors: those of the YAML reader; `schema` for a wrong id, kind or key, an empty name, an id given twice.
[[nodiscard]] Result<std::vector<TraceRow>> read_trace_rows(std::string_view text, const std::string& file);

/// The ids in the name of a test ("trace_A18_x" -> "A18"), in order.
[[nodiscard]] std::vector<std::string> traced_ids(std::string_view test_name);

struct TraceTest {
  std::string name;  ///< "Risk.trace_A18_ThreeIsOrange"
  TestOutcome outcome = TestOutcome::passed;
};

struct TracedRow {
  TraceRow row;
  std::vector<TraceTest> tests;
  [[nodiscard]] bool has(TestOutcome outcome) const;
  [[nodiscard]] bool served() const { return has(TestOutcome::passed); }
};

struct TraceReport {
  std::vector<TracedRow> rows;           ///< in the order of the file
  std::vector<TraceTest> unknown;        ///< tests that name a row that is none
  [[nodiscard]] std::int64_t served() const;
};
[[nodiscard]] TraceReport trace(std::vector<TraceRow> rows, const std::vector<TestResult>& results);

}  // namespace amends::review
