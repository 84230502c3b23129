#include "packs/guards.hpp"

#include <algorithm>

namespace amends::packs {
namespace {

/// 0 for an action that stops nothing.
int strength(std::string_view action) noexcept {
  if (action == "block" || action == "blocked") return 3;
  if (action == "rewrite" || action == "rewritten") return 2;
  return action == "flag" || action == "flagged" ? 1 : 0;
}

/// Members that are only read by people, and the one that may rise.
bool may_change(std::string_view key) noexcept { return key == "message" || key == "rewrite" || key == "note" || key == "why" || key == "action" || key == "\x01"; }

bool same_but_words(const json::Object& a, const json::Object& b) {
  const auto covered = [](const json::Object& from, const json::Object& other) {
    return std::all_of(from.begin(), from.end(), [&](const auto& member) {
      if (may_change(member.key())) return true;
      const auto* there = other.if_contains(member.key());
      return there != nullptr && *there == member.value();
    });
  };
  return covered(a, b) && covered(b, a);
}

}  // namespace

bool is_guard(std::string_view logical_name) noexcept { return logical_name.starts_with("guard/"); }

Result<void> check_guard_layer(const json::Value& below, const std::vector<Source>& layer) {
  const auto& known = json::list_at(below, "rows");
  for (const auto& source : layer) {
    const auto& rows = json::list_at(source.document->value, "rows");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto key = row_key(rows[i]);
      const auto refuse = [&](const std::string& what) {
        return fail(ErrorCode::refused, "the guard row '" + key + "' " + what + "; guard packs can be extended, never reduced or weakened",
                    source.document->place("rows." + std::to_string(i)));
      };
      if (json::bool_at(rows[i], "disabled")) return refuse("must not be disabled");
      const auto there = std::find_if(known.begin(), known.end(), [&](const json::Value& row) { return row_key(row) == key; });
      const int here = strength(json::text_at(rows[i], "action"));
      if (there == known.end()) {
        if (here < 3) return refuse("is new in this layer and must have the action block");
        continue;
      }
      json::Object laid = rows[i].get_object();
      if (!laid.contains("lang") && !source.language.empty()) laid["lang"] = source.language;
      if (!same_but_words(there->get_object(), laid)) return refuse("must keep its pattern and everything but message, rewrite and a stronger action");
      if (here < strength(json::text_at(*there, "action"))) return refuse("must not have a weaker action than before");
    }
  }
  return {};
}

}  // namespace amends::packs
