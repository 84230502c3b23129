"""What people read: both languages, words instead of codes, lists that fit the terminal."""

from __future__ import annotations

import re

import pytest

from command_line_kit import BAD_INPUT, CASES, DECISION, NOW, OK, Line, full, line, stocked  # noqa: F401  (fixtures)


def test_the_main_texts_come_in_both_languages(full: Line) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for words in (["case", "list"], ["task", "list"], ["case", "show", "CASE-K01"], ["run", "first_line", "--input", CASES / "K01.json", "--now", "received"]):
        zh, en = (full(*words, "--db", "cases.db", "--lang", language).stdout for language in ("zh", "en"))
        assert chinese.search(zh) and zh != en
        if words[0] == "case" and words[1] == "list":
            assert not chinese.search(en)
    assert "错误" in full("case", "show", "NOPE99", "--db", "cases.db", "--lang", "zh").stderr
    assert chinese.search(full("case", "list", "--db", "cases.db", AMENDS_LANG="zh_CN.UTF-8").stdout)
    for language in ("zh", "en"):
        assert full("report", "CASE-K01", "--html", "--db", "cases.db", "--lang", language).returncode == OK
        page = (full.folder / f"CASE-K01.{language}.html").read_text(encoding="utf-8")
        assert f'lang="{language}' in page and "http://" not in page.replace("http://www.w3.org", "")


def test_people_read_words_where_machines_read_codes(full: Line) -> None:
    for language, words in (("en", ["Fees and interest", "8 Internal handling", "phone"]), ("zh", ["费用与利息", "8 内部办理", "电话"])):
        shown = full("case", "list", "--db", "cases.db", "--lang", language).stdout
        assert all(word in shown for word in words) and "fee_interest" not in shown, shown
        summary = full("run", "first_line", "--input", CASES / "K01.json", "--db", "cases.db", "--lang", language).stdout
        assert {"en": "S1 minor", "zh": "S1 轻微"}[language] in summary and (language == "en" or "waiting" not in summary), summary
        review = full("case", "show", "CASE-K01", "--db", "cases.db", "--now", NOW, "--lang", language).stdout
        code = re.search(r"\b(analysis|money|channel|parties|route_facts|regulator|answers|case)\.[a-z]|[{}]|t1 \[|\bfee_interest\b|\b(minor|limit_major) =|:escalate:", review)
        assert not code, (code.group(), review)
        assert not re.search(r" $", review, re.MULTILINE)
        page = full.folder / f"CASE-K01.{language}.html"
        assert full("report", "CASE-K01", "--html", "--db", "cases.db", "--lang", language).returncode == OK
        assert not re.search(r">[^<]*\b(analysis|money|route_facts)\.[a-z]", page.read_text(encoding="utf-8").split("</style>")[1])
    one = full.json("case", "list", "--db", "cases.db")[0]
    assert one["nature"] == "fee_interest" and one["route"] == "8" and one["due"].endswith("Z")


def test_due_dates_in_lists_are_those_of_the_institution(full: Line) -> None:
    assert "2026-03-03 24:00" in full("case", "list", "--db", "cases.db").stdout
    assert "2026-03-03 24:00" in full("task", "list", "--db", "cases.db").stdout
    assert {task["due_at"] for task in full.json("task", "list", "--db", "cases.db")} >= {"2026-03-03T16:00:00Z"}


@pytest.mark.parametrize("columns", [80, 120])
def test_lists_fit_the_terminal_and_a_pipe_gets_them_whole(line: Line, columns: int) -> None:
    for name in ("K10", "K12"):
        assert line("run", "first_line", "--input", CASES / f"{name}.json", "--db", "cases.db", "--now", "received").returncode == OK
    shown = line("case", "list", "--db", "cases.db", COLUMNS=str(columns)).stdout
    assert "…" in shown and max(map(len, shown.splitlines())) <= columns, shown
    whole = line("case", "list", "--db", "cases.db").stdout
    assert "…" not in whole and "Internal, by the regulator's clock, with a report back" in whole


def test_the_list_says_which_case_waits_for_the_safety_protocol(line: Line) -> None:
    assert line("run", "first_line", "--input", CASES / "K08.json", "--db", "cases.db", "--now", "received").returncode == OK
    assert "!! safety first" in line("case", "list", "--db", "cases.db").stdout


def test_what_was_decided_stands_in_the_headline(full: Line) -> None:
    words = ["task", "answer", "CASE-K01", "decision#1", *DECISION, 'amount={"minor": 30000, "currency": "CNY"}', "--db", "cases.db", "--by", "li.na", "--now", NOW]
    assert full(*words).returncode == OK
    assert "decision: Upheld CNY 300.00" in full("case", "show", "CASE-K01", "--db", "cases.db", COLUMNS="300").stdout


def test_a_form_is_taught_where_it_is_asked_for(full: Line) -> None:
    form = "decision=upheld|partly_upheld|not_upheld|hand_over|answered_enquiry findings=… basis=… reason=…"
    assert f"decision#1 · Answer with: {form}" in full("case", "show", "CASE-K01", "--db", "cases.db", COLUMNS="300").stdout
    said = full.fails(BAD_INPUT, "asks for decision", "task", "answer", "CASE-K01", "decision#1", "--db", "cases.db", "--now", NOW)
    assert said.endswith(f"The form asks for: {form}\n")
