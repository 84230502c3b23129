"""Names that a workflow refers to and does not have: asked when it is whole, before the core reads it, so that the error names step and field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

from .checks import did_you_mean

if TYPE_CHECKING:
    from .sequence import Steps
    from .workflow import Workflow

__all__ = ["missing_targets"]


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


def _all_steps(steps: "Steps") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, body in steps._steps:
        yield name, body
        for branch in body.get("parallel", {}).values():
            yield from _all_steps(branch)


def missing_targets(workflow: "Workflow") -> list[tuple[str, str]]:
    """Place and sentence of each name that stands for nothing, and of each branching step that was left empty."""
    names = [*workflow._names, "end"]
    whole = [*_all_steps(workflow), *(step for path in workflow._paths.values() for step in _all_steps(path))]
    people = [name for name, body in whole if "human" in body or any("human" in one for one in body.get("first_of", {}).values())]
    out: list[tuple[str, str]] = []
    for name, body in whole:
        where = f"workflow '{workflow.name}', step '{name}'"
        for field, target in _targets(body):
            if target not in names:
                out.append((f"{where}, {field}", f"there is no step or path '{target}'{did_you_mean(target, names)}"))
        for field, step in _people(body):
            if step not in people:
                out.append((f"{where}, {field}", f"there is no human step '{step}'{did_you_mean(step, people)}"))
        if body.get("choose") == []:
            out.append((where, "the step has no way on; add `.when(FEEL, go=...)`"))
        if len(body.get("first_of", ("", ""))) < 2:
            out.append((where, "the step waits for the first of at least two things; add `.human(...)`, `.message(...)` or `.after(...)`"))
        if len(body.get("parallel", ("", ""))) < 2:
            out.append((where, "the step has at least two branches; add `.branch(name)`"))
        for branch, steps in body.get("parallel", {}).items():
            if not steps._steps:
                out.append((f"{where}, branch '{branch}'", "the branch has no step"))
    for name, path in workflow._paths.items():
        if not path._steps:
            out.append((f"workflow '{workflow.name}', path '{name}'", "the path has no step"))
    return out
