"""The lazy view of a case: a mapping that converts what is touched, owns what it shows, and behaves like the dict of a bare call."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.testing import view

from stage_kit import opened

RECORD = {"money": {"claimed": {"minor": 30000, "currency": "CNY"}}, "parties": [{"id": "p1", "name": "王小明"}, {"id": "p2"}], "flags": {"ok": True, "none": None}, "text": {"docs": []}}


@pytest.fixture
def case() -> Any:
    return view(RECORD)


def test_it_reads_like_the_dict(case: Any) -> None:
    assert isinstance(case, Mapping) and not isinstance(case, dict)
    assert case["money"]["claimed"]["minor"] == 30000 and case["flags"]["ok"] is True and case["flags"]["none"] is None
    assert case.get("nope") is None and case.get("nope", 7) == 7 and case.get("money", 7) != 7
    assert "money" in case and "nope" not in case and 3 not in case and "\ud800" not in case
    assert list(case) == list(RECORD) and len(case) == 4 and list(reversed(case)) == list(reversed(RECORD))
    assert case.keys() == RECORD.keys() and case.keys() & {"money", "x"} == {"money"}
    assert [key for key, _ in case.items()] == list(RECORD) and len(case.values()) == 4
    assert dict(case["money"]["claimed"]) == {"minor": 30000, "currency": "CNY"} and {**case["flags"], "more": 1} == {"ok": True, "none": None, "more": 1}
    assert case["flags"] | {"more": 1} == {"ok": True, "none": None, "more": 1} == {"more": 1} | case["flags"]


def test_its_lists_read_like_lists(case: Any) -> None:
    parties = case["parties"]
    assert isinstance(parties, Sequence) and not isinstance(parties, list)
    assert len(parties) == 2 and parties[0]["name"] == "王小明" and parties[-1]["id"] == "p2" and parties[:1] == RECORD["parties"][:1]
    assert [one["id"] for one in parties] == ["p1", "p2"] and [one["id"] for one in reversed(parties)] == ["p2", "p1"]
    assert {"id": "p2"} in parties and parties.index({"id": "p2"}) == 1 and parties.count({"id": "p2"}) == 1
    assert parties + [3] == [*RECORD["parties"], 3] and [3] + parties == [3, *RECORD["parties"]]
    assert bool(case["text"]["docs"]) is False and bool(parties) is True
    with pytest.raises(IndexError):
        parties[2]
    with pytest.raises(TypeError):
        parties["0"]


def test_equality_is_of_content(case: Any) -> None:
    assert case == RECORD and RECORD == case and case == view(RECORD) and not case != RECORD
    assert case["parties"] == RECORD["parties"] and case["parties"] != [1] and case["money"] != {} and case != 5 and case["parties"] == view(RECORD)["parties"]
    with pytest.raises(TypeError, match="unhashable"):
        hash(case)


def test_it_takes_no_assignment_and_gives_copies_to_change(case: Any) -> None:
    with pytest.raises(TypeError):
        case["money"] = 1
    with pytest.raises(TypeError):
        del case["money"]
    with pytest.raises(TypeError):
        case["parties"][0] = 1
    own = case.to_dict()
    own["money"]["claimed"]["minor"] = 1
    assert isinstance(own, dict) and isinstance(own["parties"], list) and case == RECORD
    assert copy.deepcopy(case) == copy.copy(case) == pickle.loads(pickle.dumps(case)) == RECORD and isinstance(pickle.loads(pickle.dumps(case)), dict)
    assert json.loads(json.dumps(case.to_dict())) == RECORD and isinstance(case["parties"].to_list(), list)


def test_repr_says_what_it_is(case: Any) -> None:
    assert repr(case["flags"]) == "MapView({'ok': True, 'none': None})" and repr(case["text"]["docs"]) == "ListView([])"
    assert len(repr(view({"text": "长" * 100_000}))) < 2_100


def test_a_missing_key_is_a_key_error_and_a_missing_field(case: Any) -> None:
    with pytest.raises(KeyError) as missing:
        case["history"]
    assert isinstance(missing.value, amends.errors.MissingField) and str(missing.value).startswith("history: the case has no such field")


def test_a_match_statement_reads_it(case: Any) -> None:
    match case:
        case {"money": {"claimed": {"minor": int(minor)}}, "parties": [{"id": first}, *_]}:
            assert (minor, first) == (30000, "p1")
        case _:
            pytest.fail("no match")


def test_a_view_outlives_its_call_its_runtime_and_its_parent(record: dict[str, Any], tmp_path: Path) -> None:
    kept: list[Any] = []

    @amends.stage("bank.keep", reads=["parties", "text"], writes="ext.bank.keep")
    def keep(case: Any) -> dict[str, Any]:
        kept.extend([case, case["parties"], case["text"]["docs"][0]])
        return {}

    with opened(tmp_path, keep) as (rt, name):
        assert rt.submit(name, record).status == "finished"
    del rt
    whole = kept.pop(0)
    expected = {"parties": record["parties"], "text": record["text"]}
    assert whole["text"]["docs"][0]["body"] == record["text"]["docs"][0]["body"]
    assert set(whole) == set(expected)
    del whole
    gc.collect()
    assert kept[0][0]["id"] == record["parties"][0]["id"] and kept[1]["body"] == record["text"]["docs"][0]["body"]


def test_many_threads_read_one_view(case: Any) -> None:
    wrong: list[Any] = []

    def read() -> None:
        for _ in range(3_000):
            if case["money"]["claimed"]["minor"] != 30000 or case["parties"][1]["id"] != "p2":
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_one_stage_answers_a_dict_and_the_engine_alike(record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.both", reads=["parties", "money", "text"], writes="ext.bank.both", texts={"en": "Both", "zh": "两种"})
    def both(case: Any, ctx: amends.Context) -> dict[str, Any]:
        words = {doc["id"]: len(doc["body"]) for doc in case["text"]["docs"]}
        claimed = case.get("money", {}).get("claimed") or {}
        return {"words": words, "names": sorted(p.get("name", "") for p in case["parties"]), "claimed": {**claimed}, "first": case["parties"][0], "evidence": [ctx.fact("/money/claimed")]}

    bare = both(copy.deepcopy(record))
    with opened(tmp_path, both) as (rt, name):
        stored = rt.case(rt.submit(name, record).id)
        result = stored.record["ext"]["bank"]["both"]
        assert stored.envelopes["ext.bank.both"]["evidence"][0]["value"] == record["money"]["claimed"]
    del bare["evidence"], bare["first"], result["first"]
    assert result == bare
