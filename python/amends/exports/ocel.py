"""OCEL 2.0 in its SQLite form: events, the things they are about, and how both are related, with primary and foreign keys."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables import tables as make_tables
from .plain import database, insert

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["write_ocel"]

_FIRST = "1970-01-01 00:00:00"  # what an attribute was from the start, by the standard
_EVENT_ATTRIBUTES = {"actor": "TEXT", "actor_kind": "TEXT", "step": "TEXT", "workflow": "TEXT"}
_OBJECT_ATTRIBUTES = {"kind": "TEXT", "state": "TEXT", "amount_minor": "INTEGER", "currency": "TEXT", "due_at": "TEXT"}
_COMPLAINT_ATTRIBUTES = {"kind": "TEXT", "state": "TEXT", "institution": "TEXT", "unit": "TEXT", "channel": "TEXT", "product_kind": "TEXT", "severity": "TEXT", "complexity": "TEXT", "route": "TEXT"}


def _time(value: dt.datetime | None) -> str | None:
    return None if value is None else value.replace(tzinfo=None).isoformat(sep=" ")


def _table_name(type_name: str) -> str:
    return re.sub(r"[^0-9A-Za-z_]", "_", type_name)


def _types(db: Any, side: str, names: list[str], attributes: dict[str, dict[str, str]]) -> None:
    """The map of types and a table a type; of objects a row for each change, so that ``ocel_id`` alone is no key there."""
    db.execute(f"CREATE TABLE {side}_map_type(ocel_type TEXT NOT NULL PRIMARY KEY, ocel_type_map TEXT NOT NULL UNIQUE)")
    db.execute(f"CREATE TABLE {side}(ocel_id TEXT NOT NULL PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES {side}_map_type(ocel_type))")
    for name in names:
        db.execute(f"INSERT INTO {side}_map_type VALUES(?, ?)", (name, _table_name(name)))
        columns = "".join(f', "{column}" {kind}' for column, kind in attributes[name].items())
        key = "ocel_id TEXT NOT NULL PRIMARY KEY" if side == "event" else "ocel_id TEXT NOT NULL"
        changed = "" if side == "event" else ", ocel_changed_field TEXT"
        last = f", FOREIGN KEY(ocel_id) REFERENCES {side}(ocel_id)"
        db.execute(f'CREATE TABLE "{side}_{_table_name(name)}"({key}, ocel_time TIMESTAMP NOT NULL{changed}{columns}{last})')


def write_ocel(runtime: "Runtime", path: Path) -> dict[str, int]:
    """Event types are the kinds of the journal, object types complaint, issue, demand, party, product, evidence, offer, letter, clock, task, approval and stage.

    Every event is related to its complaint (qualifier ``of``). A complaint's ``state`` changes with the case status, each change at its own time.
    """
    events, cases, status, objects, object_links, event_links = make_tables(runtime, "events", "cases", "status", "objects", "object_links", "event_links")
    complaints = {row["case_id"]: row for row in cases.rows()}
    things = list(objects.rows())
    known = {row["object"] for row in things}
    # A case of which parts were erased has events and no things; its complaint stays, with what is known.
    things += [{"object": case_id, "type": "complaint", "case_id": case_id, "kind": row["nature"], "state": row["case_status"]} for case_id, row in complaints.items() if case_id not in known]
    event_rows = list(events.rows())
    event_types = sorted({row["kind"] for row in event_rows})
    object_types = sorted({row["type"] for row in things})
    changes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in status.rows():
        changes[row["case_id"]].append(row)
    with database(path) as db:
        _types(db, "event", event_types, {name: _EVENT_ATTRIBUTES for name in event_types})
        _types(db, "object", object_types, {name: _COMPLAINT_ATTRIBUTES if name == "complaint" else _OBJECT_ATTRIBUTES for name in object_types})
        db.execute("CREATE TABLE event_object(ocel_event_id TEXT NOT NULL REFERENCES event(ocel_id), ocel_object_id TEXT NOT NULL REFERENCES object(ocel_id), ocel_qualifier TEXT NOT NULL,"
                   " PRIMARY KEY(ocel_event_id, ocel_object_id, ocel_qualifier))")
        db.execute("CREATE TABLE object_object(ocel_source_id TEXT NOT NULL REFERENCES object(ocel_id), ocel_target_id TEXT NOT NULL REFERENCES object(ocel_id), ocel_qualifier TEXT NOT NULL,"
                   " PRIMARY KEY(ocel_source_id, ocel_target_id, ocel_qualifier))")
        def event_id(row: dict[str, Any]) -> str:
            return f"{row['case_id']}#{row['seq']}"

        insert(db, "event", ((event_id(row), row["kind"]) for row in event_rows), 2)
        for name in event_types:
            insert(db, f"event_{_table_name(name)}", ((event_id(row), _time(row["at"]), *(row[one] for one in _EVENT_ATTRIBUTES)) for row in event_rows if row["kind"] == name), 2 + len(_EVENT_ATTRIBUTES))
        insert(db, "object", ((row["object"], row["type"]) for row in things), 2)
        for row in things:
            if row["type"] == "complaint":
                _complaint(db, row, complaints.get(row["object"], {}), changes[row["object"]])
            else:
                values = (row["kind"], row["state"], row["amount_minor"], row["amount_currency"], _time(row["due_at"]))
                insert(db, f"object_{_table_name(row['type'])}", [(row["object"], _FIRST, None, *values)], 3 + len(values))
        related = {(event_id(row), row["case_id"], "of") for row in event_rows} | {(f"{row['case_id']}#{row['seq']}", row["object"], row["qualifier"]) for row in event_links.rows()}
        event_object = insert(db, "event_object", sorted(related), 3)
        object_object = insert(db, "object_object", sorted({(row["source"], row["target"], row["qualifier"]) for row in object_links.rows()}), 3)
    return {"events": len(event_rows), "objects": len(things), "event-to-object relations": event_object, "object-to-object relations": object_object}


def _complaint(db: Any, thing: dict[str, Any], case: dict[str, Any], changes: list[dict[str, Any]]) -> None:
    first = changes[0]["status"] if changes else thing["state"]
    values = (thing["kind"], first, *(case.get(one) for one in list(_COMPLAINT_ATTRIBUTES)[2:]))
    width = 3 + len(_COMPLAINT_ATTRIBUTES)
    insert(db, "object_complaint", [(thing["object"], _FIRST, None, *values)], width)
    empty = (None,) * (len(_COMPLAINT_ATTRIBUTES) - 2)
    insert(db, "object_complaint", ((thing["object"], _time(row["from_at"]), "state", None, row["status"], *empty) for row in changes[1:]), width)
