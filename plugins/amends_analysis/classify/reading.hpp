#pragma once
// What every step of the stage reads: the call, and the sums and parties of the record, read once at the start of a run.
#include <optional>
#include <vector>

#include "classify.hpp"
#include "kit/currency.hpp"
#include "sdk/sdk.hpp"
#include "signs.hpp"

namespace amends::classify {

struct Sums {
  std::optional<sdk::Money> claimed, loss, entitlement;
  kit::CurrencyScale scale;  ///< of limits beside these sums
};

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Settings& settings;
  const Sums& sums;
  const std::vector<PartyView>& parties;
};

/// Errors: Failure `error.currency_mismatch`, those of kit::currencies. A currency without a factor is a finding.
[[nodiscard]] Sums read_sums(const sdk::Call& call, sdk::Envelope& out);
/// The views live until the call returns.
[[nodiscard]] std::vector<PartyView> read_parties(const sdk::Reader& record);

/// The minor units; nothing for a sum that is not known.
[[nodiscard]] std::optional<std::int64_t> minor_of(const std::optional<sdk::Money>& sum);

}  // namespace amends::classify
