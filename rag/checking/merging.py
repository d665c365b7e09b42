"""Quotations made of several places: runs of words that stand together in the library, but not with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.checking.folded_words import SENTENCE_ENDS
from rag.checking.matching import Match, Matcher
from rag.checking.values import DifferenceKind, WordingDifference

if TYPE_CHECKING:
    from rag.checking.quoted import Quoted
    from rag.checking.word_index import Window
    from rag.values import Span

_SHORTEST_RUN = 4
_LONG_RUN = 8
"""Words; so long a run is no coincidence, a shorter one must be whole sentences."""

_COVERED = 0.85
_MOST_RUNS = 6
_OFF_BY = 2
"""Words by which a run may go on past a sentence's end, because the next ones happen to be the same."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words `first` to `last` of a quotation, the last one not included, and where they stand."""

    first: int
    last: int
    window: Window

    @property
    def length(self) -> int:
        """Its words."""
        return self.last - self.first


def merged_match(quoted: Quoted, matcher: Matcher) -> Match | None:
    """The place of the quotation's longest run, the others its differences, if it is joined of several; else None."""
    runs = _runs(quoted, matcher)
    words = len(quoted.keys)
    covered = sum(run.length for run in runs)
    if not 1 < len(runs) <= _MOST_RUNS or covered < _COVERED * words:
        return None
    edges = _sentence_edges(quoted)
    if not all(run.length >= _LONG_RUN or _is_whole(run, edges) for run in runs):
        return None
    main = max(runs, key=lambda run: run.length)
    span = matcher.span_of(main.window)
    differences = tuple(_difference(quoted, matcher, run, main, span) for run in runs if run is not main)
    return Match(main.window.source, span.start, span.end, exact=False, share=covered / words, differences=differences)


def _runs(quoted: Quoted, matcher: Matcher) -> list[_Run]:
    """The longest runs, from left to right, given up where they are too few."""
    runs: list[_Run] = []
    first = missed = 0
    while first < len(quoted.keys) and missed <= (1 - _COVERED) * len(quoted.keys):
        length, window = matcher.run_from(quoted, first)
        if window is not None and length >= _SHORTEST_RUN:
            runs.append(_Run(first, first + length, window))
            first += length
        else:
            first, missed = first + 1, missed + 1
    return runs


def _sentence_edges(quoted: Quoted) -> set[int]:
    """Before which words of the quotation a sentence or an ellipsis ends; its own two ends among them."""
    edges, words = {0, len(quoted.keys)}, 0
    for n, token in enumerate(quoted.wording.tokens):
        if n in quoted.wording.gaps or (not token.is_word and token.text in SENTENCE_ENDS):
            edges.add(words)
        words += token.is_word
    return edges


def _is_whole(run: _Run, edges: set[int]) -> bool:
    """Whether it is a sentence of the quotation, give or take a word or two."""
    return all(any(abs(at - edge) <= _OFF_BY for edge in edges) for at in (run.first, run.last))


def _difference(quoted: Quoted, matcher: Matcher, run: _Run, main: _Run, span: Span) -> WordingDifference:
    words = [token for token in quoted.wording.tokens if token.is_word]
    own = quoted.seen.written(words[run.first].start, words[run.last - 1].end)
    place = matcher.span_of(run.window)
    at = span.end if run.first > main.first else span.start
    same_place = run.window.source == main.window.source
    kind: DifferenceKind = "merged"
    if same_place and quoted.wording.gaps and (place.start < span.start) != (run.first < main.first):
        kind = "order"
    return WordingDifference(
        kind=kind,
        draft=quoted.written[own.start : own.end],
        draft_start=own.start,
        draft_end=own.end,
        source="",
        source_start=at,
        source_end=at,
        elsewhere=matcher.near(run.window.source, place),
    )
