"""A workflow's file as calls of the builder. Every key must become an argument of some method: what is left over is an error, so that nothing is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ..errors import Unsupported

if TYPE_CHECKING:
    from .branching import FirstOf
    from .sequence import Steps
    from .workflow import Workflow

__all__ = ["workflow_from_value"]

_KINDS = ("stage", "decide", "human", "choose", "parallel", "first_of", "message", "wait", "set")


class _Reader:
    """Takes the keys of one map; what nobody took is refused by name at the end."""

    def __init__(self, value: dict[str, Any], where: str) -> None:
        self._left = dict(value)
        self._where = where

    def take(self, key: str, default: Any = None) -> Any:
        return self._left.pop(key, default)

    def arguments(self, **names: str) -> dict[str, Any]:
        """The keys that are there, as arguments: ``arguments(with_="with")``."""
        return {argument: self._left.pop(key) for argument, key in names.items() if key in self._left}

    def end(self) -> None:
        if self._left:
            raise Unsupported(f"the builder has no word for {', '.join(f'`{key}`' for key in self._left)}; keep this workflow as a file", self._where)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _human(value: dict[str, Any], where: str) -> dict[str, Any]:
    reader = _Reader(value, where)
    out = reader.arguments(**_same("role", "form", "title", "due", "four_eyes_with", "shows", "limits", "releases"))
    if (rungs := reader.take("escalate")) is not None:
        out["escalate"] = []
        for rung in rungs:
            one = _Reader(rung, f"{where}, escalate")
            out["escalate"].append((one.take("after"), one.take("to")))
            one.end()
    amount = reader.take("amount")
    if isinstance(amount, dict):
        total = _Reader(amount, f"{where}, amount")
        out |= {"amount": total.take("total"), "amount_is_total": True}
        total.end()
    elif amount is not None:
        out["amount"] = amount
    approval = reader.take("requires_approval")
    if isinstance(approval, dict):
        one = _Reader(approval, f"{where}, requires_approval")
        out |= {"requires_approval": one.take("step"), "uses": one.take("uses", 1)}
        one.end()
    elif approval is not None:
        out["requires_approval"] = approval
    reader.end()
    return out


def _alternative(step: "FirstOf", name: str, value: dict[str, Any], where: str) -> None:
    reader = _Reader(value, where)
    if (human := reader.take("human")) is not None:
        step.human(name, **_human(human, where), **reader.arguments(**_same("go")))
    elif (message := reader.take("message")) is not None:
        step.message(name, message, **reader.arguments(**_same("go", "key")))
    else:
        step.after(name, reader.take("after"), **reader.arguments(**_same("go")))
    reader.end()


def _step(steps: "Steps", name: str, value: dict[str, Any], where: str) -> None:
    reader = _Reader(value, where)
    kind = next((kind for kind in _KINDS if kind in value), "")
    what = reader.take(kind)
    every = reader.arguments(**_same("meets", "go")) | (reader.arguments(**_same("set")) if kind != "set" else {})
    if kind == "stage":
        more = reader.arguments(**_same("config", "on_error", "optional", "requires_approval"))
        if (retry := reader.take("retry")) is not None:
            attempts = _Reader(retry, f"{where}, retry")
            more |= attempts.arguments(retry="max", backoff="backoff")
            attempts.end()
        steps.stage(name, what, **more, **every)
    elif kind == "human":
        steps.human(name, **_human(what, where), **every)
    elif kind == "choose":
        choose = steps.choose(name, **every)
        for branch in what:
            one = _Reader(branch, f"{where}, choose")
            if (target := one.take("else")) is not None:
                choose.otherwise(target)
            else:
                choose.when(one.take("when"), go=one.take("go"))
            one.end()
    elif kind == "first_of":
        first = steps.first_of(name, **every)
        for alternative, body in what.items():
            _alternative(first, alternative, body, f"{where}, alternative '{alternative}'")
    elif kind == "parallel":
        parallel = steps.parallel(name, **every)
        for branch_name, body in what.items():
            branch = parallel.branch(branch_name)
            _fill(branch, body if isinstance(body, list) else [{branch_name: body}], where)
    else:
        plain: dict[str, Callable[..., Any]] = {"decide": steps.decide, "message": steps.message, "wait": steps.wait, "set": steps.set}
        if kind not in plain:
            raise Unsupported("the builder has no word for what this step does; keep this workflow as a file", where)
        more = reader.arguments(with_="with") if kind == "decide" else reader.arguments(key="key") if kind == "message" else {}
        plain[kind](name, what, **more, **every)
    reader.end()


def _fill(steps: "Steps", value: list[dict[str, Any]], where: str) -> None:
    for one in value:
        ((name, body),) = one.items()
        _step(steps, name, body, f"{where}, step '{name}'")


def workflow_from_value(cls: "type[Workflow]", value: dict[str, Any]) -> "Workflow":
    """The workflow of a file that the core has read without a fault."""
    where = f"workflow '{value['workflow']}'"
    reader = _Reader(value, where)
    workflow = cls(reader.take("workflow"), **reader.arguments(**_same("version", "title", "packs", "commit")))
    for name, clock in reader.take("clocks", {}).items():
        one = _Reader(clock, f"{where}, clock '{name}'")
        workflow.clock(name, **one.arguments(**_same("kind", "rule", "warn", "on_breach", "to"), start="from"))
        one.end()
    _fill(workflow, reader.take("steps"), where)
    for name, steps in reader.take("paths", {}).items():
        _fill(workflow.path(name), steps, f"{where}, path '{name}'")
    reader.end()
    return workflow
