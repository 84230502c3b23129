#include "scene_reading.hpp"

#include <algorithm>

#include "clauses.hpp"
#include "kit/documents.hpp"
#include "kit/lists.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::size_t kQuotesMax = 3, kToldMax = 2, kFearsMax = 4;
constexpr std::int64_t kQuoteLeast = 4;  ///< code points; shorter clauses say too little

bool has(const std::vector<Cited>& list, const Texts& text) {
  return std::any_of(list.begin(), list.end(), [&](const Cited& one) { return one.text == text; });
}

Value slot(const std::optional<Cited>& one) {
  return one ? Value(Object{{"text", sdk::to_json(one->text)}, {"evidence", Array{Value(one->evidence)}}}) : Value(nullptr);
}

Array slots(const std::vector<Cited>& list) {
  Array out;
  for (const auto& one : list) out.push_back(slot(one));
  return out;
}

}  // namespace

std::optional<Texts> coded(const Reader& bank, std::string_view list, std::string_view code, std::string_view member) {
  for (const auto& row : bank.list(list))
    if (row.text_or("code", "") == code) return row.texts(member);
  return std::nullopt;
}

Scene read_scene(const Context& context, const Facts& facts) {
  const auto& call = context.call;
  auto& out = context.out;
  const auto labels = call.pack("banks/labels"), bank = call.pack("banks/scene");
  Scene scene;
  scene.topic = coded(labels, "topics", facts.nature).value_or(coded(labels, "topics", "other").value_or(Texts{"这件事", "this matter"}));
  scene.feeling = coded(labels, "feelings", facts.dominant.empty() ? "any" : facts.dominant).value_or(Texts{"放心不下", "uneasy"});
  const auto channel = context.record.text_or("channel.kind", "");
  if (const auto place = coded(bank, "places", channel)) scene.where = Cited{*place, out.field("channel.kind")};

  std::vector<const sdk::Document*> own;
  for (const auto* document : kit::complainant_documents(call))
    if (kit::is_own_telling(*document)) own.push_back(document);
  if (!own.empty()) {
    for (const auto& hit : call.match("lex/stakes", own).hits) {
      const Reader row(hit.row);
      auto& list = row.text_or("kind", "") == "family" ? scene.answers_to : scene.fears;
      const auto text = row.texts("text").value_or(Texts{});
      if (list.size() < kFearsMax && !has(list, text)) list.push_back({text, out.span(hit, "what is at stake for them")});
    }
    // Their first own text says what it is about; the newest ends with the words that are fresh.
    const auto first = code_points_of(own.front()->body());
    const auto quote = [&](const sdk::Document& document, Range range) {
      const std::string words(document.quote(range.start, range.end));
      return Cited{{words, words}, out.span(document, range.start, range.end, "their own words")};
    };
    std::vector<Range> clauses;
    for (const auto clause : clauses_of(first))
      if (clause.length() >= kQuoteLeast) clauses.push_back(clause);
    // What demands or threatens is no telling, and a threat is never repeated.
    std::vector<Range> demanding, threatening;
    for (const auto& hit : call.match("lex/threats", own).hits) {
      if (hit.doc == own.front()->id()) demanding.push_back({hit.start, hit.end});
      if (hit.doc == own.back()->id()) threatening.push_back({hit.start, hit.end});
    }
    for (const auto& hit : call.match("lex/demands", own).hits)
      if (hit.doc == own.front()->id()) demanding.push_back({hit.start, hit.end});
    std::vector<Range> telling;
    for (const auto clause : clauses)
      if (std::none_of(demanding.begin(), demanding.end(), [&](Range range) { return overlap(range, clause); })) telling.push_back(clause);
    for (const auto clause : longest(std::move(telling), kToldMax)) scene.told.push_back(quote(*own.front(), clause));
    for (const auto clause : longest(std::move(clauses), kQuotesMax)) scene.quotes.push_back(quote(*own.front(), clause));
    if (const auto mirror = mirror_of(code_points_of(own.back()->body()), threatening); mirror && facts.safety == "none") scene.mirror = quote(*own.back(), *mirror);
  }
  const bool heavy = facts.dominant == "anxiety" || facts.dominant == "despair" || facts.dominant.empty();
  const bool fear = heavy && !scene.fears.empty();
  scene.event = fear ? scene.fears.front().text : scene.topic;
  scene.event_evidence = fear ? scene.fears.front().evidence : out.field("analysis.classify.nature.primary");
  return scene;
}

Value scene_card(const Scene& scene) {
  std::vector<Texts> sentences;
  Array evidence;
  const auto add = [&](const Texts& pattern, std::string_view name, const std::vector<Cited>& items) {
    if (items.empty()) return;
    std::vector<Texts> texts;
    for (const auto& item : items) {
      texts.push_back(item.text);
      evidence.emplace_back(item.evidence);
    }
    sentences.push_back(sdk::fill(pattern, {{name, kit::joined(texts)}}));
  };
  if (scene.where) add({"我{where}。", "I am {where}. "}, "where", {*scene.where});
  add({"我怕失去的是{list}。", "What I am afraid to lose: {list}. "}, "list", scene.fears);
  add({"回头还要向{list}交代。", "I will have to explain it to {list}. "}, "list", scene.answers_to);
  Texts card;
  for (const auto& sentence : sentences) {
    card.zh += sentence.zh;
    card.en += sentence.en;
  }
  if (card.en.ends_with(' ')) card.en.pop_back();
  const Value first_person = sentences.empty() ? Value(nullptr) : Value(Object{{"text", sdk::to_json(card)}, {"evidence", std::move(evidence)}});
  return Object{{"card", first_person}, {"where", slot(scene.where)}, {"fears", slots(scene.fears)}, {"answers_to", slots(scene.answers_to)}};
}

