"""Where the installation stands, and the sample cases that come with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Sample", "installation", "samples"]


def installation() -> Path:
    """The folder that holds plugins, packs, workflows and the `amends` program; ``AMENDS_ROOT`` names another."""
    from pathlib import Path

    return Path(os.environ.get("AMENDS_ROOT") or Path(__file__).absolute().parent)


@dataclass(frozen=True)
class Sample:
    """A case that comes with the package: a fictitious complaint of a bank's customer, in Chinese.

    ``name``: ``"K01"``. ``about``: one line in English. ``record``: a case record for ``rt.submit``; a new copy each time :func:`samples` is called.
    """

    name: str
    about: str
    record: dict[str, Any]


def samples() -> dict[str, Sample]:
    """The sample cases by name; no checkout is needed. Submit them with ``at_received=True``, so that their clocks run on their own day.

    >>> "refund" in samples()["K01"].about
    True
    """
    import json

    out = {}
    for file in sorted((installation() / "workflows" / "first_line" / "cases").glob("*.json")):
        whole = json.loads(file.read_text(encoding="utf-8"))
        out[file.stem] = Sample(file.stem, whole["gloss"], whole["case"])
    return out
