#include "timers.hpp"

#include <algorithm>

namespace amends::crisis {
namespace {

using sdk::Instant;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kSince = "crisis_facts.level_since";
constexpr std::string_view kNoNewsAt = "answers.no_news.at";  ///< when the commander last recorded that there is nothing new

std::string member_of(Level level) {
  std::string out(name(level));
  if (out.front() == 'L') out.front() = 'l';
  return out;
}

class Clock {
 public:
  Clock(const Context& context, const Reading& reading, bool team_confirmed, const Release& release)
      : context_(context), record_(context.record), out_(context.out), reading_(reading), team_confirmed_(team_confirmed), release_(release) {}

  Timers read() {
    const auto* row = context_.knowledge.clock(reading_.level());
    if (!row) return {};
    since();
    timers_.prepared_only = row->prepared_only;
    add({.id = "team", .duration = row->team, .owner_role = row->owner_role, .title = {"召集工作组", "Convene the team"}, .basis = row->basis}, team_met());
    add({.id = "first_contact", .duration = row->first_contact, .owner_role = reading_.safety_explicit ? "crisis_trained" : "handler", .title = {"联系受影响的客户", "Make first contact with those affected"}, .basis = row->basis}, contact_met());
    add({.id = "holding", .duration = row->holding, .owner_role = "communications", .title = row->prepared_only ? Texts{"准备好初步回应", "Have a holding statement prepared"} : Texts{"决定是否发布初步回应", "Decide on a holding statement"}, .basis = row->basis}, decided());
    update(*row);
    notice();
    for (auto& timer : timers_.list) settle(timer);
    return std::move(timers_);
  }

 private:
  struct Met {
    bool met = false;
    std::optional<Instant> at;
    sdk::EvidenceId evidence;
  };

  /// When the level was first reached: from the record, else now, and then the record is told.
  void since() {
    const auto path = std::string(kSince) + "." + member_of(reading_.level());
    if (const auto known = record_.instant(path)) {
      timers_.since = known;
      since_evidence_ = out_.field(path);
      return;
    }
    timers_.since = context_.call.now();
    since_evidence_ = reading_.sum;
    if (!timers_.since) return;
    Object all;
    if (const auto* known = record_.find(kSince); known && known->is_object()) all = known->get_object();
    all[member_of(reading_.level())] = sdk::format_instant(*timers_.since);
    out_.fact(kSince, std::move(all), {reading_.sum});
  }

  Met team_met() {
    if (!team_confirmed_) return {};
    return {true, record_.instant("answers.crisis_team.at"), out_.answer("answers.crisis_team.at")};
  }

  /// A trained person has reached the customer, or somebody of the institution has been in touch since the level was reached.
  Met contact_met() {
    if (record_.flag_or("answers.safety_protocol.person_contacted", false)) return {true, record_.instant("answers.safety_protocol.at"), out_.answer("answers.safety_protocol.person_contacted")};
    const auto contacts = record_.list("history.contacts");
    for (std::size_t i = 0; i < contacts.size(); ++i) {
      const auto at = contacts[i].instant("at");
      if (contacts[i].text_or("direction", "").starts_with("out") && at && timers_.since && *at >= *timers_.since) return {true, at, out_.field("history.contacts." + std::to_string(i))};
    }
    return {};
  }

  /// Somebody decided; with an explicit safety sign the rule has, and nothing is said in public.
  Met decided() {
    if (reading_.safety_explicit) return {true, timers_.since, reading_.sum};
    if (!release_.decided()) return {};
    return {true, release_.at, out_.answer(std::string(kReleaseAnswer) + ".statement")};
  }

  /// The rhythm goes on from the last release, or from the last time that the commander said why there is nothing new.
  void update(const ClockRow& row) {
    auto last = release_.is_out() ? release_.at : std::nullopt;
    std::string answer = std::string(kReleaseAnswer) + ".at";
    if (const auto looked = record_.instant(kNoNewsAt); looked && (!last || *looked > *last)) {
      last = looked;
      answer = kNoNewsAt;
    }
    Timer timer{.id = "update", .duration = row.update, .owner_role = row.owner_role, .title = {"更新情况表并通报进展", "Update the situation sheet and report"}, .basis = row.basis, .starts_at = timers_.since};
    if (last && timers_.since && *last > *timers_.since) {
      timer.starts_at = last;
      timer.evidence.push_back(out_.answer(answer));
    }
    add(std::move(timer), {});
  }

