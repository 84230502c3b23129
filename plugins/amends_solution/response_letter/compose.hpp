#pragma once
// The letter from its blocks: which letter of the packs, what its slots say, and what it left out. Over facts and packs; checks nothing.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts.hpp"

namespace amends::letter {

struct Block {
  std::string id, text;
};

struct Letter {
  std::string kind;
  sdk::Texts title, subject;
  std::vector<Block> blocks;
  std::string text;                       ///< the blocks, with an empty line between two
  std::string prose;                      ///< the blocks that are sentences: without greeting, contact and signature, by which the length is measured
  std::vector<std::string> checks;        ///< names of the checks that this letter asks for
  std::vector<std::string> missing;       ///< slots of blocks that must stand and have nothing to say
  std::vector<Reply> replies;
  std::vector<matter::Day> carried;       ///< days that a task of the options or of this letter carries
  bool names_update = false;              ///< it promises the next news, which needs its task
  bool refuses = false;                   ///< a demand is refused in whole or part
};

/// Errors: Failure `error.pack_missing`; `error.pack_invalid` for a kind without a letter, a phrase that is not there, a slot that nobody fills.
[[nodiscard]] Letter compose(const sdk::Call& call, const Facts& facts);

/// The names of the packs that hold letters of this stage.
[[nodiscard]] const std::vector<std::string_view>& letter_packs();

}  // namespace amends::letter
