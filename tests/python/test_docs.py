"""The documents of python/docs: every block runs as it stands, what is generated is whole, and the site builds without a warning."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import amends
from pages import RUN, Block, blocks_of, check_command, commands_of, run_page

SOURCE = Path(__file__).resolve().parents[2]
DOCS = SOURCE / "python" / "docs"
# Pages whose blocks another test runs, on a file of played cases.
ELSEWHERE = {"analytics.md": "test_analytics.py", "exports.md": "test_analytics.py"}
PAGES = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
PROGRAM = amends.installation() / "bin" / "amends"


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ELSEWHERE])
def test_the_blocks_of_the_page_run(page: str, tmp_path: Path) -> None:
    blocks = blocks_of(text_of(page))
    unknown = [(block.line, block.language) for block in blocks if block.language not in RUN and not block.reason]
    assert unknown == [], "a block is python, bash, yaml, csv or text, or says why it is not run"
    folder = tmp_path / "reader"
    folder.mkdir()
    run_page(blocks, folder)


def test_pages_that_run_elsewhere_do() -> None:
    for page, test in ELSEWHERE.items():
        assert f'"{page}"' in (SOURCE / "tests" / "python" / test).read_text(encoding="utf-8")


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    left = [(page, block) for page in PAGES for block in blocks_of(text_of(page)) if block.reason]
    for page, block in left:
        print(f"{page}:{block.line}: not run: {block.reason}")
    assert len(left) <= 4 and all(len(block.reason) > 20 for _, block in left)
    for page in PAGES:
        assert text_of(page).count("<!-- not run") == len([block for where, block in left if where == page]), "the mark stands on the line above its block"


def test_every_command_is_known_to_the_program() -> None:
    for page in PAGES:
        for words in commands_of(blocks_of(text_of(page), "bash")):
            check_command(words)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([Block("python", "raise ValueError('so')\n", 7)], "so"),
        ([Block("bash", "false\n", 7)], "line 7: exit code 1"),
        ([Block("python", "print('one')\n", 3), Block("text", "two\n", 7)], "line 7: the block before does not print: two"),
    ],
)
def test_a_block_that_fails_is_heard(blocks: list[Block], said: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    with pytest.raises(AssertionError, match=said):
        run_page(blocks, folder)


def test_a_page_is_read_in_order(tmp_path: Path) -> None:
    page = '```yaml title="a/b.yaml"\nx: 1\n```\n\n```bash\ncat a/b.yaml\n```\n\n```text\nx: …\n```\n\n<!-- not run: it would only fail here -->\n```python\nraise SystemExit(1)\n```\n'
    blocks = blocks_of(page)
    assert [(block.language, block.line, block.title) for block in blocks] == [("yaml", 1, "a/b.yaml"), ("bash", 5, ""), ("text", 9, ""), ("python", 14, "")]
    assert blocks[3].reason == "it would only fail here"
    folder = tmp_path / "reader"
    folder.mkdir()
    run_page(blocks, folder)


# --- what is generated ---


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated source of the site."""
    out = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), str(out)], env={**os.environ, "PYTHONPATH": str(amends.installation().parent)}, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_every_stage_has_its_page_in_both_languages(site: Path) -> None:
    with amends.open(":none:", by="a", role="analyst") as rt:
        stages = rt.stages()
    assert len(stages) >= 13
    for manifest in stages:
        page = (site / "pages" / "reference" / "stages" / f"{manifest['id']}.md").read_text(encoding="utf-8")
        for path in manifest["reads"]:
            assert f"`{path}`" in page, (manifest["id"], path)
        for language in ("zh", "en"):
            assert manifest["texts"]["purpose"][language] in page
        for option in manifest["config_schema"].get("properties", {}):
            assert f"`{option}`" in page
        assert "Every finding that the stage can raise" in page


def test_every_command_has_its_help(site: Path) -> None:
    page = (site / "pages" / "reference" / "command_line.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^#+ `amends ([^`]+)`$", page, re.MULTILINE))
    help_text = subprocess.run([str(PROGRAM), "--help"], capture_output=True, text=True, encoding="utf-8", timeout=60).stdout
    verbs = re.findall(r"^  ([a-z]+)  ", help_text.partition("Subcommands:")[2], re.MULTILINE)
    assert len(verbs) >= 15 and set(verbs) <= headings
    assert {"case correct", "task answer", "plugin new", "stage list"} <= headings


def test_every_pack_is_listed_with_its_number_of_rows(site: Path) -> None:
    page = (site / "pages" / "reference" / "packs.md").read_text(encoding="utf-8")
    shown = json.loads(subprocess.run([str(PROGRAM), "packs", "--json"], capture_output=True, text=True, encoding="utf-8", timeout=60).stdout)
    assert shown["hash"] in page and f"{shown['files']} files" in page
    for name in ("lex/nature", "tables/severity", "forms/officer_decision", "calendar.cn"):
        assert f"`{name}`" in page


def test_every_module_has_its_reference(site: Path) -> None:
    page = "".join(file.read_text(encoding="utf-8") for file in (site / "pages" / "reference" / "python").glob("*.md"))
    for name in ("Runtime", "Case", "Task", "Workflow", "Stage", "Table"):
        assert re.search(rf"^::: amends\.[a-z.]*{name}$", page, re.MULTILINE), name
    for module in ("analytics", "exports", "testing", "errors"):
        assert f"::: amends.{module}" in page


def test_the_site_builds_without_a_warning(site: Path, tmp_path: Path) -> None:
    missing = [name for name in ("mkdocs", "material", "mkdocstrings") if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"this Python has no {' and no '.join(missing)} (python -m pip install 'amends[docs]'); the site was not built")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(site / "mkdocs.yml"), "-d", str(tmp_path / "html")],
        env={**os.environ, "PYTHONPATH": str(amends.installation().parent), "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, encoding="utf-8", timeout=480,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    html = {file.relative_to(tmp_path / "html").as_posix(): file.read_text(encoding="utf-8") for file in (tmp_path / "html").rglob("*.html")}
    assert "index.html" in html and len(html) > len(PAGES)
    assert "submit_many" in html["reference/python/runtime/index.html"]
    for name, page in html.items():  # nothing is fetched from elsewhere when a page is read
        assert re.findall(r'<(?:script|img|iframe)[^>]+src="https?://|<link[^>]+rel="(?:stylesheet|preload|preconnect)"[^>]+href="https?://', page) == [], name
