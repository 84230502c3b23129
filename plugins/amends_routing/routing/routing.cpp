#include "routing.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expiry.hpp"
#include "kit/pack_reading.hpp"
#include "route.hpp"
#include "sdk/sdk.hpp"

namespace amends::routing {
namespace {

using sdk::Array;
using sdk::Call;
using sdk::Envelope;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kTable = "tables/routing";
constexpr std::string_view kNotice = "rights/notice";

/// Facts that the table reads as they stand in route_facts; one that is not known counts as false (catalogue 2.1).
constexpr std::array<std::string_view, 14> kPlainFacts = {"other_institution", "credit_data_disputed", "agreed_partial",     "final_reply_accepted", "wants_internal_review", "remote_wished",  "cross_region",
                                                          "facts_agreed",      "relation_continues",   "both_willing",       "key_point_disputed",   "precedent_needed",      "mediation_failed", "crime_evidence"};

/// Each id once, in order.
std::vector<EvidenceId> once(const std::vector<EvidenceId>& ids) {
  std::vector<EvidenceId> out;
  for (const auto& id : ids)
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  return out;
}

Texts joined(const std::vector<Texts>& list) {
  Texts out;
  for (const auto& text : list) {
    out.zh += (out.zh.empty() ? "" : "、") + text.zh;
    out.en += (out.en.empty() ? "" : ", ") + text.en;
  }
  return out;
}

/// A column of the table: its value, and the evidence for it, which is written only when a row that fires looks at the column.
struct Column {
  Value value;
  std::function<std::vector<EvidenceId>()> evidence;
};

class Run {
 public:
  Run(const Call& call, Envelope& out, std::int64_t small_dispute_major) : call_(call), record_(call.record()), out_(out), small_dispute_major_(small_dispute_major) {}

  void all() {
    prepare_facts();
    prepare_expiry();
    prepare_dispute();
    choose();
    kit();
    notice();
    ask();
    write();
    explain();
  }

 private:
  void column(std::string_view name, Value value, std::vector<std::string> paths) {
    columns_[std::string(name)] = Column{std::move(value), [this, paths = std::move(paths)] {
                                           std::vector<EvidenceId> out;
                                           for (const auto& path : paths) out.push_back(path.starts_with("answers.") ? out_.answer(path) : out_.field(path));
                                           return out;
                                         }};
  }

