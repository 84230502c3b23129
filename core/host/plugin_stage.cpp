#include "host/plugin_stage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "support/json.hpp"

namespace amends::host {
namespace {

constexpr std::size_t kInstancesMax = 64;  // configurations of one stage that are in use at once; beyond it the cache starts anew

ErrorCode code_of(amends_status status) {
  switch (status) {
    case AMENDS_INVALID_ARGUMENT: return ErrorCode::invalid_argument;
    case AMENDS_UNAVAILABLE: return ErrorCode::unavailable;
    case AMENDS_NEEDS_PERSON: return ErrorCode::needs_person;
    case AMENDS_DEADLINE: return ErrorCode::deadline;
    case AMENDS_CANCELLED: return ErrorCode::cancelled;
    case AMENDS_UNSUPPORTED: return ErrorCode::unsupported;
    case AMENDS_NOT_FOUND: return ErrorCode::not_found;
    default: return ErrorCode::internal;
  }
}

void append_quoted(std::string& out, std::string_view text) {
  // Ids and locales are plain ASCII by their patterns; anything else goes through the JSON writer.
  for (const char c : text)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
      out += json::write(json::Value(text));
      return;
    }
  out += '"';
  out += text;
  out += '"';
}

/// Ends the plugin's instance when the last call on it is over.
class Instance {
 public:
  Instance(const amends_stage* stage, amends_instance* handle) : stage_(stage), handle_(handle) {}
  ~Instance() { stage_->destroy(handle_); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  [[nodiscard]] amends_instance* handle() const { return handle_; }

 private:
  const amends_stage* stage_;
  amends_instance* handle_;
};

class PluginStage final : public Stage {
 public:
  PluginStage(std::string plugin, StageManifest manifest, std::string library_hash, const amends_stage* stage, const HostTable& host)
      : plugin_(std::move(plugin)), manifest_(std::move(manifest)), library_hash_(std::move(library_hash)), stage_(stage), host_(host) {}

  const StageManifest& manifest() const override { return manifest_; }
  std::string library_hash() const override { return library_hash_; }

  Result<StageAnswer> run(const StageCall& call) override {
    std::unique_lock<std::mutex> alone(one_at_a_time_, std::defer_lock);
    if (!manifest_.any_thread) alone.lock();
    CallFrame frame(host_.services(), manifest_, call);
    try {
      AMENDS_TRY(const auto instance, instance_for(call.config, frame));
      const auto document = document_of(call);
      const auto status = stage_->handle(instance->handle(), frame.table(), to_c(document));
      return answer_of(status, frame, call);
    } catch (const std::exception& exception) {
      return internal(std::string("it let an exception out: ") + exception.what());
    } catch (...) {
      return internal("it let an exception out");
    }
  }

 private:
  Error internal(std::string what) const {
    return fail(ErrorCode::internal, "the plugin " + plugin_ + " broke a rule of the plugin boundary: " + std::move(what) + "; report it to the plugin's author", manifest_.id);
  }

  std::string document_of(const StageCall& call) const {
    std::string out;
    out.reserve(call.record.size() + call.config.size() + 256);
    out += "{\"case\":";
    out += call.record.empty() ? std::string_view("{}") : call.record;
    out += ",\"config\":";
    out += call.config.empty() ? std::string_view("{}") : call.config;
    out += ",\"run\":";
    out += std::to_string(call.run);
    out += ",\"now\":";
    if (manifest_.effects == Effects::none) out += "null";
    else append_quoted(out, format_instant(call.now));
    out += ",\"case_id\":";
    append_quoted(out, call.case_id);
    out += ",\"locale\":";
    append_quoted(out, call.locale);
    out += ",\"institution\":";
    append_quoted(out, call.institution);
    out += '}';
    return out;
  }

  Result<std::shared_ptr<Instance>> instance_for(std::string_view config, CallFrame& frame) {
    if (config.empty()) config = "{}";
    {
      const std::lock_guard lock(instances_mutex_);
      if (const auto found = instances_.find(config); found != instances_.end()) return found->second;
    }
    amends_instance* handle = nullptr;
    frame.creating(true);
    const auto status = stage_->create(stage_, host_.table(), frame.table(), to_c(config), &handle);
    frame.creating(false);
    if (status != AMENDS_OK) return frame.broken.empty() ? reported(status, frame).within("create") : internal(frame.broken);
    if (!handle) return internal("create() says that all is well and makes no instance");
    auto made = std::make_shared<Instance>(stage_, handle);
    if (!frame.broken.empty()) return internal(frame.broken);
    const std::lock_guard lock(instances_mutex_);
    if (instances_.size() >= kInstancesMax) instances_.clear();  // calls in progress hold their own
    return instances_.try_emplace(std::string(config), std::move(made)).first->second;
  }

  /// What a stage says with set_error and its status.
  Error reported(amends_status status, const CallFrame& frame) const {
    if (status < AMENDS_OK || status > AMENDS_NOT_FOUND) return internal("it returned the unknown status " + std::to_string(status));
    auto code = code_of(status);
    if (!frame.failed) {
      // Statuses that speak for themselves need no sentence; the others promised one.
      if (code == ErrorCode::deadline) return too_late();
      if (code == ErrorCode::cancelled) return fail(code, "the stage stopped because it was asked to; run it again when the case is needed", manifest_.id);
      return internal("it returned status " + std::to_string(status) + " without set_error");
    }
    if (frame.code.starts_with("error.")) code = code_from_name(frame.code);
    std::string where = manifest_.id;
    if (const auto details = json::parse(frame.details); details && !json::text_at(*details, "path").empty()) where += ", " + std::string(json::text_at(*details, "path"));
    if (code == ErrorCode::internal) return fail(code, "the plugin " + plugin_ + " failed: " + frame.text, where);
    return fail(code, frame.text.empty() ? "the stage gives no reason; ask the author of " + plugin_ : frame.text, where);
  }

  Error too_late() const {
    return fail(ErrorCode::deadline, "the stage took longer than its limit of " + std::to_string(manifest_.time_limit_ms) + " ms; run it again, or raise time_limit_ms in the manifest of " + plugin_, manifest_.id);
  }

  Result<StageAnswer> answer_of(amends_status status, CallFrame& frame, const StageCall& call) {
    if (frame.foreign_thread()) return internal("it used a call from another thread than the one it was called on");
    if (!frame.broken.empty()) return internal(frame.broken);
    if (status != AMENDS_OK) {
      if (frame.answered) return internal("it answered and returned status " + std::to_string(status));
      return reported(status, frame);
    }
    if (frame.failed) return internal("it reported an error and returned AMENDS_OK");
    if (!frame.answered) return internal("it returned AMENDS_OK without an answer");
    if (frame.late()) return too_late();
    return read_answer(std::move(frame.result), manifest_, call.run, "plugin " + plugin_);
  }

  const std::string plugin_;
  const StageManifest manifest_;
  const std::string library_hash_;
  const amends_stage* const stage_;
  const HostTable& host_;
  std::mutex one_at_a_time_;     // for `"threads": "one"`
  std::mutex instances_mutex_;
  std::map<std::string, std::shared_ptr<Instance>, std::less<>> instances_;  // by configuration
};

}  // namespace

std::unique_ptr<Stage> make_plugin_stage(std::string plugin, StageManifest manifest, std::string library_hash, const amends_stage* stage, const HostTable& host) {
  return std::make_unique<PluginStage>(std::move(plugin), std::move(manifest), std::move(library_hash), stage, host);
}

}  // namespace amends::host
