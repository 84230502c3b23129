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
# # Review a talk about money
#
# A customer surrendered a policy after five years: 100,000 paid in, 32,000 offered back, and a salesman's promise in between. The bank's own records are missing. You review how the
# talk was prepared and held: what was paid before anybody talked, who fixed the fair target and who released it, what was offered in which step, and what the signed letter says. The order of these things is the lesson.
#
# 一位客户交了五年保费共十万元，退保只给三万二，双方对销售时的承诺各执一词，而银行应当保存的双录资料缺失。本课复盘这次沟通：应付的部分先付、无条件付；公允目标由谁定、由谁审、由谁放行；每一步说了多少；签发的信写了什么。要看的正是这些事情的先后次序。

# %%
import subprocess
import tempfile
from pathlib import Path

import amends

folder = Path(tempfile.mkdtemp(prefix="amends-lesson-"))
program = amends.installation() / "bin" / "amends"

# %% [markdown]
# ## The case
#
# The workflow `standard_complaint` comes with scenarios: scripted people who live through a case in virtual time. `--keep` leaves the played case in a file, and that is what we review.

# %%
command = [program, "test", "standard_complaint", "--only", "K03_surrender_settled", "--keep", folder / "talk.db"]
played = subprocess.run(command, capture_output=True, text=True)
print(played.stdout)
assert played.returncode == 0, played.stdout + played.stderr

rt = amends.open(folder / "talk.db", by="zhou.hang", role="supervisor", purpose="lesson 05", language="en", read_only=True)
case = rt.case("CASE-K03")
print(case.review()["headline"])
print(case.record["text"]["docs"][0]["body"])


# %%
def yuan(money):
    """A sum of money for people: whole minor units in, text out; nothing is ever a float."""
    return f'{money["minor"] // 100:,}.{money["minor"] % 100:02} {money["currency"]}'


answers = {event["payload"]["id"]: event for event in case.events if event["kind"] == "task_answered"}
for task, event in answers.items():
    print(event["at"], event["payload"]["by"].ljust(9), event["payload"]["role"].ljust(20), task)

# %% [markdown]
# ## First: what is owed
#
# By the contract 32,000 are owed, whatever becomes of the talk. A second person checked the sum (the first try, by the one who had found the facts, did not count). The approval of the
# options gave it a day. Only then did anybody fix a target for a talk.

# %%
money = case.record["money"]
print("owed", yuan(money["owed_due"]), "by", money["owed_due"]["due_at"])
approved = answers["approve_options#1"]["at"]
talked = answers["talk#1:held"]["at"]
print("approved", approved, "< talked", talked)
assert yuan(money["owed_due"]) == "32,000.00 CNY" and approved < answers["set_limits#1"]["at"] < talked
assert answers["prepare_talk#1"]["payload"]["answer"]["entitlement_paid"] is True

# %% [markdown]
# ## Then: a fair target, and who may say it
#
# The records that should prove what was promised are missing, and that counts for the customer. A supervisor fixed the fair target from like cases; consumer protection reviewed it; another
# supervisor had to release the plan. The first one tried, and the refusal is on record.

# %%
target = answers["set_limits#1"]["payload"]["answer"]
print("target", yuan(target["target"]), "|", target["comparable_cases"], "|", target["reason"])
refused = [event["payload"] for event in case.events if event["kind"] == "approval_refused"]
for one in refused:
    print("refused:", one["why"], one["by"], "|", one["reason"])
assert [one["by"] for one in refused if one["task"] == "release_plan#1"] == ["wang.yi"]
assert answers["release_plan#1"]["payload"]["by"] == "sun.lei"

# %% [markdown]
# ## The ladder
#
# Goodwill goes in steps from what is owed to the target. Each step is an exact sum, worked out from two numbers and a share in basis points. The steps get smaller; and
# no step lies below what is owed, so that the customer can lose nothing by saying no.

# %%
case.ladder

# %% [markdown]
# By hand:

