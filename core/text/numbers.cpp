#include "text/numbers.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "text/characters.hpp"

namespace amends::text {
namespace {

using Wide = __int128;
constexpr Wide kValueMax = 999'999'999'999'999'999;  // 18 digits: fits int64 with any of our scales
constexpr std::size_t kDigitsMax = 18;
constexpr int kScaleMax = 9;

/// 0..9 for a Chinese digit, -1 otherwise.
int chinese_digit(char32_t c) noexcept {
  switch (c) {
    case U'零': case U'〇': case U'○': return 0;
    case U'一': case U'壹': case U'弌': return 1;
    case U'二': case U'贰': case U'貳': case U'两': case U'兩': return 2;
    case U'三': case U'叁': case U'參': case U'参': return 3;
    case U'四': case U'肆': return 4;
    case U'五': case U'伍': return 5;
    case U'六': case U'陆': case U'陸': return 6;
    case U'七': case U'柒': return 7;
    case U'八': case U'捌': return 8;
    case U'九': case U'玖': return 9;
    default: return -1;
  }
}
/// 10 to 10^8 for a unit, 0 otherwise.
std::int64_t unit(char32_t c) noexcept {
  switch (c) {
    case U'十': case U'拾': return 10;
    case U'百': case U'佰': return 100;
    case U'千': case U'仟': return 1'000;
    case U'万': case U'萬': return 10'000;
    case U'亿': case U'億': return 100'000'000;
    default: return 0;
  }
}
bool is_more(char32_t c) noexcept { return c == U'多' || c == U'余' || c == U'餘'; }
bool is_some(char32_t c) noexcept { return c == U'几' || c == U'幾'; }

struct Parsed {
  Number number;
  bool good = false;  ///< false: `number.to` says where to go on, and there is no number
};

/// Reads one number. Holds the text, which characters are parts of idioms, and the original for the width of a comma.
class Parser {
 public:
  Parser(const Normalised& source, const std::vector<bool>& masked, const Words& counters)
      : source_(source), text_(source.text), masked_(masked), counters_(counters) {}

  Parsed arabic_run(std::size_t at) {
    // One Arabic literal: digits, groups of three, a fraction. A dotted run such as 8.2.1 or 192.168.0.1 is no number.
    Parsed out;
    Number& n = out.number;
    n.from = at;
    n.plain = true;
    std::size_t j = at;
    Wide value = 0;
    std::size_t digits = 0;
    const auto take = [&](char32_t c) { value = digits < kDigitsMax ? value * 10 + (c - U'0') : value; ++digits; };
    while (digit(j)) take(text_[j++]);
    if (j - at <= 3 && !source_wide(at)) {
      while (group(j, U',')) { for (std::size_t k = j + 1; k <= j + 3; ++k) take(text_[k]); j += 4; n.plain = false; }
    } else if (j - at <= 3) {
      // Full-width digits group by full-width commas; between ASCII digits a full-width comma separates two numbers.
      while (group(j, U'，')) { for (std::size_t k = j + 1; k <= j + 3; ++k) take(text_[k]); j += 4; n.plain = false; }
    }
    if (at_text(j, U'.') && digit(j + 1)) {
      std::size_t k = j + 1;
      while (digit(k)) ++k;
      if (at_text(k, U'.') && digit(k + 1)) {
        while (digit(k) || (at_text(k, U'.') && digit(k + 1))) ++k;
        n.to = k;
        return out;
      }
      for (std::size_t f = j + 1; f < k; ++f) { take(text_[f]); ++n.scale; }
      j = k;
      n.plain = false;
    }
    n.to = j;
    // Trailing zeros of a fraction say nothing about its fineness: 12.340 is 12.34.
    while (n.scale > 0 && value % 10 == 0 && digits <= kDigitsMax) { value /= 10; --n.scale; }
    out.good = digits <= kDigitsMax && n.scale <= kScaleMax;
    n.coefficient = static_cast<std::int64_t>(value);
    return out;
  }

  /// A number that begins at `at`, where a digit or 十 stands.
  Parsed parse(std::size_t at) {
    if (is_ascii_digit(text_[at])) {
      Parsed literal = arabic_run(at);
      if (!literal.good) return literal;
      if (literal.number.scale > 0) return with_units(literal);
      if (!literal.number.plain && unit_at(literal.number.to) == 0 && !more_before_unit(literal.number.to)) return finish(literal);
      return structured(at);
    }
    // A run of digits that is too long for a number is passed over whole: from its middle it would be read again and again.
    if (const auto run = positional(at); run.good || run.number.to > at) return run;
    return structured(at);
  }

