#include "calendar/rule.hpp"

#include <set>

namespace amends::calendar {
namespace {

/// Waiting for the customer never stops a legal clock (architecture, section 2), whatever a pack says.
bool waits_for_somebody(std::string_view reason) { return reason.starts_with("wait") || reason.starts_with("await"); }

/// A list whose items are rows, or names that stand for a row with a reason alone.
template <class Row, class Read>
Result<std::vector<Row>> read_reasons(const Reader& rule, std::string_view key, Read&& read) {
  std::vector<Row> out;
  AMENDS_TRY(const auto* list, rule.list(key));
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    json::Object named;
    if ((*list)[i].is_string()) named["reason"] = (*list)[i];
    const json::Value wrapped(named);
    AMENDS_TRY(const auto row, Reader::of((*list)[i].is_string() ? wrapped : (*list)[i], rule.place(), rule.path(key) + "." + std::to_string(i)));
    AMENDS_TRY(const auto reasons, row.names("reason"));
    if (reasons.size() != 1) return row.invalid("reason", "one 'reason' is needed: a name such as outside_appraisal");
    Row read_row;
    read_row.reason = reasons.front();
    AMENDS_CHECK(read(row, read_row));
    out.push_back(std::move(read_row));
  }
  return out;
}

Result<void> read_suspension(const Reader& row, Suspension& out) {
  AMENDS_CHECK(row.only({"reason", "needs_notice_to", "when"}));
  AMENDS_TRY(out.notice_to, row.names("needs_notice_to"));
  AMENDS_TRY(out.when, row.bilingual("when", false));
  return {};
}

Result<void> read_restart(const Reader& row, Restart& out) {
  AMENDS_CHECK(row.only({"reason", "starts_at", "when"}));
  AMENDS_TRY(out.starts_at, row.text_or_empty("starts_at"));
  AMENDS_TRY(out.when, row.bilingual("when", false));
  return {};
}

Result<Extension> read_extension(const Reader& row) {
  AMENDS_CHECK(row.only({"id", "add", "max_total", "needs_approval_by", "needs_notice_to", "when", "title"}));
  Extension out;
  AMENDS_TRY(out.id, row.text_or_empty("id"));
  AMENDS_TRY(out.add, row.duration("add"));
  AMENDS_TRY(out.max_total, row.duration("max_total"));
  AMENDS_TRY(out.approval_by, row.names("needs_approval_by"));
  AMENDS_TRY(out.notice_to, row.names("needs_notice_to"));
  AMENDS_TRY(out.when, row.bilingual("when", false));
  return out;
}

Result<void> check_day_type(const Reader& row, ClockRule& rule) {
  AMENDS_TRY(const auto day_type, row.text_or_empty("day_type"));
  if (day_type.empty()) return {};
  if (day_type != "calendar" && day_type != "business" && day_type != "working") return row.invalid("day_type", "'day_type' is calendar, business or working");
  rule.day_type = day_type == "calendar" ? DayType::calendar : DayType::working;
  if (!rule.length) return {};
  if (needs_calendar(rule.length->unit) != (*rule.day_type == DayType::working)) {
    return row.invalid("day_type", "the length " + format_duration(*rule.length) + " does not count " + day_type + " days; write working days as 7wd and calendar days as 15d");
  }
  return {};
}

/// A date that somebody outside gave cannot be moved by us.
Result<void> check_length(const Reader& row, const ClockRule& rule) {
  if (rule.length) return {};
  if (!rule.extensions.empty() || !rule.suspensions.empty() || !rule.restarts.empty()) {
    return row.invalid("length", "a rule without 'length' holds a date that is given from outside; it can have no extensions, suspensions or restarts");
  }
  return {};
}

Result<void> check_moves(const Reader& row, const ClockRule& rule) {
  for (const auto& suspension : rule.suspensions) {
    if (waits_for_somebody(suspension.reason)) {
      return row.invalid("suspensions", "'" + suspension.reason + "': waiting for the customer or for anybody else never stops a legal clock; use a stopwatch for a service promise");
    }
  }
  if (rule.restart_allowed && rule.restarts.empty()) return row.invalid("restart_allowed", "restarts are allowed but 'restarts' names no reason; add one, for example new_facts");
  if (!rule.restart_allowed && !rule.restarts.empty()) return row.invalid("restarts", "'restarts' names reasons but 'restart_allowed' is not true");
  return {};
}

}  // namespace

