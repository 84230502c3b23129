#include "guard/signs.hpp"

#include <algorithm>

namespace amends::guard {

Sign sign_of(const json::Value* value) {
  if (!value || value->is_null()) return Sign::none;
  if (value->is_string()) {
    const auto word = json::text_or(value, "");
    if (word == "explicit") return Sign::explicit_sign;
    return word.empty() || word == "none" || word == "unknown" ? Sign::none : Sign::veiled;
  }
  if (!value->is_object()) return Sign::none;
  return std::max(sign_of(json::find(*value, "self_harm")), sign_of(json::find(*value, "violence")));
}

Sign recorded_sign(const json::Value& record) {
  const auto recorded = sign_of(json::find(record, "flags.safety"));
  return recorded == Sign::explicit_sign && json::bool_at(record, "answers.safety_protocol.dispute_may_continue") ? Sign::veiled : recorded;
}

bool is_vulnerable(const json::Value* flags) {
  for (const auto& flag : json::list_or_empty(flags)) {
    const auto status = json::text_at(flag, "status");
    if (status == "suspected" || status == "confirmed") return true;
  }
  return false;
}

}  // namespace amends::guard
