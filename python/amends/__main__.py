"""``python -m amends`` and the console script ``amends``: hand over to the packaged program."""

from __future__ import annotations

import os
import sys

from .installed import installation


def main() -> None:
    """Replaces this process by the program; its exit code is the script's."""
    program = installation() / "bin" / "amends"
    if not program.exists():
        sys.exit(f"error: the program {program} is missing; install the package again with pip install amends")
    os.execv(program, [str(program), *sys.argv[1:]])


if __name__ == "__main__":
    main()
