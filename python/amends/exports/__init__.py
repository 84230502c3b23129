"""Files of a journal for other tools: Parquet, CSV, SQLite, OCEL 2.0, XES and the sixteen columns of the CFPB.

Like the tables they are made from (``amends.tables``) they hold pseudonyms and no free text, whatever the role. ``amends export`` on the command line is this module.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Sequence

from ..errors import AlreadyExists, InvalidArgument, StorageError
from .cfpb import write_cfpb
from .ocel import write_ocel
from .plain import write_csv, write_parquet, write_sqlite
from .xes import write_xes

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["FORMATS", "Exported", "export"]


@dataclass(frozen=True)
class Exported:
    """What an export wrote: ``counts`` says how many of what (rows by table; events, objects and relations; traces)."""

    path: str
    format: str
    counts: dict[str, int]

    def __str__(self) -> str:
        return f"{self.path}: " + ", ".join(f"{count} {name}" for name, count in self.counts.items())


FORMATS: dict[str, tuple[Callable[..., dict[str, int]], str]] = {
    "parquet": (write_parquet, "a folder with one Parquet file a table (needs pyarrow)"),
    "csv": (write_csv, "a folder with one CSV file a table"),
    "sqlite": (write_sqlite, "an SQLite file with the tables and nothing else"),
    "ocel": (write_ocel, "OCEL 2.0 as an SQLite file"),
    "xes": (write_xes, "XES (IEEE 1849), one trace a case"),
    "cfpb": (write_cfpb, "CSV with the sixteen columns of the CFPB complaint database"),
}
_BY_SUFFIX = {".parquet": "parquet", ".csv": "csv", ".sqlite": "ocel", ".xes": "xes", ".db": "sqlite"}


def export(runtime: "Runtime", path: str | os.PathLike[str], *, format: str | None = None, tables: Sequence[str] | None = None, **options: Any) -> Exported:
    """Writes what ``format`` says to ``path``, which must not be there yet.

    ``tables`` (parquet, csv, sqlite): which ones; default events, cases, clocks, findings, tasks, demands, status and open_daily. With exactly one, ``path`` of
    parquet and csv is a file. ``company`` (cfpb): the name in the column Company. The file comes into being whole: it is written beside its place and renamed.

    Raises InvalidArgument for an unknown format or table, Refused (a place of the database itself), AlreadyExists, StorageError, Unsupported (parquet without pyarrow).
    """
    target = Path(path)
    if format is None:
        format = _BY_SUFFIX.get(target.suffix, "")
    if format not in FORMATS:
        known = "; ".join(f"{name}: {about}" for name, (_, about) in FORMATS.items())
        raise InvalidArgument(f"'{format}' is no format; there are {known}" if format else f"say which format= it is ({known})")
    if tables is not None and format not in ("parquet", "csv", "sqlite"):
        raise InvalidArgument(f"the format {format} has its own contents; tables= goes with parquet, csv and sqlite")
    runtime._engine.check_output(os.fspath(target))
    if target.exists() or target.is_symlink():
        raise AlreadyExists("there is a file or folder of this name already; name a new one", str(target))
    if not target.absolute().parent.is_dir():
        raise StorageError("the folder is not there; make it, or name another", str(target.absolute().parent))
    if tables is not None:
        options["tables"] = list(tables)
    beside = target.with_name(f".{target.name}.writing.{os.getpid()}")
    try:
        counts = FORMATS[format][0](runtime, beside, **options)
        os.rename(beside, target)
    except TypeError as error:
        raise InvalidArgument(f"the format {format} does not take that: {error}") from error
    except OSError as error:
        raise StorageError(f"the export could not be written: {error}", str(target)) from error
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        elif beside.exists():
            beside.unlink()
    return Exported(str(target), format, counts)
