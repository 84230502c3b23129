#include "text/lexicon.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>

#include "support/utf8.hpp"
#include "text/candidates.hpp"
#include "text/characters.hpp"
#include "text/trie.hpp"

namespace amends::text {
namespace {

constexpr std::int32_t kNone = Trie::kNone;

struct Pattern {
  std::int32_t entry;
  std::unique_ptr<RE2> expression;
};

/// A term as it is matched: normalised, plain, blanks at the ends removed and inner runs of them made one.
std::u32string term_form(const std::u32string& original, const FoldTable& fold) {
  std::u32string out;
  for (char32_t c : normalise_code_points(original, fold).text) {
    c = plain(c);
    if (c == U' ' && (out.empty() || out.back() == U' ')) continue;
    out.push_back(c);
  }
  while (!out.empty() && out.back() == U' ') out.pop_back();
  return out;
}

/// A pattern as it is compiled: characters outside ASCII pass NFKC and the fold like the text; what becomes a metacharacter is escaped.
/// ASCII stays as it is written, because \S and \s differ.
std::string pattern_form(const std::u32string& original, const FoldTable& fold) {
  std::string out;
  for (const char32_t c : original) {
    if (c < 0x80) { utf8::append(out, c); continue; }
    for (const char32_t made : normalise_code_points(std::u32string(1, c), fold).text) {
      const char32_t p = plain(made);
      if (p < 0x80 && !is_ascii_letter(p) && !is_ascii_digit(p) && p != U' ') out.push_back('\\');
      utf8::append(out, p);
    }
  }
  return out;
}

bool is_line_end(char32_t c) noexcept { return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029; }

/// What one document looks like to the matcher: the text itself when it is plain, as most are, else a plain copy. The document must outlive it.
class View {
 public:
  explicit View(const Normalised& normalised) : text(normalised.text) {
    if (normalised.is_plain) return;
    copy_.resize(text.size());
    std::transform(text.begin(), text.end(), copy_.begin(), plain);
    text = copy_;
  }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  /// Bytes for RE2, one code point for each of `text`. Line ends stay, so that a point stops at them.
  void encode(const Normalised& normalised) {
    offsets.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
      offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
      utf8::append(bytes, is_line_end(normalised.text[i]) ? U'\n' : text[i]);
    }
    offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  [[nodiscard]] std::size_t code_point(std::size_t byte) const {
    return static_cast<std::size_t>(std::lower_bound(offsets.begin(), offsets.end(), byte) - offsets.begin());
  }
  std::u32string_view text;            ///< U+0000 stands behind it
  std::string bytes;
  std::vector<std::uint32_t> offsets;  ///< of each code point in `bytes`, and the size

 private:
  std::u32string copy_;
};

/// Item 2's border at the left of `at`: nothing of a word may stand on both sides.
bool left_border(std::u32string_view text, std::size_t at) noexcept { return at == 0 || !is_word(text[at]) || !is_word(text[at - 1]); }

/// The same at the right. `n't` belongs to its word: "can" is no word of "can't", but "company" is one of "company's".
bool right_border(std::u32string_view text, std::size_t end) noexcept {
  if (end >= text.size() || !is_word(text[end - 1])) return true;
  if (is_word(text[end])) return false;
  const bool contraction = stands_at(text, end, U"'t") && (end + 2 >= text.size() || !is_word(text[end + 2]));
  return !contraction;
}

struct Found {
  std::size_t end = 0;
  std::int32_t entry = kNone;
  void offer(std::size_t new_end, std::int32_t new_entry) noexcept {
    if (entry == kNone || new_end > end || (new_end == end && new_entry < entry)) { end = new_end; entry = new_entry; }
  }
};

/// The longest term at `at` that ends at a border. Not inlined: in match() the walk would lack registers.
[[gnu::noinline]] Found longest_term(const Trie& trie, std::u32string_view text, std::size_t at) noexcept {
  Found found;
  trie.walk(text, at, [&](std::size_t end, std::int32_t entry) {
    if (right_border(text, end)) found.offer(end, entry);
  });
  return found;
}

/// Where a pattern matches next. Looks at bounded blocks, so that a document costs each pattern time in proportion to its length, however
/// often other rows consume what a match began in.
class PatternCursor {
 public:
  explicit PatternCursor(const Pattern& pattern) : pattern_(&pattern) {}

