#include "support/yaml.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/utf8.hpp"

namespace amends::yaml {
namespace {

TEST(Yaml, TypesPlainScalarsAndKeepsQuotedOnesAndDecimalsAsText) {
  const auto doc = parse("a: 1\nb: '1'\nc: true\nd: ~\ne: 1.5\nf: 007\ng: [x, -3]\nh: 1.0.0\ni: +5\nj: +-5\n", "t.yaml");
  ASSERT_TRUE(doc) << doc.error().text();
  EXPECT_EQ(json::write(doc->value), R"({"a":1,"b":"1","c":true,"d":null,"e":"1.5","f":"007","g":["x",-3],"h":"1.0.0","i":5,"j":"+-5"})");
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

// Columns count code points: an editor shows the zh of the third line in column 19, behind six Chinese characters of three bytes each.
TEST(Yaml, CountsCodePointsBehindChineseText) {
  const auto doc = parse("# 投诉处理流程\n名称: 一\ntitle: {短名: 年费争议, zh: 年费争议处理, en: Fee}\nlist: [一, 二二, '三三三', x]\n", "w.yaml");
  ASSERT_TRUE(doc) << doc.error().text();
  EXPECT_EQ(doc->place("名称"), "w.yaml:2:1");
  EXPECT_EQ(doc->place("title.短名"), "w.yaml:3:9");
  EXPECT_EQ(doc->place("title.zh"), "w.yaml:3:19");
  EXPECT_EQ(doc->place("title.en"), "w.yaml:3:31");
  EXPECT_EQ(doc->place("list.0"), "w.yaml:4:8");
  EXPECT_EQ(doc->place("list.1"), "w.yaml:4:11");
  EXPECT_EQ(doc->place("list.2"), "w.yaml:4:15");
  EXPECT_EQ(doc->place("list.3"), "w.yaml:4:22");
  EXPECT_EQ(parse("a: {甲: 一, 甲: 二}\n", "t").error().where, "t:1:11");
  EXPECT_EQ(parse("a: '一二三'\nb: 一二三 : c\n", "t").error().where, "t:2:8");
  EXPECT_EQ(parse("a: {甲: 一二三, b: @x}\n", "t").error().where, "t:1:16");
  EXPECT_EQ(parse("a: 一\nb: 二三\xff\n", "t").error().where, "t:2:6");
}

// Blocks of 64 bytes are counted ahead: places before, at and behind a seam, in text of characters that do and do not divide it.
TEST(Yaml, CountsCodePointsInLongLines) {
  for (const std::string filler : {"a", "é", "费", "𠮷"}) {
    for (std::size_t count = 1; count < 200; ++count) {
      std::string text = "k: {v: ";
      for (std::size_t i = 0; i < count; ++i) text += filler;
      const auto doc = parse(text + ", w: 1}\n", "t");
      ASSERT_TRUE(doc);
      ASSERT_EQ(doc->place("k.w"), "t:1:" + std::to_string(7 + count + 3)) << filler << " " << count;
    }
  }
}

TEST(Yaml, PassesOverAByteOrderMarkAndReadsBothLineEnds) {
  const auto doc = parse("\xEF\xBB\xBF甲: 1\r\nb: {乙: 2, c: 3}\r\n", "t");
  ASSERT_TRUE(doc) << doc.error().text();
  EXPECT_EQ(json::write(doc->value), R"({"甲":1,"b":{"乙":2,"c":3}})");
  EXPECT_EQ(doc->place("甲"), "t:1:1");
  EXPECT_EQ(doc->place("b.c"), "t:2:11");
  const auto old = parse("a: 1\rb: 2\r", "t");
  ASSERT_FALSE(old);
  EXPECT_EQ(old.error().text(), "t:1:5: a line ends in a carriage return alone; save the file with line ends LF or CRLF");
}

// U+0004 ends the file for yaml-cpp, and NUL at the start makes it another encoding: what stands behind would be lost without a word.
TEST(Yaml, RefusesControlCharacters) {
  EXPECT_EQ(parse("a: 1\n\x04\nb: 2\n", "t").error().text(), "t:2:1: the control character U+0004 stands here; remove it");
  EXPECT_EQ(parse(std::string("\0a\0b", 4), "t").error().text(), "t:1:1: the control character U+0000 stands here; remove it");
  EXPECT_EQ(parse("a: 投诉\x7f\n", "t").error().text(), "t:1:6: the control character U+007F stands here; remove it");
  EXPECT_TRUE(parse("a:\t1\n", "t"));
}

TEST(Yaml, SaysWhatToDoAboutWhatIsNotYaml) {
  const struct { std::string text; const char* where; const char* sentence; } kCases[] = {
      {"a:\n\t- b\n", "t:2:2", "the line is indented with a tab; indent with blanks only"},
      {"a:\n  b: 1\n\tc: 2\n", "t:3:1", "the line is indented with a tab; indent with blanks only"},
      {"- a\n-\tb: c\n", "t:2:4", "the line is indented with a tab; indent with blanks only"},
      {"a: @b\n", "t:1:4", "a text that begins with @, ` or % is written in quotes"},
      {"a: \"价格\\中\"\n", "t:1:9", "in double quotes a backslash is written twice"},
      {"a: *x\n", "t:1:4", "aliases (*name) are not allowed; write the value out"},
      {"a: {b: 'c}\n", "t:2:1", "check brackets and indentation"},
      {"a: 1\n--- \nb: 2\n", "t:2:1", "keep one"},
      {"# nothing\n", "t:1:1", "the file is empty"},
      {"~: 1\n", "t:1:1", "write a word"},
  };
  for (const auto& bad : kCases) {
    const auto read = parse(bad.text, "t");
    ASSERT_FALSE(read) << bad.text;
    EXPECT_EQ(read.error().where, bad.where) << bad.text << read.error().text();
    EXPECT_NE(read.error().message.find(bad.sentence), std::string::npos) << bad.text << read.error().text();
    EXPECT_TRUE(utf8::valid(read.error().message)) << bad.text;
  }
}

TEST(Yaml, LimitsDepthAndSize) {
  const auto nested = [](std::size_t n) { return std::string(n, '[') + "1" + std::string(n, ']'); };
  EXPECT_TRUE(parse(nested(kDepthMax), "t"));
  EXPECT_FALSE(parse(nested(kDepthMax + 1), "t"));
  EXPECT_FALSE(parse(std::string(kBytesMax + 1, ' '), "t"));
}

}  // namespace
}  // namespace amends::yaml
