"""Which words of two quotations differ, each quotation beside the one that took its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from rag.folding import WORD

Piece = tuple[str, bool]
"""A stretch of a text, and whether the other text has it too; together the pieces of a text are it."""

_TOKENS = re.compile(rf"{WORD}|\s+|.", re.DOTALL)
_ALIKE = 0.4
_MOST_COMPARED = 1_000_000
"""Pairs of tokens: texts that have more are marked as other texts."""

_MOST_PAIRED = 400


def differing(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of both texts, by their words; white space counts as one space."""
    ours, theirs = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(ours) * len(theirs) > _MOST_COMPARED:
        return _pieces(ours, set()), _pieces(theirs, set())
    blocks = SequenceMatcher(None, _plain(ours), _plain(theirs), autojunk=False).get_matching_blocks()
    same, same_there = set[int](), set[int]()
    for block in blocks:
        same |= set(range(block.a, block.a + block.size))
        same_there |= set(range(block.b, block.b + block.size))
    return _pieces(ours, same), _pieces(theirs, same_there)


def partners(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The numbers of an old and a new quotation that are alike, the most alike first; each is in one pair at most."""
    if len(old) * len(new) > _MOST_PAIRED:
        return []
    words = [[frozenset(_TOKENS.findall(quote)) for quote in side] for side in (old, new)]
    likeness = sorted(
        ((-_shared(one, other), n, m) for n, one in enumerate(words[0]) for m, other in enumerate(words[1])),
    )
    found: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for alike, one, other in likeness:
        if -alike >= _ALIKE and one not in taken[0] and other not in taken[1]:
            found.append((one, other))
            taken[0].add(one)
            taken[1].add(other)
    return found


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of the words (Dice 1945, Ecology 26:297)."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _plain(tokens: Sequence[str]) -> list[str]:
    return [" " if token.isspace() else token for token in tokens]


def _pieces(tokens: Sequence[str], same: set[int]) -> list[Piece]:
    kinds = [(token, number in same) for number, token in enumerate(tokens)]
    # A space between two words that differ belongs to them.
    for number in range(1, len(kinds) - 1):
        if tokens[number].isspace() and not kinds[number - 1][1] and not kinds[number + 1][1]:
            kinds[number] = tokens[number], False
    return [("".join(token for token, _ in run), is_same) for is_same, run in groupby(kinds, key=itemgetter(1))]
