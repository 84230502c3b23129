#!/usr/bin/env python3
"""Lays out the source of the documents site: the pages of this folder, and reference pages made from what the program, the manifests and the packs say.

    python python/docs/generate.py OUT            then: python -m mkdocs build --strict -f OUT/mkdocs.yml

Needs the built package (PYTHONPATH or installed) and nothing else. OUT is made anew; it may be nothing else's folder.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator, Mapping

import amends

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parents[1]
PROGRAM = amends.installation() / "bin" / "amends"
MARK = ".made-by-generate"

# Pages of the tree that the site shows as they stand: the page in the site, and where it comes from.
SHOWN = {
    "reference/package.md": "python/README.md",
    "reference/stages_in_python.md": "python/stages.md",
    "reference/workflow_language.md": "core/flow/grammar.md",
    "reference/tables.md": "core/tables/TABLES.md",
    "reference/format.md": "core/store/FORMAT.md",
}

# The Python reference: a page each, with the names that it explains.
PYTHON: dict[str, tuple[str, list[str]]] = {
    "runtime": ("Opening and running", ["amends.runtime.open", "amends.runtime.Runtime"]),
    "cases": ("Cases and tasks", ["amends.case.Case", "amends.tasks.Task", "amends.tasks.Tasks", "amends.tasks.Shown", "amends.follow.Event"]),
    "views": ("Views for notebooks", ["amends.views.case_views.CaseViews", "amends.views.finding.Finding", "amends.views.finding.Findings", "amends.views.view.View", "amends.views.view.Picture", "amends.views.review"]),
    "reasons": ("Reasons and reads", ["amends.reasons", "amends.reads"]),
    "rows": ("Rows in", ["amends.batch", "amends.installed", "amends.progress.Progress"]),
    "workflows": ("Workflows", [
        "amends.builder.Workflow", "amends.builder.Steps", "amends.builder.work_steps.WorkSteps", "amends.builder.branching_steps.BranchingSteps", "amends.builder.event_steps.EventSteps",
        "amends.builder.meanwhile.Meanwhile", "amends.builder.Choose", "amends.builder.Parallel", "amends.builder.Inclusive", "amends.builder.FirstOf", "amends.builder.Drawing",
    ]),
    "stages": ("Stages", ["amends.stage.stage", "amends.stage.Stage", "amends.context.Context"]),
    "testing": ("Testing stages", ["amends.testing"]),
    "tables": ("Tables", ["amends.tables.Table", "amends.tables.describe", "amends.tables.names"]),
    "analytics": ("Analysis", ["amends.analytics"]),
    "exports": ("Exports", ["amends.exports"]),
    "outbox": ("What leaves", ["amends.outbox"]),
    "errors": ("Errors", ["amends.errors"]),
}


def program(*words: str) -> str:
    done = subprocess.run([str(PROGRAM), *words], capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise SystemExit(f"amends {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def codes(values: object) -> str:
    return ", ".join(f"`{one}`" for one in values) if isinstance(values, (list, tuple)) and values else "none"


# --- the command line ---


def commands(words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each command with its help, in the order in which the program lists them."""
    text = program(*words, "--help")
    yield words, text
    for verb in re.findall(r"^  ([a-z][a-z-]*)  ", text.partition("\nSubcommands:\n")[2], re.MULTILINE):
        yield from commands((*words, verb))


def command_line() -> str:
    out = ["# Command line", "", "What `amends --help` and the help of each command say. Exit codes stand at the end of the first."]
    for words, text in commands():
        name = " ".join(("amends", *words))
        tail = text.find("\nExit codes:")
        body = text if not words or tail < 0 else text[:tail]
        out += ["", f"{'#' * (1 + max(1, len(words)))} `{name}`", "", "```text", body.strip("\n"), "```"]
    return "\n".join(out) + "\n"


# --- stages ---


