"""Stages written in Python: a function from what the manifest says it reads to a result."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from typing import Any, Callable, Iterable, Mapping

from .errors import InvalidArgument

__all__ = ["Context", "Stage", "stage"]

_ENVELOPE_KEYS = ("findings", "tasks", "deadlines", "facts", "questions", "scripts", "explain")


class Context:
    """What a stage gets beside the case: who, when, configuration, and helpers for evidence.

    Attributes:
        case_id: id of the case, ``""`` in a bare call.
        run: how often this stage has run in this case, this run included.
        locale: ``zh-CN``, ``zh-HK`` or ``en``.
        institution: id in org.yaml.
        now: the turn's instant as RFC 3339 text, ``None`` unless the stage was declared with ``effects="reads_clock"``.
        config: the step's configuration.
    """

    def __init__(self, case: Mapping[str, Any], config: Mapping[str, Any] | None = None, **meta: Any) -> None:
        self._case = case
        self.config: Mapping[str, Any] = config or {}
        self.case_id: str = meta.get("case_id", "")
        self.run: int = meta.get("run", 1)
        self.locale: str = meta.get("locale", "en")
        self.institution: str = meta.get("institution", "")
        self.now: str | None = meta.get("now")
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
            elif isinstance(value, (list, tuple)) and part.isdigit() and int(part) < len(value):
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


class Stage:
    """A Python stage: still callable bare, ``my_stage(case)``, in a test without an engine."""

    def __init__(self, function: Callable[..., Any], manifest: dict[str, Any]) -> None:
        functools.update_wrapper(self, function)
        self.fn = function
        self.manifest = manifest
        self.id: str = manifest["id"]
        parameters = inspect.signature(function).parameters
        self._wants_context = len(parameters) >= 2
        try:
            source = inspect.getsource(function)
        except (OSError, TypeError):
            source = repr(function.__code__.co_code)
        self.source_hash = "sha256:" + hashlib.sha256(source.encode()).hexdigest()

    def __call__(self, case: Mapping[str, Any], ctx: Context | None = None) -> Any:
        """Runs the function on a dict, without an engine."""
        return self._run(case, ctx if ctx is not None else Context(case))

    def _run(self, case: Mapping[str, Any], ctx: Context) -> Any:
        return self.fn(case, ctx) if self._wants_context else self.fn(case)

    def manifest_json(self) -> str:
        """The manifest of the library that this stage stands for, as the engine reads it."""
        return json.dumps({"plugin": "python", "stages": [self.manifest]})

    def call(self, record: dict[str, Any], config: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        """What the engine calls: answers the result envelope."""
        ctx = Context(record, config, **meta)
        answer = self._run(record, ctx)
        if answer is None:
            answer = {}
        if not isinstance(answer, Mapping):
            raise TypeError(f"the stage {self.id} returned {type(answer).__name__}; return a dict with its result")
        result = dict(answer)
        envelope: dict[str, Any] = {"stage": self.id, "version": self.manifest["version"], "run": ctx.run, "status": result.pop("status", "ok"), "error": None}
        result.pop("evidence", None)  # the ids that ctx gave; the items are in ctx.evidence
        for key in _ENVELOPE_KEYS:
            if key in result:
                envelope[key] = result.pop(key)
        envelope["result"] = result
        envelope["evidence"] = ctx.evidence
        envelope.setdefault("findings", [])
        envelope.setdefault("explain", None)
        return envelope


def stage(
    id: str,
    *,
    reads: Iterable[str],
    writes: str,
    sets: Iterable[str] = (),
    lookups: Iterable[str] = (),
    requires: Iterable[str] = (),
    optional: Iterable[str] = (),
    packs: Iterable[str] = (),
    asks: Iterable[str] = (),
    version: str = "1.0.0",
    effects: str = "none",
    config_schema: Mapping[str, Any] | None = None,
    output_schema: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    privacy_max: str = "P2",
    time_limit_ms: int = 50_000,
) -> Callable[[Callable[..., Any]], Stage]:
    """Makes a stage of a function ``(case) -> dict`` or ``(case, ctx) -> dict``.

    Args:
        id: of your own domain, ``"bank.vip_check"``.
        reads: record paths the function sees; everything else is not there.
        writes: where its result goes, ``"ext.<vendor>.<name>"``.
        sets: fact paths it may propose in the ``facts`` list of its answer.
        lookups: questions about other cases, for example ``"count_window"`` (like cases of the last 30 days). The engine answers each at
            ``store_facts.<name>``, which stands in ``reads`` too, and records question and answer before the stage runs; an answer is ``None`` when it
            cannot be known. A bare call answers nothing: put ``store_facts`` into the dict. A name that the engine does not know is refused when it opens.
        texts: ``{"en": "...", "zh": "..."}``, what the stage does.

    >>> @stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
    ... def vip_check(case, ctx):
    ...     hits = [p for p in case["parties"] if p.get("ext", {}).get("tier") == "private"]
    ...     return {"is_vip": bool(hits), "evidence": [ctx.fact("/parties")]}
    >>> vip_check({"parties": [{"ext": {"tier": "private"}}]})["is_vip"]
    True
    """
    names = dict(texts or {})
    manifest: dict[str, Any] = {
        "id": id,
        "version": version,
        "api": 1,
        "reads": list(reads),
        "writes": [writes],
        "sets": list(sets),
        "lookups": list(lookups),
        "requires": list(requires),
        "optional": list(optional),
        "packs": list(packs),
        "asks": list(asks),
        "config_schema": dict(config_schema or {"type": "object", "properties": {}, "additionalProperties": False}),
        "output_schema": dict(output_schema or {"type": "object"}),
        "privacy_max": privacy_max,
        "effects": effects,
        "threads": "one",
        "time_limit_ms": time_limit_ms,
        "texts": {"title": {"zh": names.get("zh", id), "en": names.get("en", id)}},
    }

    def wrap(function: Callable[..., Any]) -> Stage:
        return Stage(function, manifest)

    return wrap
