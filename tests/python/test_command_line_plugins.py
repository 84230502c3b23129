"""Plugins from the program: only what is trusted, whole and of this boundary is loaded."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from command_line_kit import FAILED, OK, SECONDS, STORAGE, USAGE, Line, line, plugin_folder  # noqa: F401  (fixtures)


def refused(line: Line) -> str:
    done = line("plugin", "list", "--plugins", "plugins", "--json")
    assert done.returncode == FAILED, done.stderr
    rows = [row for row in json.loads(done.stdout) if row["path"].startswith("plugins/")]
    assert rows and not any(row["loaded"] for row in rows)
    return str(rows[0]["reason"])


def test_a_plugin_that_nobody_trusted_is_not_loaded(line: Line) -> None:
    (plugin_folder(line) / "plugins.lock").unlink()
    assert "is not in plugins.lock" in refused(line)


def test_a_plugin_that_was_overwritten_or_truncated_is_not_loaded(line: Line) -> None:
    library = plugin_folder(line) / "amends_routing.so"
    content = library.read_bytes()
    library.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    assert "has changed since it was trusted" in refused(line)
    library.write_bytes(content[:3000])
    assert "has changed since it was trusted" in refused(line)
    line.fails(STORAGE, "cut short", "plugin", "inspect", library)


def test_a_lock_file_that_cannot_be_read_loads_nothing(line: Line) -> None:
    (plugin_folder(line) / "plugins.lock").write_text("{bad", encoding="utf-8")
    assert re.search(r"plugins\.lock: line 1", refused(line))


def built(line: Line, *options: str) -> Path:
    """A library from the fixture of bad plugins, compiled here against the C header alone, and trusted."""
    compiler = shutil.which("g++") or shutil.which("c++")
    header = Path(__file__).resolve().parents[2] / "core"
    if not compiler:
        pytest.skip("there is no C++ compiler")
    fixtures = Path(__file__).resolve().parents[1] / "fixtures" / "bad_plugins"
    manifest = (fixtures / "plugin.json.in").read_text(encoding="utf-8").replace("@name@", "bad").replace("@stage@", "bad")
    folder = line.folder / "plugins"
    folder.mkdir()
    numbers = ",".join(str(byte) for byte in manifest.encode())
    (line.folder / "manifest.cpp").write_text(
        "#include <cstdint>\n"
        f'extern "C" const unsigned char amends_embedded_manifest[] = {{{numbers}}};\n'
        f'extern "C" const std::uint64_t amends_embedded_manifest_size = {len(manifest.encode())};\n'.replace('extern "C" const std::uint64_t amends', 'extern "C" { extern const std::uint64_t amends_embedded_manifest_size; }\nconst std::uint64_t amends'),
        encoding="utf-8",
    )
    (folder / "bad.json").write_text(manifest, encoding="utf-8")
    subprocess.run(
        [compiler, "-std=c++20", "-shared", "-fPIC", f"-I{header}", '-DBAD_STAGE="example.bad"', *options, str(fixtures / "bad_plugin.cpp"), "manifest.cpp", "-o", str(folder / "bad.so")],
        cwd=line.folder, check=True, timeout=SECONDS,
    )
    assert line("plugin", "trust", folder / "bad.so").returncode == OK
    return folder


def test_a_plugin_with_a_wrong_abi_version_is_not_loaded(line: Line) -> None:
    built(line, "-DBAD_ABI_VERSION=99u")
    assert "99" in refused(line)


def test_a_plugin_with_a_missing_symbol_is_not_loaded(line: Line) -> None:
    built(line, "-DBAD_MISSING_SYMBOL=1")
    assert "amends_abi_version" in refused(line)


def test_a_new_plugin_needs_an_id_of_its_own(line: Line) -> None:
    for name in ("", "nodot", "Bad Name.x", "amends.classify", "../x.y"):
        line.fails(USAGE, "is no id for a stage of your own", "plugin", "new", name)
    assert list(line.folder.iterdir()) == []


def test_a_pipe_is_no_plugin(line: Line) -> None:
    os.mkfifo(line.folder / "pipe.so")
    line.fails(USAGE, "no regular file", "plugin", "trust", "pipe.so")
