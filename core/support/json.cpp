#include "support/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serializer.hpp>
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

/// Builds the value and refuses what I-JSON refuses. Boost.JSON's own handler keeps the last of two equal keys; records must not hide one.
struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_array_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_key_size = std::size_t(-1) / 2;
  static constexpr std::size_t max_string_size = std::size_t(-1) / 2;

  bj::value_stack stack;
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
  bool on_object_begin(bj::error_code&) { keys.emplace_back(); small_keys.emplace_back(); return true; }
  bool on_object_end(std::size_t n, bj::error_code&) {
    keys.pop_back();
    small_keys.pop_back();
    stack.push_object(n);
    return true;
  }
  bool on_key_part(bj::string_view s, std::size_t, bj::error_code&) { partial_key.append(s.data(), s.size()); stack.push_chars(s); return true; }
  bool on_key(bj::string_view s, std::size_t, bj::error_code& ec) {
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
    stack.push_key(s);
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

void write_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out.push_back(kHex[(c >> 4) & 0xF]);
          out.push_back(kHex[c & 0xF]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
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

/// Order of RFC 8785: by UTF-16 code units. Differs from byte order only where surrogates meet U+E000..U+FFFF.
bool utf16_less(std::string_view a, std::string_view b) {
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

void write_canonical(std::string& out, const Value& value) {
  switch (value.kind()) {
    case bj::kind::null: out += "null"; break;
    case bj::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case bj::kind::int64: out += std::to_string(value.get_int64()); break;
    case bj::kind::uint64: out += std::to_string(value.get_uint64()); break;
    case bj::kind::double_: write_double(out, value.get_double()); break;
    case bj::kind::string: write_string(out, {value.get_string().data(), value.get_string().size()}); break;
    case bj::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : value.get_array()) {
        if (!first) out += ',';
        first = false;
        write_canonical(out, item);
      }
      out += ']';
      break;
    }
    case bj::kind::object: {
      std::vector<const bj::key_value_pair*> members;
      for (const auto& member : value.get_object()) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
      out += '{';
      bool first = true;
      for (const auto* member : members) {
        if (!first) out += ',';
        first = false;
        write_string(out, member->key());
        out += ':';
        write_canonical(out, member->value());
      }
      out += '}';
      break;
    }
  }
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

Result<Value> parse(std::string_view text) {
  if (text.size() > kBytesMax)
    return fail(ErrorCode::schema, "the document has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kBytesMax) + "; split it");
  if (!utf8::valid(text)) {
    const auto decoded = utf8::decode(text);
    return decoded.has_value() ? fail(ErrorCode::not_utf8, "the document is not UTF-8") : decoded.error();
  }
  bj::parse_options options;
  options.max_depth = kDepthMax;
  bj::basic_parser<Handler> parser(options);
  parser.handler().stack.reset();
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
    if (ec == bj::error::too_deep) return fail(ErrorCode::schema, "nested deeper than " + std::to_string(kDepthMax) + " levels; flatten it", place);
    if (ec == bj::error::incomplete) return fail(ErrorCode::schema, "the JSON document ends too early; the file may be truncated", place);
    return fail(ErrorCode::schema, "this is not JSON (" + ec.message() + "); correct it and try again", place);
  }
  return parser.handler().stack.release();
}

std::string write(const Value& value) {
  bj::serializer serializer;
  serializer.reset(&value);
  std::string out;
  char buffer[4096];
  while (!serializer.done()) {
    const auto part = serializer.read(buffer);
    out.append(part.data(), part.size());
  }
  return out;
}

std::string write_pretty(const Value& value) {
  std::string out;
  write_indented(out, value, 0);
  return out;
}

std::string canonical(const Value& value) {
  std::string out;
  write_canonical(out, value);
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
