#pragma once
// Reads a workflow file (grammar.md) into a Definition. Collects every error with its place instead of stopping at the first, so that an author
// mends a file in one go. Used by Definition::from_yaml only.
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flow/definition.hpp"

namespace amends::flow {

class DefinitionReader {
 public:
  explicit DefinitionReader(yaml::Document document, std::string source);
  [[nodiscard]] Result<std::shared_ptr<const Definition>> read();

 private:
  struct Problem {
    yaml::Mark mark;
    std::string where, message;
  };
  /// Where the body of a step stands while the names of all steps are being collected.
  struct Body {
    const json::Object* value = nullptr;  ///< nullptr: the body was no map; told already
    std::string path;
  };

  // Problems and small readers. Each reader tells what is wrong and answers nothing then.
  void problem(std::string_view path, std::string message);
  [[nodiscard]] std::string place(std::string_view path) const { return definition_->document_.place(path); }
  bool known_keys(const json::Object& object, const std::string& path, std::span<const std::string_view> keys, std::string_view of_what);
  const json::Object* map(const json::Value* value, const std::string& path, std::string_view what);
  const json::Array* list(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<std::string> text(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<std::string> name(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<bool> yes_no(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<feel::Expression> expression(const json::Value* value, const std::string& path);
  std::optional<calendar::Duration> duration(const json::Value* value, const std::string& path, bool zero_allowed = false);
  json::Value bilingual(const json::Value* value, const std::string& path);

  // First pass: names, indexes and the order of the steps.
  void head(const json::Object& root);
  bool name_fits(const std::string& name, const std::string& path, std::string_view what);
  std::vector<StepIndex> declare_list(const json::Value& value, const std::string& path, StepIndex inside, std::int32_t branch);
  StepIndex declare(const std::string& name, const json::Value& value, std::string path, std::string body_path, StepIndex inside, std::int32_t branch);
  void declare_branches(StepIndex index, const json::Value& value, const std::string& path);
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
  void read_choose(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_first_of(Step& step, const json::Value& value, const std::string& path, StepIndex index);
  void read_set(Step& step, const json::Value& value, const std::string& path);
  void read_clocks(const json::Value& value);

  // Checks over the whole.
  void check_four_eyes();
  void check_graph();
  [[nodiscard]] Error all_problems();
  [[nodiscard]] std::vector<std::string_view> target_names() const;

  std::shared_ptr<Definition> definition_;
  std::vector<Body> bodies_;                             ///< by step index
  std::map<std::string, StepIndex, std::less<>> names_;  ///< steps, and paths as their first step
  std::map<std::string, std::string, std::less<>> declared_at_;  ///< name -> path in the file
  std::map<std::string, StepIndex, std::less<>> paths_;  ///< sub-path -> first step
  std::vector<Problem> problems_;
  bool arrows_known_ = true;  ///< false once a step or target could not be read: checks over all arrows would only repeat that
  bool too_many_steps_ = false;
};

}  // namespace amends::flow
