#include "dmn/evaluation.hpp"

#include <algorithm>
#include <map>

#include "dmn/limits.hpp"

namespace amends::dmn {
namespace {

using feel::Ternary;
using feel::Value;
using Kind = Boxed::Kind;

/// The run of the caller where it is known, with the budget of this call.
Run run_of(const feel::Environment& environment, const std::shared_ptr<const Graph>& graph) {
  Run out{graph, environment.budget, environment.scope.instant(), environment.scope.utc_offset_s()};
  if (const auto* frame = dynamic_cast<const Frame*>(&environment.scope)) {
    out.notes = frame->run().notes;
    out.tables = frame->run().tables;
  }
  return out;
}

/// The variables that a node's requirements give.
Result<void> fill(Frame& frame, const GraphNode& node, World* world, const Run& run) {
  std::vector<std::pair<std::string, Value::Context>> imported;  // by import name, in order of first use
  for (const auto& need : node.needs) {
    Value value;
    std::string name;
    switch (need.kind) {
      case Link::Kind::input:
        name = run.graph->inputs[need.index].name;
        if (world != nullptr && world->inputs[need.index]) value = *world->inputs[need.index];
        break;
      case Link::Kind::decision:
        name = run.graph->decisions[need.index].name;
        if (world != nullptr) {
          AMENDS_TRY(value, decide(need.index, *world, run));
        }
        break;
      case Link::Kind::knowledge:
        name = run.graph->knowledge[need.index].name;
        value = Value::function(knowledge_function(run.graph, need.index));
        break;
      case Link::Kind::service:
        name = run.graph->services[need.index].name;
        value = Value::function(service_function(run.graph, need.index));
        break;
    }
    if (need.import_name.empty()) {
      frame.set(std::move(name), std::move(value));
      continue;
    }
    auto found = std::find_if(imported.begin(), imported.end(), [&](const auto& one) { return one.first == need.import_name; });
    if (found == imported.end()) found = imported.insert(imported.end(), {need.import_name, {}});
    found->second.emplace_back(std::move(name), std::move(value));
  }
  for (auto& [name, values] : imported) frame.set(name, Value::context(std::move(values)));
  return {};
}

std::vector<feel::Function::Parameter> parameters_of(const Compiled& function) {
  std::vector<feel::Function::Parameter> out;
  for (std::size_t i = 0; i < function.names.size(); ++i) out.push_back({function.names[i], function.types[i]});
  return out;
}

/// The body of a function with its parameters on top of `outer`.
Result<Value> call_body(const Compiled& function, std::span<const Value> arguments, const Frame& outer) {
  const Run& run = outer.run();
  if (function.function_kind != Boxed::FunctionKind::feel) {
    run.note(function.where, std::string("a function in ") + (function.function_kind == Boxed::FunctionKind::java ? "Java" : "PMML") +
        " is not run here, because a model could then run anything; write it in FEEL");
    return Value();
  }
  Frame frame(run, &outer);
  for (std::size_t i = 0; i < arguments.size(); ++i) frame.set(function.names[i], arguments[i]);
  return evaluate(function.parts.front(), frame);
}

class KnowledgeFunction final : public feel::Function {
 public:
  KnowledgeFunction(std::shared_ptr<const Graph> graph, std::size_t index)
      : Function(parameters_of(graph->knowledge[index].logic), graph->knowledge[index].logic.result), graph_(std::move(graph)), index_(index) {}

  [[nodiscard]] Result<Value> call(std::span<const Value> arguments, const feel::Environment& environment) const override {
    const Run run = run_of(environment, graph_);
    const auto& node = graph_->knowledge[index_];
    Frame frame(run, nullptr);
    frame.set(node.name, Value::function(knowledge_function(graph_, index_)));
    AMENDS_CHECK(fill(frame, node, nullptr, run));
    return call_body(node.logic, arguments, frame);
  }

 private:
  std::shared_ptr<const Graph> graph_;
  std::size_t index_;
};

std::vector<feel::Function::Parameter> parameters_of(const Graph& graph, const ServiceNode& service) {
  std::vector<feel::Function::Parameter> out;
  for (const auto& link : service.parameters) {
    const GraphNode& node = link.kind == Link::Kind::input ? static_cast<const GraphNode&>(graph.inputs[link.index]) : graph.decisions[link.index];
    out.push_back({node.name, nullptr});  // serve looks at the types: an argument of another one makes the whole answer null
  }
  return out;
}

class ServiceFunction final : public feel::Function {
 public:
  ServiceFunction(std::shared_ptr<const Graph> graph, std::size_t index)
      : Function(parameters_of(*graph, graph->services[index])), graph_(std::move(graph)), index_(index) {}

