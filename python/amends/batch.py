"""What goes into ``submit_many`` and what it answers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Protocol, Sequence, Union, runtime_checkable

from .errors import InvalidArgument
from .views.desk import run_summary

__all__ = ["ArrowTable", "Batch", "File", "Rejected", "RowSource", "Submitted", "native_rows", "read"]


@dataclass(frozen=True)
class Submitted:
    """One case that was submitted. ``existed``: the same reference was there before, nothing was written. ``row``: as in :class:`Rejected`."""

    id: str
    existed: bool
    status: str
    row: int = 0


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken, with the reason. ``row`` counts from 0 in the order given; of a file it is the line, from 1."""

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

    def _repr_html_(self) -> str:
        return run_summary(self.cases, self.rejected)._repr_html_()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return run_summary(self.cases, self.rejected)._repr_mimebundle_(include, exclude)


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


@runtime_checkable
class ArrowTable(Protocol):
    """A table of any library that speaks the Arrow PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule with an ``ArrowArrayStream``."""


RowSource = Union[Iterable[Mapping[str, Any]], ArrowTable, File, str, "os.PathLike[str]"]
"""What ``submit_many`` takes."""


def native_rows(engine: Any, rows: Any, mapping: str, institution: str) -> tuple[Any, str, int]:
    """The rows as the engine takes them, the mapping that is left to apply, and how many there are (0: not known). Raises InvalidArgument for one dict."""
    from ._core import ArrowRows, FileRows

    if isinstance(rows, (str, os.PathLike)):
        rows = read(rows, mapping=mapping)
    if isinstance(rows, File):
        return FileRows(engine, rows.path, rows.mapping or mapping, institution), "", 0
    if isinstance(rows, Mapping):
        raise InvalidArgument("rows is one dict; pass a list of dicts, or use submit()")
    total = len(rows) if hasattr(rows, "__len__") else 0
    if hasattr(rows, "__arrow_c_stream__"):
        try:
            return ArrowRows(rows, total), mapping, total
        except ImportError:  # pandas hands its tables over by pyarrow, which it does without otherwise
            rows = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return rows, mapping, total
