#include "support/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <set>
#include <vector>

#include "support/utf8.hpp"

namespace amends::json {
namespace {

namespace bj = boost::json;

std::string line_and_column(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const auto start = text.substr(0, at).rfind('\n');
  const auto column = 1 + utf8::length(text.substr(start == std::string_view::npos ? 0 : start + 1, at - (start == std::string_view::npos ? 0 : start + 1)));
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds the value and refuses what I-JSON refuses. Boost.JSON keeps the last of two equal keys; records must not hide one. Looking for them costs more
/// than all the rest of the parsing, so the first pass only counts members: `parse` compares the count with what is left in the tree, and reads the
/// document again with `watch_keys` when a member got lost.
struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_array_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_key_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_string_size = std::size_t(-1) / 2;

  bj::value_stack stack;
  bool watch_keys = false;
  std::size_t members = 0;
  std::vector<std::set<std::string, std::less<>>> keys;  // one set for each open object, only filled beyond kSmallObject keys
  std::vector<std::vector<std::string>> small_keys;
  std::string partial_key;
  std::string problem;
  ErrorCode problem_code = ErrorCode::schema;

  bool stop(bj::error_code& ec, ErrorCode code, std::string why) {
    problem = std::move(why);
    problem_code = code;
    ec = bj::error::syntax;
    return false;
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t n, bj::error_code&) { stack.push_array(n); return true; }
  bool on_object_begin(bj::error_code&) {
    if (watch_keys) {
      keys.emplace_back();
      small_keys.emplace_back();
    }
    return true;
  }
  bool on_object_end(std::size_t n, bj::error_code&) {
    if (watch_keys) {
      keys.pop_back();
      small_keys.pop_back();
    }
    members += n;
    stack.push_object(n);
    return true;
  }
  bool on_key_part(bj::string_view s, std::size_t, bj::error_code&) {
    if (watch_keys) partial_key.append(s.data(), s.size());
    stack.push_chars(s);
    return true;
  }
  bool on_key(bj::string_view s, std::size_t, bj::error_code& ec) {
    if (watch_keys && !is_new_key(s, ec)) return false;
    stack.push_key(s);
    return true;
  }
  bool is_new_key(bj::string_view s, bj::error_code& ec) {
    partial_key.append(s.data(), s.size());
    auto& small = small_keys.back();
    auto& large = keys.back();
    constexpr std::size_t kSmallObject = 12;  // a scan of a dozen short keys beats a tree
    const bool seen = large.empty() ? std::find(small.begin(), small.end(), partial_key) != small.end() : large.contains(partial_key);
    if (seen) return stop(ec, ErrorCode::schema, "the key \"" + partial_key + "\" stands twice in one object; keep one of them");
    if (large.empty() && small.size() < kSmallObject) {
      small.push_back(std::move(partial_key));
    } else {
      if (large.empty()) large.insert(small.begin(), small.end());
      large.insert(std::move(partial_key));
    }
    partial_key.clear();
    return true;
  }
  bool on_string_part(bj::string_view s, std::size_t, bj::error_code&) { stack.push_chars(s); return true; }
  bool on_string(bj::string_view s, std::size_t, bj::error_code&) { stack.push_string(s); return true; }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t i, bj::string_view, bj::error_code& ec) {
    if (i > kIntegerMax || i < -kIntegerMax)
      return stop(ec, ErrorCode::range, "the integer " + std::to_string(i) + " is beyond 2^53-1; write it as a string or use a smaller unit");
    stack.push_int64(i);
    return true;
  }
  bool on_uint64(std::uint64_t i, bj::string_view, bj::error_code& ec) {
    return stop(ec, ErrorCode::range, "the integer " + std::to_string(i) + " is beyond 2^53-1; write it as a string or use a smaller unit");
  }
  bool on_double(double d, bj::string_view s, bj::error_code& ec) {
    if (!std::isfinite(d)) return stop(ec, ErrorCode::range, "the number " + std::string(s) + " is too large for JSON; write it as a string");
    // An integer too long for 64 bits arrives here: it has neither point nor exponent.
    if (s.find_first_of(".eE") == bj::string_view::npos && !s.empty() && std::fabs(d) > 9e15)
      return stop(ec, ErrorCode::range, "the integer " + std::string(s) + " is beyond 2^53-1; write it as a string or use a smaller unit");
    stack.push_double(d);
    return true;
  }
  bool on_bool(bool b, bj::error_code&) { stack.push_bool(b); return true; }
  bool on_null(bj::error_code&) { stack.push_null(); return true; }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

/// Appends a JSON string. Most text needs no escape, so runs of plain bytes go out whole.
void write_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  static constexpr auto kPlain = [] {
    std::array<bool, 256> plain{};
    for (unsigned c = 0x20; c < 256; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
  }();
  out += '"';
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if(at, text.end(), [](char c) { return !kPlain[static_cast<unsigned char>(c)]; });
    out.append(at, end);
    if (end == text.end()) break;
    switch (const char c = *end) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[(c >> 4) & 0xF];
        out += kHex[c & 0xF];
    }
    at = end + 1;
  }
  out += '"';
}

