#include "dmn/compiler.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dmn/boxed_compiler.hpp"
#include "dmn/limits.hpp"
#include "dmn/types.hpp"
#include "feel/builtins.hpp"

namespace amends::dmn {
namespace {

constexpr std::string_view kKindNames[] = {"input data", "decision", "business knowledge model", "decision service"};

/// Names with blanks or signs: they would not be read as one name otherwise.
bool plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  });
}

class Compiler {
 public:
  explicit Compiler(std::span<const Definitions> models) : models_(models), graph_(std::make_shared<Graph>()) {}

  Result<std::shared_ptr<const Graph>> run() {
    AMENDS_CHECK(order_models());
    for (const std::size_t model : order_) {
      std::map<std::string, const Types*> imported;
      for (const auto& import : models_[model].imports)
        if (const auto at = model_of(import.space)) imported.emplace(import.name, types_.at(*at).get());
      types_[model] = std::make_unique<Types>(models_[model], imported, graph_->problems);
    }
    for (std::size_t model = 0; model < models_.size(); ++model) enter(model);
    for (std::size_t model = 0; model < models_.size(); ++model) AMENDS_CHECK(link(model));
    AMENDS_CHECK(check_circles());
    for (std::size_t model = 0; model < models_.size(); ++model) compile_logic(model);
    return std::shared_ptr<const Graph>(graph_);
  }

 private:
  std::string at(std::size_t model, int line) const { return models_[model].file + ":" + std::to_string(line); }
  std::optional<std::size_t> model_of(std::string_view space) const {
    for (std::size_t i = 0; i < models_.size(); ++i)
      if (models_[i].space == space) return i;
    return std::nullopt;
  }
  void problem(Error error) {
    if (graph_->problems.size() < kProblemsMax) graph_->problems.push_back(std::move(error));
  }

