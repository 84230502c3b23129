"""``python -m amends.exports PATH --format ocel --db cases.db``: what ``amends export`` hands over to."""

from __future__ import annotations

import argparse
import json
import sys

import amends

from . import FORMATS, export

# The exit codes of the program (core/cli/context.hpp).
_EXIT = {
    2: ("invalid_argument",), 3: ("not_found",), 4: ("refused", "needs_person", "state"), 6: ("busy", "conflict", "unavailable", "deadline", "cancelled"), 7: ("corrupt", "io"), 70: ("internal",),
}
_CODES = {f"error.{name}": code for code, names in _EXIT.items() for name in names}
_BAD_INPUT = 5


def main(words: list[str] | None = None) -> int:
    """Parses the words, writes the export, prints what was written; gives an exit code."""
    parser = argparse.ArgumentParser(prog="amends export", description="Files for other tools, without names and texts. " + "; ".join(f"{name}: {about}" for name, (_, about) in FORMATS.items()))
    parser.add_argument("path")
    parser.add_argument("--format", choices=sorted(FORMATS))
    parser.add_argument("--db", default="amends.db")
    parser.add_argument("--table", action="append", default=None)
    parser.add_argument("--company")
    parser.add_argument("--by")
    parser.add_argument("--now")
    parser.add_argument("--packs", default="shipped")
    parser.add_argument("--overlay", action="append", default=[])
    parser.add_argument("--lang", default="en")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(words)
    options = {name: value for name, value in (("tables", given.table), ("company", given.company)) if value is not None}
    try:
        with amends.open(given.db, by=given.by, read_only=True, packs=given.packs, overlays=given.overlay, now=given.now, language=given.lang) as rt:
            done = export(rt, given.path, format=given.format, **options)
    except amends.AmendsError as error:
        print(f"{'错误' if given.lang.startswith('zh') else 'error'}: {error}", file=sys.stderr)
        return _CODES.get(error.code, _BAD_INPUT)
    except ImportError as error:
        print(f"error: the Python package amends is not built for {sys.executable} ({error}); name the interpreter that has it in AMENDS_PYTHON", file=sys.stderr)
        return _CODES["error.unavailable"]
    except KeyboardInterrupt:
        return 6
    print(json.dumps({"path": done.path, "format": done.format, "counts": done.counts}) if given.json else str(done))
    return 0


if __name__ == "__main__":
    sys.exit(main())
