#include "text/facts.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::text {
namespace {

using View = std::u32string_view;

template <std::size_t N>
std::size_t any_at(View text, std::size_t at, const std::array<View, N>& words) noexcept {
  std::size_t best = 0;
  for (const auto word : words)
    if (word.size() > best && stands_at(text, at, word)) best = word.size();
  return best;
}
template <std::size_t N>
std::size_t any_before(View text, std::size_t end, const std::array<View, N>& words) noexcept {
  std::size_t best = 0;
  for (const auto word : words)
    if (word.size() > best && ends_at(text, end, word)) best = word.size();
  return best;
}
std::size_t skip_blanks(View text, std::size_t at) noexcept {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}
std::size_t back_over_blanks(View text, std::size_t at) noexcept {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at;
}
/// An English word with borders on both sides.
bool word_at(View text, std::size_t at, View word) noexcept {
  return stands_at(text, at, word) && (at == 0 || !is_word(text[at - 1])) && (at + word.size() >= text.size() || !is_word(text[at + word.size()]));
}
bool word_before(View text, std::size_t end, View word) noexcept { return end >= word.size() && word_at(text, end - word.size(), word); }
template <std::size_t N>
std::size_t any_word_at(View text, std::size_t at, const std::array<View, N>& words) noexcept {
  for (const auto word : words)
    if (word_at(text, at, word)) return word.size();
  return 0;
}
template <std::size_t N>
std::size_t any_word_before(View text, std::size_t end, const std::array<View, N>& words) noexcept {
  for (const auto word : words)
    if (word_before(text, end, word)) return word.size();
  return 0;
}

/// The document in a form that all readers below share.
struct Source {
  explicit Source(const Normalised& normalised) : normalised(normalised), plain_text(normalised.text) {
    std::transform(plain_text.begin(), plain_text.end(), plain_text.begin(), plain);
    text = plain_text;
  }
  const Normalised& normalised;
  std::u32string plain_text;
  View text;
  std::vector<Number> numbers;
  [[nodiscard]] Span span(std::size_t from, std::size_t to) const { return normalised.span(from, to); }
};

// --- dates ----------------------------------------------------------------------------------------------------------------------------

bool valid_day(int year, int month, int day) noexcept {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > kDays[month - 1]) return false;
  const bool leap = year == 0 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
  return month != 2 || day < 29 || leap;
}
constexpr bool valid_year(std::int64_t year) noexcept { return year >= 1900 && year <= 2100; }

std::string two(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }
std::string date_value(int year, int month, int day) {
  std::string out = year == 0 ? "-" : std::to_string(year);
  if (month != 0) out += "-" + two(month);
  if (day != 0) out += "-" + two(day);
  return out;
}

class DateReader {
 public:
  DateReader(const Source& source, const MoneyContext& context) : source_(source), text_(source.text), english_(context.locale.starts_with("en")) {}

  std::vector<DateFact> read() {
    // 年月日 dates begin at a number; numeric and English ones at a digit or a letter. One pass, each position tried once.
    std::size_t number = 0;
    for (std::size_t i = 0; i < text_.size();) {
      while (number < source_.numbers.size() && source_.numbers[number].from < i) ++number;
      std::size_t to = 0;
      if (number < source_.numbers.size() && source_.numbers[number].from == i) to = chinese(number);
      if (to == 0 && is_ascii_digit(text_[i]) && (i == 0 || !is_word(text_[i - 1]))) to = numeric(i);
      if (to == 0 && (is_ascii_digit(text_[i]) || is_ascii_letter(text_[i])) && (i == 0 || !is_word(text_[i - 1]))) to = english(i);
      i = to == 0 ? i + 1 : to;
    }
    return std::move(out_);
  }

 private:
  bool add(std::size_t from, std::size_t to, int year, int month, int day) {
    out_.push_back({source_.span(from, to), date_value(year, month, day), year, month, day});
    return true;
  }
  /// The whole number that begins at `at`, when it is small and exact.
  std::optional<Number> number_at(std::size_t& index, std::size_t at) const {
    while (index < source_.numbers.size() && source_.numbers[index].from < at) ++index;
    if (index >= source_.numbers.size() || source_.numbers[index].from != at) return std::nullopt;
    const auto& n = source_.numbers[index];
    if (n.approx || n.scale != 0 || n.large_unit) return std::nullopt;
    return n;
  }

