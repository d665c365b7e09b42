"""A check's report as comments in a copy of the Word document that was checked."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.text.run import Run

from rag.checking.report_words import (
    VERDICT_WORDS,
    attribution_text,
    difference_text,
    place_text,
    source_text,
    unsupported_text,
)
from rag.drafts.word import WordParagraph, WordText, word_text

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation, CheckReport, Suggestion
    from rag.readers.archive import Element

_AUTHOR, _INITIALS = "rag check", "rag"
_TEXT_BOX = qn("w:txbxContent")
_RUN, _TEXT, _PROPERTIES = qn("w:r"), qn("w:t"), qn("w:rPr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class _Remark:
    """What is said of `draft_text[start:end]`."""

    start: int
    end: int
    text: str


def commented_draft(data: bytes, report: CheckReport, *, strict: bool = False) -> bytes:
    """The Word document in `data`, of which the report is, with a comment at each quotation that is not right.

    With `strict` also at those that are exact but for typography. Suggestions are comments too.
    """
    found = word_text(data, report.draft_text)
    comments = _Comments(found)
    for remark in sorted(_remarks(report, strict=strict), key=lambda remark: -remark.start):
        comments.add(remark)
    out = io.BytesIO()
    found.word.save(out)
    return out.getvalue()


def _remarks(report: CheckReport, *, strict: bool) -> Iterator[_Remark]:
    silent = {"exact"} if strict else {"exact", "typography"}
    for quotation in report.quotations:
        if quotation.verdict not in silent:
            yield _Remark(quotation.start, quotation.end, "\n".join(_told(quotation)))
    for suggestion in report.suggestions or ():
        yield _Remark(suggestion.start, suggestion.end, "\n".join(_suggested(suggestion)))


def _told(quotation: CheckedQuotation) -> Iterator[str]:
    words = VERDICT_WORDS[quotation.verdict]
    yield words[0].upper() + words[1:]
    if quotation.verdict == "not_found":
        near = quotation.nearest
        yield f"Nearest: {place_text(near)}: “{near.quote}”" if near else "Nothing like it in any article."
        return
    if quotation.verdict == "misattributed":
        yield attribution_text(quotation)
    yield f"{source_text(quotation)}: “{quotation.source_text}”"
    yield from (difference_text(difference) for difference in quotation.differences)


def _suggested(suggestion: Suggestion) -> Iterator[str]:
    yield "Stated without a quotation"
    yield from (f"May support it: {place_text(near)}: “{near.quote}”" for near in suggestion.support)
    if not suggestion.support:
        near, told = suggestion.nearest, unsupported_text(suggestion).capitalize()
        yield f"{told}: {place_text(near)}: “{near.quote}”" if near else f"{told}."


class _Comments:
    """Comments in one document, added from its end to its beginning."""

    def __init__(self, found: WordText) -> None:
        self._found = found
        self._cuts: dict[Element, list[tuple[int, Element]]] = {}

    def add(self, remark: _Remark) -> None:
        """Add a comment at the words that the remark is of."""
        touched = [p for p in self._found.paragraphs if p.span.start < remark.end and remark.start < p.span.end]
        body = [paragraph for paragraph in touched if paragraph.note is None]
        if body:
            first = self._first(body[0], remark.start)
            last = self._last(body[-1], remark.end)
        else:
            names = [paragraph.note for paragraph in touched if paragraph.note in self._found.references]
            # Word has no comments in notes: the note's mark in the text bears it.
            first = last = _run_of(self._found.references[names[0]].element) if names and names[0] else None
        if first is not None and last is not None:
            word = self._found.word
            runs = [Run(first, word.paragraphs[0] if word.paragraphs else word), Run(last, word)]
            word.add_comment(runs, text=_printable(remark.text), author=_AUTHOR, initials=_INITIALS)

    def _first(self, paragraph: WordParagraph, start: int) -> Element | None:
        """The run that begins at the offset, cut off from what comes before it."""
        for element, number, offset in _characters(paragraph):
            if offset >= start:
                return self._outside_boxes(self._cut(element, number))
        return None

    def _last(self, paragraph: WordParagraph, end: int) -> Element | None:
        """The run that ends at the offset, cut off from what comes behind it."""
        found: tuple[Element, int] | None = None
        for element, number, offset in _characters(paragraph):
            if offset < end:
                found = (element, number)
        if found is None:
            return None
        element, number = found
        self._cut(element, number + 1)
        return self._outside_boxes(_run_of(self._now(element, number)[0]))

    def _cut(self, element: Element, at: int) -> Element | None:
        """Cut the text before its character `at`; the run that begins there."""
        element, at = self._now(element, at)
        run = _run_of(element)
        if run is None or element.tag != _TEXT or at >= len(element.text or ""):
            return run
        is_first = at == 0 and all(child.tag == _PROPERTIES for child in element.itersiblings(preceding=True))
        if is_first:
            return run
        return self._split(run, element, at)

    def _split(self, run: Element, element: Element, at: int) -> Element:
        """Move the text from `at` on, and what comes behind it in its run, into a run of their own."""
        behind = list(element.itersiblings())
        new = run.makeelement(_RUN, run.attrib)
        properties = run.find(_PROPERTIES)
        if properties is not None:
            new.append(copy.deepcopy(properties))
        rest = element.makeelement(_TEXT, element.attrib)
        rest.text, element.text = (element.text or "")[at:], (element.text or "")[:at]
        for text in (element, rest):
            text.set(_SPACE, "preserve")
        for child in (rest, *behind):
            new.append(child)
        run.addnext(new)
        self._cuts.setdefault(element, []).append((at, rest))
        return new

    def _now(self, element: Element, at: int) -> tuple[Element, int]:
        """Where the character is since the text was cut."""
        for cut, rest in sorted(self._cuts.get(element, ()), key=lambda cut: -cut[0]):
            if at >= cut:
                return self._now(rest, at - cut)
        return element, at

    def _outside_boxes(self, run: Element | None) -> Element | None:
        """The run; for one in a text box, where Word has no comments, the one that holds the box."""
        while run is not None and any(ancestor.tag == _TEXT_BOX for ancestor in run.iterancestors()):
            run = next(run.iterancestors(_RUN), None)
        return run


def _characters(paragraph: WordParagraph) -> Iterator[tuple[Element, int, int]]:
    """Each seen character: the element that holds it, its number in that, and its offset in the draft's text."""
    at = 0
    for piece in paragraph.pieces:
        for number, character in enumerate(piece.text):
            if not character.isspace():
                yield piece.element, number, paragraph.offsets[at + number]
        at += len(piece.text)


def _run_of(element: Element) -> Element | None:
    return element if element.tag == _RUN else next(element.iterancestors(_RUN), None)


def _printable(text: str) -> str:
    return "".join(c if c in "\n\t" or (c.isprintable() or c == "\u00a0") else "\ufffd" for c in text)
