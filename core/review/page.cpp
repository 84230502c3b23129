#include "review/page.hpp"

#include "review/chart_drawing.hpp"
#include "review/ladder_drawing.hpp"
#include "review/workflow_drawing.hpp"
#include "support/utf8.hpp"

namespace amends::review {
namespace {

constexpr std::string_view kLight = "--ink:#1d2430;--dim:#5b6675;--line:#d9dee6;--paper:#fff;--back:#f4f6f9;--accent:#1f5fbf;--danger:#b3261e;--dangerback:#fdecea;--warn:#8a5a00;--warnback:#fff4dc;--ok:#1b6e3c;--okback:#e6f4ea;"
                                    "\n--fact:#dbe8fb;--emotion:#fde2e0;--demand:#dcf3e1;--threat:#ffe3bf;--safety:#f7c5c1;--care:#e9dcf7";
constexpr std::string_view kDark = "--ink:#e6eaf0;--dim:#9aa6b5;--line:#343c48;--paper:#191e26;--back:#11151b;--accent:#7fb0ff;--danger:#ff9a91;--dangerback:#3a1715;--warn:#f4c26b;--warnback:#362708;--ok:#7fd39c;--okback:#12301d;"
                                   "\n--fact:#1d3a63;--emotion:#5a2623;--demand:#1c4a2a;--threat:#5a3c10;--safety:#6e201b;--care:#43295f";

constexpr std::string_view kRules = R"css(*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.6 -apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif}
main{max-width:980px;margin:0 auto;padding:24px 20px 60px}
header h1{font-size:20px;margin:0 0 4px}
header .meta{color:var(--dim);font-size:13px}
.headline{font-size:18px;font-weight:600;margin:16px 0;padding:14px 16px;background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--accent);border-radius:6px}
.alert{padding:10px 14px;border-radius:6px;margin:8px 0;border:1px solid var(--line);background:var(--paper)}
.alert.danger{background:var(--dangerback);color:var(--danger);border-color:currentColor;font-weight:600}
.alert.warn{background:var(--warnback);color:var(--warn)}
section{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:14px 18px;margin:14px 0}
section>h2{font-size:15px;margin:0 0 10px;color:var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--dim)}dd{margin:0}
.doc{font-size:17px;line-height:2;white-space:pre-wrap;overflow-wrap:anywhere}
.doc .head{font-size:12px;color:var(--dim);line-height:1.4}
mark{color:inherit;border-radius:3px;padding:1px 1px}
mark.fact{background:var(--fact)}mark.emotion{background:var(--emotion)}mark.demand{background:var(--demand)}mark.threat{background:var(--threat)}mark.safety{background:var(--safety)}mark.care{background:var(--care)}
.legend{font-size:12px;color:var(--dim);margin-top:8px}.legend mark{margin-right:10px;padding:1px 6px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:5px 8px;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.day{white-space:nowrap}
.bar{display:flex;height:18px;border-radius:4px;overflow:hidden;background:var(--back);margin:6px 0;border:1px solid var(--line)}
.bar i{display:block;height:100%}
.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:4px}
.tag{display:inline-block;border-radius:10px;padding:0 9px;font-size:12px;border:1px solid var(--line);background:var(--back);white-space:nowrap}
.tag.block,.tag.late{color:var(--danger);background:var(--dangerback);border-color:currentColor}.tag.warn{color:var(--warn);background:var(--warnback);border-color:currentColor}.tag.met,.tag.answered{color:var(--ok);background:var(--okback);border-color:currentColor}
.finding{padding:8px 0;border-bottom:1px solid var(--line)}.finding:last-child{border-bottom:0}
.ev{color:var(--dim);font-size:13px;margin:2px 0 0 6px}.ev q{color:var(--ink);font-weight:600}
.quiet{color:var(--dim);font-size:13px}
.primary{font-size:16px;font-weight:600}
.letter{white-space:pre-wrap;border-left:3px solid var(--line);padding-left:12px;margin:6px 0;overflow-wrap:anywhere}
details>summary{cursor:pointer;color:var(--dim)}
.tag.danger{color:var(--danger);background:var(--dangerback);border-color:currentColor}.tag.notice{color:var(--accent);border-color:currentColor}.tag.ok{color:var(--ok);background:var(--okback);border-color:currentColor}
h2 .tag{margin-left:8px;font-size:13px;font-weight:600;vertical-align:1px;white-space:normal}
dd.tone.danger{color:var(--danger);font-weight:600}dd.tone.warn,li.tone.warn{color:var(--warn)}tr.tone.danger td{color:var(--danger)}tr.tone.ok td{color:var(--ok)}
ul.marks{list-style:none;margin:8px 0;padding:0}ul.marks li{padding:2px 0}.yes{color:var(--ok)}.not{color:var(--danger)}.open{color:var(--dim)}
table.part{margin:10px 0}table.part td{overflow-wrap:anywhere}
.bars{display:grid;grid-template-columns:max-content max-content minmax(90px,160px) 1fr;gap:4px 14px;align-items:center;margin:10px 0;font-size:14px}
.bars .n{font-variant-numeric:tabular-nums;white-space:nowrap;text-align:right}.bars .why{color:var(--dim);font-size:13px}
.track{display:block;height:10px;border-radius:5px;background:var(--back);border:1px solid var(--line);overflow:hidden}.track i{display:block;height:100%;background:var(--dim)}
.track i.danger{background:var(--danger)}.track i.warn{background:#d98a00}.track i.notice{background:#d9c400}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:10px;margin:10px 0}.card{border:1px solid var(--line);border-radius:6px;padding:10px 12px}.card ul{margin:6px 0 0;padding-left:18px;font-size:14px}.card .sum{color:var(--accent);white-space:nowrap;margin-left:6px}
.flow{overflow-x:auto;margin-top:8px}
.flow.drawn svg{min-width:600px}
.time{display:grid;grid-template-columns:max-content max-content 1fr;gap:3px 14px;font-size:13px}
.time .at{color:var(--dim);white-space:nowrap}
footer{color:var(--dim);font-size:12px;margin-top:20px}
a{color:var(--accent)}
@media (max-width:640px){.bars{grid-template-columns:max-content max-content 1fr}.bars .why{grid-column:1/-1;margin-bottom:6px}table.part thead{display:none}table.part tr{display:block;padding:6px 0}table.part td{display:block}table.part td::before{content:attr(data-title);color:var(--dim);font-size:12px;margin-right:8px}table.part td:empty{display:none}dl,.time{grid-template-columns:1fr}dt{margin-top:6px}tr{display:grid;grid-template-columns:1fr max-content max-content;border-bottom:1px solid var(--line)}td{padding:3px 4px;border-bottom:0}td:last-child{grid-column:1/-1}.time>span{overflow-wrap:anywhere}.time .at{margin-top:6px}}
@media print{:root{--ink:#000;--dim:#444;--line:#bbb;--paper:#fff;--back:#fff;--accent:#1f4f9f;--danger:#b3261e;--dangerback:#fff;--warn:#6d4700;--warnback:#fff;--ok:#1b6e3c;--okback:#fff;
--fact:#dbe8fb;--emotion:#fde2e0;--demand:#dcf3e1;--threat:#ffe3bf;--safety:#f7c5c1;--care:#e9dcf7}
@page{size:A4;margin:14mm}body{font-size:11px;line-height:1.45;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}section{padding:8px 12px;margin:8px 0}table,.time,.quiet,.ev,.tag,.legend,header .meta,.doc .head{font-size:10px}header h1{font-size:16px}section>h2{font-size:12px;margin-bottom:4px}.primary{font-size:12px}.finding{padding:3px 0}td,th{padding:2px 6px}p{margin:4px 0}.bar{height:10px}.doc{font-size:13px;line-height:1.7}.headline{font-size:14px;margin:8px 0;padding:8px 12px}
.bars,.bars .why,.card,.card ul,h2 .tag,ul.marks{font-size:10px}h2 .tag{padding:0 6px}.bars{gap:1px 10px;margin:4px 0}.track{height:7px}.cards{grid-template-columns:repeat(3,1fr);gap:6px;margin:4px 0}.card{padding:5px 8px}ul.marks{margin:3px 0}ul.marks li{padding:0}.flow.drawn svg{max-height:80mm}
section>h2{break-after:avoid}.finding,tr,.alert,.headline,.card,.bars{break-inside:avoid}details.printed>summary{display:none}details.printed::details-content{content-visibility:visible;block-size:auto}details:not([open]):not(.printed),section.path:has(details:not([open])){display:none}.flow svg,.flow.drawn svg{min-width:0;max-width:100%;height:auto}}
)css";

// What a notebook's own style would do to ours is undone here: it stripes and right-aligns tables and sets fonts of its own.
constexpr std::string_view kNotebookRules = R"css(
.amends-view{container-type:inline-size;border:1px solid var(--line);border-radius:8px;padding:12px 14px;max-width:980px;text-align:left;overflow-wrap:break-word}
.amends-view.amends-view section{padding:12px 14px;margin:10px 0}.amends-view.amends-view>style+*{margin-top:0}.amends-view.amends-view>:last-child{margin-bottom:0}
.amends-view.amends-view header h1,.amends-view.amends-view section>h2{line-height:1.4;font-family:inherit;letter-spacing:0}
.amends-view.amends-view table{margin:6px 0;border:0;table-layout:auto;color:inherit}.amends-view.amends-view tbody tr:nth-child(n){background:none}.amends-view.amends-view tbody tr:nth-child(n):hover{background:none}
.amends-view.amends-view :is(td,th){text-align:left;max-width:none;border-left:0;border-right:0;border-top:0}.amends-view.amends-view :is(td,th).n{text-align:right}
.amends-view.amends-view :is(p,dl,ul){margin:6px 0}.amends-view.amends-view dt{font-weight:400}.amends-view.amends-view dd{margin:0}
.amends-view .doc{font-size:15px;line-height:1.9}.amends-view .line{margin:0;padding:2px 0}
.amends-view .flow.charted{margin:0 0 8px}.amends-view table.part :is(td,th){overflow-wrap:break-word}.amends-view section .flow.charted{margin:8px 0 0}
.amends-view .flow.whole{max-height:38rem;overflow:auto}.amends-view .flow.whole>svg{width:100%;min-width:620px;height:auto}
.amends-view td.when{white-space:nowrap}.amends-view pre.line{white-space:pre-wrap;background:none;font:inherit;color:inherit}
)css";

