// What the reader says about steps with others inside, `on` events, bounds, milestones and the steps that end, cancel and undo: place and remedy.
#include <gtest/gtest.h>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

std::string error_of(const std::string& steps) {
  const auto read = Definition::from_yaml(kit::kHead + steps, "w.yaml");
  EXPECT_FALSE(read) << "nothing was found wrong with\n" << steps;
  return read ? std::string{} : read.error().text();
}

struct Wrong {
  std::string steps, where, says;
};

TEST(ScopesErrors, NameThePlaceAndTheRemedy) {
  const std::vector<Wrong> wrongs{
      {"steps:\n  - p:\n      parallel:\n        join: {of: 3}\n        a: {wait: 1d}\n        b: {wait: 1d}\n", "w.yaml:7:16", "`of` is how many branches suffice: 1 to 2"},
      {"steps:\n  - p:\n      parallel:\n        join: {of: 0}\n        a: {wait: 1d}\n        b: {wait: 1d}\n", "w.yaml:7:16", "1 to 2"},
      {"steps:\n  - p:\n      parallel:\n        join: {of: 1}\n        a: {wait: 1d}\n", "w.yaml:6", "at least two branches"},
      {"steps:\n  - p:\n      inclusive:\n        a: {do: {wait: 1d}}\n        b: {else: {wait: 1d}}\n", "w.yaml:7", "expression"},
      {"steps:\n  - p:\n      inclusive:\n        a: {else: {wait: 1d}}\n        b: {when: x, do: {wait: 1d}}\n", "w.yaml:7", "`else` is the last branch"},
      {"steps:\n  - p:\n      inclusive:\n        a: {when: x}\n        b: {when: x, do: {wait: 1d}}\n", "w.yaml:7", "says when and what"},
      {"steps:\n  - p: {each: {in: x}}\n", "w.yaml:5", "`each` does not say what to do"},
      {"steps:\n  - p: {each: {in: x, as: parties, do: [a: {wait: 1d}]}}\n", "w.yaml:5", "named like the fact 'parties'"},
      {"steps:\n  - p: {each: {in: x, as: p, do: [a: {wait: 1d}]}}\n", "w.yaml:5", "named like the step 'p'"},
      {"steps:\n  - p: {each: {in: x, order: backwards, do: [a: {wait: 1d}]}}\n", "w.yaml:5", "together (all items at once) or one_by_one"},
      {"steps:\n  - p: {each: {in: x, kez: y, do: [a: {wait: 1d}]}}\n", "w.yaml:5", "did you mean 'key'"},
      {"steps:\n  - p: {block: [a: {wait: 1d, go: b}]}\n  - b: {wait: 1d}\n", "w.yaml:5", "stands outside the block 'p'"},
      {"steps:\n  - p: {block: [a: {wait: 1d}]}\n  - b: {wait: 1d, go: a}\n", "w.yaml:6", "stands inside the block 'p'"},
      {"steps:\n  - a: {wait: 1d, on: {late: {after: 1d, message: m, go: end}}}\n", "w.yaml:5", "exactly one of after, message, signal, error, escalation; this one has after, message"},
      {"steps:\n  - a: {wait: 1d, on: {late: {go: end}}}\n", "w.yaml:5", "this one has none"},
      {"steps:\n  - a: {wait: 1d, on: {late: {after: 1d, go: nowhere}}}\n", "w.yaml:5", "there is no step or path 'nowhere'"},
      {"steps:\n  - a: {wait: 1d, on: {late: {after: 1d, go: end, interupting: false}}}\n", "w.yaml:5", "did you mean 'interrupting'"},
      {"steps:\n  - a: {stage: x.a, on: {bad: {error: not_fuond, go: end}}}\n", "w.yaml:5", "did you mean 'not_found'"},
      {"steps:\n  - a: {stage: x.a, on: {bad: {error: default, go: end, interrupting: false}}}\n", "w.yaml:5", "an error always takes the step away"},
      {"steps:\n  - a: {wait: 1d, on: {bad: {error: default, go: end}}}\n", "w.yaml:5", "nothing in 'a' raises the error 'default'"},
      {"steps:\n  - a: {block: [b: {raise: {escalation: too_much}}], on: {up: {escalation: to_much, go: end}}}\n", "w.yaml:5", "did you mean 'too_much'"},
      {"steps:\n  - a: {wait: 1d, on: {x: {message: m, go: end}, y: {message: m, go: end}}}\n", "w.yaml:5", "could not be given to both"},
      {"steps:\n  - a: {set: {flags.a: 1}, on: {late: {after: 1d, go: end}}}\n", "w.yaml:5", "`on` does not belong to a set step"},
      {"steps:\n  - a: {raise: {error: default}}\n", "w.yaml:5", "is no name of one"},
      {"steps:\n  - a: {raise: {error: x, escalation: y}}\n", "w.yaml:5", "raises one thing"},
      {"bounds: {rounds_max: 3}\nsteps:\n  - a: {wait: 1d, bound: {name: round_max, go: end}}\n", "w.yaml:6", "did you mean 'rounds_max'"},
      {"bounds: {rounds_max: 0}\nsteps:\n  - a: {wait: 1d}\n", "w.yaml:4", "1 to 10000"},
      {"bounds: {rounds_max: 10001}\nsteps:\n  - a: {wait: 1d}\n", "w.yaml:4", "1 to 10000"},
      {"bounds: {rounds_max: 3}\nsteps:\n  - a: {wait: 1d, bound: {name: rounds_max, go: a}}\n", "w.yaml:6", "leads back to its own step"},
      {"steps:\n  - p: {parallel: {a: {wait: 1d, while: {at: c}}, b: {wait: 1d}}}\n", "w.yaml:5", "there is no step 'c'"},
      {"steps:\n  - p: {block: [a: {wait: 1d, while: {at: p}}]}\n", "w.yaml:5", "one stands inside the other"},
      {"steps:\n  - p: {block: [a: {cancel: p}]}\n", "w.yaml:5", "write `terminate: p`"},
      {"steps:\n  - a: {wait: 1d}\n  - b: {terminate: a}\n", "w.yaml:6", "write `cancel: a`"},
      {"steps:\n  - a: {terminate: case, go: end}\n", "w.yaml:5", "nothing comes behind it"},
      {"steps:\n  - a: {terminate: case}\n  - b: {wait: 1d}\n", "w.yaml:6", "no way leads to the step 'b'"},
      {"steps:\n  - a: {stage: x.a}\n  - b: {compensate: a}\n", "w.yaml:6", "there is nothing to undo in 'a'"},
      {"steps:\n  - a: {stage: x.a, undo: [b: {stage: x.b, go: c}]}\n  - c: {wait: 1d}\n", "w.yaml:5", "stands outside what undoes 'a'"},
      {"steps:\n  - a: {run: p}\n", "w.yaml:5", "there is no path 'p'"},
      {"steps:\n  - a: {stage: x.a, config: {n: 1}, with: {n: 2}}\n", "w.yaml:5", "'n' stands in `config` too"},
      {"steps:\n  - p: {inclusive: {a: {when: x, do: {set: {flags.a: 1}}}, b: {when: y, do: {set: {flags.a: 2}}}}}\n", "w.yaml:5", "both write flags.a"},
      {"steps:\n  - a: {block: [b: {stage: x.b}], go: a}\n", "w.yaml:5", "round for ever"},
  };
  for (const auto& wrong : wrongs) {
    const auto said = error_of(wrong.steps);
    EXPECT_EQ(said.substr(0, wrong.where.size()), wrong.where) << said << "\n" << wrong.steps;
    EXPECT_NE(said.find(wrong.says), std::string::npos) << said << "\n" << wrong.steps;
  }
}

