#include "feel/known_names.hpp"

#include <algorithm>

namespace amends::feel {
namespace {

bool plain_word(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Phrases::add(std::string_view name) {
  if (plain_word(name)) return;
  const auto tokens = tokenize(name, {});
  if (!tokens || tokens->size() < 3) return;  // the last one is the end
  Phrase phrase;
  for (std::size_t i = 0; i + 1 < tokens->size(); ++i) {
    const Token& token = (*tokens)[i];
    phrase.blank_before.push_back(i > 0 && token.at > (*tokens)[i - 1].at + (*tokens)[i - 1].length);
    phrase.tokens.emplace_back(token.text);
    phrase.text += (phrase.blank_before.back() ? " " : "") + std::string(token.text);
  }
  auto& list = by_first_[phrase.tokens.front()];
  const auto at = std::find_if(list.begin(), list.end(), [&](const Phrase& other) { return other.tokens.size() <= phrase.tokens.size(); });
  for (auto same = at; same != list.end() && same->tokens.size() == phrase.tokens.size(); ++same)
    if (same->text == phrase.text) return;
  list.insert(at, std::move(phrase));
}

std::size_t Phrases::longest(std::span<const Token> tokens, std::string& out) const {
  if (by_first_.empty()) return 0;
  const auto found = by_first_.find(std::string(tokens.front().text));
  if (found == by_first_.end()) return 0;
  for (const auto& phrase : found->second) {
    bool same = phrase.tokens.size() < tokens.size();
    for (std::size_t i = 1; i < phrase.tokens.size() && same; ++i)
      same = tokens[i].text == phrase.tokens[i] && tokens[i].kind != TokenKind::string &&
             (tokens[i].at > tokens[i - 1].at + tokens[i - 1].length) == phrase.blank_before[i];
    if (!same) continue;
    out = phrase.text;
    return phrase.tokens.size();
  }
  return 0;
}

KnownNames::KnownNames(const Vocabulary& vocabulary) {
  for (const auto& name : vocabulary.names) {
    names.add(name);
    words.insert(name);
  }
  for (const auto& [name, type] : vocabulary.types) types.add(name);
}

void Vocabulary::prepare() { prepared = std::make_shared<const KnownNames>(*this); }

}  // namespace amends::feel
