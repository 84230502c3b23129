// One million ladders from random sums against an independent computation in decimal digits: no offer ever falls, goes below what is owed or beyond the
// authority, and the last one is exactly the target. AMENDS_SEED gives a seed back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "amends_negotiation/negotiation_plan/ladder.hpp"

namespace amends::negotiation_plan {
namespace {

constexpr int kLadders = 1'000'000;

/// A natural number as decimal digits in groups of nine, the least first: slow, plain, and nothing like the arithmetic under test.
class Decimal {
 public:
  explicit Decimal(std::uint64_t value) {
    for (; value != 0; value /= kBase) groups_[size_++] = static_cast<std::uint32_t>(value % kBase);
  }
  Decimal& times(std::uint32_t factor) {  // factor < kBase
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += static_cast<std::uint64_t>(groups_[i]) * factor;
      groups_[i] = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
    }
    if (carry != 0) groups_[size_++] = static_cast<std::uint32_t>(carry);
    return *this;
  }
  Decimal& plus(const Decimal& other) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < std::max(size_, other.size_) || carry != 0; ++i) {
      carry += (i < size_ ? groups_[i] : 0ULL) + (i < other.size_ ? other.groups_[i] : 0ULL);
      groups_[i] = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
      size_ = std::max(size_, i + 1);
    }
    return *this;
  }
  [[nodiscard]] bool at_most(const Decimal& other) const {
    if (size_ != other.size_) return size_ < other.size_;
    for (std::size_t i = size_; i-- > 0;)
      if (groups_[i] != other.groups_[i]) return groups_[i] < other.groups_[i];
    return true;
  }

 private:
  static constexpr std::uint32_t kBase = 1'000'000'000;
  std::array<std::uint32_t, 8> groups_{};
  std::size_t size_ = 0;
};

/// d*s / (10000*u) rounded half up, times u: the largest q with 2*q*10000*u <= 2*d*s + 10000*u, found by halving.
std::int64_t goodwill(std::int64_t d, std::int64_t s, std::int64_t u) {
  const auto unit = static_cast<std::uint64_t>(u);
  const auto right = Decimal(static_cast<std::uint64_t>(d)).times(static_cast<std::uint32_t>(s)).times(2).plus(Decimal(unit).times(10'000));
  std::uint64_t least = 0, most = static_cast<std::uint64_t>(d) / unit + 1;
  while (least < most) {
    const auto q = least + (most - least + 1) / 2;
    if (Decimal(q * unit).times(20'000).at_most(right)) least = q;
    else most = q - 1;
  }
  return static_cast<std::int64_t>(least * unit);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t bound) { return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound)); }
  /// Of every order of magnitude, so that small sums with large units come up as often as large ones.
  std::int64_t sum(std::int64_t most) {
    std::int64_t bound = 1;
    for (auto digits = below(16); digits > 0 && bound < most; --digits) bound *= 10;
    return below(std::min(bound, most) + 1);
  }

 private:
  std::mt19937_64 engine_;
};

TEST(LadderProperty, trace_A26_AMillionRandomLaddersAreMonotoneWithinAuthorityAboveWhatIsOwedAndExact) {
  const char* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20'260'302;
  std::cout << "seed " << seed << " (give it back in AMENDS_SEED)\n";
  Random random(seed);
  constexpr std::array<std::int64_t, 7> kUnits = {1, 5, 10, 100, 1'000, 10'000, 1'000'000};
  std::int64_t violations = 0, rungs = 0, merged = 0, dropped = 0;
  for (int i = 0; i < kLadders; ++i) {
    Frame frame;
    const auto apart = random.sum(kGoodwillMax_minor);
    frame.entitlement_minor = random.sum(kSumMax_minor - apart);
    frame.target_minor = frame.entitlement_minor + apart;
    frame.authority_limit_minor = frame.target_minor + random.sum(kSumMax_minor - frame.target_minor);
    frame.unit_minor = kUnits[static_cast<std::size_t>(random.below(kUnits.size()))];
    std::vector<std::int64_t> steps(kStepsDefault_bp.begin(), kStepsDefault_bp.end());
    if (random.below(2) == 1) {
      steps.clear();
      for (auto step = 5'000 + random.below(3'000); step < 10'000 && steps.size() + 1 < kStepsMax; step += 1 + random.below(2'000)) steps.push_back(step);
      steps.push_back(10'000);
    }
    const auto ladder = build(frame, steps);
    bool good = !ladder.fault && ladder.rungs.empty() == (apart == 0);
    std::int64_t before = frame.entitlement_minor;
    for (const auto& rung : ladder.rungs) {
      good = good && rung.total_minor > before && rung.total_minor <= frame.authority_limit_minor && rung.total_minor <= frame.target_minor && rung.total_minor == frame.entitlement_minor + rung.goodwill_minor;
      before = rung.total_minor;
    }
    if (apart != 0) {
      good = good && ladder.rungs.back().total_minor == frame.target_minor && ladder.rungs.back().bp == kStepWhole_bp;
      good = good && static_cast<std::int64_t>(ladder.rungs.size()) + ladder.merged + ladder.dropped == static_cast<std::int64_t>(steps.size());
      // Each step has the goodwill of the independent computation: in its row, or dropped when that is nothing.
      std::size_t row = 0;
      for (std::size_t k = 0; k < steps.size(); ++k) {
        const auto expected = k + 1 == steps.size() ? apart : std::min(apart, goodwill(apart, steps[k], frame.unit_minor));
        if (expected == 0) continue;
        while (row < ladder.rungs.size() && ladder.rungs[row].bp < steps[k]) ++row;
        good = good && row < ladder.rungs.size() && ladder.rungs[row].goodwill_minor == expected;
      }
    }
    if (!good && violations++ < 5) {
      std::cout << "violated at ladder " << i << ": N " << frame.entitlement_minor << " G " << frame.target_minor << " A " << frame.authority_limit_minor << " u " << frame.unit_minor << " steps";
      for (const auto step : steps) std::cout << ' ' << step;
      std::cout << '\n';
    }
    rungs += static_cast<std::int64_t>(ladder.rungs.size());
    merged += ladder.merged;
    dropped += ladder.dropped;
  }
  std::cout << kLadders << " ladders, " << rungs << " rungs, " << merged << " merged, " << dropped << " dropped, " << violations << " violations\n";
  EXPECT_EQ(violations, 0);
  EXPECT_GT(merged, 0) << "the inputs reach merging";
  EXPECT_GT(dropped, 0) << "the inputs reach dropping";
}

}  // namespace
}  // namespace amends::negotiation_plan
