// amends stage, verify, work, validate, test, packs, plugin: the engine itself.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/context.hpp"
#include "cli/interrupt.hpp"
#include "cli/junit.hpp"
#include "host/inspect.hpp"
#include "host/scaffold.hpp"
#include "host/trust.hpp"
#include "packs/packs.hpp"
#include "review/labels.hpp"
#include "runtime/input.hpp"
#include "runtime/scenario/scenario.hpp"
#include "runtime/verify.hpp"
#include "store/checkpoint.hpp"
#include "support/files.hpp"
#include "support/utf8.hpp"

namespace amends::cli {
namespace fs = std::filesystem;

int stage_run(Context& context, const std::string& stage, const std::string& file, const std::string& config_text, bool text) {
  auto bytes = read_file(file, 64u << 20);
  if (!bytes) return context.report(bytes.error());
  auto record = json::parse(*bytes);
  if (!record) return context.report(record.error().within(file));
  if (json::find(*record, "case") && json::find(*record, "case.case")) {
    json::Value inner = *json::find(*record, "case");
    *record = std::move(inner);
  }
  json::Value config = json::Object{};
  if (!config_text.empty()) {
    auto parsed = json::parse(config_text);
    if (!parsed) return context.report(parsed.error().within("--config"));
    if (!parsed->is_object()) return context.report(fail(ErrorCode::bad_type, "the configuration is a JSON object, for example {\"min_score\": 20}", "--config"));
    config = std::move(*parsed);
  }
  if (!context.options().institution.empty()) (void)json::set_text(*record, "case.institution", context.options().institution);
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  auto envelope = (*runtime)->run_stage(stage, std::move(*record), std::move(config));
  if (!envelope) return context.report(envelope.error());
  if (!text) {
    context.print_json(*envelope);
    return kOk;
  }
  const auto language = context.language();
  context.print(std::string(json::text_at(*envelope, "stage")) + " " + std::string(json::text_at(*envelope, "version")) + ": " + std::string(json::text_at(*envelope, "status")));
  for (const auto& finding : json::list_at(*envelope, "findings")) {
    context.print("- [" + review::label(json::text_at(finding, "severity"), language) + "] " + std::string(json::in_language(json::find(finding, "text"), language)));
    for (const auto& id : json::list_at(finding, "evidence"))
      for (const auto& item : json::list_at(*envelope, "evidence"))
        if (json::text_at(item, "id") == json::text_or(&id, "")) {
          const auto* value = json::find(item, "value");
          const auto place = json::text_at(item, "path").empty() ? json::text_at(item, "note") : json::text_at(item, "path");
          // With its id: the explanation below cites it.
          context.print("    " + std::string(json::text_at(item, "id")) + " " + review::label("evidence." + std::string(json::text_at(item, "kind")), language) + " " +
                        (json::text_at(item, "kind") == "span" ? "\"" + std::string(json::text_at(item, "quote")) + "\"" : std::string(place) + (place.empty() ? "" : ": ") + (value ? json::write(*value) : "")));
        }
  }
  for (const auto& task : json::list_at(*envelope, "tasks")) context.print("* " + std::string(json::in_language(json::find(task, "title"), language)) + "  " + std::string(json::text_at(task, "due_at")));
  for (const auto& question : json::list_at(*envelope, "questions")) context.print("? " + std::string(json::in_language(json::find(question, "reason"), language)));
  context.print(json::in_language(json::find(*envelope, "explain"), language));
  return kOk;
}

int stage_list(Context& context) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  std::vector<std::vector<std::string>> rows;
  json::Array list;
  for (const auto* manifest : (*runtime)->stages().all()) {
    rows.push_back({manifest->id, manifest->version, manifest->section, std::string(json::in_language(json::find(manifest->raw, "texts.title") ? json::find(manifest->raw, "texts.title") : json::find(manifest->raw, "texts"), context.language()))});
    list.push_back(manifest->raw);
  }
  if (context.options().json) context.print_json(list);
  else context.print(table({context.say("阶段", "stage"), context.say("版本", "version"), context.say("结果", "section"), context.say("用途", "what it does")}, rows));
  return kOk;
}

