"""The measuring scripts run, and a stage that runs away on a long case is seen. Figures are printed, not judged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import amends
import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "measure"


def run(script: str, *words: object) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / script), *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    return done.stdout


def test_no_stage_runs_away_on_a_case_with_20000_code_points(runtime: amends.Runtime) -> None:
    printed = run("stages.py", "--rounds", 1)
    for manifest in runtime.stages():
        assert manifest["id"] in printed
    assert "error" not in printed
    assert printed.splitlines()[-1].startswith("slowest: ")


def test_lexicon_matching_is_measured_beside_what_is_installed() -> None:
    program = amends.installation().parent / "bench" / "lexicon_bench"
    if not program.exists():
        pytest.skip("lexicon_bench is not built here (AMENDS_BUILD_BENCHMARKS is off, or this is no build tree)")
    printed = run("lexicon.py", "--program", program, "--megabytes", 1, "--rounds", 1).splitlines()
    assert printed[-2].startswith("of Hyperscan: ") and printed[-1].startswith("of the best PyPI matcher: ")
