#include "runtime/handover/acts.hpp"

#include <algorithm>
#include <map>

#include "calendar/deadline_event.hpp"
#include "packs/packs.hpp"

namespace amends::runtime::handover {
namespace {

/// The arguments of an act; errors name the member.
class Args {
 public:
  explicit Args(const json::Object& object) : object_(object) {}
  [[nodiscard]] Result<std::string> text(std::string_view name) const {
    const auto* value = object_.if_contains(name);
    if (json::is_null(value)) return std::string();
    if (!value->is_string()) return fail(ErrorCode::bad_type, "this argument is a text", std::string(name));
    return std::string(value->get_string());
  }
  [[nodiscard]] Result<json::Value> value(std::string_view name) const {
    const auto* value = object_.if_contains(name);
    if (!value) return fail(ErrorCode::missing_field, "the act lacks this argument", std::string(name));
    return *value;
  }
  [[nodiscard]] Result<json::Object> object(std::string_view name) const {
    AMENDS_TRY(auto found, value(name));
    if (!found.is_object()) return fail(ErrorCode::bad_type, "this argument is an object", std::string(name));
    return std::move(found.get_object());
  }
  [[nodiscard]] Result<json::Array> list(std::string_view name) const {
    AMENDS_TRY(auto found, value(name));
    if (!found.is_array()) return fail(ErrorCode::bad_type, "this argument is a list", std::string(name));
    return std::move(found.get_array());
  }
  [[nodiscard]] Result<bool> flag(std::string_view name) const {
    const auto* value = object_.if_contains(name);
    if (json::is_null(value)) return false;
    if (!value->is_bool()) return fail(ErrorCode::bad_type, "this argument is true or false", std::string(name));
    return value->get_bool();
  }

  [[nodiscard]] Result<std::int64_t> integer(std::string_view name) const {
    AMENDS_TRY(const auto found, value(name));
    std::int64_t out = 0;
    if (!json::as_integer(found, out)) return fail(ErrorCode::bad_type, "this argument is a whole number", std::string(name));
    return out;
  }

 private:
  const json::Object& object_;
};

using Done = Result<json::Value>;
using Act = Done (*)(Runtime&, const Actor&, const Args&);

Done nothing(const Result<void>& done) {
  if (!done) return done.error();
  return json::Value(nullptr);
}
Done text(const Result<std::string>& done) {
  if (!done) return done.error();
  return json::Value(*done);
}

Done truth(const Result<bool>& done) {
  if (!done) return done.error();
  return json::Value(*done);
}
Done texts(const Result<std::vector<std::string>>& done) {
  if (!done) return done.error();
  json::Array out;
  for (const auto& one : *done) out.emplace_back(one);
  return json::Value(std::move(out));
}

json::Object submitted_json(const Submitted& one) { return {{"case", one.case_id}, {"existed", one.existed}, {"status", one.status}}; }

Result<SubmitOptions> submit_options(const Args& args, const Actor& by) {
  SubmitOptions options;
  AMENDS_TRY(options.now_is_received_at, args.flag("at_received"));
  options.by = by;
  return options;
}

Done hello(Runtime& runtime, const Actor&, const Args&) {
  const auto footing = footing_of(runtime);
  return json::Value(json::Object{{"packs", json::Object{{"set", footing.pack_set}, {"hash", footing.pack_hash}}}, {"now", format_instant(runtime.clock().now())}});
}

Done deploy(Runtime& runtime, const Actor&, const Args& args) {
  AMENDS_TRY(const auto workflow, args.text("text"));
  AMENDS_TRY(const auto file, args.text("file"));
  return text(runtime.deploy_text(workflow, file));
}

Done submit(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto workflow, args.text("workflow"));
  AMENDS_TRY(auto record, args.value("record"));
  AMENDS_TRY(const auto options, submit_options(args, by));
  AMENDS_TRY(const auto done, runtime.submit(workflow, std::move(record), options));
  return json::Value(submitted_json(done));
}

Done submit_many(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto workflow, args.text("workflow"));
  AMENDS_TRY(auto records, args.list("records"));
  AMENDS_TRY(const auto options, submit_options(args, by));
  json::Array taken, refused;
  std::size_t next = 0;
  AMENDS_TRY([[maybe_unused]] const auto progress,
             runtime.submit_many(
                 workflow, [&]() -> std::optional<json::Value> { return next < records.size() ? std::optional<json::Value>(std::move(records[next++])) : std::nullopt; },
                 [&](std::int64_t row, const Submitted& one) {
                   auto entry = submitted_json(one);
                   entry["row"] = row;
                   taken.push_back(std::move(entry));
                 },
                 [&](std::int64_t row, const Error& error) {
                   refused.push_back(json::Object{{"row", row}, {"code", code_name(error.code)}, {"message", error.message}, {"where", error.where}});
                 },
                 {}, options));
  return json::Value(json::Object{{"taken", std::move(taken)}, {"refused", std::move(refused)}});
}

