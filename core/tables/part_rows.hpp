#pragma once
// The rows that a case has in the tables beside `cases`: its clocks, findings, tasks, demands, status, and things that events are about.
#include <set>
#include <string>

#include "tables/case_facts.hpp"
#include "tables/pseudonym.hpp"
#include "tables/table.hpp"

namespace amends::tables {

void add_clocks(Table& clocks, const runtime::CaseState& state, const CaseFacts& facts);
void add_findings(Table& findings, const runtime::CaseState& state);
void add_tasks(Table& tasks, const runtime::CaseState& state, Pseudonyms& pseudonyms);
void add_demands(Table& demands, const runtime::CaseState& state);
void add_status(Table& status, const runtime::CaseState& state, const CaseFacts& facts);

}  // namespace amends::tables
