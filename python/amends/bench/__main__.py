"""``python -m amends.bench``: measures, prints a table, and ends with one line a ratio.

    python -m amends.bench [--only NAME ...] [--peers] [--json FILE] [--cases N] [--rounds N] [--quick]

Exit code 0 when everything that was asked for ran, whether aims were met or not; 1 when a measure could not run, which is said with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Callable

import amends

from .crossing import crossing, lazy
from .events import events
from .figures import Report, Settings
from .peers import interpreter, peers
from .review import review
from .stall import stall
from .submit import submit

MEASURES: dict[str, Callable[[Settings, Report], None]] = {
    "crossing": crossing, "lazy": lazy, "stall": stall, "submit": submit, "events": events, "review": review, "peers": peers,
}
QUICK_CASES = 200


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def parse(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    options = argparse.ArgumentParser(prog="python -m amends.bench", description="The figures of the Python layer, as ratios")
    options.add_argument("--only", action="append", choices=MEASURES, metavar="NAME", help=f"one measure, may be given several times: {', '.join(MEASURES)}")
    options.add_argument("--peers", action="store_true", help="make the environment of the peers (DBOS, SpiffWorkflow) with pip where it is not there yet")
    options.add_argument("--venv", type=Path, default=Path("build/peers-venv"), help="environment of the peers (%(default)s)")
    options.add_argument("--json", type=Path, metavar="FILE", help="write figures and ratios there")
    options.add_argument("--cases", type=_positive, default=10_000, help="cases of submit, stall and peers (%(default)s)")
    options.add_argument("--rounds", type=_positive, default=5, help="rounds, the median counts (%(default)s)")
    options.add_argument("--folder", type=Path, help="where the files are written, and stay; else a temporary folder that is removed")
    options.add_argument("--quick", action="store_true", help="small counts, one round: shows that everything runs; its figures mean nothing")
    return options.parse_args(words)


def measure(names: list[str], settings: Settings) -> Report:
    """Runs the measures and prints each one's rows as they come."""
    report = Report()
    for name in names:
        start = len(report.figures)
        try:
            MEASURES[name](settings, report)
        except Exception as error:  # one measure that breaks leaves the others their figures
            traceback.print_exc()
            report.missing.append(f"{name}: {error}")
        if len(report.figures) > start:
            print(report.table(start), flush=True)
    return report


def main(words: list[str] | None = None) -> int:
    """Answers the exit code."""
    chosen = parse(words)
    names = list(dict.fromkeys(chosen.only or MEASURES))
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            folder=folder.absolute(), peers_venv=chosen.venv.absolute(), make_peers=chosen.peers, quick=chosen.quick,
            cases=QUICK_CASES if chosen.quick else chosen.cases, rounds=1 if chosen.quick else chosen.rounds,
        )
        print(f"amends {amends.__version__}, Python {platform.python_version()}, {os.cpu_count()} processors; in turns, medians of {settings.rounds} rounds, synchronous=FULL")
        left_out = ""
        if not chosen.only and not chosen.peers and not interpreter(settings).exists():
            names.remove("peers")
            left_out = f"peers: left out, there is no {chosen.venv}; --peers makes it (pip downloads DBOS and SpiffWorkflow)"
        report = measure(names, settings)
    for note in report.notes:
        print(f"\n{note}")
    print()
    for ratio in report.ratios:
        print(ratio.line())
    if left_out:
        print(left_out)
    for reason in report.missing:
        print(f"not measured: {reason}")
    if chosen.json:
        about = {"amends": amends.__version__, "python": platform.python_version(), "processors": os.cpu_count(), "rounds": settings.rounds, "cases": settings.cases, "quick": settings.quick}
        chosen.json.write_text(json.dumps({**about, **report.as_json()}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if report.missing else 0


if __name__ == "__main__":
    sys.exit(main())
