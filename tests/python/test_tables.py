"""Tables over a file: what they hold, what they must not hold, and who can read them."""

from __future__ import annotations

import datetime as dt
import gc
import json
import sqlite3
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends

SOURCE = Path(__file__).resolve().parents[2]
CASES = SOURCE / "workflows" / "first_line" / "cases"
pl = pytest.importorskip("polars", reason="polars is not installed: tables are not read by it")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: tables are not read by it")

CANARIES = {"name": "柴金丝雀", "phone": "+8613800138000", "id_doc": "110101199003074477", "body": "金丝雀口令在此，多扣了我年费300元，请退还。", "seller": "销售员金丝雀"}


def shared(number: int) -> dict[str, Any]:
    return dict(json.loads((CASES / f"K{number:02}.json").read_text(encoding="utf-8"))["case"])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "cases.db"
    with amends.open(path, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z") as rt:
        rt.deploy("first_line")
        for number in range(1, 13):
            rt.submit("first_line", shared(number))
        planted = shared(1)
        planted["case"]["id"] = "CASE-CANARY"
        planted["channel"]["ref"] = "canary"
        planted["text"]["docs"][0]["body"] = CANARIES["body"]
        planted["parties"][0].update({"name": CANARIES["name"], "id_doc": CANARIES["id_doc"], "birth_year": 1990, "sex": "f", "contacts": [{"kind": "phone", "value": CANARIES["phone"], "verified": True}]})
        planted["contract"] = {"no": "C-CANARY-1", "seller": CANARIES["seller"]}
        planted["flags"] = {"vulnerability": [{"kind": "illness", "status": "confirmed", "evidence": "t1"}]}
        rt.submit("first_line", planted)
        second = json.loads(json.dumps(planted))
        second["case"]["id"], second["channel"]["ref"] = "CASE-CANARY-2", "canary-2"
        rt.submit("first_line", second)
        rt.answer("CASE-K01", "intake.ack", {"sent_at": "2026-03-02T01:00:00Z", "how": "phone", "reason": "told on the phone"})
    return path


@pytest.fixture
def rt(database: Path) -> Iterator[amends.Runtime]:
    with amends.open(database, by="analyst.one", read_only=True, now="2026-03-04T01:00:00Z") as runtime:
        yield runtime


def test_the_events_of_every_case_are_there_in_order(rt: amends.Runtime, database: Path) -> None:
    frame = rt.events().to_polars()
    with amends.open(database, by="li.na", role="handler", purpose="test", read_only=True) as handler:
        for case_id in ("CASE-K01", "CASE-K08", "CASE-CANARY"):
            events = handler.case(case_id).events
            mine = frame.filter(pl.col("case_id") == case_id)
            assert mine["seq"].to_list() == [event["seq"] for event in events]
            assert mine["kind"].cast(pl.String).to_list() == [event["kind"] for event in events]
            assert [str(at) for at in mine["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")] == [event["at"] for event in events]
            steps = [event["payload"].get("step") for event in events]
            for step, shown, event in zip(steps, mine["step"].to_list(), events):
                if event["kind"] in ("stage_done", "chosen", "facts_set"):
                    assert shown == step
    assert frame.schema["at"] == pl.Datetime("us", "UTC")


def test_dwell_is_the_time_to_the_next_event_of_the_same_case(rt: amends.Runtime) -> None:
    rows = rt.events().to_pylist()
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_case.setdefault(row["case_id"], []).append(row)
    for case in by_case.values():
        assert case[-1]["dwell_us"] is None
        for left, right in zip(case, case[1:]):
            assert left["dwell_us"] == (right["at"] - left["at"]) // dt.timedelta(microseconds=1)


def test_every_reader_sees_the_same(rt: amends.Runtime) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    for table in rt.tables("events", "cases", "clocks", "findings"):
        rows = table.to_pylist()
        assert len(rows) == len(table)
        arrow = table.to_arrow()
        arrow.validate(full=True)
        assert arrow.to_pylist() == rows
        assert table.to_polars().to_dicts() == rows
        frame = table.to_pandas()
        assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == [column.name for column in table.columns]
        for column in table.columns:
            if column.type == "integer":
                assert str(frame[column.name].dtype) in ("Int64", "int64"), column.name
                assert [None if pandas.isna(value) else int(value) for value in frame[column.name]] == [row[column.name] for row in rows]


def test_money_times_and_codes_have_their_types(rt: amends.Runtime) -> None:
    schema = rt.cases_table().to_arrow().schema
    assert schema.field("owed_minor").type == pa.int64() and schema.field("claimed_minor").type == pa.int64()
    assert schema.field("received_at").type == pa.timestamp("us", "UTC")
    assert pa.types.is_dictionary(schema.field("nature").type)
    assert rt.open_daily().to_arrow().schema.field("day").type == pa.date32()
    claimed = {row["case_id"]: (row["claimed_minor"], row["claimed_currency"]) for row in rt.cases_table().rows()}
    assert claimed["CASE-K01"] == (30000, "CNY")


def test_duckdb_reads_a_table(rt: amends.Runtime) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    events = rt.events().to_arrow()  # noqa: F841  read by its name below
    assert duckdb.sql("SELECT count(*) FROM events").fetchall()[0][0] == len(events)


def test_no_table_holds_more_than_an_analyst_may_see(rt: amends.Runtime, database: Path) -> None:
    hidden = [*CANARIES.values(), "13800138000", "C-CANARY-1", "illness", "li.na", "测试人01", "k04@example.org"]
    for role, purpose in (("analyst", None), ("supervisor", "weekly review")):
        with amends.open(database, by="one", role=role, purpose=purpose, read_only=True) as runtime:
            for table in runtime.tables(*[name for name in amends.tables.names() if name != "open_daily"]):
                text = json.dumps(table.to_pylist(), ensure_ascii=False, default=str)
                for value in hidden:
                    assert value not in text, (table.name, value)
    for name in amends.tables.names():
        for column in rt.table(name).columns:
            assert column.privacy in ("P0", "P1", "P2"), (name, column)
    stages = {row["stage"] for row in rt.findings().rows()}
    assert stages and not stages & {"amends.psychology", "amends.portrait", "amends.negotiation_plan", "amends.organised_agent", "amends.crisis"}
    assert not [row for row in rt.findings().rows() if row["code"].startswith(("safety", "vulnerab", "crisis"))]


def test_one_person_has_one_pseudonym(rt: amends.Runtime) -> None:
    by_case = {row["case_id"]: row for row in rt.cases_table().rows()}
    first, second = by_case["CASE-CANARY"], by_case["CASE-CANARY-2"]
    assert first["complainant"] == second["complainant"] and first["complainant"].startswith("person-")
    assert first["seller"] == second["seller"] and first["seller"].startswith("staff-")
    assert by_case["CASE-K01"]["complainant"] is None  # no document, telephone or year of birth: nobody is guessed


def test_a_pseudonym_is_told_only_to_those_who_read_names(rt: amends.Runtime, database: Path) -> None:
    with pytest.raises(amends.errors.Refused):
        rt.pseudonym("li.na")
    with amends.open(database, by="wang", role="supervisor", purpose="workload", read_only=True) as supervisor:
        shown = supervisor.pseudonym("Li.Na")
    assert shown == supervisor_of(rt) and shown.startswith("staff-")


def supervisor_of(rt: amends.Runtime) -> str:
    return str(next(row["answered_by"] for row in rt.table("tasks").rows() if row["answered_by"]))


def test_a_snapshot_and_a_closed_runtime_serve_as_well(database: Path, tmp_path: Path) -> None:
    with amends.open(database, by="a", role="supervisor", purpose="test", read_only=True) as rt:
        rt.snapshot(tmp_path / "copy.db")
        table = rt.events()
    with amends.open(tmp_path / "copy.db", by="a", read_only=True) as copy:
        assert copy.events().to_pylist() == table.to_pylist()
    stream = table.to_arrow()
    del table
    gc.collect()
    assert stream.num_rows > 0 and stream.column("kind").to_pylist()[0] == "case_opened"


def test_a_capsule_nobody_reads_is_freed(rt: amends.Runtime) -> None:
    table = rt.cases_table()
    for _ in range(100):
        table.__arrow_c_stream__()
        table.__arrow_c_schema__()
    assert pa.schema(table) == table.to_arrow().schema


def big_journal(database: Path, path: Path, rows: int) -> None:
    """A copy with more events than one batch holds: rows are put in by hand, without payload, as an erased case has them."""
    with amends.open(database, by="a", role="supervisor", purpose="test", read_only=True) as rt:
        rt.snapshot(path)
    with sqlite3.connect(path) as db:
        case_no, last, actor, kind = db.execute("SELECT case_no, max(seq), actor, kind FROM event WHERE case_no = 1").fetchone()
        db.executemany("INSERT INTO event(case_no, seq, at, actor, kind, hash, digest) VALUES(?, ?, ?, ?, ?, x'00', x'00')", ((case_no, last + i, 1772413200000000 + i, actor, kind) for i in range(1, rows + 1)))


def test_batches_of_64k_rows(database: Path, tmp_path: Path) -> None:
    big_journal(database, tmp_path / "big.db", 140_000)
    with amends.open(tmp_path / "big.db", by="a", read_only=True) as rt:
        table = rt.events()
        reader = pa.RecordBatchReader.from_stream(table)
        sizes = [batch.num_rows for batch in reader]
        assert sizes[:2] == [65_536, 65_536] and sum(sizes) == len(table) > 140_000
        arrow = table.to_arrow()
        arrow.validate(full=True)
        assert arrow.column("seq").to_pylist() == [row["seq"] for row in table.rows()]
        assert arrow.column("erased").to_pylist().count(True) == 140_000
        assert table.to_polars()["erased"].sum() == 140_000


def test_a_case_of_which_parts_were_erased_still_lists(database: Path, tmp_path: Path) -> None:
    with amends.open(database, by="a", role="supervisor", purpose="test", read_only=True) as rt:
        rt.snapshot(tmp_path / "erased.db")
    with sqlite3.connect(tmp_path / "erased.db") as db:
        db.execute("UPDATE event SET payload = NULL, salt = NULL, digest = zeroblob(32) WHERE case_no = (SELECT no FROM case_row WHERE id = 'CASE-K02') AND seq = 1")
    with amends.open(tmp_path / "erased.db", by="a", read_only=True) as rt:
        rows = {row["case_id"]: row for row in rt.cases_table().rows()}
        assert rows["CASE-K02"]["erased"] and rows["CASE-K02"]["nature"] and rows["CASE-K02"]["complainant"] is None
        assert not rows["CASE-K01"]["erased"]
        assert "CASE-K02" not in {row["case_id"] for row in rt.clocks().rows()}


def test_open_daily_counts_local_days(rt: amends.Runtime) -> None:
    rows = [row for row in rt.open_daily().rows() if row["case_id"] == "CASE-K02"]
    # Received 2026-03-02 at 09:00 in Shanghai; the acknowledgement was due at the end of 3 March and was not given.
    assert [(row["day"].isoformat(), row["age_days"], row["overdue"]) for row in rows] == [("2026-03-02", 0, False), ("2026-03-03", 1, False), ("2026-03-04", 2, True)]
    only = rt.open_daily(since="2026-03-03", until=dt.date(2026, 3, 3))
    assert {row["day"] for row in only.rows()} == {dt.date(2026, 3, 3)}
    with pytest.raises(amends.errors.InvalidArgument, match="write it as"):
        rt.open_daily(since="3 March")


def test_a_name_that_is_no_table_is_answered_with_those_there_are(rt: amends.Runtime) -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="events, cases, clocks"):
        rt.table("complaints")
    with pytest.raises(amends.errors.InvalidArgument, match="named twice"):
        rt.tables("cases", "cases")


