// The words of the machine, and a state as JSON.
#include "flow/machine.hpp"
#include "flow/names.hpp"

namespace amends::flow {

std::string_view status_name(CaseStatus status) noexcept {
  constexpr std::string_view kNames[] = {"running", "waiting", "parked", "finished", "cancelled", "suspended"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view token_state_name(TokenState state) noexcept {
  constexpr std::string_view kNames[] = {"running", "held", "waiting", "retrying", "joining", "parked", "blocked", "absorbing"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view kind_name(StepKind kind) noexcept {
  return kKindKeys[static_cast<std::size_t>(kind)];
}

json::Value to_json(const Definition& definition, const State& state) {
  json::Array tokens;
  for (const auto& token : state.tokens) {
    const auto& step = definition.step(token.step);
    json::Object one;
    one["id"] = token.id;
    one["step"] = step.name;
    one["kind"] = kind_name(step.kind);
    one["visit"] = token.visit;
    one["state"] = token_state_name(token.state);
    if (token.leaving) one["leaving"] = true;
    if (token.parent != 0) one["parent"] = token.parent;
    if (token.state == TokenState::joining) one["expected"] = token.expected;
    if (step.kind == StepKind::stage) one["attempt"] = token.attempt;
    if (token.state == TokenState::held) {
      json::Array holds;
      for (const auto& hold : token.holds) holds.emplace_back(hold);
      one["holds"] = std::move(holds);
    }
    if (!token.reason.empty()) one["reason"] = token.reason;
    tokens.push_back(std::move(one));
  }
  json::Object out;
  out["status"] = status_name(state.status);
  out["tokens"] = std::move(tokens);
  return out;
}

}  // namespace amends::flow
