// The library of the analysis stages (catalogue 3.2 to 3.6): the list of its stages. Each stage's adapter stands in its folder.
#include "classify/classify.hpp"
#include "dimensions/dimensions.hpp"
#include "portrait/portrait.hpp"
#include "psychology/psychology.hpp"
#include "risk/risk.hpp"
#include "sdk/sdk.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::classify::Classify>("amends.classify"),
              amends::sdk::stage_class<amends::dimensions::Dimensions>("amends.dimensions"),
              amends::sdk::stage_class<amends::portrait::Portrait>("amends.portrait"),
              amends::sdk::stage_class<amends::psychology::Psychology>("amends.psychology"),
              amends::sdk::stage_class<amends::risk::Risk>("amends.risk"))
