// Acts of people and of the outside on one case. Each is one turn, durable when it returns.
#include <algorithm>
#include <set>
#include <span>

#include "flow/names.hpp"
#include "packs/packs.hpp"
#include "runtime/answer_bounds.hpp"
#include "runtime/approving.hpp"
#include "runtime/bundle.hpp"
#include "runtime/contracts.hpp"
#include "runtime/corrections.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/vocabulary.hpp"
#include "runtime/internal.hpp"
#include "runtime/person.hpp"
#include "runtime/projection.hpp"
#include "runtime/record.hpp"
#include "runtime/sent.hpp"
#include "runtime/taking.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {

Result<void> needs_name(const Actor& by) {
  if (by.id.empty()) return fail(ErrorCode::refused, "this act needs a named person; say who acts with --by NAME --role ROLE (or by= and role=)");
  if (by.role == "analyst") return fail(ErrorCode::refused, "an analyst reads and changes no case; act with the role that the work needs (--role handler, role=\"handler\")");
  // Two names that a reader takes for one are one for four eyes too, or refused.
  for (const auto* id : {&by.id, &by.on_behalf_of}) AMENDS_CHECK(check_name(*id));
  return {};
}

namespace {

Result<void> sums_with(const CaseState& state, const json::Object& facts) {
  auto fits = check_sums_with(state.record(), facts);
  if (fits || fits.error().code != ErrorCode::currency_mismatch) return fits;
  return fail(ErrorCode::currency_mismatch, fits.error().message, state.id() + " " + fits.error().where);
}

/// Cases that heard echoes of the signal from outside that this thread tells now: all that one sets off is done on the thread that began it.
std::size_t& echo_cases() {
  static thread_local std::size_t count = 0;
  return count;
}

}  // namespace

namespace {

Error nobody_waits(std::string_view name, std::string_view key) { return fail(ErrorCode::not_found, "no case waits for the message '" + std::string(name) + "' with the key '" + std::string(key) + "'"); }

}  // namespace

Result<std::string> Runtime::message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by, const Keep& keep) {
  for (const auto text : {name, key, message_id})
    if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the name, the key and the id of a message are UTF-8; convert them and send it again");
  if (relay_) return relay_->message(name, key, std::move(body), message_id, by, keep);
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto waits, store_->waits(name, key));
  const auto actor = by.id.empty() ? std::string(kSystem) : by.actor();
  if (waits.empty() && keep.length) return keep_message(name, key, std::move(body), message_id, actor, keep);
  if (waits.empty()) return nobody_waits(name, key);
  if (waits.size() > 1) {
    std::string cases;
    for (const auto& wait : waits) cases += (cases.empty() ? "" : ", ") + wait.case_id;
    return fail(ErrorCode::conflict, "several cases wait for this message: " + cases + "; send it with a key that only one of them has");
  }
  const auto wait = waits.front();
  bool stopped = false, gone = false;
  AMENDS_CHECK(act(wait.case_id, [&](Turn& turn) -> Result<void> {
    if (!message_id.empty() && turn.state().message_ids().contains(std::string(message_id))) return {};  // applied once
    // Another act may have ended the wait since we looked.
    gone = !turn.state().waits().contains(wait.id);
    if (gone && keep.length) return {};
    if (gone) return nobody_waits(name, key);
    stopped = turn.state().suspension().has_value();
    if (stopped && keep.length) return {};
    if (stopped) return fail(ErrorCode::state, "the case is suspended and takes no message now; send it again when it was resumed, or with a length for which the case keeps it (--keep 30d)", wait.case_id);
    return turn.happen(kinds::message_received, turn.received(wait.id, name, key, message_id, body), actor);
  }));
  if (stopped || gone) return keep_message(name, key, std::move(body), message_id, actor, Keep{keep.length, wait.case_id});
  return wait.case_id;
}

/// The value is one that the stage which wrote the reading could have written. Of a stage that is not loaded nobody knows its words.
Result<void> Runtime::knows(const CaseState& state, std::string_view path, const json::Value& value) const {
  const auto* section = state.section_of(path);
  const auto* stage = section ? environment_.stages->find(section->stage, 0) : nullptr;
  const auto* result = json::find(state.record(), section ? std::string_view(section->section) : std::string_view());
  if (!stage || !result) return {};
  return check_reading(stage->manifest(), environment_.contracts->output(stage->manifest()), *environment_.packs, *result, path.substr(section->section.size() + 1), value);
}

