// The contract of catalogue 0.6 for amends.response_letter, and what the core's own guard says of its letters (guardrails G1 to G8, G10, G11).
#include <gtest/gtest.h>

#include "guard/guard.hpp"
#include "plugins/amends_solution/letter_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

constexpr const char* kSets[] = {AMENDS_LETTER_SETS};

Value answered(std::string_view set, std::string_view id, const char* merit) {
  auto record = verified(id, merit, R"({"entitlement": {"amount": {"minor": 32000, "currency": "CNY"}}, "key_points": [{"id": "ck.1", "evidence": {"zh": "我们的记录", "en": "Our records"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "confirmed"}], "root_cause": "people"})");
  record = with_solution(set, approved(record));
  const bool english = text_at(record, "case.locale") == "en";
  sdk::set(record, "answers.refusal_reason", english ? sdk::parse_json(R"({"clause": "Clause 12", "fact": "The log shows one call.", "plain_reason": "One call is within the rules."})")
                                                     : sdk::parse_json(R"({"clause": "合同第十二条", "fact": "记录显示已经告知", "plain_reason": "合同没有约定这一项"})"));
  return record;
}

std::vector<Value> samples(std::string_view set) {
  std::vector<Value> out;
  for (const auto& id : shared_case_ids())
    for (const auto* merit : {"full", "none"}) out.push_back(answered(set, id, merit));
  out.push_back(record_of(shared_case("K05")));
  return out;
}

TEST(LetterContract, HoldsForAllSharedCases) {
  for (const auto* set : kSets) {
    auto host = letter_host(set);
    sdk::ContractOptions options;
    options.mutations = 60;  // a letter reads eleven lexicons and guard packs; the options have their full number
    for (const auto& broken : sdk::check_contract(host.stage(), samples(set), options)) ADD_FAILURE() << set << ": " << broken;
  }
}

TEST(LetterContract, EveryAnswerFitsTheManifest) {
  for (const auto* set : kSets) {
    auto host = letter_host(set);
    for (const auto& record : samples(set))
      for (const auto& fault : host.faults(letter_of(host, record), record)) ADD_FAILURE() << fault;
  }
}

TEST(LetterManifest, ReadsNoFeelingNoPortraitNoAgentAndNoReserve) {
  auto host = letter_host("catalogue");
  for (const auto path : Reader(host.manifest()).text_list("reads"))
    for (const auto* never : {"emotion", "portrait", "psychology", "organised_agent", "agent_facts", "reserve", "authority_limit", "target", "risk", "flags", "text.docs"}) EXPECT_NE(path, never);
}

TEST(LetterGuard, EverySharedCaseAtEveryMeritMakesALetterThatPasses) {
  for (const auto* set : kSets) {
    auto host = letter_host(set);
    for (const auto& id : shared_case_ids())
      for (const auto* merit : {"full", "partial", "none"}) {
        const auto envelope = letter_of(host, answered(set, id, merit));
        EXPECT_TRUE(Reader(envelope).flag_or("result.release_ready", false)) << set << " " << id << " " << merit << "\n" << checks_text(envelope) << text_at(envelope, "result.letter.text");
      }
  }
}

guard::Context context_of(const Value& record) {
  guard::Context context;
  context.record = &record;
  context.stage = "amends.response_letter";
  context.now = *parse_instant("2026-03-02T01:00:00Z");
  return context;
}

TEST(LetterGuard, TheCoreChangesNothingInALetterThatPasses) {
  for (const auto* set : kSets) {
    auto host = letter_host(set);
    const auto guard = guard::Guard::from_packs(host.packs());
    ASSERT_TRUE(guard.has_value());
    for (const auto& id : shared_case_ids()) {
      if (id == "K08") continue;  // on an explicit sign of danger everything waits for a trained person
      for (const auto* merit : {"full", "partial", "none"}) {
        const auto record = answered(set, id, merit);
        auto envelope = letter_of(host, record);
        const auto before = envelope;
        const auto acts = (*guard)->enforce(envelope, context_of(record));
        for (const auto& act : acts) {
          if (act.guard == "G9" && act.action == "flagged") continue;
          ADD_FAILURE() << id << " " << merit << ": " << act.guard << " " << act.rule << " " << act.action << " " << act.where << " '" << act.quote << "'";
        }
        EXPECT_EQ(*sdk::find(envelope, "result.letter"), *sdk::find(before, "result.letter")) << id << " " << merit;
      }
    }
  }
}

TEST(LetterGuard, TheCoreHoldsEverythingBackOnAnExplicitSignOfDanger) {
  auto host = letter_host("catalogue");
  const auto guard = guard::Guard::from_packs(host.packs());
  const auto record = answered("catalogue", "K08", "none");
  auto envelope = letter_of(host, record);
  (void)(*guard)->enforce(envelope, context_of(record));
  EXPECT_EQ(text_at(envelope, "result.letter.text"), "");
}

TEST(LetterGuard, trace_A04_TheCoreBlanksALetterThatGagsWhateverTheStageSays) {
  auto host = letter_host("catalogue");
  const auto guard = guard::Guard::from_packs(host.packs());
  const auto record = answered("catalogue", "K01", "full");
  auto envelope = letter_of(host, record);
  sdk::set(envelope, "result.letter.text", "您撤回监管投诉后我们就退款。");
  const auto acts = (*guard)->enforce(envelope, context_of(record));
  EXPECT_EQ(text_at(envelope, "result.letter.text"), "");
  EXPECT_TRUE(std::any_of(acts.begin(), acts.end(), [](const guard::Action& act) { return act.guard == "G7" && act.action == "blocked"; }));
}

TEST(LetterGuard, TraitsOfAPersonAndAnAgentChangeNothing) {
  auto host = letter_host("catalogue");
  for (const auto& id : shared_case_ids()) {
    auto record = answered("catalogue", id, "full");
    const auto before = letter_of(host, record);
    sdk::set(record, "parties.0.sex", "f");
    sdk::set(record, "parties.0.birth_year", 1940);
    sdk::set(record, "agent_facts", Object{{"agent_present", true}});
    sdk::set(record, "analysis.organised_agent", Object{{"level", "probable"}});
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
    EXPECT_EQ(letter_of(host, record), before) << id;
  }
}

TEST(LetterGuard, ProposesNoFact) {
  auto host = letter_host("catalogue");
  EXPECT_TRUE(Reader(host.manifest()).list("sets").empty());
  for (const auto& record : samples("catalogue")) EXPECT_TRUE(Reader(letter_of(host, record)).list("facts").empty());
}

}  // namespace
}  // namespace amends::testing
