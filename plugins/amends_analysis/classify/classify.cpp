#include "classify.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/pack_reading.hpp"
#include "nature.hpp"
#include "sdk/sdk.hpp"
#include "severity.hpp"
#include "signs.hpp"

namespace amends::classify {
namespace {

using sdk::Call;
using sdk::Envelope;
using sdk::EvidenceId;
using sdk::Money;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kTables = "tables/severity";
constexpr std::size_t kPartsExplained = 3;
constexpr std::size_t kSpansExplained = 3;  // the findings cite all of them; a sentence with thirty marks is no help

std::int64_t in_range(const Reader& config, std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto value = config.integer_or(key, otherwise);
  if (value < least || value > most)
    sdk::fail("error.range", "the setting is outside " + std::to_string(least) + ".." + std::to_string(most) + "; correct it in the workflow's step", config.path(key));
  return value;
}

template <std::size_t N>
std::string_view one_of(const Reader& record, std::string_view path, const std::array<std::string_view, N>& known, std::string_view otherwise) {
  const auto value = record.text_or(path, otherwise);
  if (std::find(known.begin(), known.end(), value) != known.end()) return value;
  std::string names;
  for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  sdk::fail("error.range", "the value is none of " + names + "; correct it", record.path(path));
}

Texts joined(const std::vector<Texts>& list) {
  Texts out;
  for (const auto& text : list) {
    out.zh += (out.zh.empty() ? "" : "、") + text.zh;
    out.en += (out.en.empty() ? "" : ", ") + text.en;
  }
  return out;
}

/// Each id once, in order.
std::vector<EvidenceId> once(const std::vector<EvidenceId>& ids) {
  std::vector<EvidenceId> out;
  for (const auto& id : ids)
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  return out;
}

/// The parts' names for people, in the order of the catalogue.
Texts part_name(std::string_view part) {
  if (part == "amount") return {"金额", "amount"};
  if (part == "emotion") return {"情绪", "feelings"};
  if (part == "vulnerability") return {"特别照顾", "need for support"};
  if (part == "escalation") return {"升级迹象", "signs of escalation"};
  if (part == "group") return {"人数", "number of people"};
  if (part == "repeat") return {"重复投诉", "repeated complaint"};
  return {"疑似违规", "suspected breach"};
}

/// A row of a table of tables/severity that answered a question.
struct Fired {
  std::string id;  ///< empty when the table's default answered
  Value then;
  Texts because;
};

/// One run over one case. Each step fills what the next ones need; the order is that of catalogue 3.2.
class Run {
 public:
  struct Settings {
    std::int64_t min_score, secondary_share, secondary_least, confident, quick_limit, excess_times;
  };

  Run(const Call& call, Envelope& out, const Settings& settings) : call_(call), record_(call.record()), out_(out), settings_(settings), tables_(call.pack(kTables)) {}

  void all() {
    // Threats and feelings are intake's reading of the text; without it severity would be guessed.
    if (!record_.has("analysis.intake.threats") && !record_.has("analysis.intake.emotion.band"))
      sdk::fail("error.missing_field", "the section of amends.intake is missing; run amends.intake before this stage", "analysis.intake");
    read_money();
    read_parties();
    nature();
    excess();
    breach();
    severity();
    floors();
    complexity();
    quick();
    ask();
    write();
    explain();
  }

 private:
  // What the record says.

  void read_money() {
    std::vector<std::pair<std::string_view, Money>> sums;
    const auto take = [&](std::string_view path) {
      auto sum = record_.money(path);
      if (sum) sums.emplace_back(path, *sum);
      return sum;
    };
    claimed_ = take("money.claimed");
    loss_ = take("money.loss_proved");
    entitlement_ = take("money.entitlement");
    if (sums.empty()) return;
    kit::same_currency(sums);
    scale_ = kit::currencies(call_).scale(sums.front().second.currency);
    if (!scale_.known)
      out_.finding({.code = "currency_unknown",
                    .severity = sdk::Severity::warn,
                    .text = sdk::fill({"币种{code}没有换算系数，金额门槛按人民币一比一计算；请在tables/currency中补充。",
                                       "The currency {code} has no factor, so its thresholds count one to one; add a row to tables/currency."},
                                      {{"code", scale_.code}}),
                    .evidence = {out_.field(std::string(sums.front().first) + ".currency")},
                    .rule = "tables/currency"});
  }

  void read_parties() {
    for (const auto& party : record_.list("parties"))
      parties_.push_back({.id = party.text_or("id", ""), .role = party.text_or("role", ""), .authority = party.text_or("authority.kind", "")});
  }

