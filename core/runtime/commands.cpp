// Acts of people and of the outside on one case. Each is one turn, durable when it returns.
#include <algorithm>

#include "flow/names.hpp"
#include "packs/packs.hpp"
#include "runtime/answer_bounds.hpp"
#include "runtime/approving.hpp"
#include "runtime/contracts.hpp"
#include "runtime/corrections.hpp"
#include "runtime/vocabulary.hpp"
#include "runtime/internal.hpp"
#include "runtime/person.hpp"
#include "runtime/record.hpp"
#include "runtime/sent.hpp"
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

/// The role the task is for, a role it was escalated to, or a supervisor; an approval is for its own roles alone, and no administrator answers one. A safety task is
/// for the institution's trained roles, whatever the task says.
Result<void> check_role(const TaskState& task, const flow::HumanWork* work, const Organisation& organisation, const std::string& role) {
  if (task.kind == "safety") {
    const auto& trained = organisation.safety_roles;
    if (std::find(trained.begin(), trained.end(), role) != trained.end()) return {};
    std::string roles;
    for (const auto& one : trained) roles += (roles.empty() ? "" : ", ") + one;
    return fail(ErrorCode::refused, "a person may be in danger, and only who is trained for it answers: the role " + roles + ", not " + (role.empty() ? "nobody" : role) + "; hand the task to one of them now (safety_roles in org.yaml names the roles)");
  }
  const bool approval = work && (work->approves() || !work->requires_approval.empty());
  if (approval && flow::is_administrator(role))
    return fail(ErrorCode::refused, "the role " + role + " runs the machine; it neither approves nor releases, and nothing overrides that. The task is for the role " + task.role);
  const bool escalated = std::find(task.escalated_to.begin(), task.escalated_to.end(), role) != task.escalated_to.end();
  const bool supervises = role == "supervisor" && !(work && work->approves());
  if (role == task.role || supervises || escalated) return {};
  return fail(ErrorCode::refused, "the task is for the role " + task.role + ", not for " + (role.empty() ? "nobody" : role) + "; act with --role " + task.role + " if you hold it");
}

/// The sums of the case as they would be: one fact may be right and the record wrong with it.
Result<void> sums_with(const CaseState& state, const json::Object& facts) {
  const auto is_sum = [](std::string_view path) { return path.starts_with("money.") || path.starts_with("demand."); };
  if (std::none_of(facts.begin(), facts.end(), [&](const auto& fact) { return is_sum(fact.key()); })) return {};
  json::Value probe = json::Object{};
  for (const auto* root : {"money", "demand"})
    if (const auto* now = json::find(state.record(), root)) AMENDS_CHECK(json::set(probe, root, *now));
  std::string named;
  for (const auto& fact : facts)
    if (is_sum(fact.key())) {
      AMENDS_CHECK(json::set(probe, fact.key(), fact.value()));
      if (named.empty()) named = fact.key();
    }
  auto sums = check_sums(probe);
  // The fault is in what is being set, wherever the other sum stands; the sentence names both currencies.
  if (!sums && sums.error().code == ErrorCode::currency_mismatch) return fail(ErrorCode::currency_mismatch, sums.error().message, state.id() + " " + named);
  return sums;
}

}  // namespace

