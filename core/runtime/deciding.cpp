#include "runtime/deciding.hpp"

#include <algorithm>
#include <filesystem>

#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "support/files.hpp"
#include "support/nearest.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Result<Found> yaml_file(const std::string& file, const std::string& name) {
  AMENDS_TRY(const auto document, yaml::read_file(file));
  AMENDS_TRY(auto tables, feel::tables_from_json(document.value, [&](std::string_view path) { return document.place(path); }));
  const auto version = std::string(json::text_at(document.value, "version"));
  if (name.empty() && tables.size() == 1) return Found(YamlTable{std::move(tables.begin()->second), file, version});
  if (const auto found = tables.find(name); found != tables.end()) return Found(YamlTable{std::move(found->second), file, version});
  std::vector<std::string> names;
  for (const auto& [known, table] : tables) names.push_back(known);
  if (name.empty()) return fail(ErrorCode::invalid_argument, "the file has several tables; name one of them as " + file + "#" + names.front() + ": " + joined(names), file);
  return fail(ErrorCode::not_found, "there is no table '" + name + "' in the file; there are " + joined(names), file);
}

Result<Found> dmn_file(const std::string& file, const std::string& name) {
  AMENDS_TRY(auto text, read_file(file));
  const fs::path path = file;
  std::vector<dmn::Source> others;
  std::vector<fs::path> beside;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(path.has_parent_path() ? path.parent_path() : fs::path("."), ec))
    if (entry.path().extension() == ".dmn" && entry.path().filename() != path.filename()) beside.push_back(entry.path());
  std::sort(beside.begin(), beside.end());
  for (const auto& other : beside)
    if (auto content = read_file(other.string())) others.push_back({other.string(), std::move(*content)});  // one that cannot be read is missed where it is imported
  AMENDS_TRY(auto model, dmn::Model::load({file, std::move(text)}, others));
  if (!model.problems().empty()) {
    auto first = model.problems().front();
    if (model.problems().size() > 1) {
      first.message += "\n";
      for (std::size_t i = 1; i < model.problems().size(); ++i) first.message += model.problems()[i].text() + "\n";
    }
    return first;
  }
  return Found(DmnModel{std::move(model), file, name});
}

Told::Table told_table(const std::string& name, std::string hit, const feel::Decision& decision) {
  Told::Table out{name, std::move(hit), decision.inputs.get_object(), {}, {}, decision.used_default};
  for (const auto& row : decision.matched) out.matched.push_back({row.row_id, row.output, row.because});
  for (const auto& miss : decision.misses) out.missed.push_back({miss.row_id, miss.column, miss.cell, miss.value});
  return out;
}

Result<Told> tell_yaml(const YamlTable& found, const json::Value& input, feel::Explain explain) {
  auto decision = found.table.decide(feel::JsonScope(input), explain);
  if (!decision) return std::move(decision).error().within(found.source);
  Told out{found.table.name(), found.source, found.version, found.table.hash(), decision->output, {}, {}, {}};
  out.tables.push_back(told_table(out.name, std::string(feel::hit_name(found.table.hit())), *decision));
  return out;
}

Result<Told> tell_model_table(const ModelTable& found, const json::Value& input, feel::Explain explain) {
  auto decision = found.table.decide(feel::JsonScope(input), explain);
  if (!decision) return std::move(decision).error().within(found.source);
  Told out{found.table.name(), found.source, {}, found.table.hash(), decision->output, {}, decision->notes, {}};
  for (const auto& wanted : found.table.inputs())
    if (!input.get_object().contains(wanted) && !input.get_object().contains(packs::as_name(wanted))) out.not_given.push_back(wanted);
  const auto tables = found.table.model()->tables(out.name);
  if (!tables.empty() || !decision->matched.empty()) out.tables.push_back(told_table(out.name, tables.empty() ? std::string() : std::string(feel::hit_name(tables.front().second->hit)), *decision));
  return out;
}

Result<Told> tell_model(const DmnModel& found, const json::Value& input, const dmn::Moment& moment) {
  AMENDS_TRY(const auto name, decision_name(found));
  AMENDS_TRY(const auto inputs, found.model.inputs_of(name));
  Told out{name, found.source, {}, found.model.hash(), {}, {}, {}, {}};
  std::vector<dmn::Given> given;
  for (const auto& [key, value] : input.get_object()) {
    const std::string input_name(key);
    const auto wanted = std::find_if(inputs.begin(), inputs.end(), [&](const auto& one) { return one.first == input_name; });
    AMENDS_TRY(auto read, dmn::value_from_json(value, wanted == inputs.end() ? nullptr : wanted->second, input_name));
    given.push_back({input_name, std::move(read), {}});
  }
  for (const auto& [wanted, type] : inputs)
    if (!input.get_object().contains(wanted))
      out.not_given.push_back(wanted);
  auto answer = found.model.decide(name, given, moment, dmn::Trace::yes);
  if (!answer) return std::move(answer).error();
  out.output = feel::to_json(answer->value);
  for (auto& note : answer->notes) out.notes.push_back(std::move(note));
  for (const auto& trace : answer->tables) {
    Told::Table table;
    table.name = trace.where;
    for (const auto& [node, compiled] : found.model.tables(trace.where)) table.hit = std::string(feel::hit_name(compiled->hit));
    for (const auto& [column, value] : trace.inputs) table.inputs.insert_or_assign(column, feel::to_json(value));
    for (const auto& row : trace.matched) {
      std::string because;
      for (const auto& [column, text] : row.annotations)
        if (!text.empty()) because += (because.empty() ? "" : "; ") + (column.empty() ? text : column + ": " + text);
      table.matched.push_back({row.rule, feel::to_json(row.output), because.empty() ? json::Value(nullptr) : json::Value(because)});
    }
    for (const auto& miss : trace.missed) table.missed.push_back({miss.rule, miss.column, miss.cell, feel::to_json(miss.value)});
    table.used_default = trace.used_default;
    out.tables.push_back(std::move(table));
  }
  return out;
}

}  // namespace

