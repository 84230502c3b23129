#include "types.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "kit/checked.hpp"
#include "kit/lists.hpp"
#include "kit/pack_reading.hpp"
#include "kit/support.hpp"

namespace amends::portrait {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Value;

constexpr std::string_view kTable = "tables/portrait#types";
constexpr std::string_view kBand = "analysis.intake.emotion.band";
constexpr std::string_view kAgent = "analysis.organised_agent.score";
constexpr std::array<std::string_view, 4> kBands = {"calm", "upset", "agitated", "extreme"};
constexpr std::int64_t kScoreMax = 100, kTwice = 2;

/// What the table asks for, and the evidence of each.
struct Facts {
  Object inputs;
  std::map<std::string, std::vector<EvidenceId>, std::less<>> evidence;
  void add(std::string_view name, Value value, std::vector<EvidenceId> from) {
    inputs[name] = std::move(value);
    evidence.emplace(name, std::move(from));
  }
};

void add_demands(const Context& context, Facts& facts) {
  const auto spoken = context.spoken();
  const auto path = context.out.field(context.spoken_path());
  bool money = false, correction = false;
  for (const auto& row : spoken) {
    const auto kind = row.text_or("kind", "");
    money = money || asks_for_money(kind);
    correction = correction || kind == "correction" || kind == "discipline";
  }
  facts.add("explicit_demands", static_cast<std::int64_t>(spoken.size()), {path});
  facts.add("money_demand", money, {path});
  facts.add("demands_correction", correction, {path});
}

/// More than twice the proved loss. While the loss is not known, a high claim says nothing.
void add_claim(const Context& context, Facts& facts) {
  const auto claimed = context.record.money("money.claimed"), loss = context.record.money("money.loss_proved");
  bool over = false;
  std::vector<EvidenceId> evidence;
  if (claimed && loss) {
    (void)kit::scale_of(context.call, context.out, {{"money.claimed", *claimed}, {"money.loss_proved", *loss}});
    over = claimed->minor > loss->minor && claimed->minor - loss->minor > loss->minor;
    evidence = {context.out.computation("claim against twice the proved loss", Object{{"claimed", claimed->minor}, {"loss_proved", loss->minor}, {"times", kTwice}}, over)};
  } else {
    evidence = {context.out.field(claimed ? "money.loss_proved" : "money.claimed")};
  }
  facts.add("claimed_over_twice_loss", over, std::move(evidence));
}

Facts facts_of(const Context& context, const Behaviour& behaviour) {
  Facts facts;
  add_demands(context, facts);
  add_claim(context, facts);
  const auto band = kit::one_of(context.record, kBand, kBands, "");
  facts.add("band", band.empty() ? Value(nullptr) : sdk::to_value(band), {context.out.field(kBand)});
  facts.add("attachments", behaviour.attachments, behaviour.attachment_evidence);
  facts.add("inbound_contacts", behaviour.inbound, behaviour.contact_evidence);
  facts.add("citations", behaviour.citations, behaviour.citation_evidence);
  facts.add("same_matter", behaviour.same_matter, behaviour.prior_evidence);
  facts.add("channels", static_cast<std::int64_t>(behaviour.channels.size()), behaviour.channel_evidence);
  const auto agent = context.record.integer(kAgent);
  if (agent && (*agent < 0 || *agent > kScoreMax)) sdk::fail("error.range", "a score is 0 to 100; run amends.organised_agent again", std::string(kAgent));
  facts.add("agent_score", sdk::to_value(agent), {context.out.field(kAgent)});
  facts.add("need_for_support", sdk::to_value(kit::need_for_support(context.record).strongest()), {context.out.field("flags.vulnerability")});
  return facts;
}

void say(const Context& context, const Type& type) {
  std::vector<sdk::Texts> cues;
  for (const auto& cue : type.cues) cues.push_back(sdk::fill({"{why}{points}", "{why} {points}"}, {{"why", cue.because}, {"points", cue.points}}));
  const sdk::Texts why = cues.empty() ? sdk::Texts{"由人确认", "confirmed by a person"} : kit::joined(cues);
  context.out.finding({.code = "type." + type.code,
                       .confidence = type.by_person ? 100 : 50,
                       .text = sdk::fill({"可能的类型：{title}（{why}）。只用于调整沟通方式，可能有误，也不影响应得的金额、时限和途径。",
                                          "A possible type: {title} ({why}). For the way of talking only; it may be wrong, and it changes nothing in what is owed, the clocks or the routes."},
                                         {{"title", context.words.type(type.code)}, {"why", why}}),
                       .evidence = type.evidence,
                       .rule = std::string(kTable)});
}

/// What an officer confirmed or took back; nothing when the field is empty.
std::optional<bool> answer_of(const Context& context, std::string_view code) { return context.record.flag("answers.type_correct." + std::string(code)); }

void take_back(const Context& context, std::string_view code) {
  context.out.finding({.code = "type.by_person",
                       .text = sdk::fill({"由人核对：不是「{title}」，不再显示。", "A person checked it: not {title}; it is no longer shown."}, {{"title", context.words.type(code)}}),
                       .evidence = {context.out.answer("answers.type_correct." + std::string(code))},
                       .rule = "forms/type_correct"});
}

void ask(const Context& context, const Types& types) {
  if (types.shown.empty() || context.record.has("answers.type_correct")) return;
  std::vector<std::string> fields;
  for (const auto& [code, title] : context.words.types()) fields.push_back(code);
  fields.emplace_back("note");
  context.out.question({.id = "type_correct",
                        .form_name = "type_correct",
                        .fields = std::move(fields),
                        .to_role = "handler",
                        .reason = {"请确认或更正系统读出的类型。类型只供内部调整沟通方式，不向客户出示。", "Confirm or correct the types that the system read. They serve the way of talking, for staff only, and are not shown to the customer."}});
}

}  // namespace