def findings_of(stage: str) -> str:
    """The paragraph on findings in the stage's own page; a test of the tree keeps it complete."""
    short = stage.rpartition(".")[2]
    pages = [page for page in (ROOT / "plugins").glob(f"*/{short}/README.md")] + [page for page in (ROOT / "plugins").glob(f"amends_{short}/*/README.md")]
    for page in pages:
        match = re.search(r"^(Every finding that the stage can raise:.*?)(?:\n\n|\Z)", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        if match:
            return match[1]
    raise SystemExit(f"the page of {stage} lists no findings ('Every finding that the stage can raise: ...'); looked in {[str(page.relative_to(ROOT)) for page in pages]}")


def kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(f"`{one}`" for one in schema["enum"])
    named = schema.get("type", "any")
    text = " or ".join(named) if isinstance(named, list) else str(named)
    if text == "array":
        return f"list of {kind(schema.get('items', {}))}"
    ends = [f"{word} {schema[key]:,}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in schema]
    return " ".join([text, *ends])


def config_table(schema: Mapping[str, Any]) -> list[str]:
    options = schema.get("properties", {})
    if not options:
        return ["It has none."]
    rows = ["| option | type | default | what |", "|---|---|---|---|"]
    for name, one in options.items():
        default = f"`{json.dumps(one['default'], ensure_ascii=False)}`" if "default" in one else ""
        rows.append(f"| `{name}` | {cell(kind(one))} | {cell(default)} | {cell(one.get('description', ''))} |")
    return rows


def source_line(source: object) -> str:
    if isinstance(source, Mapping):
        return "- " + cell("; ".join(f"{key}: {value}" for key, value in source.items()))
    return f"- {cell(source)}"


def stage_page(manifest: Mapping[str, Any]) -> str:
    texts = manifest["texts"]
    output = manifest["output_schema"].get("properties", {})
    out = [f"# `{manifest['id']}`", "", f"**{texts['title']['en']}** / **{texts['title']['zh']}**, version {manifest['version']}", "", texts.get("purpose", {}).get("en", ""), "", texts.get("purpose", {}).get("zh", ""), ""]
    out += ["## What it reads and writes", "", "| | |", "|---|---|"]
    out += [f"| {word} | {codes(manifest.get(key))} |" for key, word in (("reads", "reads"), ("writes", "writes"), ("sets", "may propose facts at"), ("lookups", "asks about other cases"), ("requires", "needs before it"), ("optional", "uses where it ran"), ("packs", "packs"), ("asks", "forms that it asks people"))]
    out += [f"| highest privacy class | {manifest['privacy_max']} |", f"| effects | `{manifest['effects']}` |", f"| time limit | {manifest['time_limit_ms']:,} ms |", ""]
    out += ["## Configuration", "", *config_table(manifest["config_schema"]), ""]
    out += ["## Result", "", "| field | type |", "|---|---|", *[f"| `{name}` | {cell(kind(one))} |" for name, one in output.items()], ""]
    out += ["## Findings", "", findings_of(manifest["id"]), ""]
    if manifest.get("sources"):
        out += ["## Sources", "", *[source_line(one) for one in manifest["sources"]], ""]
    return "\n".join(out)


def stages_index(manifests: list[dict[str, Any]]) -> str:
    rows = [f"| [`{one['id']}`]({one['id']}.md) | {cell(one['texts']['title']['en'])} | {cell(one['texts']['title']['zh'])} | {cell(one['texts']['purpose']['en'])} |" for one in manifests]
    return "\n".join(["# Stages", "", "Made from the manifests of the loaded stages (`amends stage list --json`).", "", "| stage | title | 名称 | purpose |", "|---|---|---|---|", *rows]) + "\n"


# --- packs ---


def pack_rows(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Name, languages, version and number of rows of a pack file, read from its lines: no YAML library is needed for that."""
    text = path.read_text(encoding="utf-8")
    head = dict(re.findall(r"^(pack|lang|version): *(.+?) *$", text, re.MULTILINE))
    if "pack" in head:
        yield head["pack"], head.get("lang", ""), head.get("version", ""), str(len(re.findall(r"^\s*- ", text, re.MULTILINE)))


def first_sentence(text: str) -> str:
    """Of the comment at the head of a file; parts of a catalogue are for those who have it."""
    comment = " ".join(line.lstrip("# ").strip() for line in itertools.takewhile(lambda line: line.startswith("#"), text.splitlines()))
    return re.sub(r" ?\(catalogue [^)]*\)", "", re.split(r"(?<=[.]) (?=[A-Z])", comment)[0])


def packs_page() -> str:
    shown = json.loads(program("packs", "--json"))
    folder = amends.installation() / "packs" / "shipped"
    out = ["# Packs", "", f"The set `{shown['set']}`: {shown['files']} files, hash `{shown['hash']}`.", "", "Knowledge is data: word lists, tables, forms, letters, calendars. [Extend the packs](../howto/extend_packs.md) says how an institution adds its own."]
    out += ["", *[f"!!! note\n    {note}" for note in shown.get("notes", [])], ""]
    groups: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        for name, languages, version, rows in pack_rows(path):
            group = path.relative_to(folder).parts[0] if path.parent != folder else "of the whole set"
            about = first_sentence(path.read_text(encoding="utf-8"))
            groups.setdefault(group, []).append(f"| `{name}` | {cell(languages)} | {version} | {rows} | {cell(about)} |")
    for group, rows in sorted(groups.items()):
        out += [f"## {group}", "", "| pack | language | version | entries | about |", "|---|---|---|---|---|", *rows, ""]
    return "\n".join(out)


def rules_page() -> str:
    rules = sorted(json.loads(program("rules", "list", "--json", "--lang", "en")), key=lambda rule: ("cn", "uk", "us", "eu").index(rule["jurisdiction"]))
    out = ["# Rules of legal clocks, notices and refusals", "", "Every rule of the packs, as `amends rules show` tells it. [Clocks](../explanation/clocks.md) explains what moves a clock."]
    out += ["", "!!! warning", "    An institution's counsel confirms each rule before use. A rule that was not read in its source says so.", ""]
    for where, group in itertools.groupby(rules, key=lambda rule: str(rule["jurisdiction"])):
        of_place = list(group)
        place = next(line["text"] for line in of_place[0]["page"]["lines"] if line["name"] == "jurisdiction")
        out += [f"## {place}", "", f"Pack `{of_place[0]['pack']}` {of_place[0]['pack_version']}; working days by `{of_place[0]['calendar']}`.", ""]
        for rule in of_place:
            out += [f"### {rule['rule_id']}", "", f"**{cell(rule['page']['title'])}** · {cell(rule['title']['zh'])}", "", "| | |", "|---|---|"]
            out += [f"| {line['name']} | {cell(line['text'])} |" for line in rule["page"]["lines"] if line["name"] not in ("jurisdiction", "pack")]
            out.append("")
    return "\n".join(out)


# --- Python ---


def python_page(title: str, names: list[str]) -> str:
    return "\n\n".join([f"# {title}", *[f"::: {name}" for name in names]]) + "\n"


# --- all of it ---


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def lay_out(out: Path) -> None:
    if out.exists():
        if not (out / MARK).exists() and any(out.iterdir()):
            raise SystemExit(f"{out} holds something else; name a new folder")
        shutil.rmtree(out)
    pages = out / "pages"
    for page in sorted([*DOCS.rglob("*.md"), *DOCS.glob("*.css")]):
        write(pages / page.relative_to(DOCS), page.read_text(encoding="utf-8"))
    for target, origin in SHOWN.items():
        write(pages / target, (ROOT / origin).read_text(encoding="utf-8"))
    write(pages / "reference" / "command_line.md", command_line())
    write(pages / "reference" / "packs.md", packs_page())
    write(pages / "reference" / "rules.md", rules_page())
    manifests = sorted(json.loads(program("stage", "list", "--json")), key=lambda one: one["id"])
    write(pages / "reference" / "stages" / "index.md", stages_index(manifests))
    for manifest in manifests:
        write(pages / "reference" / "stages" / f"{manifest['id']}.md", stage_page(manifest))
    for name, (title, names) in PYTHON.items():
        write(pages / "reference" / "python" / f"{name}.md", python_page(title, names))
    navigation = (DOCS / "mkdocs.yml").read_text(encoding="utf-8")
    for word, entries in (
        ("NAV_PYTHON", [f"{title}: reference/python/{name}.md" for name, (title, _) in PYTHON.items()]),
        ("NAV_STAGES", ["reference/stages/index.md", *[f"{one['id']}: reference/stages/{one['id']}.md" for one in manifests]]),
    ):
        navigation = navigation.replace(f" {word}\n", "\n" + "".join(f"          - {entry}\n" for entry in entries))
    write(out / "mkdocs.yml", navigation)
    write(out / MARK, "")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    lay_out(Path(sys.argv[1]))
