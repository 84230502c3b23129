#pragma once
// What the tests of amends.portrait share: a shared case after intake, psychology and, where the case states it, the agent stage.
#include <string>
#include <string_view>
#include <vector>

#include "plugins/amends_analysis/psychology_kit.hpp"

namespace amends::testing {

inline PackHost portrait_host(std::string_view pack_set = "catalogue") { return PackHost(AMENDS_PLUGIN_FILE, "amends.portrait", pack_set); }

/// The record with the section that amends.psychology gives for it. The hosts live on: to load the packs takes longer than most tests.
inline sdk::Value after_psychology(sdk::Value record, std::string_view pack_set = "catalogue") {
  static auto catalogue = psychology_host("catalogue");
  static auto shipped = psychology_host("shipped");
  auto& host = pack_set == "shipped" ? shipped : catalogue;
  sdk::set(record, "analysis.psychology", *sdk::find(host.envelope(record), "result"));
  return record;
}

inline sdk::Value portrait_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  auto record = psychology_record(shared_id, given);
  const auto shared = shared_case(shared_id);
  if (const auto* agent = sdk::find(shared, "expected.organised_agent.0.result")) sdk::set(record, "analysis.organised_agent", *agent);
  return after_psychology(std::move(record));
}

/// A field of the tool sheet.
inline sdk::Value field_of(const sdk::Value& envelope, std::string_view id) {
  for (const auto& row : sdk::Reader(envelope).list("result.sheet.fields"))
    if (row.text_or("id", "") == id) return row.value();
  return nullptr;
}

/// Its lines in one language, joined by a bar.
inline std::string lines_of(const sdk::Value& envelope, std::string_view id, std::string_view language) {
  std::string out;
  const auto field = field_of(envelope, id);
  for (const auto& line : sdk::Reader(field).list("lines")) out += (out.empty() ? "" : " | ") + std::string(line.text_or(language, ""));
  return out;
}

inline std::vector<std::string> type_codes(const sdk::Value& envelope) {
  std::vector<std::string> out;
  for (const auto& row : sdk::Reader(envelope).list("result.types")) out.emplace_back(row.text_or("code", ""));
  return out;
}

}  // namespace amends::testing
