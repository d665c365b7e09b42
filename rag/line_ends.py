"""Where lines end: whatever the system that a text was written on."""

from __future__ import annotations

import re

LINE_END = re.compile(r"\r\n|\r|\n")


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins, the first one's too."""
    return [0, *(end.end() for end in LINE_END.finditer(text))]
