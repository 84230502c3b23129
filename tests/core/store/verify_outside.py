"""Checks a journal from the outside: standard library only, by core/store/FORMAT.md alone. Usage: verify_outside.py FILE.db

Prints one line for each fault and a last line "cases N, events N, commits N, faults N"; the exit status is 0 without faults, 1 with."""
import hashlib
import json
import os
import sqlite3
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def canonical(value):
    """RFC 8785 for what headers hold: text and integers. The keys are ASCII, so code point order is its order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def numbers(data):
    """Unsigned LEB128."""
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def check(path):
    wal = path + "-wal"
    mode = "mode=ro" if os.path.exists(wal) and os.path.getsize(wal) else "immutable=1"
    db = sqlite3.connect("file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?" + mode, uri=True)
    words = dict(db.execute("SELECT no, text FROM word"))
    faults, hashes, events = [], {}, 0
    cases = {no: row for no, *row in db.execute("SELECT no, id, workflow, definition, ref, seq, head, opened_at, changed_at FROM case_row")}

    place, prev = (None, 0), bytes(32)
    query = "SELECT case_no, seq, at, actor, kind, salt, payload, digest, hash FROM event ORDER BY case_no, seq"
    for case_no, seq, at, actor, kind, salt, payload, digest, stored in db.execute(query):
        events += 1
        case_id = cases[case_no][0] if case_no in cases else None
        if case_no != place[0]:
            place, prev = (case_no, 0), bytes(32)
        if seq != place[1] + 1:
            faults.append(f"{case_id} {place[1] + 1}: gone")
        if payload is not None:
            digest = sha256((salt or b"") + (payload if isinstance(payload, bytes) else payload.encode()))
        header = {"actor": words.get(actor), "at": at, "case": case_id, "format": 1, "kind": words.get(kind),
                  "payload": (digest or b"").hex(), "prev": prev.hex(), "seq": seq}
        if sha256(canonical(header)) != stored:
            faults.append(f"{case_id} {seq}: changed")
        place, prev, hashes[case_no, seq] = (case_no, seq), stored, stored
    times = {(case_no, seq): at for case_no, seq, at in db.execute("SELECT case_no, seq, at FROM event")}
    places = {(case_no, seq): n for case_no, seq, n in db.execute("SELECT case_no, seq, n FROM event")}
    for no, (case_id, _, _, _, seq, head, opened_at, changed_at) in cases.items():
        if hashes.get((no, seq)) != head or (no, seq + 1) in hashes:
            faults.append(f"{case_id} {seq}: the case row names another end")
        elif (times.get((no, 1)), times.get((no, seq))) != (opened_at, changed_at):
            faults.append(f"{case_id} {seq}: the case row names other times")

    listed, chain, commits, place, epochs = set(), bytes(32), 0, 0, 0
    for no, epoch, at, packed, stored in db.execute("SELECT no, epoch, at, list, hash FROM commit_row ORDER BY no"):
        commits += 1
        wrote, opened, flat = [], [], list(numbers(packed))
        for case_no, first, count in zip(flat[::3], flat[1::3], flat[2::3]):
            case_id, workflow, definition, ref, *_ = cases.get(case_no, [None] * 8)
            if first == 1:
                opened.append([case_id, words.get(workflow), words.get(definition), sha256(ref.encode()).hex() if ref else ""])
            for seq in range(first, first + count):
                if (case_no, seq) in listed or places.get((case_no, seq), place + 1) <= place:
                    faults.append(f"{case_id} {seq}: listed twice or out of order")
                place = max(place, places.get((case_no, seq), 0))
                listed.add((case_no, seq))
                wrote.append([case_id, seq, hashes.get((case_no, seq), b"").hex()])
        at = at or max((times.get((case_no, seq), 0) for case_no, first, count in zip(flat[::3], flat[1::3], flat[2::3]) for seq in range(first, first + count)), default=0)
        text = {"at": at, "epoch": epoch, "events": wrote, "format": 1, "no": no, "opened": opened, "prev": chain.hex()}
        if no != commits or epoch < epochs or sha256(canonical(text)) != stored:
            faults.append(f"commit {no}: changed")
        chain, epochs = stored, max(epoch, epochs)
    faults += [f"{cases.get(no, ['?'])[0]} {seq}: in no commit" for no, seq in sorted(hashes.keys() - listed)]
    return len(cases), events, commits, faults


def check_reads(path):
    """The record of reads beside the journal; none is an empty one."""
    if not os.path.exists(path + ".reads"):
        return []
    faults, last, chain = [], 0, bytes(32)
    db = sqlite3.connect("file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + ".reads?mode=ro", uri=True)
    query = "SELECT no, at, by, role, purpose, case_id, what, level, prev, hash FROM read ORDER BY no"
    for no, at, by, role, purpose, case_id, what, level, prev, stored in db.execute(query):
        header = {"at": at, "by": by, "case": case_id, "format": 1, "level": level, "no": no, "prev": prev.hex(), "purpose": purpose, "role": role, "what": what}
        if no != last + 1 or prev != chain or sha256(canonical(header)) != stored:
            faults.append(f"read {no}: changed or out of place")
        last, chain = no, stored
    return faults


if __name__ == "__main__":
    case_count, event_count, commit_count, found = check(sys.argv[1])
    found += check_reads(sys.argv[1])
    print(*found, sep="\n", end="\n" if found else "")
    print(f"cases {case_count}, events {event_count}, commits {commit_count}, faults {len(found)}")
    sys.exit(1 if found else 0)
