// The pure core of approvals: digests, authority, sums that count together, who is one person. No case, no store.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "runtime/approval.hpp"
#include "runtime/person.hpp"
#include "support/hash.hpp"

namespace amends::runtime {
namespace {

Money cny(std::int64_t minor) { return {minor, *Currency::parse("CNY")}; }
Money usd(std::int64_t minor) { return {minor, *Currency::parse("USD")}; }

View view() {
  View out;
  out.case_id = "CASE-1";
  out.task_id = "approve#1";
  out.shown = {{"draft.offer", to_json(cny(30000))}, {"draft.letter", json::Value("我们退还您300元。")}, {"money.entitlement", json::Value(nullptr)}};
  out.amount = cny(30000);
  out.limits = {{"supervisor", {{"CNY", 500000}}}};
  return out;
}

// Made by hand from the definition in approval.hpp, so that another language can re-make it.
TEST(ApprovalDigest, IsThatOfTheCanonicalBytesThatTheHeaderNames) {
  const auto of = [](std::string_view text) { return "sha256:" + hex(sha256(text)); };
  const auto text = std::string(R"({"amount":{"currency":"CNY","minor":30000},"case":"CASE-1","limits":{"supervisor":{"CNY":500000}},"shown":{"draft.letter":")") + of("\"我们退还您300元。\"") + R"(","draft.offer":")" +
                    of(R"({"currency":"CNY","minor":30000})") + R"(","money.entitlement":")" + of("null") + R"("},"task":"approve#1"})";
  EXPECT_EQ(view_digest(view()), of(text));
}

TEST(ApprovalDigest, IsAnotherForEveryPartThatIsAnother) {
  std::set<std::string> digests{view_digest(view())};
  const auto changed = [&](const std::function<void(View&)>& change) {
    auto other = view();
    change(other);
    EXPECT_TRUE(digests.insert(view_digest(other)).second);
  };
  changed([](View& v) { v.case_id = "CASE-2"; });
  changed([](View& v) { v.task_id = "approve#2"; });
  changed([](View& v) { v.shown["draft.offer"] = to_json(cny(30001)); });
  changed([](View& v) { v.shown["draft.offer"] = to_json(usd(30000)); });
  changed([](View& v) { v.shown["draft.letter"] = json::Value("我们退还您300元"); });
  changed([](View& v) { v.shown["money.entitlement"] = json::Value(0); });
  changed([](View& v) { v.shown.erase("money.entitlement"); });
  changed([](View& v) { v.amount = cny(30001); });
  changed([](View& v) { v.amount.reset(); });
  changed([](View& v) { v.limits["supervisor"]["CNY"] = 500001; });
  changed([](View& v) { v.limits.clear(); });
}

TEST(ApprovalDigest, DoesNotHangOnTheOrderOfMembers) {
  auto one = view(), other = view();
  one.shown["x"] = json::Object{{"a", 1}, {"b", json::Array{1, 2}}};
  other.shown["x"] = json::Object{{"b", json::Array{1, 2}}, {"a", 1}};
  EXPECT_EQ(view_digest(one), view_digest(other));
}

TEST(ApprovalDigest, IsGivenBackWholeOrByAtLeast32Digits) {
  const auto digest = view_digest(view());
  EXPECT_EQ(short_form(digest).size(), kSeenDigitsMin);
  EXPECT_TRUE(same_view(digest, digest));
  EXPECT_TRUE(same_view(digest.substr(7), digest));
  EXPECT_TRUE(same_view(short_form(digest), digest));
  auto capitals = short_form(digest);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(), [](unsigned char c) { return std::toupper(c); });
  EXPECT_TRUE(same_view(capitals, digest));
  EXPECT_FALSE(same_view(short_form(digest).substr(1), digest)) << "31 digits, and not from the beginning";
  EXPECT_FALSE(same_view(short_form(digest).substr(0, kSeenDigitsMin - 1), digest));
  EXPECT_FALSE(same_view(digest + "0", digest));
  for (const auto* nothing : {"", "sha256:", "x"}) EXPECT_FALSE(same_view(nothing, digest));
}

