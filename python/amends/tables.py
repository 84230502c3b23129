"""Tables of a file: events, cases, clocks, findings and more, in columns that polars, pandas, pyarrow and DuckDB read without a copy.

They are pseudonymised whatever the role: classes P0 to P2 of the catalogue, no free text, names as pseudonyms of this file. ``amends.tables.describe()`` lists the columns.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Iterator, NamedTuple

from .errors import InvalidArgument, Unsupported

if TYPE_CHECKING:
    from .runtime import Runtime

__all__ = ["ColumnInfo", "Table", "describe", "names", "table", "tables"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_FIRST_DAY = dt.date(1970, 1, 1)
_SHOWN_ROWS = 10


class ColumnInfo(NamedTuple):
    """One column: ``type`` is integer, boolean, timestamp (UTC microseconds), day, text or code (dictionary-encoded); ``privacy`` P0 to P2."""

    name: str
    type: str
    privacy: str
    about: str


def _needs(module: str, extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Unsupported(f"this needs {module}, which is not installed; pip install 'amends[{extra}]' or pip install {module}") from error


class Table:
    """Columns made in C++. Speaks the Arrow PyCapsule interface, so ``polars.DataFrame(table)`` or ``pyarrow.table(table)`` work as well as the methods here."""

    def __init__(self, core: Any) -> None:
        self._core = core

    @property
    def name(self) -> str:
        """Which table it is."""
        return str(self._core.name)

    @property
    def columns(self) -> list[ColumnInfo]:
        """The columns in order."""
        return [ColumnInfo(*one) for one in self._core.columns()]

    def __len__(self) -> int:
        return len(self._core)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._core.stream()

    def __arrow_c_schema__(self) -> object:
        return self._core.schema()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame``; codes become ``Categorical``. Raises Unsupported when polars is not installed."""
        return _needs("polars", "analytics").DataFrame(self)

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table`` over the same memory. Raises Unsupported when pyarrow is not installed."""
        return _needs("pyarrow", "analytics").table(self)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``; integers with missing values stay integers (nullable types). Raises Unsupported when pandas is not installed."""
        pandas = _needs("pandas", "pandas")
        integers = {"integer": "Int64", "boolean": "boolean"}
        if hasattr(pandas.DataFrame, "from_arrow"):
            frame = pandas.DataFrame.from_arrow(self)
            if any(frame[column.name].dtype == "float64" or frame[column.name].dtype == object for column in self.columns if column.type in integers):
                frame = self._nullable(pandas, integers)
        else:
            frame = self._nullable(pandas, integers)
        return frame

    def _nullable(self, pandas: Any, types: dict[str, str]) -> Any:
        arrow = self.to_arrow()
        by_type = {"int64": "Int64", "bool": "boolean"}
        return arrow.to_pandas(types_mapper=lambda kind: pandas.api.types.pandas_dtype(by_type[str(kind)]) if str(kind) in by_type else None)

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[dict[str, Any]]:
        """Rows as dicts, one after the other: timestamps as aware ``datetime`` (UTC), days as ``date``."""
        types = {column.name: column.type for column in self.columns if column.type in ("timestamp", "day")}
        end = len(self) if stop is None else min(stop, len(self))
        for at in range(start, end, 4096):
            for row in self._core.rows(at, min(at + 4096, end)):
                for name, kind in types.items():
                    value = row[name]
                    if value is not None:
                        row[name] = _EPOCH + dt.timedelta(microseconds=value) if kind == "timestamp" else _FIRST_DAY + dt.timedelta(days=value)
                yield row

    def to_pylist(self) -> list[dict[str, Any]]:
        """All rows as dicts. For small tables; frames are made without a Python object a cell."""
        return list(self.rows())

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self)} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        """For notebooks: the first rows, with types and what each column means."""
        columns = self.columns
        from html import escape

        head = "".join(f'<th title="{escape(column.about)}">{escape(column.name)}<br><small>{column.type}</small></th>' for column in columns)
        body = ""
        for row in self.rows(0, _SHOWN_ROWS):
            body += "<tr>" + "".join(f"<td>{'' if row[column.name] is None else escape(str(row[column.name]))}</td>" for column in columns) + "</tr>"
        more = f"<p><small>{len(self)} rows; the first {_SHOWN_ROWS} are shown</small></p>" if len(self) > _SHOWN_ROWS else f"<p><small>{len(self)} rows</small></p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _days(day: dt.date | str | None) -> int | None:
    if day is None:
        return None
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day)
        except ValueError as error:
            raise InvalidArgument(f"'{day}' is no day; write it as 2026-03-02") from error
    return (day - _FIRST_DAY).days


def tables(runtime: "Runtime", *wanted: str, since: dt.date | str | None = None, until: dt.date | str | None = None) -> tuple[Table, ...]:
    """The tables of these names, made in one pass over the file. ``since`` and ``until`` are local days and go to ``open_daily``."""
    return tuple(Table(core) for core in runtime._engine.tables(list(wanted), _days(since), _days(until)))


def table(runtime: "Runtime", name: str, *, since: dt.date | str | None = None, until: dt.date | str | None = None) -> Table:
    """One table. Raises InvalidArgument for a name that is none; the message lists them."""
    return tables(runtime, name, since=since, until=until)[0]


def names() -> list[str]:
    """Names of the tables there are."""
    from ._core import table_names

    return list(table_names())


def describe() -> str:
    """The page that describes every table, column by column, as Markdown."""
    from ._core import tables_document

    return str(tables_document())