Result<std::string> Runtime::keep_message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const std::string& actor, const Keep& keep) {
  const auto case_id = keep.case_id.empty() ? std::string(key) : keep.case_id;
  if (auto row = store_->case_row(case_id); !row)
    return fail(ErrorCode::not_found, "nobody waits for the message '" + std::string(name) + "' with the key '" + std::string(key) + "', and '" + case_id + "' is no case that could keep it; name the case that it is for");
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    const auto& state = turn.state();
    if (state.flow().status == flow::CaseStatus::finished || state.flow().status == flow::CaseStatus::cancelled)
      return fail(ErrorCode::state, "the case is over and waits for no message any more", case_id);
    if (!message_id.empty() && (state.message_ids().contains(std::string(message_id)) ||
                                std::any_of(state.kept_messages().begin(), state.kept_messages().end(), [&](const KeptMessage& one) { return one.message_id == message_id; })))
      return {};  // applied once
    const auto alive = std::count_if(state.kept_messages().begin(), state.kept_messages().end(), [&](const KeptMessage& one) { return one.until > turn.now(); });
    if (static_cast<std::size_t>(alive) >= kKeptMessagesMax)
      return fail(ErrorCode::range, "the case keeps " + std::to_string(kKeptMessagesMax) + " messages that nobody waits for, and no more than that; let it wait for some, or send them later", case_id);
    AMENDS_TRY(const auto until, environment_.clock_rules->due(turn.organisation(), turn.now(), *keep.length));
    return turn.happen(kinds::message_kept, json::Object{{"name", name}, {"key", key}, {"message_id", message_id}, {"body", body}, {"until", format_instant(until)}}, actor);
  }));
  return case_id;
}

Result<std::vector<std::string>> Runtime::signal(std::string_view name, json::Value body, std::string_view signal_id, const Actor& by) {
  for (const auto text : {name, signal_id})
    if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the name and the id of a signal are UTF-8; convert them and send it again");
  if (relay_) return relay_->signal(name, std::move(body), signal_id, by);
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(const auto counted, under_way());
  return broadcast(name, std::move(body), signal_id, by.id.empty() ? std::string(kSystem) : by.actor(), {}, 1);
}

Result<void> Runtime::spread(const Turn& turn, std::size_t first) {
  if (first == 0) return {};
  if (turn.hops() >= kSignalHopsMax) {
    log(LogLevel::warn, turn.state().id(), "the signal '" + turn.signals().front() + "' was not told to other cases: " + std::to_string(kSignalHopsMax) + " signals led to it, one from the other; see whether cases signal each other in a circle");
    return {};
  }
  for (const auto& name : std::span(turn.signals()).first(first)) {
    auto told = broadcast(name, json::Object{{"case", turn.state().id()}}, {}, "case:" + turn.state().id(), turn.state().id(), turn.hops() + 1);
    // The sender's own turn is durable; what went wrong in another case is no failure of its.
    if (!told) log(LogLevel::warn, turn.state().id(), "the signal '" + name + "' did not reach every case that listens: " + told.error().text());
  }
  return {};
}

Result<std::vector<std::string>> Runtime::broadcast(std::string_view name, json::Value body, std::string_view signal_id, const std::string& actor, std::string_view from, int hops) {
  const auto listened = "signal:" + std::string(name);
  AMENDS_TRY(const auto waits, store_->waits(listened, ""));
  std::set<std::string> cases;
  for (const auto& wait : waits)
    if (wait.case_id != from) cases.insert(wait.case_id);  // its own listeners have heard it within the turn
  std::vector<std::string> reached;
  std::optional<Error> failed;
  if (hops <= 1) echo_cases() = 0;
  for (const auto& id : cases) {
    if (hops > kSignalHopsFree && ++echo_cases() > kSignalEchoCasesMax) {
      log(LogLevel::warn, id, "the signal '" + std::string(name) + "' was not told to this case and those behind it: signals that led to signals reached " + std::to_string(kSignalEchoCasesMax) + " cases already; see whether cases signal each other in a circle");
      break;
    }
    bool heard = false;
    auto done = act_now(id, [&](Turn& turn) -> Result<void> {
      heard = false;
      if (turn.state().suspension()) return {};  // it does no work now, and who listens later does not hear it
      // A case that heard it before is done with it, whatever it listens to since.
      const auto once_before = std::string(signal_id) + "@";
      const auto& known = turn.state().message_ids();
      if (const auto first = signal_id.empty() ? known.end() : known.lower_bound(once_before); first != known.end() && first->starts_with(once_before)) return {};
      std::vector<std::string> listening;  // those of now: what a listener leads to does not hear the same signal
      for (const auto& [wait_id, wait] : turn.state().waits())
        if (wait.name == listened) listening.push_back(wait_id);
      for (const auto& wait_id : listening) {
        if (!turn.state().waits().contains(wait_id)) continue;  // taken back by one before it
        const auto once = signal_id.empty() ? std::string{} : std::string(signal_id) + "@" + wait_id;
        heard = true;
        turn.came_by_signal(hops);
        AMENDS_CHECK(turn.happen(kinds::message_received, turn.received(wait_id, listened, "", once, body), actor));
      }
      return {};
    });
    if (!done && !failed) failed = std::move(done).error();  // the others hear it all the same
    if (done && heard) reached.push_back(id);
  }
  if (failed) return *std::move(failed);
  return reached;
}

