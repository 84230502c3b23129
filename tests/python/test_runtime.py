"""Running cases from Python: submit, answer, correct, verify."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.errors import BadType, Busy, InvalidArgument, MissingField, NotFound, RangeError, Refused, SchemaError, StateError


def test_a_case_runs_to_the_officers_decision_and_verifies(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    assert case.id == "CASE-K01" and not case.existed and case.status == "waiting"
    sections = runtime.case(case.id).sections
    assert sections["classify"]["nature"]["primary"] == "fee_interest"
    assert sections["routing"]["primary"] == 8
    assert runtime.case(case.id).waiting_at == ["decision"]
    report = runtime.verify()
    assert report["cases"] == 1 and report["faults"] == 0


def test_the_same_reference_is_taken_once(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    first = runtime.submit("first_line", record)
    again = runtime.submit("first_line", record)
    assert again.existed and again.id == first.id
    assert runtime.verify()["cases"] == 1


def test_many_rows_are_taken_and_bad_ones_are_listed_with_reasons(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    rows = [
        {"channel": "email", "at": "2026-03-01T10:00:00+08:00", "sender": "a@example.org", "body": "The annual fee was charged twice. Please refund 300 yuan.", "ref": f"m{i}", "institution": "TESTBANK"}
        for i in range(250)
    ]
    rows.insert(3, {"channel": "email", "at": "2030-01-01T00:00:00Z", "body": "from the future", "ref": "f"})
    rows.insert(5, {"unknown": "columns"})
    rows.insert(7, 17)  # type: ignore[arg-type]
    batch = runtime.submit_many("first_line", rows)
    assert batch.added == 250 and len(batch.rejected) == 3
    assert [one.row for one in batch.rejected] == [3, 5, 7]
    assert batch.rejected[0].code == "error.range" and "future" in batch.rejected[0].message
    assert "no mapping fits" in batch.rejected[1].message
    assert [case.row for case in batch][:5] == [0, 1, 2, 4, 6]
    assert runtime.submit_many("first_line", rows).added == 0
    assert runtime.verify()["faults"] == 0


def test_a_task_is_answered_once_and_by_its_role(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    task = next(task for task in runtime.tasks(case=case.id) if task.step == "decision")
    answer = {"decision": "upheld", "findings": "fee schedule checked", "basis": "fee schedule 3", "reason": "waived after six uses"}
    with pytest.raises(Refused, match="is for the role handler"):
        task.answer(answer, role="teller")
    with pytest.raises(MissingField, match="basis"):
        task.answer({key: value for key, value in answer.items() if key != "basis"})
    with pytest.raises(SchemaError, match="no field 'colour'"):
        task.answer({**answer, "colour": "red"})
    assert task.answer(answer) == "waiting"
    with pytest.raises(StateError, match="answered by li.na"):
        task.answer(answer)


def test_an_empty_name_or_role_is_nobody_and_only_what_is_left_out_is_the_opener(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    task = next(task for task in runtime.tasks(case=case.id) if task.step == "decision")
    answer = {"decision": "upheld", "findings": "fee schedule checked", "basis": "fee schedule 3", "reason": "waived after six uses"}
    for nobody in ({"by": ""}, {"role": ""}, {"by": " ", "role": "handler"}, {"by": "", "role": ""}):
        with pytest.raises(Refused, match="is empty; give it, or leave it out to act as li.na"):
            task.answer(answer, **nobody)
        with pytest.raises(Refused, match="is empty"):
            runtime.correct(case.id, "classify.nature.primary", "service_attitude", reason="said so", **nobody)
    assert next(one for one in runtime.tasks(case=case.id) if one.id == task.id).status == "open"
    assert task.answer(answer, by=None, role=None) == "waiting"


def test_a_correction_keeps_the_machines_reading_beside_it(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    runtime.correct(case.id, "classify.nature.primary", "service_attitude", reason="the caller explained it on the phone")
    model = runtime.case(case.id).review()
    assert model["corrections"][0]["machine"] == "fee_interest" and model["corrections"][0]["value"] == "service_attitude"
    assert runtime.case(case.id).sections  # still readable
    with pytest.raises(MissingField):
        runtime.correct(case.id, "classify.nature.primary", "other", reason="")


def test_a_new_document_makes_what_read_the_text_stale(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    assert not any(section["stale"] for section in runtime.case(case.id).review()["sections"])
    runtime.add_document(case.id, "我还要补充：他们也没有道歉。")
    stale = {section["stage"]: section["stale"] for section in runtime.case(case.id).review()["sections"]}
    assert stale["amends.intake"] and stale["amends.classify"]


def test_an_analyst_sees_no_free_text(database: Path, record: dict[str, Any]) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z") as rt:
        case_id = rt.submit("first_line", record).id
    with amends.open(database, now="2026-03-02T01:00:00Z", read_only=True) as rt:
        case = rt.case(case_id)
        for read in (lambda: case.record, lambda: case.events, lambda: case.envelopes):
            with pytest.raises(Refused, match="role='handler'"):
                read()
        shown = case.html() + case.text() + str(case.review())
        assert "年费" not in shown and "测试人" not in shown


def test_an_instant_that_says_now_is_the_instant_of_the_answer(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case_id = runtime.submit("first_line", record).id
    task = next(one for one in runtime.tasks(case=case_id) if one.form == "ack_sent")
    task.answer({"sent_at": "now", "how": "phone", "reason": "told at once"})
    answered = [event for event in runtime.case(case_id).events if event["kind"] == "task_answered"]
    assert answered[-1]["payload"]["answer"]["sent_at"] == runtime.now


def test_a_step_without_a_title_goes_by_that_of_its_form(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    wf = amends.Workflow("plain", version="1.0.0", title={"zh": "简", "en": "Plain"})
    wf.stage("intake", "amends.intake").human("answer", role="handler", form="reply_sent")
    runtime.deploy(wf)
    case_id = runtime.submit("plain", record).id
    title = next(one.title for one in runtime.tasks(case=case_id) if one.step == "answer")
    assert title["zh"] and title["en"]


def test_a_misspelt_filter_is_no_empty_list(runtime: amends.Runtime) -> None:
    for wrong in ({"severty": "S2"}, {"status": "waitin"}):
        with pytest.raises(InvalidArgument, match="there are "):
            runtime.cases(**wrong)


def test_a_stage_that_is_not_loaded_is_looked_for_among_the_refused_libraries(tmp_path: Path) -> None:
    (tmp_path / "own.so").write_bytes(b"no library")
    with amends.open(":none:", by="li.na", role="handler", purpose="test", plugins=[tmp_path]) as rt, pytest.raises(NotFound, match=r"Not loaded: .*own\.so"):
        rt.run_stage("bank.vip_check", {})


def test_errors_name_the_path_of_the_field(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"parties\[0\]\.name: a set"):
        runtime.submit("first_line", {**record, "parties": [{"name": {1, 2}}]})
    with pytest.raises(ValueError, match=r"money\.claimed\.minor: the integer is beyond"):
        runtime.submit("first_line", {**record, "money": {"claimed": {"minor": 2**53, "currency": "CNY"}}})
    with pytest.raises(RangeError, match="money.claimed"):
        runtime.submit("first_line", {**record, "money": {"claimed": {"minor": -1, "currency": "CNY"}}})
    with pytest.raises(ValueError, match="lone surrogate"):
        runtime.submit("first_line", {**record, "text": {"docs": [{"id": "t1", "kind": "complaint", "body": "\ud800"}]}})
    with pytest.raises(TypeError, match="a key is a str"):
        runtime.submit("first_line", {1: 2})  # type: ignore[dict-item]
    with pytest.raises(NotFound, match="there is no workflow 'nowhere'"):
        runtime.submit("nowhere", record)
    with pytest.raises(NotFound):
        runtime.case("NO-SUCH-CASE")
    assert runtime.verify()["cases"] == 0


def test_a_second_writer_is_refused_by_a_sentence_that_names_the_holder(runtime: amends.Runtime, database: Path) -> None:
    code = f"import amends\ntry:\n    amends.open({str(database)!r}, role='handler', purpose='test')\nexcept amends.errors.Busy as e:\n    print(e)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "is open for writing by python" in out and "pid" in out


def test_a_closed_runtime_says_so(database: Path) -> None:
    rt = amends.open(database, role="handler", purpose="test")
    rt.close()
    rt.close()
    with pytest.raises(StateError, match="closed"):
        rt.deploy("first_line")


def test_other_python_threads_go_on_while_cpp_works(runtime: amends.Runtime) -> None:
    rows = [{"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice, please refund it. " * 20, "ref": f"t{i}", "institution": "TESTBANK"} for i in range(400)]
    ticks: list[float] = []
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    runtime.submit_many("first_line", rows)
    stop.set()
    thread.join()
    gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
    assert len(ticks) > 20 and max(gaps) < 2.0  # a run-away guard: with the GIL held the gap would be the whole run


def test_a_snapshot_is_a_whole_database(runtime: amends.Runtime, record: dict[str, Any], tmp_path: Path) -> None:
    runtime.submit("first_line", record)
    copy = tmp_path / "copy.db"
    runtime.snapshot(copy)
    with amends.open(copy, read_only=True) as other:
        assert other.verify()["cases"] == 1 and other.verify()["faults"] == 0


def test_opening_what_is_no_database_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello, this is no database at all\n" * 50)
    with pytest.raises(amends.AmendsError, match="notes.txt"):
        amends.open(path, role="handler", purpose="test")
    assert path.read_text().startswith("hello")


def test_rows_that_are_one_dict_are_refused_with_a_hint(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="list of dicts"):
        runtime.submit_many("first_line", record)  # type: ignore[arg-type]


def test_exceptions_have_classes_by_code() -> None:
    assert issubclass(BadType, TypeError) and issubclass(NotFound, LookupError) and issubclass(Busy, amends.AmendsError)
    assert amends.errors.make("error.nonsense", "x").code == "error.nonsense"


def test_closing_while_rows_are_read_or_threads_submit_is_no_crash(tmp_path: Path) -> None:
    code = f"""
