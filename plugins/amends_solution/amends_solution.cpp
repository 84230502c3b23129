// The library of the stages amends.solution (catalogue 3.20) and amends.response_letter (3.21): the list of its stages. Each adapter stands in its folder.
#include "response_letter/response_letter.hpp"
#include "sdk/sdk.hpp"
#include "solution/solution.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::solution::Solution>("amends.solution"), amends::sdk::stage_class<amends::letter::ResponseLetter>("amends.response_letter"))
