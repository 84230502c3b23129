#include "demand.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"
#include "kit/lists.hpp"

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

constexpr std::string_view kAnswer = "answers.good_enough";
constexpr std::array<std::string_view, 11> kKinds = {"refund", "compensation", "full_surrender", "claim_payment", "apology", "explanation", "correction", "stop_contact", "discipline", "expedite", "other"};

/// One row a kind: words first, then what the record or an answer says of it.
void add(std::vector<Explicit>& list, std::string_view kind, std::string_view quote, EvidenceId evidence) {
  auto found = std::find_if(list.begin(), list.end(), [&](const Explicit& one) { return one.kind == kind; });
  if (found == list.end()) found = list.insert(found, {std::string(kind), {}, {}});
  if (found->quote.empty()) found->quote = quote;
  if (found->evidence.size() < kShownMax) found->evidence.push_back(std::move(evidence));
}

Texts kind_title(std::string_view kind) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNames = {{{"退款", "a refund"}, {"赔偿", "compensation"}, {"全额退保", "a full surrender"}, {"赔付", "payment of the claim"}, {"道歉", "an apology"}, {"说明", "an explanation"}, {"更正", "a correction"}, {"停止联系", "that contact stops"}, {"追究责任", "discipline"}, {"尽快办理", "speed"}, {"其他事项", "something else"}}};
  const auto at = std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin();
  if (at == static_cast<std::ptrdiff_t>(kKinds.size())) return {std::string(kind), std::string(kind)};
  return {std::string(kNames[static_cast<std::size_t>(at)].first), std::string(kNames[static_cast<std::size_t>(at)].second)};
}

void read_spoken(const Context& context, DemandReading& reading) {
  for (const auto& word : read_words(context, "lex/demands", "kind")) add(reading.spoken, word.code, word.quote, word.evidence);
  for (const auto& row : context.record.list("demand")) {
    const auto kind = kit::one_of(row, "kind", kKinds, "other");
    const auto text = row.text_or("text", "");
    if (row.flag_or("explicit", false)) add(reading.spoken, kind, text, context.out.field(row.where()));
  }
  const auto answer = context.record.at(kAnswer);
  if (!answer.has("kind")) return;
  const auto kind = kit::one_of(answer, "kind", kKinds, "other");
  add(reading.spoken, kind, answer.text_or("words", ""), context.out.answer(answer.path("kind")));
}

void read_latent(const Context& context, const NeedReading& needs, DemandReading& reading) {
  const auto spoken = [&](std::string_view kind) { return std::any_of(reading.spoken.begin(), reading.spoken.end(), [&](const Explicit& one) { return one.kind == kind; }); };
  for (const auto& row : context.record.list("demand")) {
    const auto kind = std::string(kit::one_of(row, "kind", kKinds, "other"));
    if (row.flag_or("explicit", false) || spoken(kind)) continue;
    reading.latent.push_back({kind, {}, kind_title(kind), {context.out.field(row.path("explicit"))}});
  }
  for (const auto& score : needs.needs) {
    const auto& need = *context.map.need(score.code);
    if (std::none_of(need.met_by.begin(), need.met_by.end(), spoken)) reading.latent.push_back({{}, need.code, need.yearning, needs.of(need.code)});
  }
}

/// "It is not about the money", and money is asked for: both may be true, and an offer that meets one alone will miss.
void read_conflict(const Context& context, const std::vector<Word>& denials, DemandReading& reading) {
  const auto money = std::find_if(reading.spoken.begin(), reading.spoken.end(), [](const Explicit& one) { return asks_for_money(one.kind); });
  reading.money = money != reading.spoken.end();
  if (denials.empty() || !reading.money) return;
  reading.conflict = true;
  std::vector<EvidenceId> evidence{denials.front().evidence};
  evidence.insert(evidence.end(), money->evidence.begin(), money->evidence.end());
  context.out.finding({.code = "demand.conflict",
                       .severity = sdk::Severity::warn,
                       .confidence = 60,
                       .text = {"表里不一：客户说不是钱的问题，同时又要求金钱。两条路都要准备好，让客户自己选；推断可能有误。",
                                "Words and demand differ: the customer says it is not about the money and asks for money too. Prepare both paths and let them choose; the reading may be wrong."},
                       .evidence = kit::once(evidence, kShownMax),
                       .rule = "catalogue 3.5"});
}

void ask(const Context& context, const DemandReading& reading) {
  if (!reading.spoken.empty() || context.record.has(kAnswer)) return;
  context.out.question({.id = "good_enough",
                        .form_name = "good_enough",
                        .fields = {"kind", "words"},
                        .to_role = "handler",
                        .reason = {"客户没有明说想要什么。沟通时请问：怎样的结果对您来说算够好？", "What is wanted was not said outright. Ask in the talk: what outcome would be good enough?"}});
}

}  // namespace

bool asks_for_money(std::string_view kind) noexcept { return kind == "refund" || kind == "compensation" || kind == "full_surrender" || kind == "claim_payment"; }

DemandReading read_demand(const Context& context, const NeedReading& needs, const std::vector<Word>& denials) {
  DemandReading reading;
  read_spoken(context, reading);
  read_latent(context, needs, reading);
  read_conflict(context, denials, reading);
  reading.basis = context.out.computation("demands spoken and unspoken", sdk::Object{{"spoken", static_cast<std::int64_t>(reading.spoken.size())}, {"unspoken", static_cast<std::int64_t>(reading.latent.size())}}, reading.conflict);
  ask(context, reading);
  return reading;
}

}  // namespace amends::psychology
