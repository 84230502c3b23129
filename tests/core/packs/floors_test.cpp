// What stands in a lower layer as a floor may be raised by a later one and never weakened: levels of a crisis, ways to say yes, limits of authority, roles.
#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"

namespace amends::packs {
namespace {

constexpr const char* kHead = "lang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: tests\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\n";

/// A base set under the product's own schemas.
class Floors : public ::testing::Test {
 protected:
  Floors() {
    const auto shipped = std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows" / "packs";
    std::filesystem::remove_all(folder.path("schemas"));
    std::filesystem::copy(shipped / "schemas", folder.path("schemas"), std::filesystem::copy_options::recursive);
    folder.write("base/tables/crisis.levels.yaml", levels("  - {id: CL1, when: {self_harm: '\"explicit\"'}, then: {level: L1}, because: {zh: 人身, en: safety}}\n  - {id: CL2, when: {reach: '>= 1000'}, then: {level: L3}, because: {zh: 传播, en: reach}}\n"));
    folder.write("base/forms/approve.yaml", form("{field: decision, type: enum, values: [approved, once, returned], approves: [approved, once]"));
    folder.write("base/org.yaml", org("    authority_limits: {supervisor: {CNY: 500000}, head_of_office: {CNY: 5000000, USD: 100}}\n    safety_roles: [crisis_trained, nurse]\n    people: [{id: li.na, also: [E1]}, {id: wang.yi, also: [E2]}]\n"));
    for (const auto* name : {"calendar.cn.yaml", "tables/clocks.cn.yaml", "tables/currency.yaml"}) {
      std::filesystem::create_directories(folder.path("base/tables"));
      std::filesystem::copy_file(shipped / "shipped" / name, folder.path("base") / name);
    }
  }
  static std::string levels(const std::string& rows, const std::string& fallback = "none") {
    return std::string("pack: tables/crisis.levels\n") + kHead + "table: crisis.levels\nhit: first\ninputs: [self_harm, reach]\nrows:\n" + rows + "default: {level: " + fallback + "}\n";
  }
  static std::string form(const std::string& decision, const std::string& more = "") {
    const std::string tail = ", required: true, label: {zh: 项, en: Field}, help: {zh: 填写, en: Fill in}}\n";
    return std::string("pack: forms/approve\n") + kHead + "form: approve\ntitle: {zh: 批准, en: Approve}\nfields:\n  - " + decision + tail + (more.empty() ? "" : "  - " + more + tail) + "  - {field: sum, type: integer, minimum: 0, maximum: 10" + tail +
           "  - {field: paid, type: money, currency: case, minimum_of: money.entitlement" + tail + "  - {field: text, type: string, outgoing: draft" + tail + "  - {field: reason, type: string" + tail + "  - {field: who, type: string" + tail;
  }
  static std::string org(const std::string& members) {
    return std::string("pack: org\n") + kHead + "rows:\n  - institution: B\n    name: {zh: 行, en: Bank}\n    jurisdiction: cn\n    locale: zh-CN\n    zone: Asia/Shanghai\n    currency: CNY\n    calendar: calendar.cn\n    clock_pack: tables/clocks.cn\n" +
           "    safety_contacts: [{number: '110', kind: police, name: {zh: 警, en: Police}, verify: true}]\n" + members + "    units: [{id: HEAD, name: {zh: 总, en: Head}, superior: null}]\n";
  }
  /// The error with this file in an overlay; empty when it is taken.
  std::string with(const std::string& path, const std::string& text) {
    std::filesystem::remove_all(folder.path("bank"));
    folder.write("bank/" + path, text);
    return folder.error("base", {"bank"});
  }
  static std::string has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos ? std::string() : "not there: " + text; }
  static std::string row(const std::string& id, const std::string& when, const std::string& level) { return "  - {id: " + id + ", when: {" + when + "}, then: {level: " + level + "}, because: {zh: 一, en: one}}\n"; }
  PackFolder folder;
};

TEST_F(Floors, ALevelOfACrisisIsRaisedAndNeverLowered) {
  ASSERT_EQ(folder.error(), "");
  EXPECT_EQ(with("tables/crisis.levels.yaml", levels(row("CL1", "self_harm: '\"explicit\"'", "L1"))), "");
  EXPECT_EQ(with("tables/crisis.levels.yaml", levels(row("CL2", "reach: '>= 1000'", "L2"))), "") << "raised by one";
  EXPECT_EQ(with("tables/crisis.levels.yaml", levels(row("CL3", "reach: '>= 10'", "watch"), "watch")), "") << "a new row comes last, and the default may rise";
  const auto text = with("tables/crisis.levels.yaml", levels(row("CL1", "self_harm: '\"explicit\"'", "L2")));
  EXPECT_TRUE(text.starts_with("bank/tables/crisis.levels.yaml:13:")) << text;
  EXPECT_EQ(has(text, "row 'CL1': level: \"L2\" is less than \"L1\" of the layer below; a later layer may raise what keeps people safe and sums within authority, never weaken it"), "");
  EXPECT_EQ(has(with("tables/crisis.levels.yaml", levels(row("CL2", "reach: '>= 1000'", "watch"))), "row 'CL2'"), "");
  EXPECT_EQ(has(with("tables/crisis.levels.yaml", levels(row("CL1", "self_harm: '\"never\"'", "L1"))), "row 'CL1': when"), "");
}

TEST_F(Floors, AFileWithFloorsIsNotReplacedByLess) {
  const auto replaced = [&](const std::string& rows) {
    folder.write("bank/pack.yaml", "pack: bank\nversion: 1.0.0\ntitle: {zh: 行, en: Bank}\nextends: base\nreplaces: [tables/crisis.levels]\n").write("bank/tables/crisis.levels.yaml", levels(rows));
    return folder.error("bank");
  };
  const auto first = row("CL1", "self_harm: '\"explicit\"'", "L1"), second = row("CL2", "reach: '>= 1000'", "L2");
  EXPECT_EQ(replaced(first + second), "");
  EXPECT_EQ(has(replaced(second), "row 'CL1': rows: must not be left out"), "");
  EXPECT_EQ(has(replaced(first + row("CL2", "reach: '>= 1000'", "none")), "row 'CL2': level"), "");
}

TEST_F(Floors, FewerWaysToSayYesAndNoOthers) {
  const auto decision = [&](const std::string& members, const std::string& more = "") { return with("forms/approve.yaml", form("{field: decision, type: enum, values: [approved, once, returned]" + members, more)); };
  EXPECT_EQ(decision(", approves: [approved, once]"), "");
  EXPECT_EQ(decision(", approves: [approved]"), "");
  EXPECT_EQ(has(decision(", approves: [approved, once, returned]"), "row 'decision': approves"), "");
  EXPECT_EQ(has(decision(", approves: [returned]"), "is not part of"), "");
  EXPECT_EQ(has(decision(""), "row 'decision': approves: must not go"), "");
  EXPECT_EQ(has(decision(", approves: [approved]", "{field: other, type: boolean, approves: [true]"), "row 'other': approves: another row has it"), "");
}

TEST_F(Floors, BoundsOfAnAnswerAreNarrowedAndNotWidened) {
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto text = form("{field: decision, type: enum, values: [approved, once, returned], approves: [approved, once]");
    text.replace(text.find(from), from.size(), to);
    return with("forms/approve.yaml", text);
  };
  EXPECT_EQ(changed("minimum: 0", "minimum: 1"), "");
  EXPECT_EQ(changed("maximum: 10", "maximum: 9"), "");
  EXPECT_EQ(changed("minimum_of: money.entitlement", "minimum_of: [money.entitlement, money.offered]"), "");
  EXPECT_EQ(has(changed("minimum: 0", "minimum: -1"), "row 'sum': minimum"), "");
  EXPECT_EQ(has(changed("maximum: 10", "maximum: 11"), "row 'sum': maximum"), "");
  EXPECT_EQ(has(changed(", maximum: 10", ""), "row 'sum': maximum: must not go"), "");
  EXPECT_EQ(has(changed("minimum_of: money.entitlement", "minimum_of: money.offered"), "row 'paid': minimum_of"), "");
  EXPECT_EQ(has(changed(", currency: case", ""), "row 'paid': currency: must not go"), "");
  EXPECT_EQ(has(changed("outgoing: draft", "outgoing: sent"), "row 'text': outgoing"), "");
}

