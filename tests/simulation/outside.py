"""Runs the two checkers that need nothing of Amends over many forged journals at once. Usage: outside.py VERIFY_OUTSIDE CHECK_BUNDLE FOLDER...

Prints one line of JSON a folder: {"journal": [faults], "bundles": {file: [faults]}}. A checker that cannot read the file says so in a fault."""
import importlib.util
import json
import sqlite3
import sys
from pathlib import Path


def load(path):
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


journal, bundle = load(sys.argv[1]), load(sys.argv[2])
for folder in sys.argv[3:]:
    path = folder + "/cases.db"
    try:
        found = journal.check(path)[3] + journal.check_reads(path)
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        found = [f"cannot be read: {error}"]
    bundles = {}
    for file in sorted(Path(folder).glob("*.bundle")):
        try:
            bundles[file.name] = bundle.check(json.loads(file.read_text(encoding="utf-8")), {})
        except (KeyError, TypeError, ValueError) as error:
            bundles[file.name] = [f"cannot be read: {error!r}"]
    print(json.dumps({"journal": found, "bundles": bundles}))
