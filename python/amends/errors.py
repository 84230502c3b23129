"""Exceptions by code. Every error of the engine has a class of its own, so that a script can catch what it can handle.

>>> issubclass(NotFound, AmendsError)
True
>>> make("error.range", "the amount is negative", "money.claimed").code
'error.range'
"""

from __future__ import annotations

__all__ = [
    "AmendsError", "InvalidArgument", "MissingField", "BadType", "RangeError", "SchemaError", "StateError", "CurrencyMismatch", "PackMissing", "PackInvalid",
    "TextTooLong", "NotUtf8", "NotFound", "AlreadyExists", "Conflict", "Refused", "Unavailable", "Busy", "Corrupt", "StorageError", "DeadlineExceeded",
    "Cancelled", "NeedsPerson", "Unsupported", "InternalError", "make",
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


def make(code: str, message: str, where: str = "") -> AmendsError:
    """The exception for a code; unknown codes become InternalError."""
    return _BY_CODE.get(code, InternalError)(message, where, code)