TEST(Authority, OfAStepHoldsWithinTheInstitutions) {
  const AuthorityTable step{{"supervisor", {{"CNY", 500}, {"USD", 50}}}, {"head", {{"CNY", 9000}}}};
  const AuthorityTable institution{{"supervisor", {{"CNY", 300}}}, {"board", {{"CNY", 99999}}}};
  EXPECT_EQ(authority_within(step, {}), step);
  EXPECT_EQ(authority_within({}, institution), institution);
  EXPECT_EQ(authority_within(step, institution), (AuthorityTable{{"supervisor", {{"CNY", 300}}}})) << "what the institution does not name, no workflow gives";
}

TEST(Authority, ReadsWholeNumbersAndNothingElse) {
  const auto value = json::parse(R"({"a": {"CNY": 5, "USD": -1, "EUR": "7", "GBP": 1.5}, "b": 3, "c": {}})");
  ASSERT_TRUE(value);
  EXPECT_EQ(authority_from_json(&*value), (AuthorityTable{{"a", {{"CNY", 5}}}}));
  EXPECT_TRUE(authority_from_json(nullptr).empty());
}

TEST(Authority, IsKeptToTheLastFenAndNamesWhoCanDecide) {
  const AuthorityTable limits{{"supervisor", {{"CNY", 500000}}}};
  EXPECT_TRUE(within_authority(limits, "supervisor", cny(500000), cny(500000)));
  const auto over = within_authority(limits, "supervisor", cny(500001), cny(500001));
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::refused);
  EXPECT_EQ(over.error().message, "the amount of 5,000.01 CNY is beyond the limit of the role supervisor, 5,000.00 CNY; let a role with the authority decide");
  EXPECT_NE(within_authority(limits, "supervisor", cny(999800), cny(499900)).error().message.find("a sum is not approved in pieces"), std::string::npos);
  EXPECT_NE(within_authority(limits, "supervisor", usd(1), usd(1)).error().message.find("no limit of authority in USD"), std::string::npos);
  EXPECT_FALSE(within_authority(limits, "handler", cny(0), cny(0))) << "no limit is no authority, also for nothing";
  EXPECT_FALSE(within_authority({}, "supervisor", cny(1), cny(1)));
}

TEST(Authority, IsToldInTheDigitsOfItsCurrency) {
  const Money yen{500000, *Currency::parse("JPY")};
  const auto over = within_authority({{"supervisor", {{"JPY", 300000}}}}, "supervisor", yen, yen, [](std::string_view) { return 0; });
  ASSERT_FALSE(over);
  EXPECT_NE(over.error().message.find("500,000 JPY is beyond the limit of the role supervisor, 300,000 JPY"), std::string::npos) << over.error().message;
}

Approval given(const std::string& step, std::int64_t visit, const Money& amount, bool used = false, bool total = false, bool yes = true) {
  Approval out;
  out.step = step;
  out.task = step + "#" + std::to_string(visit);
  out.amount = amount;
  out.approved = yes;
  out.amount_is_total = total;
  if (used) out.uses.push_back({"pay", "pay#" + std::to_string(visit), amount});
  return out;
}

TEST(CountedTogether, PiecesOfASumCountAsTheSum) {
  EXPECT_EQ(*counted_with({}, "a", {}, cny(499900), false), cny(499900));
  EXPECT_EQ(*counted_with({given("a", 1, cny(499900), true)}, "a", {}, cny(499900), false), cny(999800)) << "2 x 4,999: the first was paid";
  EXPECT_EQ(*counted_with({given("a", 1, cny(300000))}, "b", {}, cny(300000), false), cny(600000)) << "split over two steps, paid or not";
  EXPECT_EQ(*counted_with({given("a", 1, cny(1), true), given("a", 2, cny(2), true), given("b", 1, cny(4))}, "a", {}, cny(8), false), cny(15));
}

TEST(CountedTogether, WhatReleasedNothingGivesWayToTheNextAnswerOfItsStep) {
  EXPECT_EQ(*counted_with({given("a", 1, cny(400000))}, "a", {}, cny(450000), false), cny(450000));
  EXPECT_EQ(*counted_with({given("b", 1, cny(100)), given("b", 2, cny(200))}, "a", {}, cny(1), false), cny(201));
  EXPECT_EQ(*counted_with({given("b", 1, cny(100)), given("b", 2, cny(200), false, false, false)}, "a", {}, cny(1), false), cny(1)) << "the step's newest answer is a no";
}

