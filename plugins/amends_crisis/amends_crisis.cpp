// The library of stage amends.crisis (catalogue 3.18): the list of its stages. The stage's adapter stands in its folder.
#include "crisis/crisis.hpp"
#include "sdk/sdk.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::crisis::Crisis>("amends.crisis"))