Result<std::string> Runtime::answer(std::string_view case_id, std::string_view task_id, json::Value answer, const Actor& by, std::string_view seen) {
  AMENDS_CHECK(needs_name(by));
  std::string status;
  std::optional<Error> refused;  // an approval or release that is not taken: recorded, then told
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    refused.reset();
    const auto* task = turn.state().task(task_id);
    if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", std::string(case_id));
    const auto where = std::string(case_id) + " " + task->id;
    const auto* work = turn.state().definition().work_of(task->id);
    const bool guarded = work && (work->approves() || !work->requires_approval.empty() || !work->four_eyes_with.empty());
    const auto refuse = [&](ApprovalRefusal why) -> Result<void> {
      refused = std::move(why.error);
      refused->where = where;
      if (turn.state().refusals(task->id) >= kRefusalsRecordedMax) return {};
      json::Object payload{{"task", task->id}, {"step", task->step}, {"why", why.why}, {"by", by.id}, {"role", by.role}, {"reason", refused->message}};
      if (!by.on_behalf_of.empty()) payload["for"] = by.on_behalf_of;
      if (!why.changed.empty()) {
        json::Array paths;
        for (const auto& path : why.changed) paths.emplace_back(path);
        payload["changed"] = std::move(paths);
      }
      return turn.happen(kinds::approval_refused, std::move(payload), by.actor());
    };
    if (task->status == "answered") {
      auto told = fail(ErrorCode::state, "the task was answered by " + task->answered_by + " at " + format_instant(task->answered_at.value_or(Instant{})) + "; read the case again", where);
      if (!work || (!work->approves() && work->requires_approval.empty())) return told;
      return refuse({"replayed", std::move(told), {}});
    }
    if (task->status != "open") return fail(ErrorCode::state, "the task is closed; read the case again", where);
    if (task->withheld) return fail(ErrorCode::refused, "the case waits for the safety protocol first; a trained person answers that task before any other", where);
    const auto& organisation = turn.organisation();
    if (auto allowed = check_role(*task, work, organisation, by.role); !allowed) {
      if (!guarded && task->kind != "safety") return allowed.error().within(where);
      return refuse({flow::is_administrator(by.role) ? "administrator" : "role", std::move(allowed).error(), {}});
    }
    const auto digits = [&](std::string_view code) { return environment_.packs->currency_digits(code); };
    if (guarded)
      if (auto same = check_persons(turn.state(), organisation, *work, {by.id, by.on_behalf_of})) return refuse(std::move(*same));
    if (task->kind == "guard")
      if (const auto* before = turn.state().task(std::string_view(task->id).substr(kReviewTask.size()));
          before && share_a_person(People(organisation.raw), {by.id, by.on_behalf_of}, {before->answered_by, before->answered_for}))
        return fail(ErrorCode::refused, by.id + " recorded what was sent; another person reviews it", where);
    if (task->kind != "safety")  // the way to help is never barred
      if (auto fit = packs_fit(turn.state().definition()); !fit) return fit.error().within(where);
    fill_now(*environment_.packs, task->form, answer, turn.now());
    if (auto fits = check_answer(*environment_.packs, task->form, answer); !fits) return fits.error().within(task->form);
    const AnswerContext compared{turn.state().record(), turn.now(), organisation.currency, [&](Instant at) { return environment_.clock_rules->utc_offset_s(organisation, at); }};
    if (auto fits = check_bounds(*environment_.packs, task->form, answer, compared); !fits) return fits.error().within(task->form);
    if (auto two = check_two_people(*environment_.packs, task->form, answer, People(organisation.raw)); !two) return two.error().within(task->form);
    if (task->form == "safety_protocol")
      if (auto fits = check_protocol(answer); !fits) return fits.error().within(task->form);
    json::Object payload{{"id", task_id}, {"by", by.id}, {"role", by.role}, {"form", task->form}, {"answer", answer}};
    if (!by.on_behalf_of.empty()) payload["for"] = by.on_behalf_of;
    if (work && work->approves()) {
      std::vector<store::Event> before;
      if (!seen.empty() && !same_view(seen, view_digest(view_of(turn.state(), organisation, task->id, *work)))) {
        AMENDS_TRY(before, store_->events(case_id));
      }
      auto covered = check_approval(turn.state(), organisation, *task, *work, by.role, seen, says_yes(*environment_.packs, task->form, answer), before, digits);
      if (covered.refusal) return refuse(std::move(*covered.refusal));
      payload["approval"] = std::move(covered.member);
    }
    if (work && !work->requires_approval.empty()) {
      auto covered = check_release(turn.state(), organisation, work->requires_approval, work->approval_uses, work->releases, task->step, task->id, answer, digits);
      if (covered.refusal) return refuse(std::move(*covered.refusal));
      payload["release"] = std::move(covered.member);
    }
    AMENDS_TRY(auto sent, check_sent(environment_, turn.state(), organisation, *task, answer, turn.now()));
    const auto meets = task->meets;
    const bool protocol = task->form == "safety_protocol";  // asked for at once, or soon after a veiled sign
    if (!sent.guards.empty()) payload["guards"] = std::move(sent.guards);
    AMENDS_CHECK(turn.happen(kinds::task_answered, std::move(payload), by.actor()));
    // Before the flow goes on: the stages that come next must read the danger that was just seen.
    if (protocol)
      if (auto facts = danger_seen(turn.state().record(), answer); !facts.empty())
        AMENDS_CHECK(turn.happen(kinds::facts_set, json::Object{{"facts", std::move(facts)}, {"by", by.id}, {"role", by.role}, {"reason", "present danger by the answer of " + std::string(task_id)}}, by.actor()));
    if (sent.review.is_object()) AMENDS_CHECK(turn.open_task(std::move(sent.review.as_object())));
    for (const auto& kind : meets) AMENDS_CHECK(turn.meet_clock(kind, answer, "task:" + std::string(task_id)));
    // An answer may bring the instant that a clock of the workflow counts from.
    return turn.reconsider_clocks(nullptr);
  }));
  if (refused) return *std::move(refused);
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