void write_integer(std::string& out, auto value) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

/// ECMAScript Number::toString (ECMA-262 6.1.6.1.20), as RFC 8785 asks: shortest digits, exponent form outside 1e-7 .. 1e21.
void write_double(std::string& out, double d) {
  if (d == 0) { out += '0'; return; }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(d), std::chars_format::scientific).ptr;
  std::string digits;
  const char* p = buffer;
  for (; p != end && *p != 'e'; ++p)
    if (*p != '.') digits.push_back(*p);
  int exponent = 0;
  if (p != end) std::from_chars(p + (p[1] == '+' ? 2 : 1), end, exponent);
  const int n = exponent + 1, k = static_cast<int>(digits.size());
  if (d < 0) out += '-';
  if (k <= n && n <= 21) { out += digits; out.append(static_cast<std::size_t>(n - k), '0'); }
  else if (0 < n && n <= 21) { out += digits.substr(0, n); out += '.'; out += digits.substr(n); }
  else if (-6 < n && n <= 0) { out += "0."; out.append(static_cast<std::size_t>(-n), '0'); out += digits; }
  else {
    out += digits[0];
    if (k > 1) { out += '.'; out += digits.substr(1); }
    out += 'e';
    out += n - 1 >= 0 ? '+' : '-';
    out += std::to_string(std::abs(n - 1));
  }
}

/// Order of RFC 8785: by UTF-16 code units. Differs from byte order only where a surrogate pair meets U+E000..U+FFFF.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [left_at, right_at] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left_at == a.end() || right_at == b.end()) return a.size() < b.size();
  constexpr unsigned char kFirstLeadAbove = 0xEE;  // of U+E000; supplementary planes begin at 0xF0
  if (static_cast<unsigned char>(*left_at) < kFirstLeadAbove || static_cast<unsigned char>(*right_at) < kFirstLeadAbove)
    return static_cast<unsigned char>(*left_at) < static_cast<unsigned char>(*right_at);
  const auto left = utf8::decode(a), right = utf8::decode(b);
  if (!left || !right) return a < b;
  const auto unit = [](char32_t c) { return c >= 0x10000 ? 0xD800u + ((c - 0x10000u) >> 10) : static_cast<unsigned>(c); };
  const auto n = std::min(left->size(), right->size());
  for (std::size_t i = 0; i < n; ++i) {
    if ((*left)[i] == (*right)[i]) continue;
    const unsigned x = unit((*left)[i]), y = unit((*right)[i]);
    return x != y ? x < y : (*left)[i] < (*right)[i];
  }
  return left->size() < right->size();
}

enum class Form { compact, canonical };  ///< keys as inserted and doubles as Boost.JSON writes them; or RFC 8785

void write_value(std::string& out, const Value& value, Form form);

void write_member(std::string& out, const bj::key_value_pair& member, Form form, bool& first) {
  if (!first) out += ',';
  first = false;
  write_string(out, member.key());
  out += ':';
  write_value(out, member.value(), form);
}

void write_object(std::string& out, const Object& object, Form form) {
  out += '{';
  bool first = true;
  const auto before = [](const bj::key_value_pair& a, const bj::key_value_pair& b) { return utf16_less(a.key(), b.key()); };
  if (form == Form::compact || std::is_sorted(object.begin(), object.end(), before)) {
    for (const auto& member : object) write_member(out, member, form, first);
  } else {
    std::vector<const bj::key_value_pair*> members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    std::sort(members.begin(), members.end(), [&](const auto* a, const auto* b) { return before(*a, *b); });
    for (const auto* member : members) write_member(out, *member, form, first);
  }
  out += '}';
}

void write_value(std::string& out, const Value& value, Form form) {
  switch (value.kind()) {
    case bj::kind::null: out += "null"; break;
    case bj::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case bj::kind::int64: write_integer(out, value.get_int64()); break;
    case bj::kind::uint64: write_integer(out, value.get_uint64()); break;
    case bj::kind::double_:
      if (form == Form::canonical) write_double(out, value.get_double());
      else out += bj::serialize(value);
      break;
    case bj::kind::string: write_string(out, {value.get_string().data(), value.get_string().size()}); break;
    case bj::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!first) out += ',';
        first = false;
        write_value(out, item, form);
      }
      out += ']';
      break;
    }
    case bj::kind::object: write_object(out, value.get_object(), form); break;
  }
}

