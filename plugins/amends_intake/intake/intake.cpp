#include "intake.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "amount.hpp"
#include "complaint.hpp"
#include "dedupe.hpp"
#include "kit/pack_reading.hpp"
#include "sdk/sdk.hpp"
#include "signs.hpp"

namespace amends::intake {
namespace {

using sdk::Array;
using sdk::Call;
using sdk::Envelope;
using sdk::EvidenceId;
using sdk::Instant;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::size_t kMarksMax = 40;      // spans of one kind that become evidence; a long letter repeats itself
constexpr std::size_t kCitedMax = 6;       // evidence behind one sentence of the explanation
constexpr std::size_t kDedupeMax = 1'000;  // earlier cases that are scored; the core sends the nearest
constexpr std::int64_t kAgeMax = 150;      // years; above it a number is no age
constexpr std::string_view kForms = "intake.forms";
constexpr std::string_view kLetters = "letters/acknowledgement";
constexpr std::string_view kDedupe = "tables/dedupe";

Texts demand_name(std::string_view kind) {
  static const std::map<std::string_view, Texts> kNames = {{"refund", {"退款", "a refund"}},           {"compensation", {"赔偿", "compensation"}},         {"full_surrender", {"全额退保", "full surrender"}},
                                                           {"claim_payment", {"理赔", "claim payment"}}, {"apology", {"道歉", "an apology"}},                {"explanation", {"说明", "an explanation"}},
                                                           {"correction", {"更正", "a correction"}},     {"stop_contact", {"停止联系", "an end to contact"}}, {"discipline", {"处理人员", "steps against staff"}},
                                                           {"expedite", {"尽快办理", "speed"}},          {"other", {"其他", "something else"}}};
  const auto found = kNames.find(kind);
  return found == kNames.end() ? Texts{std::string(kind), std::string(kind)} : found->second;
}

Texts threat_name(std::string_view kind) {
  if (kind == "regulator") return {"监管投诉", "the regulator"};
  if (kind == "media") return {"媒体或网络曝光", "media or publication"};
  if (kind == "lawsuit") return {"诉讼", "a lawsuit"};
  return {"上访或聚集", "a petition or gathering"};
}

Texts joined(const std::vector<Texts>& list) {
  Texts out;
  for (const auto& text : list) {
    out.zh += (out.zh.empty() ? "" : "、") + text.zh;
    out.en += (out.en.empty() ? "" : ", ") + text.en;
  }
  return out;
}

/// Code points of valid UTF-8: record and packs are checked when they are read.
std::u32string code_points_of(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    out += point;
    i += length;
  }
  return out;
}

bool is_filled(const Value* value) {
  if (!value || value->is_null()) return false;
  if (const auto* text = value->if_string()) return !text->empty();
  if (const auto* list = value->if_array()) return !list->empty();
  if (const auto* object = value->if_object()) return !object->empty();
  return true;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// A failure that says that a calendar or a clock pack does not reach the date: intake records it and goes on, since nothing is refused at intake.
bool is_calendar_gap(const sdk::Failure& failure) { return failure.code() == "error.pack_missing" || failure.code() == "error.not_found" || failure.code() == "error.range"; }

bool is_regulator_channel(std::string_view kind) { return kind == "regulator" || kind == "hotline_regulator"; }

struct Demand {
  std::string kind;
  const sdk::Hit* hit = nullptr;
  std::optional<sdk::Money> amount;
  EvidenceId evidence, amount_evidence;
};

struct Clock {
  std::string id, kind, rule;
  Instant starts_at, due_at;
  Texts when;
};

class Run {
 public:
  Run(const Call& call, Envelope& out, const IntakeConfig& config) : call_(call), record_(call.record()), out_(out), config_(config) {}

  void all() {
    channel_ = std::string(record_.need_text("channel.kind"));
    received_ = record_.need_instant("channel.received_at");
    read_institution();
    read_parties();
    read_documents();
    read_emotion();
    read_money();
    read_demands();
    read_threats();
    read_safety();
    read_needs();
    call_.check_time();
    judge();
    propose();
    find_same();
    if (complaint_ != false) start_clocks();
    acknowledge();
    find_missing();
    write();
    explain();
  }

 private:
  // What the record holds.

  void read_institution() {
    const auto wanted = record_.text_or("case.institution", call_.institution());
    const auto pack = call_.pack("org");
    for (const auto& row : pack.list("rows"))
      if (institution_.is_null() || row.text_or("institution", "") == wanted) {
        institution_ = row.value();
        if (row.text_or("institution", "") == wanted) break;
      }
  }

  void read_parties() {
    std::size_t index = 0;
    for (const auto& party : record_.list("parties")) {
      const auto role = party.text_or("role", "");
      const auto path = "parties." + std::to_string(index++);
      if (role == "complainant") {
        complainant_ = path;
        anonymous_ = party.flag_or("anonymous", false);
        has_name_ = is_filled(party.find("name"));
        for (const auto& contact : party.list("contacts")) has_contact_ = has_contact_ || is_filled(contact.find("value"));
      } else if (role == "representative" || role == "agent_unverified") {
        const auto kind = party.text_or("authority.kind", "unknown");
        if (kind == "none" || kind == "unknown") unauthorised_ = path;
      }
    }
    anonymous_ = anonymous_ || record_.flag_or("answers.contact_details.wishes_anonymous", false);
    has_name_ = has_name_ || is_filled(record_.find("answers.contact_details.name"));
    has_contact_ = has_contact_ || is_filled(record_.find("answers.contact_details.contact_value"));
  }

  void read_documents() {
    for (const auto& document : call_.documents()) {
      const auto kind = document.kind();
      const auto role = document.author_role();
      if ((kind != "complaint" && kind != "call_transcript" && kind != "chat") || !(role.empty() || role == "complainant") || is_blank(document.body())) continue;
      documents_.push_back(&document);
      texts_.push_back(code_points_of(document.body()));
    }
  }

  std::size_t document_number(std::string_view id) const {
    std::size_t i = 0;
    while (i < documents_.size() && documents_[i]->id() != id) ++i;
    return i;
  }

  // What the texts say.

  void read_emotion() {
    const auto match = call_.match("lex/emotion", documents_);
    cue_.emotion = match.total;
    std::vector<CategoryPoints> categories;
    if (!match.hits.empty()) {
      const auto pack = call_.pack("lex/emotion");
      for (const auto& row : pack.list("rows")) {
        const auto category = row.text_or("cat", "");
        if (std::none_of(categories.begin(), categories.end(), [&](const CategoryPoints& known) { return known.category == category; })) categories.push_back({std::string(category), 0});
      }
    }
    for (const auto& hit : match.hits) {
      if (!hit.counts || hit.weight <= 0) continue;
      const auto category = Reader(hit.row).text_or("cat", "");
      for (auto& known : categories)
        if (known.category == category) known.points += hit.weight;
      if (emotion_evidence_.size() < kMarksMax) emotion_evidence_.push_back(out_.span(hit, "emotion " + std::string(category)));
    }
    emotion_ = emotion_of(match.total, categories);
    Object operands{{"exclamations", match.exclamations}};
    for (const auto& known : categories)
      if (known.points > 0) operands[known.category] = known.points;
    emotion_sum_ = out_.computation("emotion intensity: words of feeling, exclamation marks 2 each and at most 6, at most 100", std::move(operands), emotion_.intensity);
  }

  void read_money() {
    stated_ = call_.stated(documents_);
    for (const auto& money : stated_.money) sums_.push_back({document_number(money.doc), money.start, money.end, money.money.minor, money.money.currency});
  }

  /// A bare number in or beside a demand is money in the institution's currency.
  void add_bare_numbers(const std::vector<const sdk::Hit*>& hits) {
    std::string currency(Reader(institution_).text_or("currency", "CNY"));
    std::optional<std::int64_t> digits;
    for (const auto* hit : hits) {
      const auto number = document_number(hit->doc);
      if (number >= texts_.size() || !may_have_sum(Reader(hit->row).text_or("kind", ""))) continue;
      const auto& text = texts_[number];
      if (!digits) digits = kit::currencies(call_).scale(currency).digits;
      const auto found = bare_number_near(text, hit->start, hit->end, *digits);
      if (!found) continue;
      const auto touches = [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](const sdk::Place& place) { return place.doc == hit->doc && place.start < found->end && found->start < place.end; });
      };
      if (touches(stated_.money) || touches(stated_.dates) || touches(stated_.ages) || touches(stated_.group_sizes) || touches(stated_.reach) || touches(stated_.contracts) || touches(stated_.phones)) continue;
      sdk::StatedMoney money;
      money.doc = hit->doc;
      money.start = found->start;
      money.end = found->end;
      money.money = {found->minor, currency};
      money.assumed = true;
      sums_.push_back({number, money.start, money.end, money.money.minor, currency});
      stated_.money.push_back(std::move(money));
    }
  }

