// amends export --case, import, checkpoint: one case as a file that proves itself, and the end of the chain to keep elsewhere.
#include "cli/context.hpp"
#include "runtime/bundle.hpp"
#include "store/checkpoint.hpp"
#include "support/files.hpp"

namespace amends::cli {

int export_case(Context& context, const std::string& path, const std::string& case_id) {
  if (!context.view().restricted()) return context.report(fail(ErrorCode::refused, "a bundle holds all texts of the case and what is restricted; export it as handler or supervisor (--role handler)", case_id));
  if (auto fits = context.check_output(path); !fits) return context.report(fits.error());
  auto runtime = context.open(Context::Need::read, false, "amends export");
  if (!runtime) return context.report(runtime.error());
  auto bundle = runtime::make_bundle(*(*runtime)->store(), case_id);
  if (!bundle) return context.report(bundle.error());
  if (auto recorded = context.record(**runtime, {case_id, {runtime::What::journal}}); !recorded) return context.report(recorded.error());
  if (auto written = context.write_output(path, json::write(*bundle) + "\n"); !written) return context.report(written.error());
  const auto events = static_cast<std::int64_t>(json::list_at(*bundle, "events").size());
  context.note(context.say("文件含案件全部原文，只能交给有权阅读的人。核验：python -m amends.check_bundle ", "The file holds the whole case: give it to those who may read it. To check it: python -m amends.check_bundle ") + path);
  return context.done(path + context.say("：", ": ") + case_id + context.say("，事件 ", ", events ") + std::to_string(events), json::Object{{"path", path}, {"case", case_id}, {"events", events}});
}

int import_case(Context& context, const std::string& path) {
  auto text = read_file(path, json::kBytesMax);
  if (!text) return context.report(text.error());
  auto value = json::parse(*text);
  if (!value) return context.report(value.error().within(path));
  auto bundle = runtime::check_bundle(*value);
  if (!bundle) return context.report(bundle.error().within(path));
  auto runtime = context.open(Context::Need::write, true, "amends import");
  if (!runtime) return context.report(runtime.error());
  auto taken = (*runtime)->take_bundle(*value);
  if (!taken) return context.report(taken.error());
  const auto events = static_cast<std::int64_t>(bundle->events.size());
  return context.done((*taken ? context.say("已收入 ", "Taken: ") : context.say("已在库中：", "There already: ")) + bundle->case_id + context.say("，事件 ", ", events ") + std::to_string(events),
                      json::Object{{"case", bundle->case_id}, {"events", events}, {"existed", !*taken}});
}

int checkpoint(Context& context) {
  auto runtime = context.open(Context::Need::read, false, "amends checkpoint");
  if (!runtime) return context.report(runtime.error());
  const auto newest = store::checkpoint_of(*(*runtime)->store(), (*runtime)->clock().now());
  if (!newest) return context.report(newest.error());
  return context.done(store::line_of(*newest), json::Object{{"no", newest->journal.no}, {"hash", hex(newest->journal.hash)}, {"at", newest->at}, {"reads", *newest->reads}, {"reads_head", hex(newest->reads_head)}});
}

}  // namespace amends::cli
