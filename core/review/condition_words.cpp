#include "review/condition_words.hpp"

#include <vector>

#include "feel/lexer.hpp"
#include "review/labels.hpp"
#include "review/workflow_words.hpp"

namespace amends::review {
namespace {

/// A place that a condition asks for: its label, and where the words of its values are.
struct Named {
  std::string path, label;
  const std::map<std::string, std::string>* values = nullptr;
};

class Conditions {
 public:
  Conditions(const flow::Definition& definition, const DrawingOptions& options, std::vector<feel::Token> tokens) : definition_(definition), options_(options), tokens_(std::move(tokens)) {}

  std::optional<std::string> read() {
    auto out = either();
    return out && tokens_[at_].kind == feel::TokenKind::end ? out : std::nullopt;
  }

 private:
  using Words = std::optional<std::string>;

  [[nodiscard]] bool zh() const { return options_.language == "zh"; }
  [[nodiscard]] std::string say(std::string_view zh_text, std::string_view en_text) const { return std::string(zh() ? zh_text : en_text); }
  [[nodiscard]] bool is(feel::TokenKind kind, std::string_view text) const { return tokens_[at_].kind == kind && tokens_[at_].text == text; }
  bool take(feel::TokenKind kind, std::string_view text) {
    if (!is(kind, text)) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view text) { return take(feel::TokenKind::word, text); }
  bool symbol(std::string_view text) { return take(feel::TokenKind::symbol, text); }

  Words either() {
    auto out = all();
    while (out && word("or")) {
      const auto more = all();
      if (!more) return std::nullopt;
      *out += say("，或 ", ", or ") + *more;
    }
    return out;
  }

  Words all() {
    std::vector<Term> terms;
    do {
      auto one = term();
      if (!one) return std::nullopt;
      terms.push_back(*std::move(one));
    } while (word("and"));
    std::string out;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      // "x is known and x is so" says one thing.
      bool said = false;
      for (std::size_t j = i + 1; j < terms.size(); ++j) said = said || (terms[i].known && (terms[j].path == terms[i].path || terms[j].path.starts_with(terms[i].path + ".")));
      if (!said) out += (out.empty() ? "" : say("，且 ", ", and ")) + terms[i].words;
    }
    return out;
  }

  struct Term {
    std::string words, path;
    bool known = false;  ///< only that there is something at the path
  };

  std::optional<Term> term() {
    if (word("not")) {
      if (!symbol("(")) return std::nullopt;
      const auto before = at_;
      if (const auto place = path(); place && symbol(")")) return Term{place->label + say("：", ": ") + label("no", options_.language), place->path};
      at_ = before;
      const auto inner = either();
      if (!inner || !symbol(")")) return std::nullopt;
      return Term{say("并非（", "not (") + *inner + say("）", ")"), {}};
    }
    if (symbol("(")) {
      const auto inner = either();
      if (!inner || !symbol(")")) return std::nullopt;
      return Term{say("（", "(") + *inner + say("）", ")"), {}};
    }
    const auto place = path();
    if (!place) return std::nullopt;
    const auto colon = say("：", ": ");
    if (word("in")) {
      const bool list = symbol("(");
      std::string values;
      do {
        const auto one = value(*place);
        if (!one) return std::nullopt;
        values += (values.empty() ? "" : say("或", " or ")) + *one;
      } while (list && symbol(","));
      if (list && !symbol(")")) return std::nullopt;
      return Term{place->label + colon + values, place->path};
    }
    for (const auto& [sign, zh_text, en_text] : {std::tuple{"=", "", ""}, std::tuple{"!=", "不是", "not "}, std::tuple{">=", "≥ ", "≥ "}, std::tuple{"<=", "≤ ", "≤ "}, std::tuple{">", "> ", "> "}, std::tuple{"<", "< ", "< "}}) {
      if (!symbol(sign)) continue;
      const bool equal = std::string_view(sign) == "=", unlike = std::string_view(sign) == "!=";
      if ((equal || unlike) && word("null")) return Term{place->label + colon + (equal ? say("没有", "none") : say("有", "given")), place->path, unlike};
      const auto one = value(*place);
      if (!one) return std::nullopt;
      const bool compared = !equal && !unlike;
      return Term{place->label + (compared ? " " : colon) + say(zh_text, en_text) + *one, place->path};
    }
    return Term{place->label + colon + label("yes", options_.language), place->path};
  }

