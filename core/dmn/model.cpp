#include "dmn/model.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "dmn/compiler.hpp"
#include "dmn/limits.hpp"
#include "dmn/reader.hpp"
#include "support/hash.hpp"
#include "support/nearest.hpp"

namespace amends::dmn {

using feel::Value;

struct Model::Data {
  std::shared_ptr<const Graph> graph;
  std::string hash;
};

namespace {

/// The definitions that the main model needs, itself first. Other files are read only while an import is open: a broken file that nobody imports does no harm.
Result<std::vector<Definitions>> gather(const Source& main, std::span<const Source> others, std::vector<const Source*>& used) {
  std::vector<Definitions> out;
  AMENDS_TRY(auto first, read_definitions(main.text, main.file));
  out.push_back(std::move(first));
  used.push_back(&main);
  std::vector<std::optional<Result<Definitions>>> read(others.size());
  const auto known = [&](std::string_view space) { return std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.space == space; }); };
  for (std::size_t at = 0; at < out.size(); ++at) {
    const auto imports = out[at].imports;
    for (const auto& import : imports) {
      if (known(import.space)) continue;
      if (out.size() > kModelsMax) break;  // compile says so
      for (std::size_t i = 0; i < others.size(); ++i) {
        if (others[i].text.find(import.space) == std::string::npos) continue;  // cannot be it
        if (!read[i]) read[i] = read_definitions(others[i].text, others[i].file);
        if (!*read[i]) {
          if (others[i].text.find("namespace=\"" + import.space + "\"") != std::string::npos) return std::move(*read[i]).error();
          continue;
        }
        if ((**read[i]).space != import.space) continue;
        out.push_back(**read[i]);
        used.push_back(&others[i]);
        break;
      }
    }
  }
  return out;
}

template <class Nodes>
Result<std::size_t> find_main(const Nodes& nodes, std::string_view name, std::string_view what, const Graph& graph) {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].model != 0) continue;
    if (nodes[i].name == name) return i;
    known.push_back(nodes[i].name);
  }
  const auto near = nearest_name(name, known);
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < 10; ++i) list += (list.empty() ? "" : ", ") + std::string(known[i]);
  return fail(ErrorCode::not_found, "there is no " + std::string(what) + " '" + std::string(name) + "'" +
      (!near.empty() ? "; did you mean '" + near + "'?" : list.empty() ? "; the model has none" : "; there are " + list), graph.models.front().file);
}

/// The node that a given value is meant for: by namespace, else the main model before its imports.
template <class Nodes>
std::optional<std::size_t> find_given(const Nodes& nodes, const Given& given, const Graph& graph) {
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].name == given.name && (given.space.empty() || graph.models[nodes[i].model].space == given.space)) return i;
  return std::nullopt;
}

}  // namespace

Result<Model> Model::load(const Source& main, std::span<const Source> others) {
  std::vector<const Source*> used;
  AMENDS_TRY(const auto models, gather(main, others, used));
  auto data = std::make_shared<Data>();
  AMENDS_TRY(data->graph, compile(models));
  if (used.size() == 1) {
    data->hash = content_hash(main.text);
  } else {  // imports count, in whatever order they were found
    std::vector<std::string> hashes;
    for (std::size_t i = 1; i < used.size(); ++i) hashes.push_back(content_hash(used[i]->text));
    std::sort(hashes.begin(), hashes.end());
    std::string all = content_hash(main.text);
    for (const auto& one : hashes) all += "\n" + one;
    data->hash = content_hash(all);
  }
  return Model(std::move(data));
}

const std::vector<Error>& Model::problems() const noexcept { return data_->graph->problems; }
const std::string& Model::hash() const noexcept { return data_->hash; }
const std::string& Model::name() const noexcept { return data_->graph->models.front().name; }

std::vector<std::string> Model::decisions() const {
  std::vector<std::string> out;
  for (const auto& node : data_->graph->decisions)
    if (node.model == 0) out.push_back(node.name);
  return out;
}