  /// The first match that begins at `from` or later; returns its start, or the text's size.
  std::size_t seek(const View& view, std::size_t from) {
    if (ready_ && start_ >= from) return start_;
    ready_ = true;
    const std::size_t size = view.text.size();
    constexpr std::size_t kBlock = 8 * kPatternMatchMax;
    while (from < size) {
      const std::size_t block_end = std::min(size, from + kBlock);
      re2::StringPiece found;
      if (!pattern_->expression->Match(view.bytes, view.offsets[from], view.offsets[block_end], RE2::UNANCHORED, &found, 1)) {
        // A match of allowed length that begins before the last kPatternMatchMax code points would have ended inside this block.
        if (block_end == size) break;
        from = block_end - kPatternMatchMax + 1;
        continue;
      }
      const std::size_t start = view.code_point(static_cast<std::size_t>(found.data() - view.bytes.data()));
      const std::size_t limit = std::min(size, start + kPatternMatchMax);
      if (limit > block_end && start > from) { from = start; continue; }  // look again with room behind it
      if (pattern_->expression->Match(view.bytes, view.offsets[start], view.offsets[limit], RE2::ANCHOR_START, &found, 1) && !found.empty()) {
        const std::size_t end = start + utf8_count(found);
        if (left_border(view.text, start) && right_border(view.text, end)) {
          start_ = start;
          end_ = end;
          return start_;
        }
      }
      from = start + 1;
    }
    start_ = end_ = size;
    return start_;
  }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }
  [[nodiscard]] std::int32_t entry() const noexcept { return pattern_->entry; }

 private:
  static std::size_t utf8_count(re2::StringPiece piece) { return static_cast<std::size_t>(utf8::length({piece.data(), piece.size()})); }
  const Pattern* pattern_;
  std::size_t start_ = 0, end_ = 0;
  bool ready_ = false;
};

/// What matching needs of a row. The rows themselves are large and lie far apart.
struct Rule {
  std::int64_t weight;
  bool negatable;
};

}  // namespace

struct Lexicon::Impl {
  std::vector<Entry> entries;
  std::vector<Rule> rules;  ///< one for each entry
  FoldTable fold;
  LexiconOptions options;
  Trie trie;
  std::vector<Pattern> patterns;
  Words not_negators_zh, negators_zh, steps_zh, intensifiers_zh, negators_en, intensifiers_en;

  /// True when the negator at [from, to) lies inside a word of neg.not.zh. The word must end before the hit: in 不过分 the hit has
  /// taken 过 away from 不过.
  bool harmless(std::u32string_view text, std::size_t from, std::size_t to, std::size_t hit) const noexcept {
    for (const auto& word : not_negators_zh.words()) {
      const std::size_t low = to > word.size() ? to - word.size() : 0;
      for (std::size_t at = low; at <= from; ++at)
        if (at + word.size() >= to && at + word.size() <= hit && stands_at(text, at, word)) return true;
    }
    return false;
  }

  /// Item 3, Chinese.
  bool negated_zh(std::u32string_view text, std::size_t hit) const noexcept {
    std::size_t at = hit;
    for (;;) {
      if (const auto size = intensifiers_zh.before(text, at)) { at -= size; continue; }
      if (const auto size = steps_zh.before(text, at)) { at -= size; continue; }
      break;
    }
    const auto size = negators_zh.before(text, at);
    return size != 0 && !harmless(text, at - size, at, hit);
  }

