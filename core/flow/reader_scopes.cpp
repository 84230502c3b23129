// The second pass, continued: steps in which other steps stand, and when they are left.
#include <algorithm>

#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 2> kJoinKeys{"of", "cancel"};
constexpr std::array<std::string_view, 3> kInclusiveKeys{"when", "do", "else"};
constexpr std::array<std::string_view, 7> kEachKeys{"in", "as", "key", "order", "join", "grows_by", "do"};
constexpr std::array<std::string_view, 2> kGrowsKeys{"message", "key"};

}  // namespace

void DefinitionReader::read_join(Step& step, const json::Value& value, const std::string& path, bool items) {
  const auto* object = map(&value, path, "`join` ({of, cancel})");
  if (!object) return;
  known_keys(*object, path, kJoinKeys, "`join`");
  const std::int64_t most = items ? kItemsMax : static_cast<std::int64_t>(step.branches.size());
  std::int64_t of = 0;
  const auto* number = object->if_contains("of");
  if (!number || !json::as_integer(*number, of) || of < 1 || of > most)
    problem(sub(path, "of"), "`of` is how many " + std::string(items ? "items" : "branches") + " suffice: 1 to " + std::to_string(most));
  else
    step.join.of = static_cast<std::int32_t>(of);
  if (const auto* cancel = object->if_contains("cancel")) step.join.cancel = yes_no(cancel, sub(path, "cancel"), "`cancel` (the others are taken back)").value_or(false);
}

void DefinitionReader::read_inclusive(Step& step, const json::Value& value, const std::string& path) {
  const auto* branches = value.if_object();
  if (!branches) return;  // told in the first pass
  std::size_t number = 0, at_end = 0;
  for (const auto& member : *branches) {
    ++at_end;
    const auto at = sub(path, key_text(member));
    const auto* branch = member.value().if_object();
    if (!branch || !(branch->contains("do") || branch->contains("else"))) continue;
    known_keys(*branch, at, kInclusiveKeys, "a branch of `inclusive`");
    if (number >= step.branches.size()) return;
    auto& read = step.branches[number++];
    if (!branch->contains("else")) {
      read.when = expression(branch->if_contains("when"), sub(at, "when"));
    } else {
      if (branch->contains("when") || branch->contains("do")) problem(sub(at, "else"), "`else` holds its steps itself and has neither `when` nor `do`; write {else: [steps]}");
      if (at_end != branches->size()) problem(sub(at, "else"), "`else` is the last branch, for when none of the others runs; move it to the end");
    }
  }
}

void DefinitionReader::read_each(Step& step, const json::Value& value, const std::string& path) {
  const auto* object = map(&value, path, "`each` ({in, as, do, …})");
  if (!object) {
    arrows_known_ = false;
    return;
  }
  known_keys(*object, path, kEachKeys, "`each`");
  auto& each = step.each;
  each.list = expression(object->if_contains("in"), sub(path, "in"));
  if (const auto* as = object->if_contains("as"))
    if (auto read = name(as, sub(path, "as"), "the variable that holds the item (`as`)")) each.as = *std::move(read);
  const auto as_path = object->contains("as") ? sub(path, "as") : path;
  if (contains(kFeelWords, each.as)) problem(as_path, "'" + each.as + "' is a word of the expression language and no name of a variable; choose another");
  else if (contains(kFactRoots, each.as)) problem(as_path, "the variable '" + each.as + "' is named like the fact '" + each.as + "' and would hide it; choose another name");
  else if (names_.contains(each.as)) problem(as_path, "the variable '" + each.as + "' is named like the step '" + each.as + "' and would hide its result; choose another name");
  if (const auto* key = object->if_contains("key")) each.key = expression(key, sub(path, "key"));
  if (const auto* order = object->if_contains("order")) {
    const auto word = order->is_string() ? std::string_view(order->get_string()) : std::string_view{};
    if (word != "together" && word != "one_by_one") problem(sub(path, "order"), "`order` is together (all items at once) or one_by_one (each when the one before is done)");
    each.one_by_one = word == "one_by_one";
  }
  if (const auto* join = object->if_contains("join")) read_join(step, *join, sub(path, "join"), true);
  if (const auto* grows = object->if_contains("grows_by")) {
    const auto at = sub(path, "grows_by");
    if (const auto* members = map(grows, at, "`grows_by` ({message, key})")) {
      known_keys(*members, at, kGrowsKeys, "`grows_by`");
      each.grows_by = name(members->if_contains("message"), sub(at, "message"), "the name of the message that brings an item").value_or("");
      if (const auto* key = members->if_contains("key")) each.grows_key = expression(key, sub(at, "key"));
    }
  }
  if (!object->contains("do")) {
    arrows_known_ = false;
    problem(path, "`each` does not say what to do; list the steps for one item in `do`");
  }
}

void DefinitionReader::read_run(Step& step, const json::Value& value, const std::string& path) {
  const auto found = text(&value, path, "the path that is run (`run`)");
  const auto target = found ? paths_.find(*found) : paths_.end();
  if (target != paths_.end()) {
    step.branches.push_back({"", target->second});
    return;
  }
  arrows_known_ = false;
  if (!found) return;
  std::vector<std::string_view> names;
  for (const auto& [name, first] : paths_) names.push_back(name);
  problem(path, "there is no path '" + shown(*found) + "'" + (nearest(*found, names).empty() ? "; write its steps under `paths`" : did_you_mean(*found, names)));
}

}  // namespace amends::flow
