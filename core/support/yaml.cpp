#include "support/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <vector>

#include "support/files.hpp"
#include "support/utf8.hpp"

namespace amends::yaml {
namespace {

struct Refusal {
  std::string message;
  YAML::Mark mark;
};

json::Value typed(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  std::int64_t number = 0;
  const char* first = text.data() + (text[0] == '+' ? 1 : 0);
  const auto [end, ec] = std::from_chars(first, text.data() + text.size(), number);
  const bool leading_zero = text.size() > 1 && text.find_first_not_of("+-") != std::string::npos && text[text.find_first_not_of("+-")] == '0' && number != 0;
  if (ec == std::errc{} && end == text.data() + text.size() && !leading_zero && number <= json::kIntegerMax && number >= -json::kIntegerMax) return number;
  return json::Value(text);
}

/// Builds the JSON value from yaml-cpp's events; the node API would resolve aliases and lose duplicate keys.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(Document& document) : document_(document) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    place_value(mark, nullptr);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw Refusal{"aliases are not allowed; write the value out", mark}; }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    refuse_anchor(mark, anchor);
    if (tag != "?" && tag != "!" && !tag.empty()) throw Refusal{"tags such as " + tag + " are not allowed; remove it", mark};
    if (!frames_.empty() && frames_.back().map && !frames_.back().have_key) {
      auto& frame = frames_.back();
      if (frame.value.get_object().contains(value)) throw Refusal{"the key '" + value + "' stands twice; keep one of them", mark};
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
    document_.marks[child_path()] = {at.line + 1, at.column + 1};
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, json::Value empty, bool map) {
    refuse_anchor(mark, anchor);
    if (tag != "?" && !tag.empty()) throw Refusal{"tags such as " + tag + " are not allowed; remove it", mark};
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
    if (!frames_.empty() && frames_.back().map && !frames_.back().have_key) throw Refusal{"a key is missing before ':'", mark};
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
  json::Value root_;
  std::vector<Frame> frames_;
};

std::string at(const std::string& name, const YAML::Mark& mark) {
  return name + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

}  // namespace

std::string Document::place(std::string_view path) const {
  std::string key(path);
  while (true) {
    if (const auto found = marks.find(key); found != marks.end())
      return name + ":" + std::to_string(found->second.line) + ":" + std::to_string(found->second.column);
    if (key.empty()) return name;
    const auto dot = key.rfind('.');
    key = dot == std::string::npos ? std::string{} : key.substr(0, dot);
  }
}

Result<Document> parse(std::string_view text, std::string name) {
  if (text.size() > kBytesMax) return fail(ErrorCode::schema, "the file is larger than 8 MiB; split it", name);
  if (!utf8::valid(text)) return fail(ErrorCode::not_utf8, "the file is not UTF-8; convert it and try again", name);
  Document document;
  document.name = std::move(name);
  std::istringstream in{std::string(text)};
  try {
    YAML::Parser parser(in);
    Builder builder(document);
    if (!parser.HandleNextDocument(builder)) return fail(ErrorCode::schema, "the file is empty", document.name);
    builder.finish();
    Document rest;
    Builder second(rest);
    if (parser.HandleNextDocument(second)) return fail(ErrorCode::schema, "the file holds more than one YAML document; keep one", document.name);
  } catch (const Refusal& refusal) {
    return fail(ErrorCode::schema, refusal.message, at(document.name, refusal.mark));
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::schema, "this is not YAML (" + e.msg + "); a text with a comma, colon, brace or quote is written in quotes", at(document.name, e.mark));
  }
  return document;
}

Result<Document> read_file(const std::string& path) {
  AMENDS_TRY(auto text, amends::read_file(path, kBytesMax + 1));
  return parse(text, path);
}

}  // namespace amends::yaml
