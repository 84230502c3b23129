#include "support/yaml.hpp"

#include <gtest/gtest.h>

namespace amends::yaml {
namespace {

TEST(Yaml, TypesPlainScalarsAndKeepsQuotedOnesAndDecimalsAsText) {
  const auto doc = parse("a: 1\nb: '1'\nc: true\nd: ~\ne: 1.5\nf: 007\ng: [x, -3]\nh: 1.0.0\n", "t.yaml");
  ASSERT_TRUE(doc) << doc.error().text();
  EXPECT_EQ(json::write(doc->value), R"({"a":1,"b":"1","c":true,"d":null,"e":"1.5","f":"007","g":["x",-3],"h":"1.0.0"})");
}

TEST(Yaml, NamesThePlaceOfEveryNode) {
  const auto doc = parse("steps:\n  - intake: {stage: amends.intake}\n  - next:\n      go: end\n", "w.yaml");
  ASSERT_TRUE(doc);
  EXPECT_EQ(doc->place("steps.1.next.go"), "w.yaml:4:7");
  EXPECT_EQ(doc->place("steps.0.intake"), "w.yaml:2:5");
  EXPECT_EQ(doc->place("steps.1.next.absent.deeper"), "w.yaml:3:5");
}

TEST(Yaml, RefusesDuplicateKeysAliasesTagsAndSeveralDocuments) {
  EXPECT_NE(parse("a: 1\na: 2\n", "t").error().text().find("t:2:1: the key 'a' stands twice"), std::string::npos);
  EXPECT_NE(parse("a: &x [1]\nb: *x\n", "t").error().text().find("anchors"), std::string::npos);
  EXPECT_NE(parse("a: !!int 3\n", "t").error().text().find("tags"), std::string::npos);
  EXPECT_NE(parse("a: 1\n---\nb: 2\n", "t").error().text().find("more than one"), std::string::npos);
  EXPECT_NE(parse("a: [1, 2\n", "t").error().text().find("not YAML"), std::string::npos);
  EXPECT_NE(parse("", "t").error().text().find("empty"), std::string::npos);
  EXPECT_EQ(parse("a: \xff", "t").error().code, ErrorCode::not_utf8);
}

TEST(Yaml, LimitsDepthAndSize) {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + "1" + std::string(n, ']'); };
  EXPECT_TRUE(parse(nested(kDepthMax), "t"));
  EXPECT_FALSE(parse(nested(kDepthMax + 1), "t"));
  EXPECT_FALSE(parse(std::string(kBytesMax + 1, ' '), "t"));
}

}  // namespace
}  // namespace amends::yaml
