#include "release.hpp"

#include <algorithm>
#include <map>

#include "matter/sums.hpp"
#include "matter/wording.hpp"
#include "kit/lists.hpp"
#include "kit/taboo.hpp"
#include "sdk/failure.hpp"

namespace amends::letter {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

Array list_of(const std::vector<std::string>& list) { return Array(list.begin(), list.end()); }

Texts named(const std::vector<std::string>& list) {
  std::vector<Texts> texts;
  for (const auto& one : list) texts.push_back({one, one});
  return kit::joined(texts);
}

/// What the letter states, read from its own text as a reader would read it.
struct Stated {
  std::vector<sdk::Money> sums;
  std::vector<matter::Day> days;
};
Stated read(const sdk::Call& call, const std::string& text) {
  Stated out;
  if (sdk::is_blank(text)) return out;
  const sdk::Document document("letter", "reply", {}, "officer", {}, text);
  const auto stated = call.stated({&document});
  for (const auto& sum : stated.money) out.sums.push_back(sum.money);
  for (const auto& date : stated.dates)
    if (date.year && date.month && date.day) out.days.push_back({.year = *date.year, .month = *date.month, .day = *date.day});
  return out;
}

class Checker {
 public:
  Checker(const sdk::Call& call, const Facts& facts, const Letter& letter) : call_(call), facts_(facts), letter_(letter), stated_(read(call, letter.text)) {}

  CheckResult run(const std::string& id) {
    static const std::map<std::string, CheckResult (Checker::*)()> kChecks = {
        {"demands_answered", &Checker::demands},   {"amounts_equal_solution", &Checker::amounts}, {"dates_have_tasks", &Checker::dates}, {"solution_approved", &Checker::approval},
        {"refusal_reasons", &Checker::grounds},    {"wording", &Checker::wording},                {"taboo", &Checker::taboo},            {"rights_named", &Checker::rights},
        {"plain_sentences", &Checker::sentences},  {"no_other_person", &Checker::people},         {"language", &Checker::language}};
    const auto found = kChecks.find(id);
    if (found == kChecks.end()) sdk::fail("error.pack_invalid", "the letter '" + letter_.kind + "' asks for the check '" + id + "', which nobody knows; correct its list", "letters");
    auto out = (this->*found->second)();
    out.id = id;
    return out;
  }

  CheckResult complete() const {
    if (letter_.missing.empty()) return {.id = "complete", .code = "letter.incomplete", .passed = true, .text = {"各段内容齐全", "every paragraph is complete"}};
    return {.id = "complete", .code = "letter.incomplete", .passed = false, .text = sdk::fill({"还缺内容：{list}，请补充后再出信", "these parts are missing: {list}; fill them in first"}, {{"list", slot_names()}}), .found = list_of(letter_.missing)};
  }

 private:
  Texts slot_names() const {
    static const std::map<std::string, Texts> kNames = {
        {"checked", {"核对了什么", "what was looked at"}}, {"decision", {"决定", "the decision"}}, {"findings", {"核实结果", "the findings"}}, {"options", {"可选方案", "the options"}}, {"rights", {"救济途径", "the rights"}}, {"next_update", {"下次告知日期", "the date of the next news"}},
        {"missing", {"需要补充的材料", "the papers that are missing"}}, {"extension_reason", {"延长的原因", "the reason of the extension"}}, {"extended_on", {"延长后的日期", "the new date"}}, {"body", {"接收或调解机构", "the body"}}, {"body_contact", {"该机构联系方式", "how that body is reached"}},
        {"mediation", {"调解安排", "the mediation"}}, {"handler_contact", {"联系方式", "the contact"}}, {"unit", {"机构名称", "the unit"}}, {"institution", {"机构名称", "the institution"}}, {"apology", {"致歉内容", "the apology"}}, {"heard", {"客户的要求", "the demands"}}, {"steps", {"落实安排", "who does what"}}};
    std::vector<Texts> out;
    for (const auto& slot : letter_.missing) {
      const auto known = kNames.find(slot);
      const auto name = known == kNames.end() ? Texts{slot, slot} : known->second;
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    }
    return kit::joined(out);
  }

  CheckResult demands() {
    CheckResult out{.id = {}, .code = "demand.unanswered", .passed = true, .text = {"每一项要求都有核实结果和决定", "every demand has its finding and its decision"}};
    if (!facts_.matter) return out.passed = false, out.text = {"诉求是否成立尚未核实，还不能答复", "whether the demands are justified is not known; nothing can be decided in a letter yet"}, out;
    std::vector<std::string> ids;
    for (const auto& demand : facts_.matter->demands) ids.push_back(demand.id);
    const auto open = unanswered(letter_.text, ids, letter_.replies);
    if (open.empty()) return out;
    std::vector<Texts> titles;
    for (const auto& demand : facts_.matter->demands)
      if (std::find(open.begin(), open.end(), demand.id) != open.end()) titles.push_back(matter::kind_title(demand.kind));
    out.passed = false;
    out.text = sdk::fill({"没有答复的要求：{list}，请逐项答复", "not answered: {list}; answer each of them"}, {{"list", kit::joined(titles)}});
    out.found = list_of(open);
    return out;
  }

