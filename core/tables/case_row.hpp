#pragma once
// The row of a case in `cases`.
#include <map>
#include <string>

#include "tables/case_facts.hpp"
#include "tables/pseudonym.hpp"
#include "tables/table.hpp"

namespace amends::tables {

/// One pseudonym for the complainant of several cases. Cases come in one order; each takes the pseudonym of an earlier one with the same identity document, or the
/// same name and birth year, or the same telephone unless the names differ (a telephone may be shared). Nothing is guessed: without any of them there is none.
class Complainants {
 public:
  Complainants(Pseudonyms& pseudonyms, std::int64_t salt) : pseudonyms_(pseudonyms), salt_(salt) {}
  /// Empty when nothing is known.
  [[nodiscard]] std::string pseudonym(const json::Value& record);

 private:
  struct Known {
    std::string pseudonym, name;
  };
  Pseudonyms& pseudonyms_;
  std::int64_t salt_;
  std::map<std::string, Known> by_key_;
};

void add_case(Table& cases, const store::CaseRow& row, const runtime::CaseState& state, const CaseFacts& facts, Pseudonyms& pseudonyms, Complainants& complainants);
/// A case of which parts were erased: what lists still know.
void add_erased_case(Table& cases, const store::CaseRow& row, const std::vector<std::pair<std::string, std::string>>& attributes);

/// When a case was closed, by the definition of the column closed_at; nothing while it is open.
[[nodiscard]] std::optional<Instant> closed_at(const runtime::CaseState& state, const CaseFacts& facts);

}  // namespace amends::tables
