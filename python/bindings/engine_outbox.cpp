#include "engine.hpp"
#include "review/outbox_list.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Actor;
using runtime::Runtime;

Rows Engine::pull_outbox(std::int64_t most, double lease_s, const std::string& kind) {
  const auto messages = call([&](Runtime& r) { return r.pull_outbox({most, static_cast<std::int64_t>(lease_s * 1e6), kind}, r.options().by); });
  Rows out;
  for (const auto& one : messages)
    out.append(py::dict("key"_a = one.message.key, "case_id"_a = one.case_id, "kind"_a = one.message.kind, "to"_a = one.message.to, "body"_a = to_python(one.message.body), "step"_a = one.message.step,
                        "added_at"_a = format_instant(one.message.added_at), "lease_until"_a = format_instant(one.lease_until), "handed_out"_a = one.handed_out, "failures"_a = one.message.failures));
  return out;
}

Rows Engine::outbox(const std::string& case_id, const std::string& kind, const std::string& status, std::int64_t limit) {
  const auto rows = call([&](Runtime& r) { return review::outbox_lines(r, {case_id, kind, status, limit}, runtime::view_of_role(r.options().by.role).texts()); });
  const auto instant = [](const std::optional<Instant>& at) { return at ? py::object(py::str(format_instant(*at))) : py::object(py::none()); };
  Rows out;
  for (const auto& [row, to, reason, institution, next_at] : rows)
    out.append(py::dict("key"_a = row.key, "case_id"_a = row.case_id, "kind"_a = row.kind, "to"_a = to, "status"_a = row.status, "added_at"_a = format_instant(row.added_at), "ready_at"_a = format_instant(row.ready_at),
                        "next_at"_a = instant(next_at), "lease_until"_a = instant(row.lease_until), "handed_out"_a = row.handed_out, "failures"_a = row.failures, "reason"_a = reason));
  return out;
}

bool Engine::acknowledge(const std::string& key, const py::object& receipt, const std::string& by, const std::string& role) {
  auto value = from_python(receipt);
  return call([&](Runtime& r) { return r.acknowledge(key, std::move(value), Actor{by, role, {}, {}}); });
}

void Engine::delivery_failed(const std::string& key, const std::string& reason, bool for_good, const std::string& by, const std::string& role) {
  call([&](Runtime& r) { return r.delivery_failed(key, reason, for_good, Actor{by, role, {}, {}}); });
}

void Engine::retry_delivery(const std::string& key, const std::string& reason, const std::string& by, const std::string& role) {
  call([&](Runtime& r) { return r.retry_delivery(key, reason, Actor{by, role, {}, {}}); });
}

void Engine::drop_delivery(const std::string& key, const std::string& reason, const std::string& by, const std::string& role) {
  call([&](Runtime& r) { return r.drop_delivery(key, reason, Actor{by, role, {}, {}}); });
}

std::string Engine::suspend(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role) {
  return call([&](Runtime& r) { return r.suspend(case_id, reason, Actor{by, role, {}, {}}); });
}

void Engine::cancel(const std::string& case_id, const std::string& reason, const std::string& by, const std::string& role) {
  call([&](Runtime& r) { return r.cancel(case_id, reason, Actor{by, role, {}, {}}); });
}

std::string Engine::retry(const std::string& case_id, const std::string& step, const std::string& from_step, const std::string& approver, const std::string& approver_role, const std::string& reason, const std::string& by, const std::string& role) {
  return call([&](Runtime& r) { return r.retry(case_id, {step, from_step, approver, approver_role}, reason, Actor{by, role, {}, {}}); });
}

void Engine::wait_for_work(double most_s, const std::vector<std::string>& kinds) {
  call([&](Runtime& r) { return r.wait_for_work(static_cast<std::int64_t>(most_s * 1e6), kinds); });
}

bool Engine::open_to_others() {
  return call([&](Runtime& r) { return Result<bool>(r.open_to_others()); });
}

void Engine::close_to_others() {
  call([&](Runtime& r) -> Result<void> {
    r.close_to_others();
    return {};
  });
}

}  // namespace amends::python
