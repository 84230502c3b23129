"""Work for people: tasks, and what an approver is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Sequence

from .errors import StateError
from .views.desk import inbox

if TYPE_CHECKING:
    from .runtime import Runtime

__all__ = ["Shown", "Task", "Tasks"]


@dataclass(frozen=True)
class Shown:
    """What the approver of a task decides on, as it stood when it was read.

    ``values``: each shown path with its value. ``amount``: ``{minor, currency}`` that the approval lets go, or ``None``. ``limits``: by role and currency, in
    minor units. ``digest``: SHA-256 of all that; the answer goes out with it, so that an answer to an older view is refused.
    """

    case_id: str
    task_id: str
    values: Mapping[str, Any]
    amount: Mapping[str, Any] | None
    limits: Mapping[str, Mapping[str, int]]
    digest: str

    def __str__(self) -> str:
        lines = [f"{path}: {value}" for path, value in self.values.items()]
        if self.amount is not None:
            lines.append(f"amount: {self.amount['minor']} {self.amount['currency']} (minor units)")
        return "\n".join([*lines, f"digest: {self.digest}"])

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(f"<tr><th>{escape(path)}</th><td>{escape(str(value))}</td></tr>" for path, value in self.values.items())
        return f"<table>{rows}<tr><th>digest</th><td><code>{escape(self.digest)}</code></td></tr></table>"


@dataclass(frozen=True)
class Task:
    """Work for a person. An approval (``shows`` is not empty) is shown first; the answer then carries the digest of what was shown."""

    case_id: str
    id: str
    kind: str
    role: str
    form: str
    step: str
    title: Mapping[str, str]
    opened_at: str
    due_at: str | None
    blocking: bool
    status: str
    answered_by: str
    shows: Sequence[str]
    _runtime: "Runtime" = field(repr=False, compare=False)
    _seen: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def show(self) -> Shown | None:
        """Reads what the approver decides on; ``None`` for a task that shows nothing. The task keeps its digest for :meth:`answer`."""
        shown = self._runtime.shown(self.case_id, self.id)
        self._seen[:] = [shown.digest] if shown is not None else []
        return shown

    def answer(self, answer: Mapping[str, Any], *, by: str | None = None, role: str | None = None, seen: str | None = None, on_behalf_of: str = "") -> str:
        """Answers the task and runs the case on until it waits. Returns the case's status.

        ``seen``: the digest of what was shown; default: of the last :meth:`show`. Raises Refused (also: what was shown has changed, self-approval, beyond the
        limit of authority, not approved), StateError, MissingField, BadType.
        """
        seen = seen if seen is not None else "".join(self._seen)
        return self._runtime.answer(self.case_id, self.id, answer, by=by, role=role, seen=seen, on_behalf_of=on_behalf_of)

    @property
    def form_fields(self) -> list[dict[str, Any]]:
        """The fields of the task's form."""
        form = self._runtime._engine.form(self.form)
        return list(form["fields"]) if form else []


class Tasks(Sequence[Task]):
    """Tasks, the earliest due first."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tuple(tasks)

    def __len__(self) -> int:
        return len(self._tasks)

    def __getitem__(self, index: Any) -> Any:
        return self._tasks[index]

    def first(self) -> Task:
        """The task due first. Raises StateError when there is none."""
        if not self._tasks:
            raise StateError("no task is open")
        return self._tasks[0]

    def __repr__(self) -> str:
        return f"<Tasks: {len(self._tasks)}>"

    def _repr_html_(self) -> str:
        return inbox(self)._repr_html_()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return inbox(self)._repr_mimebundle_(include, exclude)
