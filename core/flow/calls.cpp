#include "flow/calls.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "feel/lexer.hpp"
#include "flow/definition.hpp"
#include "flow/field_reader.hpp"
#include "flow/names.hpp"
#include "flow/nearest.hpp"
#include "flow/reader.hpp"

namespace amends::flow {
namespace {

constexpr std::string_view kCall = "call";
/// Steps that never fall through to the next one.
constexpr std::array<std::string_view, 3> kNeverFall{"choose", "first_of", "terminate"};

using OnBody = std::function<Result<void>(const std::string& name, json::Object& body, const std::string& path)>;

Result<void> each_body(json::Value& sequence, const std::string& path, const OnBody& visit);

/// Steps inside a body: branches, blocks, items, what undoes it.
Result<void> each_inside(json::Object& body, const std::string& path, const OnBody& visit) {
  for (const auto* key : {"block", "undo"})
    if (auto* sequence = body.if_contains(key)) AMENDS_CHECK(each_body(*sequence, sub(path, key), visit));
  if (auto* each = body.if_contains("each"); each && each->is_object())
    if (auto* sequence = each->get_object().if_contains("do")) AMENDS_CHECK(each_body(*sequence, sub(sub(path, "each"), "do"), visit));
  for (const auto* key : {"parallel", "inclusive"}) {
    auto* branches = body.if_contains(key);
    if (!branches || !branches->is_object()) continue;
    for (auto& branch : branches->get_object()) {
      auto at = sub(sub(path, key), key_text(branch));
      auto* inside = &branch.value();
      if (std::string_view(key) == "inclusive" && inside->is_object()) {
        const auto* word = inside->get_object().contains("else") ? "else" : "do";
        at = sub(at, word);
        inside = inside->get_object().if_contains(word);
        if (!inside) continue;
      }
      if (inside->is_array()) AMENDS_CHECK(each_body(*inside, at, visit));
      else if (inside->is_object() && branch.key() != "join") AMENDS_CHECK(visit(key_text(branch), inside->get_object(), at));
    }
  }
  return {};
}

/// Every step of a sequence; `visit` goes inside by each_inside. What has not the form is passed over: the reader tells of it.
Result<void> each_body(json::Value& sequence, const std::string& path, const OnBody& visit) {
  auto* items = sequence.if_array();
  if (!items) return {};
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto* item = (*items)[i].if_object();
    if (!item || item->size() != 1 || !item->begin()->value().is_object()) continue;
    AMENDS_CHECK(visit(key_text(*item->begin()), item->begin()->value().get_object(), sub(sub(path, i), key_text(*item->begin()))));
  }
  return {};
}

Result<void> each_step(json::Value& document, const OnBody& visit) {
  auto* root = document.if_object();
  if (!root) return {};
  if (auto* steps = root->if_contains("steps")) AMENDS_CHECK(each_body(*steps, "steps", visit));
  if (auto* paths = root->if_contains("paths"); paths && paths->is_object())
    for (auto& path : paths->get_object()) AMENDS_CHECK(each_body(path.value(), sub("paths", key_text(path)), visit));
  return {};
}

/// The called workflow's names under the call's name.
class Renaming {
 public:
  Renaming(const yaml::Document& from, std::string call, yaml::Document& to) : from_(from), call_(std::move(call)), prefix_(call_ + "_"), to_(to) {
    auto value = from.value;
    const OnBody collect = [&](const std::string& name, json::Object& body, const std::string& path) -> Result<void> {
      names_.insert(name);
      // In an expression the short id of a stage is its result, whatever its step is called.
      if (const auto* stage = body.if_contains("stage"); stage && stage->is_string()) {
        const std::string_view id(stage->get_string());
        const auto short_id = id.substr(0, id.find('@'));
        results_.emplace(short_id.substr(short_id.rfind('.') + 1));
      }
      return each_inside(body, path, collect);
    };
    (void)each_step(value, collect);
    for (const auto& path : json::object_at(from.value, "paths")) names_.insert(key_text(path));
  }

  [[nodiscard]] bool knows(std::string_view name) const { return names_.contains(name); }
  /// In an expression or path the name means the answer or row of a step.
  [[nodiscard]] bool read(std::string_view name) const { return knows(name) && !results_.contains(name); }

