#include "host/boundary.hpp"

#include "support/json.hpp"
#include "support/utf8.hpp"

namespace amends::host {
namespace {

amends_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::pack_missing:
    case ErrorCode::not_found: return AMENDS_NOT_FOUND;
    case ErrorCode::unavailable:
    case ErrorCode::busy: return AMENDS_UNAVAILABLE;
    case ErrorCode::unsupported: return AMENDS_UNSUPPORTED;
    case ErrorCode::deadline: return AMENDS_DEADLINE;
    case ErrorCode::cancelled: return AMENDS_CANCELLED;
    case ErrorCode::internal: return AMENDS_INTERNAL;
    default: return AMENDS_INVALID_ARGUMENT;
  }
}

// The functions below are called by plugins: nothing may be thrown out of them.

amends_status set_result(const amends_call* call, amends_str json) noexcept {
  auto* frame = CallFrame::of(call);
  if (!frame) return AMENDS_INVALID_ARGUMENT;
  const char* broken = frame->is_creating()                   ? "it answers inside create()"
                       : frame->answered || frame->failed     ? "it answers twice"
                       : json.size > kResultBytesMax          ? "its answer is larger than 8 MiB"
                       : json.data == nullptr && json.size > 0 ? "its answer has a length and no bytes"
                                                              : nullptr;
  try {
    if (broken) {
      frame->broken = broken;
      return AMENDS_INVALID_ARGUMENT;
    }
    frame->result.assign(from_c(json));
    frame->answered = true;
    return AMENDS_OK;
  } catch (...) {
    return AMENDS_UNAVAILABLE;  // out of memory: the plugin may try a smaller answer
  }
}

amends_status set_error(const amends_call* call, amends_str code, amends_str text, amends_str details) noexcept {
  auto* frame = CallFrame::of(call);
  if (!frame) return AMENDS_INVALID_ARGUMENT;
  try {
    if (frame->answered || frame->failed) {
      frame->broken = "it answers twice";
      return AMENDS_INVALID_ARGUMENT;
    }
    frame->failed = true;
    frame->code.assign(from_c(code).substr(0, kErrorBytesMax));
    frame->text.assign(from_c(text).substr(0, kErrorBytesMax));
    frame->details.assign(from_c(details).substr(0, kErrorBytesMax));
    return AMENDS_OK;
  } catch (...) {
    return AMENDS_UNAVAILABLE;
  }
}

std::int32_t is_cancelled(const amends_call* call) noexcept {
  auto* frame = CallFrame::of(call);
  try {
    return !frame || frame->cancelled() ? 1 : 0;
  } catch (...) {
    return 1;
  }
}

std::int64_t remaining_us(const amends_call* call) noexcept {
  auto* frame = CallFrame::of(call);
  return frame ? frame->remaining_us() : 0;
}

amends_status answer_error(CallFrame& frame, const Error& error, amends_str* answer) {
  json::Object object{{"code", code_name(error.code)}, {"message", error.text()}};
  auto text = std::make_shared<const std::string>(json::write(object));
  if (frame.keep(text)) *answer = to_c(*text);
  return status_of(error.code);
}

/// One question of a plugin to the services: `ask(frame)` answers Result<std::string> or Result<shared text>.
template <class F>
amends_status serve(const amends_call* call, amends_str* answer, F&& ask) noexcept {
  auto* frame = CallFrame::of(call);
  if (!frame || !answer) return AMENDS_INVALID_ARGUMENT;
  *answer = {nullptr, 0};
  try {
    auto result = ask(*frame);
    if (!result) return answer_error(*frame, result.error(), answer);
    std::shared_ptr<const std::string> text;
    if constexpr (std::is_same_v<decltype(result), Result<std::string>>) text = std::make_shared<const std::string>(*std::move(result));
    else text = *std::move(result);
    if (!frame->keep(text)) return answer_error(*frame, fail(ErrorCode::range, "the stage has asked more than " + std::to_string(kAnswersMax) + " times in one call; ask for whole texts at once"), answer);
    *answer = to_c(*text);
    return AMENDS_OK;
  } catch (...) {
    return AMENDS_INTERNAL;
  }
}

