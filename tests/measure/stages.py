"""What each loaded stage costs on a case with 20,000 code points of text, in Chinese and in English.

    PYTHONPATH=build/release python tests/measure/stages.py [--code-points 20000] [--rounds 5] [--seed 7]

The record is a shared case of `workflows/first_line/cases` whose complaint, and the draft that taboo_check reads, are seeded complaints with as
many listed words as real ones (lexicon.py). The stages run one after another over it, each with the results of those before, as a flow runs
them. A figure is the median CPU time of the whole process for one run: the record goes in, the envelope comes out, one thread works. The
aim is 50 ms a stage; a stage beyond 20 times the aim makes the exit code 1, which tells a run-away from a slow machine.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import amends
from lexicon import ROOT, documents, filled, shipped_terms

AIM_MS = 50
GUARD = 20
CASES = {"zh": "K01", "en": "K11"}
# verify asks a person for the findings; the stages after it are measured as if these had been given.
VERIFIED = {"case_merit": "full", "merit": {"d1": "full", "d2": "full"}, "facts_open": False, "evidence_strength": "strong"}


def in_order(manifests: list[dict[str, Any]]) -> list[str]:
    """Stage ids such that each comes after the loaded ones that it requires or can use; of several in the order of their names."""
    waiting = {one["id"]: {*one["requires"], *one.get("optional", [])} for one in manifests}
    out: list[str] = []
    while waiting:
        free = sorted(stage for stage, needs in waiting.items() if not needs & waiting.keys()) or sorted(waiting)[:1]
        out += free
        for stage in free:
            del waiting[stage]
    return out


def record_in(language: str, code_points: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    (text,) = documents(list(filled(shipped_terms(), 5000, chance)), 1, code_points, 0.55, chance, chinese=1.0 if language == "zh" else 0.0)
    record = json.loads((ROOT / "workflows" / "first_line" / "cases" / f"{CASES[language]}.json").read_text(encoding="utf-8"))["case"]
    record["text"]["docs"][0]["body"] = text
    record["answers"] = {"draft": {"text": text}}
    return dict(record)


def main() -> int:
    options = argparse.ArgumentParser(description="Milliseconds of each stage on a long case")
    options.add_argument("--code-points", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    worst: tuple[float, str] = (0.0, "")
    over: list[str] = []
    with tempfile.TemporaryDirectory() as folder, amends.open(Path(folder) / "cases.db", by="measure", role="handler", purpose="measuring") as rt:
        order = in_order(rt.stages())
        print(f"{'stage':28}" + "".join(f"{language + ', ms':>10}  {'status':12}" for language in CASES))
        rows: dict[str, list[str]] = {stage: [] for stage in order}
        for language in CASES:
            record = record_in(language, chosen.code_points, chosen.seed)
            for stage in order:
                envelope = rt.run_stage(stage, record)  # the first one compiles the lexicons
                taken: list[float] = []
                for _ in range(chosen.rounds):
                    begin = time.process_time()
                    rt.run_stage(stage, record)
                    taken.append(1000 * (time.process_time() - begin))
                ms = statistics.median(taken)
                worst = max(worst, (ms, f"{stage} in {language}"))
                if ms > AIM_MS:
                    over.append(f"{stage} in {language}")
                rows[stage].append(f"{ms:10.1f}  {envelope['status']:12}")
                if stage == "amends.verify":
                    record["analysis"]["verify"] = {**(envelope["result"] or {}), **VERIFIED}
                elif envelope["result"] is not None:
                    record.setdefault("analysis", {})[stage.removeprefix("amends.")] = envelope["result"]
        for stage, cells in rows.items():
            print(f"{stage:28}" + "".join(cells))
    print(f"slowest: {worst[1]}, {worst[0]:.1f} ms; aim {AIM_MS} ms a stage with {chosen.code_points} code points; over it: {', '.join(over) or 'none'}")
    return 1 if worst[0] > GUARD * AIM_MS else 0


if __name__ == "__main__":
    raise SystemExit(main())
