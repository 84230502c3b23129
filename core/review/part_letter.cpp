#include "review/letter_sheet.hpp"
#include "review/parts.hpp"

namespace amends::review {

namespace {

/// The letter as amends.response_letter wrote it. `sent`: the same words as a step of the workflow sent them; null when none did.
void add_written(Part& part, const PartSource& source, const json::Value& result, const json::Value* sent) {
  auto state = letter_state(result);
  if (state == LetterState::ready && (source.letter_signed || sent)) state = LetterState::signed_;
  const auto* words = state == LetterState::absent ? "letter.absent" : state == LetterState::draft ? "letter.draft" : state == LetterState::ready ? "letter.ready" : source.letter_sent ? "letter.sent" : "letter.signed";
  if (sent && state == LetterState::signed_) part.state(std::string(json::text_at(*sent, "state")), json::text_at(*sent, "tone"));
  else part.state(source.say(words), state == LetterState::absent || state == LetterState::draft ? kNotice : kOk);
  if (const auto title = json::text_at(result, "letter.title"); !title.empty()) part.pair("letter.kind", {std::string(title)});
  if (sent) part.pair("letter.dispatch", {std::string(json::text_at(*sent, "dispatch"))});
  const auto& checks = json::list_at(result, "checks");
  std::vector<std::string> failed;
  for (const auto& check : checks)
    if (!json::bool_at(check, "passed")) failed.push_back(source.in(check, "text"));
  if (!checks.empty()) part.pair("letter.checks", {std::to_string(checks.size() - failed.size()) + "/" + std::to_string(checks.size()) + " " + source.say("letter.passed")});
  for (auto& text : failed) part.line(std::move(text), "no", kWarn);
  for (const auto& check : checks)
    if (json::bool_at(check, "passed")) part.line(source.in(check, "text"), "yes", {}, source.say("letter.passed_list"));
  if (source.texts && state != LetterState::absent) part.letter(std::string(json::text_at(result, "letter.text")), source.say("letter.show"));
}

}  // namespace

json::Value letter_part(const PartSource& source) {
  const auto* result = source.section("analysis.response_letter");
  if (!result && source.sent_letters.empty()) return nullptr;
  Part part(source, "part.letter");
  std::size_t written = source.sent_letters.size();  // which of the sent ones the stage wrote
  if (result) {
    for (std::size_t i = 0; i < source.sent_letters.size(); ++i)
      if (json::text_at(source.sent_letters[i], "text") == json::text_at(*result, "letter.text")) written = i;
    add_written(part, source, *result, written < source.sent_letters.size() ? &source.sent_letters[written] : nullptr);
  } else {
    const auto& newest = source.sent_letters.back();
    part.state(std::string(json::text_at(newest, "state")), json::text_at(newest, "tone"));
  }
  for (std::size_t i = source.sent_letters.size(); i-- > 0;) {
    if (i == written) continue;
    const auto& letter = source.sent_letters[i];
    part.pair(result ? "letter.earlier" : "letter.dispatch", {std::string(json::text_at(letter, "dispatch"))});
    if (source.texts) part.letter(std::string(json::text_at(letter, "text")), source.say("letter.show"));
  }
  if (source.texts && (!source.sent_letters.empty() || letter_state(*result) != LetterState::absent)) part.command("letter");
  return part.to_value();
}

}  // namespace amends::review
