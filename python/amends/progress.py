"""How far a long call is: a line in a terminal, an updated line in a notebook, silence elsewhere, or a function of the caller's."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any, Callable

__all__ = ["Progress", "show_progress"]

_REDRAW_S = 0.1


@dataclass(frozen=True)
class Progress:
    """Rows so far: ``done`` is the sum of ``added``, ``existed`` (known before) and ``rejected``. ``share``: of the whole, 0 to 1; ``None`` when that is not known."""

    done: int
    added: int
    existed: int
    rejected: int
    share: float | None = None


def _line(now: Progress, seconds: float) -> str:
    parts = [f"{now.done:,} rows", f"{now.added:,} added"]
    if now.existed:
        parts.append(f"{now.existed:,} known before")
    if now.rejected:
        parts.append(f"{now.rejected:,} rejected")
    if now.share is not None:
        parts.append(f"{now.share:.0%}")
    if seconds > 0.5:
        parts.append(f"{now.done / seconds:,.0f}/s")
    return ", ".join(parts)


class _Shown:
    """Hands what the engine counts to a function; the engine calls it at least every 50 ms."""

    def __init__(self, tell: Callable[[Progress], object], total: int) -> None:
        self._tell = tell
        self._total = total

    def __call__(self, done: int, added: int, existed: int, rejected: int, read: int, whole: int) -> None:
        share = min(1.0, read / whole) if whole else min(1.0, done / self._total) if self._total else None
        self._tell(Progress(done, added, existed, rejected, share))

    def end(self) -> None:
        """The last that is heard."""


class _Drawn(_Shown):
    """A line that is drawn again, at most ten times a second, and once at the end."""

    def __init__(self, total: int) -> None:
        super().__init__(self._keep, total)
        self._started = self._drawn = time.monotonic()
        self._now: Progress | None = None

    def _keep(self, now: Progress) -> None:
        self._now = now
        if time.monotonic() - self._drawn >= _REDRAW_S:
            self._drawn = time.monotonic()
            self.draw(_line(now, self._drawn - self._started), last=False)

    def end(self) -> None:
        if self._now is not None:
            self.draw(_line(self._now, time.monotonic() - self._started), last=True)

    def draw(self, line: str, *, last: bool) -> None:
        """Shows the line."""
        raise NotImplementedError


class _Terminal(_Drawn):
    def draw(self, line: str, *, last: bool) -> None:
        print(f"\r\x1b[K{line}", end="\n" if last else "", file=sys.stderr, flush=True)


class _Notebook(_Drawn):
    def __init__(self, total: int, display: Callable[..., Any]) -> None:
        super().__init__(total)
        self._handle = display({"text/plain": "0 rows"}, raw=True, display_id=True)

    def draw(self, line: str, *, last: bool) -> None:
        self._handle.update({"text/plain": line}, raw=True)


def _notebook_display() -> Callable[..., Any] | None:
    """IPython's display when a notebook runs us; IPython is never imported for it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    return display  # type: ignore[no-any-return,unused-ignore]


def show_progress(wanted: bool | Callable[[Progress], object] | None, total: int) -> _Shown | None:
    """What the engine calls, or ``None`` for silence. ``total``: rows in all, 0 when that is not known."""
    if wanted is False:
        return None
    if callable(wanted):
        return _Shown(wanted, total)
    if (display := _notebook_display()) is not None:
        return _Notebook(total, display)
    return _Terminal(total) if sys.stderr is not None and sys.stderr.isatty() else None
