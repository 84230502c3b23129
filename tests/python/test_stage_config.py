"""Typed configuration: the type makes the schema of the manifest, and the step's configuration comes as an object of it."""

from __future__ import annotations

import dataclasses
import enum
import sys
from pathlib import Path
from typing import Annotated, Any, List, Literal, Optional, TypedDict, Union

import pytest

import amends
from amends.config import build, schema_of

from stage_kit import opened


class Level(enum.Enum):
    LOW = "low"
    HIGH = "high"


@dataclasses.dataclass(frozen=True)
class Bound:
    """Stands in for the bounds that annotated_types and pydantic write."""

    ge: Optional[int] = None
    le: Optional[int] = None
    min_length: Optional[int] = None


@dataclasses.dataclass(frozen=True)
class Window:
    days: Annotated[int, Bound(ge=1, le=365)] = 30
    working: bool = False


@dataclasses.dataclass
class Settings:
    mode: Literal["strict", "lenient"] = "strict"
    window: Window = Window()
    branches: List[str] = dataclasses.field(default_factory=lambda: ["B1"])
    note: Optional[str] = None
    level: Level = Level.LOW
    weights: dict[str, int] = dataclasses.field(default_factory=dict)
    windows: tuple[Window, ...] = ()


class Thresholds(TypedDict, total=False):
    red: int
    texts: list[str]


@dataclasses.dataclass
class Needs:
    account: str


def configured(config: Any) -> tuple[amends.Stage, list[Any]]:
    got: list[Any] = []

    @amends.stage("bank.configured", reads=["parties"], writes="ext.bank.configured", config=config)
    def stage(case: Any, ctx: amends.Context) -> dict[str, Any]:
        got.append(ctx.config)
        return {}

    return stage, got


def test_a_dataclass_comes_with_defaults_nested_parts_and_what_the_step_says(record: dict[str, Any], tmp_path: Path) -> None:
    stage, got = configured(Settings)
    with opened(tmp_path, stage, ", config: {mode: lenient, window: {days: 7}, level: high, windows: [{days: 1}], weights: {a: 2}}") as (rt, name):
        assert rt.submit(name, record).status == "finished"
    assert got == [Settings(mode="lenient", window=Window(7), level=Level.HIGH, windows=(Window(1),), weights={"a": 2})]


def test_a_step_that_says_nothing_has_the_defaults_and_so_has_a_bare_call(record: dict[str, Any], tmp_path: Path) -> None:
    stage, got = configured(Settings)
    with opened(tmp_path, stage) as (rt, name):
        rt.submit(name, record)
    stage({"parties": []})
    stage({"parties": []}, config={"mode": "lenient"})
    stage({"parties": []}, config=Settings(note="own"))
    assert got == [Settings(), Settings(), Settings(mode="lenient"), Settings(note="own")]
    assert got[0].branches is not got[1].branches  # nothing that one run changes is seen by the next


def test_a_typed_dict_is_a_dict(record: dict[str, Any], tmp_path: Path) -> None:
    stage, got = configured(Thresholds)
    with opened(tmp_path, stage, ", config: {red: 80}") as (rt, name):
        rt.submit(name, record)
    assert got == [{"red": 80}] and type(got[0]) is dict
    assert schema_of(Thresholds)["additionalProperties"] is False and "required" not in schema_of(Thresholds)


class Model:
    """What pydantic 2 offers of a model, as far as it is used."""

    class _Field:
        def __init__(self, annotation: Any, default: Any = ..., metadata: tuple[Any, ...] = ()) -> None:
            self.annotation, self.default, self.metadata = annotation, default, metadata

        def is_required(self) -> bool:
            return self.default is ...

        def get_default(self, call_default_factory: bool = False) -> Any:
            return self.default

    model_fields = {"limit": _Field(int, 5, (Bound(ge=0),)), "names": _Field(List[str])}

    def __init__(self, **values: Any) -> None:
        self.values = values

    @classmethod
    def model_validate(cls, value: Any) -> "Model":
        return cls(**value)


