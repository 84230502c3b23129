#pragma once
// The local socket beside a journal: FILE.db.sock, for processes of one user on one machine. Where it stands, who may stand behind it, and how it comes and goes.
#include <string>

#include "runtime/wake_up.hpp"
#include "support/result.hpp"

namespace amends::runtime::handover {

inline constexpr std::size_t kSocketPathBytesMax = 107;  ///< what the system takes as the name of a local socket
inline constexpr int kBacklogMax = 128;                  ///< connections that nobody has taken yet
inline constexpr int kSendWaitMs = 10'000;               ///< how long a process waits to be taken, and for its bytes to be

/// Where the socket of a journal stands: beside the file itself, whatever links lead to it.
[[nodiscard]] std::string socket_path(const std::string& database);

/// A socket that takes connections, under a name that this user alone may use (mode 0600). The name is taken away at the end, unless another one stands there.
class Listening {
 public:
  /// Only for who holds the writer's lock of the journal: a socket of this user that stands there is then nobody's any more, and makes room. Errors: `range` for a
  /// path that is too long, `refused` for anything else that stands there, `io`.
  [[nodiscard]] static Result<Listening> at(const std::string& path);
  Listening(Listening&&) = default;
  Listening& operator=(Listening&&) = delete;
  ~Listening();
  [[nodiscard]] int descriptor() const { return socket_.number(); }

 private:
  Listening(Descriptor socket, std::string path, unsigned long device, unsigned long inode) : socket_(std::move(socket)), path_(std::move(path)), device_(device), inode_(inode) {}
  Descriptor socket_;
  std::string path_;
  unsigned long device_, inode_;
};

/// A connection, blocking, its peer of the same user. Errors: `not_found` when nobody listens there, `refused` when somebody else does, `busy`, `io`, `range`.
[[nodiscard]] Result<Descriptor> connect_to(const std::string& path);

/// Whether the process at the other end is of this user. Errors: `refused` with both users.
[[nodiscard]] Result<void> same_user(int connection);

}  // namespace amends::runtime::handover