  /// 2026年3月2日, 二〇二五年十二月, 25年3月, 3月2号, 2019年. Returns the end, 0 for none.
  std::size_t chinese(std::size_t index) {
    const auto& first = source_.numbers[index];
    if (first.approx || first.scale != 0 || first.large_unit) return 0;
    std::size_t at = first.to;
    int year = 0;
    std::size_t month_index = index;
    const std::size_t unit_at = skip_blanks(text_, at);
    if (unit_at < text_.size() && text_[unit_at] == U'年') {
      const bool four = valid_year(first.coefficient);
      const bool short_form = first.plain && first.to - first.from == 2;
      if (!four && !short_form) return 0;
      at = unit_at + 1;
      std::size_t next = index + 1;
      const auto month = number_at(next, skip_blanks(text_, at));
      const bool month_follows = month && month->coefficient >= 1 && month->coefficient <= 12 && skip_blanks(text_, month->to) < text_.size() &&
                                 text_[skip_blanks(text_, month->to)] == U'月';
      if (!month_follows) {
        if (!four) return 0;  // 15年 alone is a time span
        add(first.from, at, static_cast<int>(first.coefficient), 0, 0);
        return at;
      }
      year = static_cast<int>(four ? first.coefficient : 2000 + first.coefficient);
      month_index = next;
    }
    const auto& month = source_.numbers[month_index];
    const std::size_t month_sign = skip_blanks(text_, month.to);
    if (!(month_sign < text_.size() && text_[month_sign] == U'月') || month.coefficient < 1 || month.coefficient > 12) return 0;
    std::size_t end = month_sign + 1;
    std::size_t day_index = month_index + 1;
    if (const auto day = number_at(day_index, skip_blanks(text_, end))) {
      const std::size_t sign = skip_blanks(text_, day->to);
      const bool is_day = sign < text_.size() && (text_[sign] == U'日' || text_[sign] == U'号' || text_[sign] == U'號');
      if (is_day && valid_day(year, static_cast<int>(month.coefficient), static_cast<int>(day->coefficient))) {
        add(first.from, sign + 1, year, static_cast<int>(month.coefficient), static_cast<int>(day->coefficient));
        return sign + 1;
      }
      if (is_day) return sign + 1;  // 2月30日 is no date, and nothing is guessed from its parts
    }
    static constexpr std::array<View, 9> kPart{U"份", U"初", U"底", U"末", U"中旬", U"上旬", U"下旬", U"中", U"间"};
    static constexpr std::array<View, 6> kWhich{U"今年", U"去年", U"前年", U"明年", U"同年", U"当年"};
    if (year == 0 && any_at(text_, end, kPart) == 0 && any_before(text_, back_over_blanks(text_, first.from), kWhich) == 0) return 0;
    add(first.from, end, year, static_cast<int>(month.coefficient), 0);
    return end;
  }

  /// Digits at `at`; value and count.
  std::pair<int, std::size_t> digits(std::size_t at) const {
    std::size_t j = at;
    int value = 0;
    while (j < text_.size() && is_ascii_digit(text_[j]) && j - at < 5) value = value * 10 + static_cast<int>(text_[j++] - U'0');
    return {value, j - at};
  }
  [[nodiscard]] bool ends_here(std::size_t at) const {
    return at >= text_.size() || (!is_ascii_digit(text_[at]) && !(is_word(text_[at]) && text_[at] != U't'));  // 2026-03-02T10:00
  }

