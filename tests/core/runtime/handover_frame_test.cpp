// Bytes between two processes: whatever comes in is a value or a sentence.
#include "runtime/handover/frame.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace amends::runtime::handover {
namespace {

std::string header(std::size_t size) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xFF);
  return out;
}

TEST(HandoverFrame, ARequestComesBackAsItWas) {
  const Request sent{"answer", {"li.na", "supervisor", "weekly review", "wang.wu"}, {{"case", "CASE-1"}, {"answer", json::Object{{"决定", "同意"}}}}};
  const auto bytes = frame_of(to_json(sent));
  ASSERT_TRUE(bytes);
  FrameReader in;
  for (const char one : *bytes) {
    ASSERT_GT(in.wants(), 0u);
    ASSERT_TRUE(in.take({&one, 1}));
  }
  ASSERT_EQ(in.wants(), 0u);
  const auto got = request_from(in.body());
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->act, sent.act);
  EXPECT_EQ(got->by.id, sent.by.id);
  EXPECT_EQ(got->by.role, sent.by.role);
  EXPECT_EQ(got->by.purpose, sent.by.purpose);
  EXPECT_EQ(got->by.on_behalf_of, sent.by.on_behalf_of);
  EXPECT_EQ(got->args, sent.args);
  EXPECT_EQ(in.wants(), kHeaderBytes) << "ready for the next one";
}

TEST(HandoverFrame, AnErrorComesBackAsItWas) {
  const auto sent = fail(ErrorCode::refused, "the task is for the role 处理", "CASE-1 h#1");
  const auto got = reply_from(json::write(reply_of(sent)));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, sent.code);
  EXPECT_EQ(got.error().message, sent.message);
  EXPECT_EQ(got.error().where, sent.where);
  EXPECT_EQ(*reply_from(json::write(reply_of(json::Value(nullptr)))), json::Value(nullptr));
}

TEST(HandoverFrame, ItsLengthHasALimitOnBothSides) {
  for (const auto size : {std::size_t(1), kFrameBytesMax - 1, kFrameBytesMax}) {
    FrameReader in;
    EXPECT_TRUE(in.take(header(size))) << size;
    EXPECT_EQ(in.wants(), size);
  }
  for (const auto size : {kFrameBytesMax + 1, std::size_t(0xFFFFFFFF)}) {
    FrameReader in;
    const auto taken = in.take(header(size));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::range);
  }
  FrameReader empty;
  EXPECT_EQ(empty.take(header(0)).error().code, ErrorCode::schema);
  // What is sent: the body's quotes count.
  EXPECT_TRUE(frame_of(json::Value(std::string(kFrameBytesMax - 2, 'x'))));
  const auto longer = frame_of(json::Value(std::string(kFrameBytesMax - 1, 'x')));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::range);
}

TEST(HandoverFrame, BadInputIsRefusedByName) {
  const struct {
    const char* body;
    ErrorCode code;
    const char* where;
  } kCases[] = {
      {"", ErrorCode::schema, nullptr},
      {"{", ErrorCode::schema, nullptr},
      {"[]", ErrorCode::bad_type, nullptr},
      {"{}", ErrorCode::missing_field, "protocol"},
      {R"({"protocol":"1"})", ErrorCode::missing_field, "protocol"},
      {R"({"protocol":2,"act":"answer","later":true})", ErrorCode::unsupported, "protocol"},
      {R"({"protocol":1})", ErrorCode::missing_field, "act"},
      {R"({"protocol":1,"act":7})", ErrorCode::bad_type, "act"},
      {R"({"protocol":1,"act":"a","by":"li.na"})", ErrorCode::bad_type, "by"},
      {R"({"protocol":1,"act":"a","by":{"role":[]}})", ErrorCode::bad_type, "role"},
      {R"({"protocol":1,"act":"a","args":[]})", ErrorCode::bad_type, "args"},
      {R"({"protocol":1,"act":"a","byy":{}})", ErrorCode::schema, "byy"},
      {R"({"protocol":1,"act":"a","act":"b"})", ErrorCode::schema, nullptr},
      {"{\"protocol\":1,\"act\":\"\xff\"}", ErrorCode::not_utf8, nullptr},
  };
  for (const auto& one : kCases) {
    const auto got = request_from(one.body);
    ASSERT_FALSE(got) << one.body;
    EXPECT_EQ(got.error().code, one.code) << one.body << ": " << got.error().text();
    if (one.where) {
      EXPECT_EQ(got.error().where, one.where) << one.body;
    }
  }
  const auto named = [](std::size_t size) { return request_from(R"({"protocol":1,"act":")" + std::string(size, 'a') + "\"}"); };
  EXPECT_TRUE(named(kActBytesMax));
  EXPECT_EQ(named(kActBytesMax + 1).error().code, ErrorCode::schema);
}

TEST(HandoverFrame, ChangedBytesNeverCrash) {
  const auto* given = std::getenv("AMENDS_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::mt19937_64 random(seed);
  std::printf("seed %llu (give it back as AMENDS_SEED)\n", static_cast<unsigned long long>(seed));
  const auto whole = *frame_of(to_json({"submit", {"li.na", "handler", "", ""}, {{"record", json::Object{{"text", json::Array{1, 2, "三"}}}}, {"at_received", true}}}));
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = whole;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % bytes.size();
      switch (random() % 4) {
        case 0: bytes[at] = static_cast<char>(random()); break;
        case 1: bytes.erase(at, 1 + random() % 8); break;
        case 2: bytes.insert(at, 1, static_cast<char>(random())); break;
        default: bytes.resize(at); break;
      }
      if (bytes.empty()) bytes = "x";
    }
    FrameReader in;
    std::string_view left = bytes;
    bool fits = true;
    while (fits && in.wants() > 0 && !left.empty()) {
      const auto part = left.substr(0, std::min(in.wants(), 1 + random() % 16));
      fits = in.take(part).has_value();
      left.remove_prefix(part.size());
    }
    if (!fits || in.wants() > 0) {
      ++refused;
      continue;
    }
    const auto body = in.body();
    const auto request = request_from(body);
    const auto reply = reply_from(body);
    if (!request) {
      ++refused;
      EXPECT_FALSE(request.error().message.empty()) << body;
    }
    if (!reply) {
      EXPECT_FALSE(reply.error().message.empty() && reply.error().code != ErrorCode::internal) << body;
    }
  }
  EXPECT_GT(refused, 1'000);
}

}  // namespace
}  // namespace amends::runtime::handover
