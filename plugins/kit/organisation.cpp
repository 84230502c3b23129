#include "kit/organisation.hpp"

namespace amends::kit {

std::optional<sdk::Reader> institution(const sdk::Call& call, std::string_view id) {
  for (const auto& row : call.pack("org").list("rows"))
    if (row.text_or("institution", "") == id) return row;
  return std::nullopt;
}

std::optional<sdk::Reader> first_institution(const sdk::Call& call) {
  const auto rows = call.pack("org").list("rows");
  if (rows.empty()) return std::nullopt;
  return rows.front();
}

std::vector<Right> rights(const sdk::Call& call, std::string_view jurisdiction) {
  std::vector<Right> out;
  for (const auto& place : call.pack("rights/notice").list("jurisdictions")) {
    if (place.text_or("id", "") != jurisdiction) continue;
    for (const auto& row : place.list("items"))
      out.push_back({.id = std::string(row.text_or("id", "")), .route = std::string(row.text_or("route", "")), .rule = std::string(row.text_or("rule", "")), .only_when = std::string(row.text_or("only_when", "always")),
                     .text = row.texts("text").value_or(sdk::Texts{}), .verify = row.flag_or("verify", true)});
  }
  return out;
}

}  // namespace amends::kit
