#include "crisis.hpp"

#include "explanation.hpp"
#include "kit/checked.hpp"
#include "kit/lists.hpp"
#include "kit/organisation.hpp"
#include "sdk/sdk.hpp"

namespace amends::crisis {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

Value text_value(const std::string& text) { return text.empty() ? Value(nullptr) : Value(text); }
Value instant_value(const std::optional<sdk::Instant>& at) { return at ? Value(sdk::format_instant(*at)) : Value(nullptr); }

/// Where people turn: the desk and telephone of the unit, else of the institution's first unit.
Texts contact_of(const sdk::Reader& institution, std::string_view unit_id) {
  std::optional<sdk::Reader> chosen;
  for (const auto& unit : institution.list("units"))
    if (unit.has("contact") && (!chosen || unit.text_or("id", "") == unit_id)) chosen = unit;
  if (!chosen) return {};
  std::vector<Texts> ways;
  if (const auto phone = chosen->text("contact.phone")) ways.push_back(sdk::fill({"电话{number}", "telephone {number}"}, {{"number", std::string(*phone)}}));
  if (const auto email = chosen->text("contact.email")) ways.push_back(sdk::fill({"电子邮件{address}", "e-mail {address}"}, {{"address", std::string(*email)}}));
  const auto desk = chosen->texts("contact.desk");
  if (!desk) return kit::joined(ways);
  return ways.empty() ? *desk : sdk::fill({"{desk}（{ways}）", "{desk} ({ways})"}, {{"desk", *desk}, {"ways", kit::joined(ways)}});
}

void write(sdk::Envelope& out, const Parts& parts, Value situation) {
  Array why, team, dates, drafts, withheld, criteria;
  for (const auto& one : parts.reading.whys) why.emplace_back(Object{{"row", one.row}, {"level", std::string(name(one.level))}, {"because", sdk::to_value(one.because)}, {"evidence", Array{one.evidence}}});
  for (std::size_t i = 0; i < parts.team.rows.size(); ++i) {
    const auto& row = *parts.team.rows[i];
    const auto& seat = parts.team.seats[i];
    team.emplace_back(Object{{"role", row.id}, {"title", sdk::to_value(row.title)}, {"duty", sdk::to_value(row.duty)}, {"filled_by", row.role}, {"stand_in_by", row.stand_in_role}, {"person", text_value(seat.person)}, {"stand_in", text_value(seat.stand_in)}});
  }
  Object timers;
  for (const auto& timer : parts.timers.list) {
    if (timer.id != "regulator") timers[timer.id] = timer.duration;
    Array evidence;
    for (const auto& id : kit::once(timer.evidence)) evidence.emplace_back(id);
    dates.emplace_back(Object{{"id", timer.id}, {"title", sdk::to_value(timer.title)}, {"length", timer.duration}, {"starts_at", instant_value(timer.starts_at)}, {"due_at", instant_value(timer.due_at)}, {"met_at", instant_value(timer.met_at)},
                              {"state", timer.met ? (timer.missed ? "done_late" : "done") : timer.missed ? "missed" : "open"}, {"owner_role", timer.owner_role}, {"basis", sdk::to_value(timer.basis)}, {"verify", timer.verify}, {"evidence", std::move(evidence)}});
  }
  for (const auto& draft : parts.statements.drafts) {
    Array evidence;
    for (const auto& id : draft.evidence) evidence.emplace_back(id);
    drafts.emplace_back(Object{{"kind", draft.row->id}, {"title", sdk::to_value(draft.row->title)}, {"text", sdk::to_value(draft.text)}, {"prepared_only", parts.timers.prepared_only}, {"evidence", std::move(evidence)}});
  }
  for (const auto& one : parts.statements.withheld) withheld.emplace_back(Object{{"kind", one.statement}, {"because", sdk::to_value(one.because)}});
  for (const auto& met : parts.standdown.criteria) criteria.emplace_back(Object{{"criterion", met.criterion->id}, {"title", sdk::to_value(met.criterion->title)}, {"met", sdk::to_value(met.met)}, {"evidence", Array{met.evidence}}});
  const auto level = parts.reading.level();
  out.set("level", std::string(name(level)));
  out.set("level_by_facts", std::string(name(parts.reading.by_facts)));
  out.set("variant", level == Level::none ? Value(nullptr) : Value(parts.reading.safety_explicit ? "personal_safety" : "public"));
  out.set("why", std::move(why));
  out.set("team", std::move(team));
  out.set("team_confirmed", parts.team.confirmed());
  out.set("timers", std::move(timers));
  out.set("timer_dates", std::move(dates));
  out.set("statement_drafts", std::move(drafts));
  out.set("statements_withheld", std::move(withheld));
  out.set("released", parts.statements.released ? Value(parts.statements.released_kind) : Value(nullptr));
  out.set("situation", std::move(situation));
  out.set("standdown", Object{{"criteria", std::move(criteria)}, {"held_hours", sdk::to_value(parts.standdown.held_hours)}, {"allowed", parts.standdown.allowed}});
}

void ask(const Context& context, const Parts& parts, bool asks) {
  // Where the workflow has approvals of its own, an open question beside them would be a way round them.
  if (asks) {
    ask_for_team(context, parts.team);
    ask_for_release(context, parts.statements);
    ask_to_stand_down(context, parts.standdown);
  }
  if (is_crisis(parts.reading.by_facts))
    context.out.question({.id = asked_again(context, "level_change"),
                          .form_name = "level_change",
                          .fields = {"level", "from_level", "criterion", "signer_commander", "signer_legal", "reason"},
                          .to_role = "unit_head",
                          .reason = {"情况有变化、需要调整级别时填写；提高随时可以，降低需要总指挥和法务都签字。", "To be filled in when the level is to change: it may be raised at any time, and commander and legal sign to lower it."},
                          .blocking = false});
  if (parts.reading.reach_open)
    context.out.question({.id = "reach_check", .form_name = "reach_check", .fields = {"reach_count", "official_media", "platforms", "reason"}, .to_role = "monitoring", .reason = {"内容已经公开，传播量未知，请查询；只查看，不要求删除。", "It is public and its reach is not known; please find out. Only look: nobody asks for it to be taken down."}, .blocking = false});
}

}  // namespace

Crisis::Crisis(const sdk::Reader& config) : asks_(kit::asks_for_sign_off(config)) {}

void Crisis::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto& record = call.record();
  if (!record.has("flags.safety")) sdk::fail("error.missing_field", "the record does not say whether anybody is in danger; run amends.intake before this stage", "flags.safety");
  const Knowledge knowledge(call);
  Context context{call, record, out, knowledge, {}, {}, {}};
  if (const auto institution = kit::institution(call, call.institution())) {
    context.jurisdiction = institution->text_or("jurisdiction", "");
    context.institution = institution->texts("name").value_or(Texts{});
    context.contact = contact_of(*institution, record.text_or("case.unit", ""));
  }

  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto reading = read_level(context);
  const auto team = read_team(context, reading);
  const auto release = read_release(context);
  const auto timers = read_timers(context, reading, team.confirmed(), release);
  const auto standdown = read_standdown(context, reading);
  const auto statements = read_statements(context, reading, timers, release, standdown.allowed);
  const Parts parts{.reading = reading, .team = team, .timers = timers, .statements = statements, .standdown = standdown};
  auto situation = situation_of(context, parts);
  ask(context, parts, asks_);
  write(out, parts, std::move(situation));
  explain(context, parts);
}

}  // namespace amends::crisis
