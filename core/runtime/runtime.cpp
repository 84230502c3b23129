#include "runtime/runtime.hpp"

#include <algorithm>
#include <filesystem>

#include "host/pack_services.hpp"
#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "runtime/answer_bounds.hpp"
#include "runtime/approving.hpp"
#include "runtime/called.hpp"
#include "runtime/contracts.hpp"
#include "runtime/corrections.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/handover/server.hpp"
#include "runtime/internal.hpp"
#include "runtime/lookups.hpp"
#include "runtime/path_checks.hpp"
#include "runtime/record.hpp"
#include "runtime/repeated.hpp"
#include "runtime/stage_runner.hpp"
#include "support/files.hpp"
#include "support/ids.hpp"
#include "support/nearest.hpp"

namespace amends::runtime {
namespace {

/// Stages of plugins and of the host program behind one face.
class JoinedCatalogue final : public host::StageCatalogue {
 public:
  JoinedCatalogue(std::unique_ptr<host::StageCatalogue> plugins, std::vector<std::shared_ptr<host::Stage>> own) : plugins_(std::move(plugins)), own_(std::move(own)) {}
  host::Stage* find(std::string_view id, std::int32_t major) const override {
    for (const auto& stage : own_)
      if (stage->manifest().id == id && (major == 0 || stage->manifest().major == major)) return stage.get();
    return plugins_ ? plugins_->find(id, major) : nullptr;
  }
  std::vector<const host::StageManifest*> all() const override {
    auto list = plugins_ ? plugins_->all() : std::vector<const host::StageManifest*>{};
    for (const auto& stage : own_) list.push_back(&stage->manifest());
    std::sort(list.begin(), list.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    return list;
  }

 private:
  std::unique_ptr<host::StageCatalogue> plugins_;
  std::vector<std::shared_ptr<host::Stage>> own_;
};

/// A task for each form that a person fills in.
std::vector<TaskState> asking_tasks(const flow::Definition& definition) {
  std::vector<TaskState> out;
  const auto add = [&](const flow::HumanWork& work) {
    TaskState task;
    task.form = work.form;
    out.push_back(std::move(task));
  };
  for (const auto& step : definition.steps()) {
    if (step.kind == flow::StepKind::human) add(step.human);
    for (const auto& alternative : step.alternatives)
      if (alternative.human) add(*alternative.human);
  }
  return out;
}
constexpr std::string_view kContentHash = "sha256:";  ///< how the hash of a definition begins; no workflow has a name with a colon

/// The names of the folders in a folder that have this file, sorted and joined: "catalogue, shipped".
std::string names_with(const std::filesystem::path& folder, const char* file) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (fs::exists(entry.path() / file)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "(none)" : out;
}

/// A `with` name that the table does not have would be asked of nobody.
Result<void> check_inputs(const flow::Definition& definition, const flow::Step& step, const packs::PackSet& packs) {
  AMENDS_TRY(const auto table, packs.named_table(step.table));
  for (const auto& [name, expression] : step.with) {
    if (table->takes(name)) continue;
    std::vector<std::string> known;
    for (const auto& input : table->inputs()) known.push_back(table->model() ? packs::as_name(input) : input);
    const auto near = nearest_name(name, std::vector<std::string_view>(known.begin(), known.end()));
    std::string list;
    for (const auto& one : known) list += (list.empty() ? "" : ", ") + one;
    return fail(ErrorCode::schema, "the table " + step.table + " has no input '" + name + "'" + (near.empty() ? "; it has " + list : "; did you mean '" + near + "'?"), definition.place(step.body + ".with." + name));
  }
  return {};
}

}  // namespace

Runtime::~Runtime() { close_to_others(); }

void Runtime::log(LogLevel level, std::string_view case_id, std::string_view message) const {
  if (options_.log) options_.log(level, case_id, message);
}

Result<std::unique_ptr<Runtime>> Runtime::open(Options options) {
  std::unique_ptr<Runtime> self(new Runtime);
  AMENDS_TRY(auto happened, WakeUp::make());
  self->wake_ = std::make_unique<Wake>(Wake{std::move(happened)});
  self->schedule_ = std::make_unique<Schedule>();
  self->warm_ = std::make_unique<WarmCases>();
  self->clock_ = options.clock ? options.clock : std::make_shared<SystemClock>();
  self->entropy_ = options.entropy ? options.entropy : std::shared_ptr<Entropy>(system_entropy());
  namespace fs = std::filesystem;
  std::vector<fs::path> overlays(options.overlays.begin(), options.overlays.end());
  AMENDS_TRY(auto packs, packs::PackSet::load(fs::path(options.root) / "packs", options.pack_set, overlays));
  self->environment_.packs = packs;
  AMENDS_TRY(self->environment_.organisations, Organisations::from_packs(*packs));
  AMENDS_TRY(self->environment_.clock_rules, ClockRules::from_packs(*packs, *self->environment_.organisations));
  AMENDS_TRY(self->environment_.guard, guard::Guard::from_packs(*packs));
  self->environment_.entropy = self->entropy_.get();

  auto services = host::make_pack_services([log = options.log](host::LogLevel level, std::string_view stage, std::string_view case_id, std::string_view text) {
    if (!log) return;
    const auto to = level == host::LogLevel::debug ? LogLevel::debug : level == host::LogLevel::info ? LogLevel::info : level == host::LogLevel::warn ? LogLevel::warn : LogLevel::error;
    log(to, case_id, std::string(stage) + ": " + std::string(text));
  });
  auto plugins = std::make_unique<host::PluginCatalogue>(std::move(services));
  host::LoadOptions load;
  if (const auto own = fs::path(options.root) / "plugins"; fs::exists(own)) load.folders.push_back(own.string());
  load.folders.insert(load.folders.end(), options.plugin_folders.begin(), options.plugin_folders.end());
  self->load_report_ = plugins->load(load);
  for (const auto& row : self->load_report_.rows)
    if (row.state == host::LoadRow::State::refused && options.log) options.log(LogLevel::warn, "", row.reason);
  self->catalogue_ = std::make_unique<JoinedCatalogue>(std::move(plugins), options.stages);
  self->environment_.stages = self->catalogue_.get();
  self->environment_.asking = std::make_shared<AskingWorkflows>(*self->catalogue_);
  AMENDS_TRY(self->environment_.contracts, Contracts::compile(*self->catalogue_));
  AMENDS_CHECK(check_bound_results(*packs, *self->catalogue_));

  if (!options.database.empty()) {
    self->read_log_.emplace(options.database);
  }
  self->options_ = std::move(options);
  if (!self->options_.database.empty()) AMENDS_CHECK(self->open_store());
  return self;
}

Result<void> Runtime::open_store() {
  store::OpenOptions how;
  how.read_only = options_.read_only;
  how.create = options_.create;
  how.holder = options_.holder;
  auto opened = store::Store::open(options_.database, how);
  if (!opened && opened.error().code == ErrorCode::busy && !options_.read_only && options_.hand_over) {
    AMENDS_TRY(relay_, handover::Relay::beside(options_.database, opened.error(), handover::footing_of(*this)));
    if (options_.clock)
      return fail(ErrorCode::busy, opened.error().message + ". It would take acts from here, but on its own clock; leave the virtual clock (--now, now=) out", opened.error().where);
    how.read_only = true;
    opened = store::Store::open(options_.database, how);
  }
  AMENDS_TRY(store_, std::move(opened));
  environment_.store = store_.get();
  return {};
}

Result<std::string> Runtime::deploy(const std::string& path_or_name) {
  namespace fs = std::filesystem;
  fs::path path = path_or_name;
  if (!fs::exists(path)) path = fs::path(options_.root) / "workflows" / path_or_name;
  if (fs::is_directory(path)) path /= "workflow.yaml";
  if (!fs::exists(path)) {
    return fail(ErrorCode::not_found, "there is no workflow '" + path_or_name + "'; give a folder with workflow.yaml, or one of: " + names_with(fs::path(options_.root) / "workflows", "workflow.yaml"));
  }
  AMENDS_TRY(const auto text, read_file(path.string(), yaml::kBytesMax));
  return deploy_text(text, path.string());
}

Result<std::shared_ptr<const flow::Definition>> Runtime::read_text(std::string_view text, const std::string& file_name) const {
  const auto in_files = called_from(file_name, options_.root);
  return flow::Definition::from_yaml(text, file_name, [&](std::string_view workflow) -> Result<yaml::Document> {
    std::shared_ptr<const flow::Definition> deployed;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = by_name_.find(std::string(workflow)); found != by_name_.end()) deployed = found->second;
    }
    if (deployed) return yaml::parse(deployed->source(), "workflow " + std::string(workflow));
    return in_files(workflow);
  });
}

