"""Where the text of a workflow comes from."""

from __future__ import annotations

import os
from pathlib import Path

from .. import errors
from ..installed import installation
from .checks import did_you_mean

__all__ = ["is_text", "read_source"]


def is_text(source: str | os.PathLike[str]) -> bool:
    """Whether it is the text itself, and no name of anything."""
    return isinstance(source, str) and "\n" in source


def read_source(source: str | os.PathLike[str]) -> tuple[str, str]:
    """The text and a name for messages. A str with a line end is the text; else a file, a folder with workflow.yaml, or the name of a shipped workflow."""
    if is_text(source):
        return str(source), "workflow.yaml"
    path = Path(source)
    if not path.exists():
        path = installation() / "workflows" / path
    if path.is_dir():
        path = path / "workflow.yaml"
    if not path.is_file():
        shipped = sorted(folder.parent.name for folder in (installation() / "workflows").glob("*/workflow.yaml"))
        raise errors.NotFound(f"there is no workflow '{os.fspath(source)}'{did_you_mean(os.fspath(source), shipped)} Give its text, its file, its folder, or one of: {', '.join(shipped)}")
    try:
        return path.read_bytes().decode("utf-8"), str(path)
    except UnicodeDecodeError:
        raise errors.NotUtf8("the file is not UTF-8; convert it and try again", str(path)) from None
