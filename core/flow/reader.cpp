#include "flow/reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "flow/duration_sum.hpp"
#include "flow/graph.hpp"
#include "flow/nearest.hpp"
#include "support/hash.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 8> kTopKeys{"workflow", "version", "title", "packs", "commit", "clocks", "steps", "paths"};
constexpr std::array<std::string_view, 9> kKindKeys{"stage", "decide", "human", "choose", "parallel", "first_of", "message", "wait", "set"};
constexpr std::array<std::string_view, 2> kTitleKeys{"zh", "en"};
constexpr std::array<std::string_view, 2> kRetryKeys{"max", "backoff"};
constexpr std::array<std::string_view, 6> kHumanKeys{"role", "form", "title", "due", "escalate", "four_eyes_with"};
constexpr std::array<std::string_view, 2> kRungKeys{"after", "to"};
constexpr std::array<std::string_view, 3> kChooseKeys{"when", "else", "go"};
constexpr std::array<std::string_view, 5> kAlternativeKeys{"message", "key", "after", "human", "go"};
constexpr std::array<std::string_view, 6> kClockKeys{"rule", "kind", "from", "warn", "on_breach", "to"};

/// The keys beside the kind's own one, by StepKind.
constexpr std::string_view kStageOwn[] = {"stage", "config", "retry", "on_error", "optional", "go", "meets", "set"};
constexpr std::string_view kDecideOwn[] = {"decide", "with", "go", "meets", "set"};
constexpr std::string_view kHumanOwn[] = {"human", "go", "meets", "set"};
constexpr std::string_view kChooseOwn[] = {"choose", "meets", "set"};
constexpr std::string_view kParallelOwn[] = {"parallel", "go", "meets", "set"};
constexpr std::string_view kFirstOfOwn[] = {"first_of", "meets", "set"};
constexpr std::string_view kMessageOwn[] = {"message", "key", "go", "meets", "set"};
constexpr std::string_view kWaitOwn[] = {"wait", "go", "meets", "set"};
constexpr std::string_view kSetOwn[] = {"set", "go", "meets"};
constexpr std::array<Words, 9> kStepKeys{kStageOwn, kDecideOwn, kHumanOwn, kChooseOwn, kParallelOwn, kFirstOfOwn, kMessageOwn, kWaitOwn, kSetOwn};
constexpr std::array<std::string_view, 17> kAllStepKeys{"stage", "decide", "human", "choose", "parallel", "first_of", "message", "wait", "set",
                                                        "config", "retry", "on_error", "optional", "with", "key", "go", "meets"};

/// Words of FEEL's grammar (DMN 1.5, 10.3.1.2): a step of such a name could not be read in an expression.
constexpr std::array<std::string_view, 21> kFeelWords{"for", "return", "if", "then", "else", "some", "every", "satisfies", "instance", "of", "function",
                                                      "external", "or", "and", "between", "in", "not", "null", "true", "false", "end"};

/// What a stage can fail with: the error codes of catalogue 0.3 and of the plugin interface.
constexpr ErrorCode kStageCodes[] = {
    ErrorCode::invalid_argument, ErrorCode::missing_field, ErrorCode::bad_type, ErrorCode::range, ErrorCode::schema, ErrorCode::state, ErrorCode::currency_mismatch,
    ErrorCode::pack_missing, ErrorCode::pack_invalid, ErrorCode::text_too_long, ErrorCode::not_utf8, ErrorCode::not_found, ErrorCode::already_exists,
    ErrorCode::conflict, ErrorCode::refused, ErrorCode::unavailable, ErrorCode::busy, ErrorCode::corrupt, ErrorCode::io, ErrorCode::deadline,
    ErrorCode::cancelled, ErrorCode::needs_person, ErrorCode::unsupported, ErrorCode::internal};

std::string sub(const std::string& path, std::string_view part) { return path.empty() ? std::string(part) : path + "." + std::string(part); }
std::string sub(const std::string& path, std::size_t part) { return sub(path, std::to_string(part)); }
std::string key_text(const boost::json::key_value_pair& member) { return std::string(member.key()); }

bool contains(Words words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

bool is_text(const json::Value* value) { return value && value->is_string() && !value->get_string().empty(); }

/// True when YAML has cut an unquoted text at a comma, brace or bracket: what is left of it stands as a key without a value, or as an odd one.
bool looks_cut(std::string_view key, const json::Value& value) { return value.is_null() || !is_name(key); }

constexpr std::string_view kQuote = "a text with a comma, colon, brace, bracket or quote is written in quotes: 'level in (\"I\", \"II\")'";

/// "1.0.0", "2.3.4-draft.1", "1.0.0+7" (Semantic Versioning 2.0.0).
bool is_semver(std::string_view text) {
  if (text.size() > 64) return false;
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || digits > 9 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
    if (part < 2) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
  }
  const auto labels = [](std::string_view rest) {
    bool empty = true;
    for (const char c : rest) {
      if (c == '.') {
        if (empty) return false;
        empty = true;
        continue;
      }
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-')) return false;
      empty = false;
    }
    return !empty;
  };
  const auto plus = text.find('+');
  if (plus != std::string_view::npos) {
    if (!labels(text.substr(plus + 1))) return false;
    text = text.substr(0, plus);
  }
  return text.empty() || (text[0] == '-' && labels(text.substr(1)));
}

