"""Raised figures behind words: a note's mark is no part of the word, a power is.

Figures behind a stop or another mark never reach this: `rag.folding` takes them for no word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.folding import RAISED

if TYPE_CHECKING:
    from rag.folding import Token

_MARKED = re.compile(rf"(?P<word>.*[^\W\d_{RAISED}])[{RAISED}]{{1,3}}")
_UNITS = re.compile(
    r".|[kcmdnµμh]m|ft|in|mi|yd|sec|pc|ly|(?:kilo|centi|milli)?(?:metre|meter)s?|miles?|feet|foot|inch|inches|yards?"
)
"""What has a power rather than a note: a letter, as of a formula, and units."""


def bare(word: str) -> str | None:
    """The word without the note's mark that it ends in; None where it has none, or what looks like one is a power."""
    marked = _MARKED.fullmatch(word)
    return None if marked is None or _UNITS.fullmatch(marked["word"].casefold()) else marked["word"]


def without_note_marks(found: Sequence[Token], other: Sequence[Token]) -> list[Token]:
    """The tokens, those with a note's mark without it where the other text has the word so, and not with the mark."""
    bares = [bare(token.text) if token.is_word else None for token in found]
    if not any(bares):
        return list(found)
    there = {token.text.casefold() for token in other}
    return [
        replace(token, text=word) if word and word.casefold() in there and token.text.casefold() not in there else token
        for token, word in zip(found, bares, strict=True)
    ]
