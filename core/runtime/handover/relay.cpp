#include "runtime/handover/relay.hpp"

#include <algorithm>
#include <chrono>

#include "calendar/deadline_event.hpp"
#include "runtime/handover/socket.hpp"

namespace amends::runtime::handover {
namespace {

constexpr std::size_t kRowsFirst = 8;
constexpr std::chrono::milliseconds kGroupAim{200};  // of one group: how long a caller who wants to stop waits

Error out_of_shape(const char* act) {
  return fail(ErrorCode::internal, "the process that holds the journal answered the act '" + std::string(act) + "' in a shape that this one does not know; use the same release of Amends for both");
}

std::vector<std::string> texts_of(const json::Value& list) {
  std::vector<std::string> out;
  for (const auto& one : json::list_or_empty(&list)) out.emplace_back(json::text_or(&one, ""));
  return out;
}

Submitted submitted_of(const json::Value& one) {
  return {std::string(json::text_at(one, "case")), json::bool_at(one, "existed"), std::string(json::text_at(one, "status"))};
}

}  // namespace

Result<std::unique_ptr<Relay>> Relay::beside(const std::string& database, const Error& held, const Footing& own) {
  const auto path = socket_path(database);
  if (path.size() > kSocketPathBytesMax) return held;
  std::unique_ptr<Relay> relay(new Relay(Client(path)));
  auto hello = relay->client_.call({"hello", {}, {}});
  if (!hello && hello.error().code == ErrorCode::not_found) return held;
  if (!hello) return hello.error();
  const auto set = json::text_at(*hello, "packs.set"), hash = json::text_at(*hello, "packs.hash");
  if (set == own.pack_set && hash == own.pack_hash) return relay;
  return fail(ErrorCode::busy, held.message + ". It would take acts from here, but it has the packs '" + std::string(set) + "' (" + std::string(hash) + ") and this process has '" + own.pack_set + "' (" + own.pack_hash +
                                   "); open the journal with the same pack set and overlays", held.where);
}

Result<json::Value> Relay::call(const char* act, json::Object args, const Actor& by) const {
  auto done = client_.call({act, by, std::move(args)});
  // An act that fails over there names what was not found; of the socket nothing else is at this place.
  if (done || done.error().code != ErrorCode::not_found || done.error().where != client_.path()) return done;
  return fail(ErrorCode::unavailable, "the process that held the journal takes no acts any more, and nothing of this one was taken. Open the journal again: then it is written from here, or handed to whoever holds it now", client_.path());
}

Result<std::string> Relay::text(const char* act, json::Object args, const Actor& by) const {
  AMENDS_TRY(const auto done, call(act, std::move(args), by));
  if (!done.is_string()) return out_of_shape(act);
  return std::string(done.get_string());
}

Result<bool> Relay::truth(const char* act, json::Object args, const Actor& by) const {
  AMENDS_TRY(const auto done, call(act, std::move(args), by));
  if (!done.is_bool()) return out_of_shape(act);
  return done.get_bool();
}

Result<void> Relay::nothing(const char* act, json::Object args, const Actor& by) const {
  AMENDS_TRY([[maybe_unused]] const auto done, call(act, std::move(args), by));
  return {};
}

Result<std::string> Relay::deploy(std::string_view workflow, const std::string& file_name, const Actor& by) const { return text("deploy", {{"text", workflow}, {"file", file_name}}, by); }

Result<Submitted> Relay::submit(const std::string& workflow, json::Value record, const SubmitOptions& options, const Actor& by) const {
  json::Object args{{"workflow", workflow}, {"at_received", options.now_is_received_at}};
  args["record"] = std::move(record);
  AMENDS_TRY(const auto done, call("submit", std::move(args), options.by.value_or(by)));
  if (!done.is_object()) return out_of_shape("submit");
  return submitted_of(done);
}

Result<Progress> Relay::submit_many(const std::string& workflow, const std::function<std::optional<json::Value>()>& next, const std::function<void(std::int64_t, const Submitted&)>& taken,
                                    const std::function<void(std::int64_t, const Error&)>& refused, const std::function<bool(const Progress&)>& progress, const SubmitOptions& options, const Actor& by) const {
  using Time = std::chrono::steady_clock;
  Progress count;
  std::int64_t row = 0;
  std::size_t rows = kRowsFirst;
  const auto refuse = [&](std::int64_t number, const Error& error) {
    ++count.done;
    ++count.refused;
    refused(number, error);
  };
  for (bool more = true; more;) {
    json::Array records;
    std::vector<std::int64_t> numbers;  // of the records, as the caller counts them
    for (std::size_t bytes = 0; more && records.size() < rows && bytes < kRowsBytesMax;) {
      auto record = next();
      more = record.has_value();
      if (!more) break;
      ++row;
      const auto size = json::write(*record).size();
      if (size > store::kPayloadBytesMax) {
        refuse(row, fail(ErrorCode::range, "the record has " + std::to_string(size) + " bytes, and a case is opened with at most " + std::to_string(store::kPayloadBytesMax) + "; give its long texts as documents of their own"));
        continue;
      }
      bytes += size;
      records.push_back(std::move(*record));
      numbers.push_back(row);
    }
    if (records.empty()) break;
    json::Object args{{"workflow", workflow}, {"at_received", options.now_is_received_at}};
    args["records"] = std::move(records);
    const auto begun = Time::now();
    AMENDS_TRY(const auto done, call("submit_many", std::move(args), options.by.value_or(by)));
    if (Time::now() - begun > kGroupAim) rows = std::max<std::size_t>(1, rows / 2);
    else rows = std::min(kRowsMax, rows * 2);
    const auto number_of = [&](const json::Value& one) {
      const auto at = json::integer_at(one, "row");
      return at >= 1 && at <= static_cast<std::int64_t>(numbers.size()) ? numbers[static_cast<std::size_t>(at - 1)] : row;
    };
    for (const auto& one : json::list_at(done, "taken")) {
      const auto submitted = submitted_of(one);
      ++count.done;
      ++(submitted.existed ? count.existed : count.added);
      taken(number_of(one), submitted);
    }
    for (const auto& one : json::list_at(done, "refused"))
      refuse(number_of(one), fail(code_from_name(json::text_at(one, "code")), std::string(json::text_at(one, "message")), std::string(json::text_at(one, "where"))));
    if (progress && !progress(count)) return fail(ErrorCode::cancelled, "stopped by the caller after " + std::to_string(count.done) + " rows; what was acknowledged is stored, run the file again to go on");
  }
  return count;
}

Result<std::string> Relay::answer(std::string_view case_id, std::string_view task_id, json::Value answer, const Actor& by, std::string_view seen, std::string_view form) const {
  json::Object args{{"case", case_id}, {"task", task_id}, {"seen", seen}, {"form", form}};
  args["answer"] = std::move(answer);
  return text("answer", std::move(args), by);
}

Result<std::string> Relay::message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by, const Runtime::Keep& keep) const {
  json::Object args{{"name", name}, {"key", key}, {"id", message_id}, {"case", keep.case_id}};
  if (keep.length) args["keep"] = calendar::format_duration(*keep.length);
  args["body"] = std::move(body);
  return text("message", std::move(args), by);
}