  // Nature.

  struct Code {
    std::string code;
    Texts title;
  };

  void nature() {
    NatureRules rules{.codes = {}, .min_score = settings_.min_score, .secondary_share = settings_.secondary_share, .secondary_least = settings_.secondary_least};
    const auto taxonomy = call_.pack("nature.taxonomy");
    for (const auto& row : taxonomy.list("rows")) {
      const auto code = std::string(row.need_text("code"));
      codes_.push_back({code, row.texts("title").value_or(Texts{code, code})});
      if (row.text_or("by", "words") == "words") rules.codes.push_back(code);
    }

    std::vector<Cue> cues;
    for (auto& hit : call_.match("lex/nature", readable_documents()).hits) {
      call_.check_time();
      if (!hit.counts || hit.weight <= 0) continue;  // a row of weight 0 only keeps its text from other rows
      const auto code = std::string(Reader(hit.row, "lex/nature").need_text("code"));
      if (std::find(rules.codes.begin(), rules.codes.end(), code) == rules.codes.end())
        sdk::fail("error.pack_invalid", "lex/nature has a cue of the nature '" + code + "', which nature.taxonomy does not read from words; add the code there or correct the cue", "lex/nature");
      cues.push_back({code, hit.weight});
      spans_.push_back({code, hit.weight, out_.span(hit, code + " " + std::to_string(hit.weight))});
    }
    reading_ = nature_of(cues, rules);
    nature_ = reading_;
    Object points;
    for (const auto& score : reading_.scores) points[score.code] = score.points;
    nature_sum_ = out_.computation("points of the cue words by nature", std::move(points), Value(reading_.primary));

    if (const auto answer = record_.text("answers.nature_confirm.nature")) {
      if (!title_or_null(*answer)) sdk::fail("error.range", "'" + std::string(*answer) + "' is no nature of nature.taxonomy; choose one of its codes", "answers.nature_confirm.nature");
      nature_ = confirmed(reading_, *answer);
      nature_answer_ = out_.answer("answers.nature_confirm.nature");
    }

    auto evidence = spans_of(nature_.primary);
    evidence.push_back(nature_.by_person ? nature_answer_ : nature_sum_);
    out_.finding({.code = "nature.primary",
                  .confidence = nature_.confidence.value_or(0),
                  .text = nature_.by_person           ? sdk::fill({"主要性质经人确认为：{title}。", "A person confirmed the primary nature: {title}."}, {{"title", title(nature_.primary)}})
                          : nature_.primary == kOther ? Texts{"没有足够的词语指向某一性质。", "The words do not point to any one nature."}
                                                      : sdk::fill({"主要性质：{title}（{points}分）。", "Primary nature: {title} ({points} points)."},
                                                                  {{"title", title(nature_.primary)}, {"points", nature_.points(nature_.primary)}}),
                  .evidence = std::move(evidence),
                  .rule = "nature.taxonomy#" + nature_.primary});
    for (const auto& code : nature_.secondary) {
      auto cited = spans_of(code);
      cited.push_back(nature_sum_);
      out_.finding({.code = "nature.secondary",
                    .text = sdk::fill({"次要性质：{title}（{points}分）。", "Secondary nature: {title} ({points} points)."}, {{"title", title(code)}, {"points", nature_.points(code)}}),
                    .evidence = std::move(cited),
                    .rule = "nature.taxonomy#" + code});
    }
  }

  /// The complainant's documents in the languages of the cue words. The others are named in a finding and not guessed at.
  std::vector<const sdk::Document*> readable_documents() {
    const auto documents = call_.complainant_documents();
    if (documents.empty()) out_.insufficient("text.docs", {"没有投诉人的文本。", "There is no text by the complainant."});
    std::vector<std::string_view> languages;
    bool any_language = false;
    for (const auto& row : call_.pack("lex/nature").list("rows")) {
      const auto language = row.text_or("lang", "");
      if (language.empty()) any_language = true;
      else if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
    }
    std::vector<const sdk::Document*> out;
    for (const auto* found : documents) {
      const auto& document = *found;
      const auto language = document.lang().substr(0, document.lang().find('-'));
      if (any_language || language.empty() || std::find(languages.begin(), languages.end(), language) != languages.end()) {
        out.push_back(found);
        continue;
      }
      other_language_ = true;
      out_.finding({.code = "language_not_covered",
                    .severity = sdk::Severity::warn,
                    .text = sdk::fill({"文本{doc}的语言（{lang}）没有词库，性质没有据此判断。", "Document {doc} is in a language ({lang}) that the word lists do not cover; its nature was not read."},
                                      {{"doc", std::string(document.id())}, {"lang", std::string(document.lang())}}),
                    .evidence = {out_.document(document.id(), document.lang())},
                    .rule = "lex/nature"});
    }
    return out;
  }

