#include "runtime/record.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "runtime/case_state.hpp"
#include "runtime/local_instant.hpp"
#include "support/ids.hpp"
#include "support/money.hpp"
#include "support/offset_time.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

using Names = std::set<std::string_view>;

// The closed words of the record (catalogue 2.1). They stand here and not in the packs, because code and rules rest on each of them (which channel is a
// regulator's, which status follows which): a pack that named another would be read by nobody. The packs say how people write them (channels.yaml) and
// what intake asks for on each (intake.forms.yaml); a test keeps those and the labels complete.
const Names kKinds{"complaint", "enquiry", "drill", "workshop", "review"};
const Names kStatuses{"received", "accepted", "investigating", "proposing", "negotiating", "replied", "closed", "reopened", "transferred", "withdrawn"};
const Names kChannels{"phone", "hotline_regulator", "branch", "letter", "email", "app", "web", "social", "media", "regulator", "petition_office", "mediation_body", "court", "agent_walkin", "other"};
const Names kDocumentKinds{"complaint", "reply", "call_transcript", "chat", "attachment_text", "note"};
const Names kRoles{"complainant", "policyholder", "insured", "beneficiary", "account_holder", "heir", "guardian", "representative", "agent_unverified", "salesperson", "employee", "officer", "third_institution"};
const Names kSafetyDegrees{"none", "veiled", "explicit"};
const Names kLocales{"zh-CN", "zh-HK", "en"};