  [[nodiscard]] Result<Value> call(std::span<const Value> arguments, const feel::Environment& environment) const override {
    return serve(index_, arguments, run_of(environment, graph_));
  }

 private:
  std::shared_ptr<const Graph> graph_;
  std::size_t index_;
};

/// A boxed function with the variables of the place where it stands.
class BoxedFunction final : public feel::Function, public std::enable_shared_from_this<BoxedFunction> {
 public:
  /// `function` lives in the graph.
  BoxedFunction(std::shared_ptr<const Graph> graph, const Compiled& function, std::vector<std::pair<std::string, Value>> captured, std::string own_name, std::size_t weight)
      : Function(parameters_of(function), function.result, weight), graph_(std::move(graph)), function_(function), captured_(std::move(captured)), own_name_(std::move(own_name)) {}

  [[nodiscard]] Result<Value> call(std::span<const Value> arguments, const feel::Environment& environment) const override {
    const Run run = run_of(environment, graph_);
    Frame frame(run, nullptr);
    for (const auto& [name, value] : captured_) frame.set(name, value);
    if (!own_name_.empty()) frame.set(own_name_, Value::function(shared_from_this()));
    return call_body(function_, arguments, frame);
  }

 private:
  std::shared_ptr<const Graph> graph_;
  const Compiled& function_;
  std::vector<std::pair<std::string, Value>> captured_;
  std::string own_name_;
};

Value make_function(const Compiled& function, const Frame& scope, const std::string& own_name) {
  std::vector<std::pair<std::string, Value>> captured;
  scope.gather(captured);
  std::size_t weight = 1;
  for (const auto& [name, value] : captured) weight += value.weight();
  return Value::function(std::make_shared<BoxedFunction>(scope.run().graph, function, std::move(captured), own_name, weight));
}

Result<Value> context(const Compiled& expression, const Frame& scope) {
  Frame frame(scope.run(), &scope);
  Value::Context out;
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    const auto& name = expression.names[i];
    Value value;
    if (expression.parts[i].kind == Kind::function) value = make_function(expression.parts[i], frame, name);
    else {
      AMENDS_TRY(value, evaluate(expression.parts[i], frame));
    }
    if (name.empty()) return in_type(std::move(value), expression.types[i], expression.parts[i].where, "the result", scope.run());
    value = in_type(std::move(value), expression.types[i], expression.parts[i].where, "'" + name + "'", scope.run());
    frame.set(name, value);
    out.emplace_back(name, std::move(value));
  }
  return Value::context(std::move(out));
}

Result<Value> relation(const Compiled& expression, const Frame& scope) {
  Value::List rows;
  const std::size_t columns = expression.names.size();
  for (std::size_t at = 0; columns > 0 && at + columns <= expression.parts.size(); at += columns) {
    Value::Context row;
    for (std::size_t i = 0; i < columns; ++i) {
      AMENDS_TRY(auto value, evaluate(expression.parts[at + i], scope));
      row.emplace_back(expression.names[i], in_type(std::move(value), expression.types[i], expression.parts[at + i].where, "'" + expression.names[i] + "'", scope.run()));
    }
    rows.push_back(Value::context(std::move(row)));
  }
  return Value::list(std::move(rows));
}

Result<Value> invocation(const Compiled& expression, const Frame& scope) {
  const Run& run = scope.run();
  AMENDS_TRY(const auto called, evaluate(expression.parts.front(), scope));
  const auto* function = called.as_function();
  if (function == nullptr) {
    run.note(expression.where, "what the invocation calls is " + std::string(feel::kind_name(called.kind())) + ", not a function");
    return Value();
  }
  std::vector<std::pair<std::string, Value>> arguments;
  for (std::size_t i = 0; i < expression.names.size(); ++i) {
    AMENDS_TRY(auto value, evaluate(expression.parts[i + 1], scope));
    arguments.emplace_back(expression.names[i], in_type(std::move(value), expression.types[i], expression.where, "'" + expression.names[i] + "'", run));
  }
  for (const auto& [name, value] : arguments)
    if (std::none_of(function->parameters().begin(), function->parameters().end(), [&](const auto& parameter) { return parameter.name == name; }))
      run.note(expression.where, "the function has no parameter '" + name + "'");
  return feel::invoke(*function, arguments, {scope, run.budget});
}

/// The elements that a loop goes through; nothing for null, with a note.
Result<std::optional<Value::List>> elements(const Compiled& from, const Frame& scope) {
  AMENDS_TRY(const auto value, evaluate(from, scope));
  const auto too_many = [&] {
    return fail(ErrorCode::range, "the loop goes through more than " + std::to_string(kIterationsMax) + " elements; loop over less", from.where);
  };
  if (value.is_null()) {
    scope.run().note(from.where, "the list to go through is null");
    return std::optional<Value::List>();
  }
  if (const auto* list = value.as_list()) {
    if (list->size() > kIterationsMax) return too_many();
    return std::optional<Value::List>(*list);
  }
  if (const auto* range = value.as_range()) {
    const auto low = range->low.as_number() ? range->low.as_number()->integer() : std::nullopt;
    const auto high = range->high.as_number() ? range->high.as_number()->integer() : std::nullopt;
    constexpr std::int64_t kFar = std::int64_t(1) << 60;
    if (!low || !high || *low > kFar || *low < -kFar || *high > kFar || *high < -kFar) {
      scope.run().note(from.where, "a loop counts over whole numbers");
      return std::optional<Value::List>();
    }
    const std::int64_t first = range->low_closed ? *low : *low + 1, last = range->high_closed ? *high : *high - 1;
    if (last - first >= static_cast<std::int64_t>(kIterationsMax)) return too_many();
    Value::List out;
    for (std::int64_t i = first; i <= last; ++i) out.push_back(Value::integer(i));
    return std::optional<Value::List>(std::move(out));
  }
  return std::optional<Value::List>(Value::List{value});  // one value is a list of one
}

Result<Value> filter(const Compiled& expression, const Frame& scope) {
  AMENDS_TRY(const auto list, elements(expression.parts[0], scope));
  if (!list) return Value();
  Value::List out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Frame frame(scope.run(), &scope);
    frame.set_item((*list)[i]);
    AMENDS_TRY(const auto keep, evaluate(expression.parts[1], frame));
    if (const auto* position = keep.as_number()) {  // a position, as in a FEEL filter
      const auto index = position->integer();
      const auto size = static_cast<std::int64_t>(list->size());
      if (index && *index != 0 && *index <= size && *index >= -size) return (*list)[static_cast<std::size_t>(*index > 0 ? *index - 1 : size + *index)];
      scope.run().note(expression.where, "the list has " + std::to_string(size) + " elements and none at position " + position->text());
      return Value();
    }
    if (keep.truth() == Ternary(true)) out.push_back((*list)[i]);
  }
  return Value::list(std::move(out));
}

