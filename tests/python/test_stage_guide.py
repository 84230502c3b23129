"""The guide to stages in Python runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import amends

GUIDE = Path(__file__).resolve().parents[2] / "python" / "stages.md"


def test_the_blocks_of_the_guide_run_one_after_the_other(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    script = tmp_path / "guide.py"
    script.write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
