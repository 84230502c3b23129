#pragma once
// YAML files as JSON values with the place of every node, so that an error can name line and column. yaml-cpp stays in yaml.cpp.
// Accepted: YAML 1.2 core schema. Plain `true/false/null/~` and integers are typed; a plain decimal (1.5) stays a string, because no
// number of ours is a double; everything else and all quoted scalars are strings.
// Refused: duplicate keys, keys that are no scalars, more than one document, tags, anchors and aliases (a small file could unfold to gigabytes), and
// control characters besides tab and line end. A byte order mark at the start is passed over; lines end in LF or CRLF.
#include <map>
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::yaml {

inline constexpr std::size_t kBytesMax = 8u << 20;  ///< 8 MiB, the limit of a pack file
inline constexpr std::size_t kDepthMax = 64;

/// Unit: lines, and code points within the line (not bytes, so that a column behind Chinese text is the one an editor shows; a tab is one).
struct Mark {
  int line = 0;    ///< from 1
  int column = 0;  ///< from 1
};

struct Document {
  std::string name;                  ///< the file's name as given, for messages
  json::Value value;
  std::map<std::string, Mark, std::less<>> marks;  ///< by dotted path ("steps.0.intake"); "" is the document
  std::map<std::string, std::string, std::less<>> files = {};  ///< of what was put in from another file: its path, and that file's name

  /// "name:line:column" of the node at a path, or of its nearest parent.
  [[nodiscard]] std::string place(std::string_view path) const;
};

/// Errors: `schema` and `not_utf8`, `where` is name:line:column with the units of Mark.
[[nodiscard]] Result<Document> parse(std::string_view text, std::string name);
/// Reads a file. Errors: those of `parse`, `not_found`, `io`.
[[nodiscard]] Result<Document> read_file(const std::string& path);

}  // namespace amends::yaml
