#include "runtime/vocabulary.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "flow/nearest.hpp"
#include "packs/packs.hpp"
#include "packs/schema.hpp"

namespace amends::runtime {
namespace {

constexpr int kDepthMax = 32;              ///< steps of $ref and of oneOf, anyOf, allOf on the way to one value
constexpr std::size_t kWordsToldMax = 12;  ///< words that a refusal lists; beyond that it says how many there are

using Nodes = std::vector<const json::Value*>;

const json::Value* member(const json::Value& object, std::string_view key) { return object.is_object() ? object.get_object().if_contains(key) : nullptr; }
bool is_index(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }); }

/// What a schema says about one place, and the words that may stand there.
class Words {
 public:
  Words(const json::Value& schema, const packs::PackSet& packs, const host::StageManifest& manifest) : schema_(schema), packs_(packs), manifest_(manifest) {}

  /// Schemas that speak of a member or an item of a value that `nodes` speak of.
  [[nodiscard]] Nodes under(const Nodes& nodes, std::string_view key) const {
    Nodes out;
    for (const auto* node : nodes) {
      if (const auto* properties = member(*node, "properties"))
        if (const auto* found = member(*properties, key)) { unfold(*found, out); continue; }
      const auto* items = member(*node, "items");
      if (is_index(key) && items && items->is_object()) { unfold(*items, out); continue; }
      if (const auto* more = member(*node, "additionalProperties"); more && more->is_object()) unfold(*more, out);
    }
    return out;
  }
  [[nodiscard]] Nodes whole() const {
    Nodes out;
    unfold(schema_, out);
    return out;
  }

  /// Every word in a value is one that the schema knows there.
  [[nodiscard]] Result<void> check(const Nodes& nodes, const json::Value& value, const std::string& where) const {
    if (value.is_string()) return check_word(nodes, json::text_or(&value, ""), where);
    if (value.is_object())
      for (const auto& part : value.get_object()) AMENDS_CHECK(check(under(nodes, part.key()), part.value(), where + "." + std::string(part.key())));
    if (value.is_array())
      for (std::size_t i = 0; i < value.get_array().size(); ++i) AMENDS_CHECK(check(under(nodes, std::to_string(i)), value.get_array()[i], where + "." + std::to_string(i)));
    return {};
  }

 private:
  /// The node itself and, through $ref and the branches that may hold, all that it stands for.
  void unfold(const json::Value& node, Nodes& out, int depth = 0) const {
    if (depth > kDepthMax || !node.is_object()) return;
    if (const auto reference = json::text_at(node, "$ref"); reference.starts_with("#/")) {
      std::string path(reference.substr(2));
      std::replace(path.begin(), path.end(), '/', '.');
      if (const auto* target = json::find(schema_, path)) unfold(*target, out, depth + 1);
      return;
    }
    out.push_back(&node);
    for (const auto* several : {"oneOf", "anyOf", "allOf"})
      for (const auto& branch : json::list_at(node, several)) unfold(branch, out, depth + 1);
  }

  [[nodiscard]] Result<void> check_word(const Nodes& nodes, std::string_view word, const std::string& where) const {
    std::vector<std::string_view> known;
    for (const auto* node : nodes) {
      const auto before = known.size();
      for (const auto& one : json::list_at(*node, "enum"))
        if (one.is_string()) known.push_back(json::text_or(&one, ""));
      if (const auto* one = member(*node, "const"); one && one->is_string()) known.push_back(json::text_or(one, ""));
      add_codes(json::text_at(*node, "x-vocabulary"), known);
      if (known.size() == before && takes_any_text(*node)) return {};
    }
    if (known.empty() || std::find(known.begin(), known.end(), word) != known.end()) return {};
    return fail(ErrorCode::range, manifest_.id + " does not know the word '" + std::string(word) + "' here" + flow::did_you_mean(word, known) + " It knows " + flow::list_words(known, kWordsToldMax), where);
  }

  static bool takes_any_text(const json::Value& node) {
    const auto* type = member(node, "type");
    if (!type) return !std::any_of(node.get_object().begin(), node.get_object().end(), [](const auto& part) {
      const std::string_view key = part.key();
      return key == "enum" || key == "const" || key == "oneOf" || key == "anyOf" || key == "allOf";
    });
    if (type->is_string()) return json::text_or(type, "") == "string";
    const auto& types = json::list_or_empty(type);
    return std::any_of(types.begin(), types.end(), [](const json::Value& one) { return json::text_or(&one, "") == "string"; });
  }

  /// "nature.taxonomy#rows.code": a file of the packs, the list in it, the member of its rows.
  void add_codes(std::string_view vocabulary, std::vector<std::string_view>& known) const {
    const auto mark = vocabulary.find('#');
    const auto dot = vocabulary.rfind('.');
    if (mark == std::string_view::npos || dot == std::string_view::npos || dot < mark) return;
    const auto* file = packs_.file(std::string(vocabulary.substr(0, mark)));
    if (!file) return;
    for (const auto& row : json::list_at(*file, vocabulary.substr(mark + 1, dot - mark - 1)))
      if (const auto code = json::text_at(row, vocabulary.substr(dot + 1)); !code.empty()) known.push_back(code);
  }

  const json::Value& schema_;
  const packs::PackSet& packs_;
  const host::StageManifest& manifest_;
};

/// A fault that the value brings with it: what was wrong before is not held against it.
Result<void> fits(const packs::Schema& output, const json::Value& result, std::string_view path, const json::Value& value) {
  std::set<std::string> before;
  for (const auto& fault : output.check(result)) before.insert(fault.path + "\n" + fault.message);
  json::Value after = result;
  AMENDS_CHECK(json::set(after, path, value));
  for (const auto& fault : output.check(after))
    if (!before.contains(fault.path + "\n" + fault.message)) return fail(ErrorCode::schema, fault.message, fault.path);
  return {};
}

}  // namespace

Result<void> check_reading(const host::StageManifest& manifest, const packs::Schema* output, const packs::PackSet& packs, const json::Value& result, std::string_view path,
                           const json::Value& value) {
  const auto* schema = json::find(manifest.raw, "output_schema");
  if (!schema || !schema->is_object()) return {};
  const Words words(*schema, packs, manifest);
  auto nodes = words.whole();
  for (auto rest = path; !rest.empty();) {
    const auto dot = rest.find('.');
    nodes = words.under(nodes, rest.substr(0, dot));
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }
  AMENDS_CHECK(words.check(nodes, value, std::string(path)));
  return output ? fits(*output, result, path, value) : Result<void>();
}

}  // namespace amends::runtime
