#include <algorithm>

#include "dmn/evaluation.hpp"

namespace amends::dmn {
namespace {

using feel::Ternary;
using feel::Value;

/// A name in a cell may also be an input of the table: nothing to add, for cells see what the table sees.
Result<bool> allows(const feel::UnaryTests& allowed, const Value& value, const Frame& scope) {
  AMENDS_TRY(const Ternary fits, allowed.match(value, scope, scope.run().budget, feel::NullMode::dmn));
  return fits == Ternary(true);
}

class TableRun {
 public:
  TableRun(const CompiledTable& table, const std::string& where, const Frame& scope)
      : table_(table), where_(where), scope_(scope), run_(scope.run()), outputs_(table.rules.size()) {}

  Result<Value> run() {
    AMENDS_TRY(const bool inputs_allowed, read_inputs());
    if (!inputs_allowed) return finish(Value());
    std::vector<feel::CellMiss> misses;
    AMENDS_TRY(auto matched, feel::matching_rules(table_.rules, table_.hit,
                                                  [&](const feel::RuleCell& cell) { return cell.tests.match(inputs_[cell.column], scope_, run_.budget, feel::NullMode::dmn); },
                                                  run_.tables ? &misses : nullptr));
    for (const auto& miss : misses)
      trace_.missed.push_back({table_.rules[miss.rule].id, table_.inputs[miss.cell->column].label, std::string(miss.cell->tests.text()), inputs_[miss.cell->column]});
    for (const std::size_t rule : matched) AMENDS_CHECK(read_outputs(rule));
    const auto settled = feel::settle(table_.hit, table_.rules, matched, [&](std::size_t rule) { return rank(rule); },
                                      [&](std::size_t left, std::size_t right) { return feel::equals(*outputs_[left], *outputs_[right]) == Ternary(true); });
    for (const std::size_t rule : matched) trace(rule);
    if (!settled) {
      run_.note(where_, settled.error().message);
      return finish(Value());
    }
    return decide(matched);
  }

 private:
  /// False when a value is not among those that its column allows.
  Result<bool> read_inputs() {
    bool allowed = true;
    for (const auto& input : table_.inputs) {
      std::vector<std::string> notes;
      AMENDS_TRY(auto value, input.expression.evaluate(scope_, run_.budget, run_.notes ? &notes : nullptr));
      for (const auto& note : notes) run_.note(where_, "input '" + input.label + "': " + note);
      value = in_type(std::move(value), input.type, where_, "the input '" + input.label + "'", run_);
      if (input.allowed && !value.is_null()) {
        AMENDS_TRY(const bool fits, allows(*input.allowed, value, scope_));
        if (!fits) run_.note(where_, "the input '" + input.label + "' is " + feel::text_of(value) + ", which is not among its values " + std::string(input.allowed->text()));
        allowed = allowed && fits;
      }
      trace_.inputs.emplace_back(input.label, value);
      inputs_.push_back(std::move(value));
    }
    return allowed;
  }

  /// The rule's output: the value of the single one, or a context of them.
  Result<void> read_outputs(std::size_t rule) {
    Value::Context out;
    for (std::size_t i = 0; i < table_.outputs.size(); ++i) {
      Value value;
      if (const auto& entry = table_.entries[rule][i]) {
        std::vector<std::string> notes;
        AMENDS_TRY(value, entry->evaluate(scope_, run_.budget, run_.notes ? &notes : nullptr));
        for (const auto& note : notes) run_.note(where_, "rule " + table_.rules[rule].id + ": " + note);
      }
      AMENDS_TRY(value, checked(std::move(value), table_.outputs[i], "the output of rule " + table_.rules[rule].id));
      out.emplace_back(table_.outputs[i].name, std::move(value));
    }
    outputs_[rule] = out.size() == 1 ? std::move(out.front().second) : Value::context(std::move(out));
    return {};
  }

  Result<Value> checked(Value value, const CompiledOutput& output, const std::string& what) {
    value = in_type(std::move(value), output.type, where_, what, run_);
    if (!output.allowed || value.is_null()) return value;
    AMENDS_TRY(const bool fits, allows(*output.allowed, value, scope_));
    if (fits) return value;
    run_.note(where_, what + " is " + feel::text_of(value) + ", which is not among the output values " + std::string(output.allowed->text()));
    return Value();
  }

  std::vector<std::int64_t> rank(std::size_t rule) const {
    std::vector<std::int64_t> out;
    for (const auto& output : table_.outputs) {
      if (output.order.empty()) continue;
      const Value* value = table_.outputs.size() == 1 ? &*outputs_[rule] : outputs_[rule]->entry(output.name);
      std::int64_t at = 0;
      while (at < static_cast<std::int64_t>(output.order.size()) && feel::equals(output.order[static_cast<std::size_t>(at)], *value) != Ternary(true)) ++at;
      out.push_back(at);
    }
    return out;
  }

  void trace(std::size_t rule) {
    if (run_.tables == nullptr) return;
    TableTrace::Matched matched{table_.rules[rule].id, *outputs_[rule], {}};
    for (std::size_t i = 0; i < table_.annotations[rule].size(); ++i)
      matched.annotations.emplace_back(i < table_.annotation_names.size() ? table_.annotation_names[i] : std::string{}, table_.annotations[rule][i]);
    trace_.matched.push_back(std::move(matched));
  }

  Result<Value> decide(const std::vector<std::size_t>& matched) {
    if (matched.empty()) {
      AMENDS_TRY(auto fallback, default_output());
      if (fallback) {
        trace_.used_default = true;
        const bool list = feel::gives_list(table_.hit) && table_.aggregate == feel::Aggregate::none;
        return finish(list ? Value::list({std::move(*fallback)}) : std::move(*fallback));
      }
    }
    Value::List values;
    for (const std::size_t rule : matched) values.push_back(*outputs_[rule]);
    if (table_.aggregate != feel::Aggregate::none) {
      auto result = feel::aggregated(table_.aggregate, values);
      if (result) return finish(std::move(*result));
      run_.note(where_, result.error().message);
      return finish(Value());
    }
    if (feel::gives_list(table_.hit)) return finish(Value::list(std::move(values)));
    if (!values.empty()) return finish(std::move(values.front()));
    run_.note(where_, "no rule matches and there is no default output");
    return finish(Value());
  }

  Result<std::optional<Value>> default_output() {
    if (std::none_of(table_.outputs.begin(), table_.outputs.end(), [](const auto& output) { return output.fallback.has_value(); })) return std::optional<Value>();
    Value::Context out;
    for (const auto& output : table_.outputs) {
      Value value;
      if (output.fallback) {
        AMENDS_TRY(value, output.fallback->evaluate(scope_, run_.budget, nullptr));
      }
      AMENDS_TRY(value, checked(std::move(value), output, "the default output"));
      out.emplace_back(output.name, std::move(value));
    }
    return std::optional<Value>(out.size() == 1 ? std::move(out.front().second) : Value::context(std::move(out)));
  }

  Value finish(Value value) {
    if (run_.tables != nullptr) run_.tables->push_back(std::move(trace_));
    return value;
  }

  const CompiledTable& table_;
  const std::string& where_;
  const Frame& scope_;
  const Run& run_;
  std::vector<std::optional<Value>> outputs_;
  std::vector<Value> inputs_;
  TableTrace trace_;
};

}  // namespace

Result<Value> evaluate_table(const CompiledTable& table, const std::string& where, const Frame& scope) { return TableRun(table, where, scope).run(); }

}  // namespace amends::dmn