std::string list_of(const Names& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

Result<void> one_of(const json::Value& record, std::string_view path, const Names& allowed) {
  const auto* value = json::find(record, path);
  if (json::is_null(value)) return {};
  if (!value->is_string()) return fail(ErrorCode::bad_type, "this is a word; write one of " + list_of(allowed), std::string(path));
  if (!allowed.contains(json::text_or(value, "")))
    return fail(ErrorCode::schema, "'" + std::string(json::text_or(value, "")) + "' is not known; write one of " + list_of(allowed), std::string(path));
  return {};
}

/// A member that is there has the JSON type its section knows.
Result<void> typed(const json::Value& record, std::string_view path, bool (*fits)(const json::Value&), std::string_view expected) {
  const auto* value = json::find(record, path);
  if (json::is_null(value) || fits(*value)) return {};
  return fail(ErrorCode::bad_type, "this is " + std::string(expected) + "; correct its type", std::string(path));
}

bool is_text(const json::Value& value) { return value.is_string(); }
bool is_bool(const json::Value& value) { return value.is_bool(); }
bool is_list(const json::Value& value) { return value.is_array(); }
bool is_object(const json::Value& value) { return value.is_object(); }

/// Members whose type other code and the stages rely on, alike for whole records and for single facts.
Result<void> check_types(const json::Value& record) {
  for (const auto* path : {"case.id", "case.schema", "case.institution", "case.unit", "channel.ref", "channel.recorded_by"}) AMENDS_CHECK(typed(record, path, is_text, "a text"));
  for (const auto* path : {"case", "channel", "text", "money", "flags", "group", "regulator", "history", "product", "contract", "litigation", "media", "answers", "route_facts", "crisis_facts", "agent_facts",
                           "store_facts", "outcome", "analysis", "ext", "flags.safety"})
    AMENDS_CHECK(typed(record, path, is_object, "an object"));
  for (const auto* path : {"parties", "demand", "events", "documents", "text.docs", "letters", "followups", "lessons", "clocks", "consents", "flags.vulnerability", "history.prior", "history.contacts"})
    AMENDS_CHECK(typed(record, path, is_list, "a list"));
  for (const auto* path : {"regulator.involved", "media.posted", "media.reporter_contact", "media.official_media"}) AMENDS_CHECK(typed(record, path, is_bool, "true or false"));
  for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"}) AMENDS_CHECK(one_of(record, path, kSafetyDegrees));
  for (const auto* list : {"parties", "demand", "events", "documents", "text.docs", "flags.vulnerability"}) {
    std::size_t index = 0;
    for (const auto& item : json::list_at(record, list)) {
      const auto path = std::string(list) + "." + std::to_string(index++);
      if (!item.is_object()) return fail(ErrorCode::bad_type, "this is an object; correct its type", path);
    }
  }
  return {};
}

/// The offset that an instant was written with; a text that parse_instant took.
std::int32_t written_offset_s(std::string_view text) {
  constexpr std::size_t kOffsetSize = 6;  // +08:00
  if (text.size() < kOffsetSize || text.back() == 'Z' || text.back() == 'z') return 0;
  const auto offset = text.substr(text.size() - kOffsetSize);
  const auto number = [&](std::size_t at) { return (offset[at] - '0') * 10 + (offset[at + 1] - '0'); };
  return (offset[0] == '-' ? -1 : 1) * (number(1) * 60 + number(4)) * 60;
}

/// `offset_s`: of the clock that the sentence shows both moments by.
Result<void> plausible(Instant at, std::string_view path, Instant now, std::int32_t offset_s) {
  if (at > now)
    return fail(ErrorCode::range, "the time " + format_instant(at, offset_s) + " lies in the future (now is " + format_instant(now, offset_s) + "); correct it, or give the clock with --now", std::string(path));
  if (at < kReceivedEarliest)
    return fail(ErrorCode::range, "the time " + format_instant(at, offset_s) + " lies before " + format_instant(kReceivedEarliest) + ", when no complaint of today was received; correct the year, or leave the time out where it is not known",
                std::string(path));
  return {};
}

Result<void> instant_plausible(const json::Value& record, std::string_view path, Instant now, const Organisation& organisation) {
  const auto* value = json::find(record, path);
  if (json::is_null(value)) return {};
  if (!value->is_string()) return fail(ErrorCode::bad_type, "this is an instant such as 2026-03-02T09:00:00+08:00", std::string(path));
  auto at = parse_instant(json::text_or(value, ""));
  if (!at) return at.error().within(path);
  return plausible(*at, path, now, utc_offset_s(organisation, *at));
}

/// The check digit of a resident identity number of the PRC (GB 11643-1999, ISO 7064 MOD 11-2).
bool resident_id_ok(std::string_view id) {
  static constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  static constexpr char kCheck[] = "10X98765432";
  int sum = 0;
  for (int i = 0; i < 17; ++i) {
    if (id[static_cast<std::size_t>(i)] < '0' || id[static_cast<std::size_t>(i)] > '9') return false;
    sum += (id[static_cast<std::size_t>(i)] - '0') * kWeights[i];
  }
  return kCheck[sum % 11] == (id[17] == 'x' ? 'X' : id[17]);
}

Result<void> check_parties(const json::Value& record) {
  std::size_t complainants = 0, index = 0;
  for (const auto& party : json::list_at(record, "parties")) {
    const auto path = "parties." + std::to_string(index++);
    if (!party.is_object()) return fail(ErrorCode::bad_type, "a party is an object {id, role, name, …}", path);
    if (auto ok = one_of(party, "role", kRoles); !ok) return ok.error().within(path);
    if (json::text_at(party, "role") == "complainant") ++complainants;
    if (const auto id = json::text_at(party, "id_doc"); id.size() == 18 && !resident_id_ok(id))
      return fail(ErrorCode::range, "the check digit of the identity number is wrong; compare it with the document", path + ".id_doc");
  }
  if (complainants > 1) return fail(ErrorCode::range, "a case has exactly one complainant; give the others another role or a case of their own", "parties");
  return {};
}

void fill(json::Value& record, std::string_view path, json::Value value) {
  if (json::is_null(json::find(record, path))) (void)json::set(record, path, std::move(value));
}

json::Value finding(std::string_view code, std::string_view zh, std::string_view en, std::string_view path) {
  return json::Object{{"code", code}, {"severity", "info"}, {"text", json::bilingual(zh, en)}, {"path", path}};
}

}  // namespace

std::span<const std::string_view> channel_kinds() {
  static const std::vector<std::string_view> kList(kChannels.begin(), kChannels.end());
  return kList;
}

