#include <gtest/gtest.h>

#include "core/store/store_testing.hpp"
#include "support/json.hpp"

namespace amends::store {
namespace {

Event sample() {
  Event event;
  event.seq = 3;
  event.at = {1'772'413'200'000'001};
  event.actor = "user:li.na";
  event.kind = "task_answered";
  event.payload = R"({"a":1})";
  for (std::size_t i = 0; i < 32; ++i) event.salt[i] = static_cast<std::uint8_t>(i);
  event.prev.fill(0xAB);
  return event;
}

TEST(Seal, ThePayloadDigestIsOverSaltThenPayload) {
  auto event = sample();
  Sha256 hasher;
  std::string bytes(event.salt.begin(), event.salt.end());
  EXPECT_EQ(payload_digest(event.salt, event.payload, hasher), sha256(bytes + event.payload));
}

TEST(Seal, TheHashIsOverTheHeaderInCanonicalForm) {
  auto event = sample();
  Sha256 hasher;
  event.payload_digest = payload_digest(event.salt, event.payload, hasher);
  const std::string header = R"({"actor":"user:li.na","at":1772413200000001,"case":"CASE-1","format":1,"kind":"task_answered","payload":")" +
                             hex(event.payload_digest) + R"(","prev":")" + hex(event.prev) + R"(","seq":3})";
  EXPECT_EQ(hex(header_hash("CASE-1", event, hasher)), hex(sha256(header)));
}

TEST(Seal, TheHandWrittenHeaderEqualsTheGeneralCanonicalForm) {
  Sha256 hasher;
  for (const auto* actor : {"system", "user:\"quoted\"", "user:back\\slash", "user:tab\there", "user:\x01", "user:\u674E\u5A1C"}) {
    auto event = sample();
    event.actor = actor;
    const json::Value tree = json::Object{{"seq", event.seq}, {"prev", hex(event.prev)}, {"payload", hex(event.payload_digest)}, {"kind", event.kind},
                                          {"format", kFormatVersion}, {"case", "CASE-1"}, {"at", event.at.us}, {"actor", event.actor}};
    EXPECT_EQ(hex(header_hash("CASE-1", event, hasher)), hex(sha256(json::canonical(tree)))) << actor;
  }
}

TEST(Seal, EachHeaderFieldChangesTheHash) {
  Sha256 hasher;
  const auto base = header_hash("CASE-1", sample(), hasher);
  EXPECT_NE(header_hash("CASE-2", sample(), hasher), base);
  auto event = sample();
  event.seq = 4;
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
  event = sample();
  event.at.us += 1;
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
  event = sample();
  event.actor += "x";
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
  event = sample();
  event.kind += "x";
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
  event = sample();
  event.payload_digest[31] ^= 1;
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
  event = sample();
  event.prev[0] ^= 1;
  EXPECT_NE(header_hash("CASE-1", event, hasher), base);
}

TEST(Seal, SealedEventsFormAChainFromZeros) {
  testing::History history("CASE-1");
  const auto turn = history.turn(3);
  EXPECT_EQ(turn.events[0].seq, 1);
  EXPECT_EQ(turn.events[0].prev, Digest{});
  EXPECT_EQ(turn.events[1].prev, turn.events[0].hash);
  EXPECT_EQ(turn.events[2].prev, turn.events[1].hash);
  EXPECT_NE(turn.events[0].salt, turn.events[1].salt);
  EXPECT_EQ(history.seq(), 3);
  EXPECT_EQ(history.head(), turn.events[2].hash);
}

}  // namespace
}  // namespace amends::store
