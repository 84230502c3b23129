#pragma once
// The side that does what other processes hand over. One thread looks after all connections and waits for none of them; a few others do the acts. A client that is
// slow, silent, or sends nonsense holds up its own connection and nothing else.
#include <functional>
#include <memory>
#include <string>

#include "runtime/handover/frame.hpp"

namespace amends::runtime::handover {

inline constexpr std::size_t kConnectionsMax = 64;               ///< at a time; one more is told so
inline constexpr int kReadWaitMs = 10'000;                       ///< from the first moment of a connection, or its last answer, until the next frame is whole
inline constexpr int kWriteWaitMs = 10'000;                      ///< for an answer to be taken
inline constexpr int kDoersMax = 4;                              ///< acts at a time
inline constexpr std::size_t kBufferedBytesMax = 256u << 20;     ///< frames under way, of all connections

class Server {
 public:
  /// Does one act and gives its answer when it is durable. Thread: several at once, of the server's own.
  using Perform = std::function<Result<json::Value>(const Request&)>;
  struct Settings {
    std::string path;
    Perform perform;
    std::function<std::shared_ptr<void>()> thread_scope = {};  ///< held by each thread that performs
    int read_wait_ms = kReadWaitMs;
    int write_wait_ms = kWriteWaitMs;
  };
  /// Errors: those of Listening::at; `io`.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Settings settings);
  /// Takes no more acts; those under way are done and answered first.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace amends::runtime::handover
