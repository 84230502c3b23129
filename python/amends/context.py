"""What a Python stage gets beside the case."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence

from .errors import InvalidArgument

__all__ = ["Context"]


class Context:
    """What a stage gets beside the case: who, when, configuration, and helpers for evidence.

    Attributes:
        case_id: id of the case, ``""`` in a bare call.
        run: how often this stage has run in this case, this run included.
        locale: ``zh-CN``, ``zh-HK`` or ``en``.
        institution: id in org.yaml.
        now: the turn's instant as RFC 3339 text, ``None`` unless the stage was declared with ``effects="reads_clock"``.
        config: the step's configuration: an object of the type that the stage was declared with, else a mapping.
    """

    __slots__ = ("_case", "config", "case_id", "run", "locale", "institution", "now", "evidence")

    def __init__(self, case: Mapping[str, Any], config: Any = None, case_id: str = "", run: int = 1, locale: str = "en", institution: str = "", now: str | None = None) -> None:
        self._case = case
        self.config: Any = {} if config is None else config
        self.case_id = case_id
        self.run = run
        self.locale = locale
        self.institution = institution
        self.now = now
        self.evidence: list[dict[str, Any]] = []

    def _add(self, item: dict[str, Any]) -> str:
        for known in self.evidence:
            if {k: v for k, v in known.items() if k != "id"} == item:
                return str(known["id"])
        item = {"id": f"ev{len(self.evidence) + 1}", **item}
        self.evidence.append(item)
        return str(item["id"])

    def fact(self, pointer: str, note: str = "") -> str:
        """Evidence that a field of the record has the value it has. ``pointer`` is ``/money/claimed`` or ``money.claimed``. Returns its id."""
        path = pointer.strip("/").replace("/", ".")
        value: Any = self._case
        for part in path.split("."):
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, Sequence) and not isinstance(value, str) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                value = None
                break
        return self._add({"kind": "field", "path": path, "value": value, **({"note": note} if note else {})})

    def span(self, document: str, start: int, end: int, note: str = "") -> str:
        """Evidence in the text: code points ``[start, end)`` of a document of the case. Returns its id."""
        for doc in self._case.get("text", {}).get("docs", []):
            if doc.get("id") == document:
                quote = doc.get("body", "")[start:end]
                if start < 0 or len(quote) != end - start or not quote:
                    raise InvalidArgument(f"the document has no characters [{start}, {end})", document)
                return self._add({"kind": "span", "doc": document, "start": start, "end": end, "quote": quote, **({"note": note} if note else {})})
        raise InvalidArgument("there is no such document; the stage must read 'text'", document)

    def computation(self, note: str, operands: Mapping[str, Any], value: Any) -> str:
        """Evidence of a computed number with its operands. Returns its id."""
        return self._add({"kind": "computation", "note": note, "operands": dict(operands), "value": value})

    def finding(self, code: str, *, zh: str, en: str, evidence: Iterable[str], severity: str = "info", confidence: int = 100, rule: str = "") -> dict[str, Any]:
        """A finding for the ``findings`` list of the answer; every finding has evidence."""
        ids = list(evidence)
        if not ids:
            raise InvalidArgument("a finding needs evidence; make some with ctx.fact() or ctx.span()", code)
        return {"id": f"f_{code}", "code": code, "severity": severity, "confidence": confidence, "text": {"zh": zh, "en": en}, "evidence": ids, "rule": rule}
