#include "text/normalise.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::text {
namespace {

/// True for code points that NFKC leaves alone when no mark follows: ASCII and the unified ideographs, which are nearly all of our texts.
bool is_stable(char32_t c) noexcept { return c < 0x80 || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || c == U'。' || c == U'、'; }

constexpr char32_t lower(char32_t c) noexcept { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

/// NFKC of one segment. utf8proc decomposes and composes; the canonical order between the two is ours, because its own runs on bytes.
void normalise_segment(std::u32string_view segment, std::vector<utf8proc_int32_t>& buffer) {
  buffer.clear();
  for (const char32_t c : segment) {
    utf8proc_int32_t parts[32];
    int boundary_class = 0;
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts, 32,
                                               static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary_class);
    // The longest compatibility decomposition has 18 code points (U+FDFA); a refusal would be one of utf8proc's tables, so keep the original.
    if (count <= 0 || count > 32) buffer.push_back(static_cast<utf8proc_int32_t>(c));
    else buffer.insert(buffer.end(), parts, parts + count);
  }
  const auto combining = [](utf8proc_int32_t c) { return utf8proc_get_property(c)->combining_class; };
  for (auto from = buffer.begin(); from != buffer.end();) {
    if (combining(*from) == 0) { ++from; continue; }
    auto to = from;
    while (to != buffer.end() && combining(*to) != 0) ++to;
    std::stable_sort(from, to, [&](utf8proc_int32_t a, utf8proc_int32_t b) { return combining(a) < combining(b); });
    from = to;
  }
  const auto length = utf8proc_normalize_utf32(buffer.data(), static_cast<utf8proc_ssize_t>(buffer.size()),
                                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length >= 0) buffer.resize(static_cast<std::size_t>(length));
}

}  // namespace

Result<FoldTable> FoldTable::from_tsv(std::string_view text, const std::string& name) {
  FoldTable table;
  int line = 0;
  for (std::size_t at = 0; at < text.size();) {
    ++line;
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    std::string_view row = text.substr(at, line_end - at);
    at = line_end + 1;
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.front() == '#') continue;
    const auto where = name + ":" + std::to_string(line);
    auto decoded = utf8::decode(row);
    if (!decoded) return std::move(decoded).error().within(where);
    if (decoded->size() != 3 || (*decoded)[1] != U'\t')
      return fail(ErrorCode::pack_invalid, "expected one character, a tab and one character; found '" + std::string(row) + "'", where);
    if (!table.map_.emplace((*decoded)[0], (*decoded)[2]).second)
      return fail(ErrorCode::pack_invalid, "the character " + utf8::encode(decoded->substr(0, 1)) + " stands twice; keep one line for it", where);
  }
  return table;
}

Normalised normalise_code_points(std::u32string original, const FoldTable& fold) {
  Normalised out;
  out.original = std::move(original);
  const std::u32string& in = out.original;
  out.text.reserve(in.size());
  out.start.reserve(in.size());
  out.end.reserve(in.size());
  out.one_to_one = out.is_plain = true;
  std::vector<utf8proc_int32_t> buffer;
  const auto put = [&](char32_t c, std::size_t from, std::size_t to) {
    c = fold(lower(c));
    out.text.push_back(c);
    if (plain(c) != c) out.is_plain = false;
    out.start.push_back(static_cast<std::int32_t>(from));
    out.end.push_back(static_cast<std::int32_t>(to));
  };
  for (std::size_t i = 0; i < in.size();) {
    std::size_t to = i + 1;
    while (to < in.size() && to - i <= kMarksMax && is_mark(in[to])) ++to;
    if (to == i + 1 && is_stable(in[i])) {
      put(in[i], i, to);
    } else {
      normalise_segment({in.data() + i, to - i}, buffer);
      if (to != i + 1 || buffer.size() != 1) out.one_to_one = false;
      for (const auto c : buffer) put(static_cast<char32_t>(c), i, to);
    }
    i = to;
  }
  return out;
}

Result<Normalised> normalise(std::string_view bytes, const FoldTable& fold) {
  // Bytes bound code points from above and a quarter of them from below: a huge text is refused before it is unfolded.
  const auto too_long = [](std::int64_t count) {
    return fail(ErrorCode::text_too_long, "the text has " + std::to_string(count) + " code points; the limit is " + std::to_string(kCodePointsMax) +
                                              ", so split it into several documents");
  };
  if (bytes.size() / 4 > static_cast<std::size_t>(kCodePointsMax)) {
    if (!utf8::valid(bytes)) return fail(ErrorCode::not_utf8, "the text is not UTF-8; convert the file to UTF-8 and try again");
    return too_long(utf8::length(bytes));
  }
  AMENDS_TRY(auto original, utf8::decode(bytes));
  if (static_cast<std::int64_t>(original.size()) > kCodePointsMax) return too_long(static_cast<std::int64_t>(original.size()));
  return normalise_code_points(std::move(original), fold);
}

}  // namespace amends::text
