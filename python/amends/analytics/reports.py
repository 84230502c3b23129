"""A view of a period for each reader, as Markdown, CSV and a chart."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidArgument
from .experience import csat, emotion_shift
from .frames import Data, Period, polars
from .hotspots import hotspots, taxonomy_drift
from .kpi_values import Figure, Kpi
from .kpis import kpi
from .rates import escalation_rate, on_time_rate, repeat_rate, workload

__all__ = ["ROLES", "Report", "role_report"]

ROLES: dict[str, tuple[str, ...]] = {
    "executive": ("K1", "K6", "K8", "K9", "K10", "K11"),
    "legal": ("K2", "K6", "K7", "K15", "K16", "K23"),
    "operations": ("K1", "K3", "K4", "K5", "K8", "K22"),
    "manager": ("K6", "K8", "K12", "K13", "K14", "K18", "K21"),
    "handler": ("K2", "K3", "K6", "K12", "K14"),
}
"""Which key figures each reader sees. No view has a column of class P2, nor case ids."""

_TITLES = {
    "executive": ("高管视图", "Executive view"), "legal": ("法务视图", "Legal view"), "operations": ("运营视图", "Operations view"), "manager": ("管理者视图", "Manager's view"), "handler": ("经办人视图", "Handler's view"),
}
_HOTSPOTS = {"executive": ["nature"], "legal": ["nature"], "operations": ["nature", "unit"], "manager": ["nature", "unit"], "handler": ["nature"]}
_HOTSPOT_ROWS = 10


@dataclass(frozen=True)
class Report:
    """Rows of figures, hot spots, and how tasks were spread. ``markdown()``, ``csv()`` and ``chart()`` show them; notebooks show the Markdown."""

    role: str
    period: Period
    figures: list[dict[str, Any]]
    hotspots: list[dict[str, Any]]
    workload: list[dict[str, Any]]

    def markdown(self, language: str = "en") -> str:
        """The whole report in ``zh`` or ``en``."""
        zh = language.startswith("zh")
        lines = [f"# {_TITLES[self.role][0 if zh else 1]}", "", f"{self.period.start.date()} – {self.period.end.date()} (UTC)", ""]
        lines += ["| 指标 | 数值 | 分子 | 分母 |" if zh else "| figure | value | numerator | denominator |", "|---|---|---|---|"]
        for row in self.figures:
            name = f"{row['kpi']} {row['zh' if zh else 'en']}: {row['figure']}".strip()
            value = shown(row["value"], row["unit"]) if row["value"] is not None else ("无：" if zh else "none: ") + str(row["missing"])
            lines.append(f"| {name} | {value} | {_cell(row['numerator'])} | {_cell(row['denominator'])} |")
        if self.hotspots:
            lines += ["", "## 热点" if zh else "## Hot spots", "", _table(self.hotspots)]
        if self.workload:
            lines += ["", "## 任务" if zh else "## Tasks answered", "", _table(self.workload)]
        return "\n".join(lines) + "\n"

    def csv(self) -> str:
        """The figures as CSV."""
        out = io.StringIO()
        writer = csv.DictWriter(out, ["kpi", "en", "zh", "figure", "value", "unit", "numerator", "denominator", "missing"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.figures)
        return out.getvalue()

    def chart(self) -> dict[str, Any]:
        """A Vega-Lite specification of the shares (``altair.Chart.from_dict`` takes it)."""
        rows = [{"figure": f"{row['kpi']} {row['figure']}".strip(), "basis points": row["value"]} for row in self.figures if row["unit"] == "bp" and row["value"] is not None]
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "title": _TITLES[self.role][1],
            "data": {"values": rows},
            "mark": "bar",
            "encoding": {"y": {"field": "figure", "type": "nominal", "sort": None, "title": None}, "x": {"field": "basis points", "type": "quantitative", "title": "basis points (10,000 = 100 %)"}},
        }

    def _repr_markdown_(self) -> str:
        return self.markdown()


def shown(value: int, unit: str) -> str:
    """A number for people: 9,333 bp is 93.33 %, microseconds are days and hours. Only texts leave the integers.

    >>> shown(9333, "bp"), shown(93_600_000_000, "us")
    ('93.33 %', '1 d 2 h')
    """
    if unit == "bp":
        sign, whole = "-" if value < 0 else "", abs(value)
        return f"{sign}{whole // 100}.{whole % 100:02} %"
    if unit == "us":
        hours = abs(value) // 3_600_000_000
        return f"{'-' if value < 0 else ''}{hours // 24} d {hours % 24} h"
    return f"{value:,}" + (" (minor units)" if unit == "minor" else "")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join(lines + ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows])


def _row(figure: Figure, en: str, zh: str, id: str = "") -> dict[str, Any]:
    return {"kpi": id, "en": en, "zh": zh, "figure": figure.name, "value": figure.value, "unit": figure.unit, "numerator": figure.numerator, "denominator": figure.denominator, "missing": figure.missing}


def role_report(data: Data, role: str, period: Period, **facts: Any) -> Report:
    """The view of a reader: executive, legal, operations, manager, handler. ``facts`` as in ``kpi``. Raises InvalidArgument for another role.

    A report holds counts, rates and sums alone: no case ids, no pseudonyms, no field of class P2 or above.
    """
    if role not in ROLES:
        raise InvalidArgument(f"there is no report for '{role}'; there are {', '.join(ROLES)}")
    figures = []
    for id in ROLES[role]:
        one: Kpi = kpi(data, id, period, **facts)
        figures += [_row(figure, one.definition.en, one.definition.zh, id) for figure in one.figures]
    figures.append(_row(escalation_rate(data, period), "Escalated", "升级率"))
    if role in ("executive", "manager"):
        figures.append(_row(repeat_rate(data, period), "Again within 90 days", "90 天内重复"))
        figures += [_row(figure, "Satisfaction", "满意度") for figure in csat(data, period)]
    if role in ("operations", "manager"):
        figures.append(_row(taxonomy_drift(data, period), "Nature not known to the taxonomy", "分类外占比"))
    if role in ("manager", "handler"):
        figures += [_row(figure, "Change of feeling", "情绪变化") for figure in emotion_shift(data, period)]
    if role == "legal":
        figures.append(_row(on_time_rate(data, period), "Legal clocks kept", "法定时限"))
    pl = polars()
    days = max(1, (period.end - period.start).days)
    hot = hotspots(data, _HOTSPOTS[role], window_days=days, baseline_days=3 * days, end=period.end).head(_HOTSPOT_ROWS).select(pl.exclude("cases"))
    spread = workload(data, period, by="severity") if role in ("operations", "manager", "handler") else None
    return Report(role, period, figures, hot.to_dicts(), spread.to_dicts() if spread is not None else [])