bool is_stage_id(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!is_name(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// A fact path: names, list positions, and `[]` at the end to append.
bool is_fact_path(std::string_view text) {
  bool first = true;
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    const bool last = dot == std::string_view::npos;
    const bool number = !part.empty() && part.size() <= 6 && part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!(is_name(part) || (!first && number) || (!first && last && part == "[]"))) return false;
    if (last) return true;
    first = false;
    text.remove_prefix(dot + 1);
  }
}

/// For the order of warnings only; units are compared roughly there and converted nowhere.
std::int64_t rough_seconds(calendar::Duration d) {
  switch (d.unit) {
    case calendar::Unit::seconds: return d.count;
    case calendar::Unit::minutes: return d.count * 60;
    case calendar::Unit::hours: return d.count * 3'600;
    case calendar::Unit::working_hours: return d.count * 10'800;
    case calendar::Unit::days: return d.count * 86'400;
    case calendar::Unit::working_days: return d.count * 120'960;
    case calendar::Unit::weeks: return d.count * 604'800;
    case calendar::Unit::months: return d.count * 2'629'800;
  }
  return 0;
}

}  // namespace

DefinitionReader::DefinitionReader(yaml::Document document, std::string source) : definition_(std::make_shared<Definition>()) {
  definition_->document_ = std::move(document);
  definition_->source_ = std::move(source);
  definition_->hash_ = content_hash(definition_->source_);
}

Result<std::shared_ptr<const Definition>> DefinitionReader::read() {
  const auto& value = definition_->document_.value;
  if (!value.is_object()) return fail(ErrorCode::schema, "a workflow file is a map with the keys " + list_words(kTopKeys), place(""));
  const auto& root = value.get_object();
  head(root);

  if (const auto* steps = root.if_contains("steps")) {
    const auto sequence = declare_list(*steps, "steps", kEnd, -1);
    link(sequence);
    if (!sequence.empty()) definition_->first_ = sequence.front();
  }
  if (const auto* paths = root.if_contains("paths")) {
    if (const auto* members = map(paths, "paths", "`paths` (name: [steps])")) {
      for (const auto& member : *members) {
        const auto path_name = key_text(member);
        const auto path = sub("paths", path_name);
        const bool fits = name_fits(path_name, path, "path");
        const auto sequence = declare_list(member.value(), path, kEnd, -1);
        link(sequence);
        if (!fits) continue;
        if (sequence.empty()) arrows_known_ = false;
        paths_[path_name] = sequence.empty() ? kEnd : sequence.front();
        names_[path_name] = paths_[path_name];
      }
    }
  }
  auto& steps = definition_->steps_;
  for (std::size_t i = 0; i < steps.size(); ++i) definition_->by_name_.push_back(static_cast<StepIndex>(i));
  std::stable_sort(definition_->by_name_.begin(), definition_->by_name_.end(), [&](StepIndex left, StepIndex right) { return definition_->step(left).name < definition_->step(right).name; });
  for (std::size_t i = 0; i < steps.size(); ++i) read_step(static_cast<StepIndex>(i));
  if (const auto* clocks = root.if_contains("clocks")) read_clocks(*clocks);
  check_four_eyes();
  for (auto& clash : definition_->name_clashes(definition_->stages())) problem(clash.path, std::move(clash.message));
  if (arrows_known_ && !too_many_steps_) check_graph();
  if (!problems_.empty()) return all_problems();
  return std::shared_ptr<const Definition>(std::move(definition_));
}

// ---- problems and small readers

void DefinitionReader::problem(std::string_view path, std::string message) {
  const auto& marks = definition_->document_.marks;
  std::string key(path);
  auto found = marks.find(key);
  while (found == marks.end() && !key.empty()) {
    const auto dot = key.rfind('.');
    key = dot == std::string::npos ? std::string{} : key.substr(0, dot);
    found = marks.find(key);
  }
  problems_.push_back({found == marks.end() ? yaml::Mark{} : found->second, place(path), std::move(message)});
}

Error DefinitionReader::all_problems() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& left, const Problem& right) {
    return std::pair(left.mark.line, left.mark.column) < std::pair(right.mark.line, right.mark.column);
  });
  std::string message = problems_.front().message;
  const auto told = std::min(problems_.size(), kProblemsMax);
  for (std::size_t i = 1; i < told; ++i) message += "\n" + problems_[i].where + ": " + problems_[i].message;
  if (problems_.size() > told) message += "\nand " + std::to_string(problems_.size() - told) + " more errors; mend these first";
  return fail(ErrorCode::schema, std::move(message), problems_.front().where);
}

bool DefinitionReader::known_keys(const json::Object& object, const std::string& path, Words keys, std::string_view of_what) {
  bool all = true;
  for (const auto& member : object) {
    const auto key = key_text(member);
    if (contains(keys, key)) continue;
    all = false;
    if (looks_cut(key, member.value())) {
      problem(sub(path, key), "'" + key + "' is no key of " + std::string(of_what) + " and looks like the rest of an unquoted text; " + std::string(kQuote));
    } else {
      problem(sub(path, key), "unknown key '" + key + "' in " + std::string(of_what) + did_you_mean(key, keys) + " The keys here are: " + list_words(keys));
    }
  }
  return all;
}

const json::Object* DefinitionReader::map(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_object()) return &value->get_object();
  problem(path, std::string(what) + " is a map; write `key: value` pairs below it or in braces");
  return nullptr;
}

