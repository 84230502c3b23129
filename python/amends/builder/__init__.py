"""Workflows in Python: a typed builder that says what ``workflow.yaml`` says, so that either can be made from the other.

    wf = amends.Workflow("branch_office", version="1.0.0", title={"zh": "网点投诉", "en": "Branch office"})
    wf.stage("intake", "amends.intake", on_error={"needs_person": "decision"})
    wf.choose("sort").when("intake.is_complaint = false", go="end").otherwise("vip")
    wf.stage("vip", vip_check)                                   # a Python stage, where a stage id may stand
    wf.human("decision", role="handler", form="officer_decision", due="5wd")

Why a method for each kind of step, with the step's name first, and neither a pipe (``wf >> stage(...)``) nor a decorated function:

- PDAL joins stages with ``|``. That reads well where they follow each other and need no name. Here every step has a name, because expressions, tasks and
  approvals refer to it, and most arrows are no "then": they go back, out of a talk, past a deadline.
- Hamilton draws an arrow for each parameter of a function. Such a graph has no way back; a complaint that goes back to the investigation needs one.
- Prefect runs the function and sees what it calls. A graph that exists only while it runs cannot be drawn, compared with a file, pinned to a case for years or
  read by an auditor.

So: one call a step, completed by the editor from the step's kind, checked on its own line; `go` names where else it leads. The words are those of the file
(``core/flow/grammar.md``); those that Python keeps for itself end in ``_``: ``with_``, ``in_``, ``as_``, ``else_``, ``raise_``, ``while_``. What stands in no method
cannot be said, and a file that says more is refused, never cut down.

What may happen while a step is in work is said behind it, by a call that names it, so that each is completed and checked on its own line too, for a step that holds
others as for one that waits:

    talks = wf.block("talks")                                    # answers a sequence, as each, undo and the branches do
    talks.stage("offer", "amends.negotiation_plan")
    talks.human("answer", role="handler", form="talk_result").on("answer", "late", after="5wd", go="remind", interrupting=False)
    wf.on("talks", "withdrawn", message="withdrawn", go="close")
"""

from __future__ import annotations

from .branching import Choose, FirstOf, Inclusive, Parallel
from .drawing import Drawing
from .steps import Steps
from .workflow import Workflow

__all__ = ["Choose", "Drawing", "FirstOf", "Inclusive", "Parallel", "Steps", "Workflow"]
