#include "packs/text_kit.hpp"

#include <initializer_list>
#include <vector>

#include "support/utf8.hpp"
#include "text/facts.hpp"
#include "text/similarity.hpp"

namespace amends::packs {
namespace {

struct Document {
  std::string id;
  std::string_view bytes;  ///< borrowed from the caller's value
  text::Normalised text;
};

Result<std::vector<Document>> read_documents(const PackSet& packs, const json::Value& documents) {
  if (!documents.is_array()) return fail(ErrorCode::bad_type, "the documents are a list of {doc, text}", "docs");
  const auto& list = documents.get_array();
  if (list.size() > kDocumentsMax) return fail(ErrorCode::range, "there are " + std::to_string(list.size()) + " documents; the limit is " + std::to_string(kDocumentsMax), "docs");
  std::vector<Document> out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto where = "docs." + std::to_string(i);
    const auto* id = json::find(list[i], "doc");
    const auto* text = json::find(list[i], "text");
    if (id == nullptr || text == nullptr) return fail(ErrorCode::missing_field, "a document needs the members doc and text", where);
    if (!id->is_string() || !text->is_string()) return fail(ErrorCode::bad_type, "doc and text of a document are texts", where);
    Document document{.id = std::string(std::string_view(id->get_string())), .bytes = text->get_string(), .text = {}};
    auto normalised = text::normalise(document.bytes, packs.fold());
    if (!normalised) return std::move(normalised).error().within(document.id.empty() ? where : document.id);
    document.text = *std::move(normalised);
    out.push_back(std::move(document));
  }
  return out;
}

Result<void> check_options(const json::Value& options, std::initializer_list<std::string_view> known) {
  if (options.is_null()) return {};
  if (!options.is_object()) return fail(ErrorCode::bad_type, "the options are an object", "options");
  for (const auto& member : options.get_object()) {
    bool found = false;
    std::string names;
    for (const auto name : known) {
      found = found || std::string_view(member.key()) == name;
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    if (!found) return fail(ErrorCode::schema, "the option '" + std::string(std::string_view(member.key())) + "' is not known; known are " + names, "options");
  }
  return {};
}

json::Object located(const Document& document, text::Span span) {
  // From the decoded text: a walk from the beginning of the bytes for each hit would cost the square of the length.
  const auto start = static_cast<std::size_t>(span.start), count = static_cast<std::size_t>(span.end - span.start);
  return {{"doc", document.id}, {"start", span.start}, {"end", span.end}, {"quote", utf8::encode(std::u32string_view(document.text.original).substr(start, count))}};
}

}  // namespace

Result<json::Value> match(const PackSet& packs, std::string_view name, const json::Value& documents, const json::Value& options) {
  AMENDS_CHECK(check_options(options, {"kept_only", "rows"}));
  const bool kept_only = json::bool_at(options, "kept_only"), with_rows = json::bool_at(options, "rows", true);
  AMENDS_TRY(const auto lexicon, packs.lexicon(name));
  AMENDS_TRY(const auto read, read_documents(packs, documents));
  json::Array hits;
  text::CountTwice counter;
  std::int64_t total = 0, exclamations = 0;
  for (const auto& document : read) {
    exclamations += text::exclamations(document.text.original);
    for (const auto& hit : lexicon->match(document.text)) {
      const bool counts = counter.counts(hit);
      if (counts) total += hit.weight;
      if (kept_only && !hit.kept) continue;
      const auto& entry = lexicon->entries()[hit.entry];
      auto shown = located(document, hit.span);
      shown["id"] = entry.id;
      shown["weight"] = hit.weight;
      shown["negated"] = !hit.kept;
      shown["intensified"] = hit.intensified;
      shown["counts"] = counts;
      if (with_rows) shown["row"] = entry.row;
      hits.push_back(std::move(shown));
    }
  }
  if (name == "lex/emotion") total += text::exclamation_points(exclamations);
  return json::Value(json::Object{{"hits", std::move(hits)}, {"total", total}, {"exclamations", exclamations}, {"lexicon", name}, {"hash", packs.hash_of(name)}});
}

Result<json::Value> numbers(const PackSet& packs, const json::Value& documents, const json::Value& options) {
  AMENDS_CHECK(check_options(options, {"currency", "locale", "institution"}));
  std::string code = "CNY", locale = "zh-CN";
  if (const auto institution = json::text_at(options, "institution"); !institution.empty()) {
    const auto* row = packs.row("org", institution);
    if (row == nullptr) return fail(ErrorCode::not_found, "the institution '" + std::string(institution) + "' is not in org; add it to an overlay or correct the id", "options.institution");
    code = json::text_at(*row, "currency", code);
    locale = json::text_at(*row, "locale", locale);
  }
  code = json::text_at(options, "currency", code);
  locale = json::text_at(options, "locale", locale);
  auto currency = Currency::parse(code);
  if (!currency) return std::move(currency).error().within("options.currency");
  const auto context = packs.money_context(*currency, locale);
  AMENDS_TRY(const auto read, read_documents(packs, documents));

  json::Array money, dates, ages, groups, reach, contracts, phones, bare;
  const auto stated = [](int value) { return value == 0 ? json::Value(nullptr) : json::Value(value); };
  for (const auto& document : read) {
    const auto facts = text::extract(document.text, packs.numbers(), context);
    const auto sums = [&](const std::vector<text::MoneyFact>& list, json::Array& out) {
      for (const auto& sum : list) {
        auto shown = located(document, sum.span);
        shown["minor"] = sum.minor;
        shown["currency"] = sum.currency.code();
        shown["approx"] = sum.approx;
        shown["assumed"] = sum.assumed;
        out.push_back(std::move(shown));
      }
    };
    sums(facts.money, money);
    sums(facts.bare, bare);
    for (const auto& date : facts.dates) {
      auto shown = located(document, date.span);
      shown["value"] = date.value;
      shown["year"] = stated(date.year);
      shown["month"] = stated(date.month);
      shown["day"] = stated(date.day);
      dates.push_back(std::move(shown));
    }
    const auto counts = [&](const std::vector<text::CountFact>& list, json::Array& out, bool what) {
      for (const auto& count : list) {
        auto shown = located(document, count.span);
        shown["value"] = count.value;
        shown["approx"] = count.approx;
        if (what) shown["what"] = count.what;
        out.push_back(std::move(shown));
      }
    };
    counts(facts.ages, ages, false);
    counts(facts.group_sizes, groups, false);
    counts(facts.reach, reach, true);
    const auto texts = [&](const std::vector<text::TextFact>& list, json::Array& out) {
      for (const auto& fact : list) {
        auto shown = located(document, fact.span);
        shown["value"] = fact.value;
        out.push_back(std::move(shown));
      }
    };
    texts(facts.contracts, contracts);
    texts(facts.phones, phones);
  }
  return json::Value(json::Object{{"money", std::move(money)}, {"dates", std::move(dates)}, {"ages", std::move(ages)}, {"group_sizes", std::move(groups)},
                                  {"reach", std::move(reach)}, {"contracts", std::move(contracts)}, {"phones", std::move(phones)}, {"bare", std::move(bare)}});
}

Result<json::Value> similarity(const PackSet& packs, std::string_view a, std::string_view b, const json::Value& removed) {
  if (!removed.is_null() && !removed.is_array()) return fail(ErrorCode::bad_type, "what is removed is a list of texts", "removed");
  std::vector<std::string> names;
  for (const auto& name : json::list_or_empty(&removed)) {
    if (!name.is_string()) return fail(ErrorCode::bad_type, "what is removed is a list of texts", "removed");
    names.emplace_back(std::string_view(name.get_string()));
  }
  AMENDS_TRY(const auto left, text::shingles(a, names, packs.fold()));
  AMENDS_TRY(const auto right, text::shingles(b, names, packs.fold()));
  return json::Value(json::Object{{"similarity", text::similarity(left, right)}});
}

}  // namespace amends::packs
