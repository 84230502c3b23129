"""The kinds of steps that raise, signal, cancel, end and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .checks import Feel, known_fields
from .sequence import Sequence

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["EventSteps"]


class EventSteps(Sequence):
    """Steps that tell the steps around them, other branches or other cases something, or end them."""

    @known_fields
    def raise_(
        self, name: str, *, error: str | None = None, escalation: str | None = None, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None
    ) -> "Self":
        """Raises an ``error`` or an ``escalation`` of this name for the nearest step around that has an event for it (:meth:`on`).

        An error that none has parks the case; an escalation that none has passes.
        """
        place = self._place(name)
        if (error is None) == (escalation is None):
            raise place.wrong("", "a raise step raises one thing; give either error= or escalation=")
        kind, what = ("error", error) if escalation is None else ("escalation", escalation)
        if what == "default":
            raise place.wrong(kind, "'default' stands for any error and is no name of one; choose another")
        self._add(name, {"raise": {kind: place.name(kind, what, f"the {kind}")}}, go, meets, set)
        return self

    @known_fields
    def signal(self, name: str, signal: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Tells all that listen now: in this case at once, in other cases when the turn is durable. Who listens later does not hear it."""
        self._add(name, {"signal": self._place(name).name("signal", signal, "the signal")}, go, meets, set)
        return self

    @known_fields
    def cancel(self, name: str, what: str | Iterable[str], *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Takes the case off a step or several, with all inside; a branch that loses its last token has arrived. ``"case"``: the case ends as cancelled."""
        self._add(name, {"cancel": self._place(name).names("cancel", what, "what is cancelled")}, go, meets, set)
        return self

    @known_fields
    def terminate(self, name: str, what: str, *, meets: Iterable[str] = ()) -> "Self":
        """Ends ``"case"``, or a step around this one, as done; what still runs in it is taken back. The way behind it stands on the step that it ends."""
        body: dict[str, Any] = {"terminate": self._place(name).name("terminate", what, "what is ended")}
        self._add(name, body, None, meets, None)
        return self

    @known_fields
    def compensate(self, name: str, what: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Undoes what was done in ``"case"`` or in a step and has an :meth:`undo`, one by one, the newest first; then the case goes on."""
        self._add(name, {"compensate": self._place(name).name("compensate", what, "what is undone")}, go, meets, set)
        return self
