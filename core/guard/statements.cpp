#include "guard/statements.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

using View = std::u32string_view;

constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::int64_t kDayUs = 24 * kHourUs;
constexpr std::int64_t kCountMax = 999;  ///< above it a number before 年 or 日 is part of a date or no length of a complaint

struct UnitWord {
  View word;
  TimeUnit unit;
};
// Longest first where one begins with another.
constexpr UnitWord kChinese[] = {
    {U"个工作小时", TimeUnit::working_hours}, {U"工作小时", TimeUnit::working_hours}, {U"个工作日", TimeUnit::working_days}, {U"工作日", TimeUnit::working_days},
    {U"个营业日", TimeUnit::working_days},    {U"营业日", TimeUnit::working_days},    {U"个交易日", TimeUnit::working_days}, {U"交易日", TimeUnit::working_days},
    {U"个自然日", TimeUnit::days},            {U"自然日", TimeUnit::days},            {U"个日历日", TimeUnit::days},         {U"日历日", TimeUnit::days},
    {U"个小时", TimeUnit::hours},             {U"小时", TimeUnit::hours},             {U"个钟头", TimeUnit::hours},          {U"个星期", TimeUnit::weeks},
    {U"星期", TimeUnit::weeks},               {U"个礼拜", TimeUnit::weeks},           {U"礼拜", TimeUnit::weeks},            {U"个月", TimeUnit::months},
    {U"周", TimeUnit::weeks},                 {U"天", TimeUnit::days},                {U"日", TimeUnit::days},               {U"年", TimeUnit::years}};
constexpr UnitWord kEnglish[] = {{U"hours", TimeUnit::hours},   {U"hour", TimeUnit::hours}, {U"hrs", TimeUnit::hours},     {U"days", TimeUnit::days},   {U"day", TimeUnit::days},
                                 {U"weeks", TimeUnit::weeks},   {U"week", TimeUnit::weeks}, {U"months", TimeUnit::months}, {U"month", TimeUnit::months},
                                 {U"years", TimeUnit::years},   {U"year", TimeUnit::years}};
struct NumberWord {
  View word;
  std::int64_t value;
};
constexpr NumberWord kNumberWords[] = {{U"one", 1}, {U"two", 2}, {U"three", 3}, {U"four", 4}, {U"five", 5}, {U"six", 6}, {U"seven", 7}, {U"eight", 8}, {U"nine", 9},
                                       {U"ten", 10}, {U"eleven", 11}, {U"twelve", 12}, {U"fourteen", 14}, {U"fifteen", 15}, {U"twenty", 20}, {U"thirty", 30},
                                       {U"forty", 40}, {U"forty-five", 45}, {U"sixty", 60}, {U"ninety", 90}};

std::size_t skip_blanks(View text, std::size_t at) noexcept {
  while (at < text.size() && text::is_blank(text[at])) ++at;
  return at;
}
std::size_t back_over_blanks(View text, std::size_t at) noexcept {
  while (at > 0 && text::is_blank(text[at - 1])) --at;
  return at;
}
template <std::size_t N>
std::size_t any_at(View text, std::size_t at, const View (&words)[N]) noexcept {
  for (const auto word : words)
    if (text::stands_at(text, at, word)) return word.size();
  return 0;
}
template <std::size_t N>
bool any_before(View text, std::size_t end, const View (&words)[N]) noexcept {
  return std::any_of(std::begin(words), std::end(words), [&](View word) { return text::ends_at(text, end, word); });
}
bool word_at(View text, std::size_t at, View word) noexcept {
  return text::stands_at(text, at, word) && (at == 0 || !text::is_word(text[at - 1])) && (at + word.size() >= text.size() || !text::is_word(text[at + word.size()]));
}
template <std::size_t N>
bool any_word_at(View text, std::size_t at, const View (&words)[N]) noexcept {
  return std::any_of(std::begin(words), std::end(words), [&](View word) { return word_at(text, at, word); });
}
template <std::size_t N>
bool any_word_before(View text, std::size_t end, const View (&words)[N]) noexcept {
  return std::any_of(std::begin(words), std::end(words), [&](View word) { return end >= word.size() && word_at(text, end - word.size(), word); });
}

