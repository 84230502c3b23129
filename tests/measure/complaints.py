"""Synthetic raw messages for measuring, the same for the same seed: python tests/measure/complaints.py 10000 7 > complaints.jsonl"""

from __future__ import annotations

import json
import random
import sys
from typing import Iterator

WORDS = (
    "the fee was charged twice on my card account and nobody answered my letter please refund the payment because your agent "
    "said it would be waived loan interest statement closed app branch"
).split()


def messages(count: int, seed: int) -> Iterator[dict[str, str]]:
    """Yields `count` messages of 120 words."""
    chance = random.Random(seed)
    for number in range(count):
        yield {
            "channel": "web",
            "at": "2026-03-01T00:00:00Z",
            "ref": f"g{seed}-{number}",
            "institution": "TESTBANK-US",
            "sender": f"c{number}@example.org",
            "body": " ".join(chance.choice(WORDS) for _ in range(120)),
        }


if __name__ == "__main__":
    for message in messages(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7):
        print(json.dumps(message))
