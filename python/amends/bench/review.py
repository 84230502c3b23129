"""review: the page of a case with 10,000 events, ``rt.case(id).html()``.

In the figure: reading the case's events from the file, folding them, the record of the read on disk, the page as one text. Not in it: opening the file and running the
case. The case is a shipped complaint, taken in and classified, that then goes round a circle of one small stage and one choice, so that most of its events are small;
events of 20 KB each cost more. Beside it the same with 100 events, for the time of one event, and the plain reading of the same events from a copy of the file with the
``sqlite3`` module, written to a file: what is left when nothing is understood.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Mapping

import amends

from .eight import PURPOSE, fresh
from .figures import Report, Settings, Timed, median_ratio, timed, turns

EVENTS = 10_000
SMALL = 100
AIM_S = 1.0
WORKFLOW = """workflow: long
version: 1.0.0
title: {zh: 很长的案件, en: A long case}
steps:
  - intake: {stage: amends.intake}
  - classify: {stage: amends.classify}
  - work: {stage: bench.round}
  - again: {choose: [{when: ext.bench.round.number >= ext.wanted.rounds, go: end}, {else: work}]}
"""
EVENTS_A_ROUND = 2
EVENTS_BESIDE = 7  # opened, taken in with its question, classified, two clocks, finished


@amends.stage("bench.round", reads=["ext"], writes="ext.bench.round", texts={"en": "Round", "zh": "轮次"})
def count_round(case: Mapping[str, Any]) -> dict[str, Any]:
    """How often it ran, with a note of a hundred characters."""
    before = case["ext"].get("bench", {}).get("round", {}).get("number", 0)
    return {"number": before + 1, "note": "x" * 100}


def long_case(rt: amends.Runtime, events: int) -> tuple[str, int]:
    """A finished case with about ``events`` events: its id and how many it has."""
    shared = amends.installation() / "workflows" / "first_line" / "cases" / "K01.json"
    record: dict[str, Any] = json.loads(shared.read_text(encoding="utf-8"))["case"]
    record["case"]["id"] = f"CASE-{events}"
    record["channel"]["ref"] = f"long-{events}"
    record["ext"] = {"wanted": {"rounds": -(-(events - EVENTS_BESIDE) // EVENTS_A_ROUND)}}
    submitted = rt.submit("long", record)
    status = submitted.status
    while status == "parked":  # a circle is stopped after 5,000 transitions of one turn
        status = rt.resume(submitted.id, "go on")
    if status != "finished":
        raise RuntimeError(f"the long case is {status}")
    return submitted.id, len(rt.case(submitted.id).events)


def _copied(copy: Path, case_id: str, out: Path) -> int:
    with closing(sqlite3.connect(copy)) as db:
        rows = db.execute("SELECT payload FROM event WHERE case_no = (SELECT no FROM case_row WHERE id = ?) ORDER BY seq", (case_id,)).fetchall()
    with out.open("wb") as file:
        for (payload,) in rows:
            file.write(payload or b"")
    return len(rows)


def review(settings: Settings, report: Report) -> None:
    """Seconds to draw the page, and what an event costs in it."""
    copy = fresh(settings.folder / "review_copy.db")
    with amends.open(fresh(settings.folder / "review.db"), by="bench", role="handler", purpose=PURPOSE, plugins=[count_round], language="en") as rt:
        workflow = settings.folder / "long.yaml"
        workflow.write_text(WORKFLOW, encoding="utf-8")
        rt.deploy(workflow)
        large, events = long_case(rt, settings.many(EVENTS, 300))
        small, few = long_case(rt, SMALL)
        rt.snapshot(copy)

        who: dict[str, Callable[[], Timed]] = {
            f"the page of {events:,} events": lambda: timed(lambda: rt.case(large).html()),
            f"the page of {few:,} events": lambda: timed(lambda: rt.case(small).html(), 20),
            f"{events:,} events read by sqlite3 and written": lambda: timed(lambda: _copied(copy, large, settings.folder / "events.json")),
        }
        for call in who.values():
            call()
        size = len(rt.case(large).html().encode())
        found: dict[str, list[Timed]] = turns(settings.rounds, who)
    notes = (f"{size / 1e6:.1f} MB", "", "")
    for (name, of), note in zip(found.items(), notes):
        report.figure("review", name, statistics.median(one.wall for one in of) * 1000, "ms", cpu_us=statistics.median(one.cpu for one in of) * 1e6, note=note)
    page, small_page, plain = ([one.wall for one in of] for of in found.values())
    report.ratio("review", statistics.median(page) * EVENTS / events / AIM_S, f"measured / {AIM_S:.0f} s for {EVENTS:,} events", at_most=1.0)
    report.ratio("review_growth", median_ratio(page, small_page) * few / events, f"time an event with {events:,} events / with {few:,}")
    report.ratio("review_by_copy", median_ratio(page, plain), "of the time to read and write the bytes of its events")
