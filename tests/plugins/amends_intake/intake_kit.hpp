#pragma once
// What the tests of amends.intake share.
#include <filesystem>
#include <string>
#include <vector>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost intake_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) { return PackHost(AMENDS_PLUGIN_FILE, "amends.intake", pack_set, overlays); }

/// K01 with another text; what was read from its own text is taken away.
inline sdk::Value record_with(const std::string& body, const std::string& channel = "letter") {
  auto record = shared_case("K01").at("case");
  sdk::set(record, "text.docs.0.body", sdk::Value(body));
  sdk::set(record, "channel.kind", sdk::Value(channel));
  sdk::set(record, "demand", sdk::Array{});
  sdk::set(record, "money", sdk::Object{});
  return record;
}

/// A further document of a record.
inline void add_document(sdk::Value& record, const char* id, const char* kind, const char* body, const char* author_role) {
  record.at("text").at("docs").as_array().push_back(sdk::Object{{"id", id}, {"kind", kind}, {"lang", "zh"}, {"body", body}, {"at", "2026-03-02T01:00:00Z"}, {"author_role", author_role}});
}

/// The item of one of the envelope's lists by a member's value; null when there is none.
inline sdk::Value item_of(const sdk::Value& envelope, std::string_view list, std::string_view member, std::string_view wanted) {
  for (const auto& item : sdk::Reader(envelope).list(list))
    if (item.text_or(member, "") == wanted) return item.value();
  return nullptr;
}
inline sdk::Value fact_of(const sdk::Value& envelope, std::string_view path) {
  const auto fact = item_of(envelope, "facts", "path", path);
  return fact.is_null() ? sdk::Value(nullptr) : fact.at("value");
}

}  // namespace amends::testing