Value actor_sheet(const Context& context, const Facts& facts, const Scene& scene) {
  auto& out = context.out;
  const auto& record = context.record;
  const auto bank = context.call.pack("banks/scene");
  const auto kind = record.text_or("demand.0.kind", "");
  Object sheet;
  const auto set = [&](std::size_t index, const std::optional<Cited>& value) { sheet[kActorSlots[index]] = slot(value); };
  const auto need = [&](std::string_view member) -> std::optional<Cited> {
    const auto text = coded(bank, "needs", facts.top_need, member);
    return text ? std::optional(Cited{*text, facts.need_evidence}) : std::nullopt;
  };
  set(0, scene.where ? std::optional(Cited{sdk::fill({"我{where}，为的是{topic}。", "I am {where}. It is about {topic}."}, {{"where", scene.where->text}, {"topic", scene.topic}}), scene.where->evidence}) : std::nullopt);
  if (facts.same_matter > 0)
    set(1, Cited{sdk::fill({"为同一件事我已经找过{count}次，到现在还没有解决。", "I have been here about this before ({count}), and it is still not settled."}, {{"count", facts.same_matter}}), facts.history_evidence});
  else if (!facts.asserted.empty())
    set(1, Cited{sdk::fill({"就在之前，{what}。", "Just before this: {what}."}, {{"what", facts.asserted.back().text}}), facts.asserted.back().evidence});
  else if (!scene.quotes.empty())
    set(1, Cited{sdk::fill({"就在开口之前，我心里反复想的是：“{quote}”。", "Just before I speak, one thing turns over in my mind: \"{quote}\"."}, {{"quote", scene.quotes.front().text}}), scene.quotes.front().evidence});
  else set(1, std::nullopt);
  // A demand of a kind that nobody wrote an objective for leaves the slot empty.
  const auto objective = facts.demands.empty() ? std::nullopt : coded(bank, "objectives", kind);
  set(2, objective ? std::optional(Cited{sdk::fill({"我要{text}。", "I want to {text}."}, {{"text", *objective}}), facts.demands.front().evidence}) : std::nullopt);
  set(3, need("super_objective"));
  auto obstacle = coded(bank, "obstacles", facts.nature);
  if (!obstacle) obstacle = coded(bank, "obstacles", "other");
  set(4, obstacle ? std::optional(Cited{*obstacle, out.field("analysis.classify.nature.primary")}) : std::nullopt);
  if (!scene.fears.empty()) {
    std::vector<Texts> names;
    for (const auto& fear : scene.fears) names.push_back(fear.text);
    set(5, Cited{sdk::fill({"输了，我失去的是{list}。", "If I lose, what goes is {list}."}, {{"list", kit::joined(names)}}), scene.fears.front().evidence});
  } else if (const auto claimed = record.money("money.claimed")) {
    set(5, Cited{sdk::fill({"这里面有{sum}。", "There are {sum} in it."}, {{"sum", written(context.call, claimed->minor, claimed->currency)}}), out.field("money.claimed")});
  } else {
    set(5, std::nullopt);
  }
  set(6, need("actions"));
  Array quotes, quoted;
  for (const auto& one : scene.quotes) {
    quotes.emplace_back(one.text.zh);
    quoted.emplace_back(one.evidence);
  }
  sheet[kActorSlots[7]] = quotes.empty() ? Value(nullptr) : Value(Object{{"quotes", std::move(quotes)}, {"evidence", std::move(quoted)}});
  set(8, need("relax"));
  return sheet;
}

Value identification_card(const Context& context, const Facts& facts, const Sums& sums, const Scene& scene) {
  auto& out = context.out;
  std::optional<Cited> fact, feeling, demand, need, limit;
  if (!facts.asserted.empty()) fact = facts.asserted.front();
  else if (!scene.quotes.empty()) fact = scene.quotes.front();
  if (!facts.dominant.empty()) feeling = Cited{scene.feeling, facts.feeling_evidence};
  if (!facts.demands.empty()) demand = facts.demands.front();
  const auto meaning = coded(context.call.pack("banks/scene"), "needs", facts.top_need, "meaning");
  if (meaning && facts.top_need != "none") need = Cited{*meaning, facts.need_evidence};
  if (sums.own_floor) limit = Cited{written(context.call, *sums.own_floor, sums.currency), out.computation("their own floor", Object{{"minor", *sums.own_floor}}, sdk::to_json(sdk::Money{*sums.own_floor, sums.currency}))};
  return Object{{"fact", slot(fact)}, {"feeling", slot(feeling)}, {"demand", slot(demand)}, {"need", slot(need)}, {"limit", slot(limit)}};
}

}  // namespace amends::negotiation_plan
