#include "wording.hpp"

#include <initializer_list>

#include "bargain.hpp"
#include "sdk/failure.hpp"
#include "sdk/reader.hpp"

namespace amends::matter {
namespace {

std::vector<Broken> broken(const sdk::Call& call, std::string_view text, std::initializer_list<std::string_view> packs) {
  std::vector<Broken> out;
  if (sdk::is_blank(text)) return out;
  const sdk::Document document("draft", "reply", {}, "officer", {}, text);
  if (document.length() > sdk::kTextLengthMax) sdk::fail("error.text_too_long", "the draft has more than " + std::to_string(sdk::kTextLengthMax) + " characters; shorten it", "draft");
  for (const auto pack : packs)
    for (const auto& hit : call.match(pack, {&document}).hits) {
      const sdk::Reader row(hit.row);
      // A row that looks at a whole sentence (`also`, `unless`) says nothing by its pattern alone; the core's guard reads it.
      if (row.text_or("action", "block") == "flag" || row.has("also") || row.has("unless")) continue;
      out.push_back({.guard = std::string(row.text_or("guard", "")), .row = hit.id, .quote = std::string(document.quote(hit.start, hit.end)), .message = row.texts("message").value_or(sdk::Texts{})});
    }
  return out;
}

}  // namespace

std::vector<Broken> broken_by_condition(const sdk::Call& call, std::string_view text) { return broken(call, text, {"guard/gag", "guard/entitlement", "guard/threat"}); }

std::vector<Broken> bargain_over_what_is_owed(const sdk::Call& call, std::string_view text) {
  if (sdk::is_blank(text)) return {};
  const auto word = bargain_word(call.normalise(text).text);
  if (word.empty()) return {};
  return {{.guard = "G6", .row = "bargain", .quote = std::string(word), .message = {"应当给付的部分须全额、无条件、先行给付；附带说明只写怎样办理。", "What is owed is paid in full, first and without conditions; the conditions say how it is carried out and nothing else."}}};
}

std::vector<Broken> broken_by_letter(const sdk::Call& call, std::string_view text) {
  return broken(call, text, {"guard/deceive", "guard/threat", "guard/discriminate", "guard/suppress", "guard/entitlement", "guard/gag"});
}

}  // namespace amends::matter
