#include "feel/pattern.hpp"

#include <re2/re2.h>

#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feel/limits.hpp"
#include "support/utf8.hpp"

namespace amends::feel {
namespace {

/// Blocks of Unicode that a pattern may name as \p{IsBasicLatin}.
struct Block { std::string_view name, range; };
constexpr Block kBlocks[] = {
    {"BasicLatin", "\\x{0}-\\x{7F}"}, {"Latin-1Supplement", "\\x{80}-\\x{FF}"}, {"LatinExtended-A", "\\x{100}-\\x{17F}"}, {"LatinExtended-B", "\\x{180}-\\x{24F}"},
    {"Greek", "\\x{370}-\\x{3FF}"}, {"GreekandCoptic", "\\x{370}-\\x{3FF}"}, {"Cyrillic", "\\x{400}-\\x{4FF}"}, {"Hebrew", "\\x{590}-\\x{5FF}"}, {"Arabic", "\\x{600}-\\x{6FF}"},
    {"GeneralPunctuation", "\\x{2000}-\\x{206F}"}, {"CurrencySymbols", "\\x{20A0}-\\x{20CF}"}, {"CJKSymbolsandPunctuation", "\\x{3000}-\\x{303F}"}, {"Hiragana", "\\x{3040}-\\x{309F}"},
    {"Katakana", "\\x{30A0}-\\x{30FF}"}, {"CJKUnifiedIdeographs", "\\x{4E00}-\\x{9FFF}"}, {"HangulSyllables", "\\x{AC00}-\\x{D7AF}"}};

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

/// From the regular expressions of XPath, which DMN means, to those of RE2: a point fits no line end, [a-z-[aeiou]] takes away, \p{IsGreek} is a block,
/// the flag x drops blanks. All else the two share, or RE2 refuses it.
class Translator {
 public:
  Translator(std::string_view pattern, bool dot_all, bool free_blanks) : pattern_(pattern), dot_all_(dot_all), free_blanks_(free_blanks) {}

  std::string run() {
    std::string out;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (free_blanks_ && blank(c)) ++at_;
      else if (c == '\\') out += escape(false);
      else if (c == '[') out += set();
      else if (c == '.' && !dot_all_) { out += "[^\n\r]"; ++at_; }
      else { out += c; ++at_; }
    }
    return out;
  }

  /// Whether a backslash stands before a digit.
  [[nodiscard]] bool looks_back() const { return looks_back_; }

 private:
  /// One escape. Blanks inside it are dropped as outside.
  std::string escape(bool in_set) {
    std::string out(1, pattern_[at_++]);
    while (free_blanks_ && at_ < pattern_.size() && blank(pattern_[at_])) ++at_;
    if (at_ >= pattern_.size()) return out;
    const char letter = pattern_[at_++];
    looks_back_ = looks_back_ || (letter >= '0' && letter <= '9');
    out += letter;
    if (letter != 'p' && letter != 'P') return out;
    std::size_t end = at_;
    std::string name;
    if (end < pattern_.size() && pattern_[end] == '{') {
      for (++end; end < pattern_.size() && pattern_[end] != '}'; ++end)
        if (!free_blanks_ || !blank(pattern_[end])) name += pattern_[end];
    }
    if (end >= pattern_.size() || name.substr(0, 2) != "Is") {
      if (end < pattern_.size() && !name.empty()) { at_ = end + 1; return out + "{" + name + "}"; }
      return out;
    }
    for (const auto& block : kBlocks)
      if (block.name == std::string_view(name).substr(2) && !(in_set && letter == 'P')) {
        at_ = end + 1;
        return in_set ? std::string(block.range) : std::string(letter == 'P' ? "[^" : "[") + std::string(block.range) + "]";
      }
    return out;  // RE2 refuses it by name
  }

