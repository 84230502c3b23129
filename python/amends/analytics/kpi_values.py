"""What a key figure answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

from .frames import BASIS, hr
from .kpi_definitions import Definition

__all__ = ["Figure", "Kpi", "amount", "missing", "share"]


@dataclass(frozen=True)
class Figure:
    """One number of a key figure.

    ``value``: an integer in ``unit``, or None; then ``missing`` names the fact that is not there, or says that nothing is in the denominator.
    ``cases``: ids behind the numerator; ``population``: ids behind the denominator.
    """

    name: str
    value: int | None
    unit: str
    numerator: int | None = None
    denominator: int | None = None
    cases: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    missing: str | None = None


@dataclass(frozen=True)
class Kpi:
    """A key figure over a period: its definition and its numbers."""

    definition: Definition
    figures: tuple[Figure, ...]

    def __getitem__(self, name: str) -> Figure:
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{self.definition.id} has no figure '{name}'; it has {', '.join(figure.name for figure in self.figures)}")

    @property
    def value(self) -> int | None:
        """Of the first figure."""
        return self.figures[0].value

    def rows(self) -> list[dict[str, Any]]:
        """For frames and CSV."""
        return [
            {"kpi": self.definition.id, "name": self.definition.en, "figure": figure.name, "value": figure.value, "unit": figure.unit, "numerator": figure.numerator,
             "denominator": figure.denominator, "missing": figure.missing}
            for figure in self.figures
        ]


def _ids(cases: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(cases)))


def share(name: str, cases: Iterable[str], population: Iterable[str], *, numerator: int | None = None, denominator: int | None = None) -> Figure:
    """Basis points of a share; counts of case ids unless the rows that are counted are others (clocks, people)."""
    inside, whole = _ids(cases), _ids(population)
    top = len(inside) if numerator is None else numerator
    bottom = len(whole) if denominator is None else denominator
    if bottom == 0:
        return Figure(name, None, "bp", top, 0, inside, whole, "nothing in the denominator")
    return Figure(name, hr(BASIS * top, bottom), "bp", top, bottom, inside, whole)


def amount(name: str, value: int | None, unit: str, population: Iterable[str], cases: Iterable[str] | None = None, *, numerator: int | None = None) -> Figure:
    """A count, a sum or a length of time over a population."""
    whole = _ids(population)
    return Figure(name, value, unit, numerator if numerator is not None else value, len(whole), _ids(cases) if cases is not None else whole, whole, None if value is not None else "nothing in the denominator")


def missing(name: str, unit: str, fact: str) -> Figure:
    """A number that cannot be had yet, and why."""
    return Figure(name, None, unit, missing=fact)