  /// Imported models first: their types are needed.
  Result<void> order_models() {
    if (models_.size() > kModelsMax)
      return fail(ErrorCode::range, "the model imports " + std::to_string(models_.size() - 1) + " files, more than " + std::to_string(kModelsMax - 1) + "; join some of them",
                  models_.front().file);
    for (std::size_t i = 0; i < models_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (models_[i].space == models_[j].space)
          return fail(ErrorCode::schema, "'" + models_[j].file + "' has the same namespace '" + models_[i].space + "'; give each model its own", models_[i].file);
    std::vector<int> state(models_.size(), 0);
    std::vector<std::size_t> path;
    return visit_model(0, state, path);
  }
  Result<void> visit_model(std::size_t model, std::vector<int>& state, std::vector<std::size_t>& path) {
    if (state[model] == 2) return {};
    path.push_back(model);
    if (state[model] == 1) {
      std::string circle;
      for (const std::size_t one : path) circle += (circle.empty() ? "" : " -> ") + models_[one].file;
      return fail(ErrorCode::schema, "models import one another in a circle: " + circle + "; break it", models_[model].file);
    }
    state[model] = 1;
    for (const auto& import : models_[model].imports) {
      if (!import.type.empty() && import.type.find("/MODEL") == std::string::npos) continue;  // PMML or an XML schema: nothing here reads it
      const auto imported = model_of(import.space);
      if (!imported)
        return fail(ErrorCode::not_found, "the import '" + import.name + "' needs the model of the namespace '" + import.space +
            "', which is in no .dmn file of this folder; put its file there", at(model, import.line));
      AMENDS_CHECK(visit_model(*imported, state, path));
    }
    state[model] = 2;
    path.pop_back();
    order_.push_back(model);
    return {};
  }

  feel::TypePtr type_of(std::size_t model, std::string_view type_ref, int line) {
    if (!types_.contains(model)) return nullptr;
    auto type = types_.at(model)->find(type_ref, at(model, line));
    if (type) return *type;
    problem(type.error());
    return nullptr;
  }

  void fill(GraphNode& out, const Node& node, std::size_t model, Link::Kind kind, std::size_t index) {
    out.model = model;
    out.name = node.name;
    out.id = node.id;
    out.where = at(model, node.line);
    out.type = type_of(model, node.variable.type_ref, node.line);
    if (!node.id.empty()) ids_[model].emplace(node.id, Link{kind, index, ""});
  }

  void enter(std::size_t model) {
    const auto& from = models_[model];
    graph_->models.push_back({from.file, from.name, from.space});
    for (const auto& input : from.inputs) {
      auto& node = graph_->inputs.emplace_back();
      fill(node, input, model, Link::Kind::input, graph_->inputs.size() - 1);
      node.type_ref = input.variable.type_ref;
    }
    for (const auto& decision : from.decisions) {
      auto& node = graph_->decisions.emplace_back();
      fill(node, decision, model, Link::Kind::decision, graph_->decisions.size() - 1);
      node.question = decision.question;
    }
    for (const auto& one : from.knowledge) {
      auto& node = graph_->knowledge.emplace_back();
      fill(node, one, model, Link::Kind::knowledge, graph_->knowledge.size() - 1);
    }
    for (const auto& one : from.services) {
      auto& node = graph_->services.emplace_back();
      fill(node, one, model, Link::Kind::service, graph_->services.size() - 1);
    }
  }

  Result<Link> follow(std::size_t model, const Reference& reference, std::initializer_list<Link::Kind> wanted, const std::string& who) const {
    const auto hash = reference.href.find('#');
    const auto space = reference.href.substr(0, hash), id = reference.href.substr(hash + 1);
    std::size_t target = model;
    std::string import_name;
    if (!space.empty() && space != models_[model].space) {
      const auto& imports = models_[model].imports;
      const auto import = std::find_if(imports.begin(), imports.end(), [&](const Import& one) { return one.space == space; });
      const auto found = import == imports.end() ? std::nullopt : model_of(space);
      if (!found)
        return fail(ErrorCode::schema, who + " refers to '" + reference.href + "', whose namespace is not imported; add an <import>", at(model, reference.line));
      target = *found;
      import_name = import->name;
    }
    const auto ids = ids_.find(target);
    const auto found = ids == ids_.end() ? std::map<std::string, Link>::const_iterator{} : ids->second.find(id);
    if (ids == ids_.end() || found == ids->second.end())
      return fail(ErrorCode::schema, who + " refers to '" + reference.href + "', and no element of '" + models_[target].file + "' has that id; correct the href",
                  at(model, reference.line));
    Link out = found->second;
    if (std::find(wanted.begin(), wanted.end(), out.kind) == wanted.end())
      return fail(ErrorCode::schema, who + " refers to '" + reference.href + "', which is a " + std::string(kKindNames[static_cast<std::size_t>(out.kind)]) +
          "; it needs a " + std::string(kKindNames[static_cast<std::size_t>(*wanted.begin())]), at(model, reference.line));
    out.import_name = import_name;
    return out;
  }

  Result<void> follow_all(std::size_t model, const std::vector<Reference>& references, std::initializer_list<Link::Kind> wanted, const std::string& who,
                          std::vector<Link>& out) const {
    for (const auto& reference : references) {
      AMENDS_TRY(auto link, follow(model, reference, wanted, who));
      out.push_back(std::move(link));
    }
    return {};
  }

  Result<void> link(std::size_t model) {
    using Kind = Link::Kind;
    const auto& from = models_[model];
    std::size_t first = 0;
    const auto start = [&](const auto& nodes) { first = 0; while (first < nodes.size() && nodes[first].model != model) ++first; };
    start(graph_->decisions);
    for (std::size_t i = 0; i < from.decisions.size(); ++i) {
      const auto& decision = from.decisions[i];
      auto& needs = graph_->decisions[first + i].needs;
      const auto who = "the decision '" + decision.name + "'";
      AMENDS_CHECK(follow_all(model, decision.inputs, {Kind::input}, who, needs));
      AMENDS_CHECK(follow_all(model, decision.decisions, {Kind::decision}, who, needs));
      AMENDS_CHECK(follow_all(model, decision.knowledge, {Kind::knowledge, Kind::service}, who, needs));
    }
    start(graph_->knowledge);
    for (std::size_t i = 0; i < from.knowledge.size(); ++i)
      AMENDS_CHECK(follow_all(model, from.knowledge[i].knowledge, {Kind::knowledge, Kind::service}, "the business knowledge model '" + from.knowledge[i].name + "'",
                              graph_->knowledge[first + i].needs));
    start(graph_->services);
    for (std::size_t i = 0; i < from.services.size(); ++i) {
      const auto& service = from.services[i];
      auto& node = graph_->services[first + i];
      const auto who = "the decision service '" + service.name + "'";
      std::vector<Link> encapsulated;
      AMENDS_CHECK(follow_all(model, service.inputs, {Kind::input}, who, node.parameters));
      AMENDS_CHECK(follow_all(model, service.input_decisions, {Kind::decision}, who, node.parameters));
      AMENDS_CHECK(follow_all(model, service.outputs, {Kind::decision}, who, node.outputs));
      AMENDS_CHECK(follow_all(model, service.encapsulated, {Kind::decision}, who, encapsulated));
    }
    return {};
  }

  // --- circles ---------------------------------------------------------------------------------------------------------------------------------

  const GraphNode& node(const Link& link) const {
    switch (link.kind) {
      case Link::Kind::input: return graph_->inputs[link.index];
      case Link::Kind::decision: return graph_->decisions[link.index];
      case Link::Kind::knowledge: return graph_->knowledge[link.index];
      case Link::Kind::service: return graph_->services[link.index];
    }
    return graph_->inputs[link.index];
  }

  /// Depth first without recursion: a chain may be as long as the file.
  Result<void> check_circles() const {
    std::map<std::pair<int, std::size_t>, int> state;
    struct Visit {
      Link link;
      std::vector<Link> next;
      std::size_t done = 0;
    };
    const auto next_of = [&](const Link& link) {
      return link.kind == Link::Kind::service ? graph_->services[link.index].outputs : node(link).needs;
    };
    const auto key = [](const Link& link) { return std::pair(static_cast<int>(link.kind), link.index); };
    const auto run = [&](Link root) -> Result<void> {
      if (state[key(root)] == 2) return {};
      std::vector<Visit> path;
      path.push_back({root, next_of(root)});
      state[key(root)] = 1;
      while (!path.empty()) {
        auto& top = path.back();
        if (top.done == top.next.size()) {
          state[key(top.link)] = 2;
          path.pop_back();
          continue;
        }
        const Link next = top.next[top.done++];
        auto& seen = state[key(next)];
        if (seen == 2) continue;
        if (seen == 1) {
          if (key(next) == key(top.link) && next.kind == Link::Kind::knowledge) continue;  // a function that calls itself
          std::string circle;
          bool inside = false;
          for (const auto& visit : path) {
            inside = inside || key(visit.link) == key(next);
            if (inside) circle += "'" + node(visit.link).name + "' -> ";
          }
          return fail(ErrorCode::schema, "requirements go in a circle: " + circle + "'" + node(next).name + "'; remove one of them", node(next).where);
        }
        if (path.size() >= kRequirementDepthMax)
          return fail(ErrorCode::range, "'" + node(root).name + "' rests on a chain of more than " + std::to_string(kRequirementDepthMax) + " requirements; make it shorter",
                      node(root).where);
        seen = 1;
        path.push_back({next, next_of(next)});
      }
      return {};
    };
    for (std::size_t i = 0; i < graph_->decisions.size(); ++i) AMENDS_CHECK(run({Link::Kind::decision, i, ""}));
    for (std::size_t i = 0; i < graph_->knowledge.size(); ++i) AMENDS_CHECK(run({Link::Kind::knowledge, i, ""}));
    for (std::size_t i = 0; i < graph_->services.size(); ++i) AMENDS_CHECK(run({Link::Kind::service, i, ""}));
    return {};
  }

  // --- logic -----------------------------------------------------------------------------------------------------------------------------------

  /// What a node's expressions may name.
  std::vector<std::string> visible(const GraphNode& of) const {
    std::vector<std::string> out;
    for (const auto& need : of.needs) {
      if (!need.import_name.empty() && std::find(out.begin(), out.end(), need.import_name) == out.end()) out.push_back(need.import_name);
      out.push_back(node(need).name);
    }
    return out;
  }

  static void component_names(const std::vector<ItemDefinition>& items, std::set<std::string>& out) {
    for (const auto& item : items) {
      if (!plain(item.name)) out.insert(item.name);
      component_names(item.components, out);
    }
  }

  static void entry_names(const Boxed& boxed, std::set<std::string>& out) {
    if (boxed.kind == Boxed::Kind::context || boxed.kind == Boxed::Kind::relation)
      for (const auto& variable : boxed.variables)
        if (!plain(variable.name)) out.insert(variable.name);
    if (boxed.table)
      for (const auto& output : boxed.table->outputs)
        if (!plain(output.name)) out.insert(output.name);
    for (const auto& part : boxed.parts) entry_names(part, out);
  }

  void compile_logic(std::size_t model) {
    if (!types_.contains(model)) return;  // handed in and not imported
    // Members of values have names too; those of other files as well, for values come from there.
    std::set<std::string> members;
    for (const auto& one : models_) {
      component_names(one.items, members);
      for (const auto& decision : one.decisions) entry_names(decision.expression, members);
      for (const auto& knowledge : one.knowledge) entry_names(knowledge.logic, members);
    }
    for (const auto& service : graph_->services)
      for (const auto& output : service.outputs)
        if (service.outputs.size() > 1 && !plain(node(output).name)) members.insert(node(output).name);  // entries of its result
    std::erase_if(members, [](const std::string& name) { return feel::find_builtin(name) != nullptr; });  // "met by(" calls the function
    BoxedCompiler boxed(models_[model].file, *types_.at(model), std::vector<std::string>(members.begin(), members.end()), graph_->problems);
    const auto& from = models_[model];
    std::size_t i = 0;
    for (auto& node : graph_->decisions)
      if (node.model == model) {
        const auto& decision = from.decisions[i++];
        node.logic = boxed.compile(decision.expression, visible(node), "the decision '" + decision.name + "'", decision.variable.type_ref);
      }
    i = 0;
    for (auto& node : graph_->knowledge)
      if (node.model == model) {
        const auto& knowledge = from.knowledge[i++];
        auto names = visible(node);
        names.push_back(node.name);
        node.logic = boxed.compile(knowledge.logic, names, "the business knowledge model '" + knowledge.name + "'", knowledge.variable.type_ref);
        if (!node.logic.result) node.logic.result = node.type && node.type->name == feel::TypeName::function ? node.type->parts.back() : node.type;
      }
  }

  std::span<const Definitions> models_;
  std::shared_ptr<Graph> graph_;
  std::vector<std::size_t> order_;
  std::map<std::size_t, std::unique_ptr<Types>> types_;
  std::map<std::size_t, std::map<std::string, Link>> ids_;
};

}  // namespace

Result<std::shared_ptr<const Graph>> compile(std::span<const Definitions> models) { return Compiler(models).run(); }

}  // namespace amends::dmn