TEST(CountedTogether, OfTotalsTheLargestCounts) {
  EXPECT_EQ(*counted_with({given("a", 1, cny(400000), true, true)}, "a", {}, cny(450000), true), cny(450000));
  EXPECT_EQ(*counted_with({given("a", 1, cny(400000), true, true)}, "a", {}, cny(100000), true), cny(400000)) << "the higher one was offered";
  EXPECT_EQ(*counted_with({given("a", 1, cny(400000), true, true), given("a", 2, cny(1), false, true, false)}, "b", {}, cny(1), false), cny(400001)) << "a later no takes back no offer";
}

TEST(CountedTogether, TwoCurrenciesAreNotAddedUp) {
  const auto mixed = counted_with({given("a", 1, cny(499900), true)}, "a", {}, usd(499900), false);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, ErrorCode::currency_mismatch);
  EXPECT_EQ(*counted_with({given("a", 1, cny(1), false, false, false)}, "a", {}, usd(2), false), usd(2)) << "a no counts nothing";
  EXPECT_EQ(counted_with({given("b", 1, cny(json::kIntegerMax), true)}, "a", {}, cny(1), false).error().code, ErrorCode::range);
}

// Whatever pieces a sum is cut into, and however many steps they go through: once each is paid, the pieces come to the sum.
TEST(CountedTogether, NoWayOfCuttingASumLowersIt) {
  std::mt19937_64 random(20260302);
  for (int round = 0; round < 500; ++round) {
    std::vector<Approval> approvals;
    std::int64_t sum = 0;
    for (auto pieces = 1 + random() % 8; pieces > 0; --pieces) {
      const auto step = std::string(1, static_cast<char>('a' + random() % 3));
      const auto minor = static_cast<std::int64_t>(random() % 100000);
      sum += minor;
      const auto counted = counted_with(approvals, step, {}, cny(minor), false);
      ASSERT_TRUE(counted);
      ASSERT_EQ(counted->minor, sum) << "round " << round;
      approvals.push_back(given(step, pieces, cny(minor), true));
    }
  }
}

TEST(Released, AgreesWithWhatWasApproved) {
  const auto approved = to_json(cny(30000));
  const auto money = [&](const Money& sum, std::vector<Use> earlier = {}, bool add_up = true) { return agrees("offer", to_json(sum), approved, earlier, add_up); };
  EXPECT_TRUE(money(cny(30000)));
  EXPECT_TRUE(money(cny(1))) << "less than what was approved is covered";
  EXPECT_NE(money(cny(30001)).error().message.find("offer is 300.01 CNY, and 300.00 CNY was approved"), std::string::npos);
  EXPECT_NE(money(usd(30000)).error().message.find("is in USD, and the approval is in CNY"), std::string::npos);
  const std::vector<Use> earlier{{"pay", "pay#1", cny(20000)}};
  EXPECT_TRUE(money(cny(10000), earlier));
  EXPECT_NE(money(cny(10001), earlier).error().message.find("comes to 300.01 CNY"), std::string::npos);
  EXPECT_TRUE(money(cny(30000), earlier, false)) << "offers of one ladder take each other's place";
  EXPECT_FALSE(agrees("offer", json::Value(300), approved, {}, true));
  EXPECT_FALSE(agrees("offer", json::Value(nullptr), approved, {}, true));
  EXPECT_TRUE(agrees("text", json::Value("一字不差"), json::Value("一字不差"), {}, true));
  EXPECT_FALSE(agrees("text", json::Value("一字不差 "), json::Value("一字不差"), {}, true));
  EXPECT_FALSE(agrees("text", json::Value("x"), json::Value(nullptr), {}, true));
}