  struct Cited {
    std::string code;
    std::int64_t weight;
    EvidenceId id;
  };

  std::vector<EvidenceId> spans_of(std::string_view code) const {
    std::vector<EvidenceId> out;
    for (const auto& span : spans_)
      if (span.code == code) out.push_back(span.id);
    return out;
  }

  const Texts* title_or_null(std::string_view code) const {
    for (const auto& known : codes_)
      if (known.code == code) return &known.title;
    return nullptr;
  }
  Texts title(std::string_view code) const {
    const auto* found = title_or_null(code);
    return found ? *found : Texts{std::string(code), std::string(code)};
  }

  void excess() {
    bool compensation = false;
    for (const auto& demand : record_.list("demand")) compensation = compensation || demand.text_or("kind", "") == "compensation";
    const auto minor = [](const std::optional<Money>& sum) { return sum ? std::optional(sum->minor) : std::nullopt; };
    switch (excess_demand(compensation, minor(claimed_), minor(loss_), settings_.excess_times)) {
      case Excess::no: return;
      case Excess::unknown:
        if (!loss_) out_.insufficient("money.loss_proved", {"有赔偿诉求，但已证明的损失未知，没有判断诉求是否过高。", "Compensation is demanded and the proved loss is not known, so whether the demand is in excess was not judged."});
        return;
      case Excess::yes: break;
    }
    if (nature_.has(kExcessDemand)) return;
    nature_.secondary.emplace_back(kExcessDemand);
    const auto sum = out_.computation("demand against the proved loss", Object{{"claimed", claimed_ ? Value(claimed_->minor) : Value(nullptr)}, {"loss_proved", loss_->minor}, {"times", settings_.excess_times}}, true);
    out_.finding({.code = "nature.secondary",
                  .text = sdk::fill({"赔偿诉求达到已证明损失的{times}倍以上，或没有已证明的损失：{title}。这不影响应得的给付。",
                                     "The compensation asked for is at least {times} times the proved loss, or no loss is proved: {title}. It changes nothing in what is owed."},
                                    {{"times", settings_.excess_times}, {"title", title(kExcessDemand)}}),
                  .evidence = {sum, out_.field("money.loss_proved"), out_.field("money.claimed")},
                  .rule = "nature.taxonomy#excess_demand"});
  }

  // The tables of tables/severity.

  Fired ask_table(std::string_view name, Object inputs) const {
    const auto answer = call_.evaluate(std::string(kTables) + "#" + std::string(name), std::move(inputs));
    Fired out{.id = {}, .then = answer.output, .because = {}};
    if (const auto rows = kit::fired_rows(answer); !answer.by_default && !rows.empty()) {
      out.id = rows.front().id;
      out.because = rows.front().because;
    }
    return out;
  }

  std::int64_t points(std::string_view table, const Fired& fired) const {
    const auto value = Reader(fired.then, std::string(kTables) + "#" + std::string(table)).integer("points");
    if (!value || *value < 0 || *value > kPointsMax)
      sdk::fail("error.pack_invalid", "a row of the table gives no points from 0 to " + std::to_string(kPointsMax) + "; correct it", std::string(kTables) + "#" + std::string(table));
    return *value;
  }

  std::int64_t cap(std::string_view table, std::int64_t otherwise) const {
    const auto value = tables_.integer_or("tables." + std::string(table) + ".cap", otherwise);
    if (value < 0) sdk::fail("error.pack_invalid", "the cap is below 0; correct it", std::string(kTables) + "#" + std::string(table));
    return value;
  }

  /// One part whose points one table gives.
  std::int64_t part(std::string_view name, std::string_view table, Object inputs, std::vector<EvidenceId> evidence) {
    const auto fired = ask_table(table, std::move(inputs));
    const auto out = std::min(points(table, fired), cap(table, kPointsMax));
    if (out > 0) parts_why_.push_back({name, fired.because, std::move(evidence)});
    return out;
  }

  // Suspected breach, severity, floors.

