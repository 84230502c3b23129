"""Key figures about time: received, answered, closed, due."""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable

from .frames import Data, Period, lower_median, percentile, polars
from .kpi_values import Figure, amount, missing, share

__all__ = ["k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k23"]

WorkingTime = Callable[[dt.datetime, dt.datetime], int]
"""Microseconds of working time between two instants, by the institution's calendar."""
WorkingDays = Callable[[dt.datetime, dt.datetime], int]

_WEEK = 7 * 86_400_000_000
_NO_WORKING_TIME = "working_time=: a measure of working time by the institution's calendar"


def ids(frame: Any) -> list[str]:
    return list(frame["case_id"])


def closed_in(data: Data, period: Period) -> Any:
    return data.complaints.filter(period.holds("closed_at"))


def lengths(frame: Any, start: str, end: str) -> list[int]:
    pl = polars()
    return list(frame.select((pl.col(end) - pl.col(start)).dt.total_microseconds()).to_series())


def due_in(data: Data, period: Period) -> Any:
    """Clocks of complaints that were due in the period, as far as it is over: one that runs and is not due yet is left out."""
    pl = polars()
    return data.clocks.filter(period.holds("due_at") & pl.col("case_id").is_in(ids(data.complaints))).filter(pl.col("met_at").is_not_null() | (pl.col("due_at") <= data.now))


def in_time(clocks: Any) -> Any:
    pl = polars()
    return clocks.filter(pl.col("met_at") < pl.col("due_at"))


def k1(data: Data, period: Period, *, accounts: int | None = None, **_: Any) -> list[Figure]:
    received = ids(data.complaints.filter(period.holds("received_at")))
    out = [amount("received", len(received), "count", received)]
    if accounts is None or accounts <= 0:
        return [*out, missing("per 1,000 accounts, in hundredths", "count", "accounts=: the average number of accounts of the period")]
    value = (2 * 100_000 * len(received) + accounts) // (2 * accounts)
    return [*out, Figure("per 1,000 accounts, in hundredths", value, "count", len(received), accounts, tuple(sorted(received)), tuple(sorted(received)))]


def k2(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    due = due_in(data, period).filter(pl.col("kind") == "acknowledge")
    return [share("acknowledged on time", ids(in_time(due)), ids(due), numerator=len(in_time(due)), denominator=len(due))]


def _times(frame: Any, end: str, working_time: WorkingTime | None) -> list[Figure]:
    found, population = lengths(frame, "received_at", end), ids(frame)
    out = [amount("median", lower_median(found), "us", population), amount("p90", percentile(found, 90), "us", population)]
    if working_time is None:
        return [*out, missing("median, working time", "us", _NO_WORKING_TIME), missing("p90, working time", "us", _NO_WORKING_TIME)]
    working = [working_time(start, stop) for start, stop in zip(frame["received_at"], frame[end])]
    return [*out, amount("median, working time", lower_median(working), "us", population), amount("p90, working time", percentile(working, 90), "us", population)]


def k3(data: Data, period: Period, *, working_time: WorkingTime | None = None, **_: Any) -> list[Figure]:
    return _times(data.complaints.filter(period.holds("first_reply_at")), "first_reply_at", working_time)


def k4(data: Data, period: Period, **_: Any) -> list[Figure]:
    return _times(closed_in(data, period), "closed_at", None)[:2]


def k5(data: Data, period: Period, *, working_days: WorkingDays | None = None, **_: Any) -> list[Figure]:
    pl = polars()
    frame = closed_in(data, period).with_columns((pl.col("closed_at") - pl.col("received_at")).dt.total_microseconds().alias("length"))
    population = ids(frame)
    fast: list[str] = []
    out = []
    if working_days is None:
        out.append(missing("<= 3 business days", "bp", "working_days=: a count of working days by the institution's calendar"))
    else:
        fast = [case for case, start, stop in zip(population, frame["received_at"], frame["closed_at"]) if working_days(start, stop) <= 3]
        out.append(share("<= 3 business days", fast, population))
    rest = frame.filter(~pl.col("case_id").is_in(fast))
    out.append(share("<= 4 weeks", ids(rest.filter(pl.col("length") <= 4 * _WEEK)), population))
    out.append(share("<= 8 weeks", ids(rest.filter((pl.col("length") > 4 * _WEEK) & (pl.col("length") <= 8 * _WEEK))), population))
    out.append(share("> 8 weeks", ids(rest.filter(pl.col("length") > 8 * _WEEK)), population))
    return out


def k6(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    due = due_in(data, period).filter(pl.col("statutory"))
    met = in_time(due)
    return [share("met in time", ids(met), ids(due), numerator=len(met), denominator=len(due))]


def k7(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    clocks = data.clocks.filter(pl.col("statutory") & pl.col("case_id").is_in(ids(closed_in(data, period))))
    late = set(ids(clocks.filter((pl.col("met_at") >= pl.col("due_at")) | (pl.col("met_at").is_null() & ((pl.col("state") == "breached") | (pl.col("due_at") <= data.now))))))
    population = set(ids(clocks))
    return [share("on time", population - late, population)]


def k8(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    frame = data.complaints.filter((pl.col("received_at") < period.end) & (pl.col("closed_at").is_null() | (pl.col("closed_at") >= period.end)))
    population = ids(frame)
    ages = [(period.end - at) // dt.timedelta(microseconds=1) for at in frame["received_at"]]
    return [amount("open", len(population), "count", population), amount("age, median", lower_median(ages), "us", population), amount("age, p90", percentile(ages, 90), "us", population)]


def k9(data: Data, period: Period, **_: Any) -> list[Figure]:
    closed, received = ids(closed_in(data, period)), ids(data.complaints.filter(period.holds("received_at")))
    return [share("closed by received", closed, received)]


def k23(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    if data.clocks["first_warned_at"].is_null().all():
        return [missing("lead time, median", "us", "clocks.first_warned_at: no clock was warned of")]
    warned = data.clocks.filter(period.holds("due_at") & pl.col("first_warned_at").is_not_null())
    return [amount("lead time, median", lower_median(lengths(warned, "first_warned_at", "due_at")), "us", ids(warned))]
