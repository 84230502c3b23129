#pragma once
// An exception of a stage as the engine records it.
#include <pybind11/pybind11.h>

#include "host/stage.hpp"

namespace amends::python {

/// What an exception becomes: a sentence with the code that the stage gave (amends.errors), and for the journal's diagnostic part its class, its place and its
/// traceback. `exception`: an instance of Exception. Never throws: an exception that cannot even be shown is named by its class. Needs the GIL.
[[nodiscard]] Error record_failure(const host::StageCall& call, const host::StageManifest& manifest, pybind11::handle exception) noexcept;

/// For whoever called the stage directly; also of failures without an exception.
void tell_caller(const host::StageCall& call, const host::StageManifest& manifest, const Error& error, const json::Value& diagnostic, pybind11::handle exception);

}  // namespace amends::python
