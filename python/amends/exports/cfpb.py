"""The sixteen columns of the public complaint database of the CFPB, in their order.

What the engine does not know stays empty: it has no ZIP code or state of a consumer, publishes no narrative (a consumer's consent and a scrubbing belong before
that), and the public response is the institution's to choose. ``Tags`` (older American, servicemember) rests on class P3 and stays empty too.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables import tables as make_tables
from .plain import csv_cell

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["COLUMNS", "answer_of", "timely", "write_cfpb"]

COLUMNS = (
    "Date received", "Product", "Sub-product", "Issue", "Sub-issue", "Consumer complaint narrative", "Company public response", "Company", "State", "ZIP code", "Tags", "Submitted via",
    "Date sent to company", "Company response to consumer", "Timely response?", "Complaint ID",
)
_DAYS_TO_ANSWER = 15
_PRODUCTS = {
    "card": "Credit card", "deposit": "Checking or savings account", "payment": "Money transfer, virtual currency, or money service", "loan": "Payday loan, title loan, personal loan, or advance loan",
}
_CHANNELS = {
    "phone": "Phone", "hotline_regulator": "Phone", "letter": "Postal mail", "email": "Email", "web": "Web", "app": "Web", "social": "Web", "media": "Web",
    "regulator": "Referral", "petition_office": "Referral", "mediation_body": "Referral", "court": "Referral",
}


def answer_of(case: dict[str, Any]) -> str:
    """``In progress`` until a final reply was sent; then by what was given: money, something else that was agreed to, or an explanation."""
    if not case["answered_final"]:
        return "In progress" if case["closed_at"] is None else "Closed with explanation"
    if (case["settled_minor"] or 0) > 0 or (case["owed_minor"] or 0) > 0:
        return "Closed with monetary relief"
    if case["merit"] in ("full", "partial"):
        return "Closed with non-monetary relief"
    return "Closed with explanation"


def timely(case: dict[str, Any], now: dt.datetime) -> str:
    """``Yes`` when the first reply came within fifteen calendar days of the complaint, or those days are not over."""
    due = case["received_at"] + dt.timedelta(days=_DAYS_TO_ANSWER)
    first = case["first_reply_at"]
    return "Yes" if (first or now) <= due else "No"


def _date(at: dt.datetime | None) -> str:
    return "" if at is None else at.date().isoformat()


def write_cfpb(runtime: "Runtime", path: Path, *, company: str | None = None) -> dict[str, int]:
    """One row a complaint (enquiries, drills and erased cases are none). ``company``: default the institution's id."""
    (cases,) = make_tables(runtime, "cases")
    now = dt.datetime.fromisoformat(runtime.now.replace("Z", "+00:00"))
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for case in cases.rows():
            if case["erased"] or case["kind"] != "complaint" or case["is_complaint"] is False:
                continue
            writer.writerow([csv_cell(cell) for cell in (
                _date(case["received_at"]), _PRODUCTS.get(case["product_kind"], case["product_kind"]), case["product"], case["nature"], case["root_cause"], None, None, company or case["institution"],
                None, None, None, _CHANNELS.get(case["channel"], "Web"), _date(case["opened_at"]), answer_of(case), timely(case, now), case["case_id"])])
            count += 1
    return {"complaints": count}
