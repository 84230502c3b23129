#include "engine.hpp"
#include "calendar/deadline_event.hpp"
#include "calendar/duration.hpp"
#include "runtime/approving.hpp"
#include "runtime/masking.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Actor;
using runtime::Runtime;

std::optional<Row> Engine::shown(const std::string& case_id, const std::string& task_id) {
  const auto shown = call([&](Runtime& r) { return r.shown(case_id, task_id); });
  const auto act = runtime::task_view(case_id, shown.view ? &*shown.view : nullptr);
  call([&](Runtime& r) { return r.record_read(r.options().by, act); });
  return shown.view ? std::optional(Row(to_python(runtime::to_json(*shown.view)))) : std::nullopt;
}

std::string Engine::answer(const std::string& case_id, const std::string& task_id, const py::object& answer, const std::string& by, const std::string& role, const std::string& seen, const std::string& on_behalf_of, const std::string& form) {
  auto value = from_python(answer);
  return call([&](Runtime& r) { return r.answer(case_id, task_id, std::move(value), Actor{by, role, {}, on_behalf_of}, seen, form); });
}

void Engine::claim(const std::string& case_id, const std::string& task_id, const std::string& by, const std::string& role, const std::string& on_behalf_of, const std::string& take_over_reason) {
  call([&](Runtime& r) { return r.claim(case_id, task_id, Actor{by, role, {}, on_behalf_of}, take_over_reason); });
}

void Engine::release(const std::string& case_id, const std::string& task_id, const std::string& reason, const std::string& by, const std::string& role, const std::string& on_behalf_of) {
  call([&](Runtime& r) { return r.release(case_id, task_id, reason, Actor{by, role, {}, on_behalf_of}); });
}

void Engine::delegate(const std::string& case_id, const std::string& task_id, const std::string& to, const std::string& reason, const std::string& by, const std::string& role, const std::string& on_behalf_of) {
  call([&](Runtime& r) { return r.delegate(case_id, task_id, to, reason, Actor{by, role, {}, on_behalf_of}); });
}

std::vector<std::string> Engine::recuse(const std::string& case_id, const std::string& task_id, const std::string& reason, const std::string& by, const std::string& role) {
  return call([&](Runtime& r) { return r.recuse(case_id, task_id, reason, Actor{by, role, {}, {}}); });
}

std::vector<std::string> Engine::save_draft(const std::string& case_id, const std::string& task_id, const py::object& fields, const std::string& by, const std::string& role) {
  auto value = from_python(fields);
  const auto whole = call([&](Runtime& r) { return r.save_draft(case_id, task_id, std::move(value), Actor{by, role, {}, {}}); });
  std::vector<std::string> names;
  for (const auto& field : whole.get_object()) names.emplace_back(field.key());
  return names;
}

bool Engine::drop_draft(const std::string& case_id, const std::string& task_id, const std::string& by, const std::string& role) {
  return call([&](Runtime& r) { return r.drop_draft(case_id, task_id, Actor{by, role, {}, {}}); });
}

Rows Engine::drafts(const std::string& case_id, const std::string& task_id) {
  const auto seen = call([&](Runtime& r) { return r.drafts(case_id, task_id, r.options().by); });
  call([&](Runtime& r) { return r.record_read(r.options().by, {case_id, {runtime::What::draft}}); });
  Rows out;
  for (const auto& [row, own, stale] : seen)
    out.append(py::dict("case_id"_a = row.case_id, "task_id"_a = row.task, "by"_a = row.by, "own"_a = own, "stale"_a = stale, "form_digest"_a = row.form_digest, "at"_a = format_instant(row.at), "answer"_a = to_python(row.answer)));
  return out;
}

std::string Engine::message(const std::string& name, const std::string& key, const py::object& body, const std::string& id, const std::string& by, const std::string& role, const std::string& keep, const std::string& keeper) {
  auto value = from_python(body);
  return call([&](Runtime& r) -> Result<std::string> {
    Runtime::Keep kept{std::nullopt, keeper};
    if (!keep.empty()) {
      const auto length = calendar::parse_duration(keep);
      if (!length) return length.error().within("keep");
      kept.length = *length;
    }
    return r.message(name, key, std::move(value), id, Actor{by, role, {}, {}}, kept);
  });
}