constexpr View kWithinZh[] = {U"之内", U"以内", U"内", U"之后", U"以后", U"后"};
constexpr View kPastZh[] = {U"过去", U"过去的", U"最近", U"近", U"已经", U"已", U"等了", U"拖了", U"第", U"每"};
constexpr View kLimitZh[] = {U"时效", U"时效为", U"时效一般为", U"期限", U"期限为", U"期间为", U"不超过", U"最长", U"最多"};
constexpr View kMonthZh[] = {U"本月", U"当月", U"下月", U"下个月", U"每月", U"次月"};
constexpr View kWithinEn[] = {U"within", U"in", U"after", U"up to", U"at least", U"at most", U"no later than", U"than", U"within the", U"in the", U"next", U"every", U"or",
                              U"is", U"of", U"another", U"for"};
constexpr View kPastEn[] = {U"last", U"past", U"previous", U"waited", U"waiting", U"been"};

/// What follows a number at `number.to` in Chinese; the end of the statement, 0 for none.
std::size_t chinese(View text, std::size_t from, std::size_t to, std::int64_t count, Statement& out) {
  const std::size_t unit_at = skip_blanks(text, to);
  for (const auto& [word, unit] : kChinese) {
    if (!text::stands_at(text, unit_at, word)) continue;
    std::size_t end = unit_at + word.size();
    const std::size_t within = any_at(text, end, kWithinZh);
    const std::size_t front = back_over_blanks(text, from);
    if (any_before(text, front, kPastZh)) return 0;
    if (word == U"日" && any_before(text, front, kMonthZh)) {
      if (count > 31) return 0;
      out.is_date = true;
      out.day = static_cast<int>(count);
      return end;
    }
    static constexpr View kOther[] = {U"年", U"岁", U"边", U"末", U"常", U"期"};  // 2周年, 3周岁, 2日常
    if (any_at(text, end, kOther) != 0) return 0;
    const bool before = text::stands_at(text, end, U"前") || text::stands_at(text, end, U"之前") || text::stands_at(text, end, U"以前");
    if (before && word != U"日") return 0;  // 三天前: past
    const bool limit = within != 0 || any_before(text, front, kLimitZh);
    if ((unit == TimeUnit::years || unit == TimeUnit::hours) && !limit) return 0;  // 满5年, 24小时热线
    if (count == 1 && !limit && unit != TimeUnit::working_days && unit != TimeUnit::working_hours) return 0;
    out.count = count;
    out.unit = unit;
    return end + within;
  }
  return 0;
}

/// The same in English, with the adjectives that make a day a working day.
std::size_t english(View text, std::size_t from, std::size_t to, std::int64_t count, Statement& out) {
  std::size_t at = to;
  if (at < text.size() && (text[at] == U'-' || text[at] == U'(')) ++at;
  at = skip_blanks(text, at);
  bool working = false, adjective = true;
  while (adjective) {
    adjective = false;
    for (const View word : {View(U"working"), View(U"business"), View(U"banking"), View(U"calendar"), View(U"full"), View(U"more"), View(U"further")}) {
      if (!word_at(text, at, word)) continue;
      working = working || word == U"working" || word == U"business" || word == U"banking";
      at = skip_blanks(text, at + word.size());
      if (at < text.size() && text[at] == U'-') ++at;
      adjective = true;
    }
  }
  for (const auto& [word, unit] : kEnglish) {
    if (!word_at(text, at, word)) continue;
    const std::size_t end = at + word.size();
    const std::size_t next = skip_blanks(text, end < text.size() && text[end] == U'-' ? end + 1 : end);
    static constexpr View kPastAfter[] = {U"ago", U"old", U"earlier", U"late"};
    const std::size_t front = back_over_blanks(text, from);
    if (any_word_at(text, next, kPastAfter) || any_word_before(text, front, kPastEn)) return 0;
    const bool limit = any_word_before(text, front, kWithinEn);
    if ((unit == TimeUnit::years || unit == TimeUnit::hours) && !limit) return 0;
    if (unit == TimeUnit::hours && word_at(text, next, U"a")) return 0;  // 24 hours a day
    if (count == 1 && !limit && !working) return 0;
    out.count = count;
    out.unit = !working ? unit : unit == TimeUnit::hours ? TimeUnit::working_hours : unit == TimeUnit::days ? TimeUnit::working_days : unit;
    return end;
  }
  return 0;
}