# %%
plan = case.sections["negotiation_plan"]
owed, goal = plan["frame"]["entitlement"]["minor"], plan["frame"]["target"]["minor"]
for step in plan["ladder"]:
    by_hand = owed + (goal - owed) * step["bp"] // 10_000
    total = yuan({"minor": step["total"], "currency": "CNY"})
    print(step["k"], f'{step["bp"]:>6} bp', total, "goodwill", step["goodwill"] // 100, "|", step["release"]["state"])
    assert step["total"] == by_hand and step["total"] >= owed

# %% [markdown]
# Step 1 was offered. The customer named 38,500, which lies within step 2: so the plan says *accept, and pay just that*. There is no rule to bargain a customer down who is within reach, and
# none to take back what was offered.

# %%
counter = plan["counter"]
print(counter["outcome"], yuan(counter["pay"]))
assert (counter["outcome"], counter["pay"]["minor"]) == ("accept", 3_850_000)
assert plan["ladder"][0]["total"] < counter["minor"] <= plan["ladder"][1]["total"]

# %% [markdown]
# ## How the talk went
#
# The customer wanted to sleep over it. Feelings were noted before and after, as a number from 0 to 10, by the person who led the talk. They are for the bank to learn from; no sum depends on them.

# %%
for name in ("talk#1:held", "talk#2:held"):
    talk = answers[name]["payload"]["answer"]
    print(answers[name]["at"], "feelings", talk["emotion_before"], "->", talk["emotion_after"], "|", talk["reason"])
assert answers["talk#2:held"]["payload"]["answer"]["emotion_after"] == 1

# %% [markdown]
# What the officer had in hand were questions and acknowledgements, to listen first. A few of them, as they stand in the plan:

# %%
for question in plan["questions"][:3]:
    print("-", question["text"]["zh"], "/", question["text"]["en"])
for item in plan["audit"][:2]:
    print("*", item["fear"]["zh"], "/", item["acknowledgement"]["zh"])

# %% [markdown]
# And what is barred: a technique that deceives has no place, and each that is allowed has a note that says its limit, and a form in which it is honest.

# %%
for technique in plan["techniques"][:3]:
    print(technique["id"].ljust(14), technique["state"].ljust(12), technique["safe_form"]["en"])
ladder = next(one for one in plan["techniques"] if one["id"] == "ladder")
assert ladder["allowed"] is (ladder["state"] == "allowed") and "without conditions" in ladder["ethics_note"]["en"]

# %% [markdown]
# ## The letter says both sums apart
#
# What is owed is named as owed, what was agreed as agreed, each with its own date, and then the ways that stay open to whoever thinks better of it.

# %%
letter = case.sections["response_letter"]["letter"]["text"]
letter = letter if isinstance(letter, str) else letter["zh"]
print(next(paragraph for paragraph in letter.split("\n\n") if paragraph.startswith("我们的决定")))
assert "应付的32,000.00 元全额支付，不附任何条件" in letter and "另付6,500.00 元，合计38,500.00 元" in letter
assert "12378" in letter and "人民法院" in letter

# %% [markdown]
# It went out exactly as it was signed: the approval `sign` carries the digest of the letter, and it still covers it.

# %%
for approval in case.approvals:
    state = "covers" if approval["covers"] else f'no longer covers: {", ".join(approval["changed"])[:60]}'
    print(approval["step"].ljust(16), approval["by"].ljust(8), state)
signed = case.approvals[-1]
assert signed["step"] == "sign" and signed["covers"] and signed["uses"] == ["send#1:out"]
rt.close()

# %% [markdown]
# ## What to try next
#
# - Play `K12_fifth_complaint_refused_with_rights`: nothing is owed, and the letter says no with every way outside named.
# - Play `K08_safety_first`: the ladder is off, because nobody bargains with a person in danger. `plan["ladder_off"]` says why.
# - `amends case checklist CASE-K03 --db talk.db` prints what an officer takes along into the talk.
# - Open the file without a role: as an analyst you see that there was a settlement, and neither the plan nor a word of what was said.
