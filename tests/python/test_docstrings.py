"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["amends", "amends.batch", "amends.case", "amends.config", "amends.context", "amends.errors", "amends.failures", "amends.plugins", "amends.runtime", "amends.stage", "amends.tasks", "amends.testing"])
def test_examples_in_docstrings_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_some_examples_exist() -> None:
    assert doctest.testmod(importlib.import_module("amends.stage")).attempted > 0