Result<ClockRule> ClockRule::from_row(const json::Value& value, const PlaceOf& place, const std::string& path) {
  AMENDS_TRY(const auto row, Reader::of(value, place, path));
  AMENDS_CHECK(row.only({"id", "kind", "applies_when", "start_event", "length", "day_type", "inclusive", "extensions", "suspensions", "restarts", "restart_allowed",
                         "approve_by", "on_breach", "instrument", "article", "issuer", "jurisdiction", "effective_from", "effective_to", "source_ref", "confidence",
                         "verified_on", "verify", "title", "plain", "note", "disabled"}));
  ClockRule rule;
  rule.place = place(path);
  AMENDS_TRY(rule.id, row.text("id"));
  AMENDS_TRY(rule.kind, row.text("kind"));
  AMENDS_TRY(rule.applies_when, row.text_or_empty("applies_when"));
  // A clock without a named start never starts, and so never breaches (egovernments/CCRS#1252).
  AMENDS_TRY(rule.start_event, row.text("start_event"));
  AMENDS_TRY(rule.length, row.duration("length"));
  AMENDS_CHECK(check_day_type(row, rule));
  AMENDS_TRY(const bool inclusive, row.flag("inclusive", false));
  if (inclusive) return row.invalid("inclusive", "'inclusive: true' is not supported: the day of the start is never day 1 (catalogue 0.1); write a length that is one shorter");
  AMENDS_TRY(const auto* extensions, row.list("extensions"));
  for (std::size_t i = 0; extensions && i < extensions->size(); ++i) {
    AMENDS_TRY(const auto extension, Reader::of((*extensions)[i], place, row.path("extensions") + "." + std::to_string(i)));
    AMENDS_TRY(auto read, read_extension(extension));
    rule.extensions.push_back(std::move(read));
  }
  AMENDS_TRY(rule.suspensions, read_reasons<Suspension>(row, "suspensions", read_suspension));
  AMENDS_TRY(rule.restarts, read_reasons<Restart>(row, "restarts", read_restart));
  AMENDS_TRY(rule.restart_allowed, row.flag("restart_allowed", false));
  AMENDS_TRY(rule.approve_by, row.names("approve_by"));
  AMENDS_CHECK(check_length(row, rule));
  AMENDS_CHECK(check_moves(row, rule));
  AMENDS_TRY(rule.on_breach, row.text_or_empty("on_breach"));
  AMENDS_TRY(rule.instrument, row.text_or_empty("instrument"));
  AMENDS_TRY(rule.article, row.text_or_empty("article"));
  AMENDS_TRY(rule.issuer, row.text_or_empty("issuer"));
  AMENDS_TRY(rule.jurisdiction, row.text_or_empty("jurisdiction"));
  AMENDS_TRY(rule.source_ref, row.text_or_empty("source_ref"));
  AMENDS_TRY(rule.confidence, row.text_or_empty("confidence"));
  AMENDS_TRY(rule.note, row.text_or_empty("note"));
  AMENDS_TRY(rule.effective_from, row.date("effective_from"));
  AMENDS_TRY(rule.effective_to, row.date("effective_to"));
  if (rule.effective_from && rule.effective_to && *rule.effective_to < *rule.effective_from) return row.invalid("effective_to", "'effective_to' is before 'effective_from'");
  AMENDS_TRY(rule.verified_on, row.date("verified_on"));
  AMENDS_TRY(rule.verify, row.flag("verify", true));
  AMENDS_TRY(rule.title, row.bilingual("title", false));
  AMENDS_TRY(rule.plain, row.bilingual("plain", false));
  return rule;
}

bool ClockRule::in_force(Date date) const noexcept {
  return (!effective_from || date >= *effective_from) && (!effective_to || date <= *effective_to);
}

Result<std::vector<ClockRule>> rules_from_rows(const json::Array& rows, const PlaceOf& place, const std::string& path) {
  std::vector<ClockRule> out;
  std::set<std::string> ids;
  out.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row_path = path + "." + std::to_string(i);
    AMENDS_TRY(const auto row, Reader::of(rows[i], place, row_path));
    AMENDS_TRY(const bool disabled, row.flag("disabled", false));
    if (disabled) continue;
    AMENDS_TRY(auto rule, ClockRule::from_row(rows[i], place, row_path));
    if (!ids.insert(rule.id).second) return fail(ErrorCode::pack_invalid, "the clock id '" + rule.id + "' is used twice", rule.place);
    out.push_back(std::move(rule));
  }
  return out;
}

Result<std::vector<ClockRule>> rules_from_document(const yaml::Document& pack) {
  const PlaceOf place = [&](std::string_view path) { return pack.place(path); };
  AMENDS_TRY(const auto file, Reader::of(pack.value, place, ""));
  AMENDS_TRY(const auto* rows, file.list("rows"));
  if (!rows) return file.invalid("rows", "a clock pack has its clocks in 'rows'");
  return rules_from_rows(*rows, place, "rows");
}

json::Value basis_json(const ClockRule& rule) {
  const auto date_or_null = [](const std::optional<Date>& date) { return date ? json::Value(format_date(*date)) : json::Value(nullptr); };
  const auto text_or_null = [](const std::string& text) { return text.empty() ? json::Value(nullptr) : json::Value(text); };
  json::Object out;
  out["rule"] = rule.id;
  out["kind"] = rule.kind;
  out["length"] = rule.length ? json::Value(format_duration(*rule.length)) : json::Value(nullptr);
  out["instrument"] = text_or_null(rule.instrument);
  out["article"] = text_or_null(rule.article);
  out["issuer"] = text_or_null(rule.issuer);
  out["effective_from"] = date_or_null(rule.effective_from);
  out["effective_to"] = date_or_null(rule.effective_to);
  out["source_ref"] = text_or_null(rule.source_ref);
  out["confidence"] = text_or_null(rule.confidence);
  out["verified_on"] = date_or_null(rule.verified_on);
  out["verify"] = rule.verify;
  out["title"] = to_json(rule.title);
  out["plain"] = to_json(rule.plain);
  return out;
}

}  // namespace amends::calendar
