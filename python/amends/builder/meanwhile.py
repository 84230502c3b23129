"""What is said about a step beside what it does: events while it is in work, how often and when it may be, and what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable

from .checks import Feel, Place, known_fields
from .sequence import Sequence

if TYPE_CHECKING:
    from typing_extensions import Self

    from .steps import Steps

__all__ = ["Meanwhile"]

_EVENTS_MAX = 20

# The kinds that cannot have it: they do not wait, or their ways out stand in themselves.
_WITHOUT: dict[str, tuple[str, ...]] = {
    "on": ("choose", "set", "raise", "signal", "cancel", "terminate", "compensate"),
    "undo": ("choose", "raise", "signal", "cancel", "terminate", "compensate"),
    "while_": ("choose", "raise", "cancel", "terminate", "compensate"),
    "bound": (),
}


class Meanwhile(Sequence):
    """Each method names a step that stands in this sequence already and adds to it.

    >>> import amends
    >>> wf = amends.Workflow("talks", version="1.0.0", title={"zh": "协商", "en": "Talks"})
    >>> wf.bounds(rounds_max=3)
    >>> talks = wf.block("talks")
    >>> talks.stage("offer", "amends.negotiation_plan").bound("offer", "rounds_max", go="deadlock")
    <Steps of block 'talks': 1 steps>
    >>> talks.human("answer", role="handler", form="talk_result").on("answer", "late", after="5wd", go="remind", interrupting=False)
    <Steps of block 'talks': 2 steps>
    >>> talks.choose("again").when("answer.again", go="offer").otherwise("end")
    >>> talks.stage("remind", "amends.response_letter", go="end").raise_("deadlock", error="no_agreement")
    <Steps of block 'talks': 5 steps>
    >>> wf.on("talks", "failed", error="no_agreement", go="no_deal").human("deal", role="handler", form="reply_sent")
    <Workflow talks 1.0.0: 7 steps>
    >>> wf.path("no_deal").human("senior", role="supervisor", form="officer_decision")
    <Steps of path 'no_deal': 1 steps>
    >>> wf.validate()
    []
    """

    def _about(self, step: str, method: str) -> tuple[Place, dict[str, Any]]:
        body = self._body(step, method)
        if (kind := next(iter(body))) in _WITHOUT[method]:
            raise self._place(step).wrong(method, f"`{method}` does not belong to a {kind} step; say it about a step around it, or about the step before")
        return self._place(step), body

    @known_fields
    def on(
        self,
        step: str,
        event: str,
        *,
        after: str | None = None,
        message: str | None = None,
        key: Feel | None = None,
        signal: str | None = None,
        error: str | None = None,
        escalation: str | None = None,
        go: str,
        interrupting: bool = True,
    ) -> "Self":
        """Something that may happen while a step is in work, by a name of its own, and where it leads; exactly one of the first five.

        Args:
            after: a time from the entering of the step, ``"5wd"``. message: a message, with ``key`` by FEEL (without it the case's id). signal: a signal.
            error: a code that a stage in it fails with, a name that a ``raise_`` in it gives, or ``"default"``. escalation: a name that a ``raise_`` in it gives.
            go: where the case goes.
            interrupting: ``False``: the step goes on, and a second token goes the way. An error always interrupts.
        """
        place, body = self._about(step, "on")
        place = Place(f"{place.where}, event '{event}'")
        place.name("", event, "the event")
        given = {kind: what for kind, what in (("after", after), ("message", message), ("signal", signal), ("error", error), ("escalation", escalation)) if what is not None}
        if len(given) != 1:
            raise place.wrong("", f"an event is exactly one of after, message, signal, error and escalation; this one has {' and '.join(given) or 'none'}")
        ((kind, what),) = given.items()
        one: dict[str, Any] = {kind: place.duration(kind, what) if kind == "after" else place.name(kind, what, f"the {kind}")}
        if key is not None:
            if kind != "message":
                raise place.wrong("key", "it belongs to a message")
            one["key"] = place.expression("key", key)
        one["go"] = place.name("go", go, "the target")
        if not interrupting:
            if kind == "error":
                raise place.wrong("interrupting", "an error always takes the step away, because it did not do its work; raise an escalation instead")
            one["interrupting"] = False
        events = body.get("on", {})
        if event in events:
            raise place.wrong("", "the step has an event of this name; each has a name of its own")
        if len(events) >= _EVENTS_MAX:
            raise place.wrong("", f"a step has at most {_EVENTS_MAX} events; leave some out")
        body["on"] = {**events, event: one}
        return self

    @known_fields
    def bound(self, step: str, name: str, *, go: str) -> "Self":
        """How often the step may be entered while the step around it runs: ``name`` is one of :meth:`Workflow.bounds`. A token that would enter once more goes ``go``."""
        place, body = self._about(step, "bound")
        if "bound" in body:
            raise place.wrong("bound", f"the step has the bound '{body['bound']['name']}' already; keep one")
        if go == step:
            raise place.wrong("bound, go", "it leads back to the step itself, which may not be entered any more; name another")
        body["bound"] = {"name": place.name("bound", name, "the bound"), "go": place.name("bound, go", go, "the target")}
        return self

    @known_fields
    def while_(self, step: str, *, at: str | Iterable[str], else_: str | None = None) -> "Self":
        """The step can be in work only while the case stands ``at`` another step, or at one of several.

        What it waits for is taken back when the case goes on from there, and offered anew when it comes back. ``else_``: where to go instead of waiting.
        """
        place, body = self._about(step, "while_")
        if "while" in body:
            raise place.wrong("while_", "the step has a `while_` already; name all steps in one `at`")
        milestone: dict[str, Any] = {"at": place.names("while_, at", at, "the step at which the case must stand")}
        if else_ is not None:
            milestone["else"] = place.name("while_, else_", else_, "the target")
        body["while"] = milestone
        return self

    def undo(self, step: str) -> "Steps":
        """The steps by which a ``compensate`` undoes this one once it is done; answers their sequence. They end with ``"end"`` and lead nowhere else."""
        place, body = self._about(step, "undo")
        if "undo" in body:
            raise place.wrong("undo", "the step has an `undo` already; add to the sequence that it answered")
        steps = body["undo"] = self._inside("what undoes", step)
        return steps
