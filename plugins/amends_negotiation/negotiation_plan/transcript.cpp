#include "transcript.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

char32_t lower(char32_t c) noexcept { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

/// Length of the name and colon at `at`, 0 when none of the names stands there.
std::int64_t name_at(const std::u32string& text, std::int64_t at, const std::vector<std::u32string>& names) {
  const auto size = static_cast<std::int64_t>(text.size());
  for (const auto& name : names) {
    const auto end = at + static_cast<std::int64_t>(name.size());
    if (end >= size) continue;
    bool same = true;
    for (std::int64_t i = at; same && i < end; ++i) same = lower(text[static_cast<std::size_t>(i)]) == name[static_cast<std::size_t>(i - at)];
    const auto mark = text[static_cast<std::size_t>(end)];
    if (same && (mark == U'：' || mark == U':')) return end + 1 - at;
  }
  return 0;
}

Words words_of(const std::u32string& text) {
  Words out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_han(text[i])) {
      if (i + 1 < text.size() && is_han(text[i + 1])) out.insert(text.substr(i, 2));
      ++i;
    } else if (is_word_character(text[i])) {
      std::u32string word;
      for (; i < text.size() && is_word_character(text[i]); ++i) word.push_back(lower(text[i]));
      const bool number = word.front() >= U'0' && word.front() <= U'9';
      if (number || word.size() >= 3) out.insert(std::move(word));
    } else {
      ++i;
    }
  }
  return out;
}

bool asks(const std::u32string& text) noexcept { return text.find(U'？') != std::u32string::npos || text.find(U'?') != std::u32string::npos; }

/// Nothing but one question.
bool only_asks(const std::u32string& text) {
  if (!asks(text)) return false;
  const auto first = text.find_first_of(U"。！!.？?");
  return first != std::u32string::npos && (text[first] == U'？' || text[first] == U'?') && text.find_first_not_of(U" \t\r\n", first + 1) == std::u32string::npos;
}

}  // namespace

std::vector<Turn> turns_of(const std::u32string& text, std::size_t document, const Speakers& speakers) {
  std::vector<Turn> out;
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t line = 0; line < size;) {
    const auto found = text.find(U'\n', static_cast<std::size_t>(line));
    const auto end = found == std::u32string::npos ? size : static_cast<std::int64_t>(found);
    auto start = line;
    while (start < end && (text[static_cast<std::size_t>(start)] == U' ' || text[static_cast<std::size_t>(start)] == U'\t')) ++start;
    const auto handler = name_at(text, start, speakers.handler), complainant = handler > 0 ? 0 : name_at(text, start, speakers.complainant);
    if (handler > 0 || complainant > 0) out.push_back({.handler = handler > 0, .document = document, .range = {start + handler + complainant, end}, .text = {}});
    else if (!out.empty() && start < end) out.back().range.end = end;
    line = end + 1;
  }
  for (auto& turn : out) turn.text = text.substr(static_cast<std::size_t>(turn.range.start), static_cast<std::size_t>(turn.range.length()));
  return out;
}

Words said_by_handler(const std::vector<Turn>& turns) {
  Words out;
  for (const auto& turn : turns)
    if (turn.handler) out.merge(words_of(turn.text));
  return out;
}

bool taken_up(const std::u32string& item, const Words& said) {
  const auto wanted = words_of(item);
  if (wanted.empty()) return false;
  const auto found = std::count_if(wanted.begin(), wanted.end(), [&](const auto& word) { return said.contains(word); });
  return found * 100 >= static_cast<std::int64_t>(wanted.size()) * kTakenUp_percent;
}

std::optional<std::int64_t> talk_share_percent(const std::vector<Turn>& turns) {
  std::int64_t handler = 0, all = 0;
  for (const auto& turn : turns) {
    all += turn.range.length();
    if (turn.handler) handler += turn.range.length();
  }
  if (all == 0) return std::nullopt;
  return handler * 100 / all;
}

std::int64_t unanswered_questions(const std::vector<Turn>& turns) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (turns[i].handler || !asks(turns[i].text)) continue;
    // Several lines of the complainant in a row are one turn.
    std::size_t next = i + 1;
    while (next < turns.size() && !turns[next].handler) ++next;
    if (next == turns.size() || only_asks(turns[next].text)) ++out;
  }
  return out;
}

std::optional<std::int64_t> coverage_percent(const Listening& counts) {
  if (!counts.asserted || !counts.taken_up || *counts.asserted <= 0) return std::nullopt;
  return *counts.taken_up * 100 / *counts.asserted;
}

std::vector<std::string_view> verdicts(const Listening& counts) {
  std::vector<std::string_view> out;
  const auto above = [](const std::optional<std::int64_t>& count, std::int64_t most) { return count && *count > most; };
  const auto coverage = coverage_percent(counts);
  if (coverage && *coverage < kCoverageLeast_percent) out.emplace_back("selective");
  if (above(counts.judging, 0)) out.emplace_back("subjective");
  if (above(counts.talk_share_percent, kTalkShareMost_percent)) out.emplace_back("talks_too_much");
  if (above(counts.interruptions, 0)) out.emplace_back("interrupts");
  if (above(counts.unanswered, 0)) out.emplace_back("leaves_questions");
  return out;
}

}  // namespace amends::negotiation_plan
