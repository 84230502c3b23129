#include "kit/documents.hpp"

namespace amends::kit {

bool is_complainants(const sdk::Document& document) noexcept {
  const auto role = document.author_role();
  if (!role.empty()) return role == "complainant";
  const auto kind = document.kind();
  return kind == "complaint" || kind == "call_transcript" || kind == "chat";
}

std::vector<const sdk::Document*> complainant_documents(const sdk::Call& call) {
  return call.complainant_documents();
}

bool is_own_telling(const sdk::Document& document) noexcept { return document.kind() != "attachment_text"; }

}  // namespace amends::kit
