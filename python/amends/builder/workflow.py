"""The workflow as a whole: its head, clocks and paths; written as YAML, checked, drawn."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, TypeVar

from .. import _core, errors
from ..errors import AlreadyExists, AmendsError, InvalidArgument, SchemaError
from ..installed import installation
from ..stage import Stage
from .checks import Place, did_you_mean, known_fields
from .clocks import clock_use
from .drawing import Drawing
from .steps import Steps
from .targets import missing_targets
from .written import value_of, write_sequence
from .yaml_writer import YamlWriter

if TYPE_CHECKING:
    from ..runtime import Runtime

__all__ = ["Workflow"]

_STEPS_MAX, _ENTRIES_MAX, _PRIORITY_MAX = 1_000, 10_000, 9
_MAY_COMMIT = ("turn", "step")
_T = TypeVar("_T")


def _read(text: str, file_name: str) -> dict[str, Any]:
    """The engine's reading of a file; workflows that it calls stand beside it or are shipped."""
    return _core.read_workflow(text, file_name, str(installation()))


class Workflow(Steps):
    """A workflow that is built step by step; what is added to it itself runs from the first step, :meth:`path` opens sequences that are reached by ``go`` and ``run`` only.

    >>> wf = Workflow("enquiries", version="1.0.0", title={"zh": "咨询", "en": "Enquiries"})
    >>> wf.stage("intake", "amends.intake").human("answer", role="handler", form="reply_sent", due="2wd")
    <Workflow enquiries 1.0.0: 2 steps>
    >>> wf == Workflow.from_yaml(wf.to_yaml())
    True
    >>> wf.human("check", role="handler", form="qc_review", duee="1wd")
    Traceback (most recent call last):
    ...
    amends.errors.InvalidArgument: step 'check': `human` has no field 'duee'; did you mean 'due'? Its fields are: ...
    """

    def __init__(self, name: str, *, version: str, title: Mapping[str, str], packs: str | None = None, commit: str = "turn") -> None:
        """
        Args:
            name: a small letter, then small letters, digits and ``_``, at most 64.
            version: semantic version, ``"1.0.0"``. title: ``{"zh": ..., "en": ...}``.
            packs: the pack set it is written for; deployed only where the opened packs include it.
            commit: ``"turn"``, durable when the case waits or ends, or ``"step"``, after every step.

        Raises InvalidArgument.
        """
        place = Place(f"workflow '{name}'")
        self.name: str = place.name("name", name, "the workflow")
        self.version: str = place.version("version", version)
        self.title: dict[str, str] = place.title("title", title)
        self.packs: str | None = None if packs is None else place.text("packs", packs, "the pack set")
        if commit not in _MAY_COMMIT:
            raise place.wrong("commit", f"it is 'turn' or 'step', not {commit!r}{did_you_mean(str(commit), _MAY_COMMIT)}")
        self.commit: str = commit
        self._clocks: dict[str, dict[str, Any]] = {}
        self._bounds: dict[str, int] = {}
        self._work: dict[str, Any] = {}
        self._notices: list[str] = []
        self._paths: dict[str, Steps] = {}
        self._names: dict[str, str] = {}  # of steps and paths, with what they are
        self._count = 0
        self._python_stages: dict[str, Stage] = {}
        self._file = ""  # that it was read from: the workflows that it calls stand beside
        super().__init__(self, "the steps", "")

    # what the sequences ask
    def _declare(self, name: str, what: str, inside: str) -> None:
        place = Place(f"workflow '{self.name}', {what} '{name}'")
        place.name("", name, f"the {what}")
        if name in _core.expression_words():
            raise place.wrong("", f"'{name}' is a word of the expression language or of the workflow file and no name of a {what}; choose another")
        if name in _core.fact_roots():
            raise place.wrong("", f"the {what} is named like the fact '{name}' and would hide it; choose another name")
        if name in self._names:
            raise AlreadyExists(f"the name is taken by a {self._names[name]}; steps and paths need names of their own", place.where)
        if what == "step" and self._count >= _STEPS_MAX:
            raise place.wrong("", f"a workflow has at most {_STEPS_MAX} steps; split it into several workflows")

    def _take(self, name: str, what: str = "step") -> None:
        self._names[name] = what
        self._count += what == "step"

    def _sequence(self, kind: str, name: str, branch: str, depth: int) -> Steps:
        return Steps(self, kind, name, branch, depth)

    def _use(self, stage: Stage, place: Place) -> str:
        known = self._python_stages.setdefault(stage.id, stage)
        if known is not stage:
            raise place.wrong("stage", f"another Python stage with the id '{stage.id}' stands in this workflow; give one of them another id")
        return stage.id

    # parts
    @known_fields
    def clock(
        self,
        name: str,
        *,
        kind: str | None = None,
        rule: str | None = None,
        start: str | None = None,
        warn: Iterable[str] = (),
        on_breach: str | None = None,
        to: str | None = None,
    ) -> None:
        """A clock that the workflow watches.

        Args:
            kind: a running clock of the case (``decide``, ``acknowledge``, ...). rule: or a rule of the clock pack, with ``start``: the fact path it runs from
                (``from`` in the file).
            warn: times before it is due, ``["5d", "2d"]``. on_breach: ``"escalate"`` opens a task for the role ``to``.

        Raises InvalidArgument, AlreadyExists.
        """
        place = Place(f"workflow '{self.name}', clock '{name}'")
        place.name("", name, "the clock")
        if name in self._clocks:
            raise AlreadyExists("there is a clock of this name; each has a name of its own", place.where)
        self._clocks[name] = clock_use(place, kind=kind, rule=rule, start=start, warn=warn, on_breach=on_breach, to=to)

    def bounds(self, **most: int) -> None:
        """How often a step may be entered, by a name that :meth:`bound` of the step uses: ``wf.bounds(rounds_max=3)``, 1 to 10,000. Raises InvalidArgument, AlreadyExists."""
        place = Place(f"workflow '{self.name}'")
        for name, entries in most.items():
            place.name("bounds", name, "the bound")
            if name in self._bounds:
                raise AlreadyExists(f"there is a bound '{name}'; each has a name of its own", place.where)
            self._bounds[name] = place.whole(f"bounds, {name}", entries, 1, _ENTRIES_MAX, "how often a step may be entered")

    def work(self, *, priority: int | None = None, rate: str | None = None) -> None:
        """How the engine's own turns of its cases take their turn: ``priority`` 0 to 9 (5 unless given), the higher first; ``rate`` such as ``"100/1m"``, how many begin in
        which time. What people, messages and records begin never waits for it. Raises InvalidArgument."""
        place = Place(f"workflow '{self.name}'")
        if priority is not None:
            self._work["priority"] = place.whole("work, priority", priority, 0, _PRIORITY_MAX, "the priority")
        if rate is not None:
            self._work["rate"] = place.text("work, rate", rate, "the rate")

    def notices(self, *kinds: str) -> None:
        """What the engine tells of by the outbox: ``clock_warned``, ``clock_breached``, ``task_opened``, ``task_escalated``. Raises InvalidArgument."""
        place = Place(f"workflow '{self.name}'")
        self._notices += [place.name("notices", kind, "the notice") for kind in kinds]

    def path(self, name: str) -> Steps:
        """A sequence that is reached by ``go`` and ``run`` only; its name stands for its first step. Raises InvalidArgument, AlreadyExists."""
        self._declare(name, "path", "")
        self._take(name, "path")
        self._paths[name] = Steps(self, "path", name)
        return self._paths[name]

    @property
    def stages(self) -> list[Stage]:
        """The Python stages that stand in it, for ``amends.open(plugins=wf.stages)``."""
        return list(self._python_stages.values())

    # as a file
    def to_value(self) -> dict[str, Any]:
        """The workflow as the dict that its file is."""
        value: dict[str, Any] = {"workflow": self.name, "version": self.version, "title": self.title}
        if self.packs is not None:
            value["packs"] = self.packs
        if self.commit != "turn":
            value["commit"] = self.commit
        if self._clocks:
            value["clocks"] = self._clocks
        if self._bounds:
            value["bounds"] = self._bounds
        if self._work:
            value["work"] = self._work
        if self._notices:
            value["notices"] = self._notices
        value["steps"] = value_of(self)
        if self._paths:
            value["paths"] = value_of(self._paths)
        return value

    def _written(self) -> YamlWriter:
        writer = YamlWriter()
        for key, value in self.to_value().items():
            if key not in ("steps", "paths"):
                writer.put(f"{key}:", value, 0, 2)
        write_sequence(writer, "steps:", self, 0)
        if self._paths:
            writer.lines.append("paths:")
            for name, steps in self._paths.items():
                writer.mark(f"path '{name}'")
                write_sequence(writer, f"{name}:", steps, 2)
        return writer

    def to_yaml(self) -> str:
        """The text of a ``workflow.yaml``, also of a draft that is not whole yet. Raises TypeError for a configuration that YAML cannot hold."""
        return self._written().text()

    @classmethod
    def from_yaml(cls, source: str | os.PathLike[str]) -> "Workflow":
        """A workflow from its text, its file, its folder, or the name of a shipped one.

        Comments are not kept. Workflows that it calls stand beside its file. Raises SchemaError with line and column for what the file has wrong, Unsupported for what
        no method here could say, NotFound.
        """
        from .from_value import workflow_from_value
        from .source import is_text, read_source

        text, file_name = read_source(source)
        _read(text, file_name)  # every fault with its place
        workflow = workflow_from_value(cls, _core.yaml_value(text, file_name))
        workflow._file = "" if is_text(source) else os.path.abspath(file_name)
        return workflow

    # checked
    def _whole(self) -> YamlWriter:
        """What is written, when no name is missing. Raises SchemaError."""
        if missing := missing_targets(self):
            raise SchemaError("\n".join([missing[0][1], *(f"{where}: {message}" for where, message in missing[1:])]), missing[0][0])
        return self._written()

    def _told(self, writer: YamlWriter, ask: Callable[[str, str], _T]) -> _T:
        """What the core answers to the text and its file name. Errors name steps instead of lines."""
        try:
            return ask(writer.text(), self._file or self.name)
        except AmendsError as error:
            raise self._named(error, writer) from None

    def _named(self, error: AmendsError, writer: YamlWriter) -> AmendsError:
        def name(match: re.Match[str]) -> str:
            part = writer.name_at(int(match[1]))
            return f"workflow '{self.name}'" + (f", {part}" if part else "") + f" (line {match[1]} of to_yaml())"

        place = re.compile(rf"(?<!\w){re.escape(self._file or self.name)}:(\d+):\d+")
        return errors.make(error.code, place.sub(name, error.message), place.sub(name, error.where))

    def _read(self) -> dict[str, Any]:
        """What the core reads from it."""
        return self._told(self._whole(), _read)

    def validate(self, rt: "Runtime | None" = None) -> list[str]:
        """Checks everything that a deploy checks, and answers the warnings: sentences about what may be meant but is worth a look.

        Without a runtime: targets, names, expressions, that every step can be reached and every circle be left. With one also its stages and their texts, forms,
        tables, pack set, limits of authority, and the deployed workflows that it calls. Raises SchemaError, NotFound (a stage or form, with the nearest name), PackMissing.
        """
        writer = self._whole()
        if rt is None:
            warnings = self._told(writer, _read)["warnings"]
        else:
            self._stages_open(rt)
            warnings = self._told(writer, rt._engine.check_text)
        return [self._named(AmendsError(warning), writer).message for warning in warnings]

    def _deploy(self, rt: "Runtime") -> str:
        writer = self._whole()
        self._stages_open(rt)
        return str(self._told(writer, rt._engine.deploy_text))

    def _stages_open(self, rt: "Runtime") -> None:
        loaded = {one["id"] for one in rt._engine.stages()}
        if closed := [stage.id for stage in self.stages if stage.id not in loaded]:
            raise InvalidArgument(f"the runtime was opened without the Python stages {', '.join(closed)}; open it with plugins=wf.stages", f"workflow '{self.name}'")

    @property
    def graph(self) -> dict[str, Any]:
        """What the workflow says, as the core read it, without how it is written: the same for two workflows that run alike. Raises SchemaError.

        The steps of a workflow that it calls are part of it: they are read from beside the file that this one was read from. Raises NotFound where they are not there.
        """
        return dict(self._read()["graph"])

    @property
    def hash(self) -> str:
        """``sha256:`` and the digest of :attr:`graph`. A case is pinned to the hash of the text instead. Raises SchemaError."""
        return str(self._read()["hash"])

    def __eq__(self, other: object) -> bool:
        """Whether both say the same. Raises SchemaError where one is not whole."""
        return self.hash == other.hash if isinstance(other, Workflow) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    # shown
    def draw(self, rt: "Runtime | None" = None, *, language: str | None = None) -> Drawing:
        """The picture, as the core draws it. ``rt`` gives the titles of stages and forms. Raises SchemaError."""
        return Drawing(self._drawn(rt, language, "svg"))

    def to_mermaid(self, rt: "Runtime | None" = None, *, language: str | None = None) -> str:
        """The same as a Mermaid flowchart. Raises SchemaError."""
        return self._drawn(rt, language, "mermaid")

    def _drawn(self, rt: "Runtime | None", language: str | None, form: str) -> str:
        language = rt._language(language) if rt is not None else "zh" if (language or "en").startswith("zh") else "en"
        return self._told(self._whole(), lambda text, file_name: str(_core.draw_workflow(text, file_name, language, form, rt._engine if rt is not None else None)))

    def _repr_html_(self) -> str | None:
        try:
            return self.draw()._repr_html_()
        except AmendsError:
            return None  # a draft that is not whole: the notebook shows its text

    def __repr__(self) -> str:
        return f"<Workflow {self.name} {self.version}: {self._count} steps>"
