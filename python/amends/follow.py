"""Events as they become durable."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator

from .errors import NotFound, StateError

if TYPE_CHECKING:
    from .runtime import Runtime

__all__ = ["Event", "follow"]

_LOOK_EVERY_S = 0.05
_AT_ONCE = 500


@dataclass(frozen=True)
class Event:
    """The header of an event: no texts of the case.

    ``n``: its place in the file, to go on from with ``follow(after=n)``; rises, may have gaps. ``seq``: its number within the case, from 1. ``at``: RFC 3339.
    ``actor``: ``user:li.na``, ``system``, ``stage:amends.intake@1.0.0#...``. ``hash``: hexadecimal SHA-256, as the journal chains it.
    """

    n: int
    case_id: str
    seq: int
    at: str
    actor: str
    kind: str
    hash: str
    _runtime: "Runtime" = field(repr=False, compare=False)

    def payload(self) -> Any:
        """What was said; ``None`` when it was erased. Read through the case: raises Refused for a role that sees no texts."""
        for event in self._runtime.case(self.case_id).events:
            if event["seq"] == self.seq:
                return event["payload"]
        raise NotFound(f"the case has no event {self.seq}", self.case_id)


def follow(runtime: "Runtime", after: int, timeout: float | None) -> Iterator[Event]:
    """Yields events behind ``after``. Looks every 50 ms: an index makes a look that finds nothing cost microseconds, and it sees other processes alike."""
    heard = time.monotonic()
    while not runtime._closed:
        try:
            found = runtime._engine.journal(after, _AT_ONCE)
        except StateError:
            if runtime._closed:  # by another thread, just now
                return
            raise
        for one in found:
            after = one["n"]
            yield Event(**one, _runtime=runtime)
        if found:
            heard = time.monotonic()
        elif timeout is not None and time.monotonic() - heard >= timeout:
            return
        else:
            time.sleep(_LOOK_EVERY_S)
