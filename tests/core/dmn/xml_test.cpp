#include "dmn/xml.hpp"

#include <gtest/gtest.h>

#include "dmn/limits.hpp"

namespace amends::dmn {
namespace {

std::string refusal(std::string_view text) {
  auto root = xml::parse(text, "m.dmn");
  return root ? "read" : std::string(code_name(root.error().code)) + " " + root.error().text();
}

std::string nested(int depth) {
  std::string out;
  for (int i = 0; i < depth; ++i) out += "<a>";
  for (int i = 0; i < depth; ++i) out += "</a>";
  return out;
}

TEST(Xml, KeepsNamesSpacesTextAndLines) {
  const auto root = xml::parse("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<d:m xmlns:d=\"urn:d\" xmlns=\"urn:x\" d:k=\"1\" k=\"2\">\n"
                               "  <one>a &lt; b<![CDATA[ & c]]></one>\n  <d:two> </d:two>\n</d:m>", "m.dmn");
  ASSERT_TRUE(root) << root.error().text();
  EXPECT_EQ(root->name, "m");
  EXPECT_EQ(root->space, "urn:d");
  EXPECT_EQ(root->line, 2);
  EXPECT_EQ(root->attribute_or_empty("k"), "2");
  EXPECT_EQ(*root->attribute("k", "urn:d"), "1");
  EXPECT_EQ(root->attribute("absent"), nullptr);
  ASSERT_EQ(root->children.size(), 2u);
  EXPECT_EQ(root->children[0].space, "urn:x");
  EXPECT_EQ(root->children[0].text, "a < b & c");
  EXPECT_EQ(root->children[0].line, 3);
  EXPECT_EQ(root->children[1].space, "urn:d");
  EXPECT_EQ(root->children[1].text, " ") << "a blank that is all there is counts: it may be a string";
}

TEST(Xml, RefusesEveryDoctypeAndSoEveryEntityBomb) {
  EXPECT_EQ(refusal("<?xml version=\"1.0\"?>\n<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n<m>&b;</m>"),
            "error.schema m.dmn:2: the file has a DOCTYPE, which could define entities without end; remove it, no model needs one");
  EXPECT_NE(refusal("<!DOCTYPE m SYSTEM \"file:///etc/hostname\"><m/>").find("has a DOCTYPE"), std::string::npos);
  const auto unknown = xml::parse("<m>&b;</m>", "m.dmn");
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->text, "&b;") << "nothing is put in its place";
}

TEST(Xml, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(refusal("<a>\n<b>\n</a>").substr(0, 50), "error.schema m.dmn:3: the file is no well-formed X");
  EXPECT_NE(refusal("").find("no well-formed XML"), std::string::npos);
  EXPECT_NE(refusal("<a/><b/>").find("second root element"), std::string::npos);
  EXPECT_NE(refusal("<x:a/>").find("the prefix 'x' of 'x:a' is not declared"), std::string::npos);
  EXPECT_NE(refusal("<a k=\"1\" k=\"2\"/>").find("the attribute 'k' twice"), std::string::npos);
  EXPECT_EQ(refusal("<a>\n\xFF</a>"), "error.not_utf8 m.dmn:2: the file is not UTF-8; save it as UTF-8");
  EXPECT_NE(refusal("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>").find("says that it is 'ISO-8859-1'"), std::string::npos);
  EXPECT_NE(refusal(std::string("<a>\n\x01</a>")).find("m.dmn:2: the file has a control character"), std::string::npos);
  EXPECT_NE(refusal(std::string("<a>\0</a>", 8)).find("control character"), std::string::npos);
  EXPECT_NE(refusal("<a>&#xD800;</a>").find("names no character"), std::string::npos);
}

TEST(Xml, HoldsItsLimitsOnBothSides) {
  EXPECT_EQ(refusal(nested(kElementDepthMax)), "read");
  EXPECT_NE(refusal(nested(kElementDepthMax + 1)).find("nested more than 100 deep"), std::string::npos);

  std::string attributes;
  for (std::size_t i = 0; i < kAttributesMax; ++i) attributes += " a" + std::to_string(i) + "=\"\"";
  EXPECT_EQ(refusal("<a" + attributes + "/>"), "read");
  EXPECT_NE(refusal("<a" + attributes + " b=\"\"/>").find("more than 100 attributes"), std::string::npos);

  std::string many = "<a>";
  for (std::size_t i = 1; i < kElementsMax; ++i) many += "<b/>";
  EXPECT_EQ(refusal(many + "</a>"), "read");
  EXPECT_NE(refusal(many + "<b/></a>").find("more than 200000 elements"), std::string::npos);

  const std::string head = "<a>", tail = "</a>";
  const std::string full(kFileBytesMax - head.size() - tail.size(), 'x');
  EXPECT_EQ(refusal(head + full + tail), "read");
  EXPECT_NE(refusal(head + full + "x" + tail).find("bytes, more than 8388608"), std::string::npos);
  EXPECT_NE(refusal(nested(200'000)).find("nested more than 100 deep"), std::string::npos) << "deep nesting costs no stack";
}

}  // namespace
}  // namespace amends::dmn
