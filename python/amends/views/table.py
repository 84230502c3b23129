"""Small tables in the frame and style of the review's pieces: what happened, who read, why."""

from __future__ import annotations

from typing import Iterable, Mapping, Sequence

__all__ = ["in_frame", "lines", "moment", "section", "word"]


def moment(at: str) -> str:
    """An RFC 3339 instant as people read it: ``2026-03-02 01:00:00 UTC``.

    >>> moment("2026-03-02T01:00:00Z")
    '2026-03-02 01:00:00 UTC'
    """
    return at.replace("T", " ").replace("Z", " UTC")


def lines(texts: Iterable[str]) -> str:
    """One line each, escaped."""
    from html import escape

    return "".join(f'<p class="line">{escape(text)}</p>' for text in texts if text)


def section(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A titled table. ``rows``: texts, escaped here; a cell that was made by :func:`lines` is taken as it is."""
    from html import escape

    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td{_kind(cell)}>{cell if cell.startswith('<p class=') else escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<section><h2>{escape(title)}</h2><table class="part"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>'


def _kind(cell: str) -> str:
    return ' class="when"' if cell.endswith(" UTC") else ""


def in_frame(inside: str, language: str) -> str:
    """The pieces as one element of a document that is not ours."""
    from .._core import frame

    return str(frame(inside, language))


def word(words: Mapping[str, tuple[str, str]], name: str, language: str) -> str:
    """A word of a table in ``(zh, en)``."""
    return words[name][0 if language == "zh" else 1]
