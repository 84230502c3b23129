#include "guard/actions.hpp"

#include "support/utf8.hpp"

namespace amends::guard {

Action make_action(std::string_view guard, std::string_view rule, std::string_view action, std::string where, std::string_view zh, std::string_view en) {
  Action out;
  out.guard = guard;
  out.rule = rule;
  out.action = action;
  out.where = std::move(where);
  out.message = json::bilingual(zh, en);
  return out;
}

void place(Action& action, text::Span span, const Surface& surface) {
  const auto& original = surface.normalised().original;
  action.start = span.start;
  action.end = span.end;
  action.quote = utf8::encode(std::u32string_view(original).substr(static_cast<std::size_t>(span.start), static_cast<std::size_t>(span.end - span.start)));
}

json::Value with_more(const json::Value& message) {
  return json::bilingual(std::string(json::text_at(message, "zh")) + "（此处以后还有，没有逐一列出。）", std::string(json::text_at(message, "en")) + " (There are further places, which are not listed.)");
}

Action action_of(const RuleHit& hit, std::string_view where, const Surface& surface) {
  const auto act = hit.more && hit.rule->act == Act::rewrite ? Act::block : hit.rule->act;  // cannot be rewritten place by place
  Action action;
  action.guard = hit.rule->guard;
  action.rule = hit.rule->id;
  action.action = act == Act::block ? "blocked" : act == Act::rewrite ? "rewritten" : "flagged";
  action.where = where;
  action.message = hit.more ? with_more(hit.rule->message) : hit.rule->message;
  place(action, hit.span, surface);
  return action;
}

json::Value to_json(const Action& action) {
  return json::Object{{"guard", action.guard}, {"action", action.action}, {"text", action.message}, {"rule", action.rule},
                      {"where", action.where}, {"start", action.start},   {"end", action.end},      {"quote", action.quote}};
}

}  // namespace amends::guard
