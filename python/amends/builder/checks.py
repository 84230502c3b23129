"""What can be known to be wrong when a step is written: every check names the step and the field, and the nearest name where one was mistyped."""

from __future__ import annotations

import functools
import inspect
import re
from typing import Any, Callable, Iterable, Mapping, ParamSpec, TypeVar

from .. import _core, errors
from ..errors import InvalidArgument

__all__ = ["Feel", "Place", "did_you_mean", "known_fields"]

Feel = str | int | bool
"""An expression: FEEL text such as ``'risk.level in ("I", "II")'``, or a number or truth value. Null is the text ``"null"``."""

_P = ParamSpec("_P")
_R = TypeVar("_R")
_STAGE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+(@[1-9][0-9]{0,2})?")
_FACT = re.compile(r"[a-z][a-z0-9_]*(\.([a-z][a-z0-9_]*|[0-9]{1,6}))*(\.\[\])?")
_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"; did you mean 'review'?"``, or ``"."`` when nothing is near."""
    near = _core.nearest(word, list(known))
    return f"; did you mean '{near}'?" if near else "."


class Place:
    """Where an error lies: ``workflow 'x', step 'y'``, and the field. Its methods answer what they were given when it fits, and raise InvalidArgument else."""

    def __init__(self, where: str) -> None:
        self.where = where

    def wrong(self, field: str, message: str) -> InvalidArgument:
        """The error of a field; not raised here."""
        return InvalidArgument(message, f"{self.where}, {field}" if field else self.where)

    def name(self, field: str, value: Any, what: str) -> str:
        """A name: a small letter, then small letters, digits and ``_``, at most 64 characters."""
        if isinstance(value, str) and _core.is_name(value):
            return value
        raise self.wrong(field, f"{what} {value!r} is no name; write a small letter, then small letters, digits and _, at most 64 characters")

    def names(self, field: str, value: Any, what: str) -> str | list[str]:
        """A name, or several."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            return self.name(field, value, what)
        if not (several := [self.name(field, one, what) for one in value]):
            raise self.wrong(field, "it names no step; write one")
        return several

    def text(self, field: str, value: Any, what: str) -> str:
        """A text that is not empty."""
        if isinstance(value, str) and value:
            return value
        raise self.wrong(field, f"{what} is a text; it is {value!r}")

    def expression(self, field: str, value: Any) -> Feel:
        """FEEL, read by the core."""
        if isinstance(value, (bool, int)):
            return value
        if value is None:
            raise self.wrong(field, 'the expression is None; null is written as the text "null"')
        try:
            _core.check_expression(self.text(field, value, "an expression"), "")
        except errors.AmendsError as error:
            raise self.wrong(field, f"the expression {value!r} cannot be read: {error}") from None
        return str(value)

    def expressions(self, field: str, value: Mapping[str, Any], variables: bool = False) -> dict[str, Feel]:
        """Expressions by fact path, or by variable."""
        if not isinstance(value, Mapping) or not value:
            raise self.wrong(field, "it is a dict of expressions with at least one entry")
        out: dict[str, Feel] = {}
        for key, one in value.items():
            if variables:
                self.name(field, key, "the variable")
            else:
                self.fact(field, key)
            out[key] = self.expression(f"{field}[{key!r}]", one)
        return out

    def fact(self, field: str, value: Any) -> str:
        """A fact path such as ``money.offered.minor``."""
        if not isinstance(value, str) or not _FACT.fullmatch(value) or len(value) > 512:
            raise self.wrong(field, f"{value!r} is no fact path; write for example money.offered.minor")
        root = value.split(".")[0]
        if root not in _core.fact_roots():
            raise self.wrong(field, f"'{value}' is no fact of a case{did_you_mean(root, _core.fact_roots())} The first part is one of: {', '.join(_core.fact_roots())}")
        return value

    def duration(self, field: str, value: Any) -> str:
        """``5wd`` working days, ``15d`` calendar days, ``4h``, ``90m``, ``30s``, ``2wh`` working hours, ``8w``, ``6mo``."""
        try:
            _core.check_duration(self.text(field, value, "a duration (for example 5wd, 15d, 4h)"), "")
        except errors.AmendsError as error:
            if isinstance(error, InvalidArgument):
                raise
            raise self.wrong(field, str(error)) from None
        return str(value)

    def stage_id(self, field: str, value: Any) -> str:
        """``amends.intake``, or with the major version ``amends.intake@1``."""
        if isinstance(value, str) and _STAGE.fullmatch(value):
            return value
        raise self.wrong(field, f"{value!r} is no stage; write its id and, if wanted, the major version, for example amends.intake or amends.intake@1, or give a stage made with @amends.stage")

    def error_code(self, field: str, value: Any) -> str:
        """A code that a stage fails with, without ``error.``, or ``default``."""
        codes = ["default", *(code.removeprefix("error.") for code in errors.codes())]
        if value in codes:
            return str(value)
        raise self.wrong(field, f"{value!r} is no error of a stage{did_you_mean(str(value), codes)} The codes are: {', '.join(codes)}")

    def version(self, field: str, value: Any) -> str:
        """A semantic version, ``1.0.0``."""
        if isinstance(value, str) and len(value) <= 64 and _VERSION.fullmatch(value):
            return value
        raise self.wrong(field, f"{value!r} is no version; it has three numbers, for example 1.0.0")

    def title(self, field: str, value: Any) -> dict[str, str]:
        """A text in both languages."""
        if isinstance(value, Mapping) and set(value) == {"zh", "en"} and all(isinstance(text, str) and text for text in value.values()):
            return {"zh": value["zh"], "en": value["en"]}
        raise self.wrong(field, f'a title stands in both languages: {{"zh": ..., "en": ...}}; it is {value!r}')

    def whole(self, field: str, value: Any, least: int, most: int, what: str) -> int:
        """A whole number of a range."""
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise self.wrong(field, f"{what} is a whole number from {least} to {most}; it is {value!r}")


def known_fields(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """Around a method whose first argument is a name: a mistyped field is told with that name and the nearest field, which Python's own TypeError does not do."""
    fields = [name for name in inspect.signature(method).parameters if name != "self"]
    owner = method.__qualname__.split(".")[0]
    what = {"FirstOf": "alternative", "Workflow": "clock"}.get(owner, "step")

    @functools.wraps(method)
    def checked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        for name in kwargs:
            if name not in fields:
                named = kwargs.get(fields[0], args[1] if len(args) > 1 else "?")
                raise InvalidArgument(f"`{method.__name__}` has no field '{name}'{did_you_mean(name, fields)} Its fields are: {', '.join(fields)}", f"{what} '{named}'")
        return method(*args, **kwargs)

    return checked