  void read_demands() {
    demand_match_ = call_.match("lex/demands", documents_);
    std::vector<const sdk::Hit*> hits;
    for (const auto& hit : demand_match_.hits) {
      if (Reader(hit.row).text_or("kind", "none") == "none") continue;
      if (hit.counts) ++cue_.demands;
      hits.push_back(&hit);
    }
    add_bare_numbers(hits);
    std::vector<DemandHit> places;
    for (const auto* hit : hits) {
      const Reader row(hit->row);
      places.push_back({document_number(hit->doc), hit->start, hit->end, std::string(row.text_or("kind", "")), std::string(row.text_or("amount_slot", "none"))});
    }
    const auto sums = sums_of_demands(places, sums_, texts_);
    for (std::size_t i = 0; i < hits.size(); ++i) {
      if (demands_.size() >= kMarksMax) break;
      Demand demand{.kind = places[i].kind, .hit = hits[i], .amount = std::nullopt, .evidence = {}, .amount_evidence = {}};
      if (sums[i]) demand.amount = sdk::Money{sums_[*sums[i]].minor, sums_[*sums[i]].currency};
      // Said twice is asked once; a sum completes an earlier demand of its kind that had none.
      auto same = std::find_if(demands_.begin(), demands_.end(), [&](const Demand& known) { return known.kind == demand.kind && (!demand.amount || !known.amount || *known.amount == *demand.amount); });
      if (same != demands_.end() && (same->amount || !demand.amount)) continue;
      demand.evidence = out_.span(*hits[i], "demand " + demand.kind);
      if (sums[i]) demand.amount_evidence = out_.span(stated_.money[*sums[i]], "money of the demand " + demand.kind);
      if (same != demands_.end()) *same = std::move(demand);
      else demands_.push_back(std::move(demand));
    }
    claim();
  }

  /// claimed: the sums of the demands; for a full surrender without one, what was paid in; else the only sum of the texts.
  void claim() {
    std::vector<EvidenceId> evidence;
    std::optional<sdk::Money> total;
    bool mixed = false, wants_money = false, surrender = false;
    for (const auto& demand : demands_) {
      wants_money = wants_money || (may_have_sum(demand.kind) && demand.kind != "other");
      surrender = surrender || demand.kind == "full_surrender";
      if (!demand.amount || demand.kind == "other") continue;
      evidence.push_back(demand.amount_evidence);
      if (!total) total = demand.amount;
      else if (total->currency != demand.amount->currency) mixed = true;
      else total->minor = std::min(sdk::kIntegerMax, total->minor + demand.amount->minor);
    }
    if (mixed) {
      out_.finding({.code = "money.currency_mismatch",
                    .severity = sdk::Severity::warn,
                    .text = {"诉求中的金额币种不同，不能相加，请由经办人填写诉求金额。", "The demands name sums in different currencies, which cannot be added; the handler enters the sum."},
                    .evidence = evidence,
                    .rule = "catalogue 0.1"});
      return;
    }
    if (!total && surrender) {
      total = record_.money("money.paid_in");
      if (total) evidence.push_back(out_.field("money.paid_in"));
    }
    if (!total && wants_money && !surrender && !stated_.money.empty()) {
      const auto& only = stated_.money.front();
      if (std::all_of(stated_.money.begin(), stated_.money.end(), [&](const sdk::StatedMoney& money) { return money.money == only.money; })) {
        total = only.money;
        evidence.push_back(out_.span(only, "money, the only sum of the texts"));
      }
    }
    if (!total) return;
    claimed_ = total;
    claimed_evidence_ = std::move(evidence);
  }

