#include "feel/decision_table.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_set>

#include "feel/limits.hpp"
#include "support/nearest.hpp"
#include "feel/table_coverage.hpp"
#include "feel/unary_tests.hpp"
#include "support/hash.hpp"
#include "support/utf8.hpp"

namespace amends::feel {
namespace {

/// What a row has besides its rule: one a rule.
struct Row {
  json::Value output;
  json::Value because;
  std::vector<std::int64_t> rank;  // under priority and output order: the smaller stands first, compared from the front
};

constexpr std::string_view kTableKeys[] = {"table", "hit", "inputs", "rows", "default", "priority", "aggregate"};
constexpr std::string_view kRowKeys[] = {"id", "when", "then", "because", "priority"};

std::string joined(std::span<const std::string> words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// The first dotted path in a list that is `path` or begins it: "risk" for "risk.level".
const std::string* column_for(const std::vector<std::string>& columns, std::string_view path) {
  for (const auto& column : columns)
    if (path == column || (path.size() > column.size() && path[column.size()] == '.' && path.substr(0, column.size()) == column)) return &column;
  return nullptr;
}

/// The input columns as scope of the cells; everything else is unknown.
class ColumnScope final : public Scope {
 public:
  ColumnScope(const std::vector<std::string>& columns, const std::vector<Value>& values, const Scope& outer) : columns_(columns), values_(values),
      outer_(outer) {}

  [[nodiscard]] std::optional<Value> lookup(std::string_view path) const override {
    const auto* column = column_for(columns_, path);
    if (column == nullptr) return std::nullopt;
    Value out = values_[static_cast<std::size_t>(column - columns_.data())];
    for (auto rest = path.substr(column->size()); !rest.empty();) {
      rest.remove_prefix(1);  // the dot
      const auto dot = rest.find('.');
      out = member(out, rest.substr(0, dot));
      rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot);
    }
    return out;
  }
  [[nodiscard]] std::optional<Instant> instant() const override { return outer_.instant(); }
  [[nodiscard]] std::int32_t utc_offset_s() const override { return outer_.utc_offset_s(); }

 private:
  const std::vector<std::string>& columns_;
  const std::vector<Value>& values_;
  const Scope& outer_;
};

/// A cell of the file as FEEL text: YAML reads a bare true, 5 or null as a value already.
std::optional<std::string> cell_text(const json::Value& cell) {
  if (const auto* text = cell.if_string()) return std::string(*text);
  if (cell.is_null()) return "null";
  if (const auto* flag = cell.if_bool()) return *flag ? "true" : "false";
  std::int64_t number = 0;
  if (json::as_integer(cell, number)) return std::to_string(number);
  return std::nullopt;
}

/// The number of an output for sum, min and max: an integer, or a decimal in a string.
std::optional<Decimal> number_of(const json::Value& value) {
  std::int64_t number = 0;
  if (json::as_integer(value, number)) return Decimal::from_integer(number);
  const auto* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  auto parsed = Decimal::parse(std::string_view(text->data(), text->size()));
  return parsed ? std::optional<Decimal>(*parsed) : std::nullopt;
}

}  // namespace

struct DecisionTable::Data {
  std::string name;
  std::string hash;
  HitPolicy hit = HitPolicy::first;
  Aggregate aggregate = Aggregate::none;
  std::string aggregate_name;  // of the single output
  std::vector<std::string> inputs;
  std::vector<Rule> rules;
  std::vector<Row> rows;                // as many
  std::optional<json::Value> fallback;  // default
};

namespace {

/// Reads one table. The data type is a parameter because it is private to DecisionTable.
template <class TableData>
class Loader {
 public:
  Loader(const json::Value& table, const PlaceOf& place, TableData& out) : table_(table), place_(place), out_(out) {}

