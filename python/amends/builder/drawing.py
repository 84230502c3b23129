"""The picture of a workflow."""

from __future__ import annotations

__all__ = ["Drawing"]


class Drawing(str):
    """An SVG element as text, without script and nothing from elsewhere; a notebook shows it. ``Path("flow.svg").write_text(drawing)`` keeps it."""

    def _repr_html_(self) -> str:
        return str(self)
