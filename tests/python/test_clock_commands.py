"""`amends rules` and `amends clock`: what a compliance officer reads, what moves a clock and what is refused, on the command line and from Python."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.errors import Refused

PROGRAM = Path(amends.installation()) / "bin" / "amends"
OK, NOT_FOUND, REFUSED, BAD_INPUT = 0, 3, 4, 5
NOW = "2026-03-02T02:00:00Z"
PROVENANCE = ("rule_id", "jurisdiction", "instrument", "article", "issuer", "effective_from", "effective_to", "source_ref", "confidence", "verified_on", "title", "plain")
CLOCK = ("start_event", "length", "day_type", "inclusive", "extensions", "suspensions", "restarts", "on_breach", "calendar")
# regulations 0, row by row: id, length, the most with extensions, mark.
CHEAT_SHEET = """
CN-NFRA-DECIDE-SIMPLE 15d - verified
CN-NFRA-DECIDE-COMPLEX 30d 60d verified
CN-NFRA-REVIEW-REQUEST 30d - verified
CN-NFRA-REVIEW-DECIDE 30d - verified
CN-NFRA-FORWARD 7wd - verified
CN-PBOC-TRIAGE 7wd - verified
CN-PBOC-ANSWER 15d 60d verified
CN-INS-CLAIM-SIMPLE 5wd - verified
CN-INS-CLAIM-COMPLEX 30d - verified
CN-INS-PAY 10d - verified
CN-INS-REFUSE 3d - verified
CN-INS-ADVANCE 60d - verified
CN-INS-SURRENDER 30d - verified
CN-INS-PERS-COMPLAINT 10wd - verified
CN-XINFANG-TRIAGE 15d - verified
CN-XINFANG-DECIDE 60d 90d verified
CN-XINFANG-REVIEW1-REQUEST 30d - verified
CN-XINFANG-REVIEW1 30d - verified
CN-XINFANG-REVIEW2-REQUEST 30d - verified
CN-XINFANG-REVIEW2 30d - verified
CN-MEDIATION-CONFIRM 30d - verified
CN-CPL-AGENCY 7wd - verified
CN-CPL-AGENCY-MEDIATE 60d - verified
UK-DISP-3BD 3wd - verified
UK-DISP-8W 8w - verified
UK-DISP-PSD 15wd 35wd verified
UK-FOS-6M 6mo - verified
US-CFPB-15/60 15d 60d verified_second_hand
US-REGE 10wd 45d verified_second_hand
US-REGE-NEW-ACCOUNT 20wd 90d from_memory
US-REGZ-ACK 30d - verified_second_hand
US-REGZ-RESOLVE 90d - verified_second_hand
EU-PSD2 15wd 35wd verified
EU-ADR 90d None verified_second_hand
"""


class Line:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, code: int = OK) -> str:
        env = {**os.environ, "AMENDS_LANG": "en", "NO_COLOR": "1", "COLUMNS": "200"}
        done = subprocess.run([str(PROGRAM), *words], cwd=self.folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=240, stdin=subprocess.DEVNULL)
        assert done.returncode == code, f"{words} gave {done.returncode}: {done.stderr or done.stdout}"
        return done.stdout if code == OK else done.stderr

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


@pytest.fixture
def case(line: Line) -> str:
    line("run", "first_line", "--sample", "K01", "--db", "cases.db", "--now", "received")
    return "CASE-K01"


def test_every_rule_says_where_it_comes_from_and_every_clock_how_it_runs(line: Line) -> None:
    rules = line.json("rules", "list")
    assert len(rules) > 80
    for rule in rules:
        for column in PROVENANCE:
            assert column in rule, f"{rule['rule_id']} lacks {column}"
        assert rule["confidence"] in ("verified", "verified_second_hand", "from_memory", "not_found", "house_rule"), rule["rule_id"]
        if rule["pack"].startswith("tables/"):
            for column in CLOCK:
                assert column in rule, f"{rule['rule_id']} lacks {column}"
    kinds = {rule["kind"] for rule in rules if rule["pack"] == "rules/handling"}
    assert kinds == {"intake", "handling", "refusal", "notice", "rights", "routing", "record"}


def test_the_packs_hold_the_clocks_of_the_reference_row_by_row(line: Line) -> None:
    rules = {rule["rule_id"]: rule for rule in line.json("rules", "list")}
    for row in CHEAT_SHEET.strip().splitlines():
        name, length, most, mark = row.split()
        assert name in rules, f"{name} is in no pack"
        rule = rules[name]
        assert (rule["length"], rule["confidence"]) == (length, mark), name
        total = "-" if not rule["extensions"] else str(rule["extensions"][-1]["max_total"])
        assert total == most, name


def test_what_is_not_verified_says_so_in_a_plain_sentence_wherever_it_shows(line: Line, case: str) -> None:
    rules = line.json("rules", "list")
    doubtful = [rule for rule in rules if rule["confidence"] in ("verified_second_hand", "from_memory", "not_found")]
    assert doubtful
    for rule in rules:
        sure = next(entry["text"] for entry in rule["page"]["lines"] if entry["name"] == "how surely")
        assert sure.startswith("Not verified:") == (rule in doubtful), rule["rule_id"]
        assert "to be confirmed by the institution's counsel" in sure, rule["rule_id"]
    assert "Not verified: from memory" in " ".join(line("rules", "show", "US-REGE-NEW-ACCOUNT").split())
    assert "未核实" in line("rules", "show", "US-CFPB-15/60", "--lang", "zh")
    assert re.search(r"US-REGE .*not verified", line("rules", "list", "--jurisdiction", "us"))
    for words in (("case", "show", case), ("clock", "explain", case)):
        shown = " ".join(line(*words, "--db", "cases.db", "--now", NOW).split())
        assert "No law behind it: a service promise of these packs" in shown, words
    line("report", case, "--html", "--out", "page.html", "--db", "cases.db", "--now", NOW)
    assert "No law behind it: a service promise" in (line.folder / "page.html").read_text(encoding="utf-8")


def test_the_list_is_narrowed_by_place_kind_and_date(line: Line) -> None:
    assert {rule["rule_id"] for rule in line.json("rules", "list", "--jurisdiction", "cn", "--kind", "decide")} == {"CN-NFRA-DECIDE-SIMPLE", "CN-NFRA-DECIDE-COMPLEX", "CN-PBOC-ANSWER"}
    of_award = lambda day: {rule["rule_id"] for rule in line.json("rules", "list", "--kind", "award_set_aside", "--as-of", day)}  # noqa: E731
    assert of_award("2026-02-28") == {"CN-ARBITRATION-SET-ASIDE-OLD"} and of_award("2026-03-01") == {"CN-ARBITRATION-SET-ASIDE"}
    assert "is no date; write it as 2026-03-17" in line("rules", "list", "--as-of", "March", code=BAD_INPUT)
    assert "did you mean 'CN-NFRA-DECIDE-COMPLEX'" in line("rules", "show", "CN-NFRA-DECIDE-COMPLEXX", code=NOT_FOUND)


def test_a_rule_is_a_page_in_both_languages(line: Line) -> None:
    english = " ".join(line("rules", "show", "CN-NFRA-DECIDE-COMPLEX").split())
    for part in ("length: 30 calendar days", "by 30 calendar days, at most 60 calendar days in all", "the superior institution or a senior manager of head office", "to be told before the old date: the complainant",
                 "outside appraisal", "new facts and reasons", "in force: from 2020-03-01", "art. 18", "State Council Gazette", "read in the named source (2026-11-21)"):
        assert part in english, part
    chinese = line("rules", "show", "CN-NFRA-DECIDE-COMPLEX", "--lang", "zh").replace("\n    ", "")
    for part in ("30个自然日", "上级机构或总行（总公司）高级管理人员", "自2020-03-01起", "第18条", "使用前须由本机构法务确认"):
        assert part in chinese, part
    assert "remedies" in line("rules", "show", "CN-NFRA-LETTER")


def test_a_date_is_computed_without_a_case(line: Line) -> None:
    computed = line.json("clock", "compute", "UK-DISP-PSD", "--from", "2026-03-26T10:00:00Z")
    assert computed["due"]["due_at"] == "2026-04-20T23:00:00Z" and computed["due"]["calendar"]["id"] == "calendar.england_wales"
    scottish = line.json("clock", "compute", "UK-DISP-PSD", "--from", "2026-03-26T10:00:00Z", "--calendar", "calendar.scotland")
    assert scottish["due"]["due_at"] == "2026-04-17T23:00:00Z", "Easter Monday works in Scotland"
    assert line.json("clock", "compute", "EU-PSD2", "--from", "2026-03-26T10:00:00Z", "--extend", "max")["due"]["due_at"] == "2026-05-19T22:00:00Z"
    told = line("clock", "compute", "CN-NFRA-DECIDE-COMPLEX", "--from", "2026-03-02T09:00:00+08:00", "--suspend", "2026-03-10T09:00:00+08:00..2026-03-12T10:00:00+08:00")
    assert "due: end of 3 April 2026" in told and "clock stopped" in told and "sha256:" in told
    assert "calendar.england_wales" in line("clock", "compute", "UK-DISP-PSD", "--from", "2027-12-20T10:00:00Z", code=BAD_INPUT)
    assert "names no extension" in line("clock", "compute", "UK-DISP-8W", "--from", NOW, "--extend", "5d", code=REFUSED)
    assert "several packs" in line("clock", "compute", "AMENDS-ACK", "--from", NOW, code=2)


def test_a_clock_is_explained_and_moved_and_each_refusal_says_why(line: Line, case: str) -> None:
    act = ("--db", "cases.db", "--by", "li.na", "--role", "handler")
    read = ("--db", "cases.db", "--now", "2026-03-03T02:00:00Z", "--by", "wang.yi", "--role", "supervisor", "--purpose", "quality check")
    assert "names no extension" in line("clock", "extend", case, "decide", "--reason", "much to read", "--approved-by", "qian.hua", "--approver-role", "supervisor", "--notice", "complainant=now", "--now", "2026-03-03T02:00:00Z", *act, code=REFUSED)
    stop = ("clock", "suspend", case, "decide", "--reason", "outside_appraisal", "--approver-role", "supervisor", "--now", "2026-03-04T02:00:00Z", *act)
    assert "names no notice to complainant" in line(*stop, "--approved-by", "qian.hua", code=REFUSED)
    assert "another person must approve" in line(*stop, "--approved-by", "li.na", "--notice", "complainant=now", code=REFUSED)
    assert "stands still" in line(*stop, "--approved-by", "qian.hua", "--notice", "complainant=now")
    assert "Now due: 2026-03-20 24:00" in line("clock", "resume", case, "decide", "--now", "2026-03-07T02:00:00Z", *act)
    told = line("clock", "explain", case, "--clock", "decide", *read)
    for part in ("CN-NFRA-DECIDE-SIMPLE", "State Council Gazette", "calendar.cn sha256:", "warnings:", "to come", "approved by qian.hua", "outside_appraisal", "told: the complainant", "day by day", "2026-03-05  1  clock stopped"):
        assert part in told, part
    model = line.json("clock", "explain", case, "--clock", "decide", *read)
    assert [len(clock["moves"]) for clock in model["clocks"]] == [2]
    assert "has no clock 'reply'" in line("clock", "explain", case, "--clock", "reply", *read, code=NOT_FOUND)
    reads = line.json("reads", "--case", case, *read)
    assert any(row["by"] == "wang.yi" and row["purpose"] == "quality check" for row in reads), "reading why a clock moved is on record"
    assert "Newer packs move no clock" in line("clock", "rebase", "--dry-run", *read)
    assert line("verify", "--db", "cases.db").strip().endswith("0 faults")


def test_python_moves_a_clock_as_the_program_does(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    runtime.submit("first_line", record, at_received=True)
    runtime.now = "2026-03-04T02:00:00Z"
    told = {"complainant": "2026-03-04T01:00:00Z"}
    with pytest.raises(Refused, match="another person must approve"):
        runtime.suspend_clock("CASE-K01", "decide", reason="outside_appraisal", approved_by="li.na", approver_role="supervisor", notices=told)
    runtime.suspend_clock("CASE-K01", "decide", reason="outside_appraisal", approved_by="qian.hua", approver_role="supervisor", notices=told)
    clock = lambda: next(row for row in runtime.case("CASE-K01").review()["clocks"] if row["rule"] == "CN-NFRA-DECIDE-SIMPLE")  # noqa: E731
    assert clock()["state_code"] == "suspended" and not clock()["late"]
    runtime.now = "2026-03-07T02:00:00Z"
    runtime.resume_clock("CASE-K01", "decide")
    assert clock()["due_at"] == "2026-03-20T16:00:00Z"
    with pytest.raises(Refused, match="names no extension"):
        runtime.extend_clock("CASE-K01", "decide", reason="much to read", approved_by="qian.hua", approver_role="supervisor", notices=told)
    runtime.restart_clock("CASE-K01", "decide", reason="new_facts_and_reasons", notices={"complainant": "2026-03-07T01:00:00Z"})
    assert clock()["due_at"] == "2026-03-22T16:00:00Z"
    assert runtime.rebase_clocks() == []
    kinds = [event["kind"] for event in runtime.case("CASE-K01").events]
    assert kinds.count("refused") == 2 and [kind for kind in kinds if kind in ("clock_suspended", "clock_resumed", "clock_restarted")] == ["clock_suspended", "clock_resumed", "clock_restarted"]
