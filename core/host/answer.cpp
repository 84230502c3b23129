// The one contract of answers, whatever a stage is written in.
#include <algorithm>
#include <array>

#include "host/stage.hpp"

namespace amends::host {
namespace {

constexpr std::array<std::string_view, 9> kRequired = {"stage", "version", "run", "status", "error", "result", "findings", "evidence", "explain"};
constexpr std::array<std::string_view, 8> kLists = {"findings", "evidence", "tasks", "deadlines", "facts", "questions", "scripts", "guards"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<void> check_shape(const json::Value& envelope, const StageManifest& manifest, std::int32_t run, std::string_view author) {
  const auto wrong = [&](std::string what) {
    return fail(ErrorCode::schema, "the answer of " + std::string(author) + " is no result envelope: " + std::move(what) + "; report it to the stage's author", manifest.id);
  };
  if (!envelope.is_object()) return wrong("it is no JSON object");
  const auto& object = envelope.get_object();
  for (const auto key : kRequired)
    if (!object.contains(key)) return wrong("it has no member '" + std::string(key) + "'");
  for (const auto& member : object) {
    const std::string_view key = member.key();
    const bool list = contains(kLists, key);
    if (list && !member.value().is_array()) return wrong("its member '" + std::string(key) + "' is no list");
    if (!list && !contains(kRequired, key)) return wrong("it has an unknown member '" + std::string(key) + "'");
  }
  if (json::text_or(object.if_contains("stage"), "") != manifest.id) return wrong("it speaks for the stage '" + std::string(json::text_at(envelope, "stage")) + "'");
  if (json::text_or(object.if_contains("version"), "") != manifest.version) return wrong("its version is not the manifest's " + manifest.version);
  if (json::integer_or(object.if_contains("run"), -1) != run) return wrong("its run is not " + std::to_string(run));
  const auto status = json::text_or(object.if_contains("status"), "");
  if (status == "error") {
    // A stage may fail in two ways; from here on there is one.
    const auto path = json::text_at(envelope, "error.path");
    return fail(code_from_name(json::text_at(envelope, "error.code")), std::string(json::text_at(envelope, "error.detail", "the stage gives no reason")),
                path.empty() ? manifest.id : manifest.id + ", " + std::string(path));
  }
  if (status != "ok" && status != "need_input" && status != "skipped") return wrong("its status '" + std::string(status) + "' is none of ok, need_input, skipped, error");
  if (!object.at("error").is_null()) return wrong("it has an error and the status " + std::string(status));
  if (!object.at("result").is_object() && !(object.at("result").is_null() && status != "ok")) return wrong("its member 'result' is no object");
  return {};
}

Result<StageAnswer> read_answer(std::string text, const StageManifest& manifest, std::int32_t run, std::string_view author) {
  auto envelope = json::parse_in_arena(text, kAnswerDepthMax);
  if (!envelope)
    return fail(ErrorCode::schema, "the answer of " + std::string(author) + " is no result envelope: " + envelope.error().text() + "; report it to the stage's author", manifest.id);
  AMENDS_CHECK(check_shape(*envelope, manifest, run, author));
  return StageAnswer{std::move(text), std::move(*envelope)};
}

}  // namespace amends::host
