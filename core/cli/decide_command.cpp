// `amends decide TABLE --input FILE`: one decision by hand, with its reasons. The same tables and the same code that cases are decided by.
#include <algorithm>
#include <filesystem>

#include "cli/decide.hpp"
#include "packs/packs.hpp"
#include "support/files.hpp"
#include "support/yaml.hpp"

namespace amends::cli {
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

/// A value in one line: text as it is, everything else as JSON.
std::string shown(const json::Value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* object = value.if_object()) {
    std::string out;
    for (const auto& [key, member] : *object) out += (out.empty() ? "" : ", ") + std::string(key) + ": " + shown(member);
    return out;
  }
  return json::write(value);
}

/// What there is to tell of one table.
struct ToldTable {
  std::string name, hit;
  json::Object inputs;
  struct Row {
    std::string id;
    json::Value output, because;
  };
  std::vector<Row> matched;
  struct Miss {
    std::string row, column, cell;
    json::Value value;
  };
  std::vector<Miss> missed;
  bool used_default = false;
};

struct Told {
  std::string name, source, version, hash;
  json::Value output;
  std::vector<ToldTable> tables;
  std::vector<std::string> notes;
};

Result<Told> decide_yaml(const YamlTable& found, const json::Value& input, bool explain) {
  auto decision = found.table.decide(feel::JsonScope(input), explain ? feel::Explain::yes : feel::Explain::no);
  if (!decision) return std::move(decision).error().within(found.source);
  Told out{found.table.name(), found.source, found.version, found.table.hash(), decision->output, {}, {}};
  ToldTable table{found.table.name(), std::string(feel::hit_name(found.table.hit())), decision->inputs.get_object(), {}, {}, decision->used_default};
  for (const auto& row : decision->matched) table.matched.push_back({row.row_id, row.output, row.because});
  for (const auto& miss : decision->misses) table.missed.push_back({miss.row_id, miss.column, miss.cell, miss.value});
  out.tables.push_back(std::move(table));
  return out;
}

Result<Told> decide_dmn(const Context& context, const DmnModel& found, const json::Value& input) {
  AMENDS_TRY(const auto name, decision_name(found));
  AMENDS_TRY(const auto inputs, found.model.inputs_of(name));
  Told out{name, found.source, {}, found.model.hash(), {}, {}, {}};
  std::vector<dmn::Given> given;
  for (const auto& [key, value] : input.get_object()) {
    const std::string input_name(key);
    const auto wanted = std::find_if(inputs.begin(), inputs.end(), [&](const auto& one) { return one.first == input_name; });
    AMENDS_TRY(auto read, dmn::value_from_json(value, wanted == inputs.end() ? nullptr : wanted->second, input_name));
    given.push_back({input_name, std::move(read), {}});
  }
  for (const auto& [wanted, type] : inputs)
    if (!input.get_object().contains(wanted))
      out.notes.push_back(context.say("没有给出输入“" + wanted + "”，按空值处理", "the input '" + wanted + "' is not given and counts as null"));
  const auto clock = context.virtual_clock();
  const Instant now = clock ? clock->now() : SystemClock().now();
  auto answer = found.model.decide(name, given, {now, 0}, dmn::Trace::yes);
  if (!answer) return std::move(answer).error();
  out.output = feel::to_json(answer->value);
  for (auto& note : answer->notes) out.notes.push_back(std::move(note));
  for (const auto& trace : answer->tables) {
    ToldTable table;
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

json::Value told_json(const Told& told, bool explain) {
  json::Array tables, notes;
  for (const auto& table : told.tables) {
    json::Array matched, missed;
    for (const auto& row : table.matched) matched.push_back(json::Object{{"row", row.id}, {"output", row.output}, {"because", row.because}});
    json::Object one{{"table", table.name}, {"hit", table.hit}, {"inputs", table.inputs}, {"matched", std::move(matched)}, {"used_default", table.used_default}};
    if (explain) {
      for (const auto& miss : table.missed) missed.push_back(json::Object{{"row", miss.row}, {"column", miss.column}, {"cell", miss.cell}, {"value", miss.value}});
      one.insert_or_assign("missed", std::move(missed));
    }
    tables.push_back(std::move(one));
  }
  for (const auto& note : told.notes) notes.push_back(json::Value(note));
  return json::Object{{"decision", told.name}, {"source", told.source}, {"version", told.version.empty() ? json::Value(nullptr) : json::Value(told.version)}, {"hash", told.hash},
                      {"output", told.output}, {"tables", std::move(tables)}, {"notes", std::move(notes)}};
}

void print_table(const Context& context, const ToldTable& table, bool explain, bool named) {
  if (named) context.print("\n" + table.name + (table.hit.empty() ? "" : " (" + table.hit + ")") + "\n");
  const auto width = context.table_width();
  if (explain && !table.inputs.empty()) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [column, value] : table.inputs) rows.push_back({std::string(column), shown(value)});
    context.print("\n" + cli::table({context.say("输入", "input"), context.say("值", "value")}, rows, width, {1}));
  }
  if (table.matched.empty())
    context.print("\n" + (table.used_default ? context.say("没有符合的行，用默认值。", "No row matches; the default counts.") : context.say("没有符合的行。", "No row matches.")) + "\n");
  else {
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : table.matched) rows.push_back({row.id, shown(row.output), std::string(json::in_language(&row.because, context.language()))});
    context.print("\n" + cli::table({context.say("符合的行", "row that matches"), context.say("结果", "output"), context.say("理由", "because")}, rows, width, {1, 2}));
  }
  if (!explain || table.missed.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const auto& miss : table.missed) rows.push_back({miss.row, miss.column, miss.cell, shown(miss.value)});
  context.print("\n" + cli::table({context.say("不符的行", "row that does not"), context.say("不符的输入", "first input that fails"), context.say("单元格", "cell"), context.say("值", "value")}, rows, width, {2, 3}));
}

}  // namespace

