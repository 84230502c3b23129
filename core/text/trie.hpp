#pragma once
// The terms of a lexicon as a trie over code points. Used by lexicon.cpp alone; knows nothing of word borders and weights.
//
// What makes it quick, in the order in which a text meets it:
// 1. Most positions of a text begin no term. `may_begin` asks a table of 64-bit words in which the first character chooses the word and the
//    second one the bit, both by their low bits. A set bit may be a coincidence, a clear one is certain; so it is with the next test.
// 2. `may_go_on` asks whether the first 10, 6, 4 or 2 characters are those of a term that has as many: a bit for each term in a table of hashes.
// 3. The trie is a double array: the child of a node by a symbol lies at the node's base plus the symbol, and says whose child it is. A step is
//    one addition and one comparison, for the root with its thousands of children as for a node with one. Symbols are small numbers for the
//    code points that occur in terms, so that the array has few holes.
// 4. From where a term shares nothing with any other, the rest of it is a plain string, compared in one place of memory.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace amends::text {

class Trie {
 public:
  static constexpr std::int32_t kNone = -1;
  static constexpr std::size_t kLook = 10;  ///< characters that `may_go_on` looks at

  /// `terms` maps each term to its entry. Terms are not empty and begin and end with no blank.
  explicit Trie(const std::map<std::u32string, std::int32_t>& terms = {});

  /// 1, or 0 when certainly no term begins with these two characters and none is the first one alone. `second` is 0 at the end of a text.
  [[nodiscard]] std::uint64_t may_begin(char32_t first, char32_t second) const noexcept { return (followers_[first % kWords] >> (second % 64)) & 1; }

  /// The same for the first kLook characters at `text`. Precondition: so many there are, and no two blanks among them stand side by side.
  [[nodiscard]] std::uint64_t may_go_on(const char32_t* text) const noexcept {
    const std::uint64_t two = hash(0, text, 0), four = hash(two, text, 2), six = hash(four, text, 4), ten = hash(hash(six, text, 6), text, 8);
    return ((singles_ >> (text[0] % 64)) | prefix_bit(two) | prefix_bit(four) | prefix_bit(six) | prefix_bit(ten)) & 1;
  }

  /// Calls `accept(end, entry)` for each term that stands at `at`, shorter ones first. One U+0020 of a term stands for any number of them.
  template <class Accept>
  void walk(std::u32string_view text, std::size_t at, Accept&& accept) const {
    const Node* const nodes = nodes_.data();
    std::int32_t node = 0;
    for (std::size_t end = at; end < text.size();) {
      const std::int32_t child = nodes[node].next + symbol(text[end]);
      const Node& reached = nodes[child];
      if ((reached.mark | kEnds) != mark_of(node)) return;
      end = after(text, end);
      if (reached.next < 0) {  // only one term goes on from here
        const char32_t* rest = tails_.data() + ~reached.next;
        for (const char32_t* const rest_end = rest + 1 + *rest; ++rest != rest_end; end = after(text, end))
          if (end >= text.size() || text[end] != *rest) return;
        accept(end, entries_[static_cast<std::size_t>(child)]);
        return;
      }
      if (reached.mark & kEnds) accept(end, entries_[static_cast<std::size_t>(child)]);
      node = child;
    }
  }

 private:
  static constexpr std::size_t kWords = 4096;
  static constexpr int kWordShift = 64 - 12, kBitShift = kWordShift - 6;  ///< the highest bits of a hash choose one of kWords words, the next ones the bit
  static constexpr std::uint64_t kMultipliers[] = {0x9E37'79B9'7F4A'7C15u, 0xC2B2'AE3D'27D4'EB4Fu, 0x1656'67B1'9E37'79F9u, 0x85EB'CA77'C2B2'AE63u,
                                                   0x27D4'EB2F'1656'67C5u};  ///< odd, with well mixed bits
  static constexpr std::size_t kPage = 256;
  static constexpr std::int32_t kHolesTried = 1000;
  static constexpr std::uint32_t kEnds = 1;  ///< bit of a mark: a term ends at this node
  static constexpr std::uint32_t kHole = 0, kRootMark = ~kEnds;  ///< marks that are no child's
  /// A node is small, because a walk through cold memory is what a hit costs most.
  struct Node {
    std::int32_t next = 0;       ///< where the children begin (base); below 0: the complement of where the rest of the only term lies in tails_
    std::uint32_t mark = kHole;  ///< whose child it is, see mark_of, and kEnds
  };
  static constexpr std::uint32_t mark_of(std::int32_t parent) noexcept { return (static_cast<std::uint32_t>(parent) + 1) << 1 | kEnds; }

  /// The hash of `at` + 2 characters, made from that of `at`.
  static std::uint64_t hash(std::uint64_t before, const char32_t* text, std::size_t at) noexcept {
    return before ^ ((std::uint64_t{text[at]} << 32 | text[at + 1]) * kMultipliers[at / 2]);
  }
  [[nodiscard]] std::uint64_t prefix_bit(std::uint64_t hash) const noexcept { return prefixes_[hash >> kWordShift] >> ((hash >> kBitShift) % 64); }
  /// What follows the character at `at`, or the run of blanks that begins there.
  static std::size_t after(std::u32string_view text, std::size_t at) noexcept {
    if (text[at] == U' ')
      while (at + 1 < text.size() && text[at + 1] == U' ') ++at;
    return at + 1;
  }
  /// 0 for what occurs in no branching of terms.
  [[nodiscard]] std::int32_t symbol(char32_t c) const noexcept { return symbols_[pages_[c / kPage] + c % kPage]; }

  std::int32_t symbol_for(char32_t c);
  std::int32_t base_for(const std::vector<std::int32_t>& symbols);

  std::vector<Node> nodes_;
  std::vector<std::int32_t> entries_;   ///< by node: whose term ends there, after the rest if there is one
  std::vector<char32_t> tails_;         ///< length and characters of each rest
  std::vector<std::uint32_t> pages_;    ///< by the high bits of a code point: where its page begins in symbols_
  std::vector<std::int32_t> symbols_;   ///< the first page is empty
  std::vector<std::uint64_t> followers_;
  std::vector<std::uint64_t> prefixes_;  ///< a bit for each term: by the hash of its first 10, 6, 4 or 2 characters, as many as it has
  std::uint64_t singles_ = 0;           ///< first characters that are terms
  std::int32_t symbol_count_ = 0;
  std::int32_t first_hole_ = 1;         ///< while it is built
};

}  // namespace amends::text
