#include "days.hpp"

#include <array>

#include "sdk/failure.hpp"
#include "sdk/reader.hpp"

namespace amends::matter {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::string_view kToday = "today";
constexpr std::array<std::string_view, 12> kMonths = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

/// The number before "wd"; nothing for another text.
std::optional<std::int64_t> working_days(std::string_view within) {
  if (within.size() < 3 || within.size() > 4 || !within.ends_with("wd")) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : within.substr(0, within.size() - 2)) {
    if (c < '0' || c > '9') return std::nullopt;
    count = count * 10 + (c - '0');
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

/// The day that an answer of the calendar ends with.
Day last_of(const sdk::DueDate& due) {
  const auto* ledger = due.ledger.if_array();
  const auto last = ledger && !ledger->empty() ? parse_day(sdk::Reader(ledger->back()).text_or("date", "")) : std::nullopt;
  if (!last) sdk::fail("error.unsupported", "the host's calendar gives no day-by-day ledger; use a newer host", "amends.calendar/1");
  return *last;
}

}  // namespace

std::int64_t number_of(const Day& day) noexcept {
  // The civil calendar counted from 1 March, so that the leap day ends a year.
  const auto year = day.month <= 2 ? day.year - 1 : day.year;
  const auto era = (year >= 0 ? year : year - 399) / 400;
  const auto of_era = year - era * 400;
  const auto of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

Day day_of(std::int64_t number) noexcept {
  number += 719'468;
  const auto era = (number >= 0 ? number : number - 146'096) / 146'097;
  const auto of_era = number - era * 146'097;
  const auto year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const auto of_year = of_era - (365 * year + year / 4 - year / 100);
  const auto shifted = (5 * of_year + 2) / 153;
  const auto month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {.year = year + era * 400 + (month <= 2 ? 1 : 0), .month = month, .day = of_year - (153 * shifted + 2) / 5 + 1};
}

std::optional<Day> parse_day(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) -> std::int64_t {
    std::int64_t out = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      out = out * 10 + (text[i] - '0');
    }
    return out;
  };
  const Day day{.year = number(0, 4), .month = number(5, 2), .day = number(8, 2)};
  if (day.year < 0 || day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31) return std::nullopt;
  return day_of(number_of(day)) == day ? std::optional(day) : std::nullopt;
}

sdk::Texts written(const Day& day) {
  const auto year = std::to_string(day.year), month = std::to_string(day.month), number = std::to_string(day.day);
  return {year + "年" + month + "月" + number + "日", number + " " + std::string(kMonths[static_cast<std::size_t>((day.month + 11) % 12)]) + " " + year};
}

sdk::Texts written_term(std::string_view within) {
  if (within == kToday) return {"当天", "on the same day"};
  const auto count = working_days(within);
  if (!count) return {std::string(within), std::string(within)};
  const auto number = std::to_string(*count);
  return {number + "个工作日内", "within " + number + (*count == 1 ? " working day" : " working days")};
}

Day local_day(const sdk::Call& call, sdk::Instant at) {
  // Day 1 of a calendar-day term is the local tomorrow (catalogue 0.1), which tells the local today without a time zone of our own.
  return day_of(number_of(last_of(call.add(at, "1d"))) - 1);
}

std::optional<Term> term(const sdk::Call& call, sdk::Instant now, std::string_view within) {
  if (within != kToday && !working_days(within)) sdk::fail("error.pack_invalid", "the term '" + std::string(within) + "' is neither today nor a number of working days; correct it", "remedies");
  try {
    const auto due = call.add(now, within == kToday ? "1d" : within);
    if (within != kToday) return Term{.last = last_of(due), .due_at = due.due_at};
    return Term{.last = day_of(number_of(last_of(due)) - 1), .due_at = sdk::Instant{due.due_at.us - kDayUs}};
  } catch (const sdk::Failure& failure) {
    if (failure.code() == "error.pack_missing" || failure.code() == "error.not_found" || failure.code() == "error.range") return std::nullopt;
    throw;
  }
}

}  // namespace amends::matter
