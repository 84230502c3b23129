"""Eight steps a case in SpiffWorkflow, saved after each. A program of its own: run by the interpreter of the peers' environment, knows nothing of amends.

    PYTHON peer_spiff.py RECORDS.jsonl FOLDER WARM_UP

A BPMN process of eight script tasks; each gets the record as text and answers 300 bytes. SpiffWorkflow keeps no store of its own: after each task its serializer
writes the whole instance (definition included, as it ships), and that text goes into SQLite in a commit (write-ahead log, synchronous=FULL, as ours). The BPMN is
read once. Prints one JSON line: cases, wall_us, cpu_us, peak_kib and what was found to hold.
"""

# SpiffWorkflow stands in the peers' environment alone.
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


def process() -> str:
    """The BPMN file: start, eight script tasks in a row, end."""
    names = ["start", *(f"step_{i}" for i in range(STEPS)), "end"]
    flows = "".join(f'<sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>' for i, (a, b) in enumerate(zip(names, names[1:])))
    tasks = "".join(f'<scriptTask id="step_{i}"><incoming>f{i}</incoming><outgoing>f{i + 1}</outgoing><script>answer_{i} = answer(record)</script></scriptTask>' for i in range(STEPS))
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench"><process id="eight" isExecutable="true">'
        f'<startEvent id="start"><outgoing>f0</outgoing></startEvent>{tasks}<endEvent id="end"><incoming>f{STEPS}</incoming></endEvent>{flows}</process></definitions>'
    )


def main() -> None:
    from SpiffWorkflow import TaskState
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

    records, folder, warm_up = sys.argv[1], sys.argv[2], int(sys.argv[3])
    lines = open(records, encoding="utf-8").read().splitlines()
    file = os.path.join(folder, "eight.bpmn")
    with open(file, "w", encoding="utf-8") as out:
        out.write(process())
    parser = BpmnParser()
    parser.add_bpmn_file(file)
    spec = parser.get_spec("eight")
    engine = PythonScriptEngine(environment=TaskDataEnvironment({"answer": answer}))
    serializer = BpmnWorkflowSerializer()
    db = sqlite3.connect(os.path.join(folder, "spiff.db"), isolation_level=None)
    (journal,) = db.execute("PRAGMA journal_mode=WAL").fetchone()
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE instance(id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
    saves = 0

    def run(number: int, record: str) -> None:
        nonlocal saves
        workflow = BpmnWorkflow(spec, script_engine=engine)
        (first,) = workflow.get_tasks(state=TaskState.READY)
        first.data["record"] = record
        for step in range(STEPS):
            task = None
            while task is None or task.task_spec.name != f"step_{step}":
                task = workflow.get_next_task(state=TaskState.READY)
                task.run()
            if step + 1 == STEPS:
                workflow.do_engine_steps()  # the end
            db.execute("INSERT INTO instance VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET state = ?2", (number, serializer.serialize_json(workflow)))
            saves += 1
        if not workflow.is_completed():
            raise SystemExit("an instance did not come to its end")

    for number, record in enumerate(lines[:warm_up]):
        run(number, record)
    measured = lines[warm_up:]
    before, started, saves = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter(), 0
    for number, record in enumerate(measured, warm_up):
        run(number, record)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    (state,) = db.execute("SELECT state FROM instance ORDER BY id DESC LIMIT 1").fetchone()
    last = serializer.deserialize_json(state)
    if sum(name.startswith("answer_") for task in last.get_tasks() for name in task.data) < STEPS:
        raise SystemExit("the last saved instance does not hold the eight answers")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"cases": len(measured), "wall_us": round(wall * 1e6), "cpu_us": round(cpu * 1e6), "peak_kib": after.ru_maxrss, "saves": saves, "state_bytes": len(state),
                      "settings": f"SpiffWorkflow {importlib.metadata.version('SpiffWorkflow')}, SQLite {sqlite3.sqlite_version}, journal_mode={journal}, synchronous=full, {saves // len(measured)} saves a case of {len(state)} bytes at the end"}))


if __name__ == "__main__":
    main()
