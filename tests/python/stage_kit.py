"""What the tests of Python stages share: a workflow of one stage, and a runtime that has it."""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any, Iterator

import amends

NOW = "2026-03-02T01:00:00Z"
WORKFLOW = """
workflow: python_stage
version: 1.0.0
title: {{zh: 测试, en: Test}}
steps:
  - check: {{stage: {stage}{more}}}
"""


def deploy(rt: amends.Runtime, folder: Path, stage: str, more: str = "") -> str:
    """A workflow of this one stage; ``more`` stands in the step's braces. Returns its name."""
    path = folder / "python_stage"
    path.mkdir(exist_ok=True)
    (path / "workflow.yaml").write_text(WORKFLOW.format(stage=stage, more=more), encoding="utf-8")
    return rt.deploy(path)


@contextlib.contextmanager
def opened(folder: Path, stage: amends.Stage, more: str = "", **options: Any) -> Iterator[tuple[amends.Runtime, str]]:
    """A runtime with the stage and its workflow, verified at the end: nothing is lost, whatever happened."""
    with amends.open(folder / "cases.db", by="li.na", role="handler", purpose="test", now=NOW, language="en", plugins=[stage], **options) as rt:
        yield rt, deploy(rt, folder, stage.id, more)
        assert rt.verify()["faults"] == 0


def rows(record: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """The record as so many cases."""
    out = []
    for number in range(count):
        one = copy.deepcopy(record)
        one["case"].pop("id", None)
        one["channel"]["ref"] = f"row-{number}"
        out.append(one)
    return out


def failure(rt: amends.Runtime, case_id: str) -> amends.errors.StageError:
    """The one failure of the case."""
    (one,) = rt.failures(case_id)
    return one
