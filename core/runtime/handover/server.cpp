#include "runtime/handover/server.hpp"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <vector>

#include "runtime/handover/socket.hpp"

namespace amends::runtime::handover {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 64u << 10;            // of one connection before the next one has its turn
constexpr std::chrono::milliseconds kAcceptPause{100};   // where this process has no descriptor left

/// The answer as it is sent. An answer that is too long comes after the act: it says so.
std::string frame_of_reply(const Result<json::Value>& done) {
  auto frame = frame_of(reply_of(done));
  if (frame) return *std::move(frame);
  return *frame_of(reply_of(fail(ErrorCode::range, "the act was done and is durable, but its answer is longer than what goes from one process to another; look at the journal for what came of it")));
}

struct Connection {
  enum class State { reading, working, writing };
  Descriptor socket;
  State state = State::reading;
  FrameReader in;
  std::string out;
  std::size_t sent = 0;
  std::size_t asked_bytes = 0;  ///< of the act that is being done
  bool last = false;          ///< closed when `out` is sent
  Time::time_point until{};   ///< of reading or writing
};

}  // namespace

struct Server::Parts {
  Parts(Settings given, Listening socket, WakeUp wake) : settings(std::move(given)), listening(std::move(socket)), happened(std::move(wake)) {}

  Settings settings;
  std::optional<Listening> listening;   ///< of the looking thread, until it stops
  WakeUp happened;                      ///< an act is done, or it is to stop
  std::atomic<bool> stopping = false;

  struct Frame {
    std::int64_t connection = 0;
    std::string bytes;
  };
  std::mutex mutex;                     ///< guards what follows
  std::condition_variable changed;
  std::deque<Frame> asked, answered;    ///< at most one of a connection in both
  bool over = false;

  // Of the looking thread alone.
  std::map<std::int64_t, Connection> connections;
  std::int64_t next_connection = 0;
  Time::time_point accept_from{};

  std::thread looking;
  std::vector<std::thread> doing;

  // --- doing ---

  [[nodiscard]] Result<json::Value> perform(const std::string& body) const {
    try {
      AMENDS_TRY(const auto request, request_from(body));
      return settings.perform(request);
    } catch (const std::exception& e) {
      return fail(ErrorCode::internal, std::string("the act was broken off: ") + e.what() + "; look at the case before you repeat it, and report this");
    }
  }

