"""Key figures by their id."""

from __future__ import annotations

from typing import Any, Callable

from ..errors import InvalidArgument
from . import kpis_outcome as outcome
from . import kpis_quality as quality
from . import kpis_time as time
from .frames import Data, Period
from .kpi_definitions import DEFINITIONS
from .kpi_values import Figure, Kpi

__all__ = ["kpi", "kpis"]

_FUNCTIONS: dict[str, Callable[..., list[Figure]]] = {
    "K1": time.k1, "K2": time.k2, "K3": time.k3, "K4": time.k4, "K5": time.k5, "K6": time.k6, "K7": time.k7, "K8": time.k8, "K9": time.k9, "K10": outcome.k10, "K11": outcome.k11,
    "K12": outcome.k12, "K13": outcome.k13, "K14": outcome.k14, "K15": outcome.k15, "K16": outcome.k16, "K17": quality.k17, "K18": outcome.k18, "K19": quality.k19, "K20": outcome.k20,
    "K21": quality.k21, "K22": quality.k22, "K23": time.k23, "K24": outcome.k24, "R1": quality.r1, "R2": quality.r2, "R3": quality.r3,
}


def kpi(data: Data, id: str, period: Period, **facts: Any) -> Kpi:
    """One key figure over a period.

    ``facts``: what the file cannot know and some figures need: ``accounts``, ``working_time``, ``working_days``, ``window_days``, ``baseline_days``,
    ``false_alarm_bp``, ``vulnerable``, ``minutes``, ``rate_per_hour``, ``case_fee``, ``currency``. Raises InvalidArgument for an id that is none.
    """
    if id not in _FUNCTIONS:
        raise InvalidArgument(f"there is no key figure '{id}'; there are {', '.join(_FUNCTIONS)}")
    return Kpi(DEFINITIONS[id], tuple(_FUNCTIONS[id](data, period, **facts)))


def kpis(data: Data, period: Period, **facts: Any) -> list[Kpi]:
    """All of them."""
    return [kpi(data, id, period, **facts) for id in _FUNCTIONS]
