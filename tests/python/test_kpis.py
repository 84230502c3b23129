"""One test a key figure, on a few cases that fit in the head; every expected number was computed by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import amends

pytest.importorskip("polars", reason="polars is not installed: key figures are not computed")

from amends import analytics  # noqa: E402
from amends.analytics import Data, Period, kpi, kpis  # noqa: E402
from amends.analytics.kpis_quality import poisson_tail_bp  # noqa: E402

UTC = dt.timezone.utc
HOUR, DAY = 3_600_000_000, 86_400_000_000  # microseconds


def day(number: int, hour: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, number, hour, tzinfo=UTC)


MARCH = Period(day(1), day(1, month=4))
NOW = day(10, month=4)


def case(id: str, **facts: Any) -> dict[str, Any]:
    return {"case_id": id, "kind": "complaint", "is_complaint": True, "erased": False, "received_at": day(2), "reopens": 0, "overrides": 0, "handlers": 0, **facts}


def clock(case_id: str, **facts: Any) -> dict[str, Any]:
    return {"case_id": case_id, "kind": "decide", "statutory": True, "starts_at": day(2), "due_at": day(17), "state": "running", **facts}


def data(cases: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Data:
    return Data.from_rows(NOW, cases=cases, **tables)


def test_k1_received_and_per_1000_accounts() -> None:
    d = data([case("A"), case("B", received_at=day(31, 23)), case("C", received_at=day(1, month=4)), case("D", kind="drill"), case("E", is_complaint=False), case("F", erased=True)])
    found = kpi(d, "K1", MARCH, accounts=3_000)
    assert found["received"].value == 2 and found["received"].cases == ("A", "B")
    assert found["per 1,000 accounts, in hundredths"].value == 67  # 2 of 3,000: 0.6667 a thousand
    assert "accounts=" in (kpi(d, "K1", MARCH).figures[1].missing or "")


def test_k2_acknowledged_on_time() -> None:
    d = data([case(one) for one in "ABCD"], clocks=[
        clock("A", kind="acknowledge", due_at=day(3), met_at=day(2, 5), state="met"), clock("B", kind="acknowledge", due_at=day(3), met_at=day(3), state="met"),  # at the very instant is late
        clock("C", kind="acknowledge", due_at=day(4), state="breached"), clock("D", kind="acknowledge", due_at=day(3, month=4), met_at=day(2), state="met"), clock("A")])
    found = kpi(d, "K2", MARCH)["acknowledged on time"]
    assert (found.value, found.numerator, found.denominator, found.cases, found.population) == (3333, 1, 3, ("A",), ("A", "B", "C"))


def test_k3_first_response_median_and_p90() -> None:
    replies = {f"C{i:02}": day(2) + dt.timedelta(hours=i) for i in range(1, 11)}  # 1 to 10 hours
    d = data([case(id, first_reply_at=at) for id, at in replies.items()] + [case("X")])
    found = kpi(d, "K3", MARCH)
    assert found["median"].value == 5 * HOUR and found["p90"].value == 9 * HOUR and found["median"].denominator == 10
    assert found["median, working time"].value is None and "calendar" in (found["median, working time"].missing or "")
    halved = kpi(d, "K3", MARCH, working_time=lambda start, end: (end - start) // dt.timedelta(microseconds=2))
    assert halved["median, working time"].value == 5 * HOUR // 2


def test_k4_resolution_time() -> None:
    d = data([case("A", closed_at=day(3)), case("B", closed_at=day(6)), case("C", closed_at=day(12)), case("D", closed_at=day(2, month=4)), case("E")])
    found = kpi(d, "K4", MARCH)
    assert found["median"].value == 4 * DAY and found["p90"].value == 10 * DAY and found["p90"].population == ("A", "B", "C")


def test_k5_bands() -> None:
    long_ago = dt.datetime(2026, 1, 1, tzinfo=UTC)
    d = data([case("A", closed_at=day(3)), case("B", closed_at=day(30)), case("C", received_at=long_ago, closed_at=long_ago + dt.timedelta(weeks=8, seconds=86400 * 10)),
              case("D", received_at=day(1) - dt.timedelta(weeks=7), closed_at=day(1))])
    found = kpi(d, "K5", MARCH, working_days=lambda start, end: (end - start).days)
    assert [(figure.name, figure.value) for figure in found.figures] == [("<= 3 business days", 2500), ("<= 4 weeks", 2500), ("<= 8 weeks", 2500), ("> 8 weeks", 2500)]
    without = kpi(d, "K5", MARCH)
    assert without["<= 3 business days"].value is None and without["<= 4 weeks"].value == 5000


def test_k5_band_edges() -> None:
    start = day(2) - dt.timedelta(weeks=4)
    d = data([case("A", received_at=start, closed_at=day(2)), case("B", received_at=start, closed_at=day(2) + dt.timedelta(microseconds=1)),
              case("C", received_at=start - dt.timedelta(weeks=4), closed_at=day(2)), case("D", received_at=start - dt.timedelta(weeks=4, microseconds=1), closed_at=day(2))])
    found = kpi(d, "K5", MARCH)
    assert (found["<= 4 weeks"].cases, found["<= 8 weeks"].cases, found["> 8 weeks"].cases) == (("A",), ("B", "C"), ("D",))


def test_k6_statutory_compliance() -> None:
    d = data([case(one) for one in "ABCDE"], clocks=[
        clock("A", met_at=day(10), state="met"), clock("B", met_at=day(20), state="met"), clock("C", state="breached"),
        clock("D", due_at=day(30, month=4)),  # open and not yet due: outside the period
        clock("E", statutory=False, state="breached")])
    found = kpi(d, "K6", MARCH)["met in time"]
    assert (found.value, found.numerator, found.denominator, found.cases) == (3333, 1, 3, ("A",))
    april = kpi(d, "K6", Period(day(1, month=4), day(1, month=5)))["met in time"]
    assert april.value is None and april.denominator == 0  # runs and is not due yet


def test_k7_on_time_among_closed() -> None:
    d = data([case("A", closed_at=day(18)), case("B", closed_at=day(18)), case("C", closed_at=day(18)), case("D")], clocks=[
        clock("A", met_at=day(10), state="met"), clock("A", kind="regulator", met_at=day(20), due_at=day(19), state="met"),  # one of two late: late
        clock("B", met_at=day(16), state="met"), clock("D", state="breached")])
    found = kpi(d, "K7", MARCH)["on time"]
    assert (found.value, found.cases, found.population) == (5000, ("B",), ("A", "B"))  # C has no clock of law, D is not closed


def test_k8_backlog_and_age() -> None:
    d = data([case("A", received_at=day(2)), case("B", received_at=day(22)), case("C", received_at=day(12), closed_at=day(5, month=4)), case("D", closed_at=day(20)), case("E", received_at=day(2, month=4))])
    found = kpi(d, "K8", MARCH)
    assert found["open"].value == 3 and found["open"].cases == ("A", "B", "C")
    assert found["age, median"].value == 20 * DAY and found["age, p90"].value == 30 * DAY


def test_k9_flow_ratio() -> None:
    d = data([case("A"), case("B", closed_at=day(9)), case("C", received_at=day(1, month=2), closed_at=day(9)), case("D", received_at=day(1, month=2), closed_at=day(9))])
    found = kpi(d, "K9", MARCH)["closed by received"]
    assert (found.value, found.numerator, found.denominator) == (15000, 3, 2)  # more closed than came in


def test_k10_uphold_rate() -> None:
    d = data([case("A", closed_at=day(9), merit="full"), case("B", closed_at=day(9), merit="partial"), case("C", closed_at=day(9), merit="none"), case("D", closed_at=day(9)), case("E", merit="full")])
    found = kpi(d, "K10", MARCH)["upheld"]
    assert (found.value, found.cases, found.population) == (6667, ("A", "B"), ("A", "B", "C"))


def test_k11_redress_by_currency() -> None:
    closed = {"closed_at": day(9), "merit": "full"}
    d = data([case("A", **closed, owed_minor=30_000, owed_currency="CNY", claimed_minor=40_000, claimed_currency="CNY"),
              case("B", **closed, owed_minor=30_000, owed_currency="CNY", settled_minor=50_001, settled_currency="CNY", claimed_minor=60_000, claimed_currency="CNY"),
              case("C", **closed, owed_minor=9_000, owed_currency="HKD"), case("D", closed_at=day(9), merit="none", owed_minor=1, owed_currency="CNY"), case("E", **closed)])
    found = kpi(d, "K11", MARCH)
    assert (found["sum CNY"].value, found["mean CNY"].value, found["median CNY"].value) == (80_001, 40_001, 30_000)  # 40,000.5 rounds up
    assert found["paid by claimed CNY"].value == 8000 and found["sum HKD"].value == 9_000  # 80,001 of 100,000
    assert found["paid by claimed HKD"].value is None
    assert kpi(data([case("A", closed_at=day(9))]), "K11", MARCH).figures[0].missing


def test_k12_reopen_rate() -> None:
    d = data([case("A", closed_at=None, reopens=1), case("B", closed_at=day(9), last_closed_at=day(9)), case("C", closed_at=day(9)), case("D", reopens=1)], status=[
        {"case_id": "A", "status": "closed", "from_at": day(5), "seq": 9}, {"case_id": "A", "status": "reopened", "from_at": day(20), "seq": 10},
        {"case_id": "B", "status": "closed", "from_at": day(9), "seq": 9},
        {"case_id": "D", "status": "closed", "from_at": day(5), "seq": 9}, {"case_id": "D", "status": "reopened", "from_at": day(5) + dt.timedelta(days=31), "seq": 10}])
    assert (kpi(d, "K12", MARCH, window_days=30).figures[0].value, kpi(d, "K12", MARCH, window_days=30).figures[0].cases) == (2500, ("A",))
    assert kpi(d, "K12", MARCH, window_days=31).figures[0].cases == ("A", "D")


def test_k13_repeat_rate_over_twelve_months() -> None:
    d = data([case("A", complainant="p1", root_cause="process"), case("B", complainant="p1", root_cause="process", received_at=day(1, month=1)),
              case("C", complainant="p2", nature="fee_interest"), case("D", complainant="p2", nature="mis_selling"),
              case("E", complainant="p3", nature="other", received_at=dt.datetime(2025, 3, 20, tzinfo=UTC)), case("F", complainant="p3", nature="other"), case("G")])
    found = kpi(d, "K13", MARCH)["complainants with a repeat"]
    # p3's first complaint lies more than 12 months before the end of March? No: 1 April 2025 to 1 April 2026 leaves 20 March 2025 out.
    assert (found.value, found.numerator, found.denominator, found.cases) == (3333, 1, 3, ("A", "B"))
    assert "cases.complainant" in (kpi(data([case("A")]), "K13", MARCH).figures[0].missing or "")


def test_k14_first_handler_resolution() -> None:
    d = data([case("A", closed_at=day(9), handlers=1), case("B", closed_at=day(9), handlers=2), case("C", closed_at=day(9), handlers=1), case("D", closed_at=day(9)), case("E", handlers=1)])
    found = kpi(d, "K14", MARCH)["one handler"]
    assert (found.value, found.cases, found.denominator) == (6667, ("A", "C"), 3)


def test_k15_referred_outside() -> None:
    d = data([case("A", closed_at=day(9), transferred_at=day(5)), case("B", closed_at=day(9)), case("C", closed_at=day(9)), case("D", closed_at=day(9)), case("E", transferred_at=day(5))])
    found = kpi(d, "K15", MARCH)
    assert (found["referred outside"].value, found["referred outside"].cases) == (2500, ("A",))
    assert found["decision changed"].value is None and "outcome.decision_changed" in (found["decision changed"].missing or "")


def test_k16_mix() -> None:
    d = data([case("A", closed_at=day(9), case_status="withdrawn", settled_minor=5), case("B", closed_at=day(9), case_status="closed", settled_minor=5), case("C", closed_at=day(9), case_status="closed"), case("D", closed_at=day(9), case_status="replied")])
    found = kpi(d, "K16", MARCH)
    assert [(figure.name, figure.value) for figure in found.figures] == [("withdrawn", 2500), ("settled", 2500), ("adjudicated", 5000)]


def test_k17_names_what_nobody_writes() -> None:
    assert all(figure.value is None and "improvement.actions" in (figure.missing or "") for figure in kpi(data([case("A")]), "K17", MARCH).figures)


def test_k18_dissatisfied_with_the_rate_of_answers() -> None:
    d = data([case("A", closed_at=day(9), csat=1), case("B", closed_at=day(9), csat=2), case("C", closed_at=day(9), csat=3), case("D", closed_at=day(9))])
    found = kpi(d, "K18", MARCH)
    assert (found["dissatisfied"].value, found["dissatisfied"].cases, found["answers"].value) == (6667, ("A", "B"), 7500)
    assert "outcome.csat" in (kpi(data([case("A", closed_at=day(9))]), "K18", MARCH).figures[0].missing or "")


def test_k19_names_what_nobody_writes() -> None:
    assert "quality.samples" in (kpi(data([case("A")]), "K19", MARCH).figures[0].missing or "")


def test_k20_gap_of_vulnerable_customers() -> None:
    vulnerable = [f"V{i}" for i in range(5)]
    paid = {"owed_currency": "CNY", "claimed_minor": 100, "claimed_currency": "CNY"}
    cases = [case(id, closed_at=day(2) + dt.timedelta(days=4), merit="full" if i < 4 else "none", owed_minor=90 if i < 4 else None, **paid) for i, id in enumerate(vulnerable)]
    cases += [case(f"O{i}", closed_at=day(2) + dt.timedelta(days=6), merit="full" if i < 3 else "none", owed_minor=50 if i < 3 else None, **paid) for i in range(5)]
    found = kpi(data(cases), "K20", MARCH, vulnerable=vulnerable)
    assert [figure.value for figure in found.figures] == [2000, 4000, -2 * DAY]  # 80 % - 60 %; 90 % - 50 %; 4 days - 6
    assert set(vulnerable) < set(found.figures[0].cases)  # the number does not tell who they are
    few = kpi(data(cases), "K20", MARCH, vulnerable=vulnerable[:4])
    assert all(figure.value is None and "fewer than 5" in (figure.missing or "") for figure in few.figures)
    assert "P3" in (kpi(data(cases), "K20", MARCH).figures[0].missing or "")


def test_k21_agreement() -> None:
    looked = {"nature_confirmed": True}
    d = data([case("A", nature="fee", nature_machine="fee", nature_confidence=90, **looked), case("B", nature="fee", nature_machine="sale", nature_confidence=90, overrides=1, **looked),
              case("C", nature="sale", nature_machine="sale", nature_confidence=50, **looked), case("D", nature="fee", nature_machine="fee", nature_confirmed=False)])
    found = kpi(d, "K21", MARCH)
    # fee: 2·1/(2 + 1) = 2/3; sale: 2·1/(1 + 2) = 2/3. Confidence: |180 % - 100 %| + |50 % - 100 %| = 130 % of 3 cases.
    assert (found["macro-F1"].value, found["macro-F1"].cases, found["calibration error"].value, found["overridden"].value) == (6667, ("A", "C"), 4333, 2500)
    assert kpi(data([case("A")]), "K21", MARCH)["macro-F1"].missing


def test_k22_hot_spots() -> None:
    group = {"product_kind": "card", "unit": "U1", "nature": "fee_interest"}
    now = [case(f"N{i}", received_at=day(5), **group) for i in range(6)]
    before = [case(f"B{i}", received_at=day(10, month=1), **group) for i in range(3)]
    calm = [case(f"Q{i}", received_at=day(5), product_kind="loan", unit="U2", nature="collections") for i in range(1)]
    found = kpi(data(now + before + calm), "K22", MARCH).figures[0]
    # 31 of 90 days of 3 cases: mean 1.03; six or more has a chance of about 7 in 10,000.
    assert poisson_tail_bp(6, 3 * 31, 90) == 8 and found.value == 1 and found.cases == tuple(f"N{i}" for i in range(6))
    assert kpi(data(now + before + calm), "K22", MARCH, false_alarm_bp=7).figures[0].value == 0
    assert poisson_tail_bp(1, 1, 1) == 6322 and poisson_tail_bp(0, 5, 1) == 10_000  # 1 - 1/e = 63.212 %


def test_k23_lead_time_of_warnings() -> None:
    d = data([case(one) for one in "ABC"], clocks=[clock("A", first_warned_at=day(12)), clock("B", first_warned_at=day(15)), clock("C", first_warned_at=day(16)), clock("C", kind="reply")])
    assert kpi(d, "K23", MARCH).figures[0].value == 2 * DAY
    assert "first_warned_at" in (kpi(data([case("A")], clocks=[clock("A")]), "K23", MARCH).figures[0].missing or "")


def test_k24_cost() -> None:
    d = data([case("A", closed_at=day(9), owed_minor=30_000, owed_currency="CNY"), case("B", closed_at=day(9)), case("C", closed_at=day(9))])
    assert "handling minutes" in (kpi(d, "K24", MARCH).figures[0].missing or "")
    found = kpi(d, "K24", MARCH, minutes={"A": 90, "B": 30}, rate_per_hour=10_000, case_fee=500).figures[0]
    assert found.value == 20_000 + 30_000 + 1_000 and found.population == ("A", "B")  # two hours, the redress, two fees


def test_rates_of_call_backs_name_what_nobody_writes() -> None:
    for id in ("R1", "R2", "R3"):
        assert "answers.call_back" in (kpi(data([case("A")]), id, MARCH).figures[0].missing or "")


def test_every_figure_is_an_integer_or_names_what_is_missing() -> None:
    d = data([case("A", closed_at=day(9), merit="full", complainant="p", nature="fee", owed_minor=1, owed_currency="CNY")], clocks=[clock("A", met_at=day(9), state="met")])
    for empty in (d, data([])):
        for one in kpis(empty, MARCH):
            assert one.figures and one.rows()
            for figure in one.figures:
                assert type(figure.value) is int or (figure.value is None and figure.missing), (one.definition.id, figure)
                assert set(figure.cases) <= set(figure.population) or one.definition.id in ("K9",), (one.definition.id, figure)


def test_every_key_figure_is_defined_as_data() -> None:
    assert list(analytics.DEFINITIONS) == [f"K{i}" for i in range(1, 25)] + ["R1", "R2", "R3"]
    for one in analytics.DEFINITIONS.values():
        assert one.zh and one.en and one.formula and one.denominator and one.time_role and one.needs and one.version == 1
        assert one.unit in ("bp", "count", "us", "minor")
    with pytest.raises(amends.errors.InvalidArgument, match="K24"):
        kpi(data([]), "K99", MARCH)


def test_a_period_has_a_zone_and_an_end() -> None:
    with pytest.raises(amends.errors.InvalidArgument, match="zone"):
        Period(dt.datetime(2026, 3, 1), day(2))
    with pytest.raises(amends.errors.InvalidArgument, match="after it starts"):
        Period(day(2), day(2))
    assert MARCH.before == Period(day(1) - dt.timedelta(days=31), day(1))
