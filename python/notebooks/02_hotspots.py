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
# # Where complaints gather
#
# One complaint about an annual fee is a mistake; nine from one branch in a month are a leak. You make a quarter of a small bank's complaints, find the place where they gather, and
# read the numbers behind it: growth against the month before, lift against the quarter, and the bounds below which the engine keeps silent. Then the same facts as a report for the management.
#
# 一件年费投诉可能是偶然，一个网点一个月里接连几件，就该查原因了。本课用随附的样例案件拼出一个季度的投诉，找出集中的地方，看懂环比增幅、提升度和“多少件才算热点”的界限，最后生成给管理层看的报告。表里没有姓名，也没有投诉原文。

# %%
import copy
import datetime as dt
import tempfile
from pathlib import Path

import amends
from amends import analytics

samples = amends.samples()
today = dt.datetime(2026, 3, 30, 1, tzinfo=dt.timezone.utc)
for name in ("K01", "K03", "K09"):
    print(name, samples[name].about)


# %% [markdown]
# ## A quarter of complaints
#
# The samples that come with the installation are twelve, of one day. To have a quarter, three of them come again on other days, each time from another customer: the overcharged
# annual fee at branch 2, seldom at first and then often; the unfriendly counter at branch 1, every ten days all the time; and two surrender disputes.

# %%
def again(name, unit, days_ago):
    """The sample as another customer's complaint, so many days before today."""
    record = copy.deepcopy(samples[name].record)
    at = (today - dt.timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    record["case"].update(id=f"CASE-{name}-{unit}-{days_ago}", unit=unit)
    record["channel"].update(ref=f"{name}-{unit}-{days_ago}", received_at=at)
    record["text"]["docs"][0]["at"] = at
    mail = f"{name}.{unit}.{days_ago}@example.org"
    record["parties"][0].update(name=f"客户{name}{days_ago}", contacts=[{"kind": "email", "value": mail}])
    return record


fees = [again("K01", "BRANCH-2", days) for days in (110, 90, 75, 62, 50, 35, 20, 12, 9, 8, 6, 5, 4, 3, 2)]
counter = [again("K09", "BRANCH-1", days) for days in range(111, 0, -10)]
surrender = [again("K03", "BRANCH-1", days) for days in (14, 4)]
quarter = sorted(fees + counter + surrender, key=lambda record: record["channel"]["received_at"])
print(len(quarter), "complaints")

# %%
folder = Path(tempfile.mkdtemp(prefix="amends-lesson-"))
rt = amends.open(folder / "quarter.db", by="an.lin", role="supervisor", purpose="lesson 02", language="en", now="2026-03-30T02:00:00Z")
rt.deploy("first_line")
batch = rt.submit_many("first_line", quarter, at_received=True, progress=False)
print(batch)
assert len(batch) == 29 and not batch.rejected

# %% [markdown]
# ## Tables
#
# What an analyst reads are tables, made in C++ column by column and handed over to polars without a copy. They hold codes, numbers and times: no names, no texts, whoever asks. Each column says what it means.

# %%
for column in rt.cases_table().columns:
    if column.name in ("nature", "unit", "received_at", "severity", "complainant"):
        print(f"{column.name:12} {column.type:10} {column.privacy}  {column.about}")
assert {column.privacy for column in rt.cases_table().columns} <= {"P0", "P1", "P2"}

# %%
rt.events().to_polars().group_by("kind").len().sort("len", "kind", descending=[True, False]).head(5)

# %% [markdown]
# ## Hot spots
#
# `Data.of` reads what the questions need, once. A group is **hot** when both bounds of a common cause are met: five cases in the window, and at least twice as many a day as in the quarter before
# (a lift of 200 %).

# %%
data = analytics.Data.of(rt)
hot = analytics.hotspots(data, by=["nature", "unit"])
hot.drop("cases")

# %%
first = hot.row(0, named=True)
assert (first["nature"], first["unit"], first["hot"]) == ("fee_interest", "BRANCH-2", True)
assert hot["hot"].to_list() == [True, False, False]

# %% [markdown]
# Read the first row aloud: nine fee complaints at branch 2 in thirty days, two in the thirty days before that (growth), six in the ninety days before (lift). You can do the sum by hand:

# %%
print("growth", 100 * (first["count"] - first["before"]) // max(1, first["before"]), "%")
print("lift  ", round(100 * (first["count"] / 30) / (first["baseline"] / 90)), "%")
assert (first["count"], first["before"], first["baseline"]) == (9, 2, 6)
assert first["growth_percent"] == 350 and first["lift_percent"] == 450

# %% [markdown]
# Now the two that are *not* hot, which teach more:
#
# - the surrender disputes have the larger lift, since there were none before. But two cases are two cases; with five as the bound nobody chases a coincidence.
# - the counter of branch 1 has more complaints in all than the fees had in the baseline, at a steady pace. That is a problem of its own, and no *new* one. A list that calls the steady hot would be red every month.

# %%
by_nature = {row["nature"]: row for row in hot.iter_rows(named=True)}
assert by_nature["surrender_dispute"]["lift_percent"] == 600 and by_nature["surrender_dispute"]["count"] == 2
assert by_nature["service_attitude"]["count"] == 3 and by_nature["service_attitude"]["lift_percent"] < 200

# %% [markdown]
# A hot group is a lead, not a verdict. Branch 2 may have the customers of a card whose fee table was printed wrongly elsewhere. What the cases have in common is the next question.
#
# ## What do they ask for?
#
# Demands that belong together: by kind, nature and need, and by likeness of the texts. This reads what people wrote, so it asks for a role and a purpose. The label shows the
# pieces of text that most of the group share.

# %%
clusters = analytics.demand_clusters(rt)
for cluster in clusters:
    print(len(cluster.cases), cluster.demand, cluster.nature, cluster.label)
assert max(clusters, key=lambda one: len(one.cases)).demand == "refund"

# %% [markdown]
# ## A report for each reader
#
# The same facts as an executive reads them. No case ids, no pseudonyms; where a number cannot be known, the report says which fact is missing and does not make one up.

# %%
month = analytics.Period.last(30, data.now)
report = analytics.role_report(data, "executive", month)
report

# %%
chinese = report.markdown("zh")
print("\n".join(chinese.splitlines()[:8]))
assert "CASE-" not in chinese and "客户" not in report.markdown("en")

# %% [markdown]
# ## Who may be counted
#
# A group that tells a person, such as a seller, appears from five cases on. With two surrender disputes there is no row for anybody:

# %%
sellers = data.complaints["seller"].drop_nulls().unique().to_list()
shown = analytics.hotspots(data, by=["seller"])
print(len(sellers), "seller is named in the cases,", len(shown), "is shown")
assert len(sellers) == 1 and shown.is_empty()
rt.close()

# %% [markdown]
# ## What to try next
#
# - `analytics.hotspots(data, by=["unit"], customers={"BRANCH-1": 40_000, "BRANCH-2": 9_000})` adds a rate by customers: a small branch with few complaints may be worse than a large one with many.
# - `analytics.kpis(data, month)` answers K1 to K24, each with numerator, denominator and, where it has no answer, the fact that is missing.
# - `rt.export("log.sqlite", format="ocel")` writes the journal for process mining; `python/docs/exports.md` lists the formats.
# - Put your own complaints in: `rt.submit_many("first_line", amends.read("complaints.csv"))`.
