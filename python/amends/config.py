"""The configuration of a stage as a Python type: a dataclass, a TypedDict or a pydantic model becomes the manifest's ``config_schema`` and what ``ctx.config`` is.

>>> @dataclasses.dataclass(frozen=True)
... class Limits:
...     days: int = 30
...     kind: Literal["soft", "hard"] = "soft"
...     branches: tuple[str, ...] = ()
>>> schema_of(Limits)["properties"]["days"]
{'type': 'integer', 'default': 30}
>>> build(Limits, {"days": 7, "kind": "hard", "branches": ["B1"]})
Limits(days=7, kind='hard', branches=('B1',))
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from typing import Any, Iterator, Literal, Mapping, Sequence, Union

from .errors import InvalidArgument

__all__ = ["build", "schema_of"]

_PLAIN: dict[Any, str] = {str: "string", int: "integer", bool: "boolean"}
_NONE = type(None)
# A missing bound of typing.Annotated or pydantic.Field, read by the attribute's name: annotated_types, pydantic and msgspec spell them alike.
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum", "multiple_of": "multipleOf", "pattern": "pattern"}
_LENGTHS = {"min_length": {"string": "minLength", "array": "minItems", "object": "minProperties"}, "max_length": {"string": "maxLength", "array": "maxItems", "object": "maxProperties"}}
_DEPTH_MAX = 32
_MISSING = object()


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    annotation: Any
    required: bool
    default: Any = _MISSING
    metadata: tuple[Any, ...] = ()


def _is_typed_dict(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__required_keys__")


def _is_model(kind: Any) -> bool:
    # pydantic 2 by what it offers, so that it is never imported here.
    return isinstance(kind, type) and hasattr(kind, "model_fields") and hasattr(kind, "model_validate")


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and (dataclasses.is_dataclass(kind) or _is_typed_dict(kind) or _is_model(kind))


def _hints(kind: type) -> dict[str, Any]:
    try:
        return typing.get_type_hints(kind, include_extras=True)
    except NameError as error:
        raise InvalidArgument(f"an annotation names something that is not there ({error}); types of a configuration are defined at module level, before the stage", kind.__name__) from None


def _fields(kind: Any) -> Iterator[_Field]:
    if _is_model(kind):
        for name, field in kind.model_fields.items():
            default = _MISSING if field.is_required() else field.get_default(call_default_factory=True)
            yield _Field(name, field.annotation, field.is_required(), default, tuple(field.metadata))
        return
    hints = _hints(kind)
    if _is_typed_dict(kind):
        for name, annotation in hints.items():
            if typing.get_origin(annotation) in (getattr(typing, "Required", None), getattr(typing, "NotRequired", None)):
                annotation = typing.get_args(annotation)[0]
            yield _Field(name, annotation, name in kind.__required_keys__)
        return
    for field in dataclasses.fields(kind):
        if not field.init:
            continue
        preset: Any = field.default
        if field.default_factory is not dataclasses.MISSING:
            preset = field.default_factory()
        yield _Field(field.name, hints[field.name], preset is dataclasses.MISSING, _MISSING if preset is dataclasses.MISSING else preset)


def _plain(value: Any) -> Any:
    """A default as JSON."""
    if isinstance(value, enum.Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def _bounded(schema: dict[str, Any], metadata: tuple[Any, ...], path: str) -> dict[str, Any]:
    kind = schema.get("type")
    for one in metadata:
        for name, keyword in _BOUNDS.items():
            bound = getattr(one, name, None)
            if bound is not None:
                schema[keyword] = bound
        for name, keywords in _LENGTHS.items():
            bound = getattr(one, name, None)
            if bound is not None:
                if kind not in keywords:
                    raise InvalidArgument(f"{name} has no meaning for this type", path)
                schema[keywords[kind]] = bound
    return schema


def _enumerated(values: list[Any], path: str) -> dict[str, Any]:
    if not values or not all(isinstance(value, (str, int, bool, _NONE)) for value in values):
        raise InvalidArgument("the values of a Literal or an Enum are texts, integers, booleans or None", path)
    return {"enum": values}


def _schema(annotation: Any, path: str, depth: int) -> dict[str, Any]:
    if depth > _DEPTH_MAX:
        raise InvalidArgument("the type holds itself; a configuration has a fixed shape", path)
    if annotation in _PLAIN:
        return {"type": _PLAIN[annotation]}
    if annotation is _NONE or annotation is None:
        return {"type": "null"}
    if _is_record(annotation):
        return _record(annotation, path, depth + 1)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _enumerated([member.value for member in annotation], path)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _bounded(_schema(arguments[0], path, depth + 1), arguments[1:], path)
    if origin is Literal:
        return _enumerated(list(arguments), path)
    if origin in (Union, types.UnionType):
        some = [one for one in arguments if one is not _NONE]
        if len(some) == 1:
            return {"anyOf": [_schema(some[0], path, depth + 1), {"type": "null"}]}
        raise InvalidArgument(f"a union of several types ({annotation}) cannot be told apart in a workflow file; use Optional, Literal or two fields", path)
    if origin is list and len(arguments) == 1 or origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], f"{path}[]", depth + 1)}
    if origin is dict and len(arguments) == 2 and arguments[0] is str:
        return {"type": "object", "additionalProperties": _schema(arguments[1], f"{path}{{}}", depth + 1)}
    if annotation is float:
        raise InvalidArgument("float carries no decision; use int (basis points, minor units) or str for a decimal", path)
    shown = getattr(annotation, "__name__", None) or str(annotation)
    raise InvalidArgument(
        f"{shown} cannot be a configuration; use str, int, bool, Literal, Enum, Optional, list[...], tuple[..., ...], dict[str, ...], a dataclass, a TypedDict or a pydantic model", path
    )


def _record(kind: Any, path: str, depth: int) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    for field in _fields(kind):
        here = f"{path}.{field.name}"
        schema = _bounded(_schema(field.annotation, here, depth), field.metadata, here)
        if field.required:
            required.append(field.name)
        elif field.default is not _MISSING:
            schema["default"] = _plain(field.default)
        properties[field.name] = schema
    return {"type": "object", "properties": properties, "additionalProperties": False, **({"required": required} if required else {})}


def schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a configuration type, defaults included.

    Raises InvalidArgument naming the field whose annotation has no place in a workflow file: float, Any, unions, classes that are no records.
    """
    if not _is_record(kind):
        raise InvalidArgument(f"config is a dataclass, a TypedDict or a pydantic model, not {getattr(kind, '__name__', kind)!s}")
    return _record(kind, kind.__name__, 0)


def _value(annotation: Any, value: Any) -> Any:
    if value is None or annotation in _PLAIN:
        return value
    if _is_record(annotation):
        return build(annotation, value)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return annotation(value)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _value(arguments[0], value)
    if origin in (Union, types.UnionType):
        return _value(next(one for one in arguments if one is not _NONE), value)
    if origin in (list, tuple):
        return origin(_value(arguments[0], one) for one in value)
    if origin is dict:
        return {key: _value(arguments[1], one) for key, one in value.items()}
    return value


def build(kind: Any, value: Mapping[str, Any]) -> Any:
    """An object of the type from a mapping that fits its schema; what is absent has its default. A TypedDict is a dict of its own."""
    if _is_model(kind):
        return kind.model_validate(_plain(value))
    made = {field.name: _value(field.annotation, value[field.name]) for field in _fields(kind) if field.name in value}
    return made if _is_typed_dict(kind) else kind(**made)