  void breach() {
    bool clock_missed = false;
    std::optional<std::size_t> first_missed;
    const auto clocks = record_.list("clocks");
    for (std::size_t i = 0; i < clocks.size(); ++i) {
      const auto micros = [](const std::optional<sdk::Instant>& at) { return at ? std::optional(at->us) : std::nullopt; };
      const ClockView clock{.due_us = micros(clocks[i].instant("due_at")), .met_us = micros(clocks[i].instant("met_at"))};
      if (!call_.now() || !missed(clock, call_.now()->us)) continue;
      clock_missed = true;
      if (!first_missed) first_missed = i;
    }
    const auto confirmed = record_.text_or("analysis.verify.breach", "none") == "confirmed";
    const auto third_party = record_.flag_or("flags.collections_third_party", false);
    const auto privacy = nature_.has("privacy_data");
    const auto score = reading_.points("mis_selling");
    const auto fired = ask_table("suspected_breach", Object{{"breach_confirmed", confirmed}, {"mis_selling_score", score}, {"collections_third_party", third_party},
                                                            {"clock_missed", clock_missed}, {"privacy_data_present", privacy}});
    breach_ = std::string(Reader(fired.then, "tables/severity#suspected_breach").need_text("breach"));
    if (breach_ != "none" && breach_ != "possible" && breach_ != "likely")
      sdk::fail("error.pack_invalid", "the table answers '" + breach_ + "', which is none of none, possible, likely; correct its rows", "tables/severity#suspected_breach");
    if (breach_ == "none") return;

    std::vector<EvidenceId> evidence;
    if (confirmed) evidence.push_back(out_.field("analysis.verify.breach"));
    if (third_party) evidence.push_back(out_.field("flags.collections_third_party"));
    if (score > 0)
      for (const auto& id : spans_of("mis_selling")) evidence.push_back(id);
    if (first_missed) evidence.push_back(out_.field("clocks." + std::to_string(*first_missed)));
    if (privacy) evidence.push_back(nature_.by_person ? nature_answer_ : nature_sum_);
    evidence.push_back(out_.computation("suspected breach", Object{{"breach_confirmed", confirmed}, {"mis_selling_score", score}, {"collections_third_party", third_party},
                                                                   {"clock_missed", clock_missed}, {"privacy_data_present", privacy}}, Value(breach_)));
    breach_why_ = fired.because;
    breach_evidence_ = evidence;
    out_.finding({.code = "breach." + breach_,
                  .severity = sdk::Severity::warn,
                  .text = breach_ == "likely" ? sdk::fill({"很可能存在违规：{why}。", "A breach of rules is likely: {why}."}, {{"why", fired.because}})
                                              : sdk::fill({"可能存在违规：{why}。由人核实。", "A breach of rules is possible: {why}. A person checks it."}, {{"why", fired.because}}),
                  .evidence = std::move(evidence),
                  .rule = "tables/severity#suspected_breach." + fired.id});
  }

  void severity() {
    // Whole units are enough: the bounds of the table are whole, and a sum is below one of them exactly when its whole units are.
    const auto amount = claimed_ ? Value(kit::major_units(claimed_->minor, scale_)) : Value(nullptr);
    if (claimed_) {
      const auto units = out_.computation("claimed sum in major units for the thresholds", Object{{"minor", claimed_->minor}, {"digits", scale_.digits}, {"num", scale_.num}, {"den", scale_.den}}, amount);
      parts_.amount = part("amount", "amount_points", Object{{"amount", amount}}, {out_.field("money.claimed"), units});
    } else {
      out_.insufficient("money.claimed", {"主张金额未知，金额按零分计。", "The sum claimed is not known and counts no points."});
      parts_.amount = part("amount", "amount_points", Object{{"amount", nullptr}}, {});
    }

    const auto band = record_.text("analysis.intake.emotion.band");
    if (!band) out_.insufficient("analysis.intake.emotion.band", {"情绪没有读出，按零分计。", "No reading of feelings is there; they count no points."});
    parts_.emotion = part("emotion", "emotion_points", Object{{"band", band ? Value(std::string(*band)) : Value(nullptr)}}, {out_.field("analysis.intake.emotion.band")});

    vulnerable();
    parts_.vulnerability = part("vulnerability", "vulnerability_points", Object{{"vulnerability", vulnerability_}}, {vulnerability_sum_});

    escalate();

    const auto group = record_.integer_or("group.size", 1);
    parts_.group = part("group", "group_points", Object{{"group_size", group}}, {out_.field("group.size")});

    std::int64_t prior = 0;
    for (const auto& earlier : record_.list("history.prior")) prior += earlier.flag_or("same_matter", false) ? 1 : 0;
    const auto prior_sum = out_.computation("earlier complaints on the same matter", Object{{"listed", static_cast<std::int64_t>(record_.list("history.prior").size())}, {"same_matter", prior}}, prior);
    parts_.repeat = part("repeat", "repeat_points", Object{{"prior_same_matter", prior}}, {prior_sum});

    parts_.breach = part("breach", "breach_points", Object{{"breach", breach_}}, breach_evidence_);

    const auto most = cap("levels", 100);
    score_ = score(parts_, most);
    base_ = base(parts_, most);
    const auto fired = ask_table("levels", Object{{"score", score_}});
    level_ = level_of(Reader(fired.then, "tables/severity#levels"));
    level_row_ = fired.id;
    Object operands;
    for (const auto& part : listed(parts_)) operands[part.name] = part.points;
    operands["cap"] = most;
    severity_sum_ = out_.computation("severity points", std::move(operands), score_);
  }

