// `amends decide TABLE --check`: what a reader should know of a table before it decides anything.
#include "cli/decide.hpp"
#include "feel/table_check.hpp"

namespace amends::cli {
namespace {

struct Named {
  std::string name;
  feel::CheckedTable table;
};

json::Value example_json(const feel::CheckedTable& table, const feel::Example& example) {
  json::Object out;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (example[i]) out.insert_or_assign(table.columns[i], feel::to_json(*example[i]));
  return out;
}

/// "age = 10, member = false"; a column where any value will do is left out.
std::string example_text(const Context& context, const feel::CheckedTable& table, const feel::Example& example) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!example[i]) continue;
    const auto text = example[i]->as_string() ? "\"" + *example[i]->as_string() + "\"" : feel::text_of(*example[i]);
    out += (out.empty() ? "" : context.say("，", ", ")) + table.columns[i] + " = " + text;
  }
  return out.empty() ? context.say("任何输入", "any input") : out;
}

std::string kind_text(const Context& context, feel::Value::Kind kind) {
  using Kind = feel::Value::Kind;
  if (!context.zh()) return std::string(feel::kind_name(kind));
  switch (kind) {
    case Kind::boolean: return "是或否";
    case Kind::number: return "数字";
    case Kind::string: return "文字";
    case Kind::date: return "日期";
    case Kind::time: return "时间";
    case Kind::date_time: return "日期时间";
    default: return "时长";
  }
}

std::vector<std::string> sentences(const Context& context, const feel::CheckedTable& table, const feel::TableReport& report) {
  std::vector<std::string> out;
  const auto id = [&](std::size_t row) { return table.rules[row].id; };
  for (const auto& gap : report.gaps)
    out.push_back(context.say("缺口：没有一行适用于 ", "gap: no row takes ") + example_text(context, table, gap));
  for (const auto& overlap : report.overlaps)
    out.push_back(context.say("重叠：行 " + id(overlap.first) + " 和行 " + id(overlap.second) + " 都适用于 ", "overlap: rows " + id(overlap.first) + " and " + id(overlap.second) + " both match ") +
                  example_text(context, table, overlap.example));
  if (const auto& row = report.unreachable) {
    const std::string zh = row->impossible ? "没有输入符合它的条件" : row->covered ? "上面的行 " + id(*row->covered) + " 已全部覆盖它" : "上面各行合起来已全部覆盖它";
    const std::string en = row->impossible ? "no input fits its cells" : row->covered ? "row " + id(*row->covered) + " above it takes all that it matches" : "the rows above it together take all that it matches";
    out.push_back(context.say("永远轮不到：行 " + id(row->row) + "，" + zh, "never reached: row " + id(row->row) + ", because " + en));
  }
  for (const auto& wrong : report.wrong_kinds)
    out.push_back(context.say("类型不符：行 " + id(wrong.row) + " 的“" + table.columns[wrong.column] + "”写的是 " + wrong.cell + "，是" + kind_text(context, wrong.found) + "，这一列是" + kind_text(context, wrong.wanted),
                              "wrong type: row " + id(wrong.row) + " tests '" + table.columns[wrong.column] + "' by " + wrong.cell + ", " + kind_text(context, wrong.found) + "; the column holds " +
                                  kind_text(context, wrong.wanted)));
  return out;
}

json::Value report_json(const Named& named, const feel::TableReport& report) {
  json::Array gaps, overlaps, wrong;
  for (const auto& gap : report.gaps) gaps.push_back(example_json(named.table, gap));
  for (const auto& one : report.overlaps)
    overlaps.push_back(json::Object{{"rows", json::Array{json::Value(named.table.rules[one.first].id), json::Value(named.table.rules[one.second].id)}}, {"example", example_json(named.table, one.example)}});
  for (const auto& one : report.wrong_kinds)
    wrong.push_back(json::Object{{"row", named.table.rules[one.row].id}, {"column", named.table.columns[one.column]}, {"cell", one.cell}, {"found", feel::kind_name(one.found)}, {"wanted", feel::kind_name(one.wanted)}});
  return json::Object{{"table", named.name},
                      {"hit", feel::hit_name(named.table.hit)},
                      {"rows", static_cast<std::int64_t>(named.table.rules.size())},
                      {"clean", report.clean()},
                      {"gaps", std::move(gaps)},
                      {"gaps_decided", report.gaps_decided},
                      {"overlaps", std::move(overlaps)},
                      {"unreachable", report.unreachable ? json::Value(named.table.rules[report.unreachable->row].id) : json::Value(nullptr)},
                      {"wrong_types", std::move(wrong)},
                      {"cells_not_constant", static_cast<std::int64_t>(report.undecided)}};
}

}  // namespace

int check_decision(Context& context, const runtime::Found& found) {
  std::vector<Named> tables;
  std::string source;
  if (const auto* yaml = std::get_if<runtime::YamlTable>(&found)) {
    source = yaml->source;
    tables.push_back({yaml->table.name(), {yaml->table.hit(), yaml->table.inputs(), yaml->table.rules(), {}, {}, yaml->table.has_default()}});
  } else {
    const auto* file = std::get_if<runtime::DmnModel>(&found);
    const auto* pack = std::get_if<runtime::ModelTable>(&found);
    const auto& model = file ? file->model : *pack->table.model();
    const auto name = file ? file->name : pack->table.name();
    source = file ? file->source : pack->source;
    for (const auto& [node, table] : model.tables(name)) tables.push_back({node, dmn::checked(*table)});
    if (tables.empty())
      return context.report(fail(ErrorCode::not_found, name.empty() ? "there is no decision table in this model; check a model that has one"
                                                                         : "'" + name + "' has no decision table; leave the name out to check all tables of the model", source));
  }
  bool clean = true;
  json::Array all;
  for (const auto& named : tables) {
    const auto report = feel::check_table(named.table);
    clean = clean && report.clean();
    if (context.options().json) {
      all.push_back(report_json(named, report));
      continue;
    }
    const auto told = sentences(context, named.table, report);
    context.print(named.name + context.say("：" + std::to_string(named.table.rules.size()) + " 行，", ": " + std::to_string(named.table.rules.size()) + " rows, ") +
                  (told.empty() ? context.say("没有问题", "no fault") : context.say(std::to_string(told.size()) + " 个问题", std::to_string(told.size()) + (told.size() == 1 ? " fault" : " faults"))) + "\n");
    for (const auto& sentence : told) context.print("  " + sentence + "\n");
    if (!report.gaps_decided) context.print(context.say("  表太大，没有查缺口\n", "  the table is too large to look for gaps\n"));
    if (report.undecided > 0)
      context.print(context.say("  " + std::to_string(report.undecided) + " 个单元格不是常量，含有它们的行没有查重叠\n",
                                "  " + std::to_string(report.undecided) + " cells are no constants; their rows were left out of the search for overlaps\n"));
  }
  if (context.options().json) context.print_json(json::Object{{"source", source}, {"clean", clean}, {"tables", std::move(all)}});
  return clean ? kOk : kFailed;
}

}  // namespace amends::cli
