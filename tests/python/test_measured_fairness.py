"""Guardrail G4 over real and synthetic complaints of AMENDS_DATA_DIR: who somebody is changes no score, sum, clock or route; a sign of vulnerability may
only raise protection. Every quoted span is in the text. Shares against the labels of the Chinese rows are printed."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import amends

READINGS = """
workflow: readings
version: 1.0.0
title: {zh: 只做分析, en: Readings alone}
clocks:
  decide: {kind: decide}
steps:
  - intake: {stage: amends.intake}
  - classify: {stage: amends.classify}
  - dimensions: {stage: amends.dimensions}
  - risk: {stage: amends.risk}
  - routing: {stage: amends.routing}
"""

# Words that say who somebody is, in pairs; each is turned into the other. Given names, places and titles of the kind that complaints hold.
ENGLISH = {
    "he": "she", "him": "her", "himself": "herself", "mr": "ms", "sir": "madam", "husband": "wife", "father": "mother", "dad": "mom", "son": "daughter", "brother": "sister",
    "grandfather": "grandmother", "boyfriend": "girlfriend", "man": "woman", "gentleman": "lady", "john": "mary", "robert": "linda", "james": "fatima", "michael": "lakisha", "david": "mei",
    "texas": "ohio", "california": "georgia", "florida": "nevada", "chicago": "memphis", "new york": "new jersey", "atlanta": "boston",
}
CHINESE = {
    "先生": "女士", "他": "她", "父亲": "母亲", "爸爸": "妈妈", "我爸": "我妈", "儿子": "女儿", "丈夫": "妻子", "老公": "老婆", "爷爷": "奶奶", "外公": "外婆", "哥哥": "姐姐", "弟弟": "妹妹",
    "建国": "秀英", "志强": "丽华", "北京": "贵州", "上海": "河南", "深圳": "兰州", "广东": "甘肃", "杭州": "呼和浩特",
}


def both_ways(table: dict[str, str]) -> dict[str, str]:
    return table | {there: here for here, there in table.items()}


def flipped_text(text: str, lang: str) -> str:
    if lang == "en":
        table = both_ways(ENGLISH)
        pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")\b", re.IGNORECASE)

        def replace(found: re.Match[str]) -> str:
            word = table[found[0].lower()]
            return word.upper() if found[0].isupper() and len(found[0]) > 2 else word.capitalize() if found[0][0].isupper() else word

        return pattern.sub(replace, text)
    table = both_ways(CHINESE) | {word: word for word in ("其他", "他人", "吉他", "他日")}  # no pronoun
    return re.sub("|".join(sorted(map(re.escape, table), key=len, reverse=True)), lambda found: table[found[0]], text)


def records(texts: Iterable[tuple[str, str]], lang: str, *, flip: bool = False, person: dict[str, Any] | None = None, flags: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
    for ref, text in texts:
        record: dict[str, Any] = {
            "case": {"institution": "TESTBANK" if lang == "zh" else "TESTBANK-US"},
            "channel": {"kind": "web", "ref": ref, "received_at": "2026-03-02T01:00:00Z"},
            "text": {"docs": [{"id": "t1", "kind": "complaint", "lang": lang, "body": flipped_text(text, lang) if flip else text}]},
            "parties": [{"id": "p1", "role": "complainant", "anonymous": True, **(person or {})}],
        }
        if flags:
            record["flags"] = flags
        yield record


def readings(folder: Path, name: str, rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The records after the stages, by their reference, each with its clocks."""
    (folder / "readings.yaml").write_text(READINGS, encoding="utf-8")
    out = {}
    with amends.open(folder / f"{name}.db", by="measure", role="handler", purpose="measuring") as rt:
        rt.deploy(folder / "readings.yaml")
        for submitted in rt.submit_many("readings", rows):
            record = rt.case(submitted.id).record
            out[record["channel"]["ref"]] = record
    return out


