"""A clock of a workflow, as the file says it."""

from __future__ import annotations

from typing import Any, Iterable

from .checks import Place

__all__ = ["clock_use"]


def clock_use(place: Place, *, kind: str | None, rule: str | None, start: str | None, warn: Iterable[str], on_breach: str | None, to: str | None) -> dict[str, Any]:
    """The body of a clock. Raises InvalidArgument."""
    if (kind is None) == (rule is None):
        raise place.wrong("", "a clock names exactly one of `kind` (a running clock) and `rule` (an id of the clock pack)")
    out: dict[str, Any] = {"kind": place.name("kind", kind, "the kind")} if kind is not None else {"rule": place.text("rule", rule, "the rule")}
    if start is not None:
        out["from"] = place.fact("start", start)
    elif rule is not None:
        raise place.wrong("start", "a clock that starts by a rule says from when, for example start='channel.received_at'")
    if isinstance(warn, str):
        raise place.wrong("warn", f'it is a list of durations: ["{warn}"]')
    if rungs := [place.duration("warn", rung) for rung in warn]:
        out["warn"] = rungs
    if on_breach is not None and on_breach != "escalate":
        raise place.wrong("on_breach", f"it is 'escalate', or is left out; not {on_breach!r}")
    if (on_breach is None) != (to is None):
        raise place.wrong("to", "`on_breach='escalate'` and `to`, the role that is told, belong together")
    if to is not None:
        out |= {"on_breach": "escalate", "to": place.name("to", to, "the role")}
    return out
