"""Exports: what is in them agrees with the tables, other tools read them, and no name or text is in them."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import venv
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Iterator

import pytest
from played import play

import amends
from amends.errors import AlreadyExists, Refused
from amends.exports import FORMATS, cfpb
from amends.exports.plain import csv_cell

SOURCE = Path(__file__).resolve().parents[2]
XES = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play(tmp_path_factory.mktemp("exports") / "cases.db")


@pytest.fixture
def rt(database: Path) -> Iterator[amends.Runtime]:
    with amends.open(database, by="analyst.one", read_only=True, now="2026-04-01T00:00:00Z") as runtime:
        yield runtime


def test_csv_has_every_row_of_every_table(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "csv", format="csv")
    assert sorted(path.stem for path in (tmp_path / "csv").iterdir()) == sorted(done.counts)
    for name, count in done.counts.items():
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        table = rt.table(name)
        assert len(rows) == count == len(table)
        assert rows == [{key: csv_cell(value) for key, value in row.items()} for row in table.rows()]


def test_one_table_is_one_file(rt: amends.Runtime, tmp_path: Path) -> None:
    rt.export(tmp_path / "cases.csv", tables=["cases"])
    assert (tmp_path / "cases.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("CASE-K01,TESTBANK,")


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (True, "true"), (-5, "-5"), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-x", "'-x"), ("a,b", "a,b"), ("", "")])
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@pytest.mark.parametrize("before", ["", " ", "\n", "\r\n", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff", "\x0b", " \u200b\n "])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_hides_a_formula(before: str, sign: str) -> None:
    assert csv_cell(before + sign + "1") == "'" + before + sign + "1"


@pytest.mark.parametrize("text", ["a=1", "5%", "a|b", " a", "\u200ba", "退款＝三百元", "2026-03-02T01:00:00Z", "(=1)"])
def test_a_cell_that_runs_nothing_stays_as_it_is(text: str) -> None:
    assert csv_cell(text) == text


def test_parquet_reads_back_equal(rt: amends.Runtime, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: Parquet is not written")
    rt.export(tmp_path / "out", format="parquet")
    for name in ("events", "cases", "open_daily"):
        table = rt.table(name).to_arrow()
        read = parquet.read_table(tmp_path / "out" / f"{name}.parquet")
        assert read.to_pylist() == table.to_pylist()
        assert read.schema.field("case_id").metadata[b"privacy"] == b"P0"


def test_the_sqlite_file_answers_the_views_queries(rt: amends.Runtime, tmp_path: Path) -> None:
    rt.export(tmp_path / "tables.db", format="sqlite")
    with sqlite3.connect(tmp_path / "tables.db") as db:
        assert db.execute("SELECT count(*) FROM v_events").fetchone()[0] == len(rt.events())
        assert db.execute("SELECT settled_minor FROM v_cases WHERE case_id = 'CASE-K03'").fetchone()[0] == next(row["settled_minor"] for row in rt.cases_table().rows() if row["case_id"] == "CASE-K03")
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "event" not in tables and "blob" not in tables


# --- OCEL 2.0 ---


def test_ocel_has_its_keys_and_they_hold(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "log.sqlite", format="ocel")
    with sqlite3.connect(tmp_path / "log.sqlite") as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {"event", "object", "event_map_type", "object_map_type", "event_object", "object_object"} <= names
        for table, key in (("event", ["ocel_id"]), ("object", ["ocel_id"]), ("event_object", ["ocel_event_id", "ocel_object_id", "ocel_qualifier"]), ("object_object", ["ocel_source_id", "ocel_target_id", "ocel_qualifier"])):
            assert [row[1] for row in sorted(db.execute(f"PRAGMA table_info({table})"), key=lambda row: row[5]) if row[5]] == key
        for side in ("event", "object"):
            for kind, mapped in db.execute(f"SELECT ocel_type, ocel_type_map FROM {side}_map_type").fetchall():
                table = f"{side}_{mapped}"
                assert table in names and [row[2] for row in db.execute(f'PRAGMA foreign_key_list("{table}")')] == [side]
                ids = db.execute(f'SELECT count(DISTINCT ocel_id) FROM "{table}"').fetchone()[0]
                assert ids == db.execute(f"SELECT count(*) FROM {side} WHERE ocel_type = ?", (kind,)).fetchone()[0]
        types = {row[0] for row in db.execute("SELECT ocel_type FROM object_map_type")}
        assert {"complaint", "issue", "demand", "party", "product", "evidence", "offer", "letter", "clock", "approval", "task", "stage"} <= types
        assert db.execute("SELECT count(*) FROM event").fetchone()[0] == done.counts["events"] == len(rt.events())
        # A complaint's state changes at its own times, the first value from the start.
        states = db.execute("SELECT state, ocel_changed_field FROM object_complaint WHERE ocel_id = 'CASE-K01' ORDER BY ocel_time, rowid").fetchall()
        assert states[0] == ("received", None) and states[-1] == ("replied", "state")
        assert db.execute("SELECT count(*) FROM object_offer WHERE amount_minor = 30000 AND state = 'chosen'").fetchone()[0] >= 1


def pm4py_python() -> str:
    """An interpreter with pm4py in an environment of its own: its licence (AGPL) keeps it out of ours. Made when it is not there yet."""
    given = os.environ.get("AMENDS_PM4PY_PYTHON")
    if given:
        return given
    folder = SOURCE / "build" / "pm4py-venv"
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            venv.create(folder, with_pip=True)
        if subprocess.run([python, "-c", "import pm4py"], capture_output=True, check=False, timeout=300).returncode != 0:
            done = subprocess.run([python, "-m", "pip", "install", "-q", "pm4py"], capture_output=True, text=True, check=False, timeout=600)
            if done.returncode != 0:
                pytest.skip(f"pm4py cannot be installed here: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'pip failed'}")
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no environment for pm4py can be made here: {error}")
    return str(python)


READ_OCEL = """
import json, sys, pm4py
log = pm4py.read_ocel2_sqlite(sys.argv[1])
events, objects = log.events, log.objects
print("READ " + json.dumps({"events": len(events), "objects": len(objects), "relations": len(log.relations), "o2o": len(log.o2o), "changes": len(log.object_changes),
    "event_types": events["ocel:activity"].value_counts().to_dict(), "object_types": objects["ocel:type"].value_counts().to_dict()}))
