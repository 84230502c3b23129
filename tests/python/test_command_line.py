"""The program on bad input and faults: one sentence that names the place, the documented exit code, and stored cases as they were."""

from __future__ import annotations

import csv
import gzip
import io
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


# Whole files that cannot be read.

WHOLE_FILES: dict[str, tuple[str | bytes, int, str]] = {
    "cut.json": ('{"a":', BAD_INPUT, r"cut\.json: line 1, column 6: .*ends too early"),
    "comma.json": ('[{"a":1},]', BAD_INPUT, r"comma\.json: line 1, column 10: .*not JSON"),
    "empty.json": ("", BAD_INPUT, r"empty\.json.*too early"),
    "empty.csv": ("", BAD_INPUT, r"empty\.csv: the file is empty"),
    "empty.txt": ("", BAD_INPUT, r"empty\.txt: the file is empty"),
    "twice.json": ('{"channel":"email","channel":"web","body":"x"}', BAD_INPUT, r"the key \"channel\" stands twice"),
    "gbk.csv": ("渠道,正文\na,b\n".encode("gbk"), BAD_INPUT, r"gbk\.csv: the column names are not UTF-8; it looks like GB18030 .*iconv -f GB18030 -t UTF-8 gbk\.csv > NEW"),
    "gb18030.json": ('{"body":"投诉，多扣年费"}'.encode("gb18030"), BAD_INPUT, r"gb18030\.json: .*not UTF-8; it looks like GB18030 .*iconv -f GB18030"),
    "big.csv": ("id,text\n1,x\n".encode("utf-16-be"), BAD_INPUT, r"big\.csv: the column names are not UTF-8; it looks like UTF-16"),
    "latin.csv": ("café,text\n1,x\n".encode("latin-1"), BAD_INPUT, r"latin\.csv: .*not UTF-8; find out its encoding"),
    "cut.csv.gz": (gzip.compress(b"channel,body\n" + b"email,The annual fee was charged twice.\n" * 500)[:60], STORAGE, r"cut\.csv\.gz: .*truncated"),
    "utf16.json": ('{"body":"x"}'.encode("utf-16"), BAD_INPUT, r"utf16\.json: the text is not UTF-8"),
    "utf16.csv": ("channel,body\n".encode("utf-16"), BAD_INPUT, r"utf16\.csv: .*not UTF-8; it looks like UTF-16 .*iconv -f UTF-16 -t UTF-8 utf16\.csv > NEW"),
    "columns.csv": ("a,a\n1,2\n", BAD_INPUT, r"columns\.csv: the column 'a' stands twice"),
    "quote.csv": ('foo,bar\n"1,2\n', BAD_INPUT, r"quote\.csv:\d+: the file ends inside a quoted field"),
    "wide.csv": (",".join(f"c{i}" for i in range(100_000)), BAD_INPUT, r"wide\.csv:1: .*more than 1000"),
    "deep.json": ("[" * 100_000 + "]" * 100_000, BAD_INPUT, r"deep\.json: .*64 levels"),
    "long.csv": ("channel,body\nemail," + "x" * 20_000_000 + "\n", BAD_INPUT, r"long\.csv:2: the record is longer"),
    "head.csv": ("x" * 20_000_000, BAD_INPUT, r"head\.csv:1: the record is longer"),
    "cut.jsonl.gz": (gzip.compress(lines(50).encode())[:80], STORAGE, r"cut\.jsonl\.gz: .*truncated"),
    "sum.json": (record(lambda r: r["money"].update(claimed={"minor": 2**53, "currency": "CNY"})), BAD_INPUT, r"sum\.json: line 1, column \d+: .*2\^53-1"),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_cannot_be_read_names_the_place_and_changes_nothing(full: Line, name: str) -> None:
    content, code, pattern = WHOLE_FILES[name]
    before = full.verified()
    full.fails(code, pattern, "run", "first_line", "--input", full.write(name, content), "--db", "cases.db", "--now", NOW)
    assert full.verified() == before


def test_an_input_that_is_missing_or_a_folder_is_named_and_no_database_is_left(line: Line) -> None:
    line.fails(NOT_FOUND, r"nope\.csv: there is no such file", "run", "first_line", "--input", "nope.csv", "--db", "cases.db")
    assert not (line.folder / "cases.db").exists()
    line.fails(STORAGE, r"folder", "run", "first_line", "--input", ".", "--db", "cases.db")


# Rows that are refused while the rest goes on.

def money(**sums: Any) -> str:
    return record(lambda r: r["money"].update(sums))


CNY = {"minor": 1, "currency": "CNY"}
ROWS: dict[str, tuple[str, str]] = {
    "more than 200,000 code points": (record(lambda r: r["text"]["docs"][0].update(body="费" * 200_001)), "200001 characters, the limit is 200000"),
    "the year 9999": (record(lambda r: r["channel"].update(received_at="9999-12-31T23:59:59Z")), "channel.received_at: .*lies in the future"),
    "the year 1": (record(lambda r: r["channel"].update(received_at="0001-01-01T00:00:00Z")), "channel.received_at: .*lies before 1990-01-01.*correct the year"),
    "a referral of the year 1": (record(lambda r: r.update(regulator={"involved": True, "received_at": "0001-01-01T00:00:00Z"})), "regulator.received_at: .*lies before 1990-01-01"),
    "a NUL character": (record(lambda r: r["text"]["docs"][0].update(body="年费\0多扣")), "text.docs.0.body: the text holds a NUL character .character 3."),
    "a second surrogate alone": (r'{"channel":"email","body":"\udc00 fee"}', "not JSON"),
    "surrogates the wrong way round": (r'{"channel":"email","body":"\udc00\ud800"}', "not JSON"),
    "a sum of another name in another currency": (money(claimed=CNY, contract={"minor": 1, "currency": "USD"}), "money.contract: sums in CNY and USD"),
    "a demand in another currency": (record(lambda r: (r["money"].update(claimed=CNY), r.update(demand=[{"id": "d1", "kind": "refund", "amount": {"minor": 1, "currency": "USD"}}]))), "demand.0.amount: sums in CNY and USD"),
    "a future date": (record(lambda r: r["channel"].update(received_at="2031-01-01T00:00:00Z")), "lies in the future"),
    "negative money": (money(claimed={"minor": -1, "currency": "CNY"}), "outside 0 to 2\\^53-1"),
    "money as text": (money(claimed="300"), "money is an object"),
    "money in fractions": (money(claimed={"minor": 1.5, "currency": "CNY"}), "not an integer"),
    "money without a currency": (money(claimed={"minor": 1}), "ISO 4217"),
    "two currencies": (money(claimed=CNY, offered={"minor": 1, "currency": "USD"}), "sums in CNY and USD"),
    "an unknown section": (record(lambda r: r.update(bogus=1)), "no section 'bogus'"),
    "no document": (record(lambda r: r["text"].update(docs=[])), "at least one document"),
    "a document that is a number": (record(lambda r: r["text"].update(docs=[5])), "text.docs.0"),
    "documents that are a text": (record(lambda r: r["text"].update(docs="x")), "text.docs.*a list"),
    "a text section that is a number": (record(lambda r: r.update(text=5)), "text.*an object"),
    "the same document id twice": (record(lambda r: r["text"]["docs"].append(dict(r["text"]["docs"][0]))), "text.docs.1.id"),
    "a party that is a number": (record(lambda r: r.update(parties=[5])), "parties.0"),
    "a demand that is a number": (record(lambda r: r.update(demand=[5])), "demand.0"),
    "an event that is a number": (record(lambda r: r.update(events=[5])), "events.0"),
    "an id that is a number": (record(lambda r: r["case"].update(id=123456)), "case.id.*a text"),
    "an id that is a path": (record(lambda r: r["case"].update(id="../../etc/x")), "is no case id"),
    "a reference that is a number": (record(lambda r: r["channel"].update(ref=5)), "channel.ref.*a text"),
    "an institution that is a number": (record(lambda r: r["case"].update(institution=5)), "case.institution.*a text"),
    "an unknown institution": (record(lambda r: r["case"].update(institution="NOPE")), "no institution 'NOPE'"),
    "a newer schema": (record(lambda r: r["case"].update(schema="2.0.0")), "schema 2.0.0"),
    "safety that is a number": (record(lambda r: r["flags"].update(safety=5)), "flags.safety.*an object"),
    "an unknown degree of safety": (record(lambda r: r["flags"].update(safety={"self_harm": "bogus"})), "flags.safety.self_harm.*explicit"),
    "vulnerability that is a number": (record(lambda r: r["flags"].update(vulnerability=5)), "flags.vulnerability.*a list"),
    "a regulator flag that is a word": (record(lambda r: r.update(regulator={"involved": "x"})), "regulator.involved.*true or false"),
    "a group of text size": (record(lambda r: r.update(group={"size": "x"})), "at least one person"),
    "a stage's result that is a number": (record(lambda r: r.update(analysis=5)), "analysis.*an object"),
    "an unknown channel": (record(lambda r: r["channel"].update(kind="pigeon")), "'pigeon' is not known"),
    "an instant without an offset": (record(lambda r: r["channel"].update(received_at="yesterday")), "is no instant"),
    "columns that no mapping knows": ('{"foo": 1}', "no mapping fits the columns"),
    "not JSON": ("{bad", "not JSON"),
    "a list": ("[1, 2]", "a row is a JSON object"),
    "a bare word": ('"x"', "a row is a JSON object"),
    "a key twice": ('{"body":"a","body":"b"}', "stands twice"),
    "half a surrogate": (r'{"channel":"email","body":"\ud800"}', "not JSON"),
    "a raw message with an unknown member": ('{"body":"a","colour":"red"}', "not 'colour'"),
    "an integer of 2^64": ('{"body":"a","meta":18446744073709551616}', "2\\^53-1"),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_bad_row_is_refused_with_its_line_and_the_rest_goes_on(line: Line, what: str) -> None:
    row, pattern = ROWS[what]
    line.write("rows.jsonl", json.dumps(message("first")) + "\n" + row + "\n" + json.dumps(message("last")) + "\n")
    done = run(line, "rows.jsonl")
    assert done.returncode == FAILED, done.stderr + done.stdout
    assert "2 cases added, 0 were there before, 1 rows rejected" in done.stdout
    assert re.search(r"rows\.jsonl:2: .*" + pattern, done.stdout), done.stdout
    (rejected,) = [json.loads(text) for text in (line.folder / "cases.db.rejected.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rejected["line"] == 2 and rejected["row"] == row and re.search(pattern, f"{rejected['where']}: {rejected['reason']}")
    assert line.verified()[0] == 2


def test_both_sides_of_the_limits_of_text_and_money(line: Line) -> None:
    line.write("rows.jsonl", record(lambda r: r["text"]["docs"][0].update(body="费" * 200_000)) + "\n" + money(claimed={"minor": 2**53 - 1, "currency": "CNY"}) + "\n")
    assert run(line, "rows.jsonl").returncode == OK
    assert line.verified()[0] == 2


EMPTY = {"nothing": "", "blanks": "   \n\t", "blanks of Chinese text": "\u3000\u00a0", "zero-width characters": "\u200b\u200d\ufeff\u2060", "fillers": "\u3164\u2800\ufe0f", "a direction mark": "\u200f\u202e"}


@pytest.mark.parametrize("what", EMPTY)
def test_a_text_without_a_readable_character_is_asked_for_and_is_no_enquiry(line: Line, what: str) -> None:
    line.write("rows.jsonl", json.dumps(message("empty", EMPTY[what])) + "\n")
    assert run(line, "rows.jsonl").returncode == OK
    (case,) = line.json("case", "list", "--db", "cases.db")
    tasks = {task["id"]: task for task in line.json("task", "list", "--db", "cases.db")}
    assert tasks["intake.text_missing"]["blocking"] and not any(task.startswith("answer_enquiry") for task in tasks)
    assert case["status"] == "waiting" and case.get("complaint") != "false" and case["due"], "the clocks run as for a complaint"
    done = line("case", "add", case["id"], line.write("new.txt", EMPTY[what]), "--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert done.returncode == BAD_INPUT and "holds no text" in done.stderr


def test_a_text_cannot_move_the_terminal(line: Line) -> None:
    line.write("rows.jsonl", json.dumps(message("esc", "You charged the fee twice.\x1b[2J\x1b[31m\x9b1m Refund 300 yuan.")) + "\n")
    assert run(line, "rows.jsonl").returncode == OK
    (case,) = line.json("case", "list", "--db", "cases.db")
    shown = line("case", "show", case["id"], "--db", "cases.db").stdout
    assert "\x1b" not in shown and "\x9b" not in shown and "\ufffd[2J" in shown
    assert "\x1b" in line.json("case", "show", case["id"], "--db", "cases.db")["documents"][0]["body"], "the record keeps what was said"


def test_a_csv_of_a_spreadsheet_with_mark_and_crlf_is_read(line: Line) -> None:
    line.write("rows.csv", '\ufeffchannel,ref,body\r\nemail,1,"The annual fee, charged twice.\r\nPlease refund 300 yuan."\r\nphone,2,"Say ""sorry"" and refund 20 yuan."\r\n')
    assert run(line, "rows.csv").returncode == OK
    assert line.verified()[0] == 2
    bodies = {line.json("case", "show", case["id"], "--db", "cases.db")["documents"][0]["body"] for case in line.json("case", "list", "--db", "cases.db")}
    assert bodies == {"The annual fee, charged twice.\r\nPlease refund 300 yuan.", 'Say "sorry" and refund 20 yuan.'}


def test_a_first_column_in_full_width_letters_is_no_byte_order_mark(line: Line) -> None:
    line.write("rows.csv", "（编号）,text\n1,多扣年费300元，请退还。\n")
    line.write("m.yaml", "mapping: x\ninstitution: TESTBANK\nfields:\n  channel.ref: {column: （编号）}\n  text.docs.0.id: {const: t1}\n  text.docs.0.kind: {const: complaint}\n  text.docs.0.body: {column: text}\n")
    assert run(line, "rows.csv", "--mapping", "m.yaml").returncode == OK
    (case,) = line.json("case", "list", "--db", "cases.db")
    assert line.json("case", "show", case["id"], "--db", "cases.db")["case"]["reference"] == "1"


def test_bytes_of_another_encoding_are_refused_and_the_rejected_file_stays_json(line: Line) -> None:
    line.write("rows.jsonl", json.dumps(message("a")).encode() + b"\n" + '{"channel":"email","body":"投诉"}'.encode("gbk") + b"\n")
    assert run(line, "rows.jsonl").returncode == FAILED
    line.write("rows.csv", b"channel,body\nemail," + "投诉".encode("gbk") + b"\n")
    assert run(line, "rows.csv", "--rejected", "other.jsonl").returncode == FAILED
    for name in ("cases.db.rejected.jsonl", "other.jsonl"):
        (one,) = (line.folder / name).read_text(encoding="utf-8").splitlines()
        assert "not UTF-8; it looks like GB18030" in json.loads(one)["reason"] and "\ufffd" in json.loads(one)["row"]


def test_a_line_of_20_million_bytes_is_refused_and_the_next_is_taken(line: Line) -> None:
    line.write("rows.jsonl", '{"body":"' + "x" * 20_000_000 + '"}\n' + json.dumps(message("next")) + "\n")
    done = run(line, "rows.jsonl")
    assert done.returncode == FAILED and "rows.jsonl:1: the line is longer than" in done.stdout
    assert line.verified()[0] == 1


def test_millions_of_empty_lines_are_passed_over_and_counted(line: Line) -> None:
    line.write("rows.csv", "foo,bar\n" + "\n" * 2_000_000 + "1\n")
    done = run(line, "rows.csv")
    assert done.returncode == FAILED and "rows.csv:2000002: the row has 1 fields, the first line has 2" in done.stdout


def test_a_ragged_csv_and_unknown_columns_are_refused_by_line(line: Line) -> None:
    line.write("rows.csv", 'foo,bar\n1\n"a\nb",2\n1,2,3\n')
    done = run(line, "rows.csv")
    assert done.returncode == FAILED and "3 rows rejected" in done.stdout
    assert "rows.csv:2: the row has 1 fields" in done.stdout and "rows.csv:3: no mapping fits the columns (foo, bar)" in done.stdout and "rows.csv:5: the row has 3 fields" in done.stdout


def test_a_file_without_rows_says_so(line: Line) -> None:
    for name, content in (("a.jsonl", ""), ("a.csv", "foo,bar\n"), ("a.json", "[]")):
        done = run(line, line.write(name, content))
        assert done.returncode == OK and "holds no row" in done.stdout, name


def test_a_mapping_that_does_not_fit_is_named(line: Line) -> None:
    line.write("rows.csv", "foo,bar\n1,2\n")
    line.fails(NOT_FOUND, "'nope' is neither a mapping", "run", "first_line", "--input", "rows.csv", "--db", "cases.db", "--mapping", "nope")
    line.write("m.yaml", "mapping: x\n")
    line.fails(BAD_INPUT, r"m\.yaml: a mapping has fields", "run", "first_line", "--input", "rows.csv", "--db", "cases.db", "--mapping", "m.yaml")
    line.write("m.yaml", "mapping: [x\n")
    line.fails(BAD_INPUT, r"m\.yaml:\d+:\d+: this is not YAML", "run", "first_line", "--input", "rows.csv", "--db", "cases.db", "--mapping", "m.yaml")
    for path in ("nope.body", "text", "analysis.intake.complaint", "clocks.decide"):
        line.write("m.yaml", f"mapping: x\nfields: {{{path}: {{column: foo}}}}\n")
        line.fails(BAD_INPUT, rf"m\.yaml fields\.{re.escape(path)}: the record has no field '{re.escape(path)}'", "run", "first_line", "--input", "rows.csv", "--db", "cases.db", "--mapping", "m.yaml")
    line.write("m.yaml", "mapping: x\nfields: {text.docs.0.body: {column: nope}}\n")
    done = run(line, "rows.csv", "--mapping", "m.yaml")
    assert done.returncode == FAILED and "reads the column 'nope'" in done.stdout


def test_running_a_file_twice_adds_nothing_and_says_so(line: Line) -> None:
    line.write("rows.jsonl", lines(30) + lines(3))
    first = run(line, "rows.jsonl")
    assert first.returncode == OK and "30 cases added, 3 were there before" in first.stdout
    before = line.verified()
    again = run(line, "rows.jsonl")
    assert again.returncode == OK and "0 cases added, 33 were there before" in again.stdout
    assert line.verified() == before


# The command line itself.

@pytest.mark.parametrize(
    ("code", "pattern", "words"),
    [
        (USAGE, "no command 'bogus'.*run, case", ["bogus"]),
        (USAGE, "no command 'bogus'.*list, show", ["case", "bogus"]),
        (USAGE, "subcommand is required", []),
        (USAGE, "workflow is required", ["run"]),
        (USAGE, "--bogus", ["case", "list", "--bogus"]),
        (USAGE, "--db", ["case", "list", "--db", ""]),
        (USAGE, "--db", ["run", "first_line", "--input", "x", "--db", ""]),
        (USAGE, "--limit", ["case", "list", "--limit", "0"]),
        (USAGE, "--limit", ["case", "list", "--limit", "x"]),
        (USAGE, "--status", ["case", "list", "--status", "bogus"]),
        (USAGE, "--lang is zh or en", ["case", "list", "--lang", "fr"]),
        (USAGE, "--now: 'yesterday' is no instant", ["case", "list", "--now", "yesterday"]),
        (USAGE, "--now", ["case", "list", "--now", "2026-13-45T00:00:00Z"]),
        (USAGE, "--role: 'Analyst' is no role", ["case", "show", "CASE-K01", "--role", "Analyst"]),
        (USAGE, "pack set", ["case", "list", "--packs", "../x"]),
        (NOT_FOUND, "no pack folder 'nope'", ["case", "list", "--packs", "nope"]),
        (NOT_FOUND, "/nonexistent: there is no pack folder", ["case", "list", "--overlay", "/nonexistent"]),
        (NOT_FOUND, "/nonexistent: there is no such folder of plugins", ["case", "list", "--plugins", "/nonexistent"]),
        (NOT_FOUND, "there is no workflow 'nope'", ["run", "nope", "--input", "cases.db"]),
        (NOT_FOUND, "no workflow 'nope'", ["validate", "nope"]),
        (NOT_FOUND, "no workflow.yaml", ["test", "nope"]),
        (NOT_FOUND, "NOPE99: there is no case", ["case", "show", "NOPE99"]),
        (NOT_FOUND, "NOPE99: there is no case", ["case", "journal", "NOPE99"]),
        (NOT_FOUND, "NOPE99: there is no case", ["report", "NOPE99", "--html"]),
        (REFUSED, "handler or supervisor", ["case", "journal", "CASE-K01", "--role", "analyst"]),
        (REFUSED, "handler or supervisor", ["case", "journal", "CASE-K01", "--role", "analist"]),
        (REFUSED, "nothing of this case is suspended or parked", ["case", "resume", "CASE-K01", "--by", "li"]),
        (NOT_FOUND, "no case waits", ["message", "nope", "--key", "k"]),
        (BAD_INPUT, "--body: line 1", ["message", "nope", "--key", "k", "--body", "{"]),
    ],
)
def test_a_wrong_command_is_explained(full: Line, code: int, pattern: str, words: list[str]) -> None:
    before = full.verified()
    words = list(words)
    if "--db" not in words and words and words[0] in ("case", "message", "report", "run") and words[1:] and words[1] != "bogus":
        words += ["--db", "cases.db"]
    done = full(*words)
    assert done.returncode == code, done.stderr
    assert re.search(pattern, done.stderr), done.stderr
    assert full.verified() == before


def test_an_unknown_role_reads_no_text(full: Line) -> None:
    said = "年费"
    assert said in full("case", "show", "CASE-K01", "--db", "cases.db", "--role", "handler", "--lang", "zh").stdout.split("说了什么")[-1]
    for role in ("analyst", "analist"):
        shown = json.dumps(full.json("case", "show", "CASE-K01", "--db", "cases.db", "--role", role), ensure_ascii=False)
        body = json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"]["text"]["docs"][0]["body"]
        assert body not in shown


# The tool sheet of a portrait.

PORTRAIT = """\
workflow: w
version: 1.0.0
title: {zh: 画像, en: Portrait}
steps:
  - intake: {stage: amends.intake}
  - classify: {stage: amends.classify}
  - psychology: {stage: amends.psychology}
  - portrait: {stage: amends.portrait}
"""


@pytest.fixture(scope="module")
def portrayed(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A journal of K12 with its portrait; tests only read it."""
    line = Line(tmp_path_factory.mktemp("portrayed"))
    line.write("w/workflow.yaml", PORTRAIT)
    done = line("run", "w", "--input", CASES / "K12.json", "--db", "cases.db", "--now", "received")
    assert done.returncode == OK, done.stderr
    return line


def test_trace_A17_the_sheet_prints_in_four_formats_and_the_csv_header_is_the_field_list(portrayed: Line) -> None:
    sheet = json.loads(portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "json", "--lang", "en").stdout)
    fields = [field["id"] for field in sheet["fields"]]
    assert len(fields) == 16 and "may be wrong" in sheet["notice"]
    header, row = csv.reader(io.StringIO(portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "csv", "--lang", "zh").stdout))
    assert header == ["case", *fields] and len(row) == len(header) and row[0] == "CASE-K12"
    page = portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--format", "html", "--lang", "zh").stdout
    assert page.startswith("<!doctype html>") and "可能有误" in page and "http" not in page and "<script" not in page
    text = portrayed("case", "sheet", "CASE-K12", "--db", "cases.db", "--lang", "en").stdout
    assert "looks for compensation 40 (a money demand 20, claims more than twice the proved loss 20)" in text


def test_the_sheet_and_what_it_rests_on_are_for_staff_who_read_texts(portrayed: Line) -> None:
    for role in ("analyst", "complainant"):
        portrayed.fails(REFUSED, "read it as handler", "case", "sheet", "CASE-K12", "--db", "cases.db", "--role", role)
        shown = portrayed.json("case", "show", "CASE-K12", "--db", "cases.db", "--role", role)
        assert not [finding for finding in shown["findings"] if finding["stage"] in ("psychology", "portrait")]
        assert not [one for one in shown["explanations"] if one["stage"] in ("psychology", "portrait")]
    shown = portrayed.json("case", "show", "CASE-K12", "--db", "cases.db", "--lang", "en")
    assert {finding["stage"] for finding in shown["findings"]} >= {"psychology", "portrait"}


def test_a_case_without_a_portrait_has_no_sheet_and_says_why(full: Line) -> None:
    full.fails(NOT_FOUND, "comes with the stage amends.portrait", "case", "sheet", "CASE-K01", "--db", "cases.db")
    full.fails(USAGE, "--format", "case", "sheet", "CASE-K01", "--db", "cases.db", "--format", "pdf")


def test_an_evidence_of_the_analysis_reads_as_words_and_no_list_of_keys(portrayed: Line) -> None:
    for language in ("zh", "en"):
        shown = portrayed("case", "show", "CASE-K12", "--db", "cases.db", "--lang", language).stdout
        for key in ("analysis.psychology", "type_min", "relief_seeker", "reaction_formation", "case_id PRIOR", "evidence ev"):
            assert key not in shown, key


COMMANDS = [[], ["run"], ["doctor"], ["stats"], ["history"], ["case"], ["case", "list"], ["case", "show"], ["case", "journal"], ["case", "sheet"], ["case", "correct"], ["case", "add"], ["case", "resume"], ["case", "suspend"], ["case", "cancel"], ["case", "retry"], ["outbox"], ["outbox", "pull"], ["outbox", "ack"], ["outbox", "list"], ["outbox", "retry"], ["outbox", "drop"], ["task"], ["task", "list"], ["task", "answer"], ["task", "claim"], ["task", "release"], ["task", "delegate"], ["task", "recuse"], ["task", "draft"],
            ["message"], ["report"], ["stage"], ["stage", "run"], ["stage", "list"], ["verify"], ["work"], ["validate"], ["test"], ["packs"], ["plugin"], ["plugin", "list"], ["plugin", "inspect"],
            ["plugin", "trust"], ["plugin", "new"], ["bench"], ["bench", "eight"], ["bench", "wake"], ["bench", "age"], ["backup"], ["restore"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_a_help_with_usage_and_exit_codes(line: Line, words: list[str]) -> None:
    done = line(*words, "--help")
    assert done.returncode == OK and "Usage: amends" in done.stdout and "Exit codes: 0 done" in done.stdout
    assert re.search(r"[\u4e00-\u9fff]", done.stdout)


# Tasks.

DECISION = ["decision=upheld", "findings=a", "basis=b", "reason=c"]


@pytest.mark.parametrize(
    ("code", "pattern", "words"),
    [
        (REFUSED, "for the role handler, not for teller", ["CASE-K01", "decision#1", "--role", "teller", *DECISION]),
        (BAD_INPUT, "findings", ["CASE-K01", "decision#1", "decision=upheld"]),
        (BAD_INPUT, "knows only upheld", ["CASE-K01", "decision#1", "decision=bogus", "findings=a", "basis=b", "reason=c"]),
        (BAD_INPUT, "has no field 'bogus'", ["CASE-K01", "decision#1", *DECISION, "bogus=1"]),
        (BAD_INPUT, "findings: this field is a text", ["CASE-K01", "decision#1", "decision=upheld", "findings=5", "basis=b", "reason=c"]),
        (USAGE, "name=value, not 'decision'", ["CASE-K01", "decision#1", "decision"]),
        (BAD_INPUT, "--answer: line 1, column 2", ["CASE-K01", "decision#1", "--answer", "{bad"]),
        (BAD_INPUT, "an answer is an object", ["CASE-K01", "decision#1", "--answer", "[1]"]),
        (BAD_INPUT, "stands twice", ["CASE-K01", "decision#1", "--answer", '{"a":1,"a":2}']),
        (NOT_FOUND, "/nonexistent", ["CASE-K01", "decision#1", "--answer", "@/nonexistent"]),
        (NOT_FOUND, "no task 'NOPE'", ["CASE-K01", "NOPE", *DECISION]),
        (NOT_FOUND, "NOPE99: there is no case", ["NOPE99", "decision#1", *DECISION]),
    ],
)
def test_a_wrong_answer_is_refused_and_the_task_stays_open(full: Line, code: int, pattern: str, words: list[str]) -> None:
    before = full.verified()
    full.fails(code, pattern, "task", "answer", *words, "--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert full.verified() == before
    assert any(task["id"] == "decision#1" for task in full.json("task", "list", "--db", "cases.db"))


def test_a_task_is_answered_once(full: Line) -> None:
    words = ["task", "answer", "CASE-K01", "decision#1", *DECISION, "--db", "cases.db", "--by", "li.na", "--now", NOW]
    assert full(*words).returncode == OK
    before = full.verified()
    full.fails(REFUSED, "was answered by li.na", *words)
    assert full.verified() == before


# Corrections and documents.

@pytest.mark.parametrize(
    ("code", "pattern", "path", "value"),
    [
        (USAGE, "path", "", "x"),
        (NOT_FOUND, "no reading at 'classify.nature.nope'", "classify.nature.nope", "x"),
        (NOT_FOUND, "no reading at 'nope.x'", "nope.x", "x"),
        (BAD_INPUT, "whole section", "case", "x"),
        (BAD_INPUT, "whole section", "money", "x"),
        (BAD_INPUT, "whole section", "parties", "x"),
        (REFUSED, "case.id", "case.id", "CASE-XXX"),
        (REFUSED, "case.institution", "case.institution", "TESTBANK-US"),
        (REFUSED, "channel.ref", "channel.ref", "other"),
        (REFUSED, "what was said is never changed", "text.docs.0.body", "x"),
        (REFUSED, "what was said is never changed", "text.docs", "x"),
        (BAD_INPUT, "case.status", "case.status", "bogus"),
        (REFUSED, "cannot become closed", "case.status", "closed"),
        (BAD_INPUT, "case.locale", "case.locale", "bogus"),
        (BAD_INPUT, "channel.kind", "channel.kind", "pigeon"),
        (BAD_INPUT, "channel.received_at.*instant", "channel.received_at", "bogus"),
        (BAD_INPUT, "regulator.received_at.*instant", "regulator.received_at", "5"),
        (BAD_INPUT, "regulator.involved", "regulator.involved", "bogus"),
        (BAD_INPUT, "group.size", "group.size", "0"),
        (BAD_INPUT, "money.claimed", "money.claimed", "300"),
        (BAD_INPUT, "money.claimed", "money.claimed", '{"minor": -1, "currency": "CNY"}'),
        (BAD_INPUT, "demand.0.amount", "demand.0.amount", "300"),
        (BAD_INPUT, "CASE-K01 money.paid_in: sums in CNY and USD .*money.claimed is in CNY", "money.paid_in", '{"minor": 1, "currency": "USD"}'),
        (BAD_INPUT, "CASE-K01 money.contract: sums in CNY and USD", "money.contract", '{"minor": 1, "currency": "USD"}'),
        (BAD_INPUT, "money.contract", "money.contract", "300"),
        (BAD_INPUT, "channel.received_at.*lies in the future", "channel.received_at", "9999-12-31T00:00:00Z"),
        (BAD_INPUT, "channel.received_at.*lies before 1990-01-01", "channel.received_at", "0001-01-01T00:00:00Z"),
        (BAD_INPUT, "parties", "parties.0.role", "bogus"),
        (BAD_INPUT, "parties.0", "parties.0", "bogus"),
        (BAD_INPUT, "flags.safety.self_harm", "flags.safety.self_harm", "bogus"),
        (BAD_INPUT, "flags.safety", "flags.safety", "bogus"),
        (BAD_INPUT, "flags.vulnerability", "flags.vulnerability", "bogus"),
    ],
)
def test_a_wrong_correction_is_refused_and_the_record_stays(full: Line, code: int, pattern: str, path: str, value: str) -> None:
    before = full.verified()
    done = full("case", "correct", "CASE-K01", path, value, "--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert done.returncode == code and re.search(pattern, done.stderr), f"{done.returncode}: {done.stderr}"
    assert full.verified() == before


def test_a_correction_needs_a_reason_and_a_good_one_is_taken(full: Line) -> None:
    words = ["case", "correct", "CASE-K01", "money.claimed", '{"minor": 30100, "currency": "CNY"}', "--db", "cases.db", "--by", "li.na", "--now", NOW]
    full.fails(USAGE, "--reason is required", *words)
    full.fails(BAD_INPUT, "needs a reason", *words, "--reason", "")
    assert full(*words, "--reason", "read from the statement").returncode == OK
    assert full("case", "correct", "CASE-K01", "parties.0.needs", '["large_print"]', "--reason", "asked for it", "--db", "cases.db", "--by", "li.na", "--now", NOW).returncode == OK
    assert full.verified()[0] == 1


@pytest.mark.parametrize(("path", "slip", "meant"), [("classify.severity.level", "S9", "S1"), ("classify.complexity", "complx", "complex"), ("routing.matched.0.route", "internl", "internal")])
def test_a_corrected_reading_is_a_word_that_its_stage_or_a_pack_knows(full: Line, path: str, slip: str, meant: str) -> None:
    before = full.verified()
    words = ["--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW]
    full.fails(BAD_INPUT, f"does not know the word '{slip}' here; did you mean '{meant}'", "case", "correct", "CASE-K01", path, slip, *words)
    assert full.verified() == before
    assert full("case", "correct", "CASE-K01", path, meant, *words).returncode == OK


def test_a_second_correction_stands_beside_the_first_and_the_machines_reading(full: Line) -> None:
    for level, by in (("S3", "li.na"), ("S4", "wang.yi")):
        assert full("case", "correct", "CASE-K01", "classify.severity.level", level, "--reason", "called again", "--db", "cases.db", "--by", by, "--now", NOW).returncode == OK
    shown = " ".join(full("case", "show", "CASE-K01", "--db", "cases.db", "--lang", "en", "--by", "li.na", "--purpose", "test").stdout.split())
    assert "li.na" in shown and "wang.yi" in shown
    assert "Machine's reading S1 minor → Corrected to S3 serious" in shown
    assert "Machine's reading S1 minor → corrected before to S3 serious → Corrected to S4 major" in shown


def test_two_corrections_never_leave_two_currencies(full: Line) -> None:
    def correct(path: str, value: str) -> subprocess.CompletedProcess[str]:
        return full("case", "correct", "CASE-K01", path, value, "--reason", "why", "--db", "cases.db", "--by", "li.na", "--now", NOW)

    assert correct("money.paid_in", '{"minor": 5, "currency": "CNY"}').returncode == OK
    before = full.verified()
    done = correct("money.claimed", '{"minor": 30000, "currency": "USD"}')
    assert done.returncode == BAD_INPUT and re.search(r"CASE-K01 money\.claimed: sums in .*null", done.stderr), done.stderr
    assert full.verified() == before
    # What the sentence says works: cleared first, then entered in the other currency.
    for path, value in (("money.paid_in", "null"), ("demand.0.amount", "null"), ("money.claimed", '{"minor": 30000, "currency": "USD"}'), ("money.paid_in", '{"minor": 5, "currency": "USD"}')):
        done = correct(path, value)
        assert done.returncode == OK, f"{path}: {done.stderr}"


def test_a_sum_that_intake_reads_beside_one_of_another_currency_parks_the_case(line: Line) -> None:
    line.write("rows.jsonl", record(lambda r: r.update(money={"entitlement": {"minor": 30000, "currency": "USD"}}, demand=[])) + "\n")
    assert run(line, "rows.jsonl").returncode == OK
    (case,) = line.json("case", "list", "--db", "cases.db")
    assert case["status"] == "parked" and re.search(r"money\.\w+.*CNY.*USD|money\.\w+.*USD.*CNY", case["reason"]), case


@pytest.mark.parametrize(
    ("content", "code", "pattern"),
    [
        ("投诉".encode("gbk"), BAD_INPUT, "not UTF-8"),
        (b"", BAD_INPUT, "holds no text"),
        (b" \n\n", BAD_INPUT, "holds no text"),
        (("费" * 200_001).encode(), BAD_INPUT, "200001 characters"),
        (b"x" * 5_000_000, BAD_INPUT, "larger than"),
    ],
    ids=["another encoding", "empty", "blank", "200001 code points", "5 million bytes"],
)
def test_a_document_that_cannot_be_taken_is_named(full: Line, content: bytes, code: int, pattern: str) -> None:
    before = full.verified()
    full.fails(code, pattern, "case", "add", "CASE-K01", full.write("new.txt", content), "--db", "cases.db", "--by", "li.na", "--now", NOW)
    full.fails(NOT_FOUND, "none.txt", "case", "add", "CASE-K01", "none.txt", "--db", "cases.db", "--by", "li.na")
    assert full.verified() == before


# Reports and other output.

def test_a_report_to_a_place_that_cannot_be_written_names_it(full: Line) -> None:
    for out, pattern in (("none/x.html", "none/x.html"), (".", "folder")):
        done = full("report", "CASE-K01", "--html", "--db", "cases.db", "--out", out)
        assert done.returncode in (NOT_FOUND, STORAGE) and re.search(pattern, done.stderr), done.stderr
    (full.folder / "out").symlink_to("/dev/stdout")
    done = full("report", "CASE-K01", "--html", "--db", "cases.db", "--out", "out")
    assert done.returncode == OK and "<html" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no /dev/full")
def test_output_to_a_full_device_is_no_success(full: Line) -> None:
    (full.folder / "full").symlink_to("/dev/full")  # a link of ours, so that no fault of the program can replace the device
    full.fails(STORAGE, "full: ", "report", "CASE-K01", "--html", "--db", "cases.db", "--out", "full")
    assert (full.folder / "full").is_symlink()
    with open("/dev/full", "w", encoding="utf-8") as device:
        for words in (["verify"], ["case", "list", "--json"]):
            done = subprocess.run([str(PROGRAM), *words, "--db", "cases.db"], cwd=full.folder, stdout=device, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
            assert done.returncode == STORAGE and "standard output" in done.stderr


def test_a_report_on_no_case_says_so(line: Line) -> None:
    run(line, line.write("none.jsonl", ""))
    done = line("report", "--html", "--db", "cases.db")
    assert done.returncode == OK and "no case" in done.stdout.lower()


# Single stages.

@pytest.mark.parametrize("text", ["5", "[]", "null", '"x"', "{}", '{"case":{}}', '{"case":5}', '{"case":{"case":5}}', "", "{bad", '{"a":1,"a":2}'])
def test_a_stage_on_an_empty_or_wrong_record_says_what_is_wrong(line: Line, text: str) -> None:
    line.fails(BAD_INPUT, r"error: \S", "stage", "run", "classify", "--case", line.write("record.json", text))


def test_a_wrong_stage_or_configuration_is_named(line: Line) -> None:
    line.fails(NOT_FOUND, "amends.nope.*loaded are amends.classify", "stage", "run", "nope", "--case", CASES / "K01.json")
    line.fails(NOT_FOUND, "none.json", "stage", "run", "classify", "--case", "none.json")
    line.fails(BAD_INPUT, "--config: ", "stage", "run", "classify", "--case", CASES / "K01.json", "--config", "{bad")
    line.fails(BAD_INPUT, "--config: ", "stage", "run", "classify", "--case", CASES / "K01.json", "--config", "5")
    line.fails(BAD_INPUT, "'bogus' is not known", "stage", "run", "classify", "--case", CASES / "K01.json", "--config", '{"bogus":1}')


# Workflows.

HEAD = "workflow: w\nversion: 1.0.0\ntitle: {zh: 甲, en: W}\n"
SET = "{set: {case.unit: '\"x\"'}}"
WORKFLOWS: dict[str, tuple[str | bytes, int, str]] = {
    "empty": ("", BAD_INPUT, "the file is empty"),
    "cut yaml": ("a: [1\n", BAD_INPUT, r":\d+:\d+: this is not YAML"),
    "a text": ("hello", BAD_INPUT, ":1:1: a workflow file is a map"),
    "a list": ("- a\n", BAD_INPUT, ":1:1: a workflow file is a map"),
    "tabs": ("a:\n\t- b\n", BAD_INPUT, "not YAML"),
    "a key twice": (HEAD + "version: 1.0.1\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, ":4:1: the key 'version' stands twice"),
    "no steps": (HEAD, BAD_INPUT, "has no `steps`"),
    "empty steps": (HEAD + "steps: []\n", BAD_INPUT, ":4:1: "),
    "unknown key": (HEAD + "bogus: 1\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, ":4:1: unknown key 'bogus'"),
    "a cycle of pure steps": (HEAD + "steps:\n  - a: " + SET + "\n  - b: {set: {case.unit: '\"y\"'}, go: a}\n", BAD_INPUT, ":5:5: the steps a, b go round for ever"),
    "a step to itself": (HEAD + "steps:\n  - a: {set: {case.unit: '\"x\"'}, go: a}\n", BAD_INPUT, "goes round for ever"),
    "an unknown stage": (HEAD + "steps:\n  - a: {stage: bank.nope}\n", NOT_FOUND, r":5:5: no loaded plugin offers the stage 'bank\.nope'"),
    "an unknown form": (HEAD + "steps:\n  - a: {human: {title: {zh: 查明, en: A}, role: handler, form: offcer_decision}}\n", NOT_FOUND,
                        r":5:56: no pack has the form 'offcer_decision'; did you mean 'officer_decision'\?"),
    "an unknown table": (HEAD + "steps:\n  - a: {decide: tables/routng}\n", NOT_FOUND, r":5:9: no pack has the decision table 'tables/routng'; did you mean 'tables/routing'"),
    "a step that hides a stage": (HEAD + "steps:\n  - intake: " + SET + "\n", BAD_INPUT, ":5:5: the step 'intake' is named like the stage amends.intake"),
    "two branches in each other's way": (HEAD + "steps:\n  - p: {parallel: {a: {stage: amends.intake}, b: {stage: amends.classify}}}\n", BAD_INPUT,
                                         ":5:47: the steps 'a' and 'b' .* 'b' reads analysis.intake"),
    "an unknown step": (HEAD + "steps:\n  - a: {set: {case.unit: '\"x\"'}, go: nowhere}\n", BAD_INPUT, "no step or path 'nowhere'"),
    "a bad condition": (HEAD + "steps:\n  - a: {choose: [{when: 'case.kind = = 1', go: end}, {else: end}]}\n", BAD_INPUT, r":5:\d+: .*cannot be read"),
    "a step twice": (HEAD + "steps:\n  - a: " + SET + "\n  - a: " + SET + "\n", BAD_INPUT, ":6:5: the name 'a' is taken"),
    "a bad duration": (HEAD + "steps:\n  - a: {human: {role: handler, form: reply_sent, title: {zh: 甲, en: A}, due: 5parsecs}}\n", BAD_INPUT, "'5parsecs' is no duration"),
    "an unknown fact": (HEAD + "steps:\n  - a: {set: {nope.x: '\"x\"'}}\n", BAD_INPUT, "'nope.x' is no fact"),
    "other packs": (HEAD + "packs: catalogue\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, r":4:1: .*this runtime has 'shipped'; open it with --packs catalogue"),
    "packs that are not there": (HEAD + "packs: nope\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, r":4:1: .*no such set \(it has catalogue, shipped\)"),
    "a bad version": (HEAD.replace("1.0.0", "one") + "steps:\n  - a: " + SET + "\n", BAD_INPUT, ":2:1: the version"),
    "a name that is a path": (HEAD.replace("workflow: w", 'workflow: "../w"') + "steps:\n  - a: " + SET + "\n", BAD_INPUT, "is no name"),
    "no title": ("workflow: w\nversion: 1.0.0\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, "title"),
    "anchors": ("a: &a [x]\nb: *a\n", BAD_INPUT, ":1:4: anchors"),
    "brackets without end": ("[" * 100_000, BAD_INPUT, ":1:1: "),
    "steps as text": (HEAD + "steps: hello\n", BAD_INPUT, ":4:1: "),
    "a step without a body": (HEAD + "steps:\n  - a:\n", BAD_INPUT, "the body of step 'a'"),
    "bytes": (b"\x00\x01\xff\xfe", BAD_INPUT, "not UTF-8"),
    "30 million bytes": ("# " + "x" * 30_000_000, BAD_INPUT, "larger than"),
}


@pytest.mark.parametrize("what", WORKFLOWS)
def test_a_bad_workflow_file_is_refused_with_its_place(line: Line, what: str) -> None:
    content, code, pattern = WORKFLOWS[what]
    line.write("w/workflow.yaml", content)
    line.fails(code, r"w/workflow\.yaml.*" + pattern, "validate", "w")


def test_a_circle_that_does_not_wait_but_can_be_left_is_a_warning(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "steps:\n  - plan: " + SET + "\n  - good: {choose: [{when: 'case.unit = \"y\"', go: end}, {else: plan}]}\n")
    done = line("validate", "w", "--lang", "en")
    assert done.returncode == OK and "no fault, 2 steps, 1 warning" in done.stdout
    assert re.search(r"w/workflow\.yaml:5:5: warning: the steps plan, good can go round .* the way out is at the step good", done.stderr), done.stderr
    warnings = line.json("validate", "w")["warnings"]
    assert len(warnings) == 1 and warnings[0]["where"].endswith("w/workflow.yaml:5:5") and warnings[0]["message"].startswith("the steps plan, good")
    assert line.json("validate", "first_line")["warnings"] == []


def test_what_nobody_does_in_a_workflow_is_a_warning(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "clocks: {decide: {rule: CN-NFRA-DECIDE-SIMPLE, from: channel.received_at}}\nsteps:\n  - look: {stage: amends.taboo_check}\n  - c: {choose: [{when: answers.read_back.confirmed, go: end}, {else: d}]}\n  - d: " + SET + "\n")
    done = line("validate", "w", "--lang", "en")
    assert done.returncode == OK and "2 warnings" in done.stdout, done.stdout
    assert re.search(r"w/workflow\.yaml:4:10: warning: no step meets the clock 'decide' of the rule CN-NFRA-DECIDE-SIMPLE", done.stderr), done.stderr
    assert re.search(r"w/workflow\.yaml:7:19: warning: nobody answers the form 'read_back' in this workflow", done.stderr), done.stderr
    for name in ("first_line", "standard_complaint", "crisis", "written_reply", "answered_at_once", "follow_up"):
        assert line.json("validate", name)["warnings"] == [], name


def test_two_ways_that_write_one_section_are_refused(line: Line) -> None:
    steps = "  - ask: {human: {role: handler, form: step_back}, on: {late: {after: 5d, go: beside, interrupting: false}}}\n  - first: {stage: amends.taboo_check, go: end}\n  - beside: {stage: %s, go: end}\n"
    line.write("w/workflow.yaml", HEAD + "steps:\n" + steps % "amends.risk")
    assert line("validate", "w").returncode == OK
    line.write("w/workflow.yaml", HEAD + "steps:\n" + steps % "amends.taboo_check")
    line.fails(BAD_INPUT, r"w/workflow\.yaml:5:57: the event 'late' begins a second token while the step 'ask' goes on, and 'first' .* and 'beside' .* may both write analysis\.taboo_check", "validate", "w")


def test_a_misspelt_word_of_a_scenario_is_refused_before_it_is_played(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "steps:\n  - post: {send: {kind: order, body: {ref: channel.ref}, wait: true}}\n")
    good = "scenario: s\ngiven: {case: ../case.json}\nwhen:\n  - deliver: {kind: order}\n  - expect: {status: finished, sent: [{kind: order, words: [k-1]}]}\n"
    line.write("w/case.json", (CASES / "K01.json").read_text(encoding="utf-8"))
    line.write("w/scenarios/s.yaml", good)
    assert line("test", "w", "--update").returncode == OK
    assert line("test", "w").returncode == OK
    line.write("w/scenarios/s.yaml", good.replace("words: [k-1]", "words: [k-2]"))
    assert "s.yaml:5:61: it does not say 'k-2'; it says: k-1" in line("test", "w").stdout
    line.write("w/scenarios/s.yaml", good.replace("deliver", "delivr").replace("sent:", "snt:"))
    line.fails(BAD_INPUT, r"s\.yaml:4:5: unknown key 'delivr' in an act; did you mean 'deliver'\?[\s\S]*s\.yaml:5:32: unknown key 'snt' in an expectation; did you mean 'sent'\?", "test", "w")


def test_a_workflow_runs_with_the_packs_that_it_names(line: Line) -> None:
    line.write("w/workflow.yaml", str(WORKFLOWS["other packs"][0]))
    assert line("validate", "w", "--packs", "catalogue").returncode == OK
    assert line("run", "w", "--input", CASES / "K02.json", "--packs", "catalogue", "--now", "received").returncode == OK
    line.write("v/workflow.yaml", HEAD + "packs: shipped\nsteps:\n  - a: " + SET + "\n")
    assert line("validate", "v", "--packs", "catalogue").returncode == OK, "catalogue extends shipped"


def test_a_run_with_a_bad_workflow_stores_nothing(full: Line) -> None:
    before = full.verified()
    full.write("w/workflow.yaml", WORKFLOWS["a cycle of pure steps"][0])
    full.fails(BAD_INPUT, "go round for ever", "run", "w", "--input", CASES / "K02.json", "--db", "cases.db", "--now", "received")
    assert full.verified() == before


# The end of the calendar.

def test_a_case_near_the_end_of_the_calendar_goes_on_and_says_which_date_is_missing(line: Line) -> None:
    late = {**message("late"), "at": "2026-12-31T10:00:00+08:00"}
    danger = {**message("danger", "钱没了我活不下去了，再不解决我就从你们楼上跳下去。"), "at": "2026-12-31T23:00:00+08:00"}
    line.write("rows.jsonl", json.dumps(late) + "\n" + json.dumps(danger) + "\n")
    done = line("run", "first_line", "--input", "rows.jsonl", "--db", "cases.db", "--now", "2026-12-31T15:00:00Z")
    assert done.returncode == OK and "calendar.cn ends on 2026-12-31" in done.stdout and "dates beyond the calendar pack" in done.stdout
    tasks = line.json("task", "list", "--db", "cases.db")
    (decision,) = [task for task in tasks if task["id"] == "decision#1"]
    assert decision["due_at"] is None
    (safety,) = [task for task in tasks if task["id"] == "intake.safety"]
    assert safety["due_at"] == "2026-12-31T15:30:00Z", "half an hour, whatever the calendar says"
    shown = line("case", "show", decision["case"], "--db", "cases.db", "--now", "2027-01-04T00:00:00Z").stdout
    assert re.search(r"No date can be worked out for Acknowledgement \(1 working day\): the calendar pack calendar\.cn ends\s+on 2026-12-31", shown)
    assert re.search("日期算不出来：[^（]*（1个工作日）。日历包calendar.cn只到2026-12-31", line("case", "show", decision["case"], "--db", "cases.db", "--lang", "zh").stdout.replace("\n", "").replace(" ", ""))
    before = line.verified()
    line.fails(BAD_INPUT, "still covers 2015-01-01 to 2026-12-31; install one that reaches the date first", "case", "resume", decision["case"], "--db", "cases.db", "--by", "li.na")
    assert line("work", "--once", "--db", "cases.db", "--now", "2026-12-31T15:10:00Z").returncode == OK
    assert line.verified() == before
    answered = line("task", "answer", decision["case"], "decision#1", *DECISION, "--db", "cases.db", "--by", "li.na", "--now", "2027-01-04T00:00:00Z")
    assert answered.returncode == OK, answered.stderr


def test_a_calendar_that_ends_within_60_days_is_spoken_of_by_the_checks(line: Line) -> None:
    for words in (["packs"], ["validate", "first_line"]):
        assert "calendar.cn ends on" in line(*words, "--now", "2026-11-02T00:00:00Z").stdout
        assert "ends on" not in line(*words, "--now", "2026-11-01T00:00:00Z").stdout
        assert line.json(*words, "--now", "2026-11-02T00:00:00Z")["notes"]


# Replies.

def test_a_recorded_reply_that_breaks_a_guard_is_kept_and_another_supervisor_reviews_it(full: Line) -> None:
    act = ["--db", "cases.db", "--by", "li.na", "--now", NOW]
    reply = ["how=letter", "rights_included=true", "final=true", "reason=r"]
    assert full("task", "answer", "CASE-K01", "decision#1", *DECISION, *act).returncode == OK
    before = full.verified()
    full.fails(REFUSED, 'G2 "后果自负"', "task", "answer", "CASE-K01", "reply#1", "sent_at=2026-06-02T00:00:00Z", "text_sent=后果自负。", *reply, *act)
    full.fails(BAD_INPUT, "is no instant", "task", "answer", "CASE-K01", "reply#1", "sent_at=today", "text_sent=x", *reply, *act)
    assert full.verified() == before
    assert full("task", "answer", "CASE-K01", "reply#1", "sent_at=now", "text_sent=后果自负。", *reply, *act).returncode == OK
    (review,) = [task for task in full.json("task", "list", "--db", "cases.db") if task["role"] == "supervisor" and task["kind"] == "guard"]
    assert review["id"] == "guard:reply#1" and "G2, G8" in review["title"]["en"] and "后果自负" not in json.dumps(review, ensure_ascii=False)
    shown = full("case", "show", "CASE-K01", "--db", "cases.db").stdout
    assert "What was sent breaks a guard" in shown and '"后果自负":' in shown
    done = ["result=returned", "change=更正", "reason=r", "--role", "supervisor", "--db", "cases.db", "--now", NOW]
    full.fails(REFUSED, "another person reviews it", "task", "answer", "CASE-K01", "guard:reply#1", *done, "--by", "li.na")
    assert full("task", "answer", "CASE-K01", "guard:reply#1", *done, "--by", "wang.yi").returncode == OK


# Plugins.

def plugin_folder(line: Line) -> Path:
    folder = line.folder / "plugins"
    folder.mkdir()
    for file in (ROOT / "plugins").glob("amends_routing*"):
        shutil.copy(file, folder)
    shutil.copy(ROOT / "plugins" / "plugins.lock", folder)
    return folder


def refused(line: Line) -> str:
    done = line("plugin", "list", "--plugins", "plugins", "--json")
    assert done.returncode == FAILED, done.stderr
    rows = [row for row in json.loads(done.stdout) if row["path"].startswith("plugins/")]
    assert rows and not any(row["loaded"] for row in rows)
    return str(rows[0]["reason"])


def test_a_plugin_that_nobody_trusted_is_not_loaded(line: Line) -> None:
    (plugin_folder(line) / "plugins.lock").unlink()
    assert "is not in plugins.lock" in refused(line)


def test_a_plugin_that_was_overwritten_or_truncated_is_not_loaded(line: Line) -> None:
    library = plugin_folder(line) / "amends_routing.so"
    content = library.read_bytes()
    library.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    assert "has changed since it was trusted" in refused(line)
    library.write_bytes(content[:3000])
    assert "has changed since it was trusted" in refused(line)
    line.fails(STORAGE, "cut short", "plugin", "inspect", library)


def test_a_lock_file_that_cannot_be_read_loads_nothing(line: Line) -> None:
    (plugin_folder(line) / "plugins.lock").write_text("{bad", encoding="utf-8")
    assert re.search(r"plugins\.lock: line 1", refused(line))


def built(line: Line, *options: str) -> Path:
    """A library from the fixture of bad plugins, compiled here against the C header alone, and trusted."""
    compiler = shutil.which("g++") or shutil.which("c++")
    header = Path(__file__).resolve().parents[2] / "core"
    if not compiler:
        pytest.skip("there is no C++ compiler")
    fixtures = Path(__file__).resolve().parents[1] / "fixtures" / "bad_plugins"
    manifest = (fixtures / "plugin.json.in").read_text(encoding="utf-8").replace("@name@", "bad").replace("@stage@", "bad")
    folder = line.folder / "plugins"
    folder.mkdir()
    numbers = ",".join(str(byte) for byte in manifest.encode())
    (line.folder / "manifest.cpp").write_text(
        "#include <cstdint>\n"
        f'extern "C" const unsigned char amends_embedded_manifest[] = {{{numbers}}};\n'
        f'extern "C" const std::uint64_t amends_embedded_manifest_size = {len(manifest.encode())};\n'.replace('extern "C" const std::uint64_t amends', 'extern "C" { extern const std::uint64_t amends_embedded_manifest_size; }\nconst std::uint64_t amends'),
        encoding="utf-8",
    )
    (folder / "bad.json").write_text(manifest, encoding="utf-8")
    subprocess.run(
        [compiler, "-std=c++20", "-shared", "-fPIC", f"-I{header}", '-DBAD_STAGE="example.bad"', *options, str(fixtures / "bad_plugin.cpp"), "manifest.cpp", "-o", str(folder / "bad.so")],
        cwd=line.folder, check=True, timeout=SECONDS,
    )
    assert line("plugin", "trust", folder / "bad.so").returncode == OK
    return folder


def test_a_plugin_with_a_wrong_abi_version_is_not_loaded(line: Line) -> None:
    built(line, "-DBAD_ABI_VERSION=99u")
    assert "99" in refused(line)


def test_a_plugin_with_a_missing_symbol_is_not_loaded(line: Line) -> None:
    built(line, "-DBAD_MISSING_SYMBOL=1")
    assert "amends_abi_version" in refused(line)


def test_a_new_plugin_needs_an_id_of_its_own(line: Line) -> None:
    for name in ("", "nodot", "Bad Name.x", "amends.classify", "../x.y"):
        line.fails(USAGE, "is no id for a stage of your own", "plugin", "new", name)
    assert list(line.folder.iterdir()) == []


# The database.

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


# Languages and JSON.

def test_the_main_texts_come_in_both_languages(full: Line) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for words in (["case", "list"], ["task", "list"], ["case", "show", "CASE-K01"], ["run", "first_line", "--input", CASES / "K01.json", "--now", "received"]):
        zh, en = (full(*words, "--db", "cases.db", "--lang", language).stdout for language in ("zh", "en"))
        assert chinese.search(zh) and zh != en
        if words[0] == "case" and words[1] == "list":
            assert not chinese.search(en)
    assert "错误" in full("case", "show", "NOPE99", "--db", "cases.db", "--lang", "zh").stderr
    assert chinese.search(full("case", "list", "--db", "cases.db", AMENDS_LANG="zh_CN.UTF-8").stdout)
    for language in ("zh", "en"):
        assert full("report", "CASE-K01", "--html", "--db", "cases.db", "--lang", language).returncode == OK
        page = (full.folder / f"CASE-K01.{language}.html").read_text(encoding="utf-8")
        assert f'lang="{language}' in page and "http://" not in page.replace("http://www.w3.org", "")


def test_people_read_words_where_machines_read_codes(full: Line) -> None:
    for language, words in (("en", ["Fees and interest", "8 Internal handling", "phone"]), ("zh", ["费用与利息", "8 内部办理", "电话"])):
        shown = full("case", "list", "--db", "cases.db", "--lang", language).stdout
        assert all(word in shown for word in words) and "fee_interest" not in shown, shown
        summary = full("run", "first_line", "--input", CASES / "K01.json", "--db", "cases.db", "--lang", language).stdout
        assert {"en": "S1 minor", "zh": "S1 轻微"}[language] in summary and (language == "en" or "waiting" not in summary), summary
        review = full("case", "show", "CASE-K01", "--db", "cases.db", "--now", NOW, "--lang", language).stdout
        code = re.search(r"\b(analysis|money|channel|parties|route_facts|regulator|answers|case)\.[a-z]|[{}]|t1 \[|\bfee_interest\b|\b(minor|limit_major) =|:escalate:", review)
        assert not code, (code.group(), review)
        assert not re.search(r" $", review, re.MULTILINE)
        page = full.folder / f"CASE-K01.{language}.html"
        assert full("report", "CASE-K01", "--html", "--db", "cases.db", "--lang", language).returncode == OK
        assert not re.search(r">[^<]*\b(analysis|money|route_facts)\.[a-z]", page.read_text(encoding="utf-8").split("</style>")[1])
    one = full.json("case", "list", "--db", "cases.db")[0]
    assert one["nature"] == "fee_interest" and one["route"] == "8" and one["due"].endswith("Z")


def test_due_dates_in_lists_are_those_of_the_institution(full: Line) -> None:
    assert "2026-03-03 24:00" in full("case", "list", "--db", "cases.db").stdout
    assert "2026-03-03 24:00" in full("task", "list", "--db", "cases.db").stdout
    assert {task["due_at"] for task in full.json("task", "list", "--db", "cases.db")} >= {"2026-03-03T16:00:00Z"}


@pytest.mark.parametrize("columns", [80, 120])
def test_lists_fit_the_terminal_and_a_pipe_gets_them_whole(line: Line, columns: int) -> None:
    for name in ("K10", "K12"):
        assert line("run", "first_line", "--input", CASES / f"{name}.json", "--db", "cases.db", "--now", "received").returncode == OK
    shown = line("case", "list", "--db", "cases.db", COLUMNS=str(columns)).stdout
    assert "…" in shown and max(map(len, shown.splitlines())) <= columns, shown
    whole = line("case", "list", "--db", "cases.db").stdout
    assert "…" not in whole and "Internal, by the regulator's clock, with a report back" in whole


def test_the_list_says_which_case_waits_for_the_safety_protocol(line: Line) -> None:
    assert line("run", "first_line", "--input", CASES / "K08.json", "--db", "cases.db", "--now", "received").returncode == OK
    assert "!! safety first" in line("case", "list", "--db", "cases.db").stdout


def test_what_was_decided_stands_in_the_headline(full: Line) -> None:
    words = ["task", "answer", "CASE-K01", "decision#1", *DECISION, 'amount={"minor": 30000, "currency": "CNY"}', "--db", "cases.db", "--by", "li.na", "--now", NOW]
    assert full(*words).returncode == OK
    assert "decision: Upheld CNY 300.00" in full("case", "show", "CASE-K01", "--db", "cases.db", COLUMNS="300").stdout


def test_a_form_is_taught_where_it_is_asked_for(full: Line) -> None:
    form = "decision=upheld|partly_upheld|not_upheld|hand_over|answered_enquiry findings=… basis=… reason=…"
    assert f"decision#1 · Answer with: {form}" in full("case", "show", "CASE-K01", "--db", "cases.db", COLUMNS="300").stdout
    said = full.fails(BAD_INPUT, "asks for decision", "task", "answer", "CASE-K01", "decision#1", "--db", "cases.db", "--now", NOW)
    assert said.endswith(f"The form asks for: {form}\n")


def test_the_language_stands_before_or_after_the_command_and_other_options_after_it(full: Line) -> None:
    assert full("--lang", "zh", "case", "list", "--db", "cases.db").stdout == full("case", "list", "--db", "cases.db", "--lang", "zh").stdout
    full.fails(USAGE, "'--db' cannot stand before the command", "--db", "cases.db", "case", "list")
    full.fails(USAGE, "no command 'cas'", "--lang", "zh", "cas")


def test_json_is_json_in_every_command(full: Line) -> None:
    db = ["--db", "cases.db"]
    act = [*db, "--by", "li.na", "--role", "handler", "--now", NOW]
    full.write("new.txt", "One more letter about the annual fee.")
    full.write("w/workflow.yaml", HEAD + "steps:\n  - a: " + SET + "\n")
    library = plugin_folder(full) / "amends_routing.so"
    for words in (
        ["case", "list", *db], ["case", "show", "CASE-K01", *db], ["case", "journal", "CASE-K01", *db], ["task", "list", *db], ["task", "list", "--all", *db], ["verify", *db],
        ["run", "first_line", "--input", CASES / "K02.json", *db, "--now", "received"], ["case", "correct", "CASE-K01", "classify.complexity", "complex", "--reason", "r", *act],
        ["case", "add", "CASE-K01", "new.txt", *act], ["task", "answer", "CASE-K01", "decision#1", *DECISION, *act], ["work", "--once", *db, "--now", NOW], ["report", "CASE-K01", "--html", *db],
        ["stage", "list"], ["stage", "run", "classify", "--case", CASES / "K01.json"], ["validate", "w"], ["packs"], ["plugin", "list"], ["plugin", "trust", library], ["plugin", "inspect", library],
        ["plugin", "trust", "plugins"], ["plugin", "new", "bank.vip_check", "--out", "new"], ["test", "first_line", "--only", "K01_annual_fee_refunded"],
    ):  # fmt: skip
        assert full.json(*words) is not None, words
    for words in (["case", "show", "NOPE99", *db], ["verify", "--db", "none.db"], ["validate", "nope"], ["run", "first_line", "--input", "none.csv", *db]):
        done = full(*words, "--json")
        assert done.returncode == NOT_FOUND and json.loads(done.stderr)["error"]["message"]


def test_the_commands_of_the_readme_work(line: Line) -> None:
    line.write("complaints.csv", "Date received,Product,Issue,Consumer complaint narrative,Complaint ID\n")
    line.write("complaints.jsonl", lines(3))
    assert line("run", "first_line", "--input", "complaints.jsonl", "--db", "cases.db").returncode == OK
    case = line.json("case", "list", "--db", "cases.db")[0]["id"]
    assert "refund" in line("case", "show", case, "--db", "cases.db").stdout
    assert line("report", case, "--html", "--db", "cases.db").returncode == OK
    assert line("case", "correct", case, "classify.nature.primary", "fee_interest", "--reason", "...", "--by", "li.na", "--db", "cases.db").returncode == OK
    assert re.search(r"3 cases, \d+ events, 0 faults\n$", line("verify", "--db", "cases.db").stdout)
    made = line("plugin", "new", "bank.vip_check", "--out", ".")
    assert made.returncode == OK and "cmake -G Ninja -B build" in made.stdout and "amends plugin trust bank_vip_check/build" in made.stdout
    assert line("plugin", "list").returncode == OK
    said = line("stage", "run", "classify", "--case", CASES / "K01.json", "--text").stdout
    assert '- [note] Primary nature: Fees and interest' in said and '    ev1 words "多扣"' in said and "[ev2, ev1, ev3]" in said, said


# What a hostile or hurried hand may do to files and names.


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


def test_a_pipe_is_no_plugin(line: Line) -> None:
    os.mkfifo(line.folder / "pipe.so")
    line.fails(USAGE, "no regular file", "plugin", "trust", "pipe.so")


@pytest.mark.parametrize("numeral", ["九", "万", "十", "9", "九万", "1,000"])
def test_a_text_of_numerals_only_is_read_in_time(line: Line, numeral: str) -> None:
    line.write("in.jsonl", json.dumps(message("n1", numeral * (190_000 // len(numeral)))) + "\n")
    assert run(line, "in.jsonl").returncode == OK


def test_a_name_with_a_blank_is_no_second_person(full: Line) -> None:
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    for name in ("li.na ", " li.na", "li\x07na"):
        full.fails(REFUSED, "one word", "case", "correct", case, "classify.complexity", "complex", "--reason", "x", "--db", "cases.db", "--by", name, "--role", "handler", "--now", NOW)


def test_an_analyst_changes_no_case(full: Line) -> None:
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    before = full.verified()
    full.write("more.txt", "more")
    who = ("--db", "cases.db", "--by", "li.na", "--role", "analyst", "--now", NOW)
    for act in (["case", "correct", case, "classify.complexity", "complex", "--reason", "x"], ["case", "add", case, "more.txt"], ["case", "resume", case, "--reason", "x"]):
        full.fails(REFUSED, "an analyst reads", *act, *who)
    with amends.open(full.folder / "cases.db", by="li.na") as rt:
        with pytest.raises(amends.AmendsError, match="an analyst reads"):
            rt.correct(case, "classify.complexity", "complex", reason="x")
        with pytest.raises(amends.AmendsError, match="lies in the future"):
            rt.fire_timers("9999-12-31T23:59:59Z")
    assert full.verified() == before


def test_a_sign_of_danger_in_an_added_document_holds_everything_back(line: Line) -> None:
    line.write("in.jsonl", json.dumps(message("d1")) + "\n")
    assert run(line, "in.jsonl").returncode == OK
    case = line.json("case", "list", "--db", "cases.db")[0]["id"]
    who = ("--db", "cases.db", "--by", "li.na", "--role", "handler", "--now", NOW)

    def open_tasks() -> set[str]:
        return {task["id"] for task in line.json("task", "list", "--db", "cases.db") if task["status"] == "open"}

    before = open_tasks()
    line.write("calm.txt", "The second charge was on 3 February.")
    line.write("note.txt", "客户说想跳楼，已安抚。")
    line.write("sign.txt", "我活不下去了，再不解决我就从楼上跳下去。")
    assert line("case", "add", case, "calm.txt", *who).returncode == OK
    assert line("case", "add", case, "note.txt", "--kind", "note", *who).returncode == OK
    assert open_tasks() == before, "calm words and an officer's note raise nothing"
    assert line("case", "add", case, "sign.txt", *who).returncode == OK
    (safety,) = open_tasks()
    assert safety.startswith("safety:")
    line.fails(REFUSED, "safety protocol first", "task", "answer", case, "decision#1", "decision=upheld", "findings=x", "basis=x", "reason=x", *who)
    line.fails(REFUSED, "", "task", "answer", case, safety, "person_contacted=true", "emergency_called=false", "present_danger=none", "signs=x", "dispute_may_continue=true", "reason=x", *who)
    trained = ("--db", "cases.db", "--by", "wang.yi", "--role", "crisis_trained", "--now", NOW)
    answered = line("task", "answer", case, safety, "person_contacted=true", "emergency_called=false", "present_danger=none", "signs=x", "dispute_may_continue=true", "reason=x", *trained)
    assert answered.returncode == OK, answered.stderr
    assert open_tasks() == before
    line.verified()
