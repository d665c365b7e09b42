"""Runs of words and what they mean, found again in texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from rag import folding

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Runs of words, folded, and what each means."""

    def __init__(self, meanings: Mapping[tuple[str, ...], Meaning]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for words, meaning in meanings.items():
            if words:
                phrase = tuple(map(_not_owning, words))
                self._by_first.setdefault(phrase[0], []).append((phrase, meaning))

    def found_in(self, text: str) -> Iterator[tuple[int, int, int, Meaning]]:
        """Where each stands in the text, of how many words it is, and what it means."""
        words = [token for token in folding.tokens(text) if token.is_word]
        keys = [_not_owning(token.text.casefold()) for token in words]
        for n, key in enumerate(keys):
            for phrase, meaning in self._by_first.get(key, ()):
                if tuple(keys[n : n + len(phrase)]) == phrase:
                    yield words[n].start, words[n + len(phrase) - 1].end, len(phrase), meaning


def _not_owning(key: str) -> str:
    """The word, folded, without the 's of what it owns."""
    return key.removesuffix("'s")
