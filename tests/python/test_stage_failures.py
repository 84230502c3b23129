"""What goes wrong in a stage: a sentence for the case, class, place and traceback for its developer, and never run again on replay."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.errors import InternalError, NeedsPerson, StageError, Unavailable
from amends.failures import SENTENCE_MAX, TRACEBACK_MAX

from stage_kit import failure, opened


def raising(what: Any) -> amends.Stage:
    @amends.stage("bank.broken", reads=["parties"], writes="ext.bank.broken", texts={"en": "Broken", "zh": "出错"})
    def broken(case: Any) -> dict[str, Any]:
        raise what() if callable(what) else what

    return broken


def test_the_case_shows_a_sentence_and_the_journal_keeps_the_traceback(record: dict[str, Any], tmp_path: Path) -> None:
    with opened(tmp_path, raising(lambda: ValueError("the tier table is empty"))) as (rt, name):
        case = rt.case(rt.submit(name, record).id)
        payload = next(event["payload"] for event in case.events if event["kind"] == "stage_failed")
        assert payload["message"] == "bank.broken: ValueError: the tier table is empty" and payload["code"] == "internal"
        assert payload["diagnostic"]["class"] == "ValueError" and payload["diagnostic"]["path"].split(":")[0].endswith("test_stage_failures.py")
        assert "in broken" in payload["diagnostic"]["traceback"] and payload["diagnostic"]["traceback"].endswith("ValueError: the tier table is empty\n")
        shown = case.text() + case.html() + str(case.review())
        assert "the tier table is empty" in shown and "Traceback" not in shown and "test_stage_failures.py" not in shown


def test_failures_are_read_back_as_exceptions(record: dict[str, Any], tmp_path: Path) -> None:
    with opened(tmp_path, raising(lambda: Unavailable("the scoring service sleeps")), ", retry: {max: 2, backoff: 1s}") as (rt, name):
        case = rt.submit(name, record)
        rt.now = "2026-03-02T01:01:00Z"
        rt.fire_timers()
        first, second = rt.failures(case.id)
        assert isinstance(first, StageError) and isinstance(first, Unavailable)
        assert (first.stage, first.case_id, first.attempt, first.retryable, first.kind) == ("bank.broken", case.id, 1, True, "amends.errors.Unavailable")
        assert second.attempt == 2 and "in broken" in second.traceback and str(first) == "bank.broken: the scoring service sleeps"
        again = pickle.loads(pickle.dumps(first))
        assert again.__dict__ == first.__dict__ and isinstance(again, Unavailable)


def test_failures_are_not_for_every_role(record: dict[str, Any], tmp_path: Path) -> None:
    with opened(tmp_path, raising(lambda: ValueError("x"))) as (rt, name):
        case = rt.submit(name, record)
    with amends.open(tmp_path / "cases.db", read_only=True) as rt:
        with pytest.raises(amends.errors.Refused, match="free text and what is restricted"):
            rt.failures(case.id)


def test_a_stage_that_is_run_directly_raises_from_its_own_exception(record: dict[str, Any]) -> None:
    with amends.open(":none:", role="handler", purpose="test", plugins=[raising(lambda: ValueError("the tier table is empty"))]) as rt:
        with pytest.raises(StageError, match="the tier table is empty") as raised:
            rt.run_stage("bank.broken", record)
    error = raised.value
    assert isinstance(error, InternalError) and isinstance(error.__cause__, ValueError) and error.stage == "bank.broken" and error.case_id == "CASE-K01"
    assert "in broken" in error.traceback and not error.retryable


def test_errors_of_amends_speak_for_themselves(record: dict[str, Any]) -> None:
    with amends.open(":none:", role="handler", purpose="test", plugins=[raising(lambda: NeedsPerson("two persons share this name"))]) as rt:
        with pytest.raises(NeedsPerson, match="^bank.broken: two persons share this name$"):
            rt.run_stage("bank.broken", record)
    with amends.open(":none:", role="handler", purpose="test") as rt:
        with pytest.raises(amends.errors.SchemaError) as plain:
            rt.run_stage("amends.classify", record, {"colour": 1})
    assert not isinstance(plain.value, StageError)


class Unshowable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no")


def recursive() -> None:
    recursive()


@pytest.mark.parametrize(
    ("what", "part"),
    [
        (lambda: ValueError("\ud800 half a sign"), r"\ud800 half a sign"),
        (Unshowable, "its text cannot be shown: RuntimeError"),
        (lambda: ValueError("长" * 1_000_000), "长 ..."),
        (lambda: amends.errors.Cancelled("stop"), "Cancelled: stop"),
        (lambda: KeyError("tier"), "KeyError: 'tier'"),
        (lambda: MemoryError(), "MemoryError"),
        (lambda: ExceptionGroup("two", [ValueError("a"), TypeError("b")]) if hasattr(__builtins__, "ExceptionGroup") else ValueError("two"), "two"),
        (recursive, "RecursionError"),
        (lambda: StopIteration(3), "StopIteration: 3"),
        (lambda: ValueError("a\x00b"), "a\x00b"),
    ],
)
def test_odd_exceptions_are_recorded_too(what: Any, part: str, record: dict[str, Any], tmp_path: Path) -> None:
    with opened(tmp_path, raising(what)) as (rt, name):
        case = rt.submit(name, record)
        assert case.status == "parked"
        error = failure(rt, case.id)
        assert part in error.message and len(error.message) <= SENTENCE_MAX + 100 and len(error.traceback) <= TRACEBACK_MAX + 3 and error.kind


def test_a_long_traceback_keeps_its_end(record: dict[str, Any], tmp_path: Path) -> None:
    def deep() -> None:
        exec("\n".join(f"def f{n}(): f{n + 1}()" for n in range(600)) + "\ndef f600(): raise ValueError('at the end')\nf0()", {})

    with opened(tmp_path, raising(deep)) as (rt, name):
        error = failure(rt, rt.submit(name, record).id)
        assert len(error.traceback) == TRACEBACK_MAX + 3 and error.traceback.startswith("...") and error.traceback.endswith("ValueError: at the end\n")


def test_a_result_is_journalled_and_never_computed_again(record: dict[str, Any], tmp_path: Path) -> None:
    calls: list[int] = []

    @amends.stage("bank.counted", reads=["parties"], writes="ext.bank.counted")
    def counted(case: Any) -> dict[str, Any]:
        calls.append(1)
        return {"n": len(calls)}

    with opened(tmp_path, counted) as (rt, name):
        case = rt.submit(name, record)
        for _ in range(2):
            rt.verify()
            read = rt.case(case.id)
            assert read.record["ext"]["bank"]["counted"] == {"n": 1}
            read.review(), read.text(), read.html(), read.events, rt.recover(), rt.fire_timers()
        assert rt.submit(name, record).existed and rt.submit_many(name, [record]).added == 0
        rt.snapshot(tmp_path / "copy.db")
    with amends.open(tmp_path / "cases.db", role="handler", purpose="test", by="a", plugins=[counted], now="2026-03-03T00:00:00Z") as rt:
        rt.recover()
        assert rt.case(case.id).record["ext"]["bank"]["counted"] == {"n": 1} and rt.verify()["faults"] == 0
    with amends.open(tmp_path / "copy.db", read_only=True) as rt:  # the stage is not even there
        assert rt.verify()["faults"] == 0 and rt.case(case.id).status == "finished"
    assert calls == [1]


def test_stages_that_wait_or_yield_are_refused_where_they_are_made() -> None:
    async def waits(case: Any) -> dict[str, Any]:
        return {}

    def yields(case: Any) -> Any:
        yield {}

    for function in (waits, yields):
        with pytest.raises(amends.errors.InvalidArgument, match="bank.odd: a stage is a plain function"):
            amends.stage("bank.odd", reads=[], writes="ext.bank.odd")(function)


@pytest.mark.parametrize(("letters", "fails"), [(1 << 20, False), (17 << 20, True)])
def test_an_answer_that_no_event_can_hold_fails_its_step_and_loses_no_case(record: dict[str, Any], tmp_path: Path, letters: int, fails: bool) -> None:
    @amends.stage("bank.large", reads=["text"], writes="ext.bank.large", texts={"en": "Large", "zh": "大"})
    def large(case: Any) -> dict[str, Any]:
        return {"text": "x" * letters}

    with opened(tmp_path, large) as (rt, name):
        case = rt.submit(name, record)
        assert case.status == ("parked" if fails else "finished")
        assert ["holds at most" in str(one) for one in rt.failures(case.id)] == ([True] if fails else [])
        assert rt.verify()["faults"] == 0
