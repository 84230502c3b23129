#!/usr/bin/env python3
"""Writes `shipped/lex/zh.t2s.tsv`, the one-to-one traditional to simplified table of the text kit (catalogue 0.2, item 2).

Source of the pairs: the character table TSCharacters.txt of OpenCC (Apache-2.0), as carried by the Python package
`opencc-python-reimplemented` 0.1.7. Where OpenCC offers several simplified characters the first, its default, is taken.
Run it after `pip install opencc-python-reimplemented`, or name the file: make_t2s.py [TSCharacters.txt]
"""
import importlib.util
import pathlib
import sys

# Everyday Cantonese words, which the lexicons hold as they are: folding would break them (係 would become 系).
KEPT = set("係冇唔嘅佢咗啲嗰畀俾喺嚟嘢咁咪㗎乜嘥")
# Forms of complaint language (睡不著, 瞭解, 藉口, 搵) for which the source's first candidate is no simplified character in use.
EXTRA = {"著": "着", "瞭": "了", "藉": "借", "搵": "揾"}
HEADER = """\
# Traditional TAB simplified, one pair of characters a line; lines with # are comments.
# Pairs taken from OpenCC, TSCharacters (Apache-2.0), first candidate each, CJK Unified Ideographs U+4E00..U+9FFF
# only. Left out on purpose: Cantonese words such as 係. The few exceptions are listed in make_t2s.py, which writes this file.
"""


def main():
    if len(sys.argv) > 1:
        source = pathlib.Path(sys.argv[1])
    else:
        found = importlib.util.find_spec("opencc")
        if found is None:
            sys.exit("make_t2s.py: the package opencc-python-reimplemented is not installed; install it or name TSCharacters.txt")
        source = pathlib.Path(found.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = dict(EXTRA)
    for line in source.read_text(encoding="utf-8").splitlines():
        cells = line.split()
        if len(cells) < 2 or len(cells[0]) != 1 or len(cells[1]) != 1:
            continue
        left, right = cells[0], cells[1]
        if left != right and "\u4e00" <= left <= "\u9fff" and "\u4e00" <= right <= "\u9fff":
            pairs.setdefault(left, right)
    pairs = {left: right for left, right in pairs.items() if left not in KEPT}
    for left in pairs:  # one pass over a text must be enough
        while pairs[left] in pairs:
            pairs[left] = pairs[pairs[left]]
    rows = "".join(f"{left}\t{right}\n" for left, right in sorted(pairs.items()))
    target = pathlib.Path(__file__).resolve().parent / "shipped" / "lex" / "zh.t2s.tsv"
    target.write_text(HEADER + rows, encoding="utf-8")
    print(f"{target.name}: {len(pairs)} pairs")


if __name__ == "__main__":
    main()
