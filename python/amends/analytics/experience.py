"""How it was for people: feeling before and after, satisfaction, effort, who stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Refused
from .frames import SMALLEST_GROUP, Data, Period, hr, lower_median, polars
from .kpi_values import Figure, amount, missing, share
from .kpis_time import closed_in, ids

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["csat", "emotion_shift", "retention", "service_gap", "theory_report", "vulnerable_cases"]

_FEW = f"fewer than {SMALLEST_GROUP} cases: not shown"


def emotion_shift(data: Data, period: Period) -> tuple[Figure, ...]:
    """Intensity of feeling at the newest reading minus at the first, of complaints received in the period that were read twice: lower median, calmer, unchanged, stronger.

    Below zero is calmer. From five cases on; a reading is a hypothesis about words, not about a person.
    """
    pl = polars()
    read = data.complaints.filter(period.holds("received_at") & pl.col("emotion_first").is_not_null())
    twice = read.filter(pl.col("emotion_last_seq") > pl.col("emotion_first_seq")).with_columns((pl.col("emotion_last") - pl.col("emotion_first")).alias("shift"))
    names = ("median", "calmer", "unchanged", "stronger")
    if len(twice) < SMALLEST_GROUP:
        return tuple(missing(name, "points" if name == "median" else "bp", "a second reading of feelings: " + _FEW) for name in names)
    return (amount("median", lower_median(list(twice["shift"])), "points", ids(twice)), share("calmer", ids(twice.filter(pl.col("shift") < 0)), ids(twice)),
            share("unchanged", ids(twice.filter(pl.col("shift") == 0)), ids(twice)), share("stronger", ids(twice.filter(pl.col("shift") > 0)), ids(twice)))


def csat(data: Data, period: Period) -> tuple[Figure, ...]:
    """Satisfaction of cases closed in the period: mean in hundredths of a point, and the rate of answers. From five answers on."""
    closed = closed_in(data, period)
    answered = closed.filter(polars().col("csat").is_not_null())
    if data.cases["csat"].is_null().all():
        return (missing("mean in hundredths", "points", "outcome.csat: no survey was answered"), missing("answers", "bp", "outcome.csat: no survey was answered"))
    if len(answered) < SMALLEST_GROUP:
        return (missing("mean in hundredths", "points", _FEW), missing("answers", "bp", _FEW))
    return (amount("mean in hundredths", hr(100 * sum(answered["csat"]), len(answered)), "points", ids(answered)), share("answers", ids(answered), ids(closed)))


def service_gap(data: Data, period: Period) -> tuple[Figure, ...]:
    """Perception minus expectation in the five dimensions of service: no stage asks for them yet."""
    return tuple(missing(name, "points", "outcome.expectation and outcome.perception: the stage evaluation does not exist yet") for name in ("tangibles", "reliability", "responsiveness", "assurance", "empathy"))


def retention(data: Data, period: Period) -> Figure:
    """Share of customers who kept the product for 90 days after the end, of cases closed in the period where it is known."""
    known = closed_in(data, period).filter(polars().col("kept_90d").is_not_null())
    if data.cases["kept_90d"].is_null().all():
        return missing("kept for 90 days", "bp", "outcome.kept_90d: no stage follows up yet")
    if len(known) < SMALLEST_GROUP:
        return missing("kept for 90 days", "bp", _FEW)
    return share("kept for 90 days", ids(known.filter(polars().col("kept_90d"))), ids(known))


def theory_report(data: Data, period: Period) -> dict[str, Any]:
    """Expectation gap, mix of ways to respond, and relation, each as figures; what rests on class P4 or on a stage that does not exist is null with its reason."""
    pl = polars()
    received = data.complaints.filter(period.holds("received_at"))
    public = received.filter(pl.col("media").fill_null(False))
    third = received.filter(pl.col("regulator").fill_null(False) | pl.col("litigation").fill_null(False) | pl.col("transferred_at").is_not_null())
    voiced = set(ids(received)) - set(ids(public)) - set(ids(third))
    return {
        "expectation_gap": service_gap(data, period),
        "responses": (share("to us alone", voiced, ids(received)), share("to a third party", ids(third), ids(received)), share("in public", ids(public), ids(received))),
        "relation": (retention(data, period), *csat(data, period)),
    }


def vulnerable_cases(runtime: "Runtime", case_ids: Any = None) -> list[str]:
    """Ids of cases with a suspected or confirmed vulnerability, for ``kpi(..., "K20", vulnerable=...)``. Reads the record of each case (class P3), as the runtime's role may.

    Raises Refused for a role that reads no texts.
    """
    if not runtime.sees_texts:
        raise Refused("whether somebody is vulnerable is class P3; open the runtime with role='consumer_protection' or 'supervisor' and a purpose")
    wanted = case_ids if case_ids is not None else [row["case_id"] for row in runtime.cases_table().rows() if not row["erased"]]
    out = []
    for case_id in wanted:
        flags = runtime.case(case_id).record.get("flags") or {}
        if any(one.get("status") in ("suspected", "confirmed") for one in flags.get("vulnerability") or []):
            out.append(case_id)
    return out
