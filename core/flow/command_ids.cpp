#include "flow/command_ids.hpp"

#include <charconv>

namespace amends::flow {

bool positive(std::string_view text, std::int32_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 1 && text[0] != '0';
}

bool split_id(std::string_view id, IdView& out) {
  const auto hash = id.find('#');
  if (hash == std::string_view::npos || hash == 0) return false;
  const auto colon = id.find(':', hash);
  out.step = id.substr(0, hash);
  out.part = colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
  if (colon != std::string_view::npos && out.part.empty()) return false;
  const auto visit = id.substr(hash + 1, colon == std::string_view::npos ? colon : colon - hash - 1);
  return !visit.empty() && positive(visit, out.visit);
}

std::string make_id(const Step& step, std::int32_t visit, std::string_view part) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, visit).ptr;
  std::string id;
  id.reserve(step.name.size() + 13 + part.size());
  id.append(step.name).append(1, '#').append(digits, end);
  if (!part.empty()) id.append(1, ':').append(part);
  return id;
}

std::string rung_id(const std::string& task_id, std::size_t rung) { return task_id + ":" + std::string(kEscalate) + std::to_string(rung); }

std::string reminder_id(const std::string& task_id, std::size_t number) { return task_id + ":" + std::string(kRemind) + std::to_string(number); }

bool is_rung(const HumanWork& work, std::string_view part) {
  std::int32_t number = 0;
  const auto one_of = [&](std::string_view kind, std::size_t count) { return part.starts_with(kind) && positive(part.substr(kind.size()), number) && static_cast<std::size_t>(number) <= count; };
  return one_of(kEscalate, work.escalate.size()) || one_of(kRemind, work.remind.size());
}

std::string on_part(const Boundary& boundary, std::int32_t heard) {
  auto out = std::string(kOn) + boundary.name;
  if (heard > 0) out += ":" + std::to_string(heard + 1);
  return out;
}

}  // namespace amends::flow
