"""`amends run WORKFLOW --sample`: a first case without a file of one's own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import amends

USAGE, NOT_FOUND = 2, 3


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = amends.installation() / "bin" / "amends"
    env = {**os.environ, "AMENDS_LANG": "en", "LC_ALL": "C.UTF-8"}
    return subprocess.run([str(program), "run", *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


def test_without_a_name_the_first_sample_runs_on_its_own_day_and_is_shown(tmp_path: Path) -> None:
    done = run("first_line", "--sample", "--db", "s.db", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 cases added" in done.stdout and "CASE-K01" in done.stdout and "What was said" in done.stdout and "年费" in done.stdout
    with amends.open(tmp_path / "s.db", role="handler", by="a", purpose="test", read_only=True) as rt:
        (row,) = rt.cases()
        assert row["opened_at"] == "2026-03-02T01:00:00Z" and "breached" not in row
    again = run("first_line", "--sample", "K01", "--db", "s.db", "--lang", "en", cwd=tmp_path)
    assert again.returncode == 0 and "1 were there before" in again.stdout and "What was said" in again.stdout


def test_a_sample_is_named_in_either_case_and_goes_through_any_workflow(tmp_path: Path) -> None:
    done = run("standard_complaint", "--sample", "k02", "--db", "s.db", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == 1
    with amends.open(tmp_path / "s.db", read_only=True) as rt:
        assert [row["id"] for row in rt.cases()] == ["CASE-K02"]


def test_a_sample_that_does_not_exist_is_told_with_those_that_do_and_leaves_no_database(tmp_path: Path) -> None:
    done = run("first_line", "--sample", "K99", "--db", "s.db", cwd=tmp_path)
    assert done.returncode == NOT_FOUND and "there is no sample case 'K99'; there are K01, K02" in done.stderr
    assert not (tmp_path / "s.db").exists()


def test_either_a_file_or_a_sample_and_one_of_them(tmp_path: Path) -> None:
    both = run("first_line", "--sample", "K01", "--input", "x.csv", "--db", "s.db", cwd=tmp_path)
    assert both.returncode == USAGE and "--input" in both.stderr
    none = run("first_line", "--db", "s.db", cwd=tmp_path)
    assert none.returncode == USAGE and "--sample" in none.stderr
    assert not (tmp_path / "s.db").exists()
