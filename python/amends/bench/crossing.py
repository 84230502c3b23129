"""crossing: one call of a Python stage from a worker thread of the engine. lazy: two fields of a case through the view that a stage gets.

The worker is a C++ thread that keeps its Python thread state, as the engine's is; the record is 2 KB of nested objects, twelve entries of a history and a complaint.

crossing, in the figure: reading the record from its text, taking the GIL, making view and context, the function, its answer turned into JSON, checked and written as
text. Not in it: what a step costs beside its stage (contracts, hashes, the journal), and waiting for a GIL that somebody else has.

lazy, in the figure: the call from C++, a new view of the case, two nested fields (``case["channel"]["kind"]``, ``case["case"]["institution"]``). Not in it: reading the
record from its text, and an answer.
"""

from __future__ import annotations

import json
import statistics
from typing import Any, Callable, Mapping

import amends

from .eight import PURPOSE, records
from .figures import Report, Settings, median_ratio, turns

RECORD_BYTES = 2_048
CROSSING_AIM_US = 10.0
LAZY_AIM_US = 3.0


def record_2k() -> dict[str, Any]:
    """A record that is 2,048 bytes of JSON: nested, with a history of twelve entries."""
    (record,) = records(1)
    record["ext"] = {"bench": {"history": [{"at": f"2026-02-{day:02}T09:00:00Z", "by": "li.na", "kind": "call", "minutes": day} for day in range(1, 13)]}}
    document = record["text"]["docs"][0]
    document["body"] = document["body"][: len(document["body"]) - (len(as_text(record)) - RECORD_BYTES)]
    return record


def as_text(record: Mapping[str, Any]) -> str:
    """The record as the engine hands it to a stage."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


@amends.stage("bench.two_fields", reads=["channel", "case", "text", "parties", "ext"], writes="ext.bench.two_fields", texts={"en": "Two fields", "zh": "两个字段"})
def two_fields(case: Mapping[str, Any]) -> dict[str, Any]:
    """Reads two fields and answers them."""
    return {"kind": case["channel"]["kind"], "institution": case["case"]["institution"]}


def crossing(settings: Settings, report: Report) -> None:
    """Microseconds of a call, beside an empty callable and json.loads of the same record, on the same kind of thread."""
    from amends._core import bench_call, bench_crossing

    text = as_text(record_2k())
    calls = settings.many(20_000, 500)
    with amends.open(":none:", by="bench", role="handler", purpose=PURPOSE, plugins=[two_fields]) as rt:
        engine = rt._engine
        who: dict[str, Callable[[], tuple[float, float]]] = {
            "a stage that reads two fields": lambda: bench_crossing(engine, two_fields.id, text, calls),
            "json.loads of the same record": lambda: bench_call(json.loads, (text,), calls),
            "an empty callable": lambda: bench_call(lambda: None, (), calls),
        }
        for call in who.values():
            call()  # warm
        ns = turns(settings.rounds, who)
    stage, loads, _ = _rows("crossing", ns, report)
    report.ratio("crossing", statistics.median(stage) / 1000 / CROSSING_AIM_US, f"measured / {CROSSING_AIM_US:.0f} us", at_most=1.0)
    report.ratio("crossing_by_loads", median_ratio(stage, loads), "of json.loads of the record")


def _rows(measure: str, ns: Mapping[str, list[tuple[float, float]]], report: Report) -> list[list[float]]:
    """A row for each; the wall times of the rounds. The thread's own CPU time stands beside: on a busy machine it says more."""
    for name, of in ns.items():
        report.figure(measure, name, statistics.median(wall for wall, _ in of) / 1000, "us a call", cpu_us=statistics.median(cpu for _, cpu in of) / 1000)
    return [[wall for wall, _ in of] for of in ns.values()]


def _view() -> Any:
    """The record as a stage sees it, under a key of a larger one, so that each look at it makes a new view."""
    seen: list[Any] = []

    @amends.stage("bench.keep", reads=["ext"], writes="ext.bench.keep", texts={"en": "Keep", "zh": "留存"})
    def keep(case: Mapping[str, Any]) -> dict[str, Any]:
        seen.append(case["ext"]["bench"])
        return {}

    (outer,) = records(1)
    outer["ext"] = {"bench": {"seen": record_2k()}}
    with amends.open(":none:", by="bench", role="handler", purpose=PURPOSE, plugins=[keep]) as rt:
        rt.run_stage(keep.id, outer)
    return seen[0]


def _read(holder: Mapping[str, Any]) -> tuple[Any, Any]:
    case = holder["seen"]
    return case["channel"]["kind"], case["case"]["institution"]


def lazy(settings: Settings, report: Report) -> None:
    """Microseconds for two fields of a view, beside the same fields of a dict that is already there and the whole case as a dict."""
    from amends._core import bench_call

    holder = _view()
    plain = {"seen": record_2k()}
    if _read(holder) != _read(plain):
        raise RuntimeError("the view and the dict do not hold the same")
    calls = settings.many(50_000, 500)
    who: dict[str, Callable[[], tuple[float, float]]] = {
        "two fields of a view": lambda: bench_call(_read, (holder,), calls),
        "two fields of a dict that is there": lambda: bench_call(_read, (plain,), calls),
        "the whole case made a dict": lambda: bench_call(lambda of: of["seen"].to_dict(), (holder,), calls // 5),
    }
    for call in who.values():
        call()
    ns = turns(settings.rounds, who)
    view, _, whole = _rows("lazy", ns, report)
    report.ratio("lazy", statistics.median(view) / 1000 / LAZY_AIM_US, f"measured / {LAZY_AIM_US:.0f} us", at_most=1.0)
    report.ratio("lazy_by_whole", median_ratio(view, whole), "of the whole case made a dict")