std::string nested(std::size_t depth) {
  std::string text = "w: {wait: 1d}";
  for (std::size_t i = 0; i < depth; ++i) text = "b" + std::to_string(i) + ": {block: [" + text + "]}";
  return "steps: [" + text + "]\n";
}

TEST(ScopesErrors, StepsStandInsideEachOtherSoDeepAndNoDeeper) {
  EXPECT_TRUE(Definition::from_yaml(kit::kHead + nested(kNestingMax), "w.yaml"));
  EXPECT_NE(error_of(nested(kNestingMax + 1)).find("at most 16 deep"), std::string::npos);
}

TEST(ScopesErrors, AStepHasSoManyEventsAndNoMore) {
  const auto with = [](std::size_t count) {
    std::string on;
    for (std::size_t i = 0; i < count; ++i) on += (i == 0 ? "" : ", ") + ("e" + std::to_string(i)) + ": {message: m" + std::to_string(i) + ", go: end}";
    return "steps:\n  - a: {wait: 1d, on: {" + on + "}}\n";
  };
  EXPECT_TRUE(Definition::from_yaml(kit::kHead + with(kBoundariesMax), "w.yaml"));
  EXPECT_NE(error_of(with(kBoundariesMax + 1)).find("at most 20 `on` events"), std::string::npos);
}

TEST(ScopesErrors, ABoundInTheCircleNeedsNoWarning) {
  const auto text = [](const std::string& bound) { return kit::kHead + "bounds: {rounds_max: 3}\nsteps:\n  - a: {stage: x.a" + bound + "}\n  - c: {choose: [{when: x, go: a}, {else: end}]}\n"; };
  const auto without = Definition::from_yaml(text(""), "w.yaml"), with = Definition::from_yaml(text(", bound: {name: rounds_max, go: end}"), "w.yaml");
  ASSERT_TRUE(without && with);
  EXPECT_EQ((*without)->warnings().size(), 1u);
  EXPECT_TRUE((*with)->warnings().empty());
}

}  // namespace
}  // namespace amends::flow
