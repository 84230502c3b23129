#pragma once
// What every block of amends.portrait reads: the call, the words, the complainant's row, and what amends.psychology found when it ran. A result holds the
// number of a party and never a name.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../psychology/map.hpp"
#include "portrait.hpp"
#include "sdk/sdk.hpp"
#include "words.hpp"

namespace amends::portrait {

inline constexpr std::string_view kPsychology = "analysis.psychology";
inline constexpr std::size_t kShownMax = 20;  ///< spans or rows behind one statement

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Settings& settings;
  const Words& words;
  const psychology::Map& minds;               ///< names of needs, defences and ways of talking
  std::optional<sdk::Reader> complainant;     ///< the row of parties
  bool psychology = false;                    ///< the stage ran and read something

  /// What is spoken outright: of amends.psychology when it ran, else the explicit demands of the record.
  [[nodiscard]] std::vector<sdk::Reader> spoken() const;
  [[nodiscard]] std::string_view spoken_path() const;
  /// The need with the most points, of equal ones the first; empty when none was read.
  [[nodiscard]] std::string top_need() const;
};

/// Errors: Failure `error.bad_type`.
[[nodiscard]] std::optional<sdk::Reader> complainant_of(const sdk::Reader& record);

[[nodiscard]] sdk::Array ids(const std::vector<sdk::EvidenceId>& evidence);
[[nodiscard]] bool asks_for_money(std::string_view kind) noexcept;

}  // namespace amends::portrait
