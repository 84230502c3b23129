"""What a notebook shows: every piece of a review parses, quotes exactly, hides what it must, stands beside others, and never raises inside a display."""

from __future__ import annotations

import html
import json
import re
import shutil
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends
from amends.views import plots
from test_review_commands import WORKFLOW

CASES = Path(__file__).resolve().parents[2] / "workflows" / "first_line" / "cases"
NAMES = ("K01", "K03", "K07", "K12")
PARTS = ("review", "summary", "text", "findings", "timeline", "clocks", "workflow", "ladder", "dimensions", "risk", "emotion", "tasks")
NOW, LATER = "2026-03-02T02:00:00Z", "2026-03-03T02:00:00Z"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe\u202c \"quoted\" & 'more'"
BYTES_MOST = 400_000  # of one piece of one case
VOID = {"br", "img", "hr", "meta", "link", "input"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """K01, K03, K07 and K12 after all stages, and a case whose people write to break the page."""
    folder = tmp_path_factory.mktemp("views")
    (folder / "all").mkdir()
    (folder / "all" / "workflow.yaml").write_text(WORKFLOW, encoding="utf-8")
    with amends.open(folder / "cases.db", by="li", role="handler", purpose="test", now=NOW) as runtime:
        runtime.deploy(str(folder / "all"))
        for name in NAMES:
            runtime.submit("all_stages", json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))["case"])
        record = json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"]
        record["case"]["id"] = "CASE-HOSTILE"
        record["channel"]["ref"] = "hostile"
        record["text"]["docs"][0]["body"] = f"You charged the annual fee twice, I am furious! {HOSTILE} Refund 300 yuan."
        for party in record.get("parties", []):
            party["name"] = HOSTILE[:60]
        runtime.submit("all_stages", record)
    return folder / "cases.db"


def opened(desk: Path, role: str = "handler", language: str = "en", now: str = LATER, purpose: str | None = "test") -> amends.Runtime:
    """A copy of the file: one process writes, and several tests have it open at a time."""
    folder = Path(tempfile.mkdtemp(dir=desk.parent))
    for file in desk.parent.glob(f"{desk.name}*"):
        if file.suffix != ".lock":
            shutil.copy(file, folder / file.name)
    return amends.open(folder / desk.name, by="li", role=role, purpose=purpose, now=now, language=language)


@pytest.fixture(scope="module")
def handler(desk: Path) -> Iterator[amends.Runtime]:
    with opened(desk) as runtime:
        yield runtime


