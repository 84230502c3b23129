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

Texts sentence_of(const Threat& threat) {
  if (threat.kind == "regulator") return threat.happened ? Texts{"事情已经到了监管部门。", "The matter is already with a regulator."} : Texts{"投诉人提到要找监管部门。", "The complainant speaks of turning to a regulator."};
  if (threat.kind == "media") return threat.happened ? Texts{"事情已经在媒体或网络上公开。", "The matter is already in the media or online."} : Texts{"投诉人提到媒体或网络曝光。", "The complainant speaks of the media or of publishing it online."};
  if (threat.kind == "lawsuit") return threat.happened ? Texts{"投诉人已经起诉。", "The complainant has gone to court."} : Texts{"投诉人提到起诉。", "The complainant speaks of going to court."};
  return threat.happened ? Texts{"已经上访或有人到场。", "A petition is lodged or people are on site."} : Texts{"投诉人提到上访或聚集。", "The complainant speaks of a petition or a gathering."};
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
                 .text = sentence_of(threat),
                 .evidence = std::move(evidence),
                 .rule = "lex/threats"});
  }
  return found;
}

}  // namespace amends::intake
