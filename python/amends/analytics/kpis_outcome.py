"""Key figures about what came of it: upheld, paid, reopened, repeated, referred, satisfied."""

from __future__ import annotations

import datetime as dt
from typing import Any, Collection

from .frames import BASIS, SMALLEST_GROUP, Data, Period, hr, lower_median, polars
from .kpi_values import Figure, amount, missing, share
from .kpis_time import closed_in, ids, lengths

__all__ = ["k10", "k11", "k12", "k13", "k14", "k15", "k16", "k18", "k20", "k24", "redress"]

_UPHELD = ("full", "partial")


def redress(frame: Any) -> Any:
    """With ``paid_minor`` and ``paid_currency``: what was settled, else what was owed."""
    pl = polars()
    return frame.with_columns(pl.coalesce("settled_minor", "owed_minor").alias("paid_minor"),
                              pl.when(pl.col("settled_minor").is_not_null()).then(pl.col("settled_currency")).otherwise(pl.col("owed_currency")).alias("paid_currency"))


def _upheld(frame: Any) -> Any:
    return frame.filter(polars().col("merit").is_in(_UPHELD))


def k10(data: Data, period: Period, **_: Any) -> list[Figure]:
    decided = closed_in(data, period).filter(polars().col("merit").is_not_null())
    return [share("upheld", ids(_upheld(decided)), ids(decided))]


