"""A sequence of steps: the workflow's own, a path, a branch, a block, what is done for each item, or what undoes a step."""

from __future__ import annotations

from .branching_steps import BranchingSteps
from .event_steps import EventSteps
from .meanwhile import Meanwhile
from .work_steps import WorkSteps

__all__ = ["Steps"]


class Steps(WorkSteps, BranchingSteps, EventSteps, Meanwhile):
    """Steps that follow each other. Every method adds one step and, but for those that open something to be filled, answers the sequence, so that calls may be chained.

    Of every step: ``name`` (a small letter, then small letters, digits and ``_``; unique in the workflow); ``go``, where the case goes next when that is not the
    step below: a step, a path, or ``"end"``; ``meets``, kinds of clocks that are met when the step is left; ``set``, facts that are set then, by FEEL.
    What may happen while a step is in work is said about it, once it is written, by :meth:`on`, :meth:`bound`, :meth:`while_` and :meth:`undo`.
    All methods raise InvalidArgument, naming step and field.
    """

    def __repr__(self) -> str:
        return f"<Steps of {self._what}: {len(self)} steps>"