Result<void> Runtime::correct(std::string_view case_id, std::string_view path, json::Value value, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->correct(case_id, path, std::move(value), reason, by);
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "a correction needs a reason; give it with --reason TEXT");
  const auto full = record_path(path);
  if (!full.starts_with("analysis.") && !full.starts_with("ext.")) AMENDS_CHECK(check_fact(full, value, clock_->now()));
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, "correct nothing of this case"));
    if (auto allowed = may_write(turn.state().record(), full, value, by.role); !allowed) return allowed.error().within(case_id);
    const auto* before = json::find(turn.state().record(), full);
    const bool reading = full.starts_with("analysis.") || full.starts_with("ext.");
    if (reading && !before)
      return fail(ErrorCode::not_found, "the case has no reading at '" + std::string(path) + "'; `amends case show` lists what can be corrected", std::string(case_id));
    // A person corrects one reading, not a stage's whole result, and keeps its kind.
    if (reading && (turn.state().sections().contains(full) || full == "analysis" || std::count(full.begin(), full.end(), '.') < 2))
      return fail(ErrorCode::refused, "'" + std::string(path) + "' is a whole result; correct one reading of it, for example classify.nature.primary", std::string(case_id));
    if (reading && !before->is_null() && !value.is_null() && before->kind() != value.kind())
      return fail(ErrorCode::bad_type, "the reading is " + json::write(*before).substr(0, 80) + "; give a value of the same kind", std::string(case_id) + " " + full);
    if (full == "case.status") AMENDS_CHECK(check_transition(json::text_or(before, ""), json::text_or(&value, "")));
    if (!reading) {
      AMENDS_CHECK(sums_with(turn.state(), {{full, value}}));
    } else if (auto known = knows(turn.state(), full, value); !known) return known.error().within(std::string(case_id) + " " + full);
    json::Object payload{{"path", full}, {"value", value}, {"before", before ? *before : json::Value(nullptr)}, {"by", by.id}, {"role", by.role}, {"reason", reason}};
    // A second correction replaces a person's word; what the machine read stands beside both.
    if (auto machine = turn.state().uncorrected(full); machine != payload["before"]) payload["machine"] = std::move(machine);
    AMENDS_CHECK(turn.happen(kinds::corrected, std::move(payload), by.actor()));
    AMENDS_CHECK(turn.reconsider_items());
    return turn.reconsider_clocks(nullptr);
  });
}

Result<void> Runtime::add_document(std::string_view case_id, json::Value document, const Actor& by) {
  if (relay_) return relay_->add_document(case_id, std::move(document), by);
  AMENDS_CHECK(needs_name(by));
  return act(case_id, [&](Turn& turn) -> Result<void> {
    auto doc = document;
    if (!doc.is_object()) return fail(ErrorCode::bad_type, "a document is an object {kind, body, lang, at, author_role}");
    auto& members = doc.as_object();
    const auto& docs = json::list_at(turn.state().record(), "text.docs");
    if (utf8::blank(json::text_at(doc, "body"))) return fail(ErrorCode::missing_field, "the document holds no text that a person could read; give its words", std::string(case_id) + " body");
    if (!members.contains("id")) members["id"] = "t" + std::to_string(docs.size() + 1);
    if (!members.contains("kind")) members["kind"] = "complaint";
    if (!members.contains("at")) members["at"] = format_instant(turn.now());
    if (!members.contains("author_role")) {
      // A reply and a note are the institution's own words: read as the complainant's they would raise signs that nobody gave.
      const auto kind = json::text_at(doc, "kind");
      members["author_role"] = kind == "reply" || kind == "note" ? "officer" : "complainant";
    }
    json::Value probe = turn.state().record();
    AMENDS_CHECK(json::set(probe, "text.docs.[]", doc));
    json::Array findings;
    if (probe.as_object().contains("analysis")) probe.as_object().erase("analysis");
    AMENDS_CHECK(complete_record(probe, *environment_.organisations, turn.now(), findings));
    const auto hash = content_hash(json::text_at(doc, "body"));
    AMENDS_CHECK(turn.happen(kinds::document_added, json::Object{{"doc", doc}, {"by", by.id}, {"sha256", hash}}, by.actor()));
    return look_for_danger(turn, doc);
  });
}

