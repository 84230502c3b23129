#include "reading.hpp"

#include <array>

#include "kit/checked.hpp"
#include "kit/pack_reading.hpp"
#include "kit/safety.hpp"
#include "signers.hpp"

namespace amends::crisis {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Value;

constexpr std::string_view kTable = "tables/crisis.levels";
constexpr std::string_view kChange = "answers.level_change";
constexpr std::array<std::string_view, 12> kInputs = {"self_harm", "violence", "reach", "national_media", "onsite_count", "planned_count", "crisis_axis", "outage_hours", "reporter", "group_size", "reputation", "threat"};
constexpr std::array<std::string_view, 5> kLevels = {"none", "watch", "L3", "L2", "L1"};

Level level_in(const Value& then, std::string_view row) {
  const auto word = sdk::Reader(then).text_or("level", "");
  const auto level = level_of(word);
  if (!level) sdk::fail("error.pack_invalid", "the table answers '" + std::string(word) + "', which is none of none, watch, L3, L2, L1; correct the row", std::string(kTable) + "." + std::string(row));
  return *level;
}

class Signs {
 public:
  explicit Signs(const Context& context) : context_(context), record_(context.record), out_(context.out) {}

  Reading read() {
    word("self_harm", "flags.safety.self_harm");
    word("violence", "flags.safety.violence");
    reach();
    flag("national_media", "crisis_facts.national_media");
    count("onsite_count", "crisis_facts.onsite_count");
    count("planned_count", "group.planned_count");
    flag("crisis_axis", "analysis.risk.crisis_axis");
    count("outage_hours", "crisis_facts.outage_hours");
    flag("reporter", "media.reporter_contact");
    count("group_size", "group.size");
    reputation();
    threat();
    decide();
    change();
    return std::move(reading_);
  }

 private:
  void add(std::string_view input, Value value, EvidenceId evidence) { reading_.signs.push_back({std::string(input), std::move(value), std::move(evidence)}); }
  void unknown(std::string_view input) { add(input, nullptr, {}); }

  void word(std::string_view input, std::string_view path) {
    if (!record_.has(path)) return unknown(input);
    const auto degree = kit::one_of(record_, path, kit::kSafetyDegrees, "none");
    reading_.safety_explicit = reading_.safety_explicit || degree == "explicit";
    reading_.safety_veiled = reading_.safety_veiled || degree == "veiled";
    add(input, Value(std::string(degree)), out_.field(path));
  }

  void flag(std::string_view input, std::string_view path) {
    const auto value = record_.flag(path);
    if (!value) return unknown(input);
    add(input, *value, out_.field(path));
  }

  std::optional<std::int64_t> count_at(std::string_view path) {
    const auto value = record_.integer(path);
    if (value && *value < 0) sdk::fail("error.range", "a count is not below 0; correct it", record_.path(path));
    return value;
  }

  void count(std::string_view input, std::string_view path) {
    const auto value = count_at(path);
    if (!value) return unknown(input);
    add(input, *value, out_.field(path));
  }

  void reach() {
    if (const auto known = count_at("media.reach_count")) return add("reach", *known, out_.field("media.reach_count"));
    if (const auto answered = count_at("answers.reach_check.reach_count")) return add("reach", *answered, out_.answer("answers.reach_check.reach_count"));
    reading_.reach_open = record_.flag_or("media.posted", false) || record_.flag_or("media.official_media", false);
    unknown("reach");
  }

  void reputation() {
    const auto axes = record_.list("analysis.risk.axes");
    for (std::size_t i = 0; i < axes.size(); ++i)
      if (axes[i].text_or("id", "") == "reputation")
        if (const auto score = axes[i].integer("score")) return add("reputation", *score, out_.field("analysis.risk.axes." + std::to_string(i) + ".score"));
    unknown("reputation");
  }

  /// The first media or petition row of threats[], or what is public already; another kind when there is none.
  void threat() {
    const auto threats = record_.list("analysis.intake.threats");
    std::optional<std::size_t> other;
    for (std::size_t i = 0; i < threats.size(); ++i) {
      const auto kind = threats[i].text_or("kind", "");
      if (kind == "media" || kind == "petition") return add("threat", Value(std::string(kind)), out_.field("analysis.intake.threats." + std::to_string(i)));
      if (!other && !kind.empty()) other = i;
    }
    if (record_.flag_or("media.posted", false)) return add("threat", "media", out_.field("media.posted"));
    if (other) return add("threat", Value(std::string(threats[*other].text_or("kind", ""))), out_.field("analysis.intake.threats." + std::to_string(*other)));
    unknown("threat");
  }

  Object inputs(const Sign* only = nullptr) const {
    Object out;
    for (const auto input : kInputs) {
      const auto* sign = reading_.sign(input);
      out[input] = sign && (!only || sign == only) ? sign->value : Value(nullptr);
    }
    return out;
  }

  /// An institution may change the table, but no table makes less of an explicit sign of danger to a person than level 1 (guardrail G10).
  void hold_the_floor() {
    if (!reading_.safety_explicit || reading_.by_facts == Level::L1) return;
    out_.finding({.code = "crisis.safety_floor", .severity = sdk::Severity::warn, .text = {"有明确的人身安全迹象，级别不低于一级，不论分级表怎样写。", "There is an explicit sign of danger to a person: level 1 at least, whatever the table says."}, .evidence = {reading_.sum}, .rule = "catalogue 0.4#G10"});
    reading_.by_facts = Level::L1;
  }

