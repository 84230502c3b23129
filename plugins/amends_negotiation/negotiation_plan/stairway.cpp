#include "stairway.hpp"

namespace amends::negotiation_plan {

bool is_heated(std::string_view band) noexcept { return band == "agitated" || band == "extreme"; }

Stairway climb(const Proof& proof) {
  Stairway out;
  const bool paraphrase = proof.paraphrases_confirmed >= kParaphrasesLeast, labels = proof.labels_accepted >= kLabelsLeast, cool = !is_heated(proof.band);
  if (!paraphrase) out.missing.emplace_back("paraphrase");
  if (!labels) out.missing.emplace_back("labels");
  if (!cool) out.missing.emplace_back("band");
  out.influence_open = out.missing.empty();
  const std::array<bool, 5> proved = {paraphrase, labels, cool, out.influence_open, proof.agreed};
  bool below = true;
  for (std::size_t i = 0; i < proved.size(); ++i) out.reached[i] = below = below && proved[i];
  return out;
}

std::string_view mode_of(std::string_view band, std::int64_t same_matter, std::string_view top_need) noexcept {
  return band == "calm" && same_matter == 0 && (top_need == "compensation" || top_need == "none") ? "rational" : "emotion_first";
}

}  // namespace amends::negotiation_plan
