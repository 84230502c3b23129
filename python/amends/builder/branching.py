"""Steps with several ways on: choose, first_of, parallel, inclusive. Each is opened by its method of a sequence and filled by its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping

from .checks import Feel, Place, known_fields
from .people import human_work

if TYPE_CHECKING:
    from .steps import Steps

__all__ = ["BRANCHES_MAX", "Choose", "FirstOf", "Inclusive", "Parallel"]

BRANCHES_MAX = 100


class Choose:
    """The ways of a ``choose`` step, in the order in which they are tried."""

    def __init__(self, place: Place, branches: list[dict[str, Any]]) -> None:
        self._place = place
        self._branches = branches

    def _room(self) -> None:
        if self._branches and "else" in self._branches[-1]:
            raise self._place.wrong("choose", "behind `otherwise` no way can ever be taken; write it last")
        if len(self._branches) >= BRANCHES_MAX:
            raise self._place.wrong("choose", f"a step has at most {BRANCHES_MAX} ways; use a decision table")

    def when(self, expression: Feel, *, go: str) -> "Choose":
        """A way that is taken when the FEEL expression holds. Raises InvalidArgument."""
        self._room()
        self._branches.append({"when": self._place.expression("when", expression), "go": self._place.name("go", go, "the target")})
        return self

    def otherwise(self, go: str) -> None:
        """The way that is taken when nothing else holds. Raises InvalidArgument."""
        self._room()
        self._branches.append({"else": self._place.name("otherwise", go, "the target")})


class FirstOf:
    """The alternatives of a ``first_of`` step: the first that happens decides, the others are withdrawn."""

    def __init__(self, place: Place, alternatives: dict[str, dict[str, Any]]) -> None:
        self._step = place
        self._alternatives = alternatives

    def _place(self, name: str) -> Place:
        return Place(f"{self._step.where}, alternative '{name}'")

    def _add(self, name: str, body: dict[str, Any], go: str) -> "FirstOf":
        place = self._place(name)
        place.name("", name, "the alternative")
        if name in self._alternatives:
            raise place.wrong("", "the step has an alternative of this name; each has a name of its own")
        if len(self._alternatives) >= BRANCHES_MAX:
            raise place.wrong("", f"a step has at most {BRANCHES_MAX} alternatives")
        self._alternatives[name] = {**body, "go": place.name("go", go, "the target")}
        return self

    @known_fields
    def human(
        self,
        name: str,
        *,
        role: str,
        form: str,
        go: str,
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
    ) -> "FirstOf":
        """A task for a person; the arguments are those of a human step. Raises InvalidArgument."""
        body = {
            "human": human_work(
                self._place(name), role=role, form=form, title=title, due=due, escalate=escalate, remind=remind, candidates=candidates, four_eyes_with=four_eyes_with, shows=shows,
                amount=amount, amount_is_total=amount_is_total, limits=limits, requires_approval=requires_approval, uses=uses, releases=releases,
            )
        }
        return self._add(name, body, go)

    @known_fields
    def message(self, name: str, message: str, *, go: str, key: Feel | None = None) -> "FirstOf":
        """A message. Two that wait for one message need keys that differ. Raises InvalidArgument."""
        place = self._place(name)
        body: dict[str, Any] = {"message": place.name("message", message, "the message")}
        if key is not None:
            body["key"] = place.expression("key", key)
        return self._add(name, body, go)

    @known_fields
    def signal(self, name: str, signal: str, *, go: str) -> "FirstOf":
        """A signal, of a ``signal`` step of this or another case or of ``rt.signal``. Raises InvalidArgument."""
        return self._add(name, {"signal": self._place(name).name("signal", signal, "the signal")}, go)

    @known_fields
    def after(self, name: str, duration: str, *, go: str) -> "FirstOf":
        """A time that has passed, ``"5wd"``. Raises InvalidArgument."""
        return self._add(name, {"after": self._place(name).duration("after", duration)}, go)


def _room_for(place: Place, name: str, branches: Mapping[str, Any]) -> None:
    """Refuses a name that is none or is taken, and a branch too many. A parallel step's `join` stands among its branches, as in the file."""
    place.name("branch", name, "the branch")
    has_join = isinstance(branches.get("join"), dict) and "of" in branches["join"]
    if name == "join" and has_join:
        raise place.wrong("branch", "the step has a `join`, so that no branch of it may be called so; choose another name")
    if name in branches:
        raise place.wrong("branch", f"the step has a branch '{name}'; each has a name of its own")
    if len(branches) - has_join >= BRANCHES_MAX:
        raise place.wrong("branch", f"a step has at most {BRANCHES_MAX} branches; put some of them behind each other")


class Parallel:
    """The branches of a ``parallel`` step."""

    def __init__(self, place: Place, branches: dict[str, Any], make: Callable[[str], "Steps"]) -> None:
        self._place = place
        self._branches = branches
        self._make = make

    def branch(self, name: str) -> "Steps":
        """A new branch, to be filled with steps. Raises InvalidArgument for a name that is none or is taken."""
        _room_for(self._place, name, self._branches)
        steps = self._branches[name] = self._make(name)
        return steps


class Inclusive:
    """The branches of an ``inclusive`` step, each with its condition."""

    def __init__(self, place: Place, branches: dict[str, Any], make: Callable[[str], "Steps"]) -> None:
        self._place = place
        self._branches = branches
        self._make = make

    def _room(self, name: str) -> None:
        _room_for(self._place, name, self._branches)
        if any("else" in branch for branch in self._branches.values()):
            raise self._place.wrong("inclusive", "`otherwise` is for when none of the others runs; write it last")

    def when(self, name: str, expression: Feel) -> "Steps":
        """A branch that runs when the FEEL expression holds, to be filled with steps. Raises InvalidArgument."""
        self._room(name)
        steps = self._make(name)
        self._branches[name] = {"when": self._place.expression("when", expression), "do": steps}
        return steps

    def otherwise(self, name: str) -> "Steps":
        """The branch that runs when none of the others does, to be filled with steps; without it the case parks then. Raises InvalidArgument."""
        self._room(name)
        steps = self._make(name)
        self._branches[name] = {"else": steps}
        return steps
