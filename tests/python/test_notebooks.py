"""The notebooks of python/notebooks are lessons: each runs from top to bottom in a fresh kernel, on what comes with the installation, and shows what it promises.

They are kept as text (jupytext, percent form) and without outputs. `python/tools/look_notebooks` shows them in a browser.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

import amends

NOTEBOOKS = Path(__file__).resolve().parents[2] / "python" / "notebooks"
SECONDS_A_CELL = 120
LONGEST_CELL = 25  # lines; a longer one is two
LONGEST_LINE = 145  # columns; JupyterLab shows so many on a screen of 1,280 pixels, of which Chinese characters take two

# What the outputs of each lesson hold, text and pages together.
SHOWN: dict[str, list[str]] = {
    "01_case_review": ["CASE-K08 crisis_trained", "Safety first: a trained person makes contact at once", "amends-view", "<mark", "多扣       fact", "+15 = 15", "Service and attitude", "'AMENDS-ACK': 'met'", "lesson 01", "refused: CASE-K01: the record holds free text"],
    "02_hotspots": ["29 added", "fee_interest", "growth 350 %", "lift   450 %", "15 refund fee_interest", "Executive view", "高管视图", "1 seller is named in the cases, 0 is shown"],
    "05_negotiation_review": ["1 passed, 0 failed", "owed 32,000.00 CNY", "refused: self_approval wang.yi", "37,200.00 CNY goodwill 5200 | offered", "amends-view", "accept 38,500.00 CNY", "应付的32,000.00 元全额支付", "sign             wang.yi  covers"],
    "06_custom_workflow": ["<svg", "workflow: branch_office", "'5 days' is no duration", "waiting at ['decision']", "refused: CASE-K01 approve#1: LI-NA answered the step decision as li.na", "zhou.hang sha256:", "finished", "0 faults"],
    "08_write_a_stage": ["the stage looks at demand, which `reads` does not name", "the contract holds", "t1 5 7 多扣", "['CASE-K01']", "(Charged twice?", "<mark", "step 'ours' (line 5 of to_yaml()): bank.repeat_charge config: said: expected array"],
}

missing = [name for name in ("jupytext", "nbclient", "ipykernel") if importlib.util.find_spec(name) is None]
needs_a_kernel = pytest.mark.skipif(bool(missing), reason=f"this Python has no {' and no '.join(missing)} (python -m pip install 'amends[test]'); the notebooks were not run")


def read(name: str) -> Any:
    import jupytext

    return jupytext.read(NOTEBOOKS / f"{name}.py")


def execute(notebook: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs the cells in a kernel of this Python, in ``folder``. Answers all that they showed; a cell that fails raises."""
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(amends.installation().parent))
    monkeypatch.setenv("IPYTHONDIR", str(folder / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("TMPDIR", str(folder))
    NotebookClient(notebook, timeout=SECONDS_A_CELL, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return all_shown([output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs])


def all_shown(outputs: list[Any]) -> str:
    """Printed text as one stream: a busy kernel sends a line in pieces, cut anywhere."""
    shown = ""
    for output in outputs:
        assert output["output_type"] != "error", output
        if output["output_type"] == "stream":
            shown += output["text"]
        else:
            shown += "\n" + "\n".join(str(value) for value in output["data"].values()) + "\n"
    return shown


def test_a_line_that_the_kernel_sends_in_pieces_is_one_line() -> None:
    pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("15", " refund\n")]
    assert all_shown([*pieces, {"output_type": "display_data", "data": {"text/plain": "x"}}]) == "15 refund\n\nx\n"


def test_every_notebook_has_its_promises() -> None:
    assert sorted(SHOWN) == sorted(file.stem for file in NOTEBOOKS.glob("*.py"))


@needs_a_kernel
@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_lesson_runs_and_shows_what_it_promises(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = execute(read(name), tmp_path, monkeypatch)
    for promise in SHOWN[name]:
        assert promise in shown, f"{name} does not show: {promise}"


@needs_a_kernel
@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_lesson_reads_as_one(name: str) -> None:
    cells = read(name).cells
    first, last = cells[0], cells[-1]
    assert first.cell_type == "markdown" and first.source.startswith("# "), "the first cell has title and aim"
    assert len(re.findall("[\u4e00-\u9fff]", first.source)) > 60, "the first cell sums up in Chinese too"
    assert last.cell_type == "markdown" and last.source.startswith("## What to try next"), "the last cell says what to try next"
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert len([cell for cell in cells if cell.cell_type == "markdown"]) >= len(code) * 2 // 3, "prose stands between the cells"
    assert sum(cell.count("assert ") for cell in code) >= 5, "results are asserted"
    for cell in code:
        assert len(cell.splitlines()) <= LONGEST_CELL, cell
        assert [line for line in cell.splitlines() if len(line) + len(re.findall("[\u4e00-\u9fff，。；：“”]", line)) > LONGEST_LINE] == []
    source = "\n".join(code)
    assert 'purpose="' in source and "tempfile" in source, "who reads texts says why, and nothing is left behind in the folder of the reader"
    assert "%" not in source.replace("%%", "").split("import amends")[0] and "!" not in "".join(line[:1] for line in source.splitlines()), "plain Python, no magic"


@needs_a_kernel
def test_a_lesson_that_fails_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import amends\nassert len(amends.samples()) == 13")])
    with pytest.raises(CellExecutionError, match="AssertionError"):
        execute(notebook, tmp_path, monkeypatch)