  /// The sequence at `path` with all names renamed; it stands at `to` from now on.
  json::Array sequence(const json::Value& steps, const std::string& path, const std::string& to, std::size_t first = 0) {
    json::Array out;
    const auto& items = steps.get_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto& member = *items[i].get_object().begin();
      const auto name = prefix_ + key_text(member);
      const auto item_path = sub(path, i), item_to = sub(to, first + i);
      mark(item_path, item_to);
      out.push_back(json::Object{{name, body(member.value().get_object(), sub(item_path, key_text(member)), sub(item_to, name))}});
    }
    return out;
  }

  void mark(const std::string& path, const std::string& to) {
    if (const auto found = from_.marks.find(path); found != from_.marks.end()) to_.marks[to] = found->second;
    if (const auto found = from_.files.find(path); found != from_.files.end()) to_.files[to] = found->second;
  }

 private:
  json::Value text(const json::Value& value, const std::function<std::string(std::string_view)>& change) {
    return value.is_string() ? json::Value(change(std::string_view(value.get_string()))) : value;
  }
  json::Value target(const json::Value& value) {
    return text(value, [&](std::string_view name) { return knows(name) ? prefix_ + std::string(name) : std::string(name); });
  }
  json::Value feel(const json::Value& value) {
    return text(value, [&](std::string_view expression) { return with_prefix(expression, [&](std::string_view name) { return read(name); }, prefix_); });
  }
  /// "offer.total", "money.entitlement": only its first part can be a step.
  json::Value path_value(const json::Value& value) {
    return text(value, [&](std::string_view path) { return read(path.substr(0, path.find('.'))) ? prefix_ + std::string(path) : std::string(path); });
  }
  json::Value list_of(const json::Value& value, json::Value (Renaming::*change)(const json::Value&)) {
    if (!value.is_array()) return (this->*change)(value);
    json::Array out;
    for (const auto& one : value.get_array()) out.push_back((this->*change)(one));
    return out;
  }
  /// Members of a map that are changed; the others stay.
  json::Value members(const json::Value& value, const std::function<std::optional<json::Value>(std::string_view key, const json::Value&)>& change) {
    if (!value.is_object()) return value;
    json::Object out;
    for (const auto& member : value.get_object()) {
      auto changed = change(std::string_view(member.key()), member.value());
      out[member.key()] = changed ? *std::move(changed) : member.value();
    }
    return out;
  }
  json::Value all_feel(const json::Value& value) {
    return members(value, [&](std::string_view, const json::Value& one) { return std::optional(feel(one)); });
  }
  json::Value human(const json::Value& value) {
    return members(value, [&](std::string_view key, const json::Value& one) -> std::optional<json::Value> {
      if (key == "four_eyes_with") return target(one);
      if (key == "candidates") return list_of(one, &Renaming::candidate);
      if (key == "shows") return list_of(one, &Renaming::path_value);
      if (key == "amount") return one.is_object() ? members(one, [&](std::string_view, const json::Value& path) { return std::optional(path_value(path)); }) : path_value(one);
      if (key == "releases") return members(one, [&](std::string_view, const json::Value& path) { return std::optional(path_value(path)); });
      if (key == "requires_approval") return approval(one);
      return std::nullopt;
    });
  }
  json::Value candidate(const json::Value& value) {
    return members(value, [&](std::string_view key, const json::Value& one) { return key == "from" ? std::optional(feel(one)) : std::nullopt; });
  }
  json::Value approval(const json::Value& value) {
    if (!value.is_object()) return target(value);
    return members(value, [&](std::string_view key, const json::Value& one) { return key == "step" ? std::optional(target(one)) : std::nullopt; });
  }
  /// {go, else, when, key, human, …} of a way on, an alternative, an `on` event, `grows_by`.
  json::Value way(const json::Value& value) {
    return members(value, [&](std::string_view key, const json::Value& one) -> std::optional<json::Value> {
      if (key == "go" || key == "else") return target(one);
      if (key == "when" || key == "key") return feel(one);
      if (key == "human") return human(one);
      return std::nullopt;
    });
  }
  json::Value ways(const json::Value& value) {
    return members(value, [&](std::string_view, const json::Value& one) { return std::optional(way(one)); });
  }

