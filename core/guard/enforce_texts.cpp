// Texts of an envelope: what leaves to the customer meets everything, what staff reads meets the guards that bind staff too.
#include <algorithm>

#include "guard/enforce.hpp"
#include "guard/rights.hpp"
#include "support/utf8.hpp"

namespace amends::guard {
namespace {

bool is_stepwise(std::string_view moment) noexcept {
  return moment == "counter_offer" || moment == "bargain" || moment == "bargaining" || moment == "ladder" || moment == "concession";
}
/// One fair offer is none of those steps; in the face of danger it is out of place too.
bool is_bargaining_moment(std::string_view moment) noexcept { return is_stepwise(moment) || moment == "offer" || moment == "negotiation"; }
bool is_final_moment(std::string_view moment) noexcept { return moment == "refusal" || moment == "final_reply" || moment == "final_answer" || moment == "final"; }
bool to_customer(std::string_view role) noexcept { return role == "complainant" || role == "customer" || role == "consumer"; }

std::string_view view(const json::Value& value) { return {value.get_string().data(), value.get_string().size()}; }

bool blank(json::Value& node) {
  bool changed = false;
  each_string(node, "", [&](json::Value& text, const std::string&) {
    changed = changed || !text.get_string().empty();
    text = "";
  });
  return changed;
}

}  // namespace

std::vector<Enforcer::Outgoing> Enforcer::outgoing_texts() {
  std::vector<Outgoing> out;
  if (auto* scripts = list("scripts"))
    for (std::size_t i = 0; i < scripts->size(); ++i) {
      auto& script = (*scripts)[i];
      const auto where = "scripts." + std::to_string(i);
      const auto moment = std::string(json::text_at(script, "moment"));
      if (script.is_string()) out.push_back({.node = &script, .where = where, .moment = {}});
      if (auto* text = at(script, "text")) out.push_back({.node = text, .where = where + ".text", .moment = moment, .letter = false, .final_answer = is_final_moment(moment)});
    }
  if (auto* questions = list("questions"))
    for (std::size_t i = 0; i < questions->size(); ++i)
      if (to_customer(json::text_at((*questions)[i], "to_role")))
        if (auto* reason = at((*questions)[i], "reason")) out.push_back({.node = reason, .where = "questions." + std::to_string(i) + ".reason", .moment = {}});
  auto* result = at(envelope_, "result");
  if (!result) return out;
  if (auto* ack = at(*result, "ack"))
    if (auto* text = at(*ack, "text")) out.push_back({.node = text, .where = "result.ack.text", .moment = {}, .letter = true});
  const auto letter = [&](json::Value& item, const std::string& where) {
    const bool final_answer = is_final_moment(json::text_at(item, "kind"));
    if (auto* text = at(item, "text")) out.push_back({.node = text, .where = where + ".text", .moment = {}, .letter = true, .final_answer = final_answer, .owner = &item});
    if (auto* blocks = at(item, "blocks"); blocks && blocks->is_array())
      for (std::size_t i = 0; i < blocks->get_array().size(); ++i)
        if (auto* text = at(blocks->get_array()[i], "text")) out.push_back({.node = text, .where = where + ".blocks." + std::to_string(i) + ".text", .moment = {}, .letter = false, .final_answer = false, .owner = &item});
  };
  if (auto* one = at(*result, "letter")) letter(*one, "result.letter");
  for (const std::string name : {"letters", "statement_drafts"})
    if (auto* many = at(*result, name); many && many->is_array())
      for (std::size_t i = 0; i < many->get_array().size(); ++i) letter(many->get_array()[i], "result." + name + "." + std::to_string(i));
  return out;
}

void Enforcer::outgoing() {
  const auto withhold = [&](const Outgoing& text) {
    if (!blank(*text.node)) return false;
    if (!text.owner) return true;
    for (auto* holder : {text.owner, at(envelope_, "result")})
      if (auto* ready = holder ? at(*holder, "release_ready") : nullptr; ready && ready->is_bool()) *ready = false;
    return true;
  };
  for (auto& text : outgoing_texts()) {
    bool blocked = false;
    each_string(*text.node, text.where, [&](json::Value& string, const std::string& where) { blocked = check(string, where, text) || blocked; });
    if (blocked) { withhold(text); continue; }
    if (sign_ == Sign::explicit_sign) {
      if (text.moment != "safety" && withhold(text))
        add(make_action("G10", "safety.withheld", "blocked", text.where, "有明确的人身安全迹象：先由受过训练的人员处置，在此之前不向客户发送其他内容。",
                        "There is an explicit sign of danger to a person: a trained person acts first, and until then nothing else goes to the customer."));
      continue;
    }
    if (sign_ == Sign::veiled && is_bargaining_moment(text.moment) && withhold(text))
      add(make_action("G10", "safety.no_bargaining", "blocked", text.where, "有人身安全迹象时不得讨价还价。", "No bargaining while there is a sign of danger to a person."));
    else if (vulnerable_ && is_stepwise(text.moment) && withhold(text))
      add(make_action("G9", "vulnerable.no_bargaining", "blocked", text.where, "客户可能需要特别照顾，不采用逐级让步；请一次给出公平的方案。", "The customer may be vulnerable: no bargaining in steps. Make one fair offer."));
  }
}

/// A letter that refuses is a refusal, whatever kind it calls itself (G8).
bool Enforcer::refuses(const Surface& surface) const { return !knowledge_.refusing->match(surface).empty(); }

/// Checks one string that leaves to the customer and mends it; true when it must not leave.
bool Enforcer::check(json::Value& string, const std::string& where, const Outgoing& kind) {
  const std::string text(view(string));
  if (text.empty()) return false;
  const auto reading = read_text(knowledge_, text, where);
  if (reading.unreadable) { add(*reading.unreadable); return true; }
  const auto& surface = *reading.surface;
  std::vector<RuleHit> rewrites;
  std::vector<Action> found;
  for (const auto& hit : knowledge_.wording->match(surface)) {
    found.push_back(action_of(hit, where, surface));
    if (found.back().action == "rewritten") rewrites.push_back(hit);
  }
  const auto take = [&](std::vector<Action> more) { found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); };
  take(check_care(knowledge_, surface, where, sign_, vulnerable_));
  if (const auto stated = read_stated(knowledge_, surface, context_); !stated.empty()) take(grounds().check(stated, surface, where, "blocked"));
  if (kind.final_answer || (kind.letter && refuses(surface))) {
    auto missing = check_rights(text, {}, rights_needed(context_.record), where);
    if (kind.letter)
      for (auto& action : missing) action.action = "blocked";  // spoken words may leave it to the letter that follows
    take(std::move(missing));
  }
  auto numbers = check_numbers(knowledge_, surface, context_, where);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kActionsPerTextMax) { found.back().message = with_more(found.back().message); break; }
    found.push_back(numbers[i].action);
  }
  const bool blocked = std::any_of(found.begin(), found.end(), [](const Action& action) { return action.action == "blocked"; });
  for (auto& action : found) add(std::move(action));
  if (!blocked && (!numbers.empty() || !rewrites.empty())) string = mended(surface.normalised().original, numbers, std::move(rewrites), where);
  return blocked;
}

