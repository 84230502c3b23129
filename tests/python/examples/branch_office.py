"""A branch's own process: built in Python, with a stage of its own, one approval, and a deadline that somebody hears of."""

from __future__ import annotations

from typing import Any, Mapping

import amends


@amends.stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
def vip_check(case: Mapping[str, Any], ctx: amends.Context) -> dict[str, Any]:
    hits = [party for party in case["parties"] if party.get("ext", {}).get("tier") == "private"]
    return {"is_vip": bool(hits), "evidence": [ctx.fact("/parties")]}


def branch_office() -> amends.Workflow:
    """Intake, the branch's own check, a proposal that a supervisor approves, the answer."""
    wf = amends.Workflow("branch_office", version="1.0.0", title={"zh": "网点投诉处理", "en": "Complaints of a branch"})
    wf.clock("decide", kind="decide", warn=["5d"], on_breach="escalate", to="supervisor")
    wf.stage("intake", "amends.intake", on_error={"needs_person": "decision"})
    wf.choose("sort").when("intake.is_complaint = false", go="end").otherwise("classify")
    wf.stage("classify", "amends.classify")
    wf.stage("vip", vip_check)
    wf.human("decision", role="handler", form="officer_decision", due="5wd", escalate=[("1wd", "supervisor")])
    wf.human("approve", role="supervisor", form="supervisor_review", four_eyes_with="decision", shows=["decision"], due="1wd")
    wf.choose("approved").when('approve.result = "approved"', go="reply").otherwise("decision")
    wf.first_of("reply").human(
        "out", role="handler", form="reply_sent", requires_approval="approve", go="end", due="2wd", title={"zh": "答复客户", "en": "Answer the customer"}
    ).human("again", role="handler", form="step_back", go="decision")
    return wf


def main() -> None:
    wf = branch_office()
    with amends.open("branch.db", by="li.na", role="handler", purpose="daily work", plugins=wf.stages, now="2026-03-02T01:00:00Z") as rt:
        print(wf.validate(rt) or "no warning")
        rt.deploy(wf)
        batch = rt.submit_many("branch_office", [one.record for one in amends.samples().values()], at_received=True)
        for row in rt.cases(clock="running", limit=3):
            print(row["id"], row["status"], row.get("nature"), row["due"])
        print(batch, len(rt.tasks(role="handler")), "tasks for handlers")
        opened = [event for event in rt.follow(after=0, timeout=0) if event.kind == "case_opened"]
        print(len(opened), "cases were opened")


if __name__ == "__main__":
    main()