const json::Array* DefinitionReader::list(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_array()) return &value->get_array();
  problem(path, std::string(what) + " is a list; begin each entry with `- ` or write [a, b]");
  return nullptr;
}

std::optional<std::string> DefinitionReader::text(const json::Value* value, const std::string& path, std::string_view what) {
  if (is_text(value)) return std::string(value->get_string());
  problem(path, std::string(what) + (!value || value->is_null() ? " is missing; write it" : " is a text; " + std::string(kQuote)));
  return std::nullopt;
}

std::optional<std::string> DefinitionReader::name(const json::Value* value, const std::string& path, std::string_view what) {
  auto found = text(value, path, what);
  if (!found || is_name(*found)) return found;
  problem(path, std::string(what) + " '" + *found + "' is no name; write a small letter, then small letters, digits and _, at most 64 characters");
  return std::nullopt;
}

std::optional<bool> DefinitionReader::yes_no(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_bool()) return value->get_bool();
  problem(path, std::string(what) + " is true or false");
  return std::nullopt;
}

std::optional<feel::Expression> DefinitionReader::expression(const json::Value* value, const std::string& path) {
  std::string source;
  if (is_text(value)) {
    source = std::string(value->get_string());
  } else if (value && value->is_bool()) {
    source = value->get_bool() ? "true" : "false";
  } else if (std::int64_t number = 0; value && json::as_integer(*value, number)) {
    source = std::to_string(number);
  } else {
    problem(path, !value || value->is_null() ? "the expression is missing; write FEEL, and null as 'null' in quotes" : "an expression is a text; " + std::string(kQuote));
    return std::nullopt;
  }
  auto parsed = feel::Expression::parse(source, place(path));
  if (parsed) return *std::move(parsed);
  // Only what the parser adds to our own place (the position inside the text) is worth repeating.
  std::string_view at = parsed.error().where;
  const auto here = place(path);
  if (at.starts_with(here)) at.remove_prefix(here.size());
  while (!at.empty() && (at.front() == ':' || at.front() == ' ')) at.remove_prefix(1);
  problem(path, "the expression '" + source.substr(0, 200) + "' cannot be read: " + (at.empty() ? std::string{} : std::string(at) + ": ") + parsed.error().message);
  return std::nullopt;
}

std::optional<calendar::Duration> DefinitionReader::duration(const json::Value* value, const std::string& path, bool zero_allowed) {
  if (!is_text(value)) {
    problem(path, "a duration is a number with its unit, for example 5wd (working days), 15d (calendar days), 4h or 90m");
    return std::nullopt;
  }
  const auto parsed = calendar::parse_duration(std::string_view(value->get_string()));
  if (!parsed) {
    problem(path, parsed.error().message);
    return std::nullopt;
  }
  if (parsed->count == 0 && !zero_allowed) {
    problem(path, "a duration of nothing makes no sense here; write at least one " + std::string(calendar::unit_suffix(parsed->unit)));
    return std::nullopt;
  }
  return *parsed;
}

json::Value DefinitionReader::bilingual(const json::Value* value, const std::string& path) {
  if (!value || !value->is_object()) {
    problem(path, "the title stands in both languages; write {zh: …, en: …}");
    return nullptr;
  }
  known_keys(value->get_object(), path, kTitleKeys, "a title");
  const auto zh = text(value->get_object().if_contains("zh"), sub(path, "zh"), "the Chinese title (zh)");
  const auto en = text(value->get_object().if_contains("en"), sub(path, "en"), "the English title (en)");
  return json::bilingual(zh.value_or(""), en.value_or(""));
}

// ---- first pass

void DefinitionReader::head(const json::Object& root) {
  known_keys(root, "", kTopKeys, "a workflow file");
  if (auto found = name(root.if_contains("workflow"), "workflow", "the workflow's name (`workflow`)")) definition_->name_ = *std::move(found);
  const auto* version = root.if_contains("version");
  if (version && is_text(version) && is_semver(std::string_view(version->get_string()))) definition_->version_ = std::string(version->get_string());
  else problem("version", "the version has three numbers; write for example `version: 1.0.0`");
  definition_->title_ = bilingual(root.if_contains("title"), "title");
  if (const auto* packs = root.if_contains("packs")) {
    if (auto found = text(packs, "packs", "the name of a pack set (`packs`)")) definition_->pack_set_ = *std::move(found);
  }
  if (const auto* commit = root.if_contains("commit")) {
    const auto word = commit->is_string() ? std::string_view(commit->get_string()) : std::string_view{};
    if (word != "turn" && word != "step") problem("commit", "`commit` is turn (one commit when the case waits or ends) or step (one a step)");
    definition_->commit_each_step_ = word == "step";
  }
  if (!root.if_contains("steps")) problem("", "the workflow has no `steps`; list at least one");
}

