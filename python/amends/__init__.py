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

from ._version import __version__
from .batch import Batch, Rejected, Submitted, read
from .case import Case
from .builder import Workflow
from .errors import AmendsError
from .follow import Event
from .installed import Sample, installation, samples
from .progress import Progress
from .reads import Read, Reads
from .reasons import History, SectionHistory, Why
from .runtime import Runtime, open
from .stage import Context, Stage, stage
from .tables import Table
from .tasks import Shown, Task, Tasks
from .views import Finding, Findings, Picture, View, review

__all__ = [
    "__version__", "AmendsError", "Batch", "Case", "Context", "Event", "Finding", "Findings", "History", "Picture", "Progress", "Read", "Reads", "Rejected", "Runtime",
    "Sample", "SectionHistory", "Shown", "Stage", "Submitted", "Table", "Task", "Tasks", "View", "Why", "Workflow", "installation", "open", "read", "review", "samples",
    "stage",
]
