#pragma once
// The side that hands an act over to the process that holds the journal. A connection an act: nothing is held open between two, so that the other process may end
// and come again, and this one may fork.
#include <string>

#include "runtime/handover/frame.hpp"

namespace amends::runtime::handover {

inline constexpr int kReplyWaitMs = 600'000;  ///< how long an act may take over there

class Client {
 public:
  explicit Client(std::string path, int reply_wait_ms = kReplyWaitMs) : path_(std::move(path)), reply_wait_ms_(reply_wait_ms) {}

  /// Returns when the other process has answered, which is when what it did is durable. Errors: what the act itself fails with over there; those of connect_to;
  /// `unavailable` when the connection broke, with a sentence that says whether the act may have been taken; `range` for an act of more than kFrameBytesMax bytes.
  [[nodiscard]] Result<json::Value> call(const Request& request) const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  int reply_wait_ms_;
};

}  // namespace amends::runtime::handover