Result<void> Runtime::look_for_danger(Turn& turn, const json::Value& document) {
  constexpr std::string_view kIntake = "amends.intake";
  const auto& state = turn.state();
  if (json::text_at(document, "author_role") != "complainant" || state.safety_hold() || !environment_.stages->find(kIntake, 0)) return {};
  // Intake reads the new words alone: what it found in the older ones has its own protocol, answered or not.
  auto probe = state.record();
  for (const auto* part : {"analysis", "answers.safety_protocol", "flags.safety"}) json::erase(probe, part);
  AMENDS_CHECK(json::set(probe, "text.docs", json::Array{document}));
  AMENDS_CHECK(json::set_text(probe, "channel.received_at", format_instant(turn.now())));
  auto reading = run_stage(std::string(kIntake), std::move(probe), json::Object{});
  if (!reading) {
    log(LogLevel::warn, state.id(), "the added document could not be read for signs of danger: " + reading.error().text());
    return {};
  }
  for (const auto& task : json::list_at(*reading, "tasks")) {
    if (json::text_at(task, "kind") != "safety") continue;
    json::Array facts;
    for (const auto& fact : json::list_at(*reading, "facts"))
      if (const auto path = json::text_at(fact, "path"); path.starts_with("flags.safety")) {
        const auto* before = json::find(state.record(), path);
        facts.push_back(json::Object{{"path", path}, {"value", *json::find(fact, "value")}, {"before", before ? *before : json::Value(nullptr)}});
      }
    if (!facts.empty())
      AMENDS_CHECK(turn.happen(kinds::facts_set, json::Object{{"facts", std::move(facts)}, {"reason", "signs in the added document " + std::string(json::text_at(document, "id"))}}, kSystem));
    json::Object opened{{"id", "safety:" + std::string(json::text_at(document, "id"))}, {"kind", "safety"}, {"step", ""}, {"blocking", true},
                        {"role", json::text_at(task, "owner_role", "crisis_trained")}, {"form", json::text_at(task, "form", "safety_protocol")}};
    if (const auto* title = json::find(task, "title")) opened["title"] = *title;
    if (const auto* due = json::find(task, "due_at")) opened["due_at"] = *due;
    return turn.open_task(std::move(opened));
  }
  return {};
}

Result<void> Runtime::set_facts(std::string_view case_id, const json::Object& facts, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->set_facts(case_id, facts, reason, by);
  AMENDS_CHECK(needs_name(by));
  for (const auto& member : facts) AMENDS_CHECK(check_fact(member.key(), member.value(), clock_->now()));
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, "set no fact of this case"));
    AMENDS_CHECK(sums_with(turn.state(), facts));
    json::Array list;
    for (const auto& member : facts) {
      if (auto allowed = may_write(turn.state().record(), member.key(), member.value(), by.role); !allowed) return allowed.error().within(case_id);
      const auto* before = json::find(turn.state().record(), member.key());
      if (member.key() == "case.status") AMENDS_CHECK(check_transition(json::text_or(before, ""), json::text_or(&member.value(), "")));
      list.push_back(json::Object{{"path", member.key()}, {"value", member.value()}, {"before", before ? *before : json::Value(nullptr)}});
    }
    AMENDS_CHECK(turn.happen(kinds::facts_set, json::Object{{"facts", std::move(list)}, {"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor()));
    AMENDS_CHECK(turn.reconsider_items());
    return turn.reconsider_clocks(nullptr);
  });
}

Result<bool> Runtime::take_bundle(const json::Value& bundle) {
  if (relay_) return relay_->take_bundle(bundle, options_.by);
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(const auto checked, check_bundle(bundle));
  AMENDS_TRY(const bool added, runtime::take_bundle(*store_, checked));
  wake();
  return added;
}

}  // namespace amends::runtime
