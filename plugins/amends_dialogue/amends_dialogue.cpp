// The library of the stages of talk (catalogue 3.12, 3.13): the list of its stages. Each stage's adapter stands in its folder.
#include "sdk/sdk.hpp"
#include "taboo_check/taboo_check.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::taboo_check::TabooCheck>("amends.taboo_check"))
