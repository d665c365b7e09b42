"""Paragraphs of a file's mark-up, found again in the text that its reader makes, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.drafts.draft import Draft, DraftBlock, NoteMark
from rag.plain_text import PlainText
from rag.readers.blocks import SOFT_HYPHEN, is_visible, tidy, without_controls
from rag.values import Document, Span


@dataclass(frozen=True, slots=True)
class Located:
    """Where a paragraph stands in the text; `offsets` are those of its raw characters, white space given that of the
    next seen one.
    """

    span: Span
    offsets: tuple[int, ...]


class Locator:
    """Finds paragraphs, given in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def locate(self, raw: str) -> Located | None:
        """Where the paragraph of these raw characters stands; None for one that the reader left out."""
        shown = tidy(raw)
        if not is_visible(shown):
            return None
        forms = (shown, shown.replace("\n", " "))  # the second as in the cells of a table
        starts = [start for start in (self._text.find(form, self._at) for form in forms) if start >= 0]
        if not starts:
            return None
        start = min(starts)
        self._at = start + len(shown)
        return Located(Span(start, self._at), tuple(_offsets(raw, self._text, start, self._at)))


def _offsets(raw: str, text: str, start: int, end: int) -> Iterable[int]:
    """The offset of each raw character: both have the same characters but for white space and soft hyphens."""
    at = start
    for character in without_controls(raw):
        while at < end and text[at].isspace():
            at += 1
        yield min(at, end)
        at += not (character.isspace() or character == SOFT_HYPHEN)


def draft_of(
    document: Document,
    name: str,
    quoted: Iterable[Span],
    notes: Sequence[Span] = (),
    marks: Iterable[NoteMark] = (),
) -> Draft:
    """The draft of a document whose paragraphs at `quoted` are block quotations, and those at `notes` are notes."""
    kinds: Mapping[int, str] = {span.start: "quotation" for span in quoted}
    in_notes = {span.start for span in notes}
    headings = {heading.start for heading in document.headings}
    blocks: list[DraftBlock] = []
    for paragraph in document.paragraphs:
        start, end = paragraph.start, paragraph.end
        if start in in_notes:
            blocks.append(DraftBlock("note", start, end))
        elif start not in kinds:
            blocks.append(DraftBlock("heading" if start in headings else "text", start, end))
        elif blocks and blocks[-1].kind == "quotation":
            last = blocks.pop()
            blocks.append(DraftBlock("quotation", last.start, end, (*last.breaks, start), apart=True))
        else:
            blocks.append(DraftBlock("quotation", start, end))
    sorted_marks = tuple(sorted(marks, key=lambda mark: mark.at))
    return Draft(name, document.text, PlainText.of(document.text), tuple(blocks), sorted_marks)
