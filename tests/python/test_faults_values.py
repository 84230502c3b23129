"""Bad values from Python: each is refused by class, with the path of the field, and the file stays whole."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends
from amends.errors import AmendsError, BadType, MissingField, NotUtf8, RangeError, SchemaError

from stage_kit import failure, opened, rows


class Hostile:
    """An object whose own methods fail when it is looked at."""

    def to_dict(self) -> dict[str, Any]:
        raise RuntimeError("no dict today")


def itself() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    return loop


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


BAD: list[tuple[Any, type[AmendsError], str]] = [
    ({1, 2}, BadType, "a set cannot be stored as JSON"),
    (b"bytes", BadType, "a bytes cannot be stored"),
    (3 + 4j, BadType, "a complex"),
    (decimal.Decimal("1.1"), BadType, "a decimal.Decimal"),
    (object(), BadType, "a object"),
    (lambda: 1, BadType, "a function"),
    ({1: 2}, BadType, "a key is a str, not int"),
    ({None: 2}, BadType, "a key is a str, not NoneType"),
    (2**53, RangeError, "beyond 2\\*\\*53-1"),
    (-(10**400), RangeError, "beyond 2\\*\\*53-1"),
    (float("nan"), RangeError, "not finite"),
    (float("-inf"), RangeError, "not finite"),
    (datetime.datetime(2026, 3, 2), RangeError, "needs its zone"),
    ("\ud800", NotUtf8, "lone surrogate"),
    ({"\udfff": 1}, NotUtf8, "a key holds a lone surrogate"),
    (itself(), RangeError, "nested deeper than 64 levels"),
    (deep(100), RangeError, "nested deeper than 64 levels"),
]


@pytest.mark.parametrize(("value", "kind", "sentence"), BAD)
def test_a_value_that_cannot_be_stored_is_refused_with_its_path(value: Any, kind: type[AmendsError], sentence: str, runtime: amends.Runtime, record: dict[str, Any]) -> None:
    history = [{"at": "2026-03-01T00:00:00Z"}] * 3 + [{"at": value}]
    with pytest.raises(kind, match=rf"^history\[3\]\.at(\[0\]|\.\.\.)*: .*{sentence}") as refused:
        runtime.submit("first_line", {**record, "history": history})
    assert refused.value.where.startswith("history[3].at") and isinstance(refused.value, (TypeError, ValueError)) and len(str(refused.value)) < 500
    batch = runtime.submit_many("first_line", [record, {**record, "history": history}, rows(record, 1)[0]])
    (rejected,) = batch.rejected
    assert rejected.row == 1 and rejected.code == kind.code and rejected.where.startswith("history[3].at") and batch.added == 2
    assert runtime.verify()["faults"] == 0 and runtime.verify()["cases"] == 2


def test_the_limits_from_both_sides(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    whole = {"n": 2**53 - 1, "m": -(2**53) + 1, "deep": deep(60), "text": "\U0010ffff\x00", "when": datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)}
    case = runtime.submit("first_line", {**record, "ext": {"bank": whole}})
    stored = runtime.case(case.id).record["ext"]["bank"]
    assert stored == {**whole, "when": "2026-03-02T00:00:00+00:00"} and runtime.verify()["faults"] == 0


@pytest.mark.parametrize("row", [None, 17, "a text", b"bytes", [], [1], Hostile(), {}, {"case": 3}, {"case": {"id": 3}}, {"parties": {}}, {"text": "not documents"}])
def test_what_is_no_case_is_refused_and_the_next_one_is_taken(row: Any, runtime: amends.Runtime, record: dict[str, Any]) -> None:
    with pytest.raises((AmendsError, RuntimeError)):
        runtime.submit("first_line", row)
    batch = runtime.submit_many("first_line", [row, record])
    assert len(batch.rejected) == 1 and batch.rejected[0].message and batch.added == 1
    assert runtime.verify()["faults"] == 0


def test_rows_that_raise_stop_the_run_with_their_own_exception(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from rows(record, 120)
        raise LookupError("the export ended early")

    with pytest.raises(LookupError, match="the export ended early"):
        runtime.submit_many("first_line", broken())
    report = runtime.verify()
    assert report["faults"] == 0 and report["cases"] in (100, 120)
    assert runtime.submit_many("first_line", rows(record, 120)).added == 120 - report["cases"]


def test_answers_of_wrong_shape_are_refused_and_the_task_stays_open(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    case = runtime.submit("first_line", record)
    task = next(task for task in runtime.tasks(case=case.id) if task.step == "decision")
    good = {"decision": "upheld", "findings": "fee schedule checked", "basis": "fee schedule 3", "reason": "waived after six uses"}
    refusals: list[tuple[Any, type[AmendsError], str]] = [
        ({**good, "basis": {1, 2}}, BadType, "^basis: a set"),
        ({**good, "basis": 3}, BadType, "basis"),
        ({**good, "reason": "\ud800"}, NotUtf8, "^reason: "),
        ({**good, "decision": "perhaps"}, RangeError, "decision"),
        ({**good, "colour": "red"}, SchemaError, "no field 'colour'"),
        ({**good, 3: "x"}, BadType, "a key is a str"),
        ({}, MissingField, "the form asks for"),
        ([], BadType, "an answer is an object"),
        (None, BadType, "an answer is an object"),
    ]
    for answer, kind, sentence in refusals:
        with pytest.raises(kind, match=sentence):
            task.answer(answer)
    with pytest.raises(BadType, match=r"^value\[1\]|^\[1\]: a set"):
        runtime.correct(case.id, "classify.nature.primary", [1, {2}], reason="said so")
    assert next(one for one in runtime.tasks(case=case.id) if one.id == task.id).status == "open"
    assert task.answer(good) == "waiting" and runtime.verify()["faults"] == 0


@pytest.mark.parametrize(("value", "kind", "sentence"), BAD)
def test_an_answer_of_a_stage_that_cannot_be_stored_fails_its_case_with_the_path(value: Any, kind: type[AmendsError], sentence: str, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.odd", reads=["parties"], writes="ext.bank.odd")
    def odd(case: Any) -> Any:
        return {"rows": [{}, {"x": value}]}

    with opened(tmp_path, odd) as (rt, name):
        case = rt.submit(name, record)
        error = failure(rt, case.id)
        assert case.status == "parked" and isinstance(error, kind)
        assert error.message.startswith("the stage's answer cannot be stored: result.rows[1].x")


@pytest.mark.parametrize("answer", [17, "text", [], {1, 2}, object(), lambda: {}, {"status": "done"}, {"status": 3}, {"findings": {}}, {"findings": [3]}, {"tasks": "none"}, {"facts": [{"path": "money.claimed", "value": 1}]}])
def test_an_answer_out_of_shape_fails_its_case(answer: Any, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.odd", reads=["parties"], writes="ext.bank.odd")
    def odd(case: Any) -> Any:
        return answer

    with opened(tmp_path, odd) as (rt, name):
        case = rt.submit(name, record)
        assert case.status == "parked" and failure(rt, case.id).message
        assert not rt.case(case.id).record.get("ext")


@pytest.mark.parametrize("config", [17, [], "x", {"colour": 1}, {1: 2}, {"x": {3}}])
def test_a_configuration_that_does_not_fit_is_refused(config: Any, record: dict[str, Any]) -> None:
    with amends.open(":none:", role="handler", purpose="test") as rt:
        with pytest.raises((AmendsError, TypeError)):
            rt.run_stage("amends.classify", record, config)


def test_arguments_of_the_wrong_kind_are_type_errors(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    for call in (
        lambda: runtime.submit(17, record),  # type: ignore[arg-type]
        lambda: runtime.submit_many("first_line", 17),  # type: ignore[arg-type]
        lambda: runtime.case(17),  # type: ignore[arg-type]
        lambda: runtime.deploy(17),  # type: ignore[arg-type]
        lambda: runtime.answer("CASE", 17, {}),  # type: ignore[arg-type]
        lambda: runtime.cases(limit="many"),  # type: ignore[arg-type]
        lambda: runtime.submit("\ud800", record),
    ):
        with pytest.raises((TypeError, UnicodeEncodeError)):
            call()
    assert runtime.verify()["cases"] == 0
