#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"

namespace amends::packs {
namespace {

std::string error_with(const std::string& path, const std::string& text) {
  PackFolder folder;
  folder.write("base/nature.taxonomy.yaml", "pack: nature.taxonomy\nrows:\n  - {id: fee_interest, code: fee_interest}\n");
  folder.write("base/tables/clocks.cn.yaml", "pack: tables/clocks.cn\nrows:\n  - {id: CN-DECIDE, kind: decide}\n");
  folder.write("base/tables/currency.yaml", "pack: tables/currency\nrows:\n  - {id: cny, code: CNY, digits: 2}\n");
  folder.write("base/forms/contact.yaml", "pack: forms/contact\nform: contact\nfields: []\n");
  folder.write("base/channels.yaml", "pack: channels\nrows:\n  - {id: phone, kind: phone}\n");
  folder.write("base/routes.yaml", "pack: routes\nrows:\n  - {id: internal}\n");
  folder.write("base/" + path, text);
  return folder.error();
}

TEST(References, AcceptNamesThatExist) {
  EXPECT_EQ(error_with("lex/nature.yaml", "pack: lex/nature\nrows:\n  - {id: n1, term: 年费, code: fee_interest, w: 25}\n"), "");
  EXPECT_EQ(error_with("org.yaml", "pack: org\nrows:\n  - institution: B\n    currency: CNY\n    clock_pack: tables/clocks.cn\n    units: [{id: HEAD, superior: null}, {id: U1, superior: HEAD}]\n"), "");
  EXPECT_EQ(error_with("rights/notice.yaml", "pack: rights/notice\nitems:\n  - {id: r1, rule: 'tables/clocks.cn#CN-DECIDE'}\n"), "");
  EXPECT_EQ(error_with("intake.forms.yaml", "pack: intake.forms\nitems:\n  - {id: contact, form: contact}\nrequired_by_channel: {phone: [contact]}\n"), "");
}

TEST(References, RefuseNamesThatLeadNowhereWithTheirPlace) {
  EXPECT_EQ(error_with("lex/nature.yaml", "pack: lex/nature\nrows:\n  - {id: n1, term: fee, code: fees, w: 25}\n"),
            "base/lex/nature.yaml:3:25: row 'n1' names the nature 'fees', which nature.taxonomy does not have; add it there or correct the name here");
  EXPECT_TRUE(error_with("org.yaml", "pack: org\nrows:\n  - {institution: B, calendar: calendar.cn}\n").starts_with("base/org.yaml:3:22: 'B' names the calendar 'calendar.cn'"));
  EXPECT_TRUE(error_with("org.yaml", "pack: org\nrows:\n  - {institution: B, clock_pack: tables/clocks.us}\n").find("clock pack 'tables/clocks.us'") != std::string::npos);
  EXPECT_TRUE(error_with("org.yaml", "pack: org\nrows:\n  - {institution: B, currency: XXX}\n").find("currency 'XXX'") != std::string::npos);
  EXPECT_TRUE(error_with("org.yaml", "pack: org\nrows:\n  - {institution: B, units: [{id: U, superior: V}]}\n").find("superior 'V'") != std::string::npos);
  EXPECT_TRUE(error_with("rights/notice.yaml", "pack: rights/notice\nitems:\n  - {id: r1, rule: 'tables/clocks.cn#CN-GONE'}\n").find("'CN-GONE' is not in tables/clocks.cn") != std::string::npos);
  EXPECT_TRUE(error_with("rights/notice.yaml", "pack: rights/notice\nitems:\n  - {id: r1, rule: 'tables/clocks.xx#CN-DECIDE'}\n").find("'tables/clocks.xx' is not in this pack set") != std::string::npos);
  EXPECT_TRUE(error_with("intake.forms.yaml", "pack: intake.forms\nitems:\n  - {id: contact, form: gone}\n").find("the form 'gone' is not in forms/") != std::string::npos);
  EXPECT_TRUE(error_with("intake.forms.yaml", "pack: intake.forms\nitems:\n  - {id: contact, form: contact}\nrequired_by_channel: {phone: [name]}\n").find("which is no item") != std::string::npos);
  EXPECT_TRUE(error_with("intake.forms.yaml", "pack: intake.forms\nitems: []\nrequired_by_channel: {pigeon: []}\n").find("'pigeon' is not in channels") != std::string::npos);
  EXPECT_TRUE(error_with("forms/contact.yaml", "pack: forms/contact\nform: kontact\n").find("'kontact'") != std::string::npos);
  EXPECT_TRUE(error_with("mappings/m.yaml", "pack: mappings/m\ninstitution: GONE\n").find("'GONE' is not in org") != std::string::npos);
  EXPECT_TRUE(error_with("tables/routing.yaml", "pack: tables/routing\nrows:\n  - {id: R1, then: {route: nowhere}}\n").find("the route 'nowhere'") != std::string::npos);
}

}  // namespace
}  // namespace amends::packs
