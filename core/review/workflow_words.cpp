#include "review/workflow_words.hpp"

#include "calendar/duration.hpp"
#include "review/condition_words.hpp"
#include "review/labels.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kFactsShown = 3;
constexpr int kConditionLinesMax = 4;  // of a condition on an arrow; the whole stands in its tooltip

class Words {
 public:
  explicit Words(const DrawingOptions& options, const flow::Definition* definition = nullptr) : options_(options), definition_(definition) {}

  [[nodiscard]] bool zh() const { return options_.language == "zh"; }
  [[nodiscard]] std::string say(std::string_view zh_text, std::string_view en_text) const { return std::string(zh() ? zh_text : en_text); }
  [[nodiscard]] std::string role(std::string_view name) const { return role_text(name, options_.language); }
  [[nodiscard]] std::string duration(calendar::Duration length) const { return zh() ? calendar::duration_zh(length) : calendar::duration_en(length); }
  [[nodiscard]] std::string list(const std::vector<std::string>& items) const {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : zh() ? "、" : ", ") + item;
    return out;
  }
  [[nodiscard]] std::string steps(const std::vector<flow::StepIndex>& indexes) const {
    std::vector<std::string> names;
    for (const auto index : indexes) names.push_back(definition_->step(index).name);
    return list(names);
  }
  [[nodiscard]] std::string targets(const flow::Step& step) const { return step.whole_case ? say("本案", "the case") : steps(step.targets); }
  /// A code of ours in words; a name that the workflow raises as it stands there.
  [[nodiscard]] std::string error(const std::string& code) const {
    const auto known = known_label("error." + code, options_.language);
    return known ? *known : say("出错：", "on error: ") + code;
  }
  /// A text constant without its quotes; any other expression as the file has it.
  [[nodiscard]] std::string expression(std::string_view feel) const {
    const bool text = feel.size() > 2 && feel.front() == '"' && feel.back() == '"' && feel.find('"', 1) == feel.size() - 1;
    return std::string(text ? feel.substr(1, feel.size() - 2) : feel);
  }
  /// A lead and a name: in its own word where there is one, which Chinese writes without a space; else the name as the file has it.
  [[nodiscard]] std::string joined(std::string_view lead_zh, std::string_view lead_en, const std::string& family, const std::string& name) const {
    const auto known = known_label(family + name, options_.language);
    return zh() ? std::string(lead_zh) + (known ? *known : " " + name) : std::string(lead_en) + known.value_or(name);
  }
  /// A condition by the labels of what it asks for, with the expression for the tooltip; the expression itself where a part of it has no word.
  [[nodiscard]] WordLine condition(std::string_view feel) const {
    auto words = definition_ ? words_of_condition(*definition_, feel, options_) : std::nullopt;
    if (!words) return {std::string(feel), TextStyle::code, false, kConditionLinesMax};
    return {*std::move(words), TextStyle::plain, false, kConditionLinesMax, std::string(feel)};
  }
  [[nodiscard]] std::string clock(const std::string& kind) const { return known_label("clock." + kind, options_.language).value_or(kind); }

  void work(std::vector<WordLine>& out, const flow::HumanWork& human) const {
    out.push_back({role(human.role) + (human.due ? say("，限", ", within ") + duration(*human.due) : std::string{}), TextStyle::plain, false, 2});
    bool again = false;  // the first rung counts from the opening, each other one from the rung before it
    for (const auto& rung : human.escalate) {
      const auto length = duration(rung.after);
      out.push_back({zh() ? (again ? "再过" + length + "仍未办：报" : length + "未办：报") + role(rung.to)
                          : (again ? "after another " + length : "unanswered after " + length) + ": to " + role(rung.to),
                     TextStyle::plain, true, 2});
      again = true;
    }
    for (const auto& reminder : human.remind)
      out.push_back({reminder.before_due ? say("到期前", "a reminder ") + duration(reminder.length) + say("提醒", " before it is due") : say("办理满", "a reminder after ") + duration(reminder.length) + say("提醒", ""), TextStyle::plain, true, 2});
    std::vector<std::string> who;
    for (const auto& candidate : human.candidates) who.push_back(candidate.from ? say("名单 ", "those in ") + std::string(candidate.from->text()) : candidate.role.empty() ? candidate.person : role(candidate.role));
    if (!who.empty()) out.push_back({say("可办理：", "for: ") + list(who), TextStyle::plain, true, 2});
    if (!human.four_eyes_with.empty()) out.push_back({say("须由另一人办理，不得是办理“", "another person than in: ") + person_step(human.four_eyes_with) + say("”的人", ""), TextStyle::plain, true, 2});
    if (!human.requires_approval.empty()) out.push_back({say("须先批准：", "only after the approval: ") + person_step(human.requires_approval), TextStyle::plain, true, 2});
  }

  [[nodiscard]] std::string form(const std::string& name) const {
    const auto found = options_.form_titles.find(name);
    return found == options_.form_titles.end() ? name : found->second;
  }
  [[nodiscard]] std::string title(const flow::HumanWork& human) const {
    const auto own = json::in_language(&human.title, options_.language);
    return own.empty() ? form(human.form) : std::string(own);
  }

  /// Another step by what the person does in it; its name where it is no work of a person.
  [[nodiscard]] std::string person_step(const std::string& name) const {
    const auto index = definition_ ? definition_->find(name) : flow::kEnd;
    if (index == flow::kEnd || definition_->step(index).kind != flow::StepKind::human) return name;
    return title(definition_->step(index).human);
  }

  /// "status becomes accepted" where the fact is the case's status and the value a word of ours, else the assignment as the file has it.
  [[nodiscard]] WordLine fact(const std::string& path, std::string_view feel) const {
    if (path == "case.status" && feel.size() > 2 && feel.front() == '"' && feel.back() == '"')
      if (const auto known = known_label("status." + std::string(feel.substr(1, feel.size() - 2)), options_.language)) return {say("状态改为：", "status becomes: ") + *known, TextStyle::plain, false, 1};
    if (const auto name = known_label("path." + path, options_.language))
      if (const auto known = known_label("value." + path + "." + expression(feel), options_.language)) return {*name + say("改为：", " becomes: ") + *known, TextStyle::plain, false, 1};
    return {path + " = " + std::string(feel), TextStyle::code, false, 2};
  }

  void facts(std::vector<WordLine>& out, const flow::Step& step) const {
    std::size_t shown = 0;
    for (const auto& [path, value] : step.set) {
      if (shown++ == kFactsShown && step.set.size() > kFactsShown + 1) {
        out.push_back({say("另有 ", "and ") + std::to_string(step.set.size() - kFactsShown) + say(" 项", " more"), TextStyle::plain, true, 1});
        return;
      }
      out.push_back(fact(path, value.text()));
    }
  }

 private:
  const DrawingOptions& options_;
  const flow::Definition* definition_;  ///< nullptr where no step is named
};