bool DefinitionReader::name_fits(const std::string& name, const std::string& path, std::string_view what) {
  if (!is_name(name)) {
    problem(path, "'" + name + "' is no name of a " + std::string(what) + "; write a small letter, then small letters, digits and _, at most 64 characters");
  } else if (contains(kFeelWords, name)) {
    problem(path, "'" + name + "' is a word of the expression language or of the workflow file and no name of a " + std::string(what) + "; choose another");
  } else if (contains(kFactRoots, name)) {
    problem(path, "the " + std::string(what) + " '" + name + "' is named like the fact '" + name + "' and would hide it; choose another name");
  } else if (const auto earlier = declared_at_.find(name); earlier != declared_at_.end()) {
    problem(path, "the name '" + name + "' is taken at " + place(earlier->second) + "; steps and paths need names of their own");
    return false;
  } else {
    declared_at_.emplace(name, path);
    return true;
  }
  declared_at_.emplace(name, path);  // so that a `go` to it is not told as unknown too
  return true;
}

std::vector<StepIndex> DefinitionReader::declare_list(const json::Value& value, const std::string& path, StepIndex inside, std::int32_t branch) {
  std::vector<StepIndex> out;
  const auto* items = list(&value, path, "a sequence of steps");
  if (!items) {
    arrows_known_ = false;
    return out;
  }
  if (items->empty()) {
    arrows_known_ = false;
    problem(path, "the sequence has no step; list at least one");
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto& item = (*items)[i];
    auto item_path = sub(path, i);
    if (!item.is_object() || item.get_object().size() != 1) {
      arrows_known_ = false;
      std::string hint;
      if (item.is_object() && item.get_object().size() > 1) hint = "; indent what belongs to the first name, or begin each step with `- `";
      problem(item_path, "a step is one name with its body; write `- name: {stage: …}`" + hint);
      continue;
    }
    const auto& member = *item.get_object().begin();
    auto body_path = sub(item_path, key_text(member));
    if (const auto index = declare(key_text(member), member.value(), std::move(item_path), std::move(body_path), inside, branch); index != kEnd) out.push_back(index);
  }
  return out;
}

StepIndex DefinitionReader::declare(const std::string& name, const json::Value& value, std::string path, std::string body_path, StepIndex inside, std::int32_t branch) {
  auto& steps = definition_->steps_;
  if (steps.size() >= kStepsMax) {
    if (!too_many_steps_) problem(path, "the workflow has more than " + std::to_string(kStepsMax) + " steps; split it into several workflows");
    too_many_steps_ = true;
    return kEnd;
  }
  if (!name_fits(name, path, "step")) arrows_known_ = false;
  else names_[name] = static_cast<StepIndex>(steps.size());
  const auto index = static_cast<StepIndex>(steps.size());
  Step step;
  step.name = name;
  step.path = std::move(path);
  step.inside = inside;
  step.branch = branch;
  steps.push_back(std::move(step));
  const auto* body = value.if_object();
  bodies_.push_back({body, body_path});
  if (!body) {
    arrows_known_ = false;
    problem(body_path, "the body of step '" + name + "' is a map with one of: " + list_words(kKindKeys));
    return index;
  }
  if (const auto* branches = body->if_contains("parallel")) declare_branches(index, *branches, sub(body_path, "parallel"));
  return index;
}

void DefinitionReader::declare_branches(StepIndex index, const json::Value& value, const std::string& path) {
  const auto* branches = map(&value, path, "`parallel` (branch: {step} or branch: [steps])");
  if (!branches) {
    arrows_known_ = false;
    return;
  }
  if (branches->size() < 2) problem(path, "a parallel step has at least two branches; a single one is written as a plain step");
  if (branches->size() > kBranchesMax) problem(path, "a parallel step has at most " + std::to_string(kBranchesMax) + " branches; put some of them behind each other");
  std::int32_t number = 0;
  for (const auto& member : *branches) {
    const auto branch_name = key_text(member);
    auto branch_path = sub(path, branch_name);
    std::vector<StepIndex> sequence;
    if (member.value().is_array()) {
      if (!is_name(branch_name)) problem(branch_path, "'" + branch_name + "' is no name of a branch; write a small letter, then small letters, digits and _, at most 64 characters");
      sequence = declare_list(member.value(), branch_path, index, number);
    } else if (const auto step = declare(branch_name, member.value(), branch_path, branch_path, index, number); step != kEnd) {
      sequence.push_back(step);
    }
    link(sequence);
    definition_->steps_[static_cast<std::size_t>(index)].branches.push_back({branch_name, sequence.empty() ? kEnd : sequence.front()});
    ++number;
  }
}

void DefinitionReader::link(const std::vector<StepIndex>& sequence) {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    auto& step = definition_->steps_[static_cast<std::size_t>(sequence[i])];
    if (i + 1 < sequence.size()) {
      step.next = sequence[i + 1];
    } else if (step.inside != kEnd) {
      step.next = step.inside;
      step.joins = true;
    }
  }
}

// ---- second pass

std::vector<std::string_view> DefinitionReader::target_names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, index] : names_) out.push_back(name);
  out.push_back("end");
  return out;
}

