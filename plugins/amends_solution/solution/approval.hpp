#pragma once
// What people have decided on the options: the approver's form and the customer's choice (catalogue 3.20: approver, choice). A condition that gags, bargains
// with what is owed or threatens is not taken over (guardrails G2, G6, G7), and a refused approval holds back nothing that is owed.
#include "proposal.hpp"

namespace amends::solution {

/// The form approve_solution, with a finding for a condition or an interest that was not taken over.
[[nodiscard]] Approval read_approval(const sdk::Call& call, sdk::Envelope& out, const matter::Matter& matter);
/// An approval whose list of options cannot be read counts as `changes`, with a finding that says how to write it. Marks the options that are approved, adds the approver's conditions to them and reads the customer's choice.
void apply_approval(const sdk::Call& call, sdk::Envelope& out, Proposal& proposal);

}  // namespace amends::solution