TEST_F(Floors, WhatAFormAsksForIsAskedAndEveryChoiceStays) {
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto text = form("{field: decision, type: enum, values: [approved, once, returned], approves: [approved, once]");
    text.replace(text.find(from), from.size(), to);
    return with("forms/approve.yaml", text);
  };
  EXPECT_EQ(changed("values: [approved, once, returned]", "values: [approved, once, returned, later]"), "");
  EXPECT_EQ(has(changed("values: [approved, once, returned]", "values: [approved, once]"), "row 'decision': values"), "");
  EXPECT_EQ(has(changed("type: enum, values: [approved, once, returned], approves: [approved, once]", "type: boolean, approves: [true]"), "row 'decision'"), "");
  EXPECT_EQ(has(changed("required: true", "required: false"), "row 'decision': required: false is less than true"), "");
  EXPECT_EQ(changed("currency: case, ", "currency: case, "), "");
}

TEST_F(Floors, ASumGetsNoGreatestValueFromALaterLayer) {
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto text = form("{field: decision, type: enum, values: [approved, once, returned], approves: [approved, once]");
    text.replace(text.find(from), from.size(), to);
    return with("forms/approve.yaml", text);
  };
  EXPECT_EQ(has(changed("minimum_of: money.entitlement", "minimum_of: money.entitlement, maximum_of: money.offered"), "row 'paid': maximum_of: is new"), "");
  EXPECT_EQ(changed("maximum: 10", "maximum: 10, maximum_of: group.size"), "") << "a count may have one";
}

