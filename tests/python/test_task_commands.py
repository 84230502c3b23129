"""What a person needs to answer a task: the form in words, and sums as people write them."""

from __future__ import annotations

from command_line_kit import BAD_INPUT, OK, Line, full, line, stocked  # noqa: F401  (fixtures)

FOUND = ["decision=upheld", "findings=charged twice", "basis=fee schedule 3", "reason=clear"]


def test_a_task_that_approves_nothing_shows_its_whole_form(full: Line) -> None:  # noqa: F811
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    shown = full("task", "show", case, "decision#1", "--db", "cases.db").stdout
    for part in ("decision: Decision (must be given)", "upheld (Upheld)", "amount: Amount\n      a sum, such as 300.00CNY", "What is owed is paid in full", "amends task answer " + case + " decision#1 --by NAME"):
        assert part in shown, shown
    assert "who:" not in shown, "who answers is known from --by"
    zh = full("task", "show", case, "decision#1", "--db", "cases.db", "--lang", "zh").stdout
    assert "decision：决定（必填）" in zh and "金额，如 300.00CNY" in zh and "应填写" in zh, zh


def test_a_sum_is_written_as_people_write_it(full: Line) -> None:  # noqa: F811
    case = full.json("case", "list", "--db", "cases.db")[0]["id"]
    for wrong in ("300", "300.001CNY", "3,00CNY", "lots"):
        full.fails(BAD_INPUT, "amount", "task", "answer", case, "decision#1", "--db", "cases.db", "--by", "li.na", f"amount={wrong}", *FOUND)
    done = full("task", "answer", case, "decision#1", "--db", "cases.db", "--by", "li.na", "amount=1,300.00 CNY", *FOUND)
    assert done.returncode == OK, done.stderr
    answered = [event for event in full.json("case", "journal", case, "--db", "cases.db", "--by", "li.na", "--purpose", "test") if event["kind"] == "task_answered"]
    assert answered[-1]["payload"]["answer"]["amount"] == {"minor": 130000, "currency": "CNY"}
