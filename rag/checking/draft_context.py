"""What a draft says around a quotation: its sentence, and its footnote, without the words that are quoted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rag.checking.cited_behind import BEHIND, cited_numbers, numbered_references
from rag.passages import split_sentences

if TYPE_CHECKING:
    from rag.checking.quotations import Quotation
    from rag.drafts.draft import Draft, NoteMark
    from rag.values import Sentence

_SAYS_WHO = re.compile(
    r"\s*(?:[A-ZÀ-Þ][\w’'.-]*\s+){1,4}(?:said|says|wrote|writes|reported|reports|argued|argues|noted|notes|told|added"
    r"|schrieb|schreibt|sagte|sagt|écrit|écrivait|dit|escribió|escribe|dijo)\b"
)
_CITED_BEHIND = re.compile(r"[\s.]*[(\[](?:[^()\[\]]|\([^()\[\]]*\)){2,200}[)\]]")
_DASHED = re.compile(r"\s*(?:[—–―~]|--)\s*\S")
_LEADS_UP = re.compile(
    r"[:,：—–]\s*$|\b(?:[A-ZÀ-Þ][\w’'-]*|[Hh]e|[Ss]he|[Tt]hey)\s+(?:also\s+|has\s+|had\s+|then\s+)?(?:says?|said|writes?|wrote"
    r"|written|reports?|reported|argues?|argued|notes?|noted|tells?|told|adds?|added|continues?|continued|goes\s+on"
    r"|went\s+on|schrieb|schreibt|sagte|sagt|écrit|écrivait|dit|escribió|escribe|dijo)\b(?!.*\s·\s)"
)
"""What a sentence has that leads up to a quotation; a line that only names a source may stand below its own as well."""

_SET_OFF = re.compile(r"\s·\s")
"""Between the parts of a line that is no sentence, whatever stops its titles have."""

_BLOCKS_KEPT = 8
_SENTENCES = 20
"""At most so many does a quotation reach over once its own words are masked."""

_BEHIND = 3
"""Characters after its sentence within which a note's mark is still a quotation's: ”.¹"""


@dataclass(frozen=True, slots=True)
class Said:
    """Some of what stands around a quotation: `text`, where it begins in what is seen of the draft, and what it is.

    `at` is None where the text is not seen as such; `is_note`: a footnote, or a reference behind the quotation;
    `is_cited`: what stands in brackets right behind it. `behind` is the number of the block quotation that it may be
    said of instead, being a line right below that; None for all others.
    """

    text: str
    at: int | None
    is_note: bool = False
    is_cited: bool = False
    behind: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a quotation, the keys that it is cited by, and where its note's mark stands."""

    said: tuple[Said, ...]
    keys: tuple[str, ...]
    mark: int


