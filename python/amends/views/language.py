"""Which language people read."""

from __future__ import annotations

import os

__all__ = ["default_language"]


def default_language(language: str | None = None) -> str:
    """``zh`` or ``en``: of what is given (``zh_CN.UTF-8`` is zh), else of AMENDS_LANG and the locale, else English."""
    if language is None:
        language = next((os.environ[name] for name in ("AMENDS_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    return "zh" if language.startswith("zh") else "en"