StepIndex DefinitionReader::go(const json::Value* value, const std::string& path, StepIndex from) {
  const auto found = text(value, path, "the target (`go`: a step, a path or end)");
  if (!found) {
    arrows_known_ = false;
    return kEnd;
  }
  if (*found == "end") return kEnd;
  const auto target = names_.find(*found);
  if (target == names_.end()) {
    arrows_known_ = false;
    if (!declared_at_.contains(*found)) {
      const auto names = target_names();
      problem(path, "there is no step or path '" + *found + "'" + (nearest(*found, names).empty() ? "; write the name of a step, of a path, or end" : did_you_mean(*found, names)));
    }
    return kEnd;
  }
  if (target->second == kEnd) return kEnd;  // an empty path; told already
  const auto& here = definition_->step(from);
  const auto& there = definition_->step(target->second);
  if (here.inside == there.inside && here.branch == there.branch) return target->second;
  arrows_known_ = false;
  if (here.inside != kEnd) {
    const auto& block = definition_->step(here.inside);
    problem(path, "'" + *found + "' stands outside the branch '" + block.branches[static_cast<std::size_t>(here.branch)].name + "' of the parallel step '" + block.name +
                      "'; a branch ends at its join: go to end there and choose the way after '" + block.name + "'");
  } else {
    const auto& block = definition_->step(there.inside);
    problem(path, "'" + *found + "' stands inside a branch of the parallel step '" + block.name + "'; go to '" + block.name + "', which starts all its branches");
  }
  return kEnd;
}

std::optional<StepKind> DefinitionReader::read_kind(const Body& body) {
  std::vector<std::string_view> kinds;
  for (const auto key : kKindKeys)
    if (key != "set" && body.value->contains(key)) kinds.push_back(key);
  if (kinds.empty() && body.value->contains("set")) kinds.push_back("set");
  if (kinds.size() == 1) return static_cast<StepKind>(std::find(kKindKeys.begin(), kKindKeys.end(), kinds[0]) - kKindKeys.begin());
  arrows_known_ = false;
  const bool keys_fit = known_keys(*body.value, body.path, kAllStepKeys, "a step");
  if (kinds.size() > 1) problem(body.path, "a step does one thing, and this one has " + list_words(kinds) + "; make a step of each");
  else if (keys_fit) problem(body.path, "the step does not say what it does; give it one of: " + list_words(kKindKeys));
  return std::nullopt;
}

void DefinitionReader::read_step(StepIndex index) {
  const auto& body = bodies_[static_cast<std::size_t>(index)];
  if (!body.value) return;
  auto& step = definition_->steps_[static_cast<std::size_t>(index)];
  const auto kind = read_kind(body);
  if (!kind) return;
  step.kind = *kind;
  const auto kind_at = static_cast<std::size_t>(*kind);
  const auto kind_word = kKindKeys[kind_at];
  for (const auto& member : *body.value) {
    const auto key = key_text(member);
    if (contains(kStepKeys[kind_at], key)) continue;
    if (contains(kAllStepKeys, key)) {
      const bool own_way = key == "go";
      problem(sub(body.path, key), "`" + key + "` does not belong to a " + std::string(kind_word) + " step; " +
                                       (own_way ? "each of its branches has its own `go`" : "the keys here are: " + list_words(kStepKeys[kind_at])));
    } else {
      json::Object one;
      one.emplace(member.key(), member.value());
      known_keys(one, body.path, kStepKeys[kind_at], "a " + std::string(kind_word) + " step");
    }
  }
  const auto at_kind = sub(body.path, kind_word);
  const auto& what = body.value->at(kind_word);
  switch (*kind) {
    case StepKind::stage: read_stage(step, body, index); break;
    case StepKind::decide: read_decide(step, body); break;
    case StepKind::human: step.human = read_human(what, at_kind); break;
    case StepKind::choose: read_choose(step, what, at_kind, index); break;
    case StepKind::parallel: break;
    case StepKind::first_of: read_first_of(step, what, at_kind, index); break;
    case StepKind::message:
      step.message = name(&what, at_kind, "the name of a message").value_or("");
      if (const auto* key = body.value->if_contains("key")) step.key = expression(key, sub(body.path, "key"));
      break;
    case StepKind::wait: step.wait = duration(&what, at_kind); break;
    case StepKind::set: break;
  }
  if (const auto* set = body.value->if_contains("set")) read_set(step, *set, sub(body.path, "set"));
  if (const auto* meets = body.value->if_contains("meets")) {
    if (const auto* kinds = list(meets, sub(body.path, "meets"), "`meets` (clock kinds)"))
      for (std::size_t i = 0; i < kinds->size(); ++i)
        if (auto clock = name(&(*kinds)[i], sub(sub(body.path, "meets"), i), "the kind of a clock")) step.meets.push_back(*std::move(clock));
  }
  if (*kind == StepKind::choose || *kind == StepKind::first_of) {
    step.next = kEnd;
    step.joins = false;
  } else if (const auto* target = body.value->if_contains("go")) {
    const auto chosen = go(target, sub(body.path, "go"), index);
    step.joins = chosen == kEnd && step.inside != kEnd;
    step.next = step.joins ? step.inside : chosen;
  }
}

void DefinitionReader::read_stage(Step& step, const Body& body, StepIndex index) {
  const auto path = sub(body.path, "stage");
  if (auto id = text(&body.value->at("stage"), path, "the id of a stage")) {
    const auto at = id->find('@');
    const auto major = at == std::string::npos ? std::string_view{} : std::string_view(*id).substr(at + 1);
    bool fits = is_stage_id(std::string_view(*id).substr(0, at));
    if (at != std::string::npos) {
      const auto [end, error] = std::from_chars(major.data(), major.data() + major.size(), step.stage_major);
      fits = fits && error == std::errc{} && end == major.data() + major.size() && step.stage_major >= 1 && step.stage_major <= 999;
    }
    if (!fits) problem(path, "'" + *id + "' is no stage; write its id and, if wanted, the major version, for example amends.intake or amends.intake@1");
    step.stage = id->substr(0, at);
  }
  if (const auto* config = body.value->if_contains("config")) {
    if (map(config, sub(body.path, "config"), "`config`")) step.config = *config;
  } else {
    step.config = json::Object{};
  }
  if (const auto* optional = body.value->if_contains("optional")) step.optional = yes_no(optional, sub(body.path, "optional"), "`optional`").value_or(false);
  if (const auto* retry = body.value->if_contains("retry")) read_retry(step, *retry, sub(body.path, "retry"));
  if (const auto* routes = body.value->if_contains("on_error")) read_on_error(step, *routes, sub(body.path, "on_error"), index);
}

