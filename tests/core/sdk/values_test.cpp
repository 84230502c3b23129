#include "sdk/values.hpp"

#include <gtest/gtest.h>

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

Instant instant(std::string_view text) {
  Instant at;
  EXPECT_TRUE(parse_instant(text, at)) << text;
  return at;
}

TEST(SdkInstant, ReadsAnyOffsetAndPrintsUtc) {
  EXPECT_EQ(format_instant(instant("2026-03-02T09:00:00+08:00")), "2026-03-02T01:00:00Z");
  EXPECT_EQ(format_instant(instant("2024-02-29T23:59:59.000001Z")), "2024-02-29T23:59:59.000001Z");
  EXPECT_EQ(instant("1970-01-01T00:00:00Z").us, 0);
  EXPECT_EQ(instant("1969-12-31T23:59:59.5Z").us, -500'000);
  EXPECT_EQ(format_instant(Instant{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(SdkInstant, RefusesWhatIsNoInstant) {
  Instant at;
  for (const auto* bad : {"", "2026-03-02", "2026-03-02T09:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T09:00:00+24:00",
                          "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00.1234567Z", "2026-03-02T09:00:00Zx", "0000-01-01T00:00:00Z"})
    EXPECT_FALSE(parse_instant(bad, at)) << bad;
}

TEST(SdkFill, PutsSlotsIntoBothLanguages) {
  const auto out = fill({"{who}欠{sum}分", "{who} owes {sum} {{sic}}"}, {{"who", Texts{"银行", "the bank"}}, {"sum", 300}});
  EXPECT_EQ(out, (Texts{"银行欠300分", "the bank owes 300 {sic}"}));
}

TEST(SdkFill, RefusesAPlaceThatNothingFills) {
  EXPECT_THROW((void)fill({"{sum}", ""}, {}), Failure);
  EXPECT_THROW((void)fill({"{sum", ""}, {{"sum", 1}}), Failure);
}

TEST(SdkDocument, QuotesByCodePointsWhateverTheLength) {
  std::string body;
  for (int i = 0; i < 1'000; ++i) body += "a元\xF0\x9F\x98\x80";
  const Document document("t1", "complaint", "zh", "complainant", "", body);
  EXPECT_EQ(document.length(), 3'000);
  for (const std::int64_t at : {0, 1, 255, 256, 257, 511, 512, 2'998})
    EXPECT_EQ(document.quote(at, at + 2), slice(body, at, at + 2)) << at;
  EXPECT_EQ(document.quote(0, 3'000), body);
  EXPECT_EQ(document.quote(2'999, 3'000), "\xF0\x9F\x98\x80");
  EXPECT_EQ(code_points(body), 3'000);
}

}  // namespace
}  // namespace amends::sdk
