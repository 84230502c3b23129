#pragma once
// What every step reads: the case's nature, its evidence with the grades, and what the owner of the investigation answered (form verify_states).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entries.hpp"
#include "knowledge.hpp"
#include "verify.hpp"

namespace amends::verify {

inline constexpr std::size_t kEvidenceMax = 500;  ///< documents that are read; a finding says when there are more
inline constexpr std::size_t kEventsMax = 100;    ///< allegations that are read; a finding says when there are more

inline constexpr std::string_view kStatesForm = "verify_states";
inline constexpr std::string_view kStatesAnswer = "answers.verify_states";
inline constexpr std::string_view kCheckForm = "entitlement_check";
inline constexpr std::string_view kCheckAnswer = "answers.entitlement_check";
inline constexpr std::string_view kSumForm = "target_and_limit";
inline constexpr std::string_view kSumAnswer = "answers.target_and_limit";

/// A document that can prove something.
struct Item {
  std::string path, id, kind;
  Grade grade = Grade::E;
  bool from_customer = false;
  bool altered = false;  ///< its hash is not that of what was stored
  std::optional<sdk::Instant> received_at;
};

/// What the owner answered, taken apart. Of an answer that does not count (see `refused`) nothing is read.
struct Answer {
  bool given = false;
  std::string who, on_behalf_of;  ///< the latter empty for most answers
  std::optional<sdk::Instant> at;
  bool interested = false;  ///< the person has an interest in the matter, so that the answer does not count
  std::vector<Entry> states, supporting, contrary, missing_records, necessary;
  std::vector<std::string> unreadable;  ///< "states: e1 maybe"
  [[nodiscard]] bool counts() const noexcept { return given && !interested; }
};

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Settings& settings;
  const Knowledge& knowledge;
  std::vector<std::string> natures;  ///< primary first
  std::string product;
};

[[nodiscard]] std::vector<std::string> natures_of(const sdk::Reader& record);
/// Says what was altered, what has no known kind, and when there are too many. Errors: Failure `error.bad_type`.
[[nodiscard]] std::vector<Item> read_evidence(const Context& context);
/// nullptr when there is none of that id.
[[nodiscard]] const Item* find_item(const std::vector<Item>& items, std::string_view id);
[[nodiscard]] Answer read_answer(const Context& context);

/// The complainant's side of the case: everybody but staff and other institutions. who: the number of a party, or a role.
[[nodiscard]] bool is_customers(const sdk::Reader& record, std::string_view who);

}  // namespace amends::verify
