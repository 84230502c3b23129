#include "engine.hpp"
#include "packs/packs.hpp"
#include "review/review.hpp"
#include "runtime/form_digest.hpp"
#include "runtime/masking.hpp"
#include "runtime/projection.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Actor;
using runtime::Runtime;

Row Engine::case_state(const std::string& case_id) {
  auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  const auto view = role_view();
  py::dict sections;
  py::object record = py::none();
  auto flow = flow::to_json(loaded.state.definition(), loaded.state.flow());
  if (view.texts()) {
    record = to_python(view.restricted() ? loaded.state.record() : runtime::without_restricted(loaded.state.record()));
    for (const auto& [path, section] : loaded.state.sections())
      if (view.restricted() || !runtime::is_restricted(path)) sections[py::str(path)] = to_python(section.envelope);
  } else {
    runtime::Masker masker(loaded.state, salt());
    for (const auto& [path, section] : loaded.state.sections())
      if (const auto shown = masker.envelope(path, section.envelope); !shown.is_null()) sections[py::str(path)] = to_python(shown);
    masker.veil(flow);
  }
  return Row(py::dict("id"_a = loaded.row.id, "workflow"_a = loaded.row.workflow, "status"_a = loaded.row.status, "seq"_a = loaded.row.seq, "record"_a = record, "envelopes"_a = sections,
                  "flow"_a = to_python(flow), "approvals"_a = approvals(loaded.state)));
}

Rows Engine::events(const std::string& case_id, std::int64_t after) {
  auto events = stored([&](store::Store& s) { return s.events(case_id, after); });
  Rows out;
  for (const auto& event : events) {
    auto payload = json::parse(event.payload);
    out.append(py::dict("seq"_a = event.seq, "at"_a = format_instant(event.at), "actor"_a = event.actor, "kind"_a = event.kind, "hash"_a = hex(event.hash), "payload"_a = payload ? to_python(*payload) : py::object(py::none())));
  }
  return out;
}

Rows Engine::journal(std::int64_t after, std::int64_t limit) {
  const auto events = stored([&](store::Store& s) { return s.journal(after, limit, false); });
  Rows out;
  for (const auto& event : events)
    out.append(py::dict("n"_a = event.n, "case_id"_a = event.case_id, "seq"_a = event.seq, "at"_a = format_instant(event.at), "actor"_a = event.actor, "kind"_a = event.kind, "hash"_a = hex(event.hash)));
  return out;
}

std::int64_t Engine::newest_event() {
  return stored([](store::Store& s) { return s.newest_event(); });
}

Rows Engine::cases(const std::string& status, const std::string& workflow, const std::map<std::string, std::string>& attributes, const std::vector<std::string>& has, const std::optional<std::string>& due_before,
                   std::int64_t limit, std::int64_t offset) {
  store::CaseFilter filter;
  filter.status = status;
  filter.workflow = workflow;
  filter.limit = limit;
  filter.offset = offset;
  filter.attributes.assign(attributes.begin(), attributes.end());
  filter.has = has;
  if (due_before) filter.due_before = unwrap(parse_instant(*due_before));
  auto rows = stored([&](store::Store& s) { return s.cases(filter); });
  Rows out;
  for (const auto& row : rows) {
    auto found = stored([&](store::Store& s) { return s.attributes(row.id); });
    py::dict one("id"_a = row.id, "workflow"_a = row.workflow, "status"_a = row.status, "opened_at"_a = format_instant(row.opened_at), "changed_at"_a = format_instant(row.changed_at));
    for (const auto& [name, value] : found)
      if (!one.contains(name)) one[py::str(name)] = name == runtime::kReason && !role_view().texts() && !runtime::is_code(value) ? "…" : value;
    out.append(one);
  }
  return out;
}

Rows Engine::tasks(const std::string& case_id, const std::string& role, const std::string& status, const std::string& mine_of) {
  auto rows = mine_of.empty() ? stored([&](store::Store& s) { return s.tasks(case_id, role, status); }) : call([&](Runtime& r) { return r.tasks_of({mine_of, {}, {}, {}}, case_id, role, status); });
  const auto& packs = *runtime().environment().packs;
  std::map<std::string, std::string> digests;  // by form
  const auto digest_of = [&](const store::TaskRow& row) {
    runtime::TaskState task;
    task.form = row.form;
    if (const auto* fields = json::find(row.detail, "fields")) task.fields = *fields;
    if (!task.fields.is_null()) return runtime::form_digest(runtime::fields_of(packs, task));
    const auto [found, added] = digests.try_emplace(task.form);
    if (added) found->second = runtime::form_digest(runtime::fields_of(packs, task));
    return found->second;
  };
  const auto names = [&](const store::TaskRow& row, std::string_view path) { return to_python(json::list_at(row.detail, path)); };
  const auto or_none = [](std::string_view text) { return text.empty() ? py::object(py::none()) : py::object(py::str(text.data(), text.size())); };
  Rows out;
  for (const auto& task : rows)
    out.append(py::dict("case_id"_a = task.case_id, "id"_a = task.id, "kind"_a = task.kind, "role"_a = task.role, "form"_a = task.form, "step"_a = task.step, "title"_a = to_python(task.title),
                        "opened_at"_a = format_instant(task.opened_at), "due_at"_a = task.due_at ? py::object(py::str(format_instant(*task.due_at))) : py::object(py::none()), "blocking"_a = task.blocking,
                        "status"_a = task.status, "answered_by"_a = task.answered_by, "shows"_a = to_python(json::list_at(task.detail, "shows")),
                        "held_by"_a = or_none(json::text_at(task.detail, "assignee")), "held_for"_a = or_none(json::text_at(task.detail, "assignee_for")), "passed_by"_a = names(task, "passed_by"),
                        "candidates"_a = py::dict("people"_a = names(task, "candidates.people"), "roles"_a = names(task, "candidates.roles")), "reminders"_a = json::integer_at(task.detail, "reminders"),
                        "late"_a = json::bool_at(task.detail, "late"), "form_digest"_a = digest_of(task)));
  return out;
}

std::optional<Row> Engine::form(const std::string& name) {
  const auto* file = runtime().environment().packs->file("forms/" + name);
  return file ? std::optional(Row(to_python(*file))) : std::nullopt;
}

Row Engine::review(const std::string& case_id, const std::string& language, bool full_ledger) {
  auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  const auto view = role_view();
  review::Options options{language, view.texts(), full_ledger, false, view.restricted()};
  return Row(to_python(review::model(runtime(), loaded, options)));
}

std::string Engine::review_html(const std::string& case_id, const std::string& language) {
  const auto view = role_view();
  auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  return review::to_html(review::model(runtime(), loaded, review::Options{language, view.texts(), true, true, view.restricted()}));
}

std::string Engine::review_text(const std::string& case_id, const std::string& language, int width) {
  const auto view = role_view();
  auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  return review::to_text(review::model(runtime(), loaded, review::Options{language, view.texts(), false, false, view.restricted()}), width, false);
}

}  // namespace amends::python
