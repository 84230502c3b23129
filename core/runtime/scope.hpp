#pragma once
// What a name means in a condition (architecture section 5), in this order: a variable in scope, the newest result of a decide or human step by the
// step's name, a section by its stage's short id, a fact. Inside a for-each results, sections and answers are those of the own item (items.hpp).
#include "feel/expression.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {

class CaseScope final : public feel::Scope {
 public:
  /// `at`: the items that the work stands in. `variables`: further ones, which hide those of the for-each steps.
  CaseScope(const CaseState& state, Instant now, std::int32_t utc_offset_s = 0, ItemPath at = {}, std::map<std::string, json::Value> variables = {})
      : state_(state), now_(now), utc_offset_s_(utc_offset_s), at_(std::move(at)), variables_(std::move(variables)) {}
  [[nodiscard]] std::optional<feel::Value> lookup(std::string_view path) const override;
  [[nodiscard]] std::optional<Instant> instant() const override { return now_; }
  [[nodiscard]] std::int32_t utc_offset_s() const override { return utc_offset_s_; }

 private:
  const CaseState& state_;
  Instant now_;
  std::int32_t utc_offset_s_;
  ItemPath at_;
  std::map<std::string, json::Value> variables_;
};

}  // namespace amends::runtime
