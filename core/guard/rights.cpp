#include "guard/rights.hpp"

#include <algorithm>

#include "guard/surface.hpp"
#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::guard {
namespace {

using View = std::u32string_view;

struct Option {
  std::string_view name;
  bool RightsNeeded::*needed;
  bool time_limit;  ///< must stand beside it
  std::vector<View> zh, en;
  std::string_view name_zh, name_en;
};

const std::vector<Option>& options() {
  static const std::vector<Option> kOptions{
      {"review", &RightsNeeded::review, true, {U"核查", U"复核", U"复查", U"复议"}, {U"review*", U"look at it again", U"looked at again"}, "上级核查或复核", "a review inside the institution"},
      {"mediation", &RightsNeeded::mediation, false, {U"调解"}, {U"mediat*"}, "调解", "mediation"},
      {"arbitration", &RightsNeeded::arbitration, false, {U"仲裁"}, {U"arbitrat*"}, "仲裁", "arbitration"},
      {"regulator", &RightsNeeded::regulator, true,
       {U"监督管理", U"监管", U"银保监", U"人民银行", U"金融管理局", U"12378", U"12363", U"申诉专员", U"消费者金融保护局"},
       {U"regulator*", U"ombudsman", U"supervisory authority", U"consumer financial protection bureau", U"cfpb", U"attorney general", U"monetary authority", U"people's bank"},
       "向监管部门投诉", "a complaint to the regulator or ombudsman"},
      {"court", &RightsNeeded::court, true, {U"法院", U"起诉", U"诉讼"}, {U"court", U"courts", U"court's", U"lawsuit", U"legal proceedings"}, "向法院起诉", "court"}};
  return kOptions;
}

bool part_of_word(View text, std::size_t at) noexcept { return at < text.size() && text::is_word(text[at]) && !text::is_cjk(text[at]); }

/// True when one of the words stands in a text: Chinese ones anywhere, English ones as whole words, with a star at the end as the beginning of one.
bool has(View text, const std::vector<View>& words, bool whole_words) {
  for (auto word : words) {
    const bool stem = word.ends_with(U'*');
    if (stem) word.remove_suffix(1);
    for (auto at = text.find(word); at != View::npos; at = text.find(word, at + 1))
      if (!whole_words || ((at == 0 || !part_of_word(text, at - 1)) && (stem || !part_of_word(text, at + word.size())))) return true;
  }
  return false;
}

/// True when a sentence says by when: a length of time, or that there is no limit, or where the limit is told.
bool names_time(View sentence) {
  static const std::vector<View> kZh{U"随时", U"任何时候", U"没有期限", U"时效", U"期限", U"日内", U"天内", U"日以内", U"个月内", U"年内", U"工作日", U"之日起"};
  static const std::vector<View> kEn{U"at any time", U"any time", U"time limit", U"limitation", U"deadline", U"within", U"no limit"};
  if (has(sentence, kZh, false) || has(sentence, kEn, true)) return true;
  static constexpr View kUnits[] = {U"days", U"day", U"weeks", U"months", U"month", U"years", U"year", U"天", U"日", U"周", U"个月", U"年"};
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (!text::is_ascii_digit(sentence[i]) || (i + 1 < sentence.size() && text::is_ascii_digit(sentence[i + 1]))) continue;
    auto next = i + 1;
    while (next < sentence.size() && sentence[next] == U' ') ++next;
    for (const auto unit : kUnits)
      if (text::stands_at(sentence, next, unit)) return true;
  }
  return false;
}

/// Sentences of a text. A full stop ends one only before a blank, so that "3.5" and "art.23" do not.
std::vector<View> sentences(View text) {
  std::vector<View> out;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    const bool stop = c == U'。' || c == U'!' || c == U'?' || c == U'\n' || (c == U'.' && (i + 1 == text.size() || text::is_blank(text[i + 1])));
    if (!stop) continue;
    out.push_back(text.substr(from, i + 1 - from));
    from = i + 1;
  }
  if (from < text.size()) out.push_back(text.substr(from));
  return out;
}

Action flagged(std::string rule, std::string_view where, const std::string& zh, const std::string& en) {
  Action action;
  action.guard = "G8";
  action.rule = std::move(rule);
  action.action = "flagged";
  action.where = std::string(where);
  action.message = json::bilingual(zh, en);
  return action;
}

}  // namespace

RightsNeeded rights_needed(const json::Value* record) {
  RightsNeeded needed;
  if (record) needed.arbitration = json::text_at(*record, "route_facts.arbitration") == "yes";
  return needed;
}

std::vector<Action> check_rights(std::string_view text, std::string_view language, const RightsNeeded& needed, std::string_view where) {
  std::vector<Action> out;
  auto decoded = utf8::decode(text);
  if (!decoded || decoded->size() > kTextCodePointsMax) {
    out.push_back(flagged("rights.unreadable", where, "文本无法读取，不能确认是否写明救济途径；请更正后再检查。", "The text cannot be read, so nobody can tell whether it names the rights; mend it and check again."));
    return out;
  }
  const auto normalised = text::normalise_code_points(std::move(*decoded));
  std::u32string plain(normalised.text);
  std::transform(plain.begin(), plain.end(), plain.begin(), [](char32_t c) { return c == U'\n' ? c : text::plain(c); });
  const auto all = sentences(plain);
  const bool zh = language != "en", en = language != "zh";
  for (const auto& option : options()) {
    if (!(needed.*option.needed)) continue;
    bool named = false, timed = false;
    for (std::size_t i = 0; i < all.size() && !timed; ++i) {
      if (!(zh && has(all[i], option.zh, false)) && !(en && has(all[i], option.en, true))) continue;
      named = true;
      timed = names_time(all[i]) || (i + 1 < all.size() && names_time(all[i + 1]));
    }
    const std::string rule = "rights." + std::string(option.name);
    if (!named)
      out.push_back(flagged(rule + ".missing", where, "没有写明可以" + std::string(option.name_zh) + "；拒绝或最终答复必须写明全部救济途径和期限。",
                            "It does not name " + std::string(option.name_en) + "; a refusal or final answer names every option with its time limit."));
    else if (option.time_limit && !timed)
      out.push_back(flagged(rule + ".time_limit", where, "写明了可以" + std::string(option.name_zh) + "，但没有写明期限；请补上期限，或者写明没有期限。",
                            "It names " + std::string(option.name_en) + " without a time limit; add the limit, or say that there is none."));
  }
  return out;
}

}  // namespace amends::guard
