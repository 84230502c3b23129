#pragma once
// Threats and needs for support (catalogue 3.1 (2), (7)): which statement counts, and for whom. Value types only.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::intake {

/// What the record says has happened already.
struct Happened {
  bool regulator = false, media = false, lawsuit = false, petition = false;
};

struct Threat {
  std::string kind;                ///< regulator, media, lawsuit, petition
  bool happened = false;           ///< else threatened
  std::optional<std::size_t> hit;  ///< the first hit that names it; nothing when only the record shows it
};

/// kinds: of the lexicon's hits in text order; `exposure` counts as media, `none` is nothing. Each kind once: first those of the text, then those that
/// only the record shows. What happened supersedes its threat.
[[nodiscard]] std::vector<Threat> threats_of(const std::vector<std::string>& kinds, const Happened& happened);

/// A sign of a need, with the degree the text gives it.
struct Sign {
  std::string kind, status;
};
/// The sign that a row may set: a statement about a relative gives financial_hardship suspected at most, and nothing else.
[[nodiscard]] std::optional<Sign> sign_of(std::string_view kind, std::string_view status, std::string_view about);

/// A stated age, 0..150. At least 65: a suspected elder.
inline constexpr std::int64_t kElderAge = 65;
/// Does an age of `text` before `start` belong to somebody else: 我父亲70岁, my mother is 80? Looks back to the last comma or full stop, at most 12
/// code points. text: code points as written.
[[nodiscard]] bool is_about_relative(std::u32string_view text, std::size_t start);

}  // namespace amends::intake
