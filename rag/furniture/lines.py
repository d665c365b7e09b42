"""The lines of a page: where they lie, and what their shape says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.line_ends import LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.values import Span

# Beyond this a line is prose, and is not looked into: a file may be one line of megabytes.
_MOST_CHARACTERS = 2000
_PROSE_WORDS = 25
# A line that ends in a full stop is a sentence, if it is not "U.S." or "Jr.".
_SENTENCE_WORDS = 4
_WRAPPED_WORDS = 6
_ENDS = ".!?…:。！？\"'”’»)]"

_LINE = re.compile(r"[^\r\n]+")
# Marks at the ends of lines that are not seen: byte order, zero width, directions.
_UNSEEN = "\ufeff\u200b\u200e\u200f\u2060\x00 "
_SENTENCE_END = re.compile(r"[.。۔।][\"'”’»)\]]*$")
_AROUND = " \t:：.。…»›>→«‹<←|·•–—-▶►+*#"
_BETWEEN_PARTS = re.compile(r"[ \u00a0]{2,}|\t+|\s*[|·•>»›→]+\s*|\s+[/–—-]+\s+")
# Menus and rows of buttons; what is longer is not split.
_MOST_CHARACTERS_IN_PARTS = 300
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    `text` is collapsed, and cut where the line is very long; `bare` is it casefolded and without marks at its ends;
    `after_blank` says that a blank line (or the beginning) comes before it; `parts` are its stretches between bars,
    dots, dashes and wide gaps; `known` says that the reader of the format has already told all of it from the article.
    """

    start: int
    end: int
    text: str
    bare: str
    words: int
    after_blank: bool
    parts: tuple[str, ...] = ()
    known: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: long, or a sentence that ends in a full stop."""
        if self.words >= _PROSE_WORDS:
            return True
        return self.words >= _SENTENCE_WORDS and _SENTENCE_END.search(self.text) is not None

    @property
    def ends_open(self) -> bool:
        """Whether it breaks off within a sentence, as a line wrapped by hand does."""
        return self.words >= _WRAPPED_WORDS and self.text[-1] not in _ENDS

    @property
    def is_heading_like(self) -> bool:
        """Whether it could be a headline: one to thirty words with letters in them, and no full stop."""
        return not self.is_prose and _SENTENCE_END.search(self.text) is None and any(map(str.isalpha, self.text))


def lines_of(text: str, furniture: Sequence[Span] = ()) -> Iterator[Line]:
    """The lines of `text` that are not blank, in order; those in the sorted spans of `furniture` as known."""
    end = at = 0
    for found in _LINE.finditer(text):
        piece = found.group() if found.end() - found.start() <= _MOST_CHARACTERS else ""
        collapsed = collapse(piece or text[found.start() : found.start() + _MOST_CHARACTERS])
        if not collapsed:
            continue
        count = collapsed.count(" ") + 1 if piece else _PROSE_WORDS
        if not collapsed.isascii():
            # In these scripts about two characters make a word.
            count = max(count, len(_WITHOUT_SPACES.findall(collapsed)) // 2)
        bare = collapsed.casefold().strip(_AROUND)
        gap = end == 0 or (found.start() - end > 1 and len(LINE_END.findall(text, end, found.start())) > 1)
        while at < len(furniture) and furniture[at].end <= found.start():
            at += 1
        known = at < len(furniture) and _covers(furniture[at], text, found.start(), found.end())
        parts = parts_of(piece) if len(collapsed) <= _MOST_CHARACTERS_IN_PARTS else (collapsed,)
        yield Line(found.start(), found.end(), collapsed, bare, count, gap, parts, known)
        end = found.end()


def _covers(span: Span, text: str, start: int, end: int) -> bool:
    """Whether nothing is seen of a line outside a span: a comment within a line does not make the line known."""
    return span.start < end and not collapse(text[start : max(start, span.start)] + text[min(end, span.end) : end])


def collapse(piece: str) -> str:
    """`piece` with white space collapsed and unseen marks at its ends gone."""
    return " ".join(piece.split()).strip(_UNSEEN)


def parts_of(piece: str) -> tuple[str, ...]:
    """The stretches of a line between bars, dots, arrows and wide gaps, collapsed; none of them empty."""
    return tuple(part for part in map(collapse, _BETWEEN_PARTS.split(piece.strip())) if part)
