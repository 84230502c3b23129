#pragma once
// Names in tables: one pseudonym a person and file, so that rows can be counted and joined and nobody is named (catalogue 2.4, analyst).
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace amends::tables {

/// Pseudonyms differ from file to file, since the file's own number is mixed in: a table alone gives no name back. Who has the file and guesses a name can
/// try it out, as with the keys of lookups; a pseudonym is no anonymity. Thread: one at a time.
class Pseudonyms {
 public:
  explicit Pseudonyms(std::int64_t salt) : salt_(salt) {}
  /// "staff-1f3a9c0d2b4e" of an id such as "li.na"; spellings of one id (person_key) have one pseudonym. Empty for an empty id.
  const std::string& staff(std::string_view id);
  /// "person-…" of what stands for a customer, already in a form that is compared. Empty for an empty text.
  const std::string& person(std::string_view what);
  /// An actor as the journal names them: "system" and "stage:…" stay (a stage without its library's hash), "user:li.na" becomes the pseudonym of staff.
  [[nodiscard]] std::string actor(std::string_view actor);

 private:
  const std::string& made(std::string_view kind, std::string_view what);
  std::int64_t salt_;
  std::map<std::string, std::string, std::less<>> known_;
};

}  // namespace amends::tables
