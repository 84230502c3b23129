#include "review/part_source.hpp"

#include <utility>

#include "calendar/zone.hpp"
#include "review/case_source.hpp"
#include "support/money.hpp"

namespace amends::review {
namespace {

json::Array texts(std::vector<std::string> lines) {
  json::Array out;
  for (auto& line : lines)
    if (!line.empty()) out.push_back(json::Value(std::move(line)));
  return out;
}

}  // namespace

const json::Value* PartSource::section(std::string_view path) const {
  const auto* found = at(path);
  return found && found->is_object() ? found : nullptr;
}

const json::Value* PartSource::envelope(std::string_view path) const {
  const auto found = envelopes.find(path);
  return found == envelopes.end() ? nullptr : found->second;
}

std::string PartSource::money(const json::Value* value) const {
  std::int64_t minor = 0;
  const auto* amount = value ? json::find(*value, "minor") : nullptr;
  if (!amount || !json::as_integer(*amount, minor)) return say("unknown");
  const auto currency = json::text_at(*value, "currency");
  const auto sum = format_minor(minor, currency_digits(currency));
  return currency == "CNY" && zh() ? sum + "元" : std::string(currency) + " " + sum;
}

std::string PartSource::local(std::string_view instant) const {
  const auto at = parse_instant(instant);
  if (!at) return {};
  const auto found = calendar::Zone::find(zone);
  if (!found) return format_instant(*at);
  const auto text = calendar::describe_local(*at, *found);
  return without_zone(zh() ? text.zh : text.en);
}

std::string PartSource::due(std::string_view instant) const {
  const auto at = parse_instant(instant);
  if (!at) return {};
  const auto found = calendar::Zone::find(zone);
  if (!found) return format_instant(*at);
  const auto text = calendar::describe_due(*at, *found);
  return without_zone(zh() ? text.zh : text.en);
}

std::string PartSource::list(const std::vector<std::string>& words) const {
  std::string out;
  for (const auto& word : words)
    if (!word.empty()) out += (out.empty() ? "" : zh() ? "、" : ", ") + word;
  return out;
}

void Part::state(std::string text, std::string_view tone) {
  out_["state"] = std::move(text);
  out_["tone"] = tone;
}

void Part::command(std::string_view words) {
  hint((source_.zh() ? "整张打印：amends case " : "The whole sheet: amends case ") + std::string(words) + " " + source_.case_id);
}

json::Array& Part::rows(std::string_view kind, const std::string& fold, bool always_new) {
  const auto same = [&](const json::Value& block) { return json::text_at(block, "kind") == kind && json::text_at(block, "fold") == fold; };
  if (always_new || blocks_.empty() || !same(blocks_.back())) {
    json::Object block{{"kind", kind}, {"rows", json::Array{}}};
    if (!fold.empty()) block["fold"] = fold;
    blocks_.push_back(std::move(block));
  }
  return blocks_.back().as_object()["rows"].as_array();
}

void Part::pair(std::string_view label_key, std::vector<std::string> lines, std::string_view tone) {
  auto shown = texts(std::move(lines));
  if (shown.empty()) return;
  rows("pairs").push_back(json::Object{{"label", source_.say(label_key)}, {"lines", std::move(shown)}, {"tone", tone}});
}

void Part::line(std::string text, std::string_view mark, std::string_view tone, const std::string& fold) {
  if (!text.empty()) rows("lines", fold).push_back(json::Object{{"text", std::move(text)}, {"mark", mark}, {"tone", tone}});
}

void Part::table(std::vector<std::string> head, bool terminal_only) {
  (void)rows("table", {}, true);
  json::Array cells;
  for (auto& cell : head) cells.push_back(json::Value(std::move(cell)));
  blocks_.back().as_object()["head"] = std::move(cells);
  blocks_.back().as_object()["tones"] = json::Array{};
  if (terminal_only) blocks_.back().as_object()["terminal"] = true;
}

void Part::row(std::vector<std::string> cells, std::string_view tone) {
  json::Array out;
  for (auto& cell : cells) out.push_back(json::Value(std::move(cell)));
  rows("table").push_back(std::move(out));
  blocks_.back().as_object()["tones"].as_array().push_back(json::Value(tone));
}

void Part::bars(std::int64_t most) {
  (void)rows("bars", {}, true);
  blocks_.back().as_object()["most"] = most;
}

void Part::bar(std::string label, std::int64_t value, std::string text, std::string note, std::string_view tone) {
  rows("bars").push_back(json::Object{{"label", std::move(label)}, {"value", value}, {"text", std::move(text)}, {"note", std::move(note)}, {"tone", tone}});
}

void Part::card(std::string title, std::string value, std::string tag, std::string_view tone, std::vector<std::string> lines) {
  rows("cards").push_back(json::Object{{"title", std::move(title)}, {"value", std::move(value)}, {"tag", std::move(tag)}, {"tone", tone}, {"lines", texts(std::move(lines))}});
}

void Part::drawing(std::string svg) {
  if (!svg.empty()) blocks_.push_back(json::Object{{"kind", "drawing"}, {"svg", std::move(svg)}});
}

void Part::letter(std::string text, const std::string& fold) {
  if (!text.empty()) blocks_.push_back(json::Object{{"kind", "letter"}, {"text", std::move(text)}, {"fold", fold}});
}

json::Value Part::to_value() {
  if (blocks_.empty() && !out_.contains("state")) return nullptr;
  out_["blocks"] = std::move(blocks_);
  return std::move(out_);
}

}  // namespace amends::review
