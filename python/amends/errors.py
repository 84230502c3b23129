"""Exceptions by code. Every error of the engine has a class of its own, so that a script can catch what it can handle.

>>> issubclass(NotFound, AmendsError)
True
>>> make("error.range", "the amount is negative", "money.claimed").code
'error.range'
"""

from __future__ import annotations

from typing import Any, Mapping

__all__ = [
    "AmendsError", "InvalidArgument", "MissingField", "MissingKey", "BadType", "RangeError", "SchemaError", "StateError", "CurrencyMismatch", "PackMissing", "PackInvalid",
    "TextTooLong", "NotUtf8", "NotFound", "AlreadyExists", "Conflict", "Refused", "Unavailable", "Busy", "Corrupt", "StorageError", "DeadlineExceeded",
    "Cancelled", "NeedsPerson", "Unsupported", "InternalError", "StageError", "codes", "make", "stage_error",
]


class AmendsError(Exception):
    """What went wrong, where, and what to do.

    Attributes:
        code: the stable name, for example ``"error.range"``.
        where: file:line:column, record path, stage or case id; may be empty.
        message: the sentence without the place.
    """

    code: str = "error.internal"

    def __init__(self, message: str, where: str = "", code: str | None = None) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where
        if code is not None:
            self.code = code


class InvalidArgument(AmendsError, ValueError):
    """The call itself makes no sense."""

    code = "error.invalid_argument"


class MissingField(AmendsError, ValueError):
    """A required field, section or argument is absent."""

    code = "error.missing_field"


class MissingKey(MissingField, KeyError):
    """A key that the case of a stage does not have. Caught as KeyError; a stage that lets it go has failed with ``error.missing_field``."""

    def __init__(self, key: object) -> None:
        super().__init__("the case has no such field, or the stage does not read it", str(key))
        self.key = key

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class BadType(AmendsError, TypeError):
    """A value of another type than the one asked for; ``where`` is its path."""

    code = "error.bad_type"


class RangeError(AmendsError, ValueError):
    """A value outside its range: a future date, a negative sum, an integer beyond 2**53-1."""

    code = "error.range"


class SchemaError(AmendsError, ValueError):
    """JSON, YAML or CSV that does not fit its schema."""

    code = "error.schema"


class StateError(AmendsError):
    """The case status, the task or the runtime does not allow it now."""

    code = "error.state"


class CurrencyMismatch(AmendsError, ValueError):
    """Two currencies and no rate."""

    code = "error.currency_mismatch"


class PackMissing(AmendsError):
    """A pack, a file of it, or a date beyond a calendar's last year."""

    code = "error.pack_missing"


class PackInvalid(AmendsError):
    """A pack that fails its checks; ``where`` is file:line:column."""

    code = "error.pack_invalid"


class TextTooLong(AmendsError, ValueError):
    """More than 200,000 code points in one document."""

    code = "error.text_too_long"


class NotUtf8(AmendsError, ValueError):
    """Bytes that are not UTF-8."""

    code = "error.not_utf8"


class NotFound(AmendsError, LookupError):
    """No case, task, workflow, plugin or file of that name."""

    code = "error.not_found"


class AlreadyExists(AmendsError):
    """The name or the idempotency key is taken."""

    code = "error.already_exists"


class Conflict(AmendsError):
    """Somebody else was faster; read again."""

    code = "error.conflict"


class Refused(AmendsError, PermissionError):
    """Not allowed: role, four eyes, guard, trust."""

    code = "error.refused"


class Unavailable(AmendsError):
    """Not now; the same call may go through later."""

    code = "error.unavailable"


class Busy(AmendsError):
    """Another process has the file open for writing; the message names it."""

    code = "error.busy"


class Corrupt(AmendsError):
    """A hash, a file or a library is not what it should be."""

    code = "error.corrupt"


class StorageError(AmendsError, OSError):
    """Disk full, read-only, permission."""

    code = "error.io"


