#include "sdk/reader.hpp"

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

const Value& empty_object() {
  static const Value empty = Object{};
  return empty;
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "true or false";
    case boost::json::kind::int64:
    case boost::json::kind::uint64: return "an integer";
    case boost::json::kind::double_: return "a number with a fraction";
    case boost::json::kind::string: return "a text";
    case boost::json::kind::array: return "a list";
    case boost::json::kind::object: return "an object";
  }
  return "something else";
}

}  // namespace

std::string Reader::path(std::string_view member) const {
  if (where_.empty()) return std::string(member);
  return member.empty() ? where_ : where_ + "." + std::string(member);
}

void Reader::bad_type(std::string_view member, std::string_view wanted, const Value& value) const {
  fail("error.bad_type", "here stands " + std::string(kind_name(value)) + " where " + std::string(wanted) + " is expected; correct the value", path(member));
}

void Reader::missing(std::string_view member) const { fail("error.missing_field", "the value is missing and this stage needs it; add it to the case", path(member)); }

const Value* Reader::find(std::string_view member) const noexcept {
  const Value* found = sdk::find(*value_, member);
  return found && found->is_null() ? nullptr : found;
}

std::optional<std::string_view> Reader::text(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return std::nullopt;
  if (!value->is_string()) bad_type(member, "a text", *value);
  return view(value->get_string());
}

std::optional<std::int64_t> Reader::integer(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return std::nullopt;
  if (const auto* number = value->if_int64()) {
    if (*number > kIntegerMax || *number < -kIntegerMax) fail("error.range", "the integer is beyond 2^53-1; use a smaller unit", path(member));
    return *number;
  }
  if (value->is_uint64()) fail("error.range", "the integer is beyond 2^53-1; use a smaller unit", path(member));
  bad_type(member, "an integer", *value);
}

std::optional<bool> Reader::flag(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return std::nullopt;
  if (!value->is_bool()) bad_type(member, "true or false", *value);
  return value->get_bool();
}

std::optional<Money> Reader::money(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return std::nullopt;
  if (!value->is_object()) bad_type(member, "a sum {minor, currency}", *value);
  const Reader sum(*value, path(member));
  const auto minor = sum.integer("minor");
  if (!minor) return std::nullopt;  // a sum that is not known yet
  if (*minor < 0) fail("error.range", "a sum of money is negative; write sums as 0 or more", sum.path("minor"));
  const auto currency = sum.need_text("currency");
  bool good = currency.size() == 3;
  for (const char c : currency) good = good && c >= 'A' && c <= 'Z';
  if (!good) fail("error.schema", "a currency is three capital letters of ISO 4217, for example CNY", sum.path("currency"));
  return Money{*minor, std::string(currency)};
}

std::optional<Instant> Reader::instant(std::string_view member) const {
  const auto value = text(member);
  if (!value) return std::nullopt;
  Instant at;
  if (!parse_instant(*value, at)) fail("error.bad_type", "this is no instant; write it with its offset, for example 2026-03-02T09:00:00+08:00", path(member));
  return at;
}

std::optional<Texts> Reader::texts(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return std::nullopt;
  if (!value->is_object()) bad_type(member, "a text in two languages {zh, en}", *value);
  const Reader both(*value, path(member));
  return Texts{std::string(both.text_or("zh", both.text_or("en", ""))), std::string(both.text_or("en", both.text_or("zh", "")))};
}

std::string_view Reader::need_text(std::string_view member) const {
  const auto value = text(member);
  if (!value) missing(member);
  return *value;
}

std::int64_t Reader::need_integer(std::string_view member) const {
  const auto value = integer(member);
  if (!value) missing(member);
  return *value;
}

Instant Reader::need_instant(std::string_view member) const {
  const auto value = instant(member);
  if (!value) missing(member);
  return *value;
}

std::vector<Reader> Reader::list(std::string_view member) const {
  std::vector<Reader> out;
  const auto* value = find(member);
  if (!value) return out;
  if (!value->is_array()) bad_type(member, "a list", *value);
  out.reserve(value->get_array().size());
  const auto base = path(member);
  for (const auto& item : value->get_array()) out.emplace_back(item, base + "." + std::to_string(out.size()));
  return out;
}

std::vector<std::string_view> Reader::text_list(std::string_view member) const {
  std::vector<std::string_view> out;
  for (const auto& item : list(member)) {
    if (!item.value().is_string()) item.bad_type("", "a text", item.value());
    out.push_back(view(item.value().get_string()));
  }
  return out;
}

Reader Reader::at(std::string_view member) const {
  const auto* value = find(member);
  if (!value) return Reader(empty_object(), path(member));
  if (!value->is_object()) bad_type(member, "an object", *value);
  return Reader(*value, path(member));
}

}  // namespace amends::sdk
