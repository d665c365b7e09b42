"""A document's text -> sentences and passages, by offsets.

A passage is a run of whole sentences of about so many words, and begins with the heading that leads it. A heading
with text below it is no sentence: it is searched with its passage but never quoted alone. So is a headline that a
byline or other furniture parts from the text, as it does on most pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil

from rag.sentence_ends import sentence_ends
from rag.values import Document, Passage, Sentence, Span

MAX_SENTENCE_CHARACTERS = 1200
"""A longer "sentence" (a table, a log, text without stops) is cut between words, so that a model can take it."""

_LONG_WORD = 25
_CHARACTERS_PER_WORD = 5
"""A run without spaces longer than this (Thai, a URL, a million letters) counts as so many characters a word."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_CJK_PER_WORD = 1.6
_THAI_LAO_BURMESE_KHMER = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_THAI_PER_WORD = 4.5

_SAYS_SOMETHING = re.compile(r"\w")
_SHORT_SECTION = 0.3
"""A section shorter than this share of a passage is joined to the next, so that no passage is a scrap."""

_INSIDE_PARAGRAPH = 0.2
"""What a cut inside a paragraph costs, in passages: it must come this much nearer to equal length."""


def count_words(text: str) -> int:
    """Words in the text: runs between white space; in scripts without spaces, the characters that equal a word."""
    unspaced = 0
    if not text.isascii():
        for characters, per_word in ((_CJK, _CJK_PER_WORD), (_THAI_LAO_BURMESE_KHMER, _THAI_PER_WORD)):
            text, found = characters.subn(" ", text)
            unspaced += ceil(found / per_word)
    runs = text.split()
    if max(map(len, runs), default=0) <= _LONG_WORD:
        return unspaced + len(runs)
    return unspaced + sum(1 if len(run) <= _LONG_WORD else len(run) // _CHARACTERS_PER_WORD for run in runs)


def split_sentences(text: str, start: int = 0, end: int | None = None, language: str | None = None) -> list[Sentence]:
    """The sentences of `text[start:end]`, with offsets into `text`, without the white space around them.

    They end by the habits of the language, an ISO 639-1 code. What has no letter or digit is joined to the sentence
    before it, or dropped if there is none.
    """
    block = text[start : len(text) if end is None else end]
    sentences: list[Sentence] = []
    for piece in _pieces(block, language):
        first, last = _trim(block, piece.start, piece.end)
        if first == last:
            continue
        if not _SAYS_SOMETHING.search(block, first, last):
            if sentences and start + last - sentences[-1].start <= MAX_SENTENCE_CHARACTERS:
                sentences[-1] = Sentence(sentences[-1].start, start + last)
            continue
        sentences.append(Sentence(start + first, start + last))
    return sentences


def _pieces(block: str, language: str | None) -> Iterator[Span]:
    start = 0
    for end in sentence_ends(block, language):
        yield from _cut_long(block, start, end)
        start = end


def _cut_long(block: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE_CHARACTERS:
        limit = start + MAX_SENTENCE_CHARACTERS
        cut = max(block.rfind(space, start + 1, limit) for space in (" ", "\n", "\t")) + 1
        cut = cut if cut > start + MAX_SENTENCE_CHARACTERS // 2 else limit
        yield Span(start, cut)
        start = cut
    if start < end:
        yield Span(start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return start + lead, start + lead + len(inner.strip())


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with where its passage begins, its own start or that of the heading above it, and a heading apart."""

    start: int
    sentence: Sentence
    words: int
    ends_paragraph: bool
    lead: Span | None = None


def split_passages(document: Document, passage_words: int = 130) -> tuple[Passage, ...]:
    """The document's passages in order; together they hold every sentence, and no furniture.

    Within a section the passages are of about equal length, `passage_words` give or take a half and a sentence,
    and end with a paragraph where one ends near.
    """
    passages: list[Passage] = []
    for run in _runs(document, passage_words):
        passages += _pack(run, passage_words)
    return tuple(passages)


def _runs(document: Document, passage_words: int) -> Iterator[list[_Unit]]:
    """Units that may share a passage: cut at furniture, and at a heading once there is enough above it."""
    between = _Between(document.furniture)
    run: list[_Unit] = []
    words = 0
    for unit in _units(document, between):
        if run:
            leads = unit.start < unit.sentence.start and words >= passage_words * _SHORT_SECTION
            if leads or between(run[-1].sentence.end, unit.start):
                yield run
                run, words = [], 0
        run.append(unit)
        words += unit.words
    if run:
        yield run


class _Between:
    """Whether furniture begins between two offsets."""

    def __init__(self, furniture: Sequence[Span]) -> None:
        self._starts = [mark.start for mark in furniture]

    def __call__(self, start: int, end: int) -> bool:
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)


def _units(document: Document, between: _Between) -> Iterator[_Unit]:
    """The sentences in order. Headings lead the one after them; where none follows, they are text like any other."""
    heading_starts = {heading.start for heading in document.headings}
    headings: list[Span] = []
    begun = False
    for block in body_spans(document):
        if block.start in heading_starts or (not begun and _is_title(document, block)):
            headings.append(block)
            continue
        for unit in _paragraph_units(document, block):
            yield _led(unit, headings, between)
            headings, begun = [], True
    yield from _as_text(document, headings)


def _is_title(document: Document, block: Span) -> bool:
    """Whether it is the headline, which in plain text is no heading."""
    return document.title is not None and document.text[block.start : block.end].split() == document.title.split()


def _led(unit: _Unit, headings: Sequence[Span], between: _Between) -> _Unit:
    """The sentence with what leads it: the headings above it, and the first of those above that furniture parts off."""
    groups: list[Span] = []
    for heading in headings:
        if groups and not between(groups[-1].end, heading.start):
            groups[-1] = Span(groups[-1].start, heading.end)
        else:
            groups.append(heading)
    if groups and not between(groups[-1].end, unit.start):
        unit = replace(unit, start=groups.pop().start)
    return replace(unit, lead=groups[0]) if groups else unit


def _as_text(document: Document, headings: list[Span]) -> Iterator[_Unit]:
    for heading in headings:
        yield from _paragraph_units(document, heading)


def _paragraph_units(document: Document, block: Span) -> Iterator[_Unit]:
    sentences = split_sentences(document.text, block.start, block.end, document.language)
    for sentence in sentences:
        words = count_words(document.text[sentence.start : sentence.end])
        yield _Unit(sentence.start, sentence, words, ends_paragraph=sentence is sentences[-1])


def body_spans(document: Document) -> Iterator[Span]:
    """The paragraphs without what is marked as furniture in them."""
    marks = document.furniture
    at = 0
    for paragraph in document.paragraphs or (Span(0, len(document.text)),):
        while at < len(marks) and marks[at].end <= paragraph.start:
            at += 1
        start = paragraph.start
        for mark in map(marks.__getitem__, range(at, len(marks))):
            if mark.start >= paragraph.end:
                break
            if start < mark.start:
                yield Span(start, mark.start)
            start = max(start, mark.end)
        if start < paragraph.end:
            yield Span(start, paragraph.end)


def _pack(run: list[_Unit], passage_words: int) -> Iterator[Passage]:
    ends = list(accumulate(unit.words for unit in run))
    count = max(1, round(ends[-1] / passage_words))
    ideal = ends[-1] / count
    cuts = sorted({0, len(run), *(_best_cut(run, ends, ideal, i) for i in range(1, count))})
    for first, last in pairwise(cuts):
        units = run[first:last]
        yield Passage(
            units[0].start, units[-1].sentence.end, tuple(unit.sentence for unit in units), lead=units[0].lead
        )


def _best_cut(run: list[_Unit], ends: list[int], ideal: float, number: int) -> int:
    """How many units lie before the cut that comes nearest to `number` ideal passages, a paragraph's end preferred."""
    wanted = ideal * number
    near = range(
        max(0, bisect_left(ends, wanted - ideal / 2) - 1), min(len(run), bisect_left(ends, wanted + ideal / 2) + 1)
    )

    def cost(index: int) -> float:
        """How far, in words, a cut after the unit at `index` is from the wanted place."""
        return abs(ends[index] - wanted) + (0 if run[index].ends_paragraph else ideal * _INSIDE_PARAGRAPH)

    return min(near, key=cost) + 1
