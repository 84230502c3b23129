#pragma once
// Which letter a case needs when neither the workflow nor an officer names one (catalogue 3.21). Pure.
#include <array>
#include <string_view>
#include <vector>

namespace amends::letter {

inline constexpr std::array<std::string_view, 13> kKinds = {"reply", "short_reply", "partial_reply", "agreement", "update", "information_request", "extension_notice", "transfer_notice", "apology", "refusal", "final_reply", "review_reply", "mediation_invitation"};

struct Situation {
  std::vector<std::string_view> merits;  ///< of the demands; empty while none is known
  bool quick = false;                    ///< classify's quick path
  bool only_apology = false;             ///< the customer asks for an apology and for nothing else
  bool chosen = false;                   ///< the customer has chosen an option
};
/// update without merit; refusal when no demand has any; partial_reply when some lack it; then agreement, apology, short_reply or reply.
[[nodiscard]] std::string_view kind_for(const Situation& situation) noexcept;
/// A letter that tells a decision: its demands, sums and refusals are checked.
[[nodiscard]] bool decides(std::string_view kind) noexcept;

}  // namespace amends::letter
