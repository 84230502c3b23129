"""Threads, event loops, loggers and owners that come and go: no deadlock, no crash, no growth."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
import weakref
from pathlib import Path
from typing import Any, Callable

import pytest

import amends
from amends._core import Probe

from stage_kit import NOW, deploy, failure, opened, rows

LONG = bool(os.environ.get("AMENDS_LONG_TESTS"))


def in_threads(*works: Callable[[], Any], timeout: float = 120) -> list[Any]:
    """Runs each in a thread of its own; what one raises is raised here, and one that hangs fails the test."""
    results: list[Any] = [None] * len(works)
    errors: list[BaseException] = []

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            results[index] = work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(index, work), daemon=True) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
        assert not thread.is_alive(), "a thread hangs"
    if errors:
        raise errors[0]
    return results


def test_a_stage_that_calls_its_own_runtime_is_told(record: dict[str, Any], tmp_path: Path) -> None:
    held: list[amends.Runtime] = []
    said: list[str] = []

    @amends.stage("bank.again", reads=["parties"], writes="ext.bank.again")
    def again(case: Any) -> dict[str, Any]:
        for call in (lambda: held[0].verify(), lambda: held[0].submit("python_stage", record), lambda: held[0].run_stage("bank.again", record)):
            try:
                call()
            except amends.errors.StateError as error:
                said.append(str(error))
        held[0].cases()
        return {}

    with opened(tmp_path, again) as (rt, name):
        held.append(rt)
        assert rt.submit(name, record).status == "parked"
        batch = rt.submit_many(name, rows(record, 2))
        assert [case.status for case in batch] == ["parked", "parked"]
        assert "a stage called the runtime that runs it" in failure(rt, batch[0].id).message and isinstance(failure(rt, batch[0].id), amends.errors.StateError)
        assert len(rt.cases()) == 3  # outside the stage everything goes on
    assert len(said) == 9


def test_a_stage_may_use_another_runtime(record: dict[str, Any], tmp_path: Path) -> None:
    with amends.open(":none:", role="handler", purpose="test", now=NOW) as other:

        @amends.stage("bank.other", reads=["text", "parties", "channel", "case"], writes="ext.bank.other")
        def asks(case: Any) -> dict[str, Any]:
            return {"nature": other.run_stage("amends.classify", case.to_dict())["result"]["nature"]["primary"]}

        with opened(tmp_path, asks) as (rt, name):
            assert rt.case(rt.submit(name, record).id).record["ext"]["bank"]["other"] == {"nature": "fee_interest"}


def test_a_stage_that_closes_its_runtime_finishes_its_case(record: dict[str, Any], tmp_path: Path) -> None:
    held: list[amends.Runtime] = []

    @amends.stage("bank.close", reads=["parties"], writes="ext.bank.close")
    def close(case: Any) -> dict[str, Any]:
        held[0].close()
        return {}

    rt = amends.open(tmp_path / "c.db", by="a", role="handler", purpose="test", now=NOW, plugins=[close])
    held.append(rt)
    assert rt.submit(deploy(rt, tmp_path, "bank.close"), record).status == "finished"
    with pytest.raises(amends.errors.StateError, match="closed"):
        rt.verify()
    with amends.open(tmp_path / "c.db", read_only=True) as reader:
        assert reader.verify() | {"list": 0} == reader.verify() | {"list": 0} and reader.verify()["faults"] == 0


def test_two_runtimes_in_two_threads_with_stages_of_their_own(record: dict[str, Any], tmp_path: Path) -> None:
    def work(name: str) -> Callable[[], list[Any]]:
        def run() -> list[Any]:
            folder = tmp_path / name
            folder.mkdir()
            stage = amends.stage("bank.named", reads=["channel.ref"], writes="ext.bank.named")(lambda case: {"by": name, "ref": case["channel"]["ref"]})
            with opened(folder, stage) as (rt, workflow):
                batch = rt.submit_many(workflow, rows(record, 60))
                return [rt.case(case.id).record["ext"]["bank"]["named"] for case in batch]

        return run

    for name, results in zip("ab", in_threads(work("a"), work("b"))):
        assert results == [{"by": name, "ref": f"row-{number}"} for number in range(60)]


def test_a_stage_never_runs_twice_at_once(record: dict[str, Any], tmp_path: Path) -> None:
    inside: list[int] = [0]
    most: list[int] = [0]

    @amends.stage("bank.alone", reads=["parties"], writes="ext.bank.alone")
    def alone(case: Any) -> dict[str, Any]:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.002)
        inside[0] -= 1
        return {}

    with opened(tmp_path, alone) as (rt, name):
        given = rows(record, 40)
        in_threads(*(lambda part=part: [rt.submit(name, one) for one in given[part::4]] for part in range(4)))
        assert len(rt.cases(limit=100)) == 40
    assert most == [1]


def test_an_interruption_is_raised_in_the_call_whose_stage_raised_it(record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.some", reads=["channel.ref"], writes="ext.bank.some")
    def some(case: Any) -> dict[str, Any]:
        time.sleep(0.001)
        if case["channel"]["ref"].startswith("stop"):
            raise KeyboardInterrupt
        return {}

    def one(ref: str) -> dict[str, Any]:
        return {**rows(record, 1)[0], "channel": {**record["channel"], "ref": ref}}

    with opened(tmp_path, some) as (rt, name):

        def stopped() -> int:
            count = 0
            for number in range(20):
                try:
                    rt.submit(name, one(f"stop-{number}"))
                except KeyboardInterrupt:
                    count += 1
            return count

        assert in_threads(stopped, lambda: [rt.submit(name, one(f"go-{number}")).status for number in range(20)], lambda: rt.submit_many(name, [one(f"many-{n}") for n in range(20)]).added) == [20, ["finished"] * 20, 20]


def test_an_owner_that_is_dropped_in_another_thread(record: dict[str, Any], tmp_path: Path) -> None:
    def work() -> Any:
        @amends.stage("bank.local", reads=["parties"], writes="ext.bank.local")
        def local(case: Any) -> dict[str, Any]:
            return {}

        rt = amends.open(tmp_path / "t.db", by="a", role="handler", purpose="test", now=NOW, plugins=[local])
        rt.submit(deploy(rt, tmp_path, "bank.local"), record)
        return weakref.ref(local)  # neither closed nor kept

    (stage,) = in_threads(work)
    gc.collect()
    assert stage() is None
    with amends.open(tmp_path / "t.db", by="b", role="handler", purpose="test", now=NOW) as rt:  # the file is free
        assert rt.verify()["faults"] == 0 and rt.verify()["cases"] == 1


def test_a_stage_object_that_python_dropped_works_on(record: dict[str, Any], tmp_path: Path) -> None:
    class Rules:
        def __init__(self) -> None:
            self.limit = 5

        def check(self, case: Any) -> dict[str, Any]:
            return {"limit": self.limit}

    with opened(tmp_path, amends.stage("bank.method", reads=["parties"], writes="ext.bank.method")(Rules().check)) as (rt, name):
        gc.collect()
        assert rt.case(rt.submit(name, record).id).record["ext"]["bank"]["method"] == {"limit": 5}


def test_calls_under_a_running_event_loop(record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.loop", reads=["parties"], writes="ext.bank.loop")
    def stage(case: Any) -> dict[str, Any]:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()  # on a thread of asyncio.to_thread there is none
        return {}

    async def main() -> list[Any]:
        with opened(tmp_path, stage) as (rt, name):
            ticks = 0

            async def tick() -> None:
                nonlocal ticks
                while True:
                    ticks += 1
                    await asyncio.sleep(0.001)

            ticking = asyncio.create_task(tick())
            given = rows(record, 30)
            done = await asyncio.gather(*(asyncio.to_thread(rt.submit, name, one) for one in given))
            ticking.cancel()
            assert len(rt.cases()) == 30  # a plain call inside the loop works as well
            return [{case.status for case in done}, ticks]

    statuses, ticks = asyncio.run(main())
    assert statuses == {"finished"} and ticks > 1


def test_logging_with_a_slow_handler_that_calls_back(record: dict[str, Any], tmp_path: Path) -> None:
    lines: list[str] = []
    logger = logging.getLogger("amends")

    class Slow(logging.Handler):
        def emit(self, line: logging.LogRecord) -> None:
            time.sleep(0.02)
            lines.append(line.getMessage())
            rt.now  # a handler may look into the engine

    handler = Slow()
    logger.addHandler(handler)
    try:

        @amends.stage("bank.logs", reads=["parties"], writes="ext.bank.logs")
        def logs(case: Any) -> dict[str, Any]:
            logger.warning("from the stage")
            return {}

        with opened(tmp_path, logs) as (rt, name):
            given = rows(record, 40)
            in_threads(*(lambda part=part: [rt.submit(name, one) for one in given[part::3]] for part in range(3)))
            rt.submit_many(name, rows(record, 60))
    finally:
        logger.removeHandler(handler)
    assert lines.count("from the stage") == 60


def test_a_long_stage_lets_another_thread_count_and_so_does_cpp(record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.long", reads=["text"], writes="ext.bank.long")
    def long(case: Any) -> dict[str, Any]:
        time.sleep(0.3)
        return {}

    ticks: list[float] = []
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    with opened(tmp_path, long) as (rt, name):
        counter = threading.Thread(target=count)
        counter.start()
        rt.submit(name, record)
        before = len(ticks)
        long_text = {**record, "text": {"docs": [{**record["text"]["docs"][0], "body": record["text"]["docs"][0]["body"] * 4_000}]}}
        rt.run_stage("amends.classify", long_text)
        stop.set()
        counter.join()
    assert before > 20 and len(ticks) > before


def resident_kib() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * (os.sysconf("SC_PAGE_SIZE") // 1024)


def test_registrations_and_opens_do_not_grow(record: dict[str, Any], tmp_path: Path) -> None:
    registrations, opens = (100_000, 200) if LONG else (5_000, 12)

    def register() -> None:
        stage = amends.stage("bank.many", reads=["parties"], writes="ext.bank.many")(lambda case: {})
        assert Probe(stage).run("{}", "{}", "C", 1, "en", "T", NOW)[1] == ""

    def open_one() -> None:
        @amends.stage("bank.open", reads=["parties"], writes="ext.bank.open")
        def stage(case: Any) -> dict[str, Any]:
            raise ValueError("kept by nobody")

        with amends.open(":none:", role="handler", purpose="test", plugins=[stage]) as rt:
            with pytest.raises(amends.errors.StageError):
                rt.run_stage("bank.open", record)

    for work, count in ((register, registrations), (open_one, opens)):
        for _ in range(max(3, count // 10)):
            work()
        gc.collect()
        before = resident_kib()
        for _ in range(count):
            work()
        gc.collect()
        grown = resident_kib() - before
        print(f"{work.__name__}: {grown} KiB more after {count}")
        assert grown < 24 * 1024
