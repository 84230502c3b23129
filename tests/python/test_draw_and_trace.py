"""`amends draw` and `amends trace`: what a person gets on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import amends

ROOT = Path(amends.installation())
SOURCE = Path(__file__).resolve().parents[2]
CASES = SOURCE / "workflows" / "first_line" / "cases"
DRAWINGS = SOURCE / "tests" / "core" / "review" / "drawings"
OK, FAILED, USAGE, NOT_FOUND, BAD_INPUT = 0, 1, 2, 3, 5
SVG = "{http://www.w3.org/2000/svg}"


def run(folder: Path, *words: Any, code: int = OK, lang: str = "en") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(ROOT / "bin" / "amends"), *map(str, words)], cwd=folder, env={**os.environ, "AMENDS_LANG": lang}, capture_output=True, text=True, encoding="utf-8", timeout=240, stdin=subprocess.DEVNULL
    )
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done


def classes(svg: str, name: str) -> int:
    """How many groups of the picture carry a class."""
    return sum(name in (group.get("class") or "").split() for group in ElementTree.fromstring(svg).iter(f"{SVG}g"))


# draw


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_workflow_is_drawn_whole_and_alike_each_time(tmp_path: Path, lang: str) -> None:
    once, again = (run(tmp_path, "draw", "first_line", lang=lang).stdout for _ in range(2))
    assert once == again and once.startswith("<svg ") and once.endswith("</svg>\n")
    root = ElementTree.fromstring(once)
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    assert classes(once, "wf-box") >= 17 and classes(once, "wf-gone") == 0
    assert ("一线投诉处理" if lang == "zh" else "First line of complaint handling") in once
    run(tmp_path, "draw", "first_line", "--out", "flow.svg", lang=lang)
    assert (tmp_path / "flow.svg").read_text(encoding="utf-8") == once


def test_a_draft_is_drawn_before_its_stages_and_forms_exist(tmp_path: Path) -> None:
    for file in sorted(DRAWINGS.glob("*.yaml")):
        ElementTree.fromstring(run(tmp_path, "draw", file).stdout)
        assert run(tmp_path, "draw", file, "--format", "mermaid").stdout.count("flowchart TD") == 1


def test_a_case_is_drawn_with_the_way_it_took_and_the_place_where_it_waits(tmp_path: Path) -> None:
    run(tmp_path, "run", "first_line", "--input", CASES / "K02.json", "--db", "c.db", "--now", "received")
    before = run(tmp_path, "draw", "first_line", "--case", "CASE-K02", "--db", "c.db").stdout
    assert classes(before, "wf-here") == 1 and "waits here now" in before and "CASE-K02" in before
    assert classes(before, "wf-gone") == 7
    act = ["--db", "c.db", "--by", "li.na", "--now", "2026-03-02T02:00:00Z"]
    done = run(tmp_path, "task", "answer", "CASE-K02", "decision#1", "decision=hand_over", "findings=The policy is with another insurer.", "basis=Competence of the insurer.", "reason=The insurer decides.", *act)
    assert done.stdout
    after = run(tmp_path, "draw", "--case", "CASE-K02", "--db", "c.db").stdout
    assert classes(after, "wf-gone") == 9 and classes(after, "wf-here") == 1
    mermaid = run(tmp_path, "draw", "--case", "CASE-K02", "--db", "c.db", "--format", "mermaid").stdout
    assert "class step_transfer here" in mermaid and "linkStyle" in mermaid
    page = run(tmp_path, "report", "CASE-K02", "--html", "--db", "c.db", "--out", "c.html") and (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "The path this case took" in page and page.count("<svg ") == 1 and "<script" not in page


def test_what_cannot_be_drawn_is_told_with_what_to_do(tmp_path: Path) -> None:
    assert "give the name of a shipped one" in run(tmp_path, "draw", "nowhere", code=NOT_FOUND).stderr
    assert "name a workflow" in run(tmp_path, "draw", code=USAGE).stderr
    run(tmp_path, "draw", "first_line", "--format", "png", code=USAGE)
    (tmp_path / "bad.yaml").write_text("workflow: bad\nversion: 1.0.0\ntitle: {zh: 坏, en: Bad}\nsteps:\n  - a: {wait: 1d, go: nowhere}\n", encoding="utf-8")
    assert "bad.yaml:5:" in run(tmp_path, "draw", "bad.yaml", code=BAD_INPUT).stderr
    run(tmp_path, "run", "first_line", "--input", CASES / "K01.json", "--db", "c.db", "--now", "received")
    assert "runs in the workflow first_line" in run(tmp_path, "draw", "other", "--case", "CASE-K01", "--db", "c.db", code=USAGE).stderr
    run(tmp_path, "draw", "--case", "NOPE99", "--db", "c.db", code=NOT_FOUND)


# trace

ROWS = SOURCE / "tests" / "trace_rows.yaml"
RESULTS = """<?xml version="1.0"?><testsuites><testsuite name="Risk">
<testcase classname="Risk" name="trace_A18_Orange" status="run" result="completed"/>
<testcase classname="Risk" name="trace_B07_Nature" status="run" result="completed"{more}
<testcase classname="Risk" name="trace_C09_Areas" status="run" result="skipped"><skipped message="no data"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "test_a.xml").write_text(RESULTS.format(more="/>"), encoding="utf-8")
    (tmp_path / "results" / "python.xml").write_text('<testsuites><testsuite><testcase classname="t" name="test_trace_D05_both"/></testsuite></testsuites>', encoding="utf-8")
    (tmp_path / "results" / "trace_rows.yaml").write_bytes(ROWS.read_bytes())
    return tmp_path / "results"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_last_line_of_trace_is_the_count(tmp_path: Path, results: Path, lang: str) -> None:
    lines = run(tmp_path, "trace", "--results", results, lang=lang).stdout.splitlines()
    assert lines[-1] == "3 of 263"
    assert [line.split(": ")[1] for line in lines[:4]] == ["1 / 62 A18", "1 / 41 B07", "0 / 24", "1 / 136 D05"]
    assert any(line.startswith("!!") and "C09" in line for line in lines), "a row with only skipped tests is told"


