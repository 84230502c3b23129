#include "support/money.hpp"

#include <algorithm>
#include <cstring>

namespace amends {

Result<Currency> Currency::parse(std::string_view code) {
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return fail(ErrorCode::schema, "'" + std::string(code) + "' is no ISO 4217 currency code; write three capital letters, for example CNY");
  Currency currency;
  std::memcpy(currency.code_, code.data(), 3);
  return currency;
}

namespace {

Result<Money> checked(std::int64_t minor, Currency currency) {
  if (minor > json::kIntegerMax || minor < -json::kIntegerMax)
    return fail(ErrorCode::range, "the sum is beyond 2^53-1 minor units and cannot be stored exactly");
  return Money{minor, currency};
}

Result<void> same_currency(Money left, Money right) {
  if (left.currency == right.currency) return {};
  return fail(ErrorCode::currency_mismatch, "cannot combine " + std::string(left.currency.code()) + " and " + std::string(right.currency.code()) +
                                                " without a rate; convert one of them first");
}

}  // namespace

Result<Money> add(Money left, Money right) {
  AMENDS_CHECK(same_currency(left, right));
  return checked(left.minor + right.minor, left.currency);  // both within 2^53, the sum fits 64 bits
}

Result<Money> subtract(Money left, Money right) {
  AMENDS_CHECK(same_currency(left, right));
  return checked(left.minor - right.minor, left.currency);
}

Result<Money> money_from_json(const json::Value& value) {
  if (!value.is_object()) return fail(ErrorCode::bad_type, "money is an object {minor, currency}");
  const auto* minor = json::find(value, "minor");
  std::int64_t amount = 0;
  if (!minor || !json::as_integer(*minor, amount)) return fail(ErrorCode::bad_type, "the amount is not an integer of minor units", "minor");
  if (amount < 0 || amount > json::kIntegerMax) return fail(ErrorCode::range, "the amount is outside 0 to 2^53-1 minor units", "minor");
  auto currency = Currency::parse(json::text_at(value, "currency"));
  if (!currency) return currency.error().within("currency");
  return Money{amount, *currency};
}

json::Value to_json(const Money& money) { return json::Object{{"minor", money.minor}, {"currency", money.currency.code()}}; }

std::string format_minor(std::int64_t minor, int digits) {
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const auto size = minor < 0 ? -minor : minor;  // sums are within 2^53
  auto out = std::to_string(size / scale);
  for (int at = static_cast<int>(out.size()) - 3; at > 0; at -= 3) out.insert(static_cast<std::size_t>(at), ",");
  if (digits > 0) {
    const auto rest = std::to_string(size % scale);
    out += "." + std::string(static_cast<std::size_t>(digits) - rest.size(), '0') + rest;
  }
  return minor < 0 ? "-" + out : out;
}

}  // namespace amends