class Balance(HTMLParser):
    """Every element is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.marks: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        assert not any(name.startswith("on") or name in ("src", "href", "xlink:href") for name, _ in attrs), attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, (tag, self.open[-3:])

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marks[-1] += data
        if "style" not in self.open:
            self.text.append(data)


def parsed(text: str) -> Balance:
    page = Balance()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    return page


def clean(text: str) -> Balance:
    page = parsed(text)
    assert not page.tags & {"script", "iframe", "img", "link", "object", "embed", "form"}, page.tags
    assert not page.ids
    # Nothing from elsewhere; the namespace of SVG is a name, not an address.
    for never in ("<script", "@import", "url("):
        assert never not in text, never
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert len(text.encode()) < BYTES_MOST, len(text.encode())
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*NAMES, "HOSTILE"])
def test_every_piece_of_a_case_parses_and_brings_nothing_along(handler: amends.Runtime, name: str, language: str) -> None:
    case = handler.case(f"CASE-{name}")
    for part in PARTS:
        view = case.view(part, language)
        page = clean(view._repr_html_())
        assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in view.html and "".join(page.text).strip()
        bundle = view._repr_mimebundle_()
        assert bundle["text/html"] == view.html and bundle["text/plain"].strip()
        assert set(view._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
        if "image/svg+xml" in bundle:
            parsed(bundle["image/svg+xml"])
            assert part in ("clocks", "workflow", "ladder", "dimensions", "risk", "emotion")
    for finding in case.findings:
        clean(finding._repr_html_())
        assert str(finding).startswith("[")


def test_a_strict_parser_takes_them_too(handler: amends.Runtime) -> None:
    html5lib = pytest.importorskip("html5lib", reason="html5lib is not installed; the balance check above stands")
    for name in (*NAMES, "HOSTILE"):
        for part in PARTS:
            parser = html5lib.HTMLParser(strict=False)
            parser.parseFragment(handler.case(f"CASE-{name}").view(part).html)
            # How SVG writes an attribute's case and what has no doctype is no fault here.
            assert not [error for error in parser.errors if "unexpected" in error[1] and "end-tag" in error[1]], parser.errors[:3]


def test_a_hostile_text_is_shown_and_commands_nothing(handler: amends.Runtime) -> None:
    case = handler.case("CASE-HOSTILE")
    for part in ("summary", "text", "review"):
        shown = case.view(part).html
        page = clean(shown)
        assert "\u202e" not in shown and "\u202c" not in shown, "nothing turns the line around"
        assert "<script>alert(1)</script>" in "".join(page.text) and "&lt;/script&gt;" in shown
    rows = handler.tasks(case="CASE-HOSTILE")
    clean(rows._repr_html_())


@pytest.mark.parametrize("name", NAMES)
def test_the_evidence_is_marked_exactly_in_the_original_text(handler: amends.Runtime, name: str) -> None:
    case = handler.case(f"CASE-{name}")
    bodies = {doc["id"]: doc["body"] for doc in case.record["text"]["docs"]}
    seen = 0
    for finding in case.findings:
        spans = [one for one in finding.evidence if one["code"] == "span"]
        marks = parsed(finding._repr_html_()).marks
        for one in spans:
            assert bodies[one["doc"]][one["start"] : one["end"]] == one["text"]
        if spans:
            covered = set().union(*(set(range(one["start"], one["end"])) for one in spans))
            assert sum(len(mark) for mark in marks) == len(covered), (finding, marks)
            assert all(any(mark in body for body in bodies.values()) for mark in marks)
            seen += 1
    assert seen
    # The whole text comes back from the page, marks and all.
    said = "".join(parsed(case.said.html).text)
    assert all(body in said for body in bodies.values())


def test_pieces_of_two_cases_stand_in_one_document(handler: amends.Runtime) -> None:
    both = "".join(handler.case(f"CASE-{name}").view(part).html for name in ("K01", "K03", "K03") for part in PARTS)
    assert not parsed(both).ids
    style = re.findall(r"<style>(.*?)</style>", handler.case("CASE-K01").risk.html, re.S)[0]
    selectors = [one for block in re.findall(r"(?:^|[{}])\s*([^{}@]+)\{", style) for one in re.split(r",(?![^(]*\))", block)]
    assert selectors and all(".amends-" in one or ".wf" in one for one in selectors), [one for one in selectors if ".amends-" not in one][:3]


def test_the_review_is_the_page_of_the_command_line(handler: amends.Runtime, tmp_path: Path) -> None:
    case = handler.case("CASE-K03")
    view = amends.review(case, "zh")
    page = case.html("zh")
    assert view.save(tmp_path / "case.html").read_text(encoding="utf-8") == page
    with pytest.raises(amends.errors.AlreadyExists):
        view.save(tmp_path / "case.html")
    inside = view.html[view.html.index("</style>") + 8 : view.html.rindex("</div>")].strip()
    sections = re.findall(r"<section.*?</section>", re.sub(r"<svg.*?</svg>", "", inside, flags=re.S), re.S)
    whole = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
    assert len(sections) > 10 and all(one in whole for one in sections), "the same bytes, section by section"
    assert case.risk.save(tmp_path / "risk.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("role", ["analyst", "crisis_trained", "trainer"])
def test_who_may_not_see_it_reads_why_and_gets_no_exception(desk: Path, role: str) -> None:
    with opened(desk, role) as runtime:
        case = runtime.case("CASE-K03")
        body = json.loads((CASES / "K03.json").read_text(encoding="utf-8"))["case"]["text"]["docs"][0]["body"]
        pieces = {part: case.view(part)._repr_html_() for part in PARTS}
        everything = "".join(pieces.values()) + "".join(finding._repr_html_() + str(finding) for finding in case.findings) + "".join(str(case.view(part)) for part in PARTS)
        for text in pieces.values():
            clean(text)
        assert "this role does not see it" in pieces["ladder"] and "amends-ladder\"" not in everything
        if role != "crisis_trained":
            assert all("states the purpose" in pieces[part] for part in ("summary", "text", "findings", "timeline", "review"))
            assert not any(body[i : i + 8] in everything for i in range(0, len(body) - 8, 4))
        assert "ladder" not in case.charts()
        with pytest.raises(amends.errors.InvalidArgument, match="nothing to plot"):
            plots.ladder(case)
        case._repr_html_()


def test_a_closed_runtime_says_so_in_the_display(desk: Path) -> None:
    runtime = opened(desk)
    case, tasks = runtime.case("CASE-K01"), runtime.tasks()
    runtime.close()
    for shown in (case._repr_html_(), case.risk._repr_html_(), tasks._repr_html_(), runtime._repr_html_()):
        clean(shown)
        assert "closed" in "".join(parsed(shown).text)
    assert "closed" in str(case.risk) and "closed" in runtime._repr_mimebundle_()["text/plain"]
    with pytest.raises(amends.errors.StateError):
        case.risk.html


def test_who_gives_no_purpose_reads_so_in_the_display(desk: Path) -> None:
    with opened(desk, purpose=None) as runtime:
        case = runtime.case("CASE-K01")
        clean(case._repr_html_())
        assert "purpose" in "".join(parsed(case._repr_html_()).text) and "purpose" in str(case.risk)
        with pytest.raises(amends.errors.Refused):
            case.findings


def test_what_is_shown_is_recorded_once_for_a_case_object(desk: Path) -> None:
    with opened(desk) as runtime:
        case, before = runtime.case("CASE-K01"), len(runtime.reads(case="CASE-K01"))
        for part in ("summary", "risk", "text"):
            case.view(part)._repr_html_()
        rows = [row for row in runtime.reads(case="CASE-K01")][before:]
        assert {row.by for row in rows if row.case_id == "CASE-K01"} == {"li"} and rows
        again = len(runtime.reads(case="CASE-K01"))
        case.view("clocks")._repr_html_()
        assert len(runtime.reads(case="CASE-K01")) <= again + 1, "looking once more at the same object writes no row; asking for the record does"


def test_a_part_that_is_none_is_refused_with_the_names(handler: amends.Runtime) -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="summary, text, findings"):
        handler.case("CASE-K01").view("portrait")
    with pytest.raises(amends.errors.InvalidArgument, match="clocks"):
        handler.case("CASE-K01").timeline.plot()


def test_the_inbox_the_run_and_the_runtime(handler: amends.Runtime, desk: Path, tmp_path: Path) -> None:
    tasks = handler.tasks()
    page = clean(tasks._repr_html_())
    assert len(tasks) and tasks[0].title["en"] in "".join(page.text) and "open" in tasks._repr_mimebundle_()["text/plain"]
    clean(handler.tasks(case="CASE-NONE")._repr_html_())
    line = handler._repr_mimebundle_()["text/plain"]
    assert line.startswith("cases.db · li as handler · 5 cases") and "\n" not in line
    clean(handler._repr_html_())
    with amends.open(tmp_path / "run.db", by="li", role="handler", purpose="test", now=NOW) as runtime:
        runtime.deploy("first_line")
        record = json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"]
        batch = runtime.submit_many("first_line", [record, record, {"channel": HOSTILE, "body": 3}])
        page = clean(batch._repr_html_())
        words = " ".join(page.text)
        assert len(batch.rejected) == 1 and html.unescape(batch.rejected[0].message)[:30] in words
        assert str(batch.added) in words and "text/plain" in batch._repr_mimebundle_()
        drawn = runtime.workflow("first_line")
        clean(drawn._repr_html_())
        assert drawn.picture.svg.startswith("<svg ") and "First line" in runtime.workflow("first_line", "en").html
        with pytest.raises(amends.AmendsError):
            runtime.workflow("none_such")


def test_finding_reads_as_text_in_both_languages(desk: Path) -> None:
    for language, quote in (("zh", "「"), ("en", "“")):
        with opened(desk, language=language) as runtime:
            findings = runtime.case("CASE-K03").findings
            assert quote in str(findings) and repr(findings) == f"<Findings: {len(findings)}>"
            assert findings.of(findings[0].stage)[0] == findings[0] and findings[:2] == tuple(findings)[:2]


ROUNDS = """workflow: rounds
version: 1.0.0
title: {zh: 很多轮, en: Many rounds}
steps:
  - intake: {stage: amends.intake}
  - turn: {set: {case.status: '"accepted"'}}
  - again: {choose: [{when: 'case.kind = "nothing"', go: end}, {else: turn}]}
