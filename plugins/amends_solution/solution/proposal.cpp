#include "proposal.hpp"

#include <algorithm>

#include "approval.hpp"
#include "matter/sums.hpp"
#include "sdk/failure.hpp"

namespace amends::solution {
namespace {

using sdk::Object;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kOwedRemedy = "pay_entitlement";
constexpr std::string_view kAgreedRemedy = "agreed_sum";

/// 0: what is owed, 1: what was agreed beside it, 2: what else the customer gets, 3: what is mended in the house.
int rank(const Line& line) { return line.remedy->money == "owed" ? 0 : line.remedy->money == "agreed" ? 1 : line.remedy->customer ? 2 : 3; }

/// What is owed stands in every option once, in full (guardrail G6): a draft without such a remedy gets the plain payment, a second one gives way.
void put_owed(Draft& draft, const Book& book, const matter::Matter& matter) {
  if (matter.owed && matter.owed->minor == 0) {  // nothing is owed, so that no line may speak of a payment
    std::erase_if(draft.places, [&](const Place& place) { return book.remedy(place.remedy).money == "owed"; });
    return;
  }
  if (!matter.pays() && !matter.money_due()) return;
  std::vector<std::string> demands;
  for (const auto& demand : matter.demands)
    if (matter::asks_for_money(demand.kind) && demand.merit != "none") demands.push_back(demand.id);
  Place* first = nullptr;
  std::vector<Place> kept;
  for (auto& place : draft.places) {
    if (book.remedy(place.remedy).money != "owed") { kept.push_back(place); continue; }
    if (first) continue;
    kept.push_back(place);
    first = &kept.back();
  }
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const Place& place) { return book.remedy(place.remedy).money == "owed"; });
  if (found != kept.end()) found->demands = demands;
  else kept.insert(kept.begin(), Place{.remedy = std::string(kOwedRemedy), .demands = demands});
  draft.places = std::move(kept);
}

/// A sum that was agreed beyond what is owed stands in every option: it was agreed whatever way the customer is paid.
void put_agreed(Draft& draft, const matter::Matter& matter) {
  if (!matter.agreed) return;
  std::vector<std::string> demands;
  for (const auto& demand : matter.demands)
    if (matter::asks_for_money(demand.kind)) demands.push_back(demand.id);
  draft.places.push_back(Place{.remedy = std::string(kAgreedRemedy), .demands = demands});
}

Texts told(const Remedy& remedy, const std::optional<sdk::Money>& amount, std::int64_t digits) {
  if (remedy.money != "owed" && remedy.money != "agreed") return remedy.text;
  return sdk::fill(remedy.text, {{"amount", amount ? matter::written(*amount, digits) : Texts{"应付款项", "sum due"}}});
}

class Builder {
 public:
  Builder(const sdk::Call& call, sdk::Envelope& out, Proposal& proposal) : call_(call), out_(out), proposal_(proposal), now_(*call.now()), today_(matter::local_day(call, now_)) {}

  void build() {
    std::vector<Offer> offers;
    for (const auto& reason : proposal_.reasons) offers.push_back(reason.offer);
    auto drafts = compose(offers, proposal_.book.ways);
    for (auto& draft : drafts) {
      put_owed(draft, proposal_.book, proposal_.matter);
      put_agreed(draft, proposal_.matter);
    }
    std::vector<Option> options;
    for (const auto& draft : drafts)
      if (!draft.places.empty()) options.push_back(option_of(draft));
    // By the terms of the remedies alone: a payday that is kept and a sum that was agreed meanwhile would deal the letters anew, which people have approved and chosen.
    std::vector<std::optional<std::int64_t>> effects;
    for (const auto& option : options) effects.push_back(effect_of(option, [](const Line& line) { return line.remedy->money == "agreed" ? nullptr : &line.planned; }));
    for (const auto index : by_effect(effects)) {
      if (proposal_.options.size() == kOptionsMax) { ++proposal_.left_out; continue; }
      proposal_.options.push_back(std::move(options[index]));
      proposal_.options.back().id = letter_of(proposal_.options.size() - 1);
    }
  }