std::vector<std::string> Model::services() const {
  std::vector<std::string> out;
  for (const auto& node : data_->graph->services)
    if (node.model == 0) out.push_back(node.name);
  return out;
}

Result<std::vector<std::pair<std::string, feel::TypePtr>>> Model::inputs_of(std::string_view decision) const {
  const Graph& graph = *data_->graph;
  AMENDS_TRY(const std::size_t root, find_main(graph.decisions, decision, "decision", graph));
  std::vector<std::pair<std::string, feel::TypePtr>> out;
  std::set<std::size_t> inputs, decisions;
  const std::function<void(std::size_t)> visit = [&](std::size_t at) {  // at most kRequirementDepthMax deep
    if (!decisions.insert(at).second) return;
    for (const auto& need : graph.decisions[at].needs) {
      if (need.kind == Link::Kind::input && inputs.insert(need.index).second) out.emplace_back(graph.inputs[need.index].name, graph.inputs[need.index].type);
      if (need.kind == Link::Kind::decision) visit(need.index);
    }
  };
  visit(root);
  return out;
}

std::vector<std::pair<std::string, const CompiledTable*>> Model::tables(std::string_view node) const {
  std::vector<std::pair<std::string, const CompiledTable*>> out;
  const std::function<void(const std::string&, const Compiled&)> visit = [&](const std::string& name, const Compiled& logic) {  // as deep as elements nest
    if (logic.table) out.emplace_back(name, logic.table.get());
    for (const auto& part : logic.parts) visit(name, part);
  };
  const auto look = [&](const auto& nodes) {
    for (const auto& one : nodes)
      if (one.model == 0 && (node.empty() || one.name == node)) visit(one.name, one.logic);
  };
  look(data_->graph->decisions);
  look(data_->graph->knowledge);
  return out;
}

Result<Answer> Model::decide(std::string_view decision, std::span<const Given> given, const Moment& moment, Trace trace) const {
  const Graph& graph = *data_->graph;
  AMENDS_TRY(const std::size_t at, find_main(graph.decisions, decision, "decision", graph));
  Answer out;
  feel::Budget budget;
  const Run run{data_->graph, budget, moment.instant, moment.utc_offset_s, &out.notes, trace == Trace::yes ? &out.tables : nullptr};
  World world(graph);
  for (const auto& one : given) {
    if (const auto input = find_given(graph.inputs, one, graph)) {
      const auto& node = graph.inputs[*input];
      world.inputs[*input] = in_type(one.value, node.type, node.where, "the input '" + node.name + "'", run);
      out.inputs.emplace_back(node.name, *world.inputs[*input]);
    } else if (const auto known = find_given(graph.decisions, one, graph); known && *known != at) {
      const auto& node = graph.decisions[*known];
      world.decisions[*known] = in_type(one.value, node.type, node.where, "the decision '" + node.name + "'", run);
      out.inputs.emplace_back(node.name, *world.decisions[*known]);
    }
  }
  AMENDS_TRY(out.value, dmn::decide(at, world, run));
  return out;
}

Result<Answer> Model::serve(std::string_view service, std::span<const Given> given, const Moment& moment, Trace trace) const {
  const Graph& graph = *data_->graph;
  AMENDS_TRY(const std::size_t at, find_main(graph.services, service, "decision service", graph));
  Answer out;
  feel::Budget budget;
  const Run run{data_->graph, budget, moment.instant, moment.utc_offset_s, &out.notes, trace == Trace::yes ? &out.tables : nullptr};
  std::vector<Value> arguments;
  for (const auto& link : graph.services[at].parameters) {
    const GraphNode& node = link.kind == Link::Kind::input ? static_cast<const GraphNode&>(graph.inputs[link.index]) : graph.decisions[link.index];
    const auto found = std::find_if(given.begin(), given.end(), [&](const Given& one) {
      return one.name == node.name && (one.space.empty() || one.space == graph.models[node.model].space);
    });
    auto value = found == given.end() ? Value() : in_type(found->value, node.type, node.where, "'" + node.name + "'", run);
    out.inputs.emplace_back(node.name, value);
    arguments.push_back(std::move(value));
  }
  AMENDS_TRY(out.value, dmn::serve(at, arguments, run));
  return out;
}