std::span<const std::string_view> case_statuses() {
  static const std::vector<std::string_view> kList(kStatuses.begin(), kStatuses.end());
  return kList;
}

Result<void> complete_record(json::Value& record, const Organisations& organisations, Instant now, json::Array& findings) {
  if (!record.is_object()) return fail(ErrorCode::bad_type, "a case record is a JSON object; see `amends run --help` for the accepted forms");
  for (const auto& member : record.get_object())
    if (!is_fact_root(member.key()))
      return fail(ErrorCode::schema, "the record has no section '" + std::string(member.key()) + "'; put what is your own under ext.<vendor>", std::string(member.key()));
  AMENDS_CHECK(check_types(record));

  fill(record, "case.schema", "1.0.0");
  if (const auto schema = json::text_at(record, "case.schema"); !schema.starts_with("1."))
    return fail(ErrorCode::unsupported, "the record has schema " + std::string(schema) + ", this version reads 1.x; use a newer amends", "case.schema");
  fill(record, "case.kind", "complaint");
  fill(record, "case.status", "received");
  const bool institution_given = !json::text_at(record, "case.institution").empty();
  if (!institution_given) {
    // The language of the text decides among the shipped institutions only when nobody said otherwise.
    (void)json::set(record, "case.institution", json::Value(organisations.standard().id));
    findings.push_back(finding("institution_assumed", "记录未写明机构，按默认机构处理。", "The record names no institution; the standard one is assumed.", "case.institution"));
  }
  const auto* organisation = organisations.find(json::text_at(record, "case.institution"));
  if (!organisation) {
    std::string known;
    for (const auto& one : organisations.all()) known += (known.empty() ? "" : ", ") + one.id;
    return fail(ErrorCode::not_found, "org.yaml has no institution '" + std::string(json::text_at(record, "case.institution")) + "'; known are " + known, "case.institution");
  }
  fill(record, "case.locale", json::Value(organisation->locale));
  AMENDS_CHECK(one_of(record, "case.kind", kKinds));
  AMENDS_CHECK(one_of(record, "case.status", kStatuses));
  AMENDS_CHECK(one_of(record, "case.locale", kLocales));
  if (const auto id = json::text_at(record, "case.id"); !id.empty() && !is_case_id(id))
    return fail(ErrorCode::schema, "'" + std::string(id) + "' is no case id; use 6 to 40 of A-Z, 0-9 and '-'", "case.id");

  fill(record, "channel.kind", "other");
  AMENDS_CHECK(one_of(record, "channel.kind", kChannels));
  if (json::is_null(json::find(record, "channel.received_at"))) {
    (void)json::set(record, "channel.received_at", json::Value(format_instant(now)));
    findings.push_back(finding("received_at_assumed", "记录未写明收到时间，按录入时刻计。", "The record gives no time of receipt; the time of recording is taken.", "channel.received_at"));
  }
  AMENDS_CHECK(instant_plausible(record, "channel.received_at", now, *organisation));

  const bool needs_text = json::text_at(record, "case.kind") == "complaint" || json::text_at(record, "case.kind") == "enquiry";
  bool has_complaint = false;
  std::set<std::string> document_ids;
  std::size_t index = 0;
  for (const auto& doc : json::list_at(record, "text.docs")) {
    const auto path = "text.docs." + std::to_string(index++);
    const auto* body = json::find(doc, "body");
    if (!body || !body->is_string()) return fail(ErrorCode::missing_field, "a document has a body of text, and this one has none; give its words, or list the attachment in documents", path + ".body");
    if (!document_ids.emplace(json::text_at(doc, "id")).second || json::text_at(doc, "id").empty())
      return fail(ErrorCode::schema, "each document has an id of its own", path + ".id");
    if (auto ok = one_of(doc, "kind", kDocumentKinds); !ok) return ok.error().within(path);
    const auto text = json::text_or(body, "");
    if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the text is not UTF-8; convert it and try again", path + ".body");
    if (const auto at = text.find('\0'); at != std::string_view::npos)
      return fail(ErrorCode::schema, "the text holds a NUL character (character " + std::to_string(utf8::length(text.substr(0, at)) + 1) + "), which no text has; export it anew, or take the character out", path + ".body");
    if (const auto length = utf8::length(text); length > static_cast<std::int64_t>(kTextCodePointsMax))
      return fail(ErrorCode::text_too_long, "the text has " + std::to_string(length) + " characters, the limit is " + std::to_string(kTextCodePointsMax) + "; split it into several documents", path + ".body");
    has_complaint = has_complaint || json::text_at(doc, "kind", "complaint") == "complaint";
  }
  if (needs_text && !has_complaint && json::list_at(record, "documents").empty())
    return fail(ErrorCode::missing_field, "a complaint has at least one document of kind complaint; give the text in text.docs, or the attachment in documents", "text.docs");

  AMENDS_CHECK(check_parties(record));
  AMENDS_CHECK(check_sums(record));
  fill(record, "parties", json::Array{});
  fill(record, "money", json::Object{});
  fill(record, "demand", json::Array{});
  fill(record, "group.size", 1);
  if (json::integer_at(record, "group.size", 0) < 1) return fail(ErrorCode::range, "a group has at least one person", "group.size");
  fill(record, "flags.safety.self_harm", "none");
  fill(record, "flags.safety.violence", "none");
  fill(record, "flags.vulnerability", json::Array{});
  fill(record, "regulator.involved", false);
  AMENDS_CHECK(instant_plausible(record, "regulator.received_at", now, *organisation));
  for (const auto* path : {"media.reach_count", "history.unanswered"})
    if (const auto* value = json::find(record, path); !json::is_null(value) && json::integer_or(value, -1) < 0)
      return fail(ErrorCode::range, "this count is an integer of at least 0", path);
  return {};
}

