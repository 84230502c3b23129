#include "runtime/approval.hpp"

#include <algorithm>

#include "support/hash.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kHashPrefix = "sha256:";
constexpr std::string_view kLimits = "limits of authority";

json::Value money_or_null(const std::optional<Money>& money) { return money ? to_json(*money) : json::Value(nullptr); }

std::optional<Money> money_at(const json::Value& value, std::string_view path) {
  const auto* found = json::find(value, path);
  if (json::is_null(found)) return std::nullopt;
  const auto money = money_from_json(*found);
  return money ? std::optional<Money>(*money) : std::nullopt;
}

std::string digits_of(std::string_view digest) {
  if (digest.starts_with(kHashPrefix)) digest.remove_prefix(kHashPrefix.size());
  std::string out(digest);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

}  // namespace

AuthorityTable authority_within(const AuthorityTable& step, const AuthorityTable& institution) {
  if (institution.empty()) return step;
  if (step.empty()) return institution;
  AuthorityTable out;
  for (const auto& [role, sums] : step) {
    const auto bound = institution.find(role);
    if (bound == institution.end()) continue;
    for (const auto& [currency, limit] : sums)
      if (const auto most = bound->second.find(currency); most != bound->second.end()) out[role][currency] = std::min(limit, most->second);
  }
  return out;
}

AuthorityTable authority_from_json(const json::Value* value) {
  AuthorityTable out;
  for (const auto& role : json::object_or_empty(value))
    for (const auto& sum : json::object_or_empty(&role.value())) {
      std::int64_t limit = 0;
      if (json::as_integer(sum.value(), limit) && limit >= 0 && limit <= json::kIntegerMax) out[std::string(role.key())][std::string(sum.key())] = limit;
    }
  return out;
}

json::Value to_json(const AuthorityTable& table) {
  json::Object out;
  for (const auto& [role, sums] : table) {
    json::Object one;
    for (const auto& [currency, limit] : sums) one[currency] = limit;
    out[role] = std::move(one);
  }
  return out;
}

std::map<std::string, std::string> part_digests(const View& view) {
  std::map<std::string, std::string> out;
  for (const auto& [path, value] : view.shown) out.emplace(path, content_hash(json::canonical(value)));
  return out;
}

std::string view_digest(const View& view) {
  json::Object shown;
  for (auto& [path, digest] : part_digests(view)) shown[path] = digest;
  const json::Value whole = json::Object{{"case", view.case_id}, {"task", view.task_id}, {"shown", std::move(shown)}, {"amount", money_or_null(view.amount)}, {"limits", to_json(view.limits)}};
  return content_hash(json::canonical(whole));
}

json::Value to_json(const View& view) {
  json::Object shown;
  for (const auto& [path, value] : view.shown) shown[path] = value;
  const auto digest = view_digest(view);
  return json::Object{{"case", view.case_id}, {"task", view.task_id}, {"digest", digest}, {"seen", short_form(digest)}, {"shown", std::move(shown)}, {"amount", money_or_null(view.amount)}, {"limits", to_json(view.limits)}};
}

std::string short_form(std::string_view digest) { return digits_of(digest).substr(0, kSeenDigitsMin); }

bool same_view(std::string_view seen, std::string_view digest) {
  const auto given = digits_of(seen), whole = digits_of(digest);
  return given.size() >= kSeenDigitsMin && given.size() <= whole.size() && whole.starts_with(given);
}

json::Value to_json(const Approval& approval, const std::optional<Money>& counted) {
  json::Object shown;
  for (const auto& [path, digest] : approval.parts) shown[path] = digest;
  json::Object out{{"digest", approval.digest}, {"approved", approval.approved}, {"shown", std::move(shown)}};
  if (approval.amount) out["amount"] = to_json(*approval.amount);
  if (counted) out["counted"] = to_json(*counted);
  if (approval.amount_is_total) out["total"] = true;
  if (!approval.limits.empty()) {
    out["limits"] = to_json(approval.limits);
    if (const auto role = approval.limits.find(approval.role); approval.amount && role != approval.limits.end())
      if (const auto limit = role->second.find(std::string(approval.amount->currency.code())); limit != role->second.end()) out["limit"] = to_json(Money{limit->second, approval.amount->currency});
  }
  return out;
}

