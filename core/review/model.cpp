#include "packs/packs.hpp"
#include "review/case_charts.hpp"
#include "review/case_parts.hpp"
#include "review/case_trail.hpp"
#include "review/letter_signature.hpp"
#include "review/parts.hpp"
#include "review/review.hpp"
#include "review/sent_letters.hpp"
#include "runtime/masking.hpp"

namespace amends::review {
namespace {

json::Object case_head(const Source& source) {
  const auto& record = source.record();
  const auto text = [&](std::string_view path) { return json::text_at(record, path); };
  json::Object head{{"id", source.state().id()},
                    {"workflow", source.pick(&source.state().definition().title())},
                    {"institution", source.pick(&source.organisation.name)},
                    {"channel", source.say("channel." + std::string(text("channel.kind")))},
                    {"reference", text("channel.ref")},
                    {"status", source.say("status." + std::string(text("case.status")))},
                    {"run", source.say("run." + source.loaded.row.status)},
                    {"run_code", source.loaded.row.status}};
  if (const auto at = parse_instant(text("channel.received_at"))) head["received"] = source.local(*at);
  for (const auto& party : json::list_at(record, "parties"))
    if (json::text_at(party, "role") == "complainant")
      head["complainant"] = source.options.texts ? (json::text_at(party, "name").empty() ? source.say("anonymous") : std::string(json::text_at(party, "name"))) : std::string("—");
  return head;
}

/// What the parts read: the sections of this case, its packs and its clock, without the runtime behind them.
PartSource part_source(const Source& source) {
  PartSource out;
  out.language = source.options.language;
  out.zone = source.zone;
  out.now = source.now;
  out.texts = source.options.texts;
  out.restricted = source.options.restricted;
  out.letter_signed = letter_signed(source.state(), source.organisation);
  out.letter_sent = letter_sent(source.state());
  for (const auto& letter : sent_letters(source.loaded))
    out.sent_letters.push_back(json::Object{{"text", words_of(letter)}, {"state", source.say("letter." + letter.status)}, {"dispatch", dispatch_text(letter, source.zone, source.options.language, source.options.texts)},
                                            {"tone", letter.status == "parked" || letter.status == "dropped" ? kDanger : letter.status == "acknowledged" ? kOk : kNotice}});
  out.case_id = source.state().id();
  out.record = &source.record();
  for (const auto& [path, section] : source.state().sections()) out.envelopes.emplace(path, &section.envelope);
  out.currency_digits = [&source](std::string_view currency) { return source.runtime.environment().packs->currency_digits(currency); };
  out.title_of = [&source](std::string_view file, std::string_view id) { return title_in(source, file, id); };
  return out;
}

/// The parts that have something to show, by name.
json::Object parts(const Source& source) {
  using Function = json::Value (*)(const PartSource&);
  static constexpr std::pair<const char*, Function> kParts[] = {{"crisis", crisis_part},   {"risk", risk_part}, {"verification", verification_part}, {"options", options_part}, {"plan", plan_part},
                                                                {"letter", letter_part}, {"dimensions", dimensions_part}, {"behind", behind_part}};
  const auto from = part_source(source);
  json::Object out;
  for (const auto& [name, function] : kParts)
    if (auto part = function(from); part.is_object()) out[name] = std::move(part);
  if (auto part = decisions_part(source); part.is_object()) out["decisions"] = std::move(part);
  return out;
}

}  // namespace

json::Value model(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, const Options& options) {
  const auto* organisation = runtime.environment().organisations->find(loaded.state.institution());
  const auto& own = organisation ? *organisation : runtime.environment().organisations->standard();
  auto now = const_cast<runtime::Runtime&>(runtime).clock().now();
  const Source source{runtime, loaded, options, own, own.zone, now};
  json::Object out;
  out["language"] = options.language;
  out["case"] = case_head(source);
  const auto classified = classification(source);
  const auto routed = route(source);
  out["headline"] = headline(source, classified, routed);
  out["alerts"] = alerts(source);
  out["facts"] = facts(source);
  out["documents"] = documents(source);
  out["classification"] = classified;
  out["route"] = routed;
  out["clocks"] = clocks(source);
  out["parts"] = parts(source);
  out["findings"] = findings(source);
  json::Array explanations, sections, guards;
  for (const auto& [path, section] : source.state().sections()) {
    if (const auto* text = json::find(section.envelope, "explain"); text && !is_withheld(source, path)) {
      const auto shown = without_citations(source.pick(text));
      if (!shown.empty()) explanations.push_back(json::Object{{"stage", runtime::short_stage_id(section.stage)}, {"stage_title", stage_title(source, section.stage)}, {"text", shown}});
    }
    json::Array stale;
    for (const auto& one : source.state().stale_paths(section)) stale.push_back(json::Value(one));
    sections.push_back(json::Object{{"stage", section.stage}, {"version", section.version}, {"run", section.run}, {"at", source.local(section.at)}, {"stale", std::move(stale)}});
    for (const auto& guard : is_withheld(source, path) ? json::Array{} : json::list_at(section.envelope, "guards")) {
      const auto* text = json::find(guard, "text");
      guards.push_back(json::Object{{"guard", json::text_at(guard, "guard")}, {"action", source.say(json::text_at(guard, "action"))}, {"text", source.pick(text)}, {"where", json::text_at(guard, "where")},
                                    {"stage", runtime::short_stage_id(section.stage)}});
    }
  }
  for (const auto& task : source.state().tasks())
    for (const auto& guard : json::list_or_empty(&task.guards)) {
      auto text = source.pick(json::find(guard, "text"));
      if (const auto quote = json::text_at(guard, "quote"); !quote.empty() && options.texts) text = (source.zh() ? "「" + std::string(quote) + "」：" : "\"" + std::string(quote) + "\": ") + text;
      guards.push_back(json::Object{{"guard", json::text_at(guard, "guard")}, {"action", source.say(json::text_at(guard, "action"))}, {"text", text}, {"where", json::text_at(guard, "where")}, {"stage", task.id}});
    }
  if (const auto* acknowledgement = json::find(source.record(), "analysis.intake.ack.text"); acknowledgement && options.texts && !source.state().safety_hold()) {
    const auto shown = source.pick(acknowledgement);
    if (!shown.empty()) out["acknowledgement"] = shown;
  }
  out["explanations"] = std::move(explanations);
  out["sections"] = std::move(sections);
  out["guards"] = std::move(guards);
  out["tasks"] = tasks(source);
  out["recusals"] = recusals(source);
  out["timeline"] = timeline(source);
  const auto hidden = [&](const json::Value& value, std::string_view path) { return shown_value(source, value, path) == "…" ? json::Value("…") : value; };
  json::Array corrections;
  for (const auto& correction : source.state().corrections())
    if (!is_withheld(source, correction.path)) corrections.push_back(json::Object{{"path", correction.path}, {"title", path_text(source, correction.path)}, {"value", hidden(correction.value, correction.path)}, {"value_text", shown_value(source, correction.value, correction.path)},
                                       {"machine", hidden(correction.machine, correction.path)}, {"machine_text", shown_value(source, correction.machine, correction.path)},
                                       {"before", hidden(correction.before, correction.path)}, {"before_text", correction.before == correction.machine ? std::string() : shown_value(source, correction.before, correction.path)}, {"by", correction.by}, {"role", correction.role},
                                       {"role_text", role_text(correction.role, source.options.language)},
                                       {"reason", options.texts ? correction.reason : std::string("…")}, {"at", source.local(correction.at)}});
  out["corrections"] = std::move(corrections);
  // A definition or journal that cannot be drawn leaves the section out: the rest of the case must still be read.
  if (options.drawing)
    if (auto trail = trail_of(loaded)) {
      const auto drawing = draw_workflow(loaded.state.definition(), drawing_options(runtime, loaded.state.definition(), options.language), &*trail);
      out["drawing"] = to_svg(drawing);
      out["drawing_text"] = drawing.description + "\n";
    }
  if (options.charts) out["charts"] = charts(source);
  out["withheld"] = !options.texts ? "texts" : !options.restricted ? "restricted" : "";
  out["printed"] = source.local(now);
  out["zone"] = zone_text(source, now);
  if (!options.texts) {
    // The fence is in each part; the net behind it: what repeats words of the case is not shown, wherever it came from.
    json::Value whole = std::move(out);
    runtime::Masker(source.state(), {}).veil(whole);
    return whole;
  }
  return out;
}

}  // namespace amends::review
