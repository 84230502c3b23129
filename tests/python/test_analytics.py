"""The functions of amends.analytics, on planted cases and on a played file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from played import play

import amends

pl = pytest.importorskip("polars", reason="polars is not installed: amends.analytics is not tested")

from amends import analytics  # noqa: E402
from amends.analytics import Data, Period  # noqa: E402
from amends.analytics.clusters import cluster_records, similarity  # noqa: E402
from amends.analytics.hotspots import lift_percent  # noqa: E402

SOURCE = Path(__file__).resolve().parents[2]
UTC = dt.timezone.utc
NOW = dt.datetime(2026, 4, 1, tzinfo=UTC)
MARCH = Period(dt.datetime(2026, 3, 1, tzinfo=UTC), NOW)


def case(id: str, *, days_ago: int = 5, **facts: Any) -> dict[str, Any]:
    return {"case_id": id, "kind": "complaint", "is_complaint": True, "erased": False, "received_at": NOW - dt.timedelta(days=days_ago), "overrides": 0, "handlers": 0,
            "nature": "fee_interest", "product": "P-1", "unit": "U1", **facts}


def data(cases: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Data:
    return Data.from_rows(NOW, cases=cases, **tables)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play(tmp_path_factory.mktemp("analytics") / "cases.db")


# --- hot spots ---


def test_trace_A07_a_seeded_fee_cluster_ranks_first() -> None:
    cases = [case(f"F{i}") for i in range(9)] + [case(f"E{i}", days_ago=60) for i in range(6)]  # catalogue 3.3: 9 in 30 days, 6 in 90 before
    cases += [case(f"S{i}", nature="service_attitude", unit="U2") for i in range(12)] + [case(f"T{i}", days_ago=40 + i, nature="service_attitude", unit="U2") for i in range(36)]
    cases += [case(f"X{i}", nature=f"n{i}", unit="U3") for i in range(4)]
    found = analytics.hotspots(data(cases), by=["nature", "unit"])
    first = found.row(0, named=True)
    assert (first["nature"], first["count"], first["baseline"], first["lift_percent"], first["hot"]) == ("fee_interest", 9, 6, 450, True)
    assert first["growth_percent"] == 50 and first["before"] == 6 and first["cases"] == [f"F{i}" for i in range(9)]
    steady = found.filter(pl.col("nature") == "service_attitude").row(0, named=True)
    assert (steady["lift_percent"], steady["hot"]) == (100, False)  # 12 in 30 days are what 36 in 90 make expected


@pytest.mark.parametrize(("window", "baseline", "percent"), [(9, 6, 450), (5, 0, 1500), (0, 9, 0), (1, 6, 50), (2, 3, 200), (1, 200, 2)])
def test_lift_is_the_rule_of_the_dimensions(window: int, baseline: int, percent: int) -> None:
    assert lift_percent(window, baseline, 30, 90) == percent


def test_a_hot_spot_needs_five_cases_and_twice_the_lift() -> None:
    four = analytics.hotspots(data([case(f"F{i}") for i in range(4)]), by=["nature"])
    five = analytics.hotspots(data([case(f"F{i}") for i in range(5)]), by=["nature"])
    assert four["hot"].to_list() == [False] and five["hot"].to_list() == [True]
    assert analytics.hotspots(data([case(f"F{i}") for i in range(5)] + [case(f"B{i}", days_ago=60) for i in range(8)]), by=["nature"])["hot"].to_list() == [False]  # lift 188 %


def test_growth_and_rate_are_whole_numbers() -> None:
    cases = [case(f"F{i}") for i in range(5)] + [case(f"B{i}", days_ago=40) for i in range(3)]
    row = analytics.hotspots(data(cases), by=["unit"], customers={"U1": 30_000}).row(0, named=True)
    assert (row["growth_percent"], row["rate_per_100000"]) == (66, 17)  # 200 div 3; 16.67
    assert all(kind in (pl.String, pl.Int64, pl.Boolean, pl.List(pl.String)) for kind in analytics.hotspots(data(cases)).schema.values())


def test_groups_by_a_person_are_shown_from_five_cases_on() -> None:
    cases = [case(f"A{i}", seller="staff-a") for i in range(5)] + [case(f"B{i}", seller="staff-b") for i in range(4)]
    assert analytics.hotspots(data(cases), by=["seller"])["seller"].to_list() == ["staff-a"]


def test_what_cannot_be_grouped_is_said() -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="not by complainant"):
        analytics.hotspots(data([]), by=["complainant"])
    with pytest.raises(amends.errors.InvalidArgument, match="group unit"):
        analytics.hotspots(data([case("A")]), by=["nature"], customers={"U1": 1})
    assert analytics.hotspots(data([])).is_empty()


def test_taxonomy_drift() -> None:
    cases = [case(f"C{i}", nature="other" if i < 12 else "fee_interest") for i in range(100)]
    figure = analytics.taxonomy_drift(data(cases), MARCH)
    assert (figure.value, figure.numerator, figure.denominator) == (1200, 12, 100)  # catalogue 3.24, example 3


# --- clusters of demands ---

PLANTED = {
    "fee": "信用卡年费重复收取两次，客服一直说会退还年费，到现在没有处理，请退还年费。",
    "claim": "住院理赔材料已经齐全，理赔部门拖了三个月不给结论，请尽快支付理赔款。",
    "sale": "业务员承诺五年取回本金，现在退保只能拿回一小部分，要求全额退保。",
}


def planted(rt: amends.Runtime) -> dict[str, set[str]]:
    template = json.loads((SOURCE / "workflows" / "first_line" / "cases" / "K01.json").read_text(encoding="utf-8"))["case"]
    demand = {"fee": "refund", "claim": "claim_payment", "sale": "full_surrender"}
    groups: dict[str, set[str]] = {}
    for group, text in PLANTED.items():
        for i in range(3):
            record = json.loads(json.dumps(template))
            record["case"]["id"], record["channel"]["ref"] = f"CASE-{group.upper()}-{i}", f"{group}-{i}"
            record["parties"][0]["name"] = f"客户{group}{i}"
            record["text"]["docs"][0]["body"] = text + ["", "谢谢。", "等您的回复。"][i]
            record["demand"] = [{"id": "d1", "kind": demand[group], "amount": None, "text": text[-8:-1], "explicit": True, "evidence": "t1"}]
            record["money"], record["events"] = {}, []
            groups.setdefault(group, set()).add(rt.submit("first_line", record).id)
    return groups


def test_trace_D72_three_planted_groups_are_found(tmp_path: Path) -> None:
    with amends.open(tmp_path / "c.db", by="wang.yi", role="supervisor", purpose="monthly review", now="2026-03-02T01:00:00Z") as rt:
        rt.deploy("first_line")
        groups = planted(rt)
        found = analytics.demand_clusters(rt)
        assert sorted(map(sorted, groups.values())) == sorted(sorted(one.cases) for one in found)
        labels = {one.demand: "".join(one.label) for one in found}
        assert "年费" in labels["refund"] and "理赔" in labels["claim_payment"] and ("本金" in labels["full_surrender"] or "退保" in labels["full_surrender"])
        assert all(len(one.label) == 3 and one.leader == one.cases[0] for one in found)
        assert found == analytics.demand_clusters(rt)


def test_clusters_are_for_those_who_read_texts(played: Path) -> None:
    for role, purpose in (("analyst", None), ("handler", None), ("crisis_trained", "help")):
        with amends.open(played, by="a", role=role, purpose=purpose, read_only=True) as rt:
            with pytest.raises(amends.errors.Refused, match="purpose"):
                analytics.demand_clusters(rt)
    with amends.open(played, by="a", role="supervisor", purpose="review", read_only=True) as rt:
        assert len(analytics.demand_clusters(rt, smallest=1)) == 4


def test_names_and_numbers_make_no_likeness() -> None:
    def record(name: str, body: str) -> dict[str, Any]:
        return {"parties": [{"name": name}], "demand": [{"kind": "refund"}], "text": {"docs": [{"kind": "complaint", "body": body}, {"kind": "reply", "body": "我们已经收到"}]}}

    two = cluster_records({"B": record("欧阳长名字一", "欧阳长名字一 20260301 收费不对"), "A": record("欧阳长名字一", "欧阳长名字一 20260301 态度恶劣")})
    assert [one.cases for one in two] == [("A",), ("B",)]


def test_likeness_joins_at_sixty_percent() -> None:
    pieces = frozenset(f"{i:03}" for i in range(10))
    assert similarity(pieces, frozenset(list(sorted(pieces))[:6])) == 60
    assert similarity(pieces, frozenset([*sorted(pieces)[:6], "x"])) == 54
    assert similarity(pieces, frozenset()) == 0 and similarity(frozenset(), frozenset()) == 0


# --- rates ---


def test_on_time_rate_is_statutory_compliance() -> None:
    clocks = [{"case_id": "A", "kind": "decide", "statutory": True, "due_at": NOW - dt.timedelta(days=2), "met_at": NOW - dt.timedelta(days=3), "state": "met"},
              {"case_id": "B", "kind": "decide", "statutory": True, "due_at": NOW - dt.timedelta(days=2), "state": "breached"}]
    assert analytics.on_time_rate(data([case("A"), case("B")], clocks=clocks), MARCH).value == 5000


def test_repeat_rate_within_ninety_days() -> None:
    d = data([case("A", complainant="p1"), case("B", complainant="p1", days_ago=95), case("C", complainant="p2"), case("D", complainant="p2", days_ago=96), case("E", complainant="p3", nature="mis_selling"),
              case("F", complainant="p3", days_ago=30, nature="collections"), case("G")])
    figure = analytics.repeat_rate(d, MARCH)
    assert (figure.cases, figure.population, figure.value) == (("A",), ("A", "C", "E", "F"), 2500)  # 90 days is within, 91 is not; another nature is no repeat


def test_escalation_rate() -> None:
    d = data([case("A", regulator=True), case("B", media=True, regulator=True), case("C"), case("D"), case("E", litigation=False)], tasks=[{"case_id": "D", "id": "t", "escalations": 1}])
    figure = analytics.escalation_rate(d, MARCH)
    assert (figure.cases, figure.value) == (("A", "B", "D"), 6000)


def test_trace_D02_hours_by_severity_sum_up_to_the_log(played: Path) -> None:
    with amends.open(played, by="a", read_only=True, now="2026-04-01T00:00:00Z") as rt:
        d = Data.of(rt)
        answers = [row for row in rt.table("tasks").rows() if row["answered_at"]]
        answered_events = {(row["case_id"], row["seq"]) for row in rt.events().rows() if row["kind"] == "task_answered"}
    for by in ("severity", "role", "unit", "handler"):
        frame = analytics.workload(d, MARCH, by=by)
        assert frame["tasks"].sum() == len(answers)
        assert frame["minutes"].sum() == sum((row["answered_at"] - row["opened_at"]) // dt.timedelta(minutes=1) for row in answers)
    assert len(answers) <= len(answered_events)  # safety tasks are answered too, and are in no table


def test_workload_hides_who_has_few_cases() -> None:
    tasks = [{"case_id": f"C{i}", "id": "t", "answered_by": "staff-a" if i < 5 else "staff-b", "opened_at": NOW - dt.timedelta(days=3), "answered_at": NOW - dt.timedelta(days=2), "escalations": 0} for i in range(9)]
    frame = analytics.workload(data([case(f"C{i}") for i in range(9)], tasks=tasks), MARCH, by="handler")
    assert frame.to_dicts() == [{"handler": "staff-a", "tasks": 5, "cases": 5, "minutes": 7200}, {"handler": None, "tasks": 4, "cases": 4, "minutes": 5760}]
    with pytest.raises(amends.errors.InvalidArgument, match="not by 'mood'"):
        analytics.workload(data([]), MARCH, by="mood")


# --- experience ---


def test_emotion_shift_before_and_after() -> None:
    shifts = [-20, -10, 0, 5, -30]
    cases = [case(f"C{i}", emotion_first=40, emotion_first_seq=3, emotion_last=40 + shift, emotion_last_seq=9) for i, shift in enumerate(shifts)] + [case("ONCE", emotion_first=90, emotion_first_seq=3, emotion_last=90, emotion_last_seq=3)]
    figures = {figure.name: figure.value for figure in analytics.emotion_shift(data(cases), MARCH)}
    assert figures == {"median": -10, "calmer": 6000, "unchanged": 2000, "stronger": 2000}
    few = analytics.emotion_shift(data(cases[:4]), MARCH)
    assert all(figure.value is None and "fewer than 5" in (figure.missing or "") for figure in few)


def closed(id: str, **facts: Any) -> dict[str, Any]:
    return case(id, closed_at=NOW - dt.timedelta(days=1), **facts)


def test_trace_C16_satisfaction_of_fewer_than_five_is_hidden() -> None:
    five = [closed(f"C{i}", csat=i + 1) for i in range(5)] + [closed("N")]
    shown = {figure.name: figure.value for figure in analytics.csat(data(five), MARCH)}
    assert shown == {"mean in hundredths": 300, "answers": 8333}
    hidden = analytics.csat(data(five[1:]), MARCH)
    assert all(figure.value is None and not figure.cases and "fewer than 5" in (figure.missing or "") for figure in hidden)
    assert "outcome.csat" in (analytics.csat(data([closed("A")]), MARCH)[0].missing or "")


def test_retention_after_ninety_days() -> None:
    cases = [closed(f"C{i}", kept_90d=i != 0) for i in range(5)]
    assert analytics.retention(data(cases), MARCH).value == 8000
    assert analytics.retention(data(cases[1:]), MARCH).value is None
    assert "outcome.kept_90d" in (analytics.retention(data([closed("A")]), MARCH).missing or "")


def test_theory_report_says_what_nobody_asks_yet() -> None:
    found = analytics.theory_report(data([case("A"), case("B", media=True), case("C", regulator=True), case("D")]), MARCH)
    assert {figure.name: figure.value for figure in found["responses"]} == {"to us alone": 5000, "to a third party": 2500, "in public": 2500}
    assert len(found["expectation_gap"]) == 5 and all("evaluation" in (figure.missing or "") for figure in found["expectation_gap"])


def test_who_is_vulnerable_is_read_by_those_who_may(played: Path) -> None:
    with amends.open(played, by="a", read_only=True) as rt:
        with pytest.raises(amends.errors.Refused, match="P3"):
            analytics.vulnerable_cases(rt)
    with amends.open(played, by="a", role="supervisor", purpose="fair outcomes", read_only=True) as rt:
        expected = [id for id in ("CASE-K01", "CASE-K03", "CASE-K08", "CASE-K12") if any(one["status"] in ("suspected", "confirmed") for one in rt.case(id).record["flags"].get("vulnerability") or [])]
        assert analytics.vulnerable_cases(rt) == expected


# --- reports ---


def test_trace_A11_each_reader_has_a_view_and_no_view_names_anybody(played: Path) -> None:
    with amends.open(played, by="a", read_only=True, now="2026-04-01T00:00:00Z") as rt:
        d = Data.of(rt)
        personal = {column.name for table in rt.tables("cases", "tasks") for column in table.columns if column.privacy == "P2"}
        ids = {row["case_id"] for row in rt.cases_table().rows()}
    assert personal >= {"complainant", "seller", "first_handler", "answered_by"}
    texts = {}
    for role in ("executive", "legal", "operations", "manager", "handler"):
        report = analytics.role_report(d, role, MARCH)
        texts[role] = whole = report.markdown("zh") + report.markdown("en") + report.csv() + json.dumps(report.chart())
        assert "staff-" not in whole and "person-" not in whole and not any(id in whole for id in ids)
        for rows in (report.figures, report.hotspots, report.workload):
            assert not any(personal & set(row) for row in rows)
    assert len(set(texts.values())) == 5
    assert "K23" in texts["legal"] and "K23" not in texts["executive"]
    with pytest.raises(amends.errors.InvalidArgument, match="executive, legal"):
        analytics.role_report(d, "visitor", MARCH)


def test_a_report_in_both_languages_as_text_csv_and_chart(played: Path) -> None:
    import csv
    import io

    with amends.open(played, by="a", read_only=True, now="2026-04-01T00:00:00Z") as rt:
        report = analytics.role_report(Data.of(rt), "manager", MARCH)
    assert "# 管理者视图" in report.markdown("zh") and "# Manager's view" in report.markdown("en")
    assert "无：outcome.csat" in report.markdown("zh")
    rows = list(csv.DictReader(io.StringIO(report.csv())))
    assert len(rows) == len(report.figures) and rows[0]["kpi"] == "K6"
    chart = report.chart()
    assert chart["mark"] == "bar" and all(type(row["basis points"]) is int for row in chart["data"]["values"])


def test_a_played_file_gives_the_figures_that_its_cases_have(played: Path) -> None:
    with amends.open(played, by="a", read_only=True, now="2026-04-01T00:00:00Z") as rt:
        d = Data.of(rt)
    assert analytics.kpi(d, "K1", MARCH)["received"].value == 4
    assert analytics.kpi(d, "K6", MARCH)["met in time"].value == 10_000
    merits = dict(d.cases.select("case_id", "merit").iter_rows())
    assert set(analytics.kpi(d, "K10", MARCH)["upheld"].cases) == {id for id, merit in merits.items() if merit in ("full", "partial")}
    assert analytics.kpi(d, "K11", MARCH)["sum CNY"].cases


def test_frames_from_rows_refuse_what_is_no_column() -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="no column color"):
        data([{"case_id": "A", "color": "red"}])
    with pytest.raises(amends.errors.InvalidArgument, match="no table letters"):
        Data.from_rows(NOW, letters=[])


# --- what the pages show ---


@pytest.mark.parametrize("page", ["analytics.md", "exports.md"])
def test_the_blocks_of_the_pages_run(page: str, played: Path, tmp_path: Path) -> None:
    import re
    import shutil
    import sqlite3
    import subprocess
    import sys

    text = (SOURCE / "python" / "docs" / page).read_text(encoding="utf-8")
    shutil.copy(played, tmp_path / "cases.db")
    (tmp_path / "out").mkdir()
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    for code in blocks:
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, code + done.stderr
    with amends.open(played, by="a", role="supervisor", purpose="test", read_only=True) as rt:
        rt.snapshot(tmp_path / "copy.db", views=True)
    for code in re.findall(r"```sql\n(.*?)```", text, re.DOTALL):
        with sqlite3.connect(tmp_path / "copy.db") as db:
            db.execute(code).fetchall()


@pytest.mark.parametrize("name", ["frames", "hotspots", "kpis_quality", "reports"])
def test_the_examples_in_docstrings_run(name: str) -> None:
    import doctest
    import importlib

    result = doctest.testmod(importlib.import_module(f"amends.analytics.{name}"))
    assert result.failed == 0 and result.attempted > 0
