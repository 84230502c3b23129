#include "guard/rules.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

constexpr std::string_view kGuards[] = {"G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G11", "G12", "G13", "G14"};

bool bilingual(const json::Value* value) { return value && !json::text_at(*value, "zh").empty() && !json::text_at(*value, "en").empty(); }

/// An expression as it is compiled: characters outside ASCII take the surface's form, what becomes a metacharacter by that is escaped. ASCII
/// stays as it is written, because \S and \s differ.
std::string expression_form(const std::u32string& pattern, const text::FoldTable& fold) {
  std::string out;
  for (const char32_t c : pattern) {
    if (c < 0x80) { utf8::append(out, c); continue; }
    for (const char32_t made : surface_form(std::u32string(1, c), fold)) {
      if (made < 0x80 && !text::is_ascii_letter(made) && !text::is_ascii_digit(made) && made != U' ') out.push_back('\\');
      utf8::append(out, made);
    }
  }
  return out;
}

std::string term_form(const std::u32string& term, const text::FoldTable& fold) {
  auto form = surface_form(term, fold);
  while (form.ends_with(U' ')) form.pop_back();
  while (form.starts_with(U' ')) form.erase(0, 1);
  return RE2::QuoteMeta(utf8::encode(form));
}

RE2::Options re2_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_longest_match(true);
  options.set_case_sensitive(false);
  return options;
}

/// A further expression of a row, or nothing when it cannot be used.
std::unique_ptr<RE2> further(std::string_view pattern, const text::FoldTable& fold) {
  auto decoded = utf8::decode(pattern);
  if (pattern.empty() || pattern.size() > kPatternBytesMax || !decoded) return nullptr;
  auto made = std::make_unique<RE2>(expression_form(*decoded, fold), re2_options());
  return made->ok() && made->ProgramSize() <= kPatternProgramMax && !RE2::FullMatch("", *made) ? std::move(made) : nullptr;
}

/// The sentence around the bytes [from, to): up to a mark that ends one on either side. A full stop ends one only before a blank.
std::pair<std::size_t, std::size_t> sentence_around(const std::string& bytes, std::size_t from, std::size_t to) {
  const auto ends = [&](std::size_t at) {
    const char c = bytes[at];
    if (c == '!' || c == '?' || c == '\n') return std::size_t{1};
    if (c == '.') return static_cast<std::size_t>(at + 1 == bytes.size() || bytes[at + 1] == ' ');
    return bytes.compare(at, 3, "\xE3\x80\x82") == 0 ? std::size_t{3} : std::size_t{0};  // 。
  };
  std::size_t start = from, end = to;
  while (start > 0 && ends(start - 1) == 0 && !(start >= 3 && ends(start - 3) == 3)) --start;
  while (end < bytes.size() && ends(end) == 0) ++end;
  while (start < from && bytes[start] == ' ') ++start;
  return {start, end};
}

