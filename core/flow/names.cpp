#include "flow/names.hpp"

#include "flow/definition.hpp"
#include "support/ids.hpp"
#include "support/utf8.hpp"

namespace amends::flow {
namespace {

/// What a stage can fail with: the error codes of catalogue 0.3 and of the plugin interface.
constexpr ErrorCode kStageCodes[] = {
    ErrorCode::invalid_argument, ErrorCode::missing_field, ErrorCode::bad_type, ErrorCode::range, ErrorCode::schema, ErrorCode::state, ErrorCode::currency_mismatch,
    ErrorCode::pack_missing, ErrorCode::pack_invalid, ErrorCode::text_too_long, ErrorCode::not_utf8, ErrorCode::not_found, ErrorCode::already_exists,
    ErrorCode::conflict, ErrorCode::refused, ErrorCode::unavailable, ErrorCode::busy, ErrorCode::corrupt, ErrorCode::io, ErrorCode::deadline,
    ErrorCode::cancelled, ErrorCode::needs_person, ErrorCode::unsupported, ErrorCode::internal};

}  // namespace

std::vector<std::string_view> stage_errors() {
  std::vector<std::string_view> out;
  for (const auto code : kStageCodes) out.push_back(code_name(code).substr(6));  // after "error."
  return out;
}

std::string shown(std::string_view text, std::int64_t characters_max) {
  const auto head = utf8::slice(text, 0, characters_max);
  return std::string(head) + (head.size() < text.size() ? "…" : "");
}

bool is_administrator(std::string_view role) {
  std::string plain(role);
  std::transform(plain.begin(), plain.end(), plain.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '-' || c == ' ' ? '_' : c; });
  return contains(kAdministratorRoles, plain);
}

bool is_semver(std::string_view text) {
  if (text.size() > 64) return false;
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || digits > 9 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
    if (part < 2) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
  }
  const auto labels = [](std::string_view rest) {
    bool empty = true;
    for (const char c : rest) {
      if (c == '.') {
        if (empty) return false;
        empty = true;
        continue;
      }
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-')) return false;
      empty = false;
    }
    return !empty;
  };
  const auto plus = text.find('+');
  if (plus != std::string_view::npos) {
    if (!labels(text.substr(plus + 1))) return false;
    text = text.substr(0, plus);
  }
  return text.empty() || (text[0] == '-' && labels(text.substr(1)));
}

bool is_stage_id(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!is_name(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_fact_path(std::string_view text) {
  if (text.size() > kFactPathBytesMax) return false;
  bool first = true;
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    const bool last = dot == std::string_view::npos;
    const bool number = !part.empty() && part.size() <= 6 && part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!(is_name(part) || (!first && number) || (!first && last && part == "[]"))) return false;
    if (last) return true;
    first = false;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace amends::flow
