#pragma once
// What the guard tests share: a guard from the shipped rows, and short ways to build envelopes.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "guard/guard.hpp"
#include "support/json.hpp"
#include "support/yaml.hpp"

namespace amends::guard_test {

inline json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  if (!value) throw std::runtime_error(value.error().text());
  return *value;
}

inline void put(json::Value& root, std::string_view path, json::Value value) {
  if (auto done = json::set(root, path, std::move(value)); !done) throw std::runtime_error(done.error().text());
}

inline json::Value read_yaml(const std::string& path) {
  auto document = yaml::read_file(std::string(AMENDS_SOURCE_DIR) + "/" + path);
  if (!document) throw std::runtime_error(document.error().text());
  return document->value;
}

inline json::Array shipped_rows() {
  json::Array rows;
  for (const auto* name : {"deceive", "threat", "insult", "delay", "discriminate", "suppress", "entitlement", "gag", "refusal", "care", "label"}) {
    const auto file = read_yaml("workflows/packs/shipped/guard/" + std::string(name) + ".yaml");
    for (const auto& row : json::list_at(file, "rows")) rows.push_back(row);
  }
  return rows;
}

inline json::Value row(std::string_view id, std::string_view guard, std::string_view language, std::string_view pattern, std::string_view action, bool regex = false) {
  json::Object out{{"id", id}, {"guard", guard}, {"lang", language}, {"pattern", pattern}, {"action", action}, {"message", json::bilingual("请改写。", "Write it anew.")}};
  if (regex) out["regex"] = true;
  return out;
}

inline std::shared_ptr<const guard::Guard> guard_of(guard::Sources sources) {
  auto made = guard::Guard::from_sources(std::move(sources));
  if (!made) throw std::runtime_error(made.error().text());
  return *made;
}

/// The shipped rows; the institution's telephone numbers and the rights notice of China and the US.
inline const guard::Guard& shipped() {
  static const auto made = [] {
    guard::Sources sources;
    sources.rows = shipped_rows();
    sources.own_numbers = {"13900001111", "110", "120", "95599"};
    const auto notice = read_yaml("workflows/packs/shipped/rights/notice.yaml");
    for (const auto& jurisdiction : json::list_at(notice, "jurisdictions"))
      for (const auto& item : json::list_at(jurisdiction, "items"))
        for (const auto* language : {"text.zh", "text.en"}) sources.rights_texts.emplace_back(json::text_at(item, language));
    return guard_of(std::move(sources));
  }();
  return *made;
}

inline Instant at(std::string_view text) {
  auto instant = parse_instant(text);
  if (!instant) throw std::runtime_error(instant.error().text());
  return *instant;
}

/// Monday 2 March 2026, nine in the morning in Shanghai.
inline guard::Context context(const json::Value* record = nullptr, std::string_view stage = "amends.classify") {
  guard::Context out;
  out.record = record;
  out.stage = stage;
  out.now = at("2026-03-02T01:00:00Z");
  return out;
}

inline json::Value script(std::string_view zh, std::string_view en, std::string_view moment = "opening") {
  return json::Object{{"id", "s1"}, {"moment", moment}, {"text", json::bilingual(zh, en)}};
}
inline json::Value envelope_with(std::string_view list, json::Value item) {
  return json::Object{{"stage", "amends.classify"}, {"status", "ok"}, {"result", json::Object{}}, {list, json::Array{std::move(item)}}, {"guards", json::Array{}}};
}

inline std::vector<std::string> rules(const std::vector<guard::Action>& actions) {
  std::vector<std::string> out;
  for (const auto& action : actions) out.push_back(action.rule);
  return out;
}
inline const guard::Action* find(const std::vector<guard::Action>& actions, std::string_view rule) {
  for (const auto& action : actions)
    if (action.rule == rule) return &action;
  return nullptr;
}

}  // namespace amends::guard_test
