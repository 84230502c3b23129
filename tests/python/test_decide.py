"""`amends decide`: one decision by hand, its reasons, and the check of a table, for tables in YAML, of the packs and of DMN models."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import amends

PROGRAM = Path(amends.installation()) / "bin" / "amends"

TABLE = """
table: refund.level
version: 1.2.0
hit: first
inputs: [amount, vip]
rows:
  - {id: R1, when: {amount: '> 1000'}, then: {level: high}, because: {zh: 金额超过一千, en: more than one thousand}}
  - {id: R2, when: {amount: '> 100', vip: true}, then: {level: high}, because: {zh: 贵宾, en: a VIP}}
  - {id: R3, when: {amount: '<= 1000'}, then: {level: low}}
"""

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="refund" namespace="urn:refund">
  <inputData id="amount" name="claimed amount"><variable name="claimed amount" typeRef="number"/></inputData>
  <inputData id="day" name="day"><variable name="day" typeRef="date"/></inputData>
  <decision id="level" name="Level">
    <variable name="Level" typeRef="string"/>
    <informationRequirement><requiredInput href="#amount"/></informationRequirement>
    <decisionTable>
      <input label="claimed amount"><inputExpression typeRef="number"><text>claimed amount</text></inputExpression></input>
      <output/>
      <annotation name="why"/>
      <rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>"low"</text></outputEntry><annotationEntry><text>small</text></annotationEntry></rule>
      <rule><inputEntry><text>[100..200]</text></inputEntry><outputEntry><text>"middle"</text></outputEntry></rule>
      <rule><inputEntry><text>[200..300)</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="text" name="Text">
    <variable name="Text" typeRef="string"/>
    <informationRequirement><requiredDecision href="#level"/></informationRequirement>
    <informationRequirement><requiredInput href="#day"/></informationRequirement>
    <literalExpression><text>Level + " of " + string(day.year)</text></literalExpression>
  </decision>
</definitions>
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "refund.yaml").write_text(TABLE, encoding="utf-8")
        (folder / "refund.dmn").write_text(MODEL, encoding="utf-8")

    def __call__(self, *words: str, code: int = 0, lang: str = "en", **inputs: object) -> str:
        if inputs:
            (self.folder / "input.json").write_text(json.dumps({name.replace("_", " "): value for name, value in inputs.items()}), encoding="utf-8")
            words = (*words, "--input", "input.json")
        done = subprocess.run([str(PROGRAM), "decide", *words, "--lang", lang], cwd=self.folder, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, encoding="utf-8", timeout=240)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done.stdout if code in (0, 1) else done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_table_file_gives_output_row_and_reason(desk: Desk) -> None:
    told = desk("refund.yaml", amount=500, vip=True)
    assert told.splitlines()[0] == "refund.level: level: high"
    assert "R2" in told and "a VIP" in told and "sha256:" not in told
    assert "贵宾" in desk("refund.yaml", lang="zh", amount=500, vip=True)


def test_explain_names_the_first_cell_that_failed_version_and_hash(desk: Desk) -> None:
    told = desk("refund.yaml#refund.level", "--explain", amount=500, vip=False)
    assert [line.split() for line in told.splitlines() if line.startswith("R")] == [["R3", "level:", "low"], ["R1", "amount", ">", "1000", "500"], ["R2", "vip", "true", "false"]]
    assert "version 1.2.0, sha256:" in told


def test_json_holds_all_of_it(desk: Desk) -> None:
    told = json.loads(desk("refund.yaml", "--json", "--explain", amount=500))
    assert told["output"] == {"level": "low"} and told["hash"].startswith("sha256:") and told["version"] == "1.2.0"
    (table,) = told["tables"]
    assert table["hit"] == "first" and table["inputs"] == {"amount": 500, "vip": None}
    assert [row["row"] for row in table["matched"]] == ["R3"] and [row["row"] for row in table["missed"]] == ["R1", "R2"]


def test_a_table_of_the_packs_by_the_name_that_workflows_use(desk: Desk) -> None:
    assert desk("tables/severity#amount_points", amount=20000).splitlines()[0] == "amount_points: points: 10"
    assert "amount_pints" in desk("tables/severity#amount_pints", code=3, amount=1)
    assert "did you mean 'tables/severity#amount_points'" in desk("tables/severty#amount_points", code=3, amount=1)


def test_a_decision_of_a_model_with_what_it_rests_on(desk: Desk) -> None:
    told = desk("refund.dmn#Text", claimed_amount=150, day="2026-03-01")
    assert told.splitlines()[0] == "Text: middle of 2026"
    assert "Level (unique)" in told
    assert desk("refund.dmn#Level", claimed_amount=50).splitlines()[0] == "Level: low"
    assert "why: small" in desk("refund.dmn#Level", claimed_amount=50)


def test_a_null_says_why(desk: Desk) -> None:
    told = desk("refund.dmn#Level", claimed_amount=900)
    assert told.splitlines()[0] == "Level: no result" and "no rule matches" in told
    assert "both match" in desk("refund.dmn#Level", claimed_amount=200)
    assert "the input 'day' is not given" in desk("refund.dmn#Text", claimed_amount=1)


def test_the_check_finds_gaps_and_overlaps_with_an_example(desk: Desk) -> None:
    told = desk("refund.dmn", "--check", code=1)
    assert "gap: no row takes claimed amount = 300" in told
    assert "overlap: rows 2 and 3 both match claimed amount = 200" in told
    assert "缺口：没有一行适用于 claimed amount = 300" in desk("refund.dmn#Level", "--check", code=1, lang="zh")
    report = json.loads(desk("refund.dmn", "--check", "--json", code=1))
    assert report["tables"][0]["gaps"] == [{"claimed amount": 300}] and report["tables"][0]["overlaps"][0]["rows"] == ["2", "3"]
    assert "3 rows, no fault" in desk("refund.yaml", "--check")


def test_bad_input_is_a_sentence_with_its_place(desk: Desk) -> None:
    assert "name one of them as refund.dmn#\"Level\"" in desk("refund.dmn", code=2, claimed_amount=1)
    assert "did you mean 'Level'" in desk("refund.dmn#Levle", code=3, claimed_amount=1)
    assert "give the inputs as a JSON file" in desk("refund.yaml", code=2)
    assert "day: 'soon' is no date" in desk("refund.dmn#Text", code=5, claimed_amount=1, day="soon")
    (desk.folder / "refund.dmn").write_text(MODEL.replace("&lt; 100", "&lt; "), encoding="utf-8")
    assert "refund.dmn:12, column 2: in the decision 'Level': rule 1, input 'claimed amount': " in desk("refund.dmn#Level", code=5, claimed_amount=1)
    (desk.folder / "refund.dmn").write_text("<!DOCTYPE x>" + MODEL.split("\n", 1)[1], encoding="utf-8")
    assert "has a DOCTYPE" in desk("refund.dmn#Level", code=5, claimed_amount=1)
    assert "absent.dmn" in desk("absent.dmn", code=3, claimed_amount=1)


# In Python, and in the packs of an institution.

POINTS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="severity" namespace="urn:bank">
  <inputData id="amount" name="Amount"><variable name="Amount" typeRef="number"/></inputData>
  <decision id="points" name="amount_points">
    <variable name="amount_points"/>
    <informationRequirement><requiredInput href="#amount"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input label="Amount"><inputExpression typeRef="number"><text>Amount</text></inputExpression></input>
      <output name="points"/>
      <annotation name="zh"/><annotation name="en"/>
      <rule><inputEntry><text>&gt;= 200</text></inputEntry><outputEntry><text>30</text></outputEntry><annotationEntry><text>本行的大额</text></annotationEntry><annotationEntry><text>large for this bank</text></annotationEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""

TRIAGE = """
workflow: triage
version: 1.0.0
title: {zh: 分流, en: Triage}
steps:
  - intake: {stage: amends.intake}
  - level: {decide: "tables/severity#amount_points", with: {amount: 'money.claimed.minor / 100'}, set: {case.note_points: level.points}}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "bank"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "severity.dmn").write_text(POINTS, encoding="utf-8")
    return folder


