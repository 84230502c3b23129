"""Messages that are kept until a step waits for them, and signals that all hear who listen."""

from __future__ import annotations

import pytest

import amends
from amends.errors import BadType, InvalidArgument, NotFound, Refused


def deployed(rt: amends.Runtime, *, key: str | None = None) -> list[amends.Case]:
    """Two cases that listen for `go_on`, then wait for the message `word`, then for a person."""
    wf = amends.Workflow("listening", version="1.0.0", title={"zh": "听", "en": "Listening"})
    wf.listen("hear", "go_on").message("word", "word", key=key).human("person", role="handler", form="reply_sent")
    rt.deploy(wf)
    return [rt.case(rt.submit("listening", one.record).id) for one in list(amends.samples().values())[:2]]


def test_a_signal_is_heard_by_all_who_listen_now(runtime: amends.Runtime) -> None:
    first, second = deployed(runtime)
    assert runtime.signal("another") == []
    assert sorted(runtime.signal("go_on", {"why": "the office is open"}, by="wang.fang", role="supervisor")) == sorted([first.id, second.id])
    assert [runtime.case(case.id).waiting_at for case in (first, second)] == [["word"], ["word"]]
    assert runtime.signal("go_on") == [], "nobody listens any more"
    heard = [event for event in runtime.case(first.id).events if event["kind"] == "message_received"]
    assert len(heard) == 1 and "wang.fang" in heard[0]["actor"] and heard[0]["payload"]["body"] == {"why": "the office is open"}
    assert runtime.verify()["faults"] == 0


def test_a_message_is_kept_until_a_step_waits_for_it(runtime: amends.Runtime) -> None:
    first, second = deployed(runtime)
    with pytest.raises(NotFound, match="no case waits for the message 'word'"):
        runtime.message("word", first.id)
    assert runtime.message("word", first.id, {"text": "yes"}, keep="5d") == first.id
    runtime.signal("go_on")
    assert [runtime.case(case.id).waiting_at for case in (first, second)] == [["person"], ["word"]]
    assert runtime.message("word", second.id, keep="5d") == second.id, "one that is waited for is given at once"
    assert runtime.case(second.id).waiting_at == ["person"]


def test_a_message_is_kept_no_longer_than_was_said(runtime: amends.Runtime) -> None:
    first, second = deployed(runtime)
    runtime.message("word", first.id, keep="1d")
    runtime.message("word", second.id, keep="10d")
    runtime.now = "2026-03-06T01:00:00Z"
    runtime.signal("go_on")
    assert [runtime.case(case.id).waiting_at for case in (first, second)] == [["word"], ["person"]]


def test_a_kept_message_with_an_id_is_applied_once(runtime: amends.Runtime) -> None:
    first, _ = deployed(runtime)
    for _ in range(2):
        assert runtime.message("word", first.id, {"text": "yes"}, id="m-1", keep="5d") == first.id
    assert len([event for event in runtime.case(first.id).events if event["kind"] == "message_kept"]) == 1


def test_a_case_keeps_a_message_with_a_key_that_is_not_its_id(runtime: amends.Runtime) -> None:
    first, second = deployed(runtime, key='"reference " + case.id')
    keys = [f"reference {case.id}" for case in (first, second)]
    with pytest.raises(NotFound, match=f"'{keys[0]}' is no case that could keep it; name the case that it is for"):
        runtime.message("word", keys[0], keep="5d")
    assert runtime.message("word", keys[0], keep="5d", case=first) == first.id
    assert runtime.message("word", keys[1], keep="5d", case=second.id) == second.id
    runtime.signal("go_on")
    assert [runtime.case(case.id).waiting_at for case in (first, second)] == [["person"], ["person"]]


def test_what_is_wrong_with_keeping_is_told(runtime: amends.Runtime) -> None:
    first, _ = deployed(runtime)
    with pytest.raises(BadType, match="keep"):
        runtime.message("word", first.id, keep="5 days")
    with pytest.raises(InvalidArgument, match="case= names who keeps the message, and keep= says how long; give both, or neither"):
        runtime.message("word", first.id, case=first)
    for act in (lambda: runtime.signal("go_on", by=" "), lambda: runtime.message("word", first.id, keep="5d", by=" ")):
        with pytest.raises(Refused, match="this act needs a named person"):
            act()
    assert first.waiting_at == ["hear"]
