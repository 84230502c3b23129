// The acceptance check of the concept that the case record serves; `amends trace` counts it by its name.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

/// What a complaint came from, what it is about, how it was handled and what came of it: each has its place in the record, which keeps it and checks its kind.
TEST(CaseRecord, trace_C01_HasPlacesForSourceNatureProcessAndResult) {
  const std::vector<std::pair<const char*, std::vector<std::pair<const char*, json::Value>>>> groups{
      {"source", {{"channel", json::Object{{"kind", "phone"}, {"ref", "r-9"}, {"received_at", kMonday}}}, {"regulator", json::Object{{"involved", false}}}, {"parties", json::Array{json::Object{{"id", "p1"}, {"role", "complainant"}, {"anonymous", true}}}}}},
      {"nature", {{"product", json::Object{{"kind", "card"}}}, {"demand", json::Array{json::Object{{"id", "d1"}, {"kind", "refund"}, {"explicit", true}}}}, {"money", json::Object{{"claimed", json::Object{{"minor", 30000}, {"currency", "CNY"}}}}}}},
      {"process", {{"events", json::Array{json::Object{{"id", "e1"}, {"what", "called"}, {"at", kMonday}, {"at_precision", "day"}, {"verified", "unknown"}}}}, {"history", json::Object{{"unanswered", 1}}}, {"documents", json::Array{}}}},
      {"result", {{"outcome", json::Object{{"csat", 4}}}, {"letters", json::Array{}}, {"followups", json::Array{}}}}};
  Bench bench;
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - ask: {human: {role: handler, form: free}}\n"));
  auto whole = record("c01");
  for (const auto& [group, members] : groups)
    for (const auto& [name, value] : members) whole.as_object()[name] = value;
  const auto taken = bench.runtime->submit("test", whole);
  ASSERT_TRUE(taken) << taken.error().text();
  const auto state = bench.state(taken->case_id);
  EXPECT_EQ(json::text_at(state.record(), "case.status"), "received") << "the process has its status from the first moment";
  for (const auto& [group, members] : groups)
    for (const auto& [name, value] : members) {
      const auto* kept = json::find(state.record(), name);
      ASSERT_NE(kept, nullptr) << group << " " << name;
      if (value.is_object()) {
        for (const auto& member : value.get_object()) EXPECT_EQ(*json::find(*kept, std::string(member.key())), member.value()) << group << " " << name << "." << std::string(member.key());
      }
      auto broken = whole;
      broken.as_object()[name] = 3;
      (void)json::set_text(broken, "channel.ref", std::string("broken-") + name);
      const auto refused = bench.runtime->submit("test", broken);
      EXPECT_FALSE(refused) << group << ": a number in the place of " << name;
    }
  auto strange = whole;
  strange.as_object()["feelings"] = json::Object{};
  EXPECT_FALSE(bench.runtime->submit("test", strange)) << "and nothing has a place that is not one of these";
}

}  // namespace
}  // namespace amends::runtime::testing