  /// 2026-03-02, 2026/3/2, 2026.3.2 and, in English, 03/02/2026.
  std::size_t numeric(std::size_t at) {
    const auto [a, a_size] = digits(at);
    const std::size_t p = at + a_size;
    if (p >= text_.size() || (text_[p] != U'-' && text_[p] != U'/' && text_[p] != U'.')) return 0;
    const char32_t separator = text_[p];
    const auto [b, b_size] = digits(p + 1);
    const std::size_t q = p + 1 + b_size;
    if (b_size < 1 || b_size > 2 || q >= text_.size() || text_[q] != separator) return 0;
    const auto [c, c_size] = digits(q + 1);
    const std::size_t end = q + 1 + c_size;
    if (!ends_here(end)) return 0;
    if (a_size == 4 && c_size >= 1 && c_size <= 2 && valid_year(a) && valid_day(a, b, c)) { add(at, end, a, b, c); return end; }
    if (a_size <= 2 && c_size == 4 && valid_year(c) && separator != U'.') {
      if (english_ && valid_day(c, a, b)) { add(at, end, c, a, b); return end; }
      if (a > 12 && valid_day(c, b, a)) { add(at, end, c, b, a); return end; }
    }
    return 0;
  }

  int month_name(std::size_t at, std::size_t& end) const {
    static constexpr std::array<View, 12> kLong{U"january", U"february", U"march", U"april", U"may", U"june", U"july", U"august", U"september", U"october", U"november", U"december"};
    static constexpr std::array<View, 12> kShort{U"jan", U"feb", U"mar", U"apr", U"may", U"jun", U"jul", U"aug", U"sep", U"oct", U"nov", U"dec"};
    for (int m = 0; m < 12; ++m) {
      if (word_at(text_, at, kLong[m])) { end = at + kLong[m].size(); return m + 1; }
      if (word_at(text_, at, kShort[m])) {
        end = at + kShort[m].size();
        if (end < text_.size() && text_[end] == U'.') ++end;
        return m + 1;
      }
    }
    if (word_at(text_, at, U"sept")) { end = at + 4; return 9; }
    return 0;
  }
  /// 2, 2nd, 02: a day; the end behind it.
  int day_number(std::size_t at, std::size_t& end) const {
    const auto [value, size] = digits(at);
    if (size < 1 || size > 2) return 0;
    end = at + size;
    static constexpr std::array<View, 4> kOrdinal{U"st", U"nd", U"rd", U"th"};
    end += any_at(text_, end, kOrdinal);
    return ends_here(end) ? value : 0;
  }
  int year_number(std::size_t at, std::size_t& end) const {
    const auto [value, size] = digits(at);
    if (size != 4 || !valid_year(value) || !ends_here(at + 4)) return 0;
    end = at + 4;
    return value;
  }
  /// A comma and blanks between the parts.
  std::size_t gap(std::size_t at) const {
    if (at < text_.size() && text_[at] == U',') ++at;
    return skip_blanks(text_, at);
  }

  /// March 2, 2026; Mar. 2nd; 2 March 2026; March 2026. A month alone is no date: "may" is mostly a verb.
  std::size_t english(std::size_t at) {
    std::size_t end = 0;
    if (const int month = month_name(at, end)) {
      std::size_t day_end = 0, year_end = 0;
      const std::size_t next = gap(end);
      if (next == end) return 0;
      if (const int day = day_number(next, day_end)) {
        const int year = year_number(gap(day_end), year_end);
        if (!valid_day(year, month, day)) return 0;
        end = year != 0 ? year_end : day_end;
        add(at, end, year, month, day);
        return end;
      }
      if (const int year = year_number(next, year_end)) { add(at, year_end, year, month, 0); return year_end; }
      return 0;
    }
    std::size_t day_end = 0, month_end = 0, year_end = 0;
    const int day = is_ascii_digit(text_[at]) ? day_number(at, day_end) : 0;
    if (day == 0) return 0;
    std::size_t next = skip_blanks(text_, day_end);
    if (word_at(text_, next, U"of")) next = skip_blanks(text_, next + 2);
    const int month = next > day_end ? month_name(next, month_end) : 0;
    if (month == 0) return 0;
    const int year = year_number(gap(month_end), year_end);
    if (!valid_day(year, month, day)) return 0;
    end = year != 0 ? year_end : month_end;
    add(at, end, year, month, day);
    return end;
  }

