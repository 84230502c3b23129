"""Scenarios of the shipped workflows played into a database, for tests that need cases with a whole life."""

from __future__ import annotations

import subprocess
from pathlib import Path

import amends

SCENARIOS = {"standard_complaint": ["K01_annual_fee_refunded", "K03_surrender_settled", "K08_safety_first", "K12_fifth_complaint_refused_with_rights"], "first_line": []}


def play(database: Path) -> Path:
    """A refund, a settlement after a talk, a person in danger, a refusal with rights."""
    program = amends.installation() / "bin" / "amends"
    for workflow, names in SCENARIOS.items():
        for name in names:
            done = subprocess.run([program, "test", workflow, "--only", name, "--keep", database], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return database
