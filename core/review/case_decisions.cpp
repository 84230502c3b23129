#include <algorithm>

#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "review/case_parts.hpp"
#include "review/told_part.hpp"

namespace amends::review {
namespace {

/// True when an input of the step is read from what this reader may not see: then neither the inputs nor the row that they led to are for them.
bool reads_withheld(const Source& source, const flow::Step& step) {
  return std::any_of(step.with.begin(), step.with.end(), [&](const auto& input) {
    return std::any_of(input.second.names().begin(), input.second.names().end(), [&](const auto& path) { return is_withheld(source, path); });
  });
}

/// What the event tells, and why the other rows did not match where the packs still hold the very table.
runtime::Told told_of(const Source& source, const json::Value& payload, bool& changed) {
  runtime::Told out;
  out.name = json::text_at(payload, "table");
  out.hash = json::text_at(payload, "hash");
  if (const auto* output = json::find(payload, "output")) out.output = *output;
  runtime::Told::Table asked;
  asked.inputs = json::object_at(payload, "inputs");
  for (const auto& row : json::list_at(payload, "matched")) {
    const auto* because = json::find(row, "because");
    asked.matched.push_back({std::string(json::text_at(row, "row")), {}, because ? *because : json::Value(nullptr)});
  }
  asked.used_default = asked.matched.empty() && !out.output.is_null();
  for (const auto& note : json::list_at(payload, "notes"))
    if (source.options.texts && note.is_string()) out.notes.emplace_back(std::string_view(note.get_string()));
  const auto& packs = *source.runtime.environment().packs;
  const auto table = packs.named_table(out.name);
  changed = !table || (*table)->hash() != out.hash;
  if (!changed) {
    if (const auto* file = packs.file(std::string_view(out.name).substr(0, out.name.find('#'))); file && !(*table)->model()) out.version = json::text_at(*file, "version");
    const json::Value inputs = asked.inputs;
    if (const auto again = (*table)->decide(feel::JsonScope(inputs), feel::Explain::yes))
      for (const auto& miss : again->misses) asked.missed.push_back({miss.row_id, miss.column, miss.cell, miss.value});
  }
  out.tables.push_back(std::move(asked));
  return out;
}

}  // namespace

json::Value decisions_part(const Source& source) {
  PartSource words;
  words.language = source.options.language;
  const CellText cell = [&](const json::Value& value) {
    if (!source.options.texts && holds_words(value)) return std::string("…");
    return cell_text(words, value, [&](const json::Value& plain) { return value_text(source, plain); });
  };
  Part part(words, "part.decisions");
  const auto& definition = source.state().definition();
  for (const auto& event : source.loaded.events) {
    if (event.kind != runtime::kinds::decided) continue;
    const auto payload = json::parse(event.payload);
    if (!payload) continue;
    const auto step = definition.find(json::text_at(*payload, "step"));
    if (step == flow::kEnd || reads_withheld(source, definition.step(step))) continue;
    bool changed = false;
    const auto told = told_of(source, *payload, changed);
    auto more = told.notes;
    more.push_back(source.local(event.at));
    if (changed) more.push_back(source.say("decided.changed"));
    add_decision(part, words, told, cell, definition.step(step).name + " · " + told.name, std::move(more));
  }
  return part.to_value();
}

}  // namespace amends::review
