#pragma once
// The contract of a stage's answer (catalogue 0.3): what the runtime checks before anything of it becomes an event. The shape was checked in the host.
#include <functional>
#include <string>
#include <string_view>

#include "host/stage.hpp"
#include "support/json.hpp"

namespace amends::runtime {

/// What stands in an answer of good shape. Errors: `schema`, naming the stage and the JSON path: a finding without evidence, an evidence item whose span
/// does not quote its document exactly, a fact path the manifest does not declare, a need for input without a question or task.
[[nodiscard]] Result<void> check_envelope(const host::StageManifest& manifest, const json::Value& envelope, const json::Value& record);

/// JSON text of the value at a record path as a manifest writes it; empty when there is none.
using TextOf = std::function<std::string_view(const std::string& path)>;
/// The record paths a manifest reads, as one JSON object in the shape of the record. Absent paths are left out.
[[nodiscard]] std::string view_of(const host::StageManifest& manifest, const TextOf& text_of);

}  // namespace amends::runtime
