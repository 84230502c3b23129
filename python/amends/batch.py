"""What goes into ``submit_many`` and what it answers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Sequence

__all__ = ["Batch", "File", "Rejected", "Submitted", "read"]


@dataclass(frozen=True)
class Submitted:
    """One case that was submitted. ``existed``: the same reference was there before, nothing was written."""

    id: str
    existed: bool
    status: str
    row: int = 0


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken, with the reason. ``row`` counts from 0 in the order given, or is the line of a file."""

    row: int
    code: str
    message: str
    where: str = ""


@dataclass(frozen=True)
class Batch(Sequence[Submitted]):
    """What ``submit_many`` answers: the cases in order, and the rejected rows."""

    cases: tuple[Submitted, ...]
    rejected: tuple[Rejected, ...] = ()

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, index: Any) -> Any:
        return self.cases[index]

    @property
    def added(self) -> int:
        """How many are new."""
        return sum(not case.existed for case in self.cases)

    def __repr__(self) -> str:
        return f"<Batch: {self.added} added, {len(self.cases) - self.added} known before, {len(self.rejected)} rejected>"


@dataclass(frozen=True)
class File:
    """A file of complaints for ``submit_many``: JSON, JSONL or CSV, may be gzipped."""

    path: str
    mapping: str = ""


def read(path: str | os.PathLike[str], *, mapping: str = "") -> File:
    """A file of complaints: case records, shared case files, raw messages, or rows of columns.

    The file is streamed by the same reader as ``amends run``; ``mapping`` names a mapping of columns when the column names do not tell.
    """
    return File(os.fspath(path), mapping)
