// `amends decide TABLE --input FILE`: one decision by hand, with its reasons.
#include "cli/decide.hpp"
#include "support/files.hpp"

namespace amends::cli {
namespace {

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

void print_table(const Context& context, const runtime::Told::Table& table, bool explain, bool named) {
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

Result<runtime::Found> find(const Context& context, const std::string& written) {
  if (runtime::is_decision_file(written)) return runtime::find_decision(nullptr, written);
  AMENDS_TRY(const auto opened, context.open(Context::Need::none));
  return runtime::find_decision(opened->environment().packs.get(), written);
}

}  // namespace

int decide(Context& context, const DecideOptions& options) {
  const auto found = find(context, options.table);
  if (!found) return context.report(found.error());
  if (options.check) return check_decision(context, *found);
  if (options.input.empty()) return context.report(fail(ErrorCode::invalid_argument, "give the inputs as a JSON file with --input, or look at the table itself with --check"));
  auto bytes = read_file(options.input);
  if (!bytes) return context.report(bytes.error());
  auto input = json::parse(*bytes);
  if (!input) return context.report(input.error().within(options.input));
  const auto clock = context.virtual_clock();
  const auto explain = options.explain ? feel::Explain::yes : feel::Explain::no;
  auto told = runtime::tell(*found, *input, {clock ? clock->now() : SystemClock().now(), 0}, explain);
  if (!told) return context.report(input->is_object() ? told.error() : std::move(told).error().within(options.input));
  if (context.options().json) {
    context.print_json(runtime::to_json(*told, explain));
    return kOk;
  }
  context.print(told->name + context.say("：", ": ") + (told->output.is_null() ? context.say("没有结果", "no result") : shown(told->output)) + "\n");
  for (const auto& table : told->tables) print_table(context, table, options.explain, told->tables.size() > 1 || table.name != told->name);
  if (!told->notes.empty() || !told->not_given.empty()) context.print("\n");
  for (const auto& name : told->not_given) context.print(context.say("说明：没有给出输入“" + name + "”，按空值处理\n", "note: the input '" + name + "' is not given and counts as null\n"));
  for (const auto& note : told->notes) context.print(context.say("说明：", "note: ") + note + "\n");
  if (options.explain)
    context.print("\n" + told->source + (told->version.empty() ? "" : context.say("，版本 ", ", version ") + told->version) + context.say("，", ", ") + told->hash + "\n");
  return kOk;
}

}  // namespace amends::cli