  /// The English tokens before `hit`, nearest first, at most three: runs of word characters and apostrophes. A stop of items 3 and 4 or a
  /// character of a script without blanks ends the window.
  struct Tokens {
    std::array<std::u32string_view, 3> token;
    std::size_t count = 0;
  };
  static Tokens tokens_before(std::u32string_view text, std::size_t hit) noexcept {
    Tokens out;
    std::size_t at = hit;
    const auto part = [](char32_t c) { return is_word(c) || c == U'\''; };
    while (at > 0 && out.count < 3) {
      const char32_t c = text[at - 1];
      if (is_window_stop(c) || is_cjk(c)) break;
      if (!part(c)) { --at; continue; }
      const std::size_t end = at;
      while (at > 0 && part(text[at - 1])) --at;
      auto token = text.substr(at, end - at);
      while (token.starts_with(U'\'')) token.remove_prefix(1);  // quotation marks are no part of the word
      while (token.ends_with(U'\'')) token.remove_suffix(1);
      if (!token.empty()) out.token[out.count++] = token;
    }
    return out;
  }
  bool negated_en(const Tokens& tokens) const noexcept {
    for (std::size_t i = 0; i < tokens.count; ++i)
      if (tokens.token[i].ends_with(U"n't") || negators_en.contains(tokens.token[i])) return true;  // n't is an ending, never a token
    return false;
  }

  /// Item 4: an intensifier wholly within the three code points or tokens before the hit.
  bool intensified(std::u32string_view text, std::size_t hit, const Tokens& tokens) const noexcept {
    std::size_t floor = hit > 3 ? hit - 3 : 0;
    for (std::size_t at = hit; at > floor; --at)
      if (is_window_stop(text[at - 1])) { floor = at; break; }
    for (std::size_t end = hit; end > floor; --end)
      if (intensifiers_zh.before(text, end, floor)) return true;
    for (std::size_t i = 0; i < tokens.count; ++i)
      if (intensifiers_en.contains(tokens.token[i])) return true;
    return false;
  }
};

Lexicon::Lexicon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lexicon::~Lexicon() = default;
const std::vector<Entry>& Lexicon::entries() const noexcept { return impl_->entries; }
const FoldTable& Lexicon::fold() const noexcept { return impl_->fold; }

Result<std::shared_ptr<const Lexicon>> Lexicon::compile(std::vector<Entry> entries, const WordLists& lists, const FoldTable& fold, LexiconOptions options) {
  if (entries.size() > kEntriesMax)
    return fail(ErrorCode::range, "the lexicon has " + std::to_string(entries.size()) + " rows; the limit is " + std::to_string(kEntriesMax));
  auto impl = std::make_unique<Impl>();
  impl->fold = fold;
  impl->options = options;
  impl->not_negators_zh = Words(lists.not_negators_zh, fold);
  impl->negators_zh = Words(lists.negators_zh, fold);
  impl->steps_zh = Words(lists.negation_steps_zh, fold);
  impl->intensifiers_zh = Words(lists.intensifiers_zh, fold);
  impl->negators_en = Words(lists.negators_en, fold);
  impl->intensifiers_en = Words(lists.intensifiers_en, fold);

  std::map<std::u32string, std::int32_t> terms;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    auto decoded = utf8::decode(entry.term);
    if (!decoded) return std::move(decoded).error().within(entry.id);
    if (entry.regex) {
      if (entry.term.empty() || entry.term.size() > kPatternBytesMax)
        return fail(ErrorCode::pack_invalid, "an expression has 1 to " + std::to_string(kPatternBytesMax) + " bytes; shorten it or split the row", entry.id);
      RE2::Options re2_options;
      re2_options.set_log_errors(false);
      re2_options.set_longest_match(true);
      re2_options.set_case_sensitive(false);
      auto expression = std::make_unique<RE2>(pattern_form(*decoded, fold), re2_options);
      if (!expression->ok())
        return fail(ErrorCode::pack_invalid, "the expression '" + entry.term + "' cannot be read: " + expression->error() + " (RE2 syntax, no back-references)", entry.id);
      if (expression->ProgramSize() > kPatternProgramMax)
        return fail(ErrorCode::pack_invalid, "the expression compiles to " + std::to_string(expression->ProgramSize()) + " instructions; the limit is " +
                                                 std::to_string(kPatternProgramMax) + ", so write smaller repetitions", entry.id);
      if (RE2::FullMatch("", *expression))
        return fail(ErrorCode::pack_invalid, "the expression '" + entry.term + "' matches an empty text; it must need at least one character", entry.id);
      impl->patterns.push_back({static_cast<std::int32_t>(i), std::move(expression)});
      continue;
    }
    auto term = term_form(*decoded, fold);
    if (term.empty()) return fail(ErrorCode::pack_invalid, "the term is empty; write at least one character or remove the row", entry.id);
    if (term.size() > kTermCodePointsMax)
      return fail(ErrorCode::pack_invalid, "the term has more than " + std::to_string(kTermCodePointsMax) + " characters; shorten it", entry.id);
    const auto [at, added] = terms.emplace(std::move(term), static_cast<std::int32_t>(i));
    if (!added)
      return fail(ErrorCode::pack_invalid, "the term '" + entry.term + "' stands in row '" + entries[at->second].id + "' too (case, width and script form do not count); the "
                                           "second can never be found, so remove one of them", entry.id);
  }
  impl->trie = Trie(terms);
  for (const auto& entry : entries) impl->rules.push_back({entry.weight, entry.negatable});
  impl->entries = std::move(entries);
  return std::shared_ptr<const Lexicon>(new Lexicon(std::move(impl)));
}