class Contexts:
    """The surroundings of a draft's quotations; `quoted` are all of them that hold others' words, in order."""

    def __init__(self, draft: Draft, quoted: Sequence[Quotation]) -> None:
        self._draft = draft
        self._quoted = [q for q in quoted if not q.nested]
        self._starts = [q.start for q in self._quoted]
        self._mark_places = [mark.at for mark in draft.marks]
        self._masked = self._mask()
        self._sentences = lru_cache(maxsize=_BLOCKS_KEPT)(self._sentences_of)

    def of(self, quotation: Quotation) -> Context:
        """What stands around the quotation."""
        block = self._draft.blocks[quotation.block]
        stretches = self._around_block(quotation) if quotation.is_block else self._around(quotation)
        end = max((end for _, end in stretches), default=quotation.end)
        end = max(end, quotation.end, block.end if quotation.is_block else 0)
        text = self._draft.seen.text
        said = [self._said(a, b, quotation) for a, b in stretches if a < b]
        said += [Said(text[m.start() : m.end()], m.start(), is_note=True) for m in self._cited_behind(end)]
        said += self._cited(quotation)
        marks = self._marks(quotation, end)
        said += [Said(mark.text, None, is_note=True) for mark in marks if mark.text]
        keys = tuple(dict.fromkeys(key for mark in marks for key in mark.keys))
        return Context(tuple(said), keys, marks[0].at if marks else quotation.end)

    def _said(self, start: int, end: int, quotation: Quotation) -> Said:
        """A stretch around the quotation."""
        behind = self._behind(quotation.block, start) if quotation.is_block else None
        return Said(self._masked[start:end], start, is_note=(start, end) == quotation.named, behind=behind)

    def _behind(self, number: int, start: int) -> int | None:
        """The block quotation above the line at `start`, which nothing but its place says is of the block below it."""
        between = self._draft.blocks[number - 1] if number > 1 else None
        if between is None or self._draft.blocks[number - 2].kind != "quotation":
            return None
        is_line = start == between.start or _SET_OFF.search(self._masked, between.start, between.end)
        is_between = bool(is_line) and between.start <= start < between.end
        return number - 2 if is_between and not _LEADS_UP.search(self._masked, between.start, between.end) else None

    @cached_property
    def _references(self) -> Mapping[str, str]:
        return numbered_references(self._draft.seen.text, self._draft.blocks)

    def _mask(self) -> str:
        """What is seen of the draft, a dash for each character that is quoted."""
        pieces: list[str] = []
        at, text = 0, self._draft.seen.text
        for quotation in self._quoted:
            start, end = max(at, quotation.start), quotation.end
            if start < end:
                keeps_stop = text[end - 1] in ".!?…" and not _SAYS_WHO.match(text, end + 1)
                masked = "x" * (end - start - keeps_stop)
                pieces += [text[at:start], masked, text[end - 1] if keeps_stop else ""]
                at = end
        return "".join([*pieces, text[at:]])

    def _around(self, quotation: Quotation) -> list[tuple[int, int]]:
        """The sentence's stretches before and behind the quotation, up to the quotations beside it."""
        sentences, ends = self._sentences(quotation.block)
        first = bisect_left(ends, quotation.start)
        own = [s for s in sentences[first : first + _SENTENCES] if s.start <= quotation.end]
        block = self._draft.blocks[quotation.block]
        start, end = (own[0].start, own[-1].end) if own else (block.start, block.end)
        at = bisect_left(self._starts, quotation.start)
        before = start
        if at and self._quoted[at - 1].end <= quotation.start:
            before = self._quoted[at - 1].end
            cited = BEHIND.match(self._draft.seen.text, before, quotation.start)
            before = cited.end() if cited else before  # brackets there are said of the quotation before
        behind = bisect_left(self._starts, quotation.end)
        until = self._starts[behind] if behind < len(self._starts) else end
        return [(max(start, before), quotation.start), (quotation.end, min(end, until))]

    def _sentences_of(self, number: int) -> tuple[list[Sentence], list[int]]:
        """The sentences of a block, the quoted words masked, and where each ends."""
        block = self._draft.blocks[number]
        sentences = split_sentences(self._masked, block.start, block.end)
        return sentences, [sentence.end for sentence in sentences]

    def _around_block(self, quotation: Quotation) -> list[tuple[int, int]]:
        """The sentence that leads up to a block quotation, and the line in it or behind it that names its source."""
        stretches = [quotation.named]
        blocks, number = self._draft.blocks, quotation.block
        if number and blocks[number - 1].kind == "text":
            sentences, _ = self._sentences(number - 1)
            if sentences:
                stretches.append((sentences[-1].start, sentences[-1].end))
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if following and following.kind == "text" and _DASHED.match(self._draft.seen.text, following.start):
            stretches.append((following.start, following.end))
        return stretches

    def _cited_behind(self, end: int) -> list[re.Match[str]]:
        found = _CITED_BEHIND.match(self._draft.seen.text, end)
        return [found] if found else []

    def _cited(self, quotation: Quotation) -> list[Said]:
        """What stands in brackets right behind the quotation, and the references that numbers there mean."""
        first, last = quotation.named
        found = BEHIND.match(self._draft.seen.text, first if first < last else quotation.end)
        if not found:
            return []
        entries = (self._references.get(number) for number in cited_numbers(found["cited"]))
        listed = [Said(entry, None, is_note=True) for entry in entries if entry]
        return [Said(found["cited"], found.start("cited"), is_cited=True), *listed]

    def _marks(self, quotation: Quotation, end: int) -> Sequence[NoteMark]:
        """The first marks behind the quotation that stand together, within its sentence."""
        behind = self._marks_between(quotation.end, end + _BEHIND)
        if not behind and quotation.is_block:
            block = self._draft.blocks[quotation.block]
            behind = self._marks_between(block.start, block.end + _BEHIND)
        return [mark for mark in behind if mark.at <= behind[0].at + _BEHIND]

    def _marks_between(self, start: int, end: int) -> Sequence[NoteMark]:
        return self._draft.marks[bisect_left(self._mark_places, start) : bisect_right(self._mark_places, end)]