  static int level_of(const Reader& then) {
    const auto level = level_number(then.need_text("level"));
    if (!level) sdk::fail("error.pack_invalid", "a row names the level '" + std::string(then.need_text("level")) + "', which is none of S1, S2, S3, S4; correct it", then.where());
    return *level;
  }

  /// The flag's own words stay in the record: only the strongest status is needed here (privacy class P3).
  void vulnerable() {
    static constexpr std::array<std::string_view, 3> kStatuses = {"suspected", "confirmed", "denied"};
    std::vector<std::string_view> statuses;
    for (const auto& flag : record_.list("flags.vulnerability")) statuses.push_back(one_of(flag, "status", kStatuses, "denied"));
    vulnerability_ = std::string(strongest_vulnerability(statuses));
    const auto count = [&](std::string_view status) { return static_cast<std::int64_t>(std::count(statuses.begin(), statuses.end(), status)); };
    vulnerability_sum_ = out_.computation("strongest sign of a need for support", Object{{"suspected", count("suspected")}, {"confirmed", count("confirmed")}}, Value(vulnerability_));
  }

  void escalate() {
    std::vector<Step> steps;
    std::vector<Texts> reasons;
    for (const auto& threat : record_.list("analysis.intake.threats")) {
      const auto kind = std::string(threat.text_or("kind", "")), state = std::string(threat.text_or("state", "threatened"));
      const auto fired = ask_table("escalation_points", Object{{"kind", kind}, {"state", state}});
      const auto gained = points("escalation_points", fired);
      steps.push_back({kind, gained});
      if (gained > 0 && std::find(reasons.begin(), reasons.end(), fired.because) == reasons.end()) reasons.push_back(fired.because);
    }
    parts_.escalation = escalation(steps, cap("escalation_points", kPointsMax));
    if (parts_.escalation > 0) parts_why_.push_back({"escalation", joined(reasons), {out_.field("analysis.intake.threats")}});
  }

  void floors() {
    static constexpr std::array<std::string_view, 3> kSafety = {"none", "veiled", "explicit"};
    const auto self_harm = one_of(record_, "flags.safety.self_harm", kSafety, "none"), violence = one_of(record_, "flags.safety.violence", kSafety, "none");
    const auto safety = std::string(stronger_safety(self_harm, violence));
    const auto reach = record_.integer("media.reach_count");
    const auto official = record_.flag("media.official_media");
    const auto channel = record_.text("channel.kind");
    const auto or_null = [](const auto& value) { return value ? Value(*value) : Value(nullptr); };
    Object inputs{{"safety", safety}, {"group_size", record_.integer_or("group.size", 1)}, {"reach", or_null(reach)}, {"official_media", or_null(official)}, {"vulnerability", vulnerability_},
                  {"channel", channel ? Value(std::string(*channel)) : Value(nullptr)}, {"regulator_involved", record_.flag_or("regulator.involved", false)},
                  {"collections_third_party", record_.flag_or("flags.collections_third_party", false)}};
    const auto evidence_for = [&](std::string_view name) -> std::vector<EvidenceId> {
      if (name == "safety_explicit" || name == "safety_veiled") return {out_.computation("strongest safety sign", Object{{"self_harm", std::string(self_harm)}, {"violence", std::string(violence)}}, Value(safety))};
      if (name == "group") return {out_.field("group.size")};
      if (name == "reach") return {out_.field("media.reach_count")};
      if (name == "official_media") return {out_.field("media.official_media")};
      if (name == "vulnerability") return {vulnerability_sum_};
      if (name == "regulator_channel") return {out_.field("channel.kind"), out_.field("regulator.involved")};
      if (name == "collections_third_party") return {out_.field("flags.collections_third_party")};
      return {out_.computation("inputs of the floor", inputs, Value(std::string(name)))};  // a floor that an institution added
    };
    const auto answer = call_.evaluate(std::string(kTables) + "#floors", inputs);
    for (const auto& row : kit::fired_rows(answer)) {
      const Reader then(row.then, "tables/severity#floors." + row.id);
      const auto name = std::string(then.need_text("floor"));
      if (std::any_of(floors_.begin(), floors_.end(), [&](const Floor& floor) { return floor.name == name && floor.level >= level_of(then); })) continue;
      const auto known = std::find_if(floors_.begin(), floors_.end(), [&](const Floor& floor) { return floor.name == name; });
      if (known != floors_.end()) known->level = level_of(then);
      else floors_.push_back({name, level_of(then)});
      const auto cited = evidence_for(name);
      out_.finding({.code = "severity.floor",
                    .severity = level_of(then) >= 3 ? sdk::Severity::warn : sdk::Severity::info,
                    .text = sdk::fill({"至少{level}：{why}。", "At least {level}: {why}."}, {{"level", level_name(level_of(then))}, {"why", row.because}}),
                    .evidence = cited,
                    .rule = "tables/severity#floors." + row.id});
      floors_why_.push_back(row.because);
      floors_evidence_.insert(floors_evidence_.end(), cited.begin(), cited.end());
    }
    raised_ = raised(level_, floors_);
    out_.finding({.code = "severity.level",
                  .severity = raised_ >= 3 ? sdk::Severity::warn : sdk::Severity::info,
                  .text = sdk::fill({"严重程度{level}（{score}分）。", "Severity {level} ({score} points)."}, {{"level", level_name(raised_)}, {"score", score_}}),
                  .evidence = {severity_sum_},
                  .rule = "tables/severity#levels" + (level_row_.empty() ? std::string() : "." + level_row_)});
  }