Result<Runtime::ShownTask> Runtime::shown(std::string_view case_id, std::string_view task_id) {
  AMENDS_TRY(auto loaded, load(case_id));
  const auto* task = loaded.state.task(task_id);
  if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", std::string(case_id));
  ShownTask out{*task, {}, {}};
  const auto* work = loaded.state.definition().work_of(task->id);
  if (!work || !work->approves()) return out;
  const auto* organisation = environment_.organisations->find(loaded.state.institution());
  out.view = view_of(loaded.state, organisation ? *organisation : environment_.organisations->standard(), task->id, *work);
  out.digest = view_digest(*out.view);
  return out;
}

Result<std::string> Runtime::message(std::string_view name, std::string_view key, json::Value body, std::string_view message_id, const Actor& by, const Keep& keep) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto waits, store_->waits(name, key));
  const auto actor = by.id.empty() ? std::string("system") : by.actor();
  if (waits.empty() && keep.length) return keep_message(name, key, std::move(body), message_id, actor, keep);
  if (waits.empty()) return fail(ErrorCode::not_found, "no case waits for the message '" + std::string(name) + "' with the key '" + std::string(key) + "'");
  if (waits.size() > 1) {
    std::string cases;
    for (const auto& wait : waits) cases += (cases.empty() ? "" : ", ") + wait.case_id;
    return fail(ErrorCode::conflict, "several cases wait for this message: " + cases + "; send it with a key that only one of them has");
  }
  const auto wait = waits.front();
  AMENDS_CHECK(act(wait.case_id, [&](Turn& turn) -> Result<void> {
    if (!message_id.empty() && turn.state().message_ids().contains(std::string(message_id))) return {};  // applied once
    return turn.happen(kinds::message_received, turn.received(wait.id, name, key, message_id, body), actor);
  }));
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
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  return broadcast(name, std::move(body), signal_id, by.id.empty() ? "system" : by.actor(), {}, 1);
}

Result<void> Runtime::spread(const Turn& turn) {
  if (turn.signals().empty()) return {};
  if (turn.hops() >= kSignalHopsMax) {
    log(LogLevel::warn, turn.state().id(), "the signal '" + turn.signals().front() + "' was not told to other cases: " + std::to_string(kSignalHopsMax) + " signals led to it, one from the other; see whether cases signal each other in a circle");
    return {};
  }
  for (const auto& name : turn.signals()) {
    auto told = broadcast(name, json::Object{{"case", turn.state().id()}}, {}, "case:" + turn.state().id(), turn.state().id(), turn.hops() + 1);
    // The sender's own turn is durable; what went wrong in another case is no failure of its.
    if (!told) log(LogLevel::warn, turn.state().id(), "the signal '" + name + "' did not reach every case that listens: " + told.error().text());
  }
  return {};
}

Result<std::vector<std::string>> Runtime::broadcast(std::string_view name, json::Value body, std::string_view signal_id, const std::string& actor, std::string_view from, int hops) {
  const auto listened = "signal:" + std::string(name);
  AMENDS_TRY(const auto waits, store_->waits(listened, ""));
  std::vector<std::string> reached;
  for (const auto& wait : waits) {
    if (wait.case_id == from) continue;  // its own listeners have heard it within the turn
    bool heard = false;
    AMENDS_CHECK(act(wait.case_id, [&](Turn& turn) -> Result<void> {
      heard = false;
      if (!turn.state().waits().contains(wait.id)) return {};  // it has gone on meanwhile
      if (!signal_id.empty() && turn.state().message_ids().contains(std::string(signal_id) + "@" + wait.id)) return {};  // applied once
      heard = true;
      turn.came_by_signal(hops);
      return turn.happen(kinds::message_received, turn.received(wait.id, listened, "", signal_id.empty() ? std::string{} : std::string(signal_id) + "@" + wait.id, body), actor);
    }));
    if (heard && (reached.empty() || reached.back() != wait.case_id)) reached.push_back(wait.case_id);
  }
  return reached;
}