Result<std::shared_ptr<const flow::Definition>> Runtime::check_text(std::string_view text, const std::string& file_name) const {
  AMENDS_TRY(auto definition, read_text(text, file_name));
  for (const auto& stage : definition->stages()) {
    if (environment_.stages->find(stage, 0)) continue;
    const auto& steps = definition->steps();
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const flow::Step& s) { return s.stage == stage; });
    if (step->optional) continue;
    std::vector<std::string_view> known;
    for (const auto* one : environment_.stages->all()) known.push_back(one->id);
    const auto near = nearest_name(stage, known);
    return fail(ErrorCode::not_found, "no loaded plugin offers the stage '" + stage + "'; " + (near.empty() ? std::string{} : "did you mean '" + near + "'? Else ") +
                                          "install and trust it (`amends plugin list` shows what is loaded and why others are not), or mark the step optional",
                definition->place(step->path));
  }
  if (auto fit = packs_fit(*definition); !fit) return fit.error().within(definition->place("packs"));
  AMENDS_CHECK(check_with_loaded(*definition));
  return definition;
}

Result<std::string> Runtime::deploy_text(std::string_view text, const std::string& file_name) {
  if (relay_) {
    AMENDS_TRY(auto taken, read_text(text, file_name));
    AMENDS_CHECK(relay_->deploy(taken->source(), file_name, options_.by));  // called workflows stand in it
    const std::lock_guard lock(mutex_);
    by_name_[taken->name()] = by_hash_[taken->hash()] = taken;
    return taken->name();
  }
  AMENDS_TRY(auto definition, check_text(text, file_name));
  if (store_ && !options_.read_only) {
    AMENDS_CHECK(store_->put_blob(definition->hash(), "workflow", definition->name(), definition->source()));
    AMENDS_CHECK(keep_forms("workflow " + definition->name(), asking_tasks(*definition)));
  }
  if (store_ && !options_.read_only && environment_.asking->asks(*definition)) AMENDS_CHECK(add_lookup_keys(definition->name()));
  const std::lock_guard lock(mutex_);
  by_name_[definition->name()] = definition;
  by_hash_[definition->hash()] = definition;
  return definition->name();
}

