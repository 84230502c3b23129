"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import amends


MODULES = sorted(one.name for one in pkgutil.walk_packages(amends.__path__, "amends.") if not one.name.endswith(("__main__", "._core")))


@pytest.mark.parametrize("name", ["amends", *MODULES])
def test_examples_in_docstrings_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_some_examples_exist() -> None:
    assert doctest.testmod(importlib.import_module("amends.stage")).attempted > 0