/// The name of the path that begins with this step ("paths.crisis.0" -> "crisis"); empty for others.
std::string path_of(const flow::Step& step) {
  constexpr std::string_view kBegin = "paths.", kEndPart = ".0";
  if (!step.path.starts_with(kBegin) || !step.path.ends_with(kEndPart)) return {};
  const auto name = step.path.substr(kBegin.size(), step.path.size() - kBegin.size() - kEndPart.size());
  return name.find('.') == std::string::npos ? name : std::string{};
}

}  // namespace

std::vector<WordLine> words_of_step(const flow::Definition& definition, const flow::Step& step, const DrawingOptions& options) {
  const Words words(options, &definition);
  std::vector<WordLine> out;
  auto code = step.name;
  const auto head = [&](std::string text) { out.push_back({std::move(text), TextStyle::strong, false, 2}); };
  if (const auto path = path_of(step); !path.empty()) out.push_back({words.say("支路 ", "path ") + path, TextStyle::plain, true, 1});
  switch (step.kind) {
    case flow::StepKind::stage: {
      const auto found = options.stage_titles.find(step.stage);
      head(found == options.stage_titles.end() ? step.stage : found->second);
      code += " · " + step.stage + (step.stage_major > 0 ? "@" + std::to_string(step.stage_major) : "");
      break;
    }
    case flow::StepKind::decide: head(words.say("决策表 ", "decision table ") + (step.table.starts_with("tables/") ? step.table.substr(7) : step.table)); break;
    case flow::StepKind::human:
      head(words.title(step.human));
      code += " · " + step.human.form;
      break;
    case flow::StepKind::choose: head(word_of_shape(DrawnShape::choose, options)); break;
    case flow::StepKind::first_of: head(words.say("先到先办", "whichever comes first")); break;
    case flow::StepKind::parallel: head(words.say("同时办理", "at the same time")); break;
    case flow::StepKind::message: head(words.say("等待消息 ", "waits for the message ") + step.message); break;
    case flow::StepKind::wait: head(words.say("等待", "waits ") + words.duration(*step.wait)); break;
    case flow::StepKind::set: break;
    case flow::StepKind::inclusive: head(words.say("符合条件的都办", "every one whose condition holds")); break;
    case flow::StepKind::each: head((step.each.one_by_one ? words.say("逐个办理：", "for each, one by one: ") : words.say("每个都办：", "for each: ")) + std::string(step.each.list->text())); break;
    case flow::StepKind::block: {
      const auto called = options.block_titles.find(step.name);
      head(called == options.block_titles.end() ? words.say("一段步骤", "part") : words.say("办理：", "carries out: ") + called->second);
      break;
    }
    case flow::StepKind::run: head(words.say("办理支路 ", "runs the path ") + (step.branches.empty() || step.branches.front().first == flow::kEnd ? std::string{} : path_of(definition.step(step.branches.front().first)))); break;
    case flow::StepKind::raise: head(step.raises_error ? words.joined("报错：", "raises the error: ", "error.", step.event) : words.joined("上报：", "escalates: ", "escalation.", step.event)); break;
    case flow::StepKind::signal: head(words.say("发出信号 ", "signals ") + step.event); break;
    case flow::StepKind::listen: head(words.say("等待信号 ", "waits for the signal ") + step.event); break;
    case flow::StepKind::cancel: head(words.say("取消：", "cancels: ") + words.targets(step)); break;
    case flow::StepKind::terminate: head(words.say("结束：", "ends: ") + words.targets(step)); break;
    case flow::StepKind::send: head(words.joined("发出", "sends ", "message.", step.send.kind) + (step.send.waits ? words.say("，等待送达", ", and waits for its delivery") : std::string{})); break;
    case flow::StepKind::compensate: head(words.say("撤销已办：", "undoes what was done: ") + words.targets(step)); break;
  }
  if (step.join.of > 0)
    out.push_back({words.say("办完 ", "left when ") + std::to_string(step.join.of) + (step.join.cancel ? words.say(" 路即离开，其余取消", " have ended; the others are taken back") : words.say(" 路即离开，其余照办", " have ended; the others go on")), TextStyle::plain, false, 2});
  if (!step.milestone.at.empty()) out.push_back({words.say("仅当案件处于：", "only while the case stands at: ") + words.steps(step.milestone.at), TextStyle::plain, true, 2});
  if (step.kind == flow::StepKind::set) words.facts(out, step);
  out.push_back({std::move(code), TextStyle::code, true, 2});
  if (step.kind == flow::StepKind::human) words.work(out, step.human);
  if (step.kind == flow::StepKind::send && step.send.to) out.push_back({words.joined("发给", "to ", "receiver.", words.expression(step.send.to->text())), TextStyle::plain, true, 2});
  if (!step.requires_approval.empty()) out.push_back({words.say("须先批准：", "only after the approval: ") + words.person_step(step.requires_approval), TextStyle::plain, true, 2});
  if (step.kind == flow::StepKind::message && step.key) out.push_back({words.say("对应键 ", "by ") + std::string(step.key->text()), TextStyle::plain, true, 1});
  if (step.optional) out.push_back({words.say("没有该插件时跳过", "skipped where no plugin offers it"), TextStyle::plain, true, 2});
  if (step.retry.attempts_max > 1)
    out.push_back({words.say("失败时共试", "tried ") + std::to_string(step.retry.attempts_max) + words.say("次，首次间隔", " times, first pause ") + words.duration(step.retry.backoff), TextStyle::plain, true, 2});
  if (step.kind != flow::StepKind::set) words.facts(out, step);
  if (!step.meets.empty()) {
    std::vector<std::string> clocks;
    for (const auto& kind : step.meets) clocks.push_back(words.clock(kind));
    out.push_back({words.say("完成时限：", "meets: ") + words.list(clocks), TextStyle::plain, false, 4});
  }
  return out;
}

