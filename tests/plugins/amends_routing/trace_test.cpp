// The acceptance checks of the concepts that routing serves; `amends trace` counts them by their names.
#include <gtest/gtest.h>

#include "plugins/amends_routing/routing_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Object;
using sdk::Reader;

TEST(RoutesOfDisputes, trace_A40_ArbitrationPlatformAndMediationAreEachReachableWithTheirReason) {
  const struct {
    std::int64_t row;
    const char *fact, *value, *route;
  } kRows[] = {{10, "route_facts.arbitration", "yes", "arbitration"}, {11, "route_facts.remote_wished", "", "platform"}, {12, "route_facts.both_willing", "", "mediation"}};
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = routing_host(set);
    for (const auto& one : kRows) {
      auto record = replied_dispute();
      // Beyond what a platform takes, so that only the fact of the row itself decides.
      if (one.row != 11) sdk::set(record, "money.claimed", Object{{"minor", 5'000'001}, {"currency", "CNY"}});
      const auto before = rows_of_envelope(host.envelope(record));
      EXPECT_EQ(std::find(before.begin(), before.end(), one.row), before.end()) << set << " row " << one.row << " without its fact";
      if (*one.value) sdk::set(record, one.fact, one.value);
      else sdk::set(record, one.fact, true);
      const auto envelope = host.envelope(record);
      EXPECT_EQ(number_at(envelope, "result.primary"), one.row) << set;
      bool found = false;
      for (const auto& row : Reader(envelope).list("result.matched")) {
        if (row.integer_or("row", 0) != one.row) continue;
        found = true;
        EXPECT_NE(row.text_or("route", "").find(one.route), std::string::npos) << row.text_or("route", "");
        EXPECT_FALSE(row.text_or("reason.zh", "").empty());
        EXPECT_FALSE(row.text_or("reason.en", "").empty());
      }
      EXPECT_TRUE(found) << set << " row " << one.row;
    }
  }
}

}  // namespace
}  // namespace amends::testing
