"""Cases from the program: corrections, documents, sheets and reports, and who may change what."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path

import pytest

import amends
from command_line_kit import BAD_INPUT, CASES, NOT_FOUND, NOW, OK, PROGRAM, REFUSED, SECONDS, STORAGE, USAGE, Line, full, line, message, run, stocked  # noqa: F401  (fixtures)


# Corrections and documents.

@pytest.mark.parametrize(
    ("code", "pattern", "path", "value"),
    [
        (USAGE, "path", "", "x"),
        (NOT_FOUND, "no reading at 'classify.nature.nope'", "classify.nature.nope", "x"),
        (NOT_FOUND, "no reading at 'nope.x'", "nope.x", "x"),
        (BAD_INPUT, "whole section", "case", "x"),
        (BAD_INPUT, "whole section", "money", "x"),
        (BAD_INPUT, "whole section", "parties", "x"),
        (REFUSED, "case.id", "case.id", "CASE-XXX"),
        (REFUSED, "case.institution", "case.institution", "TESTBANK-US"),
        (REFUSED, "channel.ref", "channel.ref", "other"),
        (REFUSED, "what was said is never changed", "text.docs.0.body", "x"),
        (REFUSED, "what was said is never changed", "text.docs", "x"),
        (BAD_INPUT, "case.status", "case.status", "bogus"),
        (REFUSED, "cannot become closed", "case.status", "closed"),
        (BAD_INPUT, "case.locale", "case.locale", "bogus"),
        (BAD_INPUT, "channel.kind", "channel.kind", "pigeon"),
        (BAD_INPUT, "channel.received_at.*instant", "channel.received_at", "bogus"),
        (BAD_INPUT, "regulator.received_at.*instant", "regulator.received_at", "5"),
        (BAD_INPUT, "regulator.involved", "regulator.involved", "bogus"),
        (BAD_INPUT, "group.size", "group.size", "0"),
        (BAD_INPUT, "money.claimed", "money.claimed", "300"),
        (BAD_INPUT, "money.claimed", "money.claimed", '{"minor": -1, "currency": "CNY"}'),
        (BAD_INPUT, "demand.0.amount", "demand.0.amount", "300"),
        (BAD_INPUT, "CASE-K01 money.paid_in: sums in CNY and USD .*money.claimed is in CNY", "money.paid_in", '{"minor": 1, "currency": "USD"}'),
        (BAD_INPUT, "CASE-K01 money.contract: sums in CNY and USD", "money.contract", '{"minor": 1, "currency": "USD"}'),
        (BAD_INPUT, "money.contract", "money.contract", "300"),
        (BAD_INPUT, "channel.received_at.*lies in the future", "channel.received_at", "9999-12-31T00:00:00Z"),
        (BAD_INPUT, "channel.received_at.*lies before 1990-01-01", "channel.received_at", "0001-01-01T00:00:00Z"),
        (BAD_INPUT, "parties", "parties.0.role", "bogus"),
        (BAD_INPUT, "parties.0", "parties.0", "bogus"),
        (BAD_INPUT, "flags.safety.self_harm", "flags.safety.self_harm", "bogus"),
        (BAD_INPUT, "flags.safety", "flags.safety", "bogus"),
        (BAD_INPUT, "flags.vulnerability", "flags.vulnerability", "bogus"),
    ],
)
def test_a_wrong_correction_is_refused_and_the_record_stays(full: Line, code: int, pattern: str, path: str, value: str) -> None:
    before = full.verified()
    done = full("case", "correct", "CASE-K01", path, value, "--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert done.returncode == code and re.search(pattern, done.stderr), f"{done.returncode}: {done.stderr}"
    assert full.verified() == before


def test_a_correction_needs_a_reason_and_a_good_one_is_taken(full: Line) -> None:
    words = ["case", "correct", "CASE-K01", "money.claimed", '{"minor": 30100, "currency": "CNY"}', "--db", "cases.db", "--by", "li.na", "--now", NOW]
    full.fails(USAGE, "--reason is required", *words)
    full.fails(BAD_INPUT, "needs a reason", *words, "--reason", "")
    assert full(*words, "--reason", "read from the statement").returncode == OK
    assert full("case", "correct", "CASE-K01", "parties.0.needs", '["large_print"]', "--reason", "asked for it", "--db", "cases.db", "--by", "li.na", "--now", NOW).returncode == OK
    assert full.verified()[0] == 1


@pytest.mark.parametrize(("path", "slip", "meant"), [("classify.severity.level", "S9", "S1"), ("classify.complexity", "complx", "complex"), ("routing.matched.0.route", "internl", "internal")])
def test_a_corrected_reading_is_a_word_that_its_stage_or_a_pack_knows(full: Line, path: str, slip: str, meant: str) -> None:
    before = full.verified()
    words = ["--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW]
    full.fails(BAD_INPUT, f"does not know the word '{slip}' here; did you mean '{meant}'", "case", "correct", "CASE-K01", path, slip, *words)
    assert full.verified() == before
    assert full("case", "correct", "CASE-K01", path, meant, *words).returncode == OK


def test_a_second_correction_stands_beside_the_first_and_the_machines_reading(full: Line) -> None:
    for level, by in (("S3", "li.na"), ("S4", "wang.yi")):
        assert full("case", "correct", "CASE-K01", "classify.severity.level", level, "--reason", "called again", "--db", "cases.db", "--by", by, "--now", NOW).returncode == OK
    shown = " ".join(full("case", "show", "CASE-K01", "--db", "cases.db", "--lang", "en", "--by", "li.na", "--purpose", "test").stdout.split())
    assert "li.na" in shown and "wang.yi" in shown
    assert "Machine's reading S1 minor → Corrected to S3 serious" in shown
    assert "Machine's reading S1 minor → corrected before to S3 serious → Corrected to S4 major" in shown


def test_two_corrections_never_leave_two_currencies(full: Line) -> None:
    def correct(path: str, value: str) -> subprocess.CompletedProcess[str]:
        return full("case", "correct", "CASE-K01", path, value, "--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW)

    assert correct("money.paid_in", '{"minor": 5, "currency": "CNY"}').returncode == OK
    before = full.verified()
    done = correct("money.claimed", '{"minor": 30000, "currency": "USD"}')
    assert done.returncode == BAD_INPUT and re.search(r"CASE-K01 money\.claimed: sums in .*null", done.stderr), done.stderr
    assert full.verified() == before
    # What the sentence says works: cleared first, then entered in the other currency.
    for path, value in (("money.paid_in", "null"), ("demand.0.amount", "null"), ("money.claimed", '{"minor": 30000, "currency": "USD"}'), ("money.paid_in", '{"minor": 5, "currency": "USD"}')):
        done = correct(path, value)
        assert done.returncode == OK, f"{path}: {done.stderr}"


@pytest.mark.parametrize(
    ("content", "code", "pattern"),
    [
        ("投诉".encode("gbk"), BAD_INPUT, "not UTF-8"),
        (b"", BAD_INPUT, "holds no text"),
        (b" \n\n", BAD_INPUT, "holds no text"),
        (("费" * 200_001).encode(), BAD_INPUT, "200001 characters"),
        (b"x" * 5_000_000, BAD_INPUT, "larger than"),
    ],
    ids=["another encoding", "empty", "blank", "200001 code points", "5 million bytes"],
)
def test_a_document_that_cannot_be_taken_is_named(full: Line, content: bytes, code: int, pattern: str) -> None:
    before = full.verified()
    full.fails(code, pattern, "case", "add", "CASE-K01", full.write("new.txt", content), "--db", "cases.db", "--by", "li.na", "--now", NOW)
    full.fails(NOT_FOUND, "none.txt", "case", "add", "CASE-K01", "none.txt", "--db", "cases.db", "--by", "li.na")
    assert full.verified() == before


# The tool sheet of a portrait.

PORTRAIT = """\
workflow: w
version: 1.0.0
title: {zh: 画像, en: Portrait}
steps:
  - intake: {stage: amends.intake}
  - classify: {stage: amends.classify}
  - psychology: {stage: amends.psychology}
  - portrait: {stage: amends.portrait}
