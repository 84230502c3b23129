#pragma once
// The result envelope of a stage (catalogue 0.3), built so that its rules hold: evidence first, then what cites it.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/call.hpp"

namespace amends::sdk {

enum class Severity { info, warn, block };

using EvidenceId = std::string;  ///< "ev1", "ev2", ...

struct Finding {
  std::string code;                  ///< "insufficient_data", "record.contradiction", ...
  Severity severity = Severity::info;
  std::int64_t confidence = 100;     ///< 0..100
  Texts text;
  std::vector<EvidenceId> evidence;  ///< at least one
  std::string rule;                  ///< "risk.rules#R07"; may be empty
};

struct Task {
  std::string id;                    ///< the same on every run of the stage, so that an open task is renewed and not doubled
  std::string kind;                  ///< "call_back", "safety", ...
  std::string owner_role;
  std::optional<Instant> due_at;
  Texts title;
  bool blocking = false;             ///< holds the case at this step until it is answered
  std::string form = {};             ///< name of a form in the packs; may be empty
  std::vector<std::string> meets = {};  ///< clock kinds that the answer meets
};

struct Deadline {
  std::string id;
  std::string kind;                  ///< acknowledge, decide, reply, ...
  Instant starts_at, due_at;
  Value basis;                       ///< the rule: id, instrument, article
  bool extendable = false;
  Value ledger = nullptr;            ///< as the calendar answered it
  Object more = {};                  ///< further members of the clock's row
};

struct Question {
  std::string id;                    ///< the same on every run; the answer lands at answers.<form_name>.<field>
  std::string form_name = {};        ///< one of the manifest's `asks`; empty: the id
  std::vector<std::string> fields;   ///< fields of that form
  std::string to_role;
  Texts reason;
  bool blocking = false;
  Value default_on_timeout = nullptr;
};

struct Script {
  std::string id;
  std::string moment;
  Texts text;
  Texts why;
  std::vector<std::string> forbidden_variants = {};
  std::string technique = {};        ///< a row of banks/techniques; may be empty. The guard (G13) holds the text back unless that technique may be used in the case
};

/// Throws Failure `error.internal` when a rule of the envelope is broken (a finding without evidence, a span outside its document, a sixth sentence).
class Envelope {
 public:
  static constexpr int kSentencesMax = 5;

  explicit Envelope(const Call& call);

  /// The stage's own result. Unknown is null and never guessed.
  [[nodiscard]] Object& result() { return result_; }
  /// One member of the result: whatever to_value() takes.
  template <class T>
  void set(std::string_view key, T&& value) {
    result_[boost::json::string_view(key.data(), key.size())] = to_value(std::forward<T>(value));
  }

  // Evidence. The same evidence asked for twice has one id.
  EvidenceId span(const Document& document, std::int64_t start, std::int64_t end, std::string_view note = {});  ///< quotes the text itself
  EvidenceId span(const Place& place, std::string_view note = {});   ///< of a Hit, StatedMoney, ...
  EvidenceId field(std::string_view path);               ///< a record path with the value it has now, null when absent
  EvidenceId answer(std::string_view path);              ///< answers.<form>.<field>
  EvidenceId document(std::string_view document_id, std::string_view note = {});
  EvidenceId case_link(std::string_view case_id, std::string_view note = {});
  EvidenceId computation(std::string_view note, Object operands, Value value);  ///< operands by name and what came out

  std::string finding(Finding finding);                  ///< answers its id ("f1")
  /// What is not known: evidence of the empty field and the finding `insufficient_data`. Answers the evidence id.
  EvidenceId insufficient(std::string_view path, Texts what);
  void task(Task task);
  void deadline(Deadline deadline);
  void fact(std::string_view path, Value value, std::vector<EvidenceId> evidence);  ///< a proposal; the path stands in the manifest's `sets`
  void question(Question question);
  /// A question without whose answer the stage cannot go on: status need_input.
  void need(Question question);
  void script(Script script);
  void skip(std::string_view path, Texts why);           ///< status skipped, with the field that made it so

  /// One sentence of the explanation. At least one evidence id, which is written behind the sentence: "... [ev1, ev2]".
  void explain(const Texts& pattern, const std::vector<Slot>& slots, const std::vector<EvidenceId>& evidence);

  /// The envelope as JSON bytes.
  [[nodiscard]] std::string bytes() const;

 private:
  EvidenceId add_evidence(Object item);
  const Array& check(const std::vector<EvidenceId>& evidence, std::string_view who, Array& out) const;
  const Call* call_;
  std::string status_ = "ok";
  Object result_;
  Array findings_, evidence_, tasks_, deadlines_, facts_, questions_, scripts_;
  std::map<std::string, EvidenceId> known_evidence_;
  std::string explain_zh_, explain_en_;
  int sentences_ = 0;
};

}  // namespace amends::sdk