TEST_F(Floors, AuthorityFallsRolesNarrowAndSecondNamesStay) {
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto text = org("    authority_limits: {supervisor: {CNY: 500000}, head_of_office: {CNY: 5000000, USD: 100}}\n    safety_roles: [crisis_trained, nurse]\n    people: [{id: li.na, also: [E1]}, {id: wang.yi, also: [E2]}]\n");
    text.replace(text.find(from), from.size(), to);
    return with("org.yaml", text);
  };
  EXPECT_EQ(changed("CNY: 500000", "CNY: 500000"), "");
  EXPECT_EQ(changed("CNY: 500000", "CNY: 499999"), "");
  EXPECT_EQ(changed(", USD: 100", ""), "") << "less authority";
  EXPECT_EQ(has(changed("CNY: 500000", "CNY: 500001"), "row 'B': authority_limits: 'supervisor': 'CNY': 500001 is more than 500000"), "");
  EXPECT_EQ(has(changed("supervisor: {CNY: 500000}", "handler: {CNY: 1}"), "'handler' is new"), "");
  EXPECT_EQ(has(changed("supervisor: {CNY: 500000}", "supervisor: {USD: 1}"), "'USD' is new"), "");
  EXPECT_EQ(changed("[crisis_trained, nurse]", "[nurse]"), "");
  EXPECT_EQ(has(changed("[crisis_trained, nurse]", "[crisis_trained, handler]"), "row 'B': safety_roles"), "");
  EXPECT_EQ(has(changed("    safety_roles: [crisis_trained, nurse]\n", ""), "safety_roles: must not go"), "");
  EXPECT_EQ(changed("also: [E1]", "also: [E1, E3]"), "");
  EXPECT_EQ(has(changed("also: [E1]", "also: [E3]"), "row 'li.na': also"), "");
  EXPECT_EQ(has(changed("{id: li.na, also: [E1]}, ", ""), "row 'li.na': people: must not be left out"), "");
}

TEST_F(Floors, WhereNothingStandsBelowALayerIsFree) {
  EXPECT_EQ(with("forms/other.yaml", "pack: forms/other\n" + form("{field: ok, type: boolean, approves: [true]").substr(std::string("pack: forms/approve\n").size())), "bank/forms/other.yaml:9:1: the form is named 'approve' in the file forms/other; add it there or correct the name here");
  std::filesystem::remove(folder.path("base/org.yaml"));
  folder.write("base/org.yaml", org(""));
  EXPECT_EQ(with("org.yaml", org("    authority_limits: {handler: {CNY: 1}}\n    safety_roles: [nurse]\n    people: [{id: li.na, also: [E1]}]\n")), "");
}

}  // namespace
}  // namespace amends::packs
