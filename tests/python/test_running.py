"""Running cases from Python: tables in, progress, Ctrl-C, filters, events as they happen, under a running event loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends
from amends.errors import BadType, InvalidArgument, Refused, SchemaError, StateError
from amends.progress import _Notebook, _Terminal, show_progress

NOW = "2026-03-02T01:00:00Z"


def message(number: int, body: str = "The annual fee was charged twice. Please refund 300 yuan.") -> dict[str, Any]:
    return {"channel": "email", "at": "2026-03-01T10:00:00+08:00", "sender": f"{number}@example.org", "body": body, "ref": f"m{number}", "institution": "TESTBANK"}


def record_of(runtime: amends.Runtime, case_id: str) -> dict[str, Any]:
    return runtime.case(case_id).record


# Tables
def tables(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The same rows as each library that is there hands them over."""
    try:
        import polars

        yield "polars", polars.DataFrame(rows)
    except ImportError:
        print("polars is not installed: its tables were not tried")
    try:
        import pyarrow

        yield "pyarrow", pyarrow.Table.from_pylist(rows)
        yield "pyarrow in chunks", pyarrow.concat_tables([pyarrow.Table.from_pylist(rows[:1]), pyarrow.Table.from_pylist(rows[1:])])
        yield "pyarrow, sliced", pyarrow.Table.from_pylist([{**rows[0], "ref": "left out"}, *rows, {**rows[0], "ref": "left out too"}]).slice(1, len(rows))
        yield "pyarrow reader", pyarrow.Table.from_pylist(rows).to_reader()
    except ImportError:
        print("pyarrow is not installed: its tables were not tried")
    try:
        import pandas

        yield "pandas", pandas.DataFrame(rows, index=[f"row {i}" for i in range(len(rows))])
    except ImportError:
        print("pandas is not installed: its tables were not tried")
    try:
        import duckdb
        import pyarrow

        yield "duckdb", duckdb.from_arrow(pyarrow.Table.from_pylist(rows))
    except ImportError:
        print("duckdb is not installed: its tables were not tried")


def test_tables_of_every_library_give_the_cases_that_dicts_give(tmp_path: Path) -> None:
    rows = [message(i, body) for i, body in enumerate(["我被多扣了年费300元，请退还。", "短", "The fee of 12 yuan was charged twice; please refund it.", ""])]
    # The id of a case is drawn; what stands in the record is not.
    def records(given: Any, file: str) -> tuple[list[Any], list[tuple[int, str]]]:
        with amends.open(tmp_path / file, by="li.na", role="handler", purpose="test", now=NOW) as rt:
            batch = rt.submit_many("first_line", given, progress=False)
            out = []
            for case in batch:
                record = record_of(rt, case.id)
                out.append((case.row, json.dumps(record, sort_keys=True).replace(case.id, "ID")))
            assert rt.verify()["faults"] == 0
        return out, [(one.row, one.code) for one in batch.rejected]

    expected = records(rows, "dicts.db")
    tried = 0
    for name, table in tables(rows):
        assert records(table, f"{name}.db") == expected, name
        tried += 1
    if tried == 0:
        pytest.skip("no library with Arrow tables is installed")


