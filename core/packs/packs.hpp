#pragma once
// A pack set: all knowledge and rule packs that a case is worked with, read once, checked, merged with overlays, hashed, and compiled on
// first use. Everything above core/packs asks it for words, tables, calendars and plain rows; nothing else reads the files.
//
// A file's logical name is its path without extension and language: lex/emotion.zh.yaml and lex/emotion.en.yaml are `lex/emotion`. A DMN model
// (tables/routing.dmn) has no rows to merge: it replaces one below it whole, and its decisions take the place of the tables with their names (models.hpp).
// Layers, lowest first: the set that `extends` leads to, the set itself (whose `replaces` names files taken whole), then the overlay folders
// (institution, unit). In a later layer a row with a known id replaces the earlier one in its place, `disabled: true` removes it, others are
// appended; members that are no lists of rows are replaced. Guard files (guard/*) can be extended, never reduced or weakened.
//
// Thread: any; a loaded set never changes.
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"
#include "text/facts.hpp"
#include "text/lexicon.hpp"
#include "text/words.hpp"

namespace amends::calendar {
class Calendar;
}

namespace amends::packs {

class Table;

inline constexpr std::size_t kFileBytesMax = 8u << 20;  ///< one pack file, catalogue 4
inline constexpr std::size_t kFilesMax = 2'000;         ///< files of one layer
inline constexpr std::size_t kExtendsMax = 8;           ///< sets in one chain of `extends`
inline constexpr std::size_t kOverlaysMax = 16;

class PackSet {
 public:
  /// Reads `packs_folder`/`set_name` and what it extends, then the overlays, each a folder with the same layout. Schemas come from
  /// `packs_folder`/schemas (index.json names the one for each file).
  /// Errors: `not_found` (no such set), `pack_missing`, `pack_invalid`, `not_utf8`, `range` (too large, too many), `io`; `where` is
  /// file:line:column and the sentence names the id. Several faults of one file are reported together.
  [[nodiscard]] static Result<std::shared_ptr<const PackSet>> load(const std::filesystem::path& packs_folder, std::string_view set_name,
                                                                   std::span<const std::filesystem::path> overlays = {});
  ~PackSet();
  PackSet(const PackSet&) = delete;
  PackSet& operator=(const PackSet&) = delete;

  [[nodiscard]] const std::string& name() const noexcept;
  /// True when the set, one that it extends, or an overlay has this name: what is written for that layer finds its rows here.
  [[nodiscard]] bool includes(std::string_view set_name) const noexcept;
  /// SHA-256 over the names and hashes of all files, "sha256:...".
  [[nodiscard]] const std::string& hash() const noexcept;
  /// SHA-256 of one merged file's canonical JSON; empty for an unknown name.
  [[nodiscard]] std::string hash_of(std::string_view logical_name) const;
  /// The names of all files, sorted.
  [[nodiscard]] std::vector<std::string> names() const;
  /// What forms/ holds: "officer_decision", sorted.
  [[nodiscard]] std::vector<std::string> forms() const;
  /// Each spelling that finds a decision table: its file where it is the only table there, and file#table. Sorted; says nothing of whether they compile.
  [[nodiscard]] std::vector<std::string> tables() const;
  /// The DMN model of this name, for messages: "shipped/tables/routing.dmn"; nothing without one.
  [[nodiscard]] std::optional<std::string> model_file(std::string_view logical_name) const;
  /// The merged file: header and rows. nullptr for an unknown name. Valid as long as the set.
  [[nodiscard]] const json::Value* file(std::string_view logical_name) const;
  /// "file:line:column" of a dotted path in a merged file, or of its nearest parent: "rows.12.term".
  [[nodiscard]] std::string place(std::string_view logical_name, std::string_view path) const;
  /// The row with this id in the file's `rows`, nullptr when there is none. What stands for an id where a row has none: institution,
  /// term, pattern, word, field or code, the first that is there.
  [[nodiscard]] const json::Value* row(std::string_view logical_name, std::string_view id) const;

  /// The rows that have a `term` or a `pattern`, compiled on the first call and shared. `negatable` is by default true for lex/emotion,
  /// lex/demands and lex/threats (catalogue 0.2, item 3); intensifiers count for lex/emotion only (item 4).
  /// Errors: `pack_missing`, `pack_invalid` with the row's place.
  [[nodiscard]] Result<std::shared_ptr<const text::Lexicon>> lexicon(std::string_view logical_name) const;
  /// A decision table of a file, or the decision of a model that takes its place (table.hpp); `table` may be empty when the file holds one, or when the model has one
  /// decision or one with the name of the file. Errors: `pack_missing`, `pack_invalid`.
  [[nodiscard]] Result<std::shared_ptr<const Table>> table(std::string_view logical_name, std::string_view table = {}) const;
  /// The same by one word, as workflows write it: "tables/severity#amount_points".
  [[nodiscard]] Result<std::shared_ptr<const Table>> named_table(std::string_view written) const {
    const auto mark = written.find('#');
    return table(written.substr(0, mark), mark == std::string_view::npos ? std::string_view() : written.substr(mark + 1));
  }
  /// Errors: `pack_missing`, `pack_invalid`.
  [[nodiscard]] Result<std::shared_ptr<const calendar::Calendar>> calendar(std::string_view logical_name) const;
  /// Compiles every lexicon, table and calendar now: the first error, for tests and for `amends packs check`.
  [[nodiscard]] Result<void> compile_all() const;

  /// The word lists of lex/lists over the defaults of catalogue 0.2.
  [[nodiscard]] const text::WordLists& word_lists() const noexcept;
  /// lex/zh.t2s.tsv (or zh.t2s.tsv); empty without such a file.
  [[nodiscard]] const text::FoldTable& fold() const noexcept;
  /// Reads numbers with those lists.
  [[nodiscard]] const text::NumberReader& numbers() const noexcept;
  /// What reading money needs: the minor digits of tables/currency beside the case's currency and locale.
  [[nodiscard]] int currency_digits(std::string_view code) const;  ///< of tables/currency; kMinorDigitsDefault without a row
  [[nodiscard]] text::MoneyContext money_context(Currency institution, std::string_view locale) const;

 private:
  struct Impl;
  explicit PackSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace amends::packs
