#pragma once
// The host's side of the C boundary: the tables that a plugin calls. No plugin code runs here.
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "abi/amends_calendar.h"
#include "abi/amends_log.h"
#include "abi/amends_packs.h"
#include "abi/amends_plugin.h"
#include "abi/amends_table.h"
#include "abi/amends_text.h"
#include "host/services.hpp"

namespace amends::host {

inline constexpr std::size_t kLogBytesMax = 4'096;        ///< one line of a plugin
inline constexpr std::size_t kErrorBytesMax = 16'384;     ///< code, text and details of one error, each
inline constexpr std::size_t kAnswersMax = 10'000;        ///< service answers kept for one call; beyond it the call fails

/// The host table for one Services. Lives as long as any instance made with it.
class HostTable {
 public:
  explicit HostTable(Services& services);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;
  [[nodiscard]] const amends_host* table() const { return &table_; }
  [[nodiscard]] Services& services() const { return services_; }

 private:
  Services& services_;
  amends_host table_;
};

/// One call in progress, on the stack of PluginStage::run.
class CallFrame {
 public:
  using Clock = std::chrono::steady_clock;

  CallFrame(Services& services, const StageManifest& manifest, const StageCall& call);
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  [[nodiscard]] const amends_call* table() const { return &table_; }
  void creating(bool on) { creating_ = on; }
  [[nodiscard]] bool late() const { return Clock::now() >= end_; }
  [[nodiscard]] bool cancelled() const { return (call_.cancelled && call_.cancelled()) || late(); }

  // What the plugin answered.
  bool answered = false, failed = false;
  std::string result, code, text, details;
  std::string broken;  ///< how the plugin broke the rules of the call; empty when it did not

  /// The frame of a call that a plugin hands back. nullptr from another thread than the call's: only `foreign_thread()` is noted then.
  static CallFrame* of(const amends_call* call) noexcept;
  [[nodiscard]] bool foreign_thread() const { return foreign_.load(); }

  /// Keeps an answer of a service until the call returns. False when the plugin has asked too often.
  bool keep(std::shared_ptr<const std::string> answer);
  [[nodiscard]] const ServiceContext& context() const { return context_; }
  [[nodiscard]] Services& services() const { return services_; }
  [[nodiscard]] std::int64_t remaining_us() const;
  [[nodiscard]] bool is_creating() const { return creating_; }

 private:
  Services& services_;
  const StageCall& call_;
  ServiceContext context_;
  amends_call table_;
  Clock::time_point end_;
  std::thread::id thread_;
  std::atomic<bool> foreign_{false};
  bool creating_ = false;
  std::deque<std::shared_ptr<const std::string>> kept_;
};

[[nodiscard]] inline amends_str to_c(std::string_view text) { return {text.data(), text.size()}; }
/// Empty for a null pointer.
[[nodiscard]] inline std::string_view from_c(amends_str text) { return text.data ? std::string_view(text.data, static_cast<std::size_t>(text.size)) : std::string_view(); }

}  // namespace amends::host