bool Types::has(std::string_view code) const {
  return std::any_of(shown.begin(), shown.end(), [&](const Type& type) { return type.code == code; });
}

Types read_types(const Context& context, const Behaviour& behaviour) {
  const auto facts = facts_of(context, behaviour);
  std::vector<Type> all;
  for (const auto& [code, title] : context.words.types()) all.push_back({.code = code, .score = 0, .cues = {}, .by_person = false, .evidence = {}});
  for (const auto& fired : kit::fired_rows(context.call.evaluate(kTable, facts.inputs))) {
    const sdk::Reader then(fired.then, std::string(kTable));
    const auto code = then.need_text("type");
    const auto type = std::find_if(all.begin(), all.end(), [&](const Type& one) { return one.code == code; });
    if (type == all.end()) sdk::fail("error.pack_invalid", "row " + fired.id + " names the type '" + std::string(code) + "', which portrait.map lacks; add it there or correct the row", std::string(kTable));
    const auto points = then.need_integer("points");
    type->score = std::clamp<std::int64_t>(type->score + points, 0, kScoreMax);
    type->cues.push_back({fired.id, points, fired.because});
    if (const auto about = facts.evidence.find(then.text_or("about", "")); about != facts.evidence.end()) type->evidence.insert(type->evidence.end(), about->second.begin(), about->second.end());
  }
  Object operands{{"type_min", context.settings.type_min}};
  for (const auto& type : all)
    if (type.score > 0) operands[type.code] = type.score;
  Types out;
  const auto least = context.settings.type_min;
  out.basis = context.out.computation("points of the types", std::move(operands), static_cast<std::int64_t>(std::count_if(all.begin(), all.end(), [&](const Type& type) { return type.score >= least; })));
  for (auto& type : all) {
    const auto answer = answer_of(context, type.code);
    if (answer && !*answer) {
      if (type.score >= least) take_back(context, type.code);
      continue;
    }
    if (!answer && type.score < least) continue;
    type.by_person = answer.has_value();
    if (answer) type.evidence.push_back(context.out.answer("answers.type_correct." + type.code));
    type.evidence.push_back(out.basis);
    type.evidence = kit::once(type.evidence, kShownMax);
    say(context, type);
    out.shown.push_back(std::move(type));
  }
  ask(context, out);
  return out;
}

}  // namespace amends::portrait
