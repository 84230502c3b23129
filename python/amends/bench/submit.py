"""submit: 10,000 cases of eight steps through ``rt.submit_many`` beside the C++ program on the same file.

In the figure: taking the rows in, running the stages, the journal on disk (synchronous=FULL, 100 cases a commit), the answer as Python objects. Not in it: starting the
process, loading packs, deploying, and, for ``dicts``, making the dicts. The stage is the same C++ one on both sides. The program has an allocator of its own (mimalloc);
an extension has the interpreter's process and thus the C library's.
"""

from __future__ import annotations

import statistics

from .eight import Run, program_run, python_run, records_file
from .figures import Report, Settings, median_ratio, turns

AIM = 0.80


def submit(settings: Settings, report: Report) -> None:
    """Cases a second from Python, of those of the program."""
    input = records_file(settings.folder, settings.cases)
    runs: dict[str, list[Run]] = turns(settings.rounds, {
        "the C++ program, a file": lambda: program_run(settings, input),
        "Python, the file": lambda: python_run(settings, input, rows="file"),
        "Python, a list of dicts": lambda: python_run(settings, input, rows="dicts"),
    })
    for who, of in runs.items():
        middle = sorted(of, key=lambda run: run.wall_us)[len(of) // 2]
        report.figure("submit", who, middle.rate, "cases/s", cpu_us=middle.cpu_us_each, note=f"{statistics.median(run.peak_kib for run in of) / 1024:.0f} MiB at most")
    floor, *ours = [[run.rate for run in of] for of in runs.values()]
    for name, rates in zip(("submit_file", "submit_dicts"), ours):
        report.ratio(name, median_ratio(rates, floor), "of the C++ program's cases/s on the same file", at_least=AIM)