  template <std::size_t N>
  std::string one_of(std::string_view path, const std::array<std::string_view, N>& known, std::string_view otherwise) const {
    const auto value = record_.text_or(path, otherwise);
    if (std::find(known.begin(), known.end(), value) != known.end()) return std::string(value);
    std::string names;
    for (const auto name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    sdk::fail("error.range", "the value is none of " + names + "; correct it", std::string(path));
  }

  // What the table reads.

  void prepare_facts() {
    for (const auto name : kPlainFacts) {
      const auto path = "route_facts." + std::string(name);
      column(name, record_.flag_or(path, false), {path});
    }

    static constexpr std::array<std::string_view, 3> kSafety = {"none", "veiled", "explicit"};
    const auto self_harm = one_of("flags.safety.self_harm", kSafety, "none"), violence = one_of("flags.safety.violence", kSafety, "none");
    const auto safety = std::string(self_harm == "explicit" || violence == "explicit" ? "explicit" : self_harm == "veiled" || violence == "veiled" ? "veiled" : "none");
    columns_["safety"] = Column{Value(safety), [this, self_harm, violence, safety] {
                                  return std::vector<EvidenceId>{out_.computation("strongest safety sign", Object{{"self_harm", self_harm}, {"violence", violence}}, Value(safety))};
                                }};

    column("proceedings_filed", record_.flag_or("litigation.filed", false), {"litigation.filed"});
    // Involved and with a date of its own, the regulator has handed the matter over, whether or not the day of the transfer was recorded.
    const bool involved = record_.flag_or("regulator.involved", false);
    const bool transferred = record_.has("regulator.transferred_at") || (involved && record_.has("regulator.due_at"));
    column("regulator_transferred", transferred, {record_.has("regulator.transferred_at") ? "regulator.transferred_at" : "regulator.due_at"});

    static constexpr std::array<std::string_view, 4> kMerits = {"full", "partial", "none", "undetermined"};
    const bool merit_known = record_.has("analysis.verify.case_merit");
    column("case_merit", merit_known ? Value(one_of("analysis.verify.case_merit", kMerits, "none")) : Value(nullptr), {"analysis.verify.case_merit"});
    if (!merit_known) out_.insufficient("analysis.verify.case_merit", {"诉求是否成立尚未核实，按未知处理。", "Whether the claim is justified has not been verified and counts as not known."});

    static constexpr std::array<std::string_view, 3> kBreaches = {"none", "possible", "likely"};
    if (!record_.has("analysis.classify.breach")) out_.insufficient("analysis.classify.breach", {"是否可能存在违规尚未判断，按没有处理。", "Whether a breach of rules is suspected has not been judged and counts as no."});
    column("suspected_breach", one_of("analysis.classify.breach", kBreaches, "none") != "none", {"analysis.classify.breach"});

    replied_ = record_.instant("route_facts.final_reply_at").has_value();
    no_agreement_ = replied_ && !record_.flag_or("route_facts.final_reply_accepted", false);
    column("final_reply_sent", replied_, {"route_facts.final_reply_at"});

    static constexpr std::array<std::string_view, 3> kClauses = {"yes", "no", "unknown"};
    const auto recorded = one_of("route_facts.arbitration", kClauses, "unknown"), answered = one_of("answers.arbitration_clause.arbitration", kClauses, "unknown");
    arbitration_ = std::string(routing::arbitration(recorded, answered));
    const bool from_answer = recorded == "unknown" && record_.has("answers.arbitration_clause.arbitration");
    column("arbitration", Value(arbitration_), {from_answer ? "answers.arbitration_clause.arbitration" : "route_facts.arbitration"});

    read_wishes();
  }

  /// What the customer has said in a form stands beside the recorded facts.
  void read_wishes() {
    const auto preferred = record_.text("answers.route_preference.route");
    if (preferred && *preferred == "internal_review") column("wants_internal_review", true, {"answers.route_preference.route"});
    if (!record_.has("route_facts.remote_wished") && record_.flag_or("answers.route_preference.remote_wished", false)) column("remote_wished", true, {"answers.route_preference.remote_wished"});
    if (preferred && *preferred != "undecided")
      out_.finding({.code = "route.preference",
                    .text = sdk::fill({"客户选择的途径：{title}。该途径始终开放。", "The customer's own choice: {title}. It always stays open."}, {{"title", title(*preferred)}}),
                    .evidence = {out_.answer("answers.route_preference.route")},
                    .rule = "forms/route_preference"});
    // Nobody is mediated against their will: a refusal outweighs an earlier willingness, and both sides may come back to it.
    const auto consent = record_.flag("answers.mediation_consent.consent");
    consent_answered_ = consent.has_value();
    if (consent && !*consent) {
      refused_ = true;
      column("both_willing", false, {"answers.mediation_consent.consent"});
      out_.finding({.code = "mediation.refused",
                    .text = {"有一方不同意调解；不影响其他途径，也可以随时改变主意。", "One side does not agree to mediation; all other routes stay open, and so does a change of mind."},
                    .evidence = {out_.answer("answers.mediation_consent.consent")},
                    .rule = "People's Mediation Law, art. 17"});
    }
  }

  void prepare_expiry() {
    columns_["right_expires_in_days"] = Column{nullptr, [] { return std::vector<EvidenceId>{}; }};
    const auto date = record_.text("route_facts.right_expires_on");
    if (!date) return;
    const auto last = day_number(*date);
    if (!last) sdk::fail("error.bad_type", "'" + std::string(*date) + "' is no date; write it as 2026-03-02", "route_facts.right_expires_on");
    if (!call_.now()) sdk::fail("error.missing_field", "the days until a right expires need the time of the turn; run the stage in a runtime that gives it", "now");
    // Day 1 of a calendar-day clock is the institution's local tomorrow, which tells its local today without a time zone of our own.
    const auto tomorrow = call_.add(*call_.now(), "1d");
    const auto* ledger = tomorrow.ledger.if_array();
    const auto next = ledger && !ledger->empty() ? day_number(Reader(ledger->back()).text_or("date", "")) : std::nullopt;
    if (!next) sdk::fail("error.unsupported", "the host's calendar gives no day-by-day ledger; use a newer host", "amends.calendar/1");
    const auto days = *last - (*next - 1);
    const auto sum = [this, days, on = std::string(*date)] {
      return std::vector<EvidenceId>{out_.field("route_facts.right_expires_on"), out_.computation("whole days until the right expires", Object{{"right_expires_on", on}, {"now", sdk::format_instant(*call_.now())}}, days)};
    };
    columns_["right_expires_in_days"] = Column{days, sum};
    if (days >= 0) return;
    expired_ = true;
    out_.finding({.code = "right.expired",
                  .severity = sdk::Severity::warn,
                  .text = sdk::fill({"有一项权利按记录已于{date}到期，请法务判断；投诉照常办理。", "By the record a right expired on {date}; legal gives its view, and the complaint goes on."}, {{"date", std::string(*date)}}),
                  .evidence = sum(),
                  .rule = "tables/routing#RT04"});
  }

  void prepare_dispute() {
    const auto claimed = record_.money("money.claimed"), entitlement = record_.money("money.entitlement");
    std::vector<std::pair<std::string_view, sdk::Money>> sums;
    if (claimed) sums.emplace_back("money.claimed", *claimed);
    if (entitlement) sums.emplace_back("money.entitlement", *entitlement);
    kit::CurrencyScale scale;
    if (!sums.empty()) {
      kit::same_currency(sums);
      scale = kit::currencies(call_).scale(sums.front().second.currency);
      if (!scale.known)
        out_.finding({.code = "currency_unknown",
                      .severity = sdk::Severity::warn,
                      .text = sdk::fill({"币种{code}没有换算系数，金额门槛按人民币一比一计算；请在tables/currency中补充。",
                                         "The currency {code} has no factor, so its thresholds count one to one; add a row to tables/currency."},
                                        {{"code", scale.code}}),
                      .evidence = {out_.field(std::string(sums.front().first) + ".currency")},
                      .rule = "tables/currency"});
    }
    const auto minor = [](const std::optional<sdk::Money>& sum) { return sum ? std::optional(sum->minor) : std::nullopt; };
    const auto dispute = in_dispute(minor(claimed), minor(entitlement));
    const bool small = kit::at_most(dispute, small_dispute_major_, scale);
    const auto or_null = [](const std::optional<sdk::Money>& sum) { return sum ? Value(sum->minor) : Value(nullptr); };
    columns_["small_dispute"] = Column{small, [this, dispute, small, claimed = or_null(claimed), entitlement = or_null(entitlement)] {
                                         return std::vector<EvidenceId>{out_.computation(
                                             "sum in dispute", Object{{"claimed", claimed}, {"entitlement", entitlement}, {"in_dispute", dispute}, {"limit_major", small_dispute_major_}}, small)};
                                       }};
  }

  // The table.

  void choose() {
    const auto pack = call_.pack(kTable);
    Object inputs;
    for (const auto name : pack.text_list("inputs"))
      if (const auto known = columns_.find(std::string(name)); known != columns_.end()) inputs[name] = known->second.value;
    std::map<std::string, std::vector<std::string>> looked_at;  // line id -> columns
    for (const auto& row : pack.list("rows"))
      if (const auto* when = row.find("when"); when && when->is_object())
        for (const auto& cell : when->get_object()) looked_at[std::string(row.text_or("id", ""))].emplace_back(cell.key());

    std::vector<Line> lines;
    for (const auto& fired : kit::fired_rows(call_.evaluate(kTable, std::move(inputs)))) {
      const Reader then(fired.then, std::string(kTable) + "#" + fired.id);
      const auto number = then.integer("row");
      const auto kind = std::string(then.need_text("kind"));
      if (!number || *number < 1 || (kind != "duty" && kind != "choice"))
        sdk::fail("error.pack_invalid", "a row of the table needs `row` from 1 and `kind` duty or choice; correct it", then.where());
      lines.push_back({.id = fired.id, .row = *number, .kind = kind, .route = std::string(then.need_text("route")), .because_zh = fired.because.zh, .because_en = fired.because.en});
    }
    for (auto& row : rows_of(lines)) {
      Matched matched{.row = row, .evidence = {}};
      for (const auto& line : row.lines)
        for (const auto& name : looked_at[line])
          if (const auto known = columns_.find(name); known != columns_.end())
            for (auto& id : known->second.evidence()) matched.evidence.push_back(std::move(id));
      if (matched.evidence.empty()) matched.evidence.push_back(out_.computation("lines of the table that hold", Object{{"row", row.row}}, Value(row.route)));
      matched.evidence = once(matched.evidence);
      matched_.push_back(std::move(matched));
    }
    for (std::size_t i = 0; i < matched_.size(); ++i) {
      const auto& [row, evidence] = matched_[i];
      const bool duty = row.kind == "duty";
      out_.finding({.code = i == 0 ? "route.primary" : duty ? "route.duty" : "route.alternative",
                    .severity = duty ? sdk::Severity::warn : sdk::Severity::info,
                    .text = sdk::fill({"{title}：{reason}。", "{title}: {reason}."}, {{"title", title(row.route)}, {"reason", Texts{row.reason_zh, row.reason_en}}}),
                    .evidence = evidence,
                    .rule = std::string(kTable) + "#" + row.lines.front()});
    }
  }

  Texts title(std::string_view route) const {
    const auto pack = call_.pack("routes");
    for (const auto& row : pack.list("rows"))
      if (row.text_or("id", "") == route)
        if (const auto found = row.texts("title")) return *found;
    // The preference form has one word that is no route of the table: the customer's own way to the regulator.
    return Texts{std::string(route), std::string(route)};
  }

  // Mediation kit and notice of rights.

  void kit() {
    const bool mediation = std::any_of(matched_.begin(), matched_.end(), [](const Matched& one) { return one.row.route == "mediation"; });
    if (!mediation) return;
    const auto state = [](std::string_view name) { return Value(std::string(name)); };
    const auto item = [&](std::string_view id, Texts text, Value how, std::vector<EvidenceId> evidence) {
      Array cited;
      for (const auto& one : evidence) cited.emplace_back(one);
      kit_.push_back(Object{{"id", std::string(id)}, {"text", sdk::to_json(text)}, {"state", std::move(how)}, {"evidence", std::move(cited)}});
    };
    item("consent", {"双方的同意，自愿且可随时退出", "Consent of both sides, voluntary and open to withdrawal at any time"}, state(refused_ ? "refused" : consent_answered_ ? "given_by_one_side" : "open"),
         consent_answered_ ? std::vector<EvidenceId>{out_.answer("answers.mediation_consent.consent"), out_.answer("answers.mediation_consent.party")} : std::vector<EvidenceId>{out_.field("route_facts.both_willing")});
    item("facts_list", {"双方认可的事实和有争议的事实清单", "List of the facts that are agreed and those in dispute"}, state("open"), {out_.field("route_facts.facts_agreed")});
    item("offers", {"迄今的方案，仅在双方都同意时提供", "Offers made so far, only if both sides agree to share them"}, state("open"), {});
    // The notice of rights of the place names the law and, where there is one, the court's confirmation and the fee.
    std::vector<EvidenceId> law;
    Texts basis{"写明适用的法律或规则", "Name the law or rule that applies"};
    for (const auto& right : rights_items())
      if (right.route == "mediation") {
        basis = right.text;
        law.push_back(out_.computation("rights/notice", Object{{"item", right.id}, {"rule", right.rule}}, Value(right.rule)));
      }
    item("legal_basis", basis, state(law.empty() ? "open" : "named"), law);
    item("representative", {"到场人员及其授权范围", "Who attends, with authority to settle"}, state("open"), {});
    item("fee", {"免费，或事先写明费用", "No fee, or a fee stated beforehand"}, state(law.empty() ? "open" : "named"), law);
    item("enforceability", {"达成协议后如何确认效力，有司法确认的写明期限", "How an agreement becomes enforceable, with the time limit of a court's confirmation where there is one"}, state(law.empty() ? "open" : "named"), law);
  }

  struct Right {
    std::string id, route, rule, only_when;
    Texts text;
    bool verify = true;
  };

  /// The rights of the institution's jurisdiction, without those whose condition is known not to hold.
  const std::vector<Right>& rights_items() {
    if (rights_) return *rights_;
    rights_.emplace();
    const auto organisation = institution();
    jurisdiction_ = organisation ? std::string(organisation->text_or("jurisdiction", "")) : std::string();
    for (const auto& place : call_.pack(kNotice).list("jurisdictions")) {
      if (place.text_or("id", "") != jurisdiction_) continue;
      for (const auto& row : place.list("items")) {
        Right right{.id = std::string(row.text_or("id", "")), .route = std::string(row.text_or("route", "")), .rule = std::string(row.text_or("rule", "")), .only_when = std::string(row.text_or("only_when", "always")),
                    .text = row.texts("text").value_or(Texts{}), .verify = row.flag_or("verify", true)};
        if (right.only_when == "arbitration.agreed" && arbitration_ != "yes") continue;
        if (right.only_when == "unit.has_superior" && !may_have_superior(*organisation)) continue;
        rights_->push_back(std::move(right));
      }
    }
    return *rights_;
  }

  /// The institution's row of org; the first row when the record names none, as the runtime does it.
  std::optional<Reader> institution() const {
    const auto rows = call_.pack("org").list("rows");
    for (const auto& row : rows)
      if (row.text_or("institution", "") == call_.institution()) return row;
    if (call_.institution().empty() && !rows.empty()) return rows.front();
    return std::nullopt;
  }

  /// False only when the unit is known to be the top: a right is not left out because a unit is not listed.
  bool may_have_superior(const Reader& organisation) const {
    for (const auto& unit : organisation.list("units"))
      if (unit.text_or("id", "") == record_.text_or("case.unit", "")) return unit.has("superior");
    return true;
  }

  void notice() {
    const auto& items = rights_items();
    if (items.empty()) {
      notice_sum_ = out_.computation("rights/notice", Object{{"institution", std::string(call_.institution())}, {"jurisdiction", jurisdiction_}}, nullptr);
      out_.finding({.code = "rights_notice_missing",
                    .severity = sdk::Severity::warn,
                    .text = {"没有本机构所在地的救济途径告知内容；请在rights/notice和org中补充后再发出答复。", "There is no notice of rights for the institution's place; add it to rights/notice and org before an answer is sent."},
                    .evidence = {notice_sum_},
                    .rule = std::string(kNotice)});
      return;
    }
    Texts text;
    Array list;
    Object operands;
    std::int64_t number = 0;
    for (const auto& right : items) {
      const auto mark = std::to_string(++number) + ". ";
      text.zh += (text.zh.empty() ? "" : "\n") + mark + right.text.zh;
      text.en += (text.en.empty() ? "" : "\n") + mark + right.text.en;
      list.push_back(Object{{"id", right.id}, {"route", right.route}, {"rule", right.rule}, {"verify", right.verify}});
      operands[right.id] = right.rule;
    }
    notice_sum_ = out_.computation("rights/notice", std::move(operands), Value(jurisdiction_));
    notice_ = Object{{"zh", text.zh}, {"en", text.en}, {"jurisdiction", jurisdiction_}, {"items", std::move(list)}};
  }

  // What people are asked.

  void ask() {
    // The clause decides between mediation, arbitration and court, and only once an answer was given and not accepted.
    if (no_agreement_ && arbitration_ == "unknown" && !record_.has("answers.arbitration_clause.arbitration")) {
      clause_asked_ = true;
      out_.finding({.code = "arbitration_unknown",
                    .text = {"是否有有效的仲裁协议未知，仲裁一行没有列入。", "Whether a valid arbitration agreement exists is not known; the arbitration row is not listed."},
                    .evidence = {out_.field("route_facts.arbitration")},
                    .rule = "tables/routing#RT10B"});
      out_.question({.id = "arbitration_clause", .form_name = "arbitration_clause", .fields = {"arbitration", "clause", "reason"}, .to_role = "legal",
                     .reason = {"最终答复没有被接受。请查明合同中是否有有效的仲裁协议：它决定走仲裁还是法院。", "The final answer was not accepted. Please find out whether a valid arbitration agreement exists: it decides between arbitration and court."}, .blocking = false});
    }
    if (!matched_.empty() && matched_.front().row.route == "mediation" && !consent_answered_) {
      consent_asked_ = true;
      out_.question({.id = "mediation_consent", .form_name = "mediation_consent", .fields = {"party", "consent", "body", "data_shared", "reason"}, .to_role = "handler",
                     .reason = {"建议途径是调解，须取得双方同意；不同意不影响其他途径。", "Mediation is proposed and needs the consent of both sides; a no leaves all other routes open."}, .blocking = false});
    }
    if (no_agreement_ && !record_.has("answers.route_preference.route")) {
      preference_asked_ = true;
      out_.question({.id = "route_preference", .form_name = "route_preference", .fields = {"route", "remote_wished", "reason"}, .to_role = "handler",
                     .reason = {"最终答复没有被接受，请问客户希望走哪条途径。", "The final answer was not accepted; please ask which route the customer would like."}, .blocking = false});
    }
    if (expired_ && !record_.has("answers.right_expired.legal_view"))
      out_.question({.id = "right_expired", .form_name = "right_expired", .fields = {"right", "expired_on", "legal_view", "reason"}, .to_role = "legal",
                     .reason = {"记录显示有一项权利可能已过期，请给出意见；不得以此为由拒绝记录投诉。", "By the record a right may have expired; please give your view. It is no ground to refuse to record the complaint."}, .blocking = false});
  }

  // What goes out.

  void write() {
    Array matched, alternatives;
    for (std::size_t i = 0; i < matched_.size(); ++i) {
      const auto& [row, evidence] = matched_[i];
      Array cited;
      for (const auto& id : evidence) cited.emplace_back(id);
      matched.push_back(Object{{"row", row.row}, {"kind", row.kind}, {"route", row.route}, {"reason", sdk::to_json(Texts{row.reason_zh, row.reason_en})}, {"evidence", std::move(cited)}});
      if (i > 0) alternatives.push_back(Object{{"row", row.row}, {"kind", row.kind}});
    }
    out_.set("primary", matched_.empty() ? Value(nullptr) : Value(matched_.front().row.row));
    out_.set("matched", std::move(matched));
    out_.set("alternatives", std::move(alternatives));
    out_.set("kit", kit_);
    out_.set("rights_notice", notice_);
  }

  /// The routes of some rows in one sentence.
  void explain_rows(std::string_view kind, const Texts& pattern) {
    std::vector<Texts> titles;
    std::vector<EvidenceId> evidence;
    for (std::size_t i = 1; i < matched_.size(); ++i) {
      const auto& [row, cited] = matched_[i];
      if (row.kind != kind) continue;
      titles.push_back(sdk::fill({"{title}（{reason}）", "{title} ({reason})"}, {{"title", title(row.route)}, {"reason", Texts{row.reason_zh, row.reason_en}}}));
      evidence.insert(evidence.end(), cited.begin(), cited.end());
    }
    if (!titles.empty()) out_.explain(pattern, {{"list", joined(titles)}}, once(evidence));
  }

  void explain() {
    if (matched_.empty()) {
      out_.explain({"目前没有一行路径规则适用，继续内部办理。", "No row of the table holds at present; handling goes on internally."}, {}, {out_.computation("lines of the table that hold", Object{{"row", nullptr}}, nullptr)});
    } else {
      const auto& [row, evidence] = matched_.front();
      out_.explain({"建议途径：{title}（第{row}行），理由是{reason}。", "Proposed route: {title} (row {row}), because: {reason}."},
                   {{"title", title(row.route)}, {"row", row.row}, {"reason", Texts{row.reason_zh, row.reason_en}}}, evidence);
      explain_rows("duty", {"无论选择哪条途径，都须办理：{list}。", "To be done whichever route is chosen: {list}."});
      explain_rows("choice", {"其他可选途径：{list}。", "Other routes open: {list}."});
    }
    if (notice_.is_object())
      out_.explain({"客户自己选择的合法途径始终开放，见救济途径告知。", "Any lawful route of the customer's own choice stays open; see the notice of rights."}, {}, {notice_sum_});
    std::vector<Texts> open;
    std::vector<EvidenceId> evidence;
    if (clause_asked_) {
      open.push_back({"法务确认仲裁条款", "legal on the arbitration clause"});
      evidence.push_back(out_.field("route_facts.arbitration"));
    }
    if (consent_asked_) {
      open.push_back({"取得双方对调解的同意", "both sides' consent to mediation"});
      evidence.push_back(out_.field("route_facts.both_willing"));
    }
    if (preference_asked_) {
      open.push_back({"询问客户希望的途径", "the route the customer would like"});
      evidence.push_back(out_.field("route_facts.final_reply_at"));
    }
    if (expired_) {
      open.push_back({"法务对到期权利的意见", "legal on the right that may have expired"});
      evidence.push_back(out_.field("route_facts.right_expires_on"));
    }
    if (!open.empty()) out_.explain({"尚待：{list}。", "Still to be settled: {list}."}, {{"list", joined(open)}}, once(evidence));
  }

  struct Matched {
    Row row;
    std::vector<EvidenceId> evidence;
  };

  const Call& call_;
  const Reader& record_;
  Envelope& out_;
  std::int64_t small_dispute_major_;

  std::map<std::string, Column> columns_;
  bool replied_ = false, no_agreement_ = false, expired_ = false, refused_ = false;
  bool consent_answered_ = false, clause_asked_ = false, consent_asked_ = false, preference_asked_ = false;
  std::string arbitration_, jurisdiction_;
  std::vector<Matched> matched_;
  std::optional<std::vector<Right>> rights_;
  Array kit_;
  Value notice_ = nullptr;
  EvidenceId notice_sum_;
};

}  // namespace

Routing::Routing(const sdk::Reader& config) : small_dispute_major_(config.integer_or("small_dispute_major", 50'000)) {
  if (small_dispute_major_ < 0 || small_dispute_major_ > 1'000'000'000)
    sdk::fail("error.range", "the setting is outside 0..1000000000; correct it in the workflow's step", config.path("small_dispute_major"));
}

void Routing::handle(const sdk::Call& call, sdk::Envelope& out) { Run(call, out, small_dispute_major_).all(); }

}  // namespace amends::routing
