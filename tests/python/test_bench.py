"""``python -m amends.bench`` runs in its short form, every measure of it. Figures are printed, not judged."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import amends

SOURCE = Path(__file__).resolve().parents[2]
VENV = Path(os.environ.get("AMENDS_PEERS_VENV") or SOURCE / "build" / "peers-venv")
LINE = re.compile(r"^\w+ ratio \d+\.\d\d \((?:no aim; .+\)|aim at (?:least|most) \d+\.\d\d; .+\): (?:met|not met))$")
RATIOS = {
    "crossing": {"crossing", "crossing_by_loads"},
    "lazy": {"lazy", "lazy_by_whole"},
    "stall": {"stall_verify", "stall_submit", "stall_submit_alone", "stall_gap"},
    "submit": {"submit_file", "submit_dicts"},
    "events": {"events", "events_by_fetchall"},
    "review": {"review", "review_growth", "review_by_copy"},
    "peers": {"dbos", "dbos_python_stage", "dbos_per_step", "spiff", "spiff_python_stage", "spiff_per_step"},
}


def bench(folder: Path, *words: object) -> tuple["subprocess.CompletedProcess[str]", dict[str, Any]]:
    report = folder / "report.json"
    done = subprocess.run(
        [sys.executable, "-m", "amends.bench", "--quick", "--json", str(report), "--venv", str(VENV), *map(str, words)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=900,
    )
    print(done.stdout)
    return done, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


@pytest.mark.parametrize("name", [name for name in RATIOS if name != "peers"])
def test_a_measure_runs_and_ends_with_its_ratios(name: str, tmp_path: Path) -> None:
    done, report = bench(tmp_path, "--only", name)
    lines = done.stdout.splitlines()
    if name == "events" and importlib.util.find_spec("polars") is None:
        assert done.returncode == 1 and "polars is not installed" in done.stdout
        pytest.skip("polars is not installed: the events have no frame to go into (python -m pip install polars)")
    assert done.returncode == 0, done.stdout + done.stderr
    assert report["quick"] and {one["name"] for one in report["ratios"]} == RATIOS[name]
    assert all(one["value"] > 0 for one in report["ratios"] + report["figures"])
    assert all(LINE.match(line) for line in lines if " ratio " in line) and sum(" ratio " in line for line in lines) == len(RATIOS[name])
    assert not list(tmp_path.glob("*.db*")), "the files of a measurement stay in its own folder"


def test_the_peers_run_beside_ours_and_say_what_is_promised(tmp_path: Path) -> None:
    if not (VENV / "bin" / "python").exists():
        pytest.skip(f"the peers' environment {VENV} is not there (python -m amends.bench --peers makes it; AMENDS_PEERS_VENV names another)")
    done, report = bench(tmp_path, "--only", "peers")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {one["name"] for one in report["ratios"]} == RATIOS["peers"]
    settings = " ".join(one["note"] for one in report["figures"])
    assert "dbos 3.4.0" in settings and "SpiffWorkflow 3.2.0" in settings and "8 saves a case" in settings
    assert {note.split(":")[0].split(",")[0] for note in report["notes"]} == {"amends", "DBOS", "SpiffWorkflow"}


def test_peers_that_are_not_there_are_not_passed_over(tmp_path: Path) -> None:
    done, report = bench(tmp_path, "--only", "peers", "--venv", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "not measured: peers: there is no" in done.stdout and "--peers" in report["missing"][0]


def test_the_package_does_not_load_its_benchmarks() -> None:
    code = "import sys, amends; print(any(name.startswith('amends.bench') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


def test_examples_in_docstrings_run() -> None:
    from amends.bench import figures

    result = doctest.testmod(figures)
    assert result.attempted > 0 and result.failed == 0


def test_aims_are_printed_and_not_asserted() -> None:
    from amends.bench.figures import Ratio

    assert Ratio("submit_file", 0.79, "x", 0.8, True).line() == "submit_file ratio 0.79 (aim at least 0.80; x): not met"
    assert Ratio("submit_file", 0.80, "x", 0.8, True).line().endswith(": met")
    assert Ratio("crossing", 1.0, "x", 1.0).line() == "crossing ratio 1.00 (aim at most 1.00; x): met"
    assert Ratio("crossing", 1.01, "x", 1.0).line().endswith(": not met")
    assert Ratio("growth", 3.0, "x").line() == "growth ratio 3.00 (no aim; x)"


def test_both_sides_of_submit_have_the_same_stage_and_records(tmp_path: Path) -> None:
    from amends.bench.eight import crc, open_bench, records

    (record,) = records(1)
    assert record["channel"]["ref"] == "b0" and len(json.dumps(record)) == pytest.approx(1_500, abs=150)
    envelopes = []
    for compiled in (True, False):
        with open_bench(tmp_path / f"{compiled}.db", compiled=compiled) as rt:
            case = rt.submit("bench", record)
            assert case.status == "finished"
            assert [event["kind"] for event in rt.case(case.id).events].count("stage_done") == 8
            envelopes.append(rt.run_stage(crc.id, record))
    ours, python = envelopes
    assert ours.keys() <= python.keys() and ours["result"].keys() == python["result"].keys()
    assert len(json.dumps(ours, separators=(",", ":"))) == 300
    assert len(json.dumps(python, separators=(",", ":"))) == pytest.approx(300, abs=5)
