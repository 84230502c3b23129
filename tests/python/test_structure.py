"""The tree keeps its own rules, and the checker sees each kind of violation in a copy of the tree."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("amends_structure", SOURCE / "tests" / "structure" / "structure.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


structure = _load()


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("structure") / "tree"
    for file in structure.files(SOURCE):
        target = root / file.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return root


def test_no_include_goes_against_the_arrows() -> None:
    assert structure.include_faults(SOURCE) == []


def test_no_file_names_a_machine_or_an_unfinished_place() -> None:
    assert structure.word_faults(SOURCE) == []


def test_every_folder_of_the_core_is_looked_at() -> None:
    folders = {folder.name for folder in (SOURCE / "core").iterdir() if folder.is_dir() and folder.name != "cmake"}
    assert folders <= set(structure.ARROWS)
    seen = {file.relative_to(SOURCE).as_posix() for file in structure.files(SOURCE)}
    assert {"core/flow/machine.cpp", "plugins/amends_intake/plugin.json", "python/bindings/module.cpp", ".ci/run", "CMakeLists.txt"} <= seen
    assert not any(path.startswith(("build/", ".git/")) for path in seen)


@pytest.mark.parametrize(
    ("path", "line", "part"),
    [
        ("core/support/money.cpp", '#include "feel/value.hpp"', "support may include nothing besides itself, not feel"),
        ("core/abi/amends_log.h", '#include "sdk/sdk.hpp"', "not sdk"),
        ("core/sdk/json.hpp", '#include "support/json.hpp"', "not support"),
        ("core/feel/parser.cpp", '#include "text/normalise.hpp"', "not text"),
        ("core/calendar/due.cpp", '#include "feel/value.hpp"', "not feel"),
        ("core/dmn/model.cpp", '#include "calendar/due.hpp"', "not calendar"),
        ("core/flow/machine.cpp", '#include "store/store.hpp"', "not store"),
        ("core/flow/machine.cpp", "#include <packs/packs.hpp>", "not packs"),
        ("core/store/store.cpp", '  #  include "flow/machine.hpp"', "not flow"),
        ("core/packs/packs.cpp", '#include "guard/guard.hpp"', "not guard"),
        ("core/host/loader.cpp", '#include "runtime/runtime.hpp"', "not runtime"),
        ("core/runtime/runtime.cpp", '#include "review/summary.hpp"', "not review"),
        ("core/review/model.cpp", '#include "cli/context.hpp"', "not cli"),
        ("python/bindings/module.cpp", '#include "cli/context.hpp"', "not cli"),
        ("core/flow/machine.cpp", '#include "../store/store.hpp"', "an include is written from core/ or names a file beside it"),
        ("plugins/amends_intake/amends_intake.cpp", '#include "support/json.hpp"', "a plugin may use core/sdk, core/abi and plugins/kit alone"),
        ("plugins/amends_intake/amends_intake.cpp", '#include "../amends_routing/routing/route.hpp"', "a plugin may not reach into another folder"),
        ("plugins/amends_intake/amends_intake.cpp", '#include "classify/classify.hpp"', "a plugin may use core/sdk, core/abi and plugins/kit alone"),
        ("plugins/kit/currency.cpp", '#include "support/money.hpp"', "a plugin may use core/sdk, core/abi and plugins/kit alone"),
        ("core/runtime/runtime.cpp", "#include <spdlog/spdlog.h>", "only core/cli/log.cpp may include spdlog/spdlog.h"),
        ("core/cli/context.cpp", "#include <CLI/CLI.hpp>", "only core/cli/main.cpp may include CLI/CLI.hpp"),
        ("tests/core/support/yaml_test.cpp", "#include <yaml-cpp/yaml.h>", "only core/support/yaml.cpp may include yaml-cpp/yaml.h"),
        ("core/support/json.cpp", "#include <boost/json/src.hpp>", "may include boost/json/src.hpp"),
        ("core/calendar/calendar.cpp", "#include <date/tz.h>", "only core/calendar/zone.cpp may include date/tz.h"),
    ],
)
def test_a_forbidden_include_is_found(clean_copy: Path, path: str, line: str, part: str) -> None:
    file = clean_copy / path
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(f"{text}{line}\n", encoding="utf-8")
        faults = structure.include_faults(clean_copy)
        assert len(faults) == 1 and faults[0].startswith(f"{path}:{text.count(chr(10)) + 1}: ") and part in faults[0], faults
    finally:
        file.write_text(text, encoding="utf-8")


def test_an_allowed_include_is_no_fault(clean_copy: Path) -> None:
    file = clean_copy / "core" / "flow" / "machine.cpp"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text + '#include "calendar/ledger.hpp"\n#include "support/json.hpp"\n#include <vector>\n// #include "store/store.hpp"\n', encoding="utf-8")
        assert structure.include_faults(clean_copy) == []
    finally:
        file.write_text(text, encoding="utf-8")


def test_a_new_folder_without_arrows_is_found(clean_copy: Path) -> None:
    folder = clean_copy / "core" / "shortcut"
    folder.mkdir()
    try:
        (folder / "shortcut.hpp").write_text('#include "support/json.hpp"\n', encoding="utf-8")
        (fault,) = structure.include_faults(clean_copy)
        assert "core/shortcut has no row in ARROWS" in fault
    finally:
        shutil.rmtree(folder)


def test_an_owner_that_no_longer_includes_its_library_is_found(clean_copy: Path) -> None:
    file = clean_copy / "core" / "calendar" / "zone.cpp"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text.replace("#include <date/tz.h>", ""), encoding="utf-8")
        (fault,) = structure.include_faults(clean_copy)
        assert fault.startswith("core/calendar/zone.cpp: is said to own the time zones")
    finally:
        file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see /wo" + "rk/main/core", "a path of one machine"),
        ("/ho" + "me/somebody/tree", "a path of one machine"),
        ("share" + "d/design/architecture.md", "a folder outside the tree"),
        ("pip install --index" + "-url x", "the address of a package registry"),
        ("# TO" + "DO later", "an unfinished mark"),
    ],
)
def test_a_forbidden_word_is_found_in_any_kind_of_file(clean_copy: Path, line: str, what: str) -> None:
    names = (".ci/extra", "note.md", "workflows/first_line/note.yaml")
    try:
        for name in names:
            (clean_copy / name).write_text(f"first\n{line}\n", encoding="utf-8")
        faults = structure.word_faults(clean_copy)
        assert len(faults) == len(names), faults
        assert all(any(fault.startswith(f"{name}:2: {what}") for fault in faults) for name in names), faults
    finally:
        for name in names:
            (clean_copy / name).unlink(missing_ok=True)


def test_words_that_only_look_like_paths_are_no_fault(clean_copy: Path) -> None:
    file = clean_copy / "note.md"
    try:
        file.write_text("tests/wo" + "rk/here and https://example.org/ho" + "me/x, a shared desk\n", encoding="utf-8")
        assert structure.word_faults(clean_copy) == []
    finally:
        file.unlink()


# --- the README of a stage names what the stage can say ------------------------------------------------------------------------------------------

_CODE = re.compile(r'\.code = ((?:[^,"{}]|"[^"]*")*)')
_LITERAL = re.compile(r'(?<!\()"([a-z][a-z0-9_.]*)"')
_KIT_CALLS = {"scale_of": "currency_unknown", "read_owed": "entitlement.differs"}  # what a stage says by calling the kit


def _codes(text: str) -> set[str]:
    """The finding codes of a source; one that is completed at run time ("option." + id) stands as its beginning."""
    out = {code for expression in _CODE.findall(text) for code in _LITERAL.findall(expression)}
    out |= set(re.findall(r'say_more\([^";]*"([a-z_.]+)"', text))
    if re.search(r"\bout_?\.insufficient\(", text):
        out.add("insufficient_data")
    return out


def _stage_folders(root: Path) -> list[Path]:
    return sorted(readme.parent for readme in (root / "plugins").glob("*/*/README.md") if "_template" not in readme.parts)


def _codes_of_stage(root: Path, folder: Path) -> set[str]:
    # What several stages of a library share stands beside them.
    shared = [child for child in folder.parent.iterdir() if child.is_dir() and not (child / "README.md").exists()]
    texts = [file.read_text(encoding="utf-8") for place in (folder, *shared) for file in place.rglob("*.cpp")]
    out = {code for text in texts for code in _codes(text)}
    return out | {code for call, code in _KIT_CALLS.items() if any(f"{call}(" in text for text in texts)}


def _unnamed_codes(root: Path) -> list[str]:
    out = []
    for folder in _stage_folders(root):
        readme = (folder / "README.md").read_text(encoding="utf-8")
        for code in sorted(_codes_of_stage(root, folder)):
            # `code`, or for a beginning anything that goes on from it: `option.A`.
            if not re.search("`" + re.escape(code) + ("" if code[-1] in "._" else "`"), readme):
                out.append(f"{folder.relative_to(root)}: {code}")
    return out


def test_the_readme_of_a_stage_names_every_finding_code() -> None:
    assert _stage_folders(SOURCE), "there are stages with a README"
    assert _unnamed_codes(SOURCE) == []
    kit = {code for file in (SOURCE / "plugins" / "kit").glob("*.cpp") for code in _codes(file.read_text(encoding="utf-8"))}
    assert kit == set(_KIT_CALLS.values()), "a code of the kit stands beside the call that raises it"


def test_a_code_that_a_readme_leaves_out_is_found(clean_copy: Path, tmp_path: Path) -> None:
    root = tmp_path / "tree"
    shutil.copytree(clean_copy / "plugins", root / "plugins")
    source = root / "plugins" / "amends_solution" / "solution" / "payday.cpp"
    source.write_text(source.read_text(encoding="utf-8") + '\n// out.finding({.code = late ? "payday.late" : "payday.early", .text = {}});\n', encoding="utf-8")
    assert _unnamed_codes(root) == ["plugins/amends_solution/solution: payday.early", "plugins/amends_solution/solution: payday.late"]