Result<void> Runtime::add_lookup_keys(const std::string& workflow) {
  AMENDS_TRY(const auto ids, store_->without_lookup_keys(workflow));
  for (const auto& id : ids) {
    auto loaded = load(id);
    if (!loaded && loaded.error().code == ErrorCode::unsupported) continue;  // erased in part: it is found by nobody
    if (!loaded) return std::move(loaded).error();
    store::Turn turn;
    turn.case_id = id;
    turn.expected_seq = loaded->row.seq;
    turn.expected_head = loaded->row.head;
    turn.projection.lookup_keys = lookup_keys(loaded->state.record(), store_->lookup_salt());
    // Somebody else's turn that came first has written them.
    if (auto written = store_->append_one(turn); !written && written.error().code != ErrorCode::conflict) return written;
  }
  if (!ids.empty()) log(LogLevel::info, "", "made " + std::to_string(ids.size()) + " earlier cases of the workflow " + workflow + " known to stages that ask for other cases");
  return {};
}

/// What the workflow file alone cannot tell: names of the packs, names of stages that steps would hide, and branches that get in each other's way.
Result<void> Runtime::check_with_loaded(const flow::Definition& definition) const {
  const auto& packs = *environment_.packs;
  flow::PackNames known{packs.forms(), packs.tables()};
  for (const auto& form : known.forms) {
    if (can_say_yes(packs, form)) known.approving.push_back(form);
    for (const auto& field : json::list_at(*packs.file("forms/" + form), "fields")) known.fields[form].emplace_back(json::text_at(field, "field"));
  }
  AMENDS_CHECK(definition.check_pack_names(known));
  AMENDS_CHECK(check_authority(definition));
  for (const auto& step : definition.steps()) {
    if (step.kind == flow::StepKind::decide) AMENDS_CHECK(check_inputs(definition, step, packs));
    const auto* stage = step.stage.empty() ? nullptr : environment_.stages->find(step.stage, step.stage_major);
    if (!stage) continue;
    if (auto config = environment_.contracts->configuration(stage->manifest(), &step.config); !config) return config.error().within(definition.place(step.body + ".config"));
  }
  std::vector<std::string> ids;
  flow::StageUses uses;
  for (const auto* stage : environment_.stages->all()) {
    ids.push_back(stage->id);
    auto& use = uses[stage->id] = {stage->reads, stage->sets};
    use.writes.push_back(stage->section);
    for (auto& path : lookup_parameters(*stage)) use.reads.push_back(std::move(path));
  }
  AMENDS_CHECK(definition.check_stage_names(ids));
  AMENDS_CHECK(definition.check_branches(uses));
  const auto paths = check_paths(definition, *environment_.stages, packs);
  if (paths.never.empty()) return {};
  std::string message = paths.never.front().message;
  for (std::size_t i = 1; i < paths.never.size(); ++i) message += "\n" + paths.never[i].where + ": " + paths.never[i].message;
  return fail(ErrorCode::schema, std::move(message), paths.never.front().where);
}

