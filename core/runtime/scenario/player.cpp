#include "runtime/scenario/player.hpp"

#include <algorithm>
#include <set>

#include "flow/names.hpp"
#include "flow/nearest.hpp"
#include "runtime/scenario/expectations.hpp"
#include "runtime/scenario/words.hpp"

namespace amends::runtime {
namespace {

/// An answer as the person gives it: "now" stands for the virtual instant, {from: path} for the value that stands there in the case.
Result<json::Value> filled_in(const json::Value& value, const json::Value& record, Instant now) {
  json::Value out = value;
  if (!out.is_object()) return out;
  for (auto& member : out.get_object()) {
    auto& field = member.value();
    if (json::text_or(&field, "") == "now") field = json::Value(format_instant(now));
    const auto path = json::text_at(field, "from");
    if (path.empty() || field.as_object().size() != 1) continue;
    const auto* found = json::find(record, record_path(path));
    if (!found) return fail(ErrorCode::not_found, "the case has no value at '" + std::string(path) + "'; `amends case show` lists what it has", std::string(member.key()) + ".from");
    json::Value copy = *found;
    field = std::move(copy);
  }
  return out;
}

/// What came of an act: nothing, or why it was not done.
using Outcome = std::optional<Error>;
template <class T>
Outcome outcome_of(const Result<T>& done) {
  return done ? Outcome{} : Outcome{done.error()};
}

/// One scenario under one pack set.
class Player {
 public:
  Player(const yaml::Document& file, Runtime& runtime, VirtualClock& clock, ScenarioOutcome& outcome) : file_(file), runtime_(runtime), clock_(clock), outcome_(outcome) {}

  Result<void> play(const std::string& workflow, json::Value record) {
    auto submitted = runtime_.submit(workflow, std::move(record));
    if (!submitted) return submitted.error().within(file_.place("given"));
    outcome_.case_id = submitted->case_id;
    std::size_t index = 0;
    for (const auto& act : json::list_at(file_.value, "when")) {
      path_ = "when." + std::to_string(index++);
      AMENDS_CHECK(one(act));
    }
    return {};
  }

 private:
  Result<void> one(const json::Value& act) {
    if (const auto after = json::text_at(act, "after"); !after.empty()) AMENDS_CHECK(pass(after));
    const auto word = act_word(act);
    const auto* what = json::find(act, word);
    if (word == "pass") return pass(json::text_or(what, ""));
    if (word == "expect") {
      AMENDS_TRY(auto failures, unmet(file_, path_ + ".expect", *what, runtime_, outcome_.case_id));
      for (auto& failure : failures) outcome_.failures.push_back(std::move(failure));
      return {};
    }
    if (word == "answer") return answer(act);
    hear(act, word, done(act, word, *what));
    return {};
  }

  /// Holds what came of an act against what the scenario expects of it.
  void hear(const json::Value& act, std::string_view word, const Outcome& error) {
    const auto refused = json::text_at(act, "refused");
    const auto name = "the act '" + std::string(word) + "' ";
    if (refused.empty() && error) failed(path_, name + "was refused: " + error->text());
    if (!refused.empty() && !error) failed(path_, name + "should have been refused with " + std::string(refused) + " and was done");
    if (!refused.empty() && error && code_name(error->code) != refused) failed(path_, "expected " + std::string(refused) + ", got " + std::string(code_name(error->code)) + ": " + error->text());
  }

