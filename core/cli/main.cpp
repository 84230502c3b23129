// The `amends` program: reads the command line, calls one command, ends with its exit code. CLI11 is included here alone.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>

#include "cli/context.hpp"
#include "cli/interrupt.hpp"
#include "host/inspect.hpp"

#ifndef AMENDS_VERSION
#define AMENDS_VERSION "0.0.0"
#endif

namespace {

using namespace amends;

constexpr const char* kAbout =
    "amends moves complaints through workflows of stages and records everything in one journal file.\n"
    "amends 让投诉按流程逐步办理，并把每一步记入一个防篡改的日志文件。\n"
    "\n"
    "First steps / 先试试:\n"
    "  amends run first_line --input complaints.csv --now received   a file of complaints through the first line / 办理一个文件的投诉\n"
    "  amends case list                                              what came of it / 查看案件\n"
    "  amends case show ID                                           one case to read / 查看一件\n"
    "  amends task list --for handler                                what is to be done / 查看待办\n"
    "  amends report ID --html                                       a page to print / 生成可打印的报告\n"
    "  amends verify                                                 is the journal whole? / 核验日志";

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 done, with rejected rows, faults or failed tests; 2 wrong command line; 3 no such case, task, file, workflow or plugin;\n"
    "4 refused (role, four eyes, guard, trust, state); 5 bad input; 6 busy, conflict or stopped: try again; 7 disk or damaged file; 70 a fault of the program.\n"
    "Language: --lang zh|en, else AMENDS_LANG, LC_ALL, LC_MESSAGES, LANG.";

/// The options that are alike in every command.
void add_common(CLI::App& command, cli::Options& options, bool database) {
  if (database) command.add_option("--db", options.database, "database file / 数据库文件")->capture_default_str();
  // Nobody acts on a case where there is no database: taken, and not taught.
  const std::string group = database ? "Options" : "";
  command.add_option("--by", options.by, "who acts; else the user's name / 操作人")->group(group);
  command.add_option("--purpose", options.purpose, "why a case is read; recorded with each read / 阅读目的")->group(group);
  command.add_option("--role", options.role, "role of who acts: handler (unless you say otherwise), supervisor, crisis_trained, analyst (sees no texts), ... / 岗位")->group(group);
  command.add_option("--now", options.now, "virtual clock: an instant such as 2026-03-02T09:00:00+08:00, or `received` / 虚拟时钟");
  command.add_option("--packs", options.packs, "pack set / 知识包组")->capture_default_str();
  command.add_option("--overlay", options.overlays, "folder of an institution's own rows, may be given several times / 机构自有内容的目录");
  command.add_option("--plugins", options.plugin_folders, "folder with further trusted plugins / 其他插件目录");
  command.add_option("--institution", options.institution, "institution in org.yaml / 机构");
  command.add_option("--lang", options.lang, "zh or en / 语言");
  command.add_flag("--json", options.json, "JSON on standard output / 输出 JSON");
  command.add_flag("-v,--verbose", options.verbose, "log what happens on standard error / 输出运行日志");
  command.add_option("--root", options.root, "installation folder")->group("");
}

/// A sentence about a command that is not there, with those that are; empty when all words up to the first option are commands.
std::string unknown_command(CLI::App& app, int argc, char** argv) {
  if (argc > 1 && argv[1][0] == '-' && std::string_view(argv[1]) != "--lang")
    return "'" + std::string(argv[1]) + "' cannot stand before the command; write the command first: amends COMMAND " + argv[1] + " ... `--help` lists the commands.";
  CLI::App* at = &app;
  for (int i = argc > 3 && std::string_view(argv[1]) == "--lang" ? 3 : 1; i < argc && argv[i][0] != '-'; ++i) {
    const auto commands = at->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) return {};
    CLI::App* next = nullptr;
    for (auto* one : commands)
      if (one->get_name() == argv[i]) next = one;
    if (!next) {
      std::string known;
      for (const auto* one : commands) known += (known.empty() ? "" : ", ") + one->get_name();
      return "There is no command '" + std::string(argv[i]) + "' here; the commands are " + known + ". `--help` explains them.";
    }
    at = next;
  }
  return {};
}