Result<std::vector<std::string>> Relay::signal(std::string_view name, json::Value body, std::string_view signal_id, const Actor& by) const {
  json::Object args{{"name", name}, {"id", signal_id}};
  args["body"] = std::move(body);
  AMENDS_TRY(const auto done, call("signal", std::move(args), by));
  return texts_of(done);
}

Result<void> Relay::correct(std::string_view case_id, std::string_view path, json::Value value, std::string_view reason, const Actor& by) const {
  json::Object args{{"case", case_id}, {"path", path}, {"reason", reason}};
  args["value"] = std::move(value);
  return nothing("correct", std::move(args), by);
}

Result<void> Relay::add_document(std::string_view case_id, json::Value document, const Actor& by) const {
  json::Object args;
  args["case"] = case_id;
  args["document"] = std::move(document);
  return nothing("add_document", std::move(args), by);
}

Result<void> Relay::set_facts(std::string_view case_id, const json::Object& facts, std::string_view reason, const Actor& by) const {
  return nothing("set_facts", {{"case", case_id}, {"facts", facts}, {"reason", reason}}, by);
}

Result<std::string> Relay::resume(std::string_view case_id, std::string_view reason, const Actor& by) const { return text("resume", {{"case", case_id}, {"reason", reason}}, by); }

Result<void> Relay::cancel(std::string_view case_id, std::string_view reason, const Actor& by) const { return nothing("cancel", {{"case", case_id}, {"reason", reason}}, by); }

Result<void> Relay::move_clock(std::string_view case_id, std::string_view clock, const calendar::DeadlineEvent& event, const Actor& by) const {
  return nothing("move_clock", {{"case", case_id}, {"clock", clock}, {"event", calendar::to_json(event)}, {"now", event.at == Instant{}}}, by);
}

