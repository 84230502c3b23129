"""The eight steps that the measures share: the stage and workflow of ``amends bench``, a Python stage of the same work, records, and runs in processes of their own.

A step is the CRC-32 of a record of 1.5 KB and an answer of 300 bytes: as good as nothing, so that the engine is what is measured.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping

import amends

from .figures import Settings

__all__ = ["NOTE", "PURPOSE", "STEPS", "Run", "crc", "fresh", "open_bench", "python_run", "process_run", "program_run", "records", "records_file"]

STEPS = 8
PURPOSE = "benchmark"
WARM_UP_FIRST = 1_000_000_000  # numbers that no measured record has
NOTE = "x" * 68  # makes the envelope as long as the C++ stage's: 300 bytes


@amends.stage("bench.crc", reads=["text", "ext"], writes="ext.bench.crc", texts={"en": "Benchmark", "zh": "基准"})
def crc(case: Mapping[str, Any]) -> dict[str, Any]:
    """The work of the C++ stage of this name, over the complaint's text."""
    return {"crc": zlib.crc32(case["text"]["docs"][0]["body"].encode()), "note": NOTE}


@dataclass(frozen=True)
class Run:
    """One measured run: what the process needed for ``cases``, opening and loading not counted."""

    cases: int
    wall_us: int
    cpu_us: int
    peak_kib: int
    settings: str = ""

    @property
    def rate(self) -> float:
        """Cases a second."""
        return self.cases * 1e6 / max(self.wall_us, 1)

    @property
    def cpu_us_each(self) -> float:
        """CPU microseconds of one case."""
        return self.cpu_us / max(self.cases, 1)


def records(count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Case records as ``amends bench`` makes them; no two are the same case."""
    from amends._core import bench_record

    return (dict(bench_record(number)) for number in range(first, first + count))


def records_file(folder: Path, count: int) -> Path:
    """The same as JSONL; made once for a folder."""
    path = folder / f"records-{count}.jsonl"
    if not path.exists():
        with path.open("w", encoding="utf-8") as out:
            for record in records(count):
                out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def fresh(database: Path) -> Path:
    """The path, with nothing left of a database that was there."""
    for suffix in ("", "-wal", "-shm", ".lock", ".workflow.yaml"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    return database


def open_bench(database: Path, *, compiled: bool = True, by_step: bool = False) -> amends.Runtime:
    """A new database with the workflow deployed, its stage compiled (the one of ``amends bench``) or written in Python."""
    from amends._core import Engine, bench_stage, bench_workflow

    stage: Any = bench_stage() if compiled else crc
    # The packs and actor of `amends bench`. A compiled stage is nothing that amends.open takes: it comes from no plugin.
    engine = Engine(str(amends.installation()), str(database), "bench", "handler", PURPOSE, [stage], "catalogue", [], [], False, True, None)
    runtime = amends.Runtime(engine, by="bench", role="handler", purpose=PURPOSE, language="en")
    workflow = Path(f"{database}.workflow.yaml")
    workflow.write_text(bench_workflow(by_step), encoding="utf-8")
    runtime.deploy(workflow)
    return runtime


def _last_json(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, done.args))} ended with {done.returncode}: {done.stderr[-2000:] or done.stdout[-2000:]}")
    return dict(json.loads(done.stdout[("\n" + done.stdout).rindex("\n{"):]))


def process_run(*command: str | Path) -> Run:
    """A program that ends with printing a Run as JSON. Raises RuntimeError with what it said when it fails."""
    values = _last_json(subprocess.run([str(word) for word in command], capture_output=True, text=True, env=_environment(), timeout=3600))
    return Run(**{name: values[name] for name in ("cases", "wall_us", "cpu_us", "peak_kib")}, settings=values.get("settings", ""))


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(amends.__file__).parent.parent), os.environ.get("PYTHONPATH")]))}


def program_run(settings: Settings, input: Path) -> Run:
    """The file through the C++ program, without Python."""
    program = amends.installation() / "bin" / "amends"
    return process_run(program, "bench", "submit", "--json", "--input", input, "--db", fresh(settings.folder / "program.db"))


def python_run(settings: Settings, input: Path, *, rows: str, stage: str = "compiled", commit: str = "grouped", warm_up: int = 0) -> Run:
    """The file through the Python package in a process of its own.

    Args:
        rows: ``file`` (the engine reads it), ``dicts`` (dicts that stand in memory before the clock starts).
        stage: ``compiled`` or ``python``. commit: ``grouped`` (submit_many, 100 cases a commit) or ``per_step`` (submit, 9 commits a case).
        warm_up: further cases that are run before the clock starts.
    """
    return process_run(sys.executable, "-m", "amends.bench.eight", rows, stage, commit, str(warm_up), input, fresh(settings.folder / "python.db"))


def main() -> None:
    """The process of python_run."""
    rows, stage, commit, warm_up, input, database = sys.argv[1:]
    given = [json.loads(line) for line in Path(input).read_text(encoding="utf-8").splitlines()] if rows == "dicts" else []
    with open_bench(Path(database), compiled=stage == "compiled", by_step=commit == "per_step") as rt:
        for record in records(int(warm_up), WARM_UP_FIRST):
            rt.submit("bench", record)
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        if commit == "per_step":
            finished = sum(rt.submit("bench", row).status == "finished" for row in given)
        else:
            batch = rt.submit_many("bench", given if rows == "dicts" else amends.read(input))
            finished = sum(case.status == "finished" for case in batch)
        wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    with open(input, encoding="utf-8") as lines:
        if finished != sum(1 for _ in lines):
            raise SystemExit(f"{finished} cases finished, more were given")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cases": finished, "wall_us": round(wall * 1e6), "cpu_us": round(cpu * 1e6), "peak_kib": after.ru_maxrss}))


if __name__ == "__main__":
    main()
