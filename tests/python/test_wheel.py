"""The wheel as a user gets it: built by pip, installed into an empty environment, used from another folder than the checkout."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
CASE = SOURCE / "workflows" / "first_line" / "cases" / "K01.json"
TIMEOUT_S = 900


def _environment() -> dict[str, str]:
    # Nothing of the build tree may help. The compiler is named as CMake names it by itself, and the language of its messages stays, so that ccache knows the objects
    # of the other builds.
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "AMENDS_ROOT", "VIRTUAL_ENV")}
    env.setdefault("CC", "cc")
    env.setdefault("CXX", "c++")
    return env


def _run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=_environment(), capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_S)
    assert done.returncode == 0, f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [name for name in ("scikit_build_core", "pybind11") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"this Python has no {' and no '.join(missing)}: the wheel cannot be built without downloads (python -m pip install -r python/requirements-build.txt)")
    folder = tmp_path_factory.mktemp("wheel")
    # From nothing, and as deep below the sources as the preset's folder: so ccache finds every object that was compiled there, and the wheel costs its links.
    build = SOURCE / "build" / "wheel"
    shutil.rmtree(build, ignore_errors=True)
    started = time.monotonic()
    _run(sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check",
         "--config-settings", f"build-dir={build}", "--wheel-dir", folder / "out", SOURCE, cwd=folder)
    (built,) = (folder / "out").glob("amends-*.whl")
    print(f"{built.name}: built in {time.monotonic() - started:.0f} s, {built.stat().st_size / 1e6:.1f} MB")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel, cwd=folder)
    return python.parent


def test_the_wheel_holds_program_plugins_packs_and_workflows_and_no_scripts_of_the_tree(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        lock = json.loads(archive.read("amends/plugins/plugins.lock"))["plugins"]
        libraries = {Path(name).name: archive.read(name) for name in names if name.startswith("amends/plugins/") and name.endswith(".so")}
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    for name in ("bin/amends", "LICENSE", "py.typed", "_core.pyi", "__main__.py", "builder/workflow.py", "packs/shipped/pack.yaml", "packs/catalogue/pack.yaml", "workflows/first_line/workflow.yaml",
                 "workflows/first_line/cases/K01.json", "lib/cmake/Amends/AmendsConfig.cmake", "include/amends/abi/amends_plugin.h"):
        assert f"amends/{name}" in names, f"amends/{name} is missing in the wheel"
    assert modes["amends/bin/amends"] & 0o111, "the program may not be started"
    assert not [name for name in names if name.startswith(("amends/packs/", "amends/workflows/")) and name.endswith(".py")]
    assert any(name.startswith("amends/_core.") for name in names) and any(name.startswith("amends/_contract.") for name in names)
    shipped = {folder.name for folder in (SOURCE / "plugins").iterdir() if (folder / "plugin.json").exists() and folder.name != "_template"}
    assert {Path(name).stem for name in libraries} == shipped
    assert {f"{name}.json" for name in shipped} == {Path(name).name for name in names if name.startswith("amends/plugins/") and name.endswith(".json")}
    # The lock was written after the last step that changed the files.
    assert {name: entry["sha256"] for name, entry in lock.items()} == {name: sha256(bytes_).hexdigest() for name, bytes_ in libraries.items()}
    version = next(line for line in (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8").splitlines() if line.startswith("project(")).split()[2]
    assert f"\nVersion: {version}\n" in metadata


def test_no_file_of_the_wheel_names_the_folder_it_was_built_in(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            # With a folder behind it: a checkout in /amends would find itself in every mention of the package.
            for place in (f"{SOURCE}/core/", f"{SOURCE}/build/", f"{SOURCE}/python/", f"{wheel.parents[1]}/"):
                assert place.encode() not in content, f"{name} names {place}"


def test_the_package_runs_a_case_from_another_folder(installed: Path, tmp_path: Path) -> None:
    script = tmp_path / "user.py"
    script.write_text(
        "import json, sys\n"
        "import amends\n"
        "record = json.loads(open(sys.argv[1], encoding='utf-8').read())['case']\n"
        "with amends.open('cases.db', by='li.na', role='handler', purpose='test', now='2026-03-02T01:00:00Z', language='en') as rt:\n"
        "    case = rt.submit('first_line', record)\n"
        "    print(json.dumps({'id': case.id, 'status': case.status, 'faults': rt.verify()['faults'], 'package': amends.__file__, 'version': amends.__version__}))\n",
        encoding="utf-8")
    said = json.loads(_run(installed / "python", script, CASE, cwd=tmp_path))
    assert (said["id"], said["status"], said["faults"]) == ("CASE-K01", "waiting", 0)
    assert said["package"].startswith(str(installed.parent))


def test_the_console_script_runs_the_packaged_program(installed: Path, tmp_path: Path) -> None:
    plugins = json.loads(_run(installed / "amends", "plugin", "list", "--json", cwd=tmp_path))
    assert {"amends_intake", "amends_analysis", "amends_routing"} <= {row["plugin"] for row in plugins}
    assert all(row["loaded"] for row in plugins), plugins
    _run(installed / "amends", "run", "first_line", "--input", CASE, "--db", "console.db", "--now", "received", cwd=tmp_path)
    assert "CASE-K01" in _run(installed / "amends", "case", "list", "--db", "console.db", cwd=tmp_path)
    assert _run(installed / "amends", "verify", "--db", "console.db", cwd=tmp_path)
    assert _run(installed / "python", "-m", "amends", "--version", cwd=tmp_path) == _run(installed / "amends", "--version", cwd=tmp_path)


def test_a_first_case_seconds_after_the_install_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    said = _run(installed / "amends", "run", "first_line", "--sample", "--lang", "en", cwd=tmp_path)
    print(f"a first case from the command line: {time.monotonic() - started:.1f} s")
    assert "1 cases added" in said and "CASE-K01" in said and "What was said" in said
    script = tmp_path / "own.py"
    script.write_text(
        "import amends\n"
        "wf = amends.Workflow.from_yaml('first_line')\n"
        "wf.path('later').wait('pause', '24h', go='end')\n"
        "wf.choose('again').when('false', go='later').otherwise('end')\n"
        "print(len(amends.samples()), wf.to_yaml().startswith('workflow: first_line'))\n"
        "with amends.open('own.db', by='li.na', role='handler', purpose='test') as rt:\n"
        "    rt.deploy(amends.Workflow('own', version='1.0.0', title={'zh': '自办', 'en': 'Own'}).stage('intake', 'amends.intake'))\n"
        "    print(rt.submit_many('own', [one.record for one in amends.samples().values()], at_received=True))\n",
        encoding="utf-8")
    assert _run(installed / "python", script, cwd=tmp_path).splitlines() == ["12 True", "<Batch: 12 added, 0 known before, 0 rejected>"]


def test_a_changed_plugin_of_the_installed_package_is_refused(installed: Path, tmp_path: Path) -> None:
    root = Path(_run(installed / "python", "-c", "import amends; print(amends.installation())", cwd=tmp_path).strip())
    library = root / "plugins" / "amends_routing.so"
    whole = library.read_bytes()
    try:
        library.write_bytes(whole + b"\0")
        done = subprocess.run([str(installed / "amends"), "plugin", "list"], cwd=tmp_path, env=_environment(), capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_S)
        assert done.returncode != 0 and "amends_routing.so" in done.stdout + done.stderr
    finally:
        library.write_bytes(whole)
    assert _run(installed / "amends", "plugin", "list", cwd=tmp_path)
