"""What the README shows runs as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import amends
from pages import blocks_of, check_command, commands_of

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs_and_prints_a_review(tmp_path: Path) -> None:
    (block,) = blocks_of(README, "python")
    done = subprocess.run([sys.executable, "-c", block.code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "What was said" in done.stdout and "decision#1 handler" in done.stdout


def test_every_command_of_the_readme_is_known_to_the_program() -> None:
    commands = commands_of(blocks_of(README, "bash"))
    assert commands
    for words in commands:
        check_command(words)


def test_the_scripts_and_paths_it_names_exist() -> None:
    root = Path(__file__).resolve().parents[2]
    for name in re.findall(r"`((?:core|plugins|python|workflows|tests)/[A-Za-z0-9_./-]+)`", README):
        assert (root / name).exists(), name
