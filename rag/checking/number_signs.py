"""Signs that belong to figures: a minus before one, and what may be a prime or a quotation mark behind one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.folding import Token

_MINUS = re.compile(r"(?<![\w)\].,])[-\u2010-\u2013\u2212\ufe63\uff0d](?=[.,]?\d)")


def is_minus(text: str, at: int) -> bool:
    """Whether the sign of a number stands there: -5, but not 3-5, and not the dash of “— 5”."""
    return _MINUS.match(text, at) is not None


def kept_primes(found: Sequence[Token], other: Sequence[Token]) -> list[bool]:
    """Of each token whether it is no quotation mark: what looks like one is a prime where the other has one.

    So 12" is 12″, and the end of “the class of 12" is typography.
    """
    sure = {before for before, token in _with_the_words_before(other) if token.is_prime and not token.is_loose}
    return [not token.is_loose or before in sure for before, token in _with_the_words_before(found)]


def without_quotation_marks(found: Sequence[Token], other: Sequence[Token]) -> list[Token]:
    """The tokens that are no quotation marks."""
    if not any(token.is_loose for token in found):
        return list(found)
    return list(itertools.compress(found, kept_primes(found, other)))


def _with_the_words_before(found: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    word = ""
    for token in found:
        yield word, token
        word = token.text if token.is_word else word
