"""Stages written in Python: a function from what the manifest says it reads to a result."""

from __future__ import annotations

import functools
import inspect
import json
from typing import Any, Callable, Iterable, Mapping, Sequence

from .config import build, schema_of
from .context import Context
from .errors import InvalidArgument

__all__ = ["Context", "Stage", "stage"]

_LISTS = ("findings", "tasks", "deadlines", "facts", "questions", "scripts")


class Stage:
    """A Python stage: still callable bare, ``my_stage(case)``, in a test without an engine.

    Attributes: ``id``, ``manifest`` (what the engine reads), ``batch``, ``config`` (the type of its configuration or ``None``), ``fn`` (the function).
    """

    def __init__(self, function: Callable[..., Any], manifest: dict[str, Any], *, batch: bool = False, config: Any = None) -> None:
        functools.update_wrapper(self, function)
        self.id: str = manifest["id"]
        if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise InvalidArgument("a stage is a plain function that returns its result; it may not await or yield", self.id)
        self.fn = function
        self.manifest = manifest
        self.batch = batch
        self.config = config
        self._wants_context = len(inspect.signature(function).parameters) >= 2
        try:
            source = inspect.getsource(function)
        except (OSError, TypeError):
            code = getattr(function, "__code__", None)
            source = repr(function) if code is None else repr(code.co_code)
        import hashlib  # here, because it loads OpenSSL, which `import amends` alone has no use for

        self.source_hash = "sha256:" + hashlib.sha256(source.encode("utf-8", "backslashreplace")).hexdigest()

    def __call__(self, case: Any, ctx: Any = None, *, config: Any = None) -> Any:
        """Runs the function on a dict, without an engine; a batch stage on a list of dicts.

        ``config``: the step's configuration as a mapping, or an object of the stage's type; default: its defaults.
        """
        if ctx is None:
            if self.config is not None and (config is None or isinstance(config, Mapping)):
                config = build(self.config, config or {})
            ctx = [Context(one, config) for one in case] if self.batch else Context(case, config)
        return self._run(case, ctx)

    def _run(self, case: Any, ctx: Any) -> Any:
        return self.fn(case, ctx) if self._wants_context else self.fn(case)

    def __repr__(self) -> str:
        return f"<Stage {self.id} {self.manifest['version']}{' batch' if self.batch else ''}>"

    def manifest_json(self) -> str:
        """The manifest of the library that this stage stands for, as the engine reads it."""
        return json.dumps({"plugin": "python", "stages": [self.manifest]})

    # What the engine calls.
    def _configured(self, config: Mapping[str, Any]) -> Any:
        return config if self.config is None else build(self.config, config)

    def _envelope(self, answer: Any, ctx: Context) -> dict[str, Any]:
        if answer is None:
            answer = {}
        if not isinstance(answer, Mapping):
            raise TypeError(f"the stage {self.id} returned {type(answer).__name__}; return a dict with its result")
        result = dict(answer)
        envelope: dict[str, Any] = {"stage": self.id, "version": self.manifest["version"], "run": ctx.run, "status": result.pop("status", "ok"), "error": None}
        result.pop("evidence", None)  # the ids that ctx gave; the items are in ctx.evidence
        lists = {key: result.pop(key, None) for key in _LISTS}
        explain = result.pop("explain", None)
        envelope["result"] = result
        envelope["evidence"] = ctx.evidence
        for key, value in lists.items():
            envelope[key] = [] if value is None else value
        envelope["guards"] = []  # the guards' own
        envelope["explain"] = explain
        return envelope

    def call(self, record: Mapping[str, Any], config: Mapping[str, Any], *about: Any) -> dict[str, Any]:
        """Answers the result envelope of one case. ``about``: case id, run, locale, institution, now."""
        if self.batch:
            (answer,) = self.call_many([record], config, [about])
            if isinstance(answer, BaseException):
                raise answer
            envelope: dict[str, Any] = answer
            return envelope
        ctx = Context(record, self._configured(config), *about)
        return self._envelope(self._run(record, ctx), ctx)

    def call_many(self, records: Sequence[Mapping[str, Any]], config: Mapping[str, Any], abouts: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Answers an envelope, or the exception, for each case of a batch. A batch that raises is taken apart: each case is handed over alone, so that one bad row fails only its case."""
        contexts = [Context(record, self._configured(config), *about) for record, about in zip(records, abouts)]
        try:
            answers = self._run(list(records), contexts)
            if not isinstance(answers, Sequence) or isinstance(answers, (str, bytes)) or len(answers) != len(records):
                got = f"{len(answers)} answers" if isinstance(answers, Sequence) else type(answers).__name__
                raise TypeError(f"the batch stage {self.id} returned {got} for {len(records)} cases; return a list with one answer for each case, in order")
        except Exception as error:
            if len(records) == 1:
                return [error]
            return [one for record, about in zip(records, abouts) for one in self.call_many([record], config, [about])]
        out: list[Any] = []
        for answer, ctx in zip(answers, contexts):
            try:
                out.append(answer if isinstance(answer, Exception) else self._envelope(answer, ctx))
            except Exception as error:
                out.append(error)
        return out


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
    config: Any = None,
    config_schema: Mapping[str, Any] | None = None,
    output_schema: Mapping[str, Any] | None = None,
    batch: bool = False,
    texts: Mapping[str, str] | None = None,
    privacy_max: str = "P2",
    time_limit_ms: int = 50_000,
) -> Callable[[Callable[..., Any]], Stage]:
    """Makes a stage of a function ``(case) -> dict`` or ``(case, ctx) -> dict``.

    In the engine ``case`` is a read-only mapping over the record that converts what is touched; ``case.to_dict()`` gives a dict to change. What the function
    raises fails the case's step and is recorded; ``amends.errors.Unavailable`` asks for another try as the step's ``retry`` says, ``NeedsPerson`` for a person.

    Args:
        id: of your own domain, ``"bank.vip_check"``.
        reads: record paths the function sees; everything else is not there.
        writes: where its result goes, ``"ext.<vendor>.<name>"``.
        sets: fact paths it may propose in the ``facts`` list of its answer.
        lookups: questions about other cases, for example ``"count_window"`` (like cases of the last 30 days). The engine answers each at
            ``store_facts.<name>``, which stands in ``reads`` too, and records question and answer before the stage runs; an answer is ``None`` when it
            cannot be known. A bare call answers nothing: put ``store_facts`` into the dict. A name that the engine does not know is refused when it opens.
        config: a dataclass, TypedDict or pydantic model: its schema goes into the manifest, and ``ctx.config`` is an object of it. A workflow whose step
            gives something else is refused when it is deployed. ``config_schema`` is the schema itself; then ``ctx.config`` is a mapping.
        batch: the function takes a list of cases (and a list of contexts) and returns a list of answers in their order; an answer may be an exception, which
            fails that case alone. ``submit_many`` hands over up to 100 cases together, every other call one. It pays where a call costs more than the work in it
            (a model, a service, a data frame); a case's answer must never hang on the other cases of the list.
        texts: ``{"en": "...", "zh": "..."}``, what the stage does.

    >>> @stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
    ... def vip_check(case, ctx):
    ...     hits = [p for p in case["parties"] if p.get("ext", {}).get("tier") == "private"]
    ...     return {"is_vip": bool(hits), "evidence": [ctx.fact("/parties")]}
    >>> vip_check({"parties": [{"ext": {"tier": "private"}}]})["is_vip"]
    True

    >>> @stage("bank.length", reads=["text"], writes="ext.bank.length", batch=True, texts={"en": "Length", "zh": "篇幅"})
    ... def length(cases):
    ...     return [{"characters": sum(len(doc["body"]) for doc in case["text"]["docs"])} for case in cases]
    >>> length([{"text": {"docs": [{"body": "abc"}]}}, {"text": {"docs": []}}])
    [{'characters': 3}, {'characters': 0}]
    """
    if config is not None and config_schema is not None:
        raise InvalidArgument("give config (a type) or config_schema, not both", id)
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
        "config_schema": schema_of(config) if config is not None else dict(config_schema or {"type": "object", "properties": {}, "additionalProperties": False}),
        "output_schema": dict(output_schema or {"type": "object"}),
        "privacy_max": privacy_max,
        "effects": effects,
        "threads": "one",
        "time_limit_ms": time_limit_ms,
        "texts": {"title": {"zh": names.get("zh", id), "en": names.get("en", id)}},
    }

    def wrap(function: Callable[..., Any]) -> Stage:
        return Stage(function, manifest, batch=batch, config=config)

    return wrap