  void notice() {
    const auto* row = context_.knowledge.notice(context_.jurisdiction, reading_.level());
    if (!row) return;
    Met met;
    if (record_.flag_or("crisis_facts.standdown.regulator_informed", false)) met = {true, std::nullopt, out_.field("crisis_facts.standdown.regulator_informed")};
    add({.id = "regulator", .duration = row->within, .owner_role = row->owner_role, .title = sdk::fill({"报告{to}", "Tell {to}"}, {{"to", row->to}}), .basis = row->basis, .verify = row->verify}, met);
  }

  void add(Timer timer, const Met& met) {
    if (timer.duration.empty()) return;
    if (!timer.starts_at) timer.starts_at = timers_.since;
    if (timer.evidence.empty()) timer.evidence.push_back(since_evidence_);
    timer.met = met.met;
    timer.met_at = met.at;
    if (!met.evidence.empty()) timer.evidence.push_back(met.evidence);
    timers_.list.push_back(std::move(timer));
  }

  void settle(Timer& timer) {
    if (timer.starts_at) {
      try {
        const auto due = context_.call.add(*timer.starts_at, timer.duration);
        timer.due_at = due.due_at;
        timer.when = due.text;
        timer.evidence.insert(timer.evidence.begin(), out_.computation("timer " + timer.id + " of a crisis", Object{{"starts_at", sdk::format_instant(*timer.starts_at)}, {"length", timer.duration}},
                                                                       Object{{"due_at", sdk::format_instant(due.due_at)}, {"zh", due.text.zh}, {"en", due.text.en}}));
      } catch (const sdk::Failure& failure) {
        // A calendar that ends must not stop a crisis from being run: the date is left to a person.
        if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
        out_.finding({.code = "crisis.calendar_missing", .severity = sdk::Severity::warn, .text = sdk::fill({"{title}的时间算不出来：{why}。请由人确定。", "{title}: the time cannot be worked out ({why}). A person sets it."}, {{"title", timer.title}, {"why", std::string(failure.what())}}), .evidence = timer.evidence, .rule = "catalogue 0.1"});
      }
    }
    const auto now = context_.call.now();
    // A clock is met when met_at < due_at (catalogue 0.1).
    const auto reached = timer.met ? timer.met_at : now;
    timer.missed = timer.due_at && reached && *reached >= *timer.due_at;
    if (timer.missed && !timer.met) {
      timer.owner_role = context_.knowledge.up(timer.owner_role);
      out_.finding({.code = "crisis.timer_missed", .severity = sdk::Severity::warn, .text = sdk::fill({"超过时间还没有{title}，交由上一级负责。", "Not done in time: {title}. It goes one step up the line of command."}, {{"title", timer.title}}), .evidence = timer.evidence, .rule = "crisis/clock#" + std::string(name(reading_.level()))});
    }
    if (timer.met) return;
    const auto due = timer.due_at && now ? std::optional(std::max(*timer.due_at, *now)) : timer.due_at;
    out_.task({.id = "timer_" + timer.id, .kind = timer.id == "first_contact" ? "first_contact" : "crisis_timer", .owner_role = timer.owner_role, .due_at = due, .title = timer.title, .blocking = false});
  }

  const Context& context_;
  const Reader& record_;
  sdk::Envelope& out_;
  const Reading& reading_;
  bool team_confirmed_;
  const Release& release_;
  Timers timers_;
  sdk::EvidenceId since_evidence_;
};

}  // namespace

const Timer* Timers::find(std::string_view id) const {
  for (const auto& timer : list)
    if (timer.id == id) return &timer;
  return nullptr;
}

Timers read_timers(const Context& context, const Reading& reading, bool team_confirmed, const Release& release) { return Clock(context, reading, team_confirmed, release).read(); }

}  // namespace amends::crisis
