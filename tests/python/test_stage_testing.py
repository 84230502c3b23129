"""``amends.testing.check_stage``: a stage that keeps the contract passes, and each broken promise is named."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import pytest

import amends
from amends.testing import check_stage

TEXTS = {"en": "Length of what was said", "zh": "陈述的长度"}


def documents(case: Any) -> list[Any]:
    """The documents of a record of any shape."""
    text = case.get("text")
    docs = text.get("docs") if isinstance(text, Mapping) else None
    return [doc for doc in docs if isinstance(doc, Mapping) and isinstance(doc.get("body"), str)] if isinstance(docs, Sequence) and not isinstance(docs, str) else []


def good(case: Any, ctx: amends.Context) -> dict[str, Any]:
    docs = documents(case)
    total = sum(len(doc["body"]) for doc in docs)
    evidence = ctx.computation("characters of all documents", {"documents": len(docs)}, total)
    return {"characters": total, "findings": [ctx.finding("length", zh=f"共 {total} 个字符", en=f"{total} characters", evidence=[evidence])]}


def make(function: Callable[..., Any], **more: Any) -> amends.Stage:
    options: dict[str, Any] = {"reads": ["text"], "writes": "ext.bank.length", "texts": TEXTS, **more}
    return amends.stage("bank.length", **options)(function)


def broken(function: Callable[..., Any], record: dict[str, Any], **more: Any) -> str:
    return "\n".join(check_stage(make(function, **more), [record], mutations=5))


def test_a_good_stage_keeps_the_contract(record: dict[str, Any]) -> None:
    assert check_stage(make(good), [record], mutations=100) == []


def test_a_good_batch_stage_keeps_it_too(record: dict[str, Any]) -> None:
    stage = make(lambda cases, contexts: [good(case, ctx) for case, ctx in zip(cases, contexts)], batch=True)
    assert check_stage(stage, [record, {**record, "text": {"docs": [record["text"]["docs"][0], {**record["text"]["docs"][0], "id": "t2"}]}}], mutations=20) == []


def test_two_runs_that_differ_are_found(record: dict[str, Any]) -> None:
    count = itertools.count()
    assert "two runs on one record give different bytes" in broken(lambda case: {"n": next(count)}, record)
    assert "different bytes" in broken(lambda case: {"n": random.SystemRandom().random() > 2, "m": time.perf_counter_ns()}, record)


def test_looking_at_what_is_not_declared_is_found(record: dict[str, Any]) -> None:
    said = broken(lambda case: {"n": len(case.get("money", {}).get("claimed", {})), "m": 1 if "history" in case else 0}, record)
    assert "looks at money, which `reads` does not name" in said and "looks at history" in said and "looks at text" not in said
    assert "looks at" not in broken(lambda case: {"n": len(case.get("text", {}))}, record)


def test_a_result_outside_its_schema_is_found(record: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": False}
    assert "sample 0: the engine refuses the answer" in broken(lambda case: {"n": "one"}, record, output_schema=schema)


def test_a_quote_that_is_not_exact_is_found(record: dict[str, Any]) -> None:
    def misquotes(case: Any, ctx: amends.Context) -> dict[str, Any]:
        ctx.evidence.append({"id": "ev1", "kind": "span", "doc": "t1", "start": 0, "end": 2, "quote": "别的"})
        return {}

    said = broken(misquotes, record)
    assert "does not quote its document exactly" in said


def test_texts_in_one_language_are_found(record: dict[str, Any]) -> None:
    assert "does not say in zh what it does" in broken(good, record, texts={"en": "Length"})
    said = broken(lambda case, ctx: {"explain": {"en": "It was counted.", "zh": " "}}, record)
    assert "explain.zh is missing or empty" in said
    assert "no text in zh and en" in broken(lambda case, ctx: {"findings": [ctx.finding("x", zh="", en="x", evidence=[ctx.fact("text")])]}, record)


def test_a_guardrail_that_has_to_step_in_is_found(record: dict[str, Any]) -> None:
    def threatens(case: Any) -> dict[str, Any]:
        text = {"zh": "如果您不撤诉，我们会让警察去您单位。", "en": "Withdraw your complaint or we will call the police to your employer."}
        return {"scripts": [{"id": "s1", "moment": "opening", "text": text, "why": {"zh": "试", "en": "try"}, "forbidden_variants": []}]}

    assert "guardrail G" in broken(threatens, record)


def test_a_case_of_20000_code_points_that_takes_too_long_is_found(record: dict[str, Any]) -> None:
    def slow(case: Any) -> dict[str, Any]:
        if any(len(doc["body"]) > 10_000 for doc in documents(case)):
            time.sleep(0.2)
        return {}

    said = "\n".join(check_stage(make(slow), [record], mutations=0, time_limit_ms=100))
    assert "a case of 20000 code points takes" in said
    assert check_stage(make(slow), [record], mutations=0, time_limit_ms=60_000) == []


def test_a_decision_that_follows_who_somebody_is_is_found(record: dict[str, Any]) -> None:
    def unfair(case: Any) -> dict[str, Any]:
        return {"score": 10 if any(isinstance(p, Mapping) and p.get("sex") == "f" for p in case.get("parties") or []) else 5}

    assert "parties[].sex is flipped (guardrail G4)" in broken(unfair, record, reads=["parties"])


def test_an_exception_on_an_odd_case_is_found_and_a_named_error_is_not(record: dict[str, Any]) -> None:
    assert "gives error.internal" in broken(lambda case: {"n": 1 // len(documents(case))}, {**record, "text": {"docs": []}})
    said = broken(lambda case: {"n": len(case["text"]["docs"][0]["body"])}, record)
    assert "an empty case" not in said  # a missing key is error.missing_field by itself


def test_a_stage_that_wants_a_dict_is_told(record: dict[str, Any]) -> None:
    said = broken(lambda case: {"n": 1 if isinstance(case.get("text"), dict) else 0}, record)
    assert "answers a dict otherwise than the engine's view" in said


def test_a_batch_whose_answers_hang_together_is_found(record: dict[str, Any]) -> None:
    stage = make(lambda cases: [{"n": len(cases)} for _ in cases], batch=True)
    assert "answered otherwise than alone" in "\n".join(check_stage(stage, [record, record], mutations=0))


def test_there_is_a_sample() -> None:
    assert check_stage(make(good), []) == ["bank.length: give at least one sample case"]


@pytest.mark.parametrize("name", ["check", "only_read_paths", "with_defaults"])
def test_the_checks_are_those_of_the_sdk(name: str) -> None:
    from amends import _contract

    assert callable(getattr(_contract, name))