  CheckResult amounts() {
    CheckResult out{.id = {}, .code = "amount.differs", .passed = true, .text = {"金额与方案一致", "the sums are those of the options"}};
    const auto strange = unknown_sums(stated_.sums, facts_.sums);
    std::vector<std::string> wrong;
    for (const auto& sum : strange) wrong.push_back(matter::written(sum, facts_.matter ? facts_.matter->digits : 2).en);
    if (!wrong.empty()) {
      out.passed = false;
      out.text = sdk::fill({"这些金额在方案里找不到：{list}，请核对", "these sums stand in no option: {list}; check them"}, {{"list", named(wrong)}});
      out.found = list_of(wrong);
    } else if (facts_.matter && facts_.matter->pays() && !states_owed(stated_.sums, *facts_.matter->owed)) {
      out.passed = false;
      out.text = sdk::fill({"没有写明应付的{sum}，请写明", "the sum that is owed, {sum}, is not named; name it"}, {{"sum", matter::written(*facts_.matter->owed, facts_.matter->digits)}});
      out.found = "owed";
    } else if (facts_.matter && facts_.matter->money_due() && !facts_.matter->owed) {
      out.passed = false;
      out.text = {"应付金额还没有算出，请先写明金额", "the sum that is owed is not worked out; state it first"};
      out.found = "owed";
    } else if (facts_.second_person_open) {
      out.passed = false;
      out.text = {"应付金额还须第二人复核", "a second person has yet to check the sum that is owed"};
      out.found = "second_person";
    }
    return out;
  }

  CheckResult dates() {
    CheckResult out{.id = {}, .code = "date.without_task", .passed = true, .text = {"每个日期都有任务或时限承担", "every date has a task or a clock behind it"}};
    auto carried = letter_.carried;
    carried.insert(carried.end(), facts_.clock_days.begin(), facts_.clock_days.end());
    if (letter_.names_update && facts_.update) carried.push_back(facts_.update->last);
    std::vector<std::string> open;
    for (const auto& day : days_without_task(stated_.days, facts_.today, carried)) open.push_back(facts_.language == "zh" ? matter::written(day).zh : matter::written(day).en);
    undated_ = !open.empty();
    if (open.empty()) return out;
    out.passed = false;
    out.text = sdk::fill({"这些日期没有任务承担：{list}，请先建任务或删去日期", "no task carries these dates: {list}; open one or leave the date out"}, {{"list", named(open)}});
    out.found = list_of(open);
    return out;
  }

  CheckResult approval() {
    CheckResult out{.id = {}, .code = "solution.not_approved", .passed = facts_.has_solution && facts_.approved, .text = {"方案已经批准", "the options are approved"}};
    if (!out.passed) out.text = facts_.has_solution ? Texts{"方案还没有获得批准", "the options are not approved yet"} : Texts{"还没有处理方案，请先运行方案阶段", "there are no options yet; run amends.solution first"};
    return out;
  }

  CheckResult grounds() {
    CheckResult out{.id = {}, .code = "reason.missing", .passed = true, .text = {"没有拒绝任何一项要求", "nothing is refused"}};
    if (!letter_.refuses) return out;
    out.text = {"拒绝的部分写明了依据、事实和原因", "what is refused has its rule, its fact and its reason"};
    static const std::map<std::string_view, Texts> kNames = {{"clause", {"依据", "the rule or clause"}}, {"fact", {"事实", "the fact"}}, {"reason", {"原因", "the reason"}}};
    std::vector<Texts> open;
    std::vector<std::string> ids;
    for (const auto part : missing_grounds(facts_.grounds)) {
      open.push_back(kNames.at(part));
      ids.emplace_back(part);
    }
    if (open.empty()) return out;
    out.passed = false;
    out.text = sdk::fill({"拒绝的部分缺少：{list}", "what is refused lacks: {list}"}, {{"list", kit::joined(open)}});
    out.found = list_of(ids);
    return out;
  }

