// One small workflow for each control-flow pattern that the grammar can say, by the numbers of van der Aalst, ter Hofstede, Kiepuszewski and Barros,
// "Workflow Patterns" (2003), and Russell, ter Hofstede, van der Aalst and Mulyar, "Workflow Control-Flow Patterns: A Revised View" (2006). For each the
// set of traces under every order of simultaneous events is exactly the one that is written here.
#include <gtest/gtest.h>

#include "scheduler.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

using Choices = std::vector<std::vector<std::int32_t>>;

/// The first `n` of these in every order, then `after` among the orders of the others, or without them.
Traces first_of_all(const std::vector<std::string>& names, std::size_t n, const std::string& after, bool cancelled) {
  Traces out;
  for (const auto& order : interleaved(names)) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : order + " ") {
      if (c != ' ') word += c;
      else words.push_back(std::exchange(word, {}));
    }
    std::string head, rest;
    for (std::size_t i = 0; i < words.size(); ++i) (i < n ? head : rest) += (i == 0 || i == n ? "" : " ") + words[i];
    out.merge(framed(head, cancelled ? Traces{after} : interleaved({rest, after}), ""));
  }
  return out;
}

TEST(Patterns, wcp_01) { EXPECT_EQ(traces_of("wcp_01"), (Traces{"a b c"})); }

TEST(Patterns, wcp_02) { EXPECT_EQ(traces_of("wcp_02"), (Traces{"a b c", "a c b"})); }

TEST(Patterns, wcp_03) { EXPECT_EQ(traces_of("wcp_03"), framed("", interleaved({"a b", "c"}), "d")); }

TEST(Patterns, wcp_04) { EXPECT_EQ(traces_of("wcp_04"), (Traces{"a b", "a c"})); }

TEST(Patterns, wcp_05) { EXPECT_EQ(traces_of("wcp_05"), (Traces{"a c", "b c"})); }

TEST(Patterns, wcp_06) {
  World world;
  world.choices["several"] = Choices{{0}, {1}, {0, 1}, {2}};
  EXPECT_EQ(traces_of("wcp_06", world), (Traces{"a b", "a c", "a b c", "a c b", "a d"}));
}

TEST(Patterns, wcp_07) {
  World world;
  world.choices["several"] = Choices{{0}, {1}, {0, 1}};
  EXPECT_EQ(traces_of("wcp_07", world), both({"a b d", "c d"}, framed("", interleaved({"a b", "c"}), "d"))) << "the join waits for exactly the branches that run";
}

TEST(Patterns, wcp_09) { EXPECT_EQ(traces_of("wcp_09"), (Traces{"a b c", "a c b", "b a c", "b c a"})) << "the first goes on, the second is absorbed"; }

TEST(Patterns, wcp_10) { EXPECT_EQ(traces_of("wcp_10"), (Traces{"a b c d", "a b c a b c d", "a b c a b c a d", "a b c b c d", "a b c b c a d"})); }

TEST(Patterns, wcp_11) {
  World world;
  world.messages["question"] = 1;
  EXPECT_EQ(traces_of("wcp_11", world), both({"a (question lost) b", "a b"}, framed("a:asked", interleaved({"a b", "c"}), ""))) << "the case ends when no token is left, wherever they end";
}

TEST(Patterns, wcp_13) {
  World world;
  world.counts["three"] = 3;
  EXPECT_EQ(traces_of("wcp_13", world), framed("", interleaved({"a.1", "a.2", "a.3"}), "b"));
}

TEST(Patterns, wcp_14) {
  World world;
  for (const auto& [count, expected] : std::map<int, Traces>{{0, {"b"}}, {1, {"a.1 b"}}, {2, {"a.1 a.2 b", "a.2 a.1 b"}}}) {
    world.counts["all"] = count;
    EXPECT_EQ(traces_of("wcp_14", world), expected) << count;
  }
}

TEST(Patterns, wcp_15) {
  World world;
  world.counts["all"] = 1;
  world.messages["joined"] = 1;
  EXPECT_EQ(traces_of("wcp_15", world), both({"a.1 b", "(joined lost) a.1 b", "a.1 (joined lost) b"}, framed("all:more:2", interleaved({"a.1", "a.2"}), "b")));
}