int verify(Context& context, bool mend, const std::string& against) {
  std::vector<store::Checkpoint> kept;
  if (!against.empty()) {
    auto text = read_file(against, store::kCheckpointBytesMax);
    if (!text) return context.report(text.error());
    auto read = store::read_checkpoints(*text, against);
    if (!read) return context.report(read.error());
    kept = std::move(*read);
  }
  store::OpenOptions options;
  options.read_only = !mend;
  options.create = false;
  options.holder = "amends verify";
  auto store = store::Store::open(context.options().database, options);
  if (!store) return context.report(store.error());
  auto report = runtime::verify(**store, [](std::int64_t, std::int64_t) { return !interrupted(); }, mend ? runtime::Lists::mend : runtime::Lists::check);
  if (!report) return context.report(report.error());
  if (!kept.empty()) {
    const auto differ = store::compare(**store, kept);
    if (!differ) {
      // What cannot be read has its fault already, or is one.
      ++report->faults_total;
      report->faults.push_back({{}, 0, differ.error().text(), false});
    }
    for (const auto& one : differ ? *differ : std::vector<store::CheckpointFault>{}) {
      ++report->faults_total;
      report->faults.push_back({{}, 0, store::sentence(one, context.language()), one.in_reads});
    }
  }
  json::Array faults;
  for (const auto& fault : report->faults) {
    if (!context.options().json)
      context.print(context.say("错误：", "fault: ") + (fault.in_reads ? context.say("阅读记录", "record of reads") : fault.case_id.empty() ? context.say("文件链", "file chain") : fault.case_id) + (fault.seq ? " seq " + std::to_string(fault.seq) : "") + ": " + fault.what);
    faults.push_back(json::Object{{"case", fault.case_id}, {"seq", fault.seq}, {"what", fault.what}});
  }
  if (context.options().json) {
    context.print_json(json::Object{{"cases", report->cases}, {"events", report->events}, {"commits", report->commits}, {"faults", report->faults_total}, {"mended", report->mended}, {"file_head", hex(report->file_head)}, {"reads", report->reads}, {"reads_head", hex(report->reads_head)}, {"checkpoints", static_cast<std::int64_t>(kept.size())}, {"list", std::move(faults)}});
  } else {
    if (report->faults_total > static_cast<std::int64_t>(report->faults.size())) context.print("… " + std::to_string(report->faults_total) + context.say(" 处", " in all"));
    if (mend) context.print(context.say("已按事件重建列表的案件：", "cases whose lists were made anew: ") + std::to_string(report->mended));
    if (!kept.empty()) context.print(context.say("对照另存的校验码：", "checkpoints that were kept elsewhere: ") + std::to_string(kept.size()));
    context.print(context.say("文件链末端 ", "file chain head ") + hex(report->file_head));
    context.print(context.say("阅读记录 ", "record of reads: ") + std::to_string(report->reads) + context.say(" 行，末端 ", " rows, head ") + hex(report->reads_head));
    context.print(std::to_string(report->cases) + context.say(" 件案件，", " cases, ") + std::to_string(report->events) + context.say(" 个事件，", " events, ") + std::to_string(report->faults_total) + context.say(" 处错误", " faults"));
  }
  return report->faults_total == 0 ? kOk : kFailed;
}

int work(Context& context, bool once) {
  auto runtime = context.open(Context::Need::own, false, "amends work");
  if (!runtime) return context.report(runtime.error());
  if (once) {
    auto recovered = (*runtime)->recover();
    if (!recovered) return context.report(recovered.error());
    auto fired = (*runtime)->fire_timers();
    if (!fired) return context.report(fired.error());
    return context.done(std::to_string(*recovered) + context.say(" 件继续办理，", " cases went on, ") + std::to_string(*fired) + context.say(" 个定时到点", " timers fired"),
                        json::Object{{"recovered", *recovered}, {"fired", *fired}});
  }
  context.note(context.say("运行中；Ctrl-C 停止。", "Running; Ctrl-C stops."));
  if (auto done = (*runtime)->work([] { return interrupted(); }, interrupted_descriptor()); !done) return context.report(done.error());
  return kOk;
}

namespace {

constexpr std::int64_t kShownOfEvent = 300;  // code points of an event that differs from the expected one

/// The end of a check: its line and the notes that no fault made.
int done_with_notes(Context& context, runtime::Runtime& runtime, std::string text, json::Object value) {
  json::Array notes;
  for (const auto& note : context.calendar_notes(runtime)) {
    text += "\n" + note;
    notes.emplace_back(note);
  }
  value["notes"] = std::move(notes);
  return context.done(text, value);
}

}  // namespace

int validate(Context& context, const std::string& workflow) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  auto name = (*runtime)->deploy(workflow);
  if (!name) return context.report(name.error());
  auto definition = (*runtime)->definition(*name);
  if (!definition) return context.report(definition.error());
  const auto warnings = (*runtime)->warnings(**definition);
  json::Array list;
  for (const auto& warning : warnings) {
    list.push_back(json::Object{{"where", warning.where}, {"message", warning.message}});
    if (!context.options().json) context.note(warning.where + ": " + context.say("提醒：", "warning: ") + warning.message);
  }
  const auto steps = static_cast<std::int64_t>((*definition)->steps().size());
  auto text = *name + " " + (*definition)->version() + context.say("：没有问题，", ": no fault, ") + std::to_string(steps) + context.say(" 个步骤", " steps");
  if (!warnings.empty()) text += context.say("，", ", ") + std::to_string(warnings.size()) + context.say(" 处提醒", warnings.size() == 1 ? " warning" : " warnings");
  return done_with_notes(context, **runtime, std::move(text), json::Object{{"workflow", *name}, {"version", (*definition)->version()}, {"steps", steps}, {"warnings", std::move(list)}});
}