/// Members of all objects of the tree.
std::size_t count_members(const Value& value) {
  std::size_t count = 0;
  if (value.is_object()) {
    count = value.get_object().size();
    for (const auto& member : value.get_object())
      if (member.value().is_structured()) count += count_members(member.value());
  } else if (value.is_array()) {
    for (const auto& item : value.get_array())
      if (item.is_structured()) count += count_members(item);
  }
  return count;
}

void write_indented(std::string& out, const Value& value, std::size_t level) {
  const auto indent = [&](std::size_t n) { out.append(2 * n, ' '); };
  if (value.is_object() && !value.get_object().empty()) {
    out += "{\n";
    std::size_t i = 0;
    for (const auto& member : value.get_object()) {
      indent(level + 1);
      write_string(out, member.key());
      out += ": ";
      write_indented(out, member.value(), level + 1);
      out += ++i == value.get_object().size() ? "\n" : ",\n";
    }
    indent(level);
    out += '}';
  } else if (value.is_array() && !value.get_array().empty()) {
    out += "[\n";
    std::size_t i = 0;
    for (const auto& item : value.get_array()) {
      indent(level + 1);
      write_indented(out, item, level + 1);
      out += ++i == value.get_array().size() ? "\n" : ",\n";
    }
    indent(level);
    out += ']';
  } else {
    out += write(value);
  }
}

/// The next part of a dotted path; moves `path` behind it.
std::string_view take_part(std::string_view& path) {
  const auto dot = path.find('.');
  const auto part = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  return part;
}

bool as_index(std::string_view part, std::size_t& out) {
  const auto [end, ec] = std::from_chars(part.data(), part.data() + part.size(), out);
  return ec == std::errc{} && end == part.data() + part.size();
}

}  // namespace

namespace {

Result<Value> parse_once(std::string_view text, bool watch_keys, const bj::storage_ptr& memory, std::size_t depth_max) {
  bj::parse_options options;
  options.max_depth = depth_max;
  bj::basic_parser<Handler> parser(options);
  parser.handler().stack.reset(memory);
  parser.handler().watch_keys = watch_keys;
  bj::error_code ec;
  auto used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) {
    const auto rest = text.find_first_not_of(" \t\r\n", used);
    if (rest != std::string_view::npos)
      return fail(ErrorCode::schema, "there is more text behind the JSON document; remove it", line_and_column(text, rest));
  }
  if (ec) {
    auto& handler = parser.handler();
    const auto place = line_and_column(text, used);
    if (!handler.problem.empty()) return fail(handler.problem_code, handler.problem, place);
    if (ec == bj::error::too_deep) return fail(ErrorCode::schema, "nested deeper than " + std::to_string(depth_max) + " levels; flatten it", place);
    if (ec == bj::error::incomplete) return fail(ErrorCode::schema, "the JSON document ends too early; the file may be truncated", place);
    return fail(ErrorCode::schema, "this is not JSON (" + ec.message() + "); correct it and try again", place);
  }
  const auto members = parser.handler().members;
  auto value = parser.handler().stack.release();
  if (!watch_keys && count_members(value) != members) return parse_once(text, true, memory, depth_max);
  return value;
}

Result<Value> parse_checked(std::string_view text, const bj::storage_ptr& memory, std::size_t depth_max) {
  if (text.size() > kBytesMax)
    return fail(ErrorCode::schema, "the document has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kBytesMax) + "; split it");
  if (!utf8::valid(text)) {
    const auto decoded = utf8::decode(text);
    return decoded.has_value() ? fail(ErrorCode::not_utf8, "the document is not UTF-8") : decoded.error();
  }
  return parse_once(text, false, memory, depth_max);
}

}  // namespace

Result<Value> parse(std::string_view text) { return parse_checked(text, {}, kDepthMax); }

Result<Value> parse_in_arena(std::string_view text, std::size_t depth_max) {
  constexpr std::size_t kLeast = 1024;  // the tree of a small text is several times its size
  return parse_checked(text, bj::make_shared_resource<bj::monotonic_resource>(std::max(kLeast, 2 * text.size())), depth_max);
}

Result<void> check_read_back(const Value& value, std::size_t depth_max) {
  const auto readable = [](std::string_view text) -> Result<void> {
    if (utf8::valid(text)) return {};
    return fail(ErrorCode::not_utf8, "a text is not UTF-8; convert it and try again");
  };
  if (const auto* text = value.if_string()) return readable({text->data(), text->size()});
  const auto* whole = value.if_int64();
  if ((whole && (*whole > kIntegerMax || *whole < -kIntegerMax)) || value.is_uint64())
    return fail(ErrorCode::range, "the integer " + write(value) + " is beyond 2^53-1; write it as a string or use a smaller unit");
  if (!value.is_structured()) return {};
  if (depth_max == 0) return fail(ErrorCode::range, "a value is nested deeper than what can be read again (" + std::to_string(kDepthMax) + " levels); make it flatter");
  if (const auto* list = value.if_array())
    for (const auto& one : *list) AMENDS_CHECK(check_read_back(one, depth_max - 1));
  if (const auto* object = value.if_object())
    for (const auto& member : *object) {
      AMENDS_CHECK(readable(member.key()));
      AMENDS_CHECK(check_read_back(member.value(), depth_max - 1));
    }
  return {};
}

