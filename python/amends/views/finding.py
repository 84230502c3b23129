"""What the stages found, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Sequence, overload

from .view import View, shown

if TYPE_CHECKING:
    from ..case import Case

__all__ = ["Finding", "Findings"]


@dataclass(frozen=True)
class Finding:
    """One finding in one language. In a notebook its words are marked in the original text.

    ``severity``: ``block``, ``warn`` or ``info``. ``confidence``: percent. ``evidence``: rows of ``kind``, ``text`` and, by kind, ``doc`` with ``start`` and ``end``
    (code points of the original document), ``where``, ``operands``; a role that reads no texts sees ``…`` for words of the case.
    """

    severity: str
    code: str
    text: str
    confidence: int
    rule: str
    stage: str
    evidence: Sequence[Mapping[str, Any]]
    _case: "Case" = field(repr=False, compare=False)
    _number: int = field(repr=False, compare=False)
    _language: str = field(repr=False, compare=False)
    _names: Mapping[str, str] = field(repr=False, compare=False)

    def __str__(self) -> str:
        zh = self._language == "zh"
        lines = [f"[{self._names['severity']}] {self.text} ({self._names['stage']}" + (f", {self.rule})" if self.rule else ")")]
        for one in self.evidence:
            quote = ("「{}」" if zh else "“{}”") if one.get("code") == "span" else "{}"
            where = f" · {one['where']}" if one.get("where") else ""
            came_from = f" ← {one['operands']}" if one.get("operands") else ""
            lines.append(f"    {one['kind']}{where}{'：' if zh else ': '}{quote.format(one['text'])}{came_from}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return shown(lambda: self._case._finding(self._number, self._language), self._language)


class Findings(Sequence[Finding]):
    """The findings of a case, the most serious first."""

    def __init__(self, view: View, findings: Sequence[Finding]) -> None:
        self._view = view
        self._findings = tuple(findings)

    def __len__(self) -> int:
        return len(self._findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return self._findings[index]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def of(self, stage: str) -> list[Finding]:
        """Those of one stage, by its short id such as ``"classify"``."""
        return [one for one in self._findings if one.stage == stage]

    def __str__(self) -> str:
        return "\n".join(str(one) for one in self._findings)

    def __repr__(self) -> str:
        return f"<Findings: {len(self._findings)}>"

    def _repr_html_(self) -> str:
        return self._view._repr_html_()


def findings_of(view: View, model: Mapping[str, Any]) -> Findings:
    """The findings of a model (``case.review()``) in its language."""
    rows = model["findings"]
    return Findings(
        view,
        [
            Finding(
                severity=one["severity"], code=one["code"], text=one["text"], confidence=one["confidence"], rule=one["rule"], stage=one["stage"], evidence=tuple(one["evidence"]),
                _case=view._case, _number=number, _language=view.language, _names={"severity": one["severity_text"], "stage": one["stage_title"]},
            )
            for number, one in enumerate(rows)
        ],
    )
