#pragma once
// Raw ends of a socket, for clients and servers that do not behave.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <string>

#include "runtime/handover/frame.hpp"
#include "runtime/wake_up.hpp"

namespace amends::runtime::handover::testing {

inline sockaddr_un address(const std::string& path) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  std::strncpy(out.sun_path, path.c_str(), sizeof out.sun_path - 1);
  return out;
}

inline Descriptor dial(const std::string& path) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto to = address(path);
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return {};
  const timeval guard{20, 0};  // a test that would hang fails instead
  ::setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &guard, sizeof guard);
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &guard, sizeof guard);
  return socket;
}

inline bool say(const Descriptor& socket, std::string_view bytes) { return ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()); }

/// The next answer; nothing when the connection ended.
inline std::optional<Result<json::Value>> hear(const Descriptor& socket) {
  FrameReader in;
  char buffer[4096];
  while (in.wants() > 0) {
    const auto n = ::recv(socket.number(), buffer, std::min(sizeof buffer, in.wants()), 0);
    if (n <= 0 || !in.take({buffer, static_cast<std::size_t>(n)})) return std::nullopt;
  }
  return reply_from(in.body());
}

inline std::string frame(const std::string& act, json::Object args = {}) { return *frame_of(to_json(Request{act, {}, std::move(args)})); }

}  // namespace amends::runtime::handover::testing