  Result<void> run() {
    const auto* object = table_.if_object();
    if (object == nullptr) return refuse("", "a decision table is a map with table, hit, inputs and rows");
    AMENDS_CHECK(check_keys(*object, kTableKeys, ""));
    AMENDS_CHECK(read_name());
    AMENDS_CHECK(read_hit());
    AMENDS_CHECK(read_inputs());
    const auto* rows = json::find(table_, "rows");
    if (rows == nullptr || !rows->is_array() || rows->get_array().empty()) return refuse("rows", "'rows' is a list of at least one row");
    if (rows->get_array().size() > kTableRowsMax)
      return refuse("rows", "the table has " + std::to_string(rows->get_array().size()) + " rows, more than " + std::to_string(kTableRowsMax) + "; split it",
          ErrorCode::range);
    for (std::size_t i = 0; i < rows->get_array().size(); ++i) AMENDS_CHECK(read_row(rows->get_array()[i], i));
    AMENDS_CHECK(read_default());
    AMENDS_CHECK(read_aggregate());
    AMENDS_CHECK(read_priority());
    AMENDS_CHECK(check_cover());
    out_.hash = content_hash(json::canonical(table_));
    return {};
  }

 private:
  std::string at(std::string_view path) const { return place_ ? place_(path) : std::string(path); }
  Error refuse(std::string_view path, std::string message, ErrorCode code = ErrorCode::schema) const { return fail(code, std::move(message), at(path)); }
  static std::string row_path(std::size_t row, std::string_view rest = {}) { return "rows." + std::to_string(row) + (rest.empty() ? "" : "." +
      std::string(rest)); }

  /// Other keys are allowed (source, verify, confidence); a near miss of one of ours is a slip of the pen.
  Result<void> check_keys(const json::Object& object, std::span<const std::string_view> known, const std::string& path) const {
    for (const auto& [key, value] : object) {
      const std::string_view name(key.data(), key.size());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      const auto near = nearest_name(name, known);
      if (!near.empty() && !object.contains(near))
        return refuse(path.empty() ? std::string(name) : path + "." + std::string(name), "there is no key '" + std::string(name) + "' here; did you mean '" +
            near + "'?");
    }
    return {};
  }

  Result<void> read_name() {
    out_.name = std::string(json::text_at(table_, "table"));
    if (out_.name.empty()) return refuse("table", "the table has no name; write 'table: some.name'");
    return {};
  }

  Result<void> read_hit() {
    const auto hit = json::text_at(table_, "hit");
    if (hit == "first") out_.hit = HitPolicy::first;
    else if (hit == "unique") out_.hit = HitPolicy::unique;
    else if (hit == "priority") out_.hit = HitPolicy::priority;
    else if (hit == "collect") out_.hit = HitPolicy::collect;
    else if (hit == "any") out_.hit = HitPolicy::any;
    else if (hit == "rule order") out_.hit = HitPolicy::rule_order;
    else if (hit == "output order") out_.hit = HitPolicy::output_order;
    else return refuse("hit", "'hit' is one of unique, any, first, priority, collect, rule order and output order");
    return {};
  }

  Result<void> read_inputs() {
    const auto* inputs = json::find(table_, "inputs");
    if (inputs == nullptr || !inputs->is_array() || inputs->get_array().empty()) return refuse("inputs", "'inputs' is a list of at least one name");
    if (inputs->get_array().size() > kTableInputsMax)
      return refuse("inputs", "the table has more than " + std::to_string(kTableInputsMax) + " inputs; split it", ErrorCode::range);
    for (std::size_t i = 0; i < inputs->get_array().size(); ++i) {
      const auto path = "inputs." + std::to_string(i);
      const auto* name = inputs->get_array()[i].if_string();
      if (name == nullptr) return refuse(path, "an input is a name or a dotted path in quotes or bare");
      const std::string text(*name);
      auto parsed = Expression::parse(text);
      if (!parsed || parsed->names().size() != 1 || parsed->names()[0] != text)
        return refuse(path, "'" + std::string(utf8::slice(text, 0, 60)) + "' is no name; an input is a dotted path of names such as group.size");
      if (std::find(out_.inputs.begin(), out_.inputs.end(), text) != out_.inputs.end()) return refuse(path, "the input '" + text +
          "' stands twice; keep one of them");
      out_.inputs.push_back(text);
    }
    return {};
  }

