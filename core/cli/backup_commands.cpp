// amends backup, restore: the journal with all that belongs to it, out to a folder and back.
#include "cli/context.hpp"
#include "cli/interrupt.hpp"
#include "runtime/backup.hpp"

namespace amends::cli {

int backup(Context& context, const std::string& folder) {
  if (auto fits = context.check_output(folder); !fits) return context.report(fits.error());
  auto runtime = context.open(Context::Need::read, false, "amends backup");
  if (!runtime) return context.report(runtime.error());
  if (auto recorded = context.record(**runtime, {"", {runtime::What::whole_file}}); !recorded) return context.report(recorded.error());
  const auto made = runtime::make_backup(*(*runtime)->store(), folder, SystemClock().now(), [](std::int64_t, std::int64_t) { return !interrupted(); });
  if (!made) return context.report(made.error());
  return context.done(folder + context.say("：已核验，", ": looked through, ") + std::to_string(made->cases) + context.say(" 件案件，", " cases, ") + std::to_string(made->events) + context.say(" 个事件，到第 ", " events, up to commit ") +
                          std::to_string(made->head.no) + context.say(" 次提交，附件 ", ", attachments ") + std::to_string(made->attachments) + "\n" +
                          context.say("含案件全部原文，只能交给有权阅读的人。恢复：amends restore ", "It holds every text of every case: keep it as the journal is kept. To put it back: amends restore ") + folder + context.and_db(),
                      json::Object{{"path", folder}, {"cases", made->cases}, {"events", made->events}, {"no", made->head.no}, {"hash", hex(made->head.hash)}, {"reads", made->reads}, {"attachments", made->attachments}});
}

int restore(Context& context, const std::string& folder, bool discard_newer) {
  store::RestoreOptions options;
  options.discard_newer = discard_newer;
  options.holder = "amends restore";
  options.now = SystemClock().now();
  const auto done = store::restore(folder, context.options().database, options);
  if (!done) return context.report(done.error());
  auto text = context.options().database + context.say("：已恢复到 ", ": as it was at ") + format_instant(done->backup.made_at) + context.say("，第 ", ", commit ") + std::to_string(done->backup.head.no) + context.say(" 次提交", "");
  if (!done->kept_aside.empty()) text += "\n" + context.say("原有日志保留为 ", "The journal that was there is now ") + done->kept_aside;
  if (done->reads_kept) text += "\n" + context.say("现有阅读记录更新，已保留。", "The record of reads that is there holds all of the backup's rows and was kept.");
  return context.done(text, json::Object{{"database", context.options().database}, {"made_at", format_instant(done->backup.made_at)}, {"no", done->backup.head.no}, {"hash", hex(done->backup.head.hash)},
                                         {"kept_aside", done->kept_aside.empty() ? json::Value(nullptr) : json::Value(done->kept_aside)}, {"reads_kept", done->reads_kept}, {"attachments", done->attachments}});
}

}  // namespace amends::cli
