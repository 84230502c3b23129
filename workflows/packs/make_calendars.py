"""Makes the shipped calendar packs from published holiday data.

Run once a year, after the State Council office has published the next year's holidays and the packages below carry them:

    python3 -m venv /tmp/calendars && /tmp/calendars/bin/pip install holidays==0.109 chinesecalendar==1.11.0
    /tmp/calendars/bin/python workflows/packs/make_calendars.py            # writes shipped/calendar.*.yaml
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
# The years up to which bank holidays of the United Kingdom and general holidays of Hong Kong are published, and to which TARGET is listed beside them.
PUBLISHED_LAST_YEAR = 2027
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

UNITED_KINGDOM_NAMES = {
    "New Year's Day": "元旦",
    "New Year Holiday": "新年假日",
    "Good Friday": "耶稣受难日",
    "Easter Monday": "复活节星期一",
    "May Day": "五月初银行假日",
    "Spring Bank Holiday": "春季银行假日",
    "Late Summer Bank Holiday": "夏末银行假日",
    "Summer Bank Holiday": "夏季银行假日",
    "Saint Andrew's Day": "圣安德烈日",
    "Christmas Day": "圣诞节",
    "Boxing Day": "节礼日",
    "Platinum Jubilee of Elizabeth II": "伊丽莎白二世登基七十周年",
    "State Funeral of Queen Elizabeth II": "伊丽莎白二世国葬日",
    "Coronation of Charles III": "查尔斯三世加冕",
    "Scotland's participation in the FIFA World Cup final": "苏格兰参加世界杯决赛圈",
}

HONG_KONG_NAMES = {
    "The first day of January": "一月一日",
    "The day following the first day of January": "一月一日翌日",
    "Lunar New Year's Day": "农历年初一",
    "The second day of Lunar New Year": "农历年初二",
    "The third day of Lunar New Year": "农历年初三",
    "The fourth day of Lunar New Year": "农历年初四",
    "Ching Ming Festival": "清明节",
    "The day following Ching Ming Festival": "清明节翌日",
    "Good Friday": "耶稣受难节",
    "The day following Good Friday": "耶稣受难节翌日",
    "Easter Monday": "复活节星期一",
    "The day following Easter Monday": "复活节星期一翌日",
    "Labour Day": "劳动节",
    "The day following Labour Day": "劳动节翌日",
    "The Birthday of the Buddha": "佛诞",
    "The day following the Birthday of the Buddha": "佛诞翌日",
    "Tuen Ng Festival": "端午节",
    "Hong Kong Special Administrative Region Establishment Day": "香港特别行政区成立纪念日",
    "The day following Hong Kong Special Administrative Region Establishment Day": "香港特别行政区成立纪念日翌日",
    "The day following the Chinese Mid-Autumn Festival": "中秋节翌日",
    "The second day following the Chinese Mid-Autumn Festival": "中秋节后第二日",
    "National Day": "国庆日",
    "The day following National Day": "国庆日翌日",
    "Chung Yeung Festival": "重阳节",
    "The day following Chung Yeung Festival": "重阳节翌日",
    "Christmas Day": "圣诞节",
    "The first weekday after Christmas Day": "圣诞节后第一个平日",
    "The second weekday after Christmas Day": "圣诞节后第二个平日",
    "The 70th anniversary day of the victory of the Chinese people's war of resistance against Japanese aggression": "抗日战争胜利七十周年纪念日",
}

TARGET_NAMES = {
    "New Year's Day": "元旦",
    "Good Friday": "耶稣受难日",
    "Easter Monday": "复活节星期一",
    "Labour Day": "劳动节",
    "Christmas Day": "圣诞节",
    "Christmas Holiday": "圣诞节假日",
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


def named_rows(days: dict[datetime.date, str], names: dict[str, str], last_year: int) -> list[str]:
    """One row a date; of two names on one date both stand, and a day in lieu says so."""
    rows = []
    for date, whole in sorted(days.items()):
        if not FIRST_YEAR <= date.year <= last_year:
            continue
        zh, en = [], []
        for name in whole.split("; "):
            observed = name.endswith(" (observed)")
            plain = name.removesuffix(" (observed)")
            zh.append(names[plain] + ("（补休）" if observed else ""))
            en.append(plain + (", observed" if observed else ""))
        rows.append(row(date, "、".join(zh), "; ".join(en)))
    return rows


def united_kingdom(part: str) -> str:
    import holidays as package

    days = dict(package.country_holidays("GB", subdiv=part, years=range(FIRST_YEAR, PUBLISHED_LAST_YEAR + 1), language="en_GB").items())
    # Wales has no bank holiday of its own: one pack serves both, and would have to be split on the day that this changes.
    if part == "ENG" and days != dict(package.country_holidays("GB", subdiv="WLS", years=range(FIRST_YEAR, PUBLISHED_LAST_YEAR + 1), language="en_GB").items()):
        raise SystemExit("England and Wales no longer share their bank holidays; make two packs of calendar.england_wales")
    scotland = part == "SCT"
    where = "Scotland" if scotland else "England and Wales"
    only = """Bank holidays of Scotland are those of the Banking and Financial Dealings Act 1971 and of proclamations; Saint Andrew's Day is one although a bank may
