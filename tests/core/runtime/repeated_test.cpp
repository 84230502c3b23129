// A complaint that comes twice is one case; another complaint under its reference is refused and not lost.
#include "runtime/repeated.hpp"

#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

json::Value with(std::string_view path, json::Value value) {
  auto out = record();
  EXPECT_TRUE(json::set(out, path, std::move(value)));
  return out;
}

TEST(SaidBesides, TheSameWordsDeliveredAgainAreNothingNew) {
  EXPECT_EQ(said_besides(record(), record()), std::nullopt);
  EXPECT_EQ(said_besides(record(), with("channel.received_at", "2026-03-02T09:00:00Z")), std::nullopt);
  EXPECT_EQ(said_besides(record(), with("text.docs.0.at", "2026-03-02T09:00:00Z")), std::nullopt);
  EXPECT_EQ(said_besides(record(), with("case.id", "CASE-OTHER")), std::nullopt);
  EXPECT_EQ(said_besides(record(), with("product", json::Object{{"name", nullptr}})), std::nullopt) << "null says nothing";
  EXPECT_EQ(said_besides(with("product.name", "gold card"), record()), std::nullopt) << "what is left out the second time is not lost";
}

TEST(SaidBesides, WhatIsNewIsNamedByItsPath) {
  EXPECT_EQ(said_besides(record(), with("text.docs.0.body", "something else")), "text.docs.0.body");
  EXPECT_EQ(said_besides(record(), with("money.claimed", json::Object{{"minor", 500}, {"currency", "CNY"}})), "money.claimed.minor");
  EXPECT_EQ(said_besides(record(), with("ext.acme", json::Array{1})), "ext.acme.0");
  const auto two = with("text.docs.1", json::Object{{"id", "t2"}, {"body", "a second letter"}});
  EXPECT_EQ(said_besides(record(), two), "text.docs.1.body");
  EXPECT_EQ(said_besides(two, record()), std::nullopt);
}

class RepeatedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bench.stages = {constant("test.one", {})};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n"));
  }
  /// All rows in one call; what became of each, in the order of the rows.
  std::vector<std::string> submit(std::vector<json::Value> rows) {
    std::vector<std::string> out(rows.size());
    std::size_t next = 0;
    const auto done = bench.runtime->submit_many(
        "test", [&]() -> std::optional<json::Value> { return next < rows.size() ? std::optional(rows[next++]) : std::nullopt; },
        [&](std::int64_t row, const Submitted& submitted) { out.at(static_cast<std::size_t>(row - 1)) = (submitted.existed ? "existed " : "added ") + submitted.case_id; },
        [&](std::int64_t row, const Error& error) { out.at(static_cast<std::size_t>(row - 1)) = error.text(); }, {});
    EXPECT_TRUE(done) << done.error().text();
    EXPECT_EQ(done ? done->done : -1, static_cast<std::int64_t>(rows.size()));
    return out;
  }
  Bench bench;
};

TEST_F(RepeatedTest, AnotherTextUnderAKnownReferenceIsRefusedAndTheCaseStaysAsItWas) {
  const auto first = bench.runtime->submit("test", record());
  ASSERT_TRUE(first);
  const auto other = bench.runtime->submit("test", with("text.docs.0.body", "A different complaint."));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::already_exists);
  EXPECT_EQ(other.error().where, "text.docs.0.body");
  EXPECT_NE(other.error().message.find(first->case_id), std::string::npos);
  EXPECT_NE(other.error().message.find("amends case add"), std::string::npos);
  EXPECT_EQ(bench.kinds(first->case_id).size(), 3u);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(RepeatedTest, InOneFileTheSecondOfAReferenceIsComparedWithTheFirst) {
  const auto told = submit({record(), with("text.docs.0.body", "A different complaint."), record()});
  ASSERT_TRUE(told[0].starts_with("added ")) << told[0];
  EXPECT_EQ(told[2], "existed " + told[0].substr(6)) << "the id is the stored case's";
  EXPECT_NE(told[1].find("text.docs.0.body"), std::string::npos) << told[1];
  EXPECT_EQ(*bench.runtime->store()->case_count(), 1);
}

TEST_F(RepeatedTest, ManyRowsOfOneReferenceAreOneCase) {
  std::vector<json::Value> rows;  // several groups of rows are put aside
  for (int i = 0; i < 700; ++i) rows.push_back(with("case.id", json::Value("CASE-" + std::to_string(100000 + i))));
  const auto told = submit(rows);
  EXPECT_EQ(told.front(), "added CASE-100000");
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_EQ(told[i], "existed CASE-100000");
  EXPECT_EQ(*bench.runtime->store()->case_count(), 1);
}

}  // namespace
}  // namespace amends::runtime::testing
