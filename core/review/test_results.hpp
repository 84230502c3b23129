#pragma once
// The outcome of tests, read from the JUnit XML that GoogleTest and pytest write. Used by `amends trace`. Reads what those two write and refuses what is cut
// off or no such file; everything about a test but its names and outcome is passed over.
#include <string>
#include <string_view>
#include <vector>

#include "support/result.hpp"

namespace amends::review {

inline constexpr std::size_t kResultBytesMax = std::size_t{64} << 20;  ///< of one result file

enum class TestOutcome { passed, failed, skipped };

struct TestResult {
  std::string suite;  ///< the class name: "Risk", "tests.python.test_stage"
  std::string name;   ///< "trace_A18_ThreeIsOrange"
  TestOutcome outcome = TestOutcome::passed;
};

/// Errors: `schema` with the byte offset for text that is no whole XML of test suites; `file` is named in it.
[[nodiscard]] Result<std::vector<TestResult>> read_test_results(std::string_view xml, const std::string& file);

}  // namespace amends::review
