"""Memory does not grow with the file: rows are streamed and cases are let go once they are stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import amends

SOURCE = Path(__file__).resolve().parents[2]
PROGRAM = amends.installation() / "bin" / "amends"
PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_mib(rows: int, folder: Path) -> float:
    sys.path.insert(0, str(SOURCE / "tests" / "measure"))
    try:
        from complaints import messages  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    path = folder / f"{rows}.jsonl"
    path.write_text("".join(json.dumps(message) + "\n" for message in messages(rows, 7)), encoding="utf-8")
    # A process of its own for each run: the peak of children never goes down.
    out = subprocess.run([sys.executable, "-c", PEAK, str(PROGRAM), "run", "first_line", "--input", str(path), "--db", str(folder / f"{rows}.db"), "--json"], capture_output=True, text=True, timeout=900, check=True)
    code, kib = out.stdout.split()
    assert code == "0"
    return int(kib) / 1024


def test_peak_memory_at_many_rows_is_that_of_few(tmp_path: Path) -> None:
    few, many = (1_000, 10_000) if os.environ.get("AMENDS_LONG_TESTS") else (300, 3_000)
    small, large = peak_mib(few, tmp_path), peak_mib(many, tmp_path)
    print(f"peak {small:.1f} MiB at {few} rows, {large:.1f} MiB at {many}")
    assert large - small <= 32
