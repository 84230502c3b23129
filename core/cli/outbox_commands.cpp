// amends outbox: hand messages out, take in what became of them, list, retry and drop them.
#include "calendar/duration.hpp"
#include "cli/context.hpp"
#include "review/labels.hpp"
#include "review/outbox_list.hpp"
#include "review/receivers.hpp"

namespace amends::cli {
namespace {

/// A lease is elapsed time. Errors: `invalid_argument`.
Result<std::int64_t> lease_us(const std::string& text) {
  const auto length = calendar::parse_duration(text);
  using Unit = calendar::Unit;
  if (!length || (length->unit != Unit::seconds && length->unit != Unit::minutes && length->unit != Unit::hours))
    return fail(ErrorCode::invalid_argument, "'" + text + "' is no length of a lease; write elapsed time, for example 30s, 5m or 2h", "--lease");
  return calendar::time_us(*length);
}

json::Object to_json(const runtime::Runtime::Outgoing& one) {
  json::Object out{{"key", one.message.key}, {"case", one.case_id}, {"kind", one.message.kind}, {"to", one.message.to}, {"body", one.message.body}, {"added_at", format_instant(one.message.added_at)}, {"lease_until", format_instant(one.lease_until)},
                   {"handed_out", one.handed_out}, {"failures", one.message.failures}};
  if (!one.message.step.empty()) out["step"] = one.message.step;
  return out;
}

/// The same act for each key: what is refused is told, the others are done.
template <class Act>
int each_key(Context& context, const std::vector<std::string>& keys, const std::string& done_words, const Act& act) {
  json::Array done;
  int code = kOk;
  for (const auto& key : keys) {
    if (auto result = act(key); !result) {
      code = context.report(result.error());
      continue;
    }
    done.emplace_back(key);
  }
  const auto count = std::to_string(done.size());
  (void)context.done(done_words + count, json::Object{{"done", std::move(done)}});
  return code;
}

}  // namespace

int outbox_pull(Context& context, const OutboxPullOptions& options) {
  const auto lease = lease_us(options.lease);
  if (!lease) return context.report(lease.error());
  auto runtime = context.open(Context::Need::write, false, "amends outbox pull");
  if (!runtime) return context.report(runtime.error());
  auto actor = context.actor();
  if (actor.purpose.empty()) actor.purpose = kPurposeNotStated;
  const auto messages = (*runtime)->pull_outbox({options.most, *lease, options.kind}, actor);
  if (!messages) return context.report(messages.error());
  for (const auto& one : *messages) context.print(json::write(to_json(one)));
  return kOk;
}

int outbox_ack(Context& context, const OutboxAckOptions& options) {
  const bool failed = options.failed || options.for_good;
  json::Value receipt = nullptr;
  if (!options.receipt.empty()) {
    if (failed) return context.report(fail(ErrorCode::invalid_argument, "a delivery that failed has no receipt; give --reason"));
    auto parsed = json::parse(options.receipt);
    if (!parsed) return context.report(parsed.error().within("--receipt"));
    receipt = *std::move(parsed);
  }
  if (!failed && !options.reason.empty()) return context.report(fail(ErrorCode::invalid_argument, "--reason belongs to a failure; add --failed, or leave it out"));
  auto runtime = context.open(Context::Need::write, false, "amends outbox ack");
  if (!runtime) return context.report(runtime.error());
  const auto actor = context.actor();
  if (failed)
    return each_key(context, options.keys, context.say("已记录失败：", "Failures recorded: "), [&](const std::string& key) { return (*runtime)->delivery_failed(key, options.reason, options.for_good, actor); });
  return each_key(context, options.keys, context.say("已确认：", "Acknowledged: "), [&](const std::string& key) -> Result<void> {
    AMENDS_TRY(const auto first, (*runtime)->acknowledge(key, receipt, actor));
    (void)first;  // twice is no fault: that is what the key is for
    return {};
  });
}

int outbox_list(Context& context, const OutboxListOptions& options) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  const bool texts = context.view().texts();
  const auto rows = review::outbox_lines(**runtime, {options.case_id, options.kind, options.status, options.limit}, texts);
  if (!rows) return context.report(rows.error());
  json::Array list;
  std::vector<std::vector<std::string>> lines;
  for (const auto& [row, to, reason, institution, next_at] : *rows) {
    list.push_back(json::Object{{"key", row.key}, {"case", row.case_id}, {"kind", row.kind}, {"to", to}, {"status", row.status}, {"added_at", format_instant(row.added_at)}, {"ready_at", format_instant(row.ready_at)},
                                {"next_at", next_at ? json::Value(format_instant(*next_at)) : json::Value(nullptr)}, {"lease_until", row.lease_until ? json::Value(format_instant(*row.lease_until)) : json::Value(nullptr)},
                                {"failures", row.failures}, {"reason", reason}, {"handed_out", row.handed_out}});
    lines.push_back({row.key, row.kind, review::receiver_text(row.recipient, context.language(), texts), review::label("outbox." + row.status, context.language()), local_text(**runtime, institution, row.added_at),
                     std::to_string(row.handed_out), std::to_string(row.failures), next_at ? local_text(**runtime, institution, *next_at) : std::string("-"), reason});
  }
  if (context.options().json) context.print_json(list);
  else if (lines.empty()) context.print(context.say("没有待发消息。", "No message waits."));
  else
    context.print(table({context.say("消息键", "key"), context.say("种类", "kind"), context.say("收件人", "to"), context.say("状态", "state"), context.say("加入时间", "added"), context.say("取出次数", "handed out"),
                         context.say("失败次数", "failed"), context.say("下次发送", "next try"), context.say("失败原因", "why it failed")},
                        lines, context.table_width(), {2, 8}));
  return kOk;
}

int outbox_retry(Context& context, const std::vector<std::string>& keys, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends outbox retry");
  if (!runtime) return context.report(runtime.error());
  return each_key(context, keys, context.say("将重新发送：", "To be delivered again: "), [&](const std::string& key) { return (*runtime)->retry_delivery(key, reason, context.actor()); });
}

int outbox_drop(Context& context, const std::vector<std::string>& keys, const std::string& reason) {
  auto runtime = context.open(Context::Need::write, false, "amends outbox drop");
  if (!runtime) return context.report(runtime.error());
  return each_key(context, keys, context.say("已放弃：", "Given up: "), [&](const std::string& key) { return (*runtime)->drop_delivery(key, reason, context.actor()); });
}

}  // namespace amends::cli