def test_every_type_that_a_record_can_hold_comes_over_exactly() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    from amends import _core

    zone = dt.timezone(dt.timedelta(hours=8))
    instant = dt.datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=zone)
    table = pa.table(
        {
            "text": pa.array(["a", None, ""]), "large": pa.array(["甲", "b" * 40, None], pa.large_string()), "view": pa.array(["short", "longer than twelve bytes", None], pa.string_view()),
            "yes": pa.array([True, None, False]), "int8": pa.array([-1, None, 127], pa.int8()), "uint64": pa.array([2**53 - 1, 0, None], pa.uint64()), "float": pa.array([1.5, None, float("nan")]),
            "decimal": pa.array([Decimal("300.50"), Decimal("-0.05"), None], pa.decimal128(10, 2)), "date": pa.array([dt.date(2026, 3, 1), dt.date(1969, 12, 31), None]),
            "date64": pa.array([dt.date(2026, 3, 1), dt.date(1969, 12, 31), None], pa.date64()),
            "s": pa.array([instant.replace(microsecond=0), dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc), None], pa.timestamp("s", "UTC")),
            "us": pa.array([instant, None, None], pa.timestamp("us", "Asia/Shanghai")), "ns": pa.array([instant, None, None], pa.timestamp("ns", "+08:00")),
            "code": pa.array(["S1", None, "S1"]).dictionary_encode(), "nothing": pa.nulls(3), "list": pa.array([["a", None], [], None]), "fixed": pa.array([[1, 2], [3, 4], None], pa.list_(pa.int64(), 2)),
            "nest": pa.array([{"a": {"b": [1]}, "c": "x"}, {"a": None, "c": None}, None]),
        }
    )
    expected = [
        {"text": "a", "large": "甲", "view": "short", "yes": True, "int8": -1, "uint64": 2**53 - 1, "float": 1.5, "decimal": "300.50", "date": "2026-03-01", "date64": "2026-03-01", "s": "2026-03-01T02:00:00Z",
         "us": "2026-03-01T02:00:00.250000Z", "ns": "2026-03-01T02:00:00.250000Z", "code": "S1", "nothing": None, "list": ["a", None], "fixed": [1, 2], "nest": {"a": {"b": [1]}, "c": "x"}},
        {"text": None, "large": "b" * 40, "view": "longer than twelve bytes", "yes": None, "int8": None, "uint64": 0, "float": None, "decimal": "-0.05", "date": "1969-12-31", "date64": "1969-12-31",
         "s": "1969-12-31T23:59:59Z", "us": None, "ns": None, "code": None, "nothing": None, "list": [], "fixed": [3, 4], "nest": {"a": None, "c": None}},
        {"text": "", "large": None, "view": None, "yes": False, "int8": 127, "uint64": None, "float": None, "decimal": None, "date": None, "date64": None, "s": None, "us": None, "ns": None, "code": "S1",
         "nothing": None, "list": None, "fixed": None, "nest": None},
    ]
    assert [_core.read_rows(table.slice(first), 9) for first in range(3)] == [expected, expected[1:], expected[2:]]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([dt.datetime(2026, 3, 1)], "at: the instants of this column have no zone; give it one"), ([b"x"], "at: the column holds bytes; decode them to text"),
        ([dt.timedelta(1)], "at: a time of day or a duration cannot be stored"), ([{"b": [b"x"]}], r"at\.b\[\]: the column holds bytes"),
    ],
)
def test_a_column_that_no_record_can_hold_is_named_before_a_row_is_read(runtime: amends.Runtime, values: list[Any], sentence: str) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with pytest.raises(BadType, match=sentence):
        runtime.submit_many("first_line", pa.table({"at": pa.array(values)}), progress=False)
    assert runtime.verify()["cases"] == 0


def test_a_row_that_cannot_be_stored_is_rejected_and_the_others_go_on(runtime: amends.Runtime) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    rows = [{**message(i), "meta": {"number": number}} for i, number in enumerate([1, 2**60, 3])]
    batch = runtime.submit_many("first_line", pa.Table.from_pylist(rows), progress=False)
    assert [case.row for case in batch] == [0, 2] and [(one.row, one.code, one.where) for one in batch.rejected] == [(1, "error.range", "meta.number")]


