// The drawing of a workflow as a Mermaid flowchart: the same boxes and arrows, places left to Mermaid.
#include <string>
#include <utility>

#include "review/workflow_drawing.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

/// Text inside quotes. Mermaid reads #name; as a character.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : utf8::without_controls(text)) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '#': out += "#35;"; break;
      case '&': out += "#amp;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '\n': out += "<br/>"; break;
      default: out += c;
    }
  }
  return out + "\"";
}

std::pair<std::string_view, std::string_view> brackets(DrawnShape shape) {
  switch (shape) {
    case DrawnShape::start: return {"((", "))"};
    case DrawnShape::end: return {"(((", ")))"};
    case DrawnShape::human: return {"[/", "/]"};
    case DrawnShape::decide: return {"[(", ")]"};
    case DrawnShape::choose: return {"{", "}"};
    case DrawnShape::first_of: return {"{{", "}}"};
    case DrawnShape::message: return {">", "]"};
    case DrawnShape::wait: return {"([", "])"};
    case DrawnShape::block: return {"[[", "]]"};
    case DrawnShape::act: return {"(", ")"};
    case DrawnShape::parallel:
    case DrawnShape::join: return {"[[", "]]"};
    case DrawnShape::stage:
    case DrawnShape::set:
    case DrawnShape::label: return {"[", "]"};
  }
  return {"[", "]"};
}

}  // namespace

std::string to_mermaid(const flow::Definition& definition, const Drawing& drawing) {
  std::string out = "---\ntitle: " + quoted(drawing.title + " (" + drawing.name + ")") + "\n---\nflowchart TD\n";
  // Names of steps are small letters, digits and "_"; a prefix keeps them apart from Mermaid's own words.
  const auto id = [&](int index) -> std::string {
    const auto& box = drawing.boxes[static_cast<std::size_t>(index)];
    if (box.step == flow::kEnd) return "start_here";
    const auto prefix = box.shape == DrawnShape::join ? "join_" : box.shape == DrawnShape::end ? "end_" : "step_";
    return prefix + definition.step(box.step).name;
  };
  std::string seen, here;
  for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
    const auto& box = drawing.boxes[i];
    if (box.shape == DrawnShape::label) continue;
    const auto name = id(static_cast<int>(i));
    const auto [open, close] = brackets(box.shape);
    auto text = box.tooltip;
    if (drawing.with_case && box.visits > 0) {
      if (box.visits > 1) text += "\n" + std::to_string(box.visits) + "×";
      for (const auto& line : box.texts)
        if (line.marked) text += "\n" + line.text;
      (box.here ? here : seen) += (box.here ? here : seen).empty() ? name : "," + name;
    }
    out += "  " + name + std::string(open) + quoted(text) + std::string(close) + "\n";
  }
  std::string taken;
  for (std::size_t i = 0; i < drawing.arrows.size(); ++i) {
    const auto& arrow = drawing.arrows[i];
    out += "  " + id(arrow.from_box) + (arrow.upward ? " -.->" : " -->");
    if (arrow.label_box >= 0) out += "|" + quoted(drawing.boxes[static_cast<std::size_t>(arrow.label_box)].tooltip) + "|";
    out += " " + id(arrow.to_box) + "\n";
    if (drawing.with_case && arrow.taken > 0) taken += (taken.empty() ? "" : ",") + std::to_string(i);
  }
  if (!seen.empty()) out += "  classDef seen stroke:#0b6b3a,stroke-width:3px\n  class " + seen + " seen\n";
  if (!here.empty()) out += "  classDef here stroke:#b3261e,stroke-width:4px\n  class " + here + " here\n";
  if (!taken.empty()) out += "  linkStyle " + taken + " stroke:#0b6b3a,stroke-width:3px\n";
  return out;
}

}  // namespace amends::review
