#pragma once
// The frame that the guard tests of the stages share: the contract of catalogue 0.6, the time of one call, what a manifest never reads, and what a person is (guardrail G4).
// What a stage must never let decide stays in its own guard test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sdk/contract.hpp"
#include "sdk/reader.hpp"
#include "support/pack_host.hpp"

namespace amends::testing {

/// Every rule of the contract, for all samples. set: of packs, for the message.
inline void expect_contract(PackHost& host, const std::vector<sdk::Value>& samples, std::string_view set) {
  for (const auto& broken : sdk::check_contract(host.stage(), samples)) ADD_FAILURE() << set << ": " << broken;
}

constexpr std::int64_t kStageMost_us = 500'000 * sdk::kSanitizerSlowdown;  ///< ten times the 50 ms of catalogue 0.6, so that a busy machine does not fail the test
/// The best of five calls; one before them compiles the tables.
inline void expect_in_time(PackHost& host, const sdk::CallInput& input) {
  ASSERT_TRUE(host.run(input).ok());
  auto best_us = 2 * kStageMost_us;
  for (int i = 0; i < 5; ++i) best_us = std::min(best_us, host.run(input).took_us);
  ::testing::Test::RecordProperty("microseconds", std::to_string(best_us));
  EXPECT_LT(best_us, kStageMost_us);
}

/// No path of the manifest's `reads` holds one of these words.
inline void expect_reads_none(PackHost& host, std::initializer_list<std::string_view> never) {
  const auto manifest = host.manifest();
  for (const auto path : sdk::Reader(manifest).text_list("reads"))
    for (const auto word : never) EXPECT_EQ(path.find(word), std::string_view::npos) << path << " holds " << word;
}

/// Members of a party that say what a person is, each with a value that no shared case has. except: those that the stage may read.
inline std::vector<std::pair<std::string, sdk::Value>> traits_of_a_person(std::initializer_list<std::string_view> except = {}) {
  std::vector<std::pair<std::string, sdk::Value>> out{{"sex", "f"}, {"birth_year", 1940}, {"ethnicity", "zhuang"}, {"religion", "buddhist"}, {"region", "yunnan"}, {"marital_status", "single"}, {"disability", "blind"}, {"health", "ill"}, {"occupation", "farmer"}, {"name", "某人"}};
  std::erase_if(out, [&](const auto& trait) { return std::find(except.begin(), except.end(), trait.first) != except.end(); });
  return out;
}

}  // namespace amends::testing