Result<Found> find_decision(const Context& context, const std::string& written) {
  const auto mark = written.find('#');
  const auto file = written.substr(0, mark);
  const auto name = mark == std::string::npos ? std::string{} : written.substr(mark + 1);
  const auto extension = fs::path(file).extension();
  if (extension == ".dmn") return dmn_file(file, name);
  if (extension == ".yaml" || extension == ".yml") return yaml_file(file, name);
  AMENDS_TRY(const auto runtime, context.open(Context::Need::none));
  const auto& packs = *runtime->environment().packs;
  AMENDS_TRY(const auto table, packs.table(file, name));
  return Found(YamlTable{*table, packs.name() + "/" + file, std::string(json::text_or(packs.file(file) ? json::find(*packs.file(file), "version") : nullptr, ""))});
}

Result<std::string> decision_name(const DmnModel& model) {
  if (!model.name.empty()) return model.name;
  const auto decisions = model.model.decisions();
  if (decisions.size() == 1) return decisions.front();
  if (decisions.empty()) return fail(ErrorCode::not_found, "the model has no decision", model.source);
  return fail(ErrorCode::invalid_argument, "the model has several decisions; name one of them as " + model.source + "#\"" + decisions.front() + "\": " + joined(decisions), model.source);
}

int decide(Context& context, const DecideOptions& options) {
  const auto found = find_decision(context, options.table);
  if (!found) return context.report(found.error());
  if (options.check) return check_decision(context, *found);
  if (options.input.empty()) return context.report(fail(ErrorCode::invalid_argument, "give the inputs as a JSON file with --input, or look at the table itself with --check"));
  auto bytes = read_file(options.input);
  if (!bytes) return context.report(bytes.error());
  auto input = json::parse(*bytes);
  if (!input) return context.report(input.error().within(options.input));
  if (!input->is_object()) return context.report(fail(ErrorCode::schema, "the inputs are one JSON object, for example {\"amount\": 5000}", options.input));
  const auto* yaml = std::get_if<YamlTable>(&*found);
  auto told = yaml ? decide_yaml(*yaml, *input, options.explain) : decide_dmn(context, std::get<DmnModel>(*found), *input);
  if (!told) return context.report(told.error());
  if (context.options().json) {
    context.print_json(told_json(*told, options.explain));
    return kOk;
  }
  context.print(told->name + context.say("：", ": ") + (told->output.is_null() ? context.say("没有结果", "no result") : shown(told->output)) + "\n");
  for (const auto& table : told->tables) print_table(context, table, options.explain, told->tables.size() > 1 || table.name != told->name);
  if (!told->notes.empty()) context.print("\n");
  for (const auto& note : told->notes) context.print(context.say("说明：", "note: ") + note + "\n");
  if (options.explain)
    context.print("\n" + told->source + (told->version.empty() ? "" : context.say("，版本 ", ", version ") + told->version) + context.say("，", ", ") + told->hash + "\n");
  return kOk;
}

}  // namespace amends::cli