def test_python_decides_and_explains(desk: Desk) -> None:
    told = amends.decide(desk.folder / "refund.yaml", {"amount": 500, "vip": False}, explain=True, language="en")
    assert told.output == {"level": "low"} and told.version == "1.2.0" and told.hash.startswith("sha256:") and told.inputs == {"amount": 500, "vip": False}
    assert [row.id for row in told.rows] == ["R3"] and [(row.id, row.input, row.cell, row.value) for row in told.missed] == [("R1", "amount", "> 1000", 500), ("R2", "vip", "true", False)]
    assert "level = low" in " ".join(str(told).split()) and "row that does not match" in str(told) and "R2" in told._repr_html_()
    assert "不符的行" in str(amends.decide(desk.folder / "refund.yaml", {"amount": 500}, explain=True, language="zh"))
    model = amends.decide(f"{desk.folder}/refund.dmn#Text", {"claimed amount": 150, "day": "2026-03-01"})
    assert model.output == "middle of 2026" and model.version is None
    assert amends.decide(f"{desk.folder}/refund.dmn#Text", {"claimed amount": 150}).not_given == ("day",)
    assert amends.decide("tables/severity#amount_points", {"amount": 20000}).output == {"points": 10}
    with pytest.raises(amends.errors.NotFound, match="did you mean 'tables/severity#amount_points'"):
        amends.decide("tables/severity#amount_pints", {"amount": 1})
    with pytest.raises(amends.errors.BadType, match="'soon' is no date"):
        amends.decide(f"{desk.folder}/refund.dmn#Text", {"claimed amount": 1, "day": "soon"})


