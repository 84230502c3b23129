// The socket beside a journal, with clients and servers that do not behave.
#include "runtime/handover/server.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <thread>

#include "core/runtime/handover_kit.hpp"
#include "core/runtime/runtime_kit.hpp"
#include "runtime/handover/client.hpp"
#include "runtime/handover/socket.hpp"

namespace amends::runtime::handover {
namespace {

namespace fs = std::filesystem;
using runtime::testing::Folder;
using testing::dial;
using testing::frame;
using testing::hear;
using testing::say;

Result<json::Value> echo(const Request& request) { return json::Value(request.args); }

std::unique_ptr<Server> serve(const std::string& path, Server::Perform perform = echo, int wait_ms = kReadWaitMs) {
  auto server = Server::start({.path = path, .perform = std::move(perform), .read_wait_ms = wait_ms, .write_wait_ms = wait_ms});
  EXPECT_TRUE(server) << server.error().text();
  return server ? *std::move(server) : nullptr;
}

Result<json::Value> ask(const std::string& path, json::Object args = {{"n", 1}}) { return Client(path, 20'000).call({"echo", {}, std::move(args)}); }

TEST(HandoverSocket, IsOfThisUserAloneAndGoesWithItsOwner) {
  Folder folder;
  const auto path = folder.file("cases.db.sock");
  {
    const auto listening = Listening::at(path);
    ASSERT_TRUE(listening) << listening.error().text();
    struct stat info {};
    ASSERT_EQ(::lstat(path.c_str(), &info), 0);
    EXPECT_TRUE(S_ISSOCK(info.st_mode));
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(HandoverSocket, AnotherUserIsTurnedAwayEvenWhereTheFileLetsThemIn) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may become another user for this test";
  constexpr uid_t kOther = 65'534;
  Folder folder;
  const auto path = folder.file("cases.db.sock");
  const auto server = serve(path);
  ASSERT_TRUE(server);
  // What the mode of the socket and its folder keep out is let in here, so that the look at the other end's user is what is left.
  ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0777), 0);
  for (const bool as_other : {false, true}) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      if (as_other && ::setuid(kOther) != 0) ::_exit(9);
      const auto socket = testing::dial(path);  // connect_to would look at the server's user itself
      if (!socket) ::_exit(8);
      (void)testing::say(socket, testing::frame("echo", {{"n", 1}}));
      const auto heard = testing::hear(socket);
      ::_exit(heard && *heard ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), as_other ? 1 : 0) << (as_other ? "another user's act was done" : "this user's act was not done");
  }
  EXPECT_TRUE(ask(path)) << "and the server goes on";
}

TEST(HandoverSocket, TakesTheSameNameForEveryWayToTheFile) {
  Folder folder;
  std::ofstream(folder.file("cases.db")) << "x";
  fs::create_symlink(folder.file("cases.db"), folder.file("link.db"));
  EXPECT_EQ(socket_path(folder.file("link.db")), socket_path(folder.file("cases.db")));
  EXPECT_TRUE(socket_path(folder.file("cases.db")).ends_with("/cases.db.sock"));
}

TEST(HandoverSocket, AnOldSocketMakesRoomAndAnythingElseIsLeftAlone) {
  Folder folder;
  const auto path = folder.file("old.sock");
  {
    const Descriptor old(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto at = testing::address(path);
    ASSERT_EQ(::bind(old.number(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  }
  ASSERT_TRUE(fs::is_socket(fs::symlink_status(path))) << "as a process that was killed leaves it";
  EXPECT_EQ(connect_to(path).error().code, ErrorCode::not_found);
  EXPECT_TRUE(Listening::at(path));

  std::ofstream(folder.file("file.sock")) << "mine";
  const auto refused = Listening::at(folder.file("file.sock"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(fs::file_size(folder.file("file.sock")), 4u);
  fs::create_symlink(folder.file("file.sock"), folder.file("link.sock"));
  EXPECT_EQ(Listening::at(folder.file("link.sock")).error().code, ErrorCode::refused);
  EXPECT_EQ(Listening::at(folder.file("no/such/folder.sock")).error().code, ErrorCode::io);
}

TEST(HandoverSocket, OneThatAnotherPutThereMeanwhileStays) {
  Folder folder;
  const auto path = folder.file("a.sock");
  {
    const auto first = Listening::at(path);
    ASSERT_TRUE(first);
    fs::remove(path);
    std::ofstream(path) << "another";
  }
  EXPECT_TRUE(fs::exists(path));
}

TEST(HandoverSocket, ItsPathHasALimit) {
  Folder folder;
  const auto of = [&](std::size_t size) { return folder.file(std::string(size - folder.file("").size(), 's')); };
  EXPECT_TRUE(Listening::at(of(kSocketPathBytesMax - 1)));
  EXPECT_TRUE(Listening::at(of(kSocketPathBytesMax)));
  const auto longer = Listening::at(of(kSocketPathBytesMax + 1));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::range);
  EXPECT_NE(longer.error().message.find("107"), std::string::npos);
  EXPECT_EQ(connect_to(of(kSocketPathBytesMax + 1)).error().code, ErrorCode::range);
}

TEST(HandoverServer, AnswersManyAtOnceEachItsOwn) {
  Folder folder;
  const auto path = folder.file("s");
  const auto server = serve(path);
  std::vector<std::thread> clients;
  std::atomic<int> right = 0;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      for (int i = 0; i < 50; ++i) {
        const auto done = ask(path, {{"n", c * 1000 + i}, {"text", std::string(static_cast<std::size_t>(i) * 1000, 'x')}});
        if (done && json::integer_at(*done, "n") == c * 1000 + i) ++right;
      }
    });
  for (auto& one : clients) one.join();
  EXPECT_EQ(right, 400);
}

TEST(HandoverServer, SeveralActsGoOverOneConnection) {
  Folder folder;
  const auto server = serve(folder.file("s"));
  const auto line = dial(folder.file("s"));
  ASSERT_TRUE(say(line, frame("echo", {{"n", 1}}) + frame("echo", {{"n", 2}})));  // the second waits for its turn
  EXPECT_EQ(json::integer_at(**hear(line), "n"), 1);
  EXPECT_EQ(json::integer_at(**hear(line), "n"), 2);
}

TEST(HandoverServer, ASilentOrSlowClientHoldsNobodyUp) {
  Folder folder;
  const auto path = folder.file("s");
  const auto server = serve(path, echo, 300);
  const auto silent = dial(path), slow = dial(path), deaf = dial(path);
  const auto whole = frame("echo", {{"n", 7}});
  ASSERT_TRUE(say(slow, whole.substr(0, 10)));
  // One that never reads its answer, which is longer than the system keeps for it.
  ASSERT_TRUE(say(deaf, frame("echo", {{"text", std::string(4u << 20, 'x')}})));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(ask(path));
  for (const auto* one : {&silent, &slow}) {
    const auto told = hear(*one);
    ASSERT_TRUE(told && !*told);
    EXPECT_EQ(told->error().code, ErrorCode::deadline);
    EXPECT_NE(told->error().message.find("nothing was taken"), std::string::npos);
    EXPECT_FALSE(hear(*one)) << "closed";
  }
  EXPECT_TRUE(ask(path));
}

TEST(HandoverServer, ALongActHoldsNobodyUp) {
  Folder folder;
  const auto path = folder.file("s");
  std::atomic<bool> go_on = false;
  const auto server = serve(path, [&](const Request& request) -> Result<json::Value> {
    while (request.act == "long" && !go_on) std::this_thread::yield();
    return json::Value(request.act);
  });
  const auto line = dial(path);
  ASSERT_TRUE(say(line, frame("long")));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(ask(path));
  go_on = true;
  const auto done = hear(line);
  ASSERT_TRUE(done && *done);
  EXPECT_EQ(**done, json::Value("long"));
}

TEST(HandoverServer, ServesSoManyAndTellsOneMore) {
  Folder folder;
  const auto path = folder.file("s");
  const auto server = serve(path);
  std::vector<Descriptor> lines;
  for (std::size_t i = 0; i < kConnectionsMax; ++i) lines.push_back(dial(path));
  ASSERT_TRUE(say(lines.back(), frame("echo", {{"n", 3}})));  // taken in the order of coming: all before it are there
  ASSERT_TRUE(*hear(lines.back()));
  const auto more = ask(path);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::busy);
  EXPECT_NE(more.error().message.find(std::to_string(kConnectionsMax)), std::string::npos);
  lines.front() = {};
  const auto last = [&] {
    for (int i = 0; i < 1'000; ++i)  // the server sees the end of that connection a moment later
      if (auto done = ask(path); done || done.error().code != ErrorCode::busy) return done;
    return ask(path);
  }();
  EXPECT_TRUE(last) << last.error().text();
}

TEST(HandoverServer, AnActThatThrowsIsASentence) {
  Folder folder;
  const auto server = serve(folder.file("s"), [](const Request&) -> Result<json::Value> { throw std::runtime_error("out of ideas"); });
  const auto done = ask(folder.file("s"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::internal);
  EXPECT_NE(done.error().message.find("out of ideas"), std::string::npos);
}

TEST(HandoverServer, AnAnswerThatIsTooLongSaysThatTheActWasDone) {
  Folder folder;
  const auto server = serve(folder.file("s"), [](const Request&) -> Result<json::Value> { return json::Value(std::string(kFrameBytesMax, 'x')); });
  const auto done = ask(folder.file("s"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::range);
  EXPECT_NE(done.error().message.find("was done"), std::string::npos);
}

TEST(HandoverServer, StopsWhenWhatIsUnderWayIsAnswered) {
  Folder folder;
  const auto path = folder.file("s");
  std::atomic<bool> began = false, go_on = false;
  auto server = serve(path, [&](const Request&) -> Result<json::Value> {
    began = true;
    while (!go_on) std::this_thread::yield();
    return json::Value("done");
  });
  const auto line = dial(path), half = dial(path);
  ASSERT_TRUE(say(line, frame("act")));
  ASSERT_TRUE(say(half, frame("act").substr(0, 12)));
  while (!began) std::this_thread::yield();
  std::thread stopping([&] { server.reset(); });
  const auto told = hear(half);
  ASSERT_TRUE(told && !*told);
  EXPECT_EQ(told->error().code, ErrorCode::unavailable);
  EXPECT_NE(told->error().message.find("nothing of this act was taken"), std::string::npos);
  EXPECT_EQ(ask(path).error().code, ErrorCode::not_found) << "its name is gone";
  go_on = true;
  const auto done = hear(line);
  ASSERT_TRUE(done && *done);
  EXPECT_EQ(**done, json::Value("done"));
  stopping.join();
}

TEST(HandoverServer, NonsenseIsToldAndForgotten) {
  Folder folder;
  const auto path = folder.file("s");
  const auto server = serve(path);
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::mt19937_64 random(seed);
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  int told = 0;
  for (int round = 0; round < 300; ++round) {
    const auto line = dial(path);
    ASSERT_TRUE(line);
    std::string bytes;
    if (round % 3 == 0) {  // bytes at random, the length too
      for (auto n = 1 + random() % 64; n > 0; --n) bytes += static_cast<char>(random());
    } else {
      bytes = frame("echo", {{"n", round}, {"text", std::string(random() % 200, 'x')}});
      for (auto n = 1 + random() % 3; n > 0; --n) bytes[random() % bytes.size()] = static_cast<char>(random());
      if (round % 3 == 2) bytes.resize(1 + random() % bytes.size());
    }
    say(line, bytes);
    ::shutdown(line.number(), SHUT_WR);
    for (auto heard = hear(line); heard; heard = hear(line)) {
      if (*heard) continue;
      ++told;
      EXPECT_FALSE(heard->error().message.empty());
    }
  }
  EXPECT_GT(told, 50);
  EXPECT_TRUE(ask(path));
}

/// A server that does as it is told, once.
class Once {
 public:
  Once(const std::string& path, std::function<void(int)> with) : listening_(*Listening::at(path)), thread_([this, with = std::move(with)] {
    int taken = -1;
    while (taken < 0) taken = ::accept(listening_.descriptor(), nullptr, nullptr);
    const Descriptor line(taken);
    with(line.number());
  }) {}
  ~Once() { thread_.join(); }

 private:
  Listening listening_;
  std::thread thread_;
};

TEST(HandoverClient, SaysWhetherABrokenOffActMayHaveBeenTaken) {
  Folder folder;
  {
    const Once server(folder.file("after"), [](int line) {  // has it whole, and goes
      char buffer[4096];
      FrameReader in;
      while (in.wants() > 0) {
        const auto n = ::recv(line, buffer, std::min(sizeof buffer, in.wants()), 0);
        if (n <= 0 || !in.take({buffer, static_cast<std::size_t>(n)})) return;
      }
    });
    const auto done = ask(folder.file("after"));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::unavailable);
    EXPECT_NE(done.error().message.find("may or may not have been taken"), std::string::npos);
    EXPECT_EQ(done.error().where, folder.file("after"));
  }
  {
    const Once server(folder.file("before"), [](int line) {
      char one = 0;
      (void)!::recv(line, &one, 1, 0);
    });
    const auto done = ask(folder.file("before"), {{"text", std::string(8u << 20, 'x')}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::unavailable);
    EXPECT_NE(done.error().message.find("nothing of it was taken"), std::string::npos);
  }
  {
    std::atomic<bool> over = false;
    const Once server(folder.file("silent"), [&](int) {
      while (!over) std::this_thread::yield();
    });
    const auto done = Client(folder.file("silent"), 50).call({"echo", {}, {}});
    over = true;
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().message.find("may or may not have been taken"), std::string::npos);
  }
}

TEST(HandoverClient, ReadsWhyALongActWasRefusedBeforeItsEnd) {
  Folder folder;
  const Once server(folder.file("s"), [](int line) {
    char one = 0;
    (void)!::recv(line, &one, 1, 0);
    const auto reply = *frame_of(reply_of(fail(ErrorCode::busy, "too much")));
    (void)!::send(line, reply.data(), reply.size(), MSG_NOSIGNAL);
  });
  const auto done = ask(folder.file("s"), {{"text", std::string(8u << 20, 'x')}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::busy);
  EXPECT_EQ(done.error().message, "too much");
}

}  // namespace
}  // namespace amends::runtime::handover
