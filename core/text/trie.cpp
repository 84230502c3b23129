#include "text/trie.hpp"

#include <algorithm>

namespace amends::text {
namespace {

using Terms = std::map<std::u32string, std::int32_t>::const_iterator;

/// A node that is yet to be filled: its terms, which share their first `depth` characters. Sorted, so that a child's terms lie side by side.
struct Pending {
  std::int32_t node;
  Terms from, to;
  std::size_t depth;
};

/// The children of a node: the terms of each, by label.
struct Child {
  char32_t label;
  Terms from, to;
};

std::vector<Child> children(Terms from, Terms to, std::size_t depth) {
  std::vector<Child> out;
  for (; from != to; ++from) {
    const char32_t label = from->first[depth];
    if (out.empty() || out.back().label != label) out.push_back({label, from, from});
    out.back().to = std::next(from);
  }
  return out;
}

}  // namespace

std::int32_t Trie::symbol_for(char32_t c) {
  auto& page = pages_[c / kPage];
  if (page == 0) {
    page = static_cast<std::uint32_t>(symbols_.size());
    symbols_.resize(symbols_.size() + kPage, 0);
  }
  auto& symbol = symbols_[page + c % kPage];
  if (symbol == 0) symbol = ++symbol_count_;
  return symbol;
}

/// Where nodes for all of `symbols` (sorted) are free.
std::int32_t Trie::base_for(const std::vector<std::int32_t>& symbols) {
  const auto taken = [&](std::int32_t at) { return static_cast<std::size_t>(at) < nodes_.size() && nodes_[static_cast<std::size_t>(at)].mark != kHole; };
  while (taken(first_hole_)) ++first_hole_;
  std::int32_t tried = 0;
  for (std::int32_t hole = first_hole_;; ++hole) {
    if (taken(hole)) continue;
    const std::int32_t base = hole - symbols.front();
    if (base >= 0 && std::none_of(symbols.begin(), symbols.end(), [&](std::int32_t symbol) { return taken(base + symbol); })) return base;
    // Holes that have fitted nobody for long are given up, so that many terms do not make this quadratic.
    if (++tried == kHolesTried) first_hole_ = hole;
  }
}

Trie::Trie(const std::map<std::u32string, std::int32_t>& terms) : nodes_(1), entries_(1, kNone), pages_(0x110000 / kPage, 0), symbols_(kPage, 0), followers_(kWords, 0), prefixes_(kWords, 0) {
  nodes_.front().mark = kRootMark;
  std::vector<Pending> level{{0, terms.begin(), terms.end(), 0}};
  // Level by level: what most walks see lies close together, and the commonest characters get the smallest symbols.
  while (!level.empty()) {
    std::vector<Pending> deeper;
    for (auto& [node, from, to, depth] : level) {
      if (from != to && from->first.size() == depth) {
        nodes_[static_cast<std::size_t>(node)].mark |= kEnds;
        entries_[static_cast<std::size_t>(node)] = (from++)->second;
      }
      const auto below = children(from, to, depth);
      if (below.empty()) continue;
      std::vector<std::int32_t> symbols;
      for (const auto& child : below) symbols.push_back(symbol_for(child.label));
      auto sorted = symbols;
      std::sort(sorted.begin(), sorted.end());
      const std::int32_t base = base_for(sorted);
      if (nodes_.size() <= static_cast<std::size_t>(base + sorted.back())) {
        nodes_.resize(static_cast<std::size_t>(base + sorted.back()) + 1);
        entries_.resize(nodes_.size(), kNone);
      }
      nodes_[static_cast<std::size_t>(node)].next = base;
      for (std::size_t i = 0; i < below.size(); ++i) {
        Node& made = nodes_[static_cast<std::size_t>(base + symbols[i])];
        made.mark = mark_of(node) & ~kEnds;
        if (std::next(below[i].from) != below[i].to) {
          deeper.push_back({base + symbols[i], below[i].from, below[i].to, depth + 1});
          continue;
        }
        const auto& [term, entry] = *below[i].from;
        made.mark |= kEnds;
        entries_[static_cast<std::size_t>(base + symbols[i])] = entry;
        made.next = ~static_cast<std::int32_t>(tails_.size());
        tails_.push_back(static_cast<char32_t>(term.size() - depth - 1));
        tails_.insert(tails_.end(), term.begin() + static_cast<std::ptrdiff_t>(depth) + 1, term.end());
      }
    }
    level = std::move(deeper);
  }
  nodes_.resize(nodes_.size() + static_cast<std::size_t>(symbol_count_) + 1);  // any symbol may be added to any base

  constexpr std::uint64_t kAny = ~std::uint64_t{0};
  const auto bit = [](std::uint64_t n) { return std::uint64_t{1} << (n % 64); };
  for (const auto& [term, entry] : terms) {
    followers_[term[0] % kWords] |= term.size() == 1 ? kAny : bit(term[1]);
    if (term.size() == 1) {
      singles_ |= bit(term[0]);
      continue;
    }
    // A term is looked for by as much of it as `may_go_on` asks for and it has.
    const std::size_t known = term.size() >= 10 ? 10 : term.size() >= 6 ? 6 : term.size() / 2 * 2;
    std::uint64_t mixed = 0;
    for (std::size_t at = 0; at < known; at += 2) mixed = hash(mixed, term.data(), at);
    prefixes_[mixed >> kWordShift] |= bit(mixed >> kBitShift);
  }
}

}  // namespace amends::text
