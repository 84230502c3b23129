// Who may read what, the record of reads, masked copies, and what happened in a case.
#include "engine.hpp"
#include "review/masked_copy.hpp"
#include "store/companions.hpp"
#include "runtime/masking.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Runtime;

const std::string& Engine::salt() {
  if (salt_.empty()) salt_ = review::masking_salt();
  return salt_;
}

Row Engine::view() {
  const auto view = role_view();
  return Row(py::dict("texts"_a = view.texts(), "restricted"_a = view.restricted(), "highest"_a = std::string(runtime::level_name(view.highest)), "text_roles"_a = runtime::text_roles()));
}

void Engine::record_case(const std::string& case_id, const std::vector<std::string>& sections) {
  const auto view = role_view();
  if (!view.texts()) return;
  json::Value there = json::Object{};
  for (const auto& path : sections) (void)json::set(there, path, json::Value(true));
  const auto act = runtime::whole_case(case_id, there, view);
  call([&](Runtime& r) { return r.record_read(r.options().by, act); });
}

Rows Engine::reads(const std::string& case_id, std::int64_t limit) {
  const auto rows = call([&](Runtime& r) { return r.reads(r.options().by, store::ReadFilter{case_id, limit}); });
  Rows out;
  for (const auto& read : rows)
    out.append(py::dict("no"_a = read.no, "at"_a = format_instant(read.at), "by"_a = read.by, "role"_a = read.role, "purpose"_a = read.purpose, "case_id"_a = read.case_id, "what"_a = read.what, "level"_a = read.level,
                        "hash"_a = hex(read.hash)));
  return out;
}

void Engine::check_output(const std::string& path) {
  if (held()->store()) stored([&](store::Store& s) { return s.check_output(path); });
  else unwrap(store::check_output("", path));
}

Row Engine::export_masked(const std::string& case_id) {
  const auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  call([&](Runtime& r) { return r.record_read(r.options().by, {case_id, {runtime::What::masked_copy}}); });
  return Row(to_python(review::masked_copy(loaded, review::masking_salt())));
}

std::string Engine::masked_html(const py::object& copy) { return review::masked_copy_html(from_python(copy)); }

Rows Engine::history(const std::string& case_id) {
  const auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  Rows out;
  for (const auto& one : review::history(runtime(), loaded, role_view())) out.append(to_python(one));
  return out;
}

Rows Engine::section_runs(const std::string& case_id, const std::string& section) {
  const auto view = role_view();
  const auto path = runtime::record_path(section);
  if (runtime::is_restricted(path) && !view.restricted())
    raise(fail(ErrorCode::refused, "the section " + section + " is of class P4, and this role does not see it; open the runtime with role='handler' or 'supervisor' and a purpose", case_id));
  const auto loaded = call([&](Runtime& r) { return r.load(case_id); });
  runtime::Masker masker(loaded.state, salt());
  Rows out;
  for (const auto& event : loaded.events) {
    if (event.kind != runtime::kinds::stage_done) continue;
    const auto payload = json::parse(event.payload);
    if (!payload) continue;
    const auto stage = json::text_at(*payload, "envelope.stage");
    auto where = std::string(json::text_at(*payload, "section"));
    if (where.empty()) where = runtime::default_section(stage);
    if (where != path) continue;
    py::dict reads;
    for (const auto& read : json::object_at(*payload, "reads")) {
      const auto digest = json::text_or(&read.value(), "");
      reads[py::str(std::string(read.key()))] = view.texts() ? std::string(digest) : runtime::salted_digest(salt(), digest);
    }
    const auto* result = json::find(*payload, "envelope.result");
    const json::Value none = nullptr;
    const auto shown = view.texts() ? (result ? *result : none) : masker.at(path, result ? *result : none);
    out.append(py::dict("seq"_a = event.seq, "at"_a = format_instant(event.at), "run"_a = json::integer_at(*payload, "envelope.run"), "stage"_a = std::string(stage),
                        "version"_a = std::string(json::text_at(*payload, "envelope.version")), "status"_a = std::string(json::text_at(*payload, "envelope.status")), "reads"_a = reads, "result"_a = to_python(shown)));
  }
  return out;
}

}  // namespace amends::python
