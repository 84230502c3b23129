#include "support/pack_host.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "host/library.hpp"
#include "host/manifest.hpp"
#include "host/pack_services.hpp"
#include "host/plugin_stage.hpp"
#include "packs/schema.hpp"
#include "sdk/contract.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {
namespace {

const std::filesystem::path kRoot(AMENDS_SOURCE_DIR);

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().where + ": " + result.error().message);
  return std::move(*result);
}

amends_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::unavailable: return AMENDS_UNAVAILABLE;
    case ErrorCode::needs_person: return AMENDS_NEEDS_PERSON;
    case ErrorCode::deadline: return AMENDS_DEADLINE;
    case ErrorCode::cancelled: return AMENDS_CANCELLED;
    case ErrorCode::internal: return AMENDS_INTERNAL;
    default: return AMENDS_INVALID_ARGUMENT;
  }
}

}  // namespace

PackHost::PackHost(const std::string& library, std::string_view stage_id, std::string_view pack_set, const std::vector<std::filesystem::path>& overlays, const std::filesystem::path& packs_folder)
    : packs_(need(packs::PackSet::load(packs_folder.empty() ? kRoot / "workflows/packs" : packs_folder, pack_set, overlays))), services_(host::make_pack_services()), table_(std::make_unique<host::HostTable>(*services_)) {
  const auto* plugin = need(host::plugin_table(need(host::open_library(library, library)), library));
  const auto manifest = need(host::parse_manifest(host::from_c(plugin->manifest), library));
  for (auto entry : manifest.stages) {
    entry.time_limit_ms *= sdk::kSanitizerSlowdown;
    for (std::uint32_t i = 0; i < plugin->stage_count; ++i)
      if (entry.id == stage_id && host::from_c(plugin->stages[i]->id) == stage_id) stage_ = host::make_plugin_stage(manifest.plugin, entry, "", plugin->stages[i], *table_);
  }
  if (!stage_) throw std::runtime_error(library + " has no stage " + std::string(stage_id));
}

sdk::StageUnderTest PackHost::stage() {
  return {manifest(), [this](const sdk::CallInput& input) { return run(input); }};
}

sdk::Answer PackHost::run(const sdk::CallInput& input) {
  const auto record = sdk::write_json(sdk::only_read_paths(input.record, manifest()));
  const auto config = sdk::write_json(sdk::with_defaults(manifest().at("config_schema"), input.config));
  const auto locale = sdk::Reader(input.record).find("case.locale") && input.record.at("case").at("locale").is_string() ? std::string(input.record.at("case").at("locale").as_string()) : input.locale;
  host::StageCall call;
  call.case_id = input.case_id;
  call.record = record;
  call.config = config;
  call.run = static_cast<std::int32_t>(input.run);
  call.now = *parse_instant(input.now);
  call.packs = packs_.get();
  call.locale = locale;
  call.institution = input.institution;
  call.cancelled = input.cancelled;
  const auto start = std::chrono::steady_clock::now();
  auto result = stage_->run(call);
  sdk::Answer answer;
  answer.took_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  if (result) {
    answer.status = AMENDS_OK;
    answer.result = std::move(result->text);
  } else {
    answer.status = status_of(result.error().code);
    answer.code = code_name(result.error().code);
    answer.text = result.error().message;
    answer.details = result.error().where;
  }
  return answer;
}

sdk::Value PackHost::envelope(const sdk::Value& record, const sdk::Value& config, std::string_view now) {
  sdk::CallInput input;
  input.record = record;
  input.config = config;
  input.now = now;
  const auto answer = run(input);
  if (!answer.ok()) {
    ADD_FAILURE() << stage_->manifest().id << " fails with " << answer.code << ": " << answer.text << " " << answer.details;
    return sdk::Object{};
  }
  auto out = answer.envelope();
  for (const auto& fault : faults(out, record)) ADD_FAILURE() << fault;
  return out;
}

std::vector<std::string> PackHost::faults(const sdk::Value& envelope, const sdk::Value& record) const {
  auto out = sdk::check_envelope(envelope, record, manifest());
  const auto schema = packs::Schema::compile(manifest().at("output_schema"));
  if (!schema) return {"the output schema cannot be used: " + schema.error().message + " at " + schema.error().where};
  if (const auto* result = sdk::find(envelope, "result"))
    for (const auto& fault : schema->check(*result)) out.push_back("result." + fault.path + ": " + fault.message);
  return out;
}

sdk::Value shared_case(std::string_view id) {
  std::ifstream file(kRoot / "workflows/first_line/cases" / (std::string(id) + ".json"));
  std::stringstream text;
  text << file.rdbuf();
  return sdk::parse_json(text.str());
}

std::vector<std::string> shared_case_ids() { return {"K01", "K02", "K03", "K04", "K05", "K06", "K07", "K08", "K09", "K10", "K11", "K12"}; }

sdk::Value record_of(const sdk::Value& shared, const sdk::Value& given) {
  auto record = shared.at("case");
  for (const auto& member : given.as_object()) sdk::set(record, std::string_view(member.key()), member.value());
  return record;
}

std::vector<std::string> differences(const sdk::Value& expected, const sdk::Value& actual, const std::string& path) {
  std::vector<std::string> out;
  const auto say = [&] { out.push_back(path + " is " + sdk::write_json(actual) + ", expected is " + sdk::write_json(expected)); };
  const auto take = [&](std::vector<std::string> more) { out.insert(out.end(), more.begin(), more.end()); };
  if (expected.is_object()) {
    if (!actual.is_object()) say();
    else
      for (const auto& member : expected.get_object()) {
        const auto* found = actual.get_object().if_contains(member.key());
        take(differences(member.value(), found ? *found : sdk::Value(nullptr), path + "." + std::string(member.key())));
      }
  } else if (expected.is_array()) {
    if (!actual.is_array() || actual.get_array().size() != expected.get_array().size()) say();
    else
      for (std::size_t i = 0; i < expected.get_array().size(); ++i) take(differences(expected.get_array()[i], actual.get_array()[i], path + "." + std::to_string(i)));
  } else if (!(expected == actual)) {
    say();
  }
  return out;
}

std::string text_at(const sdk::Value& value, std::string_view path) { return std::string(sdk::Reader(value).text_or(path, "")); }

std::int64_t number_at(const sdk::Value& value, std::string_view path) { return sdk::Reader(value).integer_or(path, -1); }

std::vector<sdk::Value> findings_of(const sdk::Value& envelope, std::string_view code) {
  std::vector<sdk::Value> out;
  for (const auto& item : sdk::Reader(envelope).list("findings"))
    if (item.text_or("code", "") == code) out.push_back(item.value());
  return out;
}

sdk::Value evidence_of(const sdk::Value& envelope, std::string_view id) {
  for (const auto& item : sdk::Reader(envelope).list("evidence"))
    if (item.text_or("id", "") == id) return item.value();
  return nullptr;
}

std::vector<sdk::Value> questions_of(const sdk::Value& envelope, std::string_view id) {
  std::vector<sdk::Value> out;
  for (const auto& item : sdk::Reader(envelope).list("questions"))
    if (item.text_or("id", "") == id) out.push_back(item.value());
  return out;
}

}  // namespace amends::testing
