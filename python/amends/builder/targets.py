"""Names that a workflow refers to and does not have: asked when it is whole, before the core reads it, so that the error names step and field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

from .checks import did_you_mean
from .sequence import Sequence, inner

if TYPE_CHECKING:
    from .workflow import Workflow

__all__ = ["missing_targets"]

_FEWEST = {  # of what a step that was left open needs at least so many
    "choose": (1, "the step has no way on; add `.when(FEEL, go=...)`"),
    "first_of": (2, "the step waits for the first of at least two things; add `.human(...)`, `.message(...)`, `.signal(...)` or `.after(...)`"),
    "parallel": (2, "the step has at least two branches; add `.branch(name)`"),
    "inclusive": (2, "the step has at least two branches; add `.when(name, FEEL)`"),
}


def _targets(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and target of each way on."""
    if "go" in body:
        yield "go", body["go"]
    routes = body.get("on_error")
    if isinstance(routes, str):
        yield "on_error", routes
    for code, target in routes.items() if isinstance(routes, dict) else ():
        yield f"on_error[{code!r}]", target
    for branch in body.get("choose", ()):
        yield ("otherwise", branch["else"]) if "else" in branch else ("when(..., go)", branch["go"])
    for name, alternative in body.get("first_of", {}).items():
        yield f"{name}, go", alternative["go"]
    for name, event in body.get("on", {}).items():
        yield f"event '{name}', go", event["go"]
    if "bound" in body:
        yield "bound, go", body["bound"]["go"]
    if "else" in body.get("while", {}):
        yield "while_, else_", body["while"]["else"]


def _steps_named(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and step of each reference to a step that the case stands at or that is taken away, ended or undone."""
    for field, named in (("while_, at", body.get("while", {}).get("at")), *((kind, body.get(kind)) for kind in ("cancel", "terminate", "compensate"))):
        for name in [named] if isinstance(named, str) else named or ():
            if name != "case" or field == "while_, at":
                yield field, name


def _people(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and step of each reference to another person's step."""
    works = [("", body["human"])] if "human" in body else []
    works += [(f"{name}, ", alternative["human"]) for name, alternative in body.get("first_of", {}).items() if "human" in alternative]
    for prefix, work in works:
        if "four_eyes_with" in work:
            yield f"{prefix}four_eyes_with", work["four_eyes_with"]
        approval = work.get("requires_approval")
        if approval is not None:
            yield f"{prefix}requires_approval", approval["step"] if isinstance(approval, dict) else approval
    if "requires_approval" in body:
        yield "requires_approval", body["requires_approval"]


def _all_sequences(sequence: Sequence) -> Iterator[Sequence]:
    yield sequence
    for _, body in sequence._steps:
        for one in inner(body):
            yield from _all_sequences(one)


def _missing(what: str, name: str, known: list[str]) -> str:
    return f"there is no {what} '{name}'{did_you_mean(name, known)}"


def missing_targets(workflow: "Workflow") -> list[tuple[str, str]]:
    """Place and sentence of each name that stands for nothing, and of each step that was opened and left empty."""
    sequences = [one for start in (workflow, *workflow._paths.values()) for one in _all_sequences(start)]
    whole = [step for sequence in sequences for step in sequence._steps]
    steps = [name for name, _ in whole]
    paths = list(workflow._paths)
    bounds = list(workflow._bounds)
    people = [name for name, body in whole if "human" in body or any("human" in one for one in body.get("first_of", {}).values())]
    called = tuple(f"{name}_" for name, body in whole if "call" in body)  # what stands behind such a name, only the core knows
    out: list[tuple[str, str]] = []
    for name, body in whole:
        where = f"workflow '{workflow.name}', step '{name}'"
        for what, known, named in (("step or path", [*steps, *paths, "end"], _targets(body)), ("step", steps, _steps_named(body)), ("human step", people, _people(body))):
            out += [(f"{where}, {field}", _missing(what, target, known)) for field, target in named if target not in known and not target.startswith(called)]
        if "run" in body and body["run"] not in paths:
            out.append((f"{where}, run", _missing("path", body["run"], paths)))
        if "bound" in body and body["bound"]["name"] not in bounds:
            bound = body["bound"]["name"]
            missing = _missing("bound", bound, bounds)
            out.append((f"{where}, bound", missing if not missing.endswith(".") else f"{missing[:-1]}; write `bounds({bound}=3)` of the workflow"))
        for kind, (fewest, sentence) in _FEWEST.items():
            if kind in body and len(body[kind]) - (isinstance(body[kind].get("join"), dict) if kind == "parallel" else 0) < fewest:
                out.append((where, sentence))
    for sequence in sequences:
        if not sequence._steps and sequence is not workflow:
            out.append((f"workflow '{workflow.name}', {sequence._what}", "it has no step; add one"))
    return out