Done answer(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto task, args.text("task"));
  AMENDS_TRY(auto given, args.value("answer"));
  AMENDS_TRY(const auto seen, args.text("seen"));
  AMENDS_TRY(const auto form, args.text("form"));
  return text(runtime.answer(id, task, std::move(given), by, seen, form));
}

/// What acts on a task have in common.
struct OnTask {
  std::string id, task, reason;
};
Result<OnTask> on_task(const Args& args) {
  OnTask out;
  AMENDS_TRY(out.id, args.text("case"));
  AMENDS_TRY(out.task, args.text("task"));
  AMENDS_TRY(out.reason, args.text("reason"));
  return out;
}

Done claim(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  return nothing(runtime.claim(on.id, on.task, by, on.reason));
}

Done release(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  return nothing(runtime.release(on.id, on.task, on.reason, by));
}

Done delegate(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  AMENDS_TRY(const auto to, args.text("to"));
  return nothing(runtime.delegate(on.id, on.task, to, on.reason, by));
}

Done recuse(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  return texts(runtime.recuse(on.id, on.task, on.reason, by));
}

Done save_draft(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  AMENDS_TRY(auto fields, args.value("fields"));
  return runtime.save_draft(on.id, on.task, std::move(fields), by);
}

Done drop_draft(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto on, on_task(args));
  return truth(runtime.drop_draft(on.id, on.task, by));
}

Done message(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto name, args.text("name"));
  AMENDS_TRY(const auto key, args.text("key"));
  AMENDS_TRY(auto body, args.value("body"));
  AMENDS_TRY(const auto id, args.text("id"));
  AMENDS_TRY(const auto length, args.text("keep"));
  Runtime::Keep keep;
  AMENDS_TRY(keep.case_id, args.text("case"));
  if (!length.empty()) {
    AMENDS_TRY(keep.length, calendar::parse_duration(length));
  }
  return text(runtime.message(name, key, std::move(body), id, by, keep));
}

Done signal(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto name, args.text("name"));
  AMENDS_TRY(auto body, args.value("body"));
  AMENDS_TRY(const auto id, args.text("id"));
  return texts(runtime.signal(name, std::move(body), id, by));
}

