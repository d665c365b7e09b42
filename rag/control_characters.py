"""What a name or a title that a person gives may not hold: characters that are not written in one line of text."""

from __future__ import annotations

import unicodedata

_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Of Unicode: control characters, halves of surrogate pairs, ends of lines and paragraphs."""


def control_character(text: str) -> str | None:
    """The first of them in the text; None where there is none."""
    return next((character for character in text if unicodedata.category(character) in _CATEGORIES), None)
