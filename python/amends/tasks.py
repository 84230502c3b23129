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
    """Work for a person. An approval (``shows`` is not empty) is shown first; the answer then carries the digest of what was shown.

    ``held_by``: who claimed it or has it from somebody; nobody else answers it then. ``held_for``: on whose behalf. ``passed_by``: who handed it on, the first one first.
    ``candidates``: ``{"people", "roles"}`` who may take it; both empty: whoever holds the role. ``reminders``: how many have come. ``late``: it was answered when it was over.
    ``form_digest``: of what the form asks for today; :meth:`answer` and :meth:`save_draft` go by it.
    """

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
    held_by: str | None
    held_for: str | None
    passed_by: Sequence[str]
    candidates: Mapping[str, Sequence[str]]
    reminders: int
    late: bool
    form_digest: str
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
        limit of authority, not approved, recused), Conflict (another person holds it; the form has changed), StateError, MissingField, BadType.
        """
        seen = seen if seen is not None else "".join(self._seen)
        return self._runtime.answer(self.case_id, self.id, answer, by=by, role=role, seen=seen, on_behalf_of=on_behalf_of, form=self.form_digest)

    def claim(self, *, by: str | None = None, role: str | None = None, on_behalf_of: str = "", take_over: str = "") -> None:
        """Takes the task, so that nobody else answers it. ``take_over``: the reason, where another person holds it. Raises Conflict (held), Refused, StateError."""
        self._runtime.claim(self.case_id, self.id, by=by, role=role, on_behalf_of=on_behalf_of, take_over=take_over)

    def release(self, reason: str = "", *, by: str | None = None, role: str | None = None, on_behalf_of: str = "") -> None:
        """Gives the task back to its role. Raises Conflict, StateError, MissingField (who takes it from another person says why)."""
        self._runtime.release(self.case_id, self.id, reason, by=by, role=role, on_behalf_of=on_behalf_of)

    def delegate(self, to: str, *, reason: str, by: str | None = None, role: str | None = None, on_behalf_of: str = "") -> None:
        """Hands the task on to a named person; both count where one person must not act twice. Raises Conflict, Refused, StateError, MissingField."""
        self._runtime.delegate(self.case_id, self.id, to, reason=reason, by=by, role=role, on_behalf_of=on_behalf_of)

    def recuse(self, *, reason: str, by: str | None = None, role: str | None = None) -> list[str]:
        """Declares a tie to the matter: who acts takes no task of the case any more. Returns the tasks that went back to their roles."""
        return self._runtime.recuse(self.case_id, self.id, reason=reason, by=by, role=role)

    def save_draft(self, fields: Mapping[str, Any], *, by: str | None = None, role: str | None = None) -> list[str]:
        """Adds fields to one's draft of the answer; ``None`` takes one out. Returns the names of the fields that stand in it. Raises BadType, RangeError, SchemaError."""
        return self._runtime.save_draft(self.case_id, self.id, fields, by=by, role=role)

    def drafts(self) -> list[dict[str, Any]]:
        """The drafts of this task that the opener of the runtime sees: their own, and all for a supervisor. A read, recorded."""
        return self._runtime.drafts(self.case_id, self.id)

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