void read_approval(const json::Value& member, Approval& out) {
  out.digest = json::text_at(member, "digest");
  out.approved = json::bool_at(member, "approved");
  for (const auto& [path, digest] : json::object_at(member, "shown")) out.parts.emplace(std::string_view(path), json::text_or(&digest, ""));
  out.amount = money_at(member, "amount");
  out.amount_is_total = json::bool_at(member, "total");
  out.limits = authority_from_json(json::find(member, "limits"));
}

std::vector<std::string> changed_since(const Approval& approval, const View& now) {
  std::vector<std::string> out;
  const auto parts = part_digests(now);
  for (const auto& [path, digest] : approval.parts)
    if (const auto found = parts.find(path); found == parts.end() || found->second != digest) out.push_back(path);
  for (const auto& [path, digest] : parts)
    if (!approval.parts.contains(path)) out.push_back(path);
  if (approval.limits != now.limits) out.emplace_back(kLimits);
  return out;
}

Result<Money> counted_with(const std::vector<Approval>& approvals, std::string_view step, const ItemPath& items, const Money& amount, bool amount_is_total, const CurrencyDigits& digits) {
  std::map<std::pair<std::string, std::string>, Money> by_step;  // by the step and its items: the sums of two items add up
  const auto count = [&](std::string_view of, const ItemPath& at, const Money& money, bool total) -> Result<void> {
    const auto [known, added] = by_step.emplace(std::pair(std::string(of), name_of(at)), money);
    if (added) return {};
    if (!total) {
      AMENDS_TRY(known->second, add(known->second, money));
    } else if (known->second.minor < money.minor) {
      known->second = money;
    }
    return {};
  };
  for (std::size_t i = 0; i < approvals.size(); ++i) {
    const auto& one = approvals[i];
    if (!one.approved || !one.amount) continue;
    const auto replaces = [&](std::string_view by, const ItemPath& at) { return one.step == by && same_items(one.items, at); };
    const bool replaced = replaces(step, items) || std::any_of(approvals.begin() + static_cast<std::ptrdiff_t>(i) + 1, approvals.end(), [&](const Approval& later) { return replaces(later.step, later.items); });
    if (replaced && one.uses.empty()) continue;
    if (one.amount->currency != amount.currency)
      return fail(ErrorCode::currency_mismatch, "the case has an approval of " + in_words(*one.amount, digits) + " (" + one.task + "), and sums of two currencies cannot be added up; bring the amount into " +
                                                    std::string(one.amount->currency.code()) + " and have it approved then");
    AMENDS_CHECK(count(one.step, one.items, *one.amount, one.amount_is_total));
  }
  AMENDS_CHECK(count(step, items, amount, amount_is_total));
  Money sum{0, amount.currency};
  for (const auto& [of, money] : by_step) {
    AMENDS_TRY(sum, add(sum, money));
  }
  return sum;
}

Result<void> within_authority(const AuthorityTable& limits, std::string_view role, const Money& counted, const Money& amount, const CurrencyDigits& digits) {
  const auto row = limits.find(role);
  const auto code = std::string(amount.currency.code());
  if (row == limits.end() || row->second.empty())
    return fail(ErrorCode::refused, "the role " + std::string(role) + " has no limit of authority for this approval, so it approves no money; let a role that has one decide");
  const auto limit = row->second.find(code);
  if (limit == row->second.end()) return fail(ErrorCode::refused, "the role " + std::string(role) + " has no limit of authority in " + code + "; let a role that has one decide");
  if (counted.minor <= limit->second) return {};
  const auto most = in_words(Money{limit->second, amount.currency}, digits);
  if (counted == amount) return fail(ErrorCode::refused, "the amount of " + in_words(amount, digits) + " is beyond the limit of the role " + std::string(role) + ", " + most + "; let a role with the authority decide");
  return fail(ErrorCode::refused, "with what the case's other approvals let go, this comes to " + in_words(counted, digits) + ", beyond the limit of the role " + std::string(role) + ", " + most +
                                      "; a sum is not approved in pieces: let a role with the authority decide");
}

