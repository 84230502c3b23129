// amends case suspend, resume, cancel, retry: the work on a case as a whole.
#include "cli/context.hpp"
#include "review/labels.hpp"

namespace amends::cli {
namespace {

int told(Context& context, const std::string& id, const Result<std::string>& status) {
  if (!status) return context.report(status.error());
  return context.done(context.say("案件", "The case is ") + review::label("run." + *status, context.language()), json::Object{{"case", id}, {"status", *status}});
}

}  // namespace

int case_resume(Context& context, const std::string& id, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends case resume");
  if (!runtime) return context.report(runtime.error());
  return told(context, id, (*runtime)->resume(id, reason, context.actor()));
}

int case_suspend(Context& context, const std::string& id, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends case suspend");
  if (!runtime) return context.report(runtime.error());
  return told(context, id, (*runtime)->suspend(id, reason, context.actor()));
}

int case_cancel(Context& context, const std::string& id, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends case cancel");
  if (!runtime) return context.report(runtime.error());
  if (auto done = (*runtime)->cancel(id, reason, context.actor()); !done) return context.report(done.error());
  return told(context, id, std::string("cancelled"));
}

int case_retry(Context& context, const std::string& id, const runtime::Runtime::Retry& retry, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends case retry");
  if (!runtime) return context.report(runtime.error());
  return told(context, id, (*runtime)->retry(id, retry, reason, context.actor()));
}

}  // namespace amends::cli
