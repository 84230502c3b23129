#pragma once
// What an approval is: the digest of exactly what the approver saw, and the money that it lets go, within the authority of the approver's role. It covers that
// and nothing else. Pure: values in, values out; no case, no store, no clock. approving.hpp joins it with the case.
//
// The digest is SHA-256 over the RFC 8785 bytes of {amount, case, limits, shown, task}, where `shown` has, for each path, the SHA-256 over the RFC 8785 bytes of
// its value. So another language re-makes it from what was shown, and two approvals of unlike tasks or cases never have one digest.
//
// Sources of the rules: segregation of duties, ISO/IEC 27001:2022 A.5.3; authority within limits, EBA/GL/2021/05 title V. What is owed is no matter of bargaining
// (catalogue G6); an approval is asked for what leaves the institution, and a refusal here always names who can decide.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/items.hpp"
#include "support/json.hpp"
#include "support/money.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// Hexadecimal digits of a digest that a person gives back at least: 128 bits. Fewer could be matched by somebody who prepares two views beforehand.
inline constexpr std::size_t kSeenDigitsMin = 32;
inline constexpr std::size_t kRefusalsRecordedMax = 200;  ///< of one task; further ones are refused all the same and written nowhere, so that nobody fills the journal

/// How many minor digits a currency has (the pack tables/currency knows), for sentences.
using CurrencyDigits = std::function<int(std::string_view code)>;
[[nodiscard]] inline int two_digits(std::string_view) { return kMinorDigitsDefault; }

/// Role -> currency -> most that it may approve in one case, minor units.
using AuthorityTable = std::map<std::string, std::map<std::string, std::int64_t>, std::less<>>;

/// The table that holds: what a workflow's step says, within what the institution says. Where the institution has a table, a role or currency that it does not
/// name has no authority; where the step has none, the institution's is the table.
[[nodiscard]] AuthorityTable authority_within(const AuthorityTable& step, const AuthorityTable& institution);
/// {role: {currency: minor}} <-> table. Rows that are no whole number from 0 to 2^53-1 are left out: no authority.
[[nodiscard]] AuthorityTable authority_from_json(const json::Value* value);
[[nodiscard]] json::Value to_json(const AuthorityTable& table);

/// What an approver has before the eyes.
struct View {
  std::string case_id, task_id;
  std::map<std::string, json::Value> shown;  ///< path -> value; null when the case has none
  std::optional<Money> amount;               ///< what the approval lets go
  AuthorityTable limits;                     ///< in force; empty when no money is let go
};

/// path -> "sha256:…" of the RFC 8785 bytes of its value.
[[nodiscard]] std::map<std::string, std::string> part_digests(const View& view);
/// "sha256:…" of the whole, as the head of this file says.
[[nodiscard]] std::string view_digest(const View& view);
/// For people and programs: {case, task, digest, seen, shown: {path: value}, amount, limits}; `seen` is the short form to give back.
[[nodiscard]] json::Value to_json(const View& view);
/// The digits of a digest that people see and give back: the first kSeenDigitsMin.
[[nodiscard]] std::string short_form(std::string_view digest);
/// `seen` is the digest or its beginning: "sha256:" may be left out, capital letters are read, at least kSeenDigitsMin digits.
[[nodiscard]] bool same_view(std::string_view seen, std::string_view digest);

/// One answer on an approval.
struct Use {
  std::string step, task;
  std::optional<Money> released;  ///< what went out, when the step says
};

/// An answered approval, as the journal holds it.
struct Approval {
  std::string step, task, by, role, on_behalf_of;
  ItemPath items;                             ///< that the task stands in; an approval is of them alone
  Instant at;
  std::int64_t seq = 0;
  bool approved = false;                      ///< false: the approver said no
  std::string digest;
  std::map<std::string, std::string> parts;   ///< part_digests of the view
  std::optional<Money> amount;
  bool amount_is_total = false;
  AuthorityTable limits;
  std::vector<Use> uses;
};

/// The member `approval` of a task_answered event: {digest, shown, approved, amount, counted, total, limit, limits}. What is absent was not asked.
[[nodiscard]] json::Value to_json(const Approval& approval, const std::optional<Money>& counted);
/// Fills what to_json wrote.
void read_approval(const json::Value& member, Approval& out);

/// The paths that are another value now, "limits of authority" among them when the table is another one. Empty: the approval covers what is there.
[[nodiscard]] std::vector<std::string> changed_since(const Approval& approval, const View& now);

/// What a case's approvals let go in all, `amount` of `step` at `items` included. An answer of a step takes the place of its earlier ones for the same items as long
/// as nothing was released on them; what was released counts for good: of amounts that add up the sum, of totals the largest. A no counts nothing.
/// Errors: `currency_mismatch` (another currency was approved before; two cannot be added without a rate), `range`.
[[nodiscard]] Result<Money> counted_with(const std::vector<Approval>& approvals, std::string_view step, const ItemPath& items, const Money& amount, bool amount_is_total, const CurrencyDigits& digits = two_digits);

/// Errors: `refused`, naming the role, its limit and the sum in words a person can act on: no limit at all, none in this currency, or too small.
[[nodiscard]] Result<void> within_authority(const AuthorityTable& limits, std::string_view role, const Money& counted, const Money& amount, const CurrencyDigits& digits = two_digits);

/// What goes out must agree with what was approved: money is of one currency and at most the approved sum, less what `earlier` uses released when sums are added;
/// anything else is equal. Errors: `refused` naming the field.
[[nodiscard]] Result<void> agrees(std::string_view field, const json::Value& released, const json::Value& approved, const std::vector<Use>& earlier, bool amounts_add_up,
                                  const CurrencyDigits& digits = two_digits);

/// The value as money; nothing when it is none.
[[nodiscard]] std::optional<Money> money_of(const json::Value& value);
/// A sum as people write it, "5000.00 CNY", "5,000 CNY" or "CNY 5000": the currency's code and at most its digits behind the point. Nothing when it is none.
[[nodiscard]] std::optional<Money> money_of_words(std::string_view text, const CurrencyDigits& digits);
/// "5,000.00 CNY".
[[nodiscard]] std::string in_words(const Money& money, const CurrencyDigits& digits);

}  // namespace amends::runtime