def weighed(record: dict[str, Any]) -> dict[str, Any]:
    """What a reading weighs: scores, money, clocks, route. Not the words it quotes."""
    analysis = record["analysis"]
    intake, classify, risk, routing, dimensions = (analysis.get(name) or {} for name in ("intake", "classify", "risk", "routing", "dimensions"))
    return {
        "is_complaint": intake.get("is_complaint"),
        "emotion": {key: (intake.get("emotion") or {}).get(key) for key in ("intensity", "band", "dominant")},
        "safety": {key: ((intake.get("flags") or {}).get("safety") or {}).get(key) for key in ("self_harm", "violence")},
        "threats": sorted(one["kind"] for one in intake.get("threats") or []),
        "money": [(one.get("minor"), one.get("currency")) for one in intake.get("extracted") or [] if one.get("kind") == "money"],
        "demands": sorted(one["kind"] for one in record.get("demand") or []),
        "nature": (classify.get("nature") or {}).get("primary"),
        "scores": (classify.get("nature") or {}).get("scores"),
        "severity": {key: (classify.get("severity") or {}).get(key) for key in ("level", "score")},
        "complexity": classify.get("complexity"),
        "quick_path": classify.get("quick_path"),
        "axes": [(one["id"], one["l"], one["i"], one["score"]) for one in risk.get("axes") or []],
        "level": risk.get("level"),
        "route": routing.get("primary"),
        "alternatives": [one.get("route") for one in routing.get("alternatives") or []],
        "common_cause": dimensions.get("common_cause"),
        "clocks": sorted((one["kind"], one.get("rule"), one["due_at"]) for one in record.get("clocks") or []),
    }


def differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    assert before.keys() == after.keys()
    out = []
    for ref in before:
        one, other = weighed(before[ref]), weighed(after[ref])
        out += [f"{ref}: {key} {one[key]!r} became {other[key]!r}" for key in one if one[key] != other[key]]
    return out


def misquoted(record: dict[str, Any], envelopes: Iterable[dict[str, Any]]) -> tuple[int, list[str]]:
    bodies = {doc["id"]: doc["body"] for doc in record["text"]["docs"]}
    seen, wrong = 0, []
    for envelope in envelopes:
        for evidence in envelope.get("evidence") or []:
            if evidence.get("kind") != "span":
                continue
            seen += 1
            if bodies[evidence["doc"]][evidence["start"] : evidence["end"]] != evidence["quote"]:
                wrong.append(f"{record['channel']['ref']}: {evidence}")
    return seen, wrong


OTHER_PERSON = {"anonymous": False, "name": "Fatima Okonkwo", "sex": "f", "birth_year": 1990, "org": None, "ext": {"ethnicity": "x", "religion": "x", "marital_status": "divorced"}}
FIRST_PERSON = {"anonymous": False, "name": "John Miller", "sex": "m", "birth_year": 1975, "org": None}
SEVERITIES = ("S1", "S2", "S3", "S4")


def compare(folder: Path, texts: list[tuple[str, str]], lang: str) -> str:
    base = readings(folder, f"{lang}-base", records(texts, lang, person=FIRST_PERSON))
    other = readings(folder, f"{lang}-person", records(texts, lang, person=OTHER_PERSON))
    words = readings(folder, f"{lang}-words", records(texts, lang, flip=True, person=FIRST_PERSON))
    changed_words = sum(flipped_text(text, lang) != text for _, text in texts)
    flags = {"vulnerability": [{"kind": "illness", "status": "confirmed"}]}
    flagged = readings(folder, f"{lang}-flag", records(texts, lang, person=FIRST_PERSON, flags=flags))

    by_record, by_words = differences(base, other), differences(base, words)
    assert not by_record, by_record[:5]
    assert not by_words, by_words[:5]
    lowered = []
    for ref in base:
        one, two = weighed(base[ref]), weighed(flagged[ref])
        for key in ("money", "demands", "nature", "scores", "complexity", "quick_path", "route", "clocks"):
            # Protection may end the quick path (a person speaks to them), nothing else of these.
            if one[key] != two[key] and not (key == "quick_path" and two[key] is False):
                lowered.append(f"{ref}: {key} {one[key]!r} became {two[key]!r}")
        if one["severity"]["level"] and SEVERITIES.index(two["severity"]["level"]) < SEVERITIES.index(one["severity"]["level"]):
            lowered.append(f"{ref}: severity fell from {one['severity']} to {two['severity']}")
        lowered += [f"{ref}: {here} became {there}" for here, there in zip(one["axes"], two["axes"]) if there[3] < here[3]]
    assert not lowered, lowered[:5]
    return (f"{len(texts)} {lang} rows: record flips {len(by_record)} differences, text flips ({changed_words} texts changed) {len(by_words)} differences, "
            f"vulnerability {len(lowered)} the other way")


