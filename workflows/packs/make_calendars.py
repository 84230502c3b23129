"""Makes the shipped calendar packs from published holiday data.

Run once a year, after the State Council office has published the next year's holidays and the packages below carry them:

    python3 -m venv /tmp/calendars && /tmp/calendars/bin/pip install holidays==0.109 chinesecalendar==1.11.0
    /tmp/calendars/bin/python workflows/packs/make_calendars.py            # writes shipped/calendar.{cn,us}.yaml
    /tmp/calendars/bin/python workflows/packs/make_calendars.py --check    # changes nothing; exit code 1 when a file differs

The packs are pinned data: nothing is fetched when the product runs. Both packages are under the MIT licence.
What each pack holds and leaves out stands in its header.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from importlib.metadata import version
from pathlib import Path

PINNED = {"holidays": "0.109", "chinesecalendar": "1.11.0"}
FIRST_YEAR = 2015
# The last year that the State Council office has published, as carried by the pinned chinesecalendar.
CHINA_LAST_YEAR = 2026
# Federal holidays are fixed by statute; the list ends with the years that the Office of Personnel Management has published.
UNITED_STATES_LAST_YEAR = 2030
PACK_VERSION = "1.0.0"

CHINA_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
CHINA_ENGLISH = {"Mid-autumn Festival": "Mid-Autumn Festival", "Anti-Fascist 70th Day": "70th anniversary of victory"}

UNITED_STATES_NAMES = {
    "New Year's Day": "新年",
    "Martin Luther King Jr. Day": "马丁·路德·金纪念日",
    "Washington's Birthday": "华盛顿诞辰日",
    "Memorial Day": "阵亡将士纪念日",
    "Juneteenth National Independence Day": "六月节",
    "Independence Day": "独立日",
    "Labor Day": "劳动节",
    "Columbus Day": "哥伦布日",
    "Veterans Day": "退伍军人节",
    "Thanksgiving Day": "感恩节",
    "Christmas Day": "圣诞节",
}


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def row(date: datetime.date, zh: str, en: str) -> str:
    return f"  - {{date: {quoted(date.isoformat())}, name: {{zh: {quoted(zh)}, en: {quoted(en)}}}}}"


def file_text(comment: str, identity: dict[str, str], last_year: int, holidays: list[str], working: list[str]) -> str:
    lines = [f"# {line}".rstrip() for line in comment.strip().splitlines()]
    lines += [
        f"pack: {identity['id']}",
        "lang: [zh, en]",
        f"version: {PACK_VERSION}",
        "licence: Apache-2.0",
        "authored_by: Amends project",
        "reviewed_by: null",
        f'valid_from: "{FIRST_YEAR}-01-01"',
        "verify: true",
        "sources:",
        *(f"  - {{package: {name}, version: {quoted(pinned)}, licence: MIT}}" for name, pinned in PINNED.items() if name == identity["package"]),
        f"id: {identity['id']}",
        f"region: {identity['region']}",
        f"title: {{zh: {quoted(identity['zh'])}, en: {quoted(identity['en'])}}}",
        f"zone: {identity['zone']}",
        f"first_year: {FIRST_YEAR}",
        f"last_year: {last_year}",
        "weekend: [saturday, sunday]",
        "hours:",
        '  - {from: "09:00", to: "17:00"}',
        "date_hours: []",
        "holidays:",
        *holidays,
        "working:" if working else "working: []",
        *working,
    ]
    return "\n".join(lines) + "\n"


def china() -> str:
    from chinese_calendar import constants

    def covered(date: datetime.date) -> bool:
        return FIRST_YEAR <= date.year <= CHINA_LAST_YEAR

    published = max(date.year for date in constants.holidays)
    if published < CHINA_LAST_YEAR:
        raise SystemExit(f"chinesecalendar ends with {published}; lower CHINA_LAST_YEAR or install a newer release")
    holidays = [row(date, CHINA_NAMES[name], CHINA_ENGLISH.get(name, name)) for date, name in sorted(constants.holidays.items()) if covered(date)]
    # The package lists every make-up day; a day that is no weekend needs no row.
    working = [
        row(date, CHINA_NAMES[name], CHINA_ENGLISH.get(name, name))
        for date, name in sorted(constants.workdays.items())
        if covered(date) and date.weekday() >= 5
    ]
    comment = f"""
Working days of the Chinese mainland, {FIRST_YEAR} to {CHINA_LAST_YEAR}: the State Council office's yearly holiday notices, with the weekend days that
work in lieu (调休). Made by workflows/packs/make_calendars.py from chinesecalendar {PINNED['chinesecalendar']} (MIT licence); do not edit by hand.
Hours are the catalogue's default; an institution overlays its own, and short days under date_hours.
A working-day clock that reaches a later year is refused (error.pack_missing) until that year's notice is in a newer version of this file.
"""
    identity = {"id": "calendar.cn", "region": "CN", "zh": "中国内地工作日历", "en": "Working days of the Chinese mainland", "zone": "Asia/Shanghai", "package": "chinesecalendar"}
    return file_text(comment, identity, CHINA_LAST_YEAR, holidays, working)


def united_states() -> str:
    import holidays as package

    days = package.US(years=range(FIRST_YEAR, UNITED_STATES_LAST_YEAR + 1), categories=("public",), observed=True)
    rows = []
    # A new year's day that is observed on 31 December belongs to the year before, so the year after the last is read too.
    days_after = package.US(years=[UNITED_STATES_LAST_YEAR + 1], categories=("public",), observed=True)
    merged = {**dict(days.items()), **dict(days_after.items())}
    for date, name in sorted(merged.items()):
        if not FIRST_YEAR <= date.year <= UNITED_STATES_LAST_YEAR:
            continue
        observed = name.endswith(" (observed)")
        plain = name.removesuffix(" (observed)")
        zh = UNITED_STATES_NAMES[plain]
        rows.append(row(date, zh + ("（补休）" if observed else ""), plain + (", observed" if observed else "")))
    comment = f"""
Federal holidays of the United States, {FIRST_YEAR} to {UNITED_STATES_LAST_YEAR} (5 U.S.C. 6103): one on a Saturday is observed on the Friday before, one on a Sunday
on the Monday after. Made by workflows/packs/make_calendars.py from holidays {PINNED['holidays']} (MIT licence); do not edit by hand.
Not in it: Inauguration Day (Washington area only), days off by executive order, holidays of single states, and the Federal Reserve's own rule
(no Friday for a Saturday holiday). Hours are the catalogue's default; an institution overlays its own.
"""
    identity = {"id": "calendar.us", "region": "US", "zh": "美国联邦工作日历", "en": "United States federal working days", "zone": "America/New_York", "package": "holidays"}
    return file_text(comment, identity, UNITED_STATES_LAST_YEAR, rows, [])


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the shipped calendar packs.")
    parser.add_argument("--check", action="store_true", help="compare with the files in the tree and change nothing")
    arguments = parser.parse_args()
    for name, pinned in PINNED.items():
        if version(name) != pinned:
            raise SystemExit(f"{name} {version(name)} is installed but {pinned} is pinned; install {name}=={pinned}, or change PINNED and PACK_VERSION together")
    folder = Path(__file__).resolve().parent / "shipped"
    differs = False
    for name, text in (("calendar.cn.yaml", china()), ("calendar.us.yaml", united_states())):
        path = folder / name
        same = path.exists() and path.read_text(encoding="utf-8") == text
        differs = differs or not same
        if not same and not arguments.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'unchanged' if same else 'differs' if arguments.check else 'written'}")
    return 1 if arguments.check and differs else 0


if __name__ == "__main__":
    sys.exit(main())
