"""Demands that belong together: by kind, nature and need, and by what people wrote."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from ..errors import Refused

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["Cluster", "demand_clusters", "similarity"]

_SHINGLE = 3            # code points
_SIMILAR_PERCENT = 60   # catalogue 4.5
_TERMS = 3
_TERM_LENGTHS = (4, 3, 2)
# Pieces that stand in any complaint and label none.
_PLAIN_ZH = set("的了我你他她它是在和就都也不没这那要吗呢吧啊请把被给到说很再又与及或等个们您贵司会能一二三四五六七八九十两次")
_PLAIN_WORDS_ZH = ("现在", "已经", "一直", "可以", "没有", "什么", "怎么", "因为", "所以", "但是", "如果", "谢谢", "你们", "我们", "他们", "只能", "还是", "尽快", "要求", "希望")
_PLAIN_EN = {"the", "and", "that", "for", "you", "your", "was", "were", "have", "has", "had", "with", "this", "they", "them", "their", "not", "but", "are", "would", "from", "been", "will", "when", "what", "who",
             "which", "there", "about", "into", "than", "then", "its", "our", "out", "she", "her", "him", "his", "can", "could", "did", "does", "any", "all", "one", "because", "after", "before", "please", "want"}


@dataclass(frozen=True)
class Cluster:
    """Cases with one kind of demand, nature and need whose texts are alike. ``label``: the three terms that most of them share."""

    demand: str
    nature: str
    need: str
    leader: str
    cases: tuple[str, ...]
    label: tuple[str, ...]


def _normal(text: str, drop: Iterable[str] = ()) -> str:
    """Compatibility forms, small letters; without names and product words, digits, blanks and punctuation (catalogue 3.16)."""
    out = unicodedata.normalize("NFKC", text).lower()
    for word in sorted({unicodedata.normalize("NFKC", one).lower() for one in drop if one}, key=lambda one: (-len(one), one)):
        out = out.replace(word, "")
    return out


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(c for c in text if c.isalpha())
    return frozenset(letters[i:i + _SHINGLE] for i in range(len(letters) - _SHINGLE + 1))


def similarity(left: frozenset[str], right: frozenset[str]) -> int:
    """Shared pieces by all pieces, in percent, rounded down; 0 when either side has none."""
    if not left or not right:
        return 0
    both = len(left & right)
    return 100 * both // (len(left) + len(right) - both)


def _terms(text: str) -> Counter[str]:
    """Words of Latin letters, and pieces of two to four Chinese characters without plain ones, with how often they stand there."""
    for plain in _PLAIN_WORDS_ZH:
        text = text.replace(plain, " ")
    out: Counter[str] = Counter()
    word = run = ""
    for c in text + " ":
        if c.isascii() and c.isalpha():
            word += c
        else:
            if len(word) > 2 and word not in _PLAIN_EN:
                out[word] += 1
            word = ""
        if "\u4e00" <= c <= "\u9fff" and c not in _PLAIN_ZH:
            run += c
        else:
            for length in _TERM_LENGTHS:
                out.update(run[i:i + length] for i in range(len(run) - length + 1))
            run = ""
    return out


def _label(texts: list[str]) -> tuple[str, ...]:
    cases: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for text in texts:
        terms = _terms(text)
        cases.update(terms.keys())
        times.update(terms)
    # In most cases first, then the one that is said most often, the longest, and by code points; no term that shares its letters with a chosen one.
    chosen: list[str] = []
    for term in sorted(cases, key=lambda one: (-cases[one], -times[one], -len(one), one)):
        if not any(term in other or other in term or (not term.isascii() and set(term) & set(other)) for other in chosen):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    return tuple(chosen)


def _text_of(record: Mapping[str, Any]) -> str:
    bodies = [doc.get("body") or "" for doc in (record.get("text") or {}).get("docs") or [] if doc.get("kind") == "complaint"]
    parties = record.get("parties") or []
    product = record.get("product") or {}
    drop = [party.get("name") or "" for party in parties] + [product.get("name") or "", product.get("code") or ""]
    return _normal("\n".join(bodies), drop)


def _need(record: Mapping[str, Any]) -> str:
    needs = ((record.get("analysis") or {}).get("psychology") or {}).get("needs") or []
    return str(needs[0]["code"]) if needs else "unknown"


def cluster_records(records: Mapping[str, Mapping[str, Any]]) -> list[Cluster]:
    """The clusters of whole records by case id; pure."""
    groups: dict[tuple[str, str, str], list[tuple[str, str, frozenset[str]]]] = {}
    for case_id in sorted(records):
        record = records[case_id]
        demands = record.get("demand") or []
        kind = str(demands[0].get("kind")) if demands else "none"
        nature = (((record.get("analysis") or {}).get("classify") or {}).get("nature") or {}).get("primary") or "unknown"
        text = _text_of(record)
        groups.setdefault((kind, str(nature), _need(record)), []).append((case_id, text, _shingles(text)))
    out = []
    for (kind, nature, need), members in groups.items():
        leaders: list[tuple[frozenset[str], list[tuple[str, str]]]] = []
        for case_id, text, shingles in members:  # in case-id order: the first that is like a leader joins it
            for leader, joined in leaders:
                if similarity(leader, shingles) >= _SIMILAR_PERCENT:
                    joined.append((case_id, text))
                    break
            else:
                leaders.append((shingles, [(case_id, text)]))
        for _, joined in leaders:
            out.append(Cluster(kind, nature, need, joined[0][0], tuple(case_id for case_id, _ in joined), _label([text for _, text in joined])))
    return sorted(out, key=lambda one: (-len(one.cases), one.leader))


def demand_clusters(runtime: "Runtime", case_ids: Iterable[str] | None = None, *, smallest: int = 2) -> list[Cluster]:
    """Clusters of demands (D72), the largest first: groups by demand kind, nature and need, within each by likeness of the texts (60 % of three-letter pieces).

    Reads texts and needs (classes P2, P4): for a handler or supervisor with a purpose. ``smallest``: clusters with fewer cases are left out.
    Raises Refused for other roles.
    """
    if not runtime.sees_texts or not runtime.sees_restricted or not runtime.purpose:
        raise Refused("clusters rest on what people wrote; open the runtime with role='supervisor' or 'handler' and a purpose")
    wanted = list(case_ids) if case_ids is not None else [row["case_id"] for row in runtime.cases_table().rows() if not row["erased"]]
    return [one for one in cluster_records({case_id: runtime.case(case_id).record for case_id in wanted}) if len(one.cases) >= smallest]
