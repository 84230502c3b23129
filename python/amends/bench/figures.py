"""What a measure reports: figures for the table, ratios with their aims, what could not be measured and why."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping, NamedTuple

__all__ = ["Figure", "Ratio", "Report", "Settings", "Timed", "median_ratio", "timed", "turns"]


@dataclass(frozen=True)
class Settings:
    """How much is done. ``quick`` is for tests: every path runs, no figure means anything."""

    folder: Path
    peers_venv: Path
    make_peers: bool = False
    quick: bool = False
    cases: int = 10_000
    rounds: int = 5

    def many(self, full: int, quick: int) -> int:
        """``full``, or ``quick`` in a quick run."""
        return quick if self.quick else full


@dataclass(frozen=True)
class Figure:
    """One row of the table. ``cpu_us``: CPU time of the process for one of what is counted, where it was measured."""

    measure: str
    who: str
    value: float
    unit: str
    cpu_us: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Ratio:
    """What is held against an aim. ``at_least``: larger is better; else smaller is. Without an aim it is for information."""

    name: str
    value: float
    of: str
    aim: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """``None`` without an aim."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def line(self) -> str:
        """``crossing ratio 0.71 (aim at most 1.00; measured / 10 us): met``."""
        if self.aim is None:
            return f"{self.name} ratio {self.value:.2f} (no aim; {self.of})"
        return f"{self.name} ratio {self.value:.2f} (aim {'at least' if self.at_least else 'at most'} {self.aim:.2f}; {self.of}): {'met' if self.met else 'not met'}"


@dataclass
class Report:
    """What one run found."""

    figures: list[Figure] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def figure(self, measure: str, who: str, value: float, unit: str, *, cpu_us: float | None = None, note: str = "") -> None:
        """Adds a row."""
        self.figures.append(Figure(measure, who, value, unit, cpu_us, note))

    def ratio(self, name: str, value: float, of: str, *, at_most: float | None = None, at_least: float | None = None) -> None:
        """Adds a ratio, with one aim or none."""
        self.ratios.append(Ratio(name, value, of, at_most if at_least is None else at_least, at_least is not None))

    def table(self, start: int = 0) -> str:
        """The rows from ``start`` on."""
        lines = []
        for one in self.figures[start:]:
            cpu = "" if one.cpu_us is None else f"{one.cpu_us:,.1f} CPU us each"
            lines.append(f"{one.measure:<9} {one.who:<44} {one.value:>14,.2f} {one.unit:<12} {cpu:<24} {one.note}".rstrip())
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return {
            "figures": [asdict(one) for one in self.figures],
            "ratios": [{**asdict(one), "met": one.met} for one in self.ratios],
            "notes": self.notes,
            "missing": self.missing,
        }


class Timed(NamedTuple):
    """Seconds of one call: on the wall, and of this process's CPU."""

    wall: float
    cpu: float


def timed(call: Callable[[], Any], times: int = 1) -> Timed:
    """The mean of ``times`` calls; several for what takes milliseconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(times):
        call()
    return Timed((time.perf_counter() - wall) / times, (time.process_time() - cpu) / times)


def turns(rounds: int, who: Mapping[str, Callable[[], Any]]) -> dict[str, list[Any]]:
    """Calls each in turn, ``rounds`` times, so that a slow minute of the machine falls on all of them.

    >>> turns(2, {"a": lambda: 1, "b": lambda: 2})
    {'a': [1, 1], 'b': [2, 2]}
    """
    out: dict[str, list[Any]] = {name: [] for name in who}
    for _ in range(rounds):
        for name, call in who.items():
            out[name].append(call())
    return out


def median_ratio(above: list[float], below: list[float]) -> float:
    """The median of the ratios of the rounds: both of a round had the same minute of the machine.

    >>> median_ratio([2.0, 9.0, 4.0], [1.0, 3.0, 2.0])
    2.0
    """
    return statistics.median(a / b for a, b in zip(above, below))
