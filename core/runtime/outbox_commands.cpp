// What leaves: handing messages out to whoever delivers them, and taking in what became of them. Each report is one turn of its case, durable when it returns.
#include <algorithm>
#include <map>

#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/local_instant.hpp"
#include "runtime/taking.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kNoDeciding = "decide nothing about what leaves this case";  ///< what nobody with a tie to the matter may do

/// What of a case is read with the message: nothing for a notice, the restricted plan where the workflow lets some of it leave.
std::optional<ReadAct> read_of(const CaseState& state, const OutboxMessage& message) {
  if (message.is_notice()) return std::nullopt;
  ReadAct act{state.id(), {What::letter}};
  const auto index = state.definition().find(message.step);
  if (index == flow::kEnd) return act;
  for (const auto& [name, expression] : state.definition().step(index).send.body)
    for (const auto& path : expression.names())
      if (is_restricted(record_path(path))) {
        act.what.push_back(What::plan);
        return act;
      }
  return act;
}

Result<void> note_failure(Turn& turn, const OutboxMessage& message, std::string_view reason, bool for_good, std::string_view actor) {
  if (message.settled()) return fail(ErrorCode::state, "the message was " + std::string(message.status == "dropped" ? "given up" : "acknowledged") + " at " + local_instant(turn.organisation(), *message.settled_at) + "; nothing was changed", message.key);
  if (message.status == "parked") return {};
  const auto failures = message.failures + 1;
  json::Object payload{{"key", message.key}, {"failures", failures}, {"reason", utf8::slice(reason, 0, kReasonCodePointsMax)}};
  if (for_good || failures >= kDeliveryFailuresMax) payload["parked"] = true;
  else payload["again_at"] = format_instant(ready_after_failure(turn.now(), failures));
  return turn.happen(kinds::outbox_failed, std::move(payload), actor);
}

}  // namespace

Result<std::vector<Runtime::Outgoing>> Runtime::pull_outbox(const Pull& pull, const Actor& by) {
  if (relay_) return relay_->pull_outbox(pull, by);
  AMENDS_CHECK(needs_name(by));
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (pull.most < 1 || pull.most > kPullMax) return fail(ErrorCode::range, "one pull hands out 1 to " + std::to_string(kPullMax) + " messages; pull again for more");
  if (pull.lease_us < 1'000'000 || pull.lease_us > kLeaseMaxUs) return fail(ErrorCode::range, "a lease is a second to a day (5m, 2h); what is not acknowledged until then comes again");
  if (!view_of_role(by.role).texts()) return fail(ErrorCode::refused, "what leaves holds words of cases, and the role " + (by.role.empty() ? std::string("(none)") : by.role) + " sees none; pull as " + text_roles());
  const auto now = clock_->now();
  AMENDS_TRY(const auto rows, store_->lease_outbox(now, {now.us + pull.lease_us}, pull.kind, pull.most));
  std::map<std::string, Loaded> cases;
  std::vector<Outgoing> out;
  std::vector<ReadAct> reads;
  for (const auto& row : rows) {
    if (row.handed_out > kHandOutsMax) {
      const auto silent = "it was handed out " + std::to_string(kHandOutsMax) + " times and nobody told what became of it; see whether it takes its deliverer down";
      AMENDS_CHECK(act_on_message(row.key, [&](Turn& turn, const OutboxMessage& message) { return message.settled() ? Result<void>{} : note_failure(turn, message, silent, true, kSystem); }));
      log(LogLevel::warn, row.case_id, "the message " + row.key + " is handed out no more until a person says so (`amends doctor`)");
      continue;
    }
    auto found = cases.find(row.case_id);
    if (found == cases.end()) {
      AMENDS_TRY(auto loaded, load(row.case_id));
      found = cases.emplace(row.case_id, std::move(loaded)).first;
    }
    const auto& state = found->second.state;
    const auto* message = state.outgoing(row.key);
    if (!message) return fail(ErrorCode::corrupt, "the outbox lists the message " + row.key + ", which no event added; run `amends verify --mend`", row.case_id);
    if (message->settled()) continue;  // acknowledged between our two looks
    if (auto act = read_of(state, *message)) reads.push_back(*std::move(act));
    out.push_back({*message, row.case_id, {now.us + pull.lease_us}, row.handed_out});
  }
  if (!reads.empty()) AMENDS_CHECK(record_reads(by, reads));
  return out;
}

