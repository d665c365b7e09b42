"""The plain text of a mail -> blocks: soft line ends undone, what is quoted and the signature told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rag.readers.blocks import Block
from rag.readers.encoding import decode_as
from rag.readers.html import without_controls_but_line_ends
from rag.readers.text import document_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.readers.mail_parts import TextPart
    from rag.values import Document

_MARKS = re.compile(r"(?:> ?)*>")
_SIGNATURE = re.compile(r"--\s?")
_RULE = re.compile(r"(?:_{20,}|-{20,}|--~--~-+.*)\s*")
_OF_A_LIST = re.compile(r"mailing list|unsubscribe|subscribed to|listinfo|abbestellen|désabonner", re.IGNORECASE)
# A signature has four lines by custom; what is longer than a long one is more of the mail. Without the space that
# belongs behind its mark, the mark may be a rule.
_LONGEST_SIGNATURE = 20
_LONGEST_UNSURE_SIGNATURE = 8


@dataclass(frozen=True, slots=True)
class QuotedBlock:
    """A block and how many marks of quoting stood before its lines."""

    block: Block
    depth: int


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    depth: int


def quoted_blocks(part: TextPart, source: str) -> tuple[list[QuotedBlock], Document]:
    """The blocks of a part that is plain text, and its first stretch as a document, for what fields at its head say.

    Raises UnreadableFile for binary data.
    """
    text = without_controls_but_line_ends(decode_as(part.data, part.charset))
    lines = [*_whole_lines(part, _lines(text, flowed=part.flowed))]
    end = _signature_at(lines)
    blocks: list[QuotedBlock] = []
    first: Document | None = None
    for depth, group in groupby(lines[:end], key=lambda line: line.depth):
        document = document_in("\n".join(line.text for line in group), source)
        first = document if first is None else first
        blocks += [QuotedBlock(block, depth) for block in _blocks_of(document)]
    rest = document_in("\n".join(line.text for line in lines[end:]), source)
    blocks += [QuotedBlock(Block(block.text, furniture=True), 0) for block in _blocks_of(rest)]
    return blocks, first or rest


def _blocks_of(document: Document) -> Iterator[Block]:
    levels = {heading.start: heading.level for heading in document.headings}
    furniture = document.furniture[0].end if document.furniture else 0
    for paragraph in document.paragraphs:
        is_furniture = paragraph.end <= furniture
        yield Block(document.text[paragraph.start : paragraph.end], levels.get(paragraph.start), is_furniture)


def _lines(text: str, *, flowed: bool) -> Iterator[_Line]:
    written = text.split("\n")
    for at, as_sent in enumerate(written):
        # A line that began with "From" has the mark of mailboxes, which is none of quoting.
        is_marked = as_sent.startswith(">From ") and not _is_quoted_beside(written, at)
        line = as_sent[is_marked:]
        marks = _MARKS.match(line)
        depth = marks[0].count(">") if marks else 0
        body = line[marks.end() :] if marks else line
        # One space is no part of a line: it keeps a mark from being one, or stands behind it.
        stuffed = body.startswith(" ") and (flowed or depth > 0)
        yield _Line(body[1:] if stuffed else body, depth)


def _is_quoted_beside(lines: list[str], at: int) -> bool:
    return any(line.startswith(">") for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]))


def _whole_lines(part: TextPart, lines: Iterator[_Line]) -> Iterator[_Line]:
    """The lines with those joined that a program broke to fit the width, by RFC 3676."""
    open_line: list[str] = []
    depth = 0
    for line in lines:
        if open_line and (line.depth != depth or _SIGNATURE.fullmatch(line.text)):
            yield _Line("".join(open_line), depth)
            open_line = []
        depth = line.depth
        is_soft = part.flowed and line.text.endswith(" ") and not _SIGNATURE.fullmatch(line.text)
        if is_soft:
            open_line.append(line.text[:-1] if part.without_space else line.text)
            continue
        yield _Line("".join((*open_line, line.text)), depth)
        open_line = []
    if open_line:
        yield _Line("".join(open_line), depth)


def _signature_at(lines: list[_Line]) -> int:
    """Where the signature begins, or what a list sets below every mail; the number of lines where there is none."""
    count = len(lines)
    for at in range(max(1, count - _LONGEST_SIGNATURE), count):
        line = lines[at]
        if line.depth > 0:
            continue
        if _SIGNATURE.fullmatch(line.text) and (line.text != "--" or count - at <= _LONGEST_UNSURE_SIGNATURE):
            return at
        if _RULE.fullmatch(line.text) and _OF_A_LIST.search("\n".join(after.text for after in lines[at:])):
            return at
    return count