  Result<void> read_row(const json::Value& value, std::size_t index) {
    const auto* object = value.if_object();
    if (object == nullptr) return refuse(row_path(index), "a row is a map with id, when and then");
    AMENDS_CHECK(check_keys(*object, kRowKeys, row_path(index)));
    Rule rule;
    Row row;
    const auto* id = object->if_contains("id");
    std::int64_t number = 0;
    if (id != nullptr && id->is_string()) rule.id = std::string(id->get_string());
    else if (id != nullptr && json::as_integer(*id, number)) rule.id = std::to_string(number);
    if (rule.id.empty()) return refuse(row_path(index, id ? "id" : ""), "the row has no id; write one that the journal can name");
    if (!ids_.insert(rule.id).second) return refuse(row_path(index, "id"), "the row id '" + rule.id + "' stands twice; ids are unique in a table");
    const auto* then = object->if_contains("then");
    if (then == nullptr || !then->is_object()) return refuse(row_path(index, then ? "then" : ""), "'then' of row '" + rule.id +
        "' is a map of outputs, for example {level: L1}");
    row.output = *then;
    if (const auto* because = object->if_contains("because")) {
      if (!because->is_object() && !because->is_string()) return refuse(row_path(index, "because"), "'because' of row '" + rule.id +
          "' is a text or a map of texts by language");
      row.because = *because;
    }
    if (const auto* when = object->if_contains("when")) AMENDS_CHECK(read_cells(*when, index, rule));
    out_.rules.push_back(std::move(rule));
    out_.rows.push_back(std::move(row));
    return {};
  }

  Result<void> read_cells(const json::Value& when, std::size_t index, Rule& rule) {
    const auto* object = when.if_object();
    if (object == nullptr) return refuse(row_path(index, "when"), "'when' of row '" + rule.id + "' is a map from input to cell");
    for (const auto& [key, cell] : *object) {
      const std::string column(key);
      const auto path = row_path(index, "when." + column);
      const auto found = std::find(out_.inputs.begin(), out_.inputs.end(), column);
      if (found == out_.inputs.end()) {
        const std::vector<std::string_view> known(out_.inputs.begin(), out_.inputs.end());
        const auto near = nearest_name(column, known);
        return refuse(path, "row '" + rule.id + "' tests '" + column + "', which is no input of the table" + (near.empty() ? "; inputs are " +
            joined(out_.inputs) : "; did you mean '" + near + "'?"));
      }
      const auto text = cell_text(cell);
      if (!text)
        return refuse(path, "the cell of row '" + rule.id + "' is a text such as '>= 5' or '\"a\", \"b\"', not a list, a map or a number with a fraction");
      auto tests = UnaryTests::parse(*text, at(path));
      if (!tests) return std::move(tests).error();
      for (const auto& name : tests->names())
        if (column_for(out_.inputs, name) == nullptr)
          return fail(ErrorCode::schema, "'" + name + "' in the cell is no input of the table; text stands in double quotes, as in '\"" + name + "\"'",
                      at(path) + ", column " + std::to_string(tests->column_of(name)));
      if (!tests->any()) rule.cells.push_back({static_cast<std::size_t>(found - out_.inputs.begin()), std::move(*tests)});
    }
    std::sort(rule.cells.begin(), rule.cells.end(), [](const RuleCell& left, const RuleCell& right) { return left.column < right.column; });
    return {};
  }

  Result<void> read_default() {
    const auto* value = json::find(table_, "default");
    if (value == nullptr) return {};
    if (!value->is_object()) return refuse("default", "'default' is a map of outputs, for example {level: none}");
    out_.fallback = *value;
    return {};
  }

  Result<void> read_aggregate() {
    const auto* value = json::find(table_, "aggregate");
    if (value == nullptr) return {};
    if (out_.hit != HitPolicy::collect) return refuse("aggregate", "'aggregate' belongs to the hit policy collect; remove it or write 'hit: collect'");
    const auto name = json::text_or(value, "");
    if (name == "sum") out_.aggregate = Aggregate::sum;
    else if (name == "min") out_.aggregate = Aggregate::min;
    else if (name == "max") out_.aggregate = Aggregate::max;
    else if (name == "count") out_.aggregate = Aggregate::count;
    else return refuse("aggregate", "'aggregate' is one of sum, min, max and count");
    for (std::size_t i = 0; i < out_.rows.size(); ++i) {
      const auto& output = out_.rows[i].output.get_object();
      if (output.size() != 1 || (i > 0 && std::string(output.begin()->key()) != out_.aggregate_name))
        return refuse(row_path(i, "then"), "with 'aggregate' every row has one output of one name");
      out_.aggregate_name = std::string(output.begin()->key());
      if (out_.aggregate != Aggregate::count && !number_of(output.begin()->value()))
        return refuse(row_path(i, "then." + out_.aggregate_name), "a whole number, or a decimal in quotes, is needed for '" + std::string(name) + "'");
    }
    return {};
  }

