"""Real and synthetic complaints from AMENDS_DATA_DIR through the first line: shares are printed, at least 99 % must be handled."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import amends

PROGRAM = amends.installation() / "bin" / "amends"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=600)


def test_a_thousand_english_complaints_are_handled(data_dir: Path, tmp_path: Path) -> None:
    rows = tmp_path / "english.jsonl"
    with gzip.open(data_dir / "cfpb_complaints" / "complaints.jsonl.gz", "rt", encoding="utf-8") as source:
        rows.write_text("".join(line for line, _ in zip(source, range(1000))), encoding="utf-8")
    done = run("run", "first_line", "--input", rows, "--db", tmp_path / "en.db", "--json")
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    print(f"{report['added']} of 1000 handled, {report['rejected']} rejected, {1000 * report['added'] / report['seconds_ms']:.0f} cases/s, natures {report['nature']}")
    assert report["added"] >= 990
    again = json.loads(run("run", "first_line", "--input", rows, "--db", tmp_path / "en.db", "--json").stdout)
    assert again["added"] == 0 and again["existed"] == report["added"]


def test_the_chinese_complaints_are_handled_and_compared_with_their_labels(data_dir: Path, tmp_path: Path) -> None:
    path = data_dir / "zh_complaints" / "complaints.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as source:
        labels = {row["id"]: row["labels"] for row in map(json.loads, source)}
    with amends.open(tmp_path / "zh.db", by="measure", role="handler", purpose="measuring") as rt:
        batch = rt.submit_many("first_line", amends.read(path))
        assert len(batch.cases) >= 0.99 * len(labels)
        # End to end a complaint that intake took for an enquiry has no nature; "by classify" asks the stage about it all the same.
        right = {"nature end to end": [0, 0], "nature by classify": [0, 0], "complaint": [0, 0], "amount": [0, 0]}
        missed = flagged = 0
        for submitted in batch:
            record = rt.case(submitted.id).record
            label = labels[record["channel"]["ref"]]
            intake = record["analysis"]["intake"]
            is_complaint = label["is_complaint"] is True
            right["complaint"][0] += intake["is_complaint"] is is_complaint
            right["complaint"][1] += 1
            if is_complaint:
                taken = record["analysis"].get("classify")
                asked = taken or rt.run_stage("classify", record)["result"]
                for name, reading in (("nature end to end", taken or {}), ("nature by classify", asked)):
                    right[name][0] += reading.get("nature", {}).get("primary") == label["nature"]
                    right[name][1] += 1
            found = {one.get("minor") for one in intake["extracted"]} | {record.get("money", {}).get("claimed", {}).get("minor")}
            for demand in label["demands"]:
                if demand["amount_minor"] is not None:
                    right["amount"][0] += demand["amount_minor"] in found
                    right["amount"][1] += 1
            sign = any(degree != "none" for degree in (intake["flags"]["safety"]["self_harm"], intake["flags"]["safety"]["violence"]))
            missed += label["safety"] != "none" and not sign
            flagged += label["safety"] == "none" and sign
        shares = ", ".join(f"{name} {good} of {total} ({100 * good / total:.1f} %)" for name, (good, total) in right.items())
        print(f"{shares}; safety {missed} missed, {flagged} flagged in vain")
        assert missed == 0 and flagged <= 4