Result<Value> iteration(const Compiled& expression, const Frame& scope) {
  AMENDS_TRY(const auto list, elements(expression.parts[0], scope));
  if (!list) return Value();
  Value::List results;
  const bool deciding = expression.kind == Kind::some;
  Ternary truth = !deciding;
  for (const auto& element : *list) {
    Frame frame(scope.run(), &scope);
    if (expression.kind == Kind::for_return) frame.set("partial", Value::list(results));
    frame.set(expression.variable, element);
    AMENDS_TRY(auto result, evaluate(expression.parts[1], frame));
    if (expression.kind == Kind::for_return) {
      results.push_back(std::move(result));
      continue;
    }
    if (result.truth() == Ternary(deciding)) return Value::boolean(deciding);
    if (!result.truth()) {
      scope.run().note(expression.where, "the condition is " + std::string(feel::kind_name(result.kind())) + ", neither true nor false");
      truth = std::nullopt;
    }
  }
  return expression.kind == Kind::for_return ? Value::list(std::move(results)) : Value::ternary(truth);
}

}  // namespace

void Run::note(const std::string& where, const std::string& text) const {
  if (notes == nullptr || notes->size() >= kNotesMax) return;
  auto line = where.empty() ? text : where + ": " + text;
  if (std::find(notes->begin(), notes->end(), line) == notes->end()) notes->push_back(std::move(line));
}

std::optional<Value> Frame::lookup(std::string_view path) const {
  for (const Frame* frame = this; frame != nullptr; frame = frame->outer_) {
    if (frame->item_) {
      if (path == "item") return *frame->item_;
      if (const auto* entry = frame->item_->entry(path)) return *entry;
    }
    for (auto at = frame->variables_.rbegin(); at != frame->variables_.rend(); ++at)
      if (at->first == path) return at->second;
  }
  return std::nullopt;
}

void Frame::gather(std::vector<std::pair<std::string, Value>>& out) const {
  if (outer_ != nullptr) outer_->gather(out);
  if (item_ && item_->as_context())
    for (const auto& [name, value] : *item_->as_context()) out.emplace_back(name, value);
  if (item_) out.emplace_back("item", *item_);
  out.insert(out.end(), variables_.begin(), variables_.end());
}

