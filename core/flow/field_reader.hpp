#pragma once
// Reads the fields of a YAML document one by one and collects what is wrong with its place, instead of stopping at the first error, so that an author
// mends a file in one go. Knows texts, names, durations and expressions, but nothing of steps. The reader of workflow files is built on it.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/duration.hpp"
#include "feel/expression.hpp"
#include "flow/names.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::flow {

/// The dotted path of a part: "steps" and "0" give "steps.0".
[[nodiscard]] std::string sub(const std::string& path, std::string_view part);
[[nodiscard]] std::string sub(const std::string& path, std::size_t part);
[[nodiscard]] inline std::string key_text(const boost::json::key_value_pair& member) { return std::string(member.key()); }
[[nodiscard]] inline bool is_text(const json::Value* value) { return value && value->is_string() && !value->get_string().empty(); }

/// What to do about a text that YAML has cut or typed.
inline constexpr std::string_view kQuote = "a text with a comma, colon, brace, bracket or quote is written in quotes: 'level in (\"I\", \"II\")'";

class FieldReader {
 protected:
  explicit FieldReader(yaml::Document document) : document_(std::move(document)) {}

  void problem(std::string_view path, std::string message);
  [[nodiscard]] bool failed() const { return !problems_.empty(); }
  /// All problems in the order of the file; call it when there is one.
  [[nodiscard]] Error all_problems();
  [[nodiscard]] std::string place(std::string_view path) const { return document_.place(path); }

  // Each tells what is wrong and answers nothing then. `what` is the subject of the sentence.
  bool known_keys(const json::Object& object, const std::string& path, Words keys, std::string_view of_what);
  const json::Object* map(const json::Value* value, const std::string& path, std::string_view what);
  const json::Array* list(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<std::string> text(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<std::string> name(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<bool> yes_no(const json::Value* value, const std::string& path, std::string_view what);
  std::optional<feel::Expression> expression(const json::Value* value, const std::string& path);
  std::optional<calendar::Duration> duration(const json::Value* value, const std::string& path, bool zero_allowed = false);
  json::Value bilingual(const json::Value* value, const std::string& path);

  yaml::Document document_;

 private:
  struct Problem {
    yaml::Mark mark;
    std::string where, message;
  };
  std::vector<Problem> problems_;
};

}  // namespace amends::flow