Result<void> Runtime::correct(std::string_view case_id, std::string_view path, json::Value value, std::string_view reason, const Actor& by) {
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "a correction needs a reason; give it with --reason TEXT");
  const auto full = record_path(path);
  if (!full.starts_with("analysis.") && !full.starts_with("ext.")) AMENDS_CHECK(check_fact(full, value, clock_->now()));
  return act(case_id, [&](Turn& turn) -> Result<void> {
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
    if (!reading) AMENDS_CHECK(sums_with(turn.state(), {{full, value}}));
    else if (auto known = knows(turn.state(), full, value); !known) return known.error().within(std::string(case_id) + " " + full);
    json::Object payload{{"path", full}, {"value", value}, {"before", before ? *before : json::Value(nullptr)}, {"by", by.id}, {"role", by.role}, {"reason", reason}};
    // A second correction replaces a person's word; what the machine read stands beside both.
    if (auto machine = turn.state().uncorrected(full); machine != payload["before"]) payload["machine"] = std::move(machine);
    AMENDS_CHECK(turn.happen(kinds::corrected, std::move(payload), by.actor()));
    AMENDS_CHECK(turn.reconsider_items());
    return turn.reconsider_clocks(nullptr);
  });
}

Result<void> Runtime::add_document(std::string_view case_id, json::Value document, const Actor& by) {
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
      AMENDS_CHECK(turn.happen(kinds::facts_set, json::Object{{"facts", std::move(facts)}, {"reason", "signs in the added document " + std::string(json::text_at(document, "id"))}}, "system"));
    json::Object opened{{"id", "safety:" + std::string(json::text_at(document, "id"))}, {"kind", "safety"}, {"step", ""}, {"blocking", true},
                        {"role", json::text_at(task, "owner_role", "crisis_trained")}, {"form", json::text_at(task, "form", "safety_protocol")}};
    if (const auto* title = json::find(task, "title")) opened["title"] = *title;
    if (const auto* due = json::find(task, "due_at")) opened["due_at"] = *due;
    return turn.open_task(std::move(opened));
  }
  return {};
}

Result<void> Runtime::set_facts(std::string_view case_id, const json::Object& facts, std::string_view reason, const Actor& by) {
  AMENDS_CHECK(needs_name(by));
  for (const auto& member : facts) AMENDS_CHECK(check_fact(member.key(), member.value(), clock_->now()));
  return act(case_id, [&](Turn& turn) -> Result<void> {
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

Result<std::string> Runtime::resume(std::string_view case_id, std::string_view reason, const Actor& by) {
  AMENDS_CHECK(needs_name(by));
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    const auto tokens = turn.state().flow().tokens;
    bool any = false;
    for (const auto& token : tokens) {
      if (token.state != flow::TokenState::parked) continue;
      any = true;
      AMENDS_CHECK(turn.happen(kinds::resumed, json::Object{{"step", turn.state().definition().step(token.step).name}, {"visit", token.visit}, {"by", by.id}, {"reason", reason}}, by.actor()));
    }
    turn.set_missing_events();
    const auto missing = turn.state().missing_dates();
    if (!any && missing.empty()) return fail(ErrorCode::state, "nothing of this case is parked", std::string(case_id));
    AMENDS_CHECK(turn.retry_dates());
    if (!turn.has_events())
      return fail(ErrorCode::pack_missing, "the calendar pack " + std::string(json::text_at(missing.begin()->second, "calendar")) + " still covers " + std::string(json::text_at(missing.begin()->second, "first")) + " to " +
                                               std::string(json::text_at(missing.begin()->second, "last")) + "; install one that reaches the date first", std::string(case_id));
    return {};
  }));
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

Result<void> Runtime::cancel(std::string_view case_id, std::string_view reason, const Actor& by) {
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "ending the work on a case needs a reason");
  return act(case_id, [&](Turn& turn) { return turn.happen(kinds::cancelled, json::Object{{"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor()); });
}

}  // namespace amends::runtime