Value in_type(Value value, const feel::TypePtr& type, const std::string& where, const std::string& what, const Run& run) {
  if (!type || value.is_null()) return value;
  const auto kind = value.kind();
  Value out = feel::coerce(std::move(value), *type);
  if (out.is_null())
    run.note(where, what + " is " + std::string(feel::kind_name(kind)) + " that its type '" + feel::text_of(*type) + "' does not allow, so it counts as null");
  return out;
}

Result<Value> evaluate(const Compiled& expression, const Frame& scope) {
  const Run& run = scope.run();
  if (expression.problem) {
    run.note(expression.problem->where, expression.problem->message);
    return Value();
  }
  switch (expression.kind) {
    case Kind::none: run.note(expression.where, "there is no expression here"); return Value();
    case Kind::literal: {
      std::vector<std::string> notes;
      auto value = expression.expression->evaluate(scope, run.budget, run.notes ? &notes : nullptr);
      for (const auto& note : notes) run.note(expression.where, note);
      return value;
    }
    case Kind::table: return evaluate_table(*expression.table, expression.where, scope);
    case Kind::context: return context(expression, scope);
    case Kind::list: {
      Value::List out;
      for (const auto& part : expression.parts) {
        AMENDS_TRY(auto value, evaluate(part, scope));
        out.push_back(std::move(value));
      }
      return Value::list(std::move(out));
    }
    case Kind::relation: return relation(expression, scope);
    case Kind::function: return make_function(expression, scope, {});
    case Kind::invocation: return invocation(expression, scope);
    case Kind::filter: return filter(expression, scope);
    case Kind::for_return:
    case Kind::some:
    case Kind::every: return iteration(expression, scope);
    case Kind::conditional: {
      AMENDS_TRY(const auto condition, evaluate(expression.parts[0], scope));
      if (!condition.is_null() && !condition.truth()) {
        run.note(expression.where, "the condition is " + std::string(feel::kind_name(condition.kind())) + ", neither true nor false");
        return Value();
      }
      return evaluate(expression.parts[condition.truth() == Ternary(true) ? 1 : 2], scope);
    }
  }
  return Value();
}

std::shared_ptr<const feel::Function> service_function(std::shared_ptr<const Graph> graph, std::size_t service) {
  return std::make_shared<ServiceFunction>(std::move(graph), service);
}

std::shared_ptr<const feel::Function> knowledge_function(std::shared_ptr<const Graph> graph, std::size_t knowledge) {
  return std::make_shared<KnowledgeFunction>(std::move(graph), knowledge);
}

Result<Value> decide(std::size_t decision, World& world, const Run& run) {
  auto& held = world.decisions[decision];
  if (held) return *held;
  const auto& node = run.graph->decisions[decision];
  Frame frame(run, nullptr);
  AMENDS_CHECK(fill(frame, node, &world, run));
  const std::size_t first = run.tables ? run.tables->size() : 0;
  AMENDS_TRY(auto value, evaluate(node.logic, frame));
  if (run.tables != nullptr)
    for (std::size_t i = first; i < run.tables->size(); ++i)
      if ((*run.tables)[i].where.empty()) (*run.tables)[i].where = node.name;
  held = in_type(std::move(value), node.type, node.where, "the decision '" + node.name + "'", run);
  return *held;
}

Result<Value> serve(std::size_t service, std::span<const Value> arguments, const Run& run) {
  const auto& node = run.graph->services[service];
  World world(*run.graph);
  for (std::size_t i = 0; i < node.parameters.size() && i < arguments.size(); ++i) {
    const auto& link = node.parameters[i];
    const GraphNode& parameter = link.kind == Link::Kind::input ? static_cast<const GraphNode&>(run.graph->inputs[link.index]) : run.graph->decisions[link.index];
    Value value = in_type(arguments[i], parameter.type, node.where, "the argument '" + parameter.name + "'", run);
    if (value.is_null() && !arguments[i].is_null()) return Value();
    (link.kind == Link::Kind::input ? world.inputs : world.decisions)[link.index] = std::move(value);
  }
  Value::Context outputs;
  for (const auto& link : node.outputs) {
    AMENDS_TRY(auto value, decide(link.index, world, run));
    outputs.emplace_back(run.graph->decisions[link.index].name, std::move(value));
  }
  return outputs.size() == 1 ? std::move(outputs.front().second) : Value::context(std::move(outputs));
}

}  // namespace amends::dmn