int packs_check(Context& context) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  const auto& packs = *(*runtime)->environment().packs;
  if (auto compiled = packs.compile_all(); !compiled) return context.report(compiled.error());
  return done_with_notes(context, **runtime, packs.name() + ": " + std::to_string(packs.names().size()) + context.say(" 个文件，没有问题，", " files, no fault, ") + packs.hash(),
                      json::Object{{"set", packs.name()}, {"files", static_cast<std::int64_t>(packs.names().size())}, {"hash", packs.hash()}});
}

namespace {
/// A journal as `expected/` keeps it: one event a line, so that a difference shows the events that changed.
std::string lines_of(const json::Value& journal) {
  std::string out = "[";
  for (const auto& event : json::list_or_empty(&journal)) out += (out.size() == 1 ? "\n" : ",\n") + json::write(event);
  return out + "\n]\n";
}
}  // namespace

int test(Context& context, const TestOptions& options) {
  const auto& only = options.only;
  const bool update = options.update;
  if (update && !options.keep.empty()) return context.report(fail(ErrorCode::invalid_argument, "--keep plays cases into a database, --update writes expected journals; give one of them"));
  fs::path folder = options.workflow;
  if (!fs::exists(folder)) folder = fs::path(context.root()) / "workflows" / options.workflow;
  if (!fs::exists(folder / "workflow.yaml")) return context.report(fail(ErrorCode::not_found, "there is no workflow.yaml in " + folder.string() + "; give the folder of a workflow"));
  std::vector<fs::path> files;
  std::vector<std::string> all;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder / "scenarios", ec)) {
    if (entry.path().extension() != ".yaml") continue;
    all.push_back(entry.path().string());
    if (only.empty() || entry.path().stem() == only) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) return context.report(fail(ErrorCode::not_found, "there is no scenario file in " + (folder / "scenarios").string()));
  runtime::ScenarioRunner runner;
  runner.root = context.root();
  runner.workflow = folder.string();
  runner.plugin_folders = context.options().plugin_folders;
  const auto work_folder = fs::temp_directory_path() / ("amends-test-" + std::to_string(::getpid()));
  fs::create_directories(work_folder, ec);
  runner.folder = work_folder.string();
  if (!options.keep.empty()) {
    runner.keep_in = options.keep;
    runner.pack_set = context.options().packs;
    if (auto fit = runner.check_kept(all); !fit) return context.report(fit.error());
  }
  std::int64_t passed = 0, failed = 0;
  json::Array results;
  std::vector<runtime::ScenarioOutcome> played;
  for (const auto& file : files) {
    auto outcomes = runner.run(file.string());
    if (!outcomes) {
      fs::remove_all(work_folder, ec);
      return context.report(outcomes.error());
    }
    for (auto& outcome : *outcomes) {
      const auto expected_path = folder / "expected" / (outcome.name + "." + outcome.pack_set + ".json");
      if (update && !outcome.failures.empty()) {
        outcome.failures.push_back({expected_path.string(), "not written: the case does not do what its scenario expects; mend the one or the other first"});
      } else if (update) {
        fs::create_directories(expected_path.parent_path(), ec);
        if (auto written = write_file(expected_path.string(), lines_of(outcome.journal)); !written) return context.report(written.error());
      } else if (!options.keep.empty()) {
        // Beside other cases the answers to lookups may differ; what the scenario itself expects was checked.
      } else if (fs::exists(expected_path)) {
        auto text = read_file(expected_path.string());
        auto expected = text ? json::parse(*text) : Result<json::Value>(text.error());
        if (!expected) return context.report(expected.error());
        const auto& want = json::list_or_empty(&*expected);
        const auto& is = json::list_or_empty(&outcome.journal);
        for (std::size_t i = 0; i < std::max(want.size(), is.size()); ++i) {
          if (i < want.size() && i < is.size() && want[i] == is[i]) continue;
          outcome.failures.push_back({expected_path.string(), "event " + std::to_string(i + 1) + " differs: expected " + (i < want.size() ? std::string(utf8::slice(json::write(want[i]), 0, kShownOfEvent)) : "(no more)") + ", it is " +
                                                                  (i < is.size() ? std::string(utf8::slice(json::write(is[i]), 0, kShownOfEvent)) : "(no more)") + ". If the change is meant: amends test " + folder.string() + " --update"});
          break;
        }
      } else {
        outcome.failures.push_back({expected_path.string(), "there is no expected journal; make it with amends test " + folder.string() + " --update and review it"});
      }
      (outcome.failures.empty() ? passed : failed) += 1;
      json::Array found;
      for (const auto& failure : outcome.failures) found.push_back(json::Object{{"place", failure.place}, {"message", failure.message}});
      results.push_back(json::Object{{"name", outcome.name}, {"packs", outcome.pack_set}, {"failures", std::move(found)}});
      outcome.journal = nullptr;
      played.push_back(outcome);
      if (context.options().json) continue;
      context.print((outcome.failures.empty() ? "ok      " : "FAILED  ") + outcome.name + " [" + outcome.pack_set + "]");
      for (const auto& failure : outcome.failures) context.print("        " + failure.place + ": " + failure.message);
    }
  }
  fs::remove_all(work_folder, ec);
  if (!options.junit.empty())
    if (auto written = context.write_output(options.junit, junit_xml(fs::path(folder).filename().string(), played)); !written) return context.report(written.error());
  (void)context.done(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed", json::Object{{"passed", passed}, {"failed", failed}, {"scenarios", std::move(results)}});
  return failed == 0 ? kOk : kFailed;
}