std::vector<WordLine> words_of_arrow(const flow::Definition& definition, const flow::Step& from, const ArrowKey& key, const DrawingOptions& options) {
  const Words words(options, &definition);
  const auto index = static_cast<std::size_t>(key.index);
  switch (key.kind) {
    case ArrowKind::onward: return {};
    case ArrowKind::choice: {
      const auto& branch = from.choose[index];
      if (branch.when) return {words.condition(branch.when->text())};
      return {{words.say("其他情形", "otherwise"), TextStyle::plain, false, 1}};
    }
    case ArrowKind::alternative: {
      const auto& alternative = from.alternatives[index];
      std::vector<WordLine> out{{alternative.name, TextStyle::code, true, 1}};
      if (alternative.human) {
        out.insert(out.begin(), {words.title(*alternative.human), TextStyle::plain, false, 2});
        words.work(out, *alternative.human);
      } else if (alternative.after) {
        out.insert(out.begin(), {words.say("", "after ") + words.duration(*alternative.after) + words.say("后", ""), TextStyle::plain, false, 1});
      } else {
        out.insert(out.begin(), {words.say("收到消息 ", "message ") + alternative.message, TextStyle::plain, false, 2});
        if (alternative.key) out.push_back({words.say("对应键 ", "by ") + std::string(alternative.key->text()), TextStyle::plain, true, 1});
      }
      return out;
    }
    case ArrowKind::error: {
      const auto& code = from.on_error[index].code;
      if (code == "needs_person") return {{words.say("需要人工", "needs a person"), TextStyle::plain, false, 1}};
      if (code == "default") return {{words.say("出错", "on an error"), TextStyle::plain, false, 1}};
      return {{words.error(code), TextStyle::plain, false, 2}};
    }
    case ArrowKind::branch: {
      const auto& branch = from.branches[index];
      if (from.kind == flow::StepKind::run) return {{words.say("办完后回来", "comes back when it has ended"), TextStyle::plain, true, 2}};
      if (branch.name.empty()) return {};
      std::vector<WordLine> out{{branch.name, TextStyle::code, false, 1}};
      if (from.kind == flow::StepKind::inclusive) {
        if (branch.when) out.push_back(words.condition(branch.when->text()));
        else out.push_back({words.say("其他情形", "otherwise"), TextStyle::plain, false, 1});
      }
      return out;
    }
    case ArrowKind::event: {
      const auto& event = from.on[index];
      std::string what;
      switch (event.kind) {
        case flow::Boundary::Kind::timer: what = words.say("", "after ") + words.duration(*event.after) + words.say("后", ""); break;
        case flow::Boundary::Kind::message: what = words.say("收到消息 ", "message ") + event.what; break;
        case flow::Boundary::Kind::signal: what = words.say("收到信号 ", "signal ") + event.what; break;
        case flow::Boundary::Kind::error: what = event.what == "default" ? words.say("出错", "on an error") : words.error(event.what); break;
        case flow::Boundary::Kind::escalation: what = words.joined("上报：", "escalation: ", "escalation.", event.what); break;
      }
      std::vector<WordLine> out{{what, TextStyle::plain, false, 2}, {event.name, TextStyle::code, true, 1}};
      if (!event.interrupting) out.push_back({words.say("原步骤照办", "the step goes on"), TextStyle::plain, true, 1});
      return out;
    }
    case ArrowKind::bound: return {{words.say("超过 ", "more than ") + std::to_string(from.bound.most) + words.say(" 次", " times"), TextStyle::plain, false, 1}, {from.bound.name, TextStyle::code, true, 1}};
    case ArrowKind::milestone: return {{words.say("案件不在该处时", "while the case does not stand there"), TextStyle::plain, false, 2}};
    case ArrowKind::undo: return {{words.say("撤销时", "to undo it"), TextStyle::plain, false, 1}};
  }
  return {};
}

