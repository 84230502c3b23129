#pragma once
// What a proposal sets going: questions to the approver and the customer, and tasks. The payment of what is owed starts with the approval and waits for no
// choice (guardrail G6); what is mended in the house starts at once; the rest starts when the customer has chosen.
#include "proposal.hpp"

namespace amends::solution {

/// Tells the record the day by which what is owed is paid, once somebody has decided; later runs find it there and keep it.
void keep_payday(sdk::Envelope& out, Proposal& proposal);
/// Opens the tasks and writes their ids into the lines that they carry.
void open_tasks(sdk::Envelope& out, Proposal& proposal);
/// settings: up to the quick limit the approver is asked for one click.
void ask(const sdk::Call& call, sdk::Envelope& out, const Proposal& proposal, const Settings& settings);
/// The question without whose answer nothing can be proposed: whether the claim is justified.
void ask_for_merit(sdk::Envelope& out);

}  // namespace amends::solution
