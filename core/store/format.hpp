#pragma once
// The bytes that are hashed or packed into columns: RFC 8785 text, the varint list of a commit, the text of a commit. Private to core/store.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/hash.hpp"
#include "support/result.hpp"

namespace amends::store {

void append_hex(std::string& out, const Digest& digest);
void append_integer(std::string& out, std::int64_t value);
/// With quotes, escaped as RFC 8785 asks.
void append_json_string(std::string& out, std::string_view text);

/// Where a case's part of a commit stands: events [first_seq, first_seq + count) of one case.
struct ListEntry {
  std::int64_t case_no = 0, first_seq = 0, count = 0;
  friend bool operator==(const ListEntry&, const ListEntry&) = default;
};

/// Unsigned LEB128, three numbers an entry.
void append_list_entry(std::string& out, const ListEntry& entry);
/// Errors: `corrupt` (cut in the middle, a number over 63 bits, first_seq or count below 1).
[[nodiscard]] Result<std::vector<ListEntry>> parse_list(std::string_view bytes);

/// The text whose SHA-256 is the chain hash of a commit: RFC 8785 bytes of
/// {"at":us,"epoch":n,"events":[[case id, seq, event hash],...],"format":1,"no":n,"opened":[[case id, workflow, definition hash, digest of ref],...],"prev":hex}.
/// `opened` has the cases whose event 1 is in the commit; the digest of ref is SHA-256 of its UTF-8 bytes, "" when the case has none.
class CommitText {
 public:
  void clear();
  void add_event(std::string_view case_id, std::int64_t seq, const Digest& hash);
  void add_opened(std::string_view case_id, std::string_view workflow, std::string_view definition_hash, std::string_view ref);
  /// The same with the digest of the reference in hexadecimal, "" for none.
  void add_opened_digest(std::string_view case_id, std::string_view workflow, std::string_view definition_hash, std::string_view ref_digest);
  /// For taking back what a rolled-back turn added.
  struct Mark { std::size_t events = 0, opened = 0; };
  [[nodiscard]] Mark mark() const { return {events_.size(), opened_.size()}; }
  void cut(Mark mark);
  [[nodiscard]] bool empty() const { return events_.empty(); }
  [[nodiscard]] Digest hash(std::int64_t no, std::int64_t epoch, std::int64_t at_us, const Digest& prev) const;

 private:
  std::string events_, opened_;
};

}  // namespace amends::store
