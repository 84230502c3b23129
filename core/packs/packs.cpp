#include "packs/packs.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "calendar/calendar.hpp"
#include "packs/floors.hpp"
#include "packs/guards.hpp"
#include "packs/layers.hpp"
#include "packs/merge.hpp"
#include "packs/models.hpp"
#include "packs/references.hpp"
#include "packs/schemas.hpp"
#include "packs/table.hpp"
#include "support/files.hpp"
#include "support/hash.hpp"
#include "support/utf8.hpp"

namespace amends::packs {

namespace fs = std::filesystem;

namespace {

/// A control character in a key could be taken for a mark of ours.
Result<void> check_keys(const yaml::Document& document, const json::Value& value, const std::string& path) {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      const std::string key(std::string_view(member.key()));
      if (std::any_of(key.begin(), key.end(), [](unsigned char c) { return c < 0x20; }))
        return fail(ErrorCode::pack_invalid, "a key holds a control character; write it with letters and digits", document.place(path));
      AMENDS_CHECK(check_keys(document, member.value(), path.empty() ? key : path + "." + key));
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.get_array().size(); ++i) AMENDS_CHECK(check_keys(document, value.get_array()[i], path.empty() ? std::to_string(i) : path + "." + std::to_string(i)));
  }
  return {};
}

/// The pairs of a .tsv as JSON, so that it has a hash and a name like any other file.
json::Value pairs_as_json(const text::FoldTable& table) {
  std::map<char32_t, char32_t> sorted(table.pairs().begin(), table.pairs().end());
  json::Array rows;
  for (const auto& [from, to] : sorted) rows.push_back(json::Array{json::Value(utf8::encode(std::u32string(1, from))), json::Value(utf8::encode(std::u32string(1, to)))});
  return json::Object{{"pairs", std::move(rows)}};
}

constexpr std::string_view kForms = "forms/";

/// The decision that a model's name alone means: its only one, else the one with the name of the file. nullptr: neither.
const std::string* main_decision(std::string_view logical, const std::vector<std::string>& decisions) {
  if (decisions.size() == 1) return &decisions.front();
  const auto found = std::find(decisions.begin(), decisions.end(), logical.substr(logical.rfind('/') + 1));
  return found == decisions.end() ? nullptr : &*found;
}

bool holds_tables(const json::Value& file) { return json::find(file, "tables") != nullptr || json::find(file, "hit") != nullptr; }

void take_list(const json::Value& lists, std::string_view id, std::vector<std::string>& out) {
  for (const auto& row : json::list_at(lists, "rows")) {
    if (json::text_at(row, "id") != id) continue;
    out.clear();
    for (const auto& word : json::list_at(row, "words"))
      if (word.is_string()) out.emplace_back(std::string_view(word.get_string()));
  }
}

}  // namespace

using Tables = std::map<std::string, std::shared_ptr<const Table>, std::less<>>;

struct PackSet::Impl {
  std::string name, hash;
  std::vector<std::string> layers;  ///< names, lowest first
  MergedFiles files;
  PackModels models;
  std::map<std::string, std::string, std::less<>> hashes;  ///< of files; models have theirs
  json::Value fold_value;  ///< of the .tsv, under its logical name
  std::string fold_name;
  text::WordLists lists;
  text::FoldTable fold;
  std::unique_ptr<text::NumberReader> numbers;
  std::map<std::string, int, std::less<>> currency_digits;

  // Compiled on the first use; a failure is kept too, because the files do not change.
  mutable std::mutex mutex;
  mutable std::map<std::string, Result<std::shared_ptr<const text::Lexicon>>, std::less<>> lexicons;
  mutable std::map<std::string, Result<Tables>, std::less<>> tables;
  mutable std::map<std::string, Result<std::shared_ptr<const calendar::Calendar>>, std::less<>> calendars;

  [[nodiscard]] Result<const Merged*> need(std::string_view logical) const {
    const auto found = files.find(logical);
    if (found == files.end())
      return fail(ErrorCode::pack_missing, "the pack set '" + name + "' has no file '" + std::string(logical) + "'; add it to the set or to an overlay", name);
    return &found->second;
  }

