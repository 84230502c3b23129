# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A branch's own workflow
#
# A bank branch wants its complaints handled its own way: the engine's intake and classification, a check whether the customer belongs to private banking, a decision
# by the officer, the approval of somebody else, and only then the answer. You build that process in Python, read it as a picture and as YAML, and take one complaint
# through it, including the moments where the engine says no.
#
# 本课用 Python 搭建一个网点自己的投诉流程：先用引擎自带的受理和分类，再加一个自己写的贵宾核查，由经办人决定、另一人审批，最后才答复客户。您会看到流程图和对应的 YAML，并把一件投诉从头办到尾，也会看到引擎在什么情况下拒绝。

# %% [markdown]
# ## A place to work in
#
# Everything of this lesson lives in a temporary folder. The clock stands still at a Monday morning in March until we move it, so that the dates below are the same whenever
# you read this.

# %%
import tempfile
from pathlib import Path

import amends

folder = Path(tempfile.mkdtemp(prefix="amends-lesson-"))
monday = "2026-03-02T01:00:00Z"  # nine in the morning in Shanghai

# %% [markdown]
# ## A stage of your own
#
# A stage is a function from what it reads of the case to a result. It says beforehand what it reads and where its answer goes; what it did not name is not there.
# `ctx.fact` turns "I looked here" into evidence that a reader of the case can follow. Lesson 08 is about stages alone.

# %%
@amends.stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
def vip_check(case, ctx):
    private = [party for party in case["parties"] if party.get("ext", {}).get("tier") == "private"]
    return {"is_vip": bool(private), "evidence": [ctx.fact("/parties")]}


# %% [markdown]
# ## The workflow
#
# One call for each step, and each step has a name, because conditions, tasks and approvals refer to it. Four things are worth a look:
#
# - `clock` starts the statutory clock of the decision; five days before its end it warns, and past its end a supervisor hears of it.
# - `on_error` says where a case goes when intake needs a person. Nothing falls through.
# - `approve` has `four_eyes_with="decision"` and `shows=["decision"]`: another person approves, and approves exactly what the officer wrote.
# - the last step is a choice of the officer: send the answer, which needs the approval, or take the decision back.

# %%
wf = amends.Workflow("branch_office", version="1.0.0", title={"zh": "网点投诉处理", "en": "Complaints of a branch"})
wf.clock("decide", kind="decide", warn=["5d"], on_breach="escalate", to="supervisor")
wf.stage("intake", "amends.intake", on_error={"needs_person": "decision"})
wf.choose("sort").when("intake.is_complaint = false", go="end").otherwise("classify")
wf.stage("classify", "amends.classify")
wf.stage("vip", vip_check)
decide = {"zh": "查清事实，作出决定", "en": "Establish the facts and decide"}
wf.human("decision", role="handler", form="officer_decision", title=decide, due="5wd", escalate=[("1wd", "supervisor")])
approve = {"zh": "审批决定", "en": "Approve the decision"}
wf.human("approve", role="supervisor", form="supervisor_review", title=approve, four_eyes_with="decision", shows=["decision"], due="1wd")
wf.choose("approved").when('approve.result = "approved"', go="reply").otherwise("decision")
reply = wf.first_of("reply")
answer = {"zh": "答复客户", "en": "Answer the customer"}
reply.human("out", role="handler", form="reply_sent", title=answer, requires_approval="approve", due="2wd", go="end")
reply.human("again", role="handler", form="step_back", title={"zh": "退回重新决定", "en": "Decide again"}, go="decision")
print(wf.hash)

# %% [markdown]
# A notebook shows a workflow as its picture.

# %%
wf

# %% [markdown]
# The same workflow as a file. An institution that keeps its processes under version control keeps this text; from the text the same graph comes back, and the engine compares
# graphs, not spelling.

# %%
print(wf.to_yaml())
assert amends.Workflow.from_yaml(wf.to_yaml()) == wf

# %% [markdown]
# ## Mistakes are told where they are made
#
# A misspelt kind of clock is refused on the line that says it, with the nearest name. What no single line can know, such as a way into nowhere, is told when the workflow
# is validated as a whole.

# %%
try:
    wf.human("archive", role="handler", form="officer_decision", due="5 days")
except amends.AmendsError as error:
    print(error)
    assert "5 days" in str(error)

# %% [markdown]
# ## One complaint goes in
#
# K01 comes with the installation: a customer was charged 300 yuan of annual card fee too much. We open the file as a supervisor and say why, because a supervisor reads texts of
# customers; then we deploy the workflow and hand the complaint over. When `submit` returns, it is on disk.

