"""Why a case stands where it stands, and what happened in it: plain values with a readable text.

They are made from what the reader's role may see: without texts, quotes are left out and so is what repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Iterable, Mapping, Sequence

from .views.language import default_language
from .views.table import in_frame, lines, moment, section, word

__all__ = ["Change", "Evidence", "Happening", "History", "Reason", "Run", "SectionHistory", "Why"]

_WORDS = {
    "history": ("案件经过", "What happened"),
    "why": ("依据", "Why"),
    "findings": ("发现", "Findings"),
    "behind": ("计算与规则", "Computations and rules"),
    "runs": ("各次运行", "Runs"),
    "at": ("时间", "When"),
    "by": ("何人", "Who"),
    "what": ("事项", "What"),
    "more": ("内容", "More"),
    "severity": ("程度", "Severity"),
    "found": ("说明", "Finding"),
    "evidence": ("证据", "Evidence"),
    "run": ("运行", "Run"),
    "inputs": ("变了的输入", "Inputs that changed"),
    "changes": ("结果的变化", "What came out otherwise"),
    "computed": ("计算", "computed"),
    "rules": ("命中的行与规则", "rows and rules"),
    "info": ("说明", "info"),
    "warn": ("提醒", "warning"),
    "block": ("拦阻", "block"),
}


def _in(texts: Any, language: str) -> str:
    return str(texts.get(language) or texts.get("en") or "") if isinstance(texts, Mapping) else str(texts or "")


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on: words of a document (``quote`` with ``doc``, ``start``, ``end`` in code points), a fact (``path``, ``value``), a computation (``operands``) or a rule."""

    id: str
    kind: str
    path: str = ""
    value: Any = None
    doc: str = ""
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    rule: str = ""
    note: str = ""
    operands: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        if self.kind == "span":
            place = f"{self.doc}[{self.start},{self.end})"
            return f'{place} "{self.quote}"' if self.quote is not None else place
        if self.kind == "computation":
            went_in = ", ".join(f"{name} {value}" for name, value in (self.operands or {}).items())
            return f"{self.note or 'computed'}: {went_in} -> {self.value}"
        if self.kind in ("table", "rule"):
            return f"{self.kind} {self.rule or self.path or self.note}"
        return f"{self.path or self.rule or self.note or self.kind}" + ("" if self.value is None else f" = {self.value}")


@dataclass(frozen=True)
class Reason:
    """One finding of a stage with its evidence. ``text``: ``{zh, en}``, empty where the reader may not see it."""

    code: str
    severity: str
    text: Mapping[str, str]
    rule: str
    confidence: int | None
    evidence: Sequence[Evidence]

    def lines(self, language: str | None = None) -> str:
        """The finding and, below it, its evidence. ``language``: ``zh`` or ``en``; by default that of AMENDS_LANG and the locale."""
        language = default_language(language)
        degree = word(_WORDS, self.severity, language) if self.severity in _WORDS else self.severity
        head = f"[{degree}] {self.code}" + (f" ({self.rule})" if self.rule else "") + (f": {_in(self.text, language)}" if self.text else "")
        return "\n".join([head, *(f"    {item}" for item in self.evidence)])

    def __str__(self) -> str:
        return self.lines()


