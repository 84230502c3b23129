"""Cases as a notebook shows them: small pieces of one review, each readable in light and dark, without scripts.

The engine renders them; ``amends report --html`` prints the same sections. Nothing here raises inside a notebook's display: what cannot be shown says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .case_views import CaseViews
from .finding import Finding, Findings
from .language import default_language
from .view import Picture, View

if TYPE_CHECKING:
    from ..case import Case

__all__ = ["CaseViews", "Finding", "Findings", "Picture", "View", "default_language", "review"]


def review(case: "Case", language: str | None = None) -> View:
    """The whole review of a case: every section in the order in which it is read. ``review(case).save("case.html")`` writes the page that ``amends report --html`` writes.

    Args:
        case: from ``rt.case(id)``.
        language: ``zh`` or ``en``; default: the runtime's.
    """
    return case.view("review", language)
