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
      for (const auto& branch : step.branches)
        if (branch.first != kEnd) out.push_back(entry(branch.first));
      break;
    case StepKind::choose:
      for (const auto& branch : step.choose) out.push_back(target(step, branch.go));
      break;
    case StepKind::first_of:
      for (const auto& alternative : step.alternatives) out.push_back(target(step, alternative.go));
      break;
    default:
      out.push_back(onward);
      for (const auto& route : step.on_error) out.push_back(target(step, route.go));
  }
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

bool is_pure(StepKind kind) {
  return kind == StepKind::stage || kind == StepKind::decide || kind == StepKind::choose || kind == StepKind::set || kind == StepKind::parallel;
}

/// Tarjan's strongly connected components, with its own stack: a workflow of kStepsMax steps in a row must not use up the thread's.
class Components {
 public:
  explicit Components(const std::vector<Step>& steps) : steps_(steps), of_(2 * steps.size(), 0), low_(of_), number_(of_), on_stack_(of_.size(), 0) {
    for (Node node = 0; node < of_.size(); ++node)
      if (number_[node] == 0) visit(node);
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
        if (next == kExit) continue;
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
  std::vector<std::size_t> of_, low_, number_;
  std::vector<char> on_stack_;
  std::vector<Node> stack_;
  std::vector<Frame> frames_;
  std::size_t count_ = 0, last_number_ = 0;
};

}  // namespace

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

std::vector<std::vector<StepIndex>> endless_cycles(const std::vector<Step>& steps) {
  const Components components(steps);
  struct Group {
    std::vector<StepIndex> steps;
    bool cyclic = false, pure = true, closed = true;
  };
  std::vector<Group> groups(components.count());
  for (Node node = 0; node < 2 * steps.size(); ++node) {
    const auto& step = steps[node / 2];
    const bool is_join = node % 2 == 1;
    if (is_join && step.kind != StepKind::parallel) continue;
    auto& group = groups[components.of(node)];
    if (!is_join) group.steps.push_back(static_cast<StepIndex>(node / 2));
    if (!is_pure(step.kind)) group.pure = false;
    for (const auto next : arrows(steps, node)) {
      if (next != kExit && components.of(next) == components.of(node)) group.cyclic = true;
      else group.closed = false;
    }
  }
  std::vector<std::vector<StepIndex>> out;
  for (auto& group : groups)
    if (group.cyclic && group.pure && group.closed) out.push_back(std::move(group.steps));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace amends::flow
