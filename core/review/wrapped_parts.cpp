// The parts of a review for a terminal: one function for each kind of block (part_source.hpp).
#include <algorithm>
#include <vector>

#include "review/columns.hpp"
#include "review/wrapped.hpp"

namespace amends::review {
namespace {

constexpr int kIndent = 2;
constexpr int kCellColumnsMost = 36;  // of every column but the last, which takes the rest of the line
constexpr int kCellColumnsLeast = 8;
constexpr int kLastColumnsLeast = 16;
constexpr int kBarColumns = 10;

std::string blanks(int count) { return std::string(static_cast<std::size_t>(std::max(count, 0)), ' '); }
std::string padded(std::string_view text, int columns) { return std::string(text) + blanks(columns - columns_of(text)); }

class Terminal {
 public:
  Terminal(std::string_view language, int width, bool colour) : zh_(language == "zh"), width_(width), colour_(colour) {}

  std::string write(const json::Value& part) {
    out_ = "\n" + paint("── " + at(part, "title"), "1");
    if (const auto state = at(part, "state"); !state.empty()) out_ += paint(zh_ ? "：" + state : ": " + state, colour_of(json::text_at(part, "tone")));
    out_ += "\n";
    if (const auto note = at(part, "note"); !note.empty()) out_ += blanks(kIndent) + paint(wrap(note, width_, kIndent), "2") + "\n";
    for (const auto& block : json::list_at(part, "blocks")) {
      if (!at(block, "fold").empty()) continue;
      const auto kind = json::text_at(block, "kind");
      if (kind == "pairs") pairs(block);
      if (kind == "lines") lines(block);
      if (kind == "table") table(block);
      if (kind == "bars") bars(block);
      if (kind == "cards") cards(block);
    }
    if (const auto hint = at(part, "hint"); !hint.empty()) line(hint);
    return std::move(out_);
  }

 private:
  static std::string at(const json::Value& value, std::string_view path) { return std::string(json::text_at(value, path)); }
  static const char* colour_of(std::string_view tone) { return tone == "danger" ? "1;31" : tone == "warn" ? "33" : tone == "ok" ? "32" : "1"; }
  std::string paint(const std::string& text, const char* code) const { return colour_ && !text.empty() ? std::string("\033[") + code + "m" + text + "\033[0m" : text; }
  void line(std::string_view text, int indent = kIndent) { out_ += blanks(indent) + wrap(text, width_, indent) + "\n"; }

  void pairs(const json::Value& block) {
    for (const auto& row : json::list_at(block, "rows")) {
      const auto& texts = json::list_at(row, "lines");
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto text = std::string(json::text_or(&texts[i], ""));
        if (i == 0) line(at(row, "label") + (zh_ ? "：" : ": ") + text);
        else line(text, kIndent + 4);
      }
    }
  }

  void lines(const json::Value& block) {
    for (const auto& row : json::list_at(block, "rows")) {
      const auto mark = json::text_at(row, "mark");
      const auto text = (mark == "yes" ? "[x] " : mark == "no" ? "[!] " : mark == "open" ? "[ ] " : "") + at(row, "text");
      line(text, mark.empty() ? kIndent : kIndent + 2);
    }
  }

  /// Columns as wide as their widest cell, up to a limit; what is longer runs on in its own column.
  void table(const json::Value& block) {
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& cell : json::list_at(block, "head")) rows.front().emplace_back(json::text_or(&cell, ""));
    for (const auto& row : json::list_at(block, "rows")) {
      rows.emplace_back();
      for (const auto& cell : json::list_or_empty(&row)) rows.back().emplace_back(json::text_or(&cell, ""));
    }
    const auto columns = rows.front().size();
    if (columns == 0) return;
    std::vector<int> widths(columns, 0);
    for (const auto& row : rows)
      for (std::size_t i = 0; i < columns && i < row.size(); ++i) widths[i] = std::min(std::max(widths[i], columns_of(row[i])), kCellColumnsMost);
    const auto& tones = json::list_at(block, "tones");
    int before = kIndent;
    for (std::size_t i = 0; i + 1 < columns; ++i) before += widths[i] + 2;
    // The widest column gives way until the last one has room.
    while (width_ - before < std::min(widths.back(), kLastColumnsLeast)) {
      const auto widest = std::max_element(widths.begin(), widths.end() - 1);
      if (widest == widths.end() - 1 || *widest <= kCellColumnsLeast) break;
      --*widest;
      --before;
    }
    widths.back() = std::max(width_ - before, kCellColumnsLeast);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      // Each cell becomes lines of its own width; the row is as high as its highest cell.
      std::vector<std::vector<std::string>> cells(columns);
      std::size_t height = 1;
      for (std::size_t i = 0; i < columns && i < rows[r].size(); ++i) {
        const auto text = wrap(rows[r][i], widths[i], 0);
        for (std::size_t from = 0; from <= text.size();) {
          const auto end = std::min(text.find('\n', from), text.size());
          cells[i].push_back(text.substr(from, end - from));
          from = end + 1;
        }
        height = std::max(height, cells[i].size());
      }
      for (std::size_t h = 0; h < height; ++h) {
        std::string text;
        for (std::size_t i = 0; i < columns; ++i) text += padded(h < cells[i].size() ? cells[i][h] : std::string{}, widths[i]) + "  ";
        while (text.ends_with(' ')) text.pop_back();
        out_ += blanks(kIndent) + (r == 0 ? paint(text, "2") : r <= tones.size() && json::text_or(&tones[r - 1], "") == "danger" ? paint(text, "1;31") : text) + "\n";
      }
    }
  }

  void bars(const json::Value& block) {
    const auto most = std::max<std::int64_t>(json::integer_at(block, "most"), 1);
    int label = 0, text = 0;
    for (const auto& row : json::list_at(block, "rows")) {
      label = std::max(label, columns_of(at(row, "label")));
      text = std::max(text, columns_of(at(row, "text")));
    }
    const int indent = kIndent + label + text + kBarColumns + 6;
    for (const auto& row : json::list_at(block, "rows")) {
      const auto filled = static_cast<int>(std::clamp<std::int64_t>((json::integer_at(row, "value") * kBarColumns + most - 1) / most, 0, kBarColumns));
      std::string bar;
      for (int i = 0; i < kBarColumns; ++i) bar += i < filled ? "█" : "·";
      out_ += blanks(kIndent) + padded(at(row, "label"), label) + "  " + padded(at(row, "text"), text) + "  " + paint(bar, colour_of(json::text_at(row, "tone"))) + "  " + wrap(at(row, "note"), std::max(width_, indent + 20), indent) + "\n";
    }
  }

  void cards(const json::Value& block) {
    for (const auto& row : json::list_at(block, "rows")) {
      line(at(row, "title") + " · " + at(row, "value") + (at(row, "tag").empty() ? "" : " · " + at(row, "tag")));
      for (const auto& text : json::list_at(row, "lines")) line("- " + std::string(json::text_or(&text, "")), kIndent + 4);
    }
  }

  bool zh_;
  int width_;
  bool colour_;
  std::string out_;
};

}  // namespace

std::string part_text(const json::Value& part, std::string_view language, int width, bool colour) { return part.is_object() ? Terminal(language, width, colour).write(part) : std::string{}; }

}  // namespace amends::review
