// Runs the cases of the DMN Technology Compatibility Kit: <folder>/**/x.dmn with x-test-*.xml beside it.
//
//   dmn_tck FOLDER [--at-least PERCENT] [--without NAME]... [--quiet]
//
// FOLDER is a path, or one below $AMENDS_CONFORMANCE_DIR/dmn-tck such as `level-2`. Prints passed and failed cases by model, each miss with decision, expectation, finding
// and reason, and last "N of M passed". Exit code: 0, 1 below --at-least, 2 for bad arguments, 77 when the data is not there.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/model.hpp"
#include "dmn/xml.hpp"
#include "feel/temporal.hpp"
#include "support/files.hpp"

namespace {

namespace fs = std::filesystem;
using amends::feel::Value;
using amends::dmn::xml::Element;

constexpr int kNoData = 77;

const Element* child(const Element& element, std::string_view name) {
  for (const auto& one : element.children)
    if (one.name == name) return &one;
  return nullptr;
}

bool is_nil(const Element& element) {
  const auto* nil = element.attribute("nil", amends::dmn::xml::kSchemaInstance);
  return nil != nullptr && *nil == "true";
}

/// The value of a <value>; a text that is none of its type stays a string and will equal nothing else.
Value scalar(const Element& element) {
  const auto* written = element.attribute("type", amends::dmn::xml::kSchemaInstance);
  std::string type = written ? written->substr(written->find(':') == std::string::npos ? 0 : written->find(':') + 1) : "string";
  const std::string& text = element.text;
  if (type == "boolean") return Value::boolean(text == "true" || text == "1");
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" || type == "long") {
    auto number = amends::feel::Decimal::parse(text);
    return number ? Value::number(*number) : Value::string(text);
  }
  if (type == "date") {
    auto date = amends::feel::parse_date(text);
    return date ? Value(*date) : Value::string(text);
  }
  if (type == "time") {
    auto time = amends::feel::parse_time(text);
    return time ? Value(*time) : Value::string(text);
  }
  if (type == "dateTime") {
    auto both = amends::feel::parse_date_time(text);
    return both ? Value(*both) : Value::string(text);
  }
  if (type == "duration") {
    auto duration = amends::feel::parse_duration(text);
    return !duration ? Value::string(text) : duration->calendar ? Value(duration->years_months) : Value(duration->days_time);
  }
  return Value::string(text);
}

/// What an <expected>, <inputNode>, <component> or <item> holds.
Value content(const Element& element) {
  if (is_nil(element)) return Value();
  Value::Context members;
  for (const auto& one : element.children) {
    if (one.name == "value") return is_nil(one) ? Value() : scalar(one);
    if (one.name == "list") {
      if (is_nil(one)) return Value();
      Value::List items;
      for (const auto& item : one.children)
        if (item.name == "item") items.push_back(content(item));
      return Value::list(std::move(items));
    }
    if (one.name == "component") members.emplace_back(std::string(one.attribute_or_empty("name")), content(one));
  }
  return members.empty() ? Value() : Value::context(std::move(members));
}

/// Numbers count as equal within 10^-8, as the kit's own runner has it: it writes them as doubles.
bool same(const Value& expected, const Value& got) {
  using Kind = Value::Kind;
  if (expected.kind() != got.kind()) return false;
  switch (expected.kind()) {
    case Kind::number: {
      const auto apart = amends::feel::subtract(*expected.as_number(), *got.as_number());
      const auto near = *amends::feel::Decimal::parse("0.00000001");
      return apart && !(near < apart->absolute());
    }
    case Kind::list: {
      const auto &left = *expected.as_list(), &right = *got.as_list();
      return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), same);
    }
    case Kind::context: {
      const auto& left = *expected.as_context();
      if (left.size() != got.as_context()->size()) return false;
      return std::all_of(left.begin(), left.end(), [&](const auto& entry) {
        const auto* other = got.entry(entry.first);
        return other != nullptr && same(entry.second, *other);
      });
    }
    default: return amends::feel::equals(expected, got) == amends::feel::Ternary(true);
  }
}

std::string shown(const Value& value) {
  auto text = std::string(value.as_string() ? "\"" + *value.as_string() + "\"" : amends::feel::text_of(value));
  return text.size() > 300 ? text.substr(0, 300) + "..." : text;
}

struct Count {
  int passed = 0;
  int cases = 0;
};

struct Kit {
  std::vector<std::string> without;
  bool quiet = false;
  Count all;
  std::map<std::string, Count> by_folder;
};

