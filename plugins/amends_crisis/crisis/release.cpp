#include "release.hpp"

#include "kit/people.hpp"
#include "personal_numbers.hpp"

namespace amends::crisis {

const Forbidden* forbidden_in(const Context& context, const std::string& text) {
  const auto plain = context.call.normalise(text).text;
  for (const auto& row : context.knowledge.forbidden())
    if (plain.find(row.pattern) != std::string::npos) return &row;
  static const Forbidden kNumber{.id = "personal_number", .category = "private", .pattern = {}};
  if (holds_personal_number(plain, context.call.normalise(context.contact.zh).text)) return &kNumber;
  return nullptr;
}

Release read_release(const Context& context) {
  Release out;
  if (!context.record.has(kReleaseAnswer)) return out;
  const auto answer = context.record.at(kReleaseAnswer);
  const auto spokesperson = answer.text_or("spokesperson", ""), legal = answer.text_or("legal", "");
  out.given = true;
  out.kind = answer.text_or("statement", "");
  out.by_two = kit::People(context.call).two(spokesperson, legal);
  out.at = answer.instant("at");
  if (out.kind != "no_statement") out.hit = forbidden_in(context, std::string(answer.text_or("text", "")));
  return out;
}

}  // namespace amends::crisis
