"""The lines of a Markdown text -> its blocks, without the marks at the beginnings of lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.plain_text import PlainText, PlainTextBuilder
from rag.readers.front_matter import front_matter
from rag.readers.text import lines_of
from rag.values import Span

if TYPE_CHECKING:
    from rag.drafts.draft import BlockKind

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?[ \t>]*)")
_HEADING = re.compile(r"\ufeff? {0,3}#{1,6}(?:[ \t]+|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_INTERRUPTS = re.compile(r"[ \t]*(?:[-*+]|1[.)])[ \t]")
"""Of the items those that may begin within a paragraph (CommonMark 5.2): a line that begins with a year does not."""

_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*")
_BLOCK_TAG = re.compile(
    r" {0,3}</?(?:article|aside|blockquote|center|d[dlt]|details|div|fig(?:caption|ure)|footer|form|h[1-6r]|header|li"
    r"|main|nav|[ou]l|p|pre|script|section|style|summary|table)\b",
    re.IGNORECASE,
)
_BEGIN_A_BLOCK = (_RULE, _HEADING, _ITEM, _NOTE, _BLOCK_TAG)
"""What no paragraph goes on with; any other line goes on with that of a block quotation, though it has no >."""

_INDENTED = re.compile(r" {4}| {0,3}\t")

_LINK = re.compile(r" {0,3}\[(?!\^)([^\[\]]{1,200})\]:[ \t]*\S+")
_CALLOUT = re.compile(r"[ \t]*\[![\w-]+(?:\|[^\[\]]*)?\][+-]?[ \t]*")
_OPENS_QUOTE, _CLOSES_QUOTE = re.compile(r"<blockquote\b", re.IGNORECASE), re.compile(r"</blockquote>", re.IGNORECASE)
_SEEN = re.compile(r"[^\r\n]")
_BLANK = re.compile(r"[ \t\ufeff]*$")


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A block by the paragraphs that it has in the base text; `label` is a footnote's."""

    kind: BlockKind
    paragraphs: tuple[tuple[int, int], ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class MarkdownBlocks:
    """The blocks, their text in `base`, and the labels, in lower case, for which the file defines links."""

    base: PlainText
    blocks: tuple[MarkdownBlock, ...]
    links: frozenset[str]


def blocks_of(text: str) -> MarkdownBlocks:
    """The blocks of a Markdown text; front matter, code blocks, rules and definitions are left out."""
    front = front_matter(text, "")
    text = _without_comments(text)
    lines = _Lines(text)
    for line in lines_of(text):
        if front is None or line.start >= front.span.end:
            lines.take(line)
    lines.close()
    return MarkdownBlocks(lines.builder.made(), tuple(lines.blocks), frozenset(lines.links))


def _without_comments(text: str) -> str:
    """The text with spaces for comments, so that offsets stay true."""
    pieces: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces += [text[at:start], _SEEN.sub(" ", text[start : end + 3])]
        at = end + 3
    return "".join([*pieces, text[at:]])


@dataclass
class _Open:
    """The block that lines are being added to."""

    kind: BlockKind
    label: str | None = None
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    goes_on: bool = False  # the next line belongs to the last paragraph
    is_marked: bool = False  # its lines begin with >
    is_item: bool = False


class _Lines:
    """One pass over the lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.builder = PlainTextBuilder(PlainText.of(text))
        self.blocks: list[MarkdownBlock] = []
        self.links: set[str] = set()
        self._open: _Open | None = None
        self._fence: str | None = None
        self._fence_is_marked = False  # it stands in a block quotation, and ends with that
        self._in_tag = False

    def take(self, line: Span) -> None:
        """Go on with the next line, given without its end."""
        words = self._text[line.start : line.end]
        quote = _QUOTE.match(words)
        if self._fence is not None and (quote or not self._fence_is_marked):
            self._take_code(words[quote.end() :] if quote and self._fence_is_marked else words)
            return
        self._fence = None
        if fence := _FENCE.match(words):
            self.close()
            self._fence, self._fence_is_marked = fence[1], False
            return
        if not self._in_tag and _OPENS_QUOTE.search(words):
            self._in_tag = True
            if not quote:
                self.close()
        if quote or self._in_tag:
            self._take_quoted(line, quote.end() if quote else 0)
        elif _BLANK.match(words):
            self._end_paragraph()
        elif self._goes_on_unmarked(words):
            self._add(line)
        else:
            self._take_text(line, words)
        if self._in_tag and _CLOSES_QUOTE.search(words):
            self._in_tag = False
            self.close()

    def close(self) -> None:
        """End the open block."""
        if self._open and self._open.paragraphs:
            self.blocks.append(MarkdownBlock(self._open.kind, tuple(self._open.paragraphs), self._open.label))
        self._open = None

    def _take_quoted(self, line: Span, lead: int) -> None:
        body = Span(line.start + lead, line.end)
        if self._open is None or not self._open.is_marked:
            self.close()
            callout = _CALLOUT.match(self._text, body.start, body.end)
            self._open = _Open("text" if callout else "quotation", is_marked=True)
            if callout:
                self._add(Span(body.start + callout.end(), body.end))
                self._open.goes_on = False
                return
        words = self._text[body.start : body.end]
        heading, fence = _HEADING.match(words), _FENCE.match(words)
        if heading:
            self._open.goes_on = False
            self._add(Span(body.start + heading.end(), body.end))
        elif fence:
            self._fence, self._fence_is_marked = fence[1], True
        elif not any(pattern.match(words) for pattern in (_BLANK, _UNDERLINE, _RULE)):
            self._add(body)
            return
        self._open.goes_on = False

    def _goes_on_unmarked(self, words: str) -> bool:
        """Whether the line, which has no >, belongs to the paragraph of a block quotation (CommonMark 5.1)."""
        in_paragraph = self._open is not None and self._open.is_marked and self._open.goes_on
        begins = not _INDENTED.match(words) and any(pattern.match(words) for pattern in _BEGIN_A_BLOCK)
        return in_paragraph and not begins

    def _take_code(self, words: str) -> None:
        """Leave out a line between fences; the last one is like the first."""
        closing = words.strip()
        if self._fence and closing.startswith(self._fence) and not closing.strip(self._fence[0]):
            self._fence = None

    def _take_text(self, line: Span, words: str) -> None:
        if self._open and self._open.is_marked:
            self.close()
        if link := _LINK.match(words):
            self.links.add(link[1].casefold())
            self._end_paragraph()
        elif _UNDERLINE.match(words) or _RULE.match(words):
            self.close()
        elif heading := _HEADING.match(words):
            self.close()
            self._open = _Open("heading")
            self._add(Span(line.start + heading.end(), line.end))
            self.close()
        elif note := _NOTE.match(words):
            self.close()
            self._open = _Open("note", note[1])
            self._add(Span(line.start + note.end(), line.end))
        else:
            self._take_running(line, words)

    def _take_running(self, line: Span, words: str) -> None:
        item = _ITEM.match(words)
        if self._open and self._open.goes_on and not self._open.is_item and not _INTERRUPTS.match(words):
            item = None
        is_indented = words[:1] in {" ", "\t"}
        in_note = self._open is not None and self._open.kind == "note" and (is_indented or self._open.goes_on)
        if not in_note and (item or self._open is None or not self._open.goes_on):
            self.close()
            self._open = _Open("text", is_item=item is not None)
        self._add(Span(line.start + item.end(), line.end) if item else line)

    def _end_paragraph(self) -> None:
        """What a blank line does: a note may go on with another paragraph; anything else is at its end."""
        if self._open and self._open.kind == "note":
            self._open.goes_on = False
        else:
            self.close()

    def _add(self, body: Span) -> None:
        if self._open is None or body.start >= body.end:
            return
        if self._open.goes_on:
            self.builder.put("\n", body.start, body.start)
            first = self._open.paragraphs.pop()[0]
        else:
            first = len(self.builder)
        self.builder.copy(body.start, body.end)
        self._open.paragraphs.append((first, len(self.builder)))
        self._open.goes_on = True