amends::Result<Value> outcome(const amends::dmn::Model& model, const Element& test, const std::string& node, const std::vector<amends::dmn::Given>& given, std::string& reason) {
  const auto* invocable = test.attribute("invocableName");
  const bool service = invocable != nullptr && test.attribute_or_empty("type") == "decisionService";
  const amends::dmn::Moment moment{amends::Instant{1'772'413'200'000'000}, 0};  // any will do: what now() is, the cases do not say
  auto answer = service ? model.serve(*invocable, given, moment) : model.decide(node, given, moment);
  if (!answer) return answer.error();
  for (const auto& note : answer->notes) reason += (reason.empty() ? "" : "; ") + note;
  if (!service || answer->value.as_context() == nullptr) return std::move(answer->value);
  const auto* member = answer->value.entry(node);  // a service with several outputs
  return member ? *member : std::move(answer->value);
}

void run_file(const fs::path& file, const amends::Result<amends::dmn::Model>& model, Kit& kit, Count& count) {
  auto text = amends::read_file(file.string());
  auto root = text ? amends::dmn::xml::parse(*text, file.filename().string()) : amends::Result<Element>(text.error());
  if (!root) {
    std::cout << "  cannot read " << file.filename().string() << ": " << root.error().text() << "\n";
    ++count.cases;
    return;
  }
  for (const auto& test : root->children) {
    if (test.name != "testCase") continue;
    ++count.cases;
    std::vector<amends::dmn::Given> given;
    for (const auto& node : test.children)
      if (node.name == "inputNode") given.push_back({std::string(node.attribute_or_empty("name")), content(node), std::string(node.attribute_or_empty("namespace"))});
    bool passed = true;
    for (const auto& node : test.children) {
      if (node.name != "resultNode") continue;
      const std::string name(node.attribute_or_empty("name"));
      const bool error_wanted = node.attribute_or_empty("errorResult") == "true";
      const auto* wanted = child(node, "expected");
      const Value expected = wanted ? content(*wanted) : Value();
      std::string reason, found;
      if (model) {
        auto got = outcome(*model, test, name, given, reason);
        if (got && (error_wanted ? got->is_null() : same(expected, *got))) continue;
        if (!got && error_wanted && got.error().code != amends::ErrorCode::not_found) continue;
        found = got ? shown(*got) : "error: " + got.error().text();
      } else {
        found = "error: " + model.error().text();
      }
      passed = false;
      if (!kit.quiet)
        std::cout << "  miss " << file.filename().string() << " case " << test.attribute_or_empty("id") << " '" << name << "': expected " << (error_wanted ? "an error or null" : shown(expected))
                  << ", got " << found << (reason.empty() ? "" : " (" + reason + ")") << "\n";
    }
    count.passed += passed ? 1 : 0;
  }
}

void run_folder(const fs::path& folder, Kit& kit) {
  std::vector<fs::path> models, tests;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    if (entry.path().extension() == ".dmn") models.push_back(entry.path());
    else if (entry.path().extension() == ".xml" && entry.path().filename().string().find("-test-") != std::string::npos) tests.push_back(entry.path());
  }
  if (tests.empty()) return;
  std::sort(models.begin(), models.end());
  std::sort(tests.begin(), tests.end());
  std::vector<amends::dmn::Source> sources;
  for (const auto& path : models)
    if (auto text = amends::read_file(path.string())) sources.push_back({path.filename().string(), std::move(*text)});
  Count count;
  for (const auto& test : tests) {
    const auto name = test.filename().string();
    const auto model_file = name.substr(0, name.find("-test-")) + ".dmn";
    const auto main = std::find_if(sources.begin(), sources.end(), [&](const auto& source) { return source.file == model_file; });
    if (main == sources.end()) {
      std::cout << "  there is no " << model_file << " beside " << name << "\n";
      ++count.cases;
      continue;
    }
    std::vector<amends::dmn::Source> others;
    for (const auto& source : sources)
      if (source.file != model_file) others.push_back(source);
    const auto model = amends::dmn::Model::load(*main, others);
    if (model && !kit.quiet)
      for (const auto& problem : model->problems()) std::cout << "  problem " << problem.text() << "\n";
    run_file(test, model, kit, count);
  }
  std::cout << (count.passed == count.cases ? "passed " : "FAILED ") << folder.filename().string() << ": " << count.passed << " of " << count.cases << std::endl;
  kit.all.passed += count.passed;
  kit.all.cases += count.cases;
}

int run(const fs::path& root, Kit& kit, double at_least) {
  std::vector<fs::path> folders{root};
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    if (std::find(kit.without.begin(), kit.without.end(), folder.filename().string()) != kit.without.end()) {
      std::cout << "left out " << folder.filename().string() << "\n";
      continue;
    }
    run_folder(folder, kit);
  }
  const double percent = kit.all.cases == 0 ? 0 : 100.0 * kit.all.passed / kit.all.cases;
  const bool enough = kit.all.cases > 0 && percent >= at_least;
  if (!enough) std::cout << "fewer than " << at_least << " % passed\n";
  std::cout << kit.all.passed << " of " << kit.all.cases << " passed" << std::endl;
  return enough ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Kit kit;
  std::string folder;
  double at_least = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--quiet") kit.quiet = true;
    else if (word == "--without" && i + 1 < argc) kit.without.emplace_back(argv[++i]);
    else if (word == "--at-least" && i + 1 < argc) at_least = std::strtod(argv[++i], nullptr);
    else if (folder.empty() && !word.starts_with("--")) folder = word;
    else { std::cerr << "dmn_tck knows FOLDER, --at-least PERCENT, --without NAME and --quiet, not " << word << "\n"; return 2; }
  }
  if (folder.empty()) { std::cerr << "usage: dmn_tck FOLDER [--at-least PERCENT] [--without NAME]... [--quiet]\n"; return 2; }
  fs::path root = folder;
  if (!fs::is_directory(root)) {
    const char* base = std::getenv("AMENDS_CONFORMANCE_DIR");
    if (base == nullptr || *base == '\0') {
      std::cout << "AMENDS_CONFORMANCE_DIR is not set, so the cases of " << folder << " were not run; set it to the folder that holds dmn-tck\n";
      return kNoData;
    }
    root = fs::path(base) / "dmn-tck" / folder;
    if (!fs::is_directory(root)) {
      std::cout << "there is no folder " << root.string() << ", so no cases were run\n";
      return kNoData;
    }
  }
  return run(root, kit, at_least);
}
