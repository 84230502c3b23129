"""What an exception of a stage becomes in the journal, and failures read back from it."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from .errors import AmendsError, Cancelled, StageError, stage_error

if TYPE_CHECKING:
    from .case import Case

__all__ = ["describe", "failures_of"]

SENTENCE_MAX = 2_000  # characters; a sentence, however long the value is that an exception names
TRACEBACK_MAX = 16_000  # characters; of a longer one the end, where the error is


def _clean(text: str) -> str:
    """Text that can be stored: a lone surrogate is written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _sentence(exception: BaseException) -> str:
    try:
        text = str(exception)
    except Exception as unshown:  # its own __str__ failed
        text = f"(its text cannot be shown: {type(unshown).__name__})"
    return _clean(text if len(text) <= SENTENCE_MAX else text[:SENTENCE_MAX] + " ...")


def describe(exception: BaseException) -> tuple[str, str, str, str, str]:
    """``(code, sentence, class, path, traceback)`` of what a stage raised.

    An error of ``amends.errors`` speaks for itself: its code and its sentence are the failure's. Of any other exception the sentence is ``ValueError: ...``.
    Class, place and traceback are for the stage's developer; the case shows the sentence alone.

    >>> describe(ValueError("the tier table is empty"))[:3]
    ('error.internal', 'ValueError: the tier table is empty', 'ValueError')
    >>> from amends.errors import NeedsPerson
    >>> describe(NeedsPerson("two persons share this name; compare the documents"))[:2]
    ('error.needs_person', 'two persons share this name; compare the documents')
    """
    kind = type(exception)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    frames = traceback.extract_tb(exception.__traceback__)
    path = f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    whole = _clean("".join(traceback.format_exception(kind, exception, exception.__traceback__)))
    if len(whole) > TRACEBACK_MAX:
        whole = "..." + whole[-TRACEBACK_MAX:]
    # A stage that is cancelled is stopped from outside; one that raises the class itself has failed.
    if isinstance(exception, AmendsError) and not isinstance(exception, Cancelled):
        return exception.code, _sentence(exception), name, _clean(path), whole
    return "error.internal", f"{kind.__qualname__}: {_sentence(exception)}", name, _clean(path), whole


def failures_of(case: "Case") -> list[StageError]:
    """The failures of stages in the journal of a case, oldest first."""
    failures = []
    for event in case.events:
        payload = event["payload"]
        if event["kind"] != "stage_failed" or payload is None:
            continue
        prefix = f"{payload['stage']}: "
        message = payload["message"].removeprefix(prefix)
        failures.append(stage_error(f"error.{payload['code']}", message, payload["stage"], case.id, payload["attempt"], payload["retryable"], payload.get("diagnostic")))
    return failures
