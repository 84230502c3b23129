#include "flow/graph.hpp"

#include <algorithm>
#include <cstddef>

namespace amends::flow {
namespace {

/// Node 2*i is step i (of a parallel step: its split); node 2*i+1 the join of parallel step i.
using Node = std::size_t;
constexpr Node kExit = static_cast<Node>(-1);

Node entry(StepIndex step) { return 2 * static_cast<Node>(step); }
Node join(StepIndex step) { return entry(step) + 1; }

Node target(const Step& from, StepIndex go) {
  if (go != kEnd) return entry(go);
  return from.inside == kEnd ? kExit : join(from.inside);
}

std::vector<Node> arrows(const std::vector<Step>& steps, Node node) {
  const Step& step = steps[node / 2];
  const auto onward = step.joins ? join(step.next) : target(step, step.next);
  if (node % 2 == 1) return {onward};
  std::vector<Node> out;
  switch (step.kind) {
    case StepKind::parallel:
    case StepKind::inclusive:
    case StepKind::block:
    case StepKind::each:
    case StepKind::run:
      for (const auto& branch : step.branches)
        if (branch.first != kEnd) out.push_back(entry(branch.first));
      if (step.kind == StepKind::each || step.kind == StepKind::run) out.push_back(onward);  // without items; a path does not lead to the join of who runs it
      break;
    case StepKind::choose:
      for (const auto& branch : step.choose) out.push_back(target(step, branch.go));
      break;
    case StepKind::first_of:
      for (const auto& alternative : step.alternatives) out.push_back(target(step, alternative.go));
      break;
    case StepKind::terminate:
      if (!step.whole_case && !step.targets.empty()) out.push_back(join(step.targets.front()));
      break;
    case StepKind::raise:
      if (!step.raises_error) out.push_back(onward);
      break;
    case StepKind::cancel:
      if (!step.whole_case) out.push_back(onward);
      break;
    default:
      out.push_back(onward);
      for (const auto& route : step.on_error) out.push_back(target(step, route.go));
  }
  for (const auto& boundary : step.on) out.push_back(target(step, boundary.go));
  if (!step.bound.name.empty()) out.push_back(target(step, step.bound.go));
  if (step.milestone.otherwise) out.push_back(target(step, *step.milestone.otherwise));
  if (step.undo != kEnd) out.push_back(entry(step.undo));
  return out;
}

void mark_from(const std::vector<Step>& steps, Node start, std::vector<char>& seen) {
  std::vector<Node> open{start};
  seen[start] = 1;
  while (!open.empty()) {
    const auto node = open.back();
    open.pop_back();
    for (const auto next : arrows(steps, node)) {
      if (next == kExit || seen[next]) continue;
      seen[next] = 1;
      open.push_back(next);
    }
  }
}

/// A token leaves the step within the turn. One with a bound ends every circle it stands in, one with a milestone may wait for it.
bool is_pure(const Step& step) {
  switch (step.kind) {
    case StepKind::human:
    case StepKind::message:
    case StepKind::listen:
    case StepKind::wait:
    case StepKind::first_of: return false;
    case StepKind::send:
      if (step.send.waits) return false;
      [[fallthrough]];
    default: return step.bound.name.empty() && step.milestone.at.empty();
  }
}

/// Nodes that a token leaves within the turn: those of pure steps, and the joins at which enough branches can arrive within the turn.
std::vector<char> waitless_nodes(const std::vector<Step>& steps) {
  std::vector<char> out(2 * steps.size(), 0);
  for (std::size_t i = 0; i < steps.size(); ++i) out[entry(static_cast<StepIndex>(i))] = is_pure(steps[i]);
  // A step in a branch stands behind its parallel step, so that going backwards meets the inner blocks first.
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!is_scope(steps[i].kind)) continue;
    const auto at = join(static_cast<StepIndex>(i));
    const auto& branches = steps[i].branches;
    const auto arrives = [&](const ParallelBranch& branch) {
      if (branch.first == kEnd || !out[entry(branch.first)]) return false;
      std::vector<char> seen(out.size(), 0);
      std::vector<Node> open{entry(branch.first)};
      while (!open.empty()) {
        const auto node = open.back();
        open.pop_back();
        for (const auto next : arrows(steps, node)) {
          if (next == at) return true;
          if (next == kExit || seen[next] || !out[next]) continue;
          seen[next] = 1;
          open.push_back(next);
        }
      }
      return false;
    };
    const bool some = steps[i].kind == StepKind::inclusive || steps[i].join.of > 0;
    out[at] = some ? std::any_of(branches.begin(), branches.end(), arrives) : std::all_of(branches.begin(), branches.end(), arrives);
  }
  return out;
}