class DeadlineExceeded(AmendsError, TimeoutError):
    """Took longer than its limit."""

    code = "error.deadline"


class Cancelled(AmendsError):
    """Stopped because somebody asked for it."""

    code = "error.cancelled"


class NeedsPerson(AmendsError):
    """Only a person can go on. A stage may raise it: the case then takes the step's on_error route, or parks."""

    code = "error.needs_person"


class Unsupported(AmendsError):
    """From a newer version, or not built in."""

    code = "error.unsupported"


class InternalError(AmendsError):
    """A broken promise of the engine or of a stage."""

    code = "error.internal"


_BY_CODE: dict[str, type[AmendsError]] = {
    cls.code: cls
    for cls in (
        InvalidArgument, MissingField, BadType, RangeError, SchemaError, StateError, CurrencyMismatch, PackMissing, PackInvalid, TextTooLong, NotUtf8, NotFound,
        AlreadyExists, Conflict, Refused, Unavailable, Busy, Corrupt, StorageError, DeadlineExceeded, Cancelled, NeedsPerson, Unsupported, InternalError,
    )
}


class StageError(AmendsError):
    """A stage failed. It is also of the class of its code: ``except NeedsPerson`` and ``except StageError`` both catch a stage that asked for a person.

    Attributes:
        stage: id of the stage.
        case_id: the case it ran for.
        attempt: which attempt of its step this was, from 1.
        retryable: whether the step's ``retry`` may try again (``error.unavailable``, ``error.deadline``, ``error.busy``).
        traceback: of the Python exception, as text; ``""`` for a stage in another language. Where the stage was called directly, ``__cause__`` is the exception.
        kind: class of that exception, ``"ValueError"``. path: its place, ``"file:line in function"``.
    """

    def __init__(self, message: str, stage: str = "", case_id: str = "", attempt: int = 1, retryable: bool = False, code: str | None = None, diagnostic: Mapping[str, Any] | None = None) -> None:
        AmendsError.__init__(self, message, stage, code)
        self.stage = stage
        self.case_id = case_id
        self.attempt = attempt
        self.retryable = retryable
        told = diagnostic or {}
        self.traceback = str(told.get("traceback", ""))
        self.kind = str(told.get("class", ""))
        self.path = str(told.get("path", ""))

    def __reduce__(self) -> Any:
        diagnostic = {"traceback": self.traceback, "class": self.kind, "path": self.path}
        return stage_error, (self.code, self.message, self.stage, self.case_id, self.attempt, self.retryable, diagnostic)


_RETRYABLE = {"error.unavailable", "error.deadline", "error.busy"}
_STAGE_CLASSES: dict[str, type[StageError]] = {}


def stage_error(code: str, message: str, stage: str, case_id: str, attempt: int = 1, retryable: bool | None = None, diagnostic: Mapping[str, Any] | None = None) -> StageError:
    """The exception for a stage's failure.

    >>> error = stage_error("error.needs_person", "two persons share this name", "bank.vip_check", "CASE-1")
    >>> isinstance(error, StageError), isinstance(error, NeedsPerson), error.retryable
    (True, True, False)
    """
    cls = _STAGE_CLASSES.get(code)
    if cls is None:
        base = _BY_CODE.get(code, InternalError)
        cls = _STAGE_CLASSES[code] = type("StageError", (StageError, base), {"__doc__": StageError.__doc__, "__module__": __name__})
    return cls(message, stage, case_id, attempt, code in _RETRYABLE if retryable is None else retryable, code, diagnostic)


def make(code: str, message: str, where: str = "") -> AmendsError:
    """The exception for a code; unknown codes become InternalError."""
    return _BY_CODE.get(code, InternalError)(message, where, code)


def codes() -> list[str]:
    """The codes that have a class of their own.

    >>> "error.needs_person" in codes()
    True
    """
    return list(_BY_CODE)
