// amends doctor, stats: what stands still and the command that moves it; how much there is.
#include <filesystem>
#include <map>
#include <set>

#include "cli/context.hpp"
#include "packs/packs.hpp"
#include "review/labels.hpp"
#include "runtime/masking.hpp"
#include "runtime/projection.hpp"
#include "support/utf8.hpp"

namespace amends::cli {
namespace fs = std::filesystem;
namespace {

/// Of one kind of fault, so many are listed one by one; the rest is counted.
constexpr std::size_t kDoctorRowsMax = 20;

struct Symptom {
  std::string where;   ///< a case id, a task, a file
  std::string what;    ///< a sentence
  std::string remedy;  ///< a command, or what to do before one
};

/// One kind of fault. `all`: how many there are; `symptoms` holds the first of them.
struct Complaint {
  std::string kind, title;
  std::int64_t all = 0;
  std::vector<Symptom> symptoms;
};

class Doctor {
 public:
  Doctor(Context& context, runtime::Runtime& runtime) : context_(context), runtime_(runtime) {}

  Result<std::vector<Complaint>> examine() {
    if (runtime_.store()) {
      AMENDS_CHECK(cases("stranded", context_.say("停滞：没有已加载的流程或插件能继续办理", "Stranded: no loaded workflow or plugin can carry them on"),
                         [&](const std::string&) { return "amends plugin list; amends packs; " + context_.say("补齐后：", "then ") + "amends work --once" + context_.and_db(); }));
      AMENDS_CHECK(cases("parked", context_.say("暂停：需要人处理后才能继续", "Parked: a person has to see to them"),
                         [&](const std::string& id) { return "amends case show " + id + context_.and_db() + "; amends case resume " + id + " --reason ..." + context_.and_db(); }));
      AMENDS_CHECK(cases("running", context_.say("中断：一轮办理没有完成", "Cut off: a turn was not brought to its end"),
                         [&](const std::string&) { return "amends work --once" + context_.and_db() + context_.say("（正在运行的程序会自己继续）", " (a program that is running goes on by itself)"); }));
      AMENDS_CHECK(undelivered());
      AMENDS_CHECK(overdue_clocks());
      AMENDS_CHECK(timers_unfired());
      AMENDS_CHECK(overdue_tasks());
    }
    plugins();
    calendars();
    return std::move(out_);
  }

 private:
  template <class Remedy>
  Result<void> cases(const std::string& status, std::string title, const Remedy& remedy) {
    store::CaseFilter filter;
    filter.status = status;
    filter.limit = 1'000'000;
    AMENDS_TRY(const auto rows, runtime_.store()->cases(filter));
    Complaint one{status, std::move(title), 0, {}};
    Complaint quarantined{"quarantined", context_.say("隔离：同一步骤三次使程序中止", "Quarantined: one step took the process down three times"), 0, {}};
    for (const auto& row : rows) {
      AMENDS_TRY(const auto reason, reason_of(row.id));
      auto& into = reason.find(runtime::kTookTheProcessDown) != std::string::npos ? quarantined : one;
      ++into.all;
      if (into.symptoms.size() < kDoctorRowsMax) into.symptoms.push_back({row.id, shown(reason), remedy(row.id)});
    }
    add(std::move(quarantined));
    add(std::move(one));
    return {};
  }

  Result<std::string> reason_of(const std::string& case_id) {
    AMENDS_TRY(const auto attributes, runtime_.store()->attributes(case_id));
    for (const auto& [name, value] : attributes)
      if (name == runtime::kReason) return value;
    return std::string();
  }
  /// Why a case stands still is what a stage said, which may hold what it read.
  std::string shown(const std::string& reason) const { return context_.view().texts() || runtime::is_code(reason) ? reason : std::string("…"); }

