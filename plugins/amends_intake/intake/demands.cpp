#include "demands.hpp"

#include <algorithm>

namespace amends::intake {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;

/// The words around a demand, from comma to comma.
std::string clause_of(const Received& received, const sdk::Place& place) {
  const auto number = received.number_of(place.doc);
  const auto& text = received.texts[number];
  static constexpr std::u32string_view kEnds = U",.;!?\u3002\uFF0C\uFF1B\uFF01\uFF1F\u3001\n";
  auto from = static_cast<std::size_t>(place.start), to = static_cast<std::size_t>(place.end);
  while (from > 0 && kEnds.find(text[from - 1]) == std::u32string_view::npos) --from;
  while (to < text.size() && kEnds.find(text[to]) == std::u32string_view::npos) ++to;
  return std::string(received.documents[number]->quote(static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)));
}

void claim(const Context& context, const sdk::Stated& stated, Demands& demands) {
  std::vector<AskedSum> asked;
  for (const auto& demand : demands.list) asked.push_back({demand.kind, demand.amount});
  std::vector<sdk::Money> sums;
  for (const auto& money : stated.money) sums.push_back(money.money);
  const auto found = claim_of(asked, sums);
  std::vector<sdk::EvidenceId> evidence;
  for (const auto number : found.demands) evidence.push_back(demands.list[number].amount_evidence);
  switch (found.basis) {
    case ClaimBasis::unknown: return;
    case ClaimBasis::mixed:
      context.out.finding({.code = "money.currency_mismatch",
                           .severity = sdk::Severity::warn,
                           .text = {"诉求中的金额币种不同，不能相加，请由经办人填写诉求金额。", "The demands name sums in different currencies, which cannot be added; the handler enters the sum."},
                           .evidence = std::move(evidence),
                           .rule = "catalogue 0.1"});
      return;
    case ClaimBasis::demands: demands.claimed = found.sum; break;
    case ClaimBasis::paid_in:
      demands.claimed = context.record.money("money.paid_in");
      if (!demands.claimed) return;
      evidence.push_back(context.out.field("money.paid_in"));
      break;
    case ClaimBasis::only_sum:
      demands.claimed = found.sum;
      evidence.push_back(context.out.span(stated.money.front(), "money, the only sum of the texts"));
      break;
  }
  demands.claimed_evidence = std::move(evidence);
}

}  // namespace

Demands read_demands(const Context& context, Extraction& extraction) {
  const auto match = context.call.match("lex/demands", context.received.told);
  Demands out;
  std::vector<const sdk::Hit*> hits;
  for (const auto& hit : match.hits) {
    if (Reader(hit.row).text_or("kind", "none") == "none") continue;
    if (hit.counts) ++out.hits;
    hits.push_back(&hit);
  }
  std::vector<DemandHit> places;
  for (const auto* hit : hits) {
    const Reader row(hit->row);
    places.push_back({context.received.number_of(hit->doc), hit->start, hit->end, std::string(row.text_or("kind", "")), std::string(row.text_or("amount_slot", "none"))});
  }
  add_bare_sums(context, places, extraction);
  const auto sums = sums_of_demands(places, extraction.sums, context.received.texts);
  for (std::size_t i = 0; i < hits.size() && out.list.size() < kMarksMax; ++i) {
    const auto* money = sums[i] ? &extraction.stated.money[*sums[i]] : nullptr;
    Demand demand{.kind = places[i].kind, .place = *hits[i], .amount = money ? std::optional(money->money) : std::nullopt, .said = {quote_of(context.received, *hits[i])}, .amount_written = money ? quote_of(context.received, *money) : "", .evidence = {}, .amount_evidence = {}};
    // Said twice is asked once; a sum completes an earlier demand of its kind that had none.
    auto same = std::find_if(out.list.begin(), out.list.end(), [&](const Demand& known) { return known.kind == demand.kind && (!demand.amount || !known.amount || *known.amount == *demand.amount); });
    if (same != out.list.end() && (same->amount || !demand.amount)) {
      if (same->said.size() < kSaidMax) same->said.push_back(quote_of(context.received, *hits[i]));
      continue;
    }
    demand.evidence = context.out.span(*hits[i], "demand " + demand.kind);
    if (money) demand.amount_evidence = context.out.span(*money, "money of the demand " + demand.kind);
    if (same != out.list.end()) *same = std::move(demand);
    else out.list.push_back(std::move(demand));
  }
  claim(context, extraction.stated, out);
  return out;
}

void propose_demands(const Context& context, const Demands& demands) {
  if (demands.claimed) context.out.fact("money.claimed", sdk::to_json(*demands.claimed), demands.claimed_evidence);
  bool ours = true;  // an earlier run of this stage wrote the list, so a new text may complete it
  for (const auto& demand : context.record.list("demand")) ours = ours && demand.text_or("id", "").starts_with("in");
  if (!ours || demands.list.empty()) return;
  Array list;
  std::vector<sdk::EvidenceId> evidence;
  for (const auto& demand : demands.list) {
    list.push_back(Object{{"id", "in" + std::to_string(list.size() + 1)}, {"kind", demand.kind}, {"amount", sdk::to_value(demand.amount)}, {"text", clause_of(context.received, demand.place)}, {"explicit", true}, {"evidence", demand.place.doc}});
    evidence.push_back(demand.evidence);
  }
  context.out.fact("demand", std::move(list), std::move(evidence));
}

}  // namespace amends::intake
