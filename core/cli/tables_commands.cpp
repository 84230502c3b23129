// Copies and files for analysts: `amends snapshot`, `amends export`.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cli/context.hpp"
#include "cli/interrupt.hpp"
#include "tables/views.hpp"

namespace amends::cli {

int snapshot(Context& context, const std::string& path, bool views) {
  if (auto fits = context.check_output(path); !fits) return context.report(fits.error());
  auto runtime = context.open(Context::Need::read, false, "amends snapshot");
  if (!runtime) return context.report(runtime.error());
  if (auto recorded = context.record(**runtime, {"", {runtime::What::whole_file}}); !recorded) return context.report(recorded.error());
  auto& store = *(*runtime)->store();
  const tables::Source source{store, (*runtime)->environment().organisations, (*runtime)->clock().now(), [] { return !interrupted(); }};
  if (auto done = views ? tables::snapshot_with_views(source, path) : store.snapshot(path); !done) return context.report(done.error());
  if (views) context.note(context.say("快照里还有案件原文，只能交给有权看原文的人；要给分析人员，请用 amends export --format sqlite。", "The copy holds the texts of the cases too: give it to those who may read them; for others use amends export --format sqlite."));
  return context.done(path, json::Object{{"path", path}, {"views", views}});
}

int export_files(Context& context, const ExportOptions& options) {
  if (auto fits = context.check_output(options.path); !fits) return context.report(fits.error());
  // The formats live in the Python package beside this program: it is handed over to, and its exit codes are ours.
  const char* given = std::getenv("AMENDS_PYTHON");
  const std::string python = given && *given ? given : "python3";
  const auto package = std::filesystem::path(context.root()).parent_path().string();
  const char* before = std::getenv("PYTHONPATH");
  ::setenv("PYTHONPATH", (before && *before ? package + ":" + before : package).c_str(), 1);
  std::vector<std::string> words{python, "-m", "amends.exports", options.path, "--db", context.options().database, "--packs", context.options().packs, "--lang", context.language()};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {name, value});
  };
  add("--format", options.format);
  add("--company", options.company);
  add("--by", context.options().by);
  add("--now", context.options().now);
  for (const auto& table : options.tables) add("--table", table);
  for (const auto& overlay : context.options().overlays) add("--overlay", overlay);
  if (context.options().json) words.emplace_back("--json");
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(python.c_str(), arguments.data());
  return context.report(fail(ErrorCode::unavailable, "exports are made by the Python package amends, and " + python + " cannot be started (" + std::strerror(errno) + "); install Python, or name its interpreter in AMENDS_PYTHON", options.path));
}

}  // namespace amends::cli
