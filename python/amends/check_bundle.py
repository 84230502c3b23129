"""Checks the bundle of a case from the outside: standard library only, nothing of Amends. Copy this file where you need it.

    python check_bundle.py CASE.bundle [CHECKPOINTS]

CHECKPOINTS: lines "NUMBER HASH" that somebody kept elsewhere (`amends checkpoint`); a commit of the bundle that stands in it must have that hash.
Prints a line for each fault, and "case ID, events N, commits N, faults N"; the exit status is 0 without faults and 1 with.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["check", "main"]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """RFC 8785 for what is hashed: text and integers under ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(bundle: dict[str, Any], kept: dict[int, str]) -> list[str]:
    """The faults of a bundle, none when it is whole. ``kept``: hashes of commits by their number, kept elsewhere; may be empty. Raises KeyError, TypeError for what has not its shape."""
    if bundle.get("bundle") != 1:
        return ["this is no bundle of format 1"]
    faults: list[str] = []
    case = bundle["case"]
    if case["definition"] != "sha256:" + sha256(bundle["definition"].encode()):
        faults.append("definition: changed")

    prev, hashes = "0" * 64, {}
    for number, event in enumerate(bundle["events"], 1):
        digest = event["digest"]
        if event["payload"] is not None:
            digest = sha256(bytes.fromhex(event["salt"]) + event["payload"].encode())
        header = {"actor": event["actor"], "at": event["at"], "case": case["id"], "format": 1, "kind": event["kind"], "payload": digest, "prev": prev, "seq": number}
        if event["seq"] != number or sha256(canonical(header)) != event["hash"]:
            faults.append(f"event {number}: changed or out of place")
        prev = hashes[number] = event["hash"]

    seen, last = [], None
    for commit in bundle["commits"]:
        text = {name: commit[name] for name in ("at", "epoch", "events", "no", "opened", "prev")} | {"format": 1}
        if sha256(canonical(text)) != commit["hash"] or commit["hash"] != kept.get(commit["no"], commit["hash"]):
            faults.append(f"commit {commit['no']}: changed")
        if last and (commit["no"] <= last["no"] or (commit["no"] == last["no"] + 1 and commit["prev"] != last["hash"])):
            faults.append(f"commit {commit['no']}: does not follow commit {last['no']}")
        last = commit
        for owner, seq, stored in commit["events"]:
            if owner != case["id"]:
                continue
            seen.append(seq)
            if hashes.get(seq) != stored:
                faults.append(f"event {seq}: not as commit {commit['no']} lists it")
            reference = sha256(case["ref"].encode()) if case["ref"] else ""
            if seq == 1 and [owner, case["workflow"], case["definition"], reference] not in commit["opened"]:
                faults.append(f"commit {commit['no']}: opened the case otherwise")
    if seen != list(hashes):
        faults.append("the commits do not list every event once and in order")
    if last and bundle["newest"]["no"] == last["no"] and bundle["newest"]["hash"] != last["hash"]:
        faults.append("newest: not the last commit")
    return faults


def main(words: list[str]) -> int:
    """The program: prints the faults and a last line. Returns its exit status: 0 whole, 1 with faults, 2 for wrong words."""
    if len(words) not in (1, 2):
        print(__doc__)
        return 2
    bundle = json.loads(Path(words[0]).read_text(encoding="utf-8"))
    rows = [line.split() for line in Path(words[1]).read_text(encoding="utf-8").splitlines()] if len(words) == 2 else []
    found = check(bundle, {int(row[0]): row[1] for row in rows if len(row) >= 2})
    print(*found, sep="\n", end="\n" if found else "")
    print(f"case {bundle.get('case', {}).get('id')}, events {len(bundle.get('events', []))}, commits {len(bundle.get('commits', []))}, faults {len(found)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
