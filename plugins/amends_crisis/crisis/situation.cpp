#include "situation.hpp"

#include "kit/lists.hpp"

namespace amends::crisis {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::size_t kLinesMax = 50;  ///< of one part of the sheet

Object line(const Texts& text, const std::vector<EvidenceId>& evidence) {
  Array ids;
  for (const auto& id : kit::once(evidence)) ids.emplace_back(id);
  return Object{{"text", sdk::to_value(text)}, {"evidence", std::move(ids)}};
}

Value instant_value(const std::optional<sdk::Instant>& at) { return at ? Value(sdk::format_instant(*at)) : Value(nullptr); }

class Sheet {
 public:
  Sheet(const Context& context, const Parts& parts) : context_(context), record_(context.record), out_(context.out), parts_(parts) {}

  Value write() {
    counts();
    points();
    actions();
    questions();
    const auto* update = parts_.timers.find("update");
    return Object{{"as_of", instant_value(context_.call.now())}, {"facts", std::move(facts_)}, {"rumours", std::move(rumours_)}, {"actions", std::move(actions_)}, {"open_questions", std::move(questions_)}, {"next_update_at", update ? instant_value(update->due_at) : Value(nullptr)}};
  }

 private:
  static void put(Array& list, Object item) {
    if (list.size() < kLinesMax) list.emplace_back(std::move(item));
  }

  void number(std::string_view input, const Texts& pattern, std::int64_t least) {
    const auto* sign = parts_.reading.sign(input);
    const auto value = parts_.reading.number(input);
    if (sign && value && *value >= least) put(facts_, line(sdk::fill(pattern, {{"count", *value}}), {sign->evidence}));
  }

  void flag(std::string_view input, const Texts& text) {
    const auto* sign = parts_.reading.sign(input);
    if (sign && sign->value.is_bool() && sign->value.get_bool()) put(facts_, line(text, {sign->evidence}));
  }

  void counts() {
    number("reach", {"传播量约{count}", "Reach: about {count}"}, 1);
    number("group_size", {"涉及客户{count}人", "Customers concerned: {count}"}, 2);
    number("onsite_count", {"现场{count}人", "People on site: {count}"}, 1);
    number("planned_count", {"计划聚集{count}人", "Gathering planned: {count} people"}, 1);
    number("outage_hours", {"故障已持续{count}小时", "Outage: {count} hours"}, 1);
    flag("national_media", {"全国性媒体已报道", "National media report on it"});
    flag("reporter", {"有记者联系", "A reporter has been in touch"});
    if (parts_.reading.safety_explicit) put(facts_, line({"有明确的人身安全迹象", "There is an explicit sign of danger to a person"}, {parts_.reading.sum}));
  }

  /// The points of the matrix by their state; before verification, the events as they are told.
  void points() {
    const auto matrix = record_.list("analysis.verify.matrix");
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      if (matrix[i].text_or("kind", "") == "key_point") continue;
      const auto id = std::string(matrix[i].text_or("id", ""));
      const auto claim = matrix[i].text_or("claim", "");
      std::vector<EvidenceId> cited{out_.field("analysis.verify.matrix." + std::to_string(i) + ".state")};
      if (claim.starts_with("events.")) cited.insert(cited.begin(), out_.field(std::string(claim) + ".what"));
      const auto state = matrix[i].text_or("state", "");
      if (state == "confirmed") put(facts_, line(sdk::fill({"{id}已查证属实", "{id}: confirmed"}, {{"id", id}}), cited));
      else if (state == "refuted") put(rumours_, line(sdk::fill({"{id}查证不属实", "{id}: checked and not so"}, {{"id", id}}), cited));
      else put(rumours_, line(sdk::fill({"{id}尚未证实", "{id}: not confirmed yet"}, {{"id", id}}), cited));
    }
    if (!matrix.empty()) return;
    for (const auto& event : record_.list("events"))
      if (const auto id = event.text_or("id", ""); !id.empty() && event.text_or("verified", "unknown") == "unknown")
        put(rumours_, line(sdk::fill({"{id}尚未证实", "{id}: not confirmed yet"}, {{"id", std::string(id)}}), {out_.field(event.where() + ".what")}));
  }

  void actions() {
    for (const auto& timer : parts_.timers.list) {
      auto item = line(timer.title, timer.evidence);
      item["owner_role"] = timer.owner_role;
      item["due_at"] = instant_value(timer.due_at);
      item["state"] = timer.met ? (timer.missed ? "done_late" : "done") : timer.missed ? "missed" : "open";
      put(actions_, std::move(item));
    }
    auto cases = line({"个案投诉照常办理，时限不变", "Each complaint is handled as usual, and no time limit moves"}, {parts_.reading.sum});
    cases["owner_role"] = "handler";
    cases["due_at"] = nullptr;
    cases["state"] = "open";
    put(actions_, std::move(cases));
  }

  void questions() {
    if (parts_.reading.reach_open) put(questions_, line({"传播量是多少？", "What is the reach?"}, {out_.field("media.reach_count")}));
    if (!parts_.team.rows.empty() && !parts_.team.confirmed()) put(questions_, line({"工作组由谁组成？", "Who is on the team?"}, {out_.field("answers.crisis_team")}));
    if (record_.list("analysis.verify.matrix").empty()) put(questions_, line({"反映的事项是否属实？", "Is what is said true?"}, {out_.field("analysis.verify.matrix")}));
    for (const auto& met : parts_.standdown.criteria)
      if (!met.met) put(questions_, line(sdk::fill({"是否做到：{what}？", "Does this hold: {what}?"}, {{"what", met.criterion->title}}), {met.evidence}));
  }

  const Context& context_;
  const Reader& record_;
  sdk::Envelope& out_;
  const Parts& parts_;
  Array facts_, rumours_, actions_, questions_;
};

}  // namespace

Value situation_of(const Context& context, const Parts& parts) {
  if (parts.reading.level() == Level::none) return nullptr;
  return Sheet(context, parts).write();
}

}  // namespace amends::crisis