std::vector<std::string> Engine::signal(const std::string& name, const py::object& body, const std::string& id, const std::string& by, const std::string& role) {
  auto value = from_python(body);
  return call([&](Runtime& r) { return r.signal(name, std::move(value), id, Actor{by, role, {}, {}}); });
}

void Engine::correct(const std::string& case_id, const std::string& path, const py::object& value, const std::string& reason, const std::string& by, const std::string& role) {
  auto json_value = from_python(value);
  call([&](Runtime& r) { return r.correct(case_id, path, std::move(json_value), reason, Actor{by, role, {}, {}}); });
}

void Engine::move_clock(const std::string& case_id, const std::string& clock, const py::object& event, const std::string& by, const std::string& role) {
  auto value = from_python(event);
  call([&](Runtime& r) -> Result<void> {
    const bool now = value.is_object() && !value.get_object().contains("at");
    if (now) value.get_object()["at"] = format_instant(r.clock().now());
    AMENDS_TRY(auto read, calendar::deadline_event_from_json(value));
    if (now) read.at = Instant{};
    return r.move_clock(case_id, clock, std::move(read), Actor{by, role, {}, {}});
  });
}

Rows Engine::rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const std::string& by, const std::string& role, bool dry_run) {
  const auto moved = call([&](Runtime& r) { return r.rebase_clocks(case_id, clock, reason, Actor{by, role, {}, {}}, dry_run); });
  json::Array out;
  for (const auto& [id, one] : moved)
    out.push_back(json::Object{{"case", id}, {"clock", one.kind}, {"rule", one.rule}, {"due_before", format_instant(one.due_before)}, {"due_after", format_instant(one.due_after)}, {"ledger_before", one.ledger_before}, {"ledger_after", one.ledger_after}});
  return Rows(to_python(json::Value(std::move(out))));
}

void Engine::add_document(const std::string& case_id, const py::object& document, const std::string& by, const std::string& role) {
  auto value = from_python(document);
  call([&](Runtime& r) { return r.add_document(case_id, std::move(value), Actor{by, role, {}, {}}); });
}

std::string Engine::resume(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role) {
  return call([&](Runtime& r) { return r.resume(case_id, reason, Actor{by, role, {}, {}}); });
}

Rows Engine::approvals(const runtime::CaseState& state) {
  const auto& organisations = *runtime().environment().organisations;
  const auto* organisation = organisations.find(state.institution());
  json::Array out;
  for (const auto& approval : state.approvals()) {
    auto one = runtime::to_json(approval, std::nullopt);
    json::Array uses, changed;
    for (const auto& use : approval.uses) uses.emplace_back(use.task);
    for (const auto& path : runtime::uncovered(state, organisation ? *organisation : organisations.standard(), approval, approval.items)) changed.emplace_back(path);
    auto& members = one.as_object();
    members["covers"] = approval.approved && changed.empty() && state.approval_of(approval.step, approval.items) == &approval;
    members["changed"] = std::move(changed);
    members["uses"] = std::move(uses);
    members["step"] = approval.step;
    members["task"] = approval.task;
    members["by"] = approval.by;
    members["on_behalf_of"] = approval.on_behalf_of;
    members["role"] = approval.role;
    members["at"] = format_instant(approval.at);
    out.push_back(std::move(one));
  }
  json::Value all = std::move(out);
  if (!role_view().texts()) {
    // A digest of a sum can be tried out: whoever may not see the sum gets one that only tells two apart.
    const auto salted = [&](json::Value& digest) {
      if (digest.is_string()) digest = runtime::salted_digest(salt(), std::string_view(digest.get_string()));
    };
    for (auto& one : all.as_array()) {
      auto& members = one.as_object();
      if (auto* digest = members.if_contains("digest")) salted(*digest);
      if (auto* shown = members.if_contains("shown"); shown && shown->is_object())
        for (auto& part : shown->as_object()) salted(part.value());
    }
    runtime::Masker(state, salt()).veil(all);
  }
  return Rows(to_python(all));
}

}  // namespace amends::python
