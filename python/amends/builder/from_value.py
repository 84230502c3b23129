"""A workflow's file as calls of the builder. Every key must become an argument of some method: what is left over is an error, so that nothing is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from ..errors import Unsupported

if TYPE_CHECKING:
    from .branching import FirstOf
    from .steps import Steps
    from .workflow import Workflow

__all__ = ["workflow_from_value"]

# Kinds of one text or map, with the arguments that their method takes beside it; "set" last, because it may stand beside each of the others.
_PLAIN: dict[str, dict[str, str]] = {
    "decide": {"with_": "with"}, "message": {"key": "key"}, "wait": {}, "listen": {}, "run": {}, "call": {}, "signal": {}, "cancel": {}, "terminate": {}, "compensate": {}, "set": {},
}


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
    out = reader.arguments(**_same("role", "form", "title", "due", "remind", "candidates", "four_eyes_with", "shows", "limits", "releases"))
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
    elif (signal := reader.take("signal")) is not None:
        step.signal(name, signal, **reader.arguments(**_same("go")))
    else:
        step.after(name, reader.take("after"), **reader.arguments(**_same("go")))
    reader.end()


def _join(value: dict[str, Any], where: str) -> dict[str, Any]:
    reader = _Reader(value, f"{where}, join")
    out = reader.arguments(join="of", cancel="cancel")
    reader.end()
    return out


def _branch(steps: "Steps", name: str, body: Any, where: str) -> None:
    """A branch is a list of steps, or one body: then it is a step of the branch's name."""
    _fill(steps, body if isinstance(body, list) else [{name: body}], where)


def _stage(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    more = reader.arguments(**_same("config", "on_error", "optional", "requires_approval"), with_="with")
    if (retry := reader.take("retry")) is not None:
        attempts = _Reader(retry, f"{where}, retry")
        more |= attempts.arguments(retry="max", backoff="backoff")
        attempts.end()
    steps.stage(name, reader.take("stage"), **more, **every)


def _choose(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    choose = steps.choose(name, **every)
    for branch in reader.take("choose"):
        one = _Reader(branch, f"{where}, choose")
        if (target := one.take("else")) is not None:
            choose.otherwise(target)
        else:
            choose.when(one.take("when"), go=one.take("go"))
        one.end()


def _first_of(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    first = steps.first_of(name, **every)
    for alternative, body in reader.take("first_of").items():
        _alternative(first, alternative, body, f"{where}, alternative '{alternative}'")


def _parallel(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    branches = dict(reader.take("parallel"))
    join = branches.pop("join") if isinstance(branches.get("join"), dict) and "of" in branches["join"] else None
    parallel = steps.parallel(name, **(_join(join, where) if join is not None else {}), **every)
    for branch, body in branches.items():
        _branch(parallel.branch(branch), branch, body, where)


def _inclusive(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    inclusive = steps.inclusive(name, **every)
    for branch, value in reader.take("inclusive").items():
        one = _Reader(value, f"{where}, branch '{branch}'")
        other = one.take("else")
        body = one.take("do") if other is None else other
        _branch(inclusive.when(branch, one.take("when")) if other is None else inclusive.otherwise(branch), branch, body, where)
        one.end()


def _each(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    each = _Reader(reader.take("each"), f"{where}, each")
    more = each.arguments(**_same("key", "order"), in_="in", as_="as")
    if (join := each.take("join")) is not None:
        more |= _join(join, where)
    if (grows := each.take("grows_by")) is not None:
        message = _Reader(grows, f"{where}, grows_by")
        more |= message.arguments(grows_by="message", grows_key="key")
        message.end()
    body = each.take("do")
    each.end()
    _fill(steps.each(name, **more, **every), body, where)


def _raise(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    what = _Reader(reader.take("raise"), f"{where}, raise")
    steps.raise_(name, **what.arguments(**_same("error", "escalation")), **every)
    what.end()


def _send(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    message = _Reader(reader.take("send"), f"{where}, send")
    steps.send(name, message.take("kind"), **message.arguments(**_same("to", "body", "wait")), **reader.arguments(**_same("requires_approval")), **every)
    message.end()


def _human_step(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    steps.human(name, **_human(reader.take("human"), where), **every)


def _block(steps: "Steps", name: str, reader: _Reader, every: dict[str, Any], where: str) -> None:
    _fill(steps.block(name, **every), reader.take("block"), where)


_OTHERS: dict[str, Callable[["Steps", str, _Reader, dict[str, Any], str], None]] = {
    "stage": _stage, "human": _human_step, "choose": _choose, "first_of": _first_of, "parallel": _parallel, "inclusive": _inclusive, "each": _each, "block": _block, "raise": _raise, "send": _send,
}


def _meanwhile(steps: "Steps", name: str, reader: _Reader, where: str) -> None:
    for event, body in reader.take("on", {}).items():
        one = _Reader(body, f"{where}, event '{event}'")
        steps.on(name, event, **one.arguments(**_same("after", "message", "key", "signal", "error", "escalation", "go", "interrupting")))
        one.end()
    if (bound := reader.take("bound")) is not None:
        one = _Reader(bound, f"{where}, bound")
        steps.bound(name, **one.arguments(**_same("name", "go")))
        one.end()
    if (milestone := reader.take("while")) is not None:
        one = _Reader(milestone, f"{where}, while")
        steps.while_(name, **one.arguments(at="at", else_="else"))
        one.end()
    if (undo := reader.take("undo")) is not None:
        _fill(steps.undo(name), undo, where)


def _step(steps: "Steps", name: str, value: dict[str, Any], where: str) -> None:
    reader = _Reader(value, where)
    kind = next((kind for kind in (*_OTHERS, *_PLAIN) if kind in value), "")
    every = reader.arguments(**_same("meets", "go")) | (reader.arguments(**_same("set")) if kind != "set" else {})
    if kind in _OTHERS:
        _OTHERS[kind](steps, name, reader, every, where)
    elif kind in _PLAIN:
        what = reader.take(kind)
        getattr(steps, kind)(name, what, **reader.arguments(**_PLAIN[kind]), **every)
    else:
        raise Unsupported("the builder has no word for what this step does; keep this workflow as a file", where)
    _meanwhile(steps, name, reader, where)
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
    workflow.bounds(**reader.take("bounds", {}))
    if (work := reader.take("work")) is not None:
        own = _Reader(work, f"{where}, work")
        workflow.work(**own.arguments(**_same("priority", "rate")))
        own.end()
    workflow.notices(*reader.take("notices", []))
    _fill(workflow, reader.take("steps"), where)
    for name, steps in reader.take("paths", {}).items():
        _fill(workflow.path(name), steps, f"{where}, path '{name}'")
    reader.end()
    return workflow
