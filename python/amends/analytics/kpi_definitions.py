"""The key figures as data: what each means, over which cases, by which time, and which facts it needs."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFINITIONS", "Definition"]


@dataclass(frozen=True)
class Definition:
    """One key figure. ``time_role``: which instant of a case puts it into the period. ``unit``: bp (10,000 = 100 %), count, us (microseconds), minor (of the currency)."""

    id: str
    zh: str
    en: str
    formula: str
    denominator: str
    time_role: str
    unit: str
    needs: tuple[str, ...]
    version: int = 1


_ROWS = (
    Definition("K1", "受理量（每千户）", "Received, per 1,000 accounts", "complaints received in the period; 1,000 times that by the average number of accounts", "average accounts, given by the caller", "received", "count", ("cases.received_at", "accounts=")),
    Definition("K2", "按时确认率", "Acknowledged on time", "acknowledgement clocks met before they were due, by those due in the period; one that runs and is not due yet is left out", "acknowledgement clocks due in the period", "due", "bp", ("clocks.acknowledge",)),
    Definition("K3", "首次答复时长", "First response time", "first reply sent minus received: lower median and 90th percentile; calendar time, and working time where the caller gives a measure", "cases first replied to in the period", "first reply", "us", ("cases.first_reply_at",)),
    Definition("K4", "办结时长", "Resolution time", "closed minus received: lower median and 90th percentile", "cases closed in the period", "closed", "us", ("cases.closed_at",)),
    Definition("K5", "办结时段分布", "Closed within 3 business days, 4 weeks, 8 weeks, later", "share of the cases closed in the period by band; the first band needs a measure of working time", "cases closed in the period", "closed", "bp", ("cases.closed_at",)),
    Definition("K6", "法定时限达标率", "Statutory compliance", "statutory clocks met in time, by those due in the period; open and not yet due are left out, open and overdue count as missed", "statutory clocks due in the period", "due", "bp", ("clocks.statutory",)),
    Definition("K7", "办结件按时率", "On time among closed", "closed cases of which every statutory clock was met in time, by closed cases with such a clock", "cases closed in the period with a statutory clock", "closed", "bp", ("cases.closed_at", "clocks.statutory")),
    Definition("K8", "在办件与件龄", "Backlog and age", "cases open at the end of the period; lower median and 90th percentile of their age", "cases open at the end of the period", "end of the period", "count", ("cases.received_at",)),
    Definition("K9", "办结受理比", "Flow ratio", "closed in the period by received in the period", "cases received in the period", "closed; received", "bp", ("cases.closed_at", "cases.received_at")),
    Definition("K10", "支持率", "Uphold rate", "closed cases whose demand had merit in full or in part, by closed cases with a decision on merit", "cases closed in the period with a merit", "closed", "bp", ("cases.merit",)),
    Definition("K11", "赔付", "Redress", "of upheld cases what was settled, else what was owed: sum, mean, lower median, and paid by claimed; by currency", "upheld cases closed in the period with a sum", "closed", "minor", ("cases.merit", "cases.settled_minor or cases.owed_minor")),
    Definition("K12", "重开率", "Reopen rate", "cases closed in the period and reopened within the window, by cases closed in the period", "cases closed in the period", "closed", "bp", ("cases.last_closed_at", "cases.reopens")),
    Definition("K13", "重复投诉率", "Repeat rate", "complainants with two or more complaints of one root cause (its nature where no cause is stated) in the 12 months before the end, by complainants known by a pseudonym", "known complainants of those 12 months", "received", "bp", ("cases.complainant",)),
    Definition("K14", "首办解决率", "Resolved by the first handler", "closed cases in which one person alone answered the handler's tasks, by closed cases with a handler", "cases closed in the period with a handler", "closed", "bp", ("cases.handlers",)),
    Definition("K15", "外部转处率与改判率", "Referred outside, decision changed", "cases transferred outside by cases closed; decisions that a body outside changed by those it decided", "cases closed in the period", "closed", "bp", ("cases.transferred_at", "outcome.decision_changed")),
    Definition("K16", "撤诉、和解、裁决构成", "Withdrawn, settled, adjudicated", "shares of the cases closed in the period: withdrawn; settled on a sum; decided otherwise", "cases closed in the period", "closed", "bp", ("cases.closed_at",)),
    Definition("K17", "根因整改率", "Root-cause fix rate", "improvement actions verified by those due; recurrence before and after", "actions due in the period", "due", "bp", ("improvement.actions",)),
    Definition("K18", "办后不满意率", "Dissatisfied after handling", "satisfaction of 2 or less by those who answered, with the rate of answers beside it", "closed cases with an answer to the survey", "closed", "bp", ("cases.csat",)),
    Definition("K19", "质检合格率", "Quality check pass rate", "samples passed by samples drawn, with its Wilson interval", "samples of the period", "sampled", "bp", ("quality.samples",)),
    Definition("K20", "弱势客户结果差", "Outcome gap of vulnerable customers", "uphold rate, paid by claimed and median resolution time of vulnerable customers minus the others'", "cases closed in the period, both groups of 5 at least", "closed", "bp", ("vulnerable= (flags.vulnerability is class P3 and stands in no table)",)),
    Definition("K21", "分类一致性", "Agreement of the classification", "macro-F1 of the machine's nature against the person's where one confirmed or corrected it; share of cases that people overrode; calibration error over five bands of the stage's confidence", "cases received in the period whose nature a person confirmed", "received", "bp", ("cases.nature_confirmed",)),
    Definition("K22", "热点", "Hot spots", "groups of product, unit and nature whose count in the window a Poisson law with the baseline's mean exceeds with the given chance at most", "groups with a case in the window", "received", "count", ("cases.received_at", "cases.nature")),
    Definition("K23", "时限预警提前量", "Lead time of deadline warnings", "lower median of due minus first warning", "clocks due in the period that were warned of", "due", "us", ("clocks.first_warned_at",)),
    Definition("K24", "办理成本", "Cost", "handling minutes at a rate, plus redress, plus the case fee", "cases closed in the period", "closed", "minor", ("handling minutes",)),
    Definition("R1", "响应率", "Response rate (12345)", "call-backs that say somebody answered, by completed call-backs", "cases with a completed call-back", "called back", "bp", ("answers.call_back",)),
    Definition("R2", "解决率", "Resolution rate (12345)", "call-backs that say it was resolved, by completed call-backs", "cases with a completed call-back", "called back", "bp", ("answers.call_back",)),
    Definition("R3", "满意率", "Satisfaction rate (12345)", "call-backs that say satisfied, by completed call-backs", "cases with a completed call-back", "called back", "bp", ("answers.call_back",)),
)

DEFINITIONS: dict[str, Definition] = {row.id: row for row in _ROWS}
