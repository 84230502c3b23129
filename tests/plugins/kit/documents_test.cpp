#include "kit/documents.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace amends::kit {
namespace {

sdk::Document document(std::string_view kind, std::string_view author_role) { return {"t1", kind, "zh", author_role, "", "x"}; }

TEST(ComplainantDocuments, ANamedAuthorDecidesWhateverTheKind) {
  for (const auto* kind : {"complaint", "reply", "call_transcript", "chat", "attachment_text", "note"}) {
    EXPECT_TRUE(is_complainants(document(kind, "complainant"))) << kind;
    for (const auto* other : {"officer", "employee", "agent_unverified", "Complainant"}) EXPECT_FALSE(is_complainants(document(kind, other))) << kind << " " << other;
  }
}

TEST(ComplainantDocuments, WithoutAnAuthorTheKindDecides) {
  for (const auto* kind : {"complaint", "call_transcript", "chat"}) EXPECT_TRUE(is_complainants(document(kind, ""))) << kind;
  for (const auto* kind : {"reply", "attachment_text", "note", ""}) EXPECT_FALSE(is_complainants(document(kind, ""))) << kind;
}

TEST(ComplainantDocuments, AnAttachmentIsNotTheirOwnTelling) {
  EXPECT_FALSE(is_own_telling(document("attachment_text", "complainant")));
  for (const auto* kind : {"complaint", "reply", "call_transcript", "chat", "note"}) EXPECT_TRUE(is_own_telling(document(kind, "complainant"))) << kind;
}

}  // namespace
}  // namespace amends::kit