  const Source& source_;
  View text_;
  bool english_;
  std::vector<DateFact> out_;
};

// --- counts ---------------------------------------------------------------------------------------------------------------------------

std::optional<CountFact> age(const Source& source, const Number& n) {
  const View text = source.text;
  std::int64_t value = 0;
  if (n.approx || !n.whole(value) || value < 1 || value > 130) return std::nullopt;
  const std::size_t next = skip_blanks(text, n.to);
  static constexpr std::array<View, 6> kYears{U"周岁", U"岁", U"週歲", U"周歲", U"歲", U"歳"};
  static constexpr std::array<View, 8> kLabel{U"年龄", U"年齡", U"年龄:", U"年齡:", U"年龄为", U"年龄是", U"现年", U"年近"};
  if (const auto size = any_at(text, next, kYears)) return CountFact{source.span(n.from, next + size), value, false, {}};
  if (any_before(text, back_over_blanks(text, n.from), kLabel) != 0) return CountFact{source.span(n.from, n.to), value, false, {}};
  // 68 years old, 68-year-old, 68 yrs old, aged 68, age 68, age of 68
  std::size_t at = n.to;
  if (at < text.size() && text[at] == U'-') ++at;
  at = skip_blanks(text, at);
  static constexpr std::array<View, 4> kUnit{U"years", U"year", U"yrs", U"yr"};
  if (const auto size = any_word_at(text, at, kUnit)) {
    std::size_t old = at + size;
    if (old < text.size() && text[old] == U'-') ++old;
    old = skip_blanks(text, old);
    if (word_at(text, old, U"old") || word_at(text, old, U"olds")) return CountFact{source.span(n.from, old + 3), value, false, {}};
  }
  static constexpr std::array<View, 4> kBefore{U"aged", U"age", U"age of", U"age:"};
  std::size_t from = back_over_blanks(text, n.from);
  const bool label = any_word_before(text, from, kBefore) != 0 || (ends_at(text, from, U"age:") && (from < 5 || !is_word(text[from - 5])));
  if (label && from < n.from) return CountFact{source.span(n.from, n.to), value, false, {}};
  return std::nullopt;
}

