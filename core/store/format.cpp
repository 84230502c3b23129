#include "store/format.hpp"

#include <charconv>
#include <limits>

#include "store/store.hpp"
#include "support/json.hpp"

namespace amends::store {
namespace {

void append_varint(std::string& out, std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value);
  while (rest >= 0x80) {
    out.push_back(static_cast<char>((rest & 0x7F) | 0x80));
    rest >>= 7;
  }
  out.push_back(static_cast<char>(rest));
}

bool take_varint(std::string_view& bytes, std::int64_t& out) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 63; shift += 7) {  // nine bytes carry 63 bits; a tenth would make the number negative
    if (bytes.empty()) return false;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) {
      out = static_cast<std::int64_t>(value);
      return true;
    }
  }
  return false;
}

}  // namespace

void append_hex(std::string& out, const Digest& digest) {
  static constexpr char kDigits[] = "0123456789abcdef";
  char text[64];
  for (std::size_t i = 0; i < digest.size(); ++i) {
    text[2 * i] = kDigits[digest[i] >> 4];
    text[2 * i + 1] = kDigits[digest[i] & 0xF];
  }
  out.append(text, sizeof text);
}

void append_integer(std::string& out, std::int64_t value) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, static_cast<std::size_t>(end - text));
}

void append_json_string(std::string& out, std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
      out += json::canonical(json::Value(text));
      return;
    }
  }
  out += '"';
  out += text;
  out += '"';
}

void append_list_entry(std::string& out, const ListEntry& entry) {
  append_varint(out, entry.case_no);
  append_varint(out, entry.first_seq);
  append_varint(out, entry.count);
}

Result<std::vector<ListEntry>> parse_list(std::string_view bytes) {
  std::vector<ListEntry> out;
  while (!bytes.empty()) {
    ListEntry entry;
    if (!take_varint(bytes, entry.case_no) || !take_varint(bytes, entry.first_seq) || !take_varint(bytes, entry.count))
      return fail(ErrorCode::corrupt, "the list of a commit ends in the middle of an entry");
    if (entry.first_seq < 1 || entry.count < 1 || entry.count > std::numeric_limits<std::int64_t>::max() - entry.first_seq)
      return fail(ErrorCode::corrupt, "the list of a commit has an entry that cannot be");
    out.push_back(entry);
  }
  return out;
}

void CommitText::clear() {
  events_.clear();
  opened_.clear();
}

void CommitText::cut(Mark mark) {
  events_.resize(mark.events);
  opened_.resize(mark.opened);
}

void CommitText::add_event(std::string_view case_id, std::int64_t seq, const Digest& hash) {
  events_ += events_.empty() ? "[" : ",[";
  append_json_string(events_, case_id);
  events_ += ',';
  append_integer(events_, seq);
  events_ += ",\"";
  append_hex(events_, hash);
  events_ += "\"]";
}

void CommitText::add_opened(std::string_view case_id, std::string_view workflow, std::string_view definition_hash, std::string_view ref) {
  add_opened_digest(case_id, workflow, definition_hash, ref.empty() ? std::string() : hex(sha256(ref)));
}

void CommitText::add_opened_digest(std::string_view case_id, std::string_view workflow, std::string_view definition_hash, std::string_view ref_digest) {
  opened_ += opened_.empty() ? "[" : ",[";
  append_json_string(opened_, case_id);
  opened_ += ',';
  append_json_string(opened_, workflow);
  opened_ += ',';
  append_json_string(opened_, definition_hash);
  opened_ += ',';
  append_json_string(opened_, ref_digest);
  opened_ += ']';
}

Digest CommitText::hash(std::int64_t no, std::int64_t epoch, std::int64_t at_us, const Digest& prev) const {
  thread_local Sha256 hasher;
  std::string text = R"({"at":)";
  append_integer(text, at_us);
  text += R"(,"epoch":)";
  append_integer(text, epoch);
  text += R"(,"events":[)";
  hasher.add(text).add(events_);
  text = R"(],"format":)";
  append_integer(text, kFormatVersion);
  text += R"(,"no":)";
  append_integer(text, no);
  text += R"(,"opened":[)";
  hasher.add(text).add(opened_);
  text = R"(],"prev":")";
  append_hex(text, prev);
  text += "\"}";
  return hasher.add(text).finish();
}

}  // namespace amends::store
