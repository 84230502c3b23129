#include "review/checklist_sheet.hpp"

#include <utility>
#include <vector>

#include "review/drawn_text.hpp"
#include "review/labels.hpp"
#include "review/markdown.hpp"
#include "support/money.hpp"

namespace amends::review {
namespace {

constexpr std::string_view kStyle = R"css(
:root{--ink:#1d2430;--dim:#5b6675;--line:#d9dee6;--paper:#fff;--back:#f4f6f9;--accent:#1f5fbf;--ok:#1b6e3c;--stop:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--dim:#9aa6b5;--line:#343c48;--paper:#191e26;--back:#11151b;--accent:#7fb0ff;--ok:#7fd39c;--stop:#ff9a91}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 -apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:820px;margin:0 auto;padding:20px}h1{font-size:20px;margin:0 0 2px}h2{font-size:15px;color:var(--accent);margin:18px 0 6px}.q{color:var(--dim);font-size:13px}
.verdict{font-weight:600;padding:10px 14px;border:1px solid var(--line);border-left:5px solid var(--stop);background:var(--paper);margin:12px 0}.verdict.ok{border-left-color:var(--ok)}
table{border-collapse:collapse;width:100%;background:var(--paper)}th,td{text-align:left;vertical-align:top;padding:5px 8px;border:1px solid var(--line)}th{color:var(--dim);font-weight:500}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td.c{width:2em;text-align:center}
ol,ul{margin:4px 0;padding-left:22px}
@media print{:root{--ink:#000;--dim:#333;--line:#999;--paper:#fff;--back:#fff;--accent:#000;--ok:#000;--stop:#000}@page{size:A4;margin:14mm}body{font-size:11px;line-height:1.4}main{padding:0;max-width:none}h2{margin:10px 0 3px;break-after:avoid}tr,li,.verdict{break-inside:avoid}svg{max-height:70mm}}
)css";

struct Block {
  std::string title;
  std::vector<std::string> head;                ///< of a table; empty: a list
  std::vector<std::vector<std::string>> rows;   ///< cells, or one text each
};

/// The sheet before it is written in one form or the other.
struct Sheet {
  std::string title, note, verdict;
  bool released = false;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Block> blocks;
};

class Reading {
 public:
  Reading(const json::Value& section, const PlanOptions& options) : section_(section), options_(options), zh_(options.language == "zh") {}

  Sheet read() {
    Sheet out;
    out.title = say("plan.sheet.title");
    out.note = say("plan.sheet.note");
    out.released = json::bool_at(section_, "checklist.released");
    out.verdict = say(out.released ? "plan.sheet.released" : "plan.sheet.held") + " " + std::to_string(json::integer_at(section_, "checklist.done")) + "/14 (" + std::to_string(json::integer_at(section_, "checklist.completeness")) + " %)";
    const auto required = codes("checklist.required_open", "plan.item.");
    if (!required.empty()) out.verdict += (zh_ ? "；" : "; ") + say("plan.sheet.required") + ": " + required;
    out.facts = {{say("plan.sheet.mode"), say("plan.mode." + std::string(json::text_at(section_, "mode")))},
                 {say("plan.sheet.tolerance"), std::to_string(json::integer_at(section_, "tolerance")) + " (" + say("plan.state." + std::string(json::text_at(section_, "state"))) + ")"},
                 {say("plan.sheet.acceptance"), money("acceptance_point")},
                 {say("plan.ladder.owed"), money("frame.entitlement")},
                 {say("plan.sheet.target"), money("frame.target")},
                 {say("plan.sheet.qc"), json::bool_at(section_, "qc.pass") ? say("yes") : say("no") + reasons("qc.reasons", "plan.qc.")}};
    if (const auto single = money("single_offer"); single != say("unknown")) out.facts.emplace_back(say("plan.sheet.single"), single);
    items(out);
    offers(out);
    said(out);
    return out;
  }

 private:
  [[nodiscard]] std::string say(std::string_view key) const { return label(key, options_.language); }
  [[nodiscard]] std::string in(const json::Value& from, std::string_view path) const { return std::string(json::in_language(json::find(from, path), options_.language)); }
  [[nodiscard]] std::string sum(std::int64_t minor, std::string_view currency) const { return format_minor(minor, options_.currency_digits) + (currency == "CNY" && zh_ ? "元" : " " + std::string(currency)); }
  [[nodiscard]] std::string money(std::string_view path) const {
    const auto* value = json::find(section_, path);
    std::int64_t minor = 0;
    const auto* amount = value ? json::find(*value, "minor") : nullptr;
    return amount && json::as_integer(*amount, minor) ? sum(minor, json::text_at(*value, "currency")) : say("unknown");
  }
  [[nodiscard]] std::string codes(std::string_view path, const std::string& prefix) const {
    std::string out;
    for (const auto& code : json::list_at(section_, path)) out += (out.empty() ? "" : zh_ ? "、" : ", ") + say(prefix + std::string(json::text_or(&code, "")));
    return out;
  }
  [[nodiscard]] std::string reasons(std::string_view path, const std::string& prefix) const {
    const auto list = codes(path, prefix);
    return list.empty() ? "" : (zh_ ? "：" : ": ") + list;
  }

  void items(Sheet& out) {
    Block block{say("plan.sheet.items"), {"", say("plan.sheet.item")}, {}};
    std::size_t number = 0;
    for (const auto& item : json::list_at(section_, "checklist.items"))
      block.rows.push_back({json::bool_at(item, "done") ? "☑" : "☐", std::to_string(++number) + ". " + in(item, "title")});
    out.blocks.push_back(std::move(block));
  }

  void offers(Sheet& out) {
    const auto off = codes("ladder_off", "plan.off.");
    if (!off.empty()) {
      out.blocks.push_back({say("plan.sheet.no_ladder"), {}, {{off}}});
      return;
    }
    Block block{say("plan.ladder.title"), {say("plan.ladder.step"), say("plan.sheet.total"), say("plan.sheet.goodwill"), say("plan.sheet.release")}, {}};
    const auto currency = json::text_at(section_, "frame.entitlement.currency");
    for (const auto& row : json::list_at(section_, "ladder")) {
      const auto why = in(row, "release.why");
      block.rows.push_back({std::to_string(json::integer_at(row, "k")), sum(json::integer_at(row, "total"), currency), sum(json::integer_at(row, "goodwill"), currency), say("plan.release." + std::string(json::text_at(row, "release.state"))) + (why.empty() ? "" : (zh_ ? "：" : ": ") + why)});
    }
    if (!block.rows.empty()) out.blocks.push_back(std::move(block));
  }

  void said(Sheet& out) {
    Block audit{say("plan.sheet.audit"), {say("plan.sheet.fear"), say("plan.sheet.acknowledgement")}, {}};
    for (const auto& row : json::list_at(section_, "audit")) audit.rows.push_back({in(row, "fear"), in(row, "acknowledgement")});
    if (!audit.rows.empty()) out.blocks.push_back(std::move(audit));
    Block questions{say("plan.sheet.questions"), {}, {}};
    for (const auto& row : json::list_at(section_, "questions")) questions.rows.push_back({in(row, "text")});
    if (!questions.rows.empty()) out.blocks.push_back(std::move(questions));
    Block sides{say("plan.sheet.persuasion"), {say("plan.sheet.side"), say("plan.sheet.words")}, {}};
    for (const auto& code : json::list_at(section_, "persuasion.order")) {
      const auto side = std::string(json::text_or(&code, ""));
      const auto words = in(section_, "persuasion.cells." + side + ".text");
      sides.rows.push_back({say("plan.dimension." + side), words.empty() ? say("plan.sheet.no_evidence") : words});
    }
    if (!sides.rows.empty()) out.blocks.push_back(std::move(sides));
    Block others{say("plan.sheet.non_money"), {}, {}};
    for (const auto& row : json::list_at(section_, "non_money")) others.rows.push_back({in(row, "text")});
    if (!others.rows.empty()) out.blocks.push_back(std::move(others));
  }

  const json::Value& section_;
  const PlanOptions& options_;
  bool zh_;
};

}  // namespace

std::string checklist_markdown(const json::Value& section, const PlanOptions& options) {
  const auto sheet = Reading(section, options).read();
  std::string out = "# " + escape_markdown(sheet.title) + "\n\n" + escape_markdown(sheet.note) + "\n\n**" + escape_markdown(sheet.verdict) + "**\n\n";
  for (const auto& [name, value] : sheet.facts) out += "- " + escape_markdown(name) + ": " + escape_markdown(value) + "\n";
  for (const auto& block : sheet.blocks) {
    out += "\n## " + escape_markdown(block.title) + "\n\n";
    if (block.head.empty()) {
      for (const auto& row : block.rows) out += "- " + escape_markdown(row.front()) + "\n";
      continue;
    }
    for (const auto& cell : block.head) out += "| " + escape_markdown(cell) + " ";
    out += "|\n";
    for (std::size_t i = 0; i < block.head.size(); ++i) out += "| --- ";
    out += "|\n";
    for (const auto& row : block.rows) {
      for (const auto& cell : row) out += "| " + escape_markdown(cell) + " ";
      out += "|\n";
    }
  }
  return out;
}

std::string checklist_html(const json::Value& section, const PlanOptions& options) {
  const auto sheet = Reading(section, options).read();
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(options.language == "zh" ? "zh-CN" : "en") + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" + xml_text(sheet.title) + "</title><style>" + std::string(kStyle) + "</style></head><body><main>\n";
  out += "<h1>" + xml_text(sheet.title) + "</h1><div class=\"q\">" + xml_text(sheet.note) + "</div>\n<div class=\"verdict" + (sheet.released ? " ok" : "") + "\">" + xml_text(sheet.verdict) + "</div>\n<table>";
  for (const auto& [name, value] : sheet.facts) out += "<tr><th>" + xml_text(name) + "</th><td>" + xml_text(value) + "</td></tr>";
  out += "</table>\n";
  const auto drawing = ladder_svg(section, options);
  for (const auto& block : sheet.blocks) {
    out += "<h2>" + xml_text(block.title) + "</h2>\n";
    if (block.head.empty()) {
      out += "<ul>";
      for (const auto& row : block.rows) out += "<li>" + xml_text(row.front()) + "</li>";
      out += "</ul>\n";
      continue;
    }
    if (!drawing.empty() && block.title == label("plan.ladder.title", options.language)) out += drawing;
    out += "<table><thead><tr>";
    for (const auto& cell : block.head) out += "<th>" + xml_text(cell) + "</th>";
    out += "</tr></thead><tbody>\n";
    for (const auto& row : block.rows) {
      out += "<tr>";
      // The sums of an offer keep together.
      for (std::size_t i = 0; i < row.size(); ++i) out += (row[i] == "☑" || row[i] == "☐" ? "<td class=\"c\">" : row.size() == 4 && (i == 1 || i == 2) ? "<td class=\"n\">" : "<td>") + xml_text(row[i]) + "</td>";
      out += "</tr>\n";
    }
    out += "</tbody></table>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace amends::review
