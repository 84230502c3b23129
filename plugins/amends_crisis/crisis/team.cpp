#include "team.hpp"

namespace amends::crisis {
namespace {

constexpr std::string_view kForm = "crisis_team";
constexpr std::string_view kAnswer = "answers.crisis_team";

sdk::Texts title_of(const Team& team, std::string_view seat) {
  for (const auto* row : team.rows)
    if (row->id == seat) return row->title;
  return {std::string(seat), std::string(seat)};
}

sdk::Texts text_of(const Team& team, const Fault& fault) {
  const auto seat = title_of(team, fault.seat);
  switch (fault.kind) {
    case FaultKind::no_person: return sdk::fill({"{seat}还没有人", "{seat}: nobody is named"}, {{"seat", seat}});
    case FaultKind::no_stand_in: return sdk::fill({"{seat}没有替补", "{seat}: no stand-in"}, {{"seat", seat}});
    case FaultKind::own_stand_in: return sdk::fill({"{seat}的替补是本人", "{seat}: stands in for themselves"}, {{"seat", seat}});
    case FaultKind::too_many: return sdk::fill({"{seat}由已有两个岗位的人担任", "{seat}: the person holds too many seats already"}, {{"seat", seat}});
    case FaultKind::apart: return sdk::fill({"{seat}与{other}不能是同一人", "{seat} and {other} are not to be one person"}, {{"seat", seat}, {"other", title_of(team, fault.other)}});
  }
  return {};
}

}  // namespace

Team read_team(const Context& context, const Reading& reading) {
  Team team;
  team.rows = context.knowledge.seats(reading.level());
  team.answered = !team.rows.empty() && context.record.has(kAnswer);
  const auto answer = context.record.at(kAnswer);
  for (const auto* row : team.rows) team.seats.push_back(read_seat(row->id, answer.text_or(row->id, "")));
  if (!team.answered) return team;
  team.faults = faults_of(team.seats, context.knowledge.seats_max(), context.knowledge.apart(reading.level()));
  for (const auto& fault : team.faults) {
    const auto text = text_of(team, fault);
    context.out.finding({.code = "crisis.team_" + std::string(name(fault.kind)), .severity = sdk::Severity::warn, .text = sdk::fill({"工作组：{what}。", "Team: {what}."}, {{"what", text}}), .evidence = {context.out.answer(kAnswer)}, .rule = "crisis/team#" + fault.seat});
  }
  return team;
}

void ask_for_team(const Context& context, const Team& team) {
  if (team.rows.empty() || team.confirmed()) return;
  std::vector<std::string> fields;
  for (const auto* row : team.rows) fields.push_back(row->id);
  fields.emplace_back("reason");
  context.out.question({.id = asked_again(context, kForm),
                        .form_name = std::string(kForm),
                        .fields = std::move(fields),
                        .to_role = "unit_head",
                        .reason = team.answered ? sdk::Texts{"工作组名单有冲突或空缺，请更正后完整重填。", "The list of the team has a conflict or a gap; please correct it and fill it in again in full."}
                                                : sdk::Texts{"请确认危机工作组的人员和替补；联系客户不等名单。", "Please confirm the team and the stand-ins; contact with those affected does not wait for the list."},
                        .blocking = false});
}

}  // namespace amends::crisis
