"""A draft -> its quotations: what stands between quotation marks, and block quotations.

What is too short to be a quotation is told apart: scare quotes and titles of one to three words.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.checking.block_credits import credit_at_end
from rag.checking.quotation_marks import Mark, Pairing, check_number
from rag.passages import count_words

if TYPE_CHECKING:
    from rag.drafts.draft import Draft, DraftBlock

MOST_WORDS_OF_A_SCARE_QUOTE = 3

_RUNS_ON = 8
"""Paragraphs that a quotation may run on over, from each to the next."""

_MARKS_AT_ENDS = '"“”„«»‹›「」『』＂'
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation by its place in what is seen of the draft, without its marks.

    `block` is the number of the draft's block that it begins in, `is_block` whether that is a block quotation.
    `breaks` are the beginnings of its further paragraphs; `apart`: nothing says whether these are one quotation or
    several. `named` is where the block itself seems to say whose words it has, an empty stretch where it does not;
    `whole` is the end of the block with that.
    """

    start: int
    end: int
    block: int
    is_block: bool = False
    nested: bool = False
    breaks: tuple[int, ...] = ()
    apart: bool = False
    named: tuple[int, int] = (0, 0)
    whole: int = 0


@dataclass(frozen=True, slots=True)
class FoundQuotations:
    """The quotations of a draft in order, the short ones, and the opening marks that nothing closes."""

    quotations: tuple[Quotation, ...]
    short: tuple[Quotation, ...]
    unclosed: tuple[Mark, ...]


def quotations(draft: Draft) -> FoundQuotations:
    """All quotations of the draft. Raises UsageError where there are more than MOST_QUOTATIONS."""
    pairing = Pairing(draft.seen.text)
    for paragraph, following in _paragraphs(draft.blocks):
        pairing.read(*paragraph, following)
    pairing.close()
    blocks = list(_blocks(draft))
    found = {(q.start, q.end): q for q in (*_inline(draft, pairing, blocks), *blocks)}  # a block before its own marks
    check_number(len(found) + len(pairing.unclosed))
    in_order = sorted(found.values(), key=lambda q: (q.start, -q.end))
    with_words = [q for q in in_order if _WORD.search(draft.seen.text, q.start, q.end)]
    short = [is_short(draft.seen.text[q.start : q.end]) for q in with_words]
    return FoundQuotations(
        quotations=tuple(q for q, is_one in zip(with_words, short, strict=True) if not is_one),
        short=tuple(q for q, is_one in zip(with_words, short, strict=True) if is_one),
        unclosed=tuple(pairing.unclosed),
    )


def paragraphs_of(block: DraftBlock) -> list[tuple[int, int]]:
    """The block's paragraphs."""
    edges = [block.start, *block.breaks, block.end]
    return list(itertools.pairwise(edges))


_Stretch = tuple[int, int]


def _paragraphs(blocks: tuple[DraftBlock, ...]) -> Iterator[tuple[_Stretch, tuple[_Stretch, ...]]]:
    """Each paragraph with those to which a quotation in it may run on: of its own kind, up to the next heading."""
    listed = [(block, paragraph) for block in blocks for paragraph in paragraphs_of(block)]
    for number, (block, paragraph) in enumerate(listed):
        following: list[_Stretch] = []
        for other, stretch in listed[number + 1 : number + 1 + _RUNS_ON]:
            if other.kind != block.kind or (block.kind != "text" and other is not block):
                break
            following.append(stretch)
        yield paragraph, tuple(following)


def is_short(text: str) -> bool:
    """Whether the words are too few for a quotation: a scare quote, or a title."""
    return count_words(text) <= MOST_WORDS_OF_A_SCARE_QUOTE


def _blocks(draft: Draft) -> Iterator[Quotation]:
    text = draft.seen.text
    for number, block in enumerate(draft.blocks):
        if block.kind == "quotation":
            whole = Quotation(block.start, block.end, number, is_block=True, whole=block.end, apart=block.apart)
            quotation = _without_credit(text, whole)
            start, end = _without_marks(text, quotation.start, quotation.end)
            breaks = tuple(at for at in block.breaks if start < at < end)
            yield replace(quotation, start=start, end=end, breaks=breaks)


def paragraph_quotations(text: str, quotation: Quotation) -> list[Quotation]:
    """The paragraphs of a block quotation, each a quotation of its own, without those that have no word.

    What names the source below one paragraph is said of those above it as well, up to the next that names one.
    """
    named, found = quotation.named, list[Quotation]()
    for start, end in reversed(list(itertools.pairwise([quotation.start, *quotation.breaks, quotation.end]))):
        alone = replace(quotation, start=start, end=start + len(text[start:end].rstrip()), breaks=(), named=(0, 0))
        alone = _without_credit(text, replace(alone, whole=alone.end))
        named = alone.named if alone.named != (0, 0) else named
        if _WORD.search(text, alone.start, alone.end):
            found.append(replace(alone, named=named))
    return found[::-1]


def _without_credit(text: str, quotation: Quotation) -> Quotation:
    """A block quotation without what names its source at its end, where that leaves enough of it."""
    credit = credit_at_end(text, quotation.start, quotation.end)
    if credit is None or is_short(text[quotation.start : credit.words_end]):
        return quotation
    return replace(quotation, end=credit.words_end, named=credit.named)


def _inline(draft: Draft, pairing: Pairing, quoted: list[Quotation]) -> Iterator[Quotation]:
    starts = [block.start for block in draft.blocks]
    quoted_starts = [quotation.start for quotation in quoted]
    for pair in pairing.pairs:
        start, end = _stripped(draft.seen.text, pair.open.end, pair.close.start)
        if start < end:
            number = max(0, bisect_right(starts, pair.open.start) - 1)
            around = bisect_right(quoted_starts, start) - 1
            within = around >= 0 and end <= quoted[around].end
            yield Quotation(start, end, number, nested=pair.depth > 0 or within)


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the marks around the whole of it."""
    start, end = _stripped(text, start, end)
    inner = text[start:end]
    if inner[:1] in _MARKS_AT_ENDS and inner[-1:] in _MARKS_AT_ENDS and len(inner) > 2:  # noqa: PLR2004 - two marks
        between = Pairing(inner)
        between.read(0, len(inner))
        whole = [p for p in between.pairs if p.open.start == 0 and p.close.end == len(inner)]
        if whole:
            return _stripped(text, start + whole[0].open.end, start + whole[0].close.start)
    return start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    return start + lead, start + lead + len(body.strip())
