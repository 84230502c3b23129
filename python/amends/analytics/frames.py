"""The frames that every function here works on, a period of time, and arithmetic without fractions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence

from ..errors import InvalidArgument
from ..tables import Table, _needs
from ..tables import tables as make_tables

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["BASIS", "Data", "Period", "SMALLEST_GROUP", "hr", "lower_median", "percentile", "polars"]

SMALLEST_GROUP = 5
"""A group by what tells a person (class P2 and above) is shown from so many cases on."""
BASIS = 10_000
"""Basis points in a whole."""
_NAMES = ("events", "cases", "clocks", "findings", "tasks", "demands", "status")


def polars() -> Any:
    """The module, or Unsupported with a sentence that names the extra."""
    return _needs("polars", "analytics")


def hr(n: int, d: int) -> int:
    """n/d rounded half up, for n >= 0 (catalogue 0.1).

    >>> hr(5, 2), hr(1, 3)
    (3, 0)
    """
    return (2 * n + d) // (2 * d)


def lower_median(values: Iterable[int]) -> int | None:
    """The middle value, of an even count the lower of the two; None of none.

    >>> lower_median([4, 1, 3, 2])
    2
    """
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def percentile(values: Iterable[int], percent: int) -> int | None:
    """The smallest value that at least ``percent`` % do not exceed (nearest rank); None of none.

    >>> percentile(range(1, 11), 90)
    9
    """
    ordered = sorted(values)
    return ordered[max(0, (percent * len(ordered) + 99) // 100 - 1)] if ordered else None


@dataclass(frozen=True)
class Period:
    """From ``start`` until before ``end``, both aware instants."""

    start: dt.datetime
    end: dt.datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InvalidArgument("a period needs instants with a zone, such as datetime(2026, 3, 1, tzinfo=timezone.utc)")
        if self.end <= self.start:
            raise InvalidArgument("a period ends after it starts")

    @classmethod
    def last(cls, days: int, end: dt.datetime) -> "Period":
        """The ``days`` before ``end``."""
        return cls(end - dt.timedelta(days=days), end)

    @property
    def before(self) -> "Period":
        """The period of equal length before this one."""
        return Period(self.start - (self.end - self.start), self.start)

    def holds(self, column: str) -> Any:
        """The polars condition that a timestamp column lies in the period."""
        pl = polars()
        return (pl.col(column) >= self.start) & (pl.col(column) < self.end)


@dataclass(frozen=True)
class Data:
    """Frames of one file at one instant. ``Data.of(rt)`` reads them in one pass; ``now`` is what "open" and "overdue" are measured at."""

    now: dt.datetime
    events: Any
    cases: Any
    clocks: Any
    findings: Any
    tasks: Any
    demands: Any
    status: Any

    @classmethod
    def of(cls, runtime: "Runtime") -> "Data":
        """The frames of an open runtime, also a read-only one. Raises Unsupported without polars."""
        polars()
        now = dt.datetime.fromisoformat(runtime.now.replace("Z", "+00:00"))
        return cls(now, *(_plain(table.to_polars()) for table in make_tables(runtime, *_NAMES)))

    @classmethod
    def from_rows(cls, now: dt.datetime, **rows: Sequence[Mapping[str, Any]]) -> "Data":
        """Frames from rows by table name; columns that a row leaves out are null. For tests and for cases that come from elsewhere."""
        frames = {}
        for name in _NAMES:
            frames[name] = _typed(name, rows.pop(name, ()))
        if rows:
            raise InvalidArgument(f"there is no table {', '.join(rows)}; there are {', '.join(_NAMES)}")
        return cls(now, **frames)

    @property
    def complaints(self) -> Any:
        """The cases that count: complaints, not enquiries, drills or reviews, and none of which parts were erased."""
        pl = polars()
        return self.cases.filter((pl.col("kind") == "complaint") & pl.col("is_complaint").fill_null(True) & ~pl.col("erased").fill_null(False))


def _plain(frame: Any) -> Any:
    """Codes as strings: frames of different files compare and join then."""
    pl = polars()
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _typed(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    from .._core import table_columns

    pl = polars()
    types = {"integer": pl.Int64, "boolean": pl.Boolean, "timestamp": pl.Datetime("us", "UTC"), "day": pl.Date, "text": pl.String, "code": pl.String}
    schema = {column[0]: types[column[1]] for column in table_columns(name)}
    for row in rows:
        unknown = set(row) - set(schema)
        if unknown:
            raise InvalidArgument(f"the table {name} has no column {', '.join(sorted(unknown))}")
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)
