#pragma once
// Questions of one case about others (catalogue 0.6 `lookups`, 2.1 `store_facts`), so that stages stay pure and a replay asks nothing. A manifest names them,
// the turn asks just before the stage runs, journals question and answer as one `lookup_answered`, and the stage reads the answer at `store_facts.<name>`.
//
// What holds for every answer
// - The cut: cases that were committed when the turn asked, received up to the turn's recorded instant, without the case itself, of its own institution, of
//   kind complaint, under a workflow of which a stage asks. What others change later changes no answer: the journalled one holds, and no section is stale
//   because of it. A turn that is computed again because its own case moved asks again; of that, only what is committed is journalled.
// - A stage that failed and is run again with the same question sees the journalled answer; its next run (a new document, an answer) asks anew.
// - What a person, a step or the submitted record put at `store_facts.<name>` holds, and nothing is asked.
// - Days are 24 hours back from the turn's instant.
// - What cannot be asked (no nature known, no store) is null, with the record path that is missing.
// - Neither question nor answer holds a text, a name or a number of a person: ids of cases, codes, amounts, times, counts and flags. People are compared inside.
//
// | name | asks for | answer |
// |---|---|---|
// | count_window, count_baseline | like cases (same nature) in the configuration's `window` (30d), in its `baseline` (90d) before the window | count |
// | unit_count, inst_count | like cases of the window at the case's unit, in the institution | count |
// | unit_customers, inst_customers | `customers` of the unit and of the institution in org.yaml | count |
// | person_count_180d | like cases in 180 days that name a salesperson or employee of the case by the same name; the highest for one of them | count |
// | comparable | like cases with `money.settled` in the case's currency, received in `comparable_days` (365): the amounts | money, at most kComparableRowsMax |
// | dedupe | cases of the same complainant (identity document, telephone, name with birth year) or contract, open or closed within `dedupe_window_days` (90) | rows, at most kDedupeRowsMax |
// | prior | cases of the same complainant in 365 days | rows, at most kPriorRowsMax |
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flow/definition.hpp"
#include "host/stage.hpp"
#include "runtime/organisation.hpp"
#include "store/store.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

inline constexpr std::int64_t kLookupCountMax = 1'000'000;   ///< a count stops here
inline constexpr std::int64_t kDedupeRowsMax = 50;           ///< the newest received
inline constexpr std::int64_t kPriorRowsMax = 50;            ///< the newest received
inline constexpr std::int64_t kComparableRowsMax = 200;      ///< the newest received
inline constexpr std::int64_t kLookupDaysMax = 3'660;        ///< longest window of a question in days; one that is written as a duration ends where durations do (3650d)
inline constexpr std::size_t kLookupPhonesMax = 20;          ///< telephone numbers of a complainant that are compared, the first ones
inline constexpr std::size_t kLookupStaffMax = 50;           ///< salespersons and employees of a case that are compared, the first ones

/// What a lookup rests on in the case itself, and the shape of its answer.
struct LookupSpec {
  std::string_view name;
  std::vector<std::string_view> parameters;  ///< record paths; the asking section is stale when one changes
  std::string_view schema;                   ///< JSON Schema (draft 7) of an answer that is not null
};
/// All of them, in the order of host::lookup_names(). Static storage.
[[nodiscard]] std::span<const LookupSpec> lookup_specs();
/// The parameters of all lookups of a manifest, each once.
[[nodiscard]] std::vector<std::string> lookup_parameters(const host::StageManifest& manifest);

/// The case that asks.
struct Asking {
  std::string_view case_id;
  const json::Value& record;
  const json::Value& config;                 ///< of the stage, defaults filled in
  const Organisation& organisation;
  Instant now;
  std::function<bool(std::string_view path)> given;  ///< whether something other than a lookup put the value there
};

/// [{"lookup", "question"}], or [{"lookup", "given": true}]: what a stage asks, without personal data. Equal questions of one run have one answer.
[[nodiscard]] json::Array lookup_questions(const std::vector<std::string>& names, const Asking& asking);

struct LookupReply {
  json::Array answers;                       ///< the questions, each with its "answer" (null beside "missing": what is not known)
  std::int64_t commit = 0;                   ///< number of the newest commit that was seen
};
/// `store` nullptr: nothing can be asked, and every answer is null. Errors: those of the store.
[[nodiscard]] Result<LookupReply> answer_lookups(json::Array questions, const Asking& asking, store::Store* store, const packs::PackSet& packs);

/// Which workflows ask: a stage of theirs names lookups. Their cases are found by others, and are taken in one after the other. Thread: any.
class AskingWorkflows {
 public:
  explicit AskingWorkflows(const host::StageCatalogue& stages) : stages_(stages) {}
  [[nodiscard]] bool asks(const flow::Definition& definition) const;

 private:
  const host::StageCatalogue& stages_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, bool> known_;  ///< by the definition's hash
};

/// By what other cases find this one, in the order of their bytes, each once. `salt`: of the store.
[[nodiscard]] std::vector<store::LookupKey> lookup_keys(const json::Value& record, std::int64_t salt);

}  // namespace amends::runtime
