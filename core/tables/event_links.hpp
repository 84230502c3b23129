#pragma once
// A case as object-centric tools see it: the things that its events are about, and how events and things are related (OCEL 2.0).
#include <set>
#include <string>

#include "tables/case_facts.hpp"
#include "tables/table.hpp"

namespace amends::tables {

/// Things that many cases share (products, stages) are listed once: `shared` holds those that have a row. Safety tasks are no things here.
void add_objects(Table& objects, Table& links, Table& event_links, const runtime::CaseState& state, const CaseFacts& facts, std::set<std::string>& shared);

}  // namespace amends::tables