  Result<std::shared_ptr<const text::Lexicon>> make_lexicon(std::string_view logical) const;
  Result<Tables> make_tables(std::string_view logical) const;
  /// Made on the first call and kept.
  Result<const Tables*> all_tables(std::string_view logical) const;
  Result<std::shared_ptr<const calendar::Calendar>> make_calendar(std::string_view logical) const;
};

Result<std::shared_ptr<const text::Lexicon>> PackSet::Impl::make_lexicon(std::string_view logical) const {
  AMENDS_TRY(const auto* merged, need(logical));
  const bool negatable = logical == "lex/emotion" || logical == "lex/demands" || logical == "lex/threats";
  const auto& rows = json::list_at(merged->value(), "rows");
  std::vector<text::Entry> entries;
  std::map<std::string, std::size_t, std::less<>> row_of;  // by id, for the place of an error
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto term = json::text_at(rows[i], "term", json::text_at(rows[i], "pattern"));
    if (term.empty()) continue;  // a row that is computed, or a card
    text::Entry entry;
    entry.id = row_key(rows[i]);
    entry.term = term;
    entry.regex = json::bool_at(rows[i], "regex");
    entry.negatable = json::bool_at(rows[i], "negatable", negatable);
    entry.weight = json::integer_at(rows[i], "w", json::integer_at(rows[i], "points"));
    entry.row = rows[i];
    row_of.emplace(entry.id, i);
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) return fail(ErrorCode::pack_invalid, "the file has no row with a term or a pattern; it is no lexicon", merged->place(""));
  auto made = text::Lexicon::compile(std::move(entries), lists, fold, {.intensify = logical == "lex/emotion"});
  if (made) return *std::move(made);
  auto error = std::move(made).error();
  error.code = ErrorCode::pack_invalid;
  if (const auto at = row_of.find(error.where); at != row_of.end()) {
    error.message = "row '" + error.where + "': " + error.message;
    error.where = merged->place("rows." + std::to_string(at->second));
  }
  return error;
}

Result<Tables> PackSet::Impl::make_tables(std::string_view logical) const {
  const auto* model = models.find(logical);
  Tables out;
  if (!model || files.contains(logical)) {
    AMENDS_TRY(const auto* merged, need(logical));
    if (!model || holds_tables(merged->value())) {
      auto made = feel::tables_from_json(merged->value(), [merged](std::string_view path) { return merged->place(path); });
      if (!made) {
        auto error = std::move(made).error();
        error.code = ErrorCode::pack_invalid;
        return error;
      }
      for (auto& [table_name, table] : *made) out.emplace(table_name, std::make_shared<const Table>(std::move(table)));
    }
  }
  if (model)
    for (const auto& decision : model->model.decisions()) {
      AMENDS_TRY(auto table, Table::from_model(model->model, decision));
      out.insert_or_assign(decision, std::make_shared<const Table>(std::move(table)));
    }
  return out;
}

Result<const Tables*> PackSet::Impl::all_tables(std::string_view logical) const {
  const std::lock_guard lock(mutex);
  auto found = tables.find(logical);
  if (found == tables.end()) {
    auto made = make_tables(logical);
    if (!made && made.error().code == ErrorCode::pack_missing) return std::move(made).error();  // unknown names are not kept: they have no bound
    found = tables.emplace(logical, std::move(made)).first;
  }
  if (!found->second) return found->second.error();
  return &*found->second;
}

Result<std::shared_ptr<const calendar::Calendar>> PackSet::Impl::make_calendar(std::string_view logical) const {
  AMENDS_TRY(const auto* merged, need(logical));
  AMENDS_TRY(auto made, calendar::Calendar::from_json(merged->value(), [merged](std::string_view path) { return merged->place(path); }, hashes.find(logical)->second));
  return std::shared_ptr<const calendar::Calendar>(std::make_shared<calendar::Calendar>(std::move(made)));
}

PackSet::PackSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PackSet::~PackSet() = default;