"""


def test_a_case_of_ten_thousand_events_is_drawn_and_bounded(tmp_path: Path) -> None:
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "workflow.yaml").write_text(ROUNDS, encoding="utf-8")
    with amends.open(tmp_path / "long.db", by="li", role="handler", purpose="test", now=NOW) as runtime:
        runtime.deploy(str(tmp_path / "rounds"))
        runtime.submit("rounds", json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"])
        # Each turn ends at its own limit of transitions; a person resumes it.
        while (events := len(runtime.case("CASE-K01").events)) < 10_000:
            runtime.resume("CASE-K01", "once more")
        case = runtime.case("CASE-K01")
        seconds = {}
        for part in PARTS:
            started = time.perf_counter()
            clean(case.view(part).html)
            seconds[part] = time.perf_counter() - started
        print(f"{events} events: " + ", ".join(f"{part} {took:.2f} s" for part, took in seconds.items()))
        assert "left out" in case.timeline.html
        assert max(seconds.values()) < 60, seconds


altair = pytest.importorskip("altair", reason="altair is not installed: the charts are not drawn; the static pictures are tested above")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plots_are_charts_of_the_same_numbers(handler: amends.Runtime, language: str) -> None:
    case = handler.case("CASE-K03")
    for part, draw in plots.BY_PART.items():
        if part not in case.charts():
            continue
        chart = draw(case, language=language)
        spec = json.dumps(chart.to_dict(), ensure_ascii=False)
        for row in case.charts(language)[part]["rows"]:
            assert (row.get("label") or row.get("title")) in spec
    assert {"clocks", "emotion", "risk", "dimensions"} <= set(case.charts())
    assert case.risk.plot(static=True).svg.startswith("<svg ") and isinstance(case.risk.plot(), altair.LayerChart)


def test_without_altair_the_static_picture_stands_in(handler: amends.Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "altair", None)
    case = handler.case("CASE-K03")
    picture = case.clocks.plot()
    assert isinstance(picture, amends.Picture) and parsed(picture._repr_html_()) and str(picture)
    with pytest.raises(ImportError, match=r"amends\[notebook\]"):
        case.clocks.plot(static=False)
