#pragma once
// What the tests of amends.taboo_check share.
#include <string>
#include <string_view>
#include <vector>

#include "sdk/reader.hpp"
#include "sdk/sdk.hpp"
#include "support/pack_host.hpp"

namespace amends::testing {

inline PackHost taboo_host(std::string_view pack_set) { return PackHost(AMENDS_PLUGIN_FILE, "amends.taboo_check", pack_set); }

/// A case with a draft; `behind` sets further members of answers.draft.
inline sdk::Value draft_record(std::string_view text, const sdk::Object& behind = {}) {
  auto record = shared_case("K01").at("case");
  sdk::set(record, "answers.draft.text", sdk::to_value(text));
  for (const auto& member : behind) sdk::set(record, "answers.draft." + std::string(member.key()), member.value());
  return record;
}

/// "shift_blame 1-8 block" for each hit.
inline std::vector<std::string> hits_of(const sdk::Value& envelope) {
  std::vector<std::string> out;
  for (const auto& hit : sdk::Reader(envelope).list("result.hits"))
    out.push_back(std::string(hit.text_or("category", "")) + " " + std::to_string(hit.integer_or("span.start", -1)) + "-" + std::to_string(hit.integer_or("span.end", -1)) + " " + std::string(hit.text_or("severity", "")));
  return out;
}

}  // namespace amends::testing
