"""The lines between a title and the text: who wrote it and when, who made the picture, buttons to share it.

Such lines stand in runs, and within a run they confirm each other (`rag.furniture.signs`). Words that could be anything
are taken for furniture only between or right under lines that are proven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.furniture import kinds
from rag.furniture.bylines import read_meta
from rag.furniture.signs import DATED, NAMED, Sign, Signs, is_caption, is_paragraph, is_proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.furniture.lines import Line

_DECK_PARAGRAPHS = 2
_DECK_WORDS = 110
# The text of an article runs so far before a dated line may lead more of it; less, and it is a log or a record.
_BODY_WORDS = 40


def lines_under_title(signs: Signs, title: int) -> list[int]:
    """The lines under title and deck that say author and date, share the article, or credit its picture."""
    lines = signs.lines
    found: list[int] = []
    deck: list[int] = []
    i = title + 1
    while i < len(lines) and _can_be_deck(lines, deck):
        run = _run(signs, i)
        kept = _proven(signs, run, title)
        if found and deck and deck[-1] > found[0]:
            kept = _completing(signs, kept, found)
        found += kept
        deck += [j for j in range(i, max(run.stop, i + 1)) if j not in kept and not is_caption(lines[j])]
        i = max(run.stop, i + 1)
    return [] if is_log(signs, found) else found


def _run(signs: Signs, first: int) -> range:
    """The lines from `first` on that are signs, captions of photographs among them."""
    last = first
    while last < len(signs.lines) and (signs[last] is not None or is_caption(signs.lines[last])):
        last += 1
    return range(first, last)


def _proven(signs: Signs, run: range, title: int) -> list[int]:
    """Of a run what is proven to be furniture."""
    lines = signs.lines
    pure = [i for i in run if not is_caption(lines[i]) and signs.are_all_around(i, title)]
    first = signs[title + 1] if title + 1 in pure else None
    dated_above = any(signs[i] in DATED and signs.are_all_around(i, title) for i in range(title))
    sure = first is Sign.PLACE_AND_DATE or (first is Sign.NAME and dated_above)
    if not sure and not is_proof(signs[i] for i in pure):
        return [i for i in pure if signs[i] is Sign.CREDIT or kinds.is_chrome(lines[i])]
    firm = [i for i in pure if signs[i] not in (Sign.ANYTHING, Sign.SMALL)]
    last = firm[-1]
    while last + 1 in pure and (signs[last + 1] is Sign.SMALL or not lines[last + 1].after_blank):
        last += 1
    return [i for i in pure if firm[0] <= i <= last]


def _completing(signs: Signs, kept: list[int], found: Sequence[int]) -> list[int]:
    """What is kept of a run below a deck below a first run: only one that says what the first left out."""
    known = {signs[i] for i in found}
    new = {signs[i] for i in kept}
    if any(known.isdisjoint(kind) and not new.isdisjoint(kind) for kind in (DATED, NAMED)):
        return kept
    return [i for i in kept if signs[i] is Sign.BUTTON]


def _can_be_deck(lines: Sequence[Line], deck: Sequence[int]) -> bool:
    """Whether lines are so few that they stand between title and text, rather than being text."""
    if deck and kinds.is_tail_label(lines[deck[-1]]):
        return False
    paragraphs = sum(lines[i].after_blank or i - 1 not in deck or is_paragraph(lines[i]) for i in deck)
    return paragraphs <= _DECK_PARAGRAPHS and sum(lines[i].words for i in deck) <= _DECK_WORDS


def is_log(signs: Signs, found: Sequence[int]) -> bool:
    """Whether the dates found are but the first of several that each lead text (a diary, a log, a chronicle), or no
    text follows them (the foot of a letter)."""
    lines = signs.lines
    dated = [i for i in found if signs[i] in DATED]
    metas = [meta for i in dated if (meta := read_meta(lines[i])) is not None]
    if len({meta.date.iso for meta in metas if meta.date is not None and not meta.date.updated}) > 1:
        return True
    alone = bool(dated) and dated[-1] - 1 not in found and all(meta.author is None for meta in metas)
    body = 0
    for i in range(max(found) + 1, len(lines)) if dated else ():
        if signs[i] in DATED and not lines[i].known:
            leads = i + 1 < len(lines) and lines[i + 1].is_prose and signs[i - 1] is not Sign.NAME
            if body < _BODY_WORDS or (alone and leads):
                return True
        body += lines[i].words
    return bool(dated) and not any(line.is_prose for line in lines[max(found) + 1 :])
