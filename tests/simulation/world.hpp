#pragma once
// A small world that one seed drives whole: workflows, cases, people, time, stages that fail, ask, hold or are late, deliveries, and a program that is closed and
// opened again. After every act each case that got an event is compared: the fold of its journal, what the turn held in memory, what the runtime loads, and the rows of the store.
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>

#include "core/runtime/runtime_kit.hpp"
#include "simulation/live_states.hpp"
#include "simulation/random_workflow.hpp"
#include "simulation/state_dump.hpp"

namespace amends::simulation {

using runtime::testing::Folder;
using runtime::testing::LambdaStage;
namespace fs = std::filesystem;

class World {
 public:
  World(std::uint64_t seed, int episode)
      : dice_(seed * 1'000'003 + static_cast<std::uint64_t>(episode)), seed_(seed), episode_(episode), entropy_(std::shared_ptr<Entropy>(seeded_entropy(seed * 7'919 + static_cast<std::uint64_t>(episode)))) {
    make_stages();
    const auto shipped = fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs" / "shipped";
    fs::copy_file(shipped / "tables" / "severity.yaml", root_ / "packs" / "small" / "tables" / "severity.yaml");
    for (const auto& form : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "tests" / "fixtures" / "offer_release" / "overlay" / "forms"))
      fs::copy_file(form.path(), root_ / "packs" / "small" / "forms" / form.path().filename());
    thin();
    live_states().clear();
  }

  /// Opens, deploys and submits. False when something is broken that is no subject of this test.
  bool begin() {
    if (!open()) return false;
    return more();
  }

  /// One act and the comparison; false when the episode is over or something differs.
  bool step() {
    std::vector<std::string> open;
    for (const auto& id : cases_)
      if (!over(id)) open.push_back(id);
    if (open.empty() || (open.size() < 5 && dice_.percent(8))) return more();
    const auto& id = dice_.percent(3) ? dice_.of(cases_) : open[dice_.below(open.size())];
    ++steps_;
    act(id, folded_.at(id));
    if (!failure_.empty() || !compare()) return false;
    if (folded_.at(id).tasks().size() + folded_.at(id).waits().size() > kGrownMax) return false;  // each comparison folds all of it again: another episode shows more
    if (dice_.below(1'000) < reopen_per_mille) return reopen();
    return true;
  }

  /// Something that no event tells, for the test of the comparison: in what a turn held, in what the store lists.
  enum class Spoil { live, row };
  bool spoil_and_compare(Spoil what) {
    const auto& id = cases_.front();
    if (what == Spoil::live) {
      live_states()[id] += "x";
    } else {
      auto rows = project(folded_.at(id), false);
      rows.attributes.emplace_back("severity", "S4");
      if (!runtime_->store()->rebuild(id, rows)) return true;
    }
    return same(id, true);
  }

  /// At the end the whole check of the product finds nothing either.
  void end() {
    if (!failure_.empty() || !runtime_) return;
    const auto report = verify(*runtime_->store(), {});
    if (!report) return void(broken("verify: " + report.error().text()));
    for (const auto& fault : report->faults)
      broken("verify finds: " + fault.case_id + " " + std::to_string(fault.seq) + ": " + fault.what);
  }

  /// A digest of every byte of the journal, chain included.
  std::string journal() {
    Sha256 hash;
    std::int64_t after = 0;
    while (true) {
      const auto events = runtime_->store()->journal(after, 500, true);
      if (!events || events->empty()) break;
      for (const auto& event : *events) hash.add(event.case_id + " " + std::to_string(event.seq) + " " + std::to_string(event.at.us) + " " + event.actor + " " + event.kind + " " + hex(event.hash) + " " + event.payload + "\n");
      after = events->back().n;
    }
    const auto head = runtime_->store()->chain_head();
    return hex(hash.finish()) + " " + std::to_string(head ? head->no : -1) + " " + (head ? hex(head->hash) : "");
  }

  /// What a person needs to see it again: the seed, the files, the acts.
  [[nodiscard]] std::string story() {
    std::string out = "AMENDS_SEED=" + std::to_string(seed_) + " AMENDS_EPISODE=" + std::to_string(episode_) + "\n" + failure_ + "\n" + (workflow_of_.contains(failed_) && texts_.contains(workflow_of_.at(failed_)) ? texts_.at(workflow_of_.at(failed_)) : std::string());
    for (const auto& line : acts_)
      if (failed_.empty() || line.find(failed_) != std::string::npos || line.find("closed and") != std::string::npos || &line + 3 > &acts_.back()) out += line + "\n";
    constexpr std::size_t kEventsTold = 15;
    if (const auto events = failed_.empty() || !runtime_ ? Result<std::vector<store::Event>>(fail(ErrorCode::not_found, "")) : runtime_->store()->events(failed_); events)
      for (std::size_t i = events->size() - std::min(events->size(), kEventsTold); i < events->size(); ++i)
        out += "  event " + std::to_string((*events)[i].seq) + " " + (*events)[i].kind + " " + (*events)[i].payload.substr(0, 160) + "\n";
    return out;
  }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  [[nodiscard]] std::int64_t refused_acts() const { return refused_; }
  [[nodiscard]] std::int64_t reopened() const { return reopened_; }
  [[nodiscard]] std::int64_t compared() const { return compared_; }
  [[nodiscard]] int drawn() const { return drawn_; }
  [[nodiscard]] int refused_workflows() const { return refused_workflows_; }
  [[nodiscard]] const std::map<std::string, int>& kinds() const { return kinds_; }
  [[nodiscard]] const std::map<std::string, int>& acts() const { return did_; }
  [[nodiscard]] const std::map<std::string, int>& events() const { return events_; }
  [[nodiscard]] const std::map<std::string, int>& refusals() const { return refusals_; }

  std::size_t reopen_per_mille = 14;

 private:
  static constexpr int kDrawsMax = 200;
  static constexpr std::size_t kGrownMax = 1'000;  ///< tasks and waits of a case

  /// One more workflow, and up to three cases.
  bool more() {
    if (dice_.percent(12)) {
      const auto done = runtime_->deploy((fs::path(AMENDS_SOURCE_DIR) / "tests" / "fixtures" / "offer_release").string());
      if (!done) return broken(done.error().text());
      workflows_.push_back("offer_release");
    } else {
      const auto name = "sim" + std::to_string(workflows_.size());
      for (int tries = 0;; ++tries) {
        if (tries == kDrawsMax) return broken("no workflow of " + std::to_string(kDrawsMax) + " that were drawn can be read; the newest refusal: " + refusal_);
        RandomWorkflow drawn(dice_, name);
        const auto text = drawn.text("asking");
        ++drawn_;
        const auto done = runtime_->deploy_text(text, name + ".yaml");
        if (!done) {
          ++refused_workflows_;
          refusal_ = done.error().text();
          ++refusals_[refusal_.substr(0, refusal_.find('\n'))];
          continue;
        }
        for (const auto& [kind, count] : drawn.kinds()) kinds_[kind] += count;
        texts_[name] = text;
        if (std::getenv("AMENDS_SHOW_WORKFLOWS")) std::printf("%s\n", text.c_str());
        workflows_.push_back(name);
        break;
      }
    }
    const auto cases = 1 + dice_.below(3);
    for (std::size_t i = 0; i < cases; ++i) {
      const auto& workflow = workflows_.back();
      const auto done = runtime_->submit(workflow, record("r-" + std::to_string(cases_.size())));
      note("submit " + workflow + (done ? " " + done->case_id : ""), done ? std::string() : done.error().text());
      if (!done) return broken("submit: " + done.error().text());
      cases_.push_back(done->case_id);
      workflow_of_[done->case_id] = workflow;
      ++steps_;
      if (!compare()) return false;
    }
    return true;
  }


  bool open() {
    runtime_.reset();
    Options options;
    options.root = root_.string();
    options.database = folder_.file("cases.db");
    options.pack_set = "small";
    options.stages = stages_;
    options.clock = clock_;
    options.entropy = entropy_;  // goes on where it was: a program that is opened again draws other numbers
    options.by = {"import", "handler", "test"};
    auto opened = Runtime::open(std::move(options));
    if (!opened) return broken("open: " + opened.error().text());
    runtime_ = std::move(*opened);
    const auto done = runtime_->deploy_text("workflow: asking\nversion: 1.0.0\ntitle: {zh: 询问, en: Asking}\nsteps:\n  - ask: {human: {role: handler, form: free, due: 1d}, on: {late: {after: 2d, go: gone}}}\n"
                                            "  - told: {choose: [{when: 'group.size > 2', go: end}, {else: gone}]}\n  - gone: {raise: {error: no_answer}}\n",
                                            "asking.yaml");
    return done || broken("the workflow that others call is refused: " + done.error().text());
  }

  bool broken(const std::string& what) {
    if (failure_.empty()) failure_ = what;
    return false;
  }
  void note(const std::string& act, const std::string& refused) { acts_.push_back(std::to_string(acts_.size() + 1) + ". " + format_instant(clock_->now()) + " " + act + (refused.empty() ? "" : "  -> " + refused)); }

  /// Packs are read at every opening, and this test opens hundreds of times: of each guard the first rows, of the forms those that are filled in here.
  void thin() {
    constexpr int kRowsKept = 2;
    const auto set = root_ / "packs" / "small";
    for (const auto& entry : fs::directory_iterator(set / "guard")) {
      const auto whole = *read_file(entry.path().string());
      std::string kept;
      int rows = 0;
      for (std::size_t at = 0; at < whole.size();) {
        const auto end = std::min(whole.find('\n', at), whole.size() - 1) + 1;
        if (whole.compare(at, 7, "  - {id") != 0 || ++rows <= kRowsKept) kept += whole.substr(at, end - at);
        at = end;
      }
      (void)write_file(entry.path().string(), kept);
    }
    const std::set<std::string> used{"free", "officer_decision", "draft_offer", "approve_draft", "offer_made", "draft_goodwill", "pay_goodwill", "letter_sent", "send_back"};
    std::vector<fs::path> others;
    for (const auto& entry : fs::directory_iterator(set / "forms"))
      if (!used.contains(entry.path().stem().string())) others.push_back(entry.path());
    for (const auto& path : others) fs::remove(path);
  }

  static json::Value cny(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "CNY"}}; }

  json::Value record(const std::string& ref) {
    auto value = runtime::testing::record(ref);
    (void)json::set(value, "group.size", static_cast<std::int64_t>(1 + dice_.below(8)));
    (void)json::set(value, "money.claimed", cny(static_cast<std::int64_t>(10'000 + dice_.below(60'000))));
    (void)json::set(value, "money.entitlement", cny(30'000));
    (void)json::set(value, "flags.odd", dice_.percent(50));
    if (dice_.percent(60)) {
      json::erase(value, "parties.0.anonymous");
      (void)json::set_text(value, "parties.0.name", dice_.percent(50) ? "张三" : "Ann Li");
      (void)json::set(value, "parties.0.contacts", json::Array{json::Object{{"kind", "phone"}, {"value", dice_.percent(50) ? "13800000001" : "13800000002"}}});
    }
    json::Array watch, officers;
    for (std::size_t i = dice_.below(4); i > 0; --i) watch.push_back(json::Object{{"id", "w" + std::to_string(i)}});
    for (std::size_t i = dice_.below(3); i > 0; --i) officers.emplace_back(people()[i - 1]);
    (void)json::set(value, "flags.watch", std::move(watch));
    (void)json::set(value, "flags.officers", std::move(officers));
    return value;
  }
  static const std::vector<std::string>& people() {
    static const std::vector<std::string> all{"li.na", "wang.yi", "sun.hao", "zhao.min"};
    return all;
  }

  /// Stages that are done, fail, come too late, hold the step by a task, or ask: as the seed says.
  void make_stages() {
    stages_.push_back(runtime::testing::constant("amends.classify", {{"complexity", "complex"}, {"nature", json::Object{{"primary", "fee_interest"}}}}));
    for (int i = 0; i < kStages; ++i) {
      const auto id = "x.s" + std::to_string(i);
      // Two of them ask for other cases.
      const std::vector<std::string> asked = i == 0 ? std::vector<std::string>{"count_window"} : i == 1 ? std::vector<std::string>{"prior", "dedupe"} : std::vector<std::string>{};
      std::vector<std::string> reads{"text", "group.size", "flags.odd"};
      for (const auto& name : asked) reads.push_back("store_facts." + name);
      stages_.push_back(std::make_shared<LambdaStage>(
          id, std::move(reads),
          [this](const json::Value& read, int run) -> Result<json::Value> {
            const auto chance = dice_.below(100);
            if (chance < 6) return fail(ErrorCode::unavailable, "the other system is away");
            if (chance < 9) return fail(ErrorCode::deadline, "the answer came too late");
            if (chance < 12) return fail(ErrorCode::range, "the sum is out of range");
            if (chance < 14) return fail(ErrorCode::needs_person, "a person has to look");
            json::Object answer{{"result", json::Object{{"run", run}, {"n", static_cast<std::int64_t>(dice_.below(9))}, {"size", json::integer_at(read, "group.size")}, {"words", json::Array{"a", "二"}}}}};
            const auto task = [&](const char* name, const char* kind, const char* role, bool blocking) {
              answer["tasks"] = json::Array{json::Object{{"id", name}, {"kind", kind}, {"owner_role", role}, {"form", "free"}, {"title", json::bilingual("办", "Do")}, {"blocking", blocking}}};
            };
            if (chance < 22 && run < 4) {
              answer["status"] = "need_input";
              answer["questions"] = json::Array{json::Object{{"id", "q"}, {"form_name", "free"}, {"to_role", "handler"}, {"reason", json::bilingual("请说明", "Say it")}, {"blocking", true}}};
            } else if (chance < 28) {
              task("check", "human", "handler", true);
            } else if (chance < 32) {
              task("look", "human", "handler", false);
            } else if (chance < 34) {
              task("safety", "safety", "crisis_trained", true);
            }
            if (const auto* told = json::find(read, "store_facts")) answer["result"].as_object()["told"] = *told;
            return json::Value(std::move(answer));
          },
          std::vector<std::string>{}, std::vector<std::string>{}, asked));
    }
  }

  bool over(const std::string& id) const {
    const auto status = folded_.at(id).flow().status;
    return status == flow::CaseStatus::finished || status == flow::CaseStatus::cancelled;
  }

  // --- acts ---

  /// What became of an act. A refusal has a sentence, is no fault of the program, and leaves no event but the record of a refusal.
  template <class R>
  bool did(const std::string& what, const R& result) {
    note(what, result ? std::string() : result.error().text());
    ++did_[what.substr(0, what.find(' '))];
    if (result) return true;
    ++refused_;
    const auto& error = result.error();
    if (error.code == ErrorCode::internal || error.code == ErrorCode::corrupt || error.code == ErrorCode::io || error.message.empty()) broken(what + " ends in a fault: " + error.text());
    const auto events = runtime_->store()->journal(seen_, 100, false);
    if (!events) return broken("the journal cannot be read: " + events.error().text());
    for (const auto& event : *events)
      if (event.kind != kinds::refused && event.kind != kinds::approval_refused) broken(what + " was refused (" + error.text() + ") and left the event " + event.kind);
    return false;
  }

  Actor person(const std::string& role = "handler") { return {dice_.of(people()), role, "test"}; }

  json::Value answer_for(const TaskState& task) {
    const auto n = static_cast<std::int64_t>(dice_.below(9));
    const auto sum = static_cast<std::int64_t>(10'000 + 10'000 * dice_.below(3));
    if (task.form == "draft_offer") return json::Object{{"offer", cny(sum)}, {"letter", kLetter}, {"reason", "r"}};
    if (task.form == "approve_draft") return json::Object{{"approved", !dice_.percent(20)}, {"reason", "r"}};
    if (task.form == "offer_made") return json::Object{{"offer", cny(sum)}, {"next", dice_.percent(50) ? "done" : "offer_again"}, {"reason", "r"}};
    if (task.form == "draft_goodwill") return json::Object{{"sum", cny(5'000)}, {"reason", "r"}};
    if (task.form == "pay_goodwill") return json::Object{{"sum", cny(5'000)}, {"more", dice_.percent(30)}, {"reason", "r"}};
    if (task.form == "letter_sent") return json::Object{{"text_sent", kLetter}, {"reason", "r"}};
    if (task.form == "send_back") return json::Object{{"reason", "r"}};
    if (task.form == "free") return json::Object{{"n", n}, {"reason", "理由 " + std::to_string(n)}};
    return json::Object{{"result", "changed"}, {"reason", "r"}, {"who", "wang.yi"}};
  }

  Actor taker(const TaskState& task) {
    if (dice_.percent(6)) return person(dice_.percent(50) ? "supervisor" : "legal");
    auto role = task.role;
    if (!task.escalated_to.empty() && dice_.percent(40)) role = dice_.of(task.escalated_to);
    if (task.candidate_people.empty() && !task.candidate_roles.empty()) role = dice_.of(task.candidate_roles);
    auto by = person(role);
    if (!task.candidate_people.empty() && dice_.percent(80)) by.id = dice_.of(task.candidate_people);
    if (!task.assignee.empty() && dice_.percent(85)) by.id = task.assignee;
    return by;
  }

  void act(const std::string& id, const CaseState& state) {
    const auto waits = std::vector<std::pair<std::string, store::MessageWait>>(state.waits().begin(), state.waits().end());
    std::vector<const TaskState*> tasks;
    for (const auto& task : state.tasks())
      if (task.status == "open") tasks.push_back(&task);
    const bool parked = std::any_of(state.flow().tokens.begin(), state.flow().tokens.end(), [](const auto& token) { return token.state == flow::TokenState::parked; });
    if (state.suspension() && dice_.percent(45)) return void(did("resume " + id, runtime_->resume(id, "it goes on", person("supervisor"))));
    if (parked && dice_.percent(25)) return void(did("resume " + id, runtime_->resume(id, "looked at", person("supervisor"))));
    if (const auto* clock = state.clock("decide"); clock && ((clock->state == "running" && clock_->now() < clock->due_at && dice_.percent(12)) || (clock->state == "suspended" && dice_.percent(25)))) return move_clock(id, state);
    const std::size_t of_tasks = tasks.empty() ? 0 : 35, of_waits = waits.empty() ? 0 : 22, of_time = state.timers().empty() ? 6 : 22, of_others = 22;
    auto chance = dice_.below(of_tasks + of_waits + of_time + of_others);
    if (chance < of_tasks) return work_on(id, *tasks[dice_.below(tasks.size())]);
    if (chance < of_tasks + of_waits) {
      const auto& wait = waits[dice_.below(waits.size())].second;
      if (wait.name.starts_with("signal:")) return void(did("signal " + wait.name.substr(7), runtime_->signal(wait.name.substr(7), json::Object{{"n", 1}}, dice_.percent(50) ? "g" + std::to_string(dice_.below(20)) : "", person())));
      return send(wait.name, wait.key, {});
    }
    if (chance < of_tasks + of_waits + of_time) return pass();
    switch (dice_.below(22)) {
      case 0:
      case 1: {
        std::vector<std::string> paths;
        for (const auto& [path, section] : state.sections())
          if (json::find(state.record(), path + ".n")) paths.push_back(path + ".n");
        if (paths.empty() || dice_.percent(30)) return void(did("correct " + id + " group.size", runtime_->correct(id, "group.size", static_cast<std::int64_t>(1 + dice_.below(8)), "counted again", person())));
        const auto path = dice_.of(paths);
        return void(did("correct " + id + " " + path, runtime_->correct(id, path, static_cast<std::int64_t>(dice_.below(9)), "read again", person())));
      }
      case 2: return void(did("facts " + id + " group.size", runtime_->set_facts(id, json::Object{{"group.size", static_cast<std::int64_t>(1 + dice_.below(8))}}, "told", person())));
      case 3: return void(did("facts " + id + " flags.watch.[]", runtime_->set_facts(id, json::Object{{"flags.watch.[]", json::Object{{"id", "w" + std::to_string(dice_.below(9))}}}}, "one more", person())));
      case 4: return void(did("facts " + id + " money.claimed.minor", runtime_->set_facts(id, json::Object{{"money.claimed.minor", static_cast<std::int64_t>(1'000 + dice_.below(70'000))}}, "told", person())));
      case 5: return void(did("document " + id, runtime_->add_document(id, json::Object{{"kind", "note"}, {"body", "补充说明 " + std::to_string(dice_.below(100))}}, person())));
      case 6: return void(did("suspend " + id, runtime_->suspend(id, "the ombudsman looks at it", person("supervisor"))));
      case 7: return void(dice_.percent(25) ? did("cancel " + id, runtime_->cancel(id, dice_.percent(90) ? "asked for" : "", person("supervisor"))) : did("resume " + id, runtime_->resume(id, "looked at", person("supervisor"))));
      case 8:
      case 9: {
        Runtime::Retry retry;
        const auto& steps = state.definition().steps();
        if (!dice_.percent(25)) retry.step = steps[dice_.below(steps.size())].name;
        if (!state.approvals().empty() && dice_.percent(60)) retry.approver = "zhao.min", retry.approver_role = "supervisor";
        return void(did("retry " + id + " " + retry.step, runtime_->retry(id, retry, "once more", Actor{"sun.hao", "handler", "test"})));
      }
      case 10:
      case 11:
      case 12: return deliver();
      case 13:
      case 14: return move_clock(id, state);
      case 15: return void(did("signal", runtime_->signal(dice_.percent(50) ? "alarm" : "news", json::Object{{"n", 2}}, "", person())));
      case 16: return send("m" + std::to_string(1 + dice_.below(30)), dice_.percent(60) ? id : "r-0", Runtime::Keep{calendar::Duration{static_cast<std::int64_t>(1 + dice_.below(20)), calendar::Unit::days}, dice_.percent(70) ? id : ""});
      case 17: return void(did("nobody's answer " + id, runtime_->answer(id, "nothing#1", json::Object{{"n", 1}}, person())));
      case 18:
        if (!state.tasks().empty()) {
          const auto& task = state.tasks()[dice_.below(state.tasks().size())];
          return void(did("answer_again " + id + " " + task.id, runtime_->answer(id, task.id, answer_for(task), taker(task), seen_of(id, task))));
        }
        return pass();
      case 19: return void(did("message nobody waits for", runtime_->message("nothing", id, json::Object{}, "z1", person())));
      case 20: return void(did("correct_wrongly " + id, runtime_->correct(id, dice_.percent(50) ? "case.id" : "analysis.nothing.x", "no", "wrong", person())));
      default: return void(did("rebase", runtime_->rebase_clocks("", "", "newer packs", person("supervisor"), dice_.percent(50))));
    }
  }

  std::string seen_of(const std::string& id, const TaskState& task) {
    if (task.shows.is_null() || dice_.percent(10)) return {};
    const auto shown = runtime_->shown(id, task.id);
    return shown ? shown->digest : std::string();
  }

  void work_on(const std::string& id, const TaskState& task) {
    const auto what = " " + id + " " + task.id;
    const auto by = taker(task);
    switch (dice_.below(14)) {
      case 0: return void(did("claim" + what, runtime_->claim(id, task.id, by)));
      case 1: return void(did("take_over" + what, runtime_->claim(id, task.id, person("supervisor"), "it is urgent")));
      case 2: return void(did("release" + what, runtime_->release(id, task.id, "no time", by)));
      case 3: return void(did("delegate" + what, runtime_->delegate(id, task.id, dice_.of(people()), "knows it better", by)));
      case 4:
        if (dice_.percent(25)) return void(did("recuse" + what, runtime_->recuse(id, task.id, "a relative of mine", by)));
        return void(did("draft" + what, runtime_->save_draft(id, task.id, json::Object{{"reason", "half"}}, by)));
      default: return void(did("answer" + what, runtime_->answer(id, task.id, answer_for(task), by, seen_of(id, task))));
    }
  }

  void send(const std::string& name, const std::string& key, const Runtime::Keep& keep) {
    const auto message_id = dice_.percent(10) ? "twice" + std::to_string(dice_.below(3)) : dice_.percent(20) ? std::string() : "id" + std::to_string(++messages_);
    did("message " + name + " " + key + " " + message_id + (keep.length ? " kept" : ""), runtime_->message(name, key, json::Object{{"text", "消息"}, {"n", static_cast<std::int64_t>(dice_.below(9))}}, message_id, person(), keep));
  }

  void pass() {
    const auto next = runtime_->store()->next_timer();
    const auto now = clock_->now();
    if (next && *next && dice_.percent(60)) clock_->set(std::max(now, **next));
    else clock_->set({now.us + static_cast<std::int64_t>(1 + dice_.below(dice_.percent(70) ? 7'200 : 300'000)) * 1'000'000});
    const auto fired = runtime_->fire_timers();
    if (!did("pass and fire", fired)) broken("timers: " + fired.error().text());
  }

  void deliver() {
    if (keys_.empty() || dice_.percent(40)) {
      Runtime::Pull pull;
      pull.most = 3;
      pull.lease_us = 60'000'000;
      const auto got = runtime_->pull_outbox(pull, person());
      if (did("pull", got))
        for (const auto& one : *got) keys_.push_back(one.message.key);
      return;
    }
    const auto key = dice_.of(keys_);
    switch (dice_.below(6)) {
      case 0: return void(did("delivery_failed " + key, runtime_->delivery_failed(key, "no answer", dice_.percent(30), person())));
      case 1: return void(did("delivery_retried " + key, runtime_->retry_delivery(key, "the line is back", person("supervisor"))));
      case 2: return void(did("delivery_dropped " + key, runtime_->drop_delivery(key, "sent by hand", person("supervisor"))));
      default: return void(did("acknowledge " + key, runtime_->acknowledge(key, json::Object{{"no", static_cast<std::int64_t>(dice_.below(99))}}, person())));
    }
  }

  void move_clock(const std::string& id, const CaseState& state) {
    calendar::DeadlineEvent event;
    event.approver = "qian.hua";
    event.approver_role = "head_office_senior_manager";
    event.notices = {{"complainant", clock_->now()}};
    switch (dice_.below(4)) {
      case 0:
        event.kind = calendar::DeadlineEventKind::extended;
        event.reason = "records of three branches must be read";
        break;
      case 1:
      case 2:
        event.kind = calendar::DeadlineEventKind::suspended;
        event.reason = "outside_appraisal";
        break;
      default: event = {}; event.kind = calendar::DeadlineEventKind::resumed;
    }
    const auto* clock = state.clock("decide");
    if (clock && clock->state == "suspended" && dice_.percent(70)) event = {}, event.kind = calendar::DeadlineEventKind::resumed;
    did("clock " + id + " " + std::string(calendar::event_kind_name(event.kind)), runtime_->move_clock(id, "decide", event, person()));
  }

  // --- comparison ---

  /// Every case that got events since the last time.
  bool compare() {
    std::set<std::string> touched;
    while (true) {
      const auto events = runtime_->store()->journal(seen_, 500, false);
      if (!events) return broken("the journal cannot be read: " + events.error().text());
      if (events->empty()) break;
      for (const auto& event : *events) touched.insert(event.case_id), ++events_[event.kind];
      seen_ = events->back().n;
    }
    for (const auto& id : touched)
      if (!same(id, true)) return false;
    return true;
  }

  bool same(const std::string& id, bool live) {
    ++compared_;
    failed_ = id;
    auto loaded = runtime_->load(id);
    if (!loaded) return broken(id + " cannot be loaded: " + loaded.error().text());
    const auto stored = runtime_->store()->stored(id);
    if (!stored) return broken(id + " is not to be read: " + stored.error().text());
    const auto events = runtime_->store()->events(id);
    auto folded = fold_events(id, loaded->state.definition_pointer(), *events);
    if (!folded) return broken("the events of " + id + " cannot be folded: " + folded.error().text());
    const auto of_fold = dump(*folded);
    const auto differ = [&](const char* what, const std::string& other) {
      const auto line = first_difference(other, of_fold);
      return line.empty() || broken(std::string(what) + " of " + id + " is not what its events give:\n  " + line);
    };
    if (!differ("what the runtime loads", dump(loaded->state))) return false;
    if (live) {
      const auto held = live_states().find(id);
      if (held == live_states().end()) return broken("no turn of " + id + " was seen; is the function of the linker in its place?");
      if (!differ("what the turn held", held->second)) return false;
    }
    const bool left = !left_to_do(*folded).empty();
    const auto wanted = project(*folded, left, {}, stored->projection.lookup_keys ? std::optional(runtime_->store()->lookup_salt()) : std::nullopt);
    if (const auto line = first_difference(dump(stored->projection), dump(wanted)); !line.empty()) return broken("the rows of " + id + " are not what its events give:\n  " + line);
    if (left) return broken(id + " has work left after its turn, which nobody goes on with before a recovery: " + [&] {
      std::string names;
      for (const auto& command : left_to_do(*folded)) names += (command.step == flow::kEnd ? "-" : folded->definition().step(command.step).name) + " " + command.id + ", ";
      return names;
    }());
    if (events->empty() || stored->row.seq != events->back().seq || stored->row.head != events->back().hash || stored->row.status != stored->projection.status) return broken("the row of " + id + " names another end");
    folded_.insert_or_assign(id, std::move(*folded));
    failed_.clear();
    return true;
  }

  bool reopen() {
    std::map<std::string, std::string> before;
    for (const auto& [id, state] : folded_) before[id] = dump(state);
    if (!open()) return false;
    ++reopened_;
    note("closed and opened", {});
    const auto recovered = runtime_->recover();
    if (!recovered) return broken("recover: " + recovered.error().text());
    if (*recovered != 0) return broken("recovery goes on with " + std::to_string(*recovered) + " cases, and no turn was cut");
    if (!compare()) return false;
    for (const auto& id : cases_) {
      if (over(id) && !dice_.percent(10)) continue;
      if (!same(id, false)) return false;
      if (const auto now = dump(folded_.at(id)); now != before[id]) return broken(id + " is another one after the file was closed: " + first_difference(before[id], dump(folded_.at(id))));
    }
    return true;
  }

  static constexpr const char* kLetter = "多收的年费300元将在三个工作日内退回您的账户。您可以自收到之日起30日内申请上级核查；可以申请调解；可以随时向监管部门投诉；也可以在诉讼时效期限内向法院起诉。";

  Dice dice_;
  std::uint64_t seed_;
  int episode_;
  Folder folder_;
  fs::path root_ = runtime::testing::make_root(folder_);
  std::shared_ptr<VirtualClock> clock_ = std::make_shared<VirtualClock>(*parse_instant(runtime::testing::kMonday));
  std::shared_ptr<Entropy> entropy_;
  std::vector<std::shared_ptr<host::Stage>> stages_;
  std::unique_ptr<Runtime> runtime_;
  std::vector<std::string> workflows_, cases_, keys_, acts_;
  std::map<std::string, CaseState> folded_;
  std::string failure_, failed_, refusal_;
  std::map<std::string, std::string> texts_, workflow_of_;
  std::int64_t seen_ = 0, steps_ = 0, refused_ = 0, reopened_ = 0, compared_ = 0, messages_ = 0;
  std::map<std::string, int> kinds_, did_, events_, refusals_;
  int drawn_ = 0, refused_workflows_ = 0;
};

}  // namespace amends::simulation