  // Complexity and the quick path.

  void complexity() {
    std::vector<std::string_view> asserted;
    for (const auto& event : record_.list("events")) asserted.push_back(event.text_or("asserted_by", ""));
    const auto events = asserted_by_complainant(parties_, asserted);
    const auto third = has_third_institution(parties_);
    Object inputs{{"base", base_}, {"secondary_natures", nature_.further_issues()}, {"third_institution", third}, {"complainant_events", events}};
    const auto fired = ask_table("complexity", inputs);
    complexity_ = std::string(Reader(fired.then, "tables/severity#complexity").need_text("complexity"));
    if (complexity_ != "simple" && complexity_ != "complex")
      sdk::fail("error.pack_invalid", "the table answers '" + complexity_ + "', which is none of simple, complex; correct its rows", "tables/severity#complexity");
    complexity_why_ = fired.because;
    complexity_evidence_ = out_.computation("complexity", std::move(inputs), Value(complexity_));
    if (record_.has("answers.nature_confirm.complexity")) {
      static constexpr std::array<std::string_view, 2> kKinds = {"simple", "complex"};
      const auto answer = std::string(one_of(record_, "answers.nature_confirm.complexity", kKinds, "simple"));
      const auto evidence = out_.answer("answers.nature_confirm.complexity");
      complexity_by_person_ = true;
      out_.finding({.code = "complexity.by_person",
                    .severity = answer == "complex" ? sdk::Severity::warn : sdk::Severity::info,
                    .text = answer == "complex" ? Texts{"复杂程度由人设为复杂；理由须告知投诉人。", "A person set the case to complex; the complainant must be told the reason."}
                                                : Texts{"复杂程度由人设为简单。", "A person set the case to simple."},
                    .evidence = {evidence, complexity_evidence_},
                    .rule = "forms/nature_confirm"});
      complexity_ = answer;
      complexity_evidence_ = evidence;
      return;
    }
    if (complexity_ == "complex")
      out_.finding({.code = "complexity.complex",
                    .text = sdk::fill({"复杂案件：{why}。", "A complex case: {why}."}, {{"why", fired.because}}),
                    .evidence = {complexity_evidence_},
                    .rule = "tables/severity#complexity" + (fired.id.empty() ? std::string() : "." + fired.id)});
  }

  void quick() {
    const auto& sum = entitlement_ ? entitlement_ : claimed_;
    QuickFacts facts{.level = raised_, .complex = complexity_ != "simple", .vulnerable = vulnerability_ != "none",
                     .authority_open = authority_open(parties_, record_.text_or("answers.authority_check.result", "")),
                     .minor = sum ? std::optional(sum->minor) : std::nullopt, .scale = scale_};
    quick_ = quick_path(facts, settings_.quick_limit);
    quick_sum_ = out_.computation("quick path", Object{{"level", level_name(raised_)}, {"complexity", complexity_}, {"need_for_support", facts.vulnerable}, {"authority_open", facts.authority_open},
                                                       {"minor", facts.minor ? Value(*facts.minor) : Value(nullptr)}, {"of", entitlement_ ? "money.entitlement" : "money.claimed"}, {"limit_major", settings_.quick_limit}}, quick_);
    if (quick_)
      out_.finding({.code = "quick_path",
                    .text = {"金额小、事项简单，可以快速办理。", "A small, simple matter: the quick path is open."},
                    .evidence = {quick_sum_},
                    .rule = "catalogue 3.2"});
  }

