// CaseState, continued: what stages asked about other cases, and the answers that were journalled for them.
#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kLookup = "lookup:";  ///< and the stage: who set an answer about other cases

/// Of what was asked, whatever the answers.
std::string digest_of_questions(const json::Array& list) {
  json::Array asked;
  for (const auto& one : list) {
    json::Object kept;
    for (const auto* member : {"lookup", "question", "given"})
      if (const auto* value = json::find(one, member)) kept[member] = *value;
    asked.push_back(std::move(kept));
  }
  return short_digest(json::canonical(json::Value(std::move(asked))));
}

}  // namespace

Result<std::vector<flow::Command>> CaseState::fold_lookups(const json::Value& payload) {
  const auto stage = std::string(json::text_at(payload, "stage"));
  const auto& answers = json::list_at(payload, "answers");
  lookups_[stage] = {json::integer_at(payload, "run", 1), digest_of_questions(answers)};
  for (const auto& one : answers) {
    if (json::bool_at(one, "given")) continue;
    const auto* answer = json::find(one, "answer");
    set_fact("store_facts." + std::string(json::text_at(one, "lookup")), answer ? *answer : json::Value(nullptr), std::string(kLookup) + stage);
  }
  return std::vector<flow::Command>{};
}

bool CaseState::is_answer(std::string_view path) const {
  if (!path.starts_with("store_facts.")) return false;
  const auto by = provenance_.find(std::string(path));
  return by != provenance_.end() && by->second.starts_with(kLookup);
}

bool CaseState::is_given(std::string_view path) const {
  const auto* value = json::find(record_, path);
  return value && !value->is_null() && !is_answer(path);
}

bool CaseState::has_answers(const std::string& stage, std::int64_t run, const json::Array& questions) const {
  const auto found = lookups_.find(stage);
  return found != lookups_.end() && found->second.run == run && found->second.questions == digest_of_questions(questions);
}

}  // namespace amends::runtime
