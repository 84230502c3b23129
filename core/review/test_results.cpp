#include "review/test_results.hpp"

#include <map>
#include <optional>
#include <utility>

#include "support/utf8.hpp"

namespace amends::review {
namespace {

struct Tag {
  std::string name;
  bool closing = false;  // </name>
  bool empty = false;    // <name/>
  std::map<std::string, std::string> attributes;
};

/// Walks from tag to tag. Text, comments, declarations and CDATA are passed over.
class Tags {
 public:
  Tags(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  /// The next tag; nothing at the end.
  Result<std::optional<Tag>> next() {
    while (true) {
      at_ = text_.find('<', at_);
      if (at_ == std::string_view::npos) return std::optional<Tag>{};
      if (text_.substr(at_, 4) == "<!--") AMENDS_CHECK(skip("-->"));
      else if (text_.substr(at_, 9) == "<![CDATA[") AMENDS_CHECK(skip("]]>"));
      else if (text_.substr(at_, 2) == "<?") AMENDS_CHECK(skip("?>"));
      else if (text_.substr(at_, 2) == "<!") AMENDS_CHECK(skip(">"));
      else break;
    }
    AMENDS_TRY(auto tag, read());
    return std::optional<Tag>(std::move(tag));
  }
  Error broken(const std::string& what) const {
    return fail(ErrorCode::schema, what + " at byte " + std::to_string(std::min(at_, text_.size())) + "; the file is no whole result of GoogleTest or pytest: run the tests again", file_);
  }

 private:
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool name_char(char c) { return !blank(c) && c != '>' && c != '/' && c != '=' && c != '<' && c != '"' && c != '\''; }

  Result<void> skip(std::string_view end) {
    const auto found = text_.find(end, at_);
    if (found == std::string_view::npos) return broken("a part that never ends begins");
    at_ = found + end.size();
    return {};
  }
  void blanks() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }
  std::string name() {
    const auto from = at_;
    while (at_ < text_.size() && name_char(text_[at_])) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  Result<Tag> read() {
    Tag tag;
    ++at_;  // <
    if (at_ < text_.size() && text_[at_] == '/') {
      tag.closing = true;
      ++at_;
    }
    tag.name = name();
    if (tag.name.empty()) return broken("a tag without a name stands");
    while (true) {
      blanks();
      if (at_ >= text_.size()) return broken("a tag is cut off");
      if (text_[at_] == '>') {
        ++at_;
        return tag;
      }
      if (text_[at_] == '/') {
        tag.empty = true;
        ++at_;
        continue;
      }
      auto key = name();
      blanks();
      if (key.empty() || at_ >= text_.size() || text_[at_] != '=') return broken("an attribute without a value stands");
      ++at_;
      blanks();
      const char quote = at_ < text_.size() ? text_[at_] : ' ';
      const auto end = quote == '"' || quote == '\'' ? text_.find(quote, at_ + 1) : std::string_view::npos;
      if (end == std::string_view::npos) return broken("a value without its closing quote stands");
      tag.attributes[std::move(key)] = decoded(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
    }
  }

  /// The five named characters and numbers; anything else stays as it is.
  static std::string decoded(std::string_view text) {
    static constexpr std::pair<std::string_view, char> kNamed[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto end = text[i] == '&' ? text.find(';', i) : std::string_view::npos;
      if (end == std::string_view::npos) {
        out += text[i];
        continue;
      }
      const auto word = text.substr(i + 1, end - i - 1);
      bool known = false;
      for (const auto& [name, character] : kNamed)
        if (word == name) {
          out += character;
          known = true;
        }
      if (!known) out += text.substr(i, end - i + 1);
      i = end;
    }
    return out;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<TestResult>> read_test_results(std::string_view xml, const std::string& file) {
  Tags tags(xml, file);
  std::vector<TestResult> out;
  std::vector<std::string> open;
  bool any = false;
  while (true) {
    AMENDS_TRY(auto tag, tags.next());
    if (!tag) break;
    if (tag->closing) {
      if (open.empty() || open.back() != tag->name) return tags.broken("</" + tag->name + "> closes what was not opened");
      open.pop_back();
      continue;
    }
    if (open.empty() && (any || (tag->name != "testsuites" && tag->name != "testsuite"))) return tags.broken("<" + tag->name + "> stands where a test suite was expected");
    any = true;
    if (tag->name == "testcase") {
      TestResult test{tag->attributes["classname"], tag->attributes["name"], TestOutcome::passed};
      // GoogleTest tells by attributes what did not run; pytest by an element inside.
      const auto& result = tag->attributes["result"];
      if (tag->attributes["status"] == "notrun" || result == "skipped" || result == "suppressed") test.outcome = TestOutcome::skipped;
      out.push_back(std::move(test));
    } else if (!out.empty() && !open.empty() && open.back() == "testcase") {
      if (tag->name == "failure" || tag->name == "error") out.back().outcome = TestOutcome::failed;
      else if (tag->name == "skipped" && out.back().outcome == TestOutcome::passed) out.back().outcome = TestOutcome::skipped;
    }
    if (!tag->empty) open.push_back(tag->name);
  }
  if (!any || !open.empty()) return tags.broken(any ? "<" + open.back() + "> is never closed" : "there is no test suite");
  return out;
}

}  // namespace amends::review