  // What goes out.

  void ask() {
    if (nature_.by_person) return;
    const bool unclear = nature_.primary == kOther || *nature_.confidence < settings_.confident;
    if (!unclear) return;
    asked_ = true;
    const auto reason = other_language_ && nature_.primary == kOther
                            ? Texts{"文本不是词库所覆盖的语言，请阅读后选择性质。", "The text is in a language that the word lists do not cover; read it and choose the nature."}
                        : nature_.primary == kOther
                            ? Texts{"没有足够的词语指向某一性质，请按客户的话选择。", "The words do not point to any one nature; choose by what the customer said."}
                            : sdk::fill({"系统读作{title}，把握只有{confidence}%，请确认。", "The reading is {title}, with a confidence of only {confidence} %; please confirm."},
                                        {{"title", title(nature_.primary)}, {"confidence", *nature_.confidence}});
    out_.question({.id = "nature_confirm", .form_name = "nature_confirm", .fields = {"nature", "complexity", "reason"}, .to_role = "handler", .reason = reason, .blocking = false});
  }

  void write() {
    Object scores;
    for (const auto& score : nature_.scores) scores[score.code] = score.points;
    sdk::Array secondary, floor_names;
    for (const auto& code : nature_.secondary) secondary.emplace_back(code);
    for (const auto& floor : floors_) floor_names.emplace_back(floor.name);
    Object parts;
    for (const auto& part : listed(parts_)) parts[part.name] = part.points;
    out_.set("nature", Object{{"primary", nature_.primary}, {"secondary", std::move(secondary)}, {"confidence", nature_.confidence ? Value(*nature_.confidence) : Value(nullptr)}, {"scores", std::move(scores)}});
    out_.set("severity", Object{{"level", level_name(raised_)}, {"score", score_}, {"base", base_}, {"parts", std::move(parts)}, {"floors", std::move(floor_names)}});
    out_.set("breach", Value(breach_));
    out_.set("complexity", Value(complexity_));
    out_.set("quick_path", quick_);
  }

  void explain() {
    explain_nature();
    explain_severity();
    if (!floors_.empty())
      out_.explain({"等级不得低于{level}，因为{why}。", "The level may not be below {level}, because of: {why}."}, {{"level", level_name(raised(1, floors_))}, {"why", joined(floors_why_)}}, once(floors_evidence_));
    if (breach_ != "none")
      out_.explain(breach_ == "likely" ? Texts{"很可能存在违规（{why}）。", "A breach of rules is likely ({why})."} : Texts{"可能存在违规（{why}），需要核实。", "A breach of rules is possible ({why}) and has to be checked."},
                   {{"why", breach_why_}}, once(breach_evidence_));
    const Texts next = quick_   ? Texts{"，可以快速办理", ", and the quick path is open"}
                       : asked_ ? Texts{"；性质请经办人确认", "; an officer is asked to confirm the nature"}
                                : Texts{};
    const Texts how = complexity_by_person_      ? Texts{"（由人设定）", " (set by a person)"}
                      : complexity_ == "complex" ? sdk::fill({"（{why}）", " ({why})"}, {{"why", complexity_why_}})
                                                 : Texts{};
    out_.explain({"按{kind}案件办理{how}{next}。", "It is handled as a {kind} case{how}{next}."},
                 {{"kind", complexity_ == "complex" ? Texts{"复杂", "complex"} : Texts{"简单", "simple"}}, {"how", how}, {"next", next}}, {complexity_evidence_, quick_sum_});
  }

