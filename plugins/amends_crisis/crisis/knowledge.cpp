#include "knowledge.hpp"

#include <algorithm>

#include "kit/checked.hpp"

namespace amends::crisis {
namespace {

std::vector<std::string> texts_of(const sdk::Reader& row, std::string_view path) {
  std::vector<std::string> out;
  for (const auto text : row.text_list(path)) out.emplace_back(text);
  return out;
}

std::string text_of(const sdk::Reader& row, std::string_view path) { return std::string(row.text_or(path, "")); }

}  // namespace

Knowledge::Knowledge(const sdk::Call& call) {
  const auto team = call.pack("crisis/team");
  for (const auto& row : team.list("rows"))
    seats_.push_back({{.id = std::string(row.need_text("id")), .role = text_of(row, "role"), .stand_in_role = text_of(row, "stand_in_role"), .title = row.texts("title").value_or(sdk::Texts{}), .duty = row.texts("duty").value_or(sdk::Texts{})}, {texts_of(row, "levels"), {}}});
  for (const auto& row : team.list("apart")) {
    const auto pair = texts_of(row, "seats");
    if (pair.size() != 2) sdk::fail("error.pack_invalid", "two seats are kept apart; name two", row.path("seats"));
    apart_.push_back({{pair[0], pair[1]}, {texts_of(row, "levels"), {}}});
  }
  command_ = texts_of(team, "command");
  seats_max_ = static_cast<std::size_t>(kit::in_range(team, "seats_max", 2, 1, 11));

  const auto clock = call.pack("crisis/clock");
  for (const auto& row : clock.list("rows"))
    clocks_.push_back({.id = std::string(row.need_text("id")), .team = text_of(row, "team"), .first_contact = text_of(row, "first_contact"), .holding = text_of(row, "holding"), .update = text_of(row, "update"), .owner_role = text_of(row, "owner_role"),
                       .prepared_only = row.flag_or("prepared_only", false), .basis = row.texts("basis").value_or(sdk::Texts{})});
  for (const auto& row : clock.list("regulator"))
    notices_.push_back({{.id = std::string(row.need_text("id")), .within = std::string(row.need_text("within")), .owner_role = text_of(row, "owner_role"), .to = row.texts("to").value_or(sdk::Texts{}), .basis = row.texts("basis").value_or(sdk::Texts{}), .verify = row.flag_or("verify", true)},
                        {texts_of(row, "levels"), text_of(row, "jurisdiction")}});
  held_hours_ = kit::in_range(clock, "standdown.held_hours", 48, 48, 1'000);
  mentions_share_ = kit::in_range(clock, "standdown.mentions_share", 20, 0, 20);
  review_within_ = clock.need_text("standdown.review_within");
  for (const auto& row : clock.list("standdown.criteria")) criteria_.push_back({std::string(row.need_text("id")), row.texts("title").value_or(sdk::Texts{})});

  const auto statements = call.pack("crisis/statements");
  for (const auto& row : statements.list("statements")) {
    StatementRow statement{.id = std::string(row.need_text("id")), .needs = text_of(row, "needs"), .title = row.texts("title").value_or(sdk::Texts{}), .text = {}};
    for (const auto& block : row.list("blocks")) {
      const auto text = block.texts("text").value_or(sdk::Texts{});
      statement.text.zh += (statement.text.zh.empty() ? "" : "\n") + text.zh;
      statement.text.en += (statement.text.en.empty() ? "" : "\n") + text.en;
    }
    statements_.push_back(std::move(statement));
  }
  for (const auto& row : statements.list("phrases")) phrases_[std::string(row.need_text("id"))] = row.texts("text").value_or(sdk::Texts{});
  for (const auto& row : statements.list("forbidden")) forbidden_.push_back({std::string(row.need_text("id")), text_of(row, "category"), std::string(row.need_text("pattern"))});
}

bool Knowledge::among(const Levelled& row, Level level) { return std::find(row.levels.begin(), row.levels.end(), name(level)) != row.levels.end(); }

std::vector<const SeatRow*> Knowledge::seats(Level level) const {
  std::vector<const SeatRow*> out;
  for (const auto& [row, levels] : seats_)
    if (among(levels, level)) out.push_back(&row);
  return out;
}

std::vector<std::pair<std::string, std::string>> Knowledge::apart(Level level) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [pair, levels] : apart_)
    if (among(levels, level)) out.push_back(pair);
  return out;
}

std::string Knowledge::up(std::string_view role) const {
  const auto at = std::find(command_.begin(), command_.end(), role);
  if (at == command_.end()) return command_.empty() ? std::string(role) : command_.back();
  return at + 1 == command_.end() ? *at : *(at + 1);
}

const ClockRow* Knowledge::clock(Level level) const {
  for (const auto& row : clocks_)
    if (row.id == name(level)) return &row;
  return nullptr;
}

const NoticeRow* Knowledge::notice(std::string_view jurisdiction, Level level) const {
  for (const auto& [row, where] : notices_)
    if (where.jurisdiction == jurisdiction && among(where, level)) return &row;
  return nullptr;
}

sdk::Texts Knowledge::phrase(std::string_view id) const {
  const auto found = phrases_.find(id);
  if (found == phrases_.end()) sdk::fail("error.pack_invalid", "the statements have no phrase '" + std::string(id) + "'; add it", "crisis/statements");
  return found->second;
}

}  // namespace amends::crisis
