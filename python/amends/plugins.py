"""Which stages a runtime gets: given ones, folders of libraries, and what installed distributions offer.

A distribution offers stages by an entry point of the group ``amends.plugins``; its value is a stage, a list of stages, or a folder of trusted libraries::

    [project.entry-points."amends.plugins"]
    vip = "bank_stages.vip:vip_check"

Nothing is imported unless ``amends.open(..., plugins="installed")`` asks for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Iterable

from .errors import AlreadyExists, BadType
from .stage import Stage

__all__ = ["GROUP", "Chosen", "choose"]

GROUP = "amends.plugins"
INSTALLED = "installed"


@dataclass
class Chosen:
    """Stages and folders for a runtime, and what became of each entry point, as rows of :meth:`Runtime.plugins`."""

    stages: list[Stage] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, stage: Stage, own: bool = False) -> None:
        """Takes a stage. ``own``: the caller gave it, and it may stand in for a stage of amends. Raises AlreadyExists, and what is wrong with its manifest."""
        from ._core import Probe

        if any(other.id == stage.id for other in self.stages):
            raise AlreadyExists("two plugins offer this stage; leave one out", stage.id)
        if not own and stage.id.startswith("amends."):
            raise AlreadyExists("an installed plugin may not stand in for a stage of amends; give it to amends.open(plugins=[...]) if that is meant", stage.id)
        Probe(stage)  # raises what is wrong with the manifest
        self.stages.append(stage)


def _parts(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _add_installed(chosen: Chosen) -> None:
    from importlib.metadata import entry_points  # here, because it brings mail, archives and sockets: half the cost of `import amends`

    found = sorted(entry_points(group=GROUP), key=lambda entry: (entry.dist.name if entry.dist else "", entry.name))
    for entry in found:
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "no distribution"
        row: dict[str, Any] = {"path": f"{GROUP}: {entry.name} = {entry.value} ({origin})", "loaded": False, "stages": [], "reason": ""}
        chosen.rows.append(row)
        stages: list[Stage] = []
        folders: list[str] = []
        try:
            for part in _parts(entry.load()):
                if isinstance(part, Stage):
                    stages.append(part)
                elif isinstance(part, (str, os.PathLike)):
                    folders.append(os.fspath(part))
                else:
                    raise BadType(f"an entry point of {GROUP} is a stage made with @amends.stage, a list of stages, or a folder; this is a {type(part).__name__}")
            trial = Chosen(list(chosen.stages))
            for stage in stages:
                trial.add(stage)
        except (Exception, SystemExit) as error:  # whatever a foreign module does when it is imported
            row["reason"] = f"{type(error).__name__}: {error}; mend or uninstall it"
            continue
        chosen.stages += stages
        chosen.folders += folders  # what became of the libraries in them is told in rows of their own
        row.update(loaded=True, stages=[f"{stage.id} {stage.manifest['version']}" for stage in stages])


def choose(plugins: str | os.PathLike[str] | Stage | Iterable[Stage | str | os.PathLike[str]]) -> Chosen:
    """What ``amends.open(plugins=...)`` means. Raises AlreadyExists for two given stages of one id, BadType for what is no plugin, SchemaError for a bad manifest."""
    chosen = Chosen()
    asked = [plugins] if isinstance(plugins, (str, os.PathLike, Stage)) else list(plugins)
    for one in asked:
        if isinstance(one, Stage):
            chosen.add(one, own=True)
        elif isinstance(one, (str, os.PathLike)):
            if one != INSTALLED:
                chosen.folders.append(os.fspath(one))
        else:
            raise BadType(f"a plugin is a stage made with @amends.stage, a folder of libraries, or 'installed'; this is a {type(one).__name__}", "plugins")
    if INSTALLED in [one for one in asked if isinstance(one, str)]:
        _add_installed(chosen)
    return chosen
