"""The batch form: many cases in one call, each answered as if it were alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import amends

from stage_kit import NOW, deploy, failure, opened, rows


def batch_stage(sizes: list[int], spoil: Any = None) -> amends.Stage:
    @amends.stage("bank.lengths", reads=["text", "channel.ref"], writes="ext.bank.lengths", batch=True, texts={"en": "Lengths", "zh": "篇幅"})
    def lengths(cases: list[Any], contexts: list[amends.Context]) -> list[Any]:
        sizes.append(len(cases))
        out: list[Any] = []
        for case, ctx in zip(cases, contexts):
            bad = spoil(case) if spoil else None
            if bad == "raise":
                raise ValueError(f"no length for {case['channel']['ref']}")
            out.append(bad if bad is not None else {"characters": sum(len(doc["body"]) for doc in case["text"]["docs"]), "evidence": [ctx.fact("channel.ref")]})
        return out

    return lengths


def test_a_bare_call_takes_a_list() -> None:
    sizes: list[int] = []
    case = {"text": {"docs": [{"body": "abc"}]}, "channel": {"ref": "r"}}
    assert [one["characters"] for one in batch_stage(sizes)([case, case])] == [3, 3] and sizes == [2]


def test_submit_many_hands_a_group_over_together_and_submit_one(record: dict[str, Any], tmp_path: Path) -> None:
    sizes: list[int] = []
    with opened(tmp_path, batch_stage(sizes)) as (rt, name):
        batch = rt.submit_many(name, rows(record, 250))
        assert batch.added == 250 and all(case.status == "finished" for case in batch) and sizes == [100, 100, 50]
        assert rt.case(batch[249].id).envelopes["ext.bank.lengths"]["evidence"][0]["value"] == "row-249"
        rt.submit(name, record)
        assert sizes == [100, 100, 50, 1]


def test_the_journal_is_that_of_cases_that_ran_one_by_one(record: dict[str, Any], tmp_path: Path) -> None:
    journals = []
    for together in (True, False):
        folder = tmp_path / str(together)
        folder.mkdir()
        with opened(folder, batch_stage([])) as (rt, name):
            given = [{**one, "case": {**one["case"], "id": f"CASE-{number}"}} for number, one in enumerate(rows(record, 7))]
            cases = list(rt.submit_many(name, given)) if together else [rt.submit(name, one) for one in given]
            journals.append([[(event["kind"], event["payload"]) for event in rt.case(case.id).events] for case in cases])
    assert journals[0] == journals[1]


def test_one_bad_row_fails_only_its_case(record: dict[str, Any], tmp_path: Path) -> None:
    def spoil(case: Any) -> Any:
        return {"row-3": "raise", "row-5": amends.errors.NeedsPerson("the sender is not known"), "row-7": {"characters": float("nan")}, "row-8": 17}.get(case["channel"]["ref"])

    sizes: list[int] = []
    with opened(tmp_path, batch_stage(sizes, spoil)) as (rt, name):
        batch = rt.submit_many(name, rows(record, 12))
        failed = {case.row for case in batch if case.status == "parked"}
        assert failed == {3, 5, 7, 8} and sum(case.status == "finished" for case in batch) == 8
        assert sizes == [12] + [1] * 12  # the batch that raised was taken apart
        raised = failure(rt, batch[3].id)
        assert raised.kind == "ValueError" and "no length for row-3" in raised.message and "in lengths" in raised.traceback
        assert isinstance(failure(rt, batch[5].id), amends.errors.NeedsPerson)
        assert "result.characters: the number is not finite" in failure(rt, batch[7].id).message
        assert "returned int; return a dict" in failure(rt, batch[8].id).message


@pytest.mark.parametrize("answer", [None, [], {}, "two", [{}] * 3])
def test_another_number_of_answers_fails_each_case_with_a_sentence(answer: Any, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.short", reads=["text"], writes="ext.bank.short", batch=True)
    def short(cases: list[Any]) -> Any:
        return answer

    with opened(tmp_path, short) as (rt, name):
        batch = rt.submit_many(name, rows(record, 2))
        assert [case.status for case in batch] == ["parked", "parked"]
        assert "return a list with one answer for each case" in failure(rt, batch[0].id).message


def test_two_batch_stages_and_a_plain_one_between_them(record: dict[str, Any], tmp_path: Path) -> None:
    calls: list[tuple[str, int]] = []

    def make(name: str, batch: bool) -> amends.Stage:
        def run(cases: Any) -> Any:
            calls.append((name, len(cases) if batch else 1))
            return [{"n": 1} for _ in cases] if batch else {"n": 1}

        return amends.stage(f"bank.{name}", reads=["text"], writes=f"ext.bank.{name}", batch=batch)(run)

    workflow = "workflow: three\nversion: 1.0.0\ntitle: {zh: 三, en: Three}\nsteps:\n  - a: {stage: bank.a}\n  - b: {stage: bank.b}\n  - c: {stage: bank.c}\n"
    (tmp_path / "three").mkdir()
    (tmp_path / "three" / "workflow.yaml").write_text(workflow, encoding="utf-8")
    with amends.open(tmp_path / "t.db", by="a", role="handler", purpose="test", now=NOW, plugins=[make("a", True), make("b", False), make("c", True)]) as rt:
        batch = rt.submit_many(rt.deploy(tmp_path / "three"), rows(record, 5))
        assert all(case.status == "finished" for case in batch) and rt.verify()["faults"] == 0
        assert set(rt.case(batch[0].id).record["ext"]["bank"]) == {"a", "b", "c"}
    assert calls == [("a", 5)] + [("b", 1)] * 5 + [("c", 5)]


def test_steps_with_other_configurations_are_not_mixed(record: dict[str, Any], tmp_path: Path) -> None:
    got: list[tuple[int, int]] = []

    @amends.stage("bank.n", reads=["text", "channel.ref"], writes="ext.bank.n", batch=True, config_schema={"type": "object", "properties": {"n": {"type": "integer", "default": 0}}})
    def stage(cases: list[Any], contexts: list[amends.Context]) -> list[Any]:
        got.append((contexts[0].config["n"], len(cases)))
        return [{"n": ctx.config["n"]} for ctx in contexts]

    text = (
        "workflow: fork\nversion: 1.0.0\ntitle: {zh: 分, en: Fork}\nsteps:\n  - pick: {choose: [{when: 'channel.ref = \"row-1\"', go: two}, {else: one}]}\n"
        "  - one: {stage: bank.n, config: {n: 1}, go: end}\n  - two: {stage: bank.n, config: {n: 2}}\n"
    )
    (tmp_path / "fork").mkdir()
    (tmp_path / "fork" / "workflow.yaml").write_text(text, encoding="utf-8")
    with amends.open(tmp_path / "t.db", by="a", role="handler", purpose="test", now=NOW, plugins=[stage]) as rt:
        batch = rt.submit_many(rt.deploy(tmp_path / "fork"), rows(record, 4))
        assert [rt.case(case.id).record["ext"]["bank"]["n"]["n"] for case in batch] == [1, 2, 1, 1]
    assert sorted(got) == [(1, 3), (2, 1)]


def test_keyboard_interrupt_in_a_batch_stops_the_run_and_writes_nothing_of_it(record: dict[str, Any], tmp_path: Path) -> None:
    calls = []

    @amends.stage("bank.stop", reads=["text"], writes="ext.bank.stop", batch=True)
    def stop(cases: list[Any]) -> list[Any]:
        calls.append(len(cases))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return [{} for _ in cases]

    with opened(tmp_path, stop) as (rt, name):
        with pytest.raises(KeyboardInterrupt):
            rt.submit_many(name, rows(record, 250))
        assert rt.verify()["cases"] in (100, 150)  # whole groups; the one that was stopped is not there
        assert {event["kind"] for row in rt.cases(limit=200) for event in rt.case(row["id"]).events}.isdisjoint({"stage_failed", "parked"})
        again = rt.submit_many(name, rows(record, 250))
        assert again.added + sum(case.existed for case in again) == 250 and rt.verify()["cases"] == 250


def test_a_batch_stage_by_itself(record: dict[str, Any]) -> None:
    with amends.open(":none:", role="handler", purpose="test", plugins=[batch_stage([])]) as rt:
        assert rt.run_stage("bank.lengths", record)["result"]["characters"] > 0
    assert json.loads(batch_stage([]).manifest_json())["stages"][0]["id"] == "bank.lengths"
    assert deploy is not None