  Outcome done(const json::Value& act, std::string_view word, const json::Value& what) {
    const auto& id = outcome_.case_id;
    const auto text = std::string(json::text_or(&what, "")), reason = std::string(json::text_at(act, "reason"));
    const auto by = person(act);
    if (word == "claim") return outcome_of(runtime_.claim(id, text, by, reason));
    if (word == "release") return outcome_of(runtime_.release(id, text, reason, by));
    if (word == "delegate") return outcome_of(runtime_.delegate(id, text, json::text_at(act, "to"), reason, by));
    if (word == "recuse") return outcome_of(runtime_.recuse(id, text, reason, by));
    if (word == "suspend") return outcome_of(runtime_.suspend(id, text, by));
    if (word == "resume") return outcome_of(runtime_.resume(id, text, by));
    if (word == "cancel") return outcome_of(runtime_.cancel(id, text, by));
    if (word == "retry") return outcome_of(runtime_.retry(id, {text, std::string(json::text_at(act, "from")), std::string(json::text_at(act, "approved_by")), std::string(json::text_at(act, "approver_role"))}, reason, by));
    if (word == "message") return message(act, what);
    if (word == "signal") return outcome_of(runtime_.signal(json::text_at(what, "name"), body_of(what), json::text_at(what, "id"), by));
    if (word == "correct") {
      const auto* value = json::find(what, "value");
      return outcome_of(runtime_.correct(id, json::text_at(what, "path"), value ? *value : json::Value(nullptr), json::text_at(what, "reason"), person(what)));
    }
    if (word == "add") {
      Actor author{std::string(json::text_at(what, "by", "li.na")), "handler", {}};
      json::Object document = what.get_object();
      document.erase("by");
      return outcome_of(runtime_.add_document(id, document, author));
    }
    return delivery(act, word, what, by);
  }

  void failed(std::string_view path, std::string message) { outcome_.failures.push_back({file_.place(path), std::move(message)}); }

  static Actor person(const json::Value& act) { return {std::string(json::text_at(act, "by", "li.na")), std::string(json::text_at(act, "role", "handler")), "scenario", std::string(json::text_at(act, "on_behalf_of"))}; }
  static json::Value body_of(const json::Value& what) {
    const auto* body = json::find(what, "body");
    return body ? *body : json::Value(json::Object{});
  }

  Result<void> pass(std::string_view length) {
    auto duration = calendar::parse_duration(length);
    if (!duration) return duration.error().within(file_.place(path_));
    const auto& organisations = *runtime_.environment().organisations;
    AMENDS_TRY(auto loaded, runtime_.load(outcome_.case_id));
    const auto* organisation = organisations.find(loaded.state.institution());
    AMENDS_TRY(const auto until, runtime_.environment().clock_rules->due(organisation ? *organisation : organisations.standard(), clock_.now(), *duration));
    // Timers fire at their own instants, in order, as they would in real time.
    while (true) {
      AMENDS_TRY(const auto next, runtime_.store()->next_timer());
      if (!next || *next > until) break;
      if (*next > clock_.now()) clock_.set(*next);
      AMENDS_TRY(const auto fired, runtime_.fire_timers());
      if (fired == 0) break;
    }
    clock_.set(until);
    return {};
  }

  Result<void> answer(const json::Value& act) {
    const auto* with = json::find(act, "with");
    // A person answers what stands before them, unless the scenario gives an older digest.
    auto seen = std::string(json::text_at(act, "seen"));
    AMENDS_TRY(const auto loaded, runtime_.load(outcome_.case_id));
    if (const auto of = json::text_at(act, "seen.of"); !of.empty()) {
      for (const auto& approval : loaded.state.approvals())
        if (approval.task == of) seen = approval.digest;
      if (seen.empty()) {
        failed(path_ + ".seen", "no approval was given with the task " + std::string(of));
        return {};
      }
    }
    if (seen.empty())
      if (const auto shown = runtime_.shown(outcome_.case_id, json::text_at(act, "answer"))) seen = shown->digest;
    auto given = filled_in(with ? *with : json::Value(json::Object{}), loaded.state.record(), clock_.now());
    if (!given) {
      failed(path_, given.error().text());
      return {};
    }
    hear(act, "answer", outcome_of(runtime_.answer(outcome_.case_id, json::text_at(act, "answer"), *std::move(given), person(act), seen)));
    return {};
  }

  Outcome message(const json::Value& act, const json::Value& what) {
    Runtime::Keep keep{{}, outcome_.case_id};
    if (const auto length = json::text_at(what, "keep"); !length.empty()) {
      const auto parsed = calendar::parse_duration(length);
      if (!parsed) return parsed.error();
      keep.length = *parsed;
    }
    return outcome_of(runtime_.message(json::text_at(what, "name"), json::text_at(what, "key", outcome_.case_id), body_of(what), json::text_at(what, "id"), json::find(act, "by") ? person(act) : Actor{}, keep));
  }