std::vector<Hit> Lexicon::match(const Normalised& normalised) const {
  std::vector<Hit> hits;
  View view(normalised);
  const std::u32string_view text = view.text;
  const Trie& trie = impl_->trie;
  Candidates candidates(trie, text);
  std::vector<PatternCursor> cursors(impl_->patterns.begin(), impl_->patterns.end());
  if (!cursors.empty()) view.encode(normalised);
  std::size_t pattern_at = cursors.empty() ? text.size() : 0;  // no pattern begins before it
  for (std::size_t i = 0; i < text.size();) {
    if (i >= pattern_at) {
      pattern_at = text.size();
      for (auto& cursor : cursors) pattern_at = std::min(pattern_at, cursor.seek(view, i));
    }
    const std::size_t candidate = candidates.next(i);
    i = std::min(candidate, pattern_at);
    if (i == text.size()) break;
    Found found;
    if (i == candidate && left_border(text, i)) found = longest_term(trie, text, i);
    if (i == pattern_at)
      for (auto& cursor : cursors)
        if (cursor.seek(view, i) == i) found.offer(cursor.end(), cursor.entry());
    if (found.entry == kNone) { ++i; continue; }

    const Rule rule = impl_->rules[static_cast<std::size_t>(found.entry)];
    Hit hit{.entry = static_cast<std::size_t>(found.entry), .span = normalised.span(i, found.end), .weight = rule.weight};
    const bool needs_tokens = rule.negatable || impl_->options.intensify;
    const auto tokens = needs_tokens ? Impl::tokens_before(text, i) : Impl::Tokens{};
    if (rule.negatable && (impl_->negated_zh(text, i) || impl_->negated_en(tokens))) {
      hit.kept = false;
      hit.weight = 0;
    } else if (impl_->options.intensify && impl_->intensified(text, i, tokens)) {
      hit.intensified = true;
      const auto tripled = hit.weight * 3;
      hit.weight = tripled / 2 - (tripled < 0 && tripled % 2 != 0 ? 1 : 0);  // `div` floors
    }
    if (hits.empty()) hits.reserve(16);  // most texts have some or none
    hits.push_back(hit);
    i = found.end;
    // A hit that ends inside a segment has taken the whole of it, so that two spans never overlap in the original.
    while (i < text.size() && normalised.inside_segment(i)) ++i;
  }
  return hits;
}

bool CountTwice::counts(const Hit& hit) {
  if (!hit.kept) return false;
  if (seen_.size() <= hit.entry) seen_.resize(hit.entry + 1, 0);
  if (seen_[hit.entry] >= 2) return false;
  ++seen_[hit.entry];
  return true;
}

std::vector<Hit> count_twice(std::span<const Hit> hits) {
  CountTwice counter;
  std::vector<Hit> out;
  for (const auto& hit : hits)
    if (counter.counts(hit)) out.push_back(hit);
  return out;
}

std::int64_t exclamations(std::u32string_view original) noexcept {
  return std::count_if(original.begin(), original.end(), [](char32_t c) { return c == U'!' || c == U'！'; });
}

}  // namespace amends::text