  void read_threats() {
    const auto match = call_.match("lex/threats", documents_);
    std::vector<std::string> kinds;
    std::vector<const sdk::Hit*> hits;
    for (const auto& hit : match.hits) {
      const auto kind = Reader(hit.row).text_or("kind", "none");
      if (kind == "none") continue;
      if (hit.counts) ++cue_.threats;
      kinds.emplace_back(kind);
      hits.push_back(&hit);
      if (hits.size() <= kMarksMax) (void)out_.span(hit, "threat " + kinds.back());
    }
    struct Source {
      bool* set;
      std::string path;
      bool holds;
    };
    Happened happened;
    const bool by_regulator = is_regulator_channel(channel_);
    const std::vector<Source> sources = {{&happened.regulator, "regulator.involved", record_.flag_or("regulator.involved", false)},
                                         {&happened.regulator, "channel.kind", by_regulator},
                                         {&happened.media, "media.posted", record_.flag_or("media.posted", false)},
                                         {&happened.media, "media.reporter_contact", record_.flag_or("media.reporter_contact", false)},
                                         {&happened.media, "channel.kind", channel_ == "media"},
                                         {&happened.lawsuit, "litigation.filed", record_.flag_or("litigation.filed", false)},
                                         {&happened.petition, "channel.kind", channel_ == "petition_office"},
                                         {&happened.petition, "crisis_facts.onsite_count", record_.integer_or("crisis_facts.onsite_count", 0) > 0}};
    std::map<bool*, EvidenceId> shown;
    for (const auto& source : sources)
      if (source.holds) {
        *source.set = true;
        if (!shown.contains(source.set)) shown[source.set] = out_.field(source.path);
      }
    for (const auto& threat : threats_of(kinds, happened)) {
      Value span = nullptr;
      std::vector<EvidenceId> evidence;
      if (threat.hit) {
        const auto& hit = *hits[*threat.hit];
        span = Object{{"doc", hit.doc}, {"start", hit.start}, {"end", hit.end}};
        evidence.push_back(out_.span(hit, "threat " + kinds[*threat.hit]));
      }
      auto* const flag = threat.kind == "regulator" ? &happened.regulator : threat.kind == "media" ? &happened.media : threat.kind == "lawsuit" ? &happened.lawsuit : &happened.petition;
      if (threat.happened) evidence.push_back(shown.at(flag));
      threats_.push_back(Object{{"kind", threat.kind}, {"state", threat.happened ? "happened" : "threatened"}, {"span", std::move(span)}});
      out_.finding({.code = "threat." + threat.kind,
                    .text = sdk::fill(threat.happened ? Texts{"{kind}已经发生。", "A step outside has been taken: {kind}."} : Texts{"投诉人提到{kind}。", "The complainant names {kind}."}, {{"kind", threat_name(threat.kind)}}),
                    .evidence = std::move(evidence),
                    .rule = "lex/threats"});
    }
  }

  // Safety comes before everything (guardrail G10).

  void read_safety() {
    self_harm_ = std::string(stronger(record_.text_or("flags.safety.self_harm", "none"), "none"));
    violence_ = std::string(stronger(record_.text_or("flags.safety.violence", "none"), "none"));
    std::vector<EvidenceId> evidence;
    for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"})
      if (record_.text_or(path, "none") != "none") evidence.push_back(out_.field(path));
    const auto match = call_.match("lex/safety", documents_);
    for (const auto& hit : match.hits) {
      const Reader row(hit.row);
      const auto kind = row.text_or("kind", "none"), degree = row.text_or("degree", "veiled");
      if (kind != "self_harm" && kind != "violence") continue;
      if (hit.counts) ++cue_.safety;
      auto& flag = kind == "self_harm" ? self_harm_ : violence_;
      flag = std::string(stronger(flag, degree));
      if (safety_document_.empty()) safety_document_ = hit.doc;
      if (evidence.size() < kMarksMax) evidence.push_back(out_.span(hit, "safety " + std::string(kind) + " " + std::string(degree)));
    }
    const auto degree = stronger(self_harm_, violence_);
    if (degree == "none") return;
    safety_evidence_ = evidence;
    Texts numbers;
    for (const auto& contact : Reader(institution_).list("safety_contacts")) {
      safety_contacts_.push_back(contact.value());
      const auto name = contact.texts("name").value_or(Texts{});
      const auto number = std::string(contact.text_or("number", ""));
      numbers.zh += (numbers.zh.empty() ? "" : "、") + name.zh + number;
      numbers.en += (numbers.en.empty() ? "" : ", ") + name.en + " " + number;
    }
    const bool is_explicit = degree == "explicit";
    const bool answered = record_.has("answers.safety_protocol");
    const Texts sign = self_harm_ == degree && violence_ == degree ? Texts{"自伤和伤人", "self-harm and violence"} : self_harm_ == degree ? Texts{"自伤", "self-harm"} : Texts{"伤人", "violence"};
    out_.finding({.code = is_explicit ? "safety.explicit" : "safety.veiled",
                  .severity = is_explicit ? sdk::Severity::block : sdk::Severity::warn,
                  .text = sdk::fill(is_explicit ? Texts{"有{sign}的明确表示：先保人身安全，停止协商，由受过训练的人立即联系。紧急联系：{numbers}。", "An explicit sign of {sign}: safety first, no bargaining, a trained person makes contact at once. Emergency contacts: {numbers}."}
                                                : Texts{"有{sign}的隐约表示：由受过训练的人尽快联系。紧急联系：{numbers}。", "A veiled sign of {sign}: a trained person makes contact soon. Emergency contacts: {numbers}."},
                                    {{"sign", sign}, {"numbers", numbers}}),
                  .evidence = evidence,
                  .rule = "catalogue 0.4 G10"});
    if (answered) {
      (void)out_.answer("answers.safety_protocol");
      return;
    }
    out_.script({.id = "safety",
                 .moment = "safety",
                 .text = sdk::fill({"我听到您现在很难受。您的安全最重要，我在这里陪您，不会挂断。您身边有人吗？如果有紧急危险，请马上联系：{numbers}。", "I hear how hard this is for you. Your safety comes first; I stay with you and will not hang up. Is somebody with you? In immediate danger please call: {numbers}."}, {{"numbers", numbers}}),
                 .why = {"先确认人身安全，不争论，不让当事人独自一人。", "Safety is made sure of first: no argument, and nobody is left alone."},
                 .forbidden_variants = {}});
    const auto start = call_.now().value_or(received_);
    std::optional<Instant> due;
    try {
      due = call_.add(start, config_.safety_within).due_at;
    } catch (const sdk::Failure& failure) {
      if (!is_calendar_gap(failure)) throw;
      calendar_missing(failure, "safety");
    }
    out_.task({.id = "safety",
               .kind = is_explicit ? "safety" : "stage",
               .owner_role = "crisis_trained",
               .due_at = due,
               .title = {"确认人身安全：立即联系，按安全流程填写", "Make sure of personal safety: make contact at once and follow the safety protocol"},
               .blocking = is_explicit,
               .form = "safety_protocol"});
  }

