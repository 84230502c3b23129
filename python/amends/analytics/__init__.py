"""Analysis of many cases: hot spots, clusters of demands, rates, reports and the key figures of complaint handling.

    from amends import analytics

    data = analytics.Data.of(rt)
    month = analytics.Period.last(30, data.now)
    analytics.hotspots(data, by=["nature", "unit"])
    analytics.kpi(data, "K6", month)["met in time"].value      # basis points, or None with the fact that is missing

Works on frames of polars (``pip install 'amends[analytics]'``). Numbers are integers: counts, basis points, percent, minor units, microseconds. Groups by what
tells a person are shown from five cases on.
"""

from __future__ import annotations

from .clusters import demand_clusters
from .experience import csat, emotion_shift, retention, service_gap, theory_report, vulnerable_cases
from .frames import SMALLEST_GROUP, Data, Period
from .hotspots import hotspots, taxonomy_drift
from .kpi_definitions import DEFINITIONS, Definition
from .kpi_values import Figure, Kpi
from .kpis import kpi, kpis
from .rates import escalation_rate, on_time_rate, repeat_rate, workload
from .reports import ROLES, Report, role_report

__all__ = [
    "DEFINITIONS", "ROLES", "SMALLEST_GROUP", "Data", "Definition", "Figure", "Kpi", "Period", "Report", "csat", "demand_clusters", "emotion_shift", "escalation_rate", "hotspots", "kpi", "kpis",
    "on_time_rate", "repeat_rate", "retention", "role_report", "service_gap", "taxonomy_drift", "theory_report", "vulnerable_cases", "workload",
]