  CheckResult wording() {
    CheckResult out{.id = {}, .code = "wording.refused", .passed = true, .text = {"没有误导、威胁、歧视、压制或封口的说法", "no deception, threat, discrimination, suppression or gag"}};
    std::vector<std::string> rows;
    std::vector<Texts> texts;
    for (const auto& one : matter::broken_by_letter(call_, letter_.text)) {
      rows.push_back(one.row);
      texts.push_back(sdk::fill({"“{quote}”（{guard}：{why}）", "“{quote}” ({guard}: {why})"}, {{"quote", one.quote}, {"guard", one.guard}, {"why", one.message}}));
    }
    if (rows.empty()) return out;
    out.passed = false;
    out.text = sdk::fill({"不能这样写：{list}", "this cannot be written: {list}"}, {{"list", kit::joined(texts)}});
    out.found = list_of(rows);
    return out;
  }

  CheckResult taboo() {
    CheckResult out{.id = {}, .code = "taboo.hit", .passed = true, .text = {"没有忌语", "no taboo words"}};
    const auto reading = kit::read_taboos(call_, letter_.text, {.solution_ref = facts_.has_solution && facts_.approved, .task_ref = !undated_, .verify_done = facts_.matter.has_value(), .next_date = letter_.names_update || facts_.matter.has_value()});
    if (reading.pass) return out;
    std::vector<Texts> texts;
    std::vector<std::string> rows;
    for (const auto& hit : reading.hits) {
      rows.push_back(hit.row);
      texts.push_back(hit.rewrite ? sdk::fill({"“{quote}”可改为“{rewrite}”", "“{quote}” may become “{rewrite}”"}, {{"quote", hit.quote}, {"rewrite", *hit.rewrite}}) : sdk::fill({"“{quote}”（{why}）", "“{quote}” ({why})"}, {{"quote", hit.quote}, {"why", hit.why}}));
    }
    out.passed = false;
    out.text = sdk::fill({"请改写：{list}", "to be rewritten: {list}"}, {{"list", kit::joined(texts)}});
    out.found = list_of(rows);
    return out;
  }

  CheckResult rights() {
    CheckResult out{.id = {}, .code = "rights.missing", .passed = !facts_.rights.empty(), .text = {"写明了救济途径和期限", "the rights are named with their time limits"}};
    std::vector<std::pair<std::string, std::string>> items;
    for (const auto& right : facts_.rights) items.emplace_back(right.route, facts_.language == "zh" ? right.text.zh : right.text.en);
    const auto open = missing_rights(letter_.text, items);
    if (facts_.rights.empty()) out.text = {"没有本机构所在地的救济途径内容，请在rights/notice中补充", "there is no notice of rights for the institution's place; add it to rights/notice"};
    else if (!open.empty()) {
      out.passed = false;
      out.text = sdk::fill({"缺少救济途径：{list}", "these rights are missing: {list}"}, {{"list", named(open)}});
      out.found = list_of(open);
    }
    return out;
  }

  CheckResult sentences() {
    const auto prose = measure(letter_.prose, facts_.language);
    CheckResult out{.id = {}, .code = "sentences.long", .passed = is_plain(prose, facts_.language), .text = {"句子长短合适", "the sentences are short enough"}, .found = Object{{"sentences", prose.sentences}, {"units", prose.units}}};
    if (!out.passed) out.text = {"句子平均超过40个字，请写短些", "the sentences have more than 20 words on average; shorten them"};
    return out;
  }

  CheckResult people() {
    CheckResult out{.id = {}, .code = "person.other", .passed = true, .text = {"没有他人的信息", "no data of other people"}};
    const auto found = data_of_others(letter_.text, facts_.others);
    if (found.empty()) return out;
    out.passed = false;
    out.text = {"信里有他人的信息，或完整的证件号，请删去", "the letter holds data of another person, or a full identity number; take it out"};
    out.found = static_cast<std::int64_t>(found.size());  // how many, and not which: the evidence must not repeat them
    return out;
  }

  CheckResult language() {
    CheckResult out{.id = {}, .code = "language.differs", .passed = is_in(letter_.text, facts_.language), .text = {"语言与客户一致", "it is written in the customer's language"}};
    if (!out.passed) out.text = {"信的语言与客户的语言不一致，请改写", "it is not written in the customer's language; rewrite it"};
    return out;
  }

  const sdk::Call& call_;
  const Facts& facts_;
  const Letter& letter_;
  Stated stated_;
  bool undated_ = false;
};

}  // namespace

std::vector<CheckResult> check(const sdk::Call& call, const Facts& facts, const Letter& letter) {
  Checker checker(call, facts, letter);
  std::vector<CheckResult> out{checker.complete()};
  for (const auto& id : letter.checks) out.push_back(checker.run(id));
  return out;
}

bool all_pass(const std::vector<CheckResult>& results) {
  return std::all_of(results.begin(), results.end(), [](const CheckResult& one) { return one.passed; });
}

}  // namespace amends::letter
