"""The marks of note takers and site builders in Markdown that are no words of the article.

Shortcodes of Hugo, tags of Liquid and attributes of Kramdown, notes and pictures that are embedded, tags and names of
blocks are told where they stand alone on their lines or at the edges of a block. In the midst of a sentence they stay:
without them it would fall apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.readers.text import stripped
from rag.values import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSIDE = r"(?:(?!\{[{%]).){0,2000}?"
_SHORTCODE = rf"\{{\{{<[\s/*]*\w{_INSIDE}>\}}\}}|\{{\{{%[\s/*]*\w{_INSIDE}%\}}\}}"
_LIQUID = rf"\{{%-?\s*\w{_INSIDE}%\}}"
_OF_KRAMDOWN = r"\{:[^{}\r\n]{1,200}\}"
_EMBEDDED = r"!\[\[[^\[\]\r\n]{1,300}\]\]"
_RUN = re.compile(rf"(?:(?:{_SHORTCODE}|{_LIQUID}|{_OF_KRAMDOWN}|{_EMBEDDED})[ \t]*)+", re.DOTALL)
# What Liquid puts there may be a word of a sentence.
_VALUE = re.compile(r"\{\{(?![<%])[^{}\r\n]{1,200}\}\}[ \t]*")
_LINE_BEFORE, _LINE_AFTER = re.compile(r"(?:^|[\r\n])[ \t>]*\Z"), re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_LONGEST_INDENT = 40
_CAPTION = re.compile(r"\bcaption\s*=\s*(?:\"([^\"]+)\"|'([^']+)')")
_BLOCK_NAME = r"\^(?=[\d-]*[A-Za-z]|[\d-]{6})[A-Za-z0-9-]{3,100}"
_NAMED_BLOCK = re.compile(rf"(?<!\S){_BLOCK_NAME}\Z")
_TAGS = re.compile(r"#[^\W\d][\w/-]*(?:\s+#[^\W\d][\w/-]*)*")

_ATTRIBUTE = r"(?:[#.][\w:.-]+|[\w:-]+=(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s{}\"']+))"
_ATTRIBUTES = rf"\{{:?[ \t]*(?:-|{_ATTRIBUTE})(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}"
_BEHIND_HEADING = re.compile(rf"(?:^|(?<=\s))(?:{_ATTRIBUTES}|{_BLOCK_NAME})\Z")
_LONGEST_BEHIND_HEADING = 500

_CALLOUT = re.compile(r"(?:[ \t]*>)+[ \t]*\[![\w-]+(?:\|[^\[\]]*)?\][+-]?(?:[ \t]+|$)")
_DIV = re.compile(r" {0,3}:{3,}[ \t]*(?:[\w-]+[ \t]*)?(?:\{[^{}]*\}[ \t]*)?:*[ \t]*$")
_KINDS_OF_BOXES = "note|tip|info|warning|caution|danger|important|hint|details|success|question|quote|example|abstract"
_TITLED_DIV = re.compile(rf" {{0,3}}:{{3,}}[ \t]*(?:{_KINDS_OF_BOXES})(?:\[([^\[\]]+)\]|[ \t]+([^\s:{{].*))$")


def marks_in(text: str, block: Span) -> Iterator[Span]:
    """The marks in a block that are not quoted, in order; the words of a caption are no mark."""
    words = text[block.start : block.end]
    if _TAGS.fullmatch(words):
        yield block
        return
    found = [*_RUN.finditer(words), *_VALUE.finditer(words)] if "{" in words or "![[" in words else []
    for mark in sorted(found, key=re.Match.start):
        if _is_apart(words, mark):
            yield from _without_captions(mark, block.start)
    if name := _NAMED_BLOCK.search(words, max(0, len(words) - _LONGEST_BEHIND_HEADING)):
        yield Span(block.start + name.start(), block.end)


def without_attributes(text: str, heading: Span) -> Span | None:
    """A heading without the attributes or the name behind it; None if nothing is left."""
    tail = max(heading.start, heading.end - _LONGEST_BEHIND_HEADING)
    found = _BEHIND_HEADING.search(text[tail : heading.end])
    return stripped(text, Span(heading.start, tail + found.start())) if found else heading


def box_title(text: str, line: Span) -> Span | None:
    """The title, which may be empty, in a line that opens a callout or a box or ends it; None for any other line."""
    words = text[line.start : line.end]
    if callout := _CALLOUT.match(words):
        return Span(line.start + callout.end(), line.end)
    if _DIV.match(words):
        return Span(line.end, line.end)
    if titled := _TITLED_DIV.match(words):
        start, end = titled.span(titled.lastindex or 0)
        return Span(line.start + start, line.start + end)
    return None


def _is_apart(words: str, mark: re.Match[str]) -> bool:
    """Whether the mark is alone on its lines, or at an edge of the block and no value."""
    is_value = mark.re is _VALUE
    if not is_value and (mark.start() == 0 or mark.end() == len(words)):
        return True
    before = words[max(0, mark.start() - _LONGEST_INDENT) : mark.start()]
    alone_before = mark.start() == 0 or _LINE_BEFORE.search(before) is not None
    return alone_before and _LINE_AFTER.match(words, mark.end()) is not None


def _without_captions(mark: re.Match[str], base: int) -> Iterator[Span]:
    start, end = mark.start(), mark.end()
    for caption in _CAPTION.finditer(mark[0].rstrip(" \t")):
        first, last = caption.span(caption.lastindex or 0)
        yield Span(base + start, base + mark.start() + first)
        start = mark.start() + last
    yield Span(base + start, base + end)
