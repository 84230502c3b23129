#pragma once
// What other processes may have done: each act of Runtime by its name. The names and arguments are those that Relay (relay.hpp) sends.
#include <string>
#include <string_view>
#include <vector>

#include "runtime/handover/frame.hpp"

namespace amends::runtime::handover {

/// What two processes on one journal must agree about before acts go between them.
struct Footing {
  std::string pack_set, pack_hash;
};
[[nodiscard]] Footing footing_of(const Runtime& runtime);

/// Does one act in the name of who asks. Errors: those of the act; `unsupported` for an act that this release does not know, `missing_field` and `bad_type` for its
/// arguments. Thread: any.
[[nodiscard]] Result<json::Value> perform(Runtime& runtime, const Request& request);

/// The names of all acts, sorted.
[[nodiscard]] std::vector<std::string_view> act_names();

/// A message of the outbox as it goes over.
[[nodiscard]] json::Value to_json(const Runtime::Outgoing& one);
[[nodiscard]] Result<Runtime::Outgoing> outgoing_from_json(const json::Value& one);

}  // namespace amends::runtime::handover
