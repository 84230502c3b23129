"""Tables as they are: Parquet, CSV, SQLite."""

from __future__ import annotations

import csv
import datetime as dt
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable

from ..tables import Table, _needs
from ..tables import tables as make_tables

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["DEFAULT_TABLES", "csv_cell", "write_csv", "write_parquet", "write_sqlite"]

DEFAULT_TABLES = ["events", "cases", "clocks", "findings", "tasks", "demands", "status", "open_daily"]


# What a spreadsheet may run: the signs that begin a formula or a command, also in full width, and also behind what cannot be seen (blanks, line breaks, controls,
# characters without width), which some programs take off. A leading tab or line break is marked by itself.
_RUN = re.compile("[\\t\\r\\n]|[\\s\\x00-\\x20\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]*[=+\\-@|%\\uff1d\\uff0b\\uff0d\\uff20]")


def iso(value: dt.datetime) -> str:
    """``2026-03-02T01:00:00Z``; the fraction only when it is not zero, then six digits."""
    return value.replace(tzinfo=None).isoformat() + "Z"


def csv_cell(value: Any) -> str:
    """A cell as text; nothing for null. A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return iso(value)
    if isinstance(value, str) and _RUN.match(value):
        return "'" + value
    return str(value)


def _made(runtime: "Runtime", tables: list[str] | None) -> tuple[Table, ...]:
    return make_tables(runtime, *(tables or DEFAULT_TABLES))


def write_table_csv(table: Table, path: Path) -> None:
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets spreadsheets read Chinese
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([csv_cell(row[name]) for name in names] for row in table.rows())


def write_csv(runtime: "Runtime", path: Path, *, tables: list[str] | None = None) -> dict[str, int]:
    """One CSV file a table in a folder; with one table the file itself. UTF-8 with its mark, times in ISO 8601 UTC, money in minor units."""
    made = _made(runtime, tables)
    if len(made) == 1:
        write_table_csv(made[0], path)
    else:
        path.mkdir()
        for table in made:
            write_table_csv(table, path / f"{table.name}.csv")
    return {table.name: len(table) for table in made}


def write_parquet(runtime: "Runtime", path: Path, *, tables: list[str] | None = None) -> dict[str, int]:
    """One Parquet file a table in a folder; with one table the file itself. Codes stay dictionary-encoded; privacy class and meaning are field metadata."""
    parquet = _needs("pyarrow.parquet", "analytics")
    made = _made(runtime, tables)
    if len(made) == 1:
        parquet.write_table(made[0].to_arrow(), str(path))
    else:
        path.mkdir()
        for table in made:
            parquet.write_table(table.to_arrow(), str(path / f"{table.name}.parquet"))
    return {table.name: len(table) for table in made}


def _sql(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)) // dt.timedelta(microseconds=1)
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def write_sqlite(runtime: "Runtime", path: Path, *, tables: list[str] | None = None) -> dict[str, int]:
    """An SQLite file with the tables as ``v_<name>``, so that a query over a snapshot with views runs here too. It holds no text of any case."""
    made = _made(runtime, tables)
    with _database(path) as db:
        for table in made:
            columns = table.columns
            names = ", ".join(f'"{column.name}" {"TEXT" if column.type in ("text", "code", "day") else "INTEGER"}' for column in columns)
            db.execute(f'CREATE TABLE "v_{table.name}"({names})')
            db.executemany(f'INSERT INTO "v_{table.name}" VALUES({", ".join("?" * len(columns))})', ([_sql(row[column.name]) for column in columns] for row in table.rows()))
    return {table.name: len(table) for table in made}


class _database:
    """A new SQLite file, committed when everything went well."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("BEGIN")

    def __enter__(self) -> sqlite3.Connection:
        return self._db

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._db.execute("COMMIT")
        self._db.close()


def database(path: Path) -> _database:
    """For the other formats that are SQLite files."""
    return _database(path)


def insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]], width: int) -> int:
    """Inserts rows and says how many."""
    before = db.total_changes
    db.executemany(f'INSERT INTO "{table}" VALUES({", ".join("?" * width)})', rows)
    return db.total_changes - before