bool parse_length(std::string_view text, Statement& out) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') out.count = out.count * 10 + (text[digits++] - '0');
  if (digits == 0) return false;
  static constexpr std::pair<std::string_view, TimeUnit> kSuffix[] = {{"d", TimeUnit::days}, {"wd", TimeUnit::working_days}, {"h", TimeUnit::hours}, {"wh", TimeUnit::working_hours},
                                                                  {"w", TimeUnit::weeks}, {"mo", TimeUnit::months}};
  for (const auto& [suffix, unit] : kSuffix)
    if (text.substr(digits) == suffix) { out.unit = unit; return true; }
  return false;
}

}  // namespace

std::vector<Statement> read_statements(const text::Normalised& normalised, const text::NumberReader& reader, std::string_view locale) {
  std::vector<Statement> out;
  text::MoneyContext context;
  context.locale = std::string(locale);
  for (const auto& date : text::extract(normalised, reader, context).dates) {
    // A year alone, or a month without a day, sets no term that anybody could miss.
    if (date.day != 0) out.push_back({.span = date.span, .is_date = true, .year = date.year, .month = date.month, .day = date.day});
  }
  const View text = normalised.text;
  const auto add = [&](std::size_t from, std::size_t to, std::int64_t count) {
    Statement statement;
    std::size_t end = chinese(text, from, to, count, statement);
    if (end == 0) end = english(text, from, to, count, statement);
    if (end == 0) return;
    statement.span = normalised.span(from, end);
    const bool inside_date = std::any_of(out.begin(), out.end(), [&](const Statement& s) { return s.is_date && s.span.start < statement.span.end && statement.span.start < s.span.end; });
    if (!inside_date) out.push_back(statement);
  };
  for (const auto& number : reader.numbers(normalised)) {
    std::int64_t count = 0;
    if (number.whole(count) && count >= 1 && count <= kCountMax) add(number.from, number.to, count);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text::is_ascii_letter(text[i]) || (i > 0 && text::is_word(text[i - 1]))) continue;
    for (const auto& [word, value] : kNumberWords)
      if (word_at(text, i, word)) { add(i, i + word.size(), value); break; }
  }
  std::sort(out.begin(), out.end(), [](const Statement& a, const Statement& b) { return std::tie(a.span.start, a.span.end) < std::tie(b.span.start, b.span.end); });
  return out;
}

void Support::add_text(std::string_view text) {
  if (const auto at = parse_instant(text)) { instants_.push_back(*at); return; }
  if (Statement length; parse_length(text, length)) { known_.push_back(length); return; }
  const auto normalised = text::normalise(text);
  if (!normalised) return;  // what cannot be read supports nothing
  for (auto& statement : read_statements(*normalised, *numbers_, locale_)) known_.push_back(statement);
}

void Support::add_strings(const json::Value& value, int depth) {
  if (depth > static_cast<int>(json::kDepthMax)) return;
  if (value.is_string()) add_text({value.get_string().data(), value.get_string().size()});
  else if (value.is_array()) for (const auto& item : value.get_array()) add_strings(item, depth + 1);
  else if (value.is_object()) for (const auto& member : value.get_object()) add_strings(member.value(), depth + 1);
}
void Support::add_strings(const json::Value& value) { add_strings(value, 0); }