  void read_needs() {
    std::vector<std::string> known;
    for (const auto& need : record_.list("flags.vulnerability")) {
      known.emplace_back(need.text_or("kind", ""));
      needs_.push_back(Object{{"kind", known.back()}, {"status", need.text_or("status", "suspected")}});
      need_facts_.push_back(need.value());
    }
    const auto add = [&](const Sign& sign, const sdk::Place& place) {
      if (std::find(known.begin(), known.end(), sign.kind) != known.end()) {
        if (marked_ < kMarksMax) { ++marked_; (void)out_.span(place, "vulnerability " + sign.kind); }
        return;
      }
      known.push_back(sign.kind);
      const auto id = out_.span(place, "vulnerability " + sign.kind);
      need_evidence_.push_back(id);
      needs_.push_back(Object{{"kind", sign.kind}, {"status", sign.status}});
      need_facts_.push_back(Object{{"kind", sign.kind}, {"status", sign.status}, {"evidence", place.doc}});
      out_.finding({.code = "vulnerability." + sign.kind,
                    .confidence = 60,
                    .text = {"可能需要额外照顾，仅用于加强保护；请在沟通中确认，判断可能有误。", "There may be a need for extra support, used to protect only; confirm it in the talk, it may be wrong."},
                    .evidence = {id},
                    .rule = "lex/vulnerable"});
    };
    for (const auto& age : stated_.ages) {
      if (age.value < kElderAge || age.value > kAgeMax) continue;
      const auto number = document_number(age.doc);
      if (number < texts_.size() && is_about_relative(texts_[number], static_cast<std::size_t>(age.start))) continue;
      add({"elder", "suspected"}, age);
    }
    const auto match = call_.match("lex/vulnerable", documents_);
    for (const auto& hit : match.hits) {
      const Reader row(hit.row);
      if (const auto sign = sign_of(row.text_or("kind", ""), row.text_or("status", ""), row.text_or("about", "self"))) add(*sign, hit);
    }
  }

  // Complaint or enquiry.

  void find_complaint_word() {
    ComplaintWords words;
    const auto pack = call_.pack("lex/lists");
    for (const auto& row : pack.list("rows")) {
      const auto id = row.text_or("id", "");
      auto* const list = id == "complaint_words.zh" || id == "complaint_words.en"         ? &words.words
                         : id == "negators.zh"                                           ? &words.negators
                         : id == "neg.not.zh"                                            ? &words.not_negators
                         : id == "negation.skip.zh" || id == "intensifiers.zh"           ? &words.skipped
                         : id == "negators.en"                                           ? &words.negators_en
                                                                                         : nullptr;
      if (list)
        for (const auto word : row.text_list("words")) list->push_back(code_points_of(word));
    }
    for (const auto* document : documents_) {
      const auto normal = call_.normalise(document->body());
      const auto place = complaint_word(code_points_of(normal.text), words);
      if (!place || place->end > normal.ends.size()) continue;
      cue_.complaint_word = true;
      cue_evidence_.push_back(out_.span(*document, normal.starts[place->start], normal.ends[place->end - 1], "the word complaint"));
      return;
    }
  }

  void judge() {
    const auto faults = call_.match("lex/nature", documents_);
    for (const auto& hit : faults.hits)
      if (hit.counts && Reader(hit.row).flag_or("fault", false)) {
        ++cue_.faults;
        if (fault_evidence_.size() < kMarksMax) fault_evidence_.push_back(out_.span(hit, "fault named by the complainant"));
      }
    find_complaint_word();
    cue_.formal_channel = is_formal_channel(channel_);
    const auto total = cue_.total();
    cue_sum_ = out_.computation("complaint cue: feelings, 10 for each demand, threat, fault, the word complaint and a formal channel, 100 for each safety sign",
                                Object{{"emotion", cue_.emotion}, {"demands", cue_.demands}, {"threats", cue_.threats}, {"faults", cue_.faults}, {"complaint_word", cue_.complaint_word ? 1 : 0}, {"formal_channel", cue_.formal_channel ? 1 : 0}, {"safety", cue_.safety}},
                                total);
    const auto answer = record_.text_or("answers.complaint_or_enquiry.kind", "");
    complaint_ = intake::is_complaint(total, answer);
    // Nothing read is no enquiry: without a text a person says what it is.
    if (documents_.empty() && complaint_ == false && answer != "enquiry") complaint_ = std::nullopt;
    if (complaint_) return;
    out_.finding({.code = "insufficient_data",
                  .text = {"文字不足以判断是投诉还是咨询；确认之前按投诉起算期限。", "The words do not tell a complaint from an enquiry; until somebody says, the clocks run as for a complaint."},
                  .evidence = {cue_sum_},
                  .rule = "catalogue 3.1 (3)"});
    if (documents_.empty() && !record_.has("answers.text_missing")) return;  // the text is asked for first
    out_.question({.id = "complaint_or_enquiry",
                   .form_name = "complaint_or_enquiry",
                   .fields = {"kind"},
                   .to_role = "handler",
                   .reason = {"线索分在5到9之间或没有文字：请确认是投诉还是咨询，拿不准按投诉办理。", "The cue is 5 to 9, or there is no text: say whether it is a complaint or an enquiry; in doubt it is a complaint."},
                   .blocking = true});
  }

  void propose() {
    if (claimed_) out_.fact("money.claimed", sdk::to_json(*claimed_), claimed_evidence_);
    bool ours = true;  // an earlier run of this stage wrote the list, so a new text may complete it
    for (const auto& demand : record_.list("demand")) ours = ours && demand.text_or("id", "").starts_with("in");
    if (ours && !demands_.empty()) {
      Array list;
      std::vector<EvidenceId> evidence;
      for (const auto& demand : demands_) {
        list.push_back(Object{{"id", "in" + std::to_string(list.size() + 1)}, {"kind", demand.kind}, {"amount", sdk::to_value(demand.amount)}, {"text", clause_of(*demand.hit)}, {"explicit", true}, {"evidence", demand.hit->doc}});
        evidence.push_back(demand.evidence);
      }
      out_.fact("demand", std::move(list), std::move(evidence));
    }
    if (!safety_document_.empty()) {
      if (self_harm_ != "none") out_.fact("flags.safety.self_harm", Value(self_harm_), safety_evidence_);
      if (violence_ != "none") out_.fact("flags.safety.violence", Value(violence_), safety_evidence_);
    }
    if (!need_evidence_.empty()) out_.fact("flags.vulnerability", need_facts_, need_evidence_);
    const auto largest = [](const std::vector<sdk::StatedCount>& list) {
      return std::max_element(list.begin(), list.end(), [](const sdk::StatedCount& a, const sdk::StatedCount& b) { return a.value < b.value; });
    };
    if (const auto group = largest(stated_.group_sizes); group != stated_.group_sizes.end() && group->value > 1 && group->value <= sdk::kIntegerMax)
      out_.fact("group.size", group->value, {out_.span(*group, "group size")});
    if (const auto reach = largest(stated_.reach); reach != stated_.reach.end() && reach->value > 0 && reach->value <= sdk::kIntegerMax) {
      const auto id = out_.span(*reach, "reach of a publication");
      out_.fact("media.reach_count", reach->value, {id});
      out_.fact("media.posted", true, {id});
    }
  }

