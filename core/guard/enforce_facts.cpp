// G3, G5, G14: facts that would close, reject or refuse a case, move a clock, or change a pack.
#include <array>
#include <optional>

#include "guard/enforce.hpp"

namespace amends::guard {
namespace {

bool leaves_status(const json::Value* value) {
  const auto word = json::text_or(value, "");
  return word == "closed" || word == "withdrawn" || word == "transferred";
}

/// What knowledge packs are called by; a record has no such paths.
bool is_pack_path(std::string_view path) noexcept {
  constexpr std::array kHeads = {std::string_view("packs"), std::string_view("lex"), std::string_view("tables"), std::string_view("guard"), std::string_view("banks")};
  const auto head = path.substr(0, path.find_first_of("./"));
  for (const auto known : kHeads)
    if (head == known) return true;
  return false;
}

}  // namespace

void Enforcer::facts() {
  auto* facts = list("facts");
  if (!facts) return;
  const auto other_kind = [&](const json::Value* value) { return !json::is_null(value) && context_.stage != "amends.intake" && json::text_or(value, "") != "complaint"; };
  for (std::size_t i = 0, place = 0; i < facts->size(); ++place) {
    const auto& fact = (*facts)[i];
    const auto path = json::text_at(fact, "path");
    const auto* value = json::find(fact, "value");
    std::optional<Action> act;
    const auto where = "facts." + std::to_string(place);
    const bool whole = path == "case" && value;
    if ((path == "case.status" && leaves_status(value)) || (whole && leaves_status(json::find(*value, "status"))))
      act = make_action("G5", "fact.closing", "blocked", where, "任何环节不得自行结案、撤回或移交投诉；须由有权限的人书面说明理由。",
                        "No stage closes, withdraws or hands over a complaint on its own; a person with authority does, with written reasons.");
    else if ((path == "case.kind" && other_kind(value)) || (whole && other_kind(json::find(*value, "kind"))))
      act = make_action("G5", "fact.kind", "blocked", where, "只有受理环节可以提出这不是投诉；其他环节不得把投诉改成别的类型。", "Only intake may propose that a contact is no complaint; no other stage turns a complaint into something else.");
    else if (path == "clocks" || path.starts_with("clocks."))
      act = make_action("G3", "fact.clock", "blocked", where, "时限由规则和日历决定，任何环节不得改写；需要延期的，按规则由有权限的人批准。",
                        "Clocks follow their rules and the calendar; no stage rewrites them. An extension needs the approval its rule names.");
    else if (context_.stage == "amends.organised_agent")
      act = make_action("G5", "fact.by_suspicion", "blocked", where, "对代理的怀疑不得改变案件的任何事实、责任、时限或途径。", "A suspicion of an agent changes no fact, merit, clock or route of the case.");
    else if (is_pack_path(path))
      act = make_action("G14", "fact.pack", "blocked", where, "案件内容不得直接改动知识包；请提出建议，由有权限的人批准。", "No case changes a knowledge pack; make a proposal, which a person with authority approves.");
    if (!act) { ++i; continue; }
    act->quote = std::string(path) + " = " + (value ? json::write(*value) : std::string("null"));
    add(std::move(*act));
    facts->erase(facts->begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace amends::guard
