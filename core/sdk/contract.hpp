#pragma once
// The checks that every stage must pass, ours and third parties' alike (catalogue 0.6). Used from a plugin's tests, with the mock host or with real packs:
//
//   for (const auto& broken : check_contract(host.stage(plugin, "bank.vip_check"), {sample})) ADD_FAILURE() << broken;
#include <cstdint>
#include <string>
#include <vector>

#include "sdk/json.hpp"
#include "sdk/mock_host.hpp"

namespace amends::sdk {

struct ContractOptions {
  std::uint64_t seed = 20260302;         ///< of the mutations; printed in every sentence about one
  int mutations = 200;                   ///< for each sample record
  std::int64_t time_limit_ms = 1'000;    ///< run-away guard of the 20,000-code-point case: 20 times the 50 ms that one core needs at most
  /// What one member of `parties[]` says about a person and no decision may read: the member, and two values to flip between.
  std::vector<std::pair<std::string, std::pair<Value, Value>>> protected_members = {
      {"sex", {"f", "m"}}, {"ethnicity", {"han", "zhuang"}}, {"religion", {"none", "buddhist"}}, {"marital_status", {"single", "married"}}, {"disability", {"none", "blind"}}};
  /// Of every call; the record is the sample's.
  CallInput call = {};
};

/// Answers one sentence for each broken promise; empty when the contract holds. Checked: the manifest's members; an empty case and one with the required
/// fields only (need_input, ok, or missing_field); `mutations` random changes of each sample (an envelope or an error of the catalogue, never
/// error.internal); two runs with equal bytes; the envelope's keys; findings with evidence; spans that quote their document exactly; facts that the manifest
/// declares; protected members that change nothing when flipped; a case of 20,000 code points within the time limit.
/// A stage that crashes takes the test program down: the seed is written to standard error before the mutations start.
[[nodiscard]] std::vector<std::string> check_contract(const StageUnderTest& stage, const std::vector<Value>& sample_records, const ContractOptions& options = {});

/// The checks of one envelope against its record and manifest entry.
[[nodiscard]] std::vector<std::string> check_envelope(const Value& envelope, const Value& record, const Value& manifest_entry);

/// The members of a manifest entry that a person or the host must find there; the host's own check is stricter.
[[nodiscard]] std::vector<std::string> check_manifest(const Value& manifest_entry);

/// A random change of a record: a member removed, a value of another type, an extreme number, garbled or very long text, a repeated element.
[[nodiscard]] Value mutate(const Value& record, std::uint64_t seed);

}  // namespace amends::sdk
