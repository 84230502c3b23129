"""Stages that installed distributions offer, found by entry points: real distributions in a folder, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import amends

MODULE = """
import amends

@amends.stage("{id}", reads=["text"], writes="ext.{section}", texts={{"en": "Test", "zh": "测试"}})
def {name}(case):
    return {{"documents": len(case["text"]["docs"])}}
"""


def distribution(site: Path, name: str, entry_points: dict[str, str], modules: dict[str, str]) -> None:
    """What pip leaves of an installed distribution."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    lines = "\n".join(f"{key} = {value}" for key, value in entry_points.items())
    (info / "entry_points.txt").write_text(f"[amends.plugins]\n{lines}\n", encoding="utf-8")
    for module, text in modules.items():
        (site / f"{module}.py").write_text(text, encoding="utf-8")


def run(site: Path, code: str) -> Any:
    """Runs code that prints one JSON line."""
    path = os.pathsep.join([str(site), str(amends.installation().parent)])
    done = subprocess.run([sys.executable, "-c", f"import json, sys, amends\n{code}"], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def module(stage_id: str, name: str = "check") -> str:
    return MODULE.format(id=stage_id, section=stage_id, name=name)


LOOK = """
with amends.open(":none:", role="handler", purpose="test", plugins={plugins}) as rt:
    print(json.dumps({{"stages": [s["id"] for s in rt.stages() if not s["id"].startswith("amends.")], "rows": [r for r in rt.plugins() if r["path"].startswith("amends.plugins")],
        "modules": sorted(m for m in sys.modules if m.startswith("shop_"))}}))
"""


def test_nothing_is_loaded_unless_asked_for(tmp_path: Path) -> None:
    distribution(tmp_path, "shop-stages", {"check": "shop_stages:check"}, {"shop_stages": "raise SystemExit('imported')"})
    assert run(tmp_path, LOOK.format(plugins="()")) == {"stages": [], "rows": [], "modules": []}


def test_a_stage_a_list_and_a_folder_are_found_and_run(tmp_path: Path, record: dict[str, Any]) -> None:
    distribution(tmp_path, "shop-one", {"check": "shop_one:check"}, {"shop_one": module("shop.one")})
    two = module("shop.two", "two") + module("shop.three", "three") + "everything = [two, three]\nimport pathlib\nfolder = pathlib.Path(__file__).parent / 'libraries'\n"
    distribution(tmp_path, "shop-two", {"all": "shop_two:everything", "libraries": "shop_two:folder"}, {"shop_two": two})
    (tmp_path / "libraries").mkdir()
    told = run(tmp_path, LOOK.format(plugins='"installed"'))
    assert told["stages"] == ["shop.one", "shop.three", "shop.two"]
    assert [(row["path"].split(": ")[1].split(" = ")[0], row["loaded"], row["stages"]) for row in told["rows"]] == [
        ("check", True, ["shop.one 1.0.0"]), ("all", True, ["shop.two 1.0.0", "shop.three 1.0.0"]), ("libraries", True, [])]
    assert "(shop-one 1.0)" in told["rows"][0]["path"]
    ran = f"rt = amends.open(':none:', role='handler', purpose='test', plugins=['installed'])\nprint(json.dumps(rt.run_stage('shop.two', json.loads({json.dumps(json.dumps(record))}))['result']))"
    assert run(tmp_path, ran) == {"documents": len(record["text"]["docs"])}


@pytest.mark.parametrize(
    ("text", "entry", "reason"),
    [
        ("import nowhere_to_be_found", "shop_bad:check", "ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("x = 1", "shop_bad:check", "AttributeError"),
        ("check = 17", "shop_bad:check", "this is a int"),
        ("raise SystemExit(3)", "shop_bad:check", "SystemExit: 3"),
        ("raise RuntimeError('no licence')", "shop_bad:check", "RuntimeError: no licence"),
        (module("nodots").replace("ext.nodots", "ext.a.b"), "shop_bad:check", "is no stage id"),
        (module("amends.intake").replace("ext.amends.intake", "analysis.intake"), "shop_bad:check", "may not stand in for a stage of amends"),
        (module("shop.good"), "shop_bad:check", "two plugins offer this stage"),
        (module("shop.schema").replace('reads=', 'config_schema={"colour": 1}, reads='), "shop_bad:check", "has the keyword 'colour'"),
        (module("shop.lookup").replace('reads=', 'lookups=["weather"], reads='), "shop_bad:check", "'weather' is no lookup"),
    ],
)
def test_a_broken_entry_point_is_named_and_stops_nothing(text: str, entry: str, reason: str, tmp_path: Path) -> None:
    distribution(tmp_path, "shop-a-good", {"check": "shop_good:check"}, {"shop_good": module("shop.good")})
    distribution(tmp_path, "shop-bad", {"check": entry}, {"shop_bad": text})
    distribution(tmp_path, "shop-z-last", {"check": "shop_last:check"}, {"shop_last": module("shop.last")})
    told = run(tmp_path, LOOK.format(plugins='"installed"'))
    assert told["stages"] == ["shop.good", "shop.last"]
    first, bad, last = told["rows"]
    assert first["loaded"] and last["loaded"] and not bad["loaded"] and bad["stages"] == []
    assert reason in bad["reason"] and "shop_bad:check (shop-bad 1.0)" in bad["path"] and bad["reason"].endswith("mend or uninstall it")


def test_given_stages_are_checked_when_the_runtime_opens() -> None:
    def make(id: str = "bank.one") -> amends.Stage:
        return amends.stage(id, reads=["text"], writes="ext.bank.one")(lambda case: {})

    with amends.open(":none:", plugins=make()) as rt:  # one stage needs no list
        assert "bank.one" in [stage["id"] for stage in rt.stages()]
    with pytest.raises(amends.errors.AlreadyExists, match="bank.one: two plugins offer this stage"):
        amends.open(":none:", plugins=[make(), make()])
    with pytest.raises(amends.errors.BadType, match="this is a function"):
        amends.open(":none:", plugins=[lambda case: {}])  # type: ignore[list-item]
    with pytest.raises(amends.errors.SchemaError, match="is no stage id"):
        amends.open(":none:", plugins=[make("nodots")])
