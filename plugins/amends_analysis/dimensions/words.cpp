#include "words.hpp"

#include <algorithm>

namespace amends::dimensions {

std::vector<Word> read_words(const Context& context, std::string_view lexicon, std::string_view code_key, const std::vector<const sdk::Document*>& documents) {
  std::vector<Word> out;
  if (documents.empty()) return out;
  for (const auto& hit : context.call.match(lexicon, documents).hits) {
    context.call.check_time();
    if (!hit.counts) continue;
    const auto code = std::string(sdk::Reader(hit.row, std::string(lexicon)).need_text(code_key));
    out.push_back({code, context.out.span(hit, code)});
  }
  return out;
}

std::vector<const sdk::Document*> readable(const Context& context, const std::vector<const sdk::Document*>& documents, std::string_view lexicon) {
  std::vector<std::string_view> languages;
  for (const auto& row : context.call.pack(lexicon).list("rows")) {
    const auto language = row.text_or("lang", "");
    if (language.empty()) return documents;
    if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
  }
  std::vector<const sdk::Document*> out;
  for (const auto* document : documents) {
    const auto language = document->lang().substr(0, document->lang().find('-'));
    if (language.empty() || std::find(languages.begin(), languages.end(), language) != languages.end()) out.push_back(document);
  }
  return out;
}

}  // namespace amends::dimensions
