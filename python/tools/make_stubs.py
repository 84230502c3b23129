"""Writes the type stubs of the extensions: ``python python/tools/make_stubs.py [FOLDER]``, with the built package on PYTHONPATH.

The committed stubs are python/amends/_core.pyi and _contract.pyi; tests/python/test_package.py makes them again and compares.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STUBS = Path(__file__).resolve().parents[1] / "amends"
MODULES = ("_core", "_contract")

# The generator writes Python's plain containers as they stand in the signatures of the bindings; strict type checking wants to know of what.
_GENERIC = re.compile(r"(?<![\w.\"'])(dict|list|tuple|collections\.abc\.(?:Iterator|Callable))(?=[\s,)\]:]|$)(?!\[)")
_OF_WHAT = {"dict": "dict[typing.Any, typing.Any]", "list": "list[typing.Any]", "tuple": "tuple[typing.Any, ...]", "collections.abc.Iterator": "collections.abc.Iterator[typing.Any]", "collections.abc.Callable": "collections.abc.Callable[..., typing.Any]"}


def _strict(line: str) -> str:
    if line.startswith("__version__"):
        return "__version__: str"  # it changes with each release and is no type
    line = line.rstrip()
    if "__hash__: typing.ClassVar[None] = None" in line:
        return line + "  # type: ignore[assignment]"
    if line.lstrip().startswith("def "):
        head, colon, rest = line.partition("(")
        line = head + colon + _GENERIC.sub(lambda match: _OF_WHAT[match[1]], rest)
        line = re.sub(r"\*args(?=[,)])", "*args: typing.Any", line)
        line = re.sub(r"\*\*kwargs(?=[,)])", "**kwargs: typing.Any", line)
    return line


def make(module: str) -> str:
    """The stubs of an extension as it stands on PYTHONPATH. Raises CalledProcessError with what the generator says."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", f"amends.{module}", "--output-dir", folder, "--exit-code"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
        lines = (Path(folder) / "amends" / f"{module}.pyi").read_text(encoding="utf-8").splitlines()
    return "\n".join(map(_strict, lines)).strip() + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else STUBS
    for name in MODULES:
        (target / f"{name}.pyi").write_text(make(name), encoding="utf-8")
        print(target / f"{name}.pyi")
