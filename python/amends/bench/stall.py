"""stall: a second Python thread counts while C++ works; what it counts a second, and the longest time in which it did not get on.

The counter is pure Python. ``verify`` re-computes every hash of the file on one C++ thread: with two cores nobody has to wait, and the counter should hardly notice.
``submit_many`` works on two C++ threads and takes a hundred rows at a time out of Python; three threads share two cores then, so it is held against the very same
work in another process (the C++ program), which takes the cores and no GIL: what is left of the difference is the interpreter's (the other process also starts and loads in that time, which makes its side
a little easier). Not in the figure: a Python stage, which holds the GIL while it runs like any Python function.
"""

from __future__ import annotations

import statistics
import threading
import time
from typing import Callable, NamedTuple

import amends

from .eight import fresh, open_bench, program_run, records_file
from .figures import Report, Settings, median_ratio, turns

RATE_AIM = 0.90
GAP_AIM_MS = 50.0  # ten times the interval at which the interpreter passes the GIL on


class Counted(NamedTuple):
    """What the counting thread found."""

    rate: float
    gap_ms: float


def counted(work: Callable[[], object]) -> Counted:
    """Counts on a second thread for as long as ``work`` runs on this one."""
    stop = threading.Event()
    found: list[Counted] = []

    def count() -> None:
        clock = time.perf_counter_ns
        steps, longest = 0, 0
        started = last = clock()
        while not stop.is_set():
            steps += 1
            now = clock()
            if now - last > longest:
                longest = now - last
            last = now
        found.append(Counted(steps / max((last - started) / 1e9, 1e-9), longest / 1e6))

    counter = threading.Thread(target=count)
    counter.start()
    try:
        work()
    finally:
        stop.set()
        counter.join()
    return found[0]


def stall(settings: Settings, report: Report) -> None:
    """The counter's rate beside C++, of its rate alone and of its rate beside the same work in another process."""
    input = records_file(settings.folder, settings.cases)
    alone_s = 0.1 if settings.quick else 1.0
    with open_bench(fresh(settings.folder / "stall.db")) as filled:
        filled.submit_many("bench", amends.read(input))

        def verify() -> None:
            until = time.monotonic() + alone_s
            while True:
                if filled.verify()["faults"]:
                    raise RuntimeError("verify found faults in the bench's own file")
                if time.monotonic() >= until:
                    return

        def submit_here() -> Counted:
            with open_bench(fresh(settings.folder / "stall_submit.db")) as rt:
                return counted(lambda: rt.submit_many("bench", amends.read(input)))

        found: dict[str, list[Counted]] = turns(settings.rounds, {
            "alone": lambda: counted(lambda: time.sleep(alone_s)),
            "verify in this process": lambda: counted(verify),
            "submit_many in this process": submit_here,
            "the same submit in another process": lambda: counted(lambda: program_run(settings, input)),
        })
    for name, of in found.items():
        report.figure("stall", f"counting, {name}", statistics.median(one.rate for one in of) / 1e6, "million/s", note=f"longest gap {statistics.median(one.gap_ms for one in of):.1f} ms")
    alone, verified, submitted, elsewhere = found.values()

    def of_rate(above: list[Counted], below: list[Counted]) -> float:
        return median_ratio([one.rate for one in above], [one.rate for one in below])

    report.ratio("stall_verify", of_rate(verified, alone), "rate beside verify / alone", at_least=RATE_AIM)
    report.ratio("stall_submit", of_rate(submitted, elsewhere), "rate beside submit_many / beside the same work in another process", at_least=RATE_AIM)
    report.ratio("stall_submit_alone", of_rate(submitted, alone), "rate beside submit_many / alone: three threads on the cores there are")
    report.ratio("stall_gap", max(statistics.median(one.gap_ms for one in of) for of in (verified, submitted)) / GAP_AIM_MS, f"longest gap / {GAP_AIM_MS:.0f} ms", at_most=1.0)
