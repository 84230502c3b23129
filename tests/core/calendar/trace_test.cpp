// The acceptance check of the concept that the legal clocks serve; `amends trace` counts it by its name.
#include <gtest/gtest.h>

#include <map>

#include "calendar/deadline.hpp"
#include "core/calendar/fixtures.hpp"

namespace amends::calendar {
namespace {

using namespace fixtures;

/// Worked out by hand from a Tuesday before the Spring Festival of 2026: 15 to 23 February are free, Saturdays 14 and 28 February are worked.
const std::map<std::string, std::string> kDue{
    {"CN-NFRA-DECIDE-SIMPLE", "2026-02-25 24:00"}, {"CN-NFRA-DECIDE-COMPLEX", "2026-03-12 24:00"}, {"CN-PBOC-ANSWER", "2026-02-25 24:00"},
    {"CN-NFRA-REVIEW-REQUEST", "2026-03-12 24:00"}, {"CN-NFRA-REVIEW-DECIDE", "2026-03-12 24:00"}, {"CN-NFRA-FORWARD", "2026-02-26 24:00"},
    {"CN-PBOC-TRIAGE", "2026-02-26 24:00"}, {"CN-INS-CLAIM-SIMPLE", "2026-02-24 24:00"}, {"CN-INS-CLAIM-COMPLEX", "2026-03-12 24:00"},
    {"CN-INS-PAY", "2026-02-20 24:00"}, {"CN-INS-REFUSE", "2026-02-13 24:00"}, {"CN-INS-ADVANCE", "2026-04-11 24:00"}, {"CN-INS-SURRENDER", "2026-03-12 24:00"},
    {"CN-INS-PERS-COMPLAINT", "2026-03-02 24:00"}, {"CN-XINFANG-TRIAGE", "2026-02-25 24:00"}, {"CN-XINFANG-DECIDE", "2026-04-11 24:00"},
    {"CN-XINFANG-REVIEW1-REQUEST", "2026-03-12 24:00"}, {"CN-XINFANG-REVIEW1", "2026-03-12 24:00"}, {"CN-XINFANG-REVIEW2-REQUEST", "2026-03-12 24:00"},
    {"CN-XINFANG-REVIEW2", "2026-03-12 24:00"}, {"CN-MEDIATION-CONFIRM", "2026-03-12 24:00"}, {"CN-CPL-AGENCY", "2026-02-26 24:00"},
    {"CN-INS-MISSING-PAPERS", "2026-02-24 24:00"}, {"CN-INS-POLICY-CHANGE-ACCEPT", "2026-02-12 24:00"}, {"CN-INS-POLICY-CHANGE", "2026-02-24 24:00"},
    {"CN-INS-CALLBACK", "2026-03-09 24:00"}, {"CN-INS-RESCIND", "2026-03-12 24:00"}, {"CN-INS-CLAIM-LIMIT", "2028-02-10 24:00"}, {"CN-INS-CLAIM-LIMIT-LIFE", "2031-02-10 24:00"},
    {"CN-XINFANG-OBJECT", "2026-02-24 24:00"}, {"CN-MEDIATION-ONLINE", "2026-03-12 24:00"}, {"CN-ARBITRATION-SET-ASIDE", "2026-05-10 24:00"},
    {"CN-ARBITRATION-SET-ASIDE-OLD", "2026-08-10 24:00"},
    {"CN-CPL-AGENCY-MEDIATE", "2026-04-11 24:00"}, {"AMENDS-ACK", "2026-02-11 24:00"}, {"AMENDS-ACK-REGULATOR", "2026-02-10 14:30"}};

TEST(LegalClocks, trace_B05_EachShippedRowHasItsBasisAndIsDueAsTheTableSays) {
  const auto file = std::string(AMENDS_SOURCE_DIR) + "/workflows/packs/shipped/tables/clocks.cn.yaml";
  const auto rules = value(rules_from_document(value(yaml::read_file(file))));
  const auto start = at("2026-02-10T10:30:00+08:00");
  std::map<std::string, std::string> due;
  for (const auto& rule : rules) {
    EXPECT_FALSE(rule.instrument.empty()) << rule.id;
    EXPECT_FALSE(rule.article.empty() && !rule.id.starts_with("AMENDS-")) << rule.id << ": a legal clock names its article";
    const auto deadline = Deadline::compute(rule, start, {}, china(), kShanghai, start);
    ASSERT_TRUE(deadline) << rule.id << ": " << deadline.error().text();
    due[rule.id] = format_due(deadline->due.at, zone(kShanghai)).substr(0, std::string_view("2026-02-25 24:00").size());
  }
  EXPECT_EQ(due, kDue);
}

}  // namespace
}  // namespace amends::calendar
