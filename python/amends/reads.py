"""Who read what of which case, when and why: the rows of the record of reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Sequence

from .views.language import default_language
from .views.table import in_frame, moment, section, word

__all__ = ["Read", "Reads"]

_WORDS = {
    "title": ("谁看过", "Who read what"),
    "at": ("时间", "When"),
    "by": ("何人", "Who"),
    "case": ("案件", "Case"),
    "what": ("看了什么", "What"),
    "purpose": ("目的", "Purpose"),
}


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
        language = default_language()
        names = [word(_WORDS, name, language) for name in ("at", "by", "case", "what", "purpose")]
        rows = ((moment(row.at), f"{row.by} ({row.role})", row.case_id or "-", f"{row.what.replace(',', ', ')} ({row.level})", row.purpose) for row in self._rows)
        return in_frame(section(word(_WORDS, "title", language), names, rows), language)
