#pragma once
// What a token waits for, as commands: the work of its step, and the `on` events of the step. Entering a step, recovering after a restart and taking
// back all come here, so that they cannot differ. Pure functions of step and token.
#include <optional>
#include <string>
#include <vector>

#include "flow/machine.hpp"

namespace amends::flow {

[[nodiscard]] Command command(CommandKind kind, const Token& token, std::string id = {});
/// The work of the step in the token's state.
void work_wanted(const Step& step, const Token& token, std::vector<Command>& out);
/// The `on` events that can still be heard, and the next item of a for-each that grows.
void events_wanted(const Step& step, const Token& token, std::vector<Command>& out);
/// The command that hears `on` event `index` the next time; nothing for errors and escalations, which come from inside, and for what is heard no more.
[[nodiscard]] std::optional<Command> hears(const Step& step, const Token& token, std::size_t index);
/// How often `on` event `index` of the token was heard.
[[nodiscard]] std::int32_t heard(const Token& token, std::size_t index);
/// The command that takes back an outstanding one; nothing for those that are answered within the turn.
[[nodiscard]] std::optional<Command> opposite(const Command& wanted);

}  // namespace amends::flow