  /// [...] as it stands, or, when something is taken away from it, as what is left.
  std::string set() {
    const std::size_t start = at_;
    std::string out(1, pattern_[at_++]);
    bool first = true;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == ']' && !first) { ++at_; return out + "]"; }
      if (c == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '[' && pattern_.compare(at_ + 1, 2, "[:") != 0) {
        at_ = start;
        if (auto left = difference()) return *left;
        at_ = pattern_.size();
        return std::string(pattern_.substr(start));  // RE2 says what is wrong with it
      }
      first = first && c == '^' && at_ == start + 1;
      if (c == '\\') out += escape(true);
      else { out += c; ++at_; }
    }
    return out;
  }

  /// A set of plain characters and ranges, perhaps less another one; nothing when it holds more.
  std::optional<Ranges> ranges(bool& negated) {
    ++at_;  // the bracket
    negated = at_ < pattern_.size() && pattern_[at_] == '^';
    if (negated) ++at_;
    Ranges out;
    const auto character = [&](char32_t& into) {
      if (at_ < pattern_.size() && pattern_[at_] == '\\') {
        if (++at_ >= pattern_.size() || std::string_view("\\|.-^?*+{}()[]$").find(pattern_[at_]) == std::string_view::npos) return false;
      }
      if (at_ >= pattern_.size()) return false;
      std::size_t size = 1;
      while (at_ + size < pattern_.size() && (static_cast<unsigned char>(pattern_[at_ + size]) & 0xC0) == 0x80) ++size;
      const auto decoded = utf8::decode(pattern_.substr(at_, size));
      if (!decoded || decoded->size() != 1) return false;
      into = decoded->front();
      at_ += size;
      return true;
    };
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_[at_] == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '[') {
        ++at_;
        bool inner_negated = false;
        const auto taken = ranges(inner_negated);
        if (!taken || inner_negated || negated || at_ >= pattern_.size() || pattern_[at_] != ']') return std::nullopt;
        for (const auto& [from, to] : *taken) {
          Ranges left;
          for (const auto& [low, high] : out) {
            if (to < low || from > high) { left.emplace_back(low, high); continue; }
            if (low < from) left.emplace_back(low, from - 1);
            if (high > to) left.emplace_back(to + 1, high);
          }
          out = std::move(left);
        }
        break;
      }
      char32_t low = 0;
      if (!character(low)) return std::nullopt;
      char32_t high = low;
      if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != '[' && pattern_[at_ + 1] != ']') {
        ++at_;
        if (!character(high) || high < low) return std::nullopt;
      }
      out.emplace_back(low, high);
    }
    if (at_ >= pattern_.size()) return std::nullopt;
    ++at_;
    return out;
  }

  std::optional<std::string> difference() {
    bool negated = false;
    const auto left = ranges(negated);
    if (!left) return std::nullopt;
    if (left->empty()) return "[^\\x{0}-\\x{10FFFF}]";
    std::string out = negated ? "[^" : "[";
    for (const auto& [low, high] : *left) {
      char buffer[48];
      std::snprintf(buffer, sizeof buffer, "\\x{%X}-\\x{%X}", static_cast<unsigned>(low), static_cast<unsigned>(high));
      out += buffer;
    }
    return out + "]";
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool dot_all_;
  bool free_blanks_;
  bool looks_back_ = false;
};

}  // namespace

Result<std::shared_ptr<const re2::RE2>> compile_pattern(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kPatternBytesMax)
    return fail(ErrorCode::range, "the regular expression has " + std::to_string(pattern.size()) + " bytes, more than " + std::to_string(kPatternBytesMax) +
        "; shorten it");
  re2::RE2::Options options;
  options.set_log_errors(false);  // nothing in core writes to a stream
  options.set_max_mem(kPatternMemoryMax);
  std::string prefix;
  bool plain_text = false, free_blanks = false, dot_all = false;
  for (const char flag : flags) {
    if (flag == 'i' || flag == 'm') prefix += flag;
    else if (flag == 's') dot_all = true;
    else if (flag == 'x') free_blanks = true;
    else if (flag == 'q') plain_text = true;
    else return fail(ErrorCode::schema, "'" + std::string(flags.substr(0, 20)) + "' are no flags of a regular expression; use i, m, q, s or x");
  }
  if (dot_all) prefix += 's';
  Translator translator(pattern, dot_all, free_blanks);
  const std::string translated = plain_text ? re2::RE2::QuoteMeta(re2::StringPiece(pattern.data(), pattern.size())) : translator.run();
  if (translator.looks_back())
    return fail(ErrorCode::schema, "'" + std::string(utf8::slice(pattern, 0, 60)) + "' looks back at a group by its number, which this program does not do; write the text out");
  auto compiled = std::make_shared<const re2::RE2>((prefix.empty() ? "" : "(?" + prefix + ")") + translated, options);
  if (!compiled->ok())
    return fail(ErrorCode::schema, "'" + std::string(utf8::slice(pattern, 0, 60)) + "' is no regular expression this program reads (" + compiled->error() +
        "); correct it");
  return std::shared_ptr<const re2::RE2>(std::move(compiled));
}

}  // namespace amends::feel