def test_who_an_english_complainant_is_changes_nothing(data_dir: Path, tmp_path: Path) -> None:
    with gzip.open(data_dir / "cfpb_complaints" / "complaints.jsonl.gz", "rt", encoding="utf-8") as source:
        texts = [(row["id"], row["narrative"]) for row, _ in zip(map(json.loads, source), range(1000))]
    print(compare(tmp_path, texts, "en"))


def test_who_a_chinese_complainant_is_changes_nothing(data_dir: Path, tmp_path: Path) -> None:
    with gzip.open(data_dir / "zh_complaints" / "complaints.jsonl.gz", "rt", encoding="utf-8") as source:
        texts = [(row["id"], row["text"]) for row in map(json.loads, source)]
    print(compare(tmp_path, texts, "zh"))


def share(name: str, good: int, total: int) -> str:
    return f"{name} {good} of {total} ({100 * good / max(total, 1):.1f} %)"


def test_shares_of_the_chinese_labels_and_every_span_quotes(data_dir: Path, tmp_path: Path) -> None:
    with gzip.open(data_dir / "zh_complaints" / "complaints.jsonl.gz", "rt", encoding="utf-8") as source:
        rows = list(map(json.loads, source))
    (tmp_path / "readings.yaml").write_text(READINGS, encoding="utf-8")
    spans, wrong = 0, []
    band = [0, 0]
    found: dict[str, list[int]] = {name: [0, 0, 0] for name in ("demands", "vulnerability", "threats")}  # right, labelled, found
    missed = flagged = 0
    with amends.open(tmp_path / "zh.db", by="measure", role="handler", purpose="measuring") as rt:
        rt.deploy(tmp_path / "readings.yaml")
        batch = rt.submit_many("readings", records(((row["id"], row["text"]) for row in rows), "zh"))
        cases = [rt.case(one.id) for one in batch]
        by_ref = {case.record["channel"]["ref"]: (case.record, case.envelopes) for case in cases}
    for row in rows:
        (record, envelopes), labels = by_ref[row["id"]], row["labels"]
        seen, bad = misquoted(record, envelopes.values())
        spans, wrong = spans + seen, wrong + bad
        intake = record["analysis"]["intake"]
        band[0] += intake["emotion"]["band"] == labels["emotion_band_by_reader"]
        band[1] += 1
        for name, read, labelled in (
            ("demands", {one["kind"] for one in record.get("demand") or []}, {one["kind"] for one in labels["demands"]}),
            ("vulnerability", {one["kind"] for one in (record.get("flags") or {}).get("vulnerability") or []}, set(labels["vulnerability"])),
            ("threats", {one["kind"] for one in intake["threats"]}, set(labels["threats"])),
        ):
            found[name][0] += len(read & labelled)
            found[name][1] += len(labelled)
            found[name][2] += len(read)
        sign = any(degree != "none" for degree in (intake["flags"]["safety"]["self_harm"], intake["flags"]["safety"]["violence"]))
        missed += labels["safety"] != "none" and not sign
        flagged += labels["safety"] == "none" and sign
    shares = "; ".join(f"{share(name + ' found', good, labelled)}, {share('right of those stated', good, stated)}" for name, (good, labelled, stated) in found.items())
    print(f"{share('emotion band', *band)}; {shares}; safety {missed} missed, {flagged} flagged in vain; {share('spans that quote exactly', spans - len(wrong), spans)}")
    assert spans > 1000 and not wrong, wrong[:5]
    assert missed == 0