  Result<void> read_priority() {
    const auto* order = json::find(table_, "priority");
    if (!needs_ranks(out_.hit)) {
      if (order != nullptr) return refuse("priority", "'priority' belongs to the hit policies priority and output order; remove it or write 'hit: priority'");
      return {};
    }
    const auto& rows = json::list_at(table_, "rows");
    if (order == nullptr) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::int64_t number = 0;
        const auto* given = rows[i].get_object().if_contains("priority");
        if (given == nullptr || !json::as_integer(*given, number))
          return refuse(row_path(i, given ? "priority" : ""), 
                        "under " + std::string(hit_name(out_.hit)) + " either the table has 'priority: {output: [best, ..., least]}' or each row has a whole number 'priority', "
                        "the greatest first");
        out_.rows[i].rank = {-number};
      }
      return {};
    }
    const auto* outputs = order->if_object();
    if (outputs == nullptr || outputs->empty()) return refuse("priority", "'priority' is a map from output to the list of its values, best first");
    for (const auto& [key, values] : *outputs) {
      const std::string name(key);
      const auto* list = values.if_array();
      if (list == nullptr || list->empty()) return refuse("priority." + name, "the priority of '" + name + "' is the list of its values, best first");
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].get_object().contains("priority")) return refuse(row_path(i, "priority"),
            "the table has a priority order already; remove the row's number");
        const auto* value = out_.rows[i].output.get_object().if_contains(key);
        const auto found = value ? std::find(list->begin(), list->end(), *value) : list->end();
        if (found == list->end()) return refuse(row_path(i, "then"), "row '" + out_.rules[i].id + "' has no value of '" + name +
            "' that stands in the table's priority list; add it there");
        out_.rows[i].rank.push_back(found - list->begin());
      }
    }
    return {};
  }

  Result<void> check_cover() const {
    std::vector<CellRow> rows(out_.rules.size(), CellRow(out_.inputs.size(), nullptr));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (const auto& cell : out_.rules[i].cells) rows[i][cell.column] = &cell.tests;
    if (const auto row = find_impossible(rows)) return refuse(row_path(*row), "row '" + out_.rules[*row].id +
        "' can never match: no value fits one of its cells; correct it");
    if (out_.hit == HitPolicy::first) {
      const auto found = find_unreachable(rows);
      if (!found) return {};
      return refuse(row_path(found->row), "row '" + out_.rules[found->row].id + "' can never be reached: " +
                                              (found->covered ? "row '" + out_.rules[*found->covered].id + "' above it takes"
                                                  : std::string("the rows above it together take")) +
                                              " all that it matches; move it up or remove it");
    }
    if (out_.hit == HitPolicy::unique) {
      const auto found = find_overlap(rows);
      if (!found) return {};
      return refuse(row_path(found->second), "rows '" + out_.rules[found->first].id + "' and '" + out_.rules[found->second].id +
                                                 "' can match the same input, which 'hit: unique' forbids; narrow one of them or write 'hit: first'");
    }
    return {};
  }

  const json::Value& table_;
  const PlaceOf& place_;
  TableData& out_;
  std::unordered_set<std::string> ids_;
};

}  // namespace

Result<DecisionTable> DecisionTable::from_json(const json::Value& table, const PlaceOf& place) {
  auto data = std::make_shared<Data>();
  AMENDS_CHECK(Loader<Data>(table, place, *data).run());
  return DecisionTable(std::move(data));
}

