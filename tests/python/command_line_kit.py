"""The program in one folder: what the tests of the command line share."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

import amends

ROOT = Path(amends.installation())
PROGRAM = ROOT / "bin" / "amends"
CASES = Path(__file__).resolve().parents[2] / "workflows" / "first_line" / "cases"
NOW = "2026-06-01T00:00:00Z"
OK, FAILED, USAGE, NOT_FOUND, REFUSED, BAD_INPUT, BUSY, STORAGE = 0, 1, 2, 3, 4, 5, 6, 7
SECONDS = 240  # generous: the machine may be busy


class Line:
    """The program in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "AMENDS_LANG": "en", "NO_COLOR": "1"}

    def __call__(self, *words: Any, preexec: Callable[[], None] | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(PROGRAM), *map(str, words)], cwd=self.folder, env={**self.env, **env}, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS, stdin=subprocess.DEVNULL, preexec_fn=preexec
        )
        assert done.returncode >= 0, f"ended by signal {-done.returncode}: {words}\n{done.stderr}"
        assert done.returncode != 70, done.stderr
        return done

    def fails(self, code: int, pattern: str, *words: Any, **more: Any) -> str:
        done = self(*words, **more)
        assert done.returncode == code, f"{words} gave {done.returncode}: {done.stderr or done.stdout}"
        assert re.search(pattern, done.stderr), f"{pattern!r} is not in: {done.stderr}"
        assert len(done.stderr.strip().splitlines()) <= 2, done.stderr
        return done.stderr

    def json(self, *words: Any) -> Any:
        done = self(*words, "--json")
        assert done.returncode in (OK, FAILED), done.stderr
        return json.loads(done.stdout)

    def write(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def verified(self, db: str = "cases.db") -> tuple[int, int]:
        done = self("verify", "--db", db, "--json")
        report = json.loads(done.stdout)
        assert done.returncode == OK and report["faults"] == 0, done.stdout
        return report["cases"], report["events"]


def message(ref: str, body: str = "You charged the annual fee twice. Please refund 300 yuan.") -> dict[str, Any]:
    return {"channel": "email", "at": "2026-03-01T10:00:00+08:00", "sender": "a@example.org", "ref": ref, "institution": "TESTBANK", "body": body}


def lines(count: int) -> str:
    return "".join(json.dumps(message(f"m{i}", f"You charged the annual fee twice on card {i}. Please refund {i + 1} yuan.")) + "\n" for i in range(count))


def record(change: Callable[[dict[str, Any]], Any] = lambda _: None) -> str:
    """Case K1 without its own id and reference, changed by `change`."""
    case = json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"]
    case["case"].pop("id", None)
    case["channel"].pop("ref", None)
    change(case)
    return json.dumps(case, ensure_ascii=False)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a journal of one case; tests copy it."""
    folder = tmp_path_factory.mktemp("stocked")
    done = Line(folder)("run", "first_line", "--input", CASES / "K01.json", "--db", "cases.db", "--now", "received")
    assert done.returncode == OK, done.stderr
    return folder


@pytest.fixture
def full(stocked: Path, tmp_path: Path) -> Line:
    shutil.copy(stocked / "cases.db", tmp_path / "cases.db")
    return Line(tmp_path)


def run(line: Line, name: str, *more: Any, db: str = "cases.db") -> subprocess.CompletedProcess[str]:
    return line("run", "first_line", "--input", name, "--db", db, "--now", NOW, *more)


DECISION = ["decision=upheld", "findings=a", "basis=b", "reason=c"]
HEAD = "workflow: w\nversion: 1.0.0\ntitle: {zh: 甲, en: W}\n"
SET = "{set: {case.unit: '\"x\"'}}"


def plugin_folder(line: Line) -> Path:
    folder = line.folder / "plugins"
    folder.mkdir()
    for file in (ROOT / "plugins").glob("amends_routing*"):
        shutil.copy(file, folder)
    shutil.copy(ROOT / "plugins" / "plugins.lock", folder)
    return folder