amends_status packs_read(const amends_call* call, amends_str name, amends_str* answer) noexcept {
  return serve(call, answer, [&](CallFrame& frame) { return frame.services().pack_file(frame.context(), from_c(name)); });
}
amends_status packs_hash(const amends_call* call, amends_str name, amends_str* answer) noexcept {
  return serve(call, answer, [&](CallFrame& frame) { return frame.services().pack_hash(frame.context(), from_c(name)); });
}

template <Result<std::string> (Services::*Function)(const ServiceContext&, std::string_view)>
amends_status service(const amends_call* call, amends_str request, amends_str* answer) noexcept {
  return serve(call, answer, [&](CallFrame& frame) { return (frame.services().*Function)(frame.context(), from_c(request)); });
}

void log_write(const amends_call* call, std::int32_t level, amends_str text) noexcept {
  auto* frame = CallFrame::of(call);
  if (!frame) return;
  try {
    const auto known = level >= AMENDS_LOG_DEBUG && level <= AMENDS_LOG_ERROR ? static_cast<LogLevel>(level) : LogLevel::info;
    auto line = from_c(text).substr(0, kLogBytesMax);
    while (!line.empty() && line.size() < text.size && (static_cast<unsigned char>(text.data[line.size()]) & 0xC0) == 0x80) line.remove_suffix(1);  // not within a character
    if (utf8::valid(line)) frame->services().log(frame->context(), known, line);
  } catch (...) {
    // A log line is never worth a failed case.
  }
}

// One table for all hosts: the functions find everything in the call.
constexpr amends_packs kPacks{sizeof(amends_packs), 0, packs_read, packs_hash};
constexpr amends_text kText{sizeof(amends_text), 0, service<&Services::text_match>, service<&Services::text_normalise>, service<&Services::text_numbers>, service<&Services::text_similarity>};
constexpr amends_calendar kCalendar{sizeof(amends_calendar), 0, service<&Services::calendar_add>, service<&Services::calendar_rules>};
constexpr amends_table kTable{sizeof(amends_table), 0, service<&Services::table_evaluate>};
constexpr amends_log kLog{sizeof(amends_log), 0, log_write};

const void* extension(const amends_host*, amends_str name) noexcept {
  const auto wanted = from_c(name);
  if (wanted == AMENDS_EXTENSION_PACKS) return &kPacks;
  if (wanted == AMENDS_EXTENSION_TEXT) return &kText;
  if (wanted == AMENDS_EXTENSION_CALENDAR) return &kCalendar;
  if (wanted == AMENDS_EXTENSION_TABLE) return &kTable;
  if (wanted == AMENDS_EXTENSION_LOG) return &kLog;
  return nullptr;
}

}  // namespace

HostTable::HostTable(Services& services) : services_(services), table_{sizeof(amends_host), AMENDS_ABI_VERSION, this, extension} {}

CallFrame::CallFrame(Services& services, const StageManifest& manifest, const StageCall& call)
    : services_(services),
      call_(call),
      context_{manifest, call.packs, call.case_id, call.locale, call.institution},
      table_{sizeof(amends_call), 0, this, set_result, set_error, is_cancelled, host::remaining_us},
      end_(Clock::now() + std::chrono::milliseconds(manifest.time_limit_ms)),
      thread_(std::this_thread::get_id()) {}

CallFrame* CallFrame::of(const amends_call* call) noexcept {
  if (!call || !call->context) return nullptr;
  auto* frame = static_cast<CallFrame*>(call->context);
  if (frame->thread_ == std::this_thread::get_id()) return frame;
  frame->foreign_.store(true);
  return nullptr;
}

bool CallFrame::keep(std::shared_ptr<const std::string> answer) {
  if (kept_.size() > kAnswersMax) return false;  // one more than the limit, so that the refusal itself can be kept
  const bool room = kept_.size() < kAnswersMax;
  kept_.push_back(std::move(answer));
  return room;
}

// Rounded up: nothing is left only when the call is late. Rounded down, a stage that watches its time could answer in the last microsecond.
std::int64_t CallFrame::remaining_us() const { return std::chrono::ceil<std::chrono::microseconds>(end_ - Clock::now()).count(); }

}  // namespace amends::host
