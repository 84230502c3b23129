"""What the README shows runs as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import amends

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_runs_and_prints_a_review(tmp_path: Path) -> None:
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "What was said" in done.stdout and "decision#1 handler" in done.stdout


def test_every_command_of_the_readme_is_known_to_the_program() -> None:
    program = amends.installation() / "bin" / "amends"
    for line in (line for block in blocks("bash") for line in block.splitlines() if line.startswith("amends ")):
        words = line.split("#")[0].split()[1:]
        command = words[:2] if words[0] in {"case", "task", "stage", "plugin", "bench"} else words[:1]
        done = subprocess.run([str(program), *command, "--help"], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (line, done.stderr)
        for option in (word for word in words if word.startswith("--")):
            assert option in done.stdout, (line, option)


def test_the_scripts_and_paths_it_names_exist() -> None:
    root = Path(__file__).resolve().parents[2]
    for name in re.findall(r"`((?:core|plugins|python|workflows|tests)/[A-Za-z0-9_./-]+)`", README):
        assert (root / name).exists(), name
