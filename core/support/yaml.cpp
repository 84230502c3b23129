#include "support/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>
#include <vector>

#include "support/files.hpp"
#include "support/utf8.hpp"

namespace amends::yaml {
namespace {

constexpr std::string_view kNoAliases = "aliases (*name) are not allowed; write the value out";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Refusal {
  std::string message;
  YAML::Mark mark;
};

/// Turns yaml-cpp's places, which count bytes, into ours, which count code points. Each takes the same short time however long a line is: a file of one
/// line has as many nodes as another.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text), line_starts_{0} {
    std::size_t points = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % kBlock == 0) points_before_.push_back(points);
      if (begins_code_point(text[i])) ++points;
      if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
    points_before_.push_back(points);
  }

  [[nodiscard]] Mark at(std::size_t byte) const {
    byte = std::min(byte, text_.size());
    const auto line = static_cast<std::size_t>(std::upper_bound(line_starts_.begin(), line_starts_.end(), byte) - line_starts_.begin()) - 1;
    return {static_cast<int>(line + 1), static_cast<int>(points(byte) - points(line_starts_[line]) + 1)};
  }
  [[nodiscard]] Mark at(const YAML::Mark& mark) const {
    const auto line = std::min(static_cast<std::size_t>(mark.line), line_starts_.size() - 1);
    const auto start = line_starts_[line];
    const auto byte = std::min(start + static_cast<std::size_t>(mark.column), text_.size());
    return {static_cast<int>(line + 1), static_cast<int>(points(byte) - points(start) + 1)};
  }
  [[nodiscard]] std::string_view line_of(const YAML::Mark& mark) const {
    const auto line = std::min(static_cast<std::size_t>(mark.line), line_starts_.size() - 1);
    return text_.substr(line_starts_[line], text_.find('\n', line_starts_[line]) - line_starts_[line]);
  }

 private:
  static constexpr std::size_t kBlock = 64;
  static bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
  /// Code points that begin before a byte.
  [[nodiscard]] std::size_t points(std::size_t byte) const {
    auto out = points_before_[byte / kBlock];
    for (std::size_t i = byte - byte % kBlock; i < byte; ++i) out += begins_code_point(text_[i]) ? 1 : 0;
    return out;
  }

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> points_before_;  ///< of each block of kBlock bytes, and the sum of all
};

json::Value typed(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  std::int64_t number = 0;
  const char* first = text.data() + (text[0] == '+' && !text.starts_with("+-") ? 1 : 0);
  const auto [end, ec] = std::from_chars(first, text.data() + text.size(), number);
  const bool leading_zero = text.size() > 1 && text.find_first_not_of("+-") != std::string::npos && text[text.find_first_not_of("+-")] == '0' && number != 0;
  if (ec == std::errc{} && end == text.data() + text.size() && !leading_zero && number <= json::kIntegerMax && number >= -json::kIntegerMax) return number;
  return json::Value(text);
}

/// Builds the JSON value from yaml-cpp's events; the node API would resolve aliases and lose duplicate keys.
class Builder final : public YAML::EventHandler {
 public:
  Builder(Document& document, const Places& places) : document_(document), places_(places) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(begun_, true)) throw Refusal{"the file holds more than one YAML document, and another begins here; keep one", mark};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    place_value(mark, nullptr);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw Refusal{std::string(kNoAliases), mark}; }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) throw Refusal{"tags such as " + std::string(utf8::slice(tag, 0, 64)) + " are not allowed; remove it", mark};
    if (!frames_.empty() && frames_.back().map && !frames_.back().have_key) {
      auto& frame = frames_.back();
      if (frame.value.get_object().contains(value)) throw Refusal{"the key '" + std::string(utf8::slice(value, 0, 64)) + "' stands twice; keep one of them", mark};
      frame.key = value;
      frame.have_key = true;
      frame.key_mark = mark;
      return;
    }
    place_value(mark, tag == "!" ? json::Value(value) : typed(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, json::Array{}, false);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    start(mark, tag, anchor, json::Object{}, true);
  }
  void OnMapEnd() override { end(); }

  void finish() {
    document_.value = std::move(root_);
  }

 private:
  struct Frame {
    json::Value value;
    bool map = false;
    std::string path;
    std::string key;
    bool have_key = false;
    YAML::Mark key_mark;
  };

  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) throw Refusal{"anchors (&name) are not allowed; write the value out", mark};
  }

  std::string child_path() const {
    if (frames_.empty()) return {};
    const auto& frame = frames_.back();
    const auto part = frame.map ? frame.key : std::to_string(frame.value.get_array().size());
    return frame.path.empty() ? part : frame.path + "." + part;
  }

  void mark_here(const YAML::Mark& mark) {
    const auto& at = !frames_.empty() && frames_.back().map ? frames_.back().key_mark : mark;
    document_.marks[child_path()] = places_.at(at);
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, json::Value empty, bool map) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && !tag.empty()) throw Refusal{"tags such as " + std::string(utf8::slice(tag, 0, 64)) + " are not allowed; remove it", mark};
    if (frames_.size() >= kDepthMax) throw Refusal{"nested deeper than " + std::to_string(kDepthMax) + " levels; flatten it", mark};
    if (!frames_.empty() && frames_.back().map && !frames_.back().have_key) throw Refusal{"a key is a plain word, not a list or map (a text with { or [ is quoted)", mark};
    mark_here(mark);
    auto path = child_path();
    Frame frame;
    frame.value = std::move(empty);
    frame.map = map;
    frame.path = std::move(path);
    frames_.push_back(std::move(frame));
  }

  void end() {
    auto value = std::move(frames_.back().value);
    frames_.pop_back();
    attach(std::move(value));
  }

  void place_value(const YAML::Mark& mark, json::Value value) {
    if (!frames_.empty() && frames_.back().map && !frames_.back().have_key) throw Refusal{"a key is missing before ':'; write a word, in quotes where it is empty or null", mark};
    mark_here(mark);
    attach(std::move(value));
  }

  void attach(json::Value value) {
    if (frames_.empty()) { root_ = std::move(value); return; }
    auto& frame = frames_.back();
    if (frame.map) {
      frame.value.get_object().insert_or_assign(frame.key, std::move(value));
      frame.have_key = false;
    } else {
      frame.value.get_array().push_back(std::move(value));
    }
  }

  Document& document_;
  const Places& places_;
  bool begun_ = false;
  json::Value root_;
  std::vector<Frame> frames_;
};

