#include "runtime/handover/socket.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace amends::runtime::handover {
namespace {

static_assert(sizeof(sockaddr_un::sun_path) == kSocketPathBytesMax + 1);

Error failed(const char* what, const std::string& path) {
  const int number = errno;
  return fail(ErrorCode::io, std::string(what) + ": " + std::strerror(number), path);
}

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un out{};
  if (path.size() > kSocketPathBytesMax)
    return fail(ErrorCode::range, "the path of the socket beside the journal has " + std::to_string(path.size()) + " bytes, and the system takes " + std::to_string(kSocketPathBytesMax) +
                                      ": other processes cannot hand acts over until the journal stands at a shorter path", path);
  out.sun_family = AF_UNIX;
  std::memcpy(out.sun_path, path.data(), path.size());
  return out;
}

/// Takes away what an ended process left.
Result<void> make_room(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return {};
    return failed("cannot look at the place of the socket", path);
  }
  if (!S_ISSOCK(info.st_mode) || info.st_uid != ::geteuid())
    return fail(ErrorCode::refused, "something that is no socket of this user stands where the socket of the journal belongs; move it away, then other processes can hand acts over", path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("cannot take the old socket away", path);
  return {};
}

}  // namespace

std::string socket_path(const std::string& database) {
  namespace fs = std::filesystem;
  std::error_code ec;
  auto file = fs::weakly_canonical(fs::absolute(database, ec), ec);
  return (ec ? database : file.string()) + ".sock";
}

Result<Listening> Listening::at(const std::string& path) {
  AMENDS_TRY(const auto address, address_of(path));
  AMENDS_CHECK(make_room(path));
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return failed("cannot make a socket", path);
  // The name gets the mode that the socket has when it is bound: there is no moment at which others could come in.
  if (::fchmod(socket.number(), 0600) != 0) return failed("cannot keep the socket to this user", path);
  if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return failed("cannot put the socket beside the journal", path);
  struct stat info {};
  const bool there = ::lstat(path.c_str(), &info) == 0;
  Listening out(std::move(socket), path, info.st_dev, info.st_ino);
  if (!there || (info.st_mode & 0077) != 0) return fail(ErrorCode::refused, "the socket beside the journal is open to other users on this file system; keep the journal on a local disk", path);
  if (::listen(out.descriptor(), kBacklogMax) != 0) return failed("cannot listen at the socket", path);
  return out;
}

Listening::~Listening() {
  if (!socket_) return;
  struct stat info {};
  if (::lstat(path_.c_str(), &info) == 0 && info.st_dev == device_ && info.st_ino == inode_) ::unlink(path_.c_str());
}

Result<void> same_user(int connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return failed("cannot tell who is at the other end of the socket", "");
  if (peer.uid == ::geteuid()) return {};
  return fail(ErrorCode::refused, "the process at the other end is of the user " + std::to_string(peer.uid) + " and this one of " + std::to_string(::geteuid()) + "; acts go between processes of one user alone");
}

Result<Descriptor> connect_to(const std::string& path) {
  AMENDS_TRY(const auto address, address_of(path));
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return failed("cannot make a socket", path);
  const timeval wait{kSendWaitMs / 1000, 0};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);  // connecting waits so long too
  while (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EINTR) continue;
    if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTSOCK) return fail(ErrorCode::not_found, "nobody takes acts at the socket beside the journal", path);
    if (errno == EACCES || errno == EPERM) return fail(ErrorCode::refused, "the process that holds the journal is of another user; acts go between processes of one user alone", path);
    if (errno == EAGAIN) return fail(ErrorCode::busy, "too many processes wait at the socket beside the journal; try again", path);
    return failed("cannot reach the process that holds the journal", path);
  }
  AMENDS_CHECK(same_user(socket.number()));
  return socket;
}

}  // namespace amends::runtime::handover
