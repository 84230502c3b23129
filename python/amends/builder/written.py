"""A sequence of the builder as the value and as the lines of a file."""

from __future__ import annotations

from typing import Any

from .sequence import Sequence, inner
from .yaml_writer import YamlWriter

__all__ = ["value_of", "write_sequence"]


def _only_body(sequence: Sequence) -> dict[str, Any] | None:
    """The body of a branch's one step that has the branch's name: the file needs no list for it."""
    if sequence._branch and len(sequence) == 1 and sequence._steps[0][0] == sequence._branch:
        return sequence._steps[0][1]
    return None


def value_of(part: Any) -> Any:
    """What the file holds: each sequence as its list, or a branch's only step as its body."""
    if isinstance(part, Sequence):
        only = _only_body(part)
        return value_of(only) if only is not None else [{name: value_of(body)} for name, body in part._steps]
    if isinstance(part, dict):
        return {key: value_of(one) for key, one in part.items()}
    return part


def write_sequence(writer: YamlWriter, head: str, sequence: Sequence, indent: int) -> None:
    """``head`` (such as ``steps:``), and a line or more for each step below it, marked with its name."""
    if (only := _only_body(sequence)) is not None:
        writer.mark(f"step '{sequence._branch}'")
        return _write_part(writer, head, only, indent, indent + 2, sequence._branch)
    writer.lines.append(" " * indent + (head if sequence._steps else f"{head} []"))
    for name, body in sequence._steps:
        writer.mark(f"step '{name}'")
        _write_part(writer, f"- {name}:", body, indent + 2, indent + 6, name)
    return None


def _write_part(writer: YamlWriter, head: str, part: Any, indent: int, inside: int, step: str) -> None:
    """A part of a step's body, on lines of its own where steps stand in it; behind them the lines are the step's again."""
    if isinstance(part, Sequence):
        write_sequence(writer, head, part, indent)
        writer.mark(f"step '{step}'")
    elif any(inner(part)):
        writer.lines.append(" " * indent + head)
        for key, one in part.items():
            _write_part(writer, f"{key}:", one, inside, inside + 2, step)
    else:
        writer.put(head, part, indent, inside)
