"""Key figures about the work itself: agreement of the classification, hot spots, and those whose facts nobody writes yet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from .frames import BASIS, Data, Period, hr, polars
from .kpi_values import Figure, amount, missing, share
from .kpis_time import ids

__all__ = ["k17", "k19", "k21", "k22", "poisson_tail_bp", "r1", "r2", "r3"]

_NO_CALL_BACK = "answers.call_back: no stage records a completed call-back"


def k17(data: Data, period: Period, **_: Any) -> list[Figure]:
    return [missing("verified", "bp", "improvement.actions: the stage improvement does not exist yet"), missing("recurrence, before minus after", "bp", "improvement.actions: the stage improvement does not exist yet")]


def k19(data: Data, period: Period, **_: Any) -> list[Figure]:
    return [missing("passed", "bp", "quality.samples: no stage draws and checks samples")]


def k21(data: Data, period: Period, **_: Any) -> list[Figure]:
    pl = polars()
    received = data.complaints.filter(period.holds("received_at"))
    looked = received.filter(pl.col("nature_confirmed") & pl.col("nature").is_not_null() & pl.col("nature_machine").is_not_null())
    overridden = received.filter(pl.col("overrides") > 0)
    out = []
    if looked.is_empty():
        fact = "cases.nature_confirmed: no person confirmed or corrected a nature"
        out += [missing("macro-F1", "bp", fact), missing("calibration error", "bp", fact)]
    else:
        out += [_macro_f1(looked), _calibration_error(looked)]
    return [*out, share("overridden", ids(overridden), ids(received))]


def _calibration_error(looked: Any) -> Figure:
    """Mean distance between the stage's confidence and how often the person agreed, over five bands of confidence, weighted by their cases."""
    bands: dict[int, int] = {}
    known = looked.filter(polars().col("nature_confidence").is_not_null())
    for confidence, person, machine in zip(known["nature_confidence"], known["nature"], known["nature_machine"]):
        band = min(4, confidence // 20)
        bands[band] = bands.get(band, 0) + 100 * confidence - BASIS * (person == machine)
    if known.is_empty():
        return missing("calibration error", "bp", "cases.nature_confidence")
    return amount("calibration error", hr(sum(abs(gap) for gap in bands.values()), len(known)), "bp", ids(known))


def _macro_f1(looked: Any) -> Figure:
    """Mean over the person's natures of 2·tp / (2·tp + fp + fn), exact, rounded once."""
    person, machine = list(looked["nature"]), list(looked["nature_machine"])
    classes = sorted(set(person))
    total = Fraction(0)
    for one in classes:
        hit = sum(p == one and m == one for p, m in zip(person, machine))
        total += Fraction(2 * hit, sum(p == one for p in person) + sum(m == one for m in machine))
    mean = total / len(classes)
    agree = [case for case, p, m in zip(looked["case_id"], person, machine) if p == m]
    return Figure("macro-F1", hr(BASIS * mean.numerator, mean.denominator), "bp", len(agree), len(looked), tuple(sorted(agree)), tuple(sorted(looked["case_id"])))


def poisson_tail_bp(count: int, mean_numerator: int, mean_denominator: int) -> int:
    """Chance in basis points, rounded up, of ``count`` or more when a Poisson law has the mean; in decimal arithmetic of 60 digits, the same everywhere.

    >>> poisson_tail_bp(0, 3, 1), poisson_tail_bp(5, 1, 1)
    (10000, 37)
    """
    with localcontext() as context:
        context.prec = 60
        mean = Decimal(mean_numerator) / Decimal(mean_denominator)
        term = (-mean).exp()
        below = Decimal(0)
        for i in range(count):
            below += term
            term = term * mean / (i + 1)
        tail = max(Decimal(0), 1 - below)
        return min(BASIS, int((tail * BASIS).to_integral_value(rounding="ROUND_CEILING")))


def k22(data: Data, period: Period, *, baseline_days: int = 90, false_alarm_bp: int = 100, **_: Any) -> list[Figure]:
    pl = polars()
    by = ["product_kind", "unit", "nature"]
    window = data.complaints.filter(period.holds("received_at") & pl.col("nature").is_not_null())
    before = Period(period.start - dt.timedelta(days=baseline_days), period.start)
    baseline = data.complaints.filter(before.holds("received_at")).group_by(by).agg(pl.len().alias("before"))
    groups = window.group_by(by).agg(pl.len().alias("now"), pl.col("case_id")).join(baseline, on=by, how="left", nulls_equal=True).with_columns(pl.col("before").fill_null(0)).sort(by, nulls_last=True)
    length = (period.end - period.start) // dt.timedelta(microseconds=1)
    whole = baseline_days * 86_400_000_000
    hot: list[str] = []
    count = 0
    for now, cases, earlier in zip(groups["now"], groups["case_id"], groups["before"]):
        # One case in the baseline at least: nothing seen is no proof of a mean of none.
        if now >= 2 and poisson_tail_bp(now, max(earlier, 1) * length, whole) <= false_alarm_bp:
            count += 1
            hot.extend(cases)
    return [amount(f"hot spots at a false-alarm rate of {false_alarm_bp} bp", count, "count", ids(window), hot)]


def r1(data: Data, period: Period, **_: Any) -> list[Figure]:
    return [missing("response rate", "bp", _NO_CALL_BACK)]


def r2(data: Data, period: Period, **_: Any) -> list[Figure]:
    return [missing("resolution rate", "bp", _NO_CALL_BACK)]


def r3(data: Data, period: Period, **_: Any) -> list[Figure]:
    return [missing("satisfaction rate", "bp", _NO_CALL_BACK)]
