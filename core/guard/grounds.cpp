#include "guard/grounds.hpp"

#include <algorithm>

#include "guard/actions.hpp"
#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

using View = std::u32string_view;

constexpr std::size_t kTitleCodePointsMax = 60;  ///< the longest title between 《 and 》 that is looked at
constexpr View kRuleEnds[] = {U"法", U"条例", U"办法", U"规定", U"规则", U"通知", U"指引", U"细则", U"准则", U"公告", U"解释"};

/// A rule of the state by the last word of its name, a contract by others.
bool names_a_rule(View title) {
  // 《...办法(试行)》 is one too.
  if (const auto bracket = title.find(U'('); bracket != View::npos && bracket > 0) title = title.substr(0, bracket);
  return std::any_of(std::begin(kRuleEnds), std::end(kRuleEnds), [&](View end) { return title.ends_with(end); });
}

void chinese_titles(const Surface& surface, std::vector<Citation>& out) {
  const View text = surface.text();
  for (auto open = text.find(U'《'); open != View::npos; open = text.find(U'《', open + 1)) {
    const auto close = text.find(U'》', open + 1);
    if (close == View::npos) return;
    const auto title = text.substr(open + 1, close - open - 1);
    if (title.empty() || title.size() > kTitleCodePointsMax || !names_a_rule(title)) continue;
    out.push_back({surface.span(open, close + 1), {std::u32string(title)}});
  }
}

void english_numbers(const Surface& surface, std::vector<Citation>& out) {
  struct Word { View word, brief; };
  static constexpr Word kWords[] = {{U"section ", U"sec. "}, {U"article ", U"art. "}, {U"regulation ", U"reg. "}};
  const View text = surface.text();
  for (const auto& [word, brief] : kWords)
    for (auto at = text.find(word); at != View::npos; at = text.find(word, at + 1)) {
      if (at > 0 && text::is_word(text[at - 1])) continue;
      const auto from = at + word.size();
      auto end = from;
      while (end < text.size() && (text::is_ascii_digit(text[end]) || (end > from && text[end] == U'.' && end + 1 < text.size() && text::is_ascii_digit(text[end + 1])))) ++end;
      // Regulation E and its like carry one letter.
      if (end == from && word == U"regulation " && from < text.size() && text::is_ascii_letter(text[from]) && (from + 1 == text.size() || !text::is_word(text[from + 1]))) end = from + 1;
      if (end == from) continue;
      // A section of the customer's own agreement is quoted and enclosed.
      const auto rest = text.substr(end, 24);
      if (rest.starts_with(U" of your ") || rest.starts_with(U" of the agreement") || rest.starts_with(U" of the policy") || rest.starts_with(U" of the contract") || rest.starts_with(U" of this letter")) continue;
      const std::u32string number(text.substr(from, end - from));
      out.push_back({surface.span(at, end), {std::u32string(word) + number, std::u32string(brief) + number, U"第" + number + U"条"}});
    }
}

std::string_view locale_of(const Context& context) { return context.record ? json::text_at(*context.record, "case.locale", "zh-CN") : std::string_view("zh-CN"); }

}  // namespace

std::vector<Citation> read_citations(const Surface& surface) {
  std::vector<Citation> out;
  chinese_titles(surface, out);
  english_numbers(surface, out);
  std::sort(out.begin(), out.end(), [](const Citation& a, const Citation& b) { return a.span.start < b.span.start; });
  return out;
}

Stated read_stated(const Knowledge& knowledge, const Surface& surface, const Context& context) {
  return {read_statements(surface.normalised(), knowledge.numbers, locale_of(context)), read_citations(surface)};
}

Grounds::Grounds(const Knowledge& knowledge, const Context& context) : knowledge_(&knowledge), support_(knowledge.numbers, locale_of(context)) {
  support_.add(context.now);
  for (const auto& clock : context.clocks) support_.add(clock.due_at);
  if (context.record)
    if (const auto received = parse_instant(json::text_at(*context.record, "channel.received_at"))) support_.add(*received);
}

