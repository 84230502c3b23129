#include "guard/guard.hpp"

#include <array>
#include <set>

#include "guard/enforce.hpp"
#include "guard/floor.hpp"
#include "packs/packs.hpp"
#include "support/yaml.hpp"

namespace amends::guard {
namespace {

/// Wording that bargains. It is no row of a pack, because most of it is lawful; only a safety sign or a vulnerable customer makes it wrong.
json::Array bargaining_rows() {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"zh", "(各退一步|各让一步|折中|讨价还价|讲价|谈个价|我们的底线|最终报价|最后报价|作为交换)"},
      {"zh", "(最多|顶多)(只能|能|可以)?(给|赔|退|付|补)"},
      {"zh", "(只要|如果)(您|你).{0,6}(同意|接受|签|撤).{0,12}(就|可以|再)(给|赔|退|付|补|加)"},
      {"zh", "再(加|降|让|少)(一点|一些|点|些|[0-9]+)"},
      {"en", "(meet (you )?(half ?way|in the middle)|split the difference|in exchange for|counter-?offers?|bargain(ing)?|bottom line)"},
      {"en", "(our|my|the) (best|final|last|highest) offer"},
      {"en", "(the most|the best) (we|i) can (do|offer|pay)"},
      {"en", "(if|as long as|provided) you (accept|agree|sign|withdraw).{0,30}(we|i)( will| can|'ll) (pay|offer|add|give|refund)"}};
  json::Array rows;
  for (std::size_t i = 0; i < std::size(kWords); ++i)
    rows.push_back(json::Object{{"id", "safety.no_bargaining." + std::to_string(i + 1)}, {"guard", "G10"}, {"lang", kWords[i].first}, {"pattern", kWords[i].second}, {"regex", true}, {"action", "block"},
                                {"message", json::bilingual("有人身安全迹象时不得讨价还价；先保证人的安全。", "No bargaining while there is a sign of danger to a person; people first.")}});
  return rows;
}

class BuiltGuard final : public Guard {
 public:
  explicit BuiltGuard(Knowledge knowledge) : knowledge_(std::move(knowledge)) {}
  [[nodiscard]] std::vector<Action> check_text(std::string_view text, std::string_view language, const Context& context) const override {
    return check_outgoing(knowledge_, text, language, context, "text");
  }
  [[nodiscard]] std::vector<Action> enforce(json::Value& envelope, const Context& context) const override { return enforce_envelope(knowledge_, envelope, context); }

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

}  // namespace

json::Value to_json(const Action& action) {
  return json::Object{{"guard", action.guard}, {"action", action.action}, {"text", action.message}, {"rule", action.rule},
                      {"where", action.where}, {"start", action.start},   {"end", action.end},      {"quote", action.quote}};
}

Result<std::shared_ptr<const Guard>> Guard::from_sources(Sources sources) {
  Knowledge knowledge{.rules = nullptr, .bargaining = nullptr, .fold = std::move(sources.fold), .numbers = std::move(sources.numbers), .own_numbers = std::move(sources.own_numbers), .rights_texts = {}};
  AMENDS_TRY(knowledge.rules, GuardRules::from_rows(sources.rows, knowledge.fold));
  AMENDS_TRY(knowledge.bargaining, GuardRules::from_rows(bargaining_rows(), knowledge.fold));
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
  for (const auto& shipped : floor_files()) {
    AMENDS_TRY(const auto document, yaml::parse(shipped.yaml, std::string(shipped.name) + " (built in)"));
    for (const auto& row : json::list_at(document.value, "rows")) sources.rows.push_back(row);
  }
  std::set<std::string> numbers;
  if (const auto* org = packs.file("org")) add_numbers(*org, numbers);
  sources.own_numbers.assign(numbers.begin(), numbers.end());
  if (const auto* notice = packs.file("rights/notice")) add_rights(*notice, sources.rights_texts);
  return from_sources(std::move(sources));
}

}  // namespace amends::guard