  json::Value branches(const json::Value& value, const std::string& path, const std::string& to, bool inclusive) {
    json::Object out;
    for (const auto& member : value.get_object()) {
      const auto name = key_text(member);
      const auto* inside = &member.value();
      const auto* word = "";
      if (inclusive) {
        word = inside->get_object().contains("else") ? "else" : "do";
        inside = &inside->get_object().at(word);
      } else if (name == "join" && inside->is_object() && inside->get_object().contains("of")) {
        out[name] = *inside;
        continue;
      }
      const bool is_step = inside->is_object();
      const auto new_name = is_step ? prefix_ + name : name;
      const auto branch_path = sub(path, name), branch_to = sub(to, new_name);
      mark(branch_path, branch_to);
      const auto at = inclusive ? sub(branch_path, word) : branch_path, at_to = inclusive ? sub(branch_to, word) : branch_to;
      mark(at, at_to);
      json::Value changed = is_step ? json::Value(body(inside->get_object(), at, at_to)) : json::Value(sequence(*inside, at, at_to));
      if (!inclusive) {
        out[new_name] = std::move(changed);
        continue;
      }
      json::Object branch;
      if (const auto* when = member.value().get_object().if_contains("when")) branch["when"] = feel(*when);
      branch[word] = std::move(changed);
      out[new_name] = std::move(branch);
    }
    return out;
  }

  json::Object body(const json::Object& from, const std::string& path, const std::string& to) {
    json::Object out;
    mark(path, to);
    for (const auto& member : from) {
      const auto key = key_text(member);
      const auto& value = member.value();
      const auto at = sub(path, key), at_to = sub(to, key);
      marks_below(value, at, at_to);
      out[key] = changed(key, value, at, at_to);
    }
    return out;
  }

  json::Value changed(const std::string& key, const json::Value& value, const std::string& at, const std::string& to) {
    if (key == "go" || key == "run" || key == "cancel") return list_of(value, &Renaming::target);
    if (key == "terminate" || key == "compensate") return value.is_string() && value.get_string() == "case" ? json::Value(call_) : target(value);
    if (key == "on_error") return value.is_object() ? members(value, [&](std::string_view, const json::Value& one) { return std::optional(target(one)); }) : target(value);
    if (key == "requires_approval") return approval(value);
    if (key == "key") return feel(value);
    if (key == "with" || key == "set") return all_feel(value);
    if (key == "send")
      return members(value, [&](std::string_view name, const json::Value& one) -> std::optional<json::Value> {
        if (name == "to") return feel(one);
        if (name == "body") return all_feel(one);
        return std::nullopt;
      });
    if (key == "human") return human(value);
    if (key == "on" || key == "first_of") return ways(value);
    if (key == "choose") return list_of(value, &Renaming::way);
    if (key == "bound")
      return members(way(value), [&](std::string_view name, const json::Value& one) { return name == "name" ? std::optional(text(one, [&](std::string_view bound) { return prefix_ + std::string(bound); })) : std::nullopt; });
    if (key == "while") return members(way(value), [&](std::string_view name, const json::Value& one) { return name == "at" ? std::optional(list_of(one, &Renaming::target)) : std::nullopt; });
    if (key == "block" || key == "undo") return sequence(value, at, to);
    if (key == "parallel" || key == "inclusive") return branches(value, at, to, key == "inclusive");
    if (key == "each")
      return members(value, [&](std::string_view name, const json::Value& one) -> std::optional<json::Value> {
        if (name == "in" || name == "key") return feel(one);
        if (name == "grows_by") return way(one);
        if (name == "do") return json::Value(sequence(one, sub(at, "do"), sub(to, "do")));
        return std::nullopt;
      });
    return value;
  }

  /// Places of what keeps its form.
  void marks_below(const json::Value& value, const std::string& path, const std::string& to) {
    mark(path, to);
    if (const auto* object = value.if_object())
      for (const auto& member : *object) marks_below(member.value(), sub(path, key_text(member)), sub(to, key_text(member)));
    if (const auto* list = value.if_array())
      for (std::size_t i = 0; i < list->size(); ++i) marks_below((*list)[i], sub(path, i), sub(to, i));
  }

  const yaml::Document& from_;
  std::string call_, prefix_;
  yaml::Document& to_;
  std::set<std::string, std::less<>> names_, results_;
};

class Calls {
 public:
  explicit Calls(const Callee& callee) : callee_(callee) {}

