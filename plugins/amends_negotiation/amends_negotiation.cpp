// The library of negotiation (catalogue 3.11): the list of its stages. Each stage's adapter stands in its folder.
#include "negotiation_plan/negotiation_plan.hpp"
#include "sdk/sdk.hpp"

AMENDS_PLUGIN(amends::sdk::stage_class<amends::negotiation_plan::NegotiationPlan>("amends.negotiation_plan"))
