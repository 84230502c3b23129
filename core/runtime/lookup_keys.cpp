// Every key is a kind and a digest, so that its length is bounded and no name or number stands in it.
#include "runtime/lookup_keys.hpp"

#include <algorithm>

#include "support/hash.hpp"
#include "support/utf8.hpp"
#include "text/normalise.hpp"

namespace amends::runtime {
namespace {

bool is_blank_or_dash(char32_t c) { return c == U' ' || c == U'\t' || c == U'-' || c == U'\u00A0' || c == U'\u3000' || c == U'\u00B7' || c == U'\u2022'; }

}  // namespace

std::string comparable_form(std::string_view text) {
  auto decoded = utf8::decode(text);
  if (!decoded) return {};
  auto form = text::normalise_code_points(std::move(*decoded)).text;
  std::erase_if(form, is_blank_or_dash);
  return utf8::encode(form);
}

std::string comparable_phone(std::string_view text) {
  std::string digits;
  for (const char c : comparable_form(text))
    if (c >= '0' && c <= '9') digits += c;
  if (digits.starts_with("00")) digits.erase(0, 2);
  // A mainland mobile number with and without its country code.
  if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
  return digits.size() < kPhoneDigitsMin ? std::string() : digits;
}

std::string KeyMaker::key(std::string_view kind, std::initializer_list<std::string_view> parts) const {
  std::string text = "amends lookup " + std::to_string(salt_);
  for (const auto part : parts) {
    text += " " + std::to_string(part.size()) + ":";  // with its length, so that no two lists give one text
    text += part;
  }
  return std::string(kind) + ":" + hex(std::span<const std::uint8_t>(sha256(text)).first(16));
}

KeyMaker::KeyMaker(const json::Value& record, std::int64_t salt)
    : record_(record), salt_(salt), institution_(json::text_at(record, "case.institution")), nature_(json::text_at(record, "analysis.classify.nature.primary")) {
  if (nature_ == "other") nature_.clear();  // what has no nature of its own is like nothing
  for (const auto& party : json::list_at(record, "parties")) {
    const auto role = json::text_at(party, "role");
    if (role == "complainant" && !complainant_) complainant_ = &party;
    if ((role == "salesperson" || role == "employee") && staff_.size() < kLookupStaffMax)
      if (auto name = comparable_form(json::text_at(party, "name")); !name.empty()) staff_.push_back(std::move(name));
  }
}

std::string KeyMaker::like() const { return nature_.empty() ? std::string() : key("like", {institution_, nature_}); }

std::string KeyMaker::like_at_unit() const {
  const auto unit = json::text_at(record_, "case.unit");
  return nature_.empty() || unit.empty() ? std::string() : key("unit", {institution_, unit, nature_});
}

std::string KeyMaker::settled(std::string_view currency) const { return nature_.empty() || currency.empty() ? std::string() : key("settled", {institution_, nature_, currency}); }

std::vector<std::string> KeyMaker::named() const {
  std::vector<std::string> out;
  if (nature_.empty()) return out;
  for (const auto& name : staff_)
    if (auto one = key("named", {institution_, nature_, name}); std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
  return out;
}

std::string KeyMaker::identity() const {
  const auto id = complainant_ ? comparable_form(json::text_at(*complainant_, "id_doc")) : std::string();
  return id.empty() ? std::string() : key("id", {institution_, id});
}

std::vector<std::string> KeyMaker::phones() const {
  std::vector<std::string> out;
  if (!complainant_) return out;
  for (const auto& contact : json::list_at(*complainant_, "contacts")) {
    if (json::text_at(contact, "kind") != "phone" || out.size() == kLookupPhonesMax) continue;
    const auto phone = comparable_phone(json::text_at(contact, "value"));
    if (phone.empty()) continue;
    if (auto one = key("phone", {institution_, phone}); std::find(out.begin(), out.end(), one) == out.end()) out.push_back(std::move(one));
  }
  return out;
}

std::string KeyMaker::name_and_birth() const {
  if (!complainant_) return {};
  const auto name = comparable_form(json::text_at(*complainant_, "name"));
  const auto year = json::integer_at(*complainant_, "birth_year", 0);
  return name.empty() || year <= 0 ? std::string() : key("birth", {institution_, name, std::to_string(year)});
}

std::string KeyMaker::contract() const {
  const auto no = comparable_form(json::text_at(record_, "contract.no"));
  return no.empty() ? std::string() : key("contract", {institution_, no});
}

namespace {

std::vector<store::LookupKey> unordered(const json::Value& record, std::int64_t salt) {
  std::vector<store::LookupKey> out;
  const auto received = parse_instant(json::text_at(record, "channel.received_at"));
  const auto at = received ? *received : Instant{0};
  const auto put = [&](std::string key, std::int64_t number = 0) {
    if (!key.empty()) out.push_back({std::move(key), at, number});
  };
  const KeyMaker keys(record, salt);
  put(keys.key("case", {}));  // every case has one key at least: what has none has not been looked at
  // Drills, workshops and reviews are no complaints; neither is an enquiry, whoever says so.
  if (json::text_at(record, "case.kind", "complaint") != "complaint") return out;
  const auto* complaint = json::find(record, "analysis.intake.is_complaint");
  const bool enquiry = complaint && complaint->is_bool() && !complaint->get_bool();
  put(keys.identity());
  for (auto& key : keys.phones()) put(std::move(key));
  put(keys.name_and_birth());
  put(keys.contract());
  if (enquiry) return out;
  put(keys.like());
  put(keys.like_at_unit());
  for (auto& key : keys.named()) put(std::move(key));
  if (const auto minor = json::integer_at(record, "money.settled.minor", -1); minor >= 0) put(keys.settled(json::text_at(record, "money.settled.currency")), minor);
  return out;
}

}  // namespace

std::vector<store::LookupKey> lookup_keys(const json::Value& record, std::int64_t salt) {
  auto out = unordered(record, salt);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return out;
}

}  // namespace amends::runtime
