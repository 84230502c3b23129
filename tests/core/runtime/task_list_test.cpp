// The tasks of a case, and the cases that are kept warm between two turns.
#include "runtime/task_list.hpp"

#include <gtest/gtest.h>

#include "runtime/warm_cases.hpp"

namespace amends::runtime::testing {
namespace {

TaskState task(std::string id, std::string kind = "human") {
  TaskState out;
  out.id = std::move(id);
  out.kind = std::move(kind);
  return out;
}

TEST(TaskListTest, FindsTheNewestOfAnIdAndKnowsWhatIsOpenAndWhatChanged) {
  TaskList list;
  list.add(task("a"));
  list.add(task("b"));
  ASSERT_TRUE(list.change("a", [](TaskState& one) { one.status = "answered"; }));
  list.add(task("a"));  // a clock may run out twice
  EXPECT_EQ(list.find("a"), &list.all()[2]);
  EXPECT_EQ(list.open(), (TaskList::Places{1, 2}));
  EXPECT_EQ(list.open_ids(), (std::set<std::string>{"a", "b"}));
  EXPECT_EQ(list.changed(), (TaskList::Places{0, 1, 2}));
  list.forget_changes();
  EXPECT_TRUE(list.changed().empty());
  EXPECT_FALSE(list.change("c", [](TaskState&) { FAIL() << "there is none"; }));
  list.change_open([](TaskState& one) {
    if (one.id != "b") return false;
    one.status = "closed";
    return true;
  });
  EXPECT_EQ(list.open(), (TaskList::Places{2}));
  EXPECT_EQ(list.changed(), (TaskList::Places{1}));
  EXPECT_EQ(list.find("c"), nullptr);
  list.touch_open();
  EXPECT_EQ(list.changed(), (TaskList::Places{1, 2}));
}

TEST(TaskListTest, ASafetyTaskCountsWhileItIsOpen) {
  TaskList list;
  list.add(task("s", "safety"));
  EXPECT_TRUE(list.safety_open());
  list.change("s", [](TaskState& one) { one.status = "answered"; });
  EXPECT_FALSE(list.safety_open());
  list.change("s", [](TaskState& one) { one.status = "open"; });
  EXPECT_TRUE(list.safety_open());
  list.change_open([](TaskState& one) { return one.status = "closed", true; });
  EXPECT_FALSE(list.safety_open());
}

WarmCase warm(const std::string& id, std::int64_t seq) {
  WarmCase out{CaseState(id, nullptr), {}, seq, {}, {}};
  out.head[0] = static_cast<std::uint8_t>(seq);
  return out;
}

Digest head(std::int64_t seq) { return warm("", seq).head; }

TEST(WarmCasesTest, ACaseIsTakenOutOnceAndOnlyAtTheEventItWasKeptAt) {
  WarmCases cases;
  cases.keep(warm("a", 3));
  EXPECT_FALSE(cases.take("b", 3, head(3)));
  EXPECT_EQ(cases.take("a", 3, head(3))->seq, 3);
  EXPECT_FALSE(cases.take("a", 3, head(3))) << "whoever has it goes on with it alone";
  for (const auto& [seq, digest] : {std::pair{4, head(3)}, {3, head(4)}}) {
    cases.keep(warm("a", 3));
    EXPECT_FALSE(cases.take("a", seq, digest)) << "the store has another history";
    EXPECT_EQ(cases.size(), 0u);
    EXPECT_EQ(cases.events(), 0);
  }
  cases.keep(warm("a", 5));
  cases.keep(warm("a", 4));
  EXPECT_TRUE(cases.take("a", 5, head(5))) << "an older state comes in place of no newer one";
}

TEST(WarmCasesTest, TheOneUsedLongestAgoGoesWhereALimitIsMet) {
  WarmCases cases;
  for (std::size_t i = 0; i < kWarmCasesMax; ++i) cases.keep(warm("c" + std::to_string(i), 1));
  EXPECT_EQ(cases.size(), kWarmCasesMax);
  auto first = cases.take("c0", 1, head(1));
  ASSERT_TRUE(first);
  cases.keep(*std::move(first));  // used now
  cases.keep(warm("more", 1));
  EXPECT_EQ(cases.size(), kWarmCasesMax);
  EXPECT_FALSE(cases.take("c1", 1, head(1)));
  EXPECT_TRUE(cases.take("c0", 1, head(1)));

  WarmCases large;
  large.keep(warm("a", kWarmEventsMax - 1));
  large.keep(warm("b", 1));
  EXPECT_EQ(large.size(), 2u);
  large.keep(warm("c", 1));
  EXPECT_EQ(large.size(), 2u);
  EXPECT_FALSE(large.take("a", kWarmEventsMax - 1, head(kWarmEventsMax - 1)));
  large.keep(warm("old", kWarmEventsMax + 1));
  EXPECT_EQ(large.size(), 1u) << "the newest one is kept whatever its age";
  EXPECT_EQ(large.events(), kWarmEventsMax + 1);
}

}  // namespace
}  // namespace amends::runtime::testing