/// Rules of a page for an element: `:root` and `body` are the element itself, every other selector stands behind it. Our own rules have no comments and no braces in strings.
std::string scoped(std::string_view rules, std::string_view scope) {
  std::string out;
  while (true) {
    const auto from = rules.find_first_not_of(" \n");
    if (from == std::string_view::npos) return out;
    const auto brace = rules.find('{', from);
    if (brace == std::string_view::npos) return out;
    auto head = rules.substr(from, brace - from);
    std::size_t end = brace + 1;
    for (int depth = 1; end < rules.size() && depth > 0; ++end) depth += rules[end] == '{' ? 1 : rules[end] == '}' ? -1 : 0;
    const auto body = rules.substr(brace + 1, end - brace - 2);
    rules.remove_prefix(end);
    if (head.starts_with("@page")) continue;  // the sheet is the notebook's
    if (head.starts_with("@media")) {
      const auto width = head.find("(max-width");
      out += (width == std::string_view::npos ? std::string(head) : "@container " + std::string(head.substr(width))) + "{" + scoped(body, scope) + "}\n";
      continue;
    }
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= head.size(); ++i) {
      if (i < head.size() && head[i] != ',') {
        depth += head[i] == '(' ? 1 : head[i] == ')' ? -1 : 0;
        continue;
      }
      if (depth > 0) continue;
      const auto selector = head.substr(begin, i - begin);
      out += (begin == 0 ? "" : ",") + std::string(scope) + (selector == ":root" || selector == "body" ? "" : " " + std::string(selector));
      begin = i + 1;
    }
    out += "{" + std::string(body) + "}";
  }
}

/// Palettes of a class in every theme that a notebook or an editor may declare; more exact than the reader's own preference, which the class itself follows.
std::string themed(std::string_view name, Palettes palettes) {
  return ":is([data-jp-theme-light=\"true\"],.vscode-light) " + std::string(name) + "{" + std::string(palettes.light) + "}\n:is([data-jp-theme-light=\"false\"],.vscode-dark) " + std::string(name) + "{" + std::string(palettes.dark) + "}\n";
}

const std::string& whole_style() {
  static const std::string kStyle = adaptive(":root", {kLight, kDark}) + std::string(kRules);
  return kStyle;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : utf8::without_controls(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string_view page_style() { return whole_style(); }

std::string_view fragment_style() {
  static const std::string kStyle = [] {
    return scoped(whole_style(), ".amends-view") + "\n" + themed(".amends-view", {kLight, kDark}) + std::string(kNotebookRules) + themed(".wf", workflow_palettes()) +
           themed(".amends-ladder", ladder_palettes()) + themed(".amends-chart", chart_palettes());
  }();
  return kStyle;
}

}  // namespace amends::review
