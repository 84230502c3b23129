#pragma once
// A loaded case, and its values in words: what every part of the model reads from. Sums get their currency, instants the institution's zone, codes and paths the words
// of labels and packs, so that one thing is called the same in every part. All texts are in the language of the options. Nothing here knows how a model is shown.
#include <string>
#include <string_view>

#include "calendar/zone.hpp"
#include "review/labels.hpp"
#include "review/review.hpp"
#include "runtime/runtime.hpp"

namespace amends::review {

/// Everything the parts of the model need. References live as long as the call of model().
struct Source {
  const runtime::Runtime& runtime;
  const runtime::Runtime::Loaded& loaded;
  const Options& options;
  const runtime::Organisation& organisation;
  std::string zone;   ///< IANA name of the institution's zone
  Instant now;

  [[nodiscard]] const runtime::CaseState& state() const { return loaded.state; }
  [[nodiscard]] const json::Value& record() const { return loaded.state.record(); }
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, options.language); }
  [[nodiscard]] bool zh() const { return options.language == "zh"; }
  [[nodiscard]] std::string pick(const json::Value* texts) const { return std::string(json::in_language(texts, options.language)); }
  [[nodiscard]] std::string local(Instant at) const {
    const auto found = calendar::Zone::find(zone);
    if (!found) return format_instant(at);
    const auto text = calendar::describe_local(at, *found);
    return zh() ? text.zh : text.en;
  }
  [[nodiscard]] std::string due(Instant at) const {
    const auto found = calendar::Zone::find(zone);
    if (!found) return format_instant(at);
    const auto text = calendar::describe_due(at, *found);
    return zh() ? text.zh : text.en;
  }
};

/// "CNY 1,234.50", "1,234.50元".
[[nodiscard]] std::string money_text(const Source& source, const json::Value& money);
/// "6 d 3 h", "6天3小时": whole days and hours between two instants, below a day hours and minutes.
[[nodiscard]] std::string span_text(const Source& source, std::int64_t us);
/// The title of the row `id` of a pack; the id where there is none.
[[nodiscard]] std::string title_in(const Source& source, std::string_view file, std::string_view id);
[[nodiscard]] std::string nature_title(const Source& source, std::string_view code);
/// A stage as people call it, from its manifest; its short id when no loaded plugin offers it.
[[nodiscard]] std::string stage_title(const Source& source, std::string_view id);
[[nodiscard]] std::string form_title(const Source& source, std::string_view form);
/// Whether a section or a fact at `path` is of class P4 (portrait, psychology, suspicion of an agent, plan of a negotiation) and this reader may not see it (catalogue 2.4).
[[nodiscard]] bool is_withheld(const Source& source, std::string_view path);
/// The place in the record as people call it; the path itself when nobody wrote a name. Positions in lists ("parties.0.anonymous") are left out.
[[nodiscard]] std::string path_text(const Source& source, std::string_view path);
/// A value as a person reads it: sums with their currency, instants in the institution's zone, codes in words. `path` says which words.
[[nodiscard]] std::string value_text(const Source& source, const json::Value& value, std::string_view path = {});
/// The same, or "…" for a reader without texts where the value holds words that a person wrote, or stands at a place of names and texts.
[[nodiscard]] std::string shown_value(const Source& source, const json::Value& value, std::string_view path);
/// Whether a value holds a text that is no code, number, instant or id.
[[nodiscard]] bool holds_words(const json::Value& value);
/// What went into a computation, in words. `of` names the sum that `minor` is the amount of.
[[nodiscard]] std::string operands_text(const Source& source, const json::Object& operands);
/// Which document, in words: its kind, and its number where there are several.
[[nodiscard]] std::string document_text(const Source& source, std::string_view id);
/// A local time without the zone at its end, which is said once above a list of times; and that zone.
[[nodiscard]] std::string without_zone(std::string text);
[[nodiscard]] std::string zone_text(const Source& source, Instant at);
/// Who acted, without the hash of a library; empty for a stage, which the line names itself.
[[nodiscard]] std::string actor_text(const Source& source, std::string_view actor);
/// A text without "[ev1, ev2]": the citations serve machines; the findings beside show the same evidence in words.
[[nodiscard]] std::string without_citations(std::string text);

}  // namespace amends::review
