"""What a case offers to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .finding import Findings, findings_of
from .view import View, mimebundle

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["CaseViews"]


class CaseViews:
    """Pieces of the review of a case, each a :class:`View`: the last line of a notebook cell shows it, ``str()`` reads it, ``.html``, ``.picture`` and ``.save()`` take it along."""

    _runtime: "Runtime"
    id: str

    # The doors to the engine, which shows what the role that the runtime was opened with may see.
    def _read(self) -> None:
        """Before anything of the case is shown; a case that keeps a record of reads writes it here."""

    def _fragment(self, part: str, language: str) -> tuple[str, str]:
        from .. import _core

        self._read()
        html, svg = _core.fragment(self._runtime._engine, self.id, part, language)
        return str(html), str(svg)

    def _fragment_text(self, part: str, language: str, width: int) -> str:
        from .. import _core

        self._read()
        return str(_core.fragment_text(self._runtime._engine, self.id, part, language, width))

    def _finding(self, number: int, language: str) -> str:
        from .. import _core

        self._read()
        return str(_core.finding_fragment(self._runtime._engine, self.id, number, language))

    def _model(self, language: str) -> dict[str, Any]:
        from .. import _core

        self._read()
        return dict(_core.case_model(self._runtime._engine, self.id, language))

    def view(self, part: str, language: str | None = None) -> View:
        """A part of the review by its name: review, summary, text, findings, timeline, clocks, workflow, ladder, dimensions, risk, emotion, tasks. Raises InvalidArgument."""
        return View(self, part, language)  # type: ignore[arg-type]

    def charts(self, language: str | None = None) -> dict[str, Any]:
        """The numbers behind the pictures, as plain rows: clocks, emotion, risk, dimensions, ladder; those that there are and that the role may see."""
        return dict(self._model(self._runtime._language(language))["charts"])

    @property
    def findings(self) -> Findings:
        """What the stages found, the most serious first, with the evidence. Raises StateError when the runtime is closed."""
        view = self.view("findings")
        return findings_of(view, self._model(view.language))

    @property
    def said(self) -> View:
        """The texts of the case with the evidence marked."""
        return self.view("text")

    @property
    def timeline(self) -> View:
        """What happened, the oldest first."""
        return self.view("timeline")

    @property
    def clocks(self) -> View:
        """Each time limit: due when, by which rule, how much is left, and the days as they were counted."""
        return self.view("clocks")

    @property
    def graph(self) -> View:
        """The workflow with the way that the case took and where it waits."""
        return self.view("workflow")

    @property
    def ladder(self) -> View:
        """The offers in steps above what is owed; for the staff of the case alone."""
        return self.view("ladder")

    @property
    def dimensions(self) -> View:
        """Time, place, people, events, feelings: what is known and what is to be asked."""
        return self.view("dimensions")

    @property
    def risk(self) -> View:
        """Six axes as likelihood times impact, who looks and when."""
        return self.view("risk")

    @property
    def decisions(self) -> View:
        """What each ``decide`` step asked its table and was told: the inputs, the rows that matched, why each other did not, version and hash."""
        return self.view("decisions")

    @property
    def emotion(self) -> View:
        """How the feelings move from text to text."""
        return self.view("emotion")

    @property
    def tasks(self) -> View:
        """What is to be done, the most pressing first, and what was done. To answer one: ``rt.tasks(case=case.id)``."""
        return self.view("tasks")

    def _repr_html_(self) -> str:
        return self.view("summary")._repr_html_()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        view = self.view("summary")
        return mimebundle({"text/plain": str(view), "text/html": view._repr_html_()}, include, exclude)
