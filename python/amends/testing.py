"""For the tests of those who write stages: the contract that every stage keeps, whatever it is written in.

    def test_vip_check_keeps_the_contract():
        assert amends.testing.check_stage(vip_check, [sample]) == []

The checks of the answer are those of the C++ SDK, called through the same boundary as in the engine.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, Mapping, Sequence

from .context import Context
from .errors import AmendsError
from .stage import Stage

__all__ = ["check_stage", "view"]

SEED = 20260302
NOW = "2026-03-02T01:00:00Z"
_BOTH = {"zh", "en"}


class _Watched(Mapping[str, Any]):
    """A record that notes which paths are looked at."""

    def __init__(self, value: Mapping[str, Any], path: str, touched: set[str]) -> None:
        self._value, self._path, self._touched = value, path, touched

    def _at(self, key: Any) -> str:
        path = f"{self._path}.{key}" if self._path else str(key)
        self._touched.add(path)
        return path

    def __getitem__(self, key: Any) -> Any:
        path = self._at(key)
        return _watch(self._value[key], path, self._touched)

    def __contains__(self, key: Any) -> bool:
        self._at(key)
        return key in self._value

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)


def _watch(value: Any, path: str, touched: set[str]) -> Any:
    if isinstance(value, Mapping):
        return _Watched(value, path, touched)
    if isinstance(value, (list, tuple)):
        return [_watch(one, path, touched) for one in value]
    return value


def _undeclared(stage: Stage, record: Mapping[str, Any], config: Any) -> list[str]:
    """What the stage looks at and its manifest does not name: in the engine it is not there."""
    touched: set[str] = set()
    watched = _watch(record, "", touched)
    ctx = Context(watched, config, locale="zh-CN", now=NOW)
    try:
        stage._run([watched] if stage.batch else watched, [ctx] if stage.batch else ctx)
    except Exception:  # whether it may fail on this record is for the contract to say
        pass
    reads = stage.manifest["reads"]
    declared = [path for path in touched if any(path == read or path.startswith(f"{read}.") or read.startswith(f"{path}.") for read in reads)]
    unknown = sorted(touched.difference(declared))
    # Of a whole tree that is not read, its root says enough.
    return [path for path in unknown if path.rpartition(".")[0] not in unknown]


def _one_language(value: Any, path: str) -> Iterator[str]:
    """Texts for people that are not there in both languages."""
    if isinstance(value, Mapping):
        if value and set(value) <= _BOTH:
            for language in sorted(_BOTH):
                if not isinstance(value.get(language), str) or not value[language].strip():
                    yield f"{path}.{language} is missing or empty"
            return
        for key, one in value.items():
            yield from _one_language(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _one_language(one, f"{path}[{index}]")


def view(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record as a stage sees it in the engine: read-only, converting what is touched.

    >>> case = view({"money": {"claimed": {"minor": 30000, "currency": "CNY"}}})
    >>> case["money"]["claimed"]["minor"], case == {"money": {"claimed": {"minor": 30000, "currency": "CNY"}}}
    (30000, True)
    """
    from ._core import look_at

    seen: Mapping[str, Any] = look_at(record)
    return seen


def check_stage(
    stage: Stage,
    cases: Sequence[Mapping[str, Any]],
    *,
    config: Mapping[str, Any] | None = None,
    mutations: int = 200,
    seed: int = SEED,
    time_limit_ms: int = 1_000,
    packs: str = "shipped",
) -> list[str]:
    """One sentence for each broken promise of a stage; an empty list when the contract holds.

    Checked, through the boundary of the engine: the manifest; an empty case and one with the required fields only (``need_input``, ``ok``, or
    ``error.missing_field``); ``mutations`` random changes of each sample (an answer or an error of the catalogue, never ``error.internal``, which is what an
    exception that is none of ``amends.errors`` becomes); two runs with equal bytes; evidence for each finding; spans that quote exactly; facts that ``sets``
    declares; who somebody is changes no decision; a case of 20,000 code points within ``time_limit_ms``. Then: the stage looks at nothing beside its ``reads``;
    answers a dict and the engine's view alike; has what people read in zh and en; its answers pass the engine's schema and guards without being changed; a
    batch answers each case as if it were alone.

    Args:
        cases: sample records that the stage handles well, at least one. Use cases of your own domain, with the texts that it looks for.
        config: of the step. seed: of the mutations, named in each sentence about one.
    """
    from ._contract import check, only_read_paths
    from ._core import Probe

    if not cases:
        return [f"{stage.id}: give at least one sample case"]
    probe = Probe(stage)
    manifest = json.dumps(stage.manifest)
    samples = [json.dumps(case) for case in cases]
    given = json.dumps(dict(config or {}))
    broken = list(check(manifest, samples, probe.run, given, seed, mutations, time_limit_ms))

    def say(sentence: str) -> None:
        broken.append(f"{stage.id}: {sentence}")

    title = stage.manifest["texts"]["title"]
    for language in sorted(_BOTH):
        if title[language] == stage.id:
            say(f"the stage does not say in {language} what it does; give texts={{'zh': ..., 'en': ...}}")
    import amends

    with amends.open(":none:", role="handler", purpose="test", plugins=[stage], packs=packs, now=NOW) as rt:
        for index, case in enumerate(cases):
            name = f"sample {index}"
            try:
                envelope = rt.run_stage(stage.id, case, config)
            except AmendsError as error:
                say(f"{name}: the engine refuses the answer: {error}")
                continue
            for guard in envelope.get("guards", []):
                say(f"{name}: guardrail {guard.get('guard')} {guard.get('action')}: {guard.get('text')}")
            for text in _one_language(envelope, ""):
                say(f"{name}: {text}; what a person reads is in zh and in en")
    filled = _with_defaults(stage, config)
    for index, case in enumerate(cases):
        name = f"sample {index}"
        for path in _undeclared(stage, case, stage._configured(filled)):
            say(f"{name}: the stage looks at {path}, which `reads` does not name; in the engine it is not there")
        read = only_read_paths(samples[index], manifest)
        about = ("CASE-TEST-1", 1, "zh-CN", "TESTBANK", NOW if stage.manifest["effects"] != "none" else None)
        text, code, _ = probe.run(read, json.dumps(filled), "CASE-TEST-1", 1, "zh-CN", "TESTBANK", NOW)
        try:
            bare = json.loads(json.dumps(stage.call(json.loads(read), filled, *about)))
        except Exception as error:
            bare = type(error).__name__
        if not code and json.loads(text) != bare:
            say(f"{name}: the stage answers a dict otherwise than the engine's view; test for collections.abc.Mapping and Sequence, not for dict and list")
    if stage.batch:
        reads = [only_read_paths(sample, manifest) for sample in samples]
        alone = [probe.run(read, json.dumps(filled), "CASE-TEST-1", 1, "zh-CN", "TESTBANK", NOW) for read in reads]
        for order in (list(range(len(reads))), list(reversed(range(len(reads))))):
            together = probe.run_many([reads[i] for i in order], json.dumps(filled), "zh-CN", "TESTBANK", NOW)
            if [tuple(one) for one in together] != [tuple(alone[i]) for i in order]:
                say("a case in a batch is answered otherwise than alone; its answer may not hang on the other cases")
                break
    return broken


def _with_defaults(stage: Stage, config: Mapping[str, Any] | None) -> dict[str, Any]:
    from ._contract import with_defaults

    filled: dict[str, Any] = json.loads(with_defaults(json.dumps(stage.manifest["config_schema"]), json.dumps(dict(config or {}))))
    return filled