Result<std::shared_ptr<const PackSet>> PackSet::load(const fs::path& packs_folder, std::string_view set_name, std::span<const fs::path> overlays) {
  AMENDS_TRY(const auto layers, read_layers(packs_folder, set_name, overlays));
  AMENDS_TRY(const auto schemas, Schemas::read(packs_folder));
  auto impl = std::make_unique<Impl>();
  impl->name = set_name;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto& layer = layers[l];
    impl->layers.push_back(layer.name);
    if (const auto own = layer.header ? json::text_at(layer.header->value, "pack") : std::string_view{}; !own.empty() && own != layer.name) impl->layers.emplace_back(own);  // an overlay's own name
    AMENDS_TRY(const auto found, list_files(layer));
    MergedFiles replaced;  // by this layer, whole: their floors hold all the same
    for (const auto& logical : layer.replaces) {
      const bool here = std::any_of(found.begin(), found.end(), [&](const FoundFile& file) { return file.logical == logical; });
      if (!here) return fail(ErrorCode::pack_missing, "'" + logical + "' is to be replaced, but this layer has no file of that name", layer.header->place("replaces"));
      if (const auto below = impl->files.find(logical); below != impl->files.end()) {
        replaced.emplace(logical, std::move(below->second));
        impl->files.erase(below);
      }
    }
    std::vector<ModelFile> models;
    for (const auto& file : found)
      if (file.is_model) models.push_back({file.path, file.shown, file.logical});
    AMENDS_CHECK(impl->models.lay(models));
    for (std::size_t i = 0; i < found.size() && !found[i].is_model;) {  // models stand last
      const std::string& logical = found[i].logical;
      if (found[i].is_table_of_pairs) {
        if (logical != "lex/zh.t2s" && logical != "zh.t2s") return fail(ErrorCode::pack_invalid, "the only .tsv that is read is lex/zh.t2s.tsv; remove this one", found[i].shown);
        AMENDS_TRY(const auto text, read_file(found[i].path.string(), kFileBytesMax));
        AMENDS_TRY(impl->fold, text::FoldTable::from_tsv(text, found[i].shown));
        impl->fold_name = logical;
        ++i;
        continue;
      }
      std::vector<Source> sources;
      for (; i < found.size() && found[i].logical == logical && !found[i].is_table_of_pairs && !found[i].is_model; ++i) {
        AMENDS_TRY(auto document, read_document(found[i].path, found[i].shown));
        AMENDS_CHECK(check_keys(*document, document->value, ""));
        AMENDS_CHECK(schemas.check(logical, *document));
        sources.push_back({std::move(document), found[i].language});
      }
      AMENDS_CHECK(impl->models.check_beside(logical, sources));
      const bool known = impl->files.contains(logical);
      auto& merged = impl->files[logical];
      if (known && is_guard(logical)) AMENDS_CHECK(check_guard_layer(merged.value(), sources));
      const auto whole = replaced.find(logical);
      if (const auto* schema = schemas.raw(logical); schema != nullptr && (known || whole != replaced.end()))
        AMENDS_CHECK(check_floors(*schema, known ? merged.value() : whole->second.value(), sources, !known));
      AMENDS_CHECK(merged.lay(sources));
    }
  }
  for (auto& [logical, merged] : impl->files) merged.finish();
  AMENDS_CHECK(check_references(impl->files));
  for (const auto& [logical, model] : impl->models.all())
    if (const auto file = impl->files.find(logical); file != impl->files.end()) AMENDS_CHECK(impl->models.check_above(logical, file->second.value(), schemas.raw(logical)));

  for (const auto& [logical, merged] : impl->files) impl->hashes[logical] = content_hash(json::canonical(merged.value()));
  if (!impl->fold_name.empty()) {
    impl->fold_value = pairs_as_json(impl->fold);
    impl->hashes[impl->fold_name] = content_hash(json::canonical(impl->fold_value));
  }
  json::Object all;
  for (const auto& [logical, hash] : impl->hashes) all[logical] = hash;
  for (const auto& [logical, model] : impl->models.all()) all[logical + ".dmn"] = model.model.hash();
  impl->hash = content_hash(json::canonical(json::Value(std::move(all))));

  impl->lists = text::WordLists::defaults();
  if (const auto lists = impl->files.find("lex/lists"); lists != impl->files.end()) {
    const auto& value = lists->second.value();
    take_list(value, "neg.not.zh", impl->lists.not_negators_zh);
    take_list(value, "idioms.zh", impl->lists.idioms_zh);
    take_list(value, "counters.zh", impl->lists.counters_zh);
    take_list(value, "surnames.zh", impl->lists.surnames_zh);
    take_list(value, "negators.zh", impl->lists.negators_zh);
    take_list(value, "negation.skip.zh", impl->lists.negation_steps_zh);
    take_list(value, "intensifiers.zh", impl->lists.intensifiers_zh);
    take_list(value, "negators.en", impl->lists.negators_en);
    take_list(value, "intensifiers.en", impl->lists.intensifiers_en);
  }
  impl->numbers = std::make_unique<text::NumberReader>(impl->lists, impl->fold);
  if (const auto currency = impl->files.find("tables/currency"); currency != impl->files.end())
    for (const auto& row : json::list_at(currency->second.value(), "rows"))
      impl->currency_digits.emplace(json::text_at(row, "code"), static_cast<int>(std::clamp<std::int64_t>(json::integer_at(row, "digits", kMinorDigitsDefault), 0, 4)));
  // Calendars have no schema: making them is their check.
  for (const auto& [logical, merged] : impl->files)
    if (Schemas::checked_elsewhere(logical)) {
      auto made = impl->make_calendar(logical);
      if (!made) return std::move(made).error();
      impl->calendars.emplace(logical, std::move(made));
    }
  return std::shared_ptr<const PackSet>(new PackSet(std::move(impl)));
}

