#include "review/letter_sheet.hpp"
#include "review/parts.hpp"

namespace amends::review {

json::Value letter_part(const PartSource& source) {
  const auto* result = source.section("analysis.response_letter");
  if (!result) return nullptr;
  Part part(source, "part.letter");
  auto state = letter_state(*result);
  if (state == LetterState::ready && source.letter_signed) state = LetterState::signed_;
  const auto* words = state == LetterState::absent ? "letter.absent" : state == LetterState::draft ? "letter.draft" : state == LetterState::ready ? "letter.ready" : source.letter_sent ? "letter.sent" : "letter.signed";
  part.state(source.say(words), state == LetterState::absent || state == LetterState::draft ? kNotice : kOk);
  if (const auto title = json::text_at(*result, "letter.title"); !title.empty()) part.pair("letter.kind", {std::string(title)});
  const auto& checks = json::list_at(*result, "checks");
  std::vector<std::string> failed;
  for (const auto& check : checks)
    if (!json::bool_at(check, "passed")) failed.push_back(source.in(check, "text"));
  if (!checks.empty()) part.pair("letter.checks", {std::to_string(checks.size() - failed.size()) + "/" + std::to_string(checks.size()) + " " + source.say("letter.passed")});
  for (auto& text : failed) part.line(std::move(text), "no", kWarn);
  for (const auto& check : checks)
    if (json::bool_at(check, "passed")) part.line(source.in(check, "text"), "yes", {}, source.say("letter.passed_list"));
  if (source.texts && state != LetterState::absent) {
    part.letter(std::string(json::text_at(*result, "letter.text")), source.say("letter.show"));
    part.command("letter");
  }
  return part.to_value();
}

}  // namespace amends::review
