"""What stands still, each with the command that mends it; counts; results of scenarios for build servers."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from command_line_kit import CASES, FAILED, OK, ROOT, Line, full, line, stocked  # noqa: F401  (fixtures)

HEAD = "workflow: halting\nversion: 1.0.0\ntitle: {zh: 停, en: Halting}\nsteps:\n"
ON_A_DAY = "2026-03-02T02:00:00Z"
LATER = "2026-06-01T00:00:00Z"


def kinds(line: Line, *words: str) -> dict[str, dict[str, object]]:  # noqa: F811
    return {fault["kind"]: fault for fault in line.json("doctor", "--db", "cases.db", *words)["faults"]}


def test_what_is_well_is_said_to_be_well(full: Line) -> None:  # noqa: F811
    done = full("doctor", "--db", "cases.db", "--now", ON_A_DAY)
    assert done.returncode == OK and "Nothing is in need of care." in done.stdout, done.stdout
    assert "没有需要处理的事项" in full("doctor", "--db", "cases.db", "--now", ON_A_DAY, "--lang", "zh").stdout


def test_dates_that_passed_are_listed_and_the_command_that_is_named_mends_them(full: Line) -> None:  # noqa: F811
    before = kinds(full, "--now", LATER)
    assert {"unfired", "late_tasks"} <= set(before)
    remedy = before["unfired"]["rows"][0]["remedy"]
    assert remedy == "amends work --once --db cases.db"
    assert full(*str(remedy).split()[1:], "--now", LATER).returncode == OK
    after = kinds(full, "--now", LATER)
    assert "unfired" not in after and after["breached"]["count"] == before["unfired"]["count"]


def test_a_parked_case_is_named_with_its_reason_which_an_analyst_does_not_read(line: Line) -> None:  # noqa: F811
    line.write("halting/workflow.yaml", HEAD + "  - ask: {choose: [{when: 'money.claimed.minor > 100', go: end}, {else: w}]}\n  - w: {wait: 1d}\n")
    assert line("run", "halting", "--input", CASES / "K09.json", "--db", "cases.db", "--now", ON_A_DAY).returncode == OK
    parked = kinds(line, "--now", ON_A_DAY)["parked"]
    assert parked["count"] == 1
    row = parked["rows"][0]
    assert "money.claimed.minor" in row["what"] and "amends case resume CASE-K09" in row["remedy"]
    assert kinds(line, "--now", ON_A_DAY, "--role", "analyst")["parked"]["rows"][0]["what"] == "…"


def test_a_stranded_case_and_a_plugin_that_was_refused_stand_with_path_and_reason(line: Line) -> None:  # noqa: F811
    plugins = line.folder / "more"
    plugins.mkdir()
    library = next((ROOT / "plugins").glob("*amends_routing*.so"))
    shutil.copy(library, plugins / "copied.so")
    done = line("doctor", "--plugins", "more", "--db", "none.db", "--now", ON_A_DAY)
    assert done.returncode == FAILED and "there is no none.db" in done.stdout
    assert re.search(r"more/copied\.so.*\n.*amends plugin trust .*more/copied\.so", done.stdout), done.stdout
    report = line.json("doctor", "--plugins", "more", "--db", "none.db", "--now", ON_A_DAY)
    assert [row["loaded"] for row in report["plugins"] if row["path"].endswith("copied.so")] == [False]
    assert sum(row["loaded"] for row in report["plugins"]) >= 8


def test_history_tells_what_happened_when_and_by_whom(full: Line) -> None:  # noqa: F811
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    happenings = full.json("history", case, "--db", "cases.db", "--purpose", "test")
    journal = full.json("case", "journal", case, "--db", "cases.db", "--purpose", "test")
    assert [one["seq"] for one in happenings] == [event["seq"] for event in journal]
    text = full("history", case, "--db", "cases.db", "--purpose", "test").stdout
    assert len(text.splitlines()) == len(happenings) + 1 and "Case opened" in text and "2026-" in text
    assert "立案" in full("history", case, "--db", "cases.db", "--purpose", "test", "--lang", "zh").stdout


def test_stats_count_what_is_there(full: Line) -> None:  # noqa: F811
    stats = full.json("stats", "--db", "cases.db", "--now", LATER)
    listed = full.json("case", "list", "--db", "cases.db", "--limit", "1000")
    tasks = full.json("task", "list", "--db", "cases.db")
    assert stats["cases"] == len(listed) == sum(stats["status"].values()) == sum(stats["workflow"].values())
    assert stats["open_tasks"]["all"] == len(tasks) == sum(stats["open_tasks"]["role"].values())
    assert stats["open_tasks"]["late"] == len([task for task in tasks if task.get("due_at") and task["due_at"] < LATER])
    assert stats["bytes"]["journal"] == (full.folder / "cases.db").stat().st_size
    text = full("stats", "--db", "cases.db", "--now", LATER).stdout
    assert f"cases: {stats['cases']}" in text and "late tasks:" in text


def test_results_of_scenarios_for_a_build_server(line: Line) -> None:  # noqa: F811
    source = ROOT / "workflows" / "first_line"
    folder = line.folder / "first_line"
    for part in ("scenarios", "expected", "cases"):
        (folder / part).mkdir(parents=True)
    shutil.copy(source / "workflow.yaml", folder / "workflow.yaml")
    shutil.copy(CASES / "K01.json", folder / "cases" / "K01.json")
    scenario = next(Path(source / "scenarios").glob("K01*.yaml"))
    shutil.copy(scenario, folder / "scenarios" / scenario.name)
    for journal in Path(source / "expected").glob("annual_fee_refunded.*.json"):
        shutil.copy(journal, folder / "expected" / journal.name)
    assert line("test", "first_line", "--junit", "good.xml").returncode == OK
    suite = ElementTree.parse(line.folder / "good.xml").getroot().find("testsuite")
    assert suite is not None and (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("first_line", "2", "0")
    assert [case.get("name") for case in suite] == ["annual_fee_refunded [catalogue]", "annual_fee_refunded [shipped]"]
    text = (folder / "scenarios" / scenario.name).read_text(encoding="utf-8")
    (folder / "scenarios" / scenario.name).write_text(text.replace("status: finished", "status: parked"), encoding="utf-8")
    assert line("test", "first_line", "--junit", "bad.xml").returncode == FAILED
    suite = ElementTree.parse(line.folder / "bad.xml").getroot().find("testsuite")
    assert suite is not None and suite.get("failures") == "2"
    failure = suite[0].find("failure")
    assert failure is not None and "parked" in str(failure.get("message")) and scenario.name in str(failure.text)
    assert json.loads(line("test", "first_line", "--json").stdout)["failed"] == 2
