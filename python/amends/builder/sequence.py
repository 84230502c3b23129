"""A sequence of steps: the workflow's own, a path, or a branch of a parallel step. One method for each kind of step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from ..stage import Stage
from .branching import Choose, FirstOf, Parallel
from .checks import Feel, Place, known_fields
from .people import human_work

if TYPE_CHECKING:
    from typing_extensions import Self

    from .workflow import Workflow

__all__ = ["Steps"]

_ATTEMPTS_MAX = 100


class Steps:
    """Steps that follow each other. Every method adds one step and, but for those that open branches, answers the sequence, so that calls may be chained.

    Of every step: ``name`` (a small letter, then small letters, digits and ``_``; unique in the workflow); ``go``, where the case goes next when that is not the
    step below: a step, a path, or ``"end"``; ``meets``, kinds of clocks that are met when the step is left; ``set``, facts that are set then, by FEEL.
    All methods raise InvalidArgument, naming step and field.
    """

    def __init__(self, workflow: "Workflow", kind: str, name: str) -> None:
        self._workflow = workflow
        self._what = kind + (f" '{name}'" if name else "")
        self._steps: list[tuple[str, dict[str, Any]]] = []

    def _place(self, name: str) -> Place:
        return Place(f"workflow '{self._workflow.name}', step '{name}'")

    def _add(self, name: str, body: dict[str, Any], go: str | None, meets: Iterable[str], facts: Mapping[str, Feel] | None) -> None:
        place = self._place(name)
        self._workflow._declare(name, "step", self._what)
        if facts is not None:
            body["set"] = place.expressions("set", facts)
        if isinstance(meets, str):
            raise place.wrong("meets", f'it is a list of clock kinds: ["{meets}"]')
        if kinds := [place.name("meets", kind, "the kind of a clock") for kind in meets]:
            body["meets"] = kinds
        if go is not None:
            body["go"] = place.name("go", go, "the target")
        self._workflow._take(name)
        self._steps.append((name, body))

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
            four_eyes_with: a step whose answerer may not answer this one.
            shows: makes it an approval: the paths that are decided on; the answer holds for exactly their values.
            amount: path of the money that the approval lets go, at or below a shown path. amount_is_total: it takes the place of earlier ones.
            limits: how much a role may approve, ``{"supervisor": {"CNY": 500000}}``, in minor units.
            requires_approval: makes it a release: refused unless the approval of that step still holds. uses: answers that one approval covers, 1 to 100.
            releases: fields of the form that hold what goes out, and the shown path that each must agree with.
        """
        body = {
            "human": human_work(
                self._place(name), role=role, form=form, title=title, due=due, escalate=escalate, four_eyes_with=four_eyes_with, shows=shows, amount=amount,
                amount_is_total=amount_is_total, limits=limits, requires_approval=requires_approval, uses=uses, releases=releases,
            )
        }
        self._add(name, body, go, meets, set)
        return self

    @known_fields
    def choose(self, name: str, *, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> Choose:
        """Goes one of several ways: ``.when(FEEL, go=...)`` as often as needed, then ``.otherwise(target)``; without it the case parks when nothing holds."""
        body: dict[str, Any] = {"choose": []}
        self._add(name, body, None, meets, set)
        return Choose(self._place(name), body["choose"])

    @known_fields
    def first_of(self, name: str, *, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> FirstOf:
        """Waits for the first of several things: ``.human(...)``, ``.message(...)`` and ``.after(...)``, at least two, each with its own ``go``."""
        body: dict[str, Any] = {"first_of": {}}
        self._add(name, body, None, meets, set)
        return FirstOf(self._place(name), body["first_of"])

    @known_fields
    def parallel(self, name: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> Parallel:
        """Runs branches side by side and waits for all: ``.branch(name)`` answers a sequence, at least two. Nothing jumps into a branch or out of it."""
        branches: dict[str, Steps] = {}
        self._add(name, {"parallel": branches}, go, meets, set)
        return Parallel(self._place(name), branches, lambda branch: Steps(self._workflow, f"branch '{branch}' of step", name))

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
    def wait(self, name: str, duration: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Self":
        """Waits: ``"24h"`` elapsed, ``"2wh"`` working hours, ``"5wd"`` working days, ``"15d"`` calendar days, ``"8w"``, ``"6mo"``."""
        self._add(name, {"wait": self._place(name).duration("wait", duration)}, go, meets, set)
        return self

    @known_fields
    def set(self, name: str, facts: Mapping[str, Feel], *, go: str | None = None, meets: Iterable[str] = ()) -> "Self":
        """Sets facts of the case by FEEL: ``{"case.status": '"accepted"'}`` (a text has its own quotes)."""
        self._add(name, {}, go, meets, facts)
        return self

    def __len__(self) -> int:
        return len(self._steps)
