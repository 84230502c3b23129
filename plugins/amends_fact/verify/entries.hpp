#pragma once
// How a person writes several things into one field of a form: "e1: confirmed; e2: D-1, D-2". Value types only, without JSON and without the SDK.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amends::verify {

inline constexpr std::size_t kEntriesMax = 200;  ///< entries of one field; what stands beyond is unreadable
inline constexpr std::size_t kItemsMax = 50;     ///< items of one entry; an entry with more is unreadable

/// "e1: D-1, D-2" is the id e1 with two items.
struct Entry {
  std::string id;
  std::vector<std::string> items;
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct Entries {
  std::vector<Entry> list;
  std::vector<std::string> unreadable;  ///< the words of an entry that has no id, too many items, or stands beyond kEntriesMax
};

/// Entries are separated by a semicolon or a line end; an id and its items by a colon, an equals sign or a blank; items by commas, 、 or blanks.
/// Full-width forms count like their ASCII ones. Blank text has no entries.
[[nodiscard]] Entries parse_entries(std::string_view text);

}  // namespace amends::verify