void DefinitionReader::read_retry(Step& step, const json::Value& value, const std::string& path) {
  const auto* object = map(&value, path, "`retry` ({max, backoff})");
  if (!object) return;
  known_keys(*object, path, kRetryKeys, "`retry`");
  std::int64_t most = 0;
  const auto* max = object->if_contains("max");
  if (!max || !json::as_integer(*max, most) || most < 1 || most > kAttemptsMax)
    problem(sub(path, "max"), "`max` is the number of attempts in all, the first included: 1 to " + std::to_string(kAttemptsMax));
  else
    step.retry.attempts_max = static_cast<std::int32_t>(most);
  step.retry.backoff = {1, calendar::Unit::seconds};
  if (const auto* backoff = object->if_contains("backoff"))
    if (const auto read = duration(backoff, sub(path, "backoff"), true)) step.retry.backoff = *read;
}

void DefinitionReader::read_on_error(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  if (value.is_string()) {
    step.on_error.push_back({"default", go(&value, path, index)});
    return;
  }
  const auto* routes = map(&value, path, "`on_error` (a step, or {code: step, default: step})");
  if (!routes) return;
  std::vector<std::string_view> codes{"default"};
  for (const auto code : kStageCodes) codes.push_back(code_name(code).substr(6));  // after "error."
  for (const auto& member : *routes) {
    const auto code = key_text(member);
    if (!contains(codes, code)) {
      problem(sub(path, code), "'" + code + "' is no error of a stage" + did_you_mean(code, codes) + " The codes are: " + list_words(codes));
      continue;
    }
    step.on_error.push_back({code, go(&member.value(), sub(path, code), index)});
  }
}

void DefinitionReader::read_decide(Step& step, const Body& body) {
  step.table = text(&body.value->at("decide"), sub(body.path, "decide"), "the name of a decision table").value_or("");
  const auto* with = body.value->if_contains("with");
  if (!with) return;
  const auto path = sub(body.path, "with");
  const auto* inputs = map(with, path, "`with` (name: expression)");
  if (!inputs) return;
  for (const auto& member : *inputs) {
    const auto variable = key_text(member);
    const auto at = sub(path, variable);
    if (!is_name(variable) || contains(kFeelWords, variable)) {
      problem(at, "'" + variable + "' is no name of a variable; write a small letter, then small letters, digits and _ (" + std::string(kQuote) + ")");
      continue;
    }
    if (contains(kFactRoots, variable)) {
      problem(at, "the variable '" + variable + "' is named like the fact '" + variable + "' and would hide it; choose another name");
      continue;
    }
    if (auto read = expression(&member.value(), at)) step.with.emplace(variable, *std::move(read));
  }
}

HumanWork DefinitionReader::read_human(const json::Value& value, const std::string& path) {
  HumanWork work;
  const auto* object = map(&value, path, "`human` ({role, form, …})");
  if (!object) return work;
  known_keys(*object, path, kHumanKeys, "a human step");
  work.role = text(object->if_contains("role"), sub(path, "role"), "the role that does the work (`role`)").value_or("");
  work.form = text(object->if_contains("form"), sub(path, "form"), "the form to fill in (`form`)").value_or("");
  if (const auto* title = object->if_contains("title")) work.title = bilingual(title, sub(path, "title"));
  if (const auto* due = object->if_contains("due")) work.due = duration(due, sub(path, "due"));
  if (const auto* other = object->if_contains("four_eyes_with")) work.four_eyes_with = text(other, sub(path, "four_eyes_with"), "the step whose answerer may not answer this one").value_or("");
  const auto* escalate = object->if_contains("escalate");
  if (!escalate) return work;
  const auto rungs_path = sub(path, "escalate");
  const auto* rungs = list(escalate, rungs_path, "`escalate` ({after, to} entries)");
  if (!rungs) return work;
  if (rungs->size() > kEscalationsMax) problem(rungs_path, "a task has at most " + std::to_string(kEscalationsMax) + " rungs of escalation; leave some out");
  std::optional<calendar::Duration> sum;
  for (std::size_t i = 0; i < rungs->size(); ++i) {
    const auto at = sub(rungs_path, i);
    const auto* rung = map(&(*rungs)[i], at, "a rung of `escalate` ({after, to})");
    if (!rung) continue;
    known_keys(*rung, at, kRungKeys, "a rung of `escalate`");
    const auto after = duration(rung->if_contains("after"), sub(at, "after"));
    auto to = text(rung->if_contains("to"), sub(at, "to"), "the role or person that is told (`to`)");
    if (!after || !to) continue;
    if (sum) {
      const auto next = add(*sum, *after);
      if (!next) {
        problem(sub(at, "after"), "the time of this rung is counted on top of the rungs before it, and " + calendar::format_duration(*sum) + " and " + calendar::format_duration(*after) +
                                      " cannot be added up; write all rungs of a task in one unit (s, m and h go together), and fewer or shorter ones");
        continue;
      }
      sum = next;
    } else {
      sum = after;
    }
    work.escalate.push_back({*after, *std::move(to)});
  }
  return work;
}