TEST(ApprovalRecord, ReadsBackWhatItWrote) {
  auto approval = given("approve", 1, cny(30000), false, true);
  approval.role = "supervisor";
  approval.digest = view_digest(view());
  approval.parts = part_digests(view());
  approval.limits = view().limits;
  const auto member = to_json(approval, cny(40000));
  EXPECT_EQ(json::integer_at(member, "counted.minor"), 40000);
  EXPECT_EQ(json::integer_at(member, "limit.minor"), 500000);
  Approval back;
  read_approval(member, back);
  EXPECT_EQ(back.digest, approval.digest);
  EXPECT_EQ(back.parts, approval.parts);
  EXPECT_EQ(back.limits, approval.limits);
  EXPECT_EQ(back.amount, approval.amount);
  EXPECT_TRUE(back.approved && back.amount_is_total);
  EXPECT_TRUE(changed_since(back, view()).empty());
  auto later = view();
  later.shown["draft.letter"] = json::Value("x");
  later.limits.clear();
  EXPECT_EQ(changed_since(back, later), (std::vector<std::string>{"draft.letter", "limits of authority"}));
}

TEST(Person, IsOneInEverySpelling) {
  const auto key = person_key("li.na");
  for (const auto* spelling : {"Li.Na", "LI.NA", "ｌｉ．ｎａ", "ＬＩ．ＮＡ", "li.na ", "li\u200b.na", "li.na\u00a0", "\u3000li.na", "li\u00ad.na", "li-na", "LINA", "Li Na", "li_na", "li·na", "li。na", "l.i.n.a", "“li’na”"}) EXPECT_EQ(person_key(spelling), key) << spelling;
  for (const auto* other : {"li.nan", "wang.yi", "李娜", "li.na2", "lì.na"}) EXPECT_NE(person_key(other), key) << other;
  EXPECT_EQ(person_key("Straße"), person_key("STRASSE"));
  EXPECT_EQ(person_key("e\u0301ve"), person_key("Éve"));
  EXPECT_EQ(person_key("李娜"), "李娜");
  EXPECT_EQ(person_key("\xff"), "\xff") << "what is no UTF-8 is left as it is";
  EXPECT_EQ(person_key(""), "");
}

TEST(Person, KeepsItsMarksWhereTheyAreAllThereIs) {
  EXPECT_EQ(person_key("-.-"), "-.-");
  EXPECT_NE(person_key("."), person_key("-"));
  EXPECT_EQ(person_key("E-10231"), person_key("e10231"));
  EXPECT_NE(person_key("E10231"), person_key("E10232"));
}

// The second letters are the Cyrillic а, е and о, the Greek ο, the Armenian օ and a full-width Latin one.
TEST(Person, LooksLikeNobodyElse) {
  for (const auto* name : {"li.n\u0430", "w\u0430ng.yi", "Zha\u043e", "zh\u03bfu", "cha\u0585", "\u041bi.na", "\u0430lina"}) {
    const auto checked = check_name(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, ErrorCode::refused);
    EXPECT_NE(checked.error().message.find("two alphabets that look alike"), std::string::npos) << checked.error().message;
  }
  for (const auto* name : {"li.na", "ｌｉ．ｎａ", "李娜", "Anna李", "\u0410\u043d\u043d\u0430", "\u0391\u03bd\u03bd\u03b1", "Zoë-Émile", "李娜\u0410", "E10231", "山田タロウ", "김.na", "-", ""}) EXPECT_TRUE(check_name(name)) << name;
  for (const auto* name : {"li na", " li.na", "li\tna", "li\x1b[2Jna", "li\u202ena", "li\u2066na", "li\u200fna", "\xff"}) EXPECT_EQ(check_name(name).error().code, ErrorCode::refused) << name;
}

TEST(Person, IsOneWithADotlessOrASmallLetter) {
  for (const auto* spelling : {"l\u0131.na", "L\u0131.NA", "\u029Fi.na", "li.n\u0251", "l\u026A.na"}) EXPECT_EQ(person_key(spelling), person_key("li.na")) << spelling;
  for (const auto* other : {"\u0142i.na", "l\u012B.na", "l\u0259.na"}) EXPECT_NE(person_key(other), person_key("li.na")) << other << ": a stroke or an accent is seen";
}

