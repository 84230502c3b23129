"""peers: the same eight steps in DBOS Transact and in SpiffWorkflow, cases a second in turns with ours.

Every side gets the same records as they stand in a file, warms up, runs each case to its end and makes sure afterwards that all steps are in its database. In the
figure: opening a case, eight steps (CRC-32 of the record, an answer of 300 bytes), what the side makes durable. Not in it: starting the process and loading.
Ours is measured with the C++ stage and with a Python stage of the same work, the latter being the same language on both sides; 100 cases to a commit, and once with a
commit a step and a case at a time, which is as often as SpiffWorkflow is saved and DBOS writes.

The peers live in an environment of their own, ``build/peers-venv``, which ``--peers`` makes with pip; nothing of theirs is installed beside amends. SpiffWorkflow is
LGPL and is only ever run as a program of its own.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Callable

from .eight import Run, process_run, python_run, records_file
from .figures import Report, Settings, median_ratio, turns

PINNED = {"dbos": "3.4.0", "SpiffWorkflow": "3.2.0"}
ROUNDS_MAX = 3  # the peers take seconds a round
DBOS_AIM = 100.0
SPIFF_AIM = 30.0

GUARANTEES = (
    "amends, grouped: when submit_many hands a case back, all its events are on disk (synchronous=FULL), 100 cases to a commit. A crash loses only cases that were not"
    " handed back; given again they are opened once, by their reference. A step is computed at least once and recorded exactly once, in a hash chain that shows changes.",
    "amends, per step: the same after each step: eight durable results a case before the next step begins.",
    "DBOS: when a step returns, its result is in the database, a transaction a step; the workflow's input before it starts, its result when it ends (the call, or get_result, returns after that). After a crash the"
    " workflow goes on behind the last recorded step: a step runs at least once, its result is recorded once. No chain of hashes. It can do what amends cannot: workflows"
    " as plain Python code, queues and schedules, several machines on one PostgreSQL, which it recommends for production (SQLite is meant for development and testing).",
    "SpiffWorkflow: nothing is durable until its user saves; here the serialized instance is committed after each step, and the newest save is what remains, no history."
    " A step that was cut before its save runs again: at least once. It can do what amends cannot: BPMN 2.0 as drawn in an editor, with multi-instance tasks, boundary"
    " events and sub-processes.",
)


def interpreter(settings: Settings) -> Path:
    """The Python of the peers' environment."""
    return settings.peers_venv / "bin" / "python"


def make_venv(settings: Settings) -> None:
    """Makes the environment and installs the pinned versions. Raises RuntimeError with pip's words."""
    if not interpreter(settings).exists():
        print(f"making {settings.peers_venv} with {', '.join(f'{name} {version}' for name, version in PINNED.items())}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(settings.peers_venv)], check=True)
    done = subprocess.run(
        [str(interpreter(settings)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *(f"{name}=={version}" for name, version in PINNED.items())],
        capture_output=True, text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"pip could not install the peers: {done.stderr[-2000:]}")


def _peer(settings: Settings, script: str, input: Path, *words: str) -> Run:
    """A round of a peer in an empty folder."""
    folder = settings.folder / script.removesuffix(".py")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    run = process_run(interpreter(settings), Path(__file__).with_name(script), input, folder, *words)
    shutil.rmtree(folder)
    if not any(f"{name} {version}" in run.settings for name, version in PINNED.items()):
        raise RuntimeError(f"{settings.peers_venv} holds other versions than the pinned ones ({run.settings}); run with --peers, which installs them")
    return run


def peers(settings: Settings, report: Report) -> None:
    """Cases a second of ours and theirs, and what each promises."""
    if settings.make_peers:
        make_venv(settings)
    if not interpreter(settings).exists():
        report.missing.append(f"peers: there is no {settings.peers_venv}; run with --peers, which makes it (pip downloads {' and '.join(PINNED)})")
        return
    many, some, few = (records_file(settings.folder, count) for count in (settings.cases, settings.many(2_000, 100), settings.many(200, 4)))
    warm_up = settings.many(20, 1)
    warm = str(warm_up)
    ways: dict[str, Callable[[], Run]] = {
        "amends grouped, C++ stage": lambda: python_run(settings, many, rows="file", warm_up=warm_up),
        "amends grouped, Python stage": lambda: python_run(settings, some, rows="dicts", stage="python", warm_up=warm_up),
        "amends per step, Python stage": lambda: python_run(settings, few, rows="dicts", stage="python", commit="per_step", warm_up=warm_up),
        "DBOS, one workflow after the other": lambda: _peer(settings, "peer_dbos.py", few, "one_by_one", warm),
        "DBOS, all workflows started at once": lambda: _peer(settings, "peer_dbos.py", few, "at_once", warm),
        "SpiffWorkflow, a save a step": lambda: _peer(settings, "peer_spiff.py", few, warm),
    }
    runs = turns(min(settings.rounds, ROUNDS_MAX), ways)
    for who, of in runs.items():
        middle = sorted(of, key=lambda run: run.wall_us)[len(of) // 2]
        report.figure("peers", who, middle.rate, "cases/s", cpu_us=middle.cpu_us_each, note=middle.settings)
    compiled, python, per_step, one_by_one, at_once, spiff = ([run.rate for run in of] for of in runs.values())
    dbos = max(one_by_one, at_once, key=statistics.median)
    report.ratio("dbos", median_ratio(compiled, dbos), "of DBOS's cases/s, the better of its two ways; ours grouped", at_least=DBOS_AIM)
    report.ratio("dbos_python_stage", median_ratio(python, dbos), "the same with our stage in Python", at_least=DBOS_AIM)
    report.ratio("dbos_per_step", median_ratio(per_step, dbos), "ours with a commit a step, a case at a time, stage in Python")
    report.ratio("spiff", median_ratio(compiled, spiff), "of SpiffWorkflow's cases/s, saved a step; ours grouped", at_least=SPIFF_AIM)
    report.ratio("spiff_python_stage", median_ratio(python, spiff), "the same with our stage in Python", at_least=SPIFF_AIM)
    report.ratio("spiff_per_step", median_ratio(per_step, spiff), "ours with a commit a step, a case at a time, stage in Python")
    report.notes.extend(GUARANTEES)