 private:
  [[nodiscard]] bool open(std::size_t i) const { return i < text_.size() && !masked_[i]; }
  [[nodiscard]] bool digit(std::size_t i) const { return i < text_.size() && is_ascii_digit(text_[i]); }
  [[nodiscard]] bool at_text(std::size_t i, char32_t c) const { return i < text_.size() && text_[i] == c; }
  [[nodiscard]] std::int64_t unit_at(std::size_t i) const { return open(i) ? unit(text_[i]) : 0; }
  [[nodiscard]] int chinese_at(std::size_t i) const { return open(i) ? chinese_digit(text_[i]) : -1; }
  [[nodiscard]] char32_t origin(std::size_t i) const { return source_.original[static_cast<std::size_t>(source_.start[i])]; }
  [[nodiscard]] bool source_wide(std::size_t i) const { return origin(i) >= U'０' && origin(i) <= U'９'; }
  [[nodiscard]] bool group(std::size_t j, char32_t comma) const {
    return at_text(j, U',') && origin(j) == comma && digit(j + 1) && digit(j + 2) && digit(j + 3) && !digit(j + 4);
  }
  /// 多, 余 or 几 with 万 or 亿 behind it: 20多万, 十几万.
  [[nodiscard]] bool more_before_unit(std::size_t i) const { return open(i) && (is_more(text_[i]) || is_some(text_[i])) && unit_at(i + 1) >= 10'000; }

  /// Takes 多 or 余 behind the number; not the 多 of 多少.
  Parsed finish(Parsed out) {
    Number& n = out.number;
    if (!n.approx && open(n.to) && is_more(text_[n.to]) && !at_text(n.to + 1, U'少')) {
      n.approx = true;
      n.plain = false;
      ++n.to;
    }
    return out;
  }

  /// 12.3万, 1.5千万, "1.2 million": a fraction takes units and nothing after them.
  Parsed with_units(Parsed out) {
    Number& n = out.number;
    Wide value = n.coefficient;
    if (more_before_unit(n.to)) { n.approx = true; ++n.to; }
    for (auto u = unit_at(n.to); u != 0; u = unit_at(n.to)) {
      value *= u;
      if (value > kValueMax) { out.good = false; ++n.to; return out; }
      n.large_unit = n.large_unit || u >= 1'000;
      ++n.to;
    }
    n.coefficient = static_cast<std::int64_t>(value);
    english_multiplier(out);
    while (n.scale > 0 && n.coefficient % 10 == 0) { n.coefficient /= 10; --n.scale; }
    return finish(out);
  }

  /// thousand, million, billion after one blank, or k at the number itself.
  void english_multiplier(Parsed& out) {
    Number& n = out.number;
    const auto ends = [&](std::size_t i) { return i >= text_.size() || !is_word(text_[i]); };
    const auto times = [&](std::int64_t factor, std::size_t to) {
      const Wide value = static_cast<Wide>(n.coefficient) * factor;
      if (value > kValueMax) { out.good = false; return; }
      n.coefficient = static_cast<std::int64_t>(value);
      n.to = to;
      n.plain = false;
    };
    if (n.to == n.from || !is_ascii_digit(text_[n.to - 1])) return;
    if (at_text(n.to, U'k') && ends(n.to + 1)) return times(1'000, n.to + 1);
    const std::size_t word = at_text(n.to, U' ') ? n.to + 1 : n.to;
    constexpr std::array<std::pair<std::u32string_view, std::int64_t>, 3> kWords{{{U"thousand", 1'000}, {U"million", 1'000'000}, {U"billion", 1'000'000'000}}};
    for (const auto& [name, factor] : kWords)
      if (stands_at(text_, word, name) && ends(word + name.size())) return times(factor, word + name.size());
  }

  /// Chinese digits without units, read one by one: 二〇二五, 一三八. Two digits in order, as in 三四块, are a range and give the lower one.
  Parsed positional(std::size_t at) {
    Parsed out;
    out.number.from = at;
    std::size_t j = at;
    Wide value = 0;
    while (chinese_at(j) >= 0) {
      if (j - at < kDigitsMax) value = value * 10 + chinese_at(j);
      ++j;
    }
    const std::size_t count = j - at;
    if (count > kDigitsMax) {
      out.number.to = j;
      return out;
    }
    if (count < 2 || unit_at(j) != 0 || more_before_unit(j)) return out;
    out.number.to = j;
    out.good = true;
    out.number.coefficient = static_cast<std::int64_t>(value);
    if (count == 2 && is_range(chinese_at(at), chinese_at(at + 1))) {
      out.number.coefficient = chinese_at(at);
      out.number.approx = true;
    }
    return finish(out);
  }
  static bool is_range(int low, int high) { return low > 0 && (high == low + 1 || (low == 3 && high == 5)); }

  /// Digits and units: 三万二, 3万2, 一千零五十, 20多万, 十七八万. The units within a section fall; 万 and 亿 close a section.
  Parsed structured(std::size_t at) {
    Parsed out;
    Number& n = out.number;
    n.from = n.to = at;
    n.plain = true;
    Wide total = 0, ten_thousands = 0, section = 0, pending = 0;
    bool have_pending = false, pending_single = false, pending_arabic = false, zero = false, any = false, some_inside = false;
    bool had_yi = false, had_wan = false;
    std::int64_t small_max = 10'000;  // the next unit of a section must be smaller
    std::int64_t last_unit = 0;       // the unit before the pending digit
    std::size_t j = at;
    while (open(j) && !some_inside) {
      const char32_t c = text_[j];
      if (is_ascii_digit(c)) {
        if (have_pending) break;
        const auto literal = arabic_run(j);
        if (!literal.good || literal.number.scale > 0) { if (!any) { out.number.to = literal.number.to; return out; } break; }
        if (last_unit != 0 && literal.number.coefficient >= last_unit) break;
        pending = literal.number.coefficient;
        pending_single = literal.number.to == j + 1;
        have_pending = pending_arabic = any = true;
        j = literal.number.to;
        n.plain = n.plain && literal.number.plain;
        continue;
      }
      if (const int d = chinese_digit(c); d >= 0) {
        if (d == 0) {
          // 零 stands between units: 一千零五十, 三万零二. Alone it is the number 0, at the end it is none of ours.
          if (!any) { pending = 0; have_pending = any = pending_single = true; n.plain = false; ++j; continue; }
          if (have_pending || !(chinese_at(j + 1) > 0 || digit(j + 1) || unit_at(j + 1) == 10)) break;
          zero = true;
          ++j;
          continue;
        }
        if (have_pending) {
          if (!pending_arabic && pending_single && is_range(static_cast<int>(pending), d) && (unit_at(j + 1) != 0 || last_unit == 10)) {
            n.approx = true;  // 两三万, 十七八万, 十七八
            ++j;
            continue;
          }
          break;
        }
        if ((c == U'參' || c == U'参') && unit_at(j + 1) < 10) break;  // a common character unless it counts a unit
        pending = d;
        have_pending = pending_single = any = true;
        pending_arabic = false;
        n.plain = false;
        ++j;
        continue;
      }
      if (more_before_unit(j) && any) {
        n.approx = true;
        ++j;
        some_inside = true;  // the unit behind it ends the number
      }
      const std::int64_t u = unit_at(j);
      if (u == 0) break;
      if (u < 10'000) {
        if (u >= small_max || (!have_pending && !(u == 10 && (!any || last_unit > 10 || zero)))) break;
        section += (have_pending ? pending : Wide{1}) * u;
        small_max = u;
      } else if (u == 10'000) {
        const Wide count = section + (have_pending ? pending : Wide{0});
        if (count == 0 || had_wan) break;
        had_wan = true;
        ten_thousands = count * 10'000;
        section = 0;
        small_max = 10'000;
      } else {
        const Wide count = ten_thousands + section + (have_pending ? pending : Wide{0});
        if (count == 0 || had_yi) break;
        had_yi = true;
        had_wan = false;
        total = count * 100'000'000;
        ten_thousands = section = 0;
        small_max = 10'000;
      }
      if (total + ten_thousands + section > kValueMax) { n.to = j + 1; return out; }
      n.large_unit = n.large_unit || u >= 1'000;
      n.plain = false;
      have_pending = zero = false;
      last_unit = u;
      any = true;
      ++j;
    }
    if (!any) { n.to = at + 1; return out; }
    if (have_pending) {
      const bool counts_next_unit = pending_single && !zero && last_unit >= 100;
      // 三万一年 is thirty thousand a year: 一 before a counter counts that and is no trailing digit.
      if (counts_next_unit && !pending_arabic && text_[j - 1] == U'一' && counters_.at(text_, j) != 0) {
        --j;
      } else if (counts_next_unit) {
        const Wide value = pending * (last_unit / 10);
        if (last_unit == 100'000'000) ten_thousands += value;
        else section += value;
      } else {
        section += pending;
      }
    }
    const Wide value = total + ten_thousands + section;
    n.to = j;
    if (unit_at(j) != 0) {  // 一亿亿, 三百五百: units that do not fall are no numeral
      while (open(n.to) && is_numeral(text_[n.to])) ++n.to;
      return out;
    }
    if (value > kValueMax) return out;
    n.coefficient = static_cast<std::int64_t>(value);
    out.good = true;
    english_multiplier(out);
    return finish(out);
  }

  const Normalised& source_;
  std::u32string_view text_;
  const std::vector<bool>& masked_;
  const Words& counters_;
};

// --- currencies -----------------------------------------------------------------------------------------------------------------------

struct CurrencyWord {
  std::u32string_view word;
  const char* code;  ///< nullptr: by case locale
  bool before;       ///< may stand before the number
  bool after;        ///< may stand behind it
  bool sign;         ///< a sign between two numbers belongs to the second
};
// Longest first where one ends or begins with another. Catalogue 0.2 item 6 and the currencies of tables/currency; both script forms, since
// a text may come without a fold table.
constexpr CurrencyWord kCurrencyWords[] = {
    {U"hong kong dollars", "HKD", false, true, false}, {U"hk dollars", "HKD", false, true, false}, {U"us dollars", "USD", false, true, false},
    {U"u.s. dollars", "USD", false, true, false},
    {U"人民币", "CNY", true, true, false}, {U"人民幣", "CNY", true, true, false},
    {U"dollars", nullptr, false, true, false}, {U"dollar", nullptr, false, true, false}, {U"pounds", "GBP", false, true, false},
    {U"euros", "EUR", false, true, false}, {U"yuan", "CNY", true, true, false},
    {U"hkd$", "HKD", true, false, true}, {U"us$", "USD", true, true, true}, {U"hk$", "HKD", true, true, true},
    {U"rmb¥", "CNY", true, false, true}, {U"rmb", "CNY", true, true, false}, {U"cny", "CNY", true, true, false}, {U"usd", "USD", true, true, false},
    {U"hkd", "HKD", true, true, false}, {U"eur", "EUR", true, true, false}, {U"gbp", "GBP", true, true, false}, {U"jpy", "JPY", true, true, false},
    {U"港币", "HKD", true, true, false}, {U"港幣", "HKD", true, true, false}, {U"港元", "HKD", false, true, false}, {U"港纸", "HKD", false, true, false},
    {U"美元", "USD", true, true, false}, {U"美金", "USD", true, true, false}, {U"欧元", "EUR", true, true, false}, {U"歐元", "EUR", true, true, false},
    {U"英镑", "GBP", true, true, false}, {U"英鎊", "GBP", true, true, false}, {U"日元", "JPY", true, true, false}, {U"日圆", "JPY", true, true, false},
    {U"日圓", "JPY", true, true, false},
    {U"元", "CNY", false, true, false}, {U"圆", "CNY", false, true, false}, {U"圓", "CNY", false, true, false}, {U"块", "CNY", false, true, false},
    {U"塊", "CNY", false, true, false}, {U"蚊", "HKD", false, true, false},
    {U"¥", "CNY", true, true, true}, {U"$", nullptr, true, true, true}, {U"£", "GBP", true, true, true}, {U"€", "EUR", true, true, true},
};

struct CurrencyAt {
  const CurrencyWord* word = nullptr;
  std::size_t from = 0, to = 0;
};

/// A Latin word needs a border on the side away from the number; on the other the number itself is one.
CurrencyAt currency_before(std::u32string_view text, std::size_t number_from, std::size_t floor) {
  for (std::size_t gap = 0; gap <= 1; ++gap) {
    if (number_from < floor + gap) break;
    if (gap == 1 && text[number_from - 1] != U' ') break;
    const std::size_t end = number_from - gap;
    for (const auto& word : kCurrencyWords) {
      if (!word.before || !ends_at(text, end, word.word)) continue;
      const std::size_t from = end - word.word.size();
      if (from < floor) continue;
      if (from > 0 && is_word(text[from - 1]) && (is_word(text[from]) || word.word == U"$")) {
        if (word.word == U"$" && !is_ascii_digit(text[from - 1])) return {};  // A$, NT$ and the like: a dollar that we do not know
        if (is_word(text[from])) continue;
      }
      return {&word, from, end};
    }
  }
  return {};
}

CurrencyAt currency_after(std::u32string_view text, std::size_t number_to) {
  for (std::size_t gap = 0; gap <= 1; ++gap) {
    if (gap == 1 && !(number_to < text.size() && text[number_to] == U' ')) break;
    const std::size_t from = number_to + gap;
    for (const auto& word : kCurrencyWords) {
      if (!word.after || !stands_at(text, from, word.word)) continue;
      const std::size_t to = from + word.word.size();
      if (to < text.size() && is_word(text[to - 1]) && is_word(text[to]) && !(word.before && is_ascii_digit(text[to]))) continue;
      if (word.sign) {  // $ between two numbers is the sign of the second
        std::size_t next = to;
        if (next < text.size() && text[next] == U' ') ++next;
        if (next < text.size() && is_numeral(text[next])) continue;
      }
      return {&word, from, to};
    }
  }
  return {};
}

/// 3元5角, 三块五毛, 三块五: what follows 元 or 块, in fen. Moves `to` past what it read.
std::int64_t fen_after(std::u32string_view text, std::u32string_view word, std::size_t& to, const Words& counters) {
  const auto digit = [&](std::size_t i) { return i >= text.size() ? -1 : is_ascii_digit(text[i]) ? static_cast<int>(text[i] - U'0') : chinese_digit(text[i]); };
  const auto is_jiao = [&](std::size_t i) { return i < text.size() && (text[i] == U'角' || text[i] == U'毛'); };
  const auto is_fen = [&](std::size_t i) { return i < text.size() && text[i] == U'分' && !stands_at(text, i, U"分之"); };
  const int first = digit(to);
  if (first < 0) return 0;
  if (is_jiao(to + 1)) {
    to += 2;
    if (const int second = digit(to); second >= 0 && is_fen(to + 1)) { to += 2; return first * 10 + second; }
    return first * 10;
  }
  const std::size_t next = to + 1;
  const bool spoken = word == U"块" || word == U"塊";
  const bool bare = next >= text.size() || (!is_numeral(text[next]) && text[next] != U'.' && !is_word(text[next]) && counters.at(text, next) == 0);
  if (!spoken || first == 0 || !bare) return 0;
  ++to;
  return first * 10;
}

/// The number in minor units, nothing when its fraction is finer than they are or JSON could not carry it. `fen` is added.
std::optional<std::int64_t> minor_count(const Number& number, Currency currency, const MoneyContext& context, std::int64_t fen) {
  const auto row = context.digits.find(currency.code());
  const int digits = row == context.digits.end() ? 2 : row->second;
  Wide minor = number.coefficient;
  for (int i = number.scale; i < digits; ++i) {
    minor *= 10;
    if (minor > json::kIntegerMax) return std::nullopt;
  }
  for (int i = digits; i < number.scale; ++i) {
    if (minor % 10 != 0) return std::nullopt;
    minor /= 10;
  }
  minor += fen;
  if (minor > json::kIntegerMax) return std::nullopt;
  return static_cast<std::int64_t>(minor);
}

}  // namespace

bool is_numeral(char32_t c) noexcept { return is_ascii_digit(c) || chinese_digit(c) >= 0 || unit(c) != 0; }

bool Number::whole(std::int64_t& out) const noexcept {
  std::int64_t power = 1;
  for (int i = 0; i < scale; ++i) power *= 10;
  if (coefficient % power != 0) return false;
  out = coefficient / power;
  return true;
}

NumberReader::NumberReader(const WordLists& lists, const FoldTable& fold) : idioms_(lists.idioms_zh, fold), counters_(lists.counters_zh, fold) {}

std::vector<Number> NumberReader::numbers(const Normalised& source) const {
  const std::u32string_view text = source.text;
  std::vector<Number> out;
  // Idioms first, unless a numeral touches them: 万一 is a word, the 万一 of 十万一千 is none.
  std::vector<bool> masked(text.size(), false);
  for (std::size_t i = 0; i < text.size();) {
    const auto size = is_cjk(text[i]) ? idioms_.at(text, i) : 0;
    if (size == 0) { ++i; continue; }
    const bool touched = (i > 0 && is_numeral(text[i - 1])) || (i + size < text.size() && is_numeral(text[i + size]));
    if (touched) { ++i; continue; }
    std::fill_n(masked.begin() + static_cast<std::ptrdiff_t>(i), size, true);
    i += size;
  }
  Parser parser(source, masked, counters_);
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (masked[i] || !(is_ascii_digit(c) || chinese_digit(c) >= 0 || unit(c) == 10)) { ++i; continue; }
    if (is_ascii_digit(c) && i > 0 && is_word(text[i - 1]) && !is_ascii_digit(text[i - 1])) {
      // Digits inside a word (P0001, covid19) are no number, unless the word is a currency (RMB300).
      const auto currency = currency_before(text, i, 0);
      if (currency.word == nullptr || currency.to != i) {
        while (i < text.size() && is_word(text[i])) ++i;
        continue;
      }
    }
    const bool in_fraction = (i > 0 && text[i - 1] == U'\u2044');  // ½ has become 1⁄2
    auto parsed = parser.parse(i);
    const std::size_t to = std::max(parsed.number.to, i + 1);
    if (parsed.good && !in_fraction && !(to < text.size() && text[to] == U'\u2044')) {
      parsed.number.to = to;
      out.push_back(parsed.number);
    }
    i = to;
    if (!parsed.good) while (i < text.size() && is_ascii_digit(text[i])) ++i;  // the rest of what was too long
  }
  return out;
}

std::vector<MoneyFact> NumberReader::money(const Normalised& text, const MoneyContext& context) const { return money(text, numbers(text), context); }

std::vector<MoneyFact> NumberReader::money(const Normalised& source, const std::vector<Number>& numbers, const MoneyContext& context) const {
  const std::u32string_view text = source.text;
  std::vector<MoneyFact> out;
  std::size_t floor = 0;  // where the last sum ended: its currency word serves one number only
  for (const auto& number : numbers) {
    const auto before = currency_before(text, number.from, floor);
    const auto after = currency_after(text, number.to);
    std::size_t from = number.from, to = number.to;
    Currency currency = context.institution;
    const bool assumed = before.word == nullptr && after.word == nullptr;
    if (assumed && !number.large_unit) continue;
    if (after.word == nullptr && (counters_.at(text, to) != 0 || stands_at(text, to, U"分之"))) continue;
    std::int64_t fen = 0;
    if (!assumed) {
      // 港币 behind a bare $ says which dollar it is.
      const bool after_knows = after.word != nullptr && after.word->code != nullptr && std::string_view(after.word->code) != "CNY";
      const CurrencyWord& word = before.word != nullptr && !(before.word->code == nullptr && after_knows) ? *before.word : *after.word;
      const char* code = word.code != nullptr ? word.code : (context.locale.starts_with("zh-HK") ? "HKD" : "USD");
      currency = *Currency::parse(code);
      if (before.word != nullptr) from = before.from;
      if (after.word != nullptr) {
        to = after.to;
        if (after.from == number.to && !number.approx && number.scale == 0 && currency.code() == "CNY") fen = fen_after(text, after.word->word, to, counters_);
      }
    }
    const auto minor = minor_count(number, currency, context, fen);
    if (!minor) continue;
    out.push_back({.span = source.span(from, to), .minor = *minor, .currency = currency, .approx = number.approx, .assumed = assumed});
    floor = to;
  }
  return out;
}

std::optional<MoneyFact> NumberReader::bare(const Normalised& source, const Number& number, const MoneyContext& context) const {
  const std::u32string_view text = source.text;
  const auto joins = [](char32_t c) { return is_word(c) || c == U'-' || c == U'/' || c == U':' || c == U'*' || c == U'#'; };
  if (number.from > 0 && (joins(text[number.from - 1]) || text[number.from - 1] == U'第')) return std::nullopt;
  if (number.to < text.size() && (joins(text[number.to]) || text[number.to] == U'%' || counters_.at(text, number.to) != 0)) return std::nullopt;
  // What else is counted in complaints; counters.zh lists only what item 6 needs.
  static constexpr std::u32string_view kMeasures[] = {U"小时", U"分钟", U"秒", U"周", U"星期", U"季度", U"期", U"遍", U"笔", U"级", U"折", U"倍", U"楼", U"室", U"点", U"分", U"时",
                                                      U"页", U"字", U"家", U"口", U"成", U"例", U"项", U"款", U"群", U"回", U"层"};
  for (const auto measure : kMeasures)
    if (stands_at(text, number.to, measure)) return std::nullopt;
  const auto minor = minor_count(number, context.institution, context, 0);
  if (!minor) return std::nullopt;
  return MoneyFact{.span = source.span(number.from, number.to), .minor = *minor, .currency = context.institution, .approx = number.approx, .assumed = true};
}

}  // namespace amends::text
