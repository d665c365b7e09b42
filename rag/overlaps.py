"""How much of a question's words sentences hold, for many sentences at once.

A word is compared by its hash of 64 bits, and rarities are added up as whole numbers: so the share does not depend on
the order of the words, nor on that of anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rag.languages.words import search_words

if TYPE_CHECKING:
    import numpy.typing as npt

    Keys = npt.NDArray[np.int64]
    Held = npt.NDArray[np.bool_]
    Shares = npt.NDArray[np.float64]

_UNIT = float(1 << 32)
"""Rarities are counted in this part of 1: many thousands of words of any rarity fit into 64 bits."""


@lru_cache(maxsize=20_000)
def word_keys(text: str, language: str | None = None) -> Keys:
    """The words of a sentence as they are compared; kept, for a question's best sentences are often the next one's."""
    words = search_words(text, language)
    return np.fromiter(map(hash, words), dtype=np.int64, count=len(words))


class Wanted:
    """The words that are looked for, with their rarities."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        keys = np.fromiter(map(hash, rarity), dtype=np.int64, count=len(rarity))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._rarities = np.rint(np.fromiter(rarity.values(), np.float64, len(rarity)) * _UNIT).astype(np.int64)[order]
        self._total = int(self._rarities.sum())

    def held(self, texts: Sequence[Keys]) -> Held:
        """Which of the words each text holds, as (texts, words)."""
        held = np.zeros((len(texts), len(self._keys)), dtype=np.bool_)
        words = np.concatenate([*texts, self._keys[:0]])
        if len(words) and len(self._keys):
            rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
            places = np.minimum(np.searchsorted(self._keys, words), len(self._keys) - 1)
            found = self._keys[places] == words
            held[rows[found], places[found]] = True
        return held

    def shares(self, held: Held) -> Shares:
        """The share, from 0 to 1, of the words by their rarity that each text (texts,) holds."""
        return (held @ self._rarities) / float(self._total or 1)
