// The library of the stages that establish facts (catalogue 3.7): the list of its stages. Each stage's adapter stands in its folder.
#include "sdk/sdk.hpp"
#include "verify/verify.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::verify::Verify>("amends.verify"))
