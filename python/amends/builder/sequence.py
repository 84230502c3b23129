"""What all sequences of steps share: the place of a step, the list that it is added to, and how a step that stands in it is found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from .checks import Feel, Place, did_you_mean

if TYPE_CHECKING:
    from .steps import Steps
    from .workflow import Workflow

__all__ = ["Sequence", "inner"]

_NESTING_MAX = 16


class Sequence:
    """A list of steps with their bodies. A body is what the file says of the step; where steps stand in it, it holds a sequence in place of the list."""

    def __init__(self, workflow: "Workflow", kind: str, name: str, branch: str = "", depth: int = 0) -> None:
        self._workflow = workflow
        self._what = kind + (f" '{name}'" if name else "")
        self._branch = branch  # a branch that has one step of its own name is written as that step's body
        self._depth = depth  # steps that it stands in
        self._steps: list[tuple[str, dict[str, Any]]] = []

    def _place(self, name: str) -> Place:
        return Place(f"workflow '{self._workflow.name}', step '{name}'")

    def _inside(self, kind: str, name: str, branch: str = "") -> "Steps":
        """A sequence that stands in a step of this one. Raises InvalidArgument where steps stand too deep."""
        if self._depth >= _NESTING_MAX:
            raise self._place(name).wrong("", f"steps stand inside each other at most {_NESTING_MAX} deep; make a path of the inner ones")
        return self._workflow._sequence(kind, name, branch, self._depth + 1)

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

    def _body(self, name: str, method: str) -> dict[str, Any]:
        """The body of a step of this sequence, to which ``method`` adds something. Raises InvalidArgument."""
        for step, body in self._steps:
            if step == name:
                return body
        if self._workflow._names.get(name) == "step":
            raise self._place(name).wrong(method, f"the step stands in another sequence; call `{method}` of that one")
        near = did_you_mean(str(name), [step for step, _ in self._steps])
        raise self._place(name).wrong(method, f"there is no such step in {self._what} so far{'; write the step first' if near == '.' else near}")

    def __len__(self) -> int:
        return len(self._steps)


def inner(part: Any) -> Iterator[Sequence]:
    """The sequences that stand in a body, those inside of these not."""
    if isinstance(part, Sequence):
        yield part
    elif isinstance(part, dict):
        for one in part.values():
            yield from inner(one)