  Result<yaml::Document> carry_out(yaml::Document document, std::vector<std::string> chain) {
    const auto workflow = std::string(json::text_at(document.value, "workflow"));
    chain.push_back(workflow);
    auto out = std::move(document);
    auto value = std::move(out.value);
    out.value = nullptr;
    json::Object added;  // top members of called files
    const OnBody visit = [&](const std::string& name, json::Object& body, const std::string& path) -> Result<void> {
      if (body.contains(kCall)) return carry_out_one(name, body, path, value, out, added, chain);
      return each_inside(body, path, visit);
    };
    AMENDS_CHECK(each_step(value, visit));
    auto* root = value.if_object();
    for (auto& member : added) {
      auto& members = (*root)[member.key()];
      if (!members.is_object()) members = json::Object{};
      for (auto& one : member.value().get_object()) members.get_object()[one.key()] = std::move(one.value());
    }
    out.value = std::move(value);
    return out;
  }

 private:
  Result<void> carry_out_one(const std::string& name, json::Object& body, const std::string& path, const json::Value& caller, yaml::Document& out, json::Object& added, const std::vector<std::string>& chain) {
    const auto place = out.place(sub(path, kCall));
    if (!body.at(kCall).is_string()) return fail(ErrorCode::schema, "`call` is the name of a workflow; write `call: follow_up`", place);
    const std::string workflow(std::string_view(body.at(kCall).get_string()));
    if (std::find(chain.begin(), chain.end(), workflow) != chain.end())
      return fail(ErrorCode::schema, "the workflow '" + workflow + "' would call itself in the end (" + joined(chain) + " call one another); let it go round by a `go` or `run` of its own", place);
    if (chain.size() >= kCallDepthMax)
      return fail(ErrorCode::schema, "workflows call one another at most " + std::to_string(kCallDepthMax) + " deep: " + joined(chain) + "; call fewer inside each other", place);
    auto found = callee_(workflow);
    if (!found) return found.error().code == ErrorCode::not_found ? fail(ErrorCode::not_found, found.error().message, place) : std::move(found).error();
    AMENDS_TRY(const auto called, carry_out(*std::move(found), chain));
    AMENDS_TRY(const auto checked, DefinitionReader(called, {}).read());  // what is wrong there is told there
    if (checked->name() != workflow) return fail(ErrorCode::schema, "the file of the workflow '" + workflow + "' calls itself '" + checked->name() + "'; let both have one name", place);
    const auto packs = json::text_at(caller, "packs");
    if (!checked->pack_set().empty() && checked->pack_set() != packs)
      return fail(ErrorCode::schema, "the workflow '" + workflow + "' is written for the packs '" + checked->pack_set() + "' and this one for '" + std::string(packs.empty() ? "(any)" : packs) + "'; write both for the same", place);
    return embed(name, body, path, called, *checked, caller, out, added);
  }

  Result<void> embed(const std::string& name, json::Object& body, const std::string& path, const yaml::Document& called, const Definition& definition, const json::Value& caller, yaml::Document& out, json::Object& added) {
    const auto place = out.place(sub(path, kCall));
    const auto block = sub(path, "block");
    Renaming renaming(called, name, out);
    out.files[block] = called.name;
    // Paths that are run stay paths; those that are gone to stand behind the steps.
    std::set<std::string, std::less<>> run;
    auto copy = called.value;
    const OnBody collect = [&](const std::string&, json::Object& inside, const std::string& at) -> Result<void> {
      if (const auto* one = inside.if_contains("run"); one && one->is_string()) run.emplace(std::string_view(one->get_string()));
      return each_inside(inside, at, collect);
    };
    (void)each_step(copy, collect);
    auto sequence = renaming.sequence(*json::find(called.value, "steps"), "steps", block);
    close(sequence);
    for (const auto& member : json::object_at(called.value, "paths")) {
      const auto path_name = key_text(member);
      const auto from = sub("paths", path_name);
      if (run.contains(path_name)) {
        const auto to = sub("paths", name + "_" + path_name);
        out.files[to] = called.name;
        top(added, "paths")[name + "_" + path_name] = renaming.sequence(member.value(), from, to);
        continue;
      }
      auto more = renaming.sequence(member.value(), from, block, sequence.size());
      close(more);
      first_of_[name + "_" + path_name] = std::string(more[0].get_object().begin()->key());
      for (auto& one : more) sequence.push_back(std::move(one));
    }
    // A `go` to a path that stands in the block now is one to its first step.
    for (auto& one : sequence) retarget(one);
    body.erase(kCall);
    body["block"] = std::move(sequence);
    for (const auto& [bound, most] : definition.bounds()) {
      top(added, "bounds")[name + "_" + bound] = most;
      renaming.mark(sub("bounds", bound), sub("bounds", name + "_" + bound));
      out.files[sub("bounds", name + "_" + bound)] = called.name;
    }
    for (const auto& clock : json::object_at(called.value, "clocks")) {
      const auto* mine = json::find(caller, sub("clocks", key_text(clock)));
      if (const auto* earlier = added.if_contains("clocks"); !mine && earlier) mine = earlier->get_object().if_contains(clock.key());
      if (mine && *mine != clock.value())
        return fail(ErrorCode::schema, "the clock '" + key_text(clock) + "' is another one in the called workflow '" + definition.name() + "'; write it the same in both, or give one another name", place);
      if (!mine) {
        top(added, "clocks")[clock.key()] = clock.value();
        renaming.mark(sub("clocks", key_text(clock)), sub("clocks", key_text(clock)));
        out.files[sub("clocks", key_text(clock))] = called.name;
      }
    }
    return {};
  }