void DefinitionReader::read_choose(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* branches = list(&value, path, "`choose` ({when, go} entries)");
  if (!branches) {
    arrows_known_ = false;
    return;
  }
  if (branches->size() > kBranchesMax) problem(path, "`choose` has at most " + std::to_string(kBranchesMax) + " branches; use a decision table");
  bool any_when = false;
  for (std::size_t i = 0; i < branches->size(); ++i) {
    const auto at = sub(path, i);
    const auto* branch = map(&(*branches)[i], at, "a branch of `choose` ({when, go} or {else: target})");
    if (!branch) {
      arrows_known_ = false;
      continue;
    }
    known_keys(*branch, at, kChooseKeys, "a branch of `choose`");
    ChooseBranch read;
    if (const auto* other = branch->if_contains("else")) {
      if (branch->contains("when") || branch->contains("go")) problem(sub(at, "else"), "`else` names its target itself and has neither `when` nor `go`; write {else: target}");
      if (i + 1 != branches->size()) problem(sub(at, "else"), "`else` is the last branch, because those behind it can never be taken; move it to the end");
      read.go = go(other, sub(at, "else"), index);
    } else {
      any_when = true;
      read.when = expression(branch->if_contains("when"), sub(at, "when"));
      read.go = go(branch->if_contains("go"), sub(at, "go"), index);
    }
    step.choose.push_back(std::move(read));
  }
  if (!any_when) problem(path, "`choose` has no branch with `when`; write at least one, or use `go`");
}

void DefinitionReader::read_first_of(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* alternatives = map(&value, path, "`first_of` (name: {message | after | human, go})");
  if (!alternatives) {
    arrows_known_ = false;
    return;
  }
  if (alternatives->size() < 2) problem(path, "`first_of` has at least two alternatives; a single one is written as a message, wait or human step");
  if (alternatives->size() > kBranchesMax) problem(path, "`first_of` has at most " + std::to_string(kBranchesMax) + " alternatives; leave some out");
  for (const auto& member : *alternatives) {
    const auto at = sub(path, key_text(member));
    const auto* object = map(&member.value(), at, "an alternative of `first_of` ({message | after | human, go})");
    if (!object) {
      arrows_known_ = false;
      continue;
    }
    Alternative read;
    read.name = key_text(member);
    if (!is_name(read.name)) problem(at, "'" + read.name + "' is no name of an alternative; write a small letter, then small letters, digits and _, at most 64 characters");
    known_keys(*object, at, kAlternativeKeys, "an alternative of `first_of`");
    const auto kinds = static_cast<int>(object->contains("message")) + static_cast<int>(object->contains("after")) + static_cast<int>(object->contains("human"));
    if (kinds != 1) problem(at, "an alternative waits for exactly one of message, after and human; this one has " + std::to_string(kinds));
    if (const auto* message = object->if_contains("message")) read.message = name(message, sub(at, "message"), "the name of a message").value_or("");
    if (const auto* key = object->if_contains("key")) {
      if (!object->contains("message")) problem(sub(at, "key"), "`key` belongs to a message; remove it here");
      read.key = expression(key, sub(at, "key"));
    }
    if (const auto* after = object->if_contains("after")) read.after = duration(after, sub(at, "after"));
    if (const auto* human = object->if_contains("human")) read.human = read_human(*human, sub(at, "human"));
    read.go = go(object->if_contains("go"), sub(at, "go"), index);
    step.alternatives.push_back(std::move(read));
  }
}

void DefinitionReader::read_set(Step& step, const json::Value& value, const std::string& path) {
  const auto* facts = map(&value, path, "`set` (fact path: expression)");
  if (!facts) return;
  if (facts->empty()) problem(path, "`set` sets nothing; name a fact and its expression");
  for (const auto& member : *facts) {
    const auto fact = key_text(member);
    const auto at = sub(path, fact);
    const auto root = std::string_view(fact).substr(0, fact.find('.'));
    if (!is_fact_path(fact)) {
      problem(at, "'" + fact + "' is no fact path; write for example money.offered.minor (" + std::string(kQuote) + ")");
    } else if (root == "analysis" || root == "ext" || root == "clocks") {
      problem(at, "'" + fact + "' belongs to " + (root == "clocks" ? std::string("the clocks; use `meets` or a clock rule") : std::string("a stage; set a fact instead")));
    } else if (!contains(kFactRoots, root)) {
      problem(at, "'" + fact + "' is no fact of a case" + did_you_mean(root, kFactRoots) + " The first part is one of: " + list_words(kFactRoots));
    } else if (auto read = expression(&member.value(), at)) {
      step.set.emplace(fact, *std::move(read));
    }
  }
}

