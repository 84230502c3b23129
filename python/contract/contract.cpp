// The extension amends._contract: the contract checks of core/sdk for stages that are written in Python, the very ones that plugins in C++ are tested with.
// An extension of its own, because the SDK brings the JSON library of the plugins' side, which never meets the engine's in one library.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <chrono>

#include "sdk/contract.hpp"

namespace py = pybind11;
using namespace py::literals;
namespace sdk = amends::sdk;

namespace {

/// `run(record: str, config: str, case_id: str, run: int, locale: str, institution: str, now: str) -> (envelope, code, sentence)`, all JSON texts.
sdk::StageUnderTest stage_of(const std::string& manifest, const py::function& run) {
  sdk::StageUnderTest stage;
  stage.manifest = sdk::parse_json(manifest);
  const auto* schema = sdk::find(stage.manifest, "config_schema");
  stage.run = [manifest = stage.manifest, schema = schema ? *schema : sdk::Value(sdk::Object{}), run](const sdk::CallInput& input) {
    const auto record = sdk::write_json(sdk::only_read_paths(input.record, manifest));
    const auto config = sdk::write_json(sdk::with_defaults(schema, input.config));
    sdk::Answer answer;
    const auto start = std::chrono::steady_clock::now();
    std::tie(answer.result, answer.code, answer.text) =
        run(record, config, input.case_id, input.run, input.locale, input.institution, input.now).cast<std::tuple<std::string, std::string, std::string>>();
    answer.took_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
    answer.status = answer.code.empty() ? AMENDS_OK : AMENDS_INTERNAL;
    return answer;
  };
  return stage;
}

}  // namespace

PYBIND11_MODULE(_contract, m) {
  m.doc() = "Contract checks of stages. Use amends.testing, not this module.";
  m.def(
      "check",
      [](const std::string& manifest, const std::vector<std::string>& samples, const py::function& run, const std::string& config, std::uint64_t seed, int mutations, std::int64_t time_limit_ms) {
        std::vector<sdk::Value> records;
        for (const auto& sample : samples) records.push_back(sdk::parse_json(sample));
        sdk::ContractOptions options;
        options.seed = seed;
        options.mutations = mutations;
        options.time_limit_ms = time_limit_ms;
        options.call.config = sdk::parse_json(config);
        return sdk::check_contract(stage_of(manifest, run), records, options);
      },
      "manifest"_a, "samples"_a, "run"_a, "config"_a, "seed"_a, "mutations"_a, "time_limit_ms"_a);
  m.def(
      "only_read_paths", [](const std::string& record, const std::string& manifest) { return sdk::write_json(sdk::only_read_paths(sdk::parse_json(record), sdk::parse_json(manifest))); }, "record"_a,
      "manifest"_a);
  m.def(
      "with_defaults", [](const std::string& schema, const std::string& config) { return sdk::write_json(sdk::with_defaults(sdk::parse_json(schema), sdk::parse_json(config))); }, "schema"_a, "config"_a);
}
