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
# # Review a case
#
# A morning at the complaints desk: four complaints have come in. You see which one cannot wait, read one from top to bottom with the words that each reading rests on, check a date day by day,
# correct what the machine got wrong, and send the acknowledgement. At the end you look at the same case as an analyst, who must not see what the customer wrote.
#
# 投诉处理岗的一个早晨：四件投诉刚刚进来。本课带您先找出最不能等的一件，再把一件投诉从头看到尾：每个判断引用了哪几个字，期限是怎样一天一天算出来的；机器判断不准的地方由人更正，然后发出受理告知。最后换成分析人员的身份，看看哪些内容是看不到的。

# %%
import tempfile
from pathlib import Path

import amends

folder = Path(tempfile.mkdtemp(prefix="amends-lesson-"))
samples = amends.samples()
morning = [samples[name].record for name in ("K01", "K05", "K08", "K11")]

rt = amends.open(folder / "desk.db", by="zhou.hang", role="supervisor", purpose="lesson 01", language="en", now="2026-03-02T01:00:00Z")
rt.deploy("first_line")
batch = rt.submit_many("first_line", morning, at_received=True, progress=False)
print(batch)

# %% [markdown]
# ## What cannot wait
#
# Tasks come with the earliest due first. One of the four writers speaks of jumping from a building. Nothing else happens in that case, no classification and no letter, before a trained person has made contact.

# %%
for task in list(rt.tasks())[:5]:
    print(task.due_at, task.case_id, task.role.ljust(14), task.title["en"])
first = rt.tasks().first()
assert (first.case_id, first.role) == ("CASE-K08", "crisis_trained")

# %%
danger = rt.case("CASE-K08")
print(danger.review()["alerts"][0]["text"])
assert "classify" not in danger.sections and len(rt.tasks(case="CASE-K08")) == 1

# %% [markdown]
# The rule is not a setting, and no score is involved: an explicit sign stops everything but the safety protocol.
#
# ## A case to read
#
# The last line of a cell shows itself. Of a case that is what an officer reads first: what it is about, what is due, why.

# %%
case = rt.case("CASE-K01")
case

# %% [markdown]
# The whole page is `amends.review(case)`, which can be saved and printed. The same as text, for a terminal; in Chinese if you like.

# %%
print(case.text("zh")[:420])
print(case.review()["headline"])
assert "asks for refund, CNY 300.00" in case.review()["headline"]

# %% [markdown]
# ## Every reading quotes
#
# What was said, with the words marked that the readings rest on:

# %%
case.said

# %% [markdown]
# Behind each view stands one model, `review()`. A mark says from which character to which it quotes, what the reading is, and which stage made it. You can check each against the text, and so can an auditor.

# %%
document = case.review()["documents"][0]
for mark in sorted(document["marks"], key=lambda mark: mark["start"]):
    quote = document["body"][mark["start"] : mark["end"]]
    print(f'{quote:8} {mark["kind"]:8} {mark["stage"]}: {mark["text"]}')
quoted = {document["body"][mark["start"] : mark["end"]] for mark in document["marks"]}
assert {"多扣", "年费", "生气", "退还"} <= quoted

# %% [markdown]
# A number is borne out by its computation. The severity is small here, and you see of what it is made: a sum that is not large, some anger, nothing else.

# %%
severity = next(finding for finding in case.review()["findings"] if finding["code"] == "severity.level")
print(severity["text"], "<-", severity["evidence"][0]["operands"])
print("rule:", severity["rule"])
assert severity["text"] == "Severity S1 (5 points)."

# %% [markdown]
# ## A date, day by day
#
# Each clock names its rule, the source of the rule, and how sure the project is of it; then a ledger of the days. Legal rules are to be confirmed by the institution's counsel, and the page says so.

# %%
case.clocks

# %% [markdown]
# The numbers behind it, for whoever wants to count again:

# %%
clock = next(clock for clock in case.review()["clocks"] if clock["rule"] == "CN-NFRA-DECIDE-SIMPLE")
print(clock["title"], "|", clock["basis"], "|", clock["note"])
for run in clock["ledger_runs"]:
    print(f'  {run["day"]:24} +{run["count"]:>2} = {run["total"]:>2}  {run["reason"]}')
print("due:", clock["due"], "|", clock["left"])
assert clock["due_at"] == "2026-03-17T16:00:00Z"  # the end of 17 March in Shanghai

# %% [markdown]
# ## A person corrects the machine
#
# Suppose the officer learns on the telephone that the fee has been refunded since, and that the anger is about how the customer was spoken to. A correction needs a reason and a name; the
# machine's reading stays beside it, and reports can count how often it was wrong.

# %%
reason = "年费已退，客户现在不满的是电话里的态度"
rt.correct("CASE-K01", "classify.nature.primary", "service_attitude", reason=reason, by="li.na", role="handler")
review = rt.case("CASE-K01").review()
for one in review["corrections"]:
    print(one["title"], "|", one["machine_text"], "->", one["value_text"], "|", one["by"], "|", one["reason"])
print("the case now says:", review["classification"]["nature"])
assert review["classification"]["nature_code"] == "service_attitude" and len(review["corrections"]) == 1

# %% [markdown]
# ## The acknowledgement
#
# The draft is ready, in the customer's language too. An officer sends it through the bank's own channel and records that. The clock of the acknowledgement is met then.

# %%
print(case.review("zh")["acknowledgement"][:160])
acknowledge = next(task for task in rt.tasks(case="CASE-K01") if task.form == "ack_sent")
rt.now = "2026-03-02T02:30:00Z"
acknowledge.answer({"sent_at": rt.now, "how": "phone", "reason": "电话告知已受理"}, by="li.na", role="handler")
clocks = {clock["rule"]: clock["state_code"] for clock in rt.case("CASE-K01").review()["clocks"]}
print(clocks)
assert clocks["AMENDS-ACK"] == "met" and clocks["CN-NFRA-DECIDE-SIMPLE"] == "running"

# %% [markdown]
# ## What is on record
#
# Who did what and when, in one chain of hashes.

# %%
for line in rt.case("CASE-K01").review()["timeline"][-3:]:
    print(line["at"], "|", line["actor"], "|", line["kind"], "|", line["text"])
assert rt.verify()["faults"] == 0

# %% [markdown]
# Reading is on record too: who looked, in which role, and for what. The purpose that we gave at the beginning stands there.

# %%
reads = rt.reads(case="CASE-K01")
print(len(reads), "reads, the last:", reads[-1].by, reads[-1].role, reads[-1].level, reads[-1].purpose)
assert {read.purpose for read in reads} == {"lesson 01"}
rt.close()

# %% [markdown]
# ## The same file, another role
#
# An analyst counts cases and sees no free text. The refusal says what is held back and what would be needed.

# %%
with amends.open(folder / "desk.db", by="an.lin", role="analyst", read_only=True) as rt:
    print(rt.cases(limit=1)[0]["nature"])
    try:
        rt.case("CASE-K01").record
        raise AssertionError("this must be refused")
    except amends.errors.Refused as error:
        print("refused:", error)
    assert "生气" not in rt.case("CASE-K01").text("zh")

# %% [markdown]
# ## What to try next
#
# - Answer the safety task of K08 as `role="handler"`: it is refused and recorded. Then as `crisis_trained`, and see the case go on.
# - Read K05, an older customer who lost pension money, and K11, which is in English.
# - `amends report CASE-K01 --html --db desk.db` writes the same page for a printer.
# - Lesson 05 reviews a talk about money; lesson 06 builds a process of your own.