def test_a_pydantic_model_is_known_by_what_it_offers(record: dict[str, Any], tmp_path: Path) -> None:
    stage, got = configured(Model)
    assert stage.manifest["config_schema"]["properties"]["limit"] == {"type": "integer", "minimum": 0, "default": 5} and stage.manifest["config_schema"]["required"] == ["names"]
    with opened(tmp_path, stage, ", config: {names: [a, b]}") as (rt, name):
        rt.submit(name, record)
    assert isinstance(got[0], Model) and got[0].values == {"limit": 5, "names": ["a", "b"]}
    assert type(got[0].values["names"]) is list


def test_a_real_pydantic_model_where_pydantic_is_installed(record: dict[str, Any], tmp_path: Path) -> None:
    pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed; the model is then known by a stand-in alone")

    class Inner(pydantic.BaseModel):
        days: int = pydantic.Field(default=30, ge=1)

    class Outer(pydantic.BaseModel):
        inner: Inner = Inner()
        kind: Literal["a", "b"] = "a"
        name: Optional[str] = None

    stage, got = configured(Outer)
    with opened(tmp_path, stage, ", config: {inner: {days: 2}}") as (rt, name):
        rt.submit(name, record)
    assert got == [Outer(inner=Inner(days=2))]


def test_pydantic_is_never_imported_by_amends() -> None:
    import subprocess

    code = "import sys, amends.testing, amends.config; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("annotation", "sentence"),
    [
        (float, "Odd.value: float carries no decision"),
        (Any, "Odd.value: Any cannot be a configuration"),
        (bytes, "Odd.value: bytes cannot be a configuration"),
        (set, "Odd.value: set cannot be a configuration"),
        (list, "Odd.value: list cannot be a configuration"),
        (List[complex], r"Odd.value\[\]: complex"),
        (dict[int, str], "Odd.value: dict"),
        (Union[int, str], "Odd.value: a union of several types"),
        (Literal[b"x"], "Odd.value: the values of a Literal"),
        (Annotated[int, Bound(min_length=1)], "Odd.value: min_length has no meaning"),
    ],
)
def test_an_annotation_that_has_no_place_is_refused_with_its_field(annotation: Any, sentence: str) -> None:
    odd = dataclasses.make_dataclass("Odd", [("value", annotation)])
    with pytest.raises(amends.errors.InvalidArgument, match=sentence):
        configured(odd)


def test_a_type_that_is_no_record_or_holds_itself_is_refused() -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="a dataclass, a TypedDict or a pydantic model, not int"):
        configured(int)
    loop: Any = dataclasses.make_dataclass("Loop", [("inner", Optional[int])])
    loop.__annotations__["inner"] = Optional[loop]
    with pytest.raises(amends.errors.InvalidArgument, match="the type holds itself"):
        configured(loop)
    with pytest.raises(amends.errors.InvalidArgument, match="not both"):
        amends.stage("bank.x", reads=[], writes="ext.bank.x", config=Settings, config_schema={"type": "object"})


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (", config: {mode: odd}", r'mode: expected "strict" or "lenient", found "odd"'),
        (", config: {window: {days: 0}}", "window.days: expected at least 1, found 0"),
        (", config: {branches: [1]}", "branches.0: expected string"),
        (", config: {colour: red}", "colour"),
        (", config: {note: 3}", "note"),
    ],
)
def test_a_step_whose_configuration_does_not_fit_is_refused_when_it_is_deployed(more: str, sentence: str, tmp_path: Path) -> None:
    stage, _ = configured(Settings)
    with pytest.raises(amends.errors.SchemaError, match=sentence) as refused:
        with opened(tmp_path, stage, more):
            pass
    assert "workflow.yaml:6:" in str(refused.value) and "bank.configured config" in str(refused.value)


def test_a_required_field_is_asked_for_where_the_step_leaves_it_out(record: dict[str, Any], tmp_path: Path) -> None:
    stage, got = configured(Needs)
    with pytest.raises(amends.errors.SchemaError, match="account"):
        with opened(tmp_path, stage):
            pass
    with opened(tmp_path, stage, ", config: {account: A1}") as (rt, name):
        rt.submit(name, record)
    assert got == [Needs("A1")]


def test_what_is_built_is_what_the_schema_took() -> None:
    schema = schema_of(Settings)
    assert schema["properties"]["window"]["properties"]["days"] == {"type": "integer", "minimum": 1, "maximum": 365, "default": 30}
    assert schema["properties"]["note"] == {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    assert build(Settings, {}) == Settings()
