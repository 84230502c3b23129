#pragma once
// Reads a workflow file (grammar.md) into a Definition, in two passes: reader_outline.cpp finds the names of all steps, reader_steps.cpp, reader_work.cpp,
// reader_people.cpp, reader_scopes.cpp, reader_events.cpp and reader_approvals.cpp read what they say; reader_clocks.cpp has the clocks, reader_sending.cpp what leaves, reader.cpp the head and the checks over
// the whole. All errors are told at once (field_reader.hpp). Used by Definition::from_yaml only.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flow/definition.hpp"
#include "flow/field_reader.hpp"

namespace amends::flow {

class DefinitionReader : private FieldReader {
 public:
  explicit DefinitionReader(yaml::Document document, std::string source);
  [[nodiscard]] Result<std::shared_ptr<const Definition>> read();

 private:
  /// Where the body of a step stands while the names of all steps are being collected.
  struct Body {
    const json::Object* value = nullptr;  ///< nullptr: the body was no map; told already
    std::string path;
  };

  void head(const json::Object& root);

  // First pass: names, indexes and the order of the steps.
  bool name_fits(const std::string& name, const std::string& path, std::string_view what);
  std::vector<StepIndex> declare_list(const json::Value& value, const std::string& path, StepIndex inside, std::int32_t branch);
  StepIndex declare(const std::string& name, const json::Value& value, std::string path, std::string body_path, StepIndex inside, std::int32_t branch);
  void declare_inside(StepIndex index, const json::Object& body, const std::string& path);
  void declare_branches(StepIndex index, const json::Value& value, const std::string& path, std::string_view kind);
  std::vector<StepIndex> declare_branch(StepIndex index, std::int32_t number, const std::string& name, const json::Value& value, const std::string& path, const std::string& body_path);
  void declare_sequence(StepIndex index, const json::Value& value, const std::string& path);
  void link(const std::vector<StepIndex>& sequence);

  // Second pass: what the steps say.
  void read_step(StepIndex index);
  std::optional<StepKind> read_kind(const Body& body);
  StepIndex go(const json::Value* value, const std::string& path, StepIndex from);
  void read_stage(Step& step, const Body& body, StepIndex index);
  void read_retry(Step& step, const json::Value& value, const std::string& path);
  void read_on_error(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_decide(Step& step, const Body& body);
  HumanWork read_human(const json::Value& value, const std::string& path);
  void read_escalate(HumanWork& work, const json::Value& value, const std::string& path);
  void read_reminders(HumanWork& work, const json::Value& value, const std::string& path);
  void read_candidates(HumanWork& work, const json::Value& value, const std::string& path);
  std::optional<calendar::Duration> on_top(const std::optional<calendar::Duration>& sum, const calendar::Duration& after, const std::string& path, std::string_view rungs);
  void read_approval(HumanWork& work, const json::Object& object, const std::string& path);
  void read_shows(HumanWork& work, const json::Value& value, const std::string& path);
  void read_limits(HumanWork& work, const json::Value& value, const std::string& path);
  void read_requires(HumanWork& work, const json::Value& value, const std::string& path);
  void read_releases(HumanWork& work, const json::Value& value, const std::string& path);
  void read_choose(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_first_of(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_set(Step& step, const json::Value& value, const std::string& path);
  [[nodiscard]] std::string place_words(const Step& step) const;
  [[nodiscard]] std::optional<StepIndex> step_named(const json::Value& value, const std::string& path, std::string_view what);

  // Steps with other steps inside.
  void read_join(Step& step, const json::Value& value, const std::string& path, bool items);
  void read_inclusive(Step& step, const json::Value& value, const std::string& path);
  void read_run(Step& step, const json::Value& value, const std::string& path);
  void read_with(Step& step, const Body& body);
  void read_each(Step& step, const json::Value& value, const std::string& path);

  // What may happen meanwhile, and the steps that tell of it.
  void read_extras(Step& step, const Body& body, StepIndex index);
  void read_on(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_bound(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_milestone(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_raise(Step& step, const json::Value& value, const std::string& path);
  void read_targets(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_bounds(const json::Value& value);
  void check_events();
  void read_clocks(const json::Value& value);

  // What leaves by the outbox, and how the engine's own turns take their turn (reader_sending.cpp).
  void read_send(Step& step, const Body& body);
  void read_work(const json::Value& value);
  void read_notices(const json::Value& value);

  // Checks over the whole.
  void check_four_eyes();
  void check_approvals();
  void check_approval(const HumanWork& work, const Step& step, const std::string& path);
  [[nodiscard]] bool leads_back(const Step& step, const std::string& path, StepIndex approval) const;
  void check_release(const std::string& approval, const std::vector<ReleasedField>& releases, const Step& step, const std::string& path);
  void check_sending();
  void check_graph();
  [[nodiscard]] std::vector<std::string_view> target_names() const;

  std::shared_ptr<Definition> definition_;
  std::vector<Body> bodies_;                             ///< by step index
  std::vector<std::optional<StepKind>> kinds_;           ///< by step index; nothing: told already
  std::map<std::string, StepIndex, std::less<>> names_;  ///< steps, and paths as their first step
  std::map<std::string, std::string, std::less<>> declared_at_;  ///< name -> path in the file
  std::map<std::string, StepIndex, std::less<>> paths_;  ///< sub-path -> first step
  bool arrows_known_ = true;  ///< false once a step or target could not be read: checks over all arrows would only repeat that
  bool too_many_steps_ = false;
};

}  // namespace amends::flow
