"""A quotation of a draft: where it stands, and its words as they are compared and looked up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag import folding
from rag.checking.note_marks import bare
from rag.checking.wording import Wording, wording

if TYPE_CHECKING:
    from rag.plain_text import PlainText
    from rag.values import Span


@dataclass(frozen=True)
class Quoted:
    """A quotation of a draft: `seen.text[start:end]`, where `seen` is the draft as a reader sees it."""

    written: str
    seen: PlainText
    start: int
    end: int

    @cached_property
    def wording(self) -> Wording:
        """Its tokens, gaps and brackets."""
        return wording(self.seen.text, self.start, self.end)

    @cached_property
    def span(self) -> Span:
        """Where it stands in the draft as it is written."""
        return self.seen.written(self.start, self.end)

    @property
    def text(self) -> str:
        """It, as it is written."""
        return self.written[self.span.start : self.span.end]

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The texts that a source which holds it character for character may hold: as it is written, and as it is seen.

        It is seen otherwise where signs stand for characters, such as \\' for ' in Markdown. Where marks say how it is
        set, in italics for one, what is seen is not all of it.
        """
        ends, starts = self.seen.ends[self.start : self.end - 1], self.seen.starts[self.start + 1 : self.end]
        if any(end < start for end, start in zip(ends, starts, strict=True)):
            return (self.text,)
        return tuple(dict.fromkeys((self.text, self.seen.text[self.start : self.end])))

    @cached_property
    def keys(self) -> list[str | None]:
        """Its words as they are looked up; None for those that brackets bend, and those with a note's mark."""
        words = [(n, token.text) for n, token in enumerate(self.wording.tokens) if token.is_word]
        return [None if n in self.wording.stems or bare(word) else folding.key(word) for n, word in words]
