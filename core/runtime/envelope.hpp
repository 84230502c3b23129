#pragma once
// The contract of a stage's answer (catalogue 0.3): what the runtime checks before anything of it becomes an event.
#include "host/stage.hpp"
#include "support/json.hpp"

namespace amends::runtime {

/// Errors: `schema`, naming the stage and the JSON path: a missing key, a finding without evidence, an evidence item whose span does not quote its
/// document exactly, a fact path the manifest does not declare, a status and an error that do not fit each other.
[[nodiscard]] Result<void> check_envelope(const host::StageManifest& manifest, const json::Value& envelope, const json::Value& record);

/// The record paths a manifest reads, as one JSON object in the shape of the record. Absent paths are left out.
[[nodiscard]] std::string view_of(const host::StageManifest& manifest, const json::Value& record);

}  // namespace amends::runtime
