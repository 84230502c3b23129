"""A case as a file that proves itself: made, checked by plain Python, taken into another journal; and the end of the chain, kept elsewhere."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

import amends
from command_line_kit import BAD_INPUT, FAILED, NOT_FOUND, OK, REFUSED, STORAGE, Line, full, line, stocked  # noqa: F401  (fixtures)

CHECKER = Path(amends.__file__).parent / "check_bundle.py"


def outside(line: Line, *words: str) -> subprocess.CompletedProcess[str]:  # noqa: F811
    """The checker as a file of its own, in a Python without site packages."""
    shutil.copy(CHECKER, line.folder / "check_bundle.py")
    return subprocess.run([sys.executable, "-I", "check_bundle.py", *words], cwd=line.folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def case(full: Line) -> str:  # noqa: F811
    case = str(full.json("case", "list", "--db", "cases.db")[-1]["id"])
    assert full("export", "one.bundle", "--case", case, "--db", "cases.db", "--by", "li.na", "--purpose", "audit").returncode == OK
    return case


def test_the_checker_is_short_and_needs_nothing_of_amends() -> None:
    text = CHECKER.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100 and "import amends" not in text and "from ." not in text


def test_a_bundle_is_checked_outside_and_carried_on_elsewhere(full: Line, case: str) -> None:  # noqa: F811
    done = outside(full, "one.bundle")
    assert done.returncode == 0 and done.stdout.startswith(f"case {case}, events ") and done.stdout.endswith("faults 0\n"), done.stdout + done.stderr
    assert full("import", "one.bundle", "--db", "other.db", "--by", "li.na").returncode == OK
    assert "There already" in full("import", "one.bundle", "--db", "other.db", "--by", "li.na").stdout
    assert full("verify", "--db", "other.db").returncode == OK
    here, there = (full.json("case", "journal", case, "--db", db, "--by", "li.na", "--purpose", "audit") for db in ("cases.db", "other.db"))
    assert here == there
    reads = full.json("reads", "--db", "cases.db", "--by", "li.na", "--role", "supervisor", "--purpose", "audit")
    assert any(row["case"] == case and "journal" in row["what"] and row["purpose"] == "audit" for row in (reads if isinstance(reads, list) else reads["reads"])), reads


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a payload": lambda b: b["events"][1].update(payload=b["events"][1]["payload"].replace("{", "{ ", 1)),
    "an actor": lambda b: b["events"][0].update(actor="user:someone.else"),
    "a time": lambda b: b["events"][2].update(at=b["events"][2]["at"] + 1),
    "an event less": lambda b: b["events"].pop(1),
    "the newest event less": lambda b: b["events"].pop(),
    "two events in another order": lambda b: b["events"].insert(1, b["events"].pop(2)),
    "the workflow": lambda b: b.update(definition=b["definition"] + " "),
    "the reference": lambda b: b["case"].update(ref="TESTBANK/email/another"),
    "a commit": lambda b: b["commits"][0].update(epoch=7),
    "the commit of another": lambda b: b["commits"][0]["events"].append(["CASE-OTHER", 1, "0" * 64]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_is_found_outside_and_at_the_import(full: Line, case: str, what: str) -> None:  # noqa: F811
    bundle = json.loads((full.folder / "one.bundle").read_text(encoding="utf-8"))
    CHANGES[what](bundle)
    full.write("bad.bundle", json.dumps(bundle, ensure_ascii=False))
    assert outside(full, "bad.bundle").returncode == 1
    before = sorted(path.name for path in full.folder.iterdir())
    full.fails(STORAGE, "changed|missing|lists|opened|no commit", "import", "bad.bundle", "--db", "other.db", "--by", "li.na")
    assert sorted(path.name for path in full.folder.iterdir()) == before, "nothing is left of a refused import"


def test_a_checkpoint_that_was_kept_finds_a_chain_that_was_made_anew(full: Line, case: str) -> None:  # noqa: F811
    kept = full("checkpoint", "--db", "cases.db").stdout
    number, digest, at, reads, newest_read = kept.split()
    assert len(digest) == 64 == len(newest_read) and at.endswith("Z") and int(number) >= 1 <= int(reads)
    full.write("kept.txt", kept)
    bundle = json.loads((full.folder / "one.bundle").read_text(encoding="utf-8"))
    newest = bundle["commits"][-1]
    assert outside(full, "one.bundle", "kept.txt").returncode == 0
    full.write("kept.txt", f"{newest['no']} {'0' * 64} later\n")
    done = outside(full, "one.bundle", "kept.txt")
    assert done.returncode == 1 and f"commit {newest['no']}: changed" in done.stdout
    # A file that was rolled back ends before what was kept.
    with sqlite3.connect(full.folder / "cases.db") as db:
        assert db.execute("SELECT max(no) FROM commit_row").fetchone()[0] == int(number)


def test_a_file_is_compared_with_the_checkpoints_that_were_kept_elsewhere(full: Line, case: str) -> None:  # noqa: F811
    def verified(code: int, *words: str) -> str:
        done = full("verify", "--db", "cases.db", "--against", "kept.txt", *words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def keep() -> None:
        full.write("kept.txt", (full.folder / "kept.txt").read_text() + full("checkpoint", "--db", "cases.db").stdout)

    def submit(body: str) -> None:
        full.write("row.json", json.dumps({"channel": "email", "at": "2026-03-01T10:00:00+08:00", "sender": "a@example.org", "ref": body, "institution": "TESTBANK", "body": body}))
        assert full("run", "first_line", "--input", "row.json", "--db", "cases.db", "--now", "received").returncode == OK

    full.write("kept.txt", "")
    keep()
    shutil.copy(full.folder / "cases.db", full.folder / "old.db")
    shutil.copy(full.folder / "cases.db.reads", full.folder / "old.reads")
    submit("You charged the annual fee twice. Please refund 300 yuan.")
    assert full("case", "show", case, "--db", "cases.db", "--by", "li.na", "--purpose", "audit").returncode == OK
    keep()
    assert "checkpoints that were kept elsewhere: 2" in verified(OK) and "checkpoints that were kept elsewhere" not in full("verify", "--db", "cases.db").stdout
    assert json.loads(verified(OK, "--json"))["checkpoints"] == 2

    # An older copy in the place of the file: whole in itself.
    shutil.copy(full.folder / "old.db", full.folder / "cases.db")
    shutil.copy(full.folder / "old.reads", full.folder / "cases.db.reads")
    assert full("verify", "--db", "cases.db").returncode == OK
    found = verified(FAILED)
    assert "fault: file chain: it ends at commit" in found and "its end was cut off, or an older copy is in its place" in found and "fault: record of reads: it ends at row" in found and " 2 faults\n" in found
    assert "错误：文件链: 止于第" in verified(FAILED, "--lang", "zh") and "末尾被截去，或被一份较旧的副本替换" in verified(FAILED, "--lang", "zh")

    # And work goes on from there.
    for body in ("The card was closed and nobody told me.", "The fee was charged although I cancelled.", "Nobody answers the telephone of the branch."):
        submit(body)
    found = verified(FAILED)
    assert "is not the one that was kept elsewhere: the file was rolled back and went on another way, or was written anew; the last that fits is commit" in found
    assert len([one for one in json.loads(verified(FAILED, "--json"))["list"] if "commit" in one["what"]]) == 1


def test_a_file_of_checkpoints_that_is_none_is_told(full: Line, case: str) -> None:  # noqa: F811
    full.fails(NOT_FOUND, "none.txt", "verify", "--db", "cases.db", "--against", "none.txt")
    full.fails(BAD_INPUT, r"bad\.txt:2: this is no checkpoint", "verify", "--db", "cases.db", "--against", full.write("bad.txt", f"1 {'0' * 64}\nhello\n"))
    full.fails(BAD_INPUT, "no checkpoint in this file", "verify", "--db", "cases.db", "--against", full.write("empty.txt", "\n"))
    full.write("one.json", full("checkpoint", "--db", "cases.db", "--json").stdout)
    assert full("verify", "--db", "cases.db", "--against", "one.json").returncode == OK


def test_a_runtime_compares_too(full: Line, case: str) -> None:  # noqa: F811
    kept = full("checkpoint", "--db", "cases.db").stdout
    number, rest = kept.split(" ", 1)
    full.write("kept.txt", kept)
    full.write("later.txt", kept + f"{int(number) + 1} {rest}")
    full.write("bad.txt", kept + "hello\n")
    with amends.open(full.folder / "cases.db", by="li.na", role="handler", purpose="audit", read_only=True) as rt:
        assert rt.verify(against=full.folder / "kept.txt") | {"faults": 0, "checkpoints": 1} == rt.verify(against=full.folder / "kept.txt")
        report = rt.verify(against=str(full.folder / "later.txt"))
        assert report["faults"] == 1 == len(report["list"]) and report["checkpoints"] == 2 and "its end was cut off" in report["list"][0]["what"]
        assert report["list"][0]["text"]["en"] == report["list"][0]["what"] and "末尾被截去" in report["list"][0]["text"]["zh"]
        assert rt.verify()["checkpoints"] == 0
        with pytest.raises(amends.AmendsError, match="no checkpoint"):
            rt.verify(against=full.folder / "bad.txt")


def test_bundles_are_for_those_who_may_read_the_case(full: Line, case: str) -> None:  # noqa: F811
    full.fails(REFUSED, "as handler or supervisor", "export", "two.bundle", "--case", case, "--db", "cases.db", "--role", "analyst")
    full.fails(NOT_FOUND, "CASE-NONE", "export", "two.bundle", "--case", "CASE-NONE", "--db", "cases.db", "--by", "li.na")
    full.fails(BAD_INPUT, "no bundle", "import", full.write("no.bundle", "{}"), "--db", "other.db", "--by", "li.na")
    full.fails(NOT_FOUND, "missing.bundle", "import", "missing.bundle", "--db", "other.db", "--by", "li.na")
    assert not (full.folder / "two.bundle").exists() and not (full.folder / "other.db").exists()
