"""What a draft says around a quotation: its sentence, and its footnote, without the words that are quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.passages import split_sentences

if TYPE_CHECKING:
    from rag.drafts.draft import Draft, DraftBlock, NoteMark
    from rag.quotations import Quotation

_SAYS_WHO = re.compile(
    r"\s*(?:[A-ZÀ-Þ][\w’'.-]*\s+){1,4}(?:said|says|wrote|writes|reported|reports|argued|argues|noted|notes|told|added"
    r"|schrieb|schreibt|sagte|sagt|écrit|écrivait|dit|escribió|escribe|dijo)\b"
)
_CITED_BEHIND = re.compile(r"[\s.]*[(\[][^()\[\]]{2,200}[)\]]")
_DASHED = re.compile(r"\s*(?:[—–―~]|--)\s*\S")
_BEHIND = 3
"""Characters after its sentence within which a note's mark is still a quotation's: ”.¹"""


@dataclass(frozen=True, slots=True)
class Said:
    """Some of what stands around a quotation: `text`, where it begins in what is seen of the draft, and what it is.

    `at` is None where the text is not seen as such; `is_note`: a footnote, or a reference behind the quotation.
    """

    text: str
    at: int | None
    is_note: bool = False


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
        self._masked = self._mask()

    def of(self, quotation: Quotation) -> Context:
        """What stands around the quotation."""
        block = self._draft.blocks[quotation.block]
        stretches = self._around_block(quotation) if quotation.is_block else self._around(quotation, block)
        end = max((end for _, end in stretches), default=quotation.end)
        end = max(end, quotation.end, block.end if quotation.is_block else 0)
        text = self._draft.seen.text
        said = [Said(self._masked[a:b], a) for a, b in stretches if a < b]
        said += [Said(text[m.start() : m.end()], m.start(), is_note=True) for m in self._cited_behind(end)]
        marks = self._marks(quotation, end)
        said += [Said(mark.text, None, is_note=True) for mark in marks if mark.text]
        keys = tuple(dict.fromkeys(key for mark in marks for key in mark.keys))
        return Context(tuple(said), keys, marks[0].at if marks else quotation.end)

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

    def _around(self, quotation: Quotation, block: DraftBlock) -> list[tuple[int, int]]:
        """The sentence's stretches before and behind the quotation, up to the quotations beside it."""
        sentences = split_sentences(self._masked, block.start, block.end)
        own = [s for s in sentences if s.start <= quotation.end and quotation.start <= s.end]
        start = min((s.start for s in own), default=block.start)
        end = max((s.end for s in own), default=block.end)
        at = bisect_left(self._starts, quotation.start)
        outer = self._quoted[at] if at < len(self._quoted) and self._quoted[at].start == quotation.start else quotation
        before = max((q.end for q in self._quoted[:at] if q.end <= quotation.start), default=start)
        behind = next((q.start for q in self._quoted[at:] if q.start >= outer.end), end)
        return [(max(start, before), quotation.start), (quotation.end, min(end, behind))]

    def _around_block(self, quotation: Quotation) -> list[tuple[int, int]]:
        """The sentence that leads up to a block quotation, and the line in it or behind it that names its source."""
        stretches = [quotation.named]
        blocks, number = self._draft.blocks, quotation.block
        if number and blocks[number - 1].kind == "text":
            sentences = split_sentences(self._masked, blocks[number - 1].start, blocks[number - 1].end)
            if sentences:
                stretches.append((sentences[-1].start, sentences[-1].end))
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if following and following.kind == "text" and _DASHED.match(self._draft.seen.text, following.start):
            stretches.append((following.start, following.end))
        return stretches

    def _cited_behind(self, end: int) -> list[re.Match[str]]:
        found = _CITED_BEHIND.match(self._draft.seen.text, end)
        return [found] if found else []

    def _marks(self, quotation: Quotation, end: int) -> list[NoteMark]:
        """The first marks behind the quotation that stand together, within its sentence."""
        behind = [mark for mark in self._draft.marks if quotation.end <= mark.at <= end + _BEHIND]
        if not behind and quotation.is_block:
            block = self._draft.blocks[quotation.block]
            behind = [mark for mark in self._draft.marks if block.start <= mark.at <= block.end + _BEHIND]
        return [mark for mark in behind if mark.at <= behind[0].at + _BEHIND]