const std::string& PackSet::name() const noexcept { return impl_->name; }
const std::string& PackSet::hash() const noexcept { return impl_->hash; }
std::string PackSet::hash_of(std::string_view logical_name) const {
  const auto found = impl_->hashes.find(logical_name);
  return found == impl_->hashes.end() ? std::string() : found->second;
}
std::vector<std::string> PackSet::names() const {
  std::vector<std::string> out;
  for (const auto& [logical, hash] : impl_->hashes) out.push_back(logical);
  return out;
}
std::vector<std::string> PackSet::forms() const {
  std::vector<std::string> out;
  for (const auto& [logical, merged] : impl_->files)
    if (logical.starts_with(kForms)) out.push_back(logical.substr(kForms.size()));
  return out;
}
std::vector<std::string> PackSet::tables() const {
  std::set<std::string> out;
  const auto take = [&](const std::string& logical, const std::vector<std::string>& names, bool named_file) {
    if (named_file) out.insert(logical);
    for (const auto& one : names) out.insert(logical + "#" + one);
  };
  for (const auto& [logical, merged] : impl_->files) {
    if (!holds_tables(merged.value())) continue;
    std::vector<std::string> names;
    for (const auto& table : json::object_at(merged.value(), "tables")) names.emplace_back(table.key());
    if (const auto name = json::text_at(merged.value(), "table"); names.empty() && !name.empty()) names.emplace_back(name);
    take(logical, names, names.size() <= 1);
  }
  for (const auto& [logical, model] : impl_->models.all()) take(logical, model.model.decisions(), !impl_->files.contains(logical) && main_decision(logical, model.model.decisions()) != nullptr);
  return {out.begin(), out.end()};
}
std::optional<std::string> PackSet::model_file(std::string_view logical_name) const {
  const auto* model = impl_->models.find(logical_name);
  return model ? std::optional<std::string>(model->shown) : std::nullopt;
}
const json::Value* PackSet::file(std::string_view logical_name) const {
  if (!impl_->fold_name.empty() && logical_name == impl_->fold_name) return &impl_->fold_value;
  const auto found = impl_->files.find(logical_name);
  return found == impl_->files.end() ? nullptr : &found->second.value();
}
std::string PackSet::place(std::string_view logical_name, std::string_view path) const {
  const auto found = impl_->files.find(logical_name);
  return found == impl_->files.end() ? std::string(logical_name) : found->second.place(path);
}
const json::Value* PackSet::row(std::string_view logical_name, std::string_view id) const {
  const auto* value = file(logical_name);
  if (value == nullptr) return nullptr;
  for (const auto& row : json::list_at(*value, "rows"))
    if (row_key(row) == id) return &row;
  return nullptr;
}