Result<std::vector<Runtime::Rebased>> Relay::rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const Actor& by) const {
  AMENDS_TRY(const auto done, call("rebase_clocks", {{"case", case_id}, {"clock", clock}, {"reason", reason}}, by));
  std::vector<Runtime::Rebased> out;
  for (const auto& one : json::list_or_empty(&done)) {
    Runtime::Rebased moved{std::string(json::text_at(one, "case")), {std::string(json::text_at(one, "clock")), std::string(json::text_at(one, "rule")), {}, {}, nullptr, nullptr}};
    AMENDS_TRY(moved.clock.due_before, parse_instant(json::text_at(one, "due_before")));
    AMENDS_TRY(moved.clock.due_after, parse_instant(json::text_at(one, "due_after")));
    if (const auto* ledger = json::find(one, "ledger_before")) moved.clock.ledger_before = *ledger;
    if (const auto* ledger = json::find(one, "ledger_after")) moved.clock.ledger_after = *ledger;
    out.push_back(std::move(moved));
  }
  return out;
}

Result<bool> Relay::take_bundle(const json::Value& bundle, const Actor& by) const { return truth("take_bundle", json::Object{{"bundle", bundle}}, by); }

Result<void> Relay::claim(std::string_view case_id, std::string_view task_id, const Actor& by, std::string_view take_over_reason) const {
  return nothing("claim", {{"case", case_id}, {"task", task_id}, {"reason", take_over_reason}}, by);
}

Result<void> Relay::release(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) const {
  return nothing("release", {{"case", case_id}, {"task", task_id}, {"reason", reason}}, by);
}

Result<void> Relay::delegate(std::string_view case_id, std::string_view task_id, std::string_view to, std::string_view reason, const Actor& by) const {
  return nothing("delegate", {{"case", case_id}, {"task", task_id}, {"to", to}, {"reason", reason}}, by);
}

Result<std::vector<std::string>> Relay::recuse(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) const {
  AMENDS_TRY(const auto done, call("recuse", {{"case", case_id}, {"task", task_id}, {"reason", reason}}, by));
  return texts_of(done);
}

Result<json::Value> Relay::save_draft(std::string_view case_id, std::string_view task_id, json::Value fields, const Actor& by) const {
  json::Object args{{"case", case_id}, {"task", task_id}};
  args["fields"] = std::move(fields);
  return call("save_draft", std::move(args), by);
}

Result<bool> Relay::drop_draft(std::string_view case_id, std::string_view task_id, const Actor& by) const { return truth("drop_draft", {{"case", case_id}, {"task", task_id}}, by); }

Result<std::string> Relay::suspend(std::string_view case_id, std::string_view reason, const Actor& by) const { return text("suspend", {{"case", case_id}, {"reason", reason}}, by); }

Result<std::string> Relay::retry(std::string_view case_id, const Runtime::Retry& retry, std::string_view reason, const Actor& by) const {
  return text("retry", {{"case", case_id}, {"step", retry.step}, {"from", retry.from}, {"approver", retry.approver}, {"approver_role", retry.approver_role}, {"reason", reason}}, by);
}

Result<std::vector<Runtime::Outgoing>> Relay::pull_outbox(const Runtime::Pull& pull, const Actor& by) const {
  AMENDS_TRY(const auto done, call("pull_outbox", {{"most", pull.most}, {"lease_us", pull.lease_us}, {"kind", pull.kind}}, by));
  std::vector<Runtime::Outgoing> out;
  for (const auto& one : json::list_or_empty(&done)) {
    AMENDS_TRY(auto message, outgoing_from_json(one));
    out.push_back(std::move(message));
  }
  return out;
}

Result<bool> Relay::acknowledge(std::string_view key, json::Value receipt, const Actor& by) const {
  json::Object args{{"key", key}};
  args["receipt"] = std::move(receipt);
  return truth("acknowledge", std::move(args), by);
}

Result<void> Relay::delivery_failed(std::string_view key, std::string_view reason, bool for_good, const Actor& by) const {
  return nothing("delivery_failed", {{"key", key}, {"reason", reason}, {"for_good", for_good}}, by);
}

Result<void> Relay::retry_delivery(std::string_view key, std::string_view reason, const Actor& by) const { return nothing("retry_delivery", {{"key", key}, {"reason", reason}}, by); }

Result<void> Relay::drop_delivery(std::string_view key, std::string_view reason, const Actor& by) const { return nothing("drop_delivery", {{"key", key}, {"reason", reason}}, by); }

}  // namespace amends::runtime::handover
