"""What a FEEL condition and a decision table cost, beside Python peers in the same run.

    python tests/measure/feel.py [--rounds 5]

Needs `build/release/core/feel/feel_bench` (cmake --build build/release --target feel_bench) and, in the Python that runs this, `pip install pyDMNrules SpiffWorkflow`.
What is absent is named and left out.

- Condition: three facts of a case record of about 2 KB. Ours is parsed once and tested; "parsed too" adds the parsing, since pySFeel (the FEEL of pyDMNrules) has no form
  between text and value: it reads the text each time, with the facts as variables set before its clock starts.
- Table: 100 rows, 5 inputs, the row that fires is the last but one. SpiffWorkflow's cells are Python expressions, the nearest that it has to FEEL; the same tests, the
  same row.

Times are CPU time of one thread, the median of the rounds; a ratio is the median of the ratios within a round. The peers take turns with ours.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "build" / "release" / "core" / "feel" / "feel_bench"
OURS = {
    "condition": "condition/three_facts",
    "condition, parsed too": "parse_condition",
    "table 100 x 5": "table_of_100_rows/last_row_fires",
}
FIRES = 98


def ours() -> dict[str, float]:
    """Microseconds of CPU time by OURS."""
    words = [str(BENCH), "--benchmark_format=json", f"--benchmark_filter=^({'|'.join(OURS.values())})$"]
    told = json.loads(subprocess.run(words, check=True, capture_output=True, text=True, timeout=600).stdout)
    by_name = {one["name"]: one["cpu_time"] / {"ns": 1e3, "us": 1.0}[one["time_unit"]] for one in told["benchmarks"]}
    out = {name: by_name[bench] for name, bench in OURS.items()}
    out["condition, parsed too"] += out["condition"]
    return out


def microseconds(act: Callable[[], Any], times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begin) / times * 1e6


def condition_of_pysfeel() -> Callable[[], Any]:
    import pySFeel

    parser = pySFeel.SFeelParser()
    for text in ("claimed <- 3000000", 'level <- "high"', "size <- 3"):
        parser.sFeelParse(text)
    text = '(claimed >= 1000000) and (level in ("high", "extreme")) and (size > 1)'  # it reads the words without the brackets otherwise
    status, value = parser.sFeelParse(text)
    if status or value is not True:
        raise SystemExit(f"pySFeel answers {value!r} where it is to answer true: {status}")
    return lambda: parser.sFeelParse(text)


def table_of_spiff() -> Callable[[], Any]:
    from types import SimpleNamespace

    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
    from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

    table = DecisionTable("bench", "bench", "UNIQUE")
    inputs = [Input(name, name, name, name, "string") for name in ("score", "level", "reach", "kind", "open")]
    output = Output("level", "level", "level", "string")
    for row in range(100):
        rule = Rule(f"R{row}")
        cells = [f"{row} <= ? < {row + 1}", '? in ("high", "extreme")', f"? >= {row * 10}", '? != "none"', "? == True" if row % 2 == 0 else None]
        for column, cell in zip(inputs, cells):
            entry = InputEntry(column.id, column)
            entry.lhs.append(cell)
            rule.inputEntries.append(entry)
        given = OutputEntry("o", output)
        given.parsedRef = f'"L{row}"'
        rule.outputEntries.append(given)
        table.rules.append(rule)
    task = SimpleNamespace(data={"score": FIRES, "level": "extreme", "reach": 5000, "kind": "complaint", "open": True}, workflow=SimpleNamespace(script_engine=PythonScriptEngine()))
    engine = DMNEngine(table)
    matched = engine.decide(task)
    if [rule.id for rule in matched] != [f"R{FIRES}"]:
        raise SystemExit(f"SpiffWorkflow answers {[rule.id for rule in matched]} where it is to answer R{FIRES}")
    return lambda: engine.decide(task)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    if not BENCH.exists():
        print(f"feel_bench is absent ({BENCH.relative_to(ROOT)}); build it: cmake --build build/release --target feel_bench", file=sys.stderr)
        return 3
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    peers: list[tuple[str, str, Callable[[], Any], int]] = []
    for module, name, beside, make, times in (
        ("pySFeel", "pySFeel", "condition, parsed too", condition_of_pysfeel, 500),
        ("SpiffWorkflow", "SpiffWorkflow", "table 100 x 5", table_of_spiff, 20),
    ):
        if importlib.util.find_spec(module) is None:
            print(f"{name} is absent and left out: pip install pyDMNrules SpiffWorkflow")
        else:
            peers.append((name, beside, make(), times))
    seen: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    for _ in range(rounds):
        mine = ours()
        for what, value in mine.items():
            seen.setdefault(f"Amends, {what}", []).append(value)
        for name, beside, act, times in peers:
            theirs = microseconds(act, times)
            seen.setdefault(f"{name}, {beside}", []).append(theirs)
            ratios.setdefault(f"{name} by Amends, {beside}", []).append(theirs / mine[beside])
    for name, values in seen.items():
        print(f"{name:40} {statistics.median(values):12.2f} us")
    for name, values in ratios.items():
        print(f"{name:48} {statistics.median(values):9.0f} x")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