std::vector<flow::Warning> Runtime::warnings(const flow::Definition& definition) const {
  auto out = definition.warnings();
  for (auto& fault : check_paths(definition, *environment_.stages, *environment_.packs).doubtful) out.push_back({std::move(fault.where), std::move(fault.message)});
  return out;
}

/// A step that approves money needs somebody with the authority to: in the workflow's own limits or the institution's.
Result<void> Runtime::check_authority(const flow::Definition& definition) const {
  const auto check = [&](const flow::HumanWork& work, const std::string& path) -> Result<void> {
    if (work.amount.empty()) return {};
    for (const auto& organisation : environment_.organisations->all()) {
      const auto table = authority_of(work, organisation);
      const auto holds = [&](const std::string& role) { return table.contains(role); };
      if (holds(work.role) || std::any_of(work.escalate.begin(), work.escalate.end(), [&](const auto& rung) { return holds(rung.to); })) return {};
    }
    return fail(ErrorCode::schema, "nobody could approve money here: neither `limits` nor authority_limits in org.yaml gives the role '" + work.role + "' (or one that the task escalates to) a limit; add one", definition.place(path));
  };
  for (const auto& step : definition.steps()) {
    if (step.kind == flow::StepKind::human) AMENDS_CHECK(check(step.human, step.body + ".human.amount"));
    for (const auto& alternative : step.alternatives)
      if (alternative.human) AMENDS_CHECK(check(*alternative.human, step.body + ".first_of." + alternative.name + ".human.amount"));
  }
  return {};
}

Result<void> Runtime::packs_fit(const flow::Definition& definition) const {
  const auto& wanted = definition.pack_set();
  if (wanted.empty() || environment_.packs->includes(wanted)) return {};
  const auto have = "the workflow is written for the pack set '" + wanted + "', and this runtime has '" + environment_.packs->name() + "'; ";
  const auto folder = std::filesystem::path(options_.root) / "packs";
  if (std::filesystem::exists(folder / wanted / "pack.yaml")) return fail(ErrorCode::pack_missing, have + "open it with --packs " + wanted + " (in Python: packs=\"" + wanted + "\")");
  return fail(ErrorCode::pack_missing, have + "the installation has no such set (it has " + names_with(folder, "pack.yaml") + "): correct the name, or give the folder of that name with --overlay");
}

Result<std::shared_ptr<const flow::Definition>> Runtime::definition(const std::string& workflow) {
  if (workflow.starts_with(kContentHash)) return definition_by_hash(workflow);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_name_.find(workflow); found != by_name_.end()) return found->second;
  }
  AMENDS_TRY(const auto name, deploy(workflow));
  const std::lock_guard lock(mutex_);
  return by_name_.at(name);
}

Result<std::shared_ptr<const flow::Definition>> Runtime::definition_by_hash(const std::string& hash) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_hash_.find(hash); found != by_hash_.end()) return found->second;
  }
  AMENDS_TRY(auto text, store_->blob(hash));
  AMENDS_TRY(auto definition, flow::Definition::from_yaml(text, "workflow " + hash.substr(0, 15)));
  if (definition->hash() != hash) return fail(ErrorCode::corrupt, "the journal holds the workflow " + definition->name() + " under the hash of another one; run `amends verify`", hash);
  const std::lock_guard lock(mutex_);
  by_hash_[hash] = definition;
  return definition;
}