  /// The table is asked with all facts, which gives the level, and with each alone, which gives every reason that holds.
  void decide() {
    const auto whole = kit::answer_of(context_.call.evaluate(kTable, inputs()));
    reading_.by_facts = level_in(whole.then, whole.id);
    auto operands = inputs();
    reading_.sum = out_.computation("level of the crisis by tables/crisis.levels", std::move(operands), Value(std::string(name(reading_.by_facts))));
    if (!whole.id.empty()) reading_.whys.push_back({.row = whole.id, .level = reading_.by_facts, .because = whole.because, .evidence = reading_.sum});
    hold_the_floor();
    for (const auto& sign : reading_.signs) {
      if (sign.value.is_null()) continue;
      const auto fired = kit::answer_of(context_.call.evaluate(kTable, inputs(&sign)));
      if (fired.id.empty()) continue;
      if (fired.id == whole.id) {
        reading_.whys.front().evidence = sign.evidence;
        continue;
      }
      const auto level = level_in(fired.then, fired.id);
      if (level != Level::none) reading_.whys.push_back({.row = fired.id, .level = level, .because = fired.because, .evidence = sign.evidence});
    }
    for (const auto& why : reading_.whys)
      out_.finding({.code = "crisis.sign",
                    .severity = is_crisis(why.level) ? sdk::Severity::warn : sdk::Severity::info,
                    .text = sdk::fill({"{because}，列为{level}。", "This makes it {level}: {because}."}, {{"because", why.because}, {"level", level_title(why.level)}}),
                    .evidence = {why.evidence},
                    .rule = std::string(kTable) + "#" + why.row});
  }

  void change() {
    std::optional<Change> asked;
    if (record_.has(kChange)) {
      const auto answer = record_.at(kChange);
      const auto signers = signers_of(context_, answer);
      asked = Change{.to = *level_of(kit::one_of(answer, "level", kLevels, "none")), .from = *level_of(kit::one_of(answer, "from_level", kLevels, "none")), .commander = signers.commander, .legal = signers.legal};
    }
    reading_.changed = changed(reading_.by_facts, asked, reading_.safety_explicit);
    sdk::Texts text;
    switch (reading_.changed.verdict) {
      case Verdict::none: return;
      case Verdict::raised: text = {"级别由人提高为{to}。", "The level was raised to {to} by people."}; break;
      case Verdict::lowered: text = {"级别由总指挥和法务降为{to}；事实有变化时重新按事实定级。", "Commander and legal lowered the level to {to}; when the facts change, they decide again."}; break;
      case Verdict::outdated: text = {"降低级别的决定针对的是以前的情况，现在按事实仍为{to}。", "The lower level was decided on earlier facts; by the facts of now it is {to}."}; break;
      case Verdict::unsigned_: text = {"降低级别需要总指挥和法务两人签字，暂不采用，仍为{to}。", "To lower the level, commander and legal have to sign, two people; it stays {to}."}; break;
      case Verdict::safety: text = {"有明确的人身安全迹象，级别不能降低，仍为{to}。", "There is an explicit sign of danger to a person, so the level is not lowered; it stays {to}."}; break;
    }
    out_.finding({.code = "crisis.level_change", .severity = sdk::Severity::warn, .text = sdk::fill(text, {{"to", level_title(reading_.changed.level)}}), .evidence = {out_.answer(kChange), reading_.sum}, .rule = "catalogue 3.18"});
  }

  const Context& context_;
  const sdk::Reader& record_;
  sdk::Envelope& out_;
  Reading reading_;
};

}  // namespace

const Sign* Reading::sign(std::string_view input) const {
  for (const auto& sign : signs)
    if (sign.input == input) return &sign;
  return nullptr;
}

std::optional<std::int64_t> Reading::number(std::string_view input) const {
  const auto* found = sign(input);
  if (!found || !found->value.is_int64()) return std::nullopt;
  return found->value.get_int64();
}

Reading read_level(const Context& context) {
  auto reading = Signs(context).read();
  if (!context.record.has("analysis.intake.threats")) (void)context.out.insufficient("analysis.intake.threats", {"没有受理环节的读法，只看档案中已知的情况。", "Intake's reading of threats is missing; only what the record knows counts."});
  if (reading.reach_open) (void)context.out.insufficient("media.reach_count", {"内容已经公开，传播量未知，暂按已有迹象定级，请监测岗位查询。", "It is public and its reach is not known; the level follows from the other signs until monitoring has looked."});
  return reading;
}

sdk::Texts level_title(Level level) {
  switch (level) {
    case Level::none: return {"不构成危机", "no crisis"};
    case Level::watch: return {"关注", "under watch"};
    case Level::L3: return {"三级危机", "crisis level 3"};
    case Level::L2: return {"二级危机", "crisis level 2"};
    case Level::L1: return {"一级危机", "crisis level 1"};
  }
  return {};
}

std::string asked_again(const Context& context, std::string_view form) { return std::string(form) + (context.record.has("answers." + std::string(form)) ? "_run" + std::to_string(context.call.run()) : ""); }

}  // namespace amends::crisis