 private:
  Line line_of(const Place& place) {
    const auto& remedy = proposal_.book.remedy(place.remedy);
    const auto planned = matter::term(call_, now_, remedy.within);
    Line line{.remedy = &remedy, .demands = place.demands, .term = planned, .planned = planned, .amount = std::nullopt, .what = {}, .evidence = {}, .task = {}};
    if (remedy.money == "owed") line.amount = proposal_.matter.owed;
    const auto keeps = remedy.money == "owed" && line.amount ? kept(proposal_.payday, line.amount->minor, now_) : std::nullopt;
    line.term = no_later(call_, planned, keeps);
    if (remedy.money == "agreed") line.amount = proposal_.matter.agreed;
    if (remedy.money == "interest") line.amount = proposal_.approval.interest;
    line.what = told(remedy, line.amount, proposal_.matter.digits);
    Object operands{{"remedy", remedy.id}, {"starts_at", sdk::format_instant(now_)}, {"within", remedy.within}};
    if (keeps) operands["no_later_than"] = sdk::format_instant(*keeps);
    line.evidence = out_.computation("by when a remedy is delivered", std::move(operands), line.term ? Value(Object{{"due_at", sdk::format_instant(line.term->due_at)}, {"zh", matter::written(line.term->last).zh}, {"en", matter::written(line.term->last).en}}) : Value(nullptr));
    return line;
  }

  Option option_of(const Draft& draft) {
    Option option;
    option.way = draft.way;
    for (const auto& place : draft.places) option.lines.push_back(line_of(place));
    std::stable_sort(option.lines.begin(), option.lines.end(), [](const Line& left, const Line& right) { return rank(left) < rank(right); });
    std::int64_t conditional = 0, undated = 0;
    std::vector<std::string> served;
    for (const auto& line : option.lines) {
      if (line.amount) option.total_minor += line.amount->minor;
      if (line.conditional()) ++conditional;
      if (!line.term) ++undated;
      if (line.conditional()) option.conditions.push_back(*line.remedy->conditions);
      served.insert(served.end(), line.remedy->serves.begin(), line.remedy->serves.end());
    }
    option.effect_days = effect_of(option, [](const Line& line) { return &line.term; });
    option.parts = {.need_fit = need_fit(proposal_.needs, served),
                    .equal_treatment = equal_treatment(option.total_minor, comparable()),
                    .feasibility = feasibility(static_cast<std::int64_t>(option.lines.size()), std::min(conditional, static_cast<std::int64_t>(option.lines.size()) - undated), undated),
                    .speed = speed(option.effect_days)};
    option.score = score(option.parts);
    const auto limit = call_.record().money("money.authority_limit");
    option.approver_role = limit && limit->minor < option.total_minor ? "executive" : "supervisor";
    return option;
  }

  /// Days until the last line for the customer is done; nothing where one has no date. term_of: of a line; nullptr leaves it out.
  template <class TermOf> std::optional<std::int64_t> effect_of(const Option& option, TermOf term_of) const {
    std::int64_t effect = 0;
    for (const auto& line : option.lines) {
      const auto* term = line.remedy->customer ? term_of(line) : nullptr;
      if (!term) continue;
      if (!*term) return std::nullopt;
      effect = std::max(effect, matter::number_of((*term)->last) - matter::number_of(today_));
    }
    return effect;
  }

  std::vector<std::int64_t> comparable() const {
    std::vector<std::int64_t> out;
    const auto rows = call_.record().list("store_facts.comparable");
    for (const auto& row : rows)
      if (const auto minor = row.integer("minor"); minor && *minor >= 0 && (!proposal_.matter.owed || row.text_or("currency", "") == proposal_.matter.owed->currency)) out.push_back(std::min(*minor, sdk::kIntegerMax));
    return out;
  }

  const sdk::Call& call_;
  sdk::Envelope& out_;
  Proposal& proposal_;
  sdk::Instant now_;
  matter::Day today_;
};

}  // namespace

const Option* Proposal::chosen_option() const {
  if (!chosen) return nullptr;
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.id == *chosen && option.approved; });
  return found == options.end() ? nullptr : &*found;
}

Proposal propose(const sdk::Call& call, sdk::Envelope& out, matter::Matter matter) {
  if (!call.now()) sdk::fail("error.missing_field", "the dates of the options need the time of the turn; run the stage in a runtime that gives it", "now");
  Proposal proposal;
  proposal.matter = std::move(matter);
  proposal.merits = out.field(proposal.matter.merit_path);
  proposal.owed = out.field(proposal.matter.owed_path);
  proposal.payday = read_payday(call.record());
  proposal.book = read_book(call);
  proposal.needs = read_needs(call.record());
  proposal.circumstances = read_circumstances(call, out, proposal.needs);
  proposal.approval = read_approval(call, out, proposal.matter);
  proposal.reasons = offers_for(call, proposal.matter, proposal.circumstances);
  Builder(call, out, proposal).build();
  apply_approval(call, out, proposal);
  std::vector<std::optional<std::int64_t>> scores;
  for (const auto& option : proposal.options) scores.push_back(option.score);
  proposal.recommended = best(scores);
  return proposal;
}

}  // namespace amends::solution