"""
READ_XES = """
import json, sys, pm4py
log = pm4py.read_xes(sys.argv[1])
print("READ " + json.dumps({"events": len(log), "traces": log["case:concept:name"].nunique()}))
"""


def _read(program: str, path: Path) -> dict[str, object]:
    done = subprocess.run([pm4py_python(), "-c", program, str(path)], capture_output=True, text=True, check=False, timeout=300)
    found = [line for line in done.stdout.splitlines() if line.startswith("READ ")]
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    return dict(json.loads(found[0][5:]))


def test_pm4py_reads_the_ocel_file_with_equal_counts(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "log.sqlite", format="ocel")
    read = _read(READ_OCEL, tmp_path / "log.sqlite")
    assert (read["events"], read["objects"]) == (done.counts["events"], done.counts["objects"])
    assert (read["relations"], read["o2o"]) == (done.counts["event-to-object relations"], done.counts["object-to-object relations"])
    kinds: dict[str, int] = {}
    for row in rt.events().rows():
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    assert read["event_types"] == kinds
    assert read["changes"] == sum(row["until_at"] is not None for row in rt.table("status").rows())


def test_pm4py_is_not_in_our_process() -> None:
    assert "pm4py" not in sys.modules
    for file in (SOURCE / "python").rglob("*.py"):
        assert not re.search(r"^\s*(?:import|from)\s+pm4py", file.read_text(encoding="utf-8"), re.MULTILINE), file


# --- XES ---


def test_xes_reads_back_by_the_rules_of_the_standard(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "log.xes")
    root = xml.parse(tmp_path / "log.xes").getroot()
    assert root.tag == XES + "log" and root.get("xes.version") == "1849.2016"
    prefixes = {extension.get("prefix") for extension in root.findall(XES + "extension")}
    assert {"concept", "time", "lifecycle", "org"} <= prefixes
    kinds = {XES + kind for kind in ("string", "date", "int", "float", "boolean", "id", "list", "container")}
    order = [child.tag.removeprefix(XES) for child in root]
    ranks = {"extension": 0, "global": 1, "classifier": 2, "trace": 4}
    assert order == sorted(order, key=lambda tag: ranks.get(tag, 3)), "the parts of a log come in the order of its schema"
    declared = {glob.get("scope"): [one.get("key") for one in glob] for glob in root.findall(XES + "global")}
    traces = root.findall(XES + "trace")
    assert len(traces) == done.counts["traces"] == len(rt.cases_table())
    transitions = {"schedule", "assign", "withdraw", "reassign", "start", "suspend", "resume", "pi_abort", "ate_abort", "complete", "autoskip", "manualskip"}
    count = 0
    for trace in traces:
        keys = [one.get("key") for one in trace if one.tag in kinds]
        assert set(declared["trace"]) <= set(keys) and len(keys) == len(set(keys))
        last = ""
        for event in trace.findall(XES + "event"):
            assert all(one.tag in kinds for one in event)
            values = {one.get("key"): one.get("value") for one in event}
            assert set(declared["event"]) <= set(values) and len(values) == len(event)
            assert values["lifecycle:transition"] in transitions and values["org:resource"] and values["org:role"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", values["time:timestamp"] or "")
            assert last <= (values["time:timestamp"] or "")
            last = values["time:timestamp"] or ""
            count += 1
    assert count == done.counts["events"] == len(rt.events())
    approvals = [event for event in root.iter(XES + "event") if any(one.get("key") == "concept:name" and one.get("value") == "approve_options" for one in event)]
    assert {one.get("value") for event in approvals for one in event if one.get("key") == "org:role"} >= {"supervisor"}


def test_pm4py_reads_the_xes_file_with_equal_counts(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "log.xes")
    assert _read(READ_XES, tmp_path / "log.xes") == {"events": done.counts["events"], "traces": done.counts["traces"]}


# --- CFPB ---


def test_cfpb_has_its_sixteen_columns_in_order(rt: amends.Runtime, tmp_path: Path) -> None:
    done = rt.export(tmp_path / "cfpb.csv", format="cfpb", company="Test Bank")
    with (tmp_path / "cfpb.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Date received", "Product", "Sub-product", "Issue", "Sub-issue", "Consumer complaint narrative", "Company public response", "Company", "State", "ZIP code", "Tags",
                       "Submitted via", "Date sent to company", "Company response to consumer", "Timely response?", "Complaint ID"]
    assert len(rows) - 1 == done.counts["complaints"] == 4
    first = dict(zip(rows[0], rows[1]))
    assert first == {**dict.fromkeys(rows[0], ""), "Date received": "2026-03-02", "Product": "Credit card", "Sub-product": "P-01", "Issue": "fee_interest", "Sub-issue": "process", "Company": "Test Bank",
                     "Submitted via": "Phone", "Date sent to company": "2026-03-02", "Company response to consumer": "Closed with monetary relief", "Timely response?": "Yes", "Complaint ID": "CASE-K01"}


@pytest.mark.parametrize(("facts", "answer"), [
    ({}, "In progress"),
    ({"answered_final": True, "merit": "none"}, "Closed with explanation"),
    ({"answered_final": True, "merit": "full", "owed_minor": 30000}, "Closed with monetary relief"),
    ({"answered_final": True, "settled_minor": 1}, "Closed with monetary relief"),
    ({"answered_final": True, "merit": "partial", "owed_minor": 0}, "Closed with non-monetary relief"),
    ({"closed_at": 1}, "Closed with explanation"),
])
def test_cfpb_answers(facts: dict[str, object], answer: str) -> None:
    case: dict[str, object] = {"answered_final": False, "closed_at": None, "settled_minor": None, "owed_minor": None, "merit": None}
    assert cfpb.answer_of({**case, **facts}) == answer


def test_cfpb_fifteen_calendar_days() -> None:
    import datetime as dt

    start = dt.datetime(2026, 3, 2, 1, tzinfo=dt.timezone.utc)
    limit, second = start + dt.timedelta(days=15), dt.timedelta(seconds=1)
    assert cfpb.timely({"received_at": start, "first_reply_at": limit}, limit) == "Yes"
    assert cfpb.timely({"received_at": start, "first_reply_at": limit + second}, limit) == "No"
    assert cfpb.timely({"received_at": start, "first_reply_at": None}, limit) == "Yes"
    assert cfpb.timely({"received_at": start, "first_reply_at": None}, limit + second) == "No"


# --- all of them ---


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "parquet"])
def test_no_export_holds_a_name_or_a_text(rt: amends.Runtime, tmp_path: Path, format: str) -> None:
    target = tmp_path / "out"
    rt.export(target, format=format)
    bytes_ = b"".join(path.read_bytes() for path in ([target] if target.is_file() else sorted(target.iterdir())))
    for hidden in ("测试人01", "测试人12", "li.na", "wang.yi", "我很生气", "八十万", "跳下去", "example.org", "C-000001", "self_harm", "temperament"):
        assert hidden.encode() not in bytes_, hidden


def test_the_same_file_gives_the_same_bytes(rt: amends.Runtime, tmp_path: Path) -> None:
    for format in ("xes", "cfpb"):
        rt.export(tmp_path / f"1.{format}", format=format)
        rt.export(tmp_path / f"2.{format}", format=format)
        assert (tmp_path / f"1.{format}").read_bytes() == (tmp_path / f"2.{format}").read_bytes()


def test_no_export_goes_where_the_database_keeps_its_own(rt: amends.Runtime, database: Path, tmp_path: Path) -> None:
    case = rt.cases()[0]["id"]
    (tmp_path / "link").symlink_to(f"{database}.new")
    for place in [f"{database}{suffix}" for suffix in ("-journal", ".reads-journal", ".new", ".files")] + [str(tmp_path / "link")]:
        if os.path.exists(place):
            continue
        for write in (lambda: rt.export(place, format="cfpb"), lambda: rt.snapshot(place), lambda: rt.snapshot(place, views=True), lambda: rt.export_masked(case, place)):
            with pytest.raises((Refused, AlreadyExists)):
                write()
            assert not os.path.exists(place)


def test_what_cannot_be_written_is_said(rt: amends.Runtime, tmp_path: Path) -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="ocel: OCEL 2.0"):
        rt.export(tmp_path / "x", format="xlsx")
    with pytest.raises(amends.errors.InvalidArgument, match="say which"):
        rt.export(tmp_path / "x")
    with pytest.raises(amends.errors.InvalidArgument, match="has its own contents"):
        rt.export(tmp_path / "x.xes", tables=["cases"])
    with pytest.raises(amends.errors.InvalidArgument, match="does not take"):
        rt.export(tmp_path / "x.xes", company="Bank")
    with pytest.raises(amends.errors.InvalidArgument, match="no table 'complaints'"):
        rt.export(tmp_path / "x.csv", tables=["complaints"])
    with pytest.raises(amends.errors.StorageError, match="make it"):
        rt.export(tmp_path / "no" / "x.xes")
    (tmp_path / "there.xes").write_text("mine")
    with pytest.raises(amends.errors.AlreadyExists):
        rt.export(tmp_path / "there.xes")
    assert (tmp_path / "there.xes").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.xes"]


# --- on the command line ---


def _amends(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    program = amends.installation() / "bin" / "amends"
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False, env={**os.environ, "AMENDS_PYTHON": sys.executable, **environment})


def test_the_program_exports_what_python_exports(rt: amends.Runtime, database: Path, tmp_path: Path) -> None:
    done = _amends("export", tmp_path / "log.xes", "--db", database, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"] == {"traces": 4, "events": len(rt.events())}
    rt.export(tmp_path / "mine.xes")
    assert (tmp_path / "log.xes").read_bytes() == (tmp_path / "mine.xes").read_bytes()
    one = _amends("export", tmp_path / "cases.csv", "--table", "cases", "--db", database)
    assert one.returncode == 0 and "4 cases" in one.stdout


def test_the_program_says_what_hinders(database: Path, tmp_path: Path) -> None:
    (tmp_path / "there.xes").write_text("mine")
    assert _amends("export", tmp_path / "there.xes", "--db", database).returncode == 5
    assert _amends("export", tmp_path / "x.xes", "--db", tmp_path / "none.db").returncode == 3
    assert _amends("export", tmp_path / "x.pdf", "--db", database).returncode == 2
    assert _amends("export", tmp_path / "x", "--format", "xlsx", "--db", database).returncode == 2
    missing = _amends("export", tmp_path / "x.xes", "--db", database, AMENDS_PYTHON=str(tmp_path / "no-python"))
    assert missing.returncode == 6 and "AMENDS_PYTHON" in missing.stderr
    assert not (tmp_path / "x.xes").exists()


def test_the_program_makes_a_snapshot_with_views(rt: amends.Runtime, database: Path, tmp_path: Path) -> None:
    done = _amends("snapshot", tmp_path / "copy.db", "--views", "--db", database)
    assert done.returncode == 0 and "texts of the cases too" in done.stderr
    with sqlite3.connect(tmp_path / "copy.db") as db:
        assert db.execute("SELECT count(*) FROM v_events").fetchone()[0] == len(rt.events())
    assert _amends("snapshot", tmp_path / "plain.db", "--db", database).returncode == 0
    assert _amends("snapshot", tmp_path / "plain.db", "--db", database).returncode == 5
