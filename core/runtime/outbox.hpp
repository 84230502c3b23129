#pragma once
// What leaves the engine: messages that are added in the turn of the event that caused them, are handed out to whoever delivers them, and stay until their
// delivery is acknowledged. At least once: what was handed out and not acknowledged comes again, with the same key, by which the receiver knows it.
// Used by the fold (case_state.hpp) and by the commands of the outbox (Runtime); knows no SQLite.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/items.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

inline constexpr std::size_t kOutboxOpenMax = 1'000;              ///< messages of one case that are not settled; a `send` step that would add one more fails
inline constexpr std::size_t kMessageBytesMax = 1u << 20;         ///< of what one message says; more belongs into an attachment
inline constexpr std::int32_t kDeliveryFailuresMax = 8;           ///< reports of failure after which a message is parked
inline constexpr std::int64_t kHandOutsMax = 20;                  ///< times that a message is handed out without any report before it is parked: it may take its deliverer down
inline constexpr std::int64_t kDeliveryBackoffUs = 60'000'000;    ///< a minute after the first failure; doubles with each
inline constexpr std::int64_t kDeliveryBackoffMaxUs = 3'600'000'000;
inline constexpr std::int64_t kPullMax = 1'000;                   ///< messages of one pull
inline constexpr std::int64_t kLeaseMaxUs = 86'400'000'000;       ///< a lease is a second to a day
inline constexpr std::int64_t kReasonCodePointsMax = 500;         ///< of a report of failure; the rest is cut

struct OutboxMessage {
  std::string key;               ///< idempotency key: "<case>/<event>", "<case>/<event>.<n>" for further ones of one event
  std::string kind, to;
  json::Value body;              ///< null once it is settled: the journal has it
  std::string step;              ///< of the `send` step; empty for a notice
  std::int32_t visit = 0;
  ItemPath items;                ///< that the step stood in
  std::int64_t seq = 0;          ///< of the event that added it
  Instant added_at, ready_at;    ///< ready_at: handed out from then on
  std::string status = "open";   ///< open, parked, acknowledged, dropped
  std::int32_t failures = 0;     ///< reported
  std::string reason;            ///< of the last failure, or why it was given up
  std::optional<Instant> settled_at;
  [[nodiscard]] bool settled() const { return settled_at.has_value(); }
  [[nodiscard]] bool is_notice() const { return step.empty(); }
};

/// The case of a key; empty for a text that is no key.
[[nodiscard]] std::string case_of_key(std::string_view key);
/// When a message is handed out again after its n-th failure.
[[nodiscard]] Instant ready_after_failure(Instant now, std::int32_t failures);

}  // namespace amends::runtime
