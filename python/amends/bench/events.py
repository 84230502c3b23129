"""events: 100,000 events to a polars frame: ``rt.events().to_polars()``.

In the figure: reading the events from the file, pseudonyms, columns, the frame. Not in it: opening the file, and payloads, which the table does not have. The floor reads
the headers of the same events from a copy of the file with the ``sqlite3`` module (``fetchall``, numbers as they are stored) and gives the rows to polars; it has no names,
no pseudonyms and no dictionary columns.
"""

from __future__ import annotations

import importlib
import importlib.util
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path
from typing import Any, Callable

from .eight import STEPS, fresh, open_bench, records
from .figures import Report, Settings, Timed, median_ratio, timed, turns

EVENTS = 100_000
AIM_S = 0.5
FLOOR_SQL = "SELECT n, case_no, seq, at, actor, kind FROM event ORDER BY n"


def _floor(copy: Path) -> Any:
    polars: Any = importlib.import_module("polars")
    with closing(sqlite3.connect(copy)) as db:
        return polars.DataFrame(db.execute(FLOOR_SQL).fetchall(), schema=["n", "case_no", "seq", "at", "actor", "kind"], orient="row")


def events(settings: Settings, report: Report) -> None:
    """Seconds for 100,000 events, beside the floor."""
    if importlib.util.find_spec("polars") is None:
        report.missing.append("events: polars is not installed (python -m pip install polars)")
        return
    wanted = settings.many(EVENTS, 1_000)
    copy = fresh(settings.folder / "events_copy.db")
    with open_bench(fresh(settings.folder / "events.db")) as rt:
        rt.submit_many("bench", list(records(wanted // (STEPS + 2))))
        rt.snapshot(copy)  # the floor opens a copy: two libraries in one process must not share a live file

        table: Callable[[], Any] = getattr(rt, "events")
        ours: Callable[[], Any] = lambda: table().to_polars()
        floor: Callable[[], Any] = lambda: _floor(copy)
        height, plain_height = ours().height, floor().height
        found: dict[str, list[Timed]] = turns(settings.rounds, {
            "rt.events().to_polars()": lambda: timed(ours),
            "sqlite3 fetchall of the headers into polars": lambda: timed(floor),
        })
    if height != plain_height:
        raise RuntimeError(f"the frames hold {height} and {plain_height} events")
    for name, of in found.items():
        report.figure("events", name, statistics.median(one.wall for one in of) * 1000, "ms", cpu_us=statistics.median(one.cpu for one in of) * 1e6, note=f"{height:,} events")
    frame, plain = ([one.wall for one in of] for of in found.values())
    report.ratio("events", statistics.median(frame) / height * EVENTS / AIM_S, f"measured / {AIM_S} s for {EVENTS:,} events", at_most=1.0)
    report.ratio("events_by_fetchall", median_ratio(frame, plain), "of the time of fetchall into polars")