/// Reads a row; its expression is checked here and compiled for good by the caller.
Result<GuardRule> read_row(const json::Value& row, const text::FoldTable& fold) {
  const auto id = std::string(json::text_at(row, "id"));
  const auto invalid = [&](std::string message) { return fail(ErrorCode::pack_invalid, std::move(message), id); };
  if (!row.is_object() || id.empty()) return invalid("a guard row is an object with an id; name it");
  if (row.get_object().contains("disabled")) return invalid("a guard row cannot be disabled; institutions may add rows and never take one away");
  GuardRule rule;
  rule.id = id;
  rule.guard = json::text_at(row, "guard");
  if (std::find(std::begin(kGuards), std::end(kGuards), rule.guard) == std::end(kGuards)) return invalid("'" + rule.guard + "' is no guard; write G1 to G14");
  rule.language = json::text_at(row, "lang");
  if (rule.language != "zh" && rule.language != "en") return invalid("'" + rule.language + "' is no language of a guard row; write zh or en");
  const auto action = json::text_at(row, "action");
  if (action == "block") rule.act = Act::block;
  else if (action == "flag") rule.act = Act::flag;
  else if (action == "rewrite") rule.act = Act::rewrite;
  else return invalid("'" + std::string(action) + "' is no action; write block, flag or rewrite");
  const auto* message = json::find(row, "message");
  if (!bilingual(message)) return invalid("the message needs a text in zh and in en, so that the writer knows what to do instead");
  rule.message = *message;
  if (rule.act == Act::rewrite) {
    const auto* rewrite = json::find(row, "rewrite");
    if (!bilingual(rewrite)) return invalid("a row that rewrites needs `rewrite` with a text in zh and in en");
    rule.rewrite = *rewrite;
  }
  const auto pattern = json::text_at(row, "pattern");
  if (pattern.empty() || pattern.size() > kPatternBytesMax)
    return invalid("a pattern has 1 to " + std::to_string(kPatternBytesMax) + " bytes; write one, or split the row");
  auto decoded = utf8::decode(pattern);
  if (!decoded) return std::move(decoded).error().within(id);
  auto form = json::bool_at(row, "regex") ? expression_form(*decoded, fold) : term_form(*decoded, fold);
  const RE2 alone(form, re2_options());  // before it is wrapped: ")|(" would pass inside brackets
  if (!alone.ok()) return invalid("the expression '" + std::string(pattern) + "' cannot be read: " + alone.error() + " (RE2 syntax, no back-references)");
  if (form.empty() || RE2::FullMatch("", alone)) return invalid("the pattern '" + std::string(pattern) + "' matches an empty text; it must need at least one character");
  if (rule.language == "en") form = "\\b(?:" + form + ")";  // a word border adds a handful of instructions
  if (alone.ProgramSize() > kPatternProgramMax)
    return invalid("the expression compiles to more than " + std::to_string(kPatternProgramMax) + " instructions; write smaller repetitions");
  for (const auto& one : json::list_at(row, "also")) {
    rule.also.push_back(further(json::text_or(&one, ""), fold));
    if (!rule.also.back() || rule.also.size() > kAlsoMax) return invalid("`also` holds 1 to " + std::to_string(kAlsoMax) + " expressions that need at least one character each; correct it");
  }
  if (const auto* unless = json::find(row, "unless")) {
    rule.unless = further(json::text_or(unless, ""), fold);
    if (!rule.unless) return invalid("`unless` is an expression that needs at least one character; correct it");
  }
  if (rule.act == Act::rewrite && (!rule.also.empty() || rule.unless)) return invalid("a row with `also` or `unless` finds a sentence and cannot rewrite it; let it block or flag");
  // RE2's fragments are lower case in every script, the surface in ASCII only.
  rule.always = std::any_of(decoded->begin(), decoded->end(), [](char32_t c) { return c >= 0x80 && text::is_word(c) && !text::is_cjk(c); });
  rule.pattern = std::move(form);
  return rule;
}

}  // namespace

/// The fragments of all rows, found in one pass over a text: a tree by their code points, the first of them by a table.
class GuardRules::Fragments {
 public:
  explicit Fragments(const std::vector<std::string>& fragments) : nodes_(1) {
    for (std::size_t i = 0; i < fragments.size(); ++i) {
      const auto text = utf8::decode(fragments[i]);
      if (!text || text->empty()) always_.push_back(static_cast<int>(i));
      else add(*text, static_cast<int>(i));
    }
  }
  [[nodiscard]] std::vector<int> found_in(const std::u32string& text) const {
    std::vector<int> out = always_;
    std::vector<bool> seen(nodes_.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] < kTable && first_[text[i]] == 0) continue;  // most characters begin no fragment
      std::uint32_t node = text[i] < kTable ? first_[text[i]] : step(0, text[i]);
      for (auto at = i + 1; node != 0; node = at < text.size() ? step(node, text[at++]) : 0) {
        if (nodes_[node].ids.empty() || seen[node]) continue;
        seen[node] = true;
        out.insert(out.end(), nodes_[node].ids.begin(), nodes_[node].ids.end());
      }
    }
    return out;
  }

 private:
  static constexpr char32_t kTable = 0x1'0000;
  struct Node {
    std::vector<std::pair<char32_t, std::uint32_t>> next;  ///< few
    std::vector<int> ids;                                  ///< fragments that end here
  };
  [[nodiscard]] std::uint32_t step(std::uint32_t from, char32_t c) const noexcept {
    for (const auto& [character, node] : nodes_[from].next)
      if (character == c) return node;
    return 0;
  }
  void add(const std::u32string& text, int id) {
    std::uint32_t node = 0;
    for (const char32_t c : text) {
      auto next = step(node, c);
      if (next == 0) {
        next = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
        nodes_[node].next.emplace_back(c, next);
        if (node == 0 && c < kTable) first_[c] = next;
      }
      node = next;
    }
    nodes_[node].ids.push_back(id);
  }
  std::vector<Node> nodes_;  ///< the first is the root
  std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(kTable);  ///< node of a first character; 0 for none
  std::vector<int> always_;
};