std::string write(const Value& value) {
  std::string out;
  write_value(out, value, Form::compact);
  return out;
}

void append(std::string& out, const Value& value) { write_value(out, value, Form::compact); }

void append_string(std::string& out, std::string_view text) { write_string(out, text); }

std::string write_pretty(const Value& value) {
  std::string out;
  write_indented(out, value, 0);
  return out;
}

std::string canonical(const Value& value) {
  std::string out;
  write_value(out, value, Form::canonical);
  return out;
}

const Value* find(const Value& root, std::string_view path) noexcept {
  const Value* at = &root;
  while (!path.empty()) {
    const auto part = take_part(path);
    if (at->is_object()) {
      at = at->get_object().if_contains(part);
      if (!at) return nullptr;
    } else if (std::size_t index = 0; at->is_array() && as_index(part, index) && index < at->get_array().size()) {
      at = &at->get_array()[index];
    } else {
      return nullptr;
    }
  }
  return at;
}

Result<void> set(Value& root, std::string_view path, Value value) {
  const auto whole = path;
  Value* at = &root;
  while (true) {
    const auto part = take_part(path);
    if (std::size_t first = 0; at->is_null()) *at = part == "[]" || (as_index(part, first) && first == 0) ? Value(Array{}) : Value(Object{});
    if (at->is_object()) {
      at = &at->get_object()[part];
    } else if (at->is_array()) {
      auto& list = at->get_array();
      std::size_t index = list.size();
      if (part != "[]" && !as_index(part, index)) return fail(ErrorCode::bad_type, "'" + std::string(part) + "' is no index of a list", std::string(whole));
      if (index > list.size())
        return fail(ErrorCode::range, "the list has " + std::to_string(list.size()) + " elements, there is no element " + std::string(part), std::string(whole));
      if (index == list.size()) list.emplace_back(nullptr);
      at = &list[index];
    } else {
      return fail(ErrorCode::bad_type, "the value before '" + std::string(part) + "' is neither an object nor a list", std::string(whole));
    }
    if (path.empty()) break;
  }
  *at = std::move(value);
  return {};
}

void erase(Value& root, std::string_view path) {
  const auto dot = path.rfind('.');
  const auto* parent = dot == std::string_view::npos ? &root : find(root, path.substr(0, dot));
  const auto last = dot == std::string_view::npos ? path : path.substr(dot + 1);
  if (!parent) return;
  auto* holder = const_cast<Value*>(parent);
  if (holder->is_object()) holder->get_object().erase(last);
  else if (std::size_t index = 0; holder->is_array() && as_index(last, index) && index < holder->get_array().size())
    holder->get_array().erase(holder->get_array().begin() + static_cast<std::ptrdiff_t>(index));
}

std::string_view text_or(const Value* value, std::string_view other) noexcept {
  return value && value->is_string() ? std::string_view(value->get_string().data(), value->get_string().size()) : other;
}

bool as_integer(const Value& value, std::int64_t& out) noexcept {
  if (value.is_int64()) { out = value.get_int64(); return true; }
  if (value.is_uint64() && value.get_uint64() <= static_cast<std::uint64_t>(kIntegerMax)) { out = static_cast<std::int64_t>(value.get_uint64()); return true; }
  return false;
}

std::int64_t integer_or(const Value* value, std::int64_t other) noexcept {
  std::int64_t out = 0;
  return value && as_integer(*value, out) ? out : other;
}

bool bool_or(const Value* value, bool other) noexcept { return value && value->is_bool() ? value->get_bool() : other; }

const Array& list_or_empty(const Value* value) noexcept {
  static const Array empty;
  return value && value->is_array() ? value->get_array() : empty;
}

const Object& object_or_empty(const Value* value) noexcept {
  static const Object empty;
  return value && value->is_object() ? value->get_object() : empty;
}

Value bilingual(std::string_view zh, std::string_view en) { return Object{{"zh", zh}, {"en", en}}; }

std::string_view in_language(const Value* texts, std::string_view language) noexcept {
  if (!texts) return {};
  if (texts->is_string()) return text_or(texts, {});
  const auto wanted = language.substr(0, 2) == "zh" ? "zh" : "en";
  const auto text = text_at(*texts, wanted);
  return text.empty() ? text_at(*texts, wanted == std::string_view("zh") ? "en" : "zh") : text;
}

}  // namespace amends::json
