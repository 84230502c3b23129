"""The kinds of steps that do work or wait: stage, decide, human, message, wait, listen, set, and the ways into a path or another workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from ..stage import Stage
from .checks import Feel, known_fields
from .people import human_work
from .sequence import Sequence

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["WorkSteps"]

_ATTEMPTS_MAX = 100


class WorkSteps(Sequence):
    """Steps that do one thing and go on."""

    @known_fields
    def stage(
        self,
        name: str,
        stage: str | Stage,
        *,
        config: Mapping[str, Any] | None = None,
        retry: int | None = None,
        backoff: str | None = None,
        on_error: str | Mapping[str, str] | None = None,
        optional: bool = False,
        requires_approval: str | None = None,
        with_: Mapping[str, Feel] | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Self":
        """Runs a stage.

        Args:
            stage: an id (``"amends.intake"``, ``"amends.intake@1"`` for a major version), or a stage made with ``@amends.stage``.
            config: the stage's configuration; its schema is checked when the workflow is validated or deployed.
            retry: attempts in all, 1 to 100. backoff: time before the second, then doubled (1s unless given).
            on_error: where a failure goes: a step, or one by code, ``{"needs_person": "by_hand", "default": "end"}``.
            optional: passed over, with a finding, where no plugin offers the stage.
            requires_approval: a human step that ``shows`` what is approved; without a yes that still holds the stage fails with ``refused``.
            with_: members of its configuration by FEEL, such as the item of a for-each.
        """
        place = self._place(name)
        body: dict[str, Any] = {"stage": self._workflow._use(stage, place) if isinstance(stage, Stage) else place.stage_id("stage", stage)}
        if config is not None:
            body["config"] = dict(config)
        if retry is not None:
            body["retry"] = {"max": place.whole("retry", retry, 1, _ATTEMPTS_MAX, "the number of attempts")}
            if backoff is not None:
                body["retry"]["backoff"] = place.duration("backoff", backoff)
        elif backoff is not None:
            raise place.wrong("backoff", "it needs `retry`, the number of attempts in all")
        if isinstance(on_error, str):
            body["on_error"] = place.name("on_error", on_error, "the target")
        elif on_error is not None:
            body["on_error"] = {place.error_code("on_error", code): place.name(f"on_error[{code!r}]", target, "the target") for code, target in on_error.items()}
        if optional:
            body["optional"] = True
        if requires_approval is not None:
            body["requires_approval"] = place.name("requires_approval", requires_approval, "the approving step")
        if with_ is not None:
            body["with"] = place.expressions("with_", with_, variables=True)
        self._add(name, body, go, meets, set)
        return self

    @known_fields
    def decide(
        self,
        name: str,
        table: str,
        *,
        with_: Mapping[str, Feel] | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Self":
        """Asks a decision table of the packs, ``"tables/triage"`` or ``"tables/triage#name"``. ``with_``: its inputs by name, as FEEL."""
        place = self._place(name)
        body: dict[str, Any] = {"decide": place.text("decide", table, "the decision table")}
        if with_ is not None:
            body["with"] = place.expressions("with_", with_, variables=True)
        self._add(name, body, go, meets, set)
        return self

    @known_fields
    def human(
        self,
        name: str,
        *,
        role: str,
        form: str,
        title: Mapping[str, str] | None = None,
        due: str | None = None,
        escalate: Iterable[tuple[str, str]] = (),
        remind: str | Iterable[Mapping[str, str]] = (),
        candidates: Iterable[str | Mapping[str, str]] = (),
        four_eyes_with: str | None = None,
        shows: Iterable[str] = (),
        amount: str | None = None,
        amount_is_total: bool = False,
        limits: Mapping[str, Mapping[str, int]] | None = None,
        requires_approval: str | None = None,
        uses: int = 1,
        releases: Mapping[str, str] | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Self":
        """Opens a task for a person.

        Args:
            role: who answers. form: a form of the packs. title: ``{"zh": ..., "en": ...}``.
            due: ``"5wd"``. escalate: ``[("5wd", "supervisor")]``, each counted on top of the one before.
            remind: ``"1wd"`` before it is due, or ``[{"after": "2wd"}, {"before": "1wd"}]``.
            candidates: who may take it, ``["li.na", {"role": "legal"}, {"from": "assign.officers"}]``; none: whoever holds the role.
            four_eyes_with: a step whose answerer may not answer this one.
            shows: makes it an approval: the paths that are decided on; the answer holds for exactly their values.
            amount: path of the money that the approval lets go, at or below a shown path. amount_is_total: it takes the place of earlier ones.
            limits: how much a role may approve, ``{"supervisor": {"CNY": 500000}}``, in minor units.
            requires_approval: makes it a release: refused unless the approval of that step still holds. uses: answers that one approval covers, 1 to 100.
            releases: fields of the form that hold what goes out, and the shown path that each must agree with.
        """
        body = {
            "human": human_work(
                self._place(name), role=role, form=form, title=title, due=due, escalate=escalate, remind=remind, candidates=candidates, four_eyes_with=four_eyes_with, shows=shows, amount=amount,
                amount_is_total=amount_is_total, limits=limits, requires_approval=requires_approval, uses=uses, releases=releases,
            )
        }
        self._add(name, body, go, meets, set)
        return self

    @known_fields
    def message(
        self,
        name: str,
        message: str,
        *,
        key: Feel | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Self":
        """Waits for a message (``rt.message``). ``key``: FEEL; without it the case's id."""
        place = self._place(name)
        body: dict[str, Any] = {"message": place.name("message", message, "the message")}
        if key is not None:
            body["key"] = place.expression("key", key)
        self._add(name, body, go, meets, set)
        return self

    @known_fields
    def send(
        self,
        name: str,
        kind: str,
        *,
        to: Feel | None = None,
        body: Mapping[str, Feel] | None = None,
        wait: bool = False,
        requires_approval: str | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Self":
        """Puts a message into the outbox; whoever delivers pulls it (``rt.outbox``).

        Args:
            kind: what it is, for whoever delivers: ``"letter"``, ``"payment_order"``. to: FEEL; without it the deliverer knows by the kind. body: its members by FEEL.
            wait: the step is left when the delivery was acknowledged; else at once.
            requires_approval: a human step that ``shows`` what leaves; a letter and a statement need one.
        """
        place = self._place(name)
        message: dict[str, Any] = {"kind": place.name("kind", kind, "the kind of the message")}
        if to is not None:
            message["to"] = place.expression("to", to)
        if body is not None:
            message["body"] = {place.name("body", member, "the member"): place.expression(f"body, {member}", value) for member, value in body.items()}
        if wait:
            message["wait"] = True
        step: dict[str, Any] = {"send": message}
        if requires_approval is not None:
            step["requires_approval"] = place.name("requires_approval", requires_approval, "the approving step")
        self._add(name, step, go, meets, set)
        return self

    @known_fields
    def wait(self, name: str, duration: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Waits: ``"24h"`` elapsed, ``"2wh"`` working hours, ``"5wd"`` working days, ``"15d"`` calendar days, ``"8w"``, ``"6mo"``."""
        self._add(name, {"wait": self._place(name).duration("wait", duration)}, go, meets, set)
        return self

    @known_fields
    def listen(self, name: str, signal: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Waits for a signal, of a ``signal`` step of this or another case or of ``rt.signal``."""
        self._add(name, {"listen": self._place(name).name("listen", signal, "the signal")}, go, meets, set)
        return self

    @known_fields
    def run(self, name: str, path: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Goes through a path (:meth:`Workflow.path`) and comes back when it has ended. A path may run itself, 50 deep."""
        self._add(name, {"run": self._place(name).name("run", path, "the path")}, go, meets, set)
        return self

    @known_fields
    def call(self, name: str, workflow: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """The steps of another workflow, by its name, inside this step as in a block; in tasks and expressions its step ``ask`` is ``<name>_ask``.

        It is found beside the file that this workflow was read from, among the shipped ones and, when it is deployed, among those that the runtime has.
        """
        self._add(name, {"call": self._place(name).name("call", workflow, "the workflow")}, go, meets, set)
        return self

    @known_fields
    def set(self, name: str, facts: Mapping[str, Feel], *, go: str | None = None, meets: Iterable[str] = ()) -> "Self":
        """Sets facts of the case by FEEL: ``{"case.status": '"accepted"'}`` (a text has its own quotes)."""
        self._add(name, {}, go, meets, facts)
        return self
