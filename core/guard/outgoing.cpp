#include "guard/outgoing.hpp"

#include <algorithm>
#include <utility>

#include "guard/actions.hpp"
#include "guard/identifiers.hpp"
#include "support/utf8.hpp"

namespace amends::guard {
namespace {

/// The digits of a case id: a reference that the customer needs, whatever it looks like.
void add_digit_runs(std::string_view text, std::vector<std::string>& out) {
  std::string run;
  for (const char c : text) {
    if (c >= '0' && c <= '9') { run.push_back(c); continue; }
    if (!run.empty()) out.push_back(std::exchange(run, {}));
  }
  if (!run.empty()) out.push_back(std::move(run));
}

constexpr struct { NumberKind kind; std::string_view zh, en; } kNames[] = {{NumberKind::resident_id, "身份证号", "an identity number"},
                                                                         {NumberKind::bank_card, "银行卡号", "a bank card number"},
                                                                         {NumberKind::mobile, "个人手机号", "a personal telephone number"}};

}  // namespace

Reading read_text(const Knowledge& knowledge, std::string_view text, std::string_view where) {
  Reading out;
  auto normalised = text::normalise(text, knowledge.fold);
  if (normalised) {
    out.surface.emplace(std::move(*normalised));
    return out;
  }
  const bool too_long = normalised.error().code == ErrorCode::text_too_long;
  out.unreadable = make_action("G1", too_long ? "text.too_long" : "text.not_utf8", "blocked", std::string(where),
                               too_long ? "文本过长，无法检查，因此不放行；请拆分。" : "文本不是 UTF-8，无法检查，因此不放行；请更正编码。",
                               too_long ? "The text is too long to be checked and is therefore not released; split it." : "The text is not UTF-8 and cannot be checked, so it is not released; mend its encoding.");
  return out;
}

std::vector<Action> check_care(const Knowledge& knowledge, const Surface& surface, std::string_view where, Sign sign, bool vulnerable) {
  std::vector<Action> out;
  if (sign == Sign::none && !vulnerable) return out;
  for (const auto& hit : knowledge.under_care->match(surface)) {
    const bool bargains = hit.rule->guard == "G9";
    if (!bargains && sign == Sign::none) continue;
    auto action = action_of(hit, where, surface);
    if (bargains && sign != Sign::none) {
      action.guard = "G10";
      action.message = json::bilingual("有人身安全迹象时不得讨价还价；先保证人的安全。", "No bargaining while there is a sign of danger to a person; people first.");
    }
    out.push_back(std::move(action));
  }
  return out;
}

std::vector<Personal> check_numbers(const Knowledge& knowledge, const Surface& surface, const Context& context, std::string_view where) {
  std::vector<std::string> own = knowledge.own_numbers;
  if (context.record) add_digit_runs(json::text_at(*context.record, "case.id"), own);
  std::vector<Personal> out;
  const auto& original = surface.normalised().original;
  for (auto& number : find_personal_numbers(surface.normalised(), own)) {
    const auto& name = *std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& n) { return n.kind == number.kind; });
    Personal one;
    one.action = make_action("G11", "number." + std::string(kind_name(number.kind)), "rewritten", std::string(where), "文本含有" + std::string(name.zh) + "，已遮盖；对外文本只保留必要的信息。",
                             "The text holds " + std::string(name.en) + ", which was masked; what leaves carries only the data that is needed.");
    one.action.start = number.span.start;
    one.action.end = number.span.end;
    std::u32string quote(original, static_cast<std::size_t>(number.span.start), static_cast<std::size_t>(number.span.end - number.span.start));
    for (const auto at : number.hidden) quote[static_cast<std::size_t>(at - number.span.start)] = U'*';
    one.action.quote = utf8::encode(quote);
    one.hidden = std::move(number.hidden);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Action> check_outgoing(const Knowledge& knowledge, std::string_view text, std::string_view language, const Context& context, std::string_view where) {
  const auto reading = read_text(knowledge, text, where);
  if (reading.unreadable) return {*reading.unreadable};
  std::vector<Action> out;
  for (const auto& hit : knowledge.wording->match(*reading.surface, language)) out.push_back(action_of(hit, where, *reading.surface));
  if (context.record)
    for (auto& action : check_care(knowledge, *reading.surface, where, recorded_sign(*context.record), is_vulnerable(json::find(*context.record, "flags.vulnerability")))) out.push_back(std::move(action));
  auto numbers = check_numbers(knowledge, *reading.surface, context, where);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kActionsPerTextMax) { out.back().message = with_more(out.back().message); break; }
    out.push_back(std::move(numbers[i].action));
  }
  std::stable_sort(out.begin(), out.end(), [](const Action& a, const Action& b) { return a.start < b.start; });
  return out;
}

}  // namespace amends::guard
