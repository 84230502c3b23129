"""The dates of the engine against an independent count: numpy's business days, the standard library's datetime and zoneinfo, and a clock of thirty lines of plain Python.

Nothing here is shared with the engine but the pack files. AMENDS_SEED gives a seed back.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import amends

SOURCE = Path(__file__).resolve().parents[2]
PROGRAM = Path(amends.installation()) / "bin" / "amends"
PACKS = SOURCE / "workflows" / "packs" / "shipped"
CALENDARS = ("calendar.cn", "calendar.us", "calendar.hk", "calendar.england_wales", "calendar.scotland", "calendar.target")
SEED = int(os.environ.get("AMENDS_SEED", "20261127"))
DUE_DATES = 100_000
HISTORIES = 1_000  # for each jurisdiction's rules
DAY = timedelta(days=1)


class Calendar:
    """A pack read with a few regular expressions."""

    def __init__(self, name: str) -> None:
        text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
        one = lambda key: re.search(rf"^{key}: (.*)$", text, re.M).group(1)  # type: ignore[union-attr]  # noqa: E731
        self.zone = ZoneInfo(one("zone"))
        assert one("weekend") == "[saturday, sunday]" and 'from: "09:00", to: "17:00"' in text
        holidays, working = text.split("\nworking:")[0].split("\nholidays:")[1], text.split("\nworking:")[1]
        dates = lambda part: {date.fromisoformat(found) for found in re.findall(r'date: "(\d{4}-\d\d-\d\d)"', part)}  # noqa: E731
        free, made_up = dates(holidays), dates(working)
        self.first, self.last = date(int(one("first_year")), 1, 1), date(int(one("last_year")), 12, 31)
        days = [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]
        self.free = {day for day in days if day in free or (day.weekday() >= 5 and day not in made_up)}
        # numpy knows no weekend that works: every day works, and those that do not are its holidays.
        self.numpy = np.busdaycalendar(weekmask="1111111", holidays=sorted(self.free))

    def midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + DAY, time(), self.zone).astimezone(timezone.utc)


@lru_cache
def calendar(name: str) -> Calendar:
    return Calendar(name)


def months_later(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))


def working_hours_later(start: datetime, hours: int, of: Calendar) -> datetime | None:
    left, day = timedelta(hours=hours), start.astimezone(of.zone).date()
    while day <= of.last:
        if day not in of.free:
            opens, closes = (datetime.combine(day, time(hour), of.zone).astimezone(timezone.utc) for hour in (9, 17))
            begins = max(start, opens)
            if closes > begins:
                if closes - begins >= left:
                    return begins + left
                left -= closes - begins
        day += DAY
    return None


def expected_due(start: datetime, count: int, unit: str, of: Calendar) -> datetime | None:
    """None: beyond the calendar."""
    local = start.astimezone(of.zone).date()
    if unit in "smh":
        return start + timedelta(seconds=count * {"s": 1, "m": 60, "h": 3600}[unit])
    if unit == "wh":
        return working_hours_later(start, count, of)
    if unit == "wd":
        last = np.busday_offset(np.datetime64(local), count, roll="backward", busdaycal=of.numpy).astype(date)
        return None if last > of.last else of.midnight_after(last)
    last = months_later(local, count) if unit == "mo" else local + timedelta(days=count * (7 if unit == "w" else 1))
    return of.midnight_after(last)


def written(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S") + (f".{at.microsecond:06d}" if at.microsecond else "") + "Z"


def computed(rows: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    file = folder / "batch.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run([str(PROGRAM), "clock", "compute", "--batch", str(file)], capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_hundred_thousand_due_dates_agree_with_numpy_and_datetime(tmp_path: Path) -> None:
    print(f"seed {SEED} (give it back as AMENDS_SEED)")
    dice = random.Random(SEED)
    most = {"s": 200_000, "m": 10_000, "h": 2_000, "wh": 60, "wd": 90, "d": 400, "w": 60, "mo": 40}
    rows, due = [], []
    for _ in range(DUE_DATES):
        name = dice.choice(CALENDARS)
        of = calendar(name)
        unit = dice.choice(("wd", "wd", "wd", "wh", "d", "w", "mo", "h", "m", "s"))
        count = dice.randint(1, most[unit])
        day = of.first + timedelta(days=dice.randrange((of.last - of.first).days + 1))
        # Near midnight, at noon, at the ends of the working day: where a count goes wrong.
        second = dice.choice((0, 1, 32_399, 32_400, 43_200, 61_199, 61_200, 86_399, dice.randrange(86_400)))
        start = (datetime.combine(day, time(), of.zone) + timedelta(seconds=second)).astimezone(timezone.utc)
        rows.append({"length": f"{count}{unit}", "calendar": name, "from": written(start)})
        due.append(expected_due(start, count, unit, of))
    answers = computed(rows, tmp_path)
    assert len(answers) == DUE_DATES
    differ = []
    for row, answer, want in zip(rows, answers, due):
        got = answer.get("due_at") or answer["error"]["code"]
        if got != (written(want) if want else "pack_missing"):
            differ.append((row, got, want))
    assert not differ, f"{len(differ)} of {DUE_DATES} differ with the seed {SEED}, the first: {differ[0]}"
    assert 50 < sum(want is None for want in due) < DUE_DATES // 10, "some reach beyond their calendar, and most do not"


@dataclass
class Refused(Exception):
    why: str


@dataclass
class PlainClock:
    """A legal clock, written down from the rules: a day counts when its end comes while the clock runs."""

    rule: dict[str, Any]
    start: datetime
    of: Calendar
    parts: list[str] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    stopped: datetime | None = None
    used: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts = [self.rule["length"]]

    def count(self, parts: list[str], until: datetime) -> datetime:
        pauses = self.pauses + ([(self.stopped, until)] if self.stopped and self.stopped < until else [])
        day = self.start.astimezone(self.of.zone).date()
        for part in parts:
            number, unit = re.fullmatch(r"(\d+)(d|w|mo|wd)", part).groups()  # type: ignore[union-attr]
            days = int(number) * (7 if unit == "w" else 1)
            if unit == "mo":
                days = (months_later(day, int(number)) - day).days
            while days:
                day += DAY
                end = self.of.midnight_after(day)
                if (unit == "wd" and day in self.of.free) or any(begin < end <= over for begin, over in pauses):
                    continue
                days -= 1
        return self.of.midnight_after(day)

    def due(self, until: datetime) -> datetime:
        return self.count(self.parts, until)

    def people(self, event: dict[str, Any], roles: Any, told: Any) -> None:
        roles = [roles] if isinstance(roles, str) else roles or []
        told = [told] if isinstance(told, str) else told or []
        if not event.get("approver") or event["approver"] == event["actor"] or (roles and event.get("approver_role") not in roles):
            raise Refused("approver")
        self.told(event, told)

    @staticmethod
    def told(event: dict[str, Any], told: list[str]) -> None:
        if not set(told) <= {notice["to"] for notice in event.get("notices", [])}:
            raise Refused("notice")

    def take(self, event: dict[str, Any], at: datetime) -> None:
        before = self.due(at)
        if at >= before:
            raise Refused("too late")
        kind, approve_by = event["kind"], self.rule["approve_by"]
        if kind == "extended":
            rows = self.rule["extensions"]
            index = next((n for n, row in enumerate(rows) if event.get("extension", "") in ("", row.get("id", ""))), None)
            if index is None:
                raise Refused("no extension")
            row = rows[index]
            if self.used.get(index) and not row["max_total"]:
                raise Refused("used")
            self.people(event, row["needs_approval_by"] or approve_by, row["needs_notice_to"])
            wanted, allowed = event.get("add"), row["add"]
            if wanted and allowed:
                split = lambda text: re.fullmatch(r"(\d+)(\w+)", text).groups()  # type: ignore[union-attr]  # noqa: E731
                if split(wanted)[1] != split(allowed)[1] or int(split(wanted)[0]) > int(split(allowed)[0]):
                    raise Refused("too long")
            if not (wanted or allowed or row["max_total"]):
                raise Refused("no length")
            self.parts = [*self.parts, wanted or allowed] if wanted or allowed else [row["max_total"]]
            after = self.due(at)
            if after <= before or (row["max_total"] and after > self.count([row["max_total"]], at)):
                raise Refused("past the most")
            self.used[index] = self.used.get(index, 0) + 1
        elif kind == "suspended":
            row = next((row for row in self.rule["suspensions"] if row["reason"] == event["reason"]), None)
            if self.stopped or row is None:
                raise Refused("no suspension")
            self.people(event, approve_by, row["needs_notice_to"])
            self.stopped = at
        elif kind == "resumed":
            if not self.stopped:
                raise Refused("it runs")
            self.pauses.append((self.stopped, at))
            self.stopped = None
        else:
            if not any(row["reason"] == event["reason"] for row in self.rule["restarts"]):
                raise Refused("no restart")
            self.told(event, ["complainant"])
            self.start, self.parts, self.used = at, [self.rule["length"]], {}


def history(dice: random.Random, rule: dict[str, Any], of: Calendar) -> tuple[list[dict[str, Any]], datetime, datetime, dict[str, str]]:
    """Events, start, now, and what a plain clock makes of them."""
    start = (datetime(dice.randint(2016, 2023), 1, 1, tzinfo=of.zone) + timedelta(seconds=dice.randrange(365 * 86_400))).astimezone(timezone.utc)
    clock, at, events = PlainClock(rule, start, of), start, []
    roles = [role for row in rule["extensions"] for role in (row["needs_approval_by"] if isinstance(row["needs_approval_by"], list) else [row["needs_approval_by"]]) if role]
    reasons = [row["reason"] for row in rule["suspensions"]]
    for _ in range(dice.choice((0, 1, 1, 2, 3, 4, 6))):
        at += timedelta(seconds=dice.choice((0, 1, 3_600, 86_400, dice.randrange(20 * 86_400))))
        kinds = ["extended"] * bool(rule["extensions"]) + ["suspended"] * 2 * bool(reasons and not clock.stopped) + ["restarted"] * bool(rule["restarts"]) + ["resumed"] * 3 * bool(clock.stopped)
        if not kinds or dice.random() < 0.1:  # also what the rule does not know, or what makes no sense now
            kinds = ["extended", "suspended", "resumed", "restarted"]
        event: dict[str, Any] = {"kind": dice.choice(kinds), "at": written(at), "actor": "li.na"}
        good = dice.random() < 0.9
        if event["kind"] in ("extended", "suspended"):
            own = roles if event["kind"] == "extended" else []
            event["approver"] = "qian.hua" if good or dice.random() < 0.5 else "li.na"
            event["approver_role"] = dice.choice(own or [rule["approve_by"] or "supervisor"]) if good else dice.choice(("handler", "supervisor"))
        if event["kind"] == "extended":
            ids = [row["id"] for row in rule["extensions"] if "id" in row]
            if ids and dice.random() < 0.5:
                event["extension"] = dice.choice(ids)
            if dice.random() < 0.4:
                event["add"] = dice.choice(("5d", "15d", "30d", "31d", "5wd", "20wd", "10wd"))
        if event["kind"] == "suspended":
            event["reason"] = dice.choice(reasons) if reasons and good else "waiting"
        if event["kind"] == "restarted":
            event["reason"] = "new_facts_and_reasons" if good else "a_comment"
        if good or dice.random() < 0.5:
            event["notices"] = [{"to": who, "at": written(at)} for who in ("complainant", "petitioner", "regulator", "institution")]
        events.append(event)
        try:
            clock.take(event, at)
        except Refused:
            return events, start, at, {"error": "refused"}
    now = at + timedelta(seconds=dice.randrange(40 * 86_400))
    due = clock.due(now)
    state = "suspended" if clock.stopped else "running" if now < due else "missed"
    return events, start, now, {"due_at": written(due), "state": state, "starts_at": written(clock.start)}


@pytest.mark.parametrize("jurisdiction", ["cn", "uk", "us", "eu"])
def test_a_thousand_histories_of_each_rule_set_agree_with_a_plain_clock(jurisdiction: str, tmp_path: Path) -> None:
    print(f"seed {SEED} (give it back as AMENDS_SEED)")
    dice = random.Random(f"{SEED} {jurisdiction}")
    listed = subprocess.run([str(PROGRAM), "rules", "list", "--jurisdiction", jurisdiction, "--json"], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60)
    rules = [rule for rule in json.loads(listed.stdout) if re.fullmatch(r"\d+(d|w|mo|wd)", rule.get("length") or "")]
    moving = [rule for rule in rules if rule["extensions"] or rule["suspensions"] or rule["restarts"]]
    assert moving, "rules that people may move"
    rows, wanted = [], []
    for _ in range(HISTORIES):
        rule = dice.choice(moving if dice.random() < 0.8 else rules)
        name = dice.choice(CALENDARS) if dice.random() < 0.3 else rule["calendar"]
        events, start, now, want = history(dice, rule, calendar(name))
        rows.append({"rule": rule["rule_id"], "jurisdiction": jurisdiction, "calendar": name, "from": written(start), "events": events, "now": written(now)})
        wanted.append(want)
    differ = []
    for row, answer, want in zip(rows, computed(rows, tmp_path), wanted, strict=True):
        got = {"error": answer["error"]["code"]} if "error" in answer else {key: answer[key] for key in want if key in answer}
        if got != want:
            differ.append((row, answer, want))
    assert not differ, f"{len(differ)} of {HISTORIES} differ with the seed {SEED}, the first: {json.dumps(differ[0], ensure_ascii=False)}"
    moved = sum(len(row["events"]) > 0 and "error" not in want for row, want in zip(rows, wanted))
    assert moved > HISTORIES // 20, f"only {moved} histories moved a clock at all"
