"""One case as Python sees it: its record, its sections, its review."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from .errors import Refused

if TYPE_CHECKING:
    from .runtime import Runtime

__all__ = ["Case"]


class Case:
    """One case as it stands now; read again to see what came later."""

    def __init__(self, runtime: "Runtime", case_id: str) -> None:
        self._runtime = runtime
        state = runtime._engine.case_state(case_id)
        self.id: str = state["id"]
        self.workflow: str = state["workflow"]
        self.status: str = state["status"]
        self._state = state

    def _needs_texts(self, what: str) -> None:
        if not self._runtime.sees_texts:
            raise Refused(f"{what} holds free text; open the runtime with role='handler' or 'supervisor' and a purpose", self.id)

    @property
    def record(self) -> dict[str, Any]:
        """Facts and, under ``analysis``, the stages' results. Raises Refused for an analyst."""
        self._needs_texts("the record")
        return dict(self._state["record"])

    @property
    def sections(self) -> dict[str, Any]:
        """The newest result of each stage by its short id (``classify``) or section path (``ext.bank.vip``)."""
        out: dict[str, Any] = {}
        for path, envelope in self._state["envelopes"].items():
            out[path.removeprefix("analysis.")] = envelope["result"]
        return out

    @property
    def envelopes(self) -> dict[str, Any]:
        """The whole answers of the stages: result, findings, evidence, tasks. Raises Refused for an analyst."""
        self._needs_texts("the evidence")
        return {path.removeprefix("analysis."): envelope for path, envelope in self._state["envelopes"].items()}

    @property
    def waiting_at(self) -> list[str]:
        """Names of the steps that hold a token."""
        return [token["step"] for token in self._state["flow"]["tokens"]]

    @property
    def approvals(self) -> list[dict[str, Any]]:
        """The answered approvals, oldest first: step, task, by, role, at, approved, digest, amount, uses, and whether it ``covers`` (if not: what ``changed``)."""
        return list(self._state["approvals"])

    @property
    def events(self) -> list[dict[str, Any]]:
        """The journal of the case, oldest first. Raises Refused for an analyst."""
        self._needs_texts("the journal")
        return list(self._runtime._engine.events(self.id, 0))

    def review(self, language: str | None = None, *, full_ledger: bool = False) -> dict[str, Any]:
        """The model behind every view of the case: summary, alerts, text with marks, findings, clocks, tasks, timeline."""
        return dict(self._runtime._engine.review(self.id, self._runtime._language(language), self._runtime.sees_texts, full_ledger, self._runtime.sees_restricted))

    def text(self, language: str | None = None, width: int = 100) -> str:
        """The review as plain text."""
        return str(self._runtime._engine.review_text(self.id, self._runtime._language(language), self._runtime.sees_texts, width, self._runtime.sees_restricted))

    def html(self, language: str | None = None) -> str:
        """The review as one self-contained HTML page."""
        return str(self._runtime._engine.review_html(self.id, self._runtime._language(language), self._runtime.sees_texts, self._runtime.sees_restricted))

    def _repr_html_(self) -> str:
        """For notebooks: the page in a frame of its own, so that its style stays out of the notebook's."""
        return f'<iframe srcdoc="{escape(self.html())}" style="width:100%;height:640px;border:0" sandbox=""></iframe>'

    def __repr__(self) -> str:
        return f"<Case {self.id} {self.workflow}: {self.status}>"