def test_trace_lists_what_is_served_and_what_is_missing(tmp_path: Path, results: Path) -> None:
    listed = run(tmp_path, "trace", "--results", results, "--list").stdout
    assert "  A18  SP" in listed and "passed  Risk.trace_A18_Orange" in listed and "  A19 " not in listed
    missing = run(tmp_path, "trace", "--results", results, "--missing").stdout
    assert sum(line[:3] in ("  A", "  B", "  C", "  D") for line in missing.splitlines()) == 260
    assert "  A18" not in missing and missing.splitlines()[-1] == "3 of 263"


def test_a_failing_trace_test_is_told_and_ends_with_1(tmp_path: Path, results: Path) -> None:
    (results / "test_a.xml").write_text(RESULTS.format(more='><failure message="no"/></testcase>'), encoding="utf-8")
    shown = run(tmp_path, "trace", "--results", results, code=FAILED).stdout
    assert "!! FAILING: B07" in shown and shown.splitlines()[-1] == "2 of 263"
    (results / "python.xml").write_text('<testsuites><testsuite><testcase name="test_trace_D999"/></testsuite></testsuites>', encoding="utf-8")
    assert "!! NO SUCH ROW" in run(tmp_path, "trace", "--results", results, code=FAILED).stdout


def test_trace_says_what_is_not_there(tmp_path: Path, results: Path) -> None:
    assert "bash tests/run" in run(tmp_path, "trace", "--results", tmp_path / "none", code=NOT_FOUND).stderr
    (results / "trace_rows.yaml").unlink()
    assert "an installed program has none" in run(tmp_path, "trace", "--results", results, code=NOT_FOUND).stderr
    assert run(tmp_path, "trace", "--results", results, "--rows", ROWS).stdout.endswith("3 of 263\n")
    (results / "python.xml").write_text("<testsuites><testsuite>", encoding="utf-8")
    assert "never closed" in run(tmp_path, "trace", "--results", results, "--rows", ROWS, code=BAD_INPUT).stderr


# The acceptance check of a concept that the whole program serves.

CHANNELS = "phone hotline_regulator branch letter email app web social media regulator petition_office mediation_body court agent_walkin other".split()


def test_trace_C02_each_kind_of_channel_creates_a_case(tmp_path: Path) -> None:
    messages = [
        {"channel": kind, "at": "2026-03-01T10:00:00+08:00", "sender": "a@example.org", "ref": f"m-{kind}", "institution": "TESTBANK", "body": f"我要投诉：年费多扣了{300 + i}元，请退还。"} for i, kind in enumerate(CHANNELS)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(message, ensure_ascii=False) + "\n" for message in messages), encoding="utf-8")
    run(tmp_path, "run", "first_line", "--input", "in.jsonl", "--db", "c.db", "--now", "received")
    with amends.open(tmp_path / "c.db", role="handler", purpose="test", now="2026-03-02T01:00:00Z", read_only=True) as rt:
        records = [rt.case(row["id"]).record for row in json.loads(run(tmp_path, "case", "list", "--db", "c.db", "--json").stdout)]
    assert sorted(record["channel"]["kind"] for record in records) == sorted(CHANNELS)
    for record in records:
        assert record["analysis"]["intake"]["is_complaint"] is True, record["channel"]
        assert record["analysis"]["intake"]["clocks"], "each runs its clocks"