  /// Messages that are handed out no more, and those that nobody has fetched for a day.
  Result<void> undelivered() {
    constexpr std::int64_t kFetchedWithinUs = 86'400'000'000;
    store::OutboxFilter filter;
    filter.limit = 1'000'000;
    AMENDS_TRY(const auto rows, runtime_.store()->outbox(filter));
    const auto now = runtime_.clock().now();
    Complaint parked{"undelivered", context_.say("发送失败，等待处理的消息", "Messages that could not be delivered and wait for a person"), 0, {}};
    Complaint waiting{"unfetched", context_.say("一天以上无人取走的消息（没有程序在发送）", "Messages that nobody has fetched for a day (no deliverer is at work)"), 0, {}};
    for (const auto& row : rows) {
      const bool late = row.status == "open" && row.ready_at.us + kFetchedWithinUs < now.us && (!row.lease_until || row.lease_until->us + kFetchedWithinUs < now.us);
      if (row.status != "parked" && !late) continue;
      auto& into = late ? waiting : parked;
      ++into.all;
      if (into.symptoms.size() >= kDoctorRowsMax) continue;
      if (late) into.symptoms.push_back({row.key, row.kind, "amends outbox pull" + context_.and_db()});
      else into.symptoms.push_back({row.key, row.kind + context_.say("，失败 ", ", failed ") + std::to_string(row.failures) + context_.say(" 次", " times"), "amends outbox retry " + row.key + context_.and_db() + context_.say("；或放弃：", "; or give it up: ") + "amends outbox drop " + row.key + " --reason ..." + context_.and_db()});
    }
    add(std::move(parked));
    add(std::move(waiting));
    return {};
  }

  Result<void> overdue_clocks() {
    store::CaseFilter filter;
    filter.has = {"breached"};
    filter.limit = 1'000'000;
    AMENDS_TRY(const auto rows, runtime_.store()->cases(filter));
    Complaint one{"breached", context_.say("已超期：时限已过而未完成", "Breached: a clock ran out before it was met"), 0, {}};
    for (const auto& row : rows) {
      if (row.status == "finished" || row.status == "cancelled") continue;
      ++one.all;
      if (one.symptoms.size() >= kDoctorRowsMax) continue;
      AMENDS_TRY(const auto kinds, breached_clocks(runtime_, row.id));
      std::string clocks;
      for (const auto& kind : kinds) clocks += (clocks.empty() ? "" : context_.say("、", ", ")) + review::label("clock." + kind, context_.language());
      one.symptoms.push_back({row.id, clocks, "amends case show " + row.id + context_.and_db()});
    }
    add(std::move(one));
    return {};
  }

  /// A date has passed and nothing came of it: no runner is at work on this file.
  Result<void> timers_unfired() {
    store::CaseFilter filter;
    filter.due_before = runtime_.clock().now();
    filter.limit = 1'000'000;
    AMENDS_TRY(const auto rows, runtime_.store()->cases(filter));
    Complaint one{"unfired", context_.say("到期日已过，但定时尚未触发（没有程序在持续运行）", "Past a due date, and no timer has fired (no runner is at work)"), 0, {}};
    for (const auto& row : rows) {
      if (row.status == "finished" || row.status == "cancelled") continue;
      ++one.all;
      if (one.symptoms.size() < kDoctorRowsMax) one.symptoms.push_back({row.id, "", "amends work --once" + context_.and_db()});
    }
    add(std::move(one));
    return {};
  }

  Result<void> overdue_tasks() {
    AMENDS_TRY(const auto tasks, runtime_.store()->tasks("", "", "open"));
    const auto now = runtime_.clock().now();
    Complaint one{"late_tasks", context_.say("逾期待办", "Tasks past their due date"), 0, {}};
    for (const auto& task : tasks) {
      if (!task.due_at || *task.due_at > now) continue;
      ++one.all;
      if (one.symptoms.size() >= kDoctorRowsMax) continue;
      one.symptoms.push_back({task.case_id, task.id + context_.say("，到期 ", ", due ") + format_instant(*task.due_at) + context_.say("，岗位 ", ", for ") + task.role,
                              "amends task show " + task.case_id + " " + task.id + context_.and_db()});
    }
    add(std::move(one));
    return {};
  }