std::vector<std::string> words_of_clocks(const flow::Definition& definition, const DrawingOptions& options) {
  const Words words(options);
  std::vector<std::string> out;
  for (const auto& clock : definition.clocks()) {
    auto line = clock.rule.empty() ? words.clock(clock.kind) : words.say("规则 ", "rule ") + clock.rule + words.say("，起算于 ", ", from ") + clock.from;
    if (!clock.warn.empty()) {
      std::vector<std::string> lengths;
      for (const auto& length : clock.warn) lengths.push_back(words.duration(length));
      line += words.say("；到期前", "; warns ") + words.list(lengths) + words.say("提醒", " before it is due");
    }
    if (clock.on_breach == "escalate") line += words.say("；逾期报", "; when missed, to ") + words.role(clock.to);
    out.push_back(clock.rule.empty() && clock.name == clock.kind ? line : clock.name + words.say("：", ": ") + line);
  }
  std::vector<std::string> notices;
  for (const auto& notice : definition.notices()) notices.push_back(known_label("notice." + notice, options.language).value_or(notice));
  if (!notices.empty()) out.push_back(words.say("自动通知：", "tells by itself: ") + words.list(notices));
  return out;
}

namespace {

std::string words_of_state(flow::TokenState state, const Words& words) {
  switch (state) {
    case flow::TokenState::running: return words.say("现在办到这里", "the case is here now");
    case flow::TokenState::held: return words.say("现在等待必须先办的待办", "waits here for blocking tasks");
    case flow::TokenState::waiting: return words.say("现在等在这里", "waits here now");
    case flow::TokenState::retrying: return words.say("稍后重试", "tries again later");
    case flow::TokenState::joining: return words.say("等待各支路办完", "waits for its branches");
    case flow::TokenState::parked: return words.say("暂停在这里，须人工处理", "parked here: a person is needed");
    case flow::TokenState::blocked: return words.say("尚不能办理", "cannot begin yet");
    case flow::TokenState::absorbing: return words.say("已离开，其余支路照办", "left; its other branches go on");
  }
  return {};
}

}  // namespace