std::optional<CountFact> reach(const Source& source, const Number& n) {
  const View text = source.text;
  std::int64_t value = 0;
  if (!n.whole(value) || value < 1) return std::nullopt;
  struct Act { View word; const char* what; };
  static constexpr Act kActs[] = {{U"转发", "repost"}, {U"轉發", "repost"}, {U"转载", "repost"}, {U"轉載", "repost"}, {U"分享", "repost"}, {U"播放", "view"},
                                  {U"观看", "view"}, {U"觀看", "view"}, {U"浏览", "view"}, {U"瀏覽", "view"}, {U"阅读", "view"}, {U"閱讀", "view"}, {U"围观", "view"},
                                  {U"圍觀", "view"}, {U"点击", "view"}, {U"點擊", "view"}, {U"看过", "view"}, {U"看了", "view"}, {U"点赞", "like"}, {U"點讚", "like"},
                                  {U"评论", "comment"}, {U"評論", "comment"}, {U"跟帖", "comment"}, {U"粉丝", "follower"}, {U"粉絲", "follower"}};
  static constexpr Act kEnglish[] = {{U"views", "view"}, {U"view", "view"}, {U"reads", "view"}, {U"plays", "view"}, {U"viewers", "view"}, {U"reposts", "repost"},
                                     {U"shares", "repost"}, {U"retweets", "repost"}, {U"likes", "like"}, {U"comments", "comment"}, {U"followers", "follower"}};
  static constexpr Act kPassive[] = {{U"viewed", "view"}, {U"watched", "view"}, {U"seen", "view"}, {U"shared", "repost"}, {U"reposted", "repost"},
                                     {U"retweeted", "repost"}, {U"liked", "like"}};
  // 两万多人转发, 3万次播放, 10万+阅读: the act right behind, over a counter and a few small words.
  std::size_t at = n.to;
  bool approx = n.approx;
  if (at < text.size() && text[at] == U'+') { approx = true; ++at; }
  at = skip_blanks(text, at);
  static constexpr std::array<View, 9> kCounters{U"人次", U"人", U"次", U"个", U"個", U"条", U"條", U"名", U"位"};
  std::size_t act = at + any_at(text, at, kCounters);
  static constexpr std::array<View, 9> kBetween{U"的", U"在", U"都", U"已经", U"已", U"给我", U"网友", U"用户", U"有效"};
  for (std::size_t size = any_at(text, act, kBetween); size != 0; size = any_at(text, act, kBetween)) act += size;
  for (const auto& [word, what] : kActs)
    if (stands_at(text, act, word)) return CountFact{source.span(n.from, act + word.size()), value, approx, what};
  for (const auto& [word, what] : kEnglish)
    if (word_at(text, at, word)) return CountFact{source.span(n.from, at + word.size()), value, approx, what};
  // 播放量已经超过10万, 转发2万次, 点赞已超八千: the act in front. A counter other than those of reach says that something else is counted.
  std::size_t from = back_over_blanks(text, n.from);
  static constexpr std::array<View, 20> kVerbs{U"已经", U"已", U"都", U"就", U"了", U"达到", U"达", U"達", U"超过", U"超過", U"超", U"过", U"過", U"突破", U"破", U"有", U"近", U"是", U":", U"快"};
  for (std::size_t size = any_before(text, from, kVerbs); size != 0; size = any_before(text, from, kVerbs)) from = back_over_blanks(text, from - size);
  static constexpr std::array<View, 3> kMeasure{U"次数", U"量", U"数"};
  const bool measured = any_before(text, from, kMeasure) != 0;
  from -= any_before(text, from, kMeasure);
  for (const auto& [word, what] : kActs) {
    if (!ends_at(text, from, word)) continue;
    const std::size_t counter = any_at(text, at, kCounters);
    static constexpr std::array<View, 8> kOther{U"年", U"月", U"日", U"天", U"元", U"块", U"遍", U"分钟"};
    if (any_at(text, at, kOther) != 0 || (!measured && value < 100)) return std::nullopt;  // 分享3, 点击三次: what the customer did
    return CountFact{source.span(from - word.size(), at + counter > n.to ? at + counter : n.to), value, approx, what};
  }
  if (const std::size_t times = skip_blanks(text, n.to); word_at(text, times, U"times")) {
    for (const auto& [word, what] : kPassive)
      if (word_before(text, back_over_blanks(text, n.from), word)) return CountFact{source.span(n.from, times + 5), value, approx, what};
  }
  return std::nullopt;
}

