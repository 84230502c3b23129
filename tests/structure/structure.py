"""Reads the tree and says where it breaks its own rules: include arrows, libraries that one source file owns, machine paths.

    python tests/structure/structure.py [ROOT]     one line a violation; exit code 1 when there is one
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Iterator

# What each folder may include besides itself. The arrows run one way: a folder may use what its neighbours below use.
#   abi <- sdk <- plugins;   support <- calendar <- feel <- dmn;   support <- text;   dmn, calendar, text <- packs <- guard;   support, feel, calendar <- flow
#   flow, store, host, packs, guard <- runtime <- review, tables, bench <- cli, python;   the host offers packs, text, feel and calendar to plugins
_VALUES = {"support", "feel", "calendar", "text"}
_BELOW_RUNTIME = _VALUES | {"abi", "dmn", "packs", "guard", "flow", "store", "host"}
ARROWS: dict[str, set[str]] = {
    "abi": set(),
    "sdk": {"abi"},
    "support": set(),
    "feel": {"support", "calendar"},
    "dmn": {"support", "feel"},
    "calendar": {"support"},
    "text": {"support"},
    "packs": _VALUES | {"dmn"},
    "guard": _VALUES | {"packs"},
    "flow": {"support", "feel", "calendar"},
    "store": {"support"},
    "host": _VALUES | {"abi", "packs"},
    "runtime": _BELOW_RUNTIME,
    "bench": _BELOW_RUNTIME | {"runtime"},
    "tables": _BELOW_RUNTIME | {"runtime"},
    "review": _BELOW_RUNTIME | {"runtime"},
    "cli": _BELOW_RUNTIME | {"runtime", "review", "tables", "bench"},
    "python": _BELOW_RUNTIME | {"runtime", "review", "tables", "bench"},
    "plugins": {"abi", "sdk"},
    "contract": {"abi", "sdk"},  # python/contract: the SDK's checks for Python, on the plugins' side
}

# Libraries that cost much to compile or hold definitions: the one source file that may include each. Boost.JSON's definitions stand in two static
# libraries that never meet in one program: the host's and that of the plugins.
OWNERS: dict[str, tuple[re.Pattern[str], set[str]]] = {
    "spdlog": (re.compile(r"^spdlog/"), {"core/cli/log.cpp"}),
    "CLI11": (re.compile(r"^CLI/"), {"core/cli/main.cpp"}),
    "yaml-cpp": (re.compile(r"^yaml-cpp/"), {"core/support/yaml.cpp"}),
    "Boost.JSON's definitions": (re.compile(r"^boost/json/src\.hpp$"), {"core/support/boost_json.cpp", "core/sdk/boost_json.cpp"}),
    "pugixml": (re.compile(r"^pugixml\.hpp$"), {"core/dmn/xml.cpp"}),
    "the time zones": (re.compile(r"^date/tz\.h$"), {"core/calendar/zone.cpp"}),
}

# Spelled in parts, so that this file does not break its own rule.
_FORBIDDEN: list[tuple[str, re.Pattern[str]]] = [
    ("a path of one machine", re.compile(r"(?<![\w.])/" + r"(?:work|root|home)/\w")),
    ("a path of one machine", re.compile("/" + r"tmp/(?:build-|brief)")),
    ("a folder outside the tree", re.compile("shared" + r"/(?:domain|design|data|conformance|research|experiments)\b")),
    ("the address of a package registry", re.compile(r"(?:pypi\.|files\.python" + r"hosted\.)org|\b(?:extra-)?index" + r"-url\b")),
    ("an unfinished mark", re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")),
    ("a word about the making", re.compile(r"co-" + r"authored-by|generated " + r"with\b", re.IGNORECASE)),
]
# Continuous integration may look beside the checkout for the measuring data.
_MAY_NAME = {".ci/run": "a folder outside the tree"}

_SOURCES = {".cpp", ".hpp", ".h", ".c", ".cc", ".in"}
_SKIPPED_FOLDERS = {".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ipynb_checkpoints"}
_INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def files(root: Path) -> Iterator[Path]:
    """Every file that belongs to the tree: not the build folder, nor what tools leave behind."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.endswith(".egg-info") and not (here == root and name == "build"))
        for name in sorted(names):
            if not name.endswith((".pyc", ".db", ".db-wal", ".db-shm", ".db.lock", ".db.reads")) and not (here / name).is_symlink() and name != ".git":
                yield here / name