  void do_acts() {
    ::pthread_setname_np(::pthread_self(), "amends-act");
    const auto scope = settings.thread_scope ? settings.thread_scope() : nullptr;
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return over || !asked.empty(); });
      if (asked.empty()) return;
      auto frame = std::move(asked.front());
      asked.pop_front();
      lock.unlock();
      frame.bytes = frame_of_reply(perform(frame.bytes));
      lock.lock();
      answered.push_back(std::move(frame));
      happened.set();
    }
  }

  // --- looking ---

  void look() {
    ::pthread_setname_np(::pthread_self(), "amends-handover");
    std::vector<pollfd> waited;
    std::vector<std::int64_t> ids;
    while (true) {
      take_answers();
      if (stopping) begin_to_stop();
      if (stopping && connections.empty()) return;
      waited.assign({pollfd{happened.descriptor(), POLLIN, 0}, pollfd{listens() ? listening->descriptor() : -1, POLLIN, 0}});
      ids.clear();
      for (const auto& [id, one] : connections) {
        // A client that went away while its act is done shows when it is answered.
        const short events = one.state == Connection::State::reading ? POLLIN : POLLOUT;
        waited.push_back({one.state == Connection::State::working ? -1 : one.socket.number(), events, 0});
        ids.push_back(id);
      }
      ::poll(waited.data(), waited.size(), wait_ms());
      happened.clear();
      for (std::size_t i = 0; i < ids.size(); ++i)
        if (waited[i + 2].revents != 0) go_on(ids[i]);
      close_late();
      if (waited[1].revents != 0) accept_all();
    }
  }

  [[nodiscard]] bool listens() const { return listening && Time::now() >= accept_from; }

  /// Until the first connection is late; -1: for good.
  [[nodiscard]] int wait_ms() const {
    auto until = Time::time_point::max();
    for (const auto& [id, one] : connections)
      if (one.state != Connection::State::working) until = std::min(until, one.until);
    if (listening && Time::now() < accept_from) until = std::min(until, accept_from);
    if (until == Time::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Time::now()).count();
    return static_cast<int>(std::max<std::int64_t>(0, left));
  }

  void accept_all() {
    while (listens()) {
      Descriptor socket(::accept4(listening->descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!socket) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) accept_from = Time::now() + kAcceptPause;
        if (errno == EINTR || errno == ECONNABORTED) continue;
        return;
      }
      auto allowed = same_user(socket.number());
      if (allowed && connections.size() >= kConnectionsMax)
        allowed = fail(ErrorCode::busy, "the process that holds the journal serves " + std::to_string(kConnectionsMax) + " others at this moment and takes no more; try again");
      if (allowed) {
        auto& one = connections[next_connection++];
        one.socket = std::move(socket);
        one.until = Time::now() + std::chrono::milliseconds(settings.read_wait_ms);
        continue;
      }
      // There is room for so few bytes in a new connection; whoever does not get them sees it closed.
      const auto frame = frame_of_reply(allowed.error());
      [[maybe_unused]] const auto sent = ::send(socket.number(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }

  void take_answers() {
    std::deque<Frame> ready;
    {
      const std::lock_guard lock(mutex);
      ready.swap(answered);
    }
    for (auto& frame : ready)
      if (const auto found = connections.find(frame.connection); found != connections.end()) {
        answer(found->second, std::move(frame.bytes));
        send_more(found->first);
      }
  }

  void answer(Connection& one, std::string frame) const {
    one.out = std::move(frame);
    one.sent = one.asked_bytes = 0;
    one.state = Connection::State::writing;
    one.until = Time::now() + std::chrono::milliseconds(settings.write_wait_ms);
  }
  void refuse(Connection& one, const Error& error) const {
    answer(one, frame_of_reply(error));
    one.last = true;
  }

  void go_on(std::int64_t id) {
    const auto found = connections.find(id);
    if (found == connections.end()) return;
    try {
      if (found->second.state == Connection::State::writing) send_more(id);
      else if (found->second.state == Connection::State::reading) read_more(id);
    } catch (const std::bad_alloc&) {
      connections.erase(id);  // of its act nothing was taken
    }
  }

  void send_more(std::int64_t id) {
    auto& one = connections.at(id);
    while (one.sent < one.out.size()) {
      const auto n = ::send(one.socket.number(), one.out.data() + one.sent, one.out.size() - one.sent, MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
      if (n < 0) {
        connections.erase(id);  // it went away; what it asked for was done
        return;
      }
      one.sent += static_cast<std::size_t>(n);
    }
    if (one.last || stopping) {
      connections.erase(id);
      return;
    }
    one.out = {};
    one.state = Connection::State::reading;
    one.until = Time::now() + std::chrono::milliseconds(settings.read_wait_ms);
  }

  void read_more(std::int64_t id) {
    auto& one = connections.at(id);
    char buffer[kReadBytes];
    // Never beyond the frame: what follows stays with the system until this one is answered.
    const auto n = ::recv(one.socket.number(), buffer, std::min(sizeof buffer, one.in.wants()), 0);
    if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (n <= 0) {
      connections.erase(id);  // ended between two frames, or in the middle of one of which nothing was done
      return;
    }
    if (auto taken = one.in.take({buffer, static_cast<std::size_t>(n)}); !taken) {
      refuse(one, taken.error());
    } else if (one.in.wants() == 0) {
      one.state = Connection::State::working;
      one.asked_bytes = one.in.held();
      {
        const std::lock_guard lock(mutex);
        asked.push_back({id, one.in.body()});
      }
      changed.notify_one();
    } else if (buffered() > kBufferedBytesMax) {
      refuse(one, fail(ErrorCode::busy, "the process that holds the journal has " + std::to_string(kBufferedBytesMax) + " bytes of acts before it; nothing of this one was taken, try again"));
    }
  }

  [[nodiscard]] std::size_t buffered() const {
    std::size_t sum = 0;
    for (const auto& [id, one] : connections) sum += one.in.held() + one.asked_bytes;
    return sum;
  }

  void close_late() {
    const auto now = Time::now();
    std::vector<std::int64_t> late;
    for (const auto& [id, one] : connections)
      if (one.state != Connection::State::working && one.until <= now) late.push_back(id);
    for (const auto id : late) {
      auto& one = connections.at(id);
      if (one.state == Connection::State::writing) {
        connections.erase(id);
        continue;
      }
      refuse(one, fail(ErrorCode::deadline, "no whole act came within " + std::to_string(settings.read_wait_ms) + " ms, so nothing was taken; send it again"));
      send_more(id);
    }
  }

  /// Acts that came whole are done; who has not finished asking is told.
  void begin_to_stop() {
    if (!listening) return;
    listening.reset();
    std::vector<std::int64_t> open;
    for (const auto& [id, one] : connections)
      if (one.state == Connection::State::reading) open.push_back(id);
    for (const auto id : open) {
      refuse(connections.at(id), fail(ErrorCode::unavailable, "the process that holds the journal stops, and nothing of this act was taken; try again"));
      send_more(id);
    }
  }
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Result<std::unique_ptr<Server>> Server::start(Settings settings) {
  AMENDS_TRY(auto wake, WakeUp::make());
  AMENDS_TRY(auto listening, Listening::at(settings.path));
  auto parts = std::make_unique<Parts>(std::move(settings), std::move(listening), std::move(wake));
  auto* of = parts.get();
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  for (int i = 0; i < kDoersMax; ++i) of->doing.emplace_back([of] { of->do_acts(); });
  of->looking = std::thread([of] { of->look(); });
  return server;
}

Server::~Server() {
  parts_->stopping = true;
  parts_->happened.set();
  if (parts_->looking.joinable()) parts_->looking.join();
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->over = true;
  }
  parts_->changed.notify_all();
  for (auto& thread : parts_->doing) thread.join();
}

}  // namespace amends::runtime::handover
