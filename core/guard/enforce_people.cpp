// G9 to G14, as far as they ask for more than wording: care for people in danger or in need of support, marks of a hypothesis, proposals that nobody has
// approved. Techniques (G13) have a file of their own.
#include <algorithm>
#include <optional>

#include "guard/enforce.hpp"

namespace amends::guard {
namespace {

bool is_contact(std::string_view kind) noexcept {
  return kind == "call_back" || kind == "contact" || kind == "human_contact" || kind == "customer_contact" || kind == "first_contact" || kind == "visit" || kind == "read_back";
}
/// Stages whose results are guesses about people (G12).
bool guesses(std::string_view stage) noexcept { return stage == "amends.portrait" || stage == "amends.psychology" || stage == "amends.organised_agent" || stage == "amends.risk"; }

bool contains(std::string_view text, std::string_view part) noexcept { return text.find(part) != std::string_view::npos; }

}  // namespace

/// Signs of the record, and of the envelope itself, which is newer.
void Enforcer::read_signs() {
  own_sign_ = sign_of(json::find(envelope_, "result.flags.safety"));
  vulnerable_ = is_vulnerable(json::find(envelope_, "result.flags.vulnerability"));
  for (const auto& fact : json::list_at(envelope_, "facts")) {
    const auto path = json::text_at(fact, "path");
    const auto* value = json::find(fact, "value");
    if (!value) continue;
    if (path == "flags.safety" || path == "flags.safety.self_harm" || path == "flags.safety.violence") own_sign_ = std::max(own_sign_, sign_of(value));
    if (path == "flags") own_sign_ = std::max(own_sign_, sign_of(json::find(*value, "safety")));
    vulnerable_ = vulnerable_ || (path == "flags.vulnerability" && is_vulnerable(value)) || (path == "flags" && is_vulnerable(json::find(*value, "vulnerability")));
  }
  sign_ = own_sign_;
  if (context_.record) {
    sign_ = std::max(sign_, recorded_sign(*context_.record));
    vulnerable_ = vulnerable_ || is_vulnerable(json::find(*context_.record, "flags.vulnerability"));
  }
  if (own_sign_ != Sign::explicit_sign) return;
  const auto& tasks = json::list_at(envelope_, "tasks");
  if (std::none_of(tasks.begin(), tasks.end(), [](const json::Value& task) { return json::text_at(task, "kind") == "safety"; }))
    add(make_action("G10", "safety.protocol_missing", "flagged", "tasks", "出现明确的人身安全迹象，但没有人身安全处置任务；请立即由受过训练的人员联系。",
                    "There is an explicit sign of danger to a person and no task of the safety protocol; a trained person must make contact at once."));
}

/// Human contact within one working day for a vulnerable customer (G9). Only told: a later call may be a second one.
void Enforcer::contact() {
  if (!vulnerable_) return;
  auto latest = context_.human_contact_by ? context_.human_contact_by() : std::nullopt;
  if (!latest) {
    constexpr std::int64_t kDayUs = 86'400'000'000;
    auto day = context_.now.us / kDayUs + 1;                                   // the day after the start is day 1
    while ((day + 3) % 7 >= 5) ++day;                                          // 1970-01-01 was a Thursday: 0 is Monday
    latest = Instant{(day + 1) * kDayUs + kDayUs / 2};
  }
  const auto& tasks = json::list_at(envelope_, "tasks");
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto kind = json::text_at(tasks[i], "kind");
    const auto due = parse_instant(json::text_at(tasks[i], "due_at"));
    if ((!is_contact(kind) && kind != "wait") || !due || *due <= *latest) continue;
    auto act = make_action("G9", "vulnerable.contact_late", "flagged", "tasks." + std::to_string(i) + ".due_at", "客户可能需要特别照顾，一个工作日内应有人联系；请把时间提前。",
                           "The customer may be vulnerable: a person makes contact within one working day. Bring the date forward.");
    act.quote = std::string(json::text_at(tasks[i], "due_at"));
    add(std::move(act));
  }
}

/// No offers in steps for a vulnerable customer or where somebody is in danger (G9, G10; catalogue 3.11.3).
void Enforcer::ladder() {
  if (!vulnerable_ && sign_ == Sign::none) return;
  auto* result = at(envelope_, "result");
  auto* steps = result ? at(*result, "ladder") : nullptr;
  if (!steps || !steps->is_array() || steps->get_array().empty()) return;
  const bool danger = sign_ != Sign::none;
  auto act = make_action(danger ? "G10" : "G9", danger ? "safety.ladder_off" : "vulnerable.ladder_off", "blocked", "result.ladder",
                         danger ? "有人身安全迹象时不得逐级报价；先保证人的安全。" : "客户可能需要特别照顾，不采用逐级报价；请一次给出公平的方案。",
                         danger ? "No offers in steps while there is a sign of danger to a person; people first." : "The customer may be vulnerable: no offers in steps. Make one fair offer.");
  act.quote = std::to_string(steps->get_array().size()) + " steps";
  add(std::move(act));
  steps->emplace_array();
}

/// Guesses about people say that they may be wrong (G12).
void Enforcer::hypotheses() {
  if (!guesses(context_.stage) || json::text_at(envelope_, "status") != "ok") return;
  const auto marked = [](const json::Value* text) {
    return text && contains(json::text_at(*text, "zh"), "可能有误") && contains(json::text_at(*text, "en"), "may be wrong");
  };
  if (marked(json::find(envelope_, "explain"))) return;
  for (const auto& finding : json::list_at(envelope_, "findings"))
    if (marked(json::find(finding, "text"))) return;
  add(make_action("G12", "hypothesis.unmarked", "flagged", "explain", "对人的推断须注明“可能有误”，并可由经办人更正。", "A guess about a person says that it may be wrong, and the officer can correct it."));
}

/// A case proposes changes of packs and never makes one; what it proposes carries no personal number (G14, G11).
void Enforcer::proposals() {
  auto* result = at(envelope_, "result");
  auto* items = result ? at(*result, "proposals") : nullptr;
  if (!items || !items->is_array()) return;
  for (std::size_t i = 0; i < items->get_array().size(); ++i) {
    auto& item = items->get_array()[i];
    const auto where = "result.proposals." + std::to_string(i);
    auto* status = at(item, "status");
    if (const auto word = json::text_or(status, ""); status && (word == "applied" || word == "active" || word == "approved" || word == "merged")) {
      auto act = make_action("G14", "proposal.unapproved", "rewritten", where + ".status", "知识包的改动须由有权限的人批准；环节只能提出建议。", "A person with authority approves a change of a pack; a stage only proposes it.");
      act.quote = std::string(word);
      *status = "proposed";
      add(std::move(act));
    }
    each_string(item, where, [&](json::Value& string, const std::string& path) {
      const auto reading = read_text(knowledge_, json::text_or(&string, ""), path);
      if (!reading.surface) return;
      auto numbers = check_numbers(knowledge_, *reading.surface, context_, path);
      if (numbers.empty()) return;
      string = mended(reading.surface->normalised().original, numbers, {}, path);
      for (auto& number : numbers) add(std::move(number.action));
    });
  }
}

}  // namespace amends::guard
