"""Letters that a step of a workflow sent, the list of what waits for delivery, and what a run counts: as the command line and Python show them."""

from __future__ import annotations

import json
from pathlib import Path

import amends
from test_command_line import BAD_INPUT, CASES, NOT_FOUND, OK, Line, line  # noqa: F401  (a fixture)

NOW = "2026-03-02T01:00:00Z"
LETTER = "您反映的年费300.00元已退回原卡。对本答复不满意的，可以在收到之日起30日内申请上级核查，可以申请调解，可以随时向金融监管部门投诉，也可以在诉讼时效期限内向法院起诉。"
BY_POST = """workflow: by_post
version: 1.0.0
title: {zh: 寄信, en: By post}
steps:
  - draft: {human: {role: handler, form: draft}}
  - sign: {human: {role: supervisor, form: signer, four_eyes_with: draft, shows: [draft.text]}}
  - post: {send: {kind: letter, to: 'TO', body: {text: draft.text}, wait: true}, requires_approval: sign, on: {refused: {error: refused, go: draft}, lost: {error: unavailable, go: look}}, go: end}
  - look: {human: {role: handler, form: delivery_inquiry, title: {zh: 查明原因, en: Find out why}}}
"""


def sent(database: Path, to: str = '"complainant"') -> str:
    """A case whose letter is in the outbox."""
    folder = database.parent / "by_post"
    folder.mkdir(exist_ok=True)
    (folder / "workflow.yaml").write_text(BY_POST.replace("TO", to), encoding="utf-8")
    with amends.open(database, by="li.na", role="handler", purpose="test", now=NOW, language="en") as rt:
        rt.deploy(folder)
        case = rt.submit("by_post", json.loads((CASES / "K01.json").read_text(encoding="utf-8"))["case"])
        rt.answer(case.id, "draft#1", {"kind": "letter", "text": LETTER, "reason": "r"})
        answer = {"decision": "signed", "name": "王怡", "position": "消费者权益保护部负责人", "reason": "r"}
        rt.answer(case.id, "sign#1", answer, by="wang.yi", role="supervisor", seen=rt.shown(case.id, "sign#1").digest)
        return str(case.id)


def show(line: Line, *words: str) -> str:  # noqa: F811
    done = line(*words, "--db", "cases.db", "--now", NOW, "--role", "handler")
    assert done.returncode == OK, done.stderr
    return str(done.stdout)


def test_a_letter_that_a_step_sent_is_a_letter_of_the_case(line: Line) -> None:  # noqa: F811
    database = line.folder / "cases.db"
    case = sent(database)
    sheet = show(line, "case", "letter", case)
    assert LETTER in sheet and "草稿" not in sheet, sheet
    assert sheet.rstrip().endswith("王怡\n\n消费者权益保护部负责人"), "who signed it stands below"
    assert sheet.startswith("> 收件人：投诉人；2026年3月2日 09:00（北京时间）放入发件箱；待送达\n"), sheet
    html = show(line, "case", "letter", case, "--format", "html")
    assert '<div class="block signature">\n<p>王怡</p>' in html
    assert f"<p>{LETTER}</p>" in html and "class=\"notice\"" not in html and html.count("<main") == 1
    for language, words in {"zh": ["答复信：已签发，待送达", "收件人：投诉人", f"amends case letter {case}"], "en": ["Letter: signed, waits for delivery", "To the complainant; in the outbox since", f"amends case letter {case}"]}.items():
        text = show(line, "case", "show", case, "--lang", language)
        for word in words:
            assert word in text, text
    with amends.open(database, by="li.na", role="handler", purpose="test", now=NOW) as rt:
        assert LETTER in rt.case(case).html("en")
        (got,) = rt.outbox.pull()
        rt.outbox.ack(got)
        assert rt.case(case).review("en")["parts"]["letter"]["state"] == "signed and delivered"
    sheet = show(line, "case", "letter", case)
    assert LETTER in sheet and "2026年3月2日 09:00（北京时间）已送达" in sheet, "the words stay when the outbox has forgotten them"


def test_a_letter_is_hidden_from_whom_the_case_is_hidden(line: Line) -> None:  # noqa: F811
    case = sent(line.folder / "cases.db", '"zhang.san@example.org"')
    text = line("case", "show", case, "--db", "cases.db", "--role", "analyst", "--lang", "en").stdout
    assert "退回原卡" not in text and "example.org" not in text and "signed, waits for delivery" in text, text
    assert "zhang.san@example.org" in show(line, "case", "show", case, "--lang", "en")
    assert "example.org" not in line("outbox", "list", "--db", "cases.db", "--role", "analyst", "--json").stdout


def test_a_case_without_any_letter_says_where_one_comes_from(line: Line) -> None:  # noqa: F811
    line.write("none/workflow.yaml", "workflow: none\nversion: 1.0.0\ntitle: {zh: 无, en: None}\nsteps:\n  - h: {human: {role: handler, form: step_back}}\n")
    assert line("run", "none", "--input", CASES / "K01.json", "--db", "cases.db", "--now", NOW).returncode == OK
    assert "`send` step" in line.fails(NOT_FOUND, "no letter yet", "case", "letter", "CASE-K01", "--db", "cases.db")