stay open: an institution that does takes it out in its overlay. Local holidays of towns are not in it.""" if scotland else """The pack for Scotland is calendar.scotland; Northern Ireland has days of its own and no pack."""
    comment = f"""
Bank holidays of {where}, {FIRST_YEAR} to {PUBLISHED_LAST_YEAR}, with Christmas Day, Good Friday and days in lieu: what is no business day there.
{only}
Made by workflows/packs/make_calendars.py from holidays {PINNED['holidays']} (MIT licence); do not edit by hand. Hours are the catalogue's default; an institution
overlays its own. A business-day clock that reaches a later year is refused (error.pack_missing) until a newer version of this file has it.
"""
    identity = {
        "id": "calendar.scotland" if scotland else "calendar.england_wales",
        "region": "GB-SCT" if scotland else "GB-EAW",
        "zh": "苏格兰营业日历" if scotland else "英格兰和威尔士营业日历",
        "en": f"Business days of {where}",
        "zone": "Europe/London",
        "package": "holidays",
    }
    return file_text(comment, identity, PUBLISHED_LAST_YEAR, named_rows(days, UNITED_KINGDOM_NAMES, PUBLISHED_LAST_YEAR), [])


def hong_kong() -> str:
    import holidays as package

    # The package calls general holidays "optional" and the shorter list of statutory ones (Employment Ordinance) "public"; banks close on the general ones.
    days = package.HK(years=range(FIRST_YEAR, PUBLISHED_LAST_YEAR + 1), categories=("optional",), language="en_HK")
    comment = f"""
General holidays of Hong Kong, {FIRST_YEAR} to {PUBLISHED_LAST_YEAR} (General Holidays Ordinance, cap. 149), with the days in lieu of a holiday on a Sunday.
Saturdays count as free here, as in most contracts' "business day"; an institution whose Saturday works overlays its own weekend. Black rainstorms and gales
are not in it. Made by workflows/packs/make_calendars.py from holidays {PINNED['holidays']} (MIT licence); do not edit by hand.
A working-day clock that reaches a later year is refused (error.pack_missing) until a newer version of this file has it.
"""
    identity = {"id": "calendar.hk", "region": "HK", "zh": "香港工作日历", "en": "Working days of Hong Kong", "zone": "Asia/Hong_Kong", "package": "holidays"}
    return file_text(comment, identity, PUBLISHED_LAST_YEAR, named_rows(dict(days.items()), HONG_KONG_NAMES, PUBLISHED_LAST_YEAR), [])


def target() -> str:
    import holidays as package

    days = package.financial_holidays("ECB", years=range(FIRST_YEAR, PUBLISHED_LAST_YEAR + 1))
    comment = f"""
Closing days of T2 (TARGET), the payment system of the euro area, {FIRST_YEAR} to {PUBLISHED_LAST_YEAR}: weekends and six days a year, which the European Central Bank
has fixed for the long term. It is no national calendar: "business day" of a payment-service provider is a day on which it is open (PSD2 art. 4), so an
institution overlays the holidays of its place. Made by workflows/packs/make_calendars.py from holidays {PINNED['holidays']} (MIT licence); do not edit by hand.
A business-day clock that reaches a later year is refused (error.pack_missing) until a newer version of this file has it.
"""
    identity = {"id": "calendar.target", "region": "EU", "zh": "欧元区支付系统（TARGET）营业日历", "en": "Business days of T2 (TARGET)", "zone": "Europe/Berlin", "package": "holidays"}
    return file_text(comment, identity, PUBLISHED_LAST_YEAR, named_rows(dict(days.items()), TARGET_NAMES, PUBLISHED_LAST_YEAR), [])


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the shipped calendar packs.")
    parser.add_argument("--check", action="store_true", help="compare with the files in the tree and change nothing")
    arguments = parser.parse_args()
    for name, pinned in PINNED.items():
        if version(name) != pinned:
            raise SystemExit(f"{name} {version(name)} is installed but {pinned} is pinned; install {name}=={pinned}, or change PINNED and PACK_VERSION together")
    folder = Path(__file__).resolve().parent / "shipped"
    differs = False
    made = {
        "calendar.cn.yaml": china(),
        "calendar.us.yaml": united_states(),
        "calendar.hk.yaml": hong_kong(),
        "calendar.england_wales.yaml": united_kingdom("ENG"),
        "calendar.scotland.yaml": united_kingdom("SCT"),
        "calendar.target.yaml": target(),
    }
    for name, text in made.items():
        path = folder / name
        same = path.exists() and path.read_text(encoding="utf-8") == text
        differs = differs or not same
        if not same and not arguments.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'unchanged' if same else 'differs' if arguments.check else 'written'}")
    return 1 if arguments.check and differs else 0


if __name__ == "__main__":
    sys.exit(main())
