"""The journal under faults: what is no journal, damaged, held, read-only or out of space is named, and what was stored stays whole."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import amends
from command_line_kit import BAD_INPUT, BUSY, CASES, FAILED, NOT_FOUND, NOW, OK, PROGRAM, REFUSED, SECONDS, STORAGE, Line, full, line, lines, run, stocked  # noqa: F401  (fixtures)


def test_a_database_that_is_no_journal_is_named_and_left_alone(line: Line) -> None:
    line.write("short.db", "no database")
    line.write("long.db", "no database " * 2000)
    line.write("zero.db", "")
    with sqlite3.connect(line.folder / "other.db") as other:
        other.execute("create table t(a)")
    rows = line.write("rows.jsonl", lines(1))
    for name in ("short.db", "long.db", "zero.db", "other.db", "."):
        before = (line.folder / name).read_bytes() if name != "." else b""
        for words in (["verify"], ["case", "list"], ["work", "--once"], ["run", "first_line", "--input", rows]):
            line.fails(STORAGE, re.escape(name) + ": ", *words, "--db", name)
        assert name == "." or (line.folder / name).read_bytes() == before
    for words in (["verify"], ["case", "list"], ["work", "--once"], ["task", "list"]):
        line.fails(NOT_FOUND, "none.db: there is no journal here", *words, "--db", "none.db")
    line.fails(NOT_FOUND, "none", "run", "first_line", "--input", rows, "--db", "none/x.db")


def test_a_journal_of_a_newer_schema_is_not_touched(full: Line) -> None:
    with sqlite3.connect(full.folder / "cases.db") as db:
        (version,) = db.execute("pragma user_version").fetchone()
        db.execute("pragma user_version=999")
    for words in (["verify"], ["case", "list"], ["work", "--once"], ["run", "first_line", "--input", CASES / "K02.json"]):
        full.fails(BAD_INPUT, "cases.db: this journal has schema version 999", *words, "--db", "cases.db")
    with sqlite3.connect(full.folder / "cases.db") as db:
        db.execute(f"pragma user_version={version}")
    assert full.verified()[0] == 1


def test_a_truncated_or_damaged_journal_is_named(full: Line) -> None:
    content = (full.folder / "cases.db").read_bytes()
    for size in (100, 4096, len(content) // 2):
        full.write("cut.db", content[:size])
        for words in (["verify"], ["case", "list"], ["run", "first_line", "--input", CASES / "K02.json"]):
            full.fails(STORAGE, r"cut\.db: ", *words, "--db", "cut.db")


def test_a_changed_byte_is_named_with_its_case(full: Line) -> None:
    path = full.folder / "cases.db"
    content = bytearray(path.read_bytes())
    at = content.index("年费".encode(), content.index(b"case_opened") if b"case_opened" in content else 0)
    content[at + 2] ^= 1
    path.write_bytes(bytes(content))
    done = full("verify", "--db", "cases.db", "--json")
    assert done.returncode == FAILED and json.loads(done.stdout)["list"][0]["case"] == "CASE-K01"


def test_a_journal_that_another_program_holds_is_busy_and_stays_whole(full: Line) -> None:
    holder = sqlite3.connect(full.folder / "cases.db", isolation_level=None)
    holder.execute("begin immediate")
    try:
        full.fails(BUSY, r"cases\.db: .*holds the journal", "run", "first_line", "--input", CASES / "K02.json", "--db", "cases.db", "--now", "received")
        assert full("case", "list", "--db", "cases.db").returncode == OK
    finally:
        holder.execute("rollback")
        holder.close()
    assert full.verified()[0] == 1


def test_a_second_writer_is_refused_by_a_sentence_that_names_the_first(full: Line) -> None:
    code = "import amends, sys\nwith amends.open('cases.db', by='li.na', role='handler', purpose='test'):\n    print('open', flush=True)\n    sys.stdin.read()"
    # It takes no acts of others, as `amends work` does (test_handover.py).
    with subprocess.Popen([sys.executable, "-c", code], cwd=full.folder, env={**full.env, "PYTHONPATH": str(amends.installation().parent)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout is not None and holder.stdin is not None and holder.stdout.readline() == "open\n"
            full.fails(BUSY, rf"open for writing by python \(pid {holder.pid}", "run", "first_line", "--input", CASES / "K02.json", "--db", "cases.db", "--now", "received")
            assert full("case", "list", "--db", "cases.db").returncode == OK
        finally:
            holder.stdin.close()  # type: ignore[union-attr]
        assert holder.wait(SECONDS) == OK
    assert full.verified()[0] == 1


def as_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def test_a_read_only_journal_or_folder_is_read_and_never_written(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("readonly")
    for parent in (folder, *folder.parents):
        if parent.name.startswith(("pytest", "popen")):
            parent.chmod(0o755)
    line = Line(folder)
    shutil.copy(stocked / "cases.db", folder / "cases.db")
    shutil.copy(CASES / "K02.json", folder / "K02.json")
    (folder / "cases.db").chmod(0o444)
    if subprocess.run([str(PROGRAM), "--version"], preexec_fn=as_nobody, cwd=folder, capture_output=True).returncode != 0:
        pytest.skip("another user cannot reach the program")
    for mode in (0o777, 0o555):
        folder.chmod(mode)
        try:
            assert line("case", "list", "--db", "cases.db", preexec=as_nobody).returncode == OK
            assert line("verify", "--db", "cases.db", preexec=as_nobody).returncode == OK
            for words in (["run", "first_line", "--input", "K02.json", "--now", "received"], ["work", "--once"]):
                line.fails(STORAGE, r"cases\.db: ", *words, "--db", "cases.db", preexec=as_nobody)
            if mode == 0o555:
                line.fails(STORAGE, r"new\.db: ", "run", "first_line", "--input", "K02.json", "--db", "new.db", preexec=as_nobody)
        finally:
            folder.chmod(0o755)
    assert line.verified()[0] == 1


def test_a_small_file_system_that_fills_up_is_an_error_and_what_was_stored_is_whole(full: Line) -> None:
    place = full.folder / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copy(full.folder / "cases.db", place / "cases.db")
        full.write("rows.jsonl", lines(400))
        full.fails(STORAGE, r"small/cases\.db: .*disk", "run", "first_line", "--input", "rows.jsonl", "--db", "small/cases.db", "--now", NOW)
        cases, _ = full.verified("small/cases.db")
        assert 1 <= cases < 401
        assert subprocess.run(["mount", "-o", "remount,size=64m", str(place)], capture_output=True).returncode == 0
        assert run(full, "rows.jsonl", db="small/cases.db").returncode == OK
        assert full.verified("small/cases.db")[0] == 401
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_an_error_and_what_was_stored_is_whole(full: Line) -> None:
    before = full.verified()
    full.write("rows.jsonl", lines(400))
    size = (full.folder / "cases.db").stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 65536, size + 65536))

    full.fails(STORAGE, r"cases\.db: .*the disk (is full|failed)", "run", "first_line", "--input", "rows.jsonl", "--db", "cases.db", "--now", NOW, preexec=limit)
    cases, _ = full.verified()
    assert before[0] <= cases < before[0] + 400
    assert run(full, "rows.jsonl").returncode == OK
    assert full.verified()[0] == 401


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=["kill -9", "Ctrl-C", "terminate"])
def test_a_run_that_is_ended_in_the_middle_goes_on_without_doubles(line: Line, number: signal.Signals) -> None:
    count = 1500
    fifo = line.folder / "rows.jsonl"
    text = lines(count)
    os.mkfifo(fifo)
    process = subprocess.Popen([str(PROGRAM), "run", "first_line", "--input", "rows.jsonl", "--db", "cases.db", "--now", NOW], cwd=line.folder, env=line.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # The program has read a part and waits for more: it is surely in the middle.
    with open(fifo, "w", encoding="utf-8") as pipe:
        pipe.write("".join(text.splitlines(keepends=True)[: count // 2]))
        pipe.flush()
        process.send_signal(number)
        if number == signal.SIGKILL:
            process.wait(SECONDS)
    output = process.communicate(timeout=SECONDS)
    if number == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == BUSY and "run it again to go on" in output[1], output
    fifo.unlink()
    line.write("rows.jsonl", text)
    stored = line.verified()[0] if (line.folder / "cases.db").exists() else 0
    again = line.json("run", "first_line", "--input", "rows.jsonl", "--db", "cases.db", "--now", NOW)
    assert again["existed"] == stored and again["added"] == count - stored and again["rejected"] == 0
    assert line.verified()[0] == count
    assert {case["status"] for case in line.json("case", "list", "--db", "cases.db", "--limit", count)} == {"waiting"}


# What a hostile or hurried hand may do to files.

def test_no_output_overwrites_the_journal_or_the_input(full: Line) -> None:
    before = full.verified()
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    full.fails(REFUSED, "this is the journal itself", "report", case, "--html", "--out", "cases.db", "--db", "cases.db")
    full.write("in.jsonl", lines(2))
    for place in ("cases.db", "cases.db-wal", "cases.db.lock", "in.jsonl", "./in.jsonl"):
        full.fails(REFUSED, "this is the (journal itself|file that is read)", "run", "first_line", "--input", "in.jsonl", "--rejected", place, "--db", "cases.db", "--now", NOW)
    assert full.verified() == before
    assert (full.folder / "in.jsonl").read_text() == lines(2)


def test_a_lock_that_is_a_symbolic_link_is_refused_and_its_target_stays(line: Line) -> None:
    line.write("precious.txt", "kept")
    (line.folder / "new.db.lock").symlink_to("precious.txt")
    line.write("in.jsonl", lines(1))
    line.fails(STORAGE, "symbolic link", "run", "first_line", "--input", "in.jsonl", "--db", "new.db", "--now", NOW)
    assert (line.folder / "precious.txt").read_text() == "kept"
