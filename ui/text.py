"""Dates, confidences and what went wrong, in words."""

from __future__ import annotations

import re

from rag import answering
from rag.html_text import escaped

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ISO_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?")


def date_in_words(published: str) -> str:
    """21 July 2023, July 2023 or 2023; what is not an ISO date is given back as it is."""
    found = _ISO_DATE.fullmatch(published)
    if not found:
        return published
    year, month, day = found.groups()
    words = [str(int(day))] if day else []
    words += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*words, year])


def confidence_in_words(confidence: float) -> str:
    """A probability as people say it, with the figure."""
    return f"{answering.confidence_in_words(confidence)} ({min(max(confidence, 0.0), 0.99):.0%})"


def problem_html(problem: object) -> str:
    """What went wrong, for a part of the page whose changes are read aloud."""
    return f'<p class="problem">{escaped(str(problem))}</p>'


def alert_html(problem: object) -> str:
    """What went wrong, said at once to who cannot see it."""
    return f'<p class="problem" role="alert">{escaped(str(problem))}</p>'
