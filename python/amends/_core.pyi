"""
The engine of Amends. Use the package `amends`, not this module.
"""
from __future__ import annotations
import collections.abc
import typing
__all__: list[str] = ['ArrowRows', 'Engine', 'FileRows', 'NativeRows', 'check_duration', 'check_expression', 'draw_workflow', 'expression_words', 'fact_roots', 'is_name', 'nearest', 'read_rows', 'read_workflow', 'yaml_value']
class NativeRows:
    def done(self) -> int:
        ...
    def total(self) -> int:
        ...
class Engine:
    def __init__(self, root: str, database: str, by: str, role: str, purpose: str, stages: list, pack_set: str, overlays: collections.abc.Sequence[str], plugin_folders: collections.abc.Sequence[str], read_only: bool, create: bool, now: str | None) -> None:
        ...
    def add_document(self, case_id: str, document: typing.Any, by: str, role: str) -> None:
        ...
    def answer(self, case_id: str, task_id: str, answer: typing.Any, by: str, role: str, seen: str = '', on_behalf_of: str = '') -> str:
        ...
    def case_state(self, case_id: str) -> dict[str, typing.Any]:
        ...
    def cases(self, status: str, workflow: str, attributes: collections.abc.Mapping[str, str], has: collections.abc.Sequence[str], due_before: str | None, limit: typing.SupportsInt | typing.SupportsIndex, offset: typing.SupportsInt | typing.SupportsIndex) -> list[dict[str, typing.Any]]:
        ...
    def check_text(self, text: str, file_name: str) -> list[str]:
        ...
    def close(self) -> None:
        ...
    def correct(self, case_id: str, path: str, value: typing.Any, reason: str, by: str, role: str) -> None:
        ...
    def deploy(self, path: str) -> str:
        ...
    def deploy_text(self, text: str, file_name: str) -> str:
        ...
    def events(self, case_id: str, after: typing.SupportsInt | typing.SupportsIndex) -> list[dict[str, typing.Any]]:
        ...
    def fire_timers(self, now: str | None) -> int:
        ...
    def form(self, name: str) -> dict[str, typing.Any] | None:
        ...
    def journal(self, after: typing.SupportsInt | typing.SupportsIndex, limit: typing.SupportsInt | typing.SupportsIndex) -> list[dict[str, typing.Any]]:
        ...
    def load_report(self) -> list[dict[str, typing.Any]]:
        ...
    def message(self, name: str, key: str, body: typing.Any, message_id: str, by: str, role: str) -> str:
        ...
    def newest_event(self) -> int:
        ...
    def now(self) -> str:
        ...
    def recover(self) -> int:
        ...
    def resume(self, case_id: str, reason: str, by: str, role: str) -> str:
        ...
    def review(self, case_id: str, language: str, texts: bool, full_ledger: bool, restricted: bool) -> dict[str, typing.Any]:
        ...
    def review_html(self, case_id: str, language: str, texts: bool, restricted: bool) -> str:
        ...
    def review_text(self, case_id: str, language: str, texts: bool, width: typing.SupportsInt | typing.SupportsIndex, restricted: bool) -> str:
        ...
    def run_stage(self, stage: str, record: typing.Any, config: typing.Any) -> dict[str, typing.Any]:
        ...
    def set_now(self, now: str) -> None:
        ...
    def shown(self, case_id: str, task_id: str) -> dict[str, typing.Any] | None:
        ...
    def snapshot(self, path: str) -> None:
        ...
    def stages(self) -> list[dict[str, typing.Any]]:
        ...
    def submit(self, workflow: str, row: typing.Any, at_received: bool, mapping: str, institution: str) -> dict[str, typing.Any]:
        ...
    def submit_many(self, workflow: str, rows: typing.Any, at_received: bool, mapping: str, institution: str, progress: typing.Any) -> tuple[list[dict[str, typing.Any]], list[dict[str, typing.Any]]]:
        ...
    def take_log(self) -> list[tuple[int, str, str]]:
        ...
    def tasks(self, case_id: str, role: str, status: str) -> list[dict[str, typing.Any]]:
        ...
    def verify(self) -> dict[str, typing.Any]:
        ...
class FileRows(NativeRows):
    def __init__(self, engine: Engine, path: str, mapping: str, institution: str) -> None:
        ...
class ArrowRows(NativeRows):
    def __init__(self, table: typing.Any, rows: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        ...
def check_duration(text: str, where: str) -> None:
    """
    Raises BadType or RangeError when the text is no duration such as 5wd.
    """
def check_expression(text: str, where: str) -> None:
    """
    Raises SchemaError when the text is no FEEL expression.
    """
def draw_workflow(text: str, file_name: str, language: str, format: str, engine: Engine = None) -> str:
    """
    The picture of a workflow: svg or mermaid. An engine gives the titles of stages and forms.
    """
def expression_words() -> list[str]:
    """
    The words of the expression language; no step or path is named like one.
    """
def fact_roots() -> list[str]:
    """
    First parts of the fact paths of a case; no step or path is named like one.
    """
def is_name(text: str) -> bool:
    """
    Whether a step, path, branch, role or message may have this name.
    """
def nearest(word: str, known: collections.abc.Sequence[str]) -> str:
    """
    The known word nearest to a mistyped one, or an empty text.
    """
def read_rows(table: typing.Any, limit: typing.SupportsInt | typing.SupportsIndex) -> list[dict[str, typing.Any]]:
    """
    The first rows of a table with `__arrow_c_stream__` as submit_many reads them.
    """
def read_workflow(text: str, file_name: str) -> dict[str, typing.Any]:
    """
    Reads and checks a workflow file: its name, canonical graph, hash of that, warnings. Raises SchemaError, every error with its place.
    """
def yaml_value(text: str, file_name: str) -> typing.Any:
    """
    A YAML text as dict, list, str, int, bool and None. Raises SchemaError with file:line:column.
    """
__version__: str