def test_the_outbox_says_to_whom_why_not_and_when_again(line: Line) -> None:  # noqa: F811
    database = line.folder / "cases.db"
    sent(database)
    with amends.open(database, by="post.room", role="handler", purpose="test", now=NOW, language="en") as rt:
        (got,) = rt.outbox.pull()
        rt.outbox.fail(got, "the address is not known")
        (row,) = rt.outbox.list()
        assert (row["to"], row["reason"], row["next_at"]) == ("complainant", "the address is not known", "2026-03-02T01:01:00Z")
    (row,) = line.json("outbox", "list", "--db", "cases.db", "--role", "handler")
    assert (row["to"], row["reason"], row["next_at"], row["failures"]) == ("complainant", "the address is not known", "2026-03-02T01:01:00Z", 1)
    english, chinese = show(line, "outbox", "list", "--lang", "en"), show(line, "outbox", "list", "--lang", "zh")
    for word in ("next try", "why it failed", "the complainant", "the address is not known", "2026-03-02 09:01"):
        assert word in english, english
    for word in ("收件人", "下次发送", "失败原因", "投诉人", "the address is not known", "2026-03-02 09:01"):
        assert word in chinese, chinese
    (hidden,) = line.json("outbox", "list", "--db", "cases.db", "--role", "analyst")
    assert (hidden["to"], hidden["reason"]) == ("complainant", "…")
    with amends.open(database, by="post.room", role="handler", purpose="test", now=NOW) as rt:
        rt.outbox.fail(got, "nobody of this name", for_good=True)
        (row,) = rt.outbox.list(status="parked")
        assert row["reason"] == "nobody of this name" and row["next_at"] is None, "it waits for a person"


def test_a_run_counts_each_clock_that_is_past_due(line: Line) -> None:  # noqa: F811
    clocks = "clocks:\n  acknowledge: {kind: acknowledge, from: channel.received_at, on_breach: escalate, to: supervisor}\n  decide: {kind: decide, from: channel.received_at, on_breach: escalate, to: supervisor}\n"
    line.write("two/workflow.yaml", "workflow: two\nversion: 1.0.0\ntitle: {zh: 两个时限, en: Two clocks}\n" + clocks + "steps:\n  - h: {human: {role: handler, form: step_back}}\n")
    late = ("--db", "cases.db", "--now", "2026-06-01T00:00:00Z")
    run = ("run", "two", "--input", CASES / "K01.json")
    assert line(*run, "--db", "cases.db", "--now", NOW).returncode == OK
    assert line("work", "--once", *late).returncode == OK
    assert line.json(*run, *late)["breached"] == {"acknowledge": 1, "decide": 1}
    text = line(*run, *late, "--lang", "en").stdout
    summary = text[text.index("clocks past due"):]
    assert "Acknowledgement" in summary and "Decision told to the complainant" in summary, summary
    (breached,) = [fault for fault in line.json("doctor", *late)["faults"] if fault["kind"] == "breached"]
    assert "," in breached["rows"][0]["what"] or "、" in breached["rows"][0]["what"], breached
    tasks = line.json("task", "list", *late)
    decided = next(task for task in tasks if task["id"] == "clock:decide:breach")
    assert decided["due_at"] == "2026-03-17T16:00:00Z"
    assert "作出处理决定并告知" in line("task", "list", *late, "--lang", "zh").stdout and "clock decide" not in line("task", "list", *late, "--lang", "en").stdout


def test_a_sum_without_its_currency_is_told_how_it_is_written(line: Line) -> None:  # noqa: F811
    line.write("sum/workflow.yaml", "workflow: sum\nversion: 1.0.0\ntitle: {zh: 金额, en: Sum}\nsteps:\n  - d: {human: {role: handler, form: officer_decision}}\n")
    assert line("run", "sum", "--input", CASES / "K01.json", "--db", "cases.db", "--now", NOW).returncode == OK
    answer = ("task", "answer", "CASE-K01", "d#1", "--db", "cases.db", "--now", NOW, "--by", "li.na", "--role", "handler", "decision=upheld", "findings=charged twice", "basis=fee table", "reason=r")
    line.fails(BAD_INPUT, r'amount="300 CNY"', *answer, "amount=300")
    assert line(*answer, "amount=300 CNY").returncode == OK


def test_a_timeline_names_steps_and_conditions_in_words(line: Line) -> None:  # noqa: F811
    steps = "  - h: {human: {role: handler, form: signer, title: {zh: 签发答复信, en: Sign the letter}}}\n  - w: {choose: [{when: 'h.decision = \"signed\"', go: done}, {else: h}]}\n  - done: {set: {case.status: '\"accepted\"'}}\n"
    line.write("told/workflow.yaml", "workflow: told\nversion: 1.0.0\ntitle: {zh: 经过, en: Told}\nsteps:\n" + steps)
    assert line("run", "told", "--input", CASES / "K01.json", "--db", "cases.db", "--now", NOW).returncode == OK
    assert line("task", "answer", "CASE-K01", "h#1", "--db", "cases.db", "--now", NOW, "--by", "li.na", "--role", "handler", "decision=signed", "name=li", "reason=r").returncode == OK
    assert "→ 状态改为：已受理（决定：签发）" in show(line, "case", "show", "CASE-K01", "--lang", "zh")
    assert "→ status becomes: accepted (Decision: Signed)" in show(line, "case", "show", "CASE-K01", "--lang", "en")
    history = line.json("history", "CASE-K01", "--db", "cases.db", "--role", "handler")
    assert any("决定：签发" in json.dumps(row, ensure_ascii=False) for row in history)
