"""Answers from the program: what is refused, what is taken once, and dates that no calendar reaches."""

from __future__ import annotations

import json
import re

import pytest

from command_line_kit import BAD_INPUT, DECISION, NOT_FOUND, NOW, OK, REFUSED, USAGE, Line, full, line, message, stocked  # noqa: F401  (fixtures)


@pytest.mark.parametrize(
    ("code", "pattern", "words"),
    [
        (REFUSED, "for the role handler, not for teller", ["CASE-K01", "decision#1", "--role", "teller", *DECISION]),
        (BAD_INPUT, "findings", ["CASE-K01", "decision#1", "decision=upheld"]),
        (BAD_INPUT, "knows only upheld", ["CASE-K01", "decision#1", "decision=bogus", "findings=a", "basis=b", "reason=c"]),
        (BAD_INPUT, "has no field 'bogus'", ["CASE-K01", "decision#1", *DECISION, "bogus=1"]),
        (BAD_INPUT, "findings: this field is a text", ["CASE-K01", "decision#1", "decision=upheld", "findings=5", "basis=b", "reason=c"]),
        (USAGE, "name=value, not 'decision'", ["CASE-K01", "decision#1", "decision"]),
        (BAD_INPUT, "--answer: line 1, column 2", ["CASE-K01", "decision#1", "--answer", "{bad"]),
        (BAD_INPUT, "an answer is an object", ["CASE-K01", "decision#1", "--answer", "[1]"]),
        (BAD_INPUT, "stands twice", ["CASE-K01", "decision#1", "--answer", '{"a":1,"a":2}']),
        (NOT_FOUND, "/nonexistent", ["CASE-K01", "decision#1", "--answer", "@/nonexistent"]),
        (NOT_FOUND, "no task 'NOPE'", ["CASE-K01", "NOPE", *DECISION]),
        (NOT_FOUND, "NOPE99: there is no case", ["NOPE99", "decision#1", *DECISION]),
    ],
)
def test_a_wrong_answer_is_refused_and_the_task_stays_open(full: Line, code: int, pattern: str, words: list[str]) -> None:
    before = full.verified()
    full.fails(code, pattern, "task", "answer", *words, "--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert full.verified() == before
    assert any(task["id"] == "decision#1" for task in full.json("task", "list", "--db", "cases.db"))


def test_a_task_is_answered_once(full: Line) -> None:
    words = ["task", "answer", "CASE-K01", "decision#1", *DECISION, "--db", "cases.db", "--by", "li.na", "--now", NOW]
    assert full(*words).returncode == OK
    before = full.verified()
    full.fails(REFUSED, "was answered by li.na", *words)
    assert full.verified() == before


# Replies.

def test_a_recorded_reply_that_breaks_a_guard_is_kept_and_another_supervisor_reviews_it(full: Line) -> None:
    act = ["--db", "cases.db", "--by", "li.na", "--now", NOW]
    reply = ["how=letter", "rights_included=true", "final=true", "reason=r"]
    assert full("task", "answer", "CASE-K01", "decision#1", *DECISION, *act).returncode == OK
    before = full.verified()
    full.fails(REFUSED, 'G2 "后果自负"', "task", "answer", "CASE-K01", "reply#1", "sent_at=2026-06-02T00:00:00Z", "text_sent=后果自负。", *reply, *act)
    full.fails(BAD_INPUT, "is no instant", "task", "answer", "CASE-K01", "reply#1", "sent_at=today", "text_sent=x", *reply, *act)
    assert full.verified() == before
    assert full("task", "answer", "CASE-K01", "reply#1", "sent_at=now", "text_sent=后果自负。", *reply, *act).returncode == OK
    (review,) = [task for task in full.json("task", "list", "--db", "cases.db") if task["role"] == "supervisor" and task["kind"] == "guard"]
    assert review["id"] == "guard:reply#1" and "G2, G8" in review["title"]["en"] and "后果自负" not in json.dumps(review, ensure_ascii=False)
    shown = full("case", "show", "CASE-K01", "--db", "cases.db").stdout
    assert "What was sent breaks a guard" in shown and '"后果自负":' in shown
    done = ["result=returned", "change=更正", "reason=r", "--role", "supervisor", "--db", "cases.db", "--now", NOW]
    full.fails(REFUSED, "another person reviews it", "task", "answer", "CASE-K01", "guard:reply#1", *done, "--by", "li.na")
    assert full("task", "answer", "CASE-K01", "guard:reply#1", *done, "--by", "wang.yi").returncode == OK


# The end of the calendar.

def test_a_case_near_the_end_of_the_calendar_goes_on_and_says_which_date_is_missing(line: Line) -> None:
    late = {**message("late"), "at": "2026-12-31T10:00:00+08:00"}
    danger = {**message("danger", "钱没了我活不下去了，再不解决我就从你们楼上跳下去。"), "at": "2026-12-31T23:00:00+08:00"}
    line.write("rows.jsonl", json.dumps(late) + "\n" + json.dumps(danger) + "\n")
    done = line("run", "first_line", "--input", "rows.jsonl", "--db", "cases.db", "--now", "2026-12-31T15:00:00Z")
    assert done.returncode == OK and "calendar.cn ends on 2026-12-31" in done.stdout and "dates beyond the calendar pack" in done.stdout
    tasks = line.json("task", "list", "--db", "cases.db")
    (decision,) = [task for task in tasks if task["id"] == "decision#1"]
    assert decision["due_at"] is None
    (safety,) = [task for task in tasks if task["id"] == "intake.safety"]
    assert safety["due_at"] == "2026-12-31T15:30:00Z", "half an hour, whatever the calendar says"
    shown = line("case", "show", decision["case"], "--db", "cases.db", "--now", "2027-01-04T00:00:00Z").stdout
    assert re.search(r"No date can be worked out for Acknowledgement \(1 working day\): the calendar pack calendar\.cn ends\s+on 2026-12-31", shown)
    assert re.search("日期算不出来：[^（]*（1个工作日）。日历包calendar.cn只到2026-12-31", line("case", "show", decision["case"], "--db", "cases.db", "--lang", "zh").stdout.replace("\n", "").replace(" ", ""))
    before = line.verified()
    line.fails(BAD_INPUT, "still covers 2015-01-01 to 2026-12-31; install one that reaches the date first", "case", "resume", decision["case"], "--db", "cases.db", "--by", "li.na")
    assert line("work", "--once", "--db", "cases.db", "--now", "2026-12-31T15:10:00Z").returncode == OK
    assert line.verified() == before
    answered = line("task", "answer", decision["case"], "decision#1", *DECISION, "--db", "cases.db", "--by", "li.na", "--now", "2027-01-04T00:00:00Z")
    assert answered.returncode == OK, answered.stderr


def test_a_calendar_that_ends_within_60_days_is_spoken_of_by_the_checks(line: Line) -> None:
    for words in (["packs"], ["validate", "first_line"]):
        assert "calendar.cn ends on" in line(*words, "--now", "2026-11-02T00:00:00Z").stdout
        assert "ends on" not in line(*words, "--now", "2026-11-01T00:00:00Z").stdout
        assert line.json(*words, "--now", "2026-11-02T00:00:00Z")["notes"]
