#include "reading.hpp"

#include <algorithm>

#include "kit/documents.hpp"

namespace amends::psychology {

std::vector<const sdk::Document*> own_documents(const sdk::Call& call, sdk::Envelope& out) {
  std::vector<std::string_view> languages;
  for (const auto& row : call.pack("lex/needs").list("rows"))
    if (const auto language = row.text_or("lang", ""); std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
  std::vector<const sdk::Document*> documents;
  for (const auto* document : kit::complainant_documents(call)) {
    if (!kit::is_own_telling(*document) || sdk::is_blank(document->body())) continue;
    const auto language = document->lang().substr(0, document->lang().find('-'));
    if (language.empty() || std::find(languages.begin(), languages.end(), language) != languages.end()) {
      documents.push_back(document);
      continue;
    }
    out.finding({.code = "language_not_covered",
                 .severity = sdk::Severity::warn,
                 .text = sdk::fill({"文本{doc}的语言（{lang}）没有词库，没有据此推断。", "Document {doc} is in a language ({lang}) that the word lists do not cover; nothing was read from it."},
                                   {{"doc", std::string(document->id())}, {"lang", std::string(document->lang())}}),
                 .evidence = {out.document(document->id(), document->lang())},
                 .rule = "lex/needs"});
  }
  return documents;
}

std::vector<Word> read_words(const Context& context, std::string_view lexicon, std::string_view code_key) {
  std::vector<Word> out;
  if (context.documents.empty()) return out;
  for (const auto& hit : context.call.match(lexicon, context.documents).hits) {
    context.call.check_time();
    if (!hit.counts) continue;
    const auto code = std::string(sdk::Reader(hit.row, std::string(lexicon)).need_text(code_key));
    if (code == "none") continue;  // such a row only keeps its text from the others
    const auto* document = context.call.document(hit.doc);
    out.push_back({code, hit.weight, hit, document ? std::string(document->quote(hit.start, hit.end)) : std::string{}, context.out.span(hit, code)});
  }
  return out;
}

Quoted around(const Context& context, const sdk::Place& place, Part part, std::string_view note) {
  const auto* document = context.call.document(place.doc);
  const auto [start, end] = part_around(document->body(), {place.start, place.end}, part);
  return {std::string(document->quote(start, end)), {place.doc, start, end}, context.out.span(*document, start, end, note)};
}

std::vector<Points> cues_of(const std::vector<Word>& words) {
  std::vector<Points> out;
  for (const auto& word : words) out.push_back({word.code, word.points});
  return out;
}

std::vector<sdk::EvidenceId> evidence_of(const std::vector<Word>& words, std::string_view code) {
  std::vector<sdk::EvidenceId> out;
  for (const auto& word : words)
    if (word.code == code && out.size() < kShownMax) out.push_back(word.evidence);
  return out;
}

sdk::Array ids(const std::vector<sdk::EvidenceId>& evidence) {
  sdk::Array out;
  for (const auto& id : evidence) out.emplace_back(id);
  return out;
}

}  // namespace amends::psychology
