#pragma once
// What every dimension reads: the call, the names of dimensions.map, the parties and the events of the record, read once at the start of a run. A result
// holds numbers of parties and events and never a name: names stand in the evidence alone.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chain.hpp"
#include "dimensions.hpp"
#include "sdk/sdk.hpp"

namespace amends::dimensions {

inline constexpr std::size_t kEventsMax = 500;   ///< events that are read; a finding says when there are more
inline constexpr std::size_t kPartiesMax = 200;  ///< parties that are read; a finding says when there are more
inline constexpr std::size_t kShownMax = 20;     ///< findings of one kind, and spans behind one of them

/// Names for people by code.
class Names {
 public:
  explicit Names(const sdk::Call& call);
  [[nodiscard]] sdk::Texts feeling(std::string_view code) const { return of(feelings_, code); }
  [[nodiscard]] sdk::Texts topic(std::string_view code) const { return of(topics_, code); }
  [[nodiscard]] sdk::Texts season(std::string_view code) const { return of(seasons_, code); }
  [[nodiscard]] sdk::Texts role(std::string_view code) const { return of(roles_, code); }
  [[nodiscard]] sdk::Texts step(std::string_view id) const { return of(step_names_, id); }
  [[nodiscard]] bool has_topic(std::string_view code) const;
  /// nullptr for a step that dimensions.map does not have. Lives as long as this.
  [[nodiscard]] const ProcessStep* find_step(std::string_view id) const;

  struct Record {
    std::string step, path;  ///< the field that says whether the step was done
  };
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }

 private:
  using List = std::vector<std::pair<std::string, sdk::Texts>>;
  static List read(const sdk::Reader& pack, std::string_view list, std::string_view key);
  static sdk::Texts of(const List& list, std::string_view code);  ///< the code itself where the list has none
  List feelings_, topics_, seasons_, roles_, step_names_;
  std::vector<ProcessStep> steps_;
  std::vector<Record> records_;
};

struct Party {
  std::string path, id, role;  ///< path: "parties.0"
  [[nodiscard]] bool is_staff() const { return role == "salesperson" || role == "employee"; }
};

/// Something that the record says of an event, and the path it says it at.
struct Known {
  std::string value, path;
  [[nodiscard]] bool is_known() const { return !value.empty(); }
};

struct Event {
  std::string path, id, what, verified;
  std::string asserted_by, source_doc;
  Known actor, place, date;
  Side side = Side::unknown;
  std::optional<When> when;
  bool backwards = false;  ///< its end is dated before its beginning; then it has no `when`
};

/// One of the five blocks of the result.
struct Block {
  sdk::Array facts, findings, open_questions;
  /// A statement with the evidence it rests on: at least one id.
  void fact(sdk::Object members, const std::vector<sdk::EvidenceId>& evidence);
  void finding(std::string id) { findings.emplace_back(std::move(id)); }
};

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Settings& settings;
  const Names& names;
  const std::vector<Party>& parties;
  const std::vector<Event>& events;
};

/// Errors of both: Failure `error.bad_type`, `error.range`. A list that is too long is a finding.
[[nodiscard]] std::vector<Party> read_parties(const sdk::Reader& record, sdk::Envelope& out);
[[nodiscard]] std::vector<Event> read_events(const sdk::Reader& record, const std::vector<Party>& parties, sdk::Envelope& out);

/// A count of store_facts; nothing when it is not known. Errors: Failure `error.range` below 0, `error.bad_type`.
[[nodiscard]] std::optional<std::int64_t> count_at(const sdk::Reader& record, std::string_view path);

/// What the record or a person's answer says of an event.
[[nodiscard]] sdk::EvidenceId evidence_of(const Context& context, const Known& known);

/// What is not known, as a finding of a block.
sdk::EvidenceId insufficient(const Context& context, Block& block, std::string_view path, sdk::Texts what);

}  // namespace amends::dimensions
