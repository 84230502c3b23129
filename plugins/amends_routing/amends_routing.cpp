// The library of stage amends.routing (catalogue 3.19): the list of its stages. The stage's adapter stands in its folder.
#include "routing/routing.hpp"
#include "sdk/sdk.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::routing::Routing>("amends.routing"))
