#include "cli/junit.hpp"

#include <algorithm>

#include "support/utf8.hpp"

namespace amends::cli {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\n' || c == '\t') out += c;
    else if (byte >= 0x20 && byte != 0x7f) out += c;
  }
  return out;
}

}  // namespace

std::string junit_xml(const std::string& workflow, const std::vector<runtime::ScenarioOutcome>& outcomes) {
  const auto failed = std::ranges::count_if(outcomes, [](const auto& one) { return !one.failures.empty(); });
  const auto counts = " tests=\"" + std::to_string(outcomes.size()) + "\" failures=\"" + std::to_string(failed) + "\" errors=\"0\" skipped=\"0\"";
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts + ">\n  <testsuite name=\"" + escaped(workflow) + "\"" + counts + ">\n";
  for (const auto& one : outcomes) {
    out += "    <testcase classname=\"" + escaped(workflow) + "\" name=\"" + escaped(one.name + " [" + one.pack_set + "]") + "\"";
    if (one.failures.empty()) {
      out += "/>\n";
      continue;
    }
    out += ">\n";
    std::string all;
    for (const auto& failure : one.failures) all += failure.place + ": " + failure.message + "\n";
    out += "      <failure message=\"" + escaped(one.failures.front().message) + "\">" + escaped(all) + "</failure>\n    </testcase>\n";
  }
  return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace amends::cli