TEST(Person, HasNoNameOfTheEngine) {
  for (const auto* name : {"user:li.na", "USER:li.na", "ｕｓｅｒ：li.na", "user:user:li.na", "stage:li.na", "system", "System", "import", "import:x", "user", "timer:t1"}) EXPECT_EQ(check_name(name).error().code, ErrorCode::refused) << name;
  for (const auto* name : {"li.na;x", "li.na,", "(li.na)", "li.na:user", "li#na", "li.na\u3164", "li\u200b.na", "li.na\u2800", "li/na", "李娜。", "\u00AB" "li.na\u00BB"}) {
    const auto checked = check_name(name);
    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, ErrorCode::refused);
  }
  for (const auto* name : {"li.na@bank.example", "O'Neil", "O\u2019Neil", "阿依古丽·买买提", "li_na-2", "systema", "user.one", "e\u0301ve", "欧阳娜娜", "李娜２"}) EXPECT_TRUE(check_name(name)) << name;
}

TEST(Person, IsNamedWithALetter) {
  for (const auto* name : {"li.na", "赵岚", "Robin Hale", "E10231"}) EXPECT_TRUE(names_somebody(name)) << name;
  for (const auto* nobody : {"", " ", "\u200b", "-", "1", "\u3164", "\u2800"}) EXPECT_FALSE(names_somebody(nobody)) << nobody;
}

TEST(Person, MayHaveSeveralNames) {
  const auto row = json::parse(R"({"people": [{"id": "li.na", "also": ["E10231", "li.na@bank.example"]}, {"id": "wang.yi", "also": ["E1"]}]})");
  const People people(*row);
  EXPECT_EQ(people.person("e10231"), people.person("Li.Na"));
  EXPECT_EQ(people.person("LI.NA@BANK.EXAMPLE"), people.person("li.na"));
  EXPECT_EQ(people.person("e-10231"), people.person("LINA")) << "second names fold like first ones";
  EXPECT_NE(people.person("E1"), people.person("li.na"));
  EXPECT_EQ(People().person("zhao"), "zhao");
}

TEST(MoneyOfWords, ReadsWhatPeopleWriteAndNothingElse) {
  const auto digits = [](std::string_view code) { return code == "JPY" ? 0 : 2; };
  for (const auto* text : {"300.00 CNY", "300CNY", "CNY 300", "CNY300.0", "300 CNY"}) EXPECT_EQ(money_of_words(text, digits), cny(30000)) << text;
  EXPECT_EQ(money_of_words("1,234,567.8 CNY", digits), cny(123456780));
  EXPECT_EQ(money_of_words("300JPY", digits), (Money{300, *Currency::parse("JPY")}));
  EXPECT_EQ(money_of_words("9999999999999.99CNY", digits), cny(999999999999999)) << "fifteen digits";
  for (const auto* text : {"", "300", "CNY", "300.001 CNY", "300. CNY", ".5 CNY", "-300 CNY", "3,00 CNY", "1234,567 CNY", ",300 CNY", "300.0 JPY", "300 cny", "3e2 CNY", "99999999999999.99CNY", "三百 CNY", "300 CNY now"})
    EXPECT_FALSE(money_of_words(text, digits)) << text;
  for (const std::int64_t minor : {std::int64_t{0}, std::int64_t{5}, std::int64_t{123456789}}) EXPECT_EQ(money_of_words(in_words(cny(minor), digits), digits), cny(minor));
}

TEST(Person, OnWhoseBehalfCountsOnBothSides) {
  const People people;
  EXPECT_TRUE(share_a_person(people, {"li.na", ""}, {"Li.Na", ""}));
  EXPECT_TRUE(share_a_person(people, {"zhao", "li.na"}, {"li.na", ""})) << "a stand-in for the maker";
  EXPECT_TRUE(share_a_person(people, {"li.na", "wang.yi"}, {"li.na", ""})) << "the maker as a stand-in for the checker";
  EXPECT_TRUE(share_a_person(people, {"zhao", "wang.yi"}, {"li.na", "wang.yi"}));
  EXPECT_FALSE(share_a_person(people, {"zhao", ""}, {"li.na", ""})) << "two who stand in for nobody";
}

}  // namespace
}  // namespace amends::runtime