/// Tarjan's strongly connected components, with its own stack: a workflow of kStepsMax steps in a row must not use up the thread's.
/// Nodes that are not kept count as absent.
class Components {
 public:
  Components(const std::vector<Step>& steps, const std::vector<char>& kept) : steps_(steps), kept_(kept), of_(2 * steps.size(), 0), low_(of_), number_(of_), on_stack_(of_.size(), 0) {
    for (Node node = 0; node < of_.size(); ++node)
      if (kept_[node] && number_[node] == 0) visit(node);
  }
  [[nodiscard]] std::size_t of(Node node) const { return of_[node]; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  struct Frame {
    Node node;
    std::vector<Node> next;
    std::size_t at = 0;
  };

  void open(Node node) {
    number_[node] = low_[node] = ++last_number_;
    stack_.push_back(node);
    on_stack_[node] = 1;
    frames_.push_back({node, arrows(steps_, node), 0});
  }

  void visit(Node start) {
    open(start);
    while (!frames_.empty()) {
      auto& frame = frames_.back();
      if (frame.at < frame.next.size()) {
        const auto next = frame.next[frame.at++];
        if (next == kExit || !kept_[next]) continue;
        if (number_[next] == 0) open(next);
        else if (on_stack_[next]) low_[frame.node] = std::min(low_[frame.node], number_[next]);
        continue;
      }
      const auto node = frame.node;
      frames_.pop_back();
      if (!frames_.empty()) low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
      if (low_[node] == number_[node]) close(node);
    }
  }

  void close(Node root) {
    for (Node node = kExit; node != root;) {
      node = stack_.back();
      stack_.pop_back();
      on_stack_[node] = 0;
      of_[node] = count_;
    }
    ++count_;
  }

  const std::vector<Step>& steps_;
  const std::vector<char>& kept_;
  std::vector<std::size_t> of_, low_, number_;
  std::vector<char> on_stack_;
  std::vector<Node> stack_;
  std::vector<Frame> frames_;
  std::size_t count_ = 0, last_number_ = 0;
};

}  // namespace

bool can_reach(const std::vector<Step>& steps, StepIndex from, StepIndex to) {
  std::vector<char> seen(2 * steps.size(), 0);
  for (const auto next : arrows(steps, entry(from)))
    if (next != kExit && !seen[next]) mark_from(steps, next, seen);
  return seen[entry(to)] != 0;
}

std::vector<StepIndex> unreachable_steps(const std::vector<Step>& steps, StepIndex first) {
  std::vector<StepIndex> out;
  std::vector<char> seen(2 * steps.size(), 0);
  if (first != kEnd) mark_from(steps, entry(first), seen);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto index = static_cast<StepIndex>(i);
    if (seen[entry(index)]) continue;
    out.push_back(index);
    mark_from(steps, entry(index), seen);
  }
  return out;
}

std::vector<Circle> waitless_circles(const std::vector<Step>& steps) {
  const auto kept = waitless_nodes(steps);
  const Components components(steps, kept);
  struct Group {
    Circle circle;
    bool cyclic = false;
  };
  std::vector<Group> groups(components.count());
  for (Node node = 0; node < kept.size(); ++node) {
    const auto& step = steps[node / 2];
    const bool is_join = node % 2 == 1;
    if (!kept[node] || (is_join && !is_scope(step.kind))) continue;
    const auto index = static_cast<StepIndex>(node / 2);
    auto& [circle, cyclic] = groups[components.of(node)];
    if (!is_join) circle.steps.push_back(index);
    bool leaves = false;
    for (const auto next : arrows(steps, node)) {
      if (next != kExit && kept[next] && components.of(next) == components.of(node)) cyclic = true;
      else leaves = true;
    }
    if (leaves && (circle.exits.empty() || circle.exits.back() != index)) circle.exits.push_back(index);
  }
  std::vector<Circle> out;
  for (auto& [circle, cyclic] : groups)
    if (cyclic) out.push_back(std::move(circle));
  std::sort(out.begin(), out.end(), [](const Circle& left, const Circle& right) { return left.steps < right.steps; });
  return out;
}

SideBySide side_by_side(const std::vector<Step>& steps, StepIndex step, std::size_t event) {
  const auto& own = steps[static_cast<std::size_t>(step)];
  const auto beside = target(own, own.on[event].go);
  const auto stop = own.inside == kEnd ? kExit : join(own.inside);
  const auto from = [&](Node start) {
    std::vector<char> seen(2 * steps.size(), 0);
    std::vector<Node> open;
    const auto see = [&](Node node) {
      if (node == kExit || node == stop || seen[node]) return;
      seen[node] = 1;
      open.push_back(node);
    };
    see(start);
    while (!open.empty()) {
      const auto node = open.back();
      open.pop_back();
      auto ways = arrows(steps, node);
      if (node == entry(step))
        if (const auto found = std::find(ways.rbegin(), ways.rend(), beside); found != ways.rend()) ways.erase(std::next(found).base());
      for (const auto next : ways) see(next);
    }
    std::vector<StepIndex> out;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      bool undoes = false;
      for (const auto* at = &steps[i]; !undoes && at->inside != kEnd; at = &steps[static_cast<std::size_t>(at->inside)]) undoes = at->branch == kUndo;
      if (seen[entry(static_cast<StepIndex>(i))] && !undoes) out.push_back(static_cast<StepIndex>(i));
    }
    return out;
  };
  return {from(entry(step)), from(beside)};
}

}  // namespace amends::flow
