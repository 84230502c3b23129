"""Rates of the catalogue's module, and who is busy with what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .frames import SMALLEST_GROUP, Data, Period, polars
from .kpi_values import Figure, share
from .kpis import kpi

__all__ = ["escalation_rate", "on_time_rate", "repeat_rate", "workload"]


def on_time_rate(data: Data, period: Period) -> Figure:
    """Statutory clocks due in the period that were met in time, in basis points (K6)."""
    return kpi(data, "K6", period).figures[0]


def repeat_rate(data: Data, period: Period, *, days: int = 90) -> Figure:
    """Complaints of the period whose complainant had one of the same nature within ``days`` before, by those whose complainant is known."""
    pl = polars()
    known = data.complaints.filter(pl.col("complainant").is_not_null() & pl.col("nature").is_not_null())
    received = known.filter(period.holds("received_at"))
    earlier = known.select("complainant", "nature", earlier="received_at", earlier_id="case_id")
    again = received.join(earlier, on=["complainant", "nature"]).filter(
        (pl.col("earlier_id") != pl.col("case_id")) & (pl.col("earlier") <= pl.col("received_at")) & (pl.col("earlier") >= pl.col("received_at") - dt.timedelta(days=days))
        & ((pl.col("earlier") < pl.col("received_at")) | (pl.col("earlier_id") < pl.col("case_id"))))
    return share(f"again within {days} days", list(again["case_id"]), list(received["case_id"]))


def escalation_rate(data: Data, period: Period) -> Figure:
    """Complaints of the period with a regulator, a court, the public, a body outside or a task that was handed up, by all of the period."""
    pl = polars()
    received = data.complaints.filter(period.holds("received_at"))
    handed_up = data.tasks.filter(pl.col("escalations") > 0)["case_id"].unique()
    up = received.filter(
        pl.col("regulator").fill_null(False) | pl.col("litigation").fill_null(False) | pl.col("media").fill_null(False) | pl.col("transferred_at").is_not_null() | pl.col("case_id").is_in(list(handed_up)))
    return share("escalated", list(up["case_id"]), list(received["case_id"]))


def workload(data: Data, period: Period, *, by: str = "severity") -> Any:
    """Answered tasks and the time from opening to answer, a row a severity (``by="severity"``), role, unit or handler.

    ``minutes`` is how long tasks lay open, rounded down once a group: the journal does not know how long somebody worked. The sums over the groups equal the log:
    ``tasks`` is the number of answers in the period. ``by="handler"`` shows pseudonyms with five cases at least; what is left out is one row without a name.
    """
    pl = polars()
    answered = data.tasks.filter(period.holds("answered_at")).join(data.cases.select("case_id", "severity", "unit"), on="case_id", how="left")
    column = {"severity": "severity", "role": "role", "unit": "unit", "handler": "answered_by"}.get(by)
    if column is None:
        from ..errors import InvalidArgument

        raise InvalidArgument(f"workload is by severity, role, unit or handler, not by '{by}'")
    answered = answered.with_columns((pl.col("answered_at") - pl.col("opened_at")).dt.total_microseconds().alias("us"))
    if by == "handler":
        few = answered.group_by(column).agg(pl.col("case_id").n_unique().alias("seen")).filter(pl.col("seen") < SMALLEST_GROUP)[column]
        answered = answered.with_columns(pl.when(pl.col(column).is_in(list(few))).then(None).otherwise(pl.col(column)).alias(column))
    frame = answered.group_by(column).agg(pl.len().cast(pl.Int64).alias("tasks"), pl.col("case_id").n_unique().cast(pl.Int64).alias("cases"), (pl.col("us").sum() // 60_000_000).alias("minutes"))
    return frame.rename({column: by}).sort(by, nulls_last=True)