def _place(path: str) -> str | None:
    """The folder of ARROWS that a path of the tree belongs to; None for tests and data."""
    parts = path.split("/")
    if parts[0] == "core":
        return parts[1] if len(parts) > 2 and parts[1] != "cmake" else None
    if parts[0] == "plugins":
        return "plugins"
    return {("python", "bindings"): "python", ("python", "contract"): "contract"}.get((parts[0], parts[1] if len(parts) > 2 else ""))


def _include_fault(root: Path, path: str, place: str, name: str) -> str | None:
    """Why `name` may not be included by the file; None when it may."""
    first = name.split("/")[0]
    if place == "plugins":
        own = root / "plugins" / path.split("/")[1]
        candidates = [(root / path).parent / name, own / name]
        if any(candidate.exists() for candidate in candidates):
            found = next(candidate for candidate in candidates if candidate.exists())
            return None if own.resolve() in found.resolve().parents else "a plugin may not reach into another folder"
        if path.split("/")[1] == "_template":
            return None if first in ARROWS["plugins"] or first not in ARROWS else "a plugin may use core/sdk, core/abi and plugins/kit alone"
        if first == "kit" and (root / "plugins" / name).exists():
            return None
        if first in ARROWS["plugins"]:
            return None
        return "a plugin may use core/sdk, core/abi and plugins/kit alone"
    if first == place or first in ARROWS[place]:
        return None
    if first in ARROWS:
        allowed = ", ".join(sorted(ARROWS[place])) or "nothing"
        return f"{place} may include {allowed} besides itself, not {first}"
    beside = (root / path).parent / name
    if beside.exists() and beside.resolve().parent == (root / path).parent.resolve():
        return None
    return "an include is written from core/ or names a file beside it"


def include_faults(root: Path) -> list[str]:
    """Forbidden arrows, and libraries included outside the file that owns them."""
    faults: list[str] = []
    owners_seen: dict[str, set[str]] = {library: set() for library in OWNERS}
    for file in files(root):
        if file.suffix not in _SOURCES:
            continue
        path = file.relative_to(root).as_posix()
        place = _place(path)
        if path.startswith("core/") and place is not None and place not in ARROWS:
            faults.append(f"{path}: core/{place} has no row in ARROWS of tests/structure/structure.py; enter what it may include")
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            match = _INCLUDE.match(line)
            if not match:
                continue
            name = match[1] or match[2]
            for library, (pattern, owners) in OWNERS.items():
                if pattern.search(name):
                    owners_seen[library].add(path)
                    if path not in owners:
                        faults.append(f"{path}:{number}: only {' and '.join(sorted(owners))} may include {name} ({library})")
            # The folders of core in angle brackets would be the same arrow.
            if place is not None and (match[1] or name.split("/")[0] in ARROWS and (root / "core" / name).exists()):
                reason = _include_fault(root, path, place, name)
                if reason:
                    faults.append(f"{path}:{number}: #include \"{name}\": {reason}")
    for library, (_, owners) in OWNERS.items():
        faults += [f"{owner}: is said to own {library} and does not include it; correct OWNERS of tests/structure/structure.py" for owner in sorted(owners - owners_seen[library])]
    return faults


def word_faults(root: Path) -> list[str]:
    """Machine paths, registry addresses and unfinished marks in any file."""
    faults: list[str] = []
    for file in files(root):
        path = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for what, pattern in _FORBIDDEN:
                match = pattern.search(line)
                if match and _MAY_NAME.get(path) != what:
                    faults.append(f"{path}:{number}: {what}: {match[0]}")
    return faults


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    faults = include_faults(root) + word_faults(root)
    print("\n".join(faults) if faults else f"{sum(1 for _ in files(root))} files keep the rules")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
