#pragma once
// Drafts of statements (catalogue 3.18): which may be offered, their slots from what is known and proved, and the words that none may hold (guardrails G1, G2, G7).
// Releasing one is for two people.
#include <string>
#include <vector>

#include "timers.hpp"

namespace amends::crisis {

struct Draft {
  const StatementRow* row = nullptr;
  sdk::Texts text;
  std::vector<sdk::EvidenceId> evidence;
};

struct Withheld {
  std::string statement;
  sdk::Texts because;
};

struct Statements {
  std::vector<Draft> drafts;
  std::vector<Withheld> withheld;
  bool personal = false;    ///< personal safety: no public statement
  bool released = false;    ///< the last release was by two people and holds nothing forbidden
  std::string released_kind;
};

[[nodiscard]] Statements read_statements(const Context& context, const Reading& reading, const Timers& timers, const Release& release, bool standdown_allowed);
void ask_for_release(const Context& context, const Statements& statements);

}  // namespace amends::crisis