GuardRule::GuardRule() = default;
GuardRule::~GuardRule() = default;
GuardRule::GuardRule(GuardRule&&) noexcept = default;
GuardRule& GuardRule::operator=(GuardRule&&) noexcept = default;

GuardRules::GuardRules() = default;
GuardRules::~GuardRules() = default;

Result<std::shared_ptr<const GuardRules>> GuardRules::from_rows(const json::Array& rows, const text::FoldTable& fold) {
  if (rows.size() > kRowsMax) return fail(ErrorCode::range, "there are " + std::to_string(rows.size()) + " guard rows; the limit is " + std::to_string(kRowsMax));
  auto out = std::make_shared<GuardRules>();
  std::map<std::string, std::size_t> seen;
  out->rules_.reserve(rows.size());
  for (const auto& row : rows) {
    AMENDS_TRY(auto rule, read_row(row, fold));
    // Id and expression alike is one row, the stricter action counts; the same id with another expression is a second row that holds as well.
    auto identity = rule.id + '\n' + rule.language + '\n' + rule.pattern;
    for (const auto& one : rule.also) identity += '\n' + one->pattern();
    if (rule.unless) identity += "\n-" + rule.unless->pattern();
    const auto [at, added] = seen.emplace(std::move(identity), out->rules_.size());
    if (added) out->rules_.push_back(std::move(rule));
    else if (out->rules_[at->second].act < rule.act) out->rules_[at->second] = std::move(rule);
  }
  if (out->rules_.empty()) return std::shared_ptr<const GuardRules>(std::move(out));
  constexpr int kFragmentBytesMin = 3;  // one Chinese character, three Latin letters
  out->filter_ = std::make_unique<re2::FilteredRE2>(kFragmentBytesMin);
  for (const auto& rule : out->rules_) {
    int number = 0;
    if (out->filter_->Add(rule.pattern, re2_options(), &number) != RE2::NoError || number != static_cast<int>(&rule - out->rules_.data()))
      return fail(ErrorCode::internal, "an expression that was read before cannot be read again", rule.id);
  }
  std::vector<std::string> fragments;
  out->filter_->Compile(&fragments);
  out->fragments_ = std::make_unique<Fragments>(fragments);
  for (std::size_t i = 0; i < out->rules_.size(); ++i) out->rules_[i].expression = &out->filter_->GetRE2(static_cast<int>(i));
  return std::shared_ptr<const GuardRules>(std::move(out));
}

std::vector<bool> GuardRules::candidates(const Surface& surface) const {
  std::vector<bool> out(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) out[i] = rules_[i].always;
  if (!filter_) return out;
  std::vector<int> numbers;
  filter_->AllPotentials(fragments_->found_in(surface.text()), &numbers);
  for (const int number : numbers) out[static_cast<std::size_t>(number)] = true;
  return out;
}

std::vector<RuleHit> GuardRules::match(const Surface& surface, std::string_view language) const {
  std::vector<RuleHit> hits;
  const std::string& bytes = surface.bytes();
  const auto likely = candidates(surface);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto& rule = rules_[i];
    if (!likely[i] || (!language.empty() && rule.language != language)) continue;
    std::size_t found_count = 0;
    for (std::size_t from = 0; from < bytes.size();) {
      re2::StringPiece found;
      if (!rule.expression->Match(bytes, from, bytes.size(), RE2::UNANCHORED, &found, 1) || found.empty()) break;
      if (found_count == kHitsPerRowMax) { hits.back().more = true; break; }
      auto start = static_cast<std::size_t>(found.data() - bytes.data());
      auto end = start + found.size();
      if (!rule.also.empty() || rule.unless) {
        std::tie(start, end) = sentence_around(bytes, start, end);
        const re2::StringPiece sentence(bytes.data() + start, end - start);
        from = end;  // further places in the same sentence say nothing new
        const auto stands = [&](const std::unique_ptr<re2::RE2>& one) { return RE2::PartialMatch(sentence, *one); };
        if (!std::all_of(rule.also.begin(), rule.also.end(), stands) || (rule.unless && stands(rule.unless))) continue;
      }
      hits.push_back({&rule, surface.span_of_bytes(start, end), false});
      ++found_count;
      from = end;
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](const RuleHit& a, const RuleHit& b) { return a.span.start < b.span.start; });
  return hits;
}

}  // namespace amends::guard
