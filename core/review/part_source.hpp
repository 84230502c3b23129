#pragma once
// What the newer parts of a case's review read from, and the few shapes that they are made of. A part is one stage put into words for people: it has a title, a state
// in a word or two, and blocks that a page and a terminal each show in their own way. A part is a function of a PartSource alone: it knows no runtime, no packs and
// no colours, so that a test can write one by hand.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "review/labels.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::review {

struct PartSource {
  std::string language = "zh";     ///< "zh" or "en"
  std::string zone = "UTC";        ///< IANA name of the institution's zone
  Instant now{};                   ///< what is past due is past due now, not when the stage ran
  bool texts = true;               ///< false: no words of the case, no names
  bool restricted = true;          ///< false: nothing of class P4
  bool letter_signed = false;      ///< the letter as it stands is signed, also where the stage has not run since
  bool letter_sent = false;
  /// [{text, state, dispatch, tone}]: letters that steps of the workflow sent, oldest first (sent_letters.hpp).
  json::Array sent_letters = {};
  std::string case_id = {};        ///< for the commands that a hint names
  const json::Value* record = nullptr;                                        ///< the case record, with corrections; outlives the source
  std::map<std::string, const json::Value*, std::less<>> envelopes = {};      ///< by section, "analysis.risk"
  std::function<int(std::string_view)> currency_digits = [](std::string_view) { return 2; };
  std::function<std::string(std::string_view, std::string_view)> title_of = [](std::string_view, std::string_view id) { return std::string(id); };  ///< of a row of a pack

  [[nodiscard]] bool zh() const { return language == "zh"; }
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, language); }
  /// A text of both languages at `path`.
  [[nodiscard]] std::string in(const json::Value& from, std::string_view path) const { return std::string(json::in_language(json::find(from, path), language)); }
  /// A value of the record, or null.
  [[nodiscard]] const json::Value* at(std::string_view path) const { return record ? json::find(*record, path) : nullptr; }
  /// The result of a stage as it stands now; null where it has not run.
  [[nodiscard]] const json::Value* section(std::string_view path) const;
  [[nodiscard]] const json::Value* envelope(std::string_view path) const;
  /// "1,234.50元", "CNY 1,234.50"; "not known" for anything that is no sum.
  [[nodiscard]] std::string money(const json::Value* value) const;
  [[nodiscard]] std::string local(std::string_view instant) const;   ///< empty for what is no instant
  [[nodiscard]] std::string due(std::string_view instant) const;     ///< the same for the end of a time limit, without the zone
  /// "a, b" and "a、b".
  [[nodiscard]] std::string list(const std::vector<std::string>& words) const;
  [[nodiscard]] std::string bracketed(const std::string& text) const { return zh() ? "（" + text + "）" : " (" + text + ")"; }
  [[nodiscard]] std::string named(const std::string& name) const { return name + (zh() ? "：" : ": "); }
  [[nodiscard]] std::string stop() const { return zh() ? "；" : "; "; }
};

/// How much a thing presses: an empty tone is quiet.
inline constexpr std::string_view kDanger = "danger", kWarn = "warn", kNotice = "notice", kOk = "ok", kQuiet = "quiet";

/// One part under way. to_value() gives {title, state, tone, note, hint, blocks: [{kind, fold, ...}]}; null when nothing was put in.
///   pairs  rows: [{label, lines: [text], tone}]                  what is known, under a name each
///   lines  rows: [{text, mark: ""|"yes"|"no"|"open", tone}]      one sentence each
///   table  head: [text], rows: [[text]], tones: [text]           a tone for each row; the last column is the widest
///   bars   most, rows: [{label, value, text, note, tone}]        integers of 0 to `most`
///   cards  rows: [{title, value, tag, tone, lines: [text]}]      things to choose from
///   drawing svg; alone on a page                                 an element made by this project, never a text of the case
///   letter text                                                  a long text, for a page only
/// `terminal` true: a block that a drawing stands in for on a page. `fold` (a sentence) folds the block away on a page; a terminal leaves a folded block out.
class Part {
 public:
  Part(const PartSource& source, std::string_view title_key) : source_(source), out_{{"title", source.say(title_key)}} {}

  void state(std::string text, std::string_view tone);
  void note(std::string text) { out_["note"] = std::move(text); }
  void hint(std::string text) { out_["hint"] = std::move(text); }
  /// "amends case letter CASE-1 --lang zh": where the whole sheet is had.
  void command(std::string_view words);

  void pair(std::string_view label_key, std::vector<std::string> lines, std::string_view tone = {});
  void line(std::string text, std::string_view mark = {}, std::string_view tone = {}, const std::string& fold = {});
  void table(std::vector<std::string> head, bool terminal_only = false);
  void row(std::vector<std::string> cells, std::string_view tone = {});
  void bars(std::int64_t most);
  void bar(std::string label, std::int64_t value, std::string text, std::string note, std::string_view tone);
  void card(std::string title, std::string value, std::string tag, std::string_view tone, std::vector<std::string> lines);
  void drawing(std::string svg);
  void letter(std::string text, const std::string& fold);

  [[nodiscard]] json::Value to_value();

 private:
  /// The rows of the last block when it is of this kind and fold, else of a new one.
  json::Array& rows(std::string_view kind, const std::string& fold = {}, bool always_new = false);

  const PartSource& source_;
  json::Object out_;
  json::Array blocks_;
};

}  // namespace amends::review
