"""Eight steps a case in DBOS Transact. A program of its own: run by the interpreter of the peers' environment, knows nothing of amends.

    PYTHON peer_dbos.py RECORDS.jsonl FOLDER at_once|one_by_one WARM_UP

Settings are those that DBOS ships: SQLite in the working folder, its own pool and logging. A workflow of eight ``@DBOS.step``; each gets the record as text and
answers 300 bytes. ``at_once`` starts every workflow and then takes the results (DBOS runs them on its threads), ``one_by_one`` calls one after the other. Prints
one JSON line: cases, wall_us, cpu_us, peak_kib and what was found to hold.
"""

# dbos stands in the peers' environment alone.
# mypy: disable-error-code="import-not-found, import-untyped"
from __future__ import annotations

import importlib.metadata
import json
import os
import resource
import sqlite3
import sys
import time
import zlib

STEPS = 8
ANSWER_BYTES = 300


def answer(record: str) -> str:
    """What a step answers: the CRC-32 of the record in a text of 300 bytes."""
    return f'{{"crc":{zlib.crc32(record.encode())},"note":"'.ljust(ANSWER_BYTES - 2, "x") + '"}'


def main() -> None:
    from dbos import DBOS

    records, folder, how, warm_up = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    lines = open(records, encoding="utf-8").read().splitlines()
    os.chdir(folder)
    DBOS(config={"name": "bench"})

    step = DBOS.step()(answer)

    def run_eight(record: str) -> int:
        return sum(len(step(record)) for _ in range(STEPS))

    eight = DBOS.workflow()(run_eight)
    DBOS.launch()
    for record in lines[:warm_up]:
        eight(record)
    measured = lines[warm_up:]
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if how == "at_once":
        handles = [DBOS.start_workflow(eight, record) for record in measured]
        sizes = [handle.get_result() for handle in handles]
    else:
        sizes = [eight(record) for record in measured]
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    if any(size != STEPS * ANSWER_BYTES for size in sizes):
        raise SystemExit("a workflow did not run its eight steps")
    DBOS.destroy()
    (database,) = [name for name in os.listdir(".") if name.endswith(".sqlite")]
    with sqlite3.connect(database) as db:
        (journal,), (synchronous,) = db.execute("PRAGMA journal_mode").fetchone(), db.execute("PRAGMA synchronous").fetchone()
        (steps,) = db.execute("SELECT count(*) FROM operation_outputs").fetchone()
    if steps != STEPS * len(lines):
        raise SystemExit(f"{steps} steps are in the database, {STEPS * len(lines)} ran")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cases": len(measured), "wall_us": round(wall * 1e6), "cpu_us": round(cpu * 1e6), "peak_kib": after.ru_maxrss,
                      "settings": f"dbos {importlib.metadata.version('dbos')}, SQLite {sqlite3.sqlite_version}, journal_mode={journal}, synchronous={synchronous}"}))


if __name__ == "__main__":
    main()
