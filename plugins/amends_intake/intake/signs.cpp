#include "signs.hpp"

#include <algorithm>
#include <array>

namespace amends::intake {
namespace {

constexpr std::size_t kSubjectReach = 12;  // code points; longer clauses hold another subject of their own

// Family of the complainant, both scripts. 我妈 is not 我: an age behind one of these is not the complainant's.
constexpr std::array<std::u32string_view, 40> kRelatives = {U"父", U"母", U"爸", U"妈", U"媽", U"爹", U"娘", U"爷", U"爺", U"奶", U"姥", U"外公", U"外婆", U"岳", U"公公", U"婆婆", U"老伴", U"丈夫", U"老公", U"妻", U"老婆", U"爱人", U"儿", U"女儿",
                                                            U"兄", U"弟", U"姐", U"妹", U"叔", U"舅", U"姨", U"姑", U"孩子", U"孙", U"father", U"mother", U"husband", U"wife", U"grand", U"parent"};

}  // namespace

std::vector<Threat> threats_of(const std::vector<std::string>& kinds, const Happened& happened) {
  struct Known {
    std::string_view kind;
    bool happened;
  };
  const std::array<Known, 4> known = {{{"regulator", happened.regulator}, {"media", happened.media}, {"lawsuit", happened.lawsuit}, {"petition", happened.petition}}};
  std::vector<Threat> out;
  const auto add = [&](std::string_view kind, std::optional<std::size_t> hit) {
    for (const auto& one : out)
      if (one.kind == kind) return;
    for (const auto& one : known)
      if (one.kind == kind) out.push_back({std::string(kind), one.happened, hit});
  };
  for (std::size_t i = 0; i < kinds.size(); ++i) add(kinds[i] == "exposure" ? std::string_view("media") : std::string_view(kinds[i]), i);
  for (const auto& one : known)
    if (one.happened) add(one.kind, std::nullopt);
  return out;
}

std::optional<Sign> sign_of(std::string_view kind, std::string_view status, std::string_view about) {
  if (kind.empty() || kind == "none") return std::nullopt;
  if (about == "relative") {
    if (kind != "financial_hardship") return std::nullopt;
    status = "suspected";
  }
  return Sign{std::string(kind), std::string(status.empty() ? std::string_view("suspected") : status)};
}

bool is_about_relative(std::u32string_view text, std::size_t start) {
  start = std::min(start, text.size());
  auto from = start;
  while (from > 0 && start - from < kSubjectReach && std::u32string_view(U",.;!?\u3002\uFF0C\uFF1B\uFF01\uFF1F\n").find(text[from - 1]) == std::u32string_view::npos) --from;
  const auto clause = text.substr(from, start - from);
  return std::any_of(kRelatives.begin(), kRelatives.end(), [&](std::u32string_view word) { return clause.find(word) != std::u32string_view::npos; });
}

}  // namespace amends::intake
