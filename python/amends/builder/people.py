"""The work of a person, as a human step and an alternative of ``first_of`` say it."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from .checks import Place

__all__ = ["human_work"]

_ESCALATIONS_MAX, _REMINDERS_MAX, _CANDIDATES_MAX, _SHOWN_MAX, _USES_MAX, _MINOR_MAX = 20, 20, 100, 64, 100, 2**53 - 1


def _limits(place: Place, limits: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for role, sums in limits.items():
        place.name("limits", role, "the role")
        if not isinstance(sums, Mapping) or not sums:
            raise place.wrong("limits", f'the limits of {role} are sums by currency in minor units, for example {{"CNY": 500000}} for 5,000.00')
        for currency, minor in sums.items():
            if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
                raise place.wrong("limits", f"{currency!r} is no currency; write three capital letters, for example CNY")
            place.whole("limits", minor, 0, _MINOR_MAX, f"the limit of {role} in minor units")
        out[role] = dict(sums)
    return out


def _reminders(place: Place, remind: str | Iterable[Mapping[str, str]]) -> str | list[dict[str, str]]:
    if isinstance(remind, str):
        return place.duration("remind", remind) if remind else ""
    out = []
    for one in remind:
        if not isinstance(one, Mapping) or len(one) != 1 or next(iter(one)) not in ("after", "before"):
            raise place.wrong("remind", f'a reminder is {{"before": "1wd"}} or {{"after": "1wd"}}; it is {one!r}')
        out.append({when: place.duration("remind", length) for when, length in one.items()})
    if len(out) > _REMINDERS_MAX:
        raise place.wrong("remind", f"a task has at most {_REMINDERS_MAX} reminders; leave some out")
    return out


def _candidates(place: Place, candidates: Iterable[str | Mapping[str, str]]) -> list[str | dict[str, str]]:
    if isinstance(candidates, str):
        raise place.wrong("candidates", f'it is a list of persons: ["{candidates}"]')
    out: list[str | dict[str, str]] = []
    for one in candidates:
        if isinstance(one, str):
            out.append(place.text("candidates", one, "the name of a person"))
        elif isinstance(one, Mapping) and len(one) == 1 and "role" in one:
            out.append({"role": place.name("candidates", one["role"], "the role of a candidate")})
        elif isinstance(one, Mapping) and len(one) == 1 and "from" in one:
            out.append({"from": place.text("candidates", one["from"], "the expression that names persons")})
        else:
            raise place.wrong("candidates", f'a candidate is the name of a person, {{"role": ...}} or {{"from": ...}}; it is {one!r}')
    if len(out) > _CANDIDATES_MAX:
        raise place.wrong("candidates", f"a task has at most {_CANDIDATES_MAX} candidates; name a role that they hold")
    return out


def human_work(
    place: Place,
    *,
    role: str,
    form: str,
    title: Mapping[str, str] | None,
    due: str | None,
    escalate: Iterable[tuple[str, str]],
    remind: str | Iterable[Mapping[str, str]],
    candidates: Iterable[str | Mapping[str, str]],
    four_eyes_with: str | None,
    shows: Iterable[str],
    amount: str | None,
    amount_is_total: bool,
    limits: Mapping[str, Mapping[str, int]] | None,
    requires_approval: str | None,
    uses: int,
    releases: Mapping[str, str] | None,
) -> dict[str, Any]:
    """The body of ``human:``. Whether the steps that it names exist is asked when the workflow is whole."""
    out: dict[str, Any] = {"role": place.name("role", role, "the role"), "form": place.text("form", form, "the form")}
    if title is not None:
        out["title"] = place.title("title", title)
    if due is not None:
        out["due"] = place.duration("due", due)
    rungs = []
    for rung in escalate:
        if not isinstance(rung, tuple) or len(rung) != 2:
            raise place.wrong("escalate", f'a rung is a pair of time and role, for example ("1wd", "supervisor"); it is {rung!r}')
        rungs.append({"after": place.duration("escalate", rung[0]), "to": place.text("escalate", rung[1], "who is told")})
    if len(rungs) > _ESCALATIONS_MAX:
        raise place.wrong("escalate", f"a task has at most {_ESCALATIONS_MAX} rungs of escalation; leave some out")
    if rungs:
        out["escalate"] = rungs
    if reminders := _reminders(place, remind):
        out["remind"] = reminders
    if who := _candidates(place, candidates):
        out["candidates"] = who
    if four_eyes_with is not None:
        out["four_eyes_with"] = place.name("four_eyes_with", four_eyes_with, "the other step")
    if isinstance(shows, str):
        raise place.wrong("shows", f'it is a list of paths: ["{shows}"]')
    shown = [place.text("shows", path, "a path that is shown") for path in shows]
    if len(shown) > _SHOWN_MAX:
        raise place.wrong("shows", f"an approver is shown at most {_SHOWN_MAX} paths; name what holds them")
    if shown:
        out["shows"] = shown
    if amount is not None:
        path = place.text("amount", amount, "the path of the money")
        out["amount"] = {"total": path} if amount_is_total else path
    elif amount_is_total:
        raise place.wrong("amount_is_total", "it needs `amount`, the path of the money")
    if limits is not None:
        out["limits"] = _limits(place, limits)
    if requires_approval is not None:
        step = place.name("requires_approval", requires_approval, "the approving step")
        place.whole("uses", uses, 1, _USES_MAX, "how many answers one approval covers")
        out["requires_approval"] = step if uses == 1 else {"step": step, "uses": uses}
    elif uses != 1:
        raise place.wrong("uses", "it needs `requires_approval`, the step that approves")
    if releases is not None:
        if not releases:
            raise place.wrong("releases", "it names nothing; write the fields that hold what goes out, or leave it out")
        out["releases"] = {place.name("releases", field, "the field"): place.text("releases", path, "the shown path") for field, path in releases.items()}
    return out
