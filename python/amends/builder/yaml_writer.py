"""Values as YAML text that the core reads back as the same values: short things on one line, long ones below each other."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["YamlWriter"]

_WIDTH = 140
_TYPED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}  # also for readers of YAML 1.1
_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][\w.+-]+)?")
_DURATION = re.compile(r"\d+(s|m|h|wh|wd|d|w|mo)")


def _is_plain(text: str) -> bool:
    if _VERSION.fullmatch(text) or _DURATION.fullmatch(text):
        return True
    if not text[:1].isalpha() or text != text.strip() or text.lower() in _TYPED:
        return False
    return all(character.isalnum() or character in " _./@-（）、，。；？！“”" for character in text)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} cannot stand in a workflow; write dict, list, str, int, bool or None")
    if _is_plain(value):
        return value
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def _key(name: Any) -> str:
    return "on" if name == "on" else _scalar(name)  # a word of the language, which its files write plain


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(one) for one in value) + "]"
    return _scalar(value)


class YamlWriter:
    """Collects lines; ``marks`` holds the first line (from 1) of each part that was named."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.marks: list[tuple[int, str]] = []

    def mark(self, name: str) -> None:
        """What is written from here on belongs to ``name``."""
        self.marks.append((len(self.lines) + 1, name))

    def name_at(self, line: int) -> str:
        """The name of the part that a line belongs to, ``""`` before the first."""
        found = ""
        for first, name in self.marks:
            if first > line:
                break
            found = name
        return found

    def put(self, head: str, value: Any, indent: int, inside: int) -> None:
        """``head`` (such as ``key:`` or ``- name:``) with its value; what goes below it is indented by ``inside``."""
        blanks = " " * indent
        line = f"{blanks}{head} {_inline(value)}"
        if not isinstance(value, (dict, list)) or not value or len(line) <= _WIDTH:
            self.lines.append(line)
            return
        self.lines.append(f"{blanks}{head}")
        if isinstance(value, dict):
            for key, one in value.items():
                self.put(f"{_key(key)}:", one, inside, inside + 2)
        else:
            for one in value:
                if isinstance(one, dict) and len(one) == 1 and isinstance(body := next(iter(one.values())), (dict, list)):
                    self.put(f"- {_scalar(next(iter(one)))}:", body, inside, inside + 4)
                else:
                    self.lines.append(f"{' ' * inside}- {_inline(one)}")

    def text(self) -> str:
        """The whole, with a line end at its end."""
        return "\n".join(self.lines) + "\n"
