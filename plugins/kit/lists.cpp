#include "kit/lists.hpp"

#include <algorithm>

namespace amends::kit {

sdk::Texts joined(const std::vector<sdk::Texts>& list) {
  sdk::Texts out;
  for (const auto& text : list) {
    out.zh += (out.zh.empty() ? "" : "、") + text.zh;
    out.en += (out.en.empty() ? "" : ", ") + text.en;
  }
  return out;
}

std::vector<sdk::EvidenceId> once(const std::vector<sdk::EvidenceId>& ids, std::size_t most) {
  std::vector<sdk::EvidenceId> out;
  for (const auto& id : ids)
    if (out.size() < most && std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  return out;
}

}  // namespace amends::kit