TEST(Patterns, wcp_16) { EXPECT_EQ(traces_of("wcp_16"), (Traces{"which:reply a", "which:silence b"})); }

TEST(Patterns, wcp_18) { EXPECT_EQ(traces_of("wcp_18"), (Traces{"a c open b", "a open b"})) << "c only between a and open"; }

TEST(Patterns, wcp_19) { EXPECT_EQ(traces_of("wcp_19"), (Traces{"c d", "a c b d", "a b c d"})); }

TEST(Patterns, wcp_20) { EXPECT_EQ(traces_of("wcp_20"), (Traces{"c!", "a c!", "a b c!"})); }

TEST(Patterns, wcp_21) { EXPECT_EQ(traces_of("wcp_21"), (Traces{"a b", "a a b", "a a a b"})); }

TEST(Patterns, wcp_22) {
  // Each level may go one deeper; the world lets only the first two do so.
  World world;
  world.depths["deeper"] = 2;
  EXPECT_EQ(traces_of("wcp_22", world), (Traces{"a c d", "a a c c d", "a a a c c c d"})) << "each call comes back to where it was made";
}

TEST(Patterns, wcp_23) {
  World world;
  world.messages["go_on"] = 1;
  EXPECT_EQ(traces_of("wcp_23", world), (Traces{"a b c", "(go_on lost) a?"})) << "nobody waits for it yet: it is lost";
}

TEST(Patterns, wcp_24) {
  World world;
  world.messages["go_on"] = 1;
  world.kept.insert("go_on");
  EXPECT_EQ(traces_of("wcp_24", world), (Traces{"a b c"})) << "it waits for its receiver";
}

TEST(Patterns, wcp_25) { EXPECT_EQ(traces_of("wcp_25"), (Traces{"c d", "a c d", "a b c d"})); }

TEST(Patterns, wcp_26) { EXPECT_EQ(traces_of("wcp_26"), (Traces{"a.1 a.2 b", "a.2 a.1 b", "all:stop", "a.1 all:stop", "a.2 all:stop"})) << "nothing comes behind it"; }

TEST(Patterns, wcp_27) { EXPECT_EQ(traces_of("wcp_27"), (Traces{"a.1 a.2 b", "a.2 a.1 b", "all:enough b", "a.1 all:enough b", "a.2 all:enough b"})) << "the case goes on"; }

TEST(Patterns, wcp_29) { EXPECT_EQ(traces_of("wcp_29"), (Traces{"a b d", "a c d", "c d"})); }

TEST(Patterns, wcp_30) { EXPECT_EQ(traces_of("wcp_30"), first_of_all({"a", "b", "c"}, 2, "d", false)); }

TEST(Patterns, wcp_32) { EXPECT_EQ(traces_of("wcp_32"), first_of_all({"a", "b", "c"}, 2, "d", true)); }

TEST(Patterns, wcp_34) {
  World world;
  world.counts["all"] = 3;
  EXPECT_EQ(traces_of("wcp_34", world), first_of_all({"a.1", "a.2", "a.3"}, 2, "b", false));
}

TEST(Patterns, wcp_35) {
  World world;
  world.counts["all"] = 3;
  EXPECT_EQ(traces_of("wcp_35", world), first_of_all({"a.1", "a.2", "a.3"}, 2, "b", true));
}

TEST(Patterns, wcp_37) {
  World world;
  world.choices["several"] = world.choices["inner"] = Choices{{0}, {1}, {0, 1}};
  Traces right{"b", "c", "b c", "c b"}, expected{"d", "a d"};
  for (const auto& trace : right) {
    expected.insert(trace + " d");
    expected.merge(framed("", interleaved({"a", trace}), "d"));
  }
  EXPECT_EQ(traces_of("wcp_37", world), expected);
}

TEST(Patterns, wcp_43) { EXPECT_EQ(traces_of("wcp_43"), (Traces{"c", "a c", "a b c"})) << "the case is done at once, and d never comes"; }

}  // namespace
}  // namespace amends::flow