Result<Value> value_from_json(const json::Value& value, const feel::TypePtr& type, const std::string& where) {
  using feel::TypeName;
  if (const auto* list = value.if_array()) {
    Value::List out;
    const auto element = type && type->name == TypeName::list && !type->parts.empty() ? type->parts.front() : nullptr;
    for (std::size_t i = 0; i < list->size(); ++i) {
      AMENDS_TRY(auto one, value_from_json((*list)[i], element, where + "." + std::to_string(i)));
      out.push_back(std::move(one));
    }
    return Value::list(std::move(out));
  }
  if (const auto* object = value.if_object()) {
    Value::Context out;
    for (const auto& [key, member] : *object) {
      const std::string name(key);
      feel::TypePtr inner;
      if (type && type->name == TypeName::context)
        for (const auto& [entry, entry_type] : type->entries)
          if (entry == name) inner = entry_type;
      AMENDS_TRY(auto one, value_from_json(member, inner, where + "." + name));
      out.emplace_back(name, std::move(one));
    }
    return Value::context(std::move(out));
  }
  const auto* text = value.if_string();
  if (text != nullptr && type) {
    const std::string_view words(text->data(), text->size());
    const auto read = [&](auto result) -> Result<Value> {
      if (result) return Value(*result);
      return fail(ErrorCode::bad_type, "'" + std::string(words) + "' is no " + feel::text_of(*type) + ": " + result.error().message, where);
    };
    switch (type->name) {
      case TypeName::number: {
        auto number = feel::Decimal::parse(words);
        if (number) return Value::number(*number);
        return fail(ErrorCode::bad_type, "'" + std::string(words) + "' is no number: " + number.error().message, where);
      }
      case TypeName::date: return read(feel::parse_date(words));
      case TypeName::time: return read(feel::parse_time(words));
      case TypeName::date_time: return read(feel::parse_date_time(words));
      case TypeName::years_months:
      case TypeName::days_time: {
        auto duration = feel::parse_duration(words);
        if (!duration) return fail(ErrorCode::bad_type, "'" + std::string(words) + "' is no duration: " + duration.error().message, where);
        return duration->calendar ? Value(duration->years_months) : Value(duration->days_time);
      }
      default: break;
    }
  }
  auto out = feel::from_json(value);
  if (!out) return std::move(out).error().within(where);
  return out;
}

feel::CheckedTable checked(const CompiledTable& table) {
  using feel::TypeName;
  feel::CheckedTable out;
  out.hit = table.hit;
  out.rules = table.rules;
  for (const auto& input : table.inputs) {
    out.columns.push_back(input.label);
    out.allowed.push_back(input.allowed ? &*input.allowed : nullptr);
    std::optional<Value::Kind> kind;
    if (input.type) switch (input.type->name) {
        case TypeName::boolean: kind = Value::Kind::boolean; break;
        case TypeName::number: kind = Value::Kind::number; break;
        case TypeName::string: kind = Value::Kind::string; break;
        case TypeName::date: kind = Value::Kind::date; break;
        case TypeName::time: kind = Value::Kind::time; break;
        case TypeName::date_time: kind = Value::Kind::date_time; break;
        case TypeName::years_months: kind = Value::Kind::years_months; break;
        case TypeName::days_time: kind = Value::Kind::days_time; break;
        default: break;  // any value, or one that no constant cell tests
      }
    out.kinds.push_back(kind);
  }
  out.has_default = std::any_of(table.outputs.begin(), table.outputs.end(), [](const auto& output) { return output.fallback.has_value(); });
  return out;
}

}  // namespace amends::dmn
