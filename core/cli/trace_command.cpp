#include <algorithm>
#include <filesystem>

#include "cli/context.hpp"
#include "review/trace.hpp"
#include "support/files.hpp"

namespace amends::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRowsFile = "trace_rows.yaml";

std::string_view outcome_name(review::TestOutcome outcome) {
  switch (outcome) {
    case review::TestOutcome::passed: return "passed";
    case review::TestOutcome::failed: return "failed";
    case review::TestOutcome::skipped: return "skipped";
  }
  return "";
}

Result<std::vector<review::TestResult>> read_results(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (entry.path().extension() == ".xml") files.push_back(entry.path());
  if (files.empty())
    return fail(ErrorCode::not_found, "there are no test results here; `bash tests/run` in the source tree leaves them in build/release/test-results: give that folder with --results", folder.string());
  std::sort(files.begin(), files.end());
  std::vector<review::TestResult> out;
  for (const auto& file : files) {
    AMENDS_TRY(const auto text, read_file(file.string(), review::kResultBytesMax));
    AMENDS_TRY(auto results, review::read_test_results(text, file.string()));
    std::move(results.begin(), results.end(), std::back_inserter(out));
  }
  return out;
}

Result<std::vector<review::TraceRow>> read_rows(const fs::path& folder, const std::string& rows) {
  const fs::path file = rows.empty() ? folder / kRowsFile : fs::path(rows);
  if (!fs::is_regular_file(file))
    return fail(ErrorCode::not_found, std::string("the list of rows is not here: an installed program has none. In the source tree it is tests/") + kRowsFile + "; give it with --rows", file.string());
  AMENDS_TRY(const auto text, read_file(file.string()));
  return review::read_trace_rows(text, file.string());
}

void print_tests(const Context& context, const review::TracedRow& one, std::string_view indent) {
  for (const auto& test : one.tests) context.print(std::string(indent) + std::string(outcome_name(test.outcome)) + "  " + test.name);
}

}  // namespace

int trace(Context& context, const TraceOptions& options) {
  const fs::path folder = options.results.empty() ? fs::path(context.root()).parent_path() / "test-results" : fs::path(options.results);
  auto results = read_results(folder);
  if (!results) return context.report(results.error());
  auto rows = read_rows(folder, options.rows);
  if (!rows) return context.report(rows.error());
  const auto report = review::trace(std::move(*rows), *results);
  const auto total = static_cast<std::int64_t>(report.rows.size());
  const bool faulty = !report.unknown.empty() || std::any_of(report.rows.begin(), report.rows.end(), [](const review::TracedRow& one) { return one.has(review::TestOutcome::failed); });
  const int code = faulty ? kFailed : kOk;

  if (context.options().json) {
    json::Array list, unknown;
    for (const auto& one : report.rows) {
      json::Array tests, kinds;
      for (const auto& test : one.tests) tests.push_back(json::Object{{"name", test.name}, {"outcome", outcome_name(test.outcome)}});
      for (const auto& kind : one.row.kinds) kinds.emplace_back(kind);
      list.push_back(json::Object{{"id", one.row.id}, {"kinds", std::move(kinds)}, {"name", one.row.name}, {"served", one.served()}, {"tests", std::move(tests)}});
    }
    for (const auto& test : report.unknown) unknown.push_back(json::Object{{"name", test.name}, {"outcome", outcome_name(test.outcome)}});
    context.print_json(json::Object{{"served", report.served()}, {"total", total}, {"rows", std::move(list)}, {"unknown", std::move(unknown)}});
    return code;
  }

  for (const char source : {'A', 'B', 'C', 'D'}) {
    std::int64_t of = 0, served = 0;
    std::string ids;
    for (const auto& one : report.rows) {
      if (one.row.id[0] != source) continue;
      ++of;
      if (!one.served()) continue;
      ++served;
      ids += " " + one.row.id;
    }
    context.print(context.say("来源 ", "source ") + source + ": " + std::to_string(served) + " / " + std::to_string(of) + (options.list || options.missing ? "" : ids));
    for (const auto& one : report.rows) {
      if (one.row.id[0] != source || one.served() == options.missing || !(options.list || options.missing)) continue;
      std::string kinds;
      for (const auto& kind : one.row.kinds) kinds += (kinds.empty() ? "" : ",") + kind;
      context.print("  " + one.row.id + std::string(5 - one.row.id.size(), ' ') + kinds + std::string(kinds.size() < 9 ? 9 - kinds.size() : 1, ' ') + one.row.name);
      if (options.list) print_tests(context, one, "         ");
    }
  }
  for (const auto& one : report.rows) {
    const bool failed = one.has(review::TestOutcome::failed);
    if (!failed && (one.tests.empty() || one.served())) continue;
    context.print((failed ? context.say("!! 测试失败：", "!! FAILING: ") : context.say("!! 测试全部被跳过，不计入：", "!! ONLY SKIPPED, not counted: ")) + one.row.id + " " + one.row.name);
    print_tests(context, one, "   ");
  }
  for (const auto& test : report.unknown) context.print(context.say("!! 没有这一条：", "!! NO SUCH ROW: ") + test.name);
  context.print(std::to_string(report.served()) + " of " + std::to_string(total));
  return code;
}

}  // namespace amends::cli
