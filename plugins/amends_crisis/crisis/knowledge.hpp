#pragma once
// The packs of this stage: seats (crisis/team), clock and stand-down (crisis/clock), statements and what they never hold (crisis/statements).
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "level.hpp"
#include "sdk/sdk.hpp"

namespace amends::crisis {

struct SeatRow {
  std::string id, role, stand_in_role;
  sdk::Texts title, duty;
};

/// Lengths of one level; empty where the level has none.
struct ClockRow {
  std::string id, team, first_contact, holding, update, owner_role;
  bool prepared_only = false;  ///< statements are prepared and not put out
  sdk::Texts basis;
};

struct NoticeRow {
  std::string id, within, owner_role;
  sdk::Texts to, basis;
  bool verify = true;  ///< counsel has yet to confirm it
};

struct Criterion {
  std::string id;
  sdk::Texts title;
};

struct StatementRow {
  std::string id, needs;
  sdk::Texts title, text;  ///< text: the blocks, a line each
};

struct Forbidden {
  std::string id, category, pattern;  ///< pattern: in the form that the text kit gives a text (catalogue 0.2)
};

/// Errors: Failure `error.pack_missing`; `error.pack_invalid` for what this stage cannot work with.
class Knowledge {
 public:
  explicit Knowledge(const sdk::Call& call);

  [[nodiscard]] std::vector<const SeatRow*> seats(Level level) const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> apart(Level level) const;
  [[nodiscard]] std::size_t seats_max() const { return seats_max_; }
  /// One step up the line of command; the last one stays.
  [[nodiscard]] std::string up(std::string_view role) const;
  /// nullptr for a level without a clock.
  [[nodiscard]] const ClockRow* clock(Level level) const;
  /// nullptr where the place has none for the level.
  [[nodiscard]] const NoticeRow* notice(std::string_view jurisdiction, Level level) const;
  [[nodiscard]] const std::vector<Criterion>& criteria() const { return criteria_; }
  [[nodiscard]] std::int64_t held_hours() const { return held_hours_; }
  [[nodiscard]] std::int64_t mentions_share() const { return mentions_share_; }
  [[nodiscard]] const std::string& review_within() const { return review_within_; }
  [[nodiscard]] const std::vector<StatementRow>& statements() const { return statements_; }
  [[nodiscard]] const std::vector<Forbidden>& forbidden() const { return forbidden_; }
  /// Errors: Failure `error.pack_invalid` for a phrase that the pack does not have.
  [[nodiscard]] sdk::Texts phrase(std::string_view id) const;

 private:
  struct Levelled {
    std::vector<std::string> levels;
    std::string jurisdiction;
  };
  static bool among(const Levelled& row, Level level);
  std::vector<std::pair<SeatRow, Levelled>> seats_;
  std::vector<std::pair<std::pair<std::string, std::string>, Levelled>> apart_;
  std::vector<std::pair<NoticeRow, Levelled>> notices_;
  std::vector<ClockRow> clocks_;
  std::vector<Criterion> criteria_;
  std::vector<StatementRow> statements_;
  std::vector<Forbidden> forbidden_;
  std::map<std::string, sdk::Texts, std::less<>> phrases_;
  std::vector<std::string> command_;
  std::string review_within_;
  std::size_t seats_max_ = 2;
  std::int64_t held_hours_ = 48, mentions_share_ = 20;
};

}  // namespace amends::crisis