void DefinitionReader::read_clocks(const json::Value& value) {
  const auto* clocks = map(&value, "clocks", "`clocks` (name: {rule | kind, from, …})");
  if (!clocks) return;
  for (const auto& member : *clocks) {
    const auto path = sub("clocks", key_text(member));
    ClockUse use;
    use.name = key_text(member);
    if (!is_name(use.name)) problem(path, "'" + use.name + "' is no name of a clock; write a small letter, then small letters, digits and _, at most 64 characters");
    const auto* object = map(&member.value(), path, "a clock ({rule | kind, from, warn, on_breach, to})");
    if (!object) continue;
    known_keys(*object, path, kClockKeys, "a clock");
    const auto* rule = object->if_contains("rule");
    const auto* kind = object->if_contains("kind");
    if ((rule != nullptr) == (kind != nullptr)) problem(path, "a clock names exactly one of `rule` (an id of the clock pack) and `kind` (the running clock of that kind)");
    if (rule) use.rule = text(rule, sub(path, "rule"), "the id of a clock rule (`rule`)").value_or("");
    if (kind) use.kind = name(kind, sub(path, "kind"), "the kind of a clock (`kind`)").value_or("");
    if (const auto* from = object->if_contains("from")) {
      use.from = text(from, sub(path, "from"), "the fact path of the start (`from`)").value_or("");
      const auto root = std::string_view(use.from).substr(0, use.from.find('.'));
      if (!use.from.empty() && !is_fact_path(use.from)) problem(sub(path, "from"), "'" + use.from + "' is no fact path; write for example channel.received_at");
      else if (!use.from.empty() && !contains(kFactRoots, root)) problem(sub(path, "from"), "'" + use.from + "' is no fact of a case" + did_you_mean(root, kFactRoots) + " The first part is one of: " + list_words(kFactRoots));
    } else if (rule) {
      problem(path, "a clock that starts by a rule says from when; write for example `from: channel.received_at`");
    }
    if (const auto* warn = object->if_contains("warn")) {
      if (const auto* rungs = list(warn, sub(path, "warn"), "`warn` (durations before the due time)"))
        for (std::size_t i = 0; i < rungs->size(); ++i)
          if (const auto before = duration(&(*rungs)[i], sub(sub(path, "warn"), i))) use.warn.push_back(*before);
      std::stable_sort(use.warn.begin(), use.warn.end(), [](calendar::Duration left, calendar::Duration right) { return rough_seconds(left) > rough_seconds(right); });
    }
    const auto* on_breach = object->if_contains("on_breach");
    const auto* to = object->if_contains("to");
    if (on_breach) {
      use.on_breach = on_breach->is_string() ? std::string(on_breach->get_string()) : std::string{};
      if (use.on_breach != "escalate") problem(sub(path, "on_breach"), "`on_breach` is escalate (a task for the role in `to`), or is left out");
      if (!to) problem(path, "a clock that escalates says to whom; write `to: supervisor`");
    }
    if (to) {
      use.to = text(to, sub(path, "to"), "the role that is told (`to`)").value_or("");
      if (!on_breach) problem(sub(path, "to"), "`to` belongs to `on_breach: escalate`; add that or remove `to`");
    }
    definition_->clocks_.push_back(std::move(use));
  }
}

// ---- checks over the whole

void DefinitionReader::check_four_eyes() {
  const auto& steps = definition_->steps_;
  const auto opens_task = [](const Step& step) {
    return step.kind == StepKind::human ||
           std::any_of(step.alternatives.begin(), step.alternatives.end(), [](const Alternative& alternative) { return alternative.human.has_value(); });
  };
  std::vector<std::string_view> people;
  for (const auto& step : steps)
    if (opens_task(step)) people.push_back(step.name);
  const auto check = [&](const HumanWork& work, const Step& step, const std::string& path) {
    if (work.four_eyes_with.empty()) return;
    if (work.four_eyes_with == step.name) {
      problem(path, "`four_eyes_with` names the step itself; name the other step");
    } else if (!contains(people, work.four_eyes_with)) {
      problem(path, "there is no human step '" + work.four_eyes_with + "'" + (nearest(work.four_eyes_with, people).empty() ? "; name a step that a person answers" : did_you_mean(work.four_eyes_with, people)));
    }
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    check(steps[i].human, steps[i], bodies_[i].path + ".human.four_eyes_with");
    for (const auto& alternative : steps[i].alternatives)
      if (alternative.human) check(*alternative.human, steps[i], bodies_[i].path + ".first_of." + alternative.name + ".human.four_eyes_with");
  }
}

void DefinitionReader::check_graph() {
  const auto& steps = definition_->steps_;
  for (const auto index : unreachable_steps(steps, definition_->first_)) {
    const auto& step = definition_->step(index);
    const auto path = std::find_if(paths_.begin(), paths_.end(), [&](const auto& entry) { return entry.second == index; });
    if (path != paths_.end()) problem("paths." + path->first, "nothing goes to the path '" + path->first + "'; add a `go` to it or remove it");
    else problem(step.path, "no way leads to the step '" + step.name + "'; add a `go` to it or remove it");
  }
  for (const auto& cycle : endless_cycles(steps)) {
    std::vector<std::string_view> names;
    for (const auto index : cycle) names.push_back(definition_->step(index).name);
    problem(definition_->step(cycle.front()).path, "the step" + std::string(names.size() > 1 ? "s " : " ") + list_words(names, 10) + " go" + (names.size() > 1 ? "" : "es") +
                                                       " round for ever: nothing there waits for a person, a message or a time, and no way leads out; add one of these or a `choose` with a way out");
  }
}

}  // namespace amends::flow
