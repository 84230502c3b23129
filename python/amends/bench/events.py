"""events: 100,000 events to a polars frame: ``rt.events().to_polars()``.

In the figure: reading the events from the file, pseudonyms, columns, the frame. Not in it: opening the file, and payloads, which the table does not have. The floor reads
the headers of the same events from a copy of the file with the ``sqlite3`` module (``fetchall``, numbers as they are stored) and gives the rows to polars; it has no names,
no pseudonyms and no dictionary columns.
"""

from __future__ import annotations

import importlib.util
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Callable

import amends

from .eight import STEPS, fresh, open_bench, records
from .figures import Report, Settings, turns

EVENTS = 100_000
AIM_S = 0.5
FLOOR_SQL = "SELECT n, case_no, seq, at, actor, kind FROM event ORDER BY n"


def _floor(copy: Path) -> Any:
    import polars

    with closing(sqlite3.connect(copy)) as db:
        return polars.DataFrame(db.execute(FLOOR_SQL).fetchall(), schema=["n", "case_no", "seq", "at", "actor", "kind"], orient="row")


def events(settings: Settings, report: Report) -> None:
    """Seconds for 100,000 events, beside the floor."""
    if importlib.util.find_spec("polars") is None:
        report.missing.append("events: polars is not installed (python -m pip install polars)")
        return
    if not hasattr(amends.Runtime, "events"):
        report.missing.append("events: this amends has no rt.events()")
        return
    wanted = settings.many(EVENTS, 1_000)
    copy = fresh(settings.folder / "events_copy.db")
    with open_bench(fresh(settings.folder / "events.db")) as rt:
        rt.submit_many("bench", list(records(wanted // (STEPS + 2))))
        rt.snapshot(copy)  # the floor opens a copy: two libraries in one process must not share a live file

        def timed(make: Callable[[], Any]) -> tuple[float, int]:
            started = time.perf_counter()
            frame = make()
            return time.perf_counter() - started, int(frame.height)

        table: Callable[[], Any] = getattr(rt, "events")
        who: dict[str, Callable[[], tuple[float, int]]] = {
            "rt.events().to_polars()": lambda: timed(lambda: table().to_polars()),
            "sqlite3 fetchall of the headers into polars": lambda: timed(lambda: _floor(copy)),
        }
        for call in who.values():
            call()
        found: dict[str, list[tuple[float, int]]] = turns(settings.rounds, who)
    heights = {height for of in found.values() for _, height in of}
    if len(heights) != 1:
        raise RuntimeError(f"the frames have different heights: {sorted(heights)}")
    (height,) = heights
    for name, of in found.items():
        report.figure("events", name, statistics.median(seconds for seconds, _ in of) * 1000, "ms", note=f"{height:,} events")
    ours, floor = ([seconds for seconds, _ in of] for of in found.values())
    report.ratio("events", statistics.median(ours) / height * EVENTS / AIM_S, f"measured / {AIM_S} s for {EVENTS:,} events", at_most=1.0)
    report.ratio("events_by_fetchall", statistics.median(a / b for a, b in zip(ours, floor)), "of the time of fetchall into polars")
