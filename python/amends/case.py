"""One case as Python sees it: its record, its sections, its review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import NotFound, Refused
from .views.case_views import CaseViews

if TYPE_CHECKING:
    from . import reasons
    from .runtime import Runtime

__all__ = ["Case"]


class Case(CaseViews):
    """One case as it stands now; read again to see what came later.

    What is shown depends on the role that the runtime was opened with. For a role that reads texts, the first look at anything beyond id, workflow, status, steps and
    approvals is recorded (who, role, purpose, case, what, when), once for this object; without a purpose, or when it cannot be recorded, it is refused.
    """

    def __init__(self, runtime: "Runtime", case_id: str) -> None:
        self._runtime = runtime
        state = runtime._engine.case_state(case_id)
        self.id: str = state["id"]
        self.workflow: str = state["workflow"]
        self.status: str = state["status"]
        self._state = state
        self._recorded = False

    def _read(self) -> None:
        """One row in the record of reads for this object, before anything is shown."""
        if not self._recorded:
            self._runtime._engine.record_case(self.id, list(self._state["envelopes"]))
            self._recorded = True

    def _needs(self, what: str, *, restricted: bool = False) -> None:
        if not (self._runtime.sees_restricted if restricted else self._runtime.sees_texts):
            raise Refused(f"{what} holds free text{' and what is restricted' if restricted else ''}; open the runtime with role='handler' or 'supervisor' and a purpose", self.id)
        self._read()

    @property
    def record(self) -> dict[str, Any]:
        """Facts and, under ``analysis``, the stages' results; without what the role may not see. Raises Refused for an analyst."""
        self._needs("the record")
        return dict(self._state["record"])

    @property
    def sections(self) -> dict[str, Any]:
        """The newest result of each stage by its short id (``classify``) or section path (``ext.bank.vip``). An analyst gets numbers, dates and codes, and nothing restricted."""
        self._read()
        out: dict[str, Any] = {}
        for path, envelope in self._state["envelopes"].items():
            out[path.removeprefix("analysis.")] = envelope["result"]
        return out

    @property
    def envelopes(self) -> dict[str, Any]:
        """The whole answers of the stages: result, findings, evidence, tasks. Raises Refused for an analyst."""
        self._needs("the evidence")
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
        """The journal of the case, oldest first. It holds every text and everything restricted: raises Refused for a role that may not see both."""
        self._needs("the journal", restricted=True)
        return list(self._runtime._engine.events(self.id, 0))

    def why(self, section: str) -> reasons.Why:
        """The reasons of a section (``"route"`` and ``"routing"`` are one): findings with evidence, computations, matched rows. Raises NotFound, Refused."""
        from . import reasons

        name = {"route": "routing", "severity": "classify", "nature": "classify", "plan": "negotiation_plan", "letter": "response_letter"}.get(section, section)
        envelopes = self._state["envelopes"]
        found = next((path for path in (f"analysis.{name}", name) if path in envelopes), None)
        if found is None:
            seen = ", ".join(path.removeprefix("analysis.") for path in envelopes) or "none"
            raise NotFound(f"there is no section '{section}' that this role sees; there are {seen}", self.id)
        self._read()
        return reasons.why(name, envelopes[found])

    def history(self) -> reasons.History:
        """What happened, when and by whom, in both languages, the oldest first. No payloads; without texts, no words of the case."""
        from . import reasons

        self._read()
        return reasons.History(self.id, tuple(reasons.Happening(**row) for row in self._runtime._engine.history(self.id)))

    def section_history(self, section: str) -> reasons.SectionHistory:
        """Each run of a section's stage: a digest of its inputs, which inputs had changed, and what came out otherwise than in the run before. Raises Refused for a restricted section."""
        from . import reasons

        rows = self._runtime._engine.section_runs(self.id, section)
        self._read()
        return reasons.section_history(section, rows)

    def review(self, language: str | None = None, *, full_ledger: bool = False) -> dict[str, Any]:
        """The model behind every view of the case: summary, alerts, text with marks, findings, clocks, tasks, timeline."""
        self._read()
        return dict(self._runtime._engine.review(self.id, self._runtime._language(language), full_ledger))

    def text(self, language: str | None = None, width: int = 100) -> str:
        """The review as plain text."""
        self._read()
        return str(self._runtime._engine.review_text(self.id, self._runtime._language(language), width))

    def html(self, language: str | None = None) -> str:
        """The review as one self-contained HTML page."""
        self._read()
        return str(self._runtime._engine.review_html(self.id, self._runtime._language(language)))

    def __repr__(self) -> str:
        return f"<Case {self.id} {self.workflow}: {self.status}>"