void Support::add_deadline(const json::Value& deadline) {
  for (const auto* name : {"basis", "starts_at", "due_at"})
    if (const auto* value = json::find(deadline, name)) add_strings(*value);
  const auto start = parse_instant(json::text_at(deadline, "starts_at")), due = parse_instant(json::text_at(deadline, "due_at"));
  const auto know = [&](std::int64_t count, TimeUnit unit) {
    if (count > 0) known_.push_back({.span = {}, .count = count, .unit = unit});
  };
  if (start && due && due->us > start->us) {
    const std::int64_t length_us = due->us - start->us;
    // Day 1 is the day after the start and the clock ends with its last day (catalogue 0.1): 15 days are 15 whole ones and what was left of the first.
    know(length_us / kDayUs, TimeUnit::days);
    if (length_us % kDayUs == 0) know(length_us / kDayUs - 1, TimeUnit::days);
    if (length_us % kHourUs == 0) know(length_us / kHourUs, TimeUnit::hours);
  }
  std::int64_t counted = 0;
  const auto* ledger = json::find(deadline, "ledger");
  if (!ledger) return;
  for (const auto& line : json::list_or_empty(ledger)) {
    if (json::bool_at(line, "counted")) ++counted;
    else if (json::text_at(line, "measure", "day") == "day") counted += std::max<std::int64_t>(0, json::integer_at(line, "counted"));
  }
  for (const auto& run : json::list_at(*ledger, "runs"))
    if (json::text_at(run, "measure", "day") == "day") counted += std::max<std::int64_t>(0, json::integer_at(run, "counted"));
  if (counted == 0) counted = json::integer_at(*ledger, "count");
  // The ledger shows how many days counted, and not always of which sort they are.
  know(counted, TimeUnit::days);
  know(counted, TimeUnit::working_days);
}

bool Support::covers(const Statement& stated) const {
  if (!stated.is_date) {
    const auto same = [&](std::int64_t count, TimeUnit unit) {
      return std::any_of(known_.begin(), known_.end(), [&](const Statement& k) {
        if (k.is_date) return unit == TimeUnit::days && k.day == count && k.year == 0 && k.month == 0;
        if (k.unit == unit && k.count == count) return true;
        if (k.unit == TimeUnit::weeks && unit == TimeUnit::days) return k.count * 7 == count;
        if (k.unit == TimeUnit::days && unit == TimeUnit::weeks) return k.count == count * 7;
        if (k.unit == TimeUnit::months && unit == TimeUnit::years) return k.count == count * 12;
        return k.unit == TimeUnit::years && unit == TimeUnit::months && k.count * 12 == count;
      });
    };
    return same(stated.count, stated.unit);
  }
  const auto fits = [&](int year, int month, int day) {
    return (stated.year == 0 || year == 0 || stated.year == year) && (stated.month == 0 || stated.month == month) && stated.day == day;
  };
  if (std::any_of(known_.begin(), known_.end(), [&](const Statement& k) { return k.is_date && fits(k.year, k.month, k.day); })) return true;
  // An instant has a day in every zone of the world: from 14 hours ahead of UTC to 12 behind. A clock that ends at midnight may be named by its
  // last day or by the midnight itself.
  return std::any_of(instants_.begin(), instants_.end(), [&](Instant at) {
    constexpr std::int64_t kMargins[] = {-12 * kHourUs, 14 * kHourUs};
    const auto floor_day = [](std::int64_t us) { return us >= 0 ? us / kDayUs : -((-us + kDayUs - 1) / kDayUs); };
    for (auto d = floor_day(at.us + kMargins[0]); d <= floor_day(at.us + kMargins[1]); ++d) {
      const auto civil = civil_from_days(d);
      if (fits(static_cast<int>(civil.year), static_cast<int>(civil.month), static_cast<int>(civil.day))) return true;
    }
    return false;
  });
}

}  // namespace amends::guard