Result<std::shared_ptr<const text::Lexicon>> PackSet::lexicon(std::string_view logical_name) const {
  const std::lock_guard lock(impl_->mutex);
  auto found = impl_->lexicons.find(logical_name);
  if (found == impl_->lexicons.end()) {
    auto made = impl_->make_lexicon(logical_name);
    if (!made && made.error().code == ErrorCode::pack_missing) return made;  // unknown names are not kept: they have no bound
    found = impl_->lexicons.emplace(logical_name, std::move(made)).first;
  }
  return found->second;
}

Result<std::shared_ptr<const Table>> PackSet::table(std::string_view logical_name, std::string_view table) const {
  AMENDS_TRY(const auto* made, impl_->all_tables(logical_name));
  const auto& tables = *made;
  auto wanted = std::string(table);
  if (wanted.empty() && tables.size() == 1) wanted = tables.begin()->first;
  if (wanted.empty()) {  // beside helping decisions of a model: the file's one table, or what main_decision says
    const auto merged = impl_->files.find(logical_name);
    if (const auto name = merged == impl_->files.end() ? std::string() : std::string(json::text_at(merged->second.value(), "table")); !name.empty()) wanted = name;
    else if (const auto* model = impl_->models.find(logical_name)) {
      const auto decisions = model->model.decisions();
      if (const auto* main = main_decision(logical_name, decisions)) wanted = *main;
    }
  }
  const auto at = tables.find(wanted);
  if (at != tables.end()) return at->second;
  std::string known;
  for (const auto& [name, value] : tables) known += (known.empty() ? "" : ", ") + name;
  return fail(ErrorCode::pack_missing, "the file '" + std::string(logical_name) + "' has no table '" + std::string(table) + "'; it has " + known, place(logical_name, ""));
}

Result<std::shared_ptr<const calendar::Calendar>> PackSet::calendar(std::string_view logical_name) const {
  const auto found = impl_->calendars.find(logical_name);  // all made by `load`
  if (found != impl_->calendars.end()) return found->second;
  AMENDS_TRY([[maybe_unused]] const auto* merged, impl_->need(logical_name));
  return fail(ErrorCode::pack_invalid, "the file '" + std::string(logical_name) + "' is no calendar; calendars are named calendar.REGION", place(logical_name, ""));
}

Result<void> PackSet::compile_all() const {
  for (const auto& [logical, merged] : impl_->files) {
    const auto& value = merged.value();
    const auto& rows = json::list_at(value, "rows");
    const bool is_table = holds_tables(value);
    const bool has_terms = std::any_of(rows.begin(), rows.end(), [](const json::Value& row) { return !json::text_at(row, "term", json::text_at(row, "pattern")).empty(); });
    if (is_table) {
      AMENDS_CHECK(impl_->all_tables(logical));
    } else if (has_terms) {
      AMENDS_TRY([[maybe_unused]] const auto made, lexicon(logical));
    }
  }
  for (const auto& [logical, model] : impl_->models.all()) AMENDS_CHECK(impl_->all_tables(logical));
  return {};
}

const text::WordLists& PackSet::word_lists() const noexcept { return impl_->lists; }
const text::FoldTable& PackSet::fold() const noexcept { return impl_->fold; }
const text::NumberReader& PackSet::numbers() const noexcept { return *impl_->numbers; }
bool PackSet::includes(std::string_view set_name) const noexcept { return std::find(impl_->layers.begin(), impl_->layers.end(), set_name) != impl_->layers.end(); }

int PackSet::currency_digits(std::string_view code) const {
  const auto found = impl_->currency_digits.find(code);
  return found == impl_->currency_digits.end() ? kMinorDigitsDefault : found->second;
}

text::MoneyContext PackSet::money_context(Currency institution, std::string_view locale) const {
  return {.institution = institution, .locale = std::string(locale), .digits = impl_->currency_digits};
}

}  // namespace amends::packs
