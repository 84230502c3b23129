"""Bad input from the program: one sentence that names the place, the documented exit code, and stored cases as they were."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from command_line_kit import BAD_INPUT, FAILED, NOT_FOUND, NOW, OK, STORAGE, Line, full, line, lines, message, record, run, stocked  # noqa: F401  (fixtures)


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


def test_a_sum_that_intake_reads_beside_one_of_another_currency_parks_the_case(line: Line) -> None:
    line.write("rows.jsonl", record(lambda r: r.update(money={"entitlement": {"minor": 30000, "currency": "USD"}}, demand=[])) + "\n")
    assert run(line, "rows.jsonl").returncode == OK
    (case,) = line.json("case", "list", "--db", "cases.db")
    assert case["status"] == "parked" and re.search(r"money\.\w+.*CNY.*USD|money\.\w+.*USD.*CNY", case["reason"]), case


@pytest.mark.parametrize("numeral", ["九", "万", "十", "9", "九万", "1,000"])
def test_a_text_of_numerals_only_is_read_in_time(line: Line, numeral: str) -> None:
    line.write("in.jsonl", json.dumps(message("n1", numeral * (190_000 // len(numeral)))) + "\n")
    assert run(line, "in.jsonl").returncode == OK