@dataclass(frozen=True)
class Why:
    """The reasons of a section: its findings, the computations and rows of tables behind them, and what the stage says of itself."""

    section: str
    stage: str
    version: str
    status: str
    reasons: Sequence[Reason]
    computations: Sequence[Evidence]
    matched: Sequence[str]
    explain: Mapping[str, str]

    def lines(self, language: str | None = None) -> str:
        """As plain text. ``language``: ``zh`` or ``en``; by default that of AMENDS_LANG and the locale."""
        language = default_language(language)
        out = [f"{self.section}: {self.stage} {self.version}, {self.status}", *(reason.lines(language) for reason in self.reasons)]
        if self.computations:
            out += [word(_WORDS, "computed", language) + ":", *(f"    {item}" for item in self.computations)]
        if self.matched:
            out.append(word(_WORDS, "rules", language) + ": " + ", ".join(self.matched))
        if self.explain:
            out.append(_in(self.explain, language))
        return "\n".join(out)

    def __str__(self) -> str:
        return self.lines()

    def _repr_html_(self) -> str:
        language = default_language()
        inside = f"<section><h2>{escape(word(_WORDS, 'why', language))}: {escape(self.section)}</h2>{lines([_in(self.explain, language)])}</section>"
        if self.reasons:
            names = [word(_WORDS, name, language) for name in ("severity", "found", "evidence")]
            rows = ((word(_WORDS, one.severity, language) if one.severity in _WORDS else one.severity, _in(one.text, language) or one.code, lines([*([one.rule] if one.rule else []), *map(str, one.evidence)])) for one in self.reasons)
            inside += section(word(_WORDS, "findings", language), names, rows)
        behind = [str(item) for item in self.computations] + ([", ".join(self.matched)] if self.matched else [])
        if behind:
            inside += f"<section><details><summary>{escape(word(_WORDS, 'behind', language))}</summary>{lines(behind)}</details></section>"
        return in_frame(inside, language)


def _evidence(item: Mapping[str, Any]) -> Evidence:
    return Evidence(
        id=str(item.get("id", "")), kind=str(item.get("kind", "")), path=str(item.get("path") or ""), value=item.get("value"), doc=str(item.get("doc") or ""), start=item.get("start"),
        end=item.get("end"), quote=item.get("quote"), rule=str(item.get("rule") or ""), note=str(item.get("note") or ""), operands=item.get("operands"),
    )


def _rows(value: Any) -> Iterable[str]:
    """Ids of matched rows in a result: members named ``row``, ``rule`` or ``matched``."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name in ("row", "rule", "route") and isinstance(member, (str, int)) and not isinstance(member, bool):
                yield str(member)
            else:
                yield from _rows(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _rows(member)


def why(section: str, envelope: Mapping[str, Any]) -> Why:
    """The reasons in an answer of a stage."""
    by_id = {str(item.get("id")): _evidence(item) for item in envelope.get("evidence", [])}
    reasons = tuple(
        Reason(
            code=str(one.get("code", "")), severity=str(one.get("severity", "")), text=dict(one.get("text") or {}), rule=str(one.get("rule") or ""), confidence=one.get("confidence"),
            evidence=tuple(by_id[name] for name in one.get("evidence", []) if name in by_id),
        )
        for one in envelope.get("findings", [])
    )
    matched = [reason.rule for reason in reasons if reason.rule] + [item.rule for item in by_id.values() if item.rule] + list(_rows(envelope.get("result")))
    return Why(
        section=section, stage=str(envelope.get("stage", "")), version=str(envelope.get("version", "")), status=str(envelope.get("status", "")), reasons=reasons,
        computations=tuple(item for item in by_id.values() if item.kind == "computation"), matched=tuple(dict.fromkeys(matched)), explain=dict(envelope.get("explain") or {}),
    )


@dataclass(frozen=True)
class Happening:
    """One event of a case: when (UTC), who, what, in both languages."""

    seq: int
    at: str
    kind: str
    by: str
    title: Mapping[str, str]
    text: Mapping[str, str]

    def line(self, language: str | None = None) -> str:
        """``2026-03-02T01:00:00Z  li.na  task answered: ...``. ``language``: ``zh`` or ``en``; by default that of AMENDS_LANG and the locale."""
        language = default_language(language)
        text = _in(self.text, language)
        return f"{self.at}  {self.by}  {_in(self.title, language)}" + (f": {text}" if text else "")

    def __str__(self) -> str:
        return self.line()


@dataclass(frozen=True)
class History(Sequence[Happening]):
    """What happened in a case, the oldest first. A look at the journal, not the journal: it has no payloads."""

    case_id: str
    happenings: tuple[Happening, ...]

    def __len__(self) -> int:
        return len(self.happenings)

    def __getitem__(self, index: Any) -> Any:
        return self.happenings[index]

    def lines(self, language: str | None = None) -> str:
        """A line an event. ``language``: ``zh`` or ``en``; by default that of AMENDS_LANG and the locale."""
        return "\n".join(one.line(language) for one in self.happenings)

    def __str__(self) -> str:
        return self.lines()

    def __repr__(self) -> str:
        return f"<History of {self.case_id}: {len(self.happenings)} events>"

    def _repr_html_(self) -> str:
        language = default_language()
        names = [word(_WORDS, name, language) for name in ("at", "by", "what", "more")]
        rows = ((moment(one.at), one.by, _in(one.title, language), _in(one.text, language)) for one in self.happenings)
        return in_frame(section(word(_WORDS, "history", language), names, rows), language)


@dataclass(frozen=True)
class Change:
    """A place of a result that is another than in the run before; ``None``: not there."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{self.path}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class Run:
    """One run of a stage. ``inputs``: a digest of all that it read; ``new_inputs``: the places whose value had changed since the run before; ``changes``: what came out otherwise.

    Digests of a role that reads no texts are salted: they tell two runs apart, and not what was read.
    """

    run: int
    seq: int
    at: str
    stage: str
    version: str
    status: str
    inputs: str
    new_inputs: Sequence[str]
    changes: Sequence[Change]

    def __str__(self) -> str:
        lines = [f"run {self.run} at {self.at}: {self.stage} {self.version}, {self.status}, inputs {self.inputs}"]
        if self.new_inputs:
            lines.append("    changed inputs: " + ", ".join(self.new_inputs))
        return "\n".join([*lines, *(f"    {change}" for change in self.changes)])