std::vector<std::string> words_of_here(const std::vector<Trail::Here>& here, const DrawingOptions& options) {
  const Words words(options);
  std::vector<std::string> out;
  if (here.empty()) return out;
  const auto& first = here.front();
  auto line = words_of_state(first.state, words);
  if (!first.delivery.empty()) line = first.delivery == "parked" ? words.say("送不出去，须人工处理", "cannot be delivered: a person is needed") : first.delivery == "withheld" ? words.say("暂缓发出", "held back, not handed out") : words.say("等待送达", "waits for its delivery");
  if (first.total > 1) line += words.say("（", " (") + std::to_string(first.arrived) + words.say("／", " of ") + std::to_string(first.total) + words.say("）", ")");
  if (here.size() > 1) line += words.say("，共 ", ", ") + std::to_string(here.size()) + words.say(" 处", " times");
  out.push_back(std::move(line));
  std::vector<std::string> holders;
  for (const auto& one : here)
    if (!one.holder.empty()) holders.push_back(one.holder);
  if (!holders.empty()) out.push_back(words.say("由 ", "held by ") + words.list(holders) + words.say(" 办理", ""));
  return out;
}

std::string word_of_mark(DrawnMark mark, const DrawingOptions& options) {
  const Words words(options);
  switch (mark) {
    case DrawnMark::shape: break;
    case DrawnMark::way_back: return words.say("退回的路", "leads back");
    case DrawnMark::way_taken: return words.say("走过的路，2× 为次数", "a way that was taken; 2× is how often");
    case DrawnMark::stands_here: return words.say("案件现在在这里", "the case stands here");
  }
  return {};
}

std::string word_of_shape(DrawnShape shape, const DrawingOptions& options) {
  const Words words(options);
  switch (shape) {
    case DrawnShape::start: return words.say("开始", "start");
    case DrawnShape::end: return words.say("结束", "end");
    case DrawnShape::stage: return words.say("阶段（插件）", "stage (plugin)");
    case DrawnShape::decide: return words.say("决策表", "decision table");
    case DrawnShape::human: return words.say("人工办理", "work for a person");
    case DrawnShape::choose: return words.say("按条件选择", "choice by condition");
    case DrawnShape::first_of: return words.say("先到先办", "whichever comes first");
    case DrawnShape::message: return words.say("收发消息", "sends or waits for a message");
    case DrawnShape::wait: return words.say("定时等待", "waits for a time");
    case DrawnShape::parallel: return words.say("分为同时办理的支路", "splits into branches");
    case DrawnShape::join: return words.say("支路汇合", "branches join");
    case DrawnShape::set: return words.say("记入事实", "sets facts");
    case DrawnShape::block: return words.say("一段步骤", "steps that belong together");
    case DrawnShape::act: return words.say("流程动作", "the case acts on itself");
    case DrawnShape::label: return words.say("何时走这条路", "when this way is taken");
  }
  return {};
}

}  // namespace amends::review
