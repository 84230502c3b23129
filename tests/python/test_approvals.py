"""Four eyes and approval limits, from Python and from the command line: what is refused, by which sentence, and that the refusal stands in the journal."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends
from amends.errors import AmendsError, NotFound, Refused, SchemaError, StateError

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "offer_release"
OVERLAY = FIXTURE / "overlay"
PROGRAM = Path(amends.installation()) / "bin" / "amends"
LETTER = (
    "The annual fee of 300 yuan goes back to your account within three working days. You may ask for a review within 30 days, ask for mediation, "
    "complain to the regulator at any time, or go to court within the limitation period."
)
MAKER, CHECKER = {"by": "li.na", "role": "handler"}, {"by": "wang.yi", "role": "supervisor"}
YES, NO = {"approved": True, "reason": "checked against the fee schedule"}, {"approved": False, "reason": "too little"}


def cny(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "CNY"}


def complaint(ref: str = "a1") -> dict[str, Any]:
    return {
        "case": {"institution": "TESTBANK"},
        "channel": {"kind": "phone", "ref": ref, "received_at": "2026-03-02T01:00:00Z"},
        "text": {"docs": [{"id": "t1", "kind": "complaint", "body": "年费多扣了300元，请退还。"}]},
        "parties": [{"id": "p1", "role": "complainant", "anonymous": True}],
        "money": {"entitlement": cny(30000)},
    }


class Desk:
    """One case of the workflow, and what its journal says was refused."""

    def __init__(self, runtime: amends.Runtime, ref: str = "a1") -> None:
        self.runtime = runtime
        self.id = runtime.submit("offer_release", complaint(ref)).id

    def task(self, task_id: str) -> Any:
        return next(task for task in self.runtime.tasks(case=self.id, status="") if task.id == task_id)

    def take(self, task_id: str, answer: dict[str, Any], **by: str) -> None:
        task = self.task(task_id)
        task.show()
        task.answer(answer, **by)

    def draft(self, minor: int = 30000, visit: int = 1) -> None:
        self.take(f"draft#{visit}", {"offer": cny(minor), "letter": LETTER, "reason": "r"}, **MAKER)

    def refusals(self) -> list[dict[str, Any]]:
        return [event["payload"] for event in self.runtime.case(self.id).events if event["kind"] == "approval_refused"]

    def refused(self, why: str, pattern: str, task_id: str, answer: dict[str, Any], *, seen: str | None = None, error: type[AmendsError] = Refused, **by: str) -> None:
        before = len(self.refusals())
        task = self.task(task_id)
        if seen is None:
            task.show()
        with pytest.raises(error, match=pattern):
            task.answer(answer, seen=seen, **by)
        recorded = self.refusals()
        assert len(recorded) == before + 1 and recorded[-1]["why"] == why and recorded[-1]["by"] == by["by"] and recorded[-1]["task"] == task_id
        if error is Refused:
            assert self.task(task_id).status == "open"


@pytest.fixture
def runtime(database: Path) -> Iterator[amends.Runtime]:
    with amends.open(database, by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", language="en", overlays=[OVERLAY]) as rt:
        rt.deploy(FIXTURE)
        yield rt


@pytest.fixture
def desk(runtime: amends.Runtime) -> Desk:
    return Desk(runtime)


def test_a_task_shows_what_is_decided_on_and_carries_its_digest(desk: Desk) -> None:
    desk.draft()
    task = desk.task("approve#1")
    assert list(task.shows) == ["draft.offer", "draft.letter", "money.entitlement"]
    shown = task.show()
    assert shown.values["draft.offer"] == cny(30000) and shown.values["draft.letter"] == LETTER
    assert shown.amount == cny(30000) and shown.limits["supervisor"] == {"CNY": 500000}
    assert "draft.letter: The annual fee" in str(shown) and shown.digest in shown._repr_html_()
    assert task.answer(YES, **CHECKER) == "waiting"
    (approval,) = desk.runtime.case(desk.id).approvals
    assert approval["covers"] and approval["digest"] == shown.digest and approval["by"] == "wang.yi" and approval["limit"] == cny(500000)
    assert desk.task("draft#1").shows == [] and desk.task("draft#1").show() is None


def test_the_digest_is_re_made_from_what_was_shown(desk: Desk) -> None:
    """In plain Python, with nothing of the engine: RFC 8785 bytes of these values are what json.dumps writes with sorted keys."""
    desk.draft()
    shown = desk.task("approve#1").show()

    def digest(value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    parts = {path: digest(value) for path, value in shown.values.items()}
    assert digest({"case": shown.case_id, "task": shown.task_id, "shown": parts, "amount": shown.amount, "limits": shown.limits}) == shown.digest


def test_an_answer_to_an_older_view_is_refused_with_what_changed(desk: Desk) -> None:
    desk.draft()
    task = desk.task("approve#1")
    with pytest.raises(Refused, match="does not say what that was"):
        task.answer(YES, **CHECKER)
    task.show()
    desk.runtime.correct(desk.id, "money.entitlement", cny(35000), reason="the fee schedule says 350", by="zhao.lei", role="supervisor")
    with pytest.raises(Refused, match=r"since it was shown there changed money\.entitlement \(corrected by user:zhao\.lei"):
        task.answer(YES, **CHECKER)
    assert [one["why"] for one in desk.refusals()] == ["not_seen", "changed"]
    assert desk.refusals()[-1]["changed"] == ["money.entitlement"]
    task.show()
    task.answer(YES, **CHECKER)


def test_an_approval_lapses_when_what_it_showed_changes(desk: Desk) -> None:
    desk.draft()
    desk.take("approve#1", YES, **CHECKER)
    desk.runtime.correct(desk.id, "money.entitlement", cny(35000), reason="r", by="zhao.lei", role="supervisor")
    (approval,) = desk.runtime.case(desk.id).approvals
    assert not approval["covers"] and approval["changed"] == ["money.entitlement"]
    alerts = desk.runtime.case(desk.id).review()["alerts"]
    assert any("The approval no longer holds (Approve the offer and the letter)" in alert["text"] for alert in alerts)
    desk.refused("stale", "have it approved again in the step approve", "ladder#1:offer", {"offer": cny(30000), "next": "done", "reason": "r"}, **MAKER)
    desk.take("ladder#1:again", {"reason": "drafted anew"}, **MAKER)
    desk.draft(35000, visit=2)
    desk.take("approve#2", YES, **CHECKER)
    desk.take("ladder#2:offer", {"offer": cny(35000), "next": "done", "reason": "r"}, **MAKER)
    assert desk.runtime.verify()["faults"] == 0


@pytest.mark.parametrize(
    "by",
    [
        {"by": "li.na", "role": "supervisor"},
        {"by": "LI.NA", "role": "supervisor"},
        {"by": "ｌｉ．ｎａ", "role": "supervisor"},
        {"by": "li.na", "role": "supervisor", "on_behalf_of": "wang.yi"},
        {"by": "zhao.lei", "role": "supervisor", "on_behalf_of": "Li.Na"},
    ],
    ids=["same", "capitals", "full width", "maker stands in", "stand-in of the maker"],
)
def test_nobody_approves_their_own_work(desk: Desk, by: dict[str, str]) -> None:
    desk.draft()
    desk.refused("self_approval", "another person must answer this one", "approve#1", YES, **by)


def test_a_second_registered_name_is_no_second_person(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (Path(amends.installation()) / "packs" / "shipped" / "org.yaml").read_text(encoding="utf-8")
    (own / "org.yaml").write_text(text.replace("    units:", "    people: [{id: li.na, also: [E10231]}]\n    units:", 1), encoding="utf-8")
    with amends.open(tmp_path / "c.db", by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY, own]) as rt:
        rt.deploy(FIXTURE)
        desk = Desk(rt)
        desk.draft()
        desk.refused("self_approval", "e10231 answered the step draft as li.na", "approve#1", YES, by="e10231", role="supervisor")
        desk.take("approve#1", YES, by="E10232", role="supervisor")


@pytest.mark.parametrize("role", ["admin", "administrator", "root", "system_administrator"])
def test_an_administrator_overrides_nothing(desk: Desk, role: str) -> None:
    desk.draft()
    desk.refused("administrator", "neither approves nor releases", "approve#1", YES, by="zhao.lei", role=role)
    desk.take("approve#1", YES, **CHECKER)
    desk.refused("administrator", "neither approves nor releases", "ladder#1:offer", {"offer": cny(1), "next": "done", "reason": "r"}, by="zhao.lei", role=role)


def test_a_sum_is_not_approved_in_pieces(desk: Desk) -> None:
    desk.draft(1)
    desk.take("approve#1", YES, **CHECKER)
    desk.take("ladder#1:offer", {"offer": cny(1), "next": "done", "reason": "r"}, **MAKER)
    desk.take("goodwill#1", {"sum": cny(499900), "reason": "r"}, **MAKER)
    desk.take("approve_goodwill#1", YES, **CHECKER)
    desk.take("pay#1:out", {"sum": cny(499900), "more": True, "reason": "r"}, **MAKER)
    desk.take("goodwill#2", {"sum": cny(499900), "reason": "r"}, **MAKER)
    desk.refused("over_limit", r"comes to 9,998\.01 CNY, beyond the limit of the role supervisor, 5,000\.00 CNY", "approve_goodwill#2", YES, **CHECKER)


def test_beyond_the_limit_a_higher_role_decides_once_the_task_is_escalated(desk: Desk) -> None:
    desk.draft(500001)
    desk.refused("over_limit", r"5,000\.01 CNY is beyond the limit of the role supervisor", "approve#1", YES, **CHECKER)
    desk.refused("role", "is for the role supervisor, not for head_of_office", "approve#1", YES, by="sun.hao", role="head_of_office")
    desk.runtime.now = "2026-03-04T01:00:00Z"
    assert desk.runtime.fire_timers() == 1
    desk.take("approve#1", YES, by="sun.hao", role="head_of_office")


def test_another_currency_is_no_way_round_the_limit(desk: Desk) -> None:
    desk.draft(499900)
    desk.take("approve#1", YES, **CHECKER)
    desk.take("ladder#1:offer", {"offer": cny(499900), "next": "done", "reason": "r"}, **MAKER)
    desk.take("goodwill#1", {"sum": {"minor": 499900, "currency": "USD"}, "reason": "r"}, **MAKER)
    desk.refused("currency", "two currencies cannot be added up", "approve_goodwill#1", YES, **CHECKER)


def test_a_limit_changed_after_the_offer_ends_the_approval(database: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (Path(amends.installation()) / "packs" / "shipped" / "org.yaml").read_text(encoding="utf-8")

    def limits(minor: int) -> None:
        (own / "org.yaml").write_text(text.replace("    units:", f"    authority_limits: {{supervisor: {{CNY: {minor}}}}}\n    units:", 1), encoding="utf-8")

    limits(400000)
    with amends.open(database, by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY, own]) as rt:
        rt.deploy(FIXTURE)
        desk = Desk(rt)
        desk.draft()
        desk.take("approve#1", YES, **CHECKER)
    limits(300000)
    with amends.open(database, by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY, own]) as rt:
        desk.runtime = rt
        desk.refused("stale", "limits of authority", "ladder#1:offer", {"offer": cny(30000), "next": "done", "reason": "r"}, **MAKER)


def test_an_approval_is_given_once_and_in_its_own_case(desk: Desk) -> None:
    desk.draft()
    first = desk.task("approve#1").show().digest
    desk.take("approve#1", NO, **CHECKER)
    desk.refused("replayed", "was answered by wang.yi", "approve#1", YES, seen=first, error=StateError, **CHECKER)
    desk.draft(visit=2)
    desk.refused("replayed", "the digest is that of approve#1", "approve#2", YES, seen=first, **CHECKER)
    other = Desk(desk.runtime, "a2")
    other.draft()
    other.refused("replayed", "of another case or task", "approve#1", YES, seen=first, **CHECKER)


def test_an_approval_covers_as_many_answers_as_the_workflow_says_and_nothing_else(desk: Desk) -> None:
    desk.draft()
    desk.take("approve#1", YES, **CHECKER)
    desk.refused("differs", r"offer is 300\.01 CNY, and 300\.00 CNY was approved", "ladder#1:offer", {"offer": cny(30001), "next": "done", "reason": "r"}, **MAKER)
    desk.take("ladder#1:offer", {"offer": cny(10000), "next": "offer_again", "reason": "r"}, **MAKER)
    desk.take("ladder#2:offer", {"offer": cny(20000), "next": "offer_again", "reason": "r"}, **MAKER)
    desk.refused("used", "was used 2 times already", "ladder#3:offer", {"offer": cny(30000), "next": "done", "reason": "r"}, **MAKER)


def test_the_letter_that_goes_out_is_the_one_that_was_approved(desk: Desk) -> None:
    desk.draft()
    desk.take("approve#1", YES, **CHECKER)
    desk.take("ladder#1:offer", {"offer": cny(30000), "next": "done", "reason": "r"}, **MAKER)
    desk.take("goodwill#1", {"sum": cny(5000), "reason": "r"}, **MAKER)
    desk.take("approve_goodwill#1", YES, **CHECKER)
    desk.take("pay#1:out", {"sum": cny(5000), "more": False, "reason": "r"}, **MAKER)
    desk.refused("differs", "what text_sent says is not what was approved", "letter#1:send", {"text_sent": LETTER + " ", "reason": "r"}, **MAKER)
    desk.take("letter#1:send", {"text_sent": LETTER, "reason": "r"}, **MAKER)
    assert desk.runtime.case(desk.id).status == "finished" and desk.runtime.verify()["faults"] == 0


def test_an_older_reading_is_not_approved(database: Path, tmp_path: Path) -> None:
    @amends.stage("bank.plan", reads=["text"], writes="ext.bank.plan", texts={"en": "Plan", "zh": "方案"})
    def plan(case: Any, ctx: Any) -> dict[str, Any]:
        return {"target": cny(1000 * len(case["text"]["docs"])), "evidence": [ctx.fact("/text")]}

    (tmp_path / "workflow.yaml").write_text(
        "workflow: planned\nversion: 1.0.0\ntitle: {zh: 试, en: Try}\nsteps:\n  - plan: {stage: bank.plan}\n"
        "  - approve: {human: {role: supervisor, form: approve_draft, shows: [ext.bank.plan.target], amount: ext.bank.plan.target, limits: {supervisor: {CNY: 500000}}}}\n",
        encoding="utf-8",
    )
    with amends.open(database, by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY], plugins=[plan]) as rt:
        rt.deploy(tmp_path)
        case = rt.submit("planned", complaint())
        rt.add_document(case.id, "还有一笔费用。", by="li.na", role="handler")
        task = rt.tasks(case=case.id).first()
        task.show()
        with pytest.raises(Refused, match=r"rests on an older reading: bank\.plan \(it read text"):
            task.answer(YES, **CHECKER)
        assert rt.case(case.id).events[-1]["payload"]["why"] == "older_reading"


def test_what_is_approved_is_hidden_from_roles_that_read_no_texts(database: Path) -> None:
    with amends.open(database, by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY]) as rt:
        rt.deploy(FIXTURE)
        desk = Desk(rt)
        desk.draft()
    with amends.open(database, role="analyst", overlays=[OVERLAY], read_only=True) as rt:
        with pytest.raises(Refused, match="holds texts of the case"):
            rt.shown(desk.id, "approve#1")


def test_a_missing_task_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.runtime.shown(desk.id, "approve#9")


def test_a_header_holds_no_more_than_the_id_of_who_acted(desk: Desk) -> None:
    desk.draft()
    desk.refused("self_approval", "another person", "approve#1", YES, by="li.na", role="supervisor")
    event = desk.runtime.case(desk.id).events[-1]
    assert event["kind"] == "approval_refused" and event["actor"] == "user:li.na"
    assert set(event["payload"]) == {"task", "step", "why", "by", "role", "reason"}
    assert LETTER[:20] not in json.dumps(event, ensure_ascii=False)


def test_a_workflow_that_lets_the_wrong_person_approve_is_refused(runtime: amends.Runtime, tmp_path: Path) -> None:
    good = (FIXTURE / "workflow.yaml").read_text(encoding="utf-8")
    for old, new, sentence in [
        ("role: supervisor\n        form: approve_draft\n        title: {zh: 审批方案", "role: handler\n        form: approve_draft\n        title: {zh: 审批方案", "maker and checker have the same role"),
        ("four_eyes_with: draft\n", "four_eyes_with: approve\n", "names the step itself"),
        ("requires_approval: approve_goodwill", "requires_approval: aprove_goodwill", "did you mean 'approve_goodwill'"),
        ("to: head_of_office}]", "to: administrator}]", "runs the machine and approves nothing"),
        ("form: approve_draft\n        title: {zh: 审批关怀", "form: draft_goodwill\n        title: {zh: 审批关怀", "has no field that says yes"),
        ("releases: {sum: goodwill.sum}", "releases: {amount: goodwill.sum}", "has no field 'amount'"),
    ]:
        assert good.count(old) == 1, old
        (tmp_path / "workflow.yaml").write_text(good.replace(old, new), encoding="utf-8")
        with pytest.raises(SchemaError, match=sentence):
            runtime.deploy(tmp_path)


# The command line.


def amends_line(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAM), *words, "--db", "c.db", "--overlay", str(OVERLAY)], cwd=folder, env={**os.environ, "AMENDS_LANG": "en"}, capture_output=True, text=True, encoding="utf-8", timeout=240
    )


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Any]:
    with amends.open(tmp_path / "c.db", by="import", role="supervisor", purpose="test", now="2026-03-02T01:00:00Z", overlays=[OVERLAY]) as rt:
        rt.deploy(FIXTURE)
        desk = Desk(rt)
        desk.draft()
    yield lambda *words: amends_line(tmp_path, *(word.replace("CASE", desk.id) for word in words))


def last_refusal(typed: Any) -> dict[str, Any]:
    events = json.loads(typed("case", "journal", "CASE", "--role", "supervisor").stdout)
    assert events[-1]["kind"] == "approval_refused", events[-1]["kind"]
    return dict(events[-1]["payload"])


def test_task_show_prints_what_is_decided_on_and_the_digits_to_answer_with(typed: Any) -> None:
    shown = typed("task", "show", "CASE", "approve#1", "--role", "supervisor")
    assert shown.returncode == 0, shown.stderr
    for words in ("draft.offer\n    300.00 CNY", "The annual fee of 300 yuan", "Amount to approve: 300.00 CNY", "Limit of authority: supervisor 5,000.00 CNY", "--seen "):
        assert words in shown.stdout, shown.stdout
    view = json.loads(typed("task", "show", "CASE", "approve#1", "--role", "supervisor", "--json").stdout)
    assert f"Digest: {view['seen']}\n" in shown.stdout and len(view["seen"]) == 32 and view["digest"] == "sha256:" + view["digest"][7:] and view["digest"][7:39] == view["seen"]
    assert "approves nothing; its answer needs no digest" in typed("task", "show", "CASE", "draft#1", "--role", "handler").stdout
    assert typed("task", "show", "CASE", "approve#1", "--role", "analyst").returncode == 4
    assert "amends task show CASE TASK" in typed("task", "list").stdout.replace(json.loads(typed("case", "list", "--json").stdout)[0]["id"], "")


@pytest.mark.parametrize(
    ("why", "words", "sentence"),
    [
        ("not_seen", ["--by", "wang.yi", "--role", "supervisor"], "does not say what that was"),
        ("replayed", ["--by", "wang.yi", "--role", "supervisor", "--seen", "0" * 32], "belongs to no view of this task"),
        ("replayed", ["--by", "wang.yi", "--role", "supervisor", "--seen", "SEEN31"], "belongs to no view of this task"),
        ("self_approval", ["--by", "Li.Na", "--role", "supervisor", "--seen", "SEEN"], "another person must answer this one"),
        ("self_approval", ["--by", "zhao.lei", "--on-behalf-of", "li.na", "--role", "supervisor", "--seen", "SEEN"], "another person must answer this one"),
        ("administrator", ["--by", "zhao.lei", "--role", "admin", "--seen", "SEEN"], "neither approves nor releases"),
        ("role", ["--by", "zhao.lei", "--role", "handler", "--seen", "SEEN"], "is for the role supervisor"),
    ],
)
def test_the_command_line_refuses_with_4_and_the_journal_says_why(typed: Any, why: str, words: list[str], sentence: str) -> None:
    seen = json.loads(typed("task", "show", "CASE", "approve#1", "--role", "supervisor", "--json").stdout)["seen"]
    words = [seen[:31] if word == "SEEN31" else seen if word == "SEEN" else word for word in words]
    done = typed("task", "answer", "CASE", "approve#1", "approved=true", "reason=checked", *words)
    assert done.returncode == 4 and sentence in done.stderr, done.stderr
    assert last_refusal(typed)["why"] == why


def test_the_command_line_approves_what_was_shown_and_refuses_what_changed(typed: Any) -> None:
    seen = json.loads(typed("task", "show", "CASE", "approve#1", "--role", "supervisor", "--json").stdout)["seen"]
    assert typed("case", "correct", "CASE", "money.entitlement", json.dumps(cny(35000)), "--reason", "schedule", "--by", "zhao.lei", "--role", "supervisor").returncode == 0
    answer = ["task", "answer", "CASE", "approve#1", "approved=true", "reason=checked", "--by", "wang.yi", "--role", "supervisor", "--seen"]
    done = typed(*answer, seen)
    assert done.returncode == 4 and "there changed money.entitlement (corrected by user:zhao.lei" in done.stderr, done.stderr
    again = json.loads(typed("task", "show", "CASE", "approve#1", "--role", "supervisor", "--json").stdout)["seen"]
    assert again != seen
    assert typed(*answer, again.upper()).returncode == 0
    offered = typed("task", "answer", "CASE", "ladder#1:offer", f"offer={json.dumps(cny(30001))}", "next=done", "reason=r", "--by", "li.na", "--role", "handler")
    assert offered.returncode == 4 and "300.00 CNY was approved" in offered.stderr
    assert last_refusal(typed)["why"] == "differs"
    timeline = typed("case", "show", "CASE", "--role", "supervisor").stdout
    assert "Answer not taken" in timeline and "changed after it was shown" in timeline


def test_an_analyst_cannot_try_out_what_an_approver_saw(tmp_path: Path) -> None:
    database = tmp_path / "played.db"
    program = amends.installation() / "bin" / "amends"
    subprocess.run([program, "test", "standard_complaint", "--only", "K03_surrender_settled", "--keep", database], check=True, capture_output=True)
    with amends.open(database, by="li.na", role="handler", purpose="test", read_only=True) as handler, amends.open(database, by="an", read_only=True) as analyst:
        known, seen = handler.case("CASE-K03").approvals, analyst.case("CASE-K03").approvals
    assert known and len(seen) == len(known)
    digests = {value for one in known for value in [one["digest"], *one["shown"].values()]}
    assert digests and not digests & {value for one in seen for value in [one["digest"], *one["shown"].values()]}
