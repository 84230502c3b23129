// The contract of catalogue 0.6 and guardrails G4, G5 and G8 for amends.routing.
#include <gtest/gtest.h>

#include "plugins/amends_routing/routing_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(RoutingContract, HoldsForAllSharedCasesBeforeAndAfterTheFinalReply) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = routing_host(set);
    std::vector<Value> samples;
    for (const auto& id : shared_case_ids()) {
      samples.push_back(routing_record(id));
      const auto shared = shared_case(id);
      if (const auto* expected = sdk::find(shared, "expected.routing"))
        for (const auto& row : expected->as_array()) samples.push_back(routing_record(id, row.at("given")));
    }
    samples.push_back(replied_dispute());
    for (const auto& broken : sdk::check_contract(host.stage(), samples)) ADD_FAILURE() << set << ": " << broken;
  }
}

TEST(RoutingManifest, ReadsNoFeelingNoAgentAndNoNeedForSupport) {
  auto host = routing_host("catalogue");
  for (const auto path : Reader(host.manifest()).text_list("reads"))
    for (const auto* never : {"parties", "sex", "emotion", "vulnerability", "agent", "portrait", "psychology", "organised_agent", "text", "severity"})
      EXPECT_EQ(path.find(never), std::string_view::npos) << path;
}

TEST(RoutingGuard, ANeedForSupportAndAnAgentChangeNoRoute) {
  auto host = routing_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    auto record = routing_record(id);
    const auto before = *sdk::find(host.envelope(record), "result");
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
    sdk::set(record, "agent_facts", Object{{"agent_present", true}, {"fee_share_bp", 3'000}});
    sdk::set(record, "analysis.organised_agent", Object{{"level", "high"}});
    sdk::set(record, "analysis.intake", Object{{"emotion", Object{{"band", "extreme"}}}});
    EXPECT_EQ(*sdk::find(host.envelope(record), "result"), before) << id;
  }
}

TEST(RoutingGuard, TheNoticeOfRightsIsThereInEveryCaseAndOnEveryRoute) {
  auto host = routing_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(routing_record(id));
    EXPECT_FALSE(text_at(envelope, "result.rights_notice.zh").empty()) << id;
    EXPECT_FALSE(text_at(envelope, "result.rights_notice.en").empty()) << id;
  }
}

TEST(RoutingGuard, ProposesNoFactThatWouldCloseOrRejectACase) {
  auto host = routing_host("catalogue");
  EXPECT_TRUE(Reader(host.manifest()).list("sets").empty());
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(routing_record(id));
    EXPECT_TRUE(Reader(envelope).list("facts").empty()) << id;
    for (const auto& question : Reader(envelope).list("questions")) EXPECT_FALSE(question.flag_or("blocking", true)) << id;
  }
}

TEST(RoutingGuard, NoRouteIsCalledHopelessOrCostly) {
  auto host = routing_host("shipped");
  auto record = replied_dispute();
  for (const auto* path : {"route_facts.both_willing", "route_facts.key_point_disputed", "route_facts.remote_wished", "route_facts.wants_internal_review", "route_facts.crime_evidence"}) sdk::set(record, path, true);
  const auto words = sdk::write_json(host.envelope(record));
  for (const auto* never : {"hopeless", "costly", "expensive", "no chance", "没有希望", "没有胜算", "费用高", "昂贵"}) EXPECT_EQ(words.find(never), std::string::npos) << never;
}

}  // namespace
}  // namespace amends::testing