import threading, time, amends
def row(i): return {{"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice.", "ref": f"r{{i}}", "institution": "TESTBANK"}}
rt = amends.open({str(tmp_path / 'a.db')!r}, role="handler", purpose="test", by="a", now="2026-03-02T01:00:00Z")
def rows():
    yield row(1)
    rt.close()
    yield row(2)
try:
    rt.submit_many("first_line", rows())
except amends.AmendsError as e:
    print(type(e).__name__)
rt = amends.open({str(tmp_path / 'b.db')!r}, role="handler", purpose="test", by="a", now="2026-03-02T01:00:00Z")
def submit(n):
    try:
        for i in range(10_000): rt.submit("first_line", row(f"{{n}}-{{i}}"))
    except amends.AmendsError:
        pass
threads = [threading.Thread(target=submit, args=(n,)) for n in range(3)]
for thread in threads: thread.start()
time.sleep(0.3)
rt.close()
for thread in threads: thread.join()
print("over")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stdout.endswith("over\n"), done.stderr
    for name in ("a.db", "b.db"):
        with amends.open(tmp_path / name, read_only=True) as rt:
            assert rt.verify()["faults"] == 0


def test_a_runtime_without_a_database_says_so(tmp_path: Path) -> None:
    with amends.open(":none:", role="handler", purpose="test", by="a") as rt:
        for act in (rt.verify, rt.cases, rt.tasks, lambda: rt.snapshot(tmp_path / "s.db")):
            with pytest.raises(amends.AmendsError, match="no database is open"):
                act()