"""


@pytest.fixture(scope="module")
def portrayed(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A journal of K12 with its portrait; tests only read it."""
    line = Line(tmp_path_factory.mktemp("portrayed"))
    line.write("w/workflow.yaml", PORTRAIT)
    done = line("run", "w", "--input", CASES / "K12.json", "--db", "cases.db", "--now", "received")
    assert done.returncode == OK, done.stderr
    return line


def test_trace_A17_the_sheet_prints_in_four_formats_and_the_csv_header_is_the_field_list(portrayed: Line) -> None:
    sheet = json.loads(portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "json", "--lang", "en").stdout)
    fields = [field["id"] for field in sheet["fields"]]
    assert len(fields) == 16 and "may be wrong" in sheet["notice"]
    header, row = csv.reader(io.StringIO(portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "csv", "--lang", "zh").stdout))
    assert header == ["case", *fields] and len(row) == len(header) and row[0] == "CASE-K12"
    page = portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "html", "--lang", "zh").stdout
    assert page.startswith("<!doctype html>") and "可能有误" in page and "http" not in page and "<script" not in page
    text = portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--lang", "en").stdout
    assert "looks for compensation 40 (a money demand 20, claims more than twice the proved loss 20)" in text


def test_the_sheet_and_what_it_rests_on_are_for_staff_who_read_texts(portrayed: Line) -> None:
    for role in ("analyst", "complainant"):
        portrayed.fails(REFUSED, "read it as handler", "case", "sheet", "CASE-K12", "--db", "cases.db", "--role", role)
        shown = portrayed.json("case", "show", "CASE-K12", "--db", "cases.db", "--role", role)
        assert not [finding for finding in shown["findings"] if finding["stage"] in ("psychology", "portrait")]
        assert not [one for one in shown["explanations"] if one["stage"] in ("psychology", "portrait")]
    shown = portrayed.json("case", "show", "CASE-K12", "--db", "cases.db", "--lang", "en")
    assert {finding["stage"] for finding in shown["findings"]} >= {"psychology", "portrait"}