bool is_decision_file(std::string_view written) {
  const auto extension = fs::path(written.substr(0, written.find('#'))).extension();
  return extension == ".dmn" || extension == ".yaml" || extension == ".yml";
}

Result<Found> find_decision(const packs::PackSet* packs, const std::string& written) {
  const auto mark = written.find('#');
  const auto file = written.substr(0, mark);
  const auto name = mark == std::string::npos ? std::string{} : written.substr(mark + 1);
  const auto extension = fs::path(file).extension();
  if (extension == ".dmn") return dmn_file(file, name);
  if (extension == ".yaml" || extension == ".yml") return yaml_file(file, name);
  if (packs == nullptr) return fail(ErrorCode::state, "tables of the packs need the packs; name a file such as triage.yaml or triage.dmn", written);
  const auto known = packs->tables();
  const bool no_file = !packs->file(file) && !packs->model_file(file);
  if ((no_file || !name.empty()) && std::find(known.begin(), known.end(), written) == known.end()) {
    const auto near = nearest_name(written, std::vector<std::string_view>(known.begin(), known.end()));
    return fail(ErrorCode::not_found, "there is no decision table '" + written + "' in the packs" + (near.empty() ? "; a file of your own is written with its ending, as in triage.yaml or triage.dmn" : "; did you mean '" + near + "'?"), packs->name());
  }
  auto table = packs->named_table(written);
  if (!table) {
    auto error = std::move(table).error();
    if (error.code == ErrorCode::pack_missing) error.code = ErrorCode::not_found;
    return error;
  }
  if ((*table)->model()) return Found(ModelTable{**table, packs->model_file(file).value_or(file)});
  return Found(YamlTable{*(*table)->yaml(), packs->name() + "/" + file, std::string(json::text_or(packs->file(file) ? json::find(*packs->file(file), "version") : nullptr, ""))});
}

Result<std::string> decision_name(const DmnModel& model) {
  if (!model.name.empty()) return model.name;
  const auto decisions = model.model.decisions();
  if (decisions.size() == 1) return decisions.front();
  if (decisions.empty()) return fail(ErrorCode::not_found, "the model has no decision", model.source);
  return fail(ErrorCode::invalid_argument, "the model has several decisions; name one of them as " + model.source + "#\"" + decisions.front() + "\": " + joined(decisions), model.source);
}

Result<Told> tell(const Found& found, const json::Value& input, const dmn::Moment& moment, feel::Explain explain) {
  if (!input.is_object()) return fail(ErrorCode::schema, "the inputs are one JSON object, for example {\"amount\": 5000}");
  if (const auto* yaml = std::get_if<YamlTable>(&found)) return tell_yaml(*yaml, input, explain);
  if (const auto* model = std::get_if<DmnModel>(&found)) return tell_model(*model, input, moment);
  return tell_model_table(std::get<ModelTable>(found), input, explain);
}

json::Value to_json(const Told& told, feel::Explain explain) {
  json::Array tables, notes, not_given;
  for (const auto& table : told.tables) {
    json::Array matched, missed;
    for (const auto& row : table.matched) matched.push_back(json::Object{{"row", row.id}, {"output", row.output}, {"because", row.because}});
    json::Object one{{"table", table.name}, {"hit", table.hit}, {"inputs", table.inputs}, {"matched", std::move(matched)}, {"used_default", table.used_default}};
    if (explain == feel::Explain::yes) {
      for (const auto& miss : table.missed) missed.push_back(json::Object{{"row", miss.row}, {"column", miss.column}, {"cell", miss.cell}, {"value", miss.value}});
      one.insert_or_assign("missed", std::move(missed));
    }
    tables.push_back(std::move(one));
  }
  for (const auto& note : told.notes) notes.push_back(json::Value(note));
  for (const auto& name : told.not_given) not_given.emplace_back(name);
  return json::Object{{"decision", told.name}, {"source", told.source}, {"version", told.version.empty() ? json::Value(nullptr) : json::Value(told.version)}, {"hash", told.hash},
                      {"output", told.output}, {"tables", std::move(tables)}, {"notes", std::move(notes)}, {"not_given", std::move(not_given)}};
}

}  // namespace amends::runtime
