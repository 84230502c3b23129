"""Amends: an embedded engine of record for complaints.

A case moves through a workflow of stages; everything that happens is an event in one tamper-evident file.

    import amends

    with amends.open("cases.db", by="li.na", role="handler", purpose="daily work") as rt:
        rt.deploy("first_line")
        batch = rt.submit_many("first_line", amends.read("complaints.csv"))
        print(rt.case(batch[0].id).text())

The API is synchronous and needs no event loop. C++ works without the GIL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__
from .batch import Batch, Rejected, Submitted, read
from .case import Case
from .decisions import Decision, DecisionRow, MissedRow, decide
from .errors import AmendsError
from .follow import Event
from .installed import Sample, installation, samples
from .outbox import Delivered, DeliveryRefused, Handler, Message, Outbox, outbox_handler
from .progress import Progress
from .reads import Read, Reads
from .runtime import Runtime, open, restore
from .stage import Context, Stage, stage
from .tables import Table
from .tasks import Shown, Task, Tasks
from .views import Finding, Findings, Picture, View, review

if TYPE_CHECKING:
    from .builder import Workflow
    from .reasons import History, SectionHistory, Why

# Imported at the first use: an import of amends is paid by every script, these by those that build a workflow or ask for reasons.
_LATER = {"Workflow": "builder", "History": "reasons", "SectionHistory": "reasons", "Why": "reasons"}

__all__ = [
    "__version__", "AmendsError", "Batch", "Case", "Context", "Decision", "DecisionRow", "Delivered", "DeliveryRefused", "Event", "Finding", "Findings", "Handler", "History", "Message", "MissedRow", "Outbox", "Picture", "Progress", "Read", "Reads",
    "Rejected", "Runtime", "Sample", "SectionHistory", "Shown", "Stage", "Submitted", "Table", "Task", "Tasks", "View", "Why", "Workflow",
    "decide", "installation", "open", "outbox_handler", "read", "restore", "review", "samples",
    "stage",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'amends' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f".{_LATER[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