Result<void> check_transition(std::string_view from, std::string_view to) {
  static const std::map<std::string_view, Names> kAllowed{
      {"received", {"accepted", "transferred", "closed", "withdrawn"}},
      {"accepted", {"investigating", "transferred", "withdrawn"}},
      {"investigating", {"proposing", "transferred", "withdrawn"}},
      {"proposing", {"negotiating", "replied", "investigating", "withdrawn"}},
      {"negotiating", {"proposing", "replied", "transferred", "investigating", "withdrawn"}},
      {"replied", {"closed", "reopened", "transferred", "withdrawn"}},
      {"closed", {"reopened"}},
      {"reopened", {"investigating", "transferred", "withdrawn"}},
      {"transferred", {"replied", "closed", "investigating", "withdrawn"}},
      {"withdrawn", {"reopened"}},
  };
  const auto row = kAllowed.find(from);
  if (row != kAllowed.end() && row->second.contains(to)) return {};
  return fail(ErrorCode::state, "a case that is " + std::string(from) + " cannot become " + std::string(to) + (row == kAllowed.end() ? "" : "; from here it can become " + list_of(row->second)), "case.status");
}

Result<void> check_sums(const json::Value& record) {
  std::string currency, first;
  const auto one = [&](const json::Value& value, const std::string& path) -> Result<void> {
    if (value.is_null()) return {};
    auto money = money_from_json(value);
    if (!money) return money.error().within(path);
    const auto code = std::string(money->currency.code());
    if (currency.empty()) {
      currency = code;
      first = path;
    }
    if (currency == code) return {};
    return fail(ErrorCode::currency_mismatch, "sums in " + currency + " and " + code + " stand in one record without a rate (" + first + " is in " + currency + "); convert one of them first, or clear it with the value null", path);
  };
  for (const auto& member : json::object_at(record, "money")) AMENDS_CHECK(one(member.value(), "money." + std::string(member.key())));
  std::size_t index = 0;
  for (const auto& demand : json::list_at(record, "demand")) {
    const auto path = "demand." + std::to_string(index++) + ".amount";
    if (const auto* value = json::find(demand, "amount")) AMENDS_CHECK(one(*value, path));
  }
  return {};
}

