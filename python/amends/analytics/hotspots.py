"""Where complaints gather: counts, growth and lift by group, and natures that the taxonomy does not know."""

from __future__ import annotations

import datetime as dt
from typing import Any, Mapping, Sequence

from ..errors import InvalidArgument
from .frames import BASIS, SMALLEST_GROUP, Data, Period, hr, polars
from .kpi_values import Figure, share

__all__ = ["hotspots", "lift_percent", "taxonomy_drift"]

_COUNT_MIN = 5          # catalogue 3.3: a common cause needs so many cases in the window
_LIFT_MIN_PERCENT = 200
_DRIFT_BP = 1_000       # catalogue 3.24: more than 10 % `other` proposes a new code
_GROUPS = {"nature": "nature", "product": "product", "product_kind": "product_kind", "unit": "unit", "institution": "institution", "channel": "channel", "root_cause": "root_cause", "seller": "seller"}
_PERSONAL = {"seller"}


def lift_percent(window_count: int, baseline_count: int, window_days: int, baseline_days: int) -> int:
    """Cases a day in the window against the baseline before it, in percent (catalogue 3.3).

    >>> lift_percent(9, 6, 30, 90)
    450
    """
    return hr(100 * baseline_days * window_count, window_days * max(1, baseline_count))


def hotspots(data: Data, by: Sequence[str] = ("nature", "product", "unit"), *, window_days: int = 30, baseline_days: int = 90, end: dt.datetime | None = None, customers: Mapping[str, int] | None = None) -> Any:
    """A frame with a row a group, the hottest first: ``count``, ``before`` (the period of equal length before), ``baseline``, ``growth_percent``, ``lift_percent``, ``hot``, ``cases``.

    ``by``: any of nature, product, product_kind, unit, institution, channel, root_cause, seller. Groups by seller are shown from five cases on. ``hot``: lift >= 200 %
    and five cases at least. ``customers`` (of each unit) adds ``rate_per_100000``. A hot group is a lead, not a verdict about a unit or a person.
    """
    pl = polars()
    unknown = [one for one in by if one not in _GROUPS]
    if unknown or not by:
        raise InvalidArgument(f"hot spots are by {', '.join(_GROUPS)}; not by {', '.join(unknown) or 'nothing'}")
    if window_days < 1 or baseline_days < 1:
        raise InvalidArgument("window_days and baseline_days are 1 at least")
    window = Period.last(window_days, end or data.now)
    baseline = Period(window.start - dt.timedelta(days=baseline_days), window.start)
    keys = [_GROUPS[one] for one in by]
    known = data.complaints.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))

    def counted(period: Period, name: str) -> Any:
        return known.filter(period.holds("received_at")).group_by(keys).agg(pl.len().cast(pl.Int64).alias(name))

    now = known.filter(window.holds("received_at")).group_by(keys).agg(pl.len().cast(pl.Int64).alias("count"), pl.col("case_id").sort().alias("cases"))
    frame = now.join(counted(window.before, "before"), on=keys, how="left").join(counted(baseline, "baseline"), on=keys, how="left").with_columns(pl.col("before", "baseline").fill_null(0))
    if _PERSONAL & set(by):
        frame = frame.filter(pl.col("count") >= SMALLEST_GROUP)
    lift = (2 * 100 * baseline_days * pl.col("count") + window_days * pl.max_horizontal(1, "baseline")) // (2 * window_days * pl.max_horizontal(1, "baseline"))
    frame = frame.with_columns(((100 * (pl.col("count") - pl.col("before"))) // pl.max_horizontal(1, "before")).alias("growth_percent"), lift.alias("lift_percent"))
    frame = frame.with_columns(((pl.col("lift_percent") >= _LIFT_MIN_PERCENT) & (pl.col("count") >= _COUNT_MIN)).alias("hot"))
    if customers is not None:
        if "unit" not in by:
            raise InvalidArgument("a rate by customers needs the group unit; add it to by=")
        size = pl.DataFrame({"unit": list(customers), "customers": list(customers.values())}, schema={"unit": pl.String, "customers": pl.Int64})
        frame = frame.join(size, on="unit", how="left").with_columns(pl.when(pl.col("customers") > 0).then((2 * 100_000 * pl.col("count") + pl.col("customers")) // (2 * pl.col("customers"))).alias("rate_per_100000"))
    return frame.sort(["hot", "lift_percent", "count", *keys], descending=[True, True, True, *[False] * len(keys)]).select(*keys, pl.exclude([*keys, "cases"]), "cases")


def taxonomy_drift(data: Data, period: Period) -> Figure:
    """Share of complaints of the period whose nature is ``other``; above 1,000 bp a new code is to be proposed (catalogue 3.24): ``figure.value > 1000``."""
    pl = polars()
    received = data.complaints.filter(period.holds("received_at") & pl.col("nature").is_not_null())
    figure = share("other", list(received.filter(pl.col("nature") == "other")["case_id"]), list(received["case_id"]))
    assert _DRIFT_BP < BASIS
    return figure