def test_a_case_without_a_portrait_has_no_sheet_and_says_why(full: Line) -> None:
    full.fails(NOT_FOUND, "comes with the stage amends.portrait", "case", "sheet", "CASE-K01", "--db", "cases.db")
    full.fails(USAGE, "--format", "case", "sheet", "CASE-K01", "--db", "cases.db", "--format", "pdf")


def test_an_evidence_of_the_analysis_reads_as_words_and_no_list_of_keys(portrayed: Line) -> None:
    for language in ("zh", "en"):
        shown = portrayed("case", "show", "CASE-K12", "--db", "cases.db", "--lang", language).stdout
        for key in ("analysis.psychology", "type_min", "relief_seeker", "reaction_formation", "case_id PRIOR", "evidence ev"):
            assert key not in shown, key


# Reports and other output.

def test_a_report_to_a_place_that_cannot_be_written_names_it(full: Line) -> None:
    for out, pattern in (("none/x.html", "none/x.html"), (".", "folder")):
        done = full("report", "CASE-K01", "--html", "--db", "cases.db", "--out", out)
        assert done.returncode in (NOT_FOUND, STORAGE) and re.search(pattern, done.stderr), done.stderr
    (full.folder / "out").symlink_to("/dev/stdout")
    done = full("report", "CASE-K01", "--html", "--db", "cases.db", "--out", "out")
    assert done.returncode == OK and "<html" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no /dev/full")