Result<void> check_sums_with(const json::Value& record, const json::Object& facts) {
  const auto is_sum = [](std::string_view path) { return path.starts_with("money.") || path.starts_with("demand."); };
  if (std::none_of(facts.begin(), facts.end(), [&](const auto& fact) { return is_sum(fact.key()); })) return {};
  json::Value probe = json::Object{};
  for (const auto* root : {"money", "demand"})
    if (const auto* now = json::find(record, root)) AMENDS_CHECK(json::set(probe, root, *now));
  std::string named;
  for (const auto& fact : facts)
    if (is_sum(fact.key())) {
      AMENDS_CHECK(json::set(probe, fact.key(), fact.value()));
      if (named.empty()) named = fact.key();
    }
  auto sums = check_sums(probe);
  if (!sums && sums.error().code == ErrorCode::currency_mismatch) return fail(ErrorCode::currency_mismatch, sums.error().message, named);
  return sums;
}

Result<void> check_fact(std::string_view path, const json::Value& value, Instant now) {
  const auto root = path.substr(0, path.find('.'));
  if (!is_fact_root(root)) return fail(ErrorCode::schema, "the record has no section '" + std::string(root) + "'", std::string(path));
  if (root == path) return fail(ErrorCode::schema, "this is a whole section; name one of its fields, for example money.claimed", std::string(path));
  // By these the case is found, hashed and counted; by the documents every quotation is checked.
  static const Names kFixed{"case.id", "case.schema", "case.institution", "channel.ref"};
  if (kFixed.contains(path)) return fail(ErrorCode::refused, "this names the case for good and is not changed; open a new case instead", std::string(path));
  if (path.starts_with("text.")) return fail(ErrorCode::refused, "what was said is never changed; add a document with `amends case add`", std::string(path));
  json::Value record = json::Object{};
  if (const auto second = path.substr(root.size() + 1); !second.empty() && std::all_of(second.begin(), second.begin() + static_cast<std::ptrdiff_t>(std::min(second.find('.'), second.size())), [](char c) { return c >= '0' && c <= '9'; })) {
    const auto rest = second.find('.');
    json::Value item = json::Object{};
    if (rest == std::string_view::npos) item = value;
    else AMENDS_CHECK(json::set(item, second.substr(rest + 1), value));
    if (root == "parties" && item.is_object()) if (auto ok = one_of(item, "role", kRoles); !ok) return ok.error().within(path.substr(0, path.find('.', root.size() + 1)));
    (void)json::set(record, root, json::Array{std::move(item)});
  } else {
    AMENDS_CHECK(json::set(record, path, value));
  }
  AMENDS_CHECK(check_types(record));
  if (root == "money" || root == "demand") return check_sums(record);
  if (path == "case.status") return one_of(record, "case.status", kStatuses);
  if (path == "case.kind") return one_of(record, "case.kind", kKinds);
  if (path == "case.locale") return one_of(record, "case.locale", kLocales);
  if (path == "channel.kind") return one_of(record, "channel.kind", kChannels);
  for (const auto* instant : {"channel.received_at", "regulator.received_at", "regulator.due_at"})
    if (path == instant && !value.is_null()) {
      if (!value.is_string()) return fail(ErrorCode::bad_type, "this is an instant such as 2026-03-02T09:00:00+08:00", std::string(path));
      auto at = parse_instant(json::text_or(&value, ""));
      if (!at) return at.error().within(path);
      if (path != "regulator.due_at") AMENDS_CHECK(plausible(*at, path, now, written_offset_s(json::text_or(&value, ""))));
    }
  if (path == "group.size" && json::integer_or(&value, 0) < 1) return fail(ErrorCode::range, "a group has at least one person", "group.size");
  return {};
}

std::string reference_of(const json::Value& record) {
  const auto ref = json::text_at(record, "channel.ref");
  if (ref.empty()) return {};
  return std::string(json::text_at(record, "case.institution")) + "/" + std::string(json::text_at(record, "channel.kind")) + "/" + std::string(ref);
}

}  // namespace amends::runtime
