"""The kinds of steps in which the ways part, or in which other steps stand: choose, first_of, parallel, inclusive, each, block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .branching import BRANCHES_MAX, Choose, FirstOf, Inclusive, Parallel
from .checks import Feel, Place, did_you_mean, known_fields
from .sequence import Sequence

if TYPE_CHECKING:
    from .steps import Steps

__all__ = ["BranchingSteps"]

_ITEMS_MAX = 1_000
_ORDERS = ("together", "one_by_one")


def _join(place: Place, of: int | None, cancel: bool, most: int) -> dict[str, Any]:
    if of is None:
        if cancel:
            raise place.wrong("cancel", "it needs `join`, how many suffice")
        return {}
    join: dict[str, Any] = {"of": place.whole("join", of, 1, most, "how many suffice to leave the step")}
    return {"join": {**join, "cancel": True} if cancel else join}


class BranchingSteps(Sequence):
    """Steps that are opened here and filled by what these methods answer."""

    @known_fields
    def choose(self, name: str, *, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> Choose:
        """Goes one of several ways: ``.when(FEEL, go=...)`` as often as needed, then ``.otherwise(target)``; without it the case parks when nothing holds."""
        body: dict[str, Any] = {"choose": []}
        self._add(name, body, None, meets, set)
        return Choose(self._place(name), body["choose"])

    @known_fields
    def first_of(self, name: str, *, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> FirstOf:
        """Waits for the first of several things: ``.human(...)``, ``.message(...)``, ``.signal(...)`` and ``.after(...)``, at least two, each with its own ``go``."""
        body: dict[str, Any] = {"first_of": {}}
        self._add(name, body, None, meets, set)
        return FirstOf(self._place(name), body["first_of"])

    @known_fields
    def parallel(
        self, name: str, *, join: int | None = None, cancel: bool = False, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None
    ) -> Parallel:
        """Runs branches side by side: ``.branch(name)`` answers a sequence, at least two. Nothing jumps into a branch or out of it.

        ``join``: how many branches suffice to leave the step; all, unless it is given. ``cancel``: the others are taken back then; else they go on, and only the end
        of the case and the step around wait for them.
        """
        branches: dict[str, Any] = _join(self._place(name), join, cancel, BRANCHES_MAX)
        self._add(name, {"parallel": branches}, go, meets, set)
        return Parallel(self._place(name), branches, lambda branch: self._inside(f"branch '{branch}' of step", name, branch))

    @known_fields
    def inclusive(self, name: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> Inclusive:
        """Runs every branch whose condition holds and waits for exactly those: ``.when(name, FEEL)`` and, last, ``.otherwise(name)`` answer a sequence each, at least two."""
        branches: dict[str, Any] = {}
        self._add(name, {"inclusive": branches}, go, meets, set)
        return Inclusive(self._place(name), branches, lambda branch: self._inside(f"branch '{branch}' of step", name, branch))

    @known_fields
    def each(
        self,
        name: str,
        in_: Feel,
        *,
        as_: str | None = None,
        key: Feel | None = None,
        order: str | None = None,
        join: int | None = None,
        cancel: bool = False,
        grows_by: str | None = None,
        grows_key: Feel | None = None,
        go: str | None = None,
        meets: Iterable[str] = (),
        set: Mapping[str, Feel] | None = None,
    ) -> "Steps":
        """A for-each: answers the sequence that runs once for each item of a list.

        Args:
            in_: the list, by FEEL, when the step is entered. as_: the variable that holds the item inside (``item`` unless given).
            key: what tells one item from another, by the variable, ``"party.id"``; without it the item's place.
            order: ``"together"``, or ``"one_by_one"``, each when the one before is done.
            join: how many items suffice to leave the step; all, unless it is given. cancel: the others are taken back then; else they go on.
            grows_by: a message that brings one more item, with ``grows_key`` by FEEL (without it the case's id).
        """
        place = self._place(name)
        each: dict[str, Any] = {"in": place.expression("in_", in_)}
        if as_ is not None:
            each["as"] = place.name("as_", as_, "the variable")
        if key is not None:
            each["key"] = place.expression("key", key)
        if order is not None:
            if order not in _ORDERS:
                raise place.wrong("order", f"it is 'together' or 'one_by_one', not {order!r}{did_you_mean(str(order), _ORDERS)}")
            each["order"] = order
        each |= _join(place, join, cancel, _ITEMS_MAX)
        if grows_by is not None:
            each["grows_by"] = {"message": place.name("grows_by", grows_by, "the message")}
            if grows_key is not None:
                each["grows_by"]["key"] = place.expression("grows_key", grows_key)
        elif grows_key is not None:
            raise place.wrong("grows_key", "it needs `grows_by`, the message that brings an item")
        steps = each["do"] = self._inside("for-each", name)
        self._add(name, {"each": each}, go, meets, set)
        return steps

    @known_fields
    def block(self, name: str, *, go: str | None = None, meets: Iterable[str] = (), set: Mapping[str, Feel] | None = None) -> "Steps":
        """Steps that belong together, with one ``on``, ``undo`` and ``cancel`` for all of them; answers their sequence."""
        steps = self._inside("block", name)
        self._add(name, {"block": steps}, go, meets, set)
        return steps
