"""Reports of checks as plain objects for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.checking.values import AnswersReport, CheckReport


def check_to_json(report: CheckReport) -> dict[str, Any]:
    """The report's fields, without the draft's text."""
    values = asdict(report)
    del values["draft_text"]
    return {"schema": 1, **values, "summary": report.summary}


def answers_to_json(report: AnswersReport) -> dict[str, Any]:
    """The report's fields."""
    return {"schema": 1, **asdict(report), "summary": report.summary}
