"""One piece of a review, and pictures."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable

from ..errors import AlreadyExists, AmendsError, InvalidArgument

if TYPE_CHECKING:
    from pathlib import Path

    from ..case import Case

__all__ = ["Picture", "View", "mimebundle", "shown"]


def shown(make: Callable[[], str], language: str) -> str:
    """What ``make`` gives, or one sentence in its place that says why there is nothing: an exception inside a display tells nobody anything."""
    from .._core import notice

    try:
        return make()
    except AmendsError as error:
        return str(notice(str(error), language))


def told(make: Callable[[], str]) -> str:
    """The same for plain text."""
    try:
        return make()
    except AmendsError as error:
        return str(error)


def mimebundle(bundle: dict[str, str], include: Any, exclude: Any) -> dict[str, str]:
    """What a front end asked for of what there is."""
    return {mime: text for mime, text in bundle.items() if text and (not include or mime in include) and (not exclude or mime not in exclude)}


class Picture:
    """A picture as SVG: no script, nothing from elsewhere, readable in light and dark. ``told`` says the same in words."""

    def __init__(self, svg: str, told: str = "") -> None:
        self.svg = svg
        self.told = told

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the SVG. Raises AlreadyExists when there is such a file."""
        return _write(path, self.svg)

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.told

    def __repr__(self) -> str:
        return f"<Picture: {len(self.svg)} bytes of SVG>"


def _write(path: str | os.PathLike[str], text: str) -> Path:
    from pathlib import Path

    target = Path(path)
    if os.path.lexists(target):
        raise AlreadyExists("there is a file of this name already; name a new one", os.fspath(target))
    target.write_text(text, encoding="utf-8")
    return target


class View:
    """One part of a case as it stood when it was asked for its text, HTML or picture; as the last line of a cell it shows itself."""

    def __init__(self, case: "Case", part: str, language: str | None = None) -> None:
        from .._core import parts

        if part not in parts():
            raise InvalidArgument(f"there is no part '{part}' of a review; there are {', '.join(parts())}", case.id)
        self._case = case
        self.part = part
        self.language = case._runtime._language(language)
        self._made: tuple[str, str] | None = None

    def _make(self) -> tuple[str, str]:
        if self._made is None:
            self._made = self._case._fragment(self.part, self.language)
        return self._made

    @property
    def html(self) -> str:
        """One element with a style of its own. Raises Refused, StateError."""
        return self._make()[0]

    @property
    def picture(self) -> Picture | None:
        """The picture alone; ``None`` for a part without one, and while there is nothing to draw."""
        svg = self._make()[1]
        return Picture(svg, self.text()) if svg else None

    def text(self, width: int = 100) -> str:
        """The same for a terminal of so many columns."""
        return self._case._fragment_text(self.part, self.language, width).strip("\n")

    def plot(self, **options: Any) -> Any:
        """The picture as a chart of altair (:mod:`amends.views.plots`), of clocks, emotion, risk, dimensions and ladder. Raises InvalidArgument for another part."""
        from . import plots

        draw = plots.BY_PART.get(self.part)
        if draw is None:
            raise InvalidArgument(f"'{self.part}' has no numbers to plot; there are plots of {', '.join(plots.BY_PART)}", self._case.id)
        return draw(self._case, language=self.language, **options)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes a page of its own; of the whole review the page that ``amends report --html`` writes. Raises AlreadyExists, Refused."""
        if self.part == "review":
            return _write(path, self._case.html(self.language))
        head = f'<!DOCTYPE html>\n<html lang="{"zh-CN" if self.language == "zh" else "en"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{self.part}</title></head><body>\n'
        return _write(path, head + self.html + "</body></html>\n")

    def _repr_html_(self) -> str:
        return shown(lambda: self.html, self.language)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        svg = ""
        try:
            svg = self._make()[1]
        except AmendsError:
            pass  # the HTML says why
        return mimebundle({"text/plain": str(self), "text/html": self._repr_html_(), "image/svg+xml": svg}, include, exclude)

    def __str__(self) -> str:
        return told(self.text)

    def __repr__(self) -> str:
        return f"<View {self.part} of {self._case.id}>"