std::optional<CountFact> group_size(const Source& source, const Number& n) {
  const View text = source.text;
  std::int64_t value = 0;
  if (!n.whole(value) || value < 2) return std::nullopt;
  const std::size_t after = skip_blanks(text, n.to);
  const auto fact = [&](std::size_t to) { return CountFact{source.span(n.from, to), value, n.approx, {}}; };
  // Chinese: a counter for people (or 个 with people behind it) and something that says they act together.
  static constexpr std::array<View, 7> kPeopleCounters{U"个人", U"個人", U"人", U"名", U"位", U"户", U"戶"};
  static constexpr std::array<View, 5> kLooseCounters{U"个", U"個", U"家", U"口", U"条"};
  static constexpr std::array<View, 34> kPeople{U"人", U"同事", U"客户", U"客戶", U"老人", U"业主", U"業主", U"股东", U"家庭", U"投资者", U"投资人", U"受害者", U"受害人", U"储户", U"儲戶", U"投保人", U"学员",
                                               U"车主", U"商户", U"小店", U"姐妹", U"兄弟", U"朋友", U"邻居", U"老乡", U"家长", U"学生", U"员工", U"持有人", U"消费者", U"用户", U"会员", U"债权人", U"保户"};
  std::size_t to = 0;
  bool people_named = false;
  if (const auto size = any_at(text, after, kPeopleCounters)) {
    to = after + size;
  } else if (const auto loose = any_at(text, after, kLooseCounters)) {
    for (std::size_t at = after + loose; at <= after + loose + 4 && at < text.size() && is_cjk(text[at]) && !is_window_stop(text[at]); ++at)
      if (const auto size = any_at(text, at, kPeople)) { to = at + size; people_named = true; break; }
  }
  if (to != 0) {
    static constexpr std::array<View, 10> kWe{U"我们", U"我們", U"咱们", U"咱們", U"俺们", U"我哋", U"我们这", U"我们这些", U"我们这群", U"我们共"};
    static constexpr std::array<View, 18> kAll{U"一共有", U"一共", U"总共有", U"总共", U"共计", U"共有", U"合计", U"共", U"涉及", U"联名", U"代表", U"连同", U"等", U"有", U"这", U"那", U"全部", U"近"};
    static constexpr std::array<View, 23> kTogether{U"都", U"一起", U"联名", U"集体", U"联合", U"均", U"全部", U"全都", U"一致", U"组团", U"抱团", U"同时", U"准备", U"拉群", U"聚集", U"集聚", U"到场",
                                                    U"上访", U"维权", U"签名", U"同一天", U"推举代表", U"推选代表"};
    static constexpr std::array<View, 12> kWhere{U"群里", U"村里", U"小区", U"单位", U"厂里", U"班上", U"寝室", U"家里", U"街上", U"公司", U"这边", U"这里"};
    static constexpr std::array<View, 6> kChosen{U"推举代表", U"推选代表", U"选出代表", U"派代表", U"派出代表", U"选代表"};
    static constexpr std::array<View, 7> kStrong{U"联名", U"代表", U"涉及", U"共计", U"连同", U"等", U"共"};
    std::size_t from = back_over_blanks(text, n.from);
    if (any_before(text, from, kChosen) != 0) return std::nullopt;  // how many speak for the group, not how many it has
    const bool strong = any_before(text, from, kStrong) != 0;
    if (const auto size = any_before(text, from, kAll)) from = back_over_blanks(text, from - size);
    if (const auto size = any_before(text, from, kWhere)) from -= size;
    const bool we = any_before(text, from, kWe) != 0;
    // Up to four characters may stand before "together": 八个老同事都, 37名客户一起.
    bool together = false;
    for (std::size_t at = to; at <= to + 4 && at < text.size() && !is_window_stop(text[at]) && !together; ++at) together = any_at(text, at, kTogether) != 0;
    if (to < text.size() && text[to] == U',') together = together || any_at(text, to + 1, kChosen) != 0;
    if (we || together || (strong && (people_named || n.to != to))) return fact(to);
    return std::nullopt;
  }
  // English.
  if (word_at(text, after, U"of") && after > n.to) {
    const std::size_t us = skip_blanks(text, after + 2);
    if (word_at(text, us, U"us")) return fact(us + 2);
  }
  const std::size_t before = back_over_blanks(text, n.from);
  if (ends_at(text, before, U"group of") && before < n.from) return fact(n.to);
  static constexpr std::array<View, 14> kPersons{U"people", U"customers", U"clients", U"investors", U"holders", U"depositors", U"borrowers", U"members", U"victims",
                                                 U"families", U"residents", U"policyholders", U"consumers", U"account"};
  std::size_t noun = after;
  if (word_at(text, noun, U"other")) noun = skip_blanks(text, noun + 5);
  if (const auto size = any_word_at(text, noun, kPersons); size != 0 && noun > n.to) {
    static constexpr std::array<View, 9> kWeEnglish{U"we are", U"we're", U"we", U"us", U"all", U"are", U"representing", U"behalf of", U"with"};
    if (any_word_before(text, before, kWeEnglish) != 0 && before < n.from) return fact(noun + size);
  }
  return std::nullopt;
}

// --- identifiers ----------------------------------------------------------------------------------------------------------------------

