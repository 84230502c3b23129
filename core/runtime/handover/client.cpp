#include "runtime/handover/client.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <optional>

#include "runtime/handover/socket.hpp"

namespace amends::runtime::handover {
namespace {

constexpr std::size_t kReadBytes = 64u << 10;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// The body of the one frame that comes; nothing when the connection ended or was silent for too long.
std::optional<std::string> receive(int socket) {
  FrameReader in;
  char buffer[kReadBytes];
  while (in.wants() > 0) {
    const auto n = ::recv(socket, buffer, std::min(sizeof buffer, in.wants()), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || !in.take({buffer, static_cast<std::size_t>(n)})) return std::nullopt;
  }
  return in.body();
}

}  // namespace

Result<json::Value> Client::call(const Request& request) const {
  AMENDS_TRY(const auto frame, frame_of(to_json(request)));
  AMENDS_TRY(const auto connection, connect_to(path_));
  const timeval wait{reply_wait_ms_ / 1000, reply_wait_ms_ % 1000 * 1000};
  ::setsockopt(connection.number(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  const bool whole = send_all(connection.number(), frame);
  // Refused before it was read to its end: the answer says why.
  if (const auto body = receive(connection.number())) return reply_from(*body);
  if (!whole)
    return fail(ErrorCode::unavailable, "the process that holds the journal broke the connection off before it had the whole act: nothing of it was taken. Try again", path_);
  return fail(ErrorCode::unavailable,
              "the connection to the process that holds the journal broke, or was silent for too long, after the act '" + request.act +
                  "' was sent: it may or may not have been taken. Look at the case before you repeat it; a complaint with a reference and a message or signal with an id are taken once, and can be sent again as they are",
              path_);
}

}  // namespace amends::runtime::handover
