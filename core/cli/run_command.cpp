// amends run: a file of complaints through a workflow, with a progress bar, a summary and a file of rejected rows.
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>

#include "cli/context.hpp"
#include "cli/interrupt.hpp"
#include "packs/packs.hpp"
#include "review/labels.hpp"
#include "runtime/input.hpp"
#include "runtime/projection.hpp"
#include "support/files.hpp"
#include "support/utf8.hpp"

namespace amends::cli {
namespace {

/// One line on a terminal, redrawn at most ten times a second; nothing when the output is a file.
class ProgressBar {
 public:
  ProgressBar(const Context& context, bool enabled) : context_(context), enabled_(enabled && ::isatty(STDERR_FILENO)), started_(Clock::now()) {}

  void draw(std::int64_t rows, std::int64_t bytes, std::int64_t total, bool last = false) {
    if (!enabled_) return;
    const auto now = Clock::now();
    if (!last && now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - started_).count());
    const double share = total > 0 ? std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total)) : 0;
    const double left = share > 0.01 ? seconds * (1 - share) / share : 0;
    constexpr int kWidth = 28;
    const int filled = static_cast<int>(share * kWidth);
    std::string bar(static_cast<std::size_t>(filled), '#');
    bar.resize(kWidth, '.');
    std::fprintf(stderr, "\r[%s] %3d%%  %lld %s  %.0f/s  %s %.0fs   ", bar.c_str(), static_cast<int>(share * 100), static_cast<long long>(rows), context_.say("行", "rows").c_str(),
                 static_cast<double>(rows) / seconds, context_.say("剩余", "left").c_str(), left);
    if (last) std::fputc('\n', stderr);
    std::fflush(stderr);
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Context& context_;
  bool enabled_;
  Clock::time_point started_, drawn_{};
};

/// The row as it was read; bytes that are not UTF-8 become U+FFFD, so that the file of rejected rows stays JSON.
std::string as_utf8(const std::string& raw) {
  if (utf8::valid(raw)) return raw;
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    std::size_t length = 1;
    while (length < 4 && at + length <= raw.size() && !utf8::valid(std::string_view(raw).substr(at, length))) ++length;
    if (length <= 4 && at + length <= raw.size() && utf8::valid(std::string_view(raw).substr(at, length))) {
      out.append(raw, at, length);
      at += length;
    } else {
      out += "\xEF\xBF\xBD";
      ++at;
    }
  }
  return out;
}

/// Past this many cases with a clock past due, the summary counts the one that the list of cases names and says so: each case is read whole for the others.
constexpr std::int64_t kBreachedCasesRead = 2'000;

struct Breached {
  std::vector<std::pair<std::string, std::int64_t>> by_clock;  ///< the most frequent first
  bool one_of_each = false;                                    ///< a case with several is counted under one of them
};

/// Clocks past due, in all cases of the file.
Result<Breached> breached_of(runtime::Runtime& runtime) {
  auto& store = *runtime.store();
  AMENDS_TRY(auto listed, store.counts("breached"));
  std::int64_t cases = 0;
  for (const auto& [kind, count] : listed) cases += count;
  if (cases > kBreachedCasesRead) return Breached{std::move(listed), true};
  store::CaseFilter filter;
  filter.has = {"breached"};
  filter.limit = kBreachedCasesRead;
  AMENDS_TRY(const auto rows, store.cases(filter));
  std::map<std::string, std::int64_t> counts;
  for (const auto& row : rows) {
    AMENDS_TRY(const auto clocks, breached_clocks(runtime, row.id));
    for (const auto& kind : clocks) ++counts[kind];
  }
  Breached out{{counts.begin(), counts.end()}, false};
  std::stable_sort(out.by_clock.begin(), out.by_clock.end(), [](const auto& left, const auto& right) { return left.second > right.second; });
  return out;
}

json::Value counts_json(store::Store& store, const char* attribute) {
  json::Object out;
  if (auto counts = store.counts(attribute))
    for (const auto& [value, count] : *counts) out[value] = count;
  return out;
}

}  // namespace

namespace {

/// The file of a case that comes with the installation; an empty name stands for the first. Errors: `not_found`, with the names that there are.
Result<std::string> sample_file(const Context& context, const std::string& name) {
  const auto folder = std::filesystem::path(context.root()) / "workflows" / "first_line" / "cases";
  std::vector<std::string> names;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec))
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  if (names.empty()) return fail(ErrorCode::not_found, "the installation has no sample cases; install it again, or give a file with --input", folder.string());
  std::sort(names.begin(), names.end());
  const auto chosen = name.empty() ? names.begin() : std::find_if(names.begin(), names.end(), [&](const std::string& one) {
    return std::equal(one.begin(), one.end(), name.begin(), name.end(), [](char left, char right) { return std::toupper(static_cast<unsigned char>(left)) == std::toupper(static_cast<unsigned char>(right)); });
  });
  if (chosen != names.end()) return (folder / (*chosen + ".json")).string();
  std::string known;
  for (const auto& one : names) known += (known.empty() ? "" : ", ") + one;
  return fail(ErrorCode::not_found, "there is no sample case '" + name + "'; there are " + known);
}

