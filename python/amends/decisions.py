"""One decision by hand, with its reasons: by a decision table in YAML, by one of the packs, or by a DMN model."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from .installed import installation
from .views.language import default_language

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Decision", "DecisionRow", "MissedRow", "decide", "decision_of"]


@dataclass(frozen=True)
class DecisionRow:
    """A row that matched: its id (of a model: its number), what it gives, and why: a text, ``{"zh", "en"}`` or None."""

    id: str
    output: Any
    because: Any


@dataclass(frozen=True)
class MissedRow:
    """A row that did not match, by the first of its cells that failed: the input, the cell as written, and the value it was given."""

    id: str
    input: str
    cell: str
    value: Any


@dataclass(frozen=True)
class Decision:
    """What a table decided. As the last line of a cell it shows itself; ``str()`` reads in a terminal.

    ``output``: of a table in YAML the row's members, a list where several rows count, None where none matched. ``rows``: those that matched, the one that fired first.
    ``missed``: the others, when explained. ``inputs``: as the rows saw them. ``notes``: why parts are None. ``not_given``: inputs that were left out and count as None.
    ``hash``: of the table's content, or of the model with what it imports; ``version``: of the file, where it says one.
    """

    name: str
    output: Any
    inputs: dict[str, Any]
    rows: tuple[DecisionRow, ...]
    missed: tuple[MissedRow, ...]
    notes: tuple[str, ...]
    not_given: tuple[str, ...]
    source: str
    version: str | None
    hash: str
    _html: str = field(repr=False, compare=False, default="")
    _text: str = field(repr=False, compare=False, default="")

    def __str__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


def decision_of(told: tuple[dict[str, Any], str, str], language: str) -> Decision:
    """What the engine tells of a decision, as an object."""
    facts, html, text = told
    tables = facts["tables"]
    inputs = {name: value for table in reversed(tables) for name, value in table["inputs"].items()}
    return Decision(
        name=facts["decision"],
        output=facts["output"],
        inputs=inputs,
        rows=tuple(DecisionRow(row["row"], row["output"], row["because"]) for table in tables for row in table["matched"]),
        missed=tuple(MissedRow(row["row"], row["column"], row["cell"], row["value"]) for table in tables for row in table.get("missed", ())),
        notes=tuple(facts["notes"]),
        not_given=tuple(facts["not_given"]),
        source=facts["source"],
        version=facts["version"],
        hash=facts["hash"],
        _html=html,
        _text=text,
    )


def decide(
    table: str | os.PathLike[str],
    inputs: Mapping[str, Any],
    *,
    explain: bool = False,
    packs: str = "shipped",
    overlays: Sequence[str | os.PathLike[str]] = (),
    now: datetime | None = None,
    language: str | None = None,
) -> Decision:
    """Decides by the code that cases are decided by. Opens no database and writes nothing.

    Args:
        table: a file, ``"refund.yaml"`` or ``"refund.yaml#night"``; a model, ``"refund.dmn#Level"``; or a table of the packs, ``"tables/severity#amount_points"``.
        inputs: by the names of the table's inputs. A number is an int, or a decimal as text (``"2.5"``); dates and times are text where a model asks for them.
        explain: names of each other row the first cell that failed.
        packs, overlays: where tables of the packs stand, as in :func:`amends.open`. To decide often by them open a runtime and use ``rt.decide``.
        now: what ``now()`` and ``today()`` mean in a model, with a zone; the present when left out.
        language: ``"zh"`` or ``"en"`` of what is shown.

    Raises NotFound with the nearest name, SchemaError or PackInvalid with file and line, BadType for an input that is no value of its type.
    """
    from . import _core

    if now is not None and now.tzinfo is None:
        from .errors import InvalidArgument

        raise InvalidArgument("the instant has no zone; give one, for example datetime(..., tzinfo=timezone.utc)", "now")
    language = default_language(language)
    told = _core.decide(str(installation()), packs, [os.fspath(one) for one in overlays], os.fspath(table), dict(inputs), explain, language, now.isoformat() if now is not None else None)
    return decision_of(told, language)
