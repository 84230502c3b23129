"""Writes the type stubs of the extension: ``python python/tools/make_stubs.py [FILE]``, with the built package on PYTHONPATH.

The committed stubs are python/amends/_core.pyi; tests/python/test_package.py makes them again and compares.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

STUBS = Path(__file__).resolve().parents[1] / "amends" / "_core.pyi"


def make() -> str:
    """The stubs of the extension as it stands on PYTHONPATH. Raises CalledProcessError with what the generator says."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "amends._core", "--output-dir", folder, "--exit-code"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
        text = (Path(folder) / "amends" / "_core.pyi").read_text(encoding="utf-8")
    # The version changes with each release and is no type.
    lines = ["__version__: str" if line.startswith("__version__") else line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip() + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else STUBS
    target.write_text(make(), encoding="utf-8")
    print(target)