void Grounds::add_strings(const json::Value& value) {
  support_.add_strings(value);
  const auto walk = [&](const auto& self, const json::Value& node, std::size_t depth) -> void {
    if (depth > json::kDepthMax) return;
    if (node.is_string()) {
      const auto& text = node.get_string();
      if (auto decoded = utf8::decode({text.data(), text.size()})) sources_.push_back(surface_form(std::move(*decoded), knowledge_->fold));
    } else if (node.is_array()) {
      for (const auto& item : node.get_array()) self(self, item, depth + 1);
    } else if (node.is_object()) {
      for (const auto& member : node.get_object()) self(self, member.value(), depth + 1);
    }
  };
  walk(walk, value, 0);
}

void Grounds::add_envelope(const json::Value& envelope) {
  for (const auto& deadline : json::list_at(envelope, "deadlines")) {
    support_.add_deadline(deadline);
    if (const auto* basis = json::find(deadline, "basis")) add_strings(*basis);
  }
  for (const auto& task : json::list_at(envelope, "tasks"))
    if (const auto due = parse_instant(json::text_at(task, "due_at"))) support_.add(*due);
  for (const auto& evidence : json::list_at(envelope, "evidence"))
    for (const auto* name : {"quote", "value", "note", "operands"})
      if (const auto* value = json::find(evidence, name)) add_strings(*value);
}

void Grounds::add_record(const json::Value& record) {
  // A person puts the rights in words of their own; their limits are those of the notice.
  for (const auto& item : knowledge_->rights_texts) support_.add_strings(json::Value(utf8::encode(item)));
  for (const auto& clock : json::list_at(record, "clocks")) {
    support_.add_deadline(clock);
    add_strings(clock);
  }
  for (const auto* path : {"text.docs", "answers", "analysis", "events", "contract", "regulator", "route_facts"})
    if (const auto* value = json::find(record, path)) add_strings(*value);
}

/// Where an item of the rights notice stands word for word.
std::vector<text::Span> Grounds::quoted_rights(const Surface& surface) const {
  std::vector<text::Span> out;
  for (const auto& item : knowledge_->rights_texts)
    for (auto at = surface.text().find(item); at != std::u32string::npos; at = surface.text().find(item, at + item.size())) out.push_back(surface.span(at, at + item.size()));
  return out;
}

std::vector<Action> Grounds::check(const Stated& stated, const Surface& surface, std::string_view where, std::string_view action) const {
  struct Open {
    text::Span span;
    std::string_view rule;
  };
  std::vector<Open> open;
  for (const auto& statement : stated.statements)
    if (!support_.covers(statement)) open.push_back({statement.span, statement.is_date ? "stated.date" : "stated.limit"});
  const auto known = [&](const Citation& citation) {
    return std::any_of(sources_.begin(), sources_.end(), [&](const std::u32string& source) {
      return std::any_of(citation.names.begin(), citation.names.end(), [&](const std::u32string& name) { return source.find(name) != std::u32string::npos; });
    });
  };
  for (const auto& citation : stated.citations)
    if (!known(citation)) open.push_back({citation.span, "stated.rule"});
  if (open.empty()) return {};
  const auto quoted = quoted_rights(surface);
  std::erase_if(open, [&](const Open& one) { return std::any_of(quoted.begin(), quoted.end(), [&](text::Span s) { return s.start <= one.span.start && one.span.end <= s.end; }); });
  std::stable_sort(open.begin(), open.end(), [](const Open& a, const Open& b) { return a.span.start < b.span.start; });

  std::vector<Action> out;
  for (const auto& [span, rule] : open) {
    if (out.size() == kActionsPerTextMax) { out.back().message = with_more(out.back().message); break; }
    out.push_back(rule == "stated.rule" ? make_action("G1", rule, action, std::string(where), "写出的规定在本结果的证据中找不到出处；请核对，并注明依据。", "The stated rule is in no evidence of this result; check it, and name its ground.")
                                        : make_action("G1", rule, action, std::string(where), "写出的日期或期限在本结果的时限和证据中找不到依据；请核对，或注明依据。",
                                                      "The stated date or limit rests on no deadline and no evidence of this result; check it, or name its ground."));
    place(out.back(), span, surface);
  }
  return out;
}

}  // namespace amends::guard
