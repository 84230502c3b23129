"""Questions of one case about others, from end to end: a journal that is filled by the engine, the shipped stages, and a stage written in Python."""

from __future__ import annotations

import copy
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends

NOW = "2026-04-01T04:00:00Z"
IN_WINDOW = "2026-03-20T02:00:00Z"
IN_BASELINE = "2026-01-20T02:00:00Z"

WORKFLOW = """
workflow: like_cases
version: 1.0.0
title: {zh: 同类案件, en: Like cases}
steps:
  - intake: {stage: amends.intake}
  - classify: {stage: amends.classify}
  - dimensions: {stage: amends.dimensions}
  - decision: {human: {role: handler, form: complaint_or_enquiry, title: {zh: 决定, en: Decide}}}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """An institution that says how many customers it has."""
    folder = tmp_path / "own"
    folder.mkdir()
    shipped = (Path(__file__).resolve().parents[2] / "workflows" / "packs" / "shipped" / "org.yaml").read_text(encoding="utf-8")
    text = shipped.replace("    clock_pack: tables/clocks.cn\n", "    clock_pack: tables/clocks.cn\n    customers: 90000\n", 1)
    text = text.replace("        superior: HEAD\n", "        superior: HEAD\n        customers: 3000\n", 1)
    (folder / "org.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def rt(database: Path, overlay: Path, tmp_path: Path) -> Iterator[amends.Runtime]:
    with amends.open(database, by="li.na", role="supervisor", purpose="test", now=NOW, language="en", overlays=[overlay]) as opened:
        deploy(opened, tmp_path, WORKFLOW)
        yield opened


def deploy(rt: amends.Runtime, folder: Path, text: str) -> str:
    name = text.split("workflow: ", 1)[1].split("\n", 1)[0]
    path = folder / name
    path.mkdir(exist_ok=True)
    (path / "workflow.yaml").write_text(text, encoding="utf-8")
    return rt.deploy(path)


def case_of(record: dict[str, Any], ref: str, at: str, **changes: Any) -> dict[str, Any]:
    """K1 by another person, with another reference."""
    own = copy.deepcopy(record)
    own["case"].pop("id", None)
    own["case"]["unit"] = changes.get("unit", "BRANCH-1")
    own["channel"].update(ref=ref, received_at=at, kind=changes.get("channel", "phone"))
    own["text"]["docs"][0]["at"] = at
    own["parties"][0].update(name=changes.get("name", f"测试人{ref}"), contacts=[{"kind": "phone", "value": changes.get("phone", f"1390000{zlib.crc32(ref.encode()) % 10000:04d}"), "verified": True}])
    if "id_doc" in changes:
        own["parties"][0]["id_doc"] = changes["id_doc"]
    own["contract"]["no"] = changes.get("contract", f"C-{ref}")
    for number, seller in enumerate(changes.get("sellers", ()), 1):
        own["parties"].append({"id": f"s{number}", "role": "salesperson", "name": seller})
    own["channel"].pop("digital_meta", None)
    return own


def close(rt: amends.Runtime, case_id: str) -> None:
    """Answers the last step, after which the case is over."""
    task = next(task for task in rt.tasks(case=case_id) if task.step == "decision")
    assert task.answer({"kind": "complaint", "reason": "refunded and explained"}, role="handler") == "finished"


def asked(case: Any, stage: str) -> dict[str, Any]:
    """What the journal says that a stage asked, by lookup."""
    payload = [event["payload"] for event in case.events if event["kind"] == "lookup_answered" and event["payload"]["stage"] == stage][-1]
    return {one["lookup"]: one for one in payload["answers"]}


def test_trace_B15_nine_cases_after_six_are_a_common_period(rt: amends.Runtime, record: dict[str, Any]) -> None:
    rows = [case_of(record, f"b{i}", IN_BASELINE) for i in range(6)] + [case_of(record, f"w{i}", IN_WINDOW) for i in range(9)]
    assert len(rt.submit_many("like_cases", rows)) == 15
    case = rt.case(rt.submit("like_cases", case_of(record, "asks", NOW)).id)
    dimensions = case.record["analysis"]["dimensions"]
    assert (case.record["store_facts"]["count_window"], case.record["store_facts"]["count_baseline"]) == (9, 6)
    assert dimensions["lift"] == 450
    assert dimensions["common_cause"]["period"] is True
    assert "product_owner" in {task.role for task in rt.tasks()}
    kinds = [event["kind"] for event in case.events]
    assert kinds.index("lookup_answered") < kinds.index("stage_done")
    assert asked(case, "amends.dimensions")["count_baseline"]["question"] == {"nature": "fee_interest", "days": 90, "before_days": 30}
    assert rt.verify()["faults"] == 0


def test_trace_B16_a_unit_above_its_institution_is_regional(rt: amends.Runtime, record: dict[str, Any]) -> None:
    rt.submit_many("like_cases", [case_of(record, f"u{i}", IN_WINDOW) for i in range(5)] + [case_of(record, f"h{i}", IN_WINDOW, unit="HEAD") for i in range(10)])
    here = rt.case(rt.submit("like_cases", case_of(record, "asks", NOW)).id).record
    assert [here["store_facts"][name] for name in ("unit_count", "unit_customers", "inst_count", "inst_customers")] == [5, 3000, 15, 90000]
    assert here["analysis"]["dimensions"]["rate"] == 1000  # 5 of 3,000 against 15 of 90,000
    assert here["analysis"]["dimensions"]["common_cause"]["region"] is True
    head = rt.case(rt.submit("like_cases", case_of(record, "head", NOW, unit="HEAD")).id).record
    assert head["store_facts"]["unit_customers"] is None and head["analysis"]["dimensions"]["rate"] is None


def test_trace_B17_a_seller_named_in_three_cases_is_a_key_person(rt: amends.Runtime, record: dict[str, Any]) -> None:
    rt.submit_many("like_cases", [case_of(record, f"s{i}", IN_WINDOW, sellers=["诸葛明亮"]) for i in range(2)])
    second = rt.case(rt.submit("like_cases", case_of(record, "second", NOW, sellers=["诸葛明亮"])).id).record
    assert second["analysis"]["dimensions"]["common_cause"]["person"] is False
    third = rt.case(rt.submit("like_cases", case_of(record, "third", NOW, sellers=["诸葛 明亮"])).id)
    assert third.record["store_facts"]["person_count_180d"] == 3
    assert third.record["analysis"]["dimensions"]["common_cause"]["person"] is True
    assert "诸葛" not in json.dumps([e["payload"] for e in third.events if e["kind"] == "lookup_answered"], ensure_ascii=False)


def test_trace_C19_one_complaint_by_app_and_by_letter_is_attached(rt: amends.Runtime, record: dict[str, Any]) -> None:
    same = {"id_doc": "110101199003074514", "contract": "C-2024-77", "name": "欧阳静怡", "phone": "13800138000"}
    first = rt.submit("like_cases", case_of(record, "app-1", "2026-03-30T02:00:00Z", channel="app", **same))
    letter = case_of(record, "letter-1", NOW, channel="letter", **same)
    letter["text"]["docs"][0]["body"] = "我在手机银行里反映过的事情到现在没有人答复，请书面告知处理结果。"
    case = rt.case(rt.submit("like_cases", letter).id)
    found = case.record["analysis"]["intake"]["dedupe"]
    # The nature of the letter is not known before it is classified, so the score is the worked example's: 40 for the person, 30 for the contract.
    assert found["decision"] == "attach"
    assert found["matches"] == [{"case_id": first.id, "score": 70, "parts": {"id": 40, "contract": 30}}]
    told = json.dumps([e["payload"] for e in case.events if e["kind"] == "lookup_answered"], ensure_ascii=False)
    for secret in ("欧阳", "110101199003074514", "13800138000", "C-2024-77", "手机银行"):
        assert secret not in told


def test_a_case_that_is_over_makes_a_repeat_until_the_window_is_past(rt: amends.Runtime, record: dict[str, Any]) -> None:
    same = {"id_doc": "110101199003074514", "contract": "C-2024-77"}
    first = rt.submit("like_cases", case_of(record, "one", IN_WINDOW, **same))
    close(rt, first.id)
    repeat = rt.case(rt.submit("like_cases", case_of(record, "two", NOW, **same)).id)
    assert repeat.record["analysis"]["intake"]["dedupe"]["decision"] == "repeat"
    close(rt, repeat.id)
    rt.now = "2026-07-02T04:00:00Z"
    later = rt.case(rt.submit("like_cases", case_of(record, "three", "2026-07-02T04:00:00Z", **same)).id)
    assert later.record["analysis"]["intake"]["dedupe"] == {"decision": "new", "matches": []}


def test_a_telephone_and_alike_words_are_related_and_a_person_is_asked(rt: amends.Runtime, record: dict[str, Any]) -> None:
    first = rt.submit("like_cases", case_of(record, "one", "2026-03-30T02:00:00Z", phone="13800138000"))
    case = rt.case(rt.submit("like_cases", case_of(record, "two", NOW, phone="+86 138 0013 8000")).id)
    found = case.record["analysis"]["intake"]["dedupe"]
    assert found == {"decision": "related", "matches": [{"case_id": first.id, "score": 45, "parts": {"phone": 25, "text": 20}}]}
    stranger = rt.case(rt.submit("like_cases", case_of(record, "three", NOW, phone="13700137000")).id)
    assert stranger.record["analysis"]["intake"]["dedupe"] == {"decision": "new", "matches": []}


def test_a_file_with_one_complaint_twice_finds_it(rt: amends.Runtime, record: dict[str, Any]) -> None:
    same = {"id_doc": "110101199003074514", "contract": "C-2024-77"}
    cases = rt.submit_many("like_cases", [case_of(record, f"row-{i}", IN_WINDOW, **same) for i in range(3)])
    decisions = [rt.case(case.id).record["analysis"]["intake"]["dedupe"] for case in cases]
    assert [one["decision"] for one in decisions] == ["new", "attach", "attach"]
    assert len(decisions[2]["matches"]) == 2


def test_the_answers_of_one_file_are_the_same_every_time(record: dict[str, Any], tmp_path: Path) -> None:
    answers = []
    for attempt in range(2):
        with amends.open(tmp_path / f"{attempt}.db", by="li.na", role="supervisor", purpose="test", now=NOW) as rt:
            deploy(rt, tmp_path, WORKFLOW)
            cases = rt.submit_many("like_cases", [case_of(record, f"r{i}", IN_WINDOW) for i in range(12)])
            answers.append([asked(rt.case(case.id), "amends.dimensions")["count_window"]["answer"] for case in cases])
    assert answers[0] == answers[1] == list(range(12))


def test_a_stage_in_python_asks_and_is_told(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.crowd", reads=["store_facts.count_window", "store_facts.prior"], lookups=["count_window", "prior"], writes="ext.bank.crowd", texts={"en": "Crowd", "zh": "扎堆"})
    def crowd(case: Any, ctx: amends.Context) -> dict[str, Any]:
        facts = case["store_facts"]
        return {"others": facts["count_window"], "earlier": [row["case_id"] for row in facts["prior"]], "evidence": [ctx.fact("store_facts.count_window")]}

    assert crowd({"store_facts": {"count_window": 4, "prior": []}})["others"] == 4  # bare: the test's own record
    with amends.open(database, by="li.na", role="supervisor", purpose="test", now=NOW, plugins=[crowd]) as rt:
        name = deploy(rt, tmp_path, WORKFLOW.replace("like_cases", "crowd").replace("dimensions: {stage: amends.dimensions}", "crowd: {stage: bank.crowd}"))
        first = rt.submit(name, case_of(record, "one", IN_WINDOW, phone="13800138000"))
        second = rt.case(rt.submit(name, case_of(record, "two", NOW, phone="13800138000")).id)
        assert second.record["ext"]["bank"]["crowd"] == {"others": 1, "earlier": [first.id]}
        # The next case changes nothing of this one.
        rt.submit(name, case_of(record, "three", NOW, phone="13800138000"))
        assert rt.case(second.id).record["ext"]["bank"]["crowd"]["others"] == 1
        assert rt.verify()["faults"] == 0


@pytest.mark.parametrize(
    ("lookups", "reads", "sentence"),
    [
        (["count_windows"], ["store_facts.count_window"], "did you mean 'count_window'?"),
        (["weather"], ["text"], "'weather' is no lookup"),
        (["dedupe"], ["store_facts.prior"], "store_facts.dedupe, which the stage does not read"),
        (["prior", "prior"], ["store_facts.prior"], "'prior' stands twice"),
    ],
)
def test_a_lookup_that_nobody_answers_is_refused_when_the_engine_opens(lookups: list[str], reads: list[str], sentence: str, database: Path) -> None:
    @amends.stage("bank.odd", reads=reads, lookups=lookups, writes="ext.bank.odd")
    def odd(case: Any) -> dict[str, Any]:
        return {}

    with pytest.raises(amends.errors.AmendsError, match="lookup") as refused:
        amends.open(database, by="li.na", role="handler", purpose="test", now=NOW, plugins=[odd])
    assert sentence in str(refused.value)


def test_the_file_holds_no_name_or_number_among_its_keys(rt: amends.Runtime, database: Path, record: dict[str, Any]) -> None:
    rt.submit("like_cases", case_of(record, "one", IN_WINDOW, name="欧阳静怡", phone="13800138000", id_doc="110101199003074514", sellers=["诸葛明亮"]))
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        keys = [key for (key,) in db.execute("select key from lookup_key order by key")]
    assert [key.split(":")[0] for key in keys] == ["case", "contract", "id", "like", "named", "phone", "unit"]
    assert all(len(key.split(":")[1]) == 32 for key in keys)


def test_a_workflow_that_never_asks_leaves_no_keys(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.plain", reads=["parties"], writes="ext.bank.plain")
    def plain(case: Any) -> dict[str, Any]:
        return {"n": len(case["parties"])}

    with amends.open(database, by="li.na", role="handler", purpose="test", now=NOW, plugins=[plain]) as rt:
        name = deploy(rt, tmp_path, "workflow: plain\nversion: 1.0.0\ntitle: {zh: 平, en: Plain}\nsteps:\n  - plain: {stage: bank.plain}\n")
        rt.submit(name, case_of(record, "one", IN_WINDOW))
    with sqlite3.connect(database) as db:
        assert db.execute("select count(*) from lookup_key").fetchone() == (0,)