std::vector<TextFact> contracts(const Source& source) {
  const View text = source.text;
  static constexpr std::array<View, 20> kLabels{U"保险单号码", U"保险单号", U"保单号码", U"保单编号", U"保单号", U"保單號碼", U"保單號", U"合同号码", U"合同编号", U"合同号", U"合約編號", U"合約號碼",
                                                U"协议编号", U"协议号", U"借据号", U"借据编号", U"policy number", U"policy no", U"contract number", U"contract no"};
  static constexpr std::array<View, 8> kMoreLabels{U"policy #", U"contract #", U"agreement number", U"agreement no", U"loan number", U"loan no", U"policy id", U"contract id"};
  std::vector<TextFact> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = any_at(text, i, kLabels);
    if (size == 0) size = any_at(text, i, kMoreLabels);
    if (size == 0 || (is_word(text[i]) && i > 0 && is_word(text[i - 1]))) { ++i; continue; }
    std::size_t at = i + size;
    static constexpr std::array<View, 8> kGlue{U":", U"是", U"为", U"為", U".", U"#", U"=", U"("};
    for (;;) {
      const std::size_t start = at;
      at = skip_blanks(text, at);
      at += any_at(text, at, kGlue);
      if (word_at(text, at, U"is") || word_at(text, at, U"no")) at += 2;
      if (at == start) break;
    }
    const auto part = [&](std::size_t k) { return k < text.size() && (is_ascii_digit(text[k]) || is_ascii_letter(text[k]) || text[k] == U'-' || text[k] == U'/' || text[k] == U'_'); };
    std::size_t end = at;
    bool digit = false;
    while (part(end)) digit = is_ascii_digit(text[end++]) || digit;
    while (end > at && !is_word(text[end - 1])) --end;
    if (digit && end - at >= 4 && end - at <= 40 && is_word(text[at])) {
      const auto span = source.span(at, end);
      out.push_back({span, utf8::encode(View(source.normalised.original).substr(static_cast<std::size_t>(span.start), static_cast<std::size_t>(span.end - span.start)))});
      i = end;
    } else {
      i += size;
    }
  }
  return out;
}

