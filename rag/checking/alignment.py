"""Tokens of a quotation against tokens of a document: which stands for which.

The quotation is aligned as a whole, to whatever run of the document fits it best: Needleman and Wunsch's dynamic
programming with free ends in the document (Sellers 1980, “The theory and computation of evolutionary distances”). What
an ellipsis or a bracket leaves out costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.checking.wording import Wording
    from rag.folding import Token

    Floats = npt.NDArray[np.float64]
    Integers = npt.NDArray[np.int64]

Pair = tuple[int | None, int | None]
"""Numbers of a quotation's token and the source's token that it stands for; None for none."""

_SAME, _SAME_BUT_CASE, _SAME_MARK = 3.0, 2.6, 0.8
_OTHER, _OTHER_OF_A_KIND, _OTHER_MARK, _NEVER = -2.0, -1.0, -0.2, -99.0
_PUT_IN, _PUT_IN_MARK = 2.2, 0.3
_LEFT_OUT, _LEFT_OUT_MARK, _LEFT_OUT_FURNITURE = 1.5, 0.3, 0.02
_GAP_SHARE = 0.01
_CLOSE = 1e-6
_LONGEST_WITHOUT_JUNK = 8000


def align(quoted: Wording, source: Sequence[Token], furniture: Sequence[bool]) -> tuple[Pair, ...]:
    """The pairs of the best alignment of the whole quotation to a run of the source, from the first source token that
    stands for anything to the last; `furniture` marks tokens that are no article.

    Takes time and memory in the product of both lengths.
    """
    match = _similarities(quoted, source)
    put_in = np.array([_PUT_IN if token.is_word else _PUT_IN_MARK for token in quoted.tokens])
    left_out = np.array(
        [
            _LEFT_OUT_FURNITURE if is_furniture else _LEFT_OUT if token.is_word else _LEFT_OUT_MARK
            for token, is_furniture in zip(source, furniture, strict=True)
        ]
    )
    costs = [left_out * (_GAP_SHARE if row in quoted.gaps else 1.0) for row in range(len(quoted.tokens) + 1)]
    costs[0] = np.zeros(len(source))  # before the quotation begins
    table = _table(match, put_in, costs)
    return _traced(table, match, put_in)


def _similarities(quoted: Wording, source: Sequence[Token]) -> Floats:
    """What each pair of tokens is worth, (quoted, source)."""
    ours, theirs = _Codes.of(quoted.tokens), _Codes.of(source)
    both_words = ours.word[:, None] & theirs.word[None, :]
    both_marks = ~ours.word[:, None] & ~theirs.word[None, :]
    numbers: dict[str, int] = {}
    exact = ours.of_texts(numbers)[:, None] == theirs.of_texts(numbers)[None, :]
    folded = ours.of_keys(numbers)[:, None] == theirs.of_keys(numbers)[None, :]
    of_a_kind = (ours.kind[:, None] == theirs.kind[None, :]) & (ours.kind[:, None] > 0)
    worth = np.where(both_words, np.where(of_a_kind, _OTHER_OF_A_KIND, _OTHER), _NEVER)
    worth[both_marks] = _OTHER_MARK
    worth[folded & both_words] = _SAME_BUT_CASE
    for row in quoted.free_case & set(range(len(quoted.tokens))):
        worth[row, folded[row] & both_words[row]] = _SAME
    worth[exact & both_words] = _SAME
    worth[exact & both_marks] = _SAME_MARK
    for row, stem in quoted.stems.items():
        fitting = [stem.fits(token.text.casefold()) for token in source]
        worth[row, np.array(fitting, dtype=bool) & both_words[row]] = _SAME
    return worth


class _Codes:
    """Tokens as arrays: whether each is a word, and of what kind: 1 for numbers, 2 for what has a capital, else 0."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._found = found
        self.word = np.array([token.is_word for token in found], dtype=bool)
        self.kind = np.array([_kind(token) for token in found], dtype=np.int64)

    @classmethod
    def of(cls, found: Sequence[Token]) -> _Codes:
        """Those of the tokens."""
        return cls(found)

    def of_texts(self, numbers: dict[str, int]) -> Integers:
        """A number for each text, the same for the same one."""
        return np.array([numbers.setdefault(token.text, len(numbers)) for token in self._found], dtype=np.int64)

    def of_keys(self, numbers: dict[str, int]) -> Integers:
        """A number for each text whatever its case."""
        return np.array(
            [numbers.setdefault(token.text.casefold(), len(numbers)) for token in self._found], dtype=np.int64
        )


def _kind(token: Token) -> int:
    return 1 if token.text[:1].isdigit() else 2 if token.text[:1].isupper() else 0


def _table(match: Floats, put_in: Floats, costs: Sequence[Floats]) -> Floats:
    """The best score of each start of the quotation that ends at each place of the source."""
    rows, columns = match.shape
    table = np.zeros((rows + 1, columns + 1))
    for row in range(1, rows + 1):
        best = table[row - 1] - put_in[row - 1]
        np.maximum(best[1:], table[row - 1, :-1] + match[row - 1], out=best[1:])
        if row < rows:
            spent = np.concatenate(([0.0], np.cumsum(costs[row])))
            best = np.maximum.accumulate(best + spent) - spent
        table[row] = best
    return table


def _traced(table: Floats, match: Floats, put_in: Floats) -> tuple[Pair, ...]:
    rows = len(match)
    row, column = rows, int(np.argmax(table[rows]))
    pairs: list[Pair] = []
    while row > 0:
        here = table[row, column]
        if column > 0 and abs(here - table[row - 1, column - 1] - match[row - 1, column - 1]) < _CLOSE:
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif abs(here - table[row - 1, column] + put_in[row - 1]) < _CLOSE:
            row -= 1
            pairs.append((row, None))
        else:
            column -= 1
            pairs.append((None, column))
            if column < 0:
                raise AssertionError("an alignment runs out of its source")
    return tuple(reversed(pairs))


def line_up(ours: Sequence[Token], theirs: Sequence[Token]) -> tuple[Pair, ...]:
    """Pairs by the longest common runs, for texts too long to be aligned token by token."""
    one, other = [token.text.casefold() for token in ours], [token.text.casefold() for token in theirs]
    # Beyond that, words that come very often are no beginnings of runs: that would take minutes.
    autojunk = len(one) > _LONGEST_WITHOUT_JUNK
    blocks = SequenceMatcher(None, one, other, autojunk=autojunk).get_matching_blocks()
    first, last = blocks[0].b, (blocks[-2].b + blocks[-2].size if len(blocks) > 1 else 0)
    pairs: list[Pair] = []
    at, place = 0, first
    for block in blocks:
        until = min(block.b, last)
        pairs += [(n, None) for n in range(at, block.a)]
        pairs += [(None, n) for n in range(place, until)]
        pairs += [(block.a + n, block.b + n) for n in range(block.size)]
        at, place = block.a + block.size, max(place, min(block.b + block.size, last))
    return tuple(pairs)