  /// The words around a hit, from comma to comma.
  std::string clause_of(const sdk::Hit& hit) const {
    const auto number = document_number(hit.doc);
    const auto& text = texts_[number];
    static constexpr std::u32string_view kEnds = U",.;!?\u3002\uFF0C\uFF1B\uFF01\uFF1F\u3001\n";
    auto from = static_cast<std::size_t>(hit.start), to = static_cast<std::size_t>(hit.end);
    while (from > 0 && kEnds.find(text[from - 1]) == std::u32string_view::npos) --from;
    while (to < text.size() && kEnds.find(text[to]) == std::u32string_view::npos) ++to;
    return std::string(documents_[number]->quote(static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)));
  }

  // The same complaint or another one.

  void find_same() {
    std::vector<Match> candidates;
    std::vector<Object> parts;  // of each candidate
    for (const auto& row : record_.list("store_facts.dedupe")) {
      if (candidates.size() >= kDedupeMax) break;
      call_.check_time();
      Match match{.case_id = std::string(row.need_text("case_id")), .open = row.flag_or("open", false), .closed_days = row.integer_or("closed_days", 0), .score = 0, .source = candidates.size()};
      Object found;
      const auto score = [&](std::string_view table, Object inputs) {
        const auto answer = call_.evaluate(std::string(kDedupe) + "#" + std::string(table), std::move(inputs));
        const Reader then(answer.output);
        const auto points = then.integer_or("points", 0);
        match.score += points;
        if (points > 0) found[std::string(then.text_or("part", table))] = points;
      };
      score("same_person", Object{{"same_id", row.flag_or("same_id", false)}, {"same_phone", row.flag_or("same_phone", false)}, {"same_name_birth", row.flag_or("same_name_birth", false)}});
      score("same_contract", Object{{"same_contract", row.flag_or("same_contract", false)}});
      score("same_nature", Object{{"same_nature", row.flag_or("same_nature", false)}});
      score("text_similarity", Object{{"similarity", row.integer_or("similarity", 0)}});
      parts.push_back(std::move(found));
      candidates.push_back(std::move(match));
    }
    dedupe_ = intake::dedupe(std::move(candidates), {config_.dedupe_window_days, config_.dedupe_same, config_.dedupe_related});
    for (const auto& match : dedupe_.matches) matches_.push_back(Object{{"case_id", match.case_id}, {"score", match.score}, {"parts", parts[match.source]}});
    if (dedupe_.matches.empty()) return;
    const auto& best = dedupe_.matches.front();
    const bool answered = record_.text_or("answers.same_matter.other_case", "") == best.case_id && record_.has("answers.same_matter.same");
    if (answered) dedupe_.decision = !record_.flag_or("answers.same_matter.same", false) ? "new" : best.open ? "attach" : "repeat";
    dedupe_evidence_ = {out_.case_link(best.case_id, "best match"), out_.computation("same complaint: points of tables/dedupe, at most 100", parts[best.source], best.score)};
    if (answered) dedupe_evidence_.push_back(out_.answer("answers.same_matter.same"));
    std::vector<Texts> points;
    for (const auto& part : parts[best.source]) {
      const auto text = std::string(part.key()) + " " + sdk::write_json(part.value());
      points.push_back({text, text});
    }
    dedupe_text_ = sdk::fill({"与案件{case}比对得{score}分（{parts}），结论：{decision}。", "Compared with case {case} the score is {score} ({parts}): {decision}."},
                             {{"case", best.case_id}, {"score", best.score}, {"parts", joined(points)}, {"decision", decision_name()}});
    out_.finding({.code = "dedupe." + dedupe_.decision, .text = dedupe_text_, .evidence = dedupe_evidence_, .rule = std::string(kDedupe)});
    if (dedupe_.decision == "related" && !answered)
      out_.question({.id = "same_matter",
                     .form_name = "same_matter",
                     .fields = {"other_case", "same"},
                     .to_role = "handler",
                     .reason = sdk::fill({"与案件{case}是同一事项吗？", "Is it the same matter as case {case}?"}, {{"case", best.case_id}})});
  }

  Texts decision_name() const {
    if (dedupe_.decision == "attach") return {"并入在办原案", "attached to the open case"};
    if (dedupe_.decision == "repeat") return {"新立关联案件", "a new case linked as a repeat"};
    if (dedupe_.decision == "related") return {"可能相关，请人确认", "may be related, a person confirms"};
    return {"新案", "a new case"};
  }

  // Clocks.

  void calendar_missing(const sdk::Failure& failure, std::string_view kind) {
    out_.finding({.code = "clock.calendar_missing",
                  .severity = sdk::Severity::warn,
                  .text = sdk::fill({"期限（{kind}）算不出来：{why}。请补充日历或由人填写期限。", "The due date ({kind}) cannot be worked out: {why}. Extend the calendar or enter the date by hand."}, {{"kind", std::string(kind)}, {"why", std::string(failure.what())}}),
                  .evidence = {out_.field("channel.received_at")},
                  .rule = "catalogue 0.1"});
  }

  std::optional<sdk::DueDate> due(std::string_view length, std::string_view kind) {
    try {
      return call_.add(received_, length);
    } catch (const sdk::Failure& failure) {
      if (!is_calendar_gap(failure)) throw;
      calendar_missing(failure, kind);
      return std::nullopt;
    }
  }

  /// basis: the rule's whole row, or nothing beside its id.
  void start(std::string_view kind, std::string_view rule, const Value& basis, Instant due_at, Texts when, Value ledger, bool extendable) {
    Object shown;
    if (const auto* object = basis.if_object()) shown = *object;
    shown["rule"] = sdk::to_value(rule);
    Object more;
    if (const auto* title = sdk::find(basis, "title")) more["title"] = *title;
    out_.deadline({.id = std::string(kind), .kind = std::string(kind), .starts_at = received_, .due_at = due_at, .basis = std::move(shown), .extendable = extendable, .ledger = std::move(ledger), .more = std::move(more)});
    clocks_.push_back({std::string(kind), std::string(kind), std::string(rule), received_, due_at, std::move(when)});
  }

  void start_clocks() {
    std::vector<sdk::ClockRule> rules;
    try {
      rules = call_.clock_rules(received_);
    } catch (const sdk::Failure& failure) {
      if (!is_calendar_gap(failure)) throw;
      calendar_missing(failure, "clock rules");
    }
    const auto row = [&](std::string_view kind) -> const sdk::ClockRule* {
      const sdk::ClockRule* open = nullptr;  // a row whose condition needs a fact that is not known yet
      for (const auto& rule : rules) {
        if (rule.kind != kind || rule.start_event != "complaint_received" || rule.length.empty()) continue;
        if (rule.applies == true) return &rule;
        if (!rule.applies && !open) open = &rule;
      }
      return open;
    };
    // An acknowledgement that nobody can receive has no clock.
    if (has_contact_ || !anonymous_) start_acknowledge(row("acknowledge"));
    if (const auto* rule = row("decide"))
      if (auto date = due(rule->length, "decide")) start("decide", rule->id, rule->basis, date->due_at, date->text, std::move(date->ledger), rule->extendable);
    auto given = record_.instant("regulator.due_at");
    if (!given) given = record_.instant("answers.regulator_due.due_at");
    if (given) {
      const auto written = sdk::format_instant(*given);
      start("regulator", "regulator", Object{}, *given, {written, written}, nullptr, false);
    }
  }

  void start_acknowledge(const sdk::ClockRule* rule) {
    const auto& within = is_regulator_channel(channel_) ? config_.ack_within_regulator : config_.ack_within;
    std::optional<sdk::DueDate> house = due(within, "acknowledge"), by_rule;
    if (!house) return;  // said already
    if (rule && rule->length != within) by_rule = due(rule->length, "acknowledge");
    // A house setting may be stricter than the clock pack and never looser (guardrail G3).
    if (rule && (rule->length == within || (by_rule && by_rule->due_at <= house->due_at))) {
      auto& date = by_rule ? *by_rule : *house;
      start("acknowledge", rule->id, rule->basis, date.due_at, date.text, std::move(date.ledger), rule->extendable);
    } else {
      start("acknowledge", "amends.intake#ack_within", Object{}, house->due_at, house->text, std::move(house->ledger), false);
    }
  }

  const Clock* clock(std::string_view kind) const {
    for (const auto& one : clocks_)
      if (one.kind == kind) return &one;
    return nullptr;
  }

  // Acknowledgement.

  void acknowledge() {
    const bool possible = has_contact_ || !anonymous_;
    const bool enquiry = complaint_ == false;
    const auto letter = enquiry ? "enquiry.receipt" : possible ? "ack.full" : "ack.no_contact";
    ack_ = Object{{"text", ack_text(letter)}, {"due_at", nullptr}, {"sent_at", nullptr}};
    const auto* running = clock("acknowledge");
    if (running) ack_["due_at"] = sdk::format_instant(running->due_at);
    if (const auto sent = record_.instant("answers.ack_sent.sent_at"); sent && record_.text_or("answers.ack_sent.how", "") != "not_possible") ack_["sent_at"] = sdk::format_instant(*sent);
    if (!possible) {
      out_.finding({.code = "ack.impossible",
                    .text = {"匿名且没有联系方式，无法发出受理确认；投诉照常办理。", "Anonymous and without a contact: no acknowledgement can be sent; the complaint is handled all the same."},
                    .evidence = {complainant_.empty() ? out_.field("parties") : out_.field(complainant_ + ".anonymous")},
                    .rule = "catalogue 3.1"});
      return;
    }
    if (enquiry || record_.has("answers.ack_sent")) return;
    out_.task({.id = "ack",
               .kind = "acknowledge",
               .owner_role = "handler",
               .due_at = running ? std::optional<Instant>(running->due_at) : std::nullopt,
               .title = {"发出受理确认", "Send the acknowledgement"},
               .blocking = false,
               .form = "ack_sent",
               .meets = {"acknowledge"}});
  }

  Value ack_text(std::string_view id) {
    std::optional<Texts> pattern;
    const auto pack = call_.pack(kLetters);
    for (const auto& letter : pack.list("letters")) {
      if (letter.text_or("id", "") != id) continue;
      pattern.emplace();
      for (const auto& block : letter.list("blocks")) {
        const auto text = block.texts("text").value_or(Texts{});
        pattern->zh += (pattern->zh.empty() ? "" : "\n") + text.zh;
        pattern->en += (pattern->en.empty() ? "" : "\n") + text.en;
      }
    }
    if (!pattern) sdk::fail("error.pack_invalid", "the letters have no '" + std::string(id) + "'; add it", std::string(kLetters));
    const auto update = due(config_.update_within, "update");
    const auto rights = rights_text();
    const auto contact = handler_text();
    if (!update || rights.zh.empty() || contact.zh.empty()) {
      out_.finding({.code = "ack.text_missing",
                    .severity = sdk::Severity::warn,
                    .text = {"受理确认有空缺（进展日期、权利告知或联系人），暂不生成；请补充资料包后重跑，或由经办人手写。", "The acknowledgement lacks a date, the rights or a contact and was not written; complete the packs, or write it by hand."},
                    .evidence = {out_.field("case.institution"), out_.field("channel.received_at")},
                    .rule = std::string(kLetters)});
      return nullptr;
    }
    // What the letter states rests on evidence (guardrail G1).
    (void)out_.computation("next update to the complainant", Object{{"starts_at", sdk::format_instant(received_)}, {"length", config_.update_within}},
                           Object{{"due_at", sdk::format_instant(update->due_at)}, {"zh", update->text.zh}, {"en", update->text.en}});
    const auto* decide = clock("decide");
    const auto step = decide ? sdk::fill({"核对您反映的情况，最迟于{date}告知处理决定。", "we check what you told us and tell you our decision by {date}."}, {{"date", decide->when}})
                             : Texts{"核对您反映的情况并向您说明。", "we check what you told us and explain it to you."};
    const auto number = record_.text_or("case.id", call_.case_id());
    try {
      return sdk::to_json(sdk::fill(*pattern, {{"case_id", std::string(number)}, {"handler_contact", contact}, {"next_step", step}, {"next_update", update->text}, {"rights", rights}}));
    } catch (const sdk::Failure&) {
      sdk::fail("error.pack_invalid", "the letter '" + std::string(id) + "' has a slot that intake does not fill; use case_id, handler_contact, next_step, next_update and rights", std::string(kLetters));
    }
  }

  Texts rights_text() const {
    Texts out;
    const auto wanted = Reader(institution_).text_or("jurisdiction", "");
    const auto pack = call_.pack("rights/notice");
    for (const auto& place : pack.list("jurisdictions")) {
      if (place.text_or("id", "") != wanted) continue;
      for (const auto& item : place.list("items")) {
        if (item.text_or("only_when", "always") != "always") continue;
        const auto text = item.texts("text").value_or(Texts{});
        out.zh += text.zh;
        out.en += (out.en.empty() ? "" : " ") + text.en;
      }
    }
    return out;
  }

  /// The unit that handles the case, with its contact where org gives one.
  Texts handler_text() const {
    const Reader institution(institution_);
    auto out = institution.texts("name").value_or(Texts{});
    for (const auto& unit : institution.list("units"))
      if (unit.text_or("id", "") == record_.text_or("case.unit", "")) {
        const auto name = unit.texts("name").value_or(Texts{});
        out.zh += name.zh;
        out.en += ", " + name.en;
      }
    return out;
  }

  // What is missing.

  bool is_there(std::string_view id, const Reader& item) const {
    if (id == "text") return !documents_.empty();
    if (id == "name") return anonymous_ || has_name_;
    if (id == "contact") return anonymous_ || has_contact_;
    for (const auto path : item.text_list("paths")) {
      if (!path.starts_with("parties.")) {
        if (is_filled(record_.find(path))) return true;
        continue;
      }
      const auto rest = path.substr(std::string_view("parties.").size());
      const auto dot = rest.find('.');
      for (const auto& party : record_.list("parties"))
        if (party.text_or("role", "") == rest.substr(0, dot) && dot != std::string_view::npos && is_filled(party.find(rest.substr(dot + 1)))) return true;
    }
    return false;
  }

  void find_missing() {
    const auto pack = call_.pack(kForms);
    auto wanted = pack.text_list("required_by_channel." + channel_);
    if (wanted.empty()) sdk::fail("error.range", "intake.forms has no channel '" + channel_ + "'; correct the channel or add it", "channel.kind");
    if (!unauthorised_.empty() && std::find(wanted.begin(), wanted.end(), "authority") == wanted.end()) wanted.push_back("authority");
    std::vector<std::pair<std::string, bool>> forms;
    std::vector<Texts> titles;
    for (const auto id : wanted)
      for (const auto& item : pack.list("items")) {
        if (item.text_or("id", "") != id) continue;
        const bool there = id == "authority" && !unauthorised_.empty() ? record_.has("answers.authority_check.result") : is_there(id, item);
        if (there) continue;
        const auto form = std::string(item.need_text("form"));
        missing_.push_back(Object{{"id", id}, {"form", form}});
        titles.push_back(item.texts("title").value_or(Texts{std::string(id), std::string(id)}));
        missing_evidence_.push_back(id == "text" ? out_.field("text.docs") : id == "authority" && !unauthorised_.empty() ? out_.field(unauthorised_ + ".authority") : field_of(item));
        if (id == "text")
          out_.finding({.code = "text.missing",
                        .severity = sdk::Severity::warn,
                        .text = {"没有投诉人的文字，只有附件或空白；案件照常建立，请补充内容。", "There are no words of the complainant, only an attachment or nothing; the case stands, and the content is asked for."},
                        .evidence = {missing_evidence_.back()},
                        .rule = "catalogue 3.1"});
        if (record_.has("answers." + form)) continue;  // asked and answered: not asked again
        const auto known = std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return one.first == form; });
        if (known == forms.end()) forms.emplace_back(form, item.flag_or("blocking", false));
        else known->second = known->second || item.flag_or("blocking", false);
      }
    missing_text_ = joined(titles);
    for (const auto& [form, blocking] : forms) {
      std::vector<std::string> fields;
      const auto file = call_.pack("forms/" + form);
      for (const auto& field : file.list("fields"))
        if (const auto name = field.need_text("field"); name != "reason" && name != "who") fields.emplace_back(name);
      out_.question({.id = form, .form_name = form, .fields = std::move(fields), .to_role = "handler", .reason = sdk::fill({"受理信息不全：{what}。缺少信息不影响受理。", "Intake lacks: {what}. Nothing is refused because of it."}, {{"what", missing_text_}}), .blocking = blocking});
    }
  }

  EvidenceId field_of(const Reader& item) {
    const auto paths = item.text_list("paths");
    if (paths.empty()) return out_.field("parties");
    if (paths.front().starts_with("parties.complainant.") && !complainant_.empty()) return out_.field(complainant_ + std::string(paths.front().substr(std::string_view("parties.complainant").size())));
    return out_.field(paths.front());
  }

  // The result.

  Array extracted() const {
    Array out;
    const auto place = [](std::string_view kind, const sdk::Place& at) { return Object{{"kind", sdk::to_value(kind)}, {"doc", at.doc}, {"start", at.start}, {"end", at.end}}; };
    for (const auto& money : stated_.money) {
      auto row = place("money", money);
      row["minor"] = money.money.minor;
      row["currency"] = money.money.currency;
      row["approx"] = money.approx;
      row["assumed"] = money.assumed;
      out.push_back(std::move(row));
    }
    for (const auto& date : stated_.dates) {
      auto row = place("date", date);
      row["value"] = date.value;
      out.push_back(std::move(row));
    }
    const auto counts = [&](std::string_view kind, const std::vector<sdk::StatedCount>& list) {
      for (const auto& count : list) {
        auto row = place(kind, count);
        row["value"] = count.value;
        row["approx"] = count.approx;
        if (!count.what.empty()) row["what"] = count.what;
        out.push_back(std::move(row));
      }
    };
    counts("age", stated_.ages);
    counts("group_size", stated_.group_sizes);
    counts("reach", stated_.reach);
    const auto texts = [&](std::string_view kind, const std::vector<sdk::StatedText>& list) {
      for (const auto& text : list) {
        auto row = place(kind, text);
        row["value"] = text.value;
        out.push_back(std::move(row));
      }
    };
    texts("contract", stated_.contracts);
    texts("phone", stated_.phones);
    // Persons: those whom the record knows by name, where a text first names them.
    for (const auto& party : record_.list("parties")) {
      const auto name = code_points_of(party.text_or("name", ""));
      if (name.size() < 2) continue;
      for (std::size_t i = 0; i < texts_.size(); ++i)
        if (const auto at = texts_[i].find(name); at != std::u32string::npos) {
          sdk::Place found{std::string(documents_[i]->id()), static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + name.size())};
          auto row = place("person", found);
          row["value"] = sdk::to_value(party.text_or("name", ""));
          row["role"] = sdk::to_value(party.text_or("role", ""));
          out.push_back(std::move(row));
          break;
        }
    }
    return out;
  }

  void write() {
    out_.set("case_id", record_.text_or("case.id", call_.case_id()));
    out_.set("is_complaint", complaint_);
    out_.set("cue", cue_.total());
    out_.set("extracted", extracted());
    Array demands;
    for (const auto& demand : demands_) demands.push_back(Object{{"kind", demand.kind}, {"doc", demand.hit->doc}, {"start", demand.hit->start}, {"end", demand.hit->end}, {"amount", sdk::to_value(demand.amount)}});
    out_.set("demands", std::move(demands));
    out_.set("dedupe", Object{{"decision", dedupe_.decision}, {"matches", matches_}});
    out_.set("emotion", Object{{"intensity", emotion_.intensity}, {"band", emotion_.band}, {"dominant", sdk::to_value(emotion_.dominant)}});
    out_.set("threats", threats_);
    Array clocks;
    for (const auto& one : clocks_) clocks.push_back(Object{{"id", one.id}, {"kind", one.kind}, {"starts_at", sdk::format_instant(one.starts_at)}, {"due_at", sdk::format_instant(one.due_at)}, {"basis", Object{{"rule", one.rule}}}});
    out_.set("clocks", std::move(clocks));
    out_.set("ack", ack_);
    out_.set("missing", missing_);
    out_.set("flags", Object{{"safety", Object{{"self_harm", self_harm_}, {"violence", violence_}}}, {"vulnerability", needs_}});
    out_.set("safety_contacts", safety_contacts_);
  }

  static std::vector<EvidenceId> first(std::vector<EvidenceId> ids) {
    std::vector<EvidenceId> out;
    for (auto& id : ids)
      if (out.size() < kCitedMax && std::find(out.begin(), out.end(), id) == out.end()) out.push_back(std::move(id));
    return out;
  }

  void explain() {
    if (!safety_evidence_.empty()) {
      out_.explain({"人身安全优先：有{degree}的安全信号，由受过训练的人联系。", "Safety comes first: there is a safety sign ({degree}), and a trained person makes contact."}, {{"degree", stronger(self_harm_, violence_) == "explicit" ? Texts{"明确", "explicit"} : Texts{"隐约", "veiled"}}}, first(safety_evidence_));
    } else if (!dedupe_evidence_.empty()) {
      out_.explain({"{text}", "{text}"}, {{"text", dedupe_text_}}, first(dedupe_evidence_));
    }
    if (demands_.empty()) {
      out_.explain({"文字中没有读出明确诉求。", "No demand was read in the words."}, {}, {cue_sum_});
    } else {
      std::vector<Texts> asked;
      std::vector<EvidenceId> evidence;
      for (const auto& demand : demands_) {
        auto name = demand_name(demand.kind);
        if (std::find(asked.begin(), asked.end(), name) == asked.end()) asked.push_back(std::move(name));
        evidence.push_back(demand.evidence);
      }
      for (const auto& id : claimed_evidence_) evidence.push_back(id);
      out_.explain({"诉求：{what}。", "What is asked: {what}."}, {{"what", joined(asked)}}, first(std::move(evidence)));
    }
    std::vector<EvidenceId> evidence{cue_sum_, emotion_sum_};
    for (const auto* list : {&cue_evidence_, &fault_evidence_, &emotion_evidence_})
      if (!list->empty()) evidence.push_back(list->front());
    out_.explain({"线索分{total}：情绪{emotion}，诉求{demands}处、外部施压{threats}处、过错词{faults}处，投诉字样{word}，渠道{channel}，安全信号{safety}处；{verdict}。",
                  "Cue {total}: feelings {emotion}, demands {demands}, threats {threats}, faults {faults}, the word complaint {word}, channel {channel}, safety signs {safety}; {verdict}."},
                 {{"total", cue_.total()}, {"emotion", cue_.emotion}, {"demands", cue_.demands}, {"threats", cue_.threats}, {"faults", cue_.faults}, {"word", std::int64_t{cue_.complaint_word ? 10 : 0}}, {"channel", std::int64_t{cue_.formal_channel ? 10 : 0}}, {"safety", cue_.safety},
                  {"verdict", !complaint_ ? Texts{"请人确认是否投诉", "a person says whether it is a complaint"} : *complaint_ ? Texts{"按投诉办理", "a complaint"} : Texts{"是咨询，照样登记，没有投诉期限", "an enquiry, recorded all the same, no complaint clock runs"}}},
                 first(std::move(evidence)));
    if (!clocks_.empty()) {
      std::vector<Texts> dates;
      Object operands{{"starts_at", sdk::format_instant(received_)}};
      Object result;
      for (const auto& one : clocks_) {
        dates.push_back({one.rule + " " + one.when.zh, one.rule + " " + one.when.en});
        result[one.kind] = sdk::format_instant(one.due_at);
        operands[one.kind] = one.rule;
      }
      const auto sum = out_.computation("due dates by the rules of the clock pack", std::move(operands), std::move(result));
      out_.explain({"自收到之日起算：{dates}。", "From receipt: {dates}."}, {{"dates", joined(dates)}}, {out_.field("channel.received_at"), sum});
    }
    if (!missing_evidence_.empty()) out_.explain({"还缺：{what}。", "Still missing: {what}."}, {{"what", missing_text_}}, first(missing_evidence_));
  }

  const Call& call_;
  const Reader& record_;
  Envelope& out_;
  const IntakeConfig& config_;

  std::string channel_;
  Instant received_;
  Value institution_;
  std::string complainant_, unauthorised_;  // paths of parties
  bool anonymous_ = false, has_name_ = false, has_contact_ = false;
  std::vector<const sdk::Document*> documents_;
  std::vector<std::u32string> texts_;
  sdk::Stated stated_;
  std::vector<Sum> sums_;  // the money of stated_, same order

  Emotion emotion_;
  Cue cue_;
  std::optional<bool> complaint_;
  sdk::Match demand_match_;
  std::vector<Demand> demands_;
  std::optional<sdk::Money> claimed_;
  Array threats_, needs_, need_facts_, safety_contacts_, matches_, missing_;
  std::string self_harm_ = "none", violence_ = "none", safety_document_;
  std::size_t marked_ = 0;
  Dedupe dedupe_;
  std::vector<Clock> clocks_;
  Object ack_;
  Texts missing_text_, dedupe_text_;
  EvidenceId cue_sum_, emotion_sum_;
  std::vector<EvidenceId> emotion_evidence_, fault_evidence_, cue_evidence_, claimed_evidence_, safety_evidence_, need_evidence_, missing_evidence_, dedupe_evidence_;
};

}  // namespace

Intake::Intake(const sdk::Reader& config) {
  config_.ack_within = std::string(config.text_or("ack_within", "1wd"));
  config_.ack_within_regulator = std::string(config.text_or("ack_within_regulator", "4wh"));
  config_.update_within = std::string(config.text_or("update_within", "5wd"));
  config_.safety_within = std::string(config.text_or("safety_within", "30m"));
  config_.dedupe_window_days = config.integer_or("dedupe_window_days", 90);
  config_.dedupe_same = config.integer_or("dedupe_same", 70);
  config_.dedupe_related = config.integer_or("dedupe_related", 45);
  if (config_.dedupe_window_days < 0) sdk::fail("error.range", "the window is below 0 days; correct it", "config.dedupe_window_days");
  if (config_.dedupe_related < 1 || config_.dedupe_same < config_.dedupe_related || config_.dedupe_same > kScoreMax)
    sdk::fail("error.range", "1 <= dedupe_related <= dedupe_same <= 100 does not hold; correct the thresholds", "config.dedupe_same");
}

void Intake::handle(const sdk::Call& call, sdk::Envelope& out) { Run(call, out, config_).all(); }

}  // namespace amends::intake