def test_without_polars_the_sentence_names_the_extra(rt: amends.Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    def refuse(name: str, *args: object) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(amends.errors.Unsupported, match=r"amends\[analytics\]"):
        rt.events().to_polars()
    with pytest.raises(amends.errors.Unsupported, match=r"amends\[pandas\]"):
        rt.events().to_pandas()


def test_a_notebook_shows_first_rows_with_types(rt: amends.Runtime) -> None:
    page = rt.events()._repr_html_()
    assert page.count("<tr>") == 11 and "<small>timestamp</small>" in page and "rows; the first 10" in page
    assert repr(rt.cases_table()).startswith("<Table cases: 14 rows")


def copy_of(rt: amends.Runtime, database: Path, path: Path) -> None:
    """A copy holds the texts of all cases: it is for a role that reads them, whoever makes the tables."""
    with pytest.raises(amends.errors.Refused, match="whole_file"):
        rt.snapshot(path, views=True)
    assert not path.exists()
    with amends.open(database, by="li.na", role="supervisor", purpose="test", read_only=True, now=rt.now) as supervisor:
        supervisor.snapshot(path, views=True)


def test_views_of_a_snapshot(rt: amends.Runtime, database: Path, tmp_path: Path) -> None:
    path = tmp_path / "views.db"
    copy_of(rt, database, path)
    cases, clocks, findings, events = (table.to_pylist() for table in rt.tables("cases", "clocks", "findings", "events"))
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        for view, rows in (("v_cases", cases), ("v_clocks", clocks), ("v_findings", findings)):
            found = [dict(row) for row in db.execute(f"SELECT * FROM {view}")]
            assert found == [{key: _plain(value) for key, value in row.items()} for row in rows], view
        found = [dict(row) for row in db.execute("SELECT case_id, seq, at, actor, actor_kind, kind, workflow, dwell_us, erased FROM v_events")]
        assert found == [{key: _plain(row[key]) for key in ("case_id", "seq", "at", "actor", "actor_kind", "kind", "workflow", "dwell_us", "erased")} for row in events]
        version, as_of, head = db.execute("SELECT * FROM v_about").fetchone()
        assert version == 1 and as_of == 1772586000000000 and len(head) == 64
        # SQL alone answers a question: how many clocks of law run, by kind.
        assert db.execute("SELECT count(*) FROM v_clocks c JOIN v_cases k USING(case_id) WHERE c.statutory AND c.state = 'running'").fetchone()[0] == sum(row["statutory"] and row["state"] == "running" for row in clocks)
    # The copy is still a journal, whole and readable.
    with amends.open(path, by="a", role="supervisor", purpose="test", read_only=True) as copy:
        assert copy.verify()["faults"] == 0
        with pytest.raises(amends.errors.AlreadyExists):
            copy.snapshot(tmp_path / "again.db", views=True)
    assert not (tmp_path / "again.db").exists()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)) // dt.timedelta(microseconds=1)
    return int(value) if isinstance(value, bool) else value


def test_duckdb_reads_the_views(rt: amends.Runtime, database: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    path = tmp_path / "views.db"
    copy_of(rt, database, path)
    db = duckdb.connect()
    try:
        db.execute("LOAD sqlite")
    except duckdb.Error as error:
        pytest.skip(f"DuckDB's reader of SQLite files is not installed here: {str(error).splitlines()[0]}")
    db.execute(f"ATTACH '{path}' AS file (TYPE sqlite)")
    assert db.execute("SELECT count(*) FROM file.v_events").fetchone()[0] == len(rt.events())


def test_the_page_of_the_tables_is_the_newest() -> None:
    assert (SOURCE / "core" / "tables" / "TABLES.md").read_text(encoding="utf-8") == amends.tables.describe()
