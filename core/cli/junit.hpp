#pragma once
// Results of scenarios as JUnit XML, the form that build servers read (testsuites, testsuite, testcase, failure).
#include <string>
#include <vector>

#include "runtime/scenario/scenario.hpp"

namespace amends::cli {

/// One suite named after the workflow, a test a scenario and pack set. Places and messages are escaped; characters that XML 1.0 has no place for are left out.
[[nodiscard]] std::string junit_xml(const std::string& workflow, const std::vector<runtime::ScenarioOutcome>& outcomes);

}  // namespace amends::cli