def test_output_to_a_full_device_is_no_success(full: Line) -> None:
    (full.folder / "full").symlink_to("/dev/full")  # a link of ours, so that no fault of the program can replace the device
    full.fails(STORAGE, "full: ", "report", "CASE-K01", "--html", "--db", "cases.db", "--out", "full")
    assert (full.folder / "full").is_symlink()
    with open("/dev/full", "w", encoding="utf-8") as device:
        for words in (["verify"], ["case", "list", "--json"]):
            done = subprocess.run([str(PROGRAM), *words, "--db", "cases.db"], cwd=full.folder, stdout=device, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
            assert done.returncode == STORAGE and "standard output" in done.stderr


def test_a_report_on_no_case_says_so(line: Line) -> None:
    run(line, line.write("none.jsonl", ""))
    done = line("report", "--html", "--db", "cases.db")
    assert done.returncode == OK and "no case" in done.stdout.lower()


# Who acts, and what holds a case back.

def test_a_name_with_a_blank_is_no_second_person(full: Line) -> None:
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    for name in ("li.na ", " li.na", "li\x07na"):
        full.fails(REFUSED, "one word", "case", "correct", case, "classify.complexity", "complex", "--reason", "x", "--db", "cases.db", "--by", name, "--role", "handler", "--now", NOW)


def test_an_analyst_changes_no_case(full: Line) -> None:
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    before = full.verified()
    full.write("more.txt", "more")
    who = ("--db", "cases.db", "--by", "li.na", "--role", "analyst", "--now", NOW)
    for act in (["case", "correct", case, "classify.complexity", "complex", "--reason", "x"], ["case", "add", case, "more.txt"], ["case", "resume", case, "--reason", "x"]):
        full.fails(REFUSED, "an analyst reads", *act, *who)
    with amends.open(full.folder / "cases.db", by="li.na") as rt:
        with pytest.raises(amends.AmendsError, match="an analyst reads"):
            rt.correct(case, "classify.complexity", "complex", reason="x")
        with pytest.raises(amends.AmendsError, match="lies in the future"):
            rt.fire_timers("9999-12-31T23:59:59Z")
    assert full.verified() == before


def test_a_sign_of_danger_in_an_added_document_holds_everything_back(line: Line) -> None:
    line.write("in.jsonl", json.dumps(message("d1")) + "\n")
    assert run(line, "in.jsonl").returncode == OK
    case = line.json("case", "list", "--db", "cases.db")[0]["id"]
    who = ("--db", "cases.db", "--by", "li.na", "--role", "handler", "--now", NOW)

    def open_tasks() -> set[str]:
        return {task["id"] for task in line.json("task", "list", "--db", "cases.db") if task["status"] == "open"}

    before = open_tasks()
    line.write("calm.txt", "The second charge was on 3 February.")
    line.write("note.txt", "客户说想跳楼，已安抚。")
    line.write("sign.txt", "我活不下去了，再不解决我就从楼上跳下去。")
    assert line("case", "add", case, "calm.txt", *who).returncode == OK
    assert line("case", "add", case, "note.txt", "--kind", "note", *who).returncode == OK
    assert open_tasks() == before, "calm words and an officer's note raise nothing"
    assert line("case", "add", case, "sign.txt", *who).returncode == OK
    (safety,) = open_tasks()
    assert safety.startswith("safety:")
    line.fails(REFUSED, "safety protocol first", "task", "answer", case, "decision#1", "decision=upheld", "findings=x", "basis=x", "reason=x", *who)
    line.fails(REFUSED, "", "task", "answer", case, safety, "person_contacted=true", "emergency_called=false", "present_danger=none", "signs=x", "dispute_may_continue=true", "reason=x", *who)
    trained = ("--db", "cases.db", "--by", "wang.yi", "--role", "crisis_trained", "--now", NOW)
    answered = line("task", "answer", case, safety, "person_contacted=true", "emergency_called=false", "present_danger=none", "signs=x", "dispute_may_continue=true", "reason=x", *trained)
    assert answered.returncode == OK, answered.stderr
    assert open_tasks() == before
    line.verified()
