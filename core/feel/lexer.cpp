#include "feel/lexer.hpp"

#include <algorithm>

#include "feel/limits.hpp"
#include "support/utf8.hpp"

namespace amends::feel {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// The code point that starts at `at`, and its bytes. Precondition: valid UTF-8.
char32_t code_point(std::string_view text, std::size_t at, std::size_t& size) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) { size = 1; return lead; }
  if (lead < 0xE0) { size = 2; return static_cast<char32_t>((lead & 0x1F) << 6 | (byte(1) & 0x3F)); }
  if (lead < 0xF0) { size = 3; return static_cast<char32_t>((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)); }
  size = 4;
  return static_cast<char32_t>((lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F));
}

/// Beyond ASCII: the name start characters of DMN 1.5, grammar rule 28.
bool name_start(char32_t c) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C,
      0x200D},
                                                       {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000,
                                                           0xEFFFF}};
  return std::any_of(std::begin(kRanges), std::end(kRanges), [&](const auto& range) { return c >= range.first && c <= range.second; });
}

/// Rule 29 adds these to the start characters.
bool name_part(char32_t c) { return c == 0xB7 || (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040); }

bool blank(char32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

class Lexer {
 public:
  Lexer(std::string_view text, std::string_view place) : text_(text), place_(place) {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    for (;;) {
      AMENDS_CHECK(skip_blanks());
      Token token;
      token.at = static_cast<std::uint32_t>(at_);
      if (at_ >= text_.size()) {
        tokens.push_back(std::move(token));
        return tokens;
      }
      const char c = text_[at_];
      if (c == '"') AMENDS_CHECK(read_string(token));
      else if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1]))) AMENDS_CHECK(read_number(token));
      else if (word_length(at_) > 0) read_word(token);
      else AMENDS_CHECK(read_symbol(token));
      token.length = static_cast<std::uint32_t>(at_ - token.at);
      token.text = text_.substr(token.at, token.length);
      tokens.push_back(std::move(token));
    }
  }

 private:
  Error refuse(std::size_t at, std::string message, ErrorCode code = ErrorCode::schema) const { return fail(code, std::move(message), where_in(text_, at,
      place_)); }

  Result<void> skip_blanks() {
    while (at_ < text_.size()) {
      std::size_t size = 1;
      if (blank(code_point(text_, at_, size))) { at_ += size; continue; }
      if (text_.compare(at_, 2, "//") == 0) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.compare(at_, 2, "/*") == 0) {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return refuse(at_, "the comment is never closed; end it with */");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return {};
  }

  /// Bytes of the name character at `i`, 0 when there is none.
  std::size_t word_length(std::size_t i) const {
    if (i >= text_.size()) return 0;
    if (ascii_letter(text_[i])) return 1;
    if (static_cast<unsigned char>(text_[i]) < 0x80) return 0;
    std::size_t size = 0;
    const char32_t c = code_point(text_, i, size);
    return name_start(c) && !blank(c) ? size : 0;
  }

  void read_word(Token& token) {
    token.kind = TokenKind::word;
    while (at_ < text_.size()) {
      if (digit(text_[at_])) { ++at_; continue; }
      if (const auto size = word_length(at_); size > 0) { at_ += size; continue; }
      std::size_t size = 1;
      if (!name_part(code_point(text_, at_, size))) break;
      at_ += size;
    }
  }

  Result<void> read_number(Token& token) {
    token.kind = TokenKind::number;
    const std::size_t start = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && digit(text_[at_ + 1])) {
      ++at_;
      while (at_ < text_.size() && digit(text_[at_])) ++at_;
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      std::size_t exponent = at_ + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (exponent < text_.size() && digit(text_[exponent])) {
        at_ = exponent;
        while (at_ < text_.size() && digit(text_[at_])) ++at_;
      }
    }
    if (word_length(at_) > 0) {
      token.kind = TokenKind::other;
      token.string = "'" + std::string(utf8::slice(text_.substr(start), 0, 20)) + "' is neither a number nor a name; put a blank or an operator after the number";
      Token rest;
      read_word(rest);
      return {};
    }
    auto number = Decimal::parse(text_.substr(start, at_ - start));
    if (!number) return refuse(start, number.error().message, number.error().code);
    token.number = *number;
    return {};
  }

  /// Reads `count` hexadecimal digits; false when there are fewer.
  bool hexadecimal(std::size_t count, char32_t& out) {
    if (text_.size() - at_ < count) return false;
    out = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text_[at_ + i];
      const int value = digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (value < 0) return false;
      out = out * 16 + static_cast<char32_t>(value);
    }
    at_ += count;
    return true;
  }

  Result<void> read_string(Token& token) {
    token.kind = TokenKind::string;
    const std::size_t start = at_++;
    for (;;) {
      if (at_ >= text_.size()) return refuse(start, "the text in quotes is never closed; end it with \"");
      const char c = text_[at_];
      if (c == '"') { ++at_; return {}; }
      if (c != '\\') { token.string += c; ++at_; continue; }
      const std::size_t escape = at_++;
      if (at_ >= text_.size()) return refuse(start, "the text in quotes is never closed; end it with \"");
      const char letter = text_[at_++];
      char32_t unit = 0;
      switch (letter) {
        case 'n': token.string += '\n'; break;
        case 'r': token.string += '\r'; break;
        case 't': token.string += '\t'; break;
        case '\'': token.string += '\''; break;
        case '"': token.string += '"'; break;
        case '\\': token.string += '\\'; break;
        case 'u': {
          if (!hexadecimal(4, unit)) return refuse(escape, "\\u needs four hexadecimal digits, for example \\u00e9");
          if (unit >= 0xD800 && unit <= 0xDBFF) {
            char32_t low = 0;
            if (text_.compare(at_, 2, "\\u") != 0) return refuse(escape, "half a surrogate pair; write \\U and six digits instead");
            at_ += 2;
            if (!hexadecimal(4, low) || low < 0xDC00 || low > 0xDFFF) return refuse(escape, "half a surrogate pair; write \\U and six digits instead");
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
          } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
            return refuse(escape, "half a surrogate pair; write \\U and six digits instead");
          }
          utf8::append(token.string, unit);
          break;
        }
        case 'U':
          if (!hexadecimal(6, unit) || unit > 0x10FFFF || (unit >= 0xD800 && unit <= 0xDFFF))
            return refuse(escape, "\\U needs six hexadecimal digits of a character, for example \\U01F600");
          utf8::append(token.string, unit);
          break;
        default:  // the TCK writes "\\d" with one backslash: it stands for itself before any other letter
          token.string += '\\';
          --at_;
      }
    }
  }

  Result<void> read_symbol(Token& token) {
    token.kind = TokenKind::symbol;
    static constexpr std::string_view kSymbols[] = {"**", "..", "!=", "<=", ">=", "->", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "=", "<", ">", ",",
        ".", ":", "?", "@"};
    if (text_.compare(at_, 2, "==") == 0) return refuse(at_, "'==' is no operator; equality is written with one '='");
    if (text_.compare(at_, 2, "&&") == 0) return refuse(at_, "'&&' is no operator; write 'and'");
    if (text_.compare(at_, 2, "||") == 0) return refuse(at_, "'||' is no operator; write 'or'");
    if (text_[at_] == '\'') {
      token.kind = TokenKind::other;
      token.string = "text stands in double quotes, not in single ones";
      ++at_;
      return {};
    }
    for (const auto symbol : kSymbols) {
      if (text_.compare(at_, symbol.size(), symbol) != 0) continue;
      at_ += symbol.size();
      return {};
    }
    std::size_t size = 1;
    const char32_t c = code_point(text_, at_, size);
    if (c == 0x201C || c == 0x201D || c == 0xFF02) return refuse(at_, "the quotes are not the plain \"; retype them");
    return refuse(at_, c < 0x20 || c == 0x7F ? std::string("a control character has no meaning here; remove it")
                                             : "'" + std::string(text_.substr(at_, size)) + "' has no meaning here; remove it or put it in double quotes");
  }

  std::string_view text_;
  std::string_view place_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view text, std::string_view place) {
  if (text.size() > kTextBytesMax)
    return fail(ErrorCode::range, "the expression has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kTextBytesMax) + "; split it",
        std::string(place));
  if (!utf8::valid(text)) {
    auto decoded = utf8::decode(text);
    return fail(ErrorCode::not_utf8, decoded ? "the expression is not UTF-8; convert the file" : decoded.error().message, std::string(place));
  }
  return Lexer(text, place).run();
}

std::string where_in(std::string_view text, std::size_t offset, std::string_view place) {
  const auto before = text.substr(0, offset);
  const auto start = before.rfind('\n');
  std::string out(place);
  if (!out.empty()) out += ", ";
  if (text.find('\n') != std::string_view::npos) out += "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ", ";
  return out + "column " + std::to_string(1 + utf8::length(start == std::string_view::npos ? before : before.substr(start + 1)));
}

}  // namespace amends::feel
