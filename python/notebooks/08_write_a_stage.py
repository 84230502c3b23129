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
# # Write a stage, and let it be tested
#
# A stage is one thought about a case: it reads what it named, and answers with a result, with findings, and with the places in the record that bear them out. You write one that
# notices when a customer says that something was charged twice, see what the contract tests say about a careless first version, mend it, and let it work on the twelve
# sample complaints. The same contract holds for a stage in C++.
#
# 本课写一个自己的阶段：从客户的话里看出“重复扣费”，每条发现都要引用原文。先写一个粗心的版本，让契约测试指出哪里不守规矩，改好以后，再让它看一遍随附的十二件投诉。用 C++ 写的阶段守的是同一份契约。

# %%
import dataclasses
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import amends
from amends.testing import check_stage

samples = amends.samples()
fee = samples["K01"].record
print(fee["text"]["docs"][0]["body"])


# %% [markdown]
# ## A careless first version
#
# It says that it reads the text. Then it looks at the demand as well, because that is what it would like to know.

# %%
@amends.stage("bank.repeat_charge", reads=["text"], writes="ext.bank.repeat_charge", texts={"en": "Charged twice?", "zh": "是否重复扣费"})
def careless(case):
    said = any("多扣" in document["body"] for document in case["text"]["docs"])
    return {"says_so": said, "wants_money": any(demand["kind"] == "refund" for demand in case.get("demand", []))}


# %% [markdown]
# It is still a function. Called bare, with a plain dict, it answers at once, and looks right:

# %%
careless(fee)

# %% [markdown]
# `check_stage` runs the stage through the boundary of the engine, on the case, on random changes of it, on an almost empty case, on a very long one. It answers one sentence
# for each broken promise.

# %%
broken = check_stage(careless, [fee], mutations=40)
for sentence in broken:
    print("-", sentence)
assert any("looks at demand" in sentence for sentence in broken)

# %% [markdown]
# In the engine `demand` is simply not there, so `wants_money` would have been `False` for everybody, in silence. What a stage reads is also what its result rests on: when a
# correction changes one of those values, the engine knows which results are out of date. So the list has to be honest.
#
# The other sentence comes from the random changes: somewhere a value was missing or of another kind, and the stage fell over it. Records come from other systems. A stage that meets
# something odd leaves it aside, or raises one of `amends.errors`; it does not stumble.
#
# ## Configuration and evidence
#
# The second version gets its words from a configuration, a frozen dataclass whose fields become the schema: a workflow that gives something else is refused when it is
# deployed. It takes only what has the shape that it expects. And it quotes: `ctx.span` takes a document and the code points from one place to another; a finding without evidence is refused.

# %%
@dataclasses.dataclass(frozen=True)
class Words:
    said: tuple[str, ...] = ("多扣", "重复扣", "扣了两次", "charged twice", "double charge")


def texts_of(case):
    """Id and body of each document that has both."""
    text = case.get("text")
    documents = text.get("docs") if isinstance(text, Mapping) else None
    for document in documents if isinstance(documents, Sequence) else []:
        if isinstance(document, Mapping) and isinstance(document.get("id"), str) and isinstance(document.get("body"), str):
            yield document["id"], document["body"]


# %%
TITLE = {"en": "Charged twice?", "zh": "是否重复扣费"}


@amends.stage("bank.repeat_charge", reads=["text"], writes="ext.bank.repeat_charge", config=Words, texts=TITLE)
def repeat_charge(case, ctx):
    spans = []
    for name, body in texts_of(case):
        for word in ctx.config.said:
            at = body.find(word)
            if word and at >= 0:
                spans.append(ctx.span(name, at, at + len(word)))
    if not spans:
        return {"says_so": False}
    zh, en = "客户说被重复或多扣了费用，请核对账单。", "The customer speaks of a repeated charge; compare the statement."
    found = ctx.finding("charge.repeated", zh=zh, en=en, evidence=spans, confidence=80)
    return {"says_so": True, "places": len(spans), "findings": [found]}


# %%
print(repeat_charge(fee)["places"], "place in the text")
broken = check_stage(repeat_charge, [fee, samples["K11"].record], mutations=60)
print(broken or "the contract holds")
assert broken == []
assert repeat_charge(fee, config={"said": ["年费"]})["says_so"]
assert not repeat_charge(fee, config=Words(said=("违约金",)))["says_so"]

# %% [markdown]
# The finding says that the customer *speaks of* a repeated charge. It does not say that there was one: that is for people who have the statement, and a word list is no
# reader of account books.
#
# ## In the engine, without a database
#
# `run_stage` makes the whole envelope: result, findings, evidence, and what the guards had to say.

# %%
with amends.open(":none:", by="li.na", role="supervisor", purpose="lesson 08", plugins=[repeat_charge]) as rt:
    envelope = rt.run_stage("bank.repeat_charge", fee)
evidence = envelope["evidence"][0]
print(envelope["status"], envelope["result"])
print(evidence["doc"], evidence["start"], evidence["end"], evidence["quote"])
body = fee["text"]["docs"][0]["body"]
assert body[evidence["start"] : evidence["end"]] == evidence["quote"] == "多扣"

# %% [markdown]
# ## In a workflow
#
# Two steps are enough here: intake, then ours, with the bank's own words in the step. The twelve samples go through together.

# %%
folder = Path(tempfile.mkdtemp(prefix="amends-lesson-"))
wf = amends.Workflow("look_twice", version="1.0.0", title={"zh": "找重复扣费", "en": "Look for repeated charges"})
wf.stage("intake", "amends.intake", on_error={"needs_person": "ours"})
wf.stage("ours", repeat_charge, config={"said": ["多扣", "charged twice"]})

who = {"by": "li.na", "role": "supervisor", "purpose": "lesson 08"}
rt = amends.open(folder / "look.db", **who, language="en", plugins=wf.stages, now="2026-03-02T01:00:00Z")
rt.deploy(wf)
batch = rt.submit_many("look_twice", [one.record for one in samples.values()], at_received=True, progress=False)
found = [case.id for case in batch if rt.case(case.id).sections.get("ext.bank.repeat_charge", {}).get("says_so")]
print(batch, found)
assert found == ["CASE-K01"]

# %% [markdown]
# A reader of the case sees the finding beside those of the engine's own stages, with the quoted word:

# %%
case = rt.case("CASE-K01")
(ours,) = [finding for finding in case.findings if finding.code == "charge.repeated"]
print(ours)
assert ours.evidence[0]["text"] == "多扣"

# %%
ours

# %% [markdown]
# ## What cannot be deployed
#
# A configuration that does not fit is refused before a case meets it, with step and field.

# %%
wrong = amends.Workflow("look_wrong", version="1.0.0", title={"zh": "配置有误", "en": "A wrong configuration"})
wrong.stage("ours", repeat_charge, config={"said": "多扣"})
try:
    rt.deploy(wrong)
    raise AssertionError("this must be refused")
except amends.AmendsError as error:
    print(error)
rt.close()

# %% [markdown]
# ## What to try next
#
# - Raise an exception in the stage for one sample and read `rt.failures(case_id)`: class, place and traceback, in the journal's diagnostic part.
# - Make it a batch stage (`batch=True`): a list of cases in, a list of answers out. `python/stages.md` says when that pays.
# - Put `assert check_stage(repeat_charge, [...]) == []` into a pytest of your own.
# - The same stage in C++: `amends plugin new bank.repeat_charge --out .` makes a folder that builds and passes at once.