Result<std::string> Runtime::name_at_worker(const std::string& workflow) {
  auto known = this->definition(workflow);
  if (known) return (*known)->hash();
  if (known.error().code != ErrorCode::not_found || workflow.find('/') != std::string::npos) return std::move(known).error();
  return workflow;
}

Result<Submitted> Runtime::same_again(const store::CaseRow& stored, const json::Value& record) {
  AMENDS_TRY(const auto opening, store_->opening(stored.id));
  Submitted same{stored.id, true, stored.status};
  if (opening.empty()) return same;  // erased: there is nothing left to compare with
  AMENDS_TRY(const auto payload, json::parse(opening));
  const auto* first = json::find(payload, "record");
  const auto differs = first ? said_besides(*first, record) : std::nullopt;
  if (!differs) return same;
  const auto ref = json::text_at(record, "channel.ref");
  return fail(ErrorCode::already_exists,
              (ref.empty() ? "the case " + stored.id : "the reference " + std::string(ref) + " belongs to " + stored.id + ", which") + " is stored already and does not say this; give another complaint " +
                  (ref.empty() ? "an id" : "a reference") + " of its own, or add what is new to the case with `amends case add " + stored.id + "`",
              *differs);
}

Result<std::optional<Submitted>> Runtime::known(const std::string& given, const std::string& ref, const json::Value& record) {
  const store::CaseKey key{given, ref};
  AMENDS_TRY(const auto found, store_->known({&key, 1}));
  if (!found.front()) return std::optional<Submitted>();
  AMENDS_TRY(auto same, same_again(*found.front(), record));
  return std::optional<Submitted>(std::move(same));
}

Result<Runtime::Opening> Runtime::opened(const std::string& workflow, json::Value record, Instant now) {
  AMENDS_TRY(auto definition, this->definition(workflow));
  json::Array findings;
  AMENDS_CHECK(complete_record(record, *environment_.organisations, now, findings));
  AMENDS_CHECK(check_opens(record));
  if (json::text_at(record, "case.id").empty()) (void)json::set_text(record, "case.id", make_id(now, *entropy_));
  const auto case_id = std::string(json::text_at(record, "case.id"));
  const auto ref = reference_of(record);
  // Institution and reference stand in the record.
  json::Object payload{{"workflow", definition->name()},
                       {"version", definition->version()},
                       {"definition", definition->hash()},
                       {"packs", json::Object{{"set", environment_.packs->name()}, {"hash", environment_.packs->hash()}}}};
  if (!findings.empty()) payload["findings"] = std::move(findings);
  payload["record"] = std::move(record);
  return Opening{CaseState(case_id, definition), std::move(payload), ref};
}

Instant Runtime::turn_instant(const json::Value& record, const SubmitOptions& options) const {
  if (options.now_is_received_at)
    if (const auto at = parse_instant(json::text_at(record, "channel.received_at"))) return *at;
  return clock_->now();
}

Result<Submitted> Runtime::submit(const std::string& workflow, json::Value record, const SubmitOptions& options) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (relay_) {
    AMENDS_TRY(const auto taken, name_at_worker(workflow));
    return relay_->submit(taken, std::move(record), options, options_.by);
  }
  AMENDS_TRY(const auto counted, under_way());
  const auto now = turn_instant(record, options);
  AMENDS_TRY(auto opening, opened(workflow, std::move(record), now));
  AMENDS_TRY(auto before, known(opening.state.id(), opening.ref, opening.payload.at("record")));
  if (before) return *before;
  const auto definition = opening.state.definition_pointer();
  Turn turn(environment_, std::move(opening.state), Turn::Stored{}, now);
  AMENDS_CHECK(turn.happen(kinds::case_opened, std::move(opening.payload), options.by.value_or(options_.by).actor()));
  while (true) {
    AMENDS_CHECK(turn.run(definition->commit_each_step()));
    auto part = turn.take();
    if (auto written = store_->append_one(part); !written) {
      if (written.error().code == ErrorCode::conflict && part.expected_seq != 0) {
        // The case is stored, and another act came between two of its steps.
        AMENDS_CHECK(go_on(part.case_id));
        AMENDS_TRY(const auto row, store_->case_row(part.case_id));
        return Submitted{row.id, false, row.status};
      }
      if (written.error().code == ErrorCode::already_exists) {
        // Another thread took the same reference between our look and our write. `part` begins with the opening, of which nothing is stored.
        AMENDS_TRY(const auto payload, json::parse(part.events.front().payload));
        AMENDS_TRY(auto other, known(turn.state().id(), opening.ref, payload.at("record")));
        if (other) return *other;
      }
      return std::move(written).error();
    }
    if (turn.idle()) {
      wake();
      AMENDS_CHECK(spread(turn));
      Submitted out{turn.state().id(), false, turn.status()};
      keep_warm(turn);
      return out;
    }
  }
}