Result<Decision> DecisionTable::decide(const Scope& inputs, Explain explain) const {
  const Data& table = *data_;
  std::vector<Value> values;
  values.reserve(table.inputs.size());
  Decision out;
  json::Object seen;
  for (const auto& name : table.inputs) {
    values.push_back(resolve(inputs, name));
    seen.emplace(name, to_json(values.back()));
  }
  out.inputs = std::move(seen);
  const ColumnScope scope(table.inputs, values, inputs);
  std::vector<CellMiss> misses;
  AMENDS_TRY(auto matched, matching_rules(table.rules, table.hit, [&](const RuleCell& cell) { return cell.tests.match(values[cell.column], scope); },
                                          explain == Explain::yes ? &misses : nullptr));
  for (const auto& miss : misses)
    out.misses.push_back({table.rules[miss.rule].id, table.inputs[miss.cell->column], std::string(miss.cell->tests.text()), to_json(values[miss.cell->column])});
  if (auto settled = settle(table.hit, table.rules, matched, [&](std::size_t i) { return table.rows[i].rank; },
                            [&](std::size_t left, std::size_t right) { return table.rows[left].output == table.rows[right].output; });
      !settled)
    return settled.error().within(table.name);
  for (const std::size_t i : matched) out.matched.push_back({table.rules[i].id, i, table.rows[i].output, table.rows[i].because});
  if (matched.empty() && table.fallback) {
    out.used_default = true;
    out.output = gives_list(table.hit) && table.aggregate == Aggregate::none ? json::Value(json::Array{*table.fallback}) : *table.fallback;
    return out;
  }
  if (table.aggregate != Aggregate::none) {
    std::vector<Value> numbers;
    for (const auto& row : out.matched) {
      const auto number = number_of(row.output.get_object().begin()->value());  // checked by the loader, but for count
      numbers.push_back(number ? Value::number(*number) : Value());
    }
    auto result = aggregated(table.aggregate, numbers);
    if (!result) return std::move(result).error().within(table.name);
    out.output = json::Object{{table.aggregate_name, to_json(*result)}};
    return out;
  }
  if (gives_list(table.hit)) {
    json::Array all;
    for (const auto& row : out.matched) all.push_back(row.output);
    out.output = std::move(all);
  } else if (!out.matched.empty()) {
    out.output = out.matched.front().output;
  }
  return out;
}

const std::string& DecisionTable::name() const noexcept { return data_->name; }
const std::string& DecisionTable::hash() const noexcept { return data_->hash; }
HitPolicy DecisionTable::hit() const noexcept { return data_->hit; }
const std::vector<std::string>& DecisionTable::inputs() const noexcept { return data_->inputs; }
std::size_t DecisionTable::row_count() const noexcept { return data_->rows.size(); }
std::span<const Rule> DecisionTable::rules() const noexcept { return data_->rules; }
bool DecisionTable::has_default() const noexcept { return data_->fallback.has_value(); }

Result<std::map<std::string, DecisionTable>> tables_from_json(const json::Value& file, const PlaceOf& place) {
  std::map<std::string, DecisionTable> out;
  const auto* tables = json::find(file, "tables");
  if (tables == nullptr) {
    AMENDS_TRY(auto table, DecisionTable::from_json(file, place));
    const auto name = table.name();
    out.emplace(name, std::move(table));
    return out;
  }
  const auto where = [&](std::string_view path) { return place ? place(path) : std::string(path); };
  if (!tables->is_object() || tables->get_object().empty()) return fail(ErrorCode::schema, "'tables' is a map from name to table", where("tables"));
  for (const auto& [key, value] : tables->get_object()) {
    const std::string name(key), prefix = "tables." + name;
    if (!value.is_object()) return fail(ErrorCode::schema, "the table '" + name + "' is a map with hit, inputs and rows", where(prefix));
    json::Object named = value.get_object();
    if (const auto* own = named.if_contains("table"); own && json::text_or(own, "") != name)
      return fail(ErrorCode::schema, "the table is called '" + name + "' here and something else inside; remove the inner name", where(prefix + ".table"));
    named.insert_or_assign("table", name);
    auto table = DecisionTable::from_json(json::Value(std::move(named)), [&](std::string_view path) { return where(path.empty() ? prefix : prefix + "." +
        std::string(path)); });
    if (!table) return std::move(table).error();
    out.emplace(name, std::move(*table));
  }
  return out;
}

}  // namespace amends::feel
