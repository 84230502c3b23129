#include "feel/builtin_functions.hpp"

#include <re2/re2.h>

#include "feel/limits.hpp"
#include "feel/pattern.hpp"

namespace amends::feel::builtin {
namespace {

/// The compiled pattern of a call: from the syntax tree when it is a literal, else compiled now and kept alive in `held`.
const re2::RE2* pattern_of(CallContext& call, Arguments arguments, std::size_t flags_index, std::shared_ptr<const re2::RE2>& held) {
  if (call.pattern() != nullptr) return call.pattern();
  const auto* pattern = arguments[1].as_string();
  if (pattern == nullptr) { (void)wrong(call, 1, arguments[1], "a string"); return nullptr; }
  std::string_view flags;
  if (arguments.size() > flags_index && !arguments[flags_index].is_null()) {
    const auto* given = arguments[flags_index].as_string();
    if (given == nullptr) { (void)wrong(call, flags_index, arguments[flags_index], "a string"); return nullptr; }
    flags = *given;
  }
  if (!call.charge(500)) return nullptr;  // compiling costs some 10 us
  auto compiled = compile_pattern(*pattern, flags);
  if (!compiled) {
    (void)call.null_because(compiled.error().message);
    return nullptr;
  }
  held = std::move(*compiled);
  return held.get();
}

/// "$1" and "$0" become what their group found, "\\$" and "\\\\" the sign. False when the text is no replacement.
bool expand(std::string_view replacement, std::span<const re2::StringPiece> groups, std::string& out) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    const char after = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\') {
      if (after != '\\' && after != '$') return false;
      out += after;
      ++i;
    } else if (c == '$') {
      if (after < '0' || after > '9') return false;
      auto group = static_cast<std::size_t>(after - '0');
      ++i;
      // As many digits as still name a group.
      while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9') {
        const std::size_t longer = group * 10 + static_cast<std::size_t>(replacement[i + 1] - '0');
        if (longer >= groups.size()) break;
        group = longer;
        ++i;
      }
      if (group < groups.size() && groups[group].data() != nullptr) out.append(groups[group].data(), groups[group].size());
    } else {
      out += c;
    }
  }
  return true;
}

}  // namespace

Value matches(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  std::shared_ptr<const re2::RE2> held;
  const auto* pattern = pattern_of(call, arguments, 2, held);
  if (pattern == nullptr) return {};
  AMENDS_FEEL_CHARGE(text_work(text->size() * 8));
  return Value::boolean(re2::RE2::PartialMatch(*text, *pattern));
}

Value split(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  std::shared_ptr<const re2::RE2> held;
  const auto* pattern = pattern_of(call, arguments, 2, held);
  if (pattern == nullptr) return {};
  AMENDS_FEEL_CHARGE(text_work(text->size() * 8));
  if (re2::RE2::FullMatch("", *pattern)) return call.null_because("the delimiter fits the empty string; give one that does not");
  Value::List out;
  re2::StringPiece found;
  std::size_t start = 0;
  while (pattern->Match(*text, start, text->size(), re2::RE2::UNANCHORED, &found, 1) && !found.empty()) {
    AMENDS_FEEL_CHARGE(1);
    const auto at = static_cast<std::size_t>(found.data() - text->data());
    out.push_back(Value::string(text->substr(start, at - start)));
    if (out.size() > kListSizeMax) return list_result(call, std::move(out));
    start = at + found.size();
  }
  out.push_back(Value::string(text->substr(start)));
  return list_result(call, std::move(out));
}

/// Every match from left to right. A pattern that fits the empty string has no replacement, as in XPath.
Value replace(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  std::shared_ptr<const re2::RE2> held;
  const auto* pattern = pattern_of(call, arguments, 3, held);
  if (pattern == nullptr) return {};
  AMENDS_FEEL_STRING(replacement, 2);
  AMENDS_FEEL_CHARGE(text_work(text->size() * 8));
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(pattern->NumberOfCapturingGroups()) + 1);
  std::string out;
  std::size_t start = 0;
  while (start <= text->size() && pattern->Match(*text, start, text->size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) {
    AMENDS_FEEL_CHARGE(1 + replacement->size() / 64);
    const auto at = static_cast<std::size_t>(groups[0].data() - text->data());
    out.append(*text, start, at - start);
    if (!expand(*replacement, groups, out)) return call.null_because("in a replacement $ stands before a digit, and \\ before \\ or $");
    if (out.size() > kStringBytesMax) return text_result(call, std::move(out));
    if (groups[0].empty()) {
      if (at >= text->size()) { start = text->size() + 1; break; }
      std::size_t size = 1;
      while (at + size < text->size() && (static_cast<unsigned char>((*text)[at + size]) & 0xC0) == 0x80) ++size;
      out.append(*text, at, size);
      start = at + size;
    } else {
      start = at + groups[0].size();
    }
  }
  if (start < text->size()) out.append(*text, start, std::string::npos);
  return text_result(call, std::move(out));
}

}  // namespace amends::feel::builtin