def test_a_sum_as_a_float_is_refused_and_as_a_whole_number_or_exact_text_taken(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

    def with_sum(number: int, minor: Any) -> dict[str, Any]:
        return {"case": {**record["case"], "id": f"CASE-T{number}00"}, "channel": {**record["channel"], "ref": f"t{number}"}, "text": record["text"], "money": {"claimed": {"minor": minor, "currency": "CNY"}}}

    floats = runtime.submit_many("first_line", pa.Table.from_pylist([with_sum(1, 30_000.0)]), progress=False)
    assert floats.added == 0 and "money.claimed" in floats.rejected[0].where + floats.rejected[0].message and floats.rejected[0].code == "error.bad_type"
    whole = runtime.submit_many("first_line", pa.Table.from_pylist([with_sum(2, 30_000)]), progress=False)
    assert whole.added == 1 and record_of(runtime, whole[0].id)["money"]["claimed"] == {"minor": 30_000, "currency": "CNY"}


def test_a_table_that_breaks_off_is_told_and_what_was_taken_stays(runtime: amends.Runtime) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    batch = pa.RecordBatch.from_pylist([message(1)])

    def batches() -> Iterator[Any]:
        yield batch
        raise RuntimeError("the disk is gone")

    with pytest.raises(amends.AmendsError, match="the table cannot be read: .*the disk is gone"):
        runtime.submit_many("first_line", pa.RecordBatchReader.from_batches(batch.schema, batches()), progress=False)
    assert runtime.verify()["cases"] == 1


def test_a_chunk_that_does_not_keep_to_the_schema_is_refused_and_what_was_taken_stays(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    first = pa.RecordBatch.from_pylist([message(1)])
    columns = {name: first.column(name) for name in first.schema.names}
    name = next(iter(columns))
    others = {
        "columns": pa.record_batch({name: columns[name]}),
        "buffers": pa.record_batch({each: pa.array([1]) for each in columns}),
        "dictionary": pa.record_batch({each: pa.array(["x"]).dictionary_encode() for each in columns}),
        "lies outside the data": pa.record_batch({each: pa.array(["x" * 20] * 3, pa.large_string()) for each in columns}),
    }
    for number, (said, other) in enumerate(others.items()):
        with amends.open(tmp_path / f"{number}.db", now=NOW, by="li.na", role="handler", purpose="test") as fresh:
            fresh.deploy("first_line")
            with pytest.raises(BadType, match=f"the stream does not keep to its schema: .*{said}") as raised:
                fresh.submit_many("first_line", pa.RecordBatchReader.from_batches(first.schema, iter([first, other])), progress=False)
            assert "build the table anew" in str(raised.value), number
            assert fresh.verify()["cases"] == 1


def test_offsets_that_lead_outside_the_data_are_refused(runtime: amends.Runtime) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    offsets = pa.array([0, 9, 1], pa.int32()).buffers()[1]
    beyond = pa.Array.from_buffers(pa.list_(pa.int64()), 2, [None, offsets], children=[pa.array([1])])
    backwards = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"abcdefghi")])
    for column in (beyond, backwards):
        with pytest.raises(BadType, match="at: the stream does not keep to its schema: the offset of row [01] lies outside the data"):
            runtime.submit_many("first_line", pa.RecordBatch.from_arrays([column], names=["at"]), progress=False)
    assert runtime.verify()["cases"] == 0


def test_a_row_whose_index_leads_outside_the_dictionary_is_refused_with_its_place(runtime: amends.Runtime) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    table = pa.RecordBatch.from_pylist([message(1), message(2), message(3)])
    for index in (1, -1):
        codes = pa.DictionaryArray.from_arrays(pa.array([0, index, 0], pa.int8()), pa.array(["x"]), safe=False)
        taken = runtime.submit_many("first_line", table.set_column(table.schema.get_field_index("sender"), "sender", codes), progress=False)
        assert [(one.row, one.code, one.where) for one in taken.rejected] == [(1, "error.bad_type", "sender")]
    view = bytearray((20).to_bytes(4, "little") + b"abcd" + (7).to_bytes(4, "little") + (0).to_bytes(4, "little"))
    texts = pa.Array.from_buffers(pa.string_view(), 1, [None, pa.py_buffer(bytes(view)), pa.py_buffer(b"abcd" * 5)])
    taken = runtime.submit_many("first_line", pa.RecordBatch.from_arrays([texts], names=["note"]), progress=False)
    assert [(one.row, one.code, one.where) for one in taken.rejected] == [(0, "error.bad_type", "note")]