  Words value(const Named& place) {
    const auto& token = tokens_[at_];
    if (token.kind == feel::TokenKind::word && (token.text == "true" || token.text == "false")) {
      ++at_;
      return label(token.text == "true" ? "yes" : "no", options_.language);
    }
    if (token.kind == feel::TokenKind::number) {
      ++at_;
      return std::string(token.text);
    }
    if (token.kind != feel::TokenKind::string) return std::nullopt;
    ++at_;
    if (place.values)
      if (const auto found = place.values->find(token.string); found != place.values->end()) return found->second;
    const auto family = place.path == "case.status" ? std::string("status.") : "value." + place.path + ".";
    if (auto known = known_label(family + token.string, options_.language)) return known;
    return known_label(token.string, options_.language).value_or(token.string);
  }

  /// Names with dots between them, as long as they have a label.
  std::optional<Named> path() {
    if (tokens_[at_].kind != feel::TokenKind::word) return std::nullopt;
    Named out;
    out.path = tokens_[at_++].text;
    while (is(feel::TokenKind::symbol, ".") && tokens_[at_ + 1].kind == feel::TokenKind::word) {
      out.path += "." + std::string(tokens_[at_ + 1].text);
      at_ += 2;
    }
    const auto dot = out.path.find('.');
    const auto first = out.path.substr(0, dot), rest = dot == std::string::npos ? std::string{} : out.path.substr(dot + 1);
    if (const auto index = definition_.find(first); index != flow::kEnd) {
      const auto& step = definition_.step(index);
      if (step.kind == flow::StepKind::human) return field(std::move(out), step.human.form, rest);
      for (const auto& alternative : step.alternatives)  // the answer of whichever came first
        if (alternative.human)
          if (auto found = field(out, alternative.human->form, rest)) return found;
    }
    if (first == "answers")
      if (const auto form = rest.substr(0, rest.find('.')); form.size() < rest.size()) return field(std::move(out), form, rest.substr(form.size() + 1));
    for (const auto* prefix : {"path.", "path.analysis."})
      if (auto known = known_label(prefix + out.path, options_.language)) {
        out.label = *std::move(known);
        return out;
      }
    return std::nullopt;
  }

  std::optional<Named> field(Named out, const std::string& form, const std::string& name) const {
    const auto fields = options_.form_fields.find(form);
    if (fields == options_.form_fields.end()) return std::nullopt;
    const auto found = fields->second.find(name);
    if (found == fields->second.end() || found->second.label.empty()) return std::nullopt;
    out.label = found->second.label;
    out.values = &found->second.values;
    return out;
  }

  const flow::Definition& definition_;
  const DrawingOptions& options_;
  std::vector<feel::Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string> words_of_condition(const flow::Definition& definition, std::string_view feel, const DrawingOptions& options) {
  auto tokens = feel::tokenize(feel, {});
  if (!tokens) return std::nullopt;
  return Conditions(definition, options, *std::move(tokens)).read();
}

std::string title_of_step(const flow::Definition& definition, const flow::Step& step, const DrawingOptions& options) {
  using Kind = flow::StepKind;
  const auto lines = words_of_step(definition, step, options);
  const bool has_no_words = step.kind == Kind::choose || step.kind == Kind::first_of || step.kind == Kind::parallel || step.kind == Kind::inclusive || step.kind == Kind::run || step.kind == Kind::each ||
                            (step.kind == Kind::block && !options.block_titles.contains(step.name)) || (step.kind == Kind::stage && !options.stage_titles.contains(step.stage));
  if (has_no_words) return step.name;
  if (step.kind == Kind::set) return step.set.size() == 1 && !lines.empty() && lines.front().style == TextStyle::plain && !lines.front().quiet ? lines.front().text : step.name;
  for (const auto& line : lines)
    if (line.style == TextStyle::strong) return line.text;
  return step.name;
}

std::string title_of_step(const flow::Definition& definition, std::string_view name, const DrawingOptions& options) {
  if (name == "end") return word_of_shape(DrawnShape::end, options);
  const auto index = definition.find(name);
  return index == flow::kEnd ? std::string(name) : title_of_step(definition, definition.step(index), options);
}

}  // namespace amends::review
