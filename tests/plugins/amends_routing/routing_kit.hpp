#pragma once
// What the tests of amends.routing share.
#include <string>
#include <vector>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost routing_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) { return PackHost(AMENDS_PLUGIN_FILE, "amends.routing", pack_set, overlays); }

/// A shared case as routing finds it: classify's section is what the case states of it.
inline sdk::Value routing_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  sdk::set(record, "analysis.classify", shared.at("expected").at("classify").at(0).at("result"));
  return record;
}

/// A dispute that no row but 8 holds of, before a final reply.
inline sdk::Value open_dispute() {
  auto record = routing_record("K01");
  sdk::set(record, "analysis.verify.case_merit", "none");
  sdk::set(record, "route_facts", sdk::Object{});
  return record;
}

/// The same after a final reply that was not accepted, with arbitration ruled out.
inline sdk::Value replied_dispute() {
  auto record = open_dispute();
  sdk::set(record, "route_facts", sdk::Object{{"final_reply_at", "2026-03-01T01:00:00Z"}, {"final_reply_accepted", false}, {"arbitration", "no"}});
  return record;
}

/// Numbers of all rows that hold, the primary first.
inline std::vector<std::int64_t> rows_of_envelope(const sdk::Value& envelope) {
  std::vector<std::int64_t> out;
  for (const auto& row : sdk::Reader(envelope).list("result.matched")) out.push_back(row.integer_or("row", -1));
  return out;
}

}  // namespace amends::testing
