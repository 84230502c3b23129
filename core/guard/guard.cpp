#include "guard/guard.hpp"

#include <map>
#include <set>

#include "guard/enforce.hpp"
#include "guard/floor.hpp"
#include "packs/packs.hpp"
#include "support/yaml.hpp"

namespace amends::guard {
namespace {

class BuiltGuard final : public Guard {
 public:
  explicit BuiltGuard(Knowledge knowledge) : knowledge_(std::move(knowledge)) {}
  [[nodiscard]] std::vector<Action> check_text(std::string_view text, std::string_view language, const Context& context) const override {
    return check_outgoing(knowledge_, text, language, context, "text");
  }
  [[nodiscard]] std::vector<Action> check_grounds(std::string_view text, const Context& context) const override {
    if (!context.record) return {};
    const auto reading = read_text(knowledge_, text, "text");
    if (!reading.surface) return {};  // check_text says so
    const auto stated = read_stated(knowledge_, *reading.surface, context);
    if (stated.empty()) return {};
    Grounds grounds(knowledge_, context);
    grounds.add_record(*context.record);
    return grounds.check(stated, *reading.surface, "text", "flagged");
  }
  [[nodiscard]] std::vector<Action> enforce(json::Value& envelope, const Context& context) const override { return Enforcer(knowledge_, envelope, context).run(); }

 private:
  Knowledge knowledge_;
};

/// The digits of every text in a value that looks like a telephone number.
void add_numbers(const json::Value& value, std::set<std::string>& out) {
  if (value.is_string()) {
    std::string digits;
    for (const char c : value.get_string()) {
      if (c >= '0' && c <= '9') digits.push_back(c);
      else if (c != ' ' && c != '-' && c != '+' && c != '(' && c != ')') { if (digits.size() >= 3) out.insert(digits); digits.clear(); }
    }
    if (digits.size() >= 3) out.insert(digits);
    // +86 138 0013 8000 is the institution's with and without the country.
    if (digits.size() == 13 && digits.starts_with("86")) out.insert(digits.substr(2));
  } else if (value.is_array()) {
    for (const auto& item : value.get_array()) add_numbers(item, out);
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) add_numbers(member.value(), out);
  }
}

void add_rights(const json::Value& notice, std::vector<std::string>& out) {
  for (const auto& jurisdiction : json::list_at(notice, "jurisdictions"))
    for (const auto& item : json::list_at(jurisdiction, "items"))
      for (const auto* language : {"zh", "en"})
        if (const auto text = json::text_at(item, std::string("text.") + language); !text.empty()) out.emplace_back(text);
}

std::map<std::string, Technique, std::less<>> techniques_of(const json::Array& rows) {
  std::map<std::string, Technique, std::less<>> out;
  for (const auto& row : rows) {
    Technique technique{.caution = json::text_at(row, "ethics") != "ok", .blocked_when = {}, .safe_form = nullptr};
    for (const auto& sign : json::list_at(row, "blocked_when")) technique.blocked_when.emplace_back(json::text_or(&sign, ""));
    if (const auto* safe_form = json::find(row, "safe_form")) technique.safe_form = *safe_form;
    out.insert_or_assign(std::string(json::text_at(row, "id")), std::move(technique));
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const Guard>> Guard::from_sources(Sources sources) {
  Knowledge knowledge{.wording = nullptr, .staff = nullptr, .under_care = nullptr, .refusing = nullptr, .fold = std::move(sources.fold), .numbers = std::move(sources.numbers),
                      .own_numbers = std::move(sources.own_numbers), .rights_texts = {}, .techniques = techniques_of(sources.techniques)};
  json::Array wording, staff, under_care, refusing;
  for (const auto& row : sources.rows) {
    const auto name = json::text_at(row, "guard");
    if (name == "G8") refusing.push_back(row);
    else if (is_conditional(name)) under_care.push_back(row);
    else wording.push_back(row);
    if (holds_for_staff(name)) staff.push_back(row);
  }
  AMENDS_TRY(knowledge.wording, GuardRules::from_rows(wording, knowledge.fold));
  AMENDS_TRY(knowledge.staff, GuardRules::from_rows(staff, knowledge.fold));
  AMENDS_TRY(knowledge.under_care, GuardRules::from_rows(under_care, knowledge.fold));
  AMENDS_TRY(knowledge.refusing, GuardRules::from_rows(refusing, knowledge.fold));
  for (const auto& item : sources.rights_texts) {
    const auto normalised = text::normalise(item, knowledge.fold);
    if (!normalised) return normalised.error().within("rights/notice");
    if (auto form = Surface(*normalised).text(); !form.empty()) knowledge.rights_texts.push_back(std::move(form));
  }
  return std::shared_ptr<const Guard>(std::make_shared<BuiltGuard>(std::move(knowledge)));
}

Result<std::shared_ptr<const Guard>> Guard::from_packs(const packs::PackSet& packs) {
  Sources sources;
  sources.fold = packs.fold();
  sources.numbers = packs.numbers();
  for (const auto& shipped : floor_files()) {
    const auto* file = packs.file(shipped.name);
    if (!file || json::list_at(*file, "rows").empty())
      return fail(ErrorCode::pack_missing, "the pack set '" + packs.name() + "' has no " + std::string(shipped.name) + "; without the guards nothing may run, so let the set extend `shipped` or restore the file",
                  std::string(shipped.name));
  }
  for (const auto& name : packs.names()) {
    if (!name.starts_with("guard/")) continue;
    for (const auto& row : json::list_at(*packs.file(name), "rows")) sources.rows.push_back(row);
  }
  std::map<std::string, const json::Value*> by_id;
  for (const auto& name : packs.names())
    if (name.starts_with("guard/"))
      for (const auto& row : json::list_at(*packs.file(name), "rows")) by_id.emplace(json::text_at(row, "id"), &row);
  for (const auto& shipped : floor_files()) {
    AMENDS_TRY(const auto document, yaml::parse(shipped.yaml, std::string(shipped.name) + " (built in)"));
    // A row that the packs have word for word need not be compiled twice.
    for (const auto& row : json::list_at(document.value, "rows")) {
      const auto known = by_id.find(std::string(json::text_at(row, "id")));
      if (known == by_id.end() || !(*known->second == row)) sources.rows.push_back(row);
    }
  }
  std::set<std::string> numbers;
  if (const auto* org = packs.file("org")) add_numbers(*org, numbers);
  sources.own_numbers.assign(numbers.begin(), numbers.end());
  if (const auto* techniques = packs.file("banks/techniques")) sources.techniques = json::list_at(*techniques, "rows");
  if (const auto* notice = packs.file("rights/notice")) add_rights(*notice, sources.rights_texts);
  return from_sources(std::move(sources));
}

}  // namespace amends::guard
