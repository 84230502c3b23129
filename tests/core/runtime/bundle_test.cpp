// A case leaves one journal as a bundle and enters another; what was changed on the way is found and named.
#include "runtime/bundle.hpp"

#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

class BundleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    open(bench);
    for (int i = 0; i < 3; ++i) {
      auto submitted = bench.runtime->submit("test", record("r-" + std::to_string(i)));
      ASSERT_TRUE(submitted) << submitted.error().text();
      ids.push_back(submitted->case_id);
    }
    ASSERT_TRUE(bench.runtime->answer(ids[1], "w#1", json::Object{{"reason", "called back"}}, {"li.na", "handler", "test"}));
  }
  static void open(Bench& where) {
    where.stages = {constant("test.one", {{"ok", true}})};
    ASSERT_TRUE(where.open());
    ASSERT_TRUE(where.deploy("  - s: {stage: test.one}\n  - w: {human: {role: handler, form: free, due: 3d}}\n  - n: {human: {role: supervisor, form: free}}\n"));
  }
  json::Value bundle(const std::string& id) {
    auto made = make_bundle(*bench.runtime->store(), id);
    EXPECT_TRUE(made) << made.error().text();
    return made ? *made : json::Value();
  }
  Bench bench;
  std::vector<std::string> ids;
};

TEST_F(BundleTest, ACaseIsCarriedOnInAnotherJournalWithTheSameEvents) {
  const auto made = bundle(ids[1]);
  const auto checked = check_bundle(made);
  ASSERT_TRUE(checked) << checked.error().text();
  EXPECT_EQ(checked->case_id, ids[1]);
  Bench other;
  open(other);
  auto taken = take_bundle(*other.runtime->store(), *checked);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_TRUE(*taken);
  EXPECT_EQ(other.faults(), 0) << "every hash and list";
  EXPECT_EQ(other.kinds(ids[1]), bench.kinds(ids[1]));
  EXPECT_EQ(other.runtime->store()->case_row(ids[1])->head, bench.runtime->store()->case_row(ids[1])->head);
  EXPECT_EQ(other.runtime->store()->tasks(ids[1], "", "open")->size(), 1u);
  // It is taken once, and goes on.
  EXPECT_FALSE(*take_bundle(*other.runtime->store(), *checked));
  ASSERT_TRUE(other.runtime->answer(ids[1], "n#1", json::Object{{"reason", "done"}}, {"wang.yi", "supervisor", "test"}));
  EXPECT_EQ(other.runtime->store()->case_row(ids[1])->status, "finished");
  EXPECT_EQ(other.faults(), 0);
  const auto again = take_bundle(*other.runtime->store(), *checked);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
  // What leaves the second journal says where it came from.
  const auto onward = make_bundle(*other.runtime->store(), ids[1]);
  ASSERT_TRUE(onward) << onward.error().text();
  EXPECT_EQ(json::text_at(*onward, "origin.newest.hash"), json::text_at(made, "newest.hash"));
  EXPECT_TRUE(check_bundle(*onward));
}

TEST_F(BundleTest, WhateverIsChangedIsFound) {
  const auto whole = bundle(ids[1]);
  const auto places = [](const json::Value& value) {
    std::vector<std::string> out;
    const std::function<void(const json::Value&, const std::string&)> walk = [&](const json::Value& at, const std::string& path) {
      if (at.is_object())
        for (const auto& member : at.get_object()) walk(member.value(), path.empty() ? std::string(member.key()) : path + "." + std::string(member.key()));
      else if (at.is_array())
        for (std::size_t i = 0; i < at.get_array().size(); ++i) walk(at.get_array()[i], path + "." + std::to_string(i));
      else if (!at.is_null()) out.push_back(path);
    };
    walk(value, "");
    return out;
  };
  int tried = 0;
  for (const auto& path : places(whole)) {
    if (path.starts_with("newest.") || path.starts_with("origin.")) continue;  // told about, and checked against what was kept elsewhere
    auto changed = whole;
    const auto* at = json::find(whole, path);
    json::Value other(json::integer_or(at, 0) + 1);
    if (at->is_string()) {
      std::string text(json::text_or(at, ""));
      if (text.empty()) text = "x";
      else text[text.size() / 2] = text[text.size() / 2] == 'a' ? 'b' : 'a';
      other = text;
    }
    ASSERT_TRUE(json::set(changed, path, std::move(other))) << path;
    EXPECT_FALSE(check_bundle(changed)) << path;
    ++tried;
  }
  EXPECT_GT(tried, 50);
  for (const auto* list : {"events", "commits"}) {
    for (std::size_t i = 0; i < json::list_at(whole, list).size(); ++i) {
      auto cut = whole;
      auto items = json::list_at(whole, list);
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
      ASSERT_TRUE(json::set(cut, list, std::move(items)));
      EXPECT_FALSE(check_bundle(cut)) << list << " without " << i;
    }
  }
  auto swapped = whole;
  ASSERT_TRUE(json::set(swapped, "case.id", json::Value(ids[0])));
  EXPECT_FALSE(check_bundle(swapped));
}

TEST_F(BundleTest, WhatIsNoBundleIsRefusedWithItsPlace) {
  for (const auto& [text, part] : {std::pair("{}", "this is no bundle"), std::pair("[]", "this is no bundle"), std::pair(R"({"bundle": 2})", "newer amends"), std::pair(R"({"bundle": 1})", "case.id"),
                                   std::pair(R"({"bundle": 1, "case": {"id": "../x"}})", "no case id")}) {
    const auto refused = check_bundle(*json::parse(text));
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().text().find(part), std::string::npos) << refused.error().text();
  }
  EXPECT_EQ(make_bundle(*bench.runtime->store(), "CASE-NONE").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace amends::runtime::testing
