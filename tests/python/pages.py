"""What the tests of written pages share: the blocks of a Markdown page, and a reader who types them in one after the other.

A page's blocks run in order, in one empty folder: ``python`` in one interpreter, ``bash`` with ``amends`` on the path. A ``yaml``, ``csv`` or ``xml`` block with a ``title`` is the
file of that name. A ``text`` block is what the block before it prints: each of its lines stands in the output, ``…`` for any piece. A block that cannot run has
``<!-- not run: why -->`` on the line above it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import amends

_FENCE = re.compile(r'^```(?P<language>\w+)(?P<more>[^\n]*)\n(?P<code>.*?)^```$', re.DOTALL | re.MULTILINE)
RUN = ("python", "bash", "yaml", "csv", "xml", "text")

# Typed in by a process of its own, so that a page can neither see nor break what pytest has open.
_READER = r'''
import contextlib, io, json, pathlib, re, subprocess, sys
page, scope, printed = json.load(open(sys.argv[1], encoding="utf-8")), {"__name__": "__main__"}, ""
for block in page:
    place = f"line {block['line']}"
    if block["reason"]:
        continue
    if block["language"] == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block["code"], place, "exec"), scope)
        printed = out.getvalue()
    elif block["language"] == "bash":
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block["code"]], capture_output=True, text=True, encoding="utf-8", timeout=240)
        printed = done.stdout + done.stderr
        if done.returncode != 0:
            sys.exit(f"{place}: exit code {done.returncode}\n{block['code']}{printed}")
    elif block["language"] in ("yaml", "csv", "xml") and block["title"]:
        path = pathlib.Path(block["title"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block["code"], encoding="utf-8")
    elif block["language"] == "text":
        for line in filter(None, map(str.strip, block["code"].splitlines())):
            if not re.search(r"[\s\S]*?".join(map(re.escape, line.split("…"))), printed):
                sys.exit(f"{place}: the block before does not print: {line}\nbut:\n{printed}")
'''


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, and why it does not run (``""``: it runs)."""

    language: str
    code: str
    line: int
    title: str = ""
    reason: str = ""


def blocks_of(text: str, *languages: str) -> list[Block]:
    """The fenced blocks of a page in order; all, or those of some languages."""
    found = []
    for match in _FENCE.finditer(text):
        before = text[: match.start()].rstrip("\n").rpartition("\n")[2]
        reason = re.fullmatch(r"<!-- not run: (.+) -->", before)
        title = re.search(r'title="([^"]+)"', match["more"])
        found.append(Block(match["language"], match["code"], text.count("\n", 0, match.start()) + 1, title[1] if title else "", reason[1] if reason else ""))
    return [block for block in found if not languages or block.language in languages]


def run_page(blocks: list[Block], folder: Path, timeout: float = 480) -> None:
    """Types the blocks in; AssertionError with line and output where one fails."""
    package = amends.installation()
    page = folder.parent / f"{folder.name}.json"
    page.write_text(json.dumps([asdict(block) for block in blocks]), encoding="utf-8")
    environment = {
        **os.environ, "PYTHONPATH": str(package.parent), "PATH": os.pathsep.join([str(package / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]), "AMENDS_LANG": "en",
        "AMENDS_PYTHON": sys.executable, "TMPDIR": str(folder.parent),
    }
    done = subprocess.run([sys.executable, "-c", _READER, str(page)], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=timeout)
    assert done.returncode == 0, done.stderr


def commands_of(blocks: list[Block]) -> list[list[str]]:
    """The words of each ``amends`` line of ``bash`` blocks, without its comment."""
    return [line.split("#")[0].split()[1:] for block in blocks if block.language == "bash" for line in block.code.splitlines() if line.startswith("amends ")]


def check_command(words: list[str]) -> None:
    """The program knows the command and each option of it."""
    command = words[:2] if words[0] in {"case", "clock", "rules", "task", "stage", "plugin", "bench", "outbox"} else words[:1]
    done = subprocess.run([str(amends.installation() / "bin" / "amends"), *command, "--help"], capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, (words, done.stderr)
    for option in (word for word in words if word.startswith("--")):
        assert option in done.stdout, (words, option)
