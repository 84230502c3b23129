"""Word lists at 5,000 terms: our matcher beside Hyperscan, daachorse and pyahocorasick, in turns, over the same seeded text.

    python tests/measure/lexicon.py [--rounds 7] [--megabytes 10] [--terms 5000] [--seed 7]

Needs `build/release/bench/lexicon_bench` (cmake --build build/release --target lexicon_bench; with Hyperscan when libhyperscan-dev was there at
configure time) and, in the Python that runs this, `pip install daachorse pyahocorasick`. What is absent is named and left out.

The text is normalised, half Chinese and half English, in documents of 1,000 code points, as complaints are. Clauses of complaints follow each
other at random, and terms are strewn in until one hit comes about every 60 bytes: in 200 Chinese complaints of our measuring data one comes
every 45 bytes, in 3,000 English ones every 99. The terms are those of the shipped packs, with their `negatable`, filled up at random to the
number asked for: two Chinese terms to one English.

Each matcher does what it is for. Ours: items 1 to 3 of catalogue 0.2, that is the longest term at each position with word borders, blanks of
any number, consumption and negation, and spans in the original. daachorse and pyahocorasick: longest term at each position. Hyperscan: each
end of each term (no start, no border).
Times are CPU time of one thread; MB are bytes of UTF-8, 10^6. A figure is the median of the rounds, a ratio the median of the ratios within a
round. A document lies in the cache when its clock starts, for every matcher: in the product the normaliser has just written it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path
from typing import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
CODE_POINTS_AT_A_TIME = 4_000  # between two looks at the clock, as in lexicon_bench
MASK = (1 << 64) - 1

# Parts of clauses: one of each column, at random.
ZH = (
    ("我", "我爱人", "我母亲", "本人", "我们一家", "我朋友", "家里老人", "我和同事"),
    ("上个月", "去年底", "三月二十号", "前几天", "昨天下午", "签合同那天", "2025年6月", "等了两个星期以后"),
    ("在你们城南支行", "通过手机银行", "在柜台", "听电话里的客服", "跟着那位经理", "按照短信上的链接", "在网点大厅里", "打开对账单"),
    ("办了一张卡", "看到多出一笔36.5元", "存了一笔五年的定期", "交了第二年的保费", "问过两次进度", "填了三张表", "提交了身份证和流水", "换了新的号码"),
    ("，后来", "，结果", "，当时", "，可是", "，到现在", "，于是", "，没想到", "，随后"),
    ("系统里查不到记录", "对方让我再等一等", "没有人给一个准话", "换了三个人接电话", "短信只写了四个字", "余额少了1280元", "窗口说归另一个部门管", "网页一直打不开"),
    ("。", "。", "；", "，麻烦看一下。", "，这是第几次了？", "，单号20260318。", "，附上截图。", "！"),
)
EN = (
    ("i", "my wife", "my mother", "we", "the two of us", "a friend of mine", "my son", "our shop"),
    (" opened an account", " moved the balance", " signed a form", " sent in three documents", " spoke to somebody", " looked at the app", " paid 128.40", " waited at the counter"),
    (" on march 3", " last week", " in june 2025", " two days before the due date", " over the phone", " at the branch on king street", " by letter", " around noon"),
    (", and the line went dead", ", then the page froze", ", but the statement shows another amount", ", and a different person answered", ", so the letter came back",
     ", while the screen said pending", ", and the balance was lower by 36.50", ", though the text said otherwise"),
    (". ", ". ", "; ", ", for the second time. ", ", see the attached copy. ", ", reference 20260318. ", "? ", "! "),
)
ZH_PARTS = "账户卡单费率额度期限合同网点柜台短信流水理赔回执凭证还款利息客服经理系统密码本金保单条款分期年金基金收益净值赎回"
EN_PARTS = "account card policy branch letter statement agent fee rate balance transfer payment notice call form claim loan app interest refund".split()


def normalised(text: str) -> str:
    """Catalogue 0.2, item 1, for texts without combining marks: NFKC, then lower-case ASCII."""
    return re.sub("[A-Z]", lambda letter: letter[0].lower(), unicodedata.normalize("NFKC", text))


def is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def shipped_terms() -> dict[str, bool]:
    """Plain terms of the shipped packs and whether a negation drops them. The files have one flow-style row a line."""
    terms: dict[str, bool] = {}
    for file in sorted((ROOT / "workflows" / "packs" / "shipped" / "lex").glob("*.yaml")):
        default = file.name.split(".")[0] in {"emotion", "demands", "threats"}
        for line in file.read_text(encoding="utf-8").splitlines():
            found = re.match(r"\s*- \{.*?\bterm: ('(?:[^']|'')*'|[^,}]+)", line)
            if not found:
                continue
            term = found[1][1:-1].replace("''", "'") if found[1].startswith("'") else found[1].strip()
            flag = re.search(r"negatable: (true|false)", line)
            terms.setdefault(normalised(term), flag[1] == "true" if flag else default)
    return terms


def filled(terms: dict[str, bool], count: int, chance: random.Random) -> dict[str, bool]:
    """`count` of `terms` at random, or all and made-up ones beside them."""
    out = dict(chance.sample(list(terms.items()), min(count, len(terms))))
    while len(out) < count:
        if chance.random() < 2 / 3:
            made = "".join(chance.choice(ZH_PARTS) for _ in range(chance.randint(3, 5)))
        else:
            made = " ".join(chance.choice(EN_PARTS) for _ in range(chance.randint(2, 3)))
        out.setdefault(made, False)
    return out


def documents(terms: list[str], size: int, length_each: int, strewn: float, chance: random.Random, chinese: float = 0.44) -> list[str]:
    """Lines of normalised text, `size` bytes in all; a clause is in Chinese with probability `chinese`, after it comes a term with `strewn`."""
    terms_zh = [term for term in terms if not any(map(is_word, term))]
    terms_en = [term for term in terms if term.isascii()]
    out: list[str] = []
    made = 0
    while made < size:
        parts: list[str] = []
        length = 0
        while length < length_each:
            in_chinese = chance.random() < chinese  # 0.44: a clause in Chinese has some 100 bytes, one in English 80, and half the bytes are of each
            clause = "".join(chance.choice(column) for column in (ZH if in_chinese else EN))
            if chance.random() < strewn:
                clause += chance.choice(terms_zh) + "，" if in_chinese else chance.choice(terms_en) + ", "
            parts.append(clause)
            length += len(clause)
        if chance.random() < 0.2:  # so many complaints hold a line end or a typed apostrophe, which matching sees as plain ones
            parts[len(parts) // 2] += "it’s "
        text = normalised("".join(parts)[:length_each])
        out.append(text)
        made += len(text.encode())
    return out


class Program:
    """lexicon_bench with its files, waiting for commands."""

    def __init__(self, path: Path, folder: Path, name: str, terms: dict[str, bool], texts: list[str]) -> None:
        self.files = folder / f"{name}.terms", folder / f"{name}.text"
        self.files[0].write_text("".join(f"{int(negatable)}\t{term}\n" for term, negatable in terms.items()), encoding="utf-8")
        self.files[1].write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        self.process = subprocess.Popen([str(path), *map(str, self.files)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command: str) -> dict[str, int]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"lexicon_bench ended with code {self.process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


Spans = Iterator[tuple[int, int]]
Finder = Callable[..., list]
Matcher = tuple[Finder, "Callable[[list], Spans] | None"]


def python_matchers(terms: list[str], sample: list[str]) -> dict[str, Matcher]:
    """Name -> (what is timed: all hits of a text as a list, how to read spans of code points from it; None for a matcher over bytes)."""
    out: dict[str, Matcher] = {}
    try:
        import daachorse

        kind = daachorse.MATCH_KIND_LEFTMOST_LONGEST
        spans = lambda found: ((start, end) for start, end, _ in found)
        out["daachorse"] = daachorse.CharwiseDoubleArrayAhoCorasick(terms, kind).find, spans
        # Over UTF-8 it is quicker, though what it then reports are places of bytes; quickest when it has been shown a sample of the text to come.
        encoded = [term.encode() for term in terms]
        out["daachorse over bytes"] = daachorse.DoubleArrayAhoCorasick(encoded, kind).find, None
        out["daachorse over bytes, laid out for this text"] = daachorse.DoubleArrayAhoCorasick(encoded, kind, [text.encode() for text in sample]).find, None
    except ImportError:
        pass  # main names it
    try:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for term in terms:
            automaton.add_word(term, len(term))
        automaton.make_automaton()
        out["pyahocorasick"] = lambda text: list(automaton.iter_long(text)), lambda found: ((last + 1 - length, last + 1) for last, length in found)
    except ImportError:
        pass  # main names it
    return out


def timed(find: Finder, texts: Sequence[str | bytes]) -> tuple[float, int]:
    """CPU milliseconds of this thread, hits."""
    seconds = 0.0
    hits = at = 0
    while at < len(texts):
        some: list[str | bytes] = []
        size = 0
        while at < len(texts) and size < CODE_POINTS_AT_A_TIME:
            some.append(texts[at])
            hash(texts[at] + texts[at][:1])  # a copy reads it, so that it lies in the cache as for ours
            size += len(texts[at])
            at += 1
        begin = time.thread_time()
        found = [find(text) for text in some]
        seconds += time.thread_time() - begin
        hits += sum(map(len, found))
    return 1000 * seconds, hits


def digest(find: Finder, spans: Callable[[list], Spans], texts: list[str]) -> tuple[int, int]:
    """Hits and the digest of their spans that lexicon_bench makes."""
    hits = mark = 0
    for text in texts:
        for start, end in spans(find(text)):
            hits += 1
            mark = (mark * 1_000_003 + start * 31 + end) & MASK
    return hits, mark


def cross_check(program: Path, folder: Path, terms: dict[str, bool], texts: list[str]) -> bool:
    """Where no word border and no blank is at stake, ours and the others must find the same spans."""
    plain = {term: False for term in terms if not any(is_word(c) or c.isspace() for c in term)}
    bench = Program(program, folder, "check", plain, texts)
    mine = bench.ask("ours")
    bench.close()
    same = True
    for name, (find, spans) in python_matchers(list(plain), texts[:1]).items():
        if spans is None:
            continue
        hits, mark = digest(find, spans, texts)
        equal = (hits, mark) == (mine["hits"], mine["mark"])
        # pyahocorasick is told of, not held to it: when a longer term breaks off, iter_long goes on behind its first characters.
        same = same and (equal or name != "daachorse")
        print(f"check over {len(plain)} terms without word borders: ours {mine['hits']} hits, {name} {hits}, {'the same spans' if equal else 'other spans'}")
    return same


def main() -> int:
    options = argparse.ArgumentParser(description="Lexicon matching beside other matchers, in turns")
    options.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "bench" / "lexicon_bench")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--megabytes", type=int, default=10)
    options.add_argument("--terms", type=int, default=5000)
    options.add_argument("--document", type=int, default=1_000, help="code points of each document")
    options.add_argument("--strewn", type=float, default=0.55, help="terms after a clause, 0 to 1")
    options.add_argument("--seed", type=int, default=7)
    chosen = options.parse_args()
    if not chosen.program.exists():
        sys.exit(f"{chosen.program} is not there: cmake --build build/release --target lexicon_bench")
    chance = random.Random(chosen.seed)
    terms = filled(shipped_terms(), chosen.terms, chance)
    texts = documents(list(terms), 1_000_000 * chosen.megabytes, chosen.document, chosen.strewn, chance)
    size = sum(len(text.encode()) for text in texts)

    for module, package in (("daachorse", "daachorse"), ("ahocorasick", "pyahocorasick")):
        if not importlib.util.find_spec(module):
            print(f"{package} is not installed (pip install {package}); it is left out")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        same = cross_check(chosen.program, folder, terms, texts)
        matchers = python_matchers(list(terms), texts[: len(texts) // 10])
        encoded = [text.encode() for text in texts]
        bench = Program(chosen.program, folder, "all", terms, texts)
        rounds: list[dict[str, tuple[float, int]]] = []
        missing = ""
        for number in range(chosen.rounds + 1):  # the first one warms up
            one: dict[str, tuple[float, int]] = {}
            for command in ("ours", "normalise", "hyperscan"):
                answer = bench.ask(command)
                if "error" in answer:
                    missing = str(answer["error"])
                else:
                    one[command] = answer["ms"], answer["hits"]
            for matcher, (find, spans) in matchers.items():
                one[matcher] = timed(find, texts if spans else encoded)
            if number:
                rounds.append(one)
        bench.close()

    print(f"{len(terms)} terms, {size / 1e6:.2f} MB in {len(texts)} documents, {len(rounds)} rounds, seed {chosen.seed}; one hit every {size / rounds[0]['ours'][1]:.0f} bytes")
    label = {"ours": "ours", "normalise": "ours with UTF-8 decoding and normalisation", "hyperscan": "Hyperscan"}
    for key in rounds[0]:
        speed = [size / 1000 / one[key][0] for one in rounds]
        print(f"{label.get(key, key):46} {statistics.median(speed):8.1f} MB/s  (from {min(speed):.1f} to {max(speed):.1f})  {rounds[0][key][1]:>8} hits")
    if missing:
        print(f"of Hyperscan: not measured ({missing})")
    else:
        print(f"of Hyperscan: {statistics.median(one['hyperscan'][0] / one['ours'][0] for one in rounds):.2f}  (aim: at least 0.50)")
    if matchers:
        best = statistics.median(min(one[name][0] for name in matchers) / one["ours"][0] for one in rounds)
        print(f"of the best PyPI matcher: {best:.2f}  (aim: at least 1.50)")
    else:
        print("of the best PyPI matcher: not measured (pip install daachorse pyahocorasick)")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
