"""Shared fixtures: every test has a database of its own in a temporary folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends

# Whoever runs the tests in several processes gives each a width of its terminal, which no program that is tested has.
os.environ.pop("COLUMNS", None)

SOURCE = Path(__file__).resolve().parents[2]
CASES = SOURCE / "workflows" / "first_line" / "cases"


@pytest.fixture
def record() -> dict[str, Any]:
    """The shared case K1: an annual fee of 300 charged too much."""
    return dict(json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "cases.db"


@pytest.fixture
def runtime(database: Path) -> Iterator[amends.Runtime]:
    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", language="en") as rt:
        yield rt


@pytest.fixture(scope="session")
def data_dir() -> Path:
    folder = os.environ.get("AMENDS_DATA_DIR")
    if not folder:
        pytest.skip("AMENDS_DATA_DIR is not set: the measuring data is not here")
    return Path(folder)