def k11(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    paid = redress(_upheld(closed_in(data, period))).filter(pl.col("paid_minor").is_not_null())
    if paid.is_empty():
        return [missing("sum", "minor", "cases.settled_minor or cases.owed_minor: no upheld case of the period has a sum")]
    out: list[Figure] = []
    for currency in sorted(set(paid["paid_currency"])):
        mine = paid.filter(pl.col("paid_currency") == currency)
        sums, population = list(mine["paid_minor"]), ids(mine)
        out += [amount(f"sum {currency}", sum(sums), "minor", population), amount(f"mean {currency}", hr(sum(sums), len(sums)), "minor", population),
                amount(f"median {currency}", lower_median(sums), "minor", population)]
        claimed = mine.filter((pl.col("claimed_minor") > 0) & (pl.col("claimed_currency") == currency))
        out.append(share(f"paid by claimed {currency}", ids(claimed), ids(claimed), numerator=sum(claimed["paid_minor"]), denominator=sum(claimed["claimed_minor"])))
    return out


def k12(data: Data, period: Period, *, window_days: int = 90, **_: Any) -> list[Figure]:
    pl = polars()
    status = data.status.filter(pl.col("case_id").is_in(ids(data.complaints)))
    ended = status.filter(pl.col("status").is_in(["closed", "withdrawn"]) & period.holds("from_at")).select("case_id", closed="from_at")
    # A case whose workflow ended without the status closed counts as closed too.
    finished = data.complaints.filter(period.holds("closed_at") & ~pl.col("case_id").is_in(ids(ended))).select("case_id", closed="closed_at")
    closed = pl.concat([ended, finished])
    again = status.filter(pl.col("status") == "reopened").select("case_id", again="from_at")
    hit = closed.join(again, on="case_id").filter((pl.col("again") >= pl.col("closed")) & (pl.col("again") <= pl.col("closed") + dt.timedelta(days=window_days)))
    return [share(f"reopened within {window_days} days", ids(hit), ids(closed))]


def k13(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    year = Period(period.end - dt.timedelta(days=365), period.end)
    known = data.complaints.filter(year.holds("received_at") & pl.col("complainant").is_not_null())
    if known.is_empty():
        return [missing("complainants with a repeat", "bp", "cases.complainant: no complainant is known by document, telephone, or name and year of birth")]
    cause = known.with_columns(pl.coalesce("root_cause", "nature").alias("cause")).filter(pl.col("cause").is_not_null())
    groups = cause.group_by("complainant", "cause").agg(pl.len().alias("count"), pl.col("case_id")).filter(pl.col("count") >= 2)
    people, repeated = known["complainant"].n_unique(), groups["complainant"].n_unique()
    return [share("complainants with a repeat", [case for cases in groups["case_id"] for case in cases], ids(known), numerator=repeated, denominator=people)]


def k14(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    handled = closed_in(data, period).filter(pl.col("handlers") >= 1)
    return [share("one handler", ids(handled.filter(pl.col("handlers") == 1)), ids(handled))]


def k15(data: Data, period: Period, **_: Any) -> list[Figure]:
    closed = closed_in(data, period)
    return [share("referred outside", ids(closed.filter(polars().col("transferred_at").is_not_null())), ids(closed)),
            missing("decision changed", "bp", "outcome.decision_changed: no stage records what a body outside decided")]


def k16(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    closed = closed_in(data, period)
    withdrawn = closed.filter(pl.col("case_status") == "withdrawn")
    settled = closed.filter((pl.col("case_status") != "withdrawn") & pl.col("settled_minor").is_not_null())
    rest = set(ids(closed)) - set(ids(withdrawn)) - set(ids(settled))
    return [share("withdrawn", ids(withdrawn), ids(closed)), share("settled", ids(settled), ids(closed)), share("adjudicated", rest, ids(closed))]


def k18(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    closed = closed_in(data, period)
    if data.cases["csat"].is_null().all():
        return [missing("dissatisfied", "bp", "outcome.csat: no survey was answered"), missing("answers", "bp", "outcome.csat: no survey was answered"), missing("NPS", "bp", "outcome.nps: no stage asks for it")]
    answered = closed.filter(pl.col("csat").is_not_null())
    return [share("dissatisfied", ids(answered.filter(pl.col("csat") <= 2)), ids(answered)), share("answers", ids(answered), ids(closed)), missing("NPS", "bp", "outcome.nps: no stage asks for it")]


def k20(data: Data, period: Period, *, vulnerable: Collection[str] | None = None, **_: Any) -> list[Figure]:
    names = ("uphold rate", "paid by claimed", "median resolution time")
    units = ("bp", "bp", "us")
    if vulnerable is None:
        return [missing(name, unit, "vulnerable=: case ids from somebody who may read flags.vulnerability (class P3), see analytics.vulnerable_cases") for name, unit in zip(names, units)]
    pl = polars()
    closed = closed_in(data, period)
    sides = [closed.filter(pl.col("case_id").is_in(list(vulnerable))), closed.filter(~pl.col("case_id").is_in(list(vulnerable)))]
    if any(len(side) < SMALLEST_GROUP for side in sides):
        return [missing(name, unit, f"fewer than {SMALLEST_GROUP} cases in one of the groups: not shown") for name, unit in zip(names, units)]
    out = []
    for name, unit, measure in zip(names, units, (_uphold, _paid_by_claimed, _closed_within)):
        values = [measure(side) for side in sides]
        whole = tuple(sorted(ids(closed)))
        # The ids of the vulnerable would tell who they are: both groups together stand behind the number.
        if values[0] is None or values[1] is None:
            out.append(missing(name, unit, "one of the groups has no such decision or sum"))
        else:
            out.append(Figure(name, values[0] - values[1], unit, values[0], values[1], whole, whole))
    return out


def _closed_within(side: Any) -> int | None:
    return lower_median(lengths(side, "received_at", "closed_at"))


def _uphold(side: Any) -> int | None:
    decided = side.filter(polars().col("merit").is_not_null())
    return hr(BASIS * len(_upheld(decided)), len(decided)) if len(decided) else None


def _paid_by_claimed(side: Any) -> int | None:
    pl = polars()
    paid = redress(_upheld(side)).filter(pl.col("paid_minor").is_not_null() & (pl.col("claimed_minor") > 0) & (pl.col("paid_currency") == pl.col("claimed_currency")))
    if paid["paid_currency"].n_unique() != 1:
        return None  # none, or several currencies, which no ratio may mix
    return hr(BASIS * sum(paid["paid_minor"]), sum(paid["claimed_minor"]))


def k24(data: Data, period: Period, *, rate_per_hour: int | None = None, case_fee: int = 0, minutes: dict[str, int] | None = None, currency: str = "CNY", **_: Any) -> list[Figure]:
    if minutes is None or rate_per_hour is None:
        return [missing("cost", "minor", "handling minutes: no stage writes them; give minutes= (case id: minutes), rate_per_hour= and case_fee= in minor units")]
    pl = polars()
    closed = redress(closed_in(data, period))
    population = ids(closed)
    counted = [case for case in population if case in minutes]
    paid = closed.filter(pl.col("case_id").is_in(counted) & (pl.col("paid_currency") == currency))["paid_minor"].sum()
    total = hr(sum(minutes[case] for case in counted) * rate_per_hour, 60) + int(paid) + case_fee * len(counted)
    return [amount(f"cost {currency}", total, "minor", counted)]
