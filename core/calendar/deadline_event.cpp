#include "calendar/deadline_event.hpp"

#include <algorithm>
#include <array>

namespace amends::calendar {
namespace {

constexpr std::array kKinds{DeadlineEventKind::extended,  DeadlineEventKind::suspended,  DeadlineEventKind::resumed,
                            DeadlineEventKind::restarted, DeadlineEventKind::date_given, DeadlineEventKind::met};
constexpr std::array<std::string_view, 10> kMembers{"kind", "at", "reason", "actor", "approver", "approver_role", "notices", "extension", "add", "due"};

Result<std::string> text_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (json::is_null(value)) return std::string();
  if (!value->is_string()) return fail(ErrorCode::bad_type, "this must be a text", std::string(name));
  return std::string(json::text_or(value, ""));
}

Result<Instant> instant_of(const json::Object& object, std::string_view name) {
  AMENDS_TRY(const auto text, text_of(object, name));
  auto at = parse_instant(text);
  if (!at) return at.error().within(name);
  return *at;
}

}  // namespace

Result<DeadlineEventKind> event_kind_from(std::string_view name) {
  std::string known;
  for (const auto kind : kKinds) {
    if (event_kind_name(kind) == name) return kind;
    known += (known.empty() ? "" : ", ") + std::string(event_kind_name(kind));
  }
  return fail(ErrorCode::schema, "there is no event of a clock called '" + std::string(name) + "'; the kinds are " + known, "kind");
}

json::Object to_json(const DeadlineEvent& event) {
  json::Object out;
  out["kind"] = json::Value(event_kind_name(event.kind));
  out["at"] = format_instant(event.at);
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  };
  add("reason", event.reason);
  add("actor", event.actor);
  add("approver", event.approver);
  add("approver_role", event.approver_role);
  add("extension", event.extension);
  if (event.add) out["add"] = format_duration(*event.add);
  if (event.due) out["due"] = format_instant(*event.due);
  if (event.notices.empty()) return out;
  json::Array notices;
  for (const auto& notice : event.notices) notices.push_back(json::Object{{"to", notice.to}, {"at", format_instant(notice.at)}});
  out["notices"] = std::move(notices);
  return out;
}

Result<DeadlineEvent> deadline_event_from_json(const json::Value& value) {
  const auto* object = value.if_object();
  if (!object) return fail(ErrorCode::bad_type, "an event of a clock is an object {kind, at, ...}");
  for (const auto& member : *object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) return fail(ErrorCode::schema, "nothing reads this member of a clock's event; correct its spelling or remove it", std::string(name));
  }
  DeadlineEvent event;
  AMENDS_TRY(const auto kind, text_of(*object, "kind"));
  AMENDS_TRY(event.kind, event_kind_from(kind));
  AMENDS_TRY(event.at, instant_of(*object, "at"));
  AMENDS_TRY(event.reason, text_of(*object, "reason"));
  AMENDS_TRY(event.actor, text_of(*object, "actor"));
  AMENDS_TRY(event.approver, text_of(*object, "approver"));
  AMENDS_TRY(event.approver_role, text_of(*object, "approver_role"));
  AMENDS_TRY(event.extension, text_of(*object, "extension"));
  AMENDS_TRY(const auto add, text_of(*object, "add"));
  if (!add.empty()) {
    auto length = parse_duration(add);
    if (!length) return length.error().within("add");
    event.add = *length;
  }
  if (!json::is_null(object->if_contains("due"))) {
    AMENDS_TRY(event.due, instant_of(*object, "due"));
  }
  const auto* notices = object->if_contains("notices");
  if (json::is_null(notices)) return event;
  if (!notices->is_array()) return fail(ErrorCode::bad_type, "this must be a list of {to, at}", "notices");
  for (const auto& one : notices->get_array()) {
    if (!one.is_object()) return fail(ErrorCode::bad_type, "a notice is {to, at}", "notices");
    Notice notice;
    AMENDS_TRY(notice.to, text_of(one.get_object(), "to"));
    AMENDS_TRY(notice.at, instant_of(one.get_object(), "at"));
    event.notices.push_back(std::move(notice));
  }
  return event;
}

}  // namespace amends::calendar