def test_a_model_in_an_overlay_takes_the_place_of_a_table_for_stages(bank: Path, tmp_path: Path) -> None:
    found = {}
    for name, overlays in {"shipped": [], "bank": [bank]}.items():
        with amends.open(tmp_path / f"{name}.db", by="li.na", role="handler", purpose="test", overlays=overlays) as rt:
            rt.deploy("first_line")
            case = rt.submit("first_line", amends.samples()["K01"].record, at_received=True)
            found[name] = rt.case(case.id).record["analysis"]["classify"]["severity"]["parts"]["amount"]
    assert found["shipped"] < found["bank"] == 30


def test_a_decide_step_by_a_model_is_explained_in_the_review(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "triage.yaml").write_text(TRIAGE, encoding="utf-8")
    row = {"channel": "email", "body": "Please refund 300 yuan.", "ref": "m1", "sender": "a@example.org", "institution": "TESTBANK"}
    with amends.open(tmp_path / "cases.db", by="li.na", role="handler", purpose="test", overlays=[bank]) as rt:
        rt.deploy(tmp_path / "triage.yaml")
        case = rt.case(rt.submit("triage", row).id)
        (event,) = [event["payload"] for event in case.events if event["kind"] == "decided"]
        assert event["output"] == {"points": 30} and [one["row"] for one in event["matched"]] == ["1"] and event["hash"].startswith("sha256:")
        for text in (case.text("en"), str(case.view("decisions", "en")), case.decisions._repr_html_()):
            assert "tables/severity#amount_points" in text and event["hash"][:19] in text, text
        assert "large for this bank" in case.text("en") and "本行的大额" in case.text("zh")
        assert "amount = 300" in case.text("en")
        low = rt.case(rt.submit("triage", {**row, "ref": "m2", "body": "Please refund 30 yuan."}).id)
        assert ">= 200" in low.text("en"), "why the other row did not match"
        assert rt.decide("tables/severity#amount_points", {"amount": 100}).output == {"points": 0}
    with amends.open(tmp_path / "cases.db", by="li.na", role="handler", purpose="test") as rt:
        assert "The packs hold another table now" in rt.case(low.id).text("en")


def test_an_input_that_the_table_does_not_have_is_refused_where_the_workflow_is_deployed(tmp_path: Path) -> None:
    (tmp_path / "triage.yaml").write_text(TRIAGE.replace("{amount: ", "{amuont: "), encoding="utf-8")
    with amends.open(tmp_path / "cases.db") as rt:
        with pytest.raises(amends.errors.SchemaError, match="the table tables/severity#amount_points has no input 'amuont'; did you mean 'amount'"):
            rt.deploy(tmp_path / "triage.yaml")