  static json::Object& top(json::Object& added, std::string_view key) {
    auto& value = added[key];
    if (!value.is_object()) value = json::Object{};
    return value.get_object();
  }

  /// The last step of a sequence ends the block instead of going on to what stands behind it.
  static void close(json::Array& sequence) {
    auto& body = sequence.back().get_object().begin()->value().get_object();
    if (body.contains("go") || std::any_of(kNeverFall.begin(), kNeverFall.end(), [&](std::string_view key) { return body.contains(key); })) return;
    body["go"] = "end";
  }

  /// Every text under a key that names a target.
  void retarget(json::Value& value) {
    if (auto* list = value.if_array()) {
      for (auto& one : *list) retarget(one);
    } else if (auto* object = value.if_object()) {
      for (auto& member : *object) {
        const bool names = member.key() == "go" || member.key() == "else" || member.key() == "on_error";
        const auto change = [&](json::Value& one) {
          if (!one.is_string()) return;
          if (const auto found = first_of_.find(std::string_view(one.get_string())); found != first_of_.end()) one = found->second;
        };
        if (names && member.value().is_string()) change(member.value());
        else if (member.key() == "on_error" && member.value().is_object())
          for (auto& route : member.value().get_object()) change(route.value());
        else retarget(member.value());
      }
    }
  }

  static std::string joined(const std::vector<std::string>& chain) {
    std::string out;
    for (const auto& one : chain) out += (out.empty() ? "" : ", ") + one;
    return out;
  }

  const Callee& callee_;
  std::map<std::string, std::string, std::less<>> first_of_;  ///< first step of a path that stands in a block
};

}  // namespace

bool has_calls(const yaml::Document& document) {
  auto value = document.value;
  bool found = false;
  const OnBody visit = [&](const std::string&, json::Object& body, const std::string& path) -> Result<void> {
    found = found || body.contains(kCall);
    return each_inside(body, path, visit);
  };
  (void)each_step(value, visit);
  return found;
}

Result<yaml::Document> with_calls(yaml::Document document, const Callee& callee) { return Calls(callee).carry_out(std::move(document), {}); }

std::string with_prefix(std::string_view expression, const std::function<bool(std::string_view)>& names, std::string_view prefix) {
  const auto tokens = feel::tokenize(expression, {});
  if (!tokens) return std::string(expression);
  constexpr std::array<std::string_view, 9> kBetween{"and", "or", "in", "between", "then", "else", "return", "satisfies", "instance"};  // words that may follow a value
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const auto& token = (*tokens)[i];
    if (token.kind != feel::TokenKind::word || !names(token.text)) continue;
    const auto symbol = [&](std::size_t at, std::string_view text) { return at < tokens->size() && (*tokens)[at].kind == feel::TokenKind::symbol && (*tokens)[at].text == text; };
    const bool member = i > 0 && symbol(i - 1, ".");
    const bool key = i > 0 && (symbol(i - 1, "{") || symbol(i - 1, ",")) && symbol(i + 1, ":");
    const bool function = symbol(i + 1, "(");
    const auto& next = (*tokens)[std::min(i + 1, tokens->size() - 1)];
    const bool part_of_a_name = next.kind == feel::TokenKind::word && !contains(kBetween, next.text);
    if (member || key || function || part_of_a_name) continue;
    out += expression.substr(done, token.at - done);
    out += prefix;
    done = token.at;
  }
  return out + std::string(expression.substr(done));
}

}  // namespace amends::flow