/// Telephone numbers: mainland mobiles and landlines, Hong Kong with its code, North America, and anything in E.164 with a plus.
std::vector<TextFact> phones(const Source& source, const std::vector<TextFact>& contracts, bool english) {
  const View text = source.text;
  std::vector<TextFact> out;
  for (std::size_t i = 0; i < text.size();) {
    const bool plus = text[i] == U'+';
    // A parenthesis belongs to the number when it holds the area code: (415) 555-0132, (010) 12345678.
    std::size_t area = i + 1;
    while (text[i] == U'(' && area < text.size() && is_ascii_digit(text[area])) ++area;
    const bool parenthesis = (area == i + 4 || area == i + 5) && area < text.size() && text[area] == U')';
    if (!plus && !parenthesis && !is_ascii_digit(text[i])) { ++i; continue; }
    // A run of digits with single separators between them.
    std::size_t end = i + (plus || parenthesis ? 1 : 0);
    std::string digits;
    std::vector<std::size_t> groups;  // sizes between separators
    std::size_t group = 0;
    for (std::size_t last = end; end < text.size() && digits.size() < 20;) {
      if (is_ascii_digit(text[end])) { digits.push_back(static_cast<char>(text[end])); ++group; last = ++end; continue; }
      std::size_t k = end;
      while (k < text.size() && k - end < 2 && (text[k] == U'-' || text[k] == U' ' || text[k] == U'(' || text[k] == U')' || text[k] == U'.')) ++k;
      if (k == end || k >= text.size() || !is_ascii_digit(text[k])) { end = last; break; }
      groups.push_back(group);
      group = 0;
      end = k;
    }
    groups.push_back(group);
    const bool inside_word = (i > 0 && (is_word(text[i - 1]) || ((text[i - 1] == U'-' || text[i - 1] == U'.' || text[i - 1] == U'/') && i > 1 && is_word(text[i - 2])))) ||
                             (end < text.size() && is_word(text[end]));
    const auto all = [&](std::string_view d) {  // E.164 of the digits, empty for none
      const auto mobile = [](std::string_view m) { return m.size() == 11 && m[0] == '1' && m[1] >= '3'; };
      const auto landline = [](std::string_view m) { return m[0] == '0' && m[1] >= '1' && ((m[1] <= '2' && m.size() == 11) || (m[1] >= '3' && (m.size() == 11 || m.size() == 12))); };
      const auto american = [](std::string_view m) { return m.size() == 10 && m[0] >= '2' && m[3] >= '2'; };
      if (d.size() < 8) return std::string();
      if (plus) {
        if (d.starts_with("86") && !mobile(d.substr(2)) && d.size() > 13) return std::string();
        return d[0] != '0' && d.size() <= 15 ? "+" + std::string(d) : std::string();
      }
      if (mobile(d) && !(english && groups.size() == 4)) return "+86" + std::string(d);
      if (d.size() == 13 && d.starts_with("86") && mobile(d.substr(2))) return "+" + std::string(d);
      if (d.size() == 15 && d.starts_with("0086") && mobile(d.substr(4))) return "+" + std::string(d.substr(2));
      if (d.size() == 11 && d.starts_with("852") && groups.front() == 3 && groups.size() > 1) return "+" + std::string(d);
      const bool area_apart = groups.size() == 2 && (groups[0] == 3 || groups[0] == 4);
      if ((area_apart || groups.size() == 1) && landline(d) && (area_apart || d[1] <= '2')) return "+86" + std::string(d.substr(1));
      if (american(d) && groups.size() == 3 && groups[0] == 3 && groups[1] == 3) return "+1" + std::string(d);
      if (d.size() == 11 && d[0] == '1' && american(d.substr(1)) && groups.size() == 4) return "+" + std::string(d);
      return std::string();
    };
    const std::string value = inside_word ? std::string() : all(digits);
    const std::size_t next = std::max(end, i + 1);
    if (!value.empty()) {
      const auto span = source.span(i, end);
      const bool in_contract = std::any_of(contracts.begin(), contracts.end(), [&](const TextFact& c) { return c.span.start < span.end && span.start < c.span.end; });
      if (!in_contract) out.push_back({span, value});
    }
    i = next;
    if (inside_word) while (i < text.size() && is_word(text[i])) ++i;
  }
  return out;
}

}  // namespace

Facts extract(const Normalised& normalised, const NumberReader& reader, const MoneyContext& context) {
  Source source(normalised);
  source.numbers = reader.numbers(normalised);
  Facts facts;
  std::vector<Span> counted;
  for (const auto& number : source.numbers) {
    if (auto found = age(source, number)) { counted.push_back(found->span); facts.ages.push_back(*std::move(found)); }
    else if (auto seen = reach(source, number)) { counted.push_back(seen->span); facts.reach.push_back(*std::move(seen)); }
    else if (auto people = group_size(source, number)) { counted.push_back(people->span); facts.group_sizes.push_back(*std::move(people)); }
  }
  facts.dates = DateReader(source, context).read();
  facts.contracts = contracts(source);
  facts.phones = phones(source, facts.contracts, context.locale.starts_with("en"));
  const auto inside = [](Span inner, const auto& list, auto span_of) {
    return std::any_of(list.begin(), list.end(), [&](const auto& entry) { return span_of(entry).start < inner.end && inner.start < span_of(entry).end; });
  };
  const auto own_span = [](const auto& fact) { return fact.span; };
  const auto itself = [](const Span& span) { return span; };
  for (auto& sum : reader.money(normalised, source.numbers, context))
    if (!sum.assumed || !inside(sum.span, counted, itself)) facts.money.push_back(std::move(sum));
  for (const auto& number : source.numbers) {
    const auto span = source.span(number.from, number.to);
    if (inside(span, facts.money, own_span) || inside(span, counted, itself) || inside(span, facts.dates, own_span) || inside(span, facts.contracts, own_span) ||
        inside(span, facts.phones, own_span))
      continue;
    if (auto bare = reader.bare(normalised, number, context)) facts.bare.push_back(*std::move(bare));
  }
  return facts;
}

}  // namespace amends::text