int main_checked(int argc, char** argv) {
  cli::catch_interrupts();
  if (argc == 3 && std::string_view(argv[1]) == host::kInspectVerb) return host::inspect_child(argv[2]);

  CLI::App app(kAbout, "amends");
  app.footer(kExitCodes);
  app.set_version_flag("--version", std::string("amends ") + AMENDS_VERSION);
  app.require_subcommand(1);
  app.fallthrough(false);
  cli::Options options;
  options.program = argv[0];
  app.add_option("--lang", options.lang, "zh or en, here or after the command / 语言");

  cli::RunOptions run;
  auto* run_command = app.add_subcommand("run", "Run a file of complaints through a workflow / 办理一个文件的投诉");
  run_command->add_option("workflow", run.workflow, "name of a shipped workflow, or a folder with workflow.yaml / 流程名或流程文件夹")->required();
  run_command->add_option("--input", run.input, "JSON, JSONL or CSV file, may be gzipped: case records, shared case files, raw messages {channel, at, sender, body}, or rows of columns / 投诉文件：JSON、JSONL 或 CSV，可为 gzip");
  auto* run_sample = run_command->add_option("--sample", run.sample, "one of the cases that come with the installation, instead of --input; without a name the first one / 随附的示例案件")->expected(0, 1)->default_str("");
  run_command->add_option("--mapping", run.mapping, "mapping of columns: a name in the packs or a YAML file; else chosen by the column names / 列名对照，默认按列名选择");
  run_command->add_option("--rejected", run.rejected, "file for rejected rows; default: beside the database / 退回行的文件，默认在数据库旁");
  run_command->get_option("--input")->excludes(run_sample);
  add_common(*run_command, options, true);

  auto* cases = app.add_subcommand("case", "List, read and correct cases / 案件");
  cases->require_subcommand(1);
  cli::CaseListOptions list;
  auto* case_list = cases->add_subcommand("list", "Cases, newest first / 案件列表");
  case_list->add_option("--status", list.status, "progress of the case / 进度")->check(CLI::IsMember({"running", "waiting", "parked", "suspended", "finished", "cancelled", "stranded"}));
  case_list->add_option("--workflow", list.workflow, "cases of one workflow / 流程");
  case_list->add_option("--nature", list.nature, "code of the nature, for example fee_interest / 性质代码");
  case_list->add_option("--severity", list.severity, "S1, S2, S3, S4 / 等级");
  case_list->add_option("--route", list.route, "number of the proposed route, as the list shows it / 建议途径的编号");
  case_list->add_option("--limit", list.limit, "at most so many / 最多显示")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  add_common(*case_list, options, true);
  std::string case_id, path, value, reason, file, kind = "complaint";
  bool ledger = false;
  auto* case_show = cases->add_subcommand("show", "One case as an officer reads it / 查看一件");
  case_show->add_option("id", case_id, "case id / 案件编号")->required();
  case_show->add_flag("--ledger", ledger, "every day of each clock / 逐日显示时限");
  add_common(*case_show, options, true);
  auto* history = app.add_subcommand("history", "What happened in a case, when and by whom / 案件经过");
  history->add_option("id", case_id, "case id / 案件编号")->required();
  add_common(*history, options, true);
  auto* case_journal = cases->add_subcommand("journal", "The events of a case with their hashes, as JSON / 案件日志");
  case_journal->add_option("id", case_id, "case id / 案件编号")->required();
  add_common(*case_journal, options, true);
  cli::MaskedCopyOptions masked;
  auto* case_masked = cases->add_subcommand("export-masked", "A copy fit to send: no free text, no names, nothing sensitive / 脱敏副本");
  case_masked->add_option("id", case_id, "case id / 案件编号")->required();
  case_masked->add_option("--out", masked.out, "output file; else standard output / 输出文件");
  case_masked->add_flag("--html", masked.html, "a page instead of JSON / 网页");
  add_common(*case_masked, options, true);
  cli::SheetOptions sheet;
  const auto sheet_command = [&](const char* name, const char* about, const std::vector<std::string>& formats) {
    auto* command = cases->add_subcommand(name, about);
    command->add_option("id", case_id, "case id / 案件编号")->required();
    command->add_option("--format", sheet.format, (formats.size() > 2 ? "md, html, csv or json / 格式" : "md or html / 格式"))->capture_default_str()->check(CLI::IsMember(formats));
    command->add_option("--out", sheet.out, "output file; else standard output / 输出文件");
    add_common(*command, options, true);
    return command;
  };
  auto* case_sheet = sheet_command("sheet", "The tool sheet of the complainant's portrait, for staff only / 画像工具表（仅供内部）", {"md", "html", "csv", "json"});
  auto* case_letter = sheet_command("letter", "The letters to the customer, each on a sheet of its own: as the stage wrote it, and as steps of the workflow sent them / 答复信", {"md", "html"});
  auto* case_checklist = sheet_command("checklist", "The checklist of a talk with its offers in steps, for staff only / 谈判清单（仅供内部）", {"md", "html"});
  auto* case_situation = sheet_command("situation", "The situation sheet of a crisis / 危机情况表", {"md", "html"});
  auto* case_correct = cases->add_subcommand("correct", "Override a reading; the machine's stays beside it / 更正读数");
  case_correct->add_option("id", case_id, "case id / 案件编号")->required();
  case_correct->add_option("path", path, "what to correct: classify.nature.primary, classify.severity.level, classify.complexity, money.claimed, ... / 更正哪一项")->required()->check([](const std::string& text) { return text.empty() ? std::string("it is empty") : std::string(); });
  case_correct->add_option("value", value, "new value: a code such as fee_interest, plain text, or JSON / 新值")->required();
  case_correct->add_option("--reason", reason, "why / 理由")->required();
  add_common(*case_correct, options, true);
  auto* case_add = cases->add_subcommand("add", "Add a document; what read the old text becomes stale / 补充材料");
  case_add->add_option("id", case_id, "case id / 案件编号")->required();
  case_add->add_option("file", file, "text file, UTF-8 / 文本文件")->required();
  case_add->add_option("--kind", kind, "complaint, reply, call_transcript, chat, attachment_text, note / 材料类别")->capture_default_str();
  add_common(*case_add, options, true);
  auto* case_resume = cases->add_subcommand("resume", "Go on with a suspended or parked case / 继续已中止或暂停的案件");
  case_resume->add_option("id", case_id, "case id / 案件编号")->required();
  case_resume->add_option("--reason", reason, "why it can go on / 理由");
  add_common(*case_resume, options, true);
  auto* case_suspend = cases->add_subcommand("suspend", "Stop the work on a case until it is resumed; legal clocks run on / 中止办理，法定时限照常计算");
  auto* case_cancel = cases->add_subcommand("cancel", "End the work on a case for good / 取消案件");
  for (auto* command : {case_suspend, case_cancel}) {
    command->add_option("id", case_id, "case id / 案件编号")->required();
    command->add_option("--reason", reason, "why / 理由")->required();
    add_common(*command, options, true);
  }
  runtime::Runtime::Retry retrying;
  auto* case_retry = cases->add_subcommand("retry", "Run a step again: one that is parked, or an earlier one / 重新办理某一步");
  case_retry->add_option("id", case_id, "case id / 案件编号")->required();
  case_retry->add_option("step", retrying.step, "where the case stands, or a step that it was at before in the same part of the workflow; else those that are parked / 步骤名，默认为暂停的步骤");
  case_retry->add_option("--reason", reason, "why / 理由")->required();
  case_retry->add_option("--from", retrying.from, "STEP#VISIT, where the case stands at several / 从哪一步退回");
  case_retry->add_option("--approved-by", retrying.approver, "who approved it, another person than who acts; needed when it goes back over an approval / 批准人");
  case_retry->add_option("--approver-role", retrying.approver_role, "in which role: one that answers that approval / 批准人的岗位");
  add_common(*case_retry, options, true);

  auto* clocks = app.add_subcommand("clock", "Legal clocks: how a date came about, and what moves it / 法定时限");
  clocks->require_subcommand(1);
  std::string clock_kind;
  auto* clock_explain = clocks->add_subcommand("explain", "Each date of a case with its rule, source, calendar, days, moves and warnings / 说明时限");
  clock_explain->add_option("case", case_id, "case id / 案件编号")->required();
  clock_explain->add_option("--clock", clock_kind, "one clock, for example decide / 某一时限");
  add_common(*clock_explain, options, true);
  cli::ClockComputeOptions computing;
  auto* clock_compute = clocks->add_subcommand("compute", "A date by a rule, without a case / 试算期限");
  clock_compute->add_option("rule", computing.rule, "rule id, as `amends rules list` shows it / 规则");
  clock_compute->add_option("--from", computing.from, "the instant that the clock starts with / 起算时刻");
  clock_compute->add_option("--jurisdiction", computing.jurisdiction, "cn, uk, us, eu, where a rule stands in several packs / 法域");
  clock_compute->add_option("--calendar", computing.calendar, "calendar pack; else that of the rule's pack / 工作日历");
  clock_compute->add_option("--zone", computing.zone, "IANA name; else the calendar's / 时区");
  clock_compute->add_option("--extend", computing.extend, "a length such as 30d, or max; taken as approved and told / 延期");
  clock_compute->add_option("--suspend", computing.suspend, "FROM..TO or REASON=FROM..TO; taken as approved and told / 中止");
  clock_compute->add_flag("--ledger", computing.days, "every day / 逐日");
  clock_compute->add_option("--batch", computing.batch, "file of JSON lines {rule or length, calendar, zone, from, events, now}; one answer a line / 批量");
  add_common(*clock_compute, options, false);
  cli::ClockMoveOptions moving;
  const auto move_command = [&](const char* name, const char* about, bool reason_needed, bool approver) {
    auto* command = clocks->add_subcommand(name, about);
    command->add_option("case", moving.case_id, "case id / 案件编号")->required();
    command->add_option("clock", moving.clock, "which clock, for example decide / 哪个时限")->required();
    auto* why = command->add_option("--reason", moving.reason, "why; of a suspension or restart the reason that the rule names / 理由");
    if (reason_needed) why->required();
    if (approver) {
      command->add_option("--approved-by", moving.approved_by, "who approved it: another person than who acts / 批准人");
      command->add_option("--approver-role", moving.approver_role, "in which role, as the rule names it / 批准人的岗位");
    }
    command->add_option("--notice", moving.notices, "who was told and when, WHO=INSTANT or WHO=now, may be given several times / 已告知");
    return command;
  };
  auto* clock_extend = move_command("extend", "Lengthen a clock as its rule allows / 延长", true, true);
  clock_extend->add_option("--add", moving.add, "how long, for example 15d; else what the rule allows / 延长多久");
  clock_extend->add_option("--extension", moving.extension, "which extension of the rule; else its first / 哪一种延期");
  add_common(*clock_extend, options, true);
  auto* clock_suspend = move_command("suspend", "Stop a clock for a reason that its rule names / 中止", true, true);
  auto* clock_resume = move_command("resume", "Let a suspended clock go on / 恢复", false, false);
  auto* clock_restart = move_command("restart", "Start a clock anew on new facts / 重新起算", true, false);
  for (auto* command : {clock_suspend, clock_resume, clock_restart}) {
    command->add_option("--at", moving.at, "when it took effect; else now / 生效时刻");
    add_common(*command, options, true);
  }
  cli::ClockRebaseOptions rebasing;
  auto* clock_rebase = clocks->add_subcommand("rebase", "Move open clocks to newer rule or calendar packs, with both ledgers / 改按新版规则或日历");
  clock_rebase->add_option("case", rebasing.case_id, "case id; none: all open cases / 案件编号，默认全部");
  clock_rebase->add_option("--clock", rebasing.clock, "one clock / 某一时限");
  clock_rebase->add_option("--reason", rebasing.reason, "why / 理由");
  clock_rebase->add_flag("--dry-run", rebasing.dry_run, "show both ledgers and change nothing / 只显示，不改动");
  add_common(*clock_rebase, options, true);

  cli::RulesOptions rules_options;
  std::string rule_id;
  auto* rules = app.add_subcommand("rules", "The legal clocks of the packs, to read / 时限规则");
  rules->require_subcommand(1);
  auto* rules_list = rules->add_subcommand("list", "All of them / 规则列表");
  rules_list->add_option("--kind", rules_options.kind, "for example decide / 时限种类");
  rules_list->add_option("--as-of", rules_options.as_of, "in force on that date / 某日有效");
  auto* rules_show = rules->add_subcommand("show", "One as a compliance officer reads it / 查看一条");
  rules_show->add_option("id", rule_id, "rule id / 规则")->required();
  for (auto* command : {rules_list, rules_show}) {
    command->add_option("--jurisdiction", rules_options.jurisdiction, "cn, uk, us, eu / 法域");
    add_common(*command, options, false);
  }

  auto* tasks = app.add_subcommand("task", "Work for people / 待办");
  tasks->require_subcommand(1);
  std::string task_id;
  cli::TaskListOptions listed;
  cli::TaskAnswerOptions answer;
  cli::TaskActOptions hands;
  cli::TaskDraftOptions draft;
  auto* task_list = tasks->add_subcommand("list", "Open tasks, the earliest due first / 待办列表");
  task_list->add_option("--case", listed.case_id, "of one case / 某一案件");
  task_list->add_option("--for", listed.role, "for one role, for example handler or crisis_trained / 某一岗位");
  task_list->add_flag("--all", listed.all, "answered and closed ones too / 含已答复和已关闭");
  task_list->add_flag("--mine", listed.mine, "those that you (--by) hold, are named for, or may take for whom you stand in for / 由您办理或指名由您办理的");
  add_common(*task_list, options, true);
  auto* task_show = tasks->add_subcommand("show", "What the approver of a task decides on, with the digest to answer with / 查看审批内容");
  task_show->add_option("case", case_id, "case id / 案件编号")->required();
  task_show->add_option("task", task_id, "task id, as `amends task list` shows it / 待办编号")->required();
  add_common(*task_show, options, true);
  auto* task_answer = tasks->add_subcommand("answer", "Answer a task / 答复待办");
  task_answer->add_option("case", answer.case_id, "case id / 案件编号")->required();
  task_answer->add_option("task", answer.task_id, "task id, as `amends task list` shows it / 待办编号")->required();
  task_answer->add_option("fields", answer.fields, "the form's fields as name=value, as `amends case show` lists them; `now` stands for the present instant / 表单各项");
  task_answer->add_option("--answer", answer.answer, "the whole answer as JSON, or @file / 整份答复");
  task_answer->add_option("--seen", answer.seen, "of an approval: the digest that `amends task show` printed, so that nothing else is approved / 审批内容的校验码");
  task_answer->add_option("--on-behalf-of", answer.on_behalf_of, "the person that you stand in for / 代何人答复");
  task_answer->add_option("--form", answer.form, "the digest of the form that `amends task show` printed: refused when the form is another one by now / 表单校验码");
  task_answer->add_flag("--draft", answer.from_draft, "begin with your draft of it / 使用您的草稿");
  add_common(*task_answer, options, true);
  const auto task_act = [&](const char* name, const char* help, const char* reason) {
    auto* command = tasks->add_subcommand(name, help);
    command->add_option("case", hands.case_id, "case id / 案件编号")->required();
    command->add_option("task", hands.task_id, "task id, as `amends task list` shows it / 待办编号")->required();
    command->add_option("--reason", hands.reason, reason);
    add_common(*command, options, true);
    return command;
  };
  auto* task_claim = task_act("claim", "Take a task, so that nobody else answers it / 领取待办", "with --take-over: why / 接手的理由");
  task_claim->add_flag("--take-over", hands.take_over, "from who holds it, as a supervisor or a role that it was escalated to / 由主管或上级岗位接手");
  auto* task_release = task_act("release", "Give a task back to its role / 退回待办", "why; needed where another person holds it / 理由");
  auto* task_delegate = task_act("delegate", "Hand a task on to a named person / 转交待办", "why / 理由");
  task_delegate->add_option("--to", hands.to, "the person who holds it then / 转交给何人")->required();
  for (auto* command : {task_claim, task_release, task_delegate}) command->add_option("--on-behalf-of", hands.on_behalf_of, "the person that you stand in for / 代何人");
  auto* task_recuse = task_act("recuse", "Declare a tie to the matter: you take no task of the case any more / 声明回避", "which tie / 回避的理由");
  auto* task_draft = tasks->add_subcommand("draft", "Keep some fields of an answer for later; only you and supervisors see them / 保存草稿");
  task_draft->add_option("case", draft.case_id, "case id / 案件编号")->required();
  task_draft->add_option("task", draft.task_id, "task id, as `amends task list` shows it / 待办编号")->required();
  task_draft->add_option("fields", draft.fields, "fields of the form as name=value; name=null takes one out / 表单各项");
  task_draft->add_option("--answer", draft.answer, "fields as JSON, or @file / 以 JSON 给出");
  task_draft->add_flag("--drop", draft.drop, "take the whole draft away / 删除草稿");
  add_common(*task_draft, options, true);

  std::string message_name, message_key, message_body, message_id, message_keep, message_case;
  auto* message = app.add_subcommand("message", "Send a message to the case that waits for it / 发送消息");
  message->add_option("name", message_name, "name of the message that a step of the workflow waits for / 消息名")->required();
  message->add_option("--key", message_key, "the key that the waiting step names; for most the case id / 对应键，多为案件编号")->required();
  message->add_option("--body", message_body, "what the message says, a JSON object / 内容");
  message->add_option("--id", message_id, "id of the message; one that was taken before changes nothing / 消息编号，重复不再生效");
  message->add_option("--keep", message_keep, "how long the case keeps it when no step waits for it yet, for example 5d; without it such a message is refused / 尚无步骤等待时保留多久，如 5d");
  message->add_option("--case", message_case, "the case that keeps it, where the key is not its id / 由哪个案件保留");
  add_common(*message, options, true);
  std::string signal_name, signal_body, signal_id;
  auto* signal = app.add_subcommand("signal", "Tell all cases that listen for a signal / 发出信号");
  signal->add_option("name", signal_name, "name of the signal that steps listen for / 信号名")->required();
  signal->add_option("--body", signal_body, "what the signal says, a JSON object / 内容");
  signal->add_option("--id", signal_id, "id of the signal; it reaches each listener once / 信号编号，重复不再生效");
  add_common(*signal, options, true);

  std::vector<std::string> report_ids;
  std::string out;
  bool html = false, index = false;
  auto* report = app.add_subcommand("report", "Reports as self-contained pages / 报告");
  report->add_option("id", report_ids, "case ids; none: all cases / 案件编号，默认全部");
  report->add_flag("--html", html, "HTML (the only form so far) / 网页");
  report->add_option("--out", out, "file, or folder for several / 输出文件或目录");
  report->add_flag("--index", index, "also an index page that links them / 另生成目录页");
  add_common(*report, options, true);

  std::string stage, stage_file, stage_config;
  bool stage_text = false;
  auto* stages = app.add_subcommand("stage", "Single stages / 单个阶段");
  stages->require_subcommand(1);
  auto* stage_run = stages->add_subcommand("run", "Run one stage over one record, without a database / 试运行一个阶段");
  stage_run->add_option("stage", stage, "classify, or amends.classify / 阶段")->required();
  stage_run->add_option("--case", stage_file, "case record or shared case file, JSON / 案件文件")->required();
  stage_run->add_option("--config", stage_config, "configuration as JSON / 配置");
  stage_run->add_flag("--text", stage_text, "for people, not JSON / 供人阅读");
  add_common(*stage_run, options, false);
  auto* stage_list = stages->add_subcommand("list", "The loaded stages / 阶段列表");
  add_common(*stage_list, options, false);

  cli::ReadsOptions reads_options;
  auto* reads = app.add_subcommand("reads", "Who read what, when and why; itself recorded / 阅读记录");
  reads->add_option("--case", reads_options.case_id, "of one case / 某一案件");
  reads->add_option("--limit", reads_options.limit, "the newest ones / 最近若干条")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  add_common(*reads, options, true);

  bool mend = false;
  std::string against;
  auto* verify = app.add_subcommand("verify", "Re-compute every hash of the journal and compare the lists with its events; last line: cases, events, faults / 核验日志");
  verify->add_flag("--mend", mend, "make lists that differ anew from the events; the events stay as they are / 按事件重建列表");
  verify->add_option("--against", against, "a file of lines that `amends checkpoint` printed and that was kept elsewhere: a file that was cut off, rolled back or written anew shows / 对照另存的校验码");
  add_common(*verify, options, true);

  std::string snapshot_path;
  bool views = false;
  auto* snapshot = app.add_subcommand("snapshot", "A consistent copy of the journal, texts and all; a read of the whole file / 数据库快照");
  snapshot->add_option("path", snapshot_path, "the file that the copy becomes / 快照文件")->required();
  snapshot->add_flag("--views", views, "with v_cases, v_events, v_clocks, v_findings and more, for any SQLite / 附带分析视图");
  add_common(*snapshot, options, true);

  std::string backup_folder;
  auto* backup = app.add_subcommand("backup", "A folder with the journal, its record of reads and its attachments, made while others write and checked; a read of the whole file / 备份");
  backup->add_option("folder", backup_folder, "the folder that the backup becomes / 备份文件夹")->required();
  add_common(*backup, options, true);
  bool discard_newer = false;
  auto* restore = app.add_subcommand("restore", "Put a backup in the place of the journal, which stays beside it under another name / 恢复备份");
  restore->add_option("folder", backup_folder, "the folder that `amends backup` made / 备份文件夹")->required();
  restore->add_flag("--discard-newer", discard_newer, "also where the journal holds commits that the backup does not / 即使现有日志更新也恢复");
  add_common(*restore, options, true);

  cli::ExportOptions exporting;
  auto* exports = app.add_subcommand("export", "Files for other tools, without names and texts; made by the Python package amends, which must be there / 导出数据（由 Python 包完成）");
  exports->add_option("path", exporting.path, "the file or folder to make / 导出到")->required();
  exports->add_option("--format", exporting.format, "parquet, csv, sqlite, ocel (OCEL 2.0), xes or cfpb; else by the ending of the path / 格式")->check(CLI::IsMember({"parquet", "csv", "sqlite", "ocel", "xes", "cfpb"}));
  exports->add_option("--table", exporting.tables, "of parquet, csv and sqlite: which table, may be given several times / 只导出这些表");
  exports->add_option("--case", exporting.case_id, "the bundle of one case: its events with their proof and all texts; `amends import` takes it in / 导出一件案件的完整证据包");
  exports->add_option("--company", exporting.company, "of cfpb: the name in the column Company / 机构名称");
  add_common(*exports, options, true);
  std::string bundle_path;
  auto* import_command = app.add_subcommand("import", "Check the bundle of a case and take the case in, events as they are / 导入案件证据包");
  import_command->add_option("file", bundle_path, "the bundle / 证据包文件")->required();
  add_common(*import_command, options, true);
  auto* checkpoint = app.add_subcommand("checkpoint", "Number and hash of the newest commit, and of the newest row of the record of reads: kept elsewhere, `amends verify --against` finds by it a file that was cut off or rolled back / 打印最新提交和最新阅读记录的编号和校验码");
  add_common(*checkpoint, options, true);
  bool once = false;
  auto* work = app.add_subcommand("work", "Long-running: timers at their time, recovery of cut turns, and what other commands and programs hand over meanwhile / 持续运行，并代其他命令写入");
  work->add_flag("--once", once, "fire what is due, go on with what was cut, and end / 只运行一次");
  add_common(*work, options, true);

  auto* outbox = app.add_subcommand("outbox", "What leaves: messages that wait for their delivery, at least once / 待发出的消息");
  outbox->require_subcommand(1);
  cli::OutboxPullOptions pulling;
  auto* outbox_pull = outbox->add_subcommand("pull", "Hand messages out, one JSON object a line; what is not acknowledged within the lease comes again with the same key / 取出待发消息");
  outbox_pull->add_option("--max", pulling.most, "at most so many / 最多取出")->capture_default_str()->check(CLI::Range(std::int64_t{1}, runtime::kPullMax));
  outbox_pull->add_option("--lease", pulling.lease, "how long nobody else gets them: 30s, 5m, 2h / 保留时间")->capture_default_str();
  outbox_pull->add_option("--kind", pulling.kind, "of one kind / 消息种类");
  add_common(*outbox_pull, options, true);
  cli::OutboxAckOptions acking;
  auto* outbox_ack = outbox->add_subcommand("ack", "Say that messages were delivered, or that they could not be / 确认送达或报告失败");
  outbox_ack->add_option("key", acking.keys, "keys, as `amends outbox pull` printed them / 消息键")->required();
  outbox_ack->add_flag("--failed", acking.failed, "the delivery failed: it is tried again after a while / 发送失败");
  outbox_ack->add_flag("--for-good", acking.for_good, "and is not worth another try: it waits for a person / 不再重试，等人处理");
  outbox_ack->add_option("--reason", acking.reason, "of a failure / 失败原因");
  outbox_ack->add_option("--receipt", acking.receipt, "what the receiver answered, JSON; the workflow reads it / 回执");
  add_common(*outbox_ack, options, true);
  cli::OutboxListOptions outboxing;
  auto* outbox_list = outbox->add_subcommand("list", "Which messages wait, without what they say / 待发消息列表");
  outbox_list->add_option("--case", outboxing.case_id, "of one case / 某一案件");
  outbox_list->add_option("--kind", outboxing.kind, "of one kind / 消息种类");
  outbox_list->add_option("--status", outboxing.status, "open, withheld or parked / 状态")->check(CLI::IsMember({"open", "withheld", "parked"}));
  outbox_list->add_option("--limit", outboxing.limit, "at most so many / 最多显示")->capture_default_str()->check(CLI::Range(1, 1'000'000));
  add_common(*outbox_list, options, true);
  std::vector<std::string> outbox_keys;
  auto* outbox_retry = outbox->add_subcommand("retry", "Deliver parked messages again / 重新发送");
  auto* outbox_drop = outbox->add_subcommand("drop", "Give messages up; a step that waits for one fails / 放弃发送");
  for (auto* command : {outbox_retry, outbox_drop}) {
    command->add_option("key", outbox_keys, "keys, as `amends outbox list` shows them / 消息键")->required();
    auto* why = command->add_option("--reason", reason, "why / 理由");
    if (command == outbox_drop) why->required();
    add_common(*command, options, true);
  }

  auto* doctor = app.add_subcommand("doctor", "What stands still or is not loaded, each with the command that mends it / 检查需要处理的事项");
  add_common(*doctor, options, true);
  auto* stats = app.add_subcommand("stats", "How many cases, tasks and bytes there are / 数量统计");
  add_common(*stats, options, true);

  std::string workflow;
  auto* validate = app.add_subcommand("validate", "Check a workflow file / 检查流程文件");
  validate->add_option("workflow", workflow, "name or folder / 流程名或流程文件夹")->required();
  add_common(*validate, options, false);
  cli::TestOptions test_options;
  auto* test = app.add_subcommand("test", "Play the scenarios of a workflow in virtual time and compare the journals / 测试流程");
  test->add_option("workflow", test_options.workflow, "name or folder / 流程名或流程文件夹")->required();
  test->add_option("--only", test_options.only, "one scenario by its file name / 只测一个情景");
  test->add_flag("--update", test_options.update, "write the expected journals anew; review the change / 重写预期日志");
  test->add_option("--keep", test_options.keep, "a database that takes the cases and stays, of the pack set --packs (shipped) / 保留案件的数据库");
  test->add_option("--junit", test_options.junit, "file for the results as JUnit XML, which build servers read / 结果另存为 JUnit XML");
  add_common(*test, options, false);
  cli::DrawOptions drawing;
  auto* draw = app.add_subcommand("draw", "The picture of a workflow, or of the way a case took through it / 流程图");
  draw->add_option("workflow", drawing.workflow, "name of a shipped workflow, a folder with workflow.yaml, or such a file; with --case it may be left out / 流程名、流程文件夹或文件");
  draw->add_option("--format", drawing.format, "svg, or mermaid / 格式")->capture_default_str()->check(CLI::IsMember({"svg", "mermaid"}));
  draw->add_option("--case", drawing.case_id, "mark the way that this case took and where it waits / 标出某一案件走过的路");
  draw->add_option("--out", drawing.out, "output file; else standard output / 输出文件");
  add_common(*draw, options, true);
  cli::DecideOptions deciding;
  auto* decide = app.add_subcommand("decide", "Decide one case by a decision table or a DMN model, and say why / 按决策表判定并说明理由");
  decide->add_option("table", deciding.table, "a YAML file of tables (file.yaml#table), a model (model.dmn#Decision), or a table of the packs (tables/severity) / 决策表文件、DMN 模型或知识包里的表")->required();
  auto* decide_input = decide->add_option("--input", deciding.input, "JSON file with the inputs by name / 输入的 JSON 文件");
  decide->add_flag("--explain", deciding.explain, "also the inputs, and each row that did not match with its first cell that failed / 说明每行为何不符");
  decide->add_flag("--check", deciding.check, "instead: inputs that no row takes, rows that match together or never, cells of a wrong type / 检查决策表")->excludes(decide_input);
  add_common(*decide, options, false);
  cli::TraceOptions tracing;
  auto* trace = app.add_subcommand("trace", "Which concepts of the sources a passing test serves; last line: N of all / 概念覆盖");
  trace->add_option("--results", tracing.results, "folder with the JUnit XML of ctest and pytest; default: that of this build / 测试结果目录");
  trace->add_option("--rows", tracing.rows, "the list of rows; default: trace_rows.yaml in that folder / 条目文件");
  auto* tracing_list = trace->add_flag("--list", tracing.list, "each served row with its tests / 列出已覆盖的条目和测试");
  trace->add_flag("--missing", tracing.missing, "the rows that no test serves / 列出未覆盖的条目")->excludes(tracing_list);
  add_common(*trace, options, false);
  auto* packs = app.add_subcommand("packs", "Check and compile a pack set / 检查知识包");
  add_common(*packs, options, false);

  std::string plugin_path, plugin_id, plugin_folder = ".";
  auto* plugins = app.add_subcommand("plugin", "Stage libraries / 插件");
  plugins->require_subcommand(1);
  auto* plugin_list = plugins->add_subcommand("list", "Every library that was found, loaded or why not / 插件列表");
  add_common(*plugin_list, options, false);
  auto* plugin_inspect = plugins->add_subcommand("inspect", "Look into a library in a child process / 查看插件");
  plugin_inspect->add_option("file", plugin_path, "library / 插件文件")->required();
  add_common(*plugin_inspect, options, false);
  auto* plugin_trust = plugins->add_subcommand("trust", "Write the hash of a library, or of a folder's libraries, into plugins.lock / 信任插件");
  plugin_trust->add_option("file", plugin_path, "library or folder / 插件文件或目录")->required();
  add_common(*plugin_trust, options, false);
  auto* plugin_new = plugins->add_subcommand("new", "Make the folder of a new C++ plugin that builds and passes at once / 新建插件");
  plugin_new->add_option("id", plugin_id, "stage id, for example bank.vip_check / 阶段编号")->required();
  plugin_new->add_option("--out", plugin_folder, "where the folder is made / 放在哪里")->capture_default_str();
  add_common(*plugin_new, options, false);

  cli::BenchOptions bench_options;
  auto* bench = app.add_subcommand("bench", "Measure against a hand-written floor, in turns / 性能对比");
  bench->require_subcommand(1);
  auto* bench_eight = bench->add_subcommand("eight", "Cases of 8 pure stages, durable");
  bench_eight->add_option("--cases", bench_options.cases, "cases a round")->capture_default_str()->check(CLI::Range(100, 1'000'000));
  bench_eight->add_option("--rounds", bench_options.rounds, "rounds, the median counts")->capture_default_str()->check(CLI::Range(1, 99));
  bench_eight->add_option("--only", bench_options.only, "one comparison: grouped, by_step or per_step")->check(CLI::IsMember({"grouped", "by_step", "per_step"}));
  bench_eight->add_option("--record", bench_options.record, "one kind of record: text or objects")->check(CLI::IsMember({"text", "objects"}));
  bench_eight->add_option("--folder", bench_options.folder, "where the files are written; given, the last ones stay there");
  add_common(*bench_eight, options, false);
  cli::BenchWakeOptions bench_wake_options;
  auto* bench_wake = bench->add_subcommand("wake", "From a message, signal, answer or time to the start of the stage that waits for it, beside two threads that wake each other");
  bench_wake->add_option("--times", bench_wake_options.times, "times each, the median counts")->capture_default_str()->check(CLI::Range(10, 100'000));
  add_common(*bench_wake, options, false);
  cli::BenchAgeOptions bench_age_options;
  auto* bench_age = bench->add_subcommand("age", "A step of an old case beside one of a young case, a case in a full file beside one in a small file, coming up over waiting cases beside reading their rows");
  bench_age->add_option("--steps", bench_age_options.age.steps, "steps of the old case")->capture_default_str()->check(CLI::Range(std::int64_t{100}, bench::kAgeStepsMax));
  bench_age->add_option("--times", bench_age_options.age.times, "steps that are measured, the median counts")->capture_default_str()->check(CLI::Range(10, 1'000));
  bench_age->add_option("--cases", bench_age_options.age.cases, "cases in the full file")->capture_default_str()->check(CLI::Range(3'000, 1'000'000));
  bench_age->add_option("--waiting", bench_age_options.age.waiting, "cases that wait when the process comes up")->capture_default_str()->check(CLI::Range(100, 1'000'000));
  bench_age->add_option("--only", bench_age_options.only, "one comparison: step, file or recovery")->check(CLI::IsMember({"step", "file", "recovery"}));
  add_common(*bench_age, options, false);
  cli::BenchSubmitOptions bench_submit_options;
  auto* bench_submit = bench->add_subcommand("submit", "A file of records through 8 pure stages into a new database, grouped; what python -m amends.bench compares with");
  bench_submit->add_option("--input", bench_submit_options.input, "records, JSONL")->required();
  add_common(*bench_submit, options, true);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const auto unknown = unknown_command(app, argc, argv); !unknown.empty() && error.get_exit_code() != 0) {
      std::fprintf(stderr, "%s\n", unknown.c_str());
      return cli::kUsage;
    }
    const int code = app.exit(error);
    return code == 0 ? cli::kOk : cli::kUsage;
  }
  cli::Context context(options);
  if (auto ok = context.check(); !ok) return context.report(ok.error());

  if (*run_sample && !run.sample) run.sample.emplace();
  if (*run_command) return cli::run(context, run);
  if (*case_list) return cli::case_list(context, list);
  if (*case_show) return cli::case_show(context, case_id, ledger);
  if (*history) return cli::history(context, case_id);
  if (*case_journal) return cli::case_journal(context, case_id);
  if (*case_masked) return cli::case_export_masked(context, case_id, masked);
  if (*case_sheet) return cli::case_sheet(context, case_id, sheet);
  if (*case_letter) return cli::case_letter(context, case_id, sheet);
  if (*case_checklist) return cli::case_checklist(context, case_id, sheet);
  if (*case_situation) return cli::case_situation(context, case_id, sheet);
  if (*case_correct) return cli::case_correct(context, case_id, path, value, reason);
  if (*case_add) return cli::case_add(context, case_id, file, kind);
  if (*case_resume) return cli::case_resume(context, case_id, reason);
  if (*case_suspend) return cli::case_suspend(context, case_id, reason);
  if (*case_cancel) return cli::case_cancel(context, case_id, reason);
  if (*case_retry) return cli::case_retry(context, case_id, retrying, reason);
  if (*outbox_pull) return cli::outbox_pull(context, pulling);
  if (*outbox_ack) return cli::outbox_ack(context, acking);
  if (*outbox_list) return cli::outbox_list(context, outboxing);
  if (*outbox_retry) return cli::outbox_retry(context, outbox_keys, reason);
  if (*outbox_drop) return cli::outbox_drop(context, outbox_keys, reason);
  if (*clock_explain) return cli::clock_explain(context, case_id, clock_kind);
  if (*clock_compute) return cli::clock_compute(context, computing);
  for (const auto& [command, what] : {std::pair{clock_extend, calendar::DeadlineEventKind::extended}, {clock_suspend, calendar::DeadlineEventKind::suspended},
                                      {clock_resume, calendar::DeadlineEventKind::resumed}, {clock_restart, calendar::DeadlineEventKind::restarted}}) {
    if (!*command) continue;
    moving.what = what;
    return cli::clock_move(context, moving);
  }
  if (*clock_rebase) return cli::clock_rebase(context, rebasing);
  if (*rules_list) return cli::rules_list(context, rules_options);
  if (*rules_show) return cli::rules_show(context, rule_id, rules_options);
  if (*task_list) return cli::task_list(context, listed);
  if (*task_show) return cli::task_show(context, case_id, task_id);
  if (*task_answer) return cli::task_answer(context, answer);
  if (*task_claim) return cli::task_claim(context, hands);
  if (*task_release) return cli::task_release(context, hands);
  if (*task_delegate) return cli::task_delegate(context, hands);
  if (*task_recuse) return cli::task_recuse(context, hands);
  if (*task_draft) return cli::task_draft(context, draft);
  if (*message) return cli::message(context, message_name, message_key, message_body, message_id, message_keep, message_case);
  if (*signal) return cli::signal(context, signal_name, signal_body, signal_id);
  if (*report) return cli::report_html(context, report_ids, out, index);
  if (*stage_run) return cli::stage_run(context, stage, stage_file, stage_config, stage_text);
  if (*stage_list) return cli::stage_list(context);
  if (*reads) return cli::reads(context, reads_options);
  if (*verify) return cli::verify(context, mend, against);
  if (*snapshot) return cli::snapshot(context, snapshot_path, views);
  if (*backup) return cli::backup(context, backup_folder);
  if (*restore) return cli::restore(context, backup_folder, discard_newer);
  if (*import_command) return cli::import_case(context, bundle_path);
  if (*checkpoint) return cli::checkpoint(context);
  if (*exports && !exporting.case_id.empty()) return cli::export_case(context, exporting.path, exporting.case_id);
  if (*exports) return cli::export_files(context, exporting);
  if (*work) return cli::work(context, once);
  if (*doctor) return cli::doctor(context);
  if (*stats) return cli::stats(context);
  if (*validate) return cli::validate(context, workflow);
  if (*test) return cli::test(context, test_options);
  if (*draw) return cli::draw(context, drawing);
  if (*decide) return cli::decide(context, deciding);
  if (*trace) return cli::trace(context, tracing);
  if (*packs) return cli::packs_check(context);
  if (*plugin_list) return cli::plugin_list(context);
  if (*plugin_inspect) return cli::plugin_inspect(context, plugin_path);
  if (*plugin_trust) return cli::plugin_trust(context, plugin_path);
  if (*plugin_new) return cli::plugin_new(context, plugin_id, plugin_folder);
  if (*bench_eight) return cli::bench_eight(context, bench_options);
  if (*bench_wake) return cli::bench_wake(context, bench_wake_options);
  if (*bench_age) return cli::bench_age(context, bench_age_options);
  if (*bench_submit) return cli::bench_submit(context, bench_submit_options);
  return cli::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int code = main_checked(argc, argv);
    // What was printed is part of the work: a full disk or a closed device below it is no success.
    std::cout.flush();
    if ((std::fflush(stdout) != 0 || std::ferror(stdout) || !std::cout) && code == amends::cli::kOk) {
      std::fprintf(stderr, "error: standard output cannot be written to its end; the disk may be full\n");
      return amends::cli::kStorage;
    }
    return code;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: %s; this is a fault of the program, please report it\n", e.what());
    return amends::cli::kInternal;
  }
}
