#include "support/result.hpp"

#include <array>

namespace amends {
namespace {

constexpr std::array<std::pair<ErrorCode, std::string_view>, 24> kNames{{
    {ErrorCode::invalid_argument, "error.invalid_argument"}, {ErrorCode::missing_field, "error.missing_field"},
    {ErrorCode::bad_type, "error.bad_type"}, {ErrorCode::range, "error.range"}, {ErrorCode::schema, "error.schema"},
    {ErrorCode::state, "error.state"}, {ErrorCode::currency_mismatch, "error.currency_mismatch"},
    {ErrorCode::pack_missing, "error.pack_missing"}, {ErrorCode::pack_invalid, "error.pack_invalid"},
    {ErrorCode::text_too_long, "error.text_too_long"}, {ErrorCode::not_utf8, "error.not_utf8"},
    {ErrorCode::not_found, "error.not_found"}, {ErrorCode::already_exists, "error.already_exists"},
    {ErrorCode::conflict, "error.conflict"}, {ErrorCode::refused, "error.refused"},
    {ErrorCode::unavailable, "error.unavailable"}, {ErrorCode::busy, "error.busy"}, {ErrorCode::corrupt, "error.corrupt"},
    {ErrorCode::io, "error.io"}, {ErrorCode::deadline, "error.deadline"}, {ErrorCode::cancelled, "error.cancelled"},
    {ErrorCode::needs_person, "error.needs_person"}, {ErrorCode::unsupported, "error.unsupported"},
    {ErrorCode::internal, "error.internal"},
}};

}  // namespace

std::string_view code_name(ErrorCode code) noexcept {
  for (const auto& [known, name] : kNames)
    if (known == code) return name;
  return "error.internal";
}

ErrorCode code_from_name(std::string_view name) noexcept {
  for (const auto& [code, known] : kNames)
    if (known == name) return code;
  return ErrorCode::internal;
}

std::string Error::text() const { return where.empty() ? message : where + ": " + message; }

Error Error::within(std::string_view outer) const {
  if (outer.empty()) return *this;
  Error copy = *this;
  copy.where = where.empty() ? std::string(outer) : std::string(outer) + ": " + where;
  return copy;
}

}  // namespace amends
