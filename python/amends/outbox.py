"""What leaves the engine: messages that are handed out to whoever delivers them, and acknowledged.

At least once: a message that was pulled and not acknowledged within its lease comes again with the same key, by which the receiver knows a second one.

    @amends.outbox_handler("letter")
    def post(message):
        return {"tracking": print_and_post(message.to, message.body["text"], idempotency_key=message.key)}

    with amends.open("cases.db", by="post.room", role="handler", purpose="delivery") as rt:
        rt.work(outbox=post)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence, Union

from .errors import InvalidArgument

if TYPE_CHECKING:
    from .runtime import Runtime

__all__ = ["Delivered", "DeliveryRefused", "Handler", "Handlers", "Message", "Outbox", "handlers_of", "outbox_handler"]


class DeliveryRefused(Exception):
    """Raised by a handler: the message is not worth another try (a wrong address). It waits for a person then."""


@dataclass(frozen=True)
class Message:
    """A message on its way out.

    ``key``: its idempotency key, the same each time it is handed out. ``body``: what it says, by name. ``step``: the step that sent it; ``""`` for a notice of the
    engine. ``handed_out``: above 1 when it was handed out before. ``failures``: reported ones. Instants are RFC 3339.
    """

    key: str
    case_id: str
    kind: str
    to: str
    body: Mapping[str, Any]
    step: str
    added_at: str
    lease_until: str
    handed_out: int
    failures: int


@dataclass(frozen=True)
class Delivered:
    """What became of the messages that were handed to handlers: how many were acknowledged, failed (and come again), or were refused for good."""

    acknowledged: int = 0
    failed: int = 0
    refused: int = 0

    @property
    def all(self) -> int:
        """How many there were."""
        return self.acknowledged + self.failed + self.refused

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.acknowledged + other.acknowledged, self.failed + other.failed, self.refused + other.refused)


@dataclass(frozen=True)
class Handler:
    """A function that delivers messages of some kinds; ``kinds`` is ``("",)`` for all. Call it like the function. Made by :func:`outbox_handler`."""

    function: Callable[[Message], Any]
    kinds: tuple[str, ...] = ("",)

    def __call__(self, message: Message) -> Any:
        return self.function(message)


Handlers = Union[Handler, Callable[[Message], Any], Sequence[Union[Handler, Callable[[Message], Any]]]]


def outbox_handler(*kinds: str) -> Callable[[Callable[[Message], Any]], Handler]:
    """Makes a function the deliverer of messages of these kinds, of all when none is named.

    What it returns is the receipt (JSON, or ``None``): returning acknowledges. An exception is a failure, and the message comes again after a while;
    :class:`DeliveryRefused` ends the tries. The function may see a message twice and tells by its ``key``.

    Raises InvalidArgument for ``@outbox_handler`` without brackets.
    """
    if any(not isinstance(kind, str) for kind in kinds):
        raise InvalidArgument("write @amends.outbox_handler() for all kinds, or @amends.outbox_handler('letter', ...)")
    return lambda function: Handler(function, kinds or ("",))


def handlers_of(given: Handlers | None) -> tuple[Handler, ...]:
    """One handler or several, as a tuple. Raises InvalidArgument for what cannot be called, and when two want one kind."""
    if given is None:
        return ()
    several = list(given) if isinstance(given, Sequence) else [given]
    out = []
    for one in several:
        if not callable(one):
            raise InvalidArgument(f"an outbox handler is a function of a message, not {type(one).__name__}")
        out.append(one if isinstance(one, Handler) else Handler(one))
    kinds = [kind for handler in out for kind in handler.kinds]
    if len(kinds) != len(set(kinds)) or ("" in kinds and len(kinds) > 1):
        raise InvalidArgument("two outbox handlers want messages of one kind; name different kinds: @amends.outbox_handler('letter')")
    return tuple(out)


class Outbox:
    """The messages of a runtime that wait for their delivery: ``rt.outbox``."""

    def __init__(self, runtime: "Runtime") -> None:
        self._runtime = runtime

    def pull(self, most: int = 10, *, lease_s: float = 300.0, kind: str = "") -> list[Message]:
        """Hands out at most ``most`` messages (1 to 1,000), the longest waiting first; nobody else gets them for ``lease_s`` seconds (1 to 86,400).

        That they are read is recorded, with the purpose of the runtime. Raises Refused for a role that sees no texts, RangeError.
        """
        return [Message(**row) for row in self._runtime._engine.pull_outbox(most, lease_s, kind)]

    def ack(self, message: Message | str, receipt: Any = None, *, by: str | None = None, role: str | None = None) -> bool:
        """The message, or the one of this key, was delivered. ``False``: it was acknowledged before, and nothing changes. Raises NotFound, StateError (given up)."""
        return bool(self._runtime._engine.acknowledge(_key(message), receipt, *self._runtime._actor(by, role)))

    def fail(self, message: Message | str, reason: str, *, for_good: bool = False, by: str | None = None, role: str | None = None) -> None:
        """The delivery failed: it comes again after a while; ``for_good``, or after eight failures, it waits for a person. Raises NotFound, MissingField, StateError."""
        self._runtime._engine.delivery_failed(_key(message), reason, for_good, *self._runtime._actor(by, role))

    def retry(self, message: Message | str, reason: str = "", *, by: str | None = None, role: str | None = None) -> None:
        """A parked message is delivered again. Raises NotFound, StateError."""
        self._runtime._engine.retry_delivery(_key(message), reason, *self._runtime._actor(by, role))

    def drop(self, message: Message | str, reason: str, *, by: str | None = None, role: str | None = None) -> None:
        """Gives a message up; a step that waits for it fails with ``unavailable``. Raises NotFound, MissingField, StateError."""
        self._runtime._engine.drop_delivery(_key(message), reason, *self._runtime._actor(by, role))

    def list(self, *, case: str = "", kind: str = "", status: str = "", limit: int = 100) -> list[dict[str, Any]]:
        """Which messages wait, without what they say; status: open, withheld, parked.

        A row: ``{key, case_id, kind, to, status, added_at, ready_at, next_at, lease_until, handed_out, failures, reason}``. ``next_at``: when it is handed out again, ``None``
        while nobody hands it out; ``reason``: of the last failure, ``"…"`` for a role without texts.
        """
        return list(self._runtime._engine.outbox(case, kind, status, limit))

    def deliver(self, handlers: Handlers, *, most: int = 10, lease_s: float = 300.0) -> Delivered:
        """Pulls once for each handler and hands it the messages one by one: returning acknowledges, an exception is a failure.

        Raises InvalidArgument for handlers that fit together badly, Refused for a role that sees no texts. KeyboardInterrupt and SystemExit go through; the message
        then comes again when its lease ends.
        """
        done = Delivered()
        for handler in handlers_of(handlers):
            for kind in handler.kinds:
                for message in self.pull(most, lease_s=lease_s, kind=kind):
                    done += self._hand_over(handler, message)
        return done

    def _hand_over(self, handler: Handler, message: Message) -> Delivered:
        try:
            receipt = handler(message)
        except DeliveryRefused as error:
            self.fail(message, str(error) or "the handler refused it", for_good=True)
            return Delivered(refused=1)
        except Exception as error:
            self.fail(message, f"{type(error).__name__}: {error}")
            return Delivered(failed=1)
        self.ack(message, receipt)
        return Delivered(acknowledged=1)

    def __repr__(self) -> str:
        return f"<Outbox of {self._runtime!r}>"


def _key(message: Message | str) -> str:
    return message.key if isinstance(message, Message) else message
