"""The blocks of Markdown, by offsets into the file: headings, paragraphs, list items, code, comments."""

from __future__ import annotations

import re

from rag.readers.blocks import is_running
from rag.readers.markdown_comments import Comments
from rag.readers.markdown_marks import box_title, marks_in, without_attributes
from rag.readers.text import lines_of, stripped
from rag.values import Heading, Span

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_ATX = re.compile(r"\ufeff? {0,3}(#{1,6})(?:[ \t]+|$)")
_ATX_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r" {0,3}>[ \t>]*")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]{1,200}\]:[ \t]*\S")
_NOTE = re.compile(r" {0,3}\[\^[^\[\]\s]{1,100}\]:[ \t]*(?=\S)")


class MarkdownBlocks:
    """The blocks of `text` from `start` on, sorted: `paragraphs` (headings and furniture among them), `headings`
    without their marks, and `furniture`: comments, link definitions and what else is a mark and no word.
    """

    def __init__(self, text: str, start: int) -> None:
        self.paragraphs: list[Span] = []
        self.headings: list[Heading] = []
        self.furniture: list[Span] = []
        self._text = text
        self._open: list[Span] = []
        self._fence: str | None = None
        self._comment_end = 0
        self._comments = Comments(text)
        for line in lines_of(text):
            if line.start >= start and line.end > line.start:
                self._take(line)
            elif line.start >= start and self._fence is None:
                self._close()
        self._close()

    def _take(self, line: Span) -> None:
        words = self._text[line.start : line.end]
        seen = stripped(self._text, line)
        if self._fence is not None:
            self._take_code(line, words)
        elif seen is None:
            self._close()
        elif line.start < self._comment_end:
            self._take_text(line)
        elif fence := _FENCE.match(words):
            self._close()
            self._fence = fence[1]
            self._open = [line]
        elif not self._take_heading(line, words) and not self._take_mark(line, words):
            self._take_text(line)

    def _take_code(self, line: Span, words: str) -> None:
        self._open.append(line)
        closing = words.strip()
        if self._fence and closing.startswith(self._fence) and not closing.strip(self._fence[0]):
            self._close()
            self._fence = None

    def _take_heading(self, line: Span, words: str) -> bool:
        if atx := _ATX.match(words):
            self._close()
            self._add_heading(self._without_closing(Span(line.start + atx.end(), line.end)), len(atx[1]))
            return True
        underline = _SETEXT.match(words)
        if underline is None or not self._open or not self._opens_a_line():
            return False
        span = self._span_of_open()
        self._open = []
        self._add_heading(span, 1 if underline[1][0] == "=" else 2)
        return True

    def _without_closing(self, heading: Span) -> Span | None:
        body = stripped(self._text, heading)
        body = without_attributes(self._text, body) if body else None
        closing = _ATX_CLOSING.search(self._text[body.start : body.end]) if body else None
        return stripped(self._text, Span(body.start, body.start + closing.start())) if body and closing else body

    def _take_mark(self, line: Span, words: str) -> bool:
        if _RULE.match(words):
            self._close()
            return True
        if title := box_title(self._text, line):
            self._close()
            self._open = [title]
            self._close()
            return True
        if _DEFINITION.match(words) and not self._open:
            body = stripped(self._text, line)
            if body:
                self.paragraphs.append(body)
                self.furniture.append(body)
            return True
        return False

    def _take_text(self, line: Span) -> None:
        self._note_comments(line)
        words = self._line(line)
        if line.start >= self._comment_end or not self._open:
            quote = _QUOTE.match(words)
            if (item := _ITEM.match(words) or _NOTE.match(words)) and line.start >= self._comment_end:
                self._close()
                line = Span(line.start + item.end(), line.end)
            elif quote and not self._text[line.start + quote.end() : line.end].strip():
                self._close()
                return
            elif quote and not self._open:
                line = Span(line.start + quote.end(), line.end)
        self._open.append(line)

    def _note_comments(self, line: Span) -> None:
        for comment in self._comments.within(max(line.start, self._comment_end), line.end):
            self._comment_end = comment.end
            self.furniture.append(comment)

    def _line(self, line: Span) -> str:
        return self._text[line.start : line.end]

    def _opens_a_line(self) -> bool:
        """Whether the open block begins with its line, after no list or quotation mark."""
        start = self._open[0].start
        return start == 0 or self._text[start - 1] in "\r\n\ufeff"

    def _span_of_open(self) -> Span | None:
        return stripped(self._text, Span(self._open[0].start, self._open[-1].end)) if self._open else None

    def _close(self) -> None:
        span = self._span_of_open()
        if span:
            self.paragraphs.append(span)
            if self._fence is None:
                self.furniture += marks_in(self._text, span)
        self._open = []

    def _add_heading(self, span: Span | None, level: int) -> None:
        span = without_attributes(self._text, span) if span else None
        if span is None:
            return
        self.paragraphs.append(span)
        # A rule right below a paragraph makes a heading of it, which few who write one mean.
        if not is_running(self._text[span.start : span.end], level):
            self.headings.append(Heading(span.start, span.end, level))