Result<Runtime::Loaded> Runtime::load(std::string_view case_id) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return load(std::move(row));
}

Result<Runtime::Loaded> Runtime::load(store::CaseRow row) {
  AMENDS_TRY(auto events, store_->events(row.id));
  // The row was read first: it may be older than the events, never newer than what we fold.
  AMENDS_TRY(auto definition, definition_by_hash(row.definition_hash));
  AMENDS_TRY(auto state, fold_events(row.id, std::move(definition), events));
  if (!events.empty()) {
    row.seq = events.back().seq;
    row.head = events.back().hash;
  }
  return Loaded{std::move(state), std::move(row), std::move(events)};
}

Result<Turn> Runtime::begin(std::string_view case_id, std::optional<Instant> now) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto row, store_->case_row(case_id));
  // Recorded time never goes back within a case, whatever clock the caller brought.
  const auto wanted = now.value_or(clock_->now());
  if (auto kept = warm_->take(row.id, row.seq, row.head)) {
    const auto at = std::max(wanted, kept->at);
    return Turn(environment_, *std::move(kept), at);
  }
  AMENDS_TRY(auto loaded, load(std::move(row)));
  const auto last = loaded.events.empty() ? Instant{} : loaded.events.back().at;
  return Turn(environment_, std::move(loaded.state), Turn::Stored{loaded.row.seq, loaded.row.head, last, loaded.row.status}, std::max(wanted, last));
}

Result<void> Runtime::finish(Turn& turn) {
  const bool by_step = turn.state().definition().commit_each_step();
  bool begun = false;
  std::size_t signals = 0;  // that are durable
  while (true) {
    AMENDS_CHECK(turn.run(by_step));
    auto part = turn.take();
    if (!part.events.empty() || !part.projection.attributes.empty() || !part.projection.status.empty()) {
      if (auto written = store_->append_one(part); !written) {
        if (!begun || written.error().code != ErrorCode::conflict) return written;
        // The act itself is durable. Another one came between two of its steps: what is left is done from where the case stands now.
        AMENDS_CHECK(spread(turn, signals));
        return go_on(part.case_id, turn.hops());
      }
      begun = true;
      signals = turn.signals().size();
    }
    if (turn.idle()) break;
  }
  wake();
  AMENDS_CHECK(spread(turn));
  keep_warm(turn);
  return {};
}

Result<void> Runtime::go_on(const std::string& case_id, int hops) {
  for (int attempt = 0; attempt < kConflictRetriesMax; ++attempt) {
    AMENDS_TRY(auto turn, begin(case_id));
    turn.came_by_signal(hops);
    turn.recover();
    auto done = finish(turn);
    if (done || done.error().code != ErrorCode::conflict) return done;
  }
  return fail(ErrorCode::conflict, "the act is stored, but others kept changing the case at the same moment, and some of its steps wait; `amends work` goes on with them", case_id);
}

void Runtime::keep_warm(Turn& turn) {
  if (auto one = turn.release()) warm_->keep(*std::move(one));
}

Result<Runtime::UnderWay> Runtime::under_way() {
  UnderWay counted(acts_);
  if (++acts_ <= options_.acts_under_way_max) return counted;
  return fail(ErrorCode::busy, "the runtime works on " + std::to_string(options_.acts_under_way_max) + " acts at a time, and no more than that; try again when one of them has ended (many records at once: submit_many, which waits by itself)");
}

Result<void> Runtime::act(std::string_view case_id, const std::function<Result<void>(Turn&)>& what) {
  AMENDS_TRY(const auto counted, under_way());
  return act_now(case_id, what);
}

