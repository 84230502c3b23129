// The rows of lex/taboos in the pack sets: how many there are, that each of catalogue 4.2 stands in both, that every category has rows of both languages,
// and drafts that hit or must not.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "kit/taboo.hpp"
#include "packs/packs.hpp"
#include "plugins/amends_dialogue/taboo_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Reader;

const sdk::Value& pack(PackHost& host) { return *host.packs().file("lex/taboos"); }

TEST(TabooLexicon, HoldsTheRowsThatTheCatalogueAsksFor) {
  auto host = taboo_host("shipped");
  std::map<std::string, int> real, harmless;
  std::set<std::pair<std::string, std::string>> categories;
  for (const auto& row : Reader(pack(host)).list("rows")) {
    const std::string language(row.text_or("lang", "")), category(row.text_or("category", ""));
    ++(category == "none" ? harmless : real)[language];
    categories.emplace(category, language);
  }
  EXPECT_GE(real["zh"], 100);
  EXPECT_GE(real["en"], 60);
  EXPECT_GE(harmless["zh"], 7);
  for (const auto& category : kit::taboo_categories())
    for (const auto* language : {"zh", "en"})
      EXPECT_TRUE(category.id == "shouting" || categories.contains({std::string(category.id), language})) << category.id << ' ' << language;
}

TEST(TabooLexicon, TheExampleRowsStandInBothSetsUnchanged) {
  auto shipped = taboo_host("shipped"), catalogue = taboo_host("catalogue");
  std::map<std::string, sdk::Value> there;
  for (const auto& row : Reader(pack(shipped)).list("rows")) there[std::string(row.text_or("id", ""))] = row.value();
  const auto rows = Reader(pack(catalogue)).list("rows");
  EXPECT_EQ(rows.size(), 8u);
  for (const auto& row : rows) {
    const auto& other = there[std::string(row.text_or("id", ""))];
    for (const auto* member : {"pattern", "regex", "category", "severity", "points", "unless", "override"}) {
      const auto* ours = row.value().as_object().if_contains(member);
      const auto* theirs = other.is_object() ? other.as_object().if_contains(member) : nullptr;
      EXPECT_EQ(ours ? *ours : sdk::Value(nullptr), theirs ? *theirs : sdk::Value(nullptr)) << row.text_or("id", "") << ' ' << member;
    }
  }
}

TEST(TabooLexicon, EveryPlainRowFindsItself) {
  auto host = taboo_host("shipped");
  for (const auto& row : Reader(pack(host)).list("rows")) {
    if (row.flag_or("regex", false) || row.text_or("category", "") == "none") continue;
    const auto envelope = host.envelope(draft_record(row.text_or("pattern", "")));
    const auto hits = Reader(envelope).list("result.hits");
    ASSERT_EQ(hits.size(), 1u) << row.text_or("pattern", "");
    EXPECT_EQ(hits[0].text_or("row", ""), row.text_or("id", ""));
  }
}

struct Draft {
  std::string_view text, categories;  ///< the categories of the hits, with a blank between; empty for none
};
constexpr Draft kDrafts[] = {
    {"这个不归我管，您去问业务员。", "shift_blame shift_blame"},
    {"我也没办法，这是系统问题。", "shift_blame shift_blame"},
    {"包在我身上，一定给您办成。", "empty_promise empty_promise"},
    {"三天内肯定到账。", "unsupported_deadline"},
    {"不就是三百块，至于吗？", "deny_feeling deny_feeling"},
    {"您没看清楚，白纸黑字写着。", "contest contest"},
    {"我们尽快处理，有消息会通知您。", "opaque opaque"},
    {"您再闹下去后果自负。", "threat"},
    {"大家都签了，这是最后一次机会。", "deceive deceive"},
    {"先撤诉再谈。", "gag"},
    {"您这种人我见多了，无理取闹。", "insult insult"},
    {"老年人就听不懂这些。", "discriminate"},
    {"别的客户的余额是三万，卡号6222021234567890。", "privacy privacy"},
    {"这笔被风控拦截了，T+3冲正。", "jargon jargon jargon"},
    {"请您今天提供材料？？", "shouting"},
    {"Nobody else complained, and it is only $30.", "deny_feeling deny_feeling"},
    {"As I already told you, that's not true.", "contest contest"},
    {"We will get back to you in due course.", "opaque opaque"},
    {"I promise it will be in your account tomorrow.", "empty_promise unsupported_deadline"},
    {"Please keep this confidential and take down your review.", "gag gag"},
    {"Another customer's account was charged too.", "privacy"},
    {"We misled you and accept full liability.", "admission"},
    // Innocent ones.
    {"保证金已经退回，保证人不用再跑。", ""},
    {"我不能保证结果，但是<date>前一定会有书面答复。", ""},
    {"您的做法得到了充分肯定，我们肯定您的耐心。", ""},
    {"投诉不会影响您的征信，我们也不会联系您的家人。", ""},
    {"不需要先撤诉，退款照常办理。", ""},
    {"我来联系保险公司，您不用去找他们。", ""},
    {"款项由财务在三月九日前转出。", ""},
    {"I cannot promise a result, but you will have our answer on 9 March.", ""},
    {"The teller should never have called you stupid.", ""},
    {"We will not contact your family, and complaining does not hurt your credit.", ""},
};

TEST(TabooLexicon, DraftsHitWhatTheyShould) {
  auto host = taboo_host("shipped");
  for (const auto& draft : kDrafts) {
    const auto envelope = host.envelope(draft_record(draft.text));
    std::string found;
    for (const auto& hit : Reader(envelope).list("result.hits")) found += (found.empty() ? "" : " ") + std::string(hit.text_or("category", ""));
    EXPECT_EQ(found, draft.categories) << draft.text;
  }
}

}  // namespace
}  // namespace amends::testing
