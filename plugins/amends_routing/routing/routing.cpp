#include "routing.hpp"

#include "choice.hpp"
#include "columns.hpp"
#include "kit/checked.hpp"
#include "kit/lists.hpp"
#include "questions.hpp"
#include "rights.hpp"
#include "sdk/sdk.hpp"

namespace amends::routing {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

void write(sdk::Envelope& out, const std::vector<Matched>& rows, Array items, Value notice) {
  Array matched, alternatives;
  for (const auto& [row, evidence] : rows) {
    if (!matched.empty()) alternatives.push_back(Object{{"row", row.row}, {"kind", row.kind}});
    matched.push_back(Object{{"row", row.row}, {"kind", row.kind}, {"route", row.route}, {"reason", sdk::to_json(Texts{row.reason_zh, row.reason_en})}, {"evidence", Array(evidence.begin(), evidence.end())}});
  }
  out.set("primary", rows.empty() ? Value(nullptr) : Value(rows.front().row.row));
  out.set("matched", std::move(matched));
  out.set("alternatives", std::move(alternatives));
  out.set("kit", std::move(items));
  out.set("rights_notice", std::move(notice));
}

/// The routes of the rows behind the primary one that have this kind, in one sentence.
void explain_rows(const sdk::Call& call, sdk::Envelope& out, const std::vector<Matched>& rows, std::string_view kind, const Texts& pattern) {
  std::vector<Texts> titles;
  std::vector<EvidenceId> evidence;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& [row, cited] = rows[i];
    if (row.kind != kind) continue;
    titles.push_back(sdk::fill({"{title}（{reason}）", "{title} ({reason})"}, {{"title", route_title(call, row.route)}, {"reason", Texts{row.reason_zh, row.reason_en}}}));
    evidence.insert(evidence.end(), cited.begin(), cited.end());
  }
  if (!titles.empty()) out.explain(pattern, {{"list", kit::joined(titles)}}, kit::once(evidence));
}

void explain_open(sdk::Envelope& out, const Asked& asked, bool right_expired) {
  std::vector<Texts> open;
  std::vector<EvidenceId> evidence;
  const auto add = [&](bool holds, Texts what, std::string_view path) {
    if (!holds) return;
    open.push_back(std::move(what));
    evidence.push_back(out.field(path));
  };
  add(asked.clause, {"法务确认仲裁条款", "legal on the arbitration clause"}, "route_facts.arbitration");
  add(asked.consent, {"取得双方对调解的同意", "both sides' consent to mediation"}, "route_facts.both_willing");
  add(asked.preference, {"询问客户希望的途径", "the route the customer would like"}, "route_facts.final_reply_at");
  add(right_expired, {"法务对到期权利的意见", "legal on the right that may have expired"}, "route_facts.right_expires_on");
  if (!open.empty()) out.explain({"尚待：{list}。", "Still to be settled: {list}."}, {{"list", kit::joined(open)}}, kit::once(evidence));
}

void explain(const sdk::Call& call, sdk::Envelope& out, const std::vector<Matched>& rows, const Notice& notice) {
  if (rows.empty()) {
    out.explain({"目前没有一行路径规则适用，继续内部办理。", "No row of the table holds at present; handling goes on internally."}, {}, {out.computation("lines of the table that hold", Object{{"row", nullptr}}, nullptr)});
  } else {
    const auto& [row, evidence] = rows.front();
    out.explain({"建议途径：{title}（第{row}行），理由是{reason}。", "Proposed route: {title} (row {row}), because: {reason}."},
                {{"title", route_title(call, row.route)}, {"row", row.row}, {"reason", Texts{row.reason_zh, row.reason_en}}}, evidence);
    explain_rows(call, out, rows, "duty", {"无论选择哪条途径，都须办理：{list}。", "To be done whichever route is chosen: {list}."});
    explain_rows(call, out, rows, "choice", {"其他可选途径：{list}。", "Other routes open: {list}."});
  }
  if (notice.whole.is_object())
    out.explain({"客户自己选择的合法途径始终开放，见救济途径告知。", "Any lawful route of the customer's own choice stays open; see the notice of rights."}, {}, {notice.sum});
}

}  // namespace

Routing::Routing(const sdk::Reader& config) : small_dispute_major_(kit::in_range(config, "small_dispute_major", 50'000, 0, 1'000'000'000)) {}

void Routing::handle(const sdk::Call& call, sdk::Envelope& out) {
  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto facts = read_facts(call, out, small_dispute_major_);
  const auto matched = choose(call, out, facts);
  const auto rights = read_rights(call, facts);
  auto items = mediation_kit(out, matched, rights, facts);
  const auto notice = rights_notice(call, out, rights);
  const auto asked = ask(call, out, facts, matched);
  write(out, matched, std::move(items), notice.whole);
  explain(call, out, matched, notice);
  explain_open(out, asked, facts.right_expired);
}

}  // namespace amends::routing
