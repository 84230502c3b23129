// A clock's events as the journal keeps them.
#include "calendar/deadline_event.hpp"

#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

json::Value parsed(std::string_view text) { return value(json::parse(text)); }

TEST(DeadlineEvents, ReadBackAsTheyWereWritten) {
  DeadlineEvent event;
  event.kind = DeadlineEventKind::extended;
  event.at = at("2026-03-04T02:00:00Z");
  event.reason = "three branches";
  event.actor = "li.na";
  event.approver = "qian.hua";
  event.approver_role = "supervisor";
  event.notices = {{"complainant", at("2026-03-04T01:00:00Z")}};
  event.extension = "provisional_credit";
  event.add = length("15d");
  const auto once = json::write(to_json(event));
  const auto again = value(deadline_event_from_json(parsed(once)));
  EXPECT_EQ(json::write(to_json(again)), once);
  EXPECT_EQ(again.notices.size(), 1u);
  EXPECT_EQ(*again.add, length("15d"));
}

TEST(DeadlineEvents, LeaveOutWhatTheyDoNotUse) {
  DeadlineEvent event;
  event.kind = DeadlineEventKind::resumed;
  event.at = at("2026-03-04T02:00:00Z");
  EXPECT_EQ(json::write(to_json(event)), R"({"kind":"resumed","at":"2026-03-04T02:00:00Z"})");
}

TEST(DeadlineEvents, RefuseWhatNobodyReadsAndNameTheMember) {
  const auto refused = [](std::string_view text, std::string_view where, ErrorCode code) {
    const auto event = deadline_event_from_json(parsed(text));
    ASSERT_FALSE(event) << text;
    EXPECT_EQ(event.error().code, code) << text;
    EXPECT_NE(event.error().text().find(where), std::string::npos) << event.error().text();
  };
  refused(R"([])", "object", ErrorCode::bad_type);
  refused(R"({"at": "2026-03-04T02:00:00Z"})", "the kinds are extended, suspended, resumed, restarted, date_given, met", ErrorCode::schema);
  refused(R"({"kind": "paused", "at": "2026-03-04T02:00:00Z"})", "'paused'", ErrorCode::schema);
  refused(R"({"kind": "met"})", "at", ErrorCode::schema);
  refused(R"({"kind": "met", "at": "2026-03-04T02:00:00Z", "aprover": "x"})", "aprover", ErrorCode::schema);
  refused(R"({"kind": "extended", "at": "2026-03-04T02:00:00Z", "add": "P1D"})", "add", ErrorCode::bad_type);
  refused(R"({"kind": "extended", "at": "2026-03-04T02:00:00Z", "notices": ["complainant"]})", "notices", ErrorCode::bad_type);
  refused(R"({"kind": "extended", "at": "2026-03-04T02:00:00Z", "reason": 3})", "reason", ErrorCode::bad_type);
}

}  // namespace
}  // namespace amends::calendar