int run_file(Context& context, const RunOptions& options, std::string& shown_case);

}  // namespace

int run(Context& context, const RunOptions& options) {
  if (options.input.empty() && !options.sample) {
    context.note(context.say("请用 --input 指定投诉文件，或用 --sample 试办一件随附的示例。", "Name a file of complaints with --input, or try a case that comes along with --sample."));
    return kUsage;
  }
  std::string case_id;
  if (!options.sample) return run_file(context, options, case_id);
  auto file = sample_file(context, *options.sample);
  if (!file) return context.report(file.error());
  RunOptions with_file = options;
  with_file.input = *std::move(file);
  const int code = run_file(context, with_file, case_id);
  if (code != kOk || case_id.empty() || context.options().json) return code;
  context.print("");
  return case_show(context, case_id, false);
}

namespace {

/// `shown_case`: the first case of the file, added or known before.
int run_file(Context& context, const RunOptions& options, std::string& shown_case) {
  // Looked at first: a wrong path must not leave an empty database behind.
  if (std::error_code ec; !std::filesystem::exists(options.input, ec)) return context.report(fail(ErrorCode::not_found, "there is no such file; check the path", options.input));
  if (!options.rejected.empty())
    if (auto free_place = context.check_output(options.rejected, {options.input, options.mapping}); !free_place) return context.report(free_place.error());
  auto opened = context.open(Context::Need::write, true, "amends run");
  if (!opened) return context.report(opened.error());
  auto& runtime = **opened;
  auto name = runtime.deploy(options.workflow);
  if (!name) return context.report(name.error());
  if (auto recovered = runtime.recover(); !recovered) return context.report(recovered.error());

  runtime::InputOptions input_options;
  input_options.mapping = options.mapping;
  input_options.institution = context.options().institution;
  auto input = runtime::InputFile::open(options.input, *runtime.environment().packs, runtime.environment().organisations, input_options);
  if (!input) return context.report(input.error());

  std::string rejected_text;
  std::int64_t rejected = 0, rejected_before = 0;
  std::vector<std::string> first_reasons;
  std::optional<Error> broken;
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> rows_in_flight;  // our count -> line and bytes of the row
  std::int64_t given = 0;
  const auto reject = [&](std::int64_t line, const Error& error, const std::string& raw) {
    ++rejected;
    const auto place = options.input + ":" + std::to_string(line);
    if (first_reasons.size() < 3) first_reasons.push_back(error.where.starts_with(options.input) ? error.text() : error.within(place).text());
    rejected_text += json::write(json::Object{{"line", line}, {"code", code_name(error.code)}, {"reason", error.message}, {"where", error.where}, {"row", as_utf8(raw)}}) + "\n";
  };
  const auto next = [&]() -> std::optional<json::Value> {
    while (!interrupted()) {
      auto row = (*input)->next();
      if (!row) {
        broken = row.error();
        return std::nullopt;
      }
      if (!*row) return std::nullopt;
      if ((*row)->error) {
        ++rejected_before;
        reject((*row)->number, *(*row)->error, (*row)->raw);
        continue;
      }
      rows_in_flight[++given] = {(*row)->number, std::move((*row)->raw)};
      return std::move((*row)->record);
    }
    return std::nullopt;
  };
  std::map<std::string, std::int64_t> statuses;
  std::int64_t added = 0, existed = 0;
  std::string first_case;
  ProgressBar bar(context, !context.options().json);
  const auto started = std::chrono::steady_clock::now();
  runtime::SubmitOptions submit;
  // A sample is of a day of its own, on which its clocks run.
  submit.now_is_received_at = context.now_is_received() || (options.sample && context.options().now.empty());
  auto done = runtime.submit_many(
      *name, next,
      [&](std::int64_t row, const runtime::Submitted& submitted) {
        rows_in_flight.erase(row);
        if (shown_case.empty()) shown_case = submitted.case_id;
        if (submitted.existed) {
          ++existed;
        } else {
          ++added;
          ++statuses[submitted.status];
          if (first_case.empty()) first_case = submitted.case_id;
        }
      },
      [&](std::int64_t row, const Error& error) {
        const auto found = rows_in_flight.find(row);
        reject(found == rows_in_flight.end() ? row : found->second.first, error, found == rows_in_flight.end() ? std::string{} : found->second.second);
        rows_in_flight.erase(row);
      },
      [&](const runtime::Progress& progress) {
        bar.draw(progress.done + rejected_before, (*input)->bytes_done(), (*input)->bytes_total());
        return !interrupted();
      },
      submit);
  const double seconds = std::max(0.001, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  if (!done && !(done.error().code == ErrorCode::cancelled)) return context.report(done.error());
  bar.draw(added + existed + rejected, (*input)->bytes_total(), (*input)->bytes_total(), true);

  std::string rejected_path = options.rejected.empty() ? context.options().database + ".rejected.jsonl" : options.rejected;
  if (rejected > 0)
    if (auto written = context.write_output(rejected_path, rejected_text); !written) return context.report(written.error());

  auto& store = *runtime.store();
  const auto breached = breached_of(runtime);
  if (!breached) return context.report(breached.error());
  const auto notes = context.calendar_notes(runtime);
  if (context.options().json) {
    json::Array notes_json;
    for (const auto& note : notes) notes_json.emplace_back(note);
    json::Object statuses_json;
    for (const auto& [status, count] : statuses) statuses_json[status] = count;
    json::Object breached_json;
    for (const auto& [kind, count] : breached->by_clock) breached_json[kind] = count;
    context.print_json(json::Object{{"workflow", *name},
                                    {"added", added},
                                    {"existed", existed},
                                    {"rejected", rejected},
                                    {"rejected_file", rejected > 0 ? json::Value(rejected_path) : json::Value(nullptr)},
                                    {"seconds_ms", static_cast<std::int64_t>(seconds * 1000)},
                                    {"status", std::move(statuses_json)},
                                    {"nature", counts_json(store, "nature")},
                                    {"severity", counts_json(store, "severity")},
                                    {"route", counts_json(store, "route")},
                                    {"breached", std::move(breached_json)},
                                    {"notes", std::move(notes_json)}});
  } else {
    char rate[160];
    std::snprintf(rate, sizeof rate, context.zh() ? "新增 %lld 件，已存在 %lld 件，退回 %lld 行；%.1f 秒，每秒 %.0f 件。" : "%lld cases added, %lld were there before, %lld rows rejected; %.1f s, %.0f cases/s.",
                  static_cast<long long>(added), static_cast<long long>(existed), static_cast<long long>(rejected), seconds, static_cast<double>(added) / seconds);
    context.print(rate);
    if (added + existed > 0) {
      using Counts = std::vector<std::pair<std::string, std::int64_t>>;
      using NameOf = std::function<std::string(const std::string&)>;
      const auto show_counts = [&](const Counts& counts, const std::string& title, const NameOf& name_of) {
        if (counts.empty()) return;
        std::vector<std::vector<std::string>> rows;
        for (const auto& [value, count] : counts) rows.push_back({"  " + name_of(value), std::to_string(count)});
        context.print("\n" + table({title, context.say("件", "cases")}, rows));
      };
      const auto show = [&](const char* attribute, std::string_view zh, std::string_view en, const NameOf& name_of) {
        if (const auto counts = store.counts(attribute)) show_counts(*counts, context.say(zh, en), name_of);
      };
      const auto labelled = [&](const char* prefix) { return [&context, prefix](const std::string& value) { return review::label(prefix + value, context.language()); }; };
      show("nature", "性质", "nature", [&](const std::string& code) { return row_title(runtime, "nature.taxonomy", code, context.language()); });
      show("severity", "等级", "severity", labelled("severity."));
      show("route", "建议途径", "proposed route", [&](const std::string& number) { return route_title(runtime, number, context.language()); });
      show("status", "进度", "progress", labelled("run."));
      show_counts(breached->by_clock, breached->one_of_each ? context.say("已逾期的时限（每案只计一个）", "clocks past due (one of each case)") : context.say("已逾期的时限", "clocks past due"), labelled("clock."));
      show("safety", "等待人身安全处置", "waiting for the safety protocol", labelled(""));
      show(runtime::kCalendarMissing.data(), "日期超出日历包", "dates beyond the calendar pack", [&](const std::string&) { return context.say("等待新的日历包", "wait for a newer calendar pack"); });
    }
    if (added + existed + rejected == 0 && !broken && !interrupted()) context.print(context.say("文件中没有数据行。", "The file holds no row."));
    if (rejected > 0) {
      context.print("\n" + context.say("退回的行及原因写在 ", "Rejected rows with their reasons are in ") + rejected_path);
      for (const auto& reason : first_reasons) context.print("  " + reason);
    }
    for (const auto& note : notes) context.print("\n" + note);
    if (broken) context.note(context.say("文件未读完：", "The file was not read to its end: ") + broken->text());
    if (interrupted()) context.note(context.say("已按要求停止；已确认的都已保存，再次运行即可继续。", "Stopped as asked; what was acknowledged is stored, run it again to go on."));
    const auto db = context.and_db();
    if (added + existed > 0)
      context.print("\n" + context.say("下一步：", "Next: ") + "amends case list" + db + (first_case.empty() ? "" : context.say("，或 ", ", or ") + "amends case show " + first_case + db));
  }
  if (broken && context.options().json) return context.report(*broken);
  if (broken) return exit_code(broken->code);
  if (interrupted()) return kBusy;
  return rejected > 0 ? kFailed : kOk;
}

}  // namespace
}  // namespace amends::cli
