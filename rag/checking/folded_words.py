"""What stands among folded tokens: their words in one case, and the marks that end sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.folding import ELLIPSIS

if TYPE_CHECKING:
    from rag.folding import Token

STOPS = frozenset(".!?。！？")
"""Marks that end a sentence for sure, where a capital follows."""

SENTENCE_ENDS = STOPS | {ELLIPSIS}
"""These and the ellipsis, behind which another may begin."""


def folded_words(found: Iterable[Token]) -> list[str]:
    """The words among the tokens, in lower case."""
    return [token.text.casefold() for token in found if token.is_word]