std::string Enforcer::mended(std::u32string original, const std::vector<Personal>& numbers, std::vector<RuleHit> rewrites, const std::string& where) {
  for (const auto& number : numbers)
    for (const auto at : number.hidden) original[static_cast<std::size_t>(at)] = U'*';
  // From behind, so that the spans in front stay true; of two that overlap the first one stands.
  std::stable_sort(rewrites.begin(), rewrites.end(), [](const RuleHit& a, const RuleHit& b) { return a.span.start < b.span.start; });
  std::int32_t end = 0;
  std::erase_if(rewrites, [&](const RuleHit& hit) {
    if (hit.span.start < end) return true;
    end = hit.span.end;
    return false;
  });
  for (auto hit = rewrites.rbegin(); hit != rewrites.rend(); ++hit) {
    const auto language = where.ends_with(".zh") ? "zh" : where.ends_with(".en") ? "en" : hit->rule->language;
    const auto words = utf8::decode(json::text_at(hit->rule->rewrite, language));
    original.replace(static_cast<std::size_t>(hit->span.start), static_cast<std::size_t>(hit->span.end - hit->span.start), words ? *words : std::u32string());
  }
  return utf8::encode(original);
}

const Grounds& Enforcer::grounds() {
  if (!grounds_) {
    grounds_.emplace(knowledge_, context_);
    grounds_->add_envelope(envelope_);
  }
  return *grounds_;
}

void Enforcer::staff_text(json::Value& node, const std::string& path, bool title) {
  bool blocked = false;
  each_string(node, path, [&](json::Value& string, const std::string& where) {
    const auto reading = read_text(knowledge_, view(string), where);
    if (reading.unreadable) {
      auto act = *reading.unreadable;
      act.action = "flagged";
      add(std::move(act));
      return;
    }
    for (const auto& hit : knowledge_.staff->match(*reading.surface)) {
      auto action = action_of(hit, where, *reading.surface);
      const bool stop = title && action.action != "flagged";
      action.action = stop ? "blocked" : "flagged";
      blocked = blocked || stop;
      add(std::move(action));
    }
  });
  if (blocked) node = json::bilingual("任务标题未通过护栏检查，请查看护栏记录后再办理", "The task's title was held back by a guard; read the guard's record before you act");
}

void Enforcer::staff_texts() {
  if (auto* tasks = list("tasks"))
    for (std::size_t i = 0; i < tasks->size(); ++i)
      for (const auto* name : {"title", "reason"})
        if (auto* node = at((*tasks)[i], name)) {
          const bool safety = json::text_at((*tasks)[i], "kind") == "safety";  // never stands in the way of help
          staff_text(*node, "tasks." + std::to_string(i) + "." + name, !safety && std::string_view(name) == "title");
        }
  if (auto* questions = list("questions"))
    for (std::size_t i = 0; i < questions->size(); ++i)
      if (auto* reason = at((*questions)[i], "reason"); reason && !to_customer(json::text_at((*questions)[i], "to_role")))
        staff_text(*reason, "questions." + std::to_string(i) + ".reason", false);
  if (auto* scripts = list("scripts"))
    for (std::size_t i = 0; i < scripts->size(); ++i)
      if (auto* why = at((*scripts)[i], "why")) staff_text(*why, "scripts." + std::to_string(i) + ".why", false);
  if (auto* explain = at(envelope_, "explain")) staff_text(*explain, "explain", false);
}

}  // namespace amends::guard