  void plugins() {
    Complaint one{"plugins", context_.say("未加载的插件", "Plugins that were not loaded"), 0, {}};
    for (const auto& row : runtime_.load_report().rows) {
      if (row.state == host::LoadRow::State::loaded) continue;
      ++one.all;
      one.symptoms.push_back({row.path, row.reason, "amends plugin inspect " + row.path + context_.say("；确认无误后：", "; when you trust it: ") + "amends plugin trust " + row.path});
    }
    add(std::move(one));
  }

  void calendars() {
    Complaint one{"calendars", context_.say("即将到期的日历包", "Calendar packs that end soon"), 0, {}};
    for (auto& note : context_.calendar_notes(runtime_)) {
      ++one.all;
      one.symptoms.push_back({"", std::move(note), context_.say("安装新的日历包后：", "with the newer pack installed: ") + "amends work --once" + context_.and_db()});
    }
    add(std::move(one));
  }

  void add(Complaint one) {
    if (one.all > 0) out_.push_back(std::move(one));
  }

  Context& context_;
  runtime::Runtime& runtime_;
  std::vector<Complaint> out_;
};

json::Value to_json(const std::vector<Complaint>& found) {
  json::Array out;
  for (const auto& one : found) {
    json::Array rows;
    for (const auto& symptom : one.symptoms) rows.push_back(json::Object{{"where", symptom.where}, {"what", symptom.what}, {"remedy", symptom.remedy}});
    out.push_back(json::Object{{"kind", one.kind}, {"count", one.all}, {"rows", std::move(rows)}});
  }
  return out;
}

std::string to_text(const Context& context, const std::vector<Complaint>& found) {
  std::string out;
  for (const auto& one : found) {
    out += one.title + context.say("（", " (") + std::to_string(one.all) + context.say("）", ")") + "\n";
    for (const auto& symptom : one.symptoms) {
      out += "  " + symptom.where + (symptom.where.empty() || symptom.what.empty() ? "" : context.say("：", ": ")) + symptom.what + "\n";
      out += "      " + symptom.remedy + "\n";
    }
    if (one.all > static_cast<std::int64_t>(one.symptoms.size()))
      out += context.say("  另有 ", "  and ") + std::to_string(one.all - static_cast<std::int64_t>(one.symptoms.size())) + context.say(" 项\n", " more\n");
  }
  return out;
}

json::Object counts_of(store::Store& store, std::string_view attribute) {
  json::Object out;
  if (const auto rows = store.counts(attribute))
    for (const auto& [value, count] : *rows) out[value] = count;
  return out;
}

std::int64_t bytes_of(const std::string& file) {
  std::error_code ec;
  const auto size = fs::file_size(file, ec);
  return ec ? 0 : static_cast<std::int64_t>(size);
}

}  // namespace

int doctor(Context& context) {
  std::error_code ec;
  const bool there = fs::exists(context.options().database, ec);
  auto runtime = context.open(there ? Context::Need::read : Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  auto found = Doctor(context, **runtime).examine();
  if (!found) return context.report(found.error());
  const auto& packs = *(*runtime)->environment().packs;
  std::int64_t loaded = 0;
  json::Array tried;
  for (const auto& row : (*runtime)->load_report().rows) {
    const bool took = row.state == host::LoadRow::State::loaded;
    loaded += took ? 1 : 0;
    tried.push_back(json::Object{{"path", row.path}, {"loaded", took}, {"reason", row.reason}});
  }
  const json::Value value = json::Object{{"database", there ? json::Value(context.options().database) : json::Value(nullptr)},
                                         {"packs", json::Object{{"set", packs.name()}, {"hash", packs.hash()}}},
                                         {"plugins", std::move(tried)},
                                         {"faults", to_json(*found)}};
  std::string text = context.say("数据库：", "database: ") + (there ? context.options().database : context.say("没有 ", "there is no ") + context.options().database) + "\n" + context.say("知识包：", "packs: ") + packs.name() + " " +
                     std::string(packs.hash()).substr(0, 19) + "\n" + context.say("已加载的插件：", "plugins loaded: ") + std::to_string(loaded) + "\n\n" + to_text(context, *found);
  if (found->empty()) text += context.say("没有需要处理的事项。", "Nothing is in need of care.");
  (void)context.done(text, value);
  return found->empty() ? kOk : kFailed;
}

namespace {

/// Cases under way that are past a due date: the next one that runs, or one whose clock has run out already.
Result<std::set<std::string>> overdue_cases(store::Store& store, Instant now) {
  std::set<std::string> out;
  const auto add = [&](store::CaseFilter filter) -> Result<void> {
    filter.limit = 1'000'000;
    AMENDS_TRY(const auto rows, store.cases(filter));
    for (const auto& row : rows)
      if (row.status != "finished" && row.status != "cancelled") out.insert(row.id);
    return {};
  };
  store::CaseFilter due;
  due.due_before = now;
  AMENDS_CHECK(add(due));
  AMENDS_TRY(const auto breached, store.counts("breached"));
  for (const auto& [kind, count] : breached) {
    store::CaseFilter one;
    one.attributes.emplace_back("breached", kind);
    AMENDS_CHECK(add(one));
  }
  return out;
}

}  // namespace

int stats(Context& context) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto& store = *(*runtime)->store();
  const auto cases = store.case_count();
  if (!cases) return context.report(cases.error());
  const auto tasks = store.tasks("", "", "open");
  if (!tasks) return context.report(tasks.error());
  const auto now = (*runtime)->clock().now();
  std::map<std::string, std::int64_t> by_role;
  std::int64_t late = 0;
  for (const auto& task : *tasks) {
    ++by_role[task.role];
    if (task.due_at && *task.due_at <= now) ++late;
  }
  json::Object roles;
  for (const auto& [role, count] : by_role) roles[role] = count;
  const auto overdue = overdue_cases(store, now);
  if (!overdue) return context.report(overdue.error());
  const auto& file = context.options().database;
  const json::Object value{{"cases", *cases},
                           {"status", counts_of(store, "status")},
                           {"workflow", counts_of(store, "workflow")},
                           {"severity", counts_of(store, "severity")},
                           {"open_tasks", json::Object{{"all", static_cast<std::int64_t>(tasks->size())}, {"late", late}, {"role", std::move(roles)}}},
                           {"cases_overdue", static_cast<std::int64_t>(overdue->size())},
                           {"bytes", json::Object{{"journal", bytes_of(file)}, {"write_ahead", bytes_of(file + "-wal")}}},
                           {"at", format_instant(now)}};
  const auto line = [&](const std::string& name, const json::Value& of, const std::string& labels) {
    std::string out = name + context.say("：", ": ");
    bool first = true;
    for (const auto& member : of.get_object()) {
      const auto word = labels.empty() ? std::string(member.key()) : review::label(labels + std::string(member.key()), context.language());
      out += (first ? "" : context.say("，", ", ")) + word + " " + std::to_string(json::integer_or(&member.value(), 0));
      first = false;
    }
    return out + (first ? "0" : "") + "\n";
  };
  const auto text = context.say("案件：", "cases: ") + std::to_string(*cases) + "\n" + line(context.say("进度", "progress"), value.at("status"), "run.") + line(context.say("流程", "workflow"), value.at("workflow"), "") +
                    line(context.say("等级", "severity"), value.at("severity"), "severity.") + line(context.say("待办", "open tasks"), value.at("open_tasks").at("role"), "") + context.say("逾期待办：", "late tasks: ") +
                    std::to_string(late) + "\n" + context.say("到期未办案件：", "cases past a due date: ") + std::to_string(overdue->size()) + "\n" + context.say("日志文件：", "journal: ") +
                    std::to_string(bytes_of(file) / 1024) + " KiB + " + std::to_string(bytes_of(file + "-wal") / 1024) + " KiB";
  return context.done(text, value);
}

}  // namespace amends::cli