# %%
rt = amends.open(folder / "branch.db", by="zhou.hang", role="supervisor", purpose="lesson 06", language="en", plugins=wf.stages, now=monday)
assert wf.validate(rt) == [], "a warning would stand here"
rt.deploy(wf)
sample = amends.samples()["K01"]
case_id = rt.submit("branch_office", sample.record, at_received=True).id
case = rt.case(case_id)
print(case_id, case.status, "at", case.waiting_at)
print(case.sections["classify"]["nature"]["primary"], case.sections["ext.bank.vip"])
assert case.waiting_at == ["decision"]
assert case.sections["ext.bank.vip"] == {"is_vip": False}

# %% [markdown]
# The customer is nobody's VIP, and that is all that the check may say: a result stands in the record, what follows from it is written in the workflow, and no score delays anybody.
#
# ## The officer decides
#
# A task knows its form. Required fields are marked, and money is a whole number of fen.

# %%
decision = next(task for task in rt.tasks(case=case_id) if task.step == "decision")
print(decision.title["en"], "| due", decision.due_at)
print([field["field"] for field in decision.form_fields if field["required"]])
decision.answer(
    {
        "decision": "upheld",
        "amount": {"minor": 30000, "currency": "CNY"},
        "findings": "账单显示年费扣收两次，多扣300元。",
        "basis": "银行卡收费标准第3条",
        "reason": "属于我方重复扣费，应当退还。",
    },
    by="li.na",
    role="handler",
)
assert rt.case(case_id).waiting_at == ["approve"]

# %% [markdown]
# ## Four eyes
#
# Li Na has decided; she cannot approve. The engine knows her under any spelling, and her attempt stands in the journal.

# %%
approve = next(task for task in rt.tasks(case=case_id) if task.step == "approve")
shown = approve.show()
print(shown)
try:
    approve.answer({"result": "approved", "reason": "同意"}, by="LI-NA", role="supervisor")
    raise AssertionError("this must be refused")
except amends.errors.Refused as error:
    print("refused:", error)

# %% [markdown]
# Zhou Hang approves. His answer carries the digest of what he was shown: had Li Na changed the amount meanwhile, the answer would be refused with what changed.

# %%
approve.answer({"result": "approved", "reason": "事实清楚，金额正确。"}, by="zhou.hang", role="supervisor")
approval = rt.case(case_id).approvals[-1]
print(approval["by"], approval["digest"][:23], "covers" if approval["covers"] else "does not cover")
assert approval["covers"] and approval["by"] == "zhou.hang"

# %% [markdown]
# ## The answer goes out
#
# The reply is read by the engine's guards as well: its words, the notice of rights where something is refused, and its sum against the decision.

# %%
out = next(task for task in rt.tasks(case=case_id) if task.step == "reply" and task.form == "reply_sent")
rt.now = "2026-03-02T03:00:00Z"
status = out.answer(
    {
        "sent_at": "2026-03-02T03:00:00Z",
        "how": "phone",
        "text_sent": "您反映的信用卡年费300.00元已于今日退回原卡，给您添麻烦了，向您致歉。"
        "对本答复不满意的，可以在收到之日起30日内申请上级核查，可以申请调解，"
        "可以随时向金融监管部门投诉，也可以在诉讼时效期限内向法院起诉。",
        "rights_included": True,
        "final": True,
        "reason": "已电话答复客户",
    },
    by="li.na",
    role="handler",
)
print(status)
assert status == "finished"
assert [task for task in rt.tasks(case=case_id) if task.kind == "guard"] == [], "a guard that finds something asks another supervisor"

# %% [markdown]
# The picture of the workflow again, now with the way that this case took:

# %%
rt.case(case_id).graph

# %% [markdown]
# ## What is on record
#
# Every step is an event, each event's hash covers the one before, and `verify` computes all of them again.

# %%
for event in rt.case(case_id).events:
    print(f'{event["seq"]:>3}  {event["at"]}  {event["kind"]}')
verdict = rt.verify()
print(verdict["cases"], "case,", verdict["events"], "events,", verdict["faults"], "faults")
assert verdict["faults"] == 0
rt.close()

# %% [markdown]
# ## What to try next
#
# - Give `approve` a limit of authority: `amount="decision.amount", limits={"supervisor": {"CNY": 20000}}`, and see who may approve 300 yuan then.
# - Leave the regulator out of the reply: it is kept, since it was said, and a guard opens a task for another supervisor. Read it in `rt.tasks(case=case_id)`.
# - Let Li Na take the decision back by the task `again` after the approval, and watch what the approval covers afterwards.
# - Write `wf.to_yaml()` into a folder `branch_office/workflow.yaml` and run `amends validate branch_office` on it.
# - Lesson 08 writes a stage with a configuration and tests it.
