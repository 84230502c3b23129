"""
Contract checks of stages. Use amends.testing, not this module.
"""
from __future__ import annotations
import collections.abc
import typing
__all__: list[str] = ['check', 'only_read_paths', 'with_defaults']
def check(manifest: str, samples: collections.abc.Sequence[str], run: collections.abc.Callable[..., typing.Any], config: str, seed: typing.SupportsInt | typing.SupportsIndex, mutations: typing.SupportsInt | typing.SupportsIndex, time_limit_ms: typing.SupportsInt | typing.SupportsIndex) -> list[str]:
    ...
def only_read_paths(record: str, manifest: str) -> str:
    ...
def with_defaults(schema: str, config: str) -> str:
    ...