Result<void> Runtime::act_on_message(std::string_view key, const std::function<Result<void>(Turn&, const OutboxMessage&)>& what) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  const auto case_id = case_of_key(key);
  const auto none = [&] { return fail(ErrorCode::not_found, "no case has a message '" + std::string(key.substr(0, 200)) + "' in its outbox; `amends outbox list` shows those that wait"); };
  if (case_id.empty()) return none();
  if (const auto row = store_->case_row(case_id); !row) return row.error().code == ErrorCode::not_found ? none() : row.error();
  return act(case_id, [&](Turn& turn) -> Result<void> {
    const auto* message = turn.state().outgoing(key);
    if (!message) return none();
    const auto copy = *message;
    return what(turn, copy);
  });
}

Result<bool> Runtime::acknowledge(std::string_view key, json::Value receipt, const Actor& by) {
  if (relay_) return relay_->acknowledge(key, std::move(receipt), by);
  AMENDS_CHECK(needs_name(by));
  if (const auto bytes = json::write(receipt).size(); bytes > kMessageBytesMax) return fail(ErrorCode::range, "the receipt has " + std::to_string(bytes) + " bytes, and one holds at most " + std::to_string(kMessageBytesMax));
  bool first = false;
  AMENDS_CHECK(act_on_message(key, [&](Turn& turn, const OutboxMessage& message) -> Result<void> {
    first = false;
    if (message.status == "acknowledged") return {};
    first = true;
    return turn.happen(kinds::outbox_acknowledged, json::Object{{"key", key}, {"receipt", receipt}}, by.actor());
  }));
  return first;
}

Result<void> Runtime::delivery_failed(std::string_view key, std::string_view reason, bool for_good, const Actor& by) {
  if (relay_) return relay_->delivery_failed(key, reason, for_good, by);
  AMENDS_CHECK(needs_name(by));
  if (utf8::blank(reason)) return fail(ErrorCode::missing_field, "say why the delivery failed; give it with --reason TEXT");
  return act_on_message(key, [&](Turn& turn, const OutboxMessage& message) -> Result<void> {
    if (for_good) AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoDeciding));
    return note_failure(turn, message, reason, for_good, by.actor());
  });
}

Result<void> Runtime::retry_delivery(std::string_view key, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->retry_delivery(key, reason, by);
  AMENDS_CHECK(needs_name(by));
  return act_on_message(key, [&](Turn& turn, const OutboxMessage& message) -> Result<void> {
    if (message.settled()) return fail(ErrorCode::state, "the message was " + std::string(message.status == "dropped" ? "given up" : "acknowledged") + " at " + local_instant(turn.organisation(), *message.settled_at) + " and is not delivered again", std::string(key));
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoDeciding));
    return turn.happen(kinds::outbox_retried, json::Object{{"key", key}, {"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor());
  });
}

Result<void> Runtime::drop_delivery(std::string_view key, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->drop_delivery(key, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (utf8::blank(reason)) return fail(ErrorCode::missing_field, "giving a message up needs a reason; give it with --reason TEXT");
  return act_on_message(key, [&](Turn& turn, const OutboxMessage& message) -> Result<void> {
    if (message.settled()) return fail(ErrorCode::state, "the message was " + std::string(message.status == "dropped" ? "given up" : "acknowledged") + " at " + local_instant(turn.organisation(), *message.settled_at), std::string(key));
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoDeciding));
    return turn.happen(kinds::outbox_dropped, json::Object{{"key", key}, {"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor());
  });
}

}  // namespace amends::runtime
