#pragma once
// The walk over one envelope with everything a Guard knows. One class, one file for each kind of thing it looks at: enforce_facts.cpp, enforce_dates.cpp,
// enforce_people.cpp, enforce_techniques.cpp, enforce_texts.cpp. Internal to core/guard.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "guard/actions.hpp"
#include "guard/grounds.hpp"
#include "guard/knowledge.hpp"
#include "guard/outgoing.hpp"
#include "guard/signs.hpp"

namespace amends::guard {

class Enforcer {
 public:
  Enforcer(const Knowledge& knowledge, json::Value& envelope, const Context& context) : knowledge_(knowledge), envelope_(envelope), context_(context) {}
  /// Mends the envelope in place; what was done, in the order of the walk.
  std::vector<Action> run();

 private:
  /// A text that leaves to the customer.
  struct Outgoing {
    json::Value* node;          ///< a string, or an object or list of strings
    std::string where;
    std::string moment;         ///< of a script
    bool letter = false;
    bool final_answer = false;  ///< by its kind
    json::Value* owner = nullptr;  ///< the letter that it belongs to: what is withheld is not ready for release
  };

  // enforce.cpp
  [[nodiscard]] bool says_nothing() const;
  void know_what_is_there();
  void add(Action action);
  json::Array* list(std::string_view name);
  static json::Value* at(json::Value& from, std::string_view name);
  // enforce_people.cpp
  void read_signs();
  void contact();
  void ladder();
  void hypotheses();
  void proposals();
  // enforce_techniques.cpp
  [[nodiscard]] std::optional<Action> fault_of_technique(const json::Value& script) const;
  void techniques();
  // enforce_facts.cpp
  void facts();
  // enforce_dates.cpp
  [[nodiscard]] const LegalClock* clock_of(std::string_view kind) const;
  void hold_to(json::Value& item, std::string_view kind, const std::string& path, Instant latest);
  void hold_list(json::Array* items, const std::string& path);
  void deadlines();
  void waits();
  // enforce_texts.cpp
  std::vector<Outgoing> outgoing_texts();
  void outgoing();
  bool check(json::Value& string, const std::string& where, const Outgoing& kind);
  [[nodiscard]] bool refuses(const Surface& surface) const;
  static std::string mended(std::u32string original, const std::vector<Personal>& numbers, std::vector<RuleHit> rewrites, const std::string& where);
  const Grounds& grounds();
  void staff_text(json::Value& node, const std::string& path, bool title);
  void staff_texts();

  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  const Knowledge& knowledge_;
  json::Value& envelope_;
  const Context& context_;
  Sign sign_ = Sign::none, own_sign_ = Sign::none;
  bool vulnerable_ = false;
  std::optional<Grounds> grounds_;
  std::map<Key, int> known_;
  std::vector<Action> done_;
};

/// The path of a member.
[[nodiscard]] std::string join(std::string_view path, std::string_view part);
/// Every string at or under a node, with its path. Texts are {zh, en} or one string; a stage may nest further and is still checked.
template <class Visit>
void each_string(json::Value& node, const std::string& path, Visit&& visit) {
  if (node.is_string()) visit(node, path);
  else if (node.is_object())
    for (auto& member : node.get_object()) each_string(member.value(), join(path, {member.key().data(), member.key().size()}), visit);
  else if (node.is_array())
    for (std::size_t i = 0; i < node.get_array().size(); ++i) each_string(node.get_array()[i], join(path, std::to_string(i)), visit);
}

}  // namespace amends::guard
