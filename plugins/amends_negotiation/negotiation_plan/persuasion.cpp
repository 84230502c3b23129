// The four sides of persuasion 情理利法 (catalogue 3.11.3): see wording.hpp.
#include <algorithm>

#include "wording.hpp"

namespace amends::negotiation_plan {

using sdk::Texts;

bool Persuasion::complete() const {
  return std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.has_value(); });
}

std::vector<std::string_view> persuasion_order(std::string_view top_need, bool thinking) {
  const std::string_view lead = thinking || top_need == "balance" ? "reason" : top_need == "compensation" ? "benefit" : "feeling";
  std::vector<std::string_view> out{lead};
  // The rule stands last whatever leads: never first, and never as a threat.
  for (const auto dimension : kDimensions)
    if (dimension != lead) out.push_back(dimension);
  return out;
}

Persuasion persuasion(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene) {
  Persuasion out{.order = persuasion_order(facts.top_need, facts.thinking), .cells = {}, .rows = {}};
  const auto bank = context.call.pack("banks/persuasion");
  /// What fills a claim, with its evidence; nothing when the case has none.
  const auto claim = [&](std::string_view slot) -> std::optional<Cited> {
    if (slot == "emotion" && !facts.dominant.empty()) return Cited{scene.feeling, facts.feeling_evidence};
    if (slot == "need" && facts.needs_known && facts.top_need != "none") {
      if (const auto meaning = coded(context.call.pack("banks/scene"), "needs", facts.top_need, "meaning")) return Cited{*meaning, facts.need_evidence};
    }
    if (slot == "fact" && !facts.confirmed.empty()) return facts.confirmed.front();
    if (slot == "amount" && sums.owed && *sums.owed > 0) return Cited{written(context.call, *sums.owed, sums.currency), sums.owed_evidence};
    if (slot == "option" && !facts.options.empty()) return facts.options.front();
    if (slot == "rule" && !facts.rules.empty()) return facts.rules.front();
    return std::nullopt;
  };
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    // A row of the nature speaks closer to the case than one for all.
    for (const bool own : {true, false}) {
      for (const auto& row : bank.list("rows")) {
        if (out.cells[i] || row.text_or("dimension", "") != kDimensions[i]) continue;
        if (own ? row.text_or("nature", "") != facts.nature : row.has("nature")) continue;
        const auto filling = claim(row.need_text("claim_slot"));
        if (!filling) continue;
        out.cells[i] = Cited{sdk::fill(row.texts("text").value_or(Texts{}), {{"claim", filling->text}}), filling->evidence};
        out.rows[i] = row.need_text("id");
      }
    }
  }
  return out;
}

}  // namespace amends::negotiation_plan
