#include "threats.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

#include "signs.hpp"

namespace amends::intake {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

Texts threat_name(std::string_view kind) {
  if (kind == "regulator") return {"监管投诉", "the regulator"};
  if (kind == "media") return {"媒体或网络曝光", "media or publication"};
  if (kind == "lawsuit") return {"诉讼", "a lawsuit"};
  return {"上访或聚集", "a petition or gathering"};
}

/// What has happened already by the record, and for each kind the first field that shows it.
std::map<std::string_view, EvidenceId> happened_by_record(const Context& context) {
  struct Source {
    std::string_view kind;
    const char* path;
    bool holds;
  };
  const auto& record = context.record;
  const auto& channel = context.received.channel;
  const std::array<Source, 8> sources = {{{"regulator", "regulator.involved", record.flag_or("regulator.involved", false)},
                                          {"regulator", "channel.kind", context.received.by_regulator()},
                                          {"media", "media.posted", record.flag_or("media.posted", false)},
                                          {"media", "media.reporter_contact", record.flag_or("media.reporter_contact", false)},
                                          {"media", "channel.kind", channel == "media"},
                                          {"lawsuit", "litigation.filed", record.flag_or("litigation.filed", false)},
                                          {"petition", "channel.kind", channel == "petition_office"},
                                          {"petition", "crisis_facts.onsite_count", record.integer_or("crisis_facts.onsite_count", 0) > 0}}};
  std::map<std::string_view, EvidenceId> out;
  for (const auto& source : sources)
    if (source.holds && !out.contains(source.kind)) out[source.kind] = context.out.field(source.path);
  return out;
}

}  // namespace

Threats read_threats(const Context& context) {
  auto& out = context.out;
  const auto match = context.call.match("lex/threats", context.received.told);
  Threats found;
  std::vector<std::string> kinds;
  std::vector<const sdk::Hit*> hits;
  for (const auto& hit : match.hits) {
    const auto kind = sdk::Reader(hit.row).text_or("kind", "none");
    if (kind == "none") continue;
    if (hit.counts) ++found.hits;
    kinds.emplace_back(kind);
    hits.push_back(&hit);
    if (hits.size() <= kMarksMax) (void)out.span(hit, "threat " + kinds.back());
  }
  const auto shown = happened_by_record(context);
  const Happened happened{.regulator = shown.contains("regulator"), .media = shown.contains("media"), .lawsuit = shown.contains("lawsuit"), .petition = shown.contains("petition")};
  for (const auto& threat : threats_of(kinds, happened)) {
    Value span = nullptr;
    std::vector<EvidenceId> evidence;
    if (threat.hit) {
      const auto& hit = *hits[*threat.hit];
      span = Object{{"doc", hit.doc}, {"start", hit.start}, {"end", hit.end}};
      evidence.push_back(out.span(hit, "threat " + kinds[*threat.hit]));
    }
    if (threat.happened) evidence.push_back(shown.at(threat.kind));
    found.rows.push_back(Object{{"kind", threat.kind}, {"state", threat.happened ? "happened" : "threatened"}, {"span", std::move(span)}});
    out.finding({.code = "threat." + threat.kind,
                 .text = sdk::fill(threat.happened ? Texts{"{kind}已经发生。", "A step outside has been taken: {kind}."} : Texts{"投诉人提到{kind}。", "The complainant names {kind}."}, {{"kind", threat_name(threat.kind)}}),
                 .evidence = std::move(evidence),
                 .rule = "lex/threats"});
  }
  return found;
}

}  // namespace amends::intake
