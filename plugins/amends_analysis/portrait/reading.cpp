#include "reading.hpp"

namespace amends::portrait {

std::vector<sdk::Reader> Context::spoken() const {
  if (psychology) return record.list("analysis.psychology.demand.explicit");
  std::vector<sdk::Reader> out;
  for (const auto& row : record.list("demand"))
    if (row.flag_or("explicit", false)) out.push_back(row);
  return out;
}

std::string_view Context::spoken_path() const { return psychology ? "analysis.psychology.demand.explicit" : "demand"; }

std::string Context::top_need() const {
  std::string top;
  std::int64_t most = 0;
  for (const auto& row : record.list("analysis.psychology.needs"))
    if (const auto score = row.integer_or("score", 0); score > most) {
      most = score;
      top = std::string(row.text_or("code", ""));
    }
  return top;
}

std::optional<sdk::Reader> complainant_of(const sdk::Reader& record) {
  for (const auto& row : record.list("parties"))
    if (row.text_or("role", "") == "complainant") return row;
  return std::nullopt;
}

sdk::Array ids(const std::vector<sdk::EvidenceId>& evidence) {
  sdk::Array out;
  for (const auto& id : evidence) out.emplace_back(id);
  return out;
}

bool asks_for_money(std::string_view kind) noexcept { return kind == "refund" || kind == "compensation" || kind == "full_surrender" || kind == "claim_payment"; }

}  // namespace amends::portrait