@dataclass(frozen=True)
class SectionHistory(Sequence[Run]):
    """Every run of a section's stage, the oldest first, each beside the run before."""

    section: str
    runs: tuple[Run, ...]

    def __len__(self) -> int:
        return len(self.runs)

    def __getitem__(self, index: Any) -> Any:
        return self.runs[index]

    def __str__(self) -> str:
        return "\n".join(str(one) for one in self.runs)

    def __repr__(self) -> str:
        return f"<SectionHistory of {self.section}: {len(self.runs)} runs>"

    def _repr_html_(self) -> str:
        language = default_language()
        names = [word(_WORDS, name, language) for name in ("at", "run", "inputs", "changes")]
        rows = ((moment(one.at), f"{one.run}: {one.stage} {one.version}, {one.status}", lines(one.new_inputs) or one.inputs[:16], lines(map(str, one.changes))) for one in self.runs)
        return in_frame(section(f"{word(_WORDS, 'runs', language)}: {self.section}", names, rows), language)


def _leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping) and value:
        out: dict[str, Any] = {}
        for name, member in value.items():
            out.update(_leaves(member, f"{path}.{name}" if path else str(name)))
        return out
    if isinstance(value, (list, tuple)) and value:
        out = {}
        for index, member in enumerate(value):
            out.update(_leaves(member, f"{path}[{index}]"))
        return out
    return {path: value}


def section_history(section: str, rows: Sequence[Mapping[str, Any]]) -> SectionHistory:
    """The runs that the engine gave, each compared with the one before."""
    import hashlib
    import json

    runs: list[Run] = []
    reads_before: Mapping[str, str] | None = None
    before: dict[str, Any] = {}
    for row in rows:
        reads = dict(row["reads"])
        after = _leaves(row["result"])
        first = reads_before is None
        new_inputs = [] if reads_before is None else sorted(path for path in reads.keys() | reads_before.keys() if reads.get(path) != reads_before.get(path))
        changes = [] if first else [Change(path, before.get(path), after.get(path)) for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
        digest = hashlib.sha256(json.dumps(reads, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()[:16]
        runs.append(Run(row["run"], row["seq"], row["at"], row["stage"], row["version"], row["status"], digest, tuple(new_inputs), tuple(changes)))
        reads_before, before = reads, after
    return SectionHistory(section, tuple(runs))