Result<void> agrees(std::string_view field, const json::Value& released, const json::Value& approved, const std::vector<Use>& earlier, bool amounts_add_up, const CurrencyDigits& digits) {
  const auto name = std::string(field);
  if (released.is_null()) return fail(ErrorCode::refused, "the answer does not say in " + name + " what goes out, so nobody can see that it was approved; fill it in");
  const auto most = money_from_json(approved);
  if (!most) {
    if (json::canonical(released) == json::canonical(approved)) return {};
    return fail(ErrorCode::refused, "what " + name + " says is not what was approved; release what was approved, word for word, or have the new text approved");
  }
  const auto sum = money_from_json(released);
  if (!sum) return fail(ErrorCode::refused, name + " is not a sum of money, and a sum was approved; give {minor, currency}");
  if (sum->currency != most->currency)
    return fail(ErrorCode::refused, name + " is in " + std::string(sum->currency.code()) + ", and the approval is in " + std::string(most->currency.code()) + "; release in that currency, or have the other approved");
  auto all = *sum;
  if (amounts_add_up)
    for (const auto& use : earlier) {
      if (!use.released || use.released->currency != sum->currency) continue;
      AMENDS_TRY(all, add(all, *use.released));
    }
  if (all.minor <= most->minor) return {};
  return fail(ErrorCode::refused, (all == *sum ? name + " is " + in_words(*sum, digits) : "with what was released on this approval before, " + name + " comes to " + in_words(all, digits)) + ", and " + in_words(*most, digits) +
                                      " was approved; release no more than that, or have the new sum approved");
}

std::optional<Money> money_of(const json::Value& value) {
  const auto money = money_from_json(value);
  return money ? std::optional<Money>(*money) : std::nullopt;
}

std::optional<Money> money_of_words(std::string_view text, const CurrencyDigits& digits) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  constexpr std::size_t kCode = 3, kDigitsMax = 15;
  if (text.size() <= kCode) return std::nullopt;
  const bool behind = letter(text.back());
  const auto currency = Currency::parse(behind ? text.substr(text.size() - kCode) : text.substr(0, kCode));
  if (!currency) return std::nullopt;
  auto number = behind ? text.substr(0, text.size() - kCode) : text.substr(kCode);
  while (!number.empty() && number.front() == ' ') number.remove_prefix(1);
  while (!number.empty() && number.back() == ' ') number.remove_suffix(1);
  const auto point = std::min(number.find('.'), number.size());
  const auto whole = number.substr(0, point);
  auto part = point == number.size() ? std::string_view{} : number.substr(point + 1);
  const auto places = static_cast<std::size_t>(digits(currency->code()));
  if (whole.empty() || (point != number.size() && part.empty()) || part.size() > places || !std::all_of(part.begin(), part.end(), digit)) return std::nullopt;
  // Commas part thousands or are not there.
  const bool parted = whole.find(',') != std::string_view::npos;
  std::string all;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool comma_place = parted && (whole.size() - i) % 4 == 0;
    if (comma_place ? whole[i] != ',' || i == 0 : !digit(whole[i])) return std::nullopt;
    if (!comma_place) all += whole[i];
  }
  if (all.size() > kDigitsMax - places) return std::nullopt;
  all += std::string(part) + std::string(places - part.size(), '0');
  return Money{std::stoll(all), *currency};
}

std::string in_words(const Money& money, const CurrencyDigits& digits) { return format_minor(money.minor, digits(money.currency.code())) + " " + std::string(money.currency.code()); }

}  // namespace amends::runtime
