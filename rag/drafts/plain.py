"""Plain text -> its paragraphs, what is quoted line by line with >, and numbered notes."""

from __future__ import annotations

import itertools
import re

from rag.drafts.draft import Draft, DraftBlock, LabelledMark, NoteMark, resolved
from rag.plain_text import PlainText, PlainTextBuilder
from rag.readers.text import lines_of, paragraphs_by_blank_lines
from rag.values import Span

_PREFIX = re.compile(r"[ \t]*>[ \t>]*")
_NOTE = re.compile(r"[ \t]*(?:\[\^?([^\]\s]{1,20})\]:?|([¹²³⁰⁴-⁹]+))[ \t]+(?=\S)")
_MARK = re.compile(r"\[\^?([^\]\s]{1,20})\]|([¹²³⁰⁴-⁹]+)|\[(?=[^\[\]]{0,500}@)[^\[\]]{1,1000}\]")
_KEY = re.compile(r"(?<![\w@./])@(\w[\w:.#$%&+?<>~/-]*\w)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def read_plain(text: str, name: str) -> Draft:
    """The draft in a text file's text."""
    builder = PlainTextBuilder(PlainText.of(text))
    marks: list[LabelledMark | NoteMark] = []
    notes: dict[str, str] = {}
    blocks: list[DraftBlock] = []
    for paragraph in _split_at_notes(text, paragraphs_by_blank_lines(text)):
        start = len(builder)
        note = _NOTE.match(text, paragraph.start, paragraph.end)
        quoted = all(_PREFIX.match(text, line.start, line.end) for line in _lines(text, paragraph))
        for number, line in enumerate(_lines(text, paragraph) if quoted else [paragraph]):
            if number:
                builder.put("\n", line.start, line.start)
            prefix = _PREFIX.match(text, line.start, line.end) if quoted else None
            label_end = note.end() if note else 0  # the label is no mark of what stands before the note
            _copy(builder, text, Span(prefix.end() if prefix else line.start, line.end), marks, label_end)
        end = len(builder)
        if note:
            notes[_label(note)] = text[note.end() : paragraph.end]
        blocks.append(DraftBlock("note" if note else "quotation" if quoted else "text", start, end))
        builder.put("\n\n", paragraph.end, paragraph.end)
    joined = _joined(blocks)
    return Draft(name, text, builder.made(), joined, resolved(marks, notes))


def _split_at_notes(text: str, paragraphs: tuple[Span, ...]) -> list[Span]:
    """The paragraphs, those of several notes one a line cut at each."""
    found: list[Span] = []
    for paragraph in paragraphs:
        starts = [line.start for line in _lines(text, paragraph) if _NOTE.match(text, line.start, line.end)]
        edges = [paragraph.start, *(at for at in starts if at > paragraph.start), paragraph.end]
        if _NOTE.match(text, paragraph.start, paragraph.end):
            found += [Span(a, b) for a, b in itertools.pairwise(edges)]
        else:
            found.append(paragraph)
    return found


def _lines(text: str, paragraph: Span) -> list[Span]:
    lines = lines_of(text[paragraph.start : paragraph.end])
    return [Span(line.start + paragraph.start, line.end + paragraph.start) for line in lines]


def _copy(builder: PlainTextBuilder, text: str, span: Span, marks: list[LabelledMark | NoteMark], first: int) -> None:
    """Copy the stretch; marks, those from `first` on, stay in what is seen, for they may be the quotation's own."""
    for mark in _MARK.finditer(text, span.start, span.end):
        if mark.start() < first:
            continue
        here = len(builder) + mark.start() - span.start
        keys = tuple(_KEY.findall(mark.group()))
        if keys:
            marks.append(NoteMark(here, mark.group(), keys))
        elif mark.lastindex:
            marks.append(LabelledMark(here, _label(mark)))
    builder.copy(span.start, span.end)


def _label(match: re.Match[str]) -> str:
    return match[1] or match[2].translate(_DIGITS)


def _joined(blocks: list[DraftBlock]) -> tuple[DraftBlock, ...]:
    """The blocks, quoted paragraphs that follow each other being one quotation."""
    found: list[DraftBlock] = []
    for block in blocks:
        if found and block.kind == found[-1].kind == "quotation":
            last = found.pop()
            found.append(DraftBlock("quotation", last.start, block.end, (*last.breaks, block.start), apart=True))
        else:
            found.append(block)
    return tuple(found)
