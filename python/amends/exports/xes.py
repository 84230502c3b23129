"""XES (IEEE 1849-2016): one trace a case, for tools that know one notion of a case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator
from xml.sax.saxutils import quoteattr

from ..tables import tables as make_tables
from .plain import iso

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["write_xes"]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="UNKNOWN"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="UNKNOWN"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <string key="lifecycle:model" value="standard"/>
"""
_TRACE_ATTRIBUTES = ("institution", "unit", "channel", "nature", "severity", "complexity", "route", "case_status", "merit")
_LIFECYCLE = {"task_opened": "schedule", "message_awaited": "schedule", "stage_failed": "ate_abort", "parked": "suspend", "resumed": "resume", "case_suspended": "suspend", "case_continued": "resume", "cancelled": "withdraw"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _attribute(kind: str, key: str, value: str) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(_NOT_XML.sub('', value))}/>"


def _events(case: list[dict[str, Any]], roles: dict[tuple[str, int], str]) -> Iterator[str]:
    for row in case:
        yield "    <event>\n"
        # A task that opens and is answered is one activity with two transitions; what names no step is known by its kind.
        yield "      " + _attribute("string", "concept:name", row["step"] or row["kind"]) + "\n"
        yield "      " + _attribute("date", "time:timestamp", iso(row["at"])) + "\n"
        yield "      " + _attribute("string", "lifecycle:transition", _LIFECYCLE.get(row["kind"], "complete")) + "\n"
        yield "      " + _attribute("string", "org:resource", row["actor"]) + "\n"
        yield "      " + _attribute("string", "org:role", roles.get((row["case_id"], row["seq"]), row["actor_kind"])) + "\n"
        yield "      " + _attribute("string", "amends:kind", row["kind"]) + "\n"
        yield "      " + _attribute("int", "amends:seq", str(row["seq"])) + "\n"
        yield "    </event>\n"


def write_xes(runtime: "Runtime", path: Path) -> dict[str, int]:
    """Traces in the order of case ids, events in the order of the journal; resources are pseudonyms."""
    events, cases, tasks, links = make_tables(runtime, "events", "cases", "tasks", "event_links")
    role_of = {f"{row['case_id']}/task/{row['id']}": row["role"] for row in tasks.rows()}
    roles = {(row["case_id"], row["seq"]): role_of[row["object"]] for row in links.rows() if row["qualifier"] == "answers" and row["object"] in role_of}
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in events.rows():
        by_case.setdefault(row["case_id"], []).append(row)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for case in cases.rows():
            file.write("  <trace>\n    " + _attribute("string", "concept:name", case["case_id"]) + "\n")
            for name in _TRACE_ATTRIBUTES:
                if case[name] is not None:
                    file.write("    " + _attribute("string", f"amends:{name}", case[name]) + "\n")
            mine = by_case.get(case["case_id"], [])
            file.writelines(_events(mine, roles))
            count += len(mine)
            file.write("  </trace>\n")
        file.write("</log>\n")
    return {"traces": len(cases), "events": count}