std::string at(const std::string& name, const Mark& mark) { return name + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column); }

/// The first byte of what is no UTF-8, or npos.
std::size_t find_ill_formed(std::string_view text) {
  for (std::size_t i = 0, end = 0; i < text.size(); i = end) {
    end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    if (!utf8::valid(text.substr(i, end - i))) return i;
  }
  return std::string_view::npos;
}

/// The first control character that YAML does not allow, or npos. yaml-cpp would take U+0004 for the end of the file, and NUL for another encoding.
std::size_t find_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) continue;
    return i;
  }
  return std::string_view::npos;
}

std::string control_sentence(char c) {
  if (c == '\r') return "a line ends in a carriage return alone; save the file with line ends LF or CRLF";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto code = static_cast<unsigned char>(c);
  return std::string("the control character U+00") + kDigits[code >> 4] + kDigits[code & 15] + " stands here; remove it";
}

/// yaml-cpp's complaint, and what to do about it.
std::string not_yaml_sentence(const std::string& complaint, std::string_view line) {
  const auto not_yaml = [&](std::string_view remedy) { return "this is not YAML (" + complaint + "); " + std::string(remedy); };
  if (complaint == YAML::ErrorMsg::UNKNOWN_ANCHOR) return std::string(kNoAliases);
  if (line.substr(0, line.find_first_not_of(" \t-")).find('\t') != std::string_view::npos) return not_yaml("the line is indented with a tab; indent with blanks only");
  if (complaint == YAML::ErrorMsg::UNKNOWN_TOKEN) return not_yaml("a text that begins with @, ` or % is written in quotes");
  // The complaint ends in one byte of the character, which may be half of it.
  if (complaint.starts_with(YAML::ErrorMsg::INVALID_ESCAPE)) return "this is not YAML (unknown escape); in double quotes a backslash is written twice, in single quotes once";
  return not_yaml("check brackets and indentation; a text with a comma, colon, brace or quote is written in quotes");
}

}  // namespace

std::string Document::place(std::string_view path) const {
  std::string key(path);
  const auto* file = &name;
  for (auto part = key; !files.empty() && !part.empty(); part.resize(part.rfind('.') == std::string::npos ? 0 : part.rfind('.')))
    if (const auto found = files.find(part); found != files.end()) {
      file = &found->second;
      break;
    }
  while (true) {
    if (const auto found = marks.find(key); found != marks.end())
      return *file + ":" + std::to_string(found->second.line) + ":" + std::to_string(found->second.column);
    if (key.empty()) return *file;
    const auto dot = key.rfind('.');
    key = dot == std::string::npos ? std::string{} : key.substr(0, dot);
  }
}

Result<Document> parse(std::string_view text, std::string name) {
  if (text.size() > kBytesMax) return fail(ErrorCode::schema, "the file is larger than 8 MiB; split it", name);
  if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the file is not UTF-8; convert it and try again", at(name, Places(text).at(find_ill_formed(text))));
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Document document;
  document.name = std::move(name);
  const Places places(text);
  if (const auto control = find_control(text); control != std::string_view::npos) return fail(ErrorCode::schema, control_sentence(text[control]), at(document.name, places.at(control)));
  std::istringstream in{std::string(text)};
  try {
    YAML::Parser parser(in);
    Builder builder(document, places);
    if (!parser.HandleNextDocument(builder)) return fail(ErrorCode::schema, "the file is empty", at(document.name, Mark{1, 1}));
    (void)parser.HandleNextDocument(builder);  // refused as soon as it begins
    builder.finish();
  } catch (const Refusal& refusal) {
    return fail(ErrorCode::schema, refusal.message, at(document.name, places.at(refusal.mark)));
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::schema, not_yaml_sentence(e.msg, places.line_of(e.mark)), at(document.name, places.at(e.mark)));
  }
  return document;
}

Result<Document> read_file(const std::string& path) {
  AMENDS_TRY(auto text, amends::read_file(path, kBytesMax + 1));
  return parse(text, path);
}

}  // namespace amends::yaml
