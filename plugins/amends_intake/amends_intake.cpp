// The library of stage amends.intake (catalogue 3.1): the list of its stages. The stage's adapter stands in its folder.
#include "intake/intake.hpp"
#include "sdk/sdk.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::intake::Intake>("amends.intake"))
