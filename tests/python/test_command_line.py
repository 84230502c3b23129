"""The command line itself: its commands, their help, wrong words, and what every command has in common."""

from __future__ import annotations

import json
import re

import pytest

from command_line_kit import BAD_INPUT, CASES, DECISION, HEAD, NOT_FOUND, NOW, OK, REFUSED, SET, USAGE, Line, full, line, lines, plugin_folder, stocked  # noqa: F401  (fixtures)


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


COMMANDS = [[], ["run"], ["doctor"], ["stats"], ["history"], ["case"], ["case", "list"], ["case", "show"], ["case", "journal"], ["case", "sheet"], ["case", "correct"], ["case", "add"], ["case", "resume"], ["case", "suspend"], ["case", "cancel"], ["case", "retry"], ["outbox"], ["outbox", "pull"], ["outbox", "ack"], ["outbox", "list"], ["outbox", "retry"], ["outbox", "drop"], ["task"], ["task", "list"], ["task", "answer"], ["task", "claim"], ["task", "release"], ["task", "delegate"], ["task", "recuse"], ["task", "draft"],
            ["message"], ["report"], ["stage"], ["stage", "run"], ["stage", "list"], ["verify"], ["work"], ["validate"], ["test"], ["packs"], ["plugin"], ["plugin", "list"], ["plugin", "inspect"],
            ["plugin", "trust"], ["plugin", "new"], ["bench"], ["bench", "eight"], ["bench", "wake"], ["bench", "age"], ["backup"], ["restore"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_a_help_with_usage_and_exit_codes(line: Line, words: list[str]) -> None:
    done = line(*words, "--help")
    assert done.returncode == OK and "Usage: amends" in done.stdout and "Exit codes: 0 done" in done.stdout
    assert re.search(r"[\u4e00-\u9fff]", done.stdout)


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
