#pragma once
// What the tests of amends.dimensions share.
#include <string>
#include <vector>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost dimensions_host(std::string_view pack_set = "catalogue") { return PackHost(AMENDS_PLUGIN_FILE, "amends.dimensions", pack_set); }

/// A shared case with intake's reading of feelings as the case states it.
inline sdk::Value dimensions_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  sdk::set(record, "analysis.intake.emotion", shared.at("expected").at("intake").at(0).at("result").at("emotion"));
  return record;
}

/// The facts of one kind in a block.
inline std::vector<sdk::Value> facts_of(const sdk::Value& envelope, std::string_view block, std::string_view kind) {
  std::vector<sdk::Value> out;
  for (const auto& fact : sdk::Reader(envelope).list("result." + std::string(block) + ".facts"))
    if (fact.text_or("kind", "") == kind) out.push_back(fact.value());
  return out;
}

/// "太过分 [23,26)" of each span that an item cites.
inline std::vector<std::string> spans_of(const sdk::Value& envelope, const sdk::Value& item) {
  std::vector<std::string> out;
  for (const auto id : sdk::Reader(item).text_list("evidence"))
    if (const auto evidence = evidence_of(envelope, id); text_at(evidence, "kind") == "span")
      out.push_back(text_at(evidence, "quote") + " [" + std::to_string(number_at(evidence, "start")) + "," + std::to_string(number_at(evidence, "end")) + ")");
  return out;
}

inline bool flag_at(const sdk::Value& value, std::string_view path) { return sdk::Reader(value).flag_or(path, false); }

}  // namespace amends::testing
