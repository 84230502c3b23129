#include "review/parts.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kNeedsShown = 2;

/// The hypothesis of a kind and code in words, with the question that tests it.
std::string hypothesis(const PartSource& source, const json::Value& result, std::string_view kind, std::string_view code) {
  for (const auto& row : json::list_at(result, "hypotheses"))
    if (json::text_at(row, "kind") == kind && (code.empty() || json::text_at(row, "code") == code)) return source.in(row, "text");
  return {};
}

}  // namespace

json::Value behind_part(const PartSource& source) {
  if (!source.texts || !source.restricted) return nullptr;
  const auto* result = source.section("analysis.psychology");
  const auto* portrait = source.section("analysis.portrait");
  if (!result && !portrait) return nullptr;
  Part part(source, "part.behind");
  part.note(source.say("part.behind.note"));
  if (result) {
    std::vector<std::string> needs, spoken, unspoken, defences;
    for (const auto& need : json::list_at(*result, "needs")) {
      if (needs.size() == kNeedsShown) break;
      const auto code = json::text_at(need, "code");
      auto text = hypothesis(source, *result, "need", code);
      needs.push_back((text.empty() ? source.say(code) : text) + (json::find(need, "score") ? source.bracketed(std::to_string(json::integer_at(need, "score"))) : ""));
    }
    for (const auto& demand : json::list_at(*result, "demand.explicit")) {
      const auto quote = json::text_at(demand, "quote");
      spoken.push_back(source.say("demand." + std::string(json::text_at(demand, "kind"))) + (quote.empty() ? "" : source.zh() ? "「" + std::string(quote) + "」" : " “" + std::string(quote) + "”"));
    }
    for (const auto& demand : json::list_at(*result, "demand.latent")) unspoken.push_back(source.in(demand, "text"));
    for (const auto& defence : json::list_at(*result, "defences")) {
      const auto code = json::text_at(defence, "code");
      auto text = hypothesis(source, *result, "defence", code);
      defences.push_back(text.empty() ? source.say(code) : text);
    }
    part.pair("behind.needs", needs.empty() ? std::vector<std::string>{source.say("behind.nothing")} : std::move(needs));
    if (!spoken.empty()) part.pair("behind.spoken", {source.list(spoken)});
    if (!unspoken.empty()) part.pair("behind.unspoken", {source.list(unspoken)});
    if (json::bool_at(*result, "demand.conflict")) part.pair("behind.conflict", {source.say("behind.conflict.text")}, kWarn);
    part.pair("behind.defences", std::move(defences));
    if (const auto code = json::text_at(*result, "temperament.code", "unknown"); code != "unknown") part.pair("behind.manner", {source.say(code)});
    part.pair("behind.motive", {hypothesis(source, *result, "motive_picture", {})});
  }
  if (portrait) {
    std::vector<std::string> types;
    for (const auto& type : json::list_at(*portrait, "types")) types.push_back(source.say(json::text_at(type, "code")));
    part.pair("behind.types", {types.empty() ? source.say("behind.no_type") : source.list(types)});
    part.command("sheet");
  }
  return part.to_value();
}

}  // namespace amends::review