Result<void> Runtime::act_now(std::string_view case_id, const std::function<Result<void>(Turn&)>& what) {
  if (options_.read_only) return fail(ErrorCode::refused, "the database was opened for reading only; open it for writing to act");
  if (relay_) return fail(ErrorCode::unsupported, "this act does not go from one process to another; stop the process that holds the journal, and do it alone", std::string(case_id));
  for (int attempt = 0; attempt < kConflictRetriesMax; ++attempt) {
    AMENDS_TRY(auto turn, begin(case_id));
    AMENDS_CHECK(what(turn));
    auto done = finish(turn);
    if (done || done.error().code != ErrorCode::conflict) return done;
  }
  return fail(ErrorCode::conflict, "others kept changing this case at the same moment; try again", std::string(case_id));
}

namespace {

/// Libraries that were found and not loaded: a stage that is missed may be in one of them.
std::string refused_libraries(const host::LoadReport& report) {
  std::string out;
  for (const auto& row : report.rows)
    if (row.state == host::LoadRow::State::refused) out += ". Not loaded: " + row.path + " (" + row.reason + ")";
  return out;
}

}  // namespace

Result<json::Value> Runtime::run_stage(const std::string& stage_id, json::Value record, json::Value config) {
  const auto id = stage_id.find('.') == std::string::npos ? "amends." + stage_id : stage_id;
  std::vector<std::string> order;
  const std::function<Result<void>(const std::string&, int)> visit = [&](const std::string& name, int depth) -> Result<void> {
    if (std::find(order.begin(), order.end(), name) != order.end() || depth > 32) return {};
    auto* stage = environment_.stages->find(name, 0);
    if (!stage) {
      if (depth > 0) return {};
      std::string known;
      for (const auto* manifest : environment_.stages->all()) known += (known.empty() ? "" : ", ") + manifest->id;
      return fail(ErrorCode::not_found, "no loaded plugin offers the stage '" + name + "'; loaded are " + (known.empty() ? "none" : known) + refused_libraries(load_report_));
    }
    const auto& manifest = stage->manifest();
    for (const auto* list : {&manifest.requires_stages, &manifest.optional_stages})
      for (const auto& needed : *list) {
        const bool by_person = needed == "amends.verify";  // its result is a person's to give
        if (!by_person && json::is_null(json::find(record, "analysis." + short_stage_id(needed)))) AMENDS_CHECK(visit(needed, depth + 1));
      }
    order.push_back(name);
    return {};
  };
  AMENDS_CHECK(visit(id, 0));
  const auto now = turn_instant(record, SubmitOptions{true});
  json::Array findings;
  AMENDS_CHECK(complete_record(record, *environment_.organisations, now, findings));
  if (json::text_at(record, "case.id").empty()) (void)json::set_text(record, "case.id", make_id(now, *entropy_));
  const auto* organisation = environment_.organisations->find(json::text_at(record, "case.institution"));
  std::map<std::string, std::string> set_by;
  json::Value last = nullptr;
  for (const auto& name : order) {
    auto* stage = environment_.stages->find(name, 0);
    const json::Value no_config = json::Object{};
    StageInput input;
    const auto case_id = std::string(json::text_at(record, "case.id"));
    input.case_id = case_id;
    input.record = &record;
    input.config = name == id ? &config : &no_config;
    input.now = now;
    input.organisation = organisation;
    std::map<std::string, std::string> texts, digests;  // what the views below point into
    input.text_of = [&](const std::string& path) -> std::string_view {
      const auto* value = json::find(record, record_path(path));
      return texts[path] = value ? json::canonical(*value) : std::string{};
    };
    input.digest = [&](const std::string& path) -> std::string_view { return digests[path] = short_digest(json::find(record, record_path(path))); };
    input.set_by = [&](const std::string& path) -> std::string_view { return set_by.contains(path) ? std::string_view(set_by.at(path)) : std::string_view(); };
    auto outcome = run_checked(environment_, *stage, input);
    if (!outcome) return outcome.error().within(name == id ? "" : name + " (needed by " + id + ")");
    (void)json::set(record, stage->manifest().section, *json::find(outcome->answer.envelope, "result"));
    for (const auto& fact : outcome->applied) {
      const auto path = std::string(json::text_at(fact, "path"));
      AMENDS_CHECK(json::set(record, path, *json::find(fact, "value")));
      set_by[path] = "stage:" + name;
    }
    last = std::move(outcome->answer.envelope);
  }
  return last;
}

}  // namespace amends::runtime
