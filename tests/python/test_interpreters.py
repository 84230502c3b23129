"""Every Python that the package declares and this machine has: a wheel of its own, installed into an empty environment, runs a case. Builds: with --long only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
DECLARED = sorted(set(re.findall(r"Python :: 3\.(\d+)", (SOURCE / "pyproject.toml").read_text(encoding="utf-8"))), key=int)
TIMEOUT_S = 1800
CASE = """
import sys, amends
wf = amends.Workflow("w", version="1.0.0", title={"zh": "a", "en": "b"}).stage("intake", "amends.intake")
with amends.open("a.db", by="li.na", role="handler", purpose="test") as rt:
    rt.deploy(wf)
    print(sys.version_info[:2], rt.submit("w", amends.samples()["K01"].record, at_received=True).status, rt.verify()["faults"])
"""


def _interpreter(minor: str) -> str | None:
    return sys.executable if int(minor) == sys.version_info.minor else shutil.which(f"python3.{minor}")


def _environment() -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "AMENDS_ROOT", "VIRTUAL_ENV")}
    env.setdefault("CC", "cc")
    env.setdefault("CXX", "c++")
    return env


def _run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=_environment(), capture_output=True, text=True, timeout=TIMEOUT_S)
    assert done.returncode == 0, f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_declared_pythons_are_known_and_those_of_this_machine_are_named() -> None:
    assert DECLARED == ["10", "11", "12", "13"]
    here = [f"3.{minor}" for minor in DECLARED if _interpreter(minor)]
    print(f"declared: {', '.join(f'3.{minor}' for minor in DECLARED)}; on this machine: {', '.join(here)}")
    assert f"3.{sys.version_info.minor}" in here


@pytest.mark.parametrize("minor", DECLARED)
def test_the_wheel_of_a_declared_python_runs_a_case(minor: str, tmp_path: Path) -> None:
    python = _interpreter(minor)
    if python is None:
        pytest.skip(f"python3.{minor} is not on this machine")
    if int(minor) == sys.version_info.minor and os.environ.get("AMENDS_LONG_TESTS") != "1":
        pytest.skip("the wheel of this Python is built and run by test_wheel.py; here with --long only")
    if os.environ.get("AMENDS_LONG_TESTS") != "1":
        pytest.skip(f"python3.{minor} is here; its wheel is built with --long (AMENDS_LONG_TESTS=1)")
    needed = subprocess.run([python, "-c", "import scikit_build_core, pybind11, pip"], capture_output=True, text=True)
    if needed.returncode != 0:
        pytest.skip(f"python3.{minor} has no build tools: {needed.stderr.strip().splitlines()[-1]}")
    build = SOURCE / "build" / f"wheel-3.{minor}"  # where ccache finds what the preset compiled
    shutil.rmtree(build, ignore_errors=True)
    _run(python, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check", "--config-settings", f"build-dir={build}",
         "--wheel-dir", tmp_path / "out", SOURCE, cwd=tmp_path)
    (wheel,) = (tmp_path / "out").glob("amends-*.whl")
    assert f"cp3{minor}" in wheel.name
    _run(python, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    clean = tmp_path / "venv" / "bin" / "python"
    _run(clean, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel, cwd=tmp_path)
    said = _run(clean, "-c", CASE, cwd=tmp_path).strip()
    assert said == f"(3, {minor}) finished 0", said
    print(f"run: Python 3.{minor}")