  /// {deliver: {kind, to, step}, receipt}, {fail: …, reason, for_good}, {redeliver: …, reason}, {drop: …, reason}: the first message that fits and is not settled.
  Outcome delivery(const json::Value& act, std::string_view word, const json::Value& which, const Actor& by) {
    const bool leaves = word == "deliver" || word == "fail";
    if (leaves)
      if (auto pulled = pull(std::string(json::text_at(which, "kind")), by); !pulled) return pulled.error();
    const auto loaded = runtime_.load(outcome_.case_id);
    if (!loaded) return loaded.error();
    const auto fits = [&](const OutboxMessage& one) {
      for (const auto& [name, is] : {std::pair<const char*, const std::string&>{"kind", one.kind}, {"to", one.to}, {"step", one.step}})
        if (const auto wanted = json::text_at(which, name); !wanted.empty() && wanted != is) return false;
      return !one.settled() && (!leaves || in_hand_.contains(one.key));
    };
    const auto& all = loaded->state.outbox();
    const auto found = std::find_if(all.begin(), all.end(), fits);
    if (found == all.end()) return none_of(*loaded, which, leaves);
    const auto key = found->key, reason = std::string(json::text_at(act, "reason"));
    in_hand_.erase(key);
    if (word == "redeliver") return outcome_of(runtime_.retry_delivery(key, reason, by));
    if (word == "drop") return outcome_of(runtime_.drop_delivery(key, reason, by));
    if (word == "fail") return outcome_of(runtime_.delivery_failed(key, reason, json::bool_at(act, "for_good"), by));
    const auto* receipt = json::find(act, "receipt");
    return outcome_of(runtime_.acknowledge(key, receipt ? *receipt : json::Value(nullptr), by));
  }

  /// Takes what is ready, as whoever delivers does. What was taken and not reported on is still in their hands.
  Result<void> pull(const std::string& kind, const Actor& by) {
    AMENDS_TRY(const auto got, runtime_.pull_outbox({kPullMax, kLeaseMaxUs, kind}, by));
    for (const auto& one : got) in_hand_.insert(one.message.key);
    return {};
  }

  [[nodiscard]] Outcome none_of(const Runtime::Loaded& loaded, const json::Value& which, bool leaves) const {
    const auto rows = runtime_.store()->outbox({outcome_.case_id, "", "", kPullMax});
    if (!rows) return rows.error();
    std::string there;
    std::vector<std::string_view> kinds;
    for (const auto& row : *rows) {
      kinds.push_back(row.kind);
      there += (there.empty() ? "" : ", ") + row.kind + (row.recipient.empty() ? "" : " to " + row.recipient) + " (" + row.status + (row.status == "open" && clock_.now() < row.ready_at ? " from " + format_instant(row.ready_at) : "") + ")";
    }
    const auto kind = json::text_at(which, "kind");
    const auto near = kind.empty() || flow::contains(kinds, kind) ? std::string(".") : flow::did_you_mean(kind, kinds);
    return fail(ErrorCode::not_found, std::string(leaves ? "no message that fits is handed out" : "no message that fits waits") + near + " In the outbox: " + (there.empty() ? "nothing" : there), loaded.state.id());
  }

  const yaml::Document& file_;
  Runtime& runtime_;
  VirtualClock& clock_;
  ScenarioOutcome& outcome_;
  std::string path_;
  std::set<std::string> in_hand_;  ///< keys of messages that were handed out and not reported on
};

}  // namespace

Result<void> play_scenario(const yaml::Document& file, Runtime& runtime, VirtualClock& clock, const std::string& workflow, json::Value record, ScenarioOutcome& outcome) {
  return Player(file, runtime, clock, outcome).play(workflow, std::move(record));
}

}  // namespace amends::runtime
