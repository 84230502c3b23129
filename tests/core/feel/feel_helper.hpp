#pragma once
// What the tests of core/feel share: an expression's value as text, over a JSON record.
#include <string>
#include <string_view>

#include "feel/expression.hpp"
#include "support/json.hpp"

namespace amends::feel::test {

inline json::Value record(std::string_view text) {
  auto value = json::parse(text);
  return value ? *value : json::Value("the test's record is not JSON: " + value.error().text());
}

/// The value as FEEL text, or "error.code where: message".
inline std::string value_of(std::string_view expression, const json::Value& root = json::Object{}) {
  auto parsed = Expression::parse(expression);
  if (!parsed) return std::string(code_name(parsed.error().code)) + " " + parsed.error().text();
  auto value = parsed->evaluate(JsonScope(root, Instant{1'772'413'200'000'000}, 8 * 3600));  // 2026-03-02T01:00:00Z, in China
  if (!value) return std::string(code_name(value.error().code)) + " " + value.error().text();
  return text_of(*value);
}

/// "yes", "no", "unknown: names", or the error.
inline std::string truth_of(std::string_view expression, const json::Value& root = json::Object{}) {
  auto parsed = Expression::parse(expression);
  if (!parsed) return std::string(code_name(parsed.error().code)) + " " + parsed.error().text();
  auto truth = parsed->test(JsonScope(root));
  if (!truth) return std::string(code_name(truth.error().code)) + " " + truth.error().text();
  if (truth->kind == Truth::Kind::yes) return "yes";
  if (truth->kind == Truth::Kind::no) return "no";
  std::string out = "unknown:";
  for (const auto& name : truth->nulls) out += " " + name;
  return out;
}

}  // namespace amends::feel::test
