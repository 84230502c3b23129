#include "facts.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "kind.hpp"
#include "kit/checked.hpp"
#include "kit/clocks.hpp"
#include "kit/lists.hpp"
#include "kit/safety.hpp"
#include "phrases.hpp"
#include "sdk/failure.hpp"

namespace amends::letter {
namespace {

using sdk::Reader;
using sdk::Texts;

constexpr std::int64_t kSecondUs = 1'000'000;
constexpr std::size_t kCheckedMax = 5;  ///< more is a list for a file and not for a letter
constexpr std::size_t kPointsMax = 5;
constexpr std::size_t kBasisMax = 3;

std::optional<matter::Day> day_from(const Texts& written) {
  // The section keeps the day as people write it: 2026年3月5日.
  std::array<std::int64_t, 3> parts{};
  std::size_t part = 0;
  bool digit = false;
  for (const char c : written.zh) {
    const bool is = c >= '0' && c <= '9';
    if (digit && !is) ++part;
    if (part == parts.size()) break;
    if (is) parts[part] = parts[part] * 10 + (c - '0');
    digit = is;
  }
  const matter::Day day{.year = parts[0], .month = parts[1], .day = parts[2]};
  return day.month >= 1 && day.month <= 12 && matter::day_of(matter::number_of(day)) == day ? std::optional(day) : std::nullopt;
}

Step step_of(const Reader& line) {
  Step step{.owner = line.texts("owner_title").value_or(Texts{}), .what = line.texts("what").value_or(Texts{}), .day = line.texts("last_day").value_or(Texts{}), .last = std::nullopt, .within = std::string(line.text_or("within", "")), .task = std::string(line.text_or("task", "")),
            .owed = line.flag_or("owed", false), .customer = line.flag_or("customer", true), .conditional = line.flag_or("conditional", false)};
  if (!step.day.zh.empty()) step.last = day_from(step.day);
  return step;
}

void read_solution(const Reader& record, Facts& facts) {
  const auto section = record.at("analysis.solution");
  facts.has_solution = section.has("options");
  facts.approved = section.text_or("approval.decision", "") == "approved";
  facts.chosen = std::string(section.text_or("chosen", ""));
  const auto keep = [&](std::optional<sdk::Money> sum) {
    if (sum) facts.sums.push_back(*std::move(sum));
  };
  keep(section.money("entitlement"));
  for (const auto& row : section.list("options")) {
    Choice choice{.id = std::string(row.text_or("id", "")), .way = row.texts("way.title").value_or(Texts{}), .steps = {}, .conditions = {}, .approved = row.text_or("approval.state", "") == "approved"};
    keep(row.money("total"));
    for (const auto& line : row.list("lines")) {
      keep(line.money("amount"));
      choice.steps.push_back(step_of(line));
    }
    for (const auto& condition : row.list("conditions"))
      choice.conditions.push_back({std::string(condition.text_or("zh", "")), std::string(condition.text_or("en", ""))});
    facts.options.push_back(std::move(choice));
  }
  if (facts.approved) std::erase_if(facts.options, [](const Choice& choice) { return !choice.approved; });
  if (facts.matter)
    for (const auto& demand : facts.matter->demands) keep(demand.amount);
  if (facts.matter) keep(facts.matter->owed);
  if (facts.matter && facts.matter->agreed) {
    keep(facts.matter->agreed);
    keep(record.money("money.settled"));
  }
}

/// What somebody has looked at: there is evidence for or against an allegation, or its state is told. A letter names nothing else as checked (guardrail G1):
/// where an allegation has several key points, nobody knows which of their records were looked at, and none is named.
struct Examined {
  std::set<std::string> points;
  bool unnamed = false;
};
Examined examined_of(const std::vector<Reader>& matrix) {
  Examined out;
  for (const auto& row : matrix) {
    const bool looked_at = row.text_or("state", "undetermined") != "undetermined" || !row.text_list("for").empty() || !row.text_list("against").empty();
    if (!looked_at) continue;
    const auto points = row.text_list("key_points");
    if (points.size() == 1) out.points.emplace(points.front());
    else out.unnamed = true;
  }
  return out;
}

void read_verification(const Reader& record, Facts& facts) {
  const auto matrix = record.list("analysis.verify.matrix");
  const auto examined = examined_of(matrix);
  for (const auto& point : record.list("analysis.verify.key_points")) {
    auto text = point.texts("evidence");
    auto& list = examined.points.contains(std::string(point.text_or("id", ""))) ? facts.checked : facts.checking;
    if (text && list.size() < kCheckedMax) list.push_back(within_sentence(*std::move(text)));
  }
  if (facts.checked.empty() && examined.unnamed) facts.checked.push_back({"与您反映的事项有关的记录和材料", "the records on what you told us about"});
  for (const auto& row : matrix) {
    const auto* claim = row.find("claim");
    std::string words;
    if (claim && claim->is_string()) words = std::string(row.text_or("claim", ""));
    else if (const auto both = claim ? row.texts("claim") : std::nullopt) words = facts.language == "zh" ? both->zh : both->en;
    // Verification names what is alleged by its path; the letter quotes the words that stand there. A demand or a whole text has its own place.
    if (words.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos) words = std::string(record.text_or(words + ".what", ""));
    // Only words of the letter's own language are quoted in it, and only what the customer asserts; a demand has its own place.
    if (words.empty() || language_of(words) != facts.language || row.text_or("kind", "allegation") != "allegation" || facts.points.size() == kPointsMax) continue;
    facts.points.emplace_back(std::move(words), std::string(row.text_or("state", "undetermined")));
  }
  for (const auto& row : record.list("analysis.verify.missing"))
    if (auto text = row.texts("evidence"); text && row.text_or("from", "complainant") == "complainant") facts.missing.push_back(*std::move(text));
  facts.second_person_open = record.text_or("analysis.verify.entitlement.second_person", "") == "needed";
  for (const auto& row : record.list("analysis.legal_basis.basis")) {
    const auto instrument = row.text_or("instrument", ""), article = row.text_or("article", "");
    if (instrument.empty() || facts.basis.size() == kBasisMax) continue;
    facts.basis.push_back({std::string(instrument) + (article.empty() ? "" : "第" + std::string(article) + "条"), std::string(instrument) + (article.empty() ? "" : ", article " + std::string(article))});
  }
}

void read_grounds(const Reader& record, Facts& facts) {
  const auto first = [&](std::initializer_list<const char*> paths) -> std::string {
    for (const auto* path : paths)
      if (const auto text = record.text_or(path, ""); !sdk::is_blank(text)) return std::string(text);
    return {};
  };
  facts.finding = first({"answers.officer_decision.findings"});
  facts.grounds = {.clause = first({"answers.refusal_reason.clause", "answers.officer_decision.basis"}), .fact = first({"answers.refusal_reason.fact", "answers.officer_decision.findings"}), .reason = first({"answers.refusal_reason.plain_reason"})};
  if (const auto basis = record.text_or("answers.officer_decision.basis", ""); facts.basis.empty() && !sdk::is_blank(basis)) facts.basis.push_back({std::string(basis), std::string(basis)});
}

/// Where the unit is reached, in brackets; nothing where org does not say.
Texts contact_of(const Reader& unit) {
  std::vector<Texts> parts;
  if (auto desk = unit.texts("contact.desk")) parts.push_back(*std::move(desk));
  if (const auto phone = unit.text("contact.phone")) parts.push_back({"电话" + std::string(*phone), "telephone " + std::string(*phone)});
  if (const auto email = unit.text("contact.email")) parts.push_back({"电子邮件" + std::string(*email), "e-mail " + std::string(*email)});
  return parts.empty() ? Texts{} : sdk::fill({"（{parts}）", " ({parts})"}, {{"parts", kit::joined(parts)}});
}

void read_house(const sdk::Call& call, Facts& facts) {
  auto house = kit::institution(call, call.institution());
  if (!house && call.institution().empty()) house = kit::first_institution(call);
  if (!house) return;
  facts.institution = house->texts("name").value_or(Texts{});
  facts.jurisdiction = std::string(house->text_or("jurisdiction", ""));
  bool superior = true;  // a right is not left out because a unit is not listed
  for (const auto& unit : house->list("units")) {
    if (unit.text_or("id", "") != call.record().text_or("case.unit", "")) continue;
    facts.unit = unit.texts("name").value_or(Texts{});
    const auto contact = contact_of(unit);
    facts.handler_contact = {facts.unit.zh + contact.zh, facts.unit.en + contact.en};
    superior = unit.has("superior");
  }
  const bool arbitration = call.record().text_or("route_facts.arbitration", "") == "yes" || call.record().text_or("answers.arbitration_clause.arbitration", "") == "yes";
  facts.rights = kit::rights(call, facts.jurisdiction);
  std::erase_if(facts.rights, [&](const kit::Right& right) { return (right.only_when == "arbitration.agreed" && !arbitration) || (right.only_when == "unit.has_superior" && !superior); });
}

void read_people(const Reader& record, Facts& facts) {
  const auto parties = record.list("parties");
  const Reader* own = nullptr;
  for (const auto& party : parties)
    if (party.text_or("role", "") == "complainant" && !own) own = &party;
  const auto own_name = own ? std::string(own->text_or("name", "")) : std::string();
  if (own && !own->flag_or("anonymous", false)) facts.recipient = own_name;
  facts.self_harm = kit::one_of(record, "flags.safety.self_harm", kit::kSafetyDegrees, kit::kSafetyDegrees.front()) != kit::kSafetyDegrees.front();
  for (const auto& party : parties) {
    if (&party == own) continue;
    const auto add = [&](std::string_view text) {
      if (!text.empty() && text != own_name) facts.others.emplace_back(text);
    };
    add(party.text_or("name", ""));
    add(party.text_or("org", ""));
    add(party.text_or("id_doc", ""));
    for (const auto& contact : party.list("contacts")) add(contact.text_or("value", ""));
  }
  if (own) {
    // A number of the customer's own needs no place in the letter either.
    if (const auto id = own->text_or("id_doc", ""); !id.empty()) facts.others.emplace_back(id);
  }
  if (const auto seller = record.text_or("contract.seller", ""); !seller.empty()) facts.others.emplace_back(seller);
}

void read_time(const sdk::Call& call, Facts& facts, const Settings& settings) {
  const auto& record = call.record();
  if (!call.now()) sdk::fail("error.missing_field", "a letter has a date; run the stage in a runtime that gives the time of the turn", "now");
  facts.today = matter::local_day(call, *call.now());
  facts.received = matter::local_day(call, record.need_instant("channel.received_at"));
  const auto last_of = [&](sdk::Instant due) { return matter::local_day(call, sdk::Instant{due.us - kSecondUs}); };
  const auto clocks = kit::clocks_of(record);
  for (const auto& clock : clocks)
    if (clock.due && !clock.met) facts.clock_days.push_back(last_of(*clock.due));
  facts.update = matter::term(call, *call.now(), settings.update_within);
  // News comes before the first clock on the answer ends, however long the rhythm is (guardrail G3).
  if (const auto first = kit::first_answer_due(clocks); first && facts.update && *first < facts.update->due_at && *first > *call.now()) facts.update = matter::Term{.last = last_of(*first), .due_at = *first};
  for (const auto& row : record.list("clocks"))
    if (row.text_or("kind", "") == "decide" && row.has("due_at")) facts.extended = last_of(row.need_instant("due_at"));
}

void read_forms(const Reader& record, Facts& facts, const Settings& settings) {
  for (const auto* field : {"missing", "extension_reason", "body", "body_contact"})
    if (const auto text = record.text_or(std::string("answers.letter_details.") + field, ""); !sdk::is_blank(text)) facts.details[field] = std::string(text);
  if (const auto body = record.text_or("answers.mediation_consent.body", ""); !sdk::is_blank(body) && !facts.details.contains("body")) facts.details["body"] = std::string(body);
  for (const auto& item : record.list("analysis.routing.kit"))
    if (auto text = item.texts("text")) facts.mediation.push_back(*std::move(text));
  static constexpr std::array<std::string_view, 2> kDecisions = {"signed", "changes"};
  facts.signed_ = kit::one_of(record, "answers.signer.decision", kDecisions, "changes") == "signed";
  facts.signer = std::string(record.text_or("answers.signer.name", ""));
  // Where a step of the workflow asks for the signature, the letter names who will sign it before it is read: what was approved does not change any more.
  const bool named_before = !settings.asks_for_signature && record.has("answers.signatory.name");
  if (named_before || facts.signed_) {
    const std::string form = named_before ? "answers.signatory." : "answers.signer.";
    facts.below_name = std::string(record.text_or(form + "name", ""));
    facts.below_position = std::string(record.text_or(form + "position", ""));
  }
}

std::string kind_of(const Reader& record, const Facts& facts, const Settings& settings) {
  if (record.has("answers.letter_details.kind")) return std::string(kit::one_of(record, "answers.letter_details.kind", kKinds, kKinds.front()));
  if (settings.kind != "auto") return settings.kind;
  Situation situation{.merits = {}, .quick = record.flag_or("analysis.classify.quick_path", false), .only_apology = false, .chosen = facts.chosen.size() == 1};
  if (facts.matter) {
    for (const auto& demand : facts.matter->demands) {
      // What both sides agreed on is answered in full, whatever verification had found; and who asked for nothing that could be refused gets no refusal.
      if (facts.matter->agreed && matter::asks_for_money(demand.kind)) situation.merits.push_back("full");
      else situation.merits.push_back(demand.merit == "none" && !matter::can_be_refused(demand.kind) ? "partial" : demand.merit);
    }
    situation.only_apology = std::all_of(facts.matter->demands.begin(), facts.matter->demands.end(), [](const matter::Demand& demand) { return demand.kind == "apology"; });
  }
  return std::string(kind_for(situation));
}

}  // namespace

Facts read_facts(const sdk::Call& call, sdk::Envelope& out, const Settings& settings) {
  const auto& record = call.record();
  Facts facts;
  facts.language = call.language();
  facts.case_id = std::string(record.text_or("case.id", call.case_id()));
  facts.matter = matter::read_matter(call, out);
  read_solution(record, facts);
  read_verification(record, facts);
  read_grounds(record, facts);
  read_house(call, facts);
  read_people(record, facts);
  read_time(call, facts, settings);
  read_forms(record, facts, settings);
  facts.kind = kind_of(record, facts, settings);
  return facts;
}

}  // namespace amends::letter