@pytest.mark.parametrize("answer", [None, 1, object()])
def test_a_stream_that_is_none_is_refused(runtime: amends.Runtime, answer: object) -> None:
    class Table:
        def __arrow_c_stream__(self, schema: object = None) -> object:
            return answer

    with pytest.raises(BadType, match="answered no 'arrow_array_stream' capsule"):
        runtime.submit_many("first_line", Table(), progress=False)


def test_what_is_no_table_is_refused(runtime: amends.Runtime) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with pytest.raises(BadType, match="one column is no table"):
        runtime.submit_many("first_line", pa.chunked_array([[1, 2]]), progress=False)
    two = pa.table([pa.array(["a"]), pa.array(["b"])], names=["x", "x"])
    with pytest.raises(BadType, match="x: two columns have this name"):
        runtime.submit_many("first_line", two, progress=False)
    reader = pa.Table.from_pylist([message(1)]).to_reader()
    assert runtime.submit_many("first_line", reader, progress=False).added == 1
    assert runtime.submit_many("first_line", reader, progress=False).added == 0, "it was read to its end"


def test_pandas_without_pyarrow_goes_by_rows(runtime: amends.Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.DataFrame([message(1), {**message(2), "locale": "en"}])  # `locale` is missing (NaN) in the first row

    def missing(self: Any, requested_schema: Any = None) -> Any:
        raise ImportError("pyarrow is not there")

    monkeypatch.setattr(pandas.DataFrame, "__arrow_c_stream__", missing)
    batch = runtime.submit_many("first_line", frame, progress=False)
    assert batch.added == 2, batch.rejected


def test_rows_of_a_file_are_numbered_by_its_lines(runtime: amends.Runtime, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    lines = [json.dumps(message(1)), "{not json", json.dumps({"unknown": 1}), json.dumps(message(2))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    batch = runtime.submit_many("first_line", file, progress=False)
    assert [case.row for case in batch] == [1, 4] and [one.row for one in batch.rejected] == [2, 3]


def test_a_generator_is_read_as_it_goes(runtime: amends.Runtime) -> None:
    assert runtime.submit_many("first_line", (message(i) for i in range(3)), progress=False).added == 3
    assert runtime.submit_many("first_line", [], progress=False).added == 0


# Progress
class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_one_line_and_anything_else_nothing(runtime: amends.Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, expected in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        runtime.submit_many("first_line", [message(i) for i in range(3)] + [{"unknown": 1}])
        said = stream.getvalue()
        assert said.endswith("\n") and said.count("\n") == 1 and "4 rows, " in said and "1 rejected" in said if expected else said == ""
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    runtime.submit_many("first_line", [message(9)], progress=False)
    assert terminal.getvalue() == ""


def test_a_notebook_gets_one_display_that_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    class Handle:
        def update(self, bundle: dict[str, str], raw: bool) -> None:
            shown.append(bundle["text/plain"])

    def display(bundle: dict[str, str], raw: bool, display_id: bool) -> Handle:
        shown.append(bundle["text/plain"])
        return Handle()

    class Shell:
        kernel = object()

    class IPython:
        get_ipython = staticmethod(Shell)

    class Display:
        pass

    module = Display()
    module.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", IPython)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "IPython.display", module)  # type: ignore[arg-type]
    line = show_progress(None, 10)
    assert isinstance(line, _Notebook)
    line(5, 4, 0, 1, 0, 0)
    line.end()
    assert shown == ["0 rows", "5 rows, 4 added, 1 rejected, 50%"]
    Shell.__dict__  # a shell without a kernel is a terminal
    monkeypatch.delattr(Shell, "kernel")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert isinstance(show_progress(None, 0), _Terminal)


def test_a_function_hears_every_count_and_its_error_ends_the_call(runtime: amends.Runtime) -> None:
    heard: list[amends.Progress] = []
    runtime.submit_many("first_line", [message(i) for i in range(250)], progress=heard.append)
    assert heard[-1].done == heard[-1].added == 250 and heard[-1].share == 1.0
    assert all(a.done <= b.done for a, b in zip(heard, heard[1:]))

    def stop(now: amends.Progress) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        runtime.submit_many("first_line", (message(i) for i in range(1000, 2000)), progress=stop)
    report = runtime.verify()
    assert report["faults"] == 0 and 250 <= report["cases"] < 1250


# Ctrl-C
def test_ctrl_c_stops_at_once_and_loses_nothing(tmp_path: Path) -> None:
    code = f"""
import os, signal, sys, threading, time, amends
def rows():
    for i in range(100_000):
        yield {{"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice, please refund it. " * 40, "ref": f"r{{i}}", "institution": "TESTBANK"}}
rt = amends.open({str(tmp_path / 'a.db')!r}, role="handler", purpose="test", by="a", now="{NOW}")
pressed = []
def press(now):
    if now.added and not pressed:
        pressed.append(time.monotonic())
        threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
acknowledged = 0
def count(now):
    global acknowledged
    acknowledged = now.added
    press(now)
try:
    rt.submit_many("first_line", rows(), progress=count)
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - pressed[0])
print(acknowledged, rt.verify()["cases"], rt.verify()["faults"])
more = rt.submit_many("first_line", [next(rows())], progress=False)
print(more[0].existed)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    first, counts, existed = done.stdout.splitlines()
    seconds = float(first.removeprefix("interrupted "))
    print(f"Ctrl-C was answered after {seconds * 1000:.0f} ms")
    assert seconds < 5.0  # a run-away guard
    acknowledged, cases, faults = map(int, counts.split())
    assert acknowledged <= cases and faults == 0 and cases < 100_000
    assert existed == "True", "what was acknowledged is known again"


def test_ctrl_c_ends_following(tmp_path: Path) -> None:
    code = f"""
import os, signal, threading, amends
rt = amends.open({str(tmp_path / 'a.db')!r}, role="handler", purpose="test", by="a")
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    for event in rt.follow(): pass
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "interrupted\n", done.stderr


# Lists
def test_cases_are_filtered_by_status_workflow_clock_and_attributes(tmp_path: Path) -> None:
    with amends.open(tmp_path / "a.db", by="li.na", role="handler", purpose="test", now=NOW) as rt:
        samples = amends.samples()
        rt.submit("first_line", samples["K01"].record, at_received=True)
        rt.submit("first_line", samples["K09"].record, at_received=True)
        everything = {row["id"] for row in rt.cases()}
        assert everything == {"CASE-K01", "CASE-K09"} == {row["id"] for row in rt.cases(clock="running", workflow="first_line", status="waiting")}
        assert rt.cases(clock="breached") == [] == rt.cases(status="finished") == rt.cases(workflow="crisis")
        assert [row["id"] for row in rt.cases(nature="fee_interest")] == ["CASE-K01"]
        due = {row["id"]: row["due"] for row in rt.cases()}
        first = min(due.values())
        assert rt.cases(due_before=first) == []
        assert {row["id"] for row in rt.cases(due_before=dt.datetime.fromisoformat(first.replace("Z", "+00:00")) + dt.timedelta(seconds=1))} == {name for name, at in due.items() if at == first}
        rt.now = "2026-12-01T00:00:00Z"
        rt.fire_timers()
        assert {row["id"] for row in rt.cases(clock="breached")} == everything
        with pytest.raises(InvalidArgument, match="clock is 'running' or 'breached', not 'late'"):
            rt.cases(clock="late")  # type: ignore[arg-type]
        with pytest.raises(SchemaError):
            rt.cases(due_before=dt.datetime(2026, 1, 1))
        assert len(rt.cases(limit=1)) == 1 and rt.cases(limit=1, offset=1) != rt.cases(limit=1)


# Events as they happen
def test_events_are_followed_in_order_and_from_where_one_stopped(runtime: amends.Runtime) -> None:
    assert list(runtime.follow(after=0, timeout=0)) == []
    later = runtime.follow(timeout=0)  # from now on, although it is read later
    runtime.submit("first_line", message(1))
    runtime.submit("first_line", message(2))
    events = list(runtime.follow(after=0, timeout=0))
    assert list(later) == events and events[0].kind == "case_opened" and events[0].seq == 1 and events[0].actor == "user:li.na"
    assert [event.n for event in events] == sorted({event.n for event in events})
    assert list(runtime.follow(after=events[3].n, timeout=0)) == events[4:]
    assert events[0].payload()["workflow"] == "first_line"
    journal = runtime.case(events[0].case_id).events
    assert [event.hash for event in events if event.case_id == events[0].case_id] == [one["hash"] for one in journal]


def test_events_come_while_another_thread_writes_and_closing_ends_it(database: Path) -> None:
    rt = amends.open(database, by="li.na", role="handler", purpose="test", now=NOW)
    heard: list[amends.Event] = []
    come = threading.Event()

    def listen() -> None:
        for event in rt.follow():
            heard.append(event)
            come.set()

    thread = threading.Thread(target=listen)
    thread.start()
    time.sleep(0.1)
    rt.submit("first_line", message(1))
    assert come.wait(20)
    rt.close()
    thread.join(20)
    assert not thread.is_alive() and heard[0].kind == "case_opened"
    with pytest.raises(StateError):
        rt.follow()


def test_an_analyst_in_a_second_process_follows_headers_and_reads_no_text(runtime: amends.Runtime, database: Path) -> None:
    code = f"""
import amends
with amends.open({str(database)!r}, read_only=True) as rt:
    print("ready", flush=True)
    for event in rt.follow(after=0, timeout=30):
        print(event.kind, event, flush=True)
        try:
            event.payload()
        except amends.errors.Refused as error:
            print("refused:", error, flush=True)
        break
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        runtime.submit("first_line", message(1, "我被多扣了年费300元，请退还。"))
        said, errors = child.communicate(timeout=60)
    finally:
        child.kill()
    assert said.startswith("case_opened ") and "refused:" in said and "年费" not in said, errors


# Surroundings
def test_calls_go_under_a_running_event_loop(runtime: amends.Runtime) -> None:
    async def main() -> int:
        asyncio.get_running_loop()
        added = runtime.submit_many("first_line", [message(1)], progress=False).added
        return added + await asyncio.to_thread(lambda: runtime.submit_many("first_line", [message(2)], progress=False).added)

    assert asyncio.run(main()) == 2


def test_logs_arrive_in_logging_with_the_case(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "plugins"
    broken.mkdir()
    (broken / "nothing.so").write_bytes(b"no library")
    with caplog.at_level(logging.DEBUG, "amends"), amends.open(tmp_path / "a.db", by="li.na", role="handler", purpose="test", plugins=[broken], now=NOW) as rt:
        rt.submit("first_line", message(1))
    assert any("nothing.so" in one.getMessage() for one in caplog.records)
    assert all(hasattr(one, "case_id") for one in caplog.records if one.name.startswith("amends"))


def test_the_samples_are_new_copies_and_run(runtime: amends.Runtime) -> None:
    samples = amends.samples()
    assert list(samples) == [f"K{number:02}" for number in range(1, 13)] and all(one.about for one in samples.values())
    samples["K01"].record["money"]["claimed"]["minor"] = 1
    assert amends.samples()["K01"].record["money"]["claimed"]["minor"] == 30_000
    batch = runtime.submit_many("first_line", [one.record for one in amends.samples().values()], at_received=True, progress=False)
    assert batch.added == 12 and not batch.rejected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_row(runtime: amends.Runtime, tmp_path: Path, end: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(end.join(["id,channel,body,institution", 'a1,email,"The fee was\rcharged twice, refund 300 yuan.",TESTBANK', "a2,phone,Nobody answers my letters.,TESTBANK", ""]).encode())
    runtime.deploy("first_line")
    batch = runtime.submit_many("first_line", path)
    assert len(batch) == 2 and not batch.rejected
    assert runtime.case(batch[0].id).record["text"]["docs"][0]["body"].startswith("The fee was")
