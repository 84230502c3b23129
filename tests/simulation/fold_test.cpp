// State is a fold: whatever happens to cases of random workflows on random paths, the events alone give the state that the engine holds, byte for byte, and the rows beside them.
// One seed drives all of it; it is printed and taken back: AMENDS_SEED, and AMENDS_EPISODE for one episode alone. AMENDS_LONG_TESTS=1: ten times as long.
#include <cstdlib>
#include <ctime>

#include "simulation/world.hpp"

namespace amends::simulation {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t kStepsShort = 1'000;  ///< under a sanitizer a tenth
#else
constexpr std::int64_t kStepsShort = 10'000;
#endif
constexpr std::int64_t kStepsForAll = 10'000;  ///< in so many every kind of step is drawn, and every kind of event happens
constexpr int kActsOfAnEpisode = 400;
constexpr int kFailuresTold = 5;

std::uint64_t seed_of_run() {
  const char* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("AMENDS_SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  return seed;
}

void add(std::map<std::string, int>& all, const std::map<std::string, int>& some) {
  for (const auto& [name, count] : some) all[name] += count;
}
void print(const char* title, const std::map<std::string, int>& counts) {
  std::printf("%s:", title);
  for (const auto& [name, count] : counts) std::printf(" %s %d;", name.c_str(), count);
  std::printf("\n");
}

TEST(Fold, TheEventsOfACaseGiveItsStateByteForByte) {
  const auto seed = seed_of_run();
  const auto steps_wanted = kStepsShort * (std::getenv("AMENDS_LONG_TESTS") ? 10 : 1);
  const char* only = std::getenv("AMENDS_EPISODE");
  const auto cpu = std::clock();
  std::int64_t steps = 0, refused = 0, reopened = 0, compared = 0;
  int failures = 0, drawn = 0, unreadable = 0, episode = only ? std::atoi(only) : 0;
  std::map<std::string, int> kinds, acts, events, refusals;
  for (; steps < steps_wanted && failures < kFailuresTold; ++episode) {
    World world(seed, episode);
    if (world.begin())
      for (int i = 0; i < kActsOfAnEpisode && world.step(); ++i) {
      }
    world.end();
    if (!world.failure().empty()) {
      ++failures;
      ADD_FAILURE() << world.story();
    }
    steps += world.steps();
    refused += world.refused_acts();
    reopened += world.reopened();
    compared += world.compared();
    drawn += world.drawn();
    unreadable += world.refused_workflows();
    add(kinds, world.kinds());
    add(acts, world.acts());
    add(events, world.events());
    add(refusals, world.refusals());
    if (only) break;
  }
  std::printf("%lld steps of %d episodes, %lld comparisons, %lld acts refused, %lld times closed and opened; %d workflows drawn, %d of them refused by the reader; %.1f s of CPU\n", static_cast<long long>(steps), episode,
              static_cast<long long>(compared), static_cast<long long>(refused), static_cast<long long>(reopened), drawn, unreadable, static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
  print("kinds of steps", kinds);
  print("acts", acts);
  print("events", events);
  if (std::getenv("AMENDS_SHOW_REFUSALS"))
    for (const auto& [sentence, count] : refusals) std::printf("%6d %s\n", count, sentence.c_str());
  if (only || failures > 0 || steps < kStepsForAll) return;  // a short run under a sanitizer need not meet everything
  for (const auto* kind : {"stage", "choose", "inclusive", "parallel", "join", "each", "each in each", "human", "escalate", "remind", "candidates", "message", "wait", "first_of", "decide", "set", "send", "on after", "on message",
                           "on signal", "on error", "on raised error", "on escalation", "on after, not interrupting", "on message, not interrupting", "on signal, not interrupting", "undo", "compensate", "milestone", "call", "run",
                           "cancel case", "cancel step", "terminate", "terminate step", "raise error", "raise escalation", "signal", "listen", "bound", "loop", "block"})
    EXPECT_GT(kinds[kind], 0) << "never drawn: " << kind;
  for (const auto kind : {kinds::stage_done, kinds::stage_failed, kinds::lookup_answered, kinds::chosen, kinds::items_listed, kinds::item_added, kinds::decided, kinds::facts_set, kinds::task_opened, kinds::task_answered, kinds::approval_refused,
                          kinds::task_escalated, kinds::task_claimed, kinds::task_released, kinds::task_delegated, kinds::recused, kinds::task_reminded, kinds::timer_set, kinds::timer_fired, kinds::message_awaited,
                          kinds::message_received, kinds::message_kept, kinds::signal_sent, kinds::clock_started, kinds::clock_changed, kinds::clock_extended, kinds::clock_suspended, kinds::clock_resumed, kinds::clock_met, kinds::clock_warned,
                          kinds::clock_breached, kinds::corrected, kinds::document_added, kinds::parked, kinds::resumed, kinds::cancelled, kinds::finished, kinds::outbox_added, kinds::outbox_acknowledged, kinds::outbox_failed,
                          kinds::outbox_retried, kinds::outbox_dropped, kinds::case_suspended, kinds::case_continued, kinds::retried, kinds::refused})
    EXPECT_GT(events[std::string(kind)], 0) << "never happened: " << kind;
}

TEST(Fold, WhatNoEventTellsIsNoticed) {
  for (const auto what : {World::Spoil::live, World::Spoil::row}) {
    World world(1, 0);
    ASSERT_TRUE(world.begin()) << world.failure();
    EXPECT_FALSE(world.spoil_and_compare(what));
    EXPECT_NE(world.failure().find(what == World::Spoil::live ? "what the turn held" : "severity"), std::string::npos) << world.failure();
  }
}

TEST(Fold, OneSeedMakesOneJournal) {
  const auto seed = seed_of_run();
  for (int episode = 0; episode < 3; ++episode) {
    std::string journals[2];
    for (auto& journal : journals) {
      World world(seed, episode);
      world.reopen_per_mille = 30;
      if (world.begin())
        for (int i = 0; i < kActsOfAnEpisode / 4 && world.step(); ++i) {
        }
      journal = world.journal();
    }
    EXPECT_EQ(journals[0], journals[1]) << "AMENDS_SEED=" << seed << " AMENDS_EPISODE=" << episode;
  }
}

}  // namespace
}  // namespace amends::simulation