int plugin_list(Context& context) {
  auto runtime = context.open(Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  json::Array list;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> reasons;
  for (const auto& row : (*runtime)->load_report().rows) {
    const bool loaded = row.state == host::LoadRow::State::loaded;
    std::string stages;
    for (const auto& stage : row.stages) stages += (stages.empty() ? "" : ", ") + stage;
    rows.push_back({loaded ? context.say("已加载", "loaded") : context.say("拒绝", "refused"), fs::path(row.path).filename().string(), stages});
    if (!loaded) reasons.push_back(row.reason);
    list.push_back(json::Object{{"path", row.path}, {"loaded", loaded}, {"plugin", row.plugin}, {"stages", stages}, {"sha256", row.sha256}, {"reason", row.reason}});
  }
  if (context.options().json) {
    context.print_json(list);
  } else {
    context.print(table({context.say("状态", "state"), context.say("文件", "file"), context.say("阶段", "stages")}, rows));
    for (const auto& reason : reasons) context.print(reason);
  }
  return reasons.empty() ? kOk : kFailed;
}

int plugin_inspect(Context& context, const std::string& path) {
  std::error_code ec;
  auto self = fs::read_symlink("/proc/self/exe", ec);
  auto found = host::inspect_in_child(ec ? context.options().program : self.string(), path);
  if (!found) return context.report(found.error());
  if (context.options().json) {
    context.print_json(found->manifest.raw);
    return kOk;
  }
  context.print(found->manifest.plugin + "  ABI " + std::to_string(found->abi_version) + "  sha256 " + found->sha256);
  for (const auto& stage : found->manifest.stages) {
    context.print("  " + stage.id + " " + stage.version + "  → " + stage.section);
    std::string reads;
    for (const auto& one : stage.reads) reads += (reads.empty() ? "" : ", ") + one;
    context.print("    " + context.say("读取 ", "reads ") + reads);
  }
  context.print(context.say("信任它：amends plugin trust ", "Trust it with: amends plugin trust ") + path);
  return kOk;
}

int plugin_trust(Context& context, const std::string& path) {
  if (fs::is_directory(path)) {
    auto names = host::write_lock(path);
    if (!names) return context.report(names.error());
    json::Array list;
    std::string lines;
    for (const auto& name : *names) {
      list.emplace_back(name);
      lines += "  " + name + "\n";
    }
    if (names->empty()) return context.done(context.say("目录中没有插件。", "The folder holds no library."), list);
    return context.done(context.say("已信任：\n", "Trusted:\n") + lines + context.say("使用：在命令后加 --plugins ", "Use them with --plugins ") + path, list);
  }
  auto trusted = host::trust(path);
  if (!trusted) return context.report(trusted.error());
  return context.done(context.say("已信任：", "Trusted: ") + fs::path(path).filename().string() + " sha256 " + trusted->sha256, json::Object{{"file", fs::path(path).filename().string()}, {"sha256", trusted->sha256}});
}

int plugin_new(Context& context, const std::string& id, const std::string& folder) {
  auto made = host::create_plugin_folder(id, folder, context.root());
  if (!made) return context.report(made.error());
  return context.done(context.say("已生成 ", "Made ") + *made + "\n" + context.say("下一步：", "Next: ") + "cd " + *made + " && cmake -G Ninja -B build -DCMAKE_PREFIX_PATH=" + context.root() +
                          " && cmake --build build && ctest --test-dir build\n" + context.say("然后：", "Then: ") + "amends plugin trust " + *made + "/build && amends plugin list --plugins " + *made + "/build",
                      json::Object{{"folder", *made}});
}

}  // namespace amends::cli
