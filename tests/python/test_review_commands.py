"""A case that went through all stages, as people read it: the sheets on paper, the parts of the review, and what each role may see of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import amends
from command_line_kit import CASES, NOT_FOUND, OK, REFUSED, USAGE, Line

NOW = "2026-03-03T02:00:00Z"
STAGES = "intake classify dimensions psychology portrait risk verify solution negotiation_plan crisis routing response_letter".split()
STATUS = {"classify": "accepted", "verify": "investigating", "solution": "proposing"}  # set before the stage
WORKFLOW = "workflow: all_stages\nversion: 1.0.0\ntitle: {zh: 全部阶段, en: All stages}\nsteps:\n" + "".join(
    (f"  - to_{STATUS[stage]}: {{set: {{case.status: '\"{STATUS[stage]}\"'}}}}\n" if stage in STATUS else "") + f"  - {stage}: {{stage: amends.{stage}}}\n" for stage in STAGES
)
FEW = "workflow: few_stages\nversion: 1.0.0\ntitle: {zh: 一个阶段, en: One stage}\nsteps:\n  - intake: {stage: amends.intake}\n"
SHEETS = ("sheet", "letter", "checklist", "situation")


def cny(major: int) -> str:
    return json.dumps({"minor": major * 100, "currency": "CNY"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """K03 (in Chinese), K07 (a crisis) and K11 (in English), verified and with their options approved; and K01 after one stage."""
    line = Line(tmp_path_factory.mktemp("review"))
    line.write("all/workflow.yaml", WORKFLOW)
    line.write("few/workflow.yaml", FEW)
    for name in ("K03", "K07", "K11"):
        assert line("run", "all", "--input", CASES / f"{name}.json", "--db", "cases.db", "--now", "2026-03-02T02:00:00Z", "--by", "li").returncode == OK
    assert line("run", "few", "--input", CASES / "K01.json", "--db", "cases.db", "--now", "2026-03-02T02:00:00Z", "--by", "li").returncode == OK

    def answer(case: str, task: str, by: str, role: str, *fields: str) -> None:
        done = line("task", "answer", f"CASE-{case}", task, "--db", "cases.db", "--now", NOW, "--by", by, "--role", role, f"who={by}", "reason=checked", *fields)
        assert done.returncode == OK, done.stderr

    answer("K03", "risk.target_and_limit", "zhao", "supervisor", f"entitlement={cny(32000)}", f"target={cny(40000)}", f"authority_limit={cny(47000)}")
    answer("K03", "verify.verify_states", "wang", "handler", "states=e1: undetermined; e2: confirmed", "missing_records=du.double_record: e1", f"entitlement={cny(32000)}", "computation=现金价值 32000 元", "root_cause=people")
    answer("K03", "verify.entitlement_check", "qian", "supervisor", "result=agreed", f"amount={cny(32000)}")
    answer("K03", "solution.approve_solution", "qian", "supervisor", "decision=approved")
    answer("K07", "verify.verify_states", "wang", "handler", "states=t1: undetermined")
    answer("K07", "solution.officer_decision", "li", "handler", "decision=not_upheld", "findings=not proved", "basis=inquiry")
    answer("K07", "solution.approve_solution", "qian", "supervisor", "decision=approved")
    answer("K11", "verify.verify_states", "wang", "handler", "states=e1: confirmed", "root_cause=people")
    answer("K11", "solution.approve_solution", "qian", "supervisor", "decision=approved")
    return line


def show(desk: Line, case: str, *words: str) -> str:
    done = desk("case", "show", f"CASE-{case}", "--db", "cases.db", "--now", NOW, *words)
    assert done.returncode == OK, done.stderr
    return done.stdout


def page(desk: Line, case: str, *words: str) -> str:
    assert desk("report", f"CASE-{case}", "--html", "--db", "cases.db", "--now", NOW, "--out", "page.html", *words).returncode == OK
    return (desk.folder / "page.html").read_text(encoding="utf-8")


def test_the_point_stands_first_and_the_parts_follow_in_one_order(desk: Line) -> None:
    zh = ["现在要做", "时限", "危机时钟", "投诉人原话", "事实", "性质与等级", "风险", "核实", "处理方案", "谈话方案", "答复信", "处理途径", "五个方面", "话语背后", "已办事项", "发现与依据", "经过"]
    text = show(desk, "K03", "--lang", "zh")
    titles = [re.split("[：（]", line[3:])[0].strip() for line in text.splitlines() if line.startswith("── ")]
    assert [title for title in titles if title in zh] == zh, titles
    html = page(desk, "K03", "--lang", "zh")
    heads = [re.sub(r"[（ ].*", "", re.sub(r" ?<span.*", "", head)) for head in re.findall(r"<h2>(.*?)</h2>", html)]
    assert [head for head in heads if head in zh] == zh, heads
    assert html.index("class=\"headline\"") < html.index("class=\"alert") < html.index("<section>")


def test_each_part_reads_in_both_languages(desk: Line) -> None:
    zh, en = show(desk, "K03", "--lang", "zh"), show(desk, "K11", "--lang", "en")
    for words in ("风险：橙色", "财务      3×4 = 12", "核实：诉求部分成立", "应付金额：32,000.00元", "缺少应有的销售录音录像", "方案A：", "不采用分步方案：", "质控审查没有通过", "答复信：草稿，还不能发出", "没有说出口的：", "共性：没有发现共性"):
        assert words in zh, words
    for words in ("Risk: yellow", "Verification: justified in full", "Options: approved", "Plan of the talk: Not released", "Letter: checks passed", "What lies behind", "Five dimensions", "Feelings: calm"):
        assert words in en, words
    assert "二级危机" in show(desk, "K07", "--lang", "zh").split("── ")[0], "a crisis stands among the alerts"
    for text in (zh, en):
        for key in ("verify.", "part.", "option.", '{"', "null", "du.double"):
            assert key not in re.sub(r"(?m)^ {6}\S+ · .*|^ {6}\S+$|.*du\.double_record: e1.*", "", text).split("── 经过")[0].split("── Timeline")[0].split("── 发现")[0].split("── Findings")[0], key


def test_who_reads_no_texts_or_not_the_restricted_class_sees_no_portrait_psychology_or_plan(desk: Line) -> None:
    for role in ("analyst", "crisis_trained", "unheard_of"):
        shown = show(desk, "K03", "--lang", "zh", "--role", role) + page(desk, "K03", "--lang", "zh", "--role", role) + json.dumps(desk.json("case", "show", "CASE-K03", "--db", "cases.db", "--now", NOW, "--lang", "zh", "--role", role), ensure_ascii=False)
        for hidden in ("谈话方案：", "可接受点：", "承受力", "画像类型", "可能的需要", "要补上损失", "47,000", "4700000", "40,000.00", "amends-ladder"):
            assert hidden not in shown, f"{role}: {hidden}"
        assert "风险" in shown and "核实" in shown
        parts = desk.json("case", "show", "CASE-K03", "--db", "cases.db", "--now", NOW, "--role", role)["parts"]
        assert not {"plan", "behind"} & set(parts)
    analyst = show(desk, "K03", "--lang", "zh", "--role", "analyst") + page(desk, "K03", "--lang", "zh", "--role", "analyst")
    for words in ("业务员说", "测试人03", "尊敬的", "现金价值 32000 元"):
        assert words not in analyst, words
    handler = show(desk, "K03", "--lang", "zh", "--role", "handler")
    assert "谈话方案" in handler and "话语背后" in handler and "47,000.00元" in handler


def test_python_shows_the_same_case_by_the_same_roles(desk: Line) -> None:
    for role, parts in (("handler", True), ("crisis_trained", False), ("analyst", False)):
        with amends.open(desk.folder / "cases.db", role=role, purpose="test") as runtime:
            case = runtime.case("CASE-K03")
            assert ("plan" in case.review()["parts"]) is parts and runtime.sees_restricted is parts
            assert "risk" in case.review()["parts"]


def test_a_page_links_nothing_outside_itself_and_folds_what_is_long(desk: Line) -> None:
    for case in ("K03", "K07", "K11"):
        html = page(desk, case)
        for never in ("<script", "src=", "href=\"http", "url(", "@import"):
            assert never not in html, never
        assert html.count("<details") == html.count("</details>") >= 3
        assert html.count("<section") == html.count("</section>")
    assert "<details><summary>Show the letter</summary>" in page(desk, "K11", "--lang", "en")


def test_the_sheets_come_in_both_forms_and_languages(desk: Line) -> None:
    heads = {"letter": "# 关于您投诉的答复", "checklist": "# 谈判清单", "situation": "# 情况表 CASE-K03", "sheet": "# 投诉人画像工具表"}
    for sheet, head in heads.items():
        words = ("case", sheet, "CASE-K03", "--db", "cases.db", "--now", NOW)
        done = desk(*words, "--lang", "zh")
        assert done.returncode == OK and head in done.stdout, done.stdout + done.stderr
        done = desk(*words, "--lang", "en", "--format", "html", "--out", f"{sheet}.html")
        assert done.returncode == OK and done.stdout.strip() == f"{sheet}.html", done.stderr
        html = (desk.folder / f"{sheet}.html").read_text(encoding="utf-8")
        assert html.lower().startswith("<!doctype html>") and "<script" not in html and "href=" not in html
    assert "Negotiation checklist" in (desk.folder / "checklist.html").read_text(encoding="utf-8")
    done = desk("case", "letter", "CASE-K11", "--db", "cases.db", "--now", NOW)
    assert "Dear" in done.stdout and done.returncode == OK, done.stdout
    desk.fails(USAGE, "csv", "case", "letter", "CASE-K03", "--db", "cases.db", "--format", "csv")


def test_a_case_without_the_stage_says_so_in_one_sentence(desk: Line) -> None:
    for sheet, what in {"letter": "no letter yet", "checklist": "no plan of a talk yet", "situation": "no situation sheet yet", "sheet": "no tool sheet yet"}.items():
        said = desk.fails(NOT_FOUND, what, "case", sheet, "CASE-K01", "--db", "cases.db", "--now", NOW)
        assert "it comes with the stage amends." in said
        desk.fails(NOT_FOUND, "CASE-NONE", "case", sheet, "CASE-NONE", "--db", "cases.db", "--now", NOW)


def test_each_sheet_is_for_those_who_may_read_it(desk: Line) -> None:
    def given(sheet: str, role: str) -> int:
        return desk("case", sheet, "CASE-K03", "--db", "cases.db", "--now", NOW, "--role", role).returncode

    for role in ("handler", "supervisor", "legal", "consumer_protection"):
        assert [given(sheet, role) for sheet in SHEETS] == [OK] * 4, role
    assert [given(sheet, "crisis_trained") for sheet in SHEETS] == [REFUSED, OK, REFUSED, OK]
    for role in ("analyst", "unheard_of"):
        assert [given(sheet, role) for sheet in SHEETS] == [REFUSED, REFUSED, REFUSED, OK], role


def test_a_sheet_does_not_overwrite_the_journal(desk: Line) -> None:
    before = (desk.folder / "cases.db").read_bytes()
    assert desk("case", "letter", "CASE-K03", "--db", "cases.db", "--now", NOW, "--out", "cases.db").returncode == REFUSED
    assert (desk.folder / "cases.db").read_bytes() == before
    desk.verified()


COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")  # what moves a cursor or turns a line


def test_no_list_and_no_sentence_lets_a_text_command_the_terminal(tmp_path: Path) -> None:
    line = Line(tmp_path)
    title = '{zh: "办\\u202E理", en: "Do \\u202E\\u2066it\\tnow"}'
    line.write("turn/workflow.yaml", "workflow: turn\nversion: 1.0.0\ntitle: {zh: 翻, en: Turn}\nsteps:\n  - intake: {stage: amends.intake}\n  - h: {human: {role: handler, form: nature_confirm, title: " + title + "}}\n")
    record = json.loads((CASES / "K01.json").read_text(encoding="utf-8"))
    record = record.get("case", record)
    record["channel"]["ref"] = "ref\u202e\u009b"
    record["text"]["docs"][0]["body"] += " \x1b[2J\x07\u202eevil\u2069"
    (tmp_path / "one.json").write_text(json.dumps(record), encoding="utf-8")
    done = line("run", "turn", "--input", tmp_path / "one.json", "--db", "cases.db", "--now", "2026-03-02T02:00:00Z", "--by", "li")
    assert done.returncode == OK, done.stderr
    (case,) = [row["id"] for row in json.loads(line("case", "list", "--db", "cases.db", "--now", NOW, "--json").stdout)]
    for words in (["task", "list"], ["task", "show", case, "h#1"], ["case", "show", case], ["case", "list"], ["task", "list", "--json"], ["case", "show", case, "--json"], ["case", "journal", case]):
        shown = line(*words, "--db", "cases.db", "--now", NOW, "--role", "handler", "--by", "li", "--lang", "en")
        assert shown.returncode == OK, shown.stderr
        assert not COMMANDS.findall(shown.stdout), words
    assert "\ufffdit now" in line("task", "list", "--db", "cases.db", "--now", NOW, "--lang", "en").stdout, "one row, its marks shown as such"
    assert json.loads(line("task", "list", "--db", "cases.db", "--now", NOW, "--json").stdout), "JSON still says the same"
    assert not COMMANDS.findall(page(line, case.removeprefix("CASE-")) if case.startswith("CASE-") else "")
    wrong = line("case", "show", "CASE-\u202eX\x1b[2J", "--db", "cases.db", "--now", NOW)
    assert wrong.returncode == NOT_FOUND and not COMMANDS.findall(wrong.stderr), wrong.stderr
