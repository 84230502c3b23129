#pragma once
// The small value types a stage thinks in: money, instants, texts in two languages, code points. A plugin's thinking may use these or types of its
// own; nothing here knows JSON or the boundary.
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace amends::sdk {

inline constexpr std::int64_t kIntegerMax = 9'007'199'254'740'991;  ///< 2^53-1: what every JSON reader carries exactly
inline constexpr std::int64_t kTextLengthMax = 200'000;             ///< code points of one document

/// A sum in the currency's smallest unit (fen, cent). Range of `minor`: 0 .. 2^53-1 in the record; currency: ISO 4217.
struct Money {
  std::int64_t minor = 0;
  std::string currency = "CNY";
  friend bool operator==(const Money&, const Money&) = default;
};

/// A point in time. Unit: microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t us = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// RFC 3339 with any offset. False for anything else: a date alone, a time without offset, a day that the calendar does not have.
[[nodiscard]] bool parse_instant(std::string_view text, Instant& out) noexcept;
/// "2026-03-02T01:00:00Z"; the fraction only when it is not zero, then six digits.
[[nodiscard]] std::string format_instant(Instant at);

/// What a person reads, in both languages.
struct Texts {
  std::string zh, en;
  friend bool operator==(const Texts&, const Texts&) = default;
};

/// A value for a `{name}` in a template: the same in both languages, or one for each.
struct Slot {
  Slot(std::string_view slot_name, std::string both) : name(slot_name), text{both, both} {}
  Slot(std::string_view slot_name, std::int64_t number) : Slot(slot_name, std::to_string(number)) {}
  Slot(std::string_view slot_name, Texts each) : name(slot_name), text(std::move(each)) {}
  std::string_view name;
  Texts text;
};

/// The template with its slots filled. Throws Failure `error.internal` for a `{name}` without a slot. `{{` and `}}` stand for single braces.
[[nodiscard]] Texts fill(const Texts& pattern, const std::vector<Slot>& slots);

/// Code points of UTF-8 text.
[[nodiscard]] std::int64_t code_points(std::string_view text) noexcept;
/// True for a text without anything that a person could read: blanks of any script, control, format and filling characters. Empty text is one.
[[nodiscard]] bool is_blank(std::string_view text) noexcept;
/// The bytes of code points [start, end), clipped to the text.
[[nodiscard]] std::string_view slice(std::string_view text, std::int64_t start, std::int64_t end) noexcept;

/// One text of the record. Views live until the call returns.
class Document {
 public:
  Document(std::string_view id, std::string_view kind, std::string_view lang, std::string_view author_role, std::string_view at, std::string_view body);
  [[nodiscard]] std::string_view id() const { return id_; }
  [[nodiscard]] std::string_view kind() const { return kind_; }                ///< complaint, reply, call_transcript, chat, attachment_text, note
  [[nodiscard]] std::string_view lang() const { return lang_; }                ///< zh, en; may be empty
  [[nodiscard]] std::string_view author_role() const { return author_role_; }  ///< complainant, officer, ...; may be empty
  [[nodiscard]] std::string_view at() const { return at_; }                    ///< instant as text; may be empty
  [[nodiscard]] std::string_view body() const { return body_; }
  [[nodiscard]] std::int64_t length() const { return length_; }                ///< code points
  /// The bytes of code points [start, end). Cost: at most 256 steps, whatever the length. Precondition: 0 <= start <= end <= length().
  [[nodiscard]] std::string_view quote(std::int64_t start, std::int64_t end) const;

 private:
  [[nodiscard]] std::size_t byte_at(std::int64_t code_point) const;
  std::string_view id_, kind_, lang_, author_role_, at_, body_;
  std::int64_t length_ = 0;
  std::vector<std::uint32_t> marks_;  ///< byte offset of every 256th code point
};

}  // namespace amends::sdk
