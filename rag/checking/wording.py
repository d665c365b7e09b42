"""The words of a quotation -> tokens to compare, and what its ellipses and brackets leave open."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.checking.editors_notes import is_editors_note
from rag.checking.number_signs import is_minus
from rag.folding import DASH, ELLIPSIS, REFERENCE, Token, fold_word, tokens

_DOTS = r"(?:\.(?:[ \u00a0\u202f]?\.){2,}|…)"
_LETTER = r"[^\W\d_]"
_SPECIAL = re.compile(
    rf"{REFERENCE}"
    rf"|(?P<ellipsis>\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|\[\s*\]|{_DOTS}\.?)"
    rf"|(?P<within>(?<![^\W_])(?:{_LETTER}*\[{_LETTER}+\]{_LETTER}+|{_LETTER}+\[{_LETTER}+\]{_LETTER}*)(?:['’]{_LETTER}+)*)"
    r"|(?P<bracket>\[[^\[\]]{1,300}\])"
)
_EDGES = frozenset({",", ".", ";", ":", "。", "、", DASH, ELLIPSIS})
"""Marks at a quotation's ends that are the draft's own as often as the source's: “… in May,” she wrote."""

MOST_LEFT_OUT = 200
"""Words of the source that an ellipsis may stand for: about a passage and a half; further off is another place."""

MOST_REPLACED = 8
"""Words of the source that a bracket may stand for: [the minister]."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An ellipsis or a bracket of the quotation: it stands for at most `most` words of the source.

    `filler` are the words that a bracket puts in; `start` and `end` are its offsets.
    """

    kind: Literal["ellipsis", "bracket", "note"]
    start: int
    end: int
    filler: tuple[Token, ...] = ()

    @property
    def most(self) -> int:
        """The most words of the source that it may stand for."""
        return {"ellipsis": MOST_LEFT_OUT, "bracket": MOST_REPLACED, "note": 0}[self.kind]


@dataclass(frozen=True, slots=True)
class Stem:
    """The letters of a word outside its brackets: what walk[ed] has in common with the source's word."""

    before: str
    after: str

    def fits(self, word: str) -> bool:
        """Whether the word may be the one that was bent."""
        core = len(self.before) + len(self.after)
        return core > 0 and len(word) >= core and word.startswith(self.before) and word.endswith(self.after)


@dataclass(frozen=True, slots=True)
class Wording:
    """The tokens of a quotation; `gaps[n]` stands before token n; `free_case` are tokens whose first letter may be
    another case; `stems` are those bent by brackets. `trailing` are marks at its end, left out of the tokens.
    """

    tokens: tuple[Token, ...]
    gaps: dict[int, tuple[Gap, ...]]
    free_case: frozenset[int]
    stems: dict[int, Stem]
    trailing: tuple[Token, ...] = ()

    @property
    def words(self) -> int:
        """How many words it has, those in brackets left out."""
        return sum(token.is_word for token in self.tokens)

    def only(self, kept: Sequence[bool]) -> Wording:
        """It without the tokens that are not kept."""
        if all(kept):
            return self
        places = [0, *itertools.accumulate(kept)]
        gaps: dict[int, tuple[Gap, ...]] = {}
        for at, found in self.gaps.items():
            gaps[places[at]] = (*gaps.get(places[at], ()), *found)
        return replace(
            self,
            tokens=tuple(itertools.compress(self.tokens, kept)),
            gaps=gaps,
            free_case=frozenset(places[at] for at in self.free_case if 0 <= at < len(kept) and kept[at]),
            stems={places[at]: stem for at, stem in self.stems.items()},
        )

    def pieces(self) -> list[tuple[int, int]]:
        """The runs of tokens between gaps, each from its first token to the one after its last."""
        edges = sorted({0, *self.gaps, len(self.tokens)})
        return [(a, b) for a, b in itertools.pairwise(edges) if a < b]


def wording(text: str, start: int, end: int) -> Wording:
    """The wording of `text[start:end]`; offsets into `text`."""
    found = _Reading(text)
    for item in _items(text, start, end):
        found.add(item)
    return found.made()


_Within = tuple[Token, Stem | None]


def _items(text: str, start: int, end: int) -> Iterator[Token | Gap | _Within]:
    at = start
    for special in _SPECIAL.finditer(text, start, end):
        yield from tokens(text, at, special.start(), since=start)
        at = special.end()
        if special.lastgroup == "ellipsis":
            yield Gap("ellipsis", special.start(), at)
        elif special.lastgroup == "within":
            yield _bent(special)
        elif special.lastgroup == "bracket":
            kind: Literal["note", "bracket"] = "note" if is_editors_note(special.group()) else "bracket"
            yield Gap(kind, special.start(), at, tuple(tokens(text, special.start() + 1, at - 1)))
    yield from tokens(text, at, end, since=start)


def _bent(special: re.Match[str]) -> _Within:
    before, rest = special.group().split("[", 1)
    within, after = rest.split("]", 1)
    token = Token(fold_word(before + within + after), special.start(), special.end(), is_word=True)
    is_first_letter = not before and len(within) == 1
    return token, None if is_first_letter else Stem(fold_word(before).casefold(), fold_word(after).casefold())


class _Reading:
    """What is gathered of a quotation from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[Token] = []
        self._gaps: dict[int, tuple[Gap, ...]] = {}
        self._free: set[int] = set()
        self._stems: dict[int, Stem] = {}

    def add(self, item: Token | Gap | _Within) -> None:
        """Go on with a token, a gap, or a word with brackets in it."""
        here = len(self._tokens)
        if isinstance(item, Gap):
            self._gaps[here] = (*self._gaps.get(here, ()), item)
        elif isinstance(item, Token):
            self._tokens.append(item)
        else:
            token, stem = item
            self._tokens.append(token)
            self._free.add(here)
            if stem:
                self._stems[here] = stem

    def made(self) -> Wording:
        """The wording, without marks and ellipses at its ends."""
        first, last = 0, len(self._tokens)
        while last > 0 and self._is_edge(last - 1):
            last -= 1
        while first < last and self._is_edge(first):
            first += 1
        gaps: dict[int, tuple[Gap, ...]] = {}
        for at, found in self._gaps.items():
            # An ellipsis at an end leaves nothing open; a bracket there still puts words in.
            if kept := tuple(gap for gap in found if first < at < last or gap.kind == "bracket"):
                place = min(max(at, first), last) - first
                gaps[place] = (*gaps.get(place, ()), *kept)
        after_ellipsis = {at for at, found in self._gaps.items() if any(gap.kind == "ellipsis" for gap in found)}
        starts = {first, *after_ellipsis, *(self._first_word(at) for at in after_ellipsis)}
        return Wording(
            tokens=tuple(self._tokens[first:last]),
            gaps=gaps,
            free_case=frozenset(at - first for at in (*self._free, *starts, self._first_word(first))),
            stems={at - first: stem for at, stem in self._stems.items()},
            trailing=tuple(self._tokens[last:]),
        )

    def _is_edge(self, at: int) -> bool:
        token = self._tokens[at]
        return not token.is_word and token.text in _EDGES and not is_minus(self._text, token.start)

    def _first_word(self, at: int) -> int:
        """The first word from token `at` on."""
        return next((n for n in range(at, len(self._tokens)) if self._tokens[n].is_word), at)
