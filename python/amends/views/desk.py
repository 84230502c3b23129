"""An inbox, the result of a run, an open runtime and a workflow, as a notebook shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Sequence

from .language import default_language
from .view import Picture, mimebundle, shown, told

if TYPE_CHECKING:
    from ..batch import Rejected, Submitted
    from ..runtime import Runtime
    from ..tasks import Task

__all__ = ["Shelf", "WorkflowView", "inbox", "run_summary", "runtime_line"]


class Shelf:
    """HTML and plain text of the same."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return mimebundle({"text/plain": self.text, "text/html": self.html}, include, exclude)

    def __str__(self) -> str:
        return self.text


def inbox(tasks: Sequence["Task"], language: str | None = None) -> Shelf:
    """Tasks in their order, as a table."""
    from .. import _core

    runtime = next((task._runtime for task in tasks), None)
    spoken = runtime._language(language) if runtime is not None else default_language(language)
    rows = [
        {"case_id": one.case_id, "title": dict(one.title), "role": one.role, "due_at": one.due_at, "status": one.status, "blocking": one.blocking, "answered_by": one.answered_by, "held_by": one.held_by, "late": one.late}
        for one in tasks
    ]
    made: list[str] = []

    def make() -> str:
        html, text = _core.inbox(runtime._engine, rows, spoken) if runtime is not None else _core.no_tasks(spoken)
        made.append(str(text).strip("\n"))
        return str(html)

    html = shown(make, spoken)
    return Shelf(html, made[0] if made else f"<Tasks: {len(tasks)}>")


def run_summary(cases: Sequence["Submitted"], rejected: Sequence["Rejected"], language: str | None = None) -> Shelf:
    """How many were taken in, how they stand, and each row that was not taken with its reason."""
    from .. import _core

    html, text = _core.run_summary(
        [{"existed": one.existed, "status": one.status} for one in cases], [{"row": one.row, "message": one.message, "where": one.where} for one in rejected], default_language(language)
    )
    return Shelf(str(html), str(text).strip("\n"))


def runtime_line(runtime: "Runtime", language: str | None = None) -> str:
    """Which file, who, how many cases and tasks, in one line."""
    from .. import _core

    about = {"file": runtime._file, "by": runtime.by, "role": runtime.role, "closed": runtime._closed}
    engine: Any = None if runtime._closed else runtime._engine
    return told(lambda: str(_core.runtime_line(engine, about, runtime._language(language))))


class WorkflowView:
    """A deployed workflow as a picture."""

    def __init__(self, runtime: "Runtime", name: str, language: str | None = None) -> None:
        from .. import _core

        self.name = name
        self.html, svg, self.text = (str(one) for one in _core.workflow(runtime._engine, name, runtime._language(language)))
        self.picture = Picture(svg, self.text)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return mimebundle({"text/plain": self.text, "text/html": self.html, "image/svg+xml": self.picture.svg}, include, exclude)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<WorkflowView {self.name}>"
