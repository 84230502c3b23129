#include "review/told_part.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kMissesShown = 12;  ///< other rows of one table; the rest is counted
constexpr std::size_t kHashShown = 19;    ///< "sha256:" and twelve digits

std::string reason_text(const PartSource& words, const json::Value& because) {
  return because.is_string() ? std::string(std::string_view(because.get_string())) : std::string(json::in_language(&because, words.language));
}

}  // namespace

std::string cell_text(const PartSource& words, const json::Value& value, const CellText& plain) {
  if (const auto* object = value.if_object(); object && !object->contains("currency")) {
    std::string out;
    for (const auto& [key, member] : *object) out += (out.empty() ? "" : words.stop()) + std::string(key) + " = " + cell_text(words, member, plain);
    return out;
  }
  if (const auto* list = value.if_array()) {
    std::vector<std::string> out;
    for (const auto& one : *list) out.push_back(cell_text(words, one, plain));
    return words.list(out);
  }
  return value.is_null() ? words.say("decided.unknown") : plain(value);
}

void add_decision(Part& part, const PartSource& words, const runtime::Told& told, const CellText& cell, const std::string& title, std::vector<std::string> more) {
  std::vector<std::string> lines;
  std::string first;
  bool any = false, by_default = false;
  for (const auto& table : told.tables) {
    by_default = by_default || table.used_default;
    for (const auto& row : table.matched) {
      if (!any) first = words.say("decided.row") + " " + row.id;
      any = true;
      const auto because = reason_text(words, row.because);
      lines.push_back(words.named(words.say("decided.row") + " " + row.id) + (because.empty() ? words.say("decided.matches") : because));
    }
  }
  if (!any && !told.tables.empty()) lines.push_back(words.say(by_default ? "decided.by_default" : "decided.no_row"));
  for (const auto& table : told.tables) {
    std::string inputs;
    for (const auto& [name, value] : table.inputs) inputs += (inputs.empty() ? "" : words.stop()) + std::string(name) + " = " + cell(value);
    if (!inputs.empty()) lines.push_back(words.named(words.say("decided.inputs")) + inputs);
  }
  for (const auto& name : told.not_given) lines.push_back(words.named(words.say("decided.not_given")) + name);
  for (auto& line : more) lines.push_back(std::move(line));
  lines.push_back((told.version.empty() ? "" : words.say("decided.version") + " " + told.version + words.stop()) + told.hash.substr(0, kHashShown) + "…");
  part.card(title, told.output.is_null() ? words.say("decided.nothing") : cell(told.output), first, kNotice, std::move(lines));
  for (const auto& table : told.tables) {
    if (table.missed.empty()) continue;
    part.table({words.say("decided.other"), words.say("decided.input"), words.say("decided.asks"), words.say("decided.is")});
    for (std::size_t i = 0; i < table.missed.size() && i < kMissesShown; ++i) part.row({table.missed[i].row, table.missed[i].column, table.missed[i].cell, cell(table.missed[i].value)});
    if (table.missed.size() > kMissesShown) part.line(words.named(words.say("decided.more")) + std::to_string(table.missed.size() - kMissesShown));
  }
}

json::Value told_part(const runtime::Told& told, std::string_view language) {
  PartSource words;
  words.language = language;
  const auto plain = [](const json::Value& value) { return value.is_string() ? std::string(std::string_view(value.get_string())) : json::write(value); };
  const CellText cell = [&](const json::Value& value) { return cell_text(words, value, plain); };
  Part part(words, "part.decision");
  add_decision(part, words, told, cell, told.source.empty() ? told.name : told.name + " · " + told.source, told.notes);
  return part.to_value();
}

}  // namespace amends::review