Done correct(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto path, args.text("path"));
  AMENDS_TRY(auto value, args.value("value"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return nothing(runtime.correct(id, path, std::move(value), reason, by));
}

Done add_document(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(auto document, args.value("document"));
  return nothing(runtime.add_document(id, std::move(document), by));
}

Done set_facts(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto facts, args.object("facts"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return nothing(runtime.set_facts(id, facts, reason, by));
}

Done resume(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return text(runtime.resume(id, reason, by));
}

Done suspend(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return text(runtime.suspend(id, reason, by));
}

Done retry(Runtime& runtime, const Actor& by, const Args& args) {
  Runtime::Retry retry;
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(retry.step, args.text("step"));
  AMENDS_TRY(retry.from, args.text("from"));
  AMENDS_TRY(retry.approver, args.text("approver"));
  AMENDS_TRY(retry.approver_role, args.text("approver_role"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return text(runtime.retry(id, retry, reason, by));
}

Done pull_outbox(Runtime& runtime, const Actor& by, const Args& args) {
  Runtime::Pull pull;
  AMENDS_TRY(pull.most, args.integer("most"));
  AMENDS_TRY(pull.lease_us, args.integer("lease_us"));
  AMENDS_TRY(pull.kind, args.text("kind"));
  AMENDS_TRY(const auto messages, runtime.pull_outbox(pull, by));
  json::Array out;
  for (const auto& one : messages) out.push_back(to_json(one));
  return json::Value(std::move(out));
}

Done acknowledge(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto key, args.text("key"));
  AMENDS_TRY(auto receipt, args.value("receipt"));
  return truth(runtime.acknowledge(key, std::move(receipt), by));
}

Done delivery_failed(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto key, args.text("key"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  AMENDS_TRY(const auto for_good, args.flag("for_good"));
  return nothing(runtime.delivery_failed(key, reason, for_good, by));
}

Done retry_delivery(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto key, args.text("key"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return nothing(runtime.retry_delivery(key, reason, by));
}

Done drop_delivery(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto key, args.text("key"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return nothing(runtime.drop_delivery(key, reason, by));
}

Done cancel(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  return nothing(runtime.cancel(id, reason, by));
}

Done move_clock(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto clock, args.text("clock"));
  AMENDS_TRY(const auto given, args.value("event"));
  AMENDS_TRY(const auto now, args.flag("now"));
  AMENDS_TRY(auto event, calendar::deadline_event_from_json(given));
  if (now) event.at = Instant{};
  return nothing(runtime.move_clock(id, clock, std::move(event), by));
}

Done rebase_clocks(Runtime& runtime, const Actor& by, const Args& args) {
  AMENDS_TRY(const auto id, args.text("case"));
  AMENDS_TRY(const auto clock, args.text("clock"));
  AMENDS_TRY(const auto reason, args.text("reason"));
  AMENDS_TRY(const auto moved, runtime.rebase_clocks(id, clock, reason, by, false));
  json::Array out;
  for (const auto& [of, one] : moved)
    out.push_back(json::Object{{"case", of}, {"clock", one.kind}, {"rule", one.rule}, {"due_before", format_instant(one.due_before)}, {"due_after", format_instant(one.due_after)}, {"ledger_before", one.ledger_before}, {"ledger_after", one.ledger_after}});
  return json::Value(std::move(out));
}

Done take_bundle(Runtime& runtime, const Actor&, const Args& args) {
  AMENDS_TRY(const auto bundle, args.value("bundle"));
  return truth(runtime.take_bundle(bundle));
}

const std::map<std::string_view, Act>& acts() {
  static const std::map<std::string_view, Act> kActs{
      {"acknowledge", acknowledge}, {"add_document", add_document}, {"answer", answer}, {"cancel", cancel}, {"claim", claim}, {"correct", correct}, {"delegate", delegate}, {"delivery_failed", delivery_failed},
      {"deploy", deploy}, {"drop_delivery", drop_delivery}, {"drop_draft", drop_draft}, {"hello", hello}, {"message", message}, {"move_clock", move_clock}, {"pull_outbox", pull_outbox},
      {"rebase_clocks", rebase_clocks}, {"recuse", recuse}, {"release", release}, {"resume", resume}, {"retry", retry}, {"retry_delivery", retry_delivery}, {"save_draft", save_draft}, {"set_facts", set_facts},
      {"signal", signal}, {"submit", submit}, {"submit_many", submit_many}, {"suspend", suspend}, {"take_bundle", take_bundle}};
  return kActs;
}

}  // namespace

json::Value to_json(const Runtime::Outgoing& one) {
  const auto& message = one.message;
  return json::Object{{"case", one.case_id}, {"key", message.key}, {"kind", message.kind}, {"to", message.to}, {"body", message.body}, {"step", message.step}, {"visit", message.visit}, {"seq", message.seq},
                      {"added_at", format_instant(message.added_at)}, {"ready_at", format_instant(message.ready_at)}, {"status", message.status}, {"failures", message.failures}, {"reason", message.reason},
                      {"lease_until", format_instant(one.lease_until)}, {"handed_out", one.handed_out}};
}

Result<Runtime::Outgoing> outgoing_from_json(const json::Value& one) {
  const auto text = [&](std::string_view name) { return std::string(json::text_at(one, name)); };
  Runtime::Outgoing out;
  out.case_id = text("case");
  out.handed_out = json::integer_at(one, "handed_out", 1);
  AMENDS_TRY(out.lease_until, parse_instant(text("lease_until")));
  auto& message = out.message;
  message.key = text("key");
  message.kind = text("kind");
  message.to = text("to");
  if (const auto* body = json::find(one, "body")) message.body = *body;
  message.step = text("step");
  message.visit = static_cast<std::int32_t>(json::integer_at(one, "visit"));
  message.seq = json::integer_at(one, "seq");
  AMENDS_TRY(message.added_at, parse_instant(text("added_at")));
  AMENDS_TRY(message.ready_at, parse_instant(text("ready_at")));
  message.status = text("status");
  message.failures = static_cast<std::int32_t>(json::integer_at(one, "failures"));
  message.reason = text("reason");
  return out;
}

Footing footing_of(const Runtime& runtime) {
  const auto& packs = *runtime.environment().packs;
  return {packs.name(), packs.hash()};
}

Result<json::Value> perform(Runtime& runtime, const Request& request) {
  const auto found = acts().find(request.act);
  if (found != acts().end()) return found->second(runtime, request.by, Args(request.args));
  std::string known;
  for (const auto name : act_names()) known += (known.empty() ? "" : ", ") + std::string(name);
  return fail(ErrorCode::unsupported, "the process that holds the journal knows no act '" + request.act + "'; it knows " + known + ". Use the same release of Amends for both");
}

std::vector<std::string_view> act_names() {
  std::vector<std::string_view> out;
  for (const auto& [name, act] : acts()) out.push_back(name);
  return out;
}

}  // namespace amends::runtime::handover
