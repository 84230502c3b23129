// The acceptance checks of the concepts that intake serves; `amends trace` counts them by their names.
#include <gtest/gtest.h>

#include "plugins/amends_intake/intake_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Reader;

TEST(Receiving, trace_B06_AComplaintWithoutAContactIsTakenAndTheContactAskedFor) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = intake_host(set);
    auto record = shared_case("K02").at("case");
    EXPECT_TRUE(questions_of(host.envelope(record), "contact_details").empty()) << set;
    sdk::set(record, "parties.0.contacts", Array{});
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "status"), "ok") << "the case goes on without it";
    ASSERT_EQ(questions_of(envelope, "contact_details").size(), 1u) << set;
    EXPECT_FALSE(Reader(questions_of(envelope, "contact_details")[0]).flag_or("blocking", true));
    EXPECT_FALSE(Reader(envelope).list("result.missing").empty());
    EXPECT_FALSE(item_of(envelope, "deadlines", "id", "decide").is_null()) << "the clock runs all the same";
    // What, when and from whom: content and time are read from the contact itself.
    EXPECT_FALSE(Reader(envelope).list("result.extracted").empty());
    EXPECT_EQ(text_at(item_of(envelope, "deadlines", "id", "decide"), "starts_at"), "2026-03-02T01:00:00Z");
  }
}

TEST(ClockRows, trace_B41_TheRowInForceOnTheDayOfTheComplaintCounts) {
  auto host = intake_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "new_clock_overlay"});
  const auto decide = [&](const char* received) {
    auto record = shared_case("K01").at("case");
    sdk::set(record, "channel.received_at", received);
    return item_of(host.envelope(record, sdk::Object{}, received), "deadlines", "id", "decide");
  };
  const auto old_row = decide("2026-06-30T15:59:59Z"), new_row = decide("2026-06-30T16:00:00Z");  // midnight in Shanghai between them
  EXPECT_EQ(text_at(old_row, "basis.rule"), "CN-NFRA-DECIDE-SIMPLE");
  EXPECT_EQ(text_at(old_row, "due_at"), "2026-07-15T16:00:00Z") << "fifteen days from 30 June";
  EXPECT_EQ(text_at(new_row, "basis.rule"), "TEST-DECIDE-NEW");
  EXPECT_EQ(text_at(new_row, "due_at"), "2026-07-11T16:00:00Z") << "ten days from 1 July";
}

}  // namespace
}  // namespace amends::testing
