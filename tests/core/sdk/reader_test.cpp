#include "sdk/reader.hpp"

#include <gtest/gtest.h>

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

/// The code and path of the Failure that an expression throws.
template <class F>
std::string failure_of(F&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.code() + " " + failure.path();
  }
  return "none";
}

const Value kRecord = parse_json(R"({"money":{"claimed":{"minor":30000,"currency":"CNY"},"offered":{"minor":-1,"currency":"CNY"},"settled":{"minor":9007199254740992,"currency":"CNY"},
  "paid_in":{"minor":9007199254740991,"currency":"cny"},"loss_proved":{"minor":null,"currency":"CNY"}},
  "group":{"size":3,"share":1.5},"case":{"locale":null,"open":true},"list":[{"a":1},{"a":"x"}],"names":["b",2],"at":"2026-03-02T01:00:00Z","day":"2026-03-02"})");
const Reader kReader(kRecord);

TEST(SdkReader, ReadsTypedValues) {
  EXPECT_EQ(kReader.money("money.claimed"), (Money{30000, "CNY"}));
  EXPECT_EQ(kReader.integer("group.size"), 3);
  EXPECT_EQ(kReader.flag("case.open"), true);
  EXPECT_EQ(kReader.instant("at")->us, 1'772'413'200'000'000);
  EXPECT_EQ(kReader.at("list.1").text("a"), "x");
}

TEST(SdkReader, AbsentAndNullAreOneThing) {
  EXPECT_EQ(kReader.text("case.locale"), std::nullopt);
  EXPECT_EQ(kReader.text("case.unit"), std::nullopt);
  EXPECT_EQ(kReader.money("money.loss_proved"), std::nullopt);
  EXPECT_EQ(kReader.text_or("case.locale", "en"), "en");
  EXPECT_TRUE(kReader.list("nothing").empty());
  EXPECT_EQ(kReader.at("nothing").integer("x"), std::nullopt);
}

TEST(SdkReader, NamesThePathOfWhatIsWrong) {
  EXPECT_EQ(failure_of([] { (void)kReader.text("group.size"); }), "error.bad_type group.size");
  EXPECT_EQ(failure_of([] { (void)kReader.integer("group.share"); }), "error.bad_type group.share");
  EXPECT_EQ(failure_of([] { (void)kReader.list("list")[1].integer("a"); }), "error.bad_type list.1.a");
  EXPECT_EQ(failure_of([] { (void)kReader.text_list("names"); }), "error.bad_type names.1");
  EXPECT_EQ(failure_of([] { (void)kReader.need_text("case.unit"); }), "error.missing_field case.unit");
  EXPECT_EQ(failure_of([] { (void)kReader.instant("day"); }), "error.bad_type day");
  EXPECT_EQ(failure_of([] { (void)kReader.at("group").at("size"); }), "error.bad_type group.size");
}

TEST(SdkReader, MoneyStaysInsideItsRange) {
  EXPECT_EQ(failure_of([] { (void)kReader.money("money.offered"); }), "error.range money.offered.minor");
  EXPECT_EQ(failure_of([] { (void)kReader.money("money.settled"); }), "error.range money.settled.minor");
  EXPECT_EQ(failure_of([] { (void)kReader.money("money.paid_in"); }), "error.schema money.paid_in.currency");
}

TEST(SdkJson, RefusesDeepAndBrokenText) {
  EXPECT_EQ(failure_of([] { (void)parse_json(std::string(65, '[') + std::string(65, ']')); }), "error.schema ");
  EXPECT_NO_THROW((void)parse_json(std::string(64, '[') + std::string(64, ']')));
  EXPECT_EQ(failure_of([] { (void)parse_json("{\"a\":}"); }), "error.schema ");
  EXPECT_EQ(failure_of([] { (void)parse_json("\"\xC3\x28\""); }), "error.schema ");
}

}  // namespace
}  // namespace amends::sdk
