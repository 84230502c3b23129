#include "sdk/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

constexpr std::size_t kDepthMax = 64;

/// The next part of a dotted path; shortens `path`.
std::string_view next_part(std::string_view& path) {
  const auto dot = path.find('.');
  const auto part = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  return part;
}

bool as_index(std::string_view part, std::size_t& out) {
  if (part.empty() || part.size() > 6) return false;
  out = 0;
  for (const char c : part) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return true;
}

}  // namespace

Value parse_json(std::string_view text, boost::json::storage_ptr storage) {
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::error_code ec;
  auto value = boost::json::parse({text.data(), text.size()}, ec, std::move(storage), options);
  if (ec) fail("error.schema", "the text is no JSON document of at most 64 levels (" + ec.message() + "); correct the text");
  return value;
}

std::string write_json(const Value& value) { return boost::json::serialize(value); }

const Value* find(const Value& root, std::string_view path) noexcept {
  const Value* at = &root;
  while (!path.empty()) {
    const auto part = next_part(path);
    if (const auto* object = at->if_object()) {
      at = object->if_contains({part.data(), part.size()});
    } else if (const auto* list = at->if_array()) {
      std::size_t index;
      at = as_index(part, index) && index < list->size() ? &(*list)[index] : nullptr;
    } else {
      return nullptr;
    }
    if (!at) return nullptr;
  }
  return at;
}

void set(Value& root, std::string_view path, Value value) {
  Value* at = &root;
  while (!path.empty()) {
    const auto part = next_part(path);
    std::size_t index;
    if (at->is_array() && as_index(part, index)) {
      auto& list = at->get_array();
      if (index >= list.size()) list.resize(index + 1);
      at = &list[index];
      continue;
    }
    if (!at->is_object()) *at = Object{};
    at = &at->get_object()[{part.data(), part.size()}];
  }
  *at = std::move(value);
}

Value to_json(const Texts& texts) { return Object{{"zh", texts.zh}, {"en", texts.en}}; }
Value to_json(const Money& money) { return Object{{"minor", money.minor}, {"currency", money.currency}}; }

}  // namespace amends::sdk