  void explain_nature() {
    if (nature_.by_person) return out_.explain({"经人确认，性质为{title}。", "A person confirmed the nature: {title}."}, {{"title", title(nature_.primary)}}, {nature_answer_});
    std::vector<Texts> more;
    for (const auto& code : nature_.secondary) more.push_back(title(code));
    const auto also = more.empty() ? Texts{} : sdk::fill({"，还涉及{list}", ", together with: {list}"}, {{"list", joined(more)}});
    if (nature_.primary == kOther)
      return out_.explain({"原文没有足够的词语指向某一性质，暂记为其他{also}。", "The words do not point to any one nature, so it is put down as other for now{also}."}, {{"also", also}}, {nature_sum_});
    // The strongest words first: they are what an officer looks for in the text.
    auto strongest = spans_;
    std::erase_if(strongest, [&](const Cited& span) { return span.code != nature_.primary; });
    std::stable_sort(strongest.begin(), strongest.end(), [](const Cited& left, const Cited& right) { return left.weight > right.weight; });
    std::vector<EvidenceId> evidence;
    for (std::size_t i = 0; i < strongest.size() && i < kSpansExplained; ++i) evidence.push_back(strongest[i].id);
    evidence.push_back(nature_sum_);
    out_.explain({"原文指向{title}（{points}分，把握{confidence}%）{also}。", "The words point to: {title} ({points} points, confidence {confidence} %){also}."},
                 {{"title", title(nature_.primary)}, {"points", nature_.points(nature_.primary)}, {"confidence", *nature_.confidence}, {"also", also}}, evidence);
  }

  void explain_severity() {
    std::vector<Texts> largest_parts;
    std::vector<EvidenceId> evidence{severity_sum_};
    for (const auto& part : largest(parts_, kPartsExplained)) {
      const auto why = std::find_if(parts_why_.begin(), parts_why_.end(), [&](const PartWhy& one) { return one.name == part.name; });
      largest_parts.push_back(sdk::fill({"{name}{points}分（{why}）", "{name} {points} ({why})"},
                                        {{"name", part_name(part.name)}, {"points", part.points}, {"why", why == parts_why_.end() ? Texts{"-", "-"} : why->because}}));
      if (why != parts_why_.end()) evidence.insert(evidence.end(), why->evidence.begin(), why->evidence.end());
    }
    if (largest_parts.empty())
      return out_.explain({"严重程度{level}：没有加分的事项。", "Severity {level}: nothing adds points."}, {{"level", level_name(raised_)}}, once(evidence));
    out_.explain({"严重程度{level}，共{score}分，主要来自{parts}。", "Severity {level} with {score} points, mostly from {parts}."},
                 {{"level", level_name(raised_)}, {"score", score_}, {"parts", joined(largest_parts)}}, once(evidence));
  }

  static constexpr std::int64_t kPointsMax = 1'000;  ///< of one row; far above any use, far below overflow

  struct PartWhy {
    std::string_view name;
    Texts because;
    std::vector<EvidenceId> evidence;
  };

  const Call& call_;
  const Reader& record_;
  Envelope& out_;
  const Settings& settings_;
  Reader tables_;

  std::optional<Money> claimed_, loss_, entitlement_;
  kit::CurrencyScale scale_;
  std::vector<PartyView> parties_;

  std::vector<Code> codes_;
  std::vector<Cited> spans_;
  Nature reading_, nature_;  ///< by words; as it stands
  EvidenceId nature_sum_, nature_answer_;
  bool other_language_ = false, asked_ = false;

  std::string breach_;
  Texts breach_why_;
  std::vector<EvidenceId> breach_evidence_;

  Parts parts_;
  std::vector<PartWhy> parts_why_;
  std::string vulnerability_;
  EvidenceId vulnerability_sum_, severity_sum_;
  std::int64_t score_ = 0, base_ = 0;
  int level_ = 1, raised_ = 1;
  std::string level_row_;
  std::vector<Floor> floors_;
  std::vector<Texts> floors_why_;
  std::vector<EvidenceId> floors_evidence_;

  std::string complexity_;
  Texts complexity_why_;
  EvidenceId complexity_evidence_, quick_sum_;
  bool complexity_by_person_ = false, quick_ = false;
};

}  // namespace

Classify::Classify(const sdk::Reader& config)
    : min_score_(in_range(config, "min_score", 15, 1, 1'000)),
      secondary_share_(in_range(config, "secondary_share", 50, 1, 100)),
      secondary_least_(in_range(config, "secondary_least", 10, 1, 1'000)),
      confident_(in_range(config, "confident", 60, 0, 100)),
      quick_limit_(in_range(config, "quick_limit_major", 1'000, 0, 1'000'000'000)),
      excess_times_(in_range(config, "excess_times", 5, 1, 1'000)) {}

void Classify::handle(const sdk::Call& call, sdk::Envelope& out) {
  const Run::Settings settings{.min_score = min_score_, .secondary_share = secondary_share_, .secondary_least = secondary_least_, .confident = confident_, .quick_limit = quick_limit_, .excess_times = excess_times_};
  Run(call, out, settings).all();
}

}  // namespace amends::classify
