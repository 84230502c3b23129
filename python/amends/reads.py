"""Who read what of which case, when and why: the rows of the record of reads."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Iterable, Sequence

__all__ = ["Read", "Reads"]


@dataclass(frozen=True)
class Read:
    """One act of reading. ``level``: the highest privacy class that was shown, ``P0`` to ``P4``; ``what``: comma-separated words; ``hash``: of its row in the chain."""

    no: int
    at: str
    by: str
    role: str
    purpose: str
    case_id: str
    what: str
    level: str
    hash: str

    def __str__(self) -> str:
        return f"{self.no} {self.at} {self.by} ({self.role}) {self.case_id or '-'} {self.what} {self.level}: {self.purpose}"


class Reads(Sequence[Read]):
    """Rows of the record of reads, the oldest first."""

    def __init__(self, rows: Iterable[Read]) -> None:
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __str__(self) -> str:
        return "\n".join(str(row) for row in self._rows)

    def __repr__(self) -> str:
        return f"<Reads: {len(self._rows)}>"

    def _repr_html_(self) -> str:
        names = ("no", "at", "by", "role", "case_id", "what", "level", "purpose")
        head = "".join(f"<th>{name}</th>" for name in names)
        rows = "".join("<tr>" + "".join(f"<td>{escape(str(getattr(row, name)))}</td>" for name in names) + "</tr>" for row in self._rows)
        return f"<table><tr>{head}</tr>{rows}</table>"
