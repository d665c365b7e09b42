"""A draft as it is checked: its text, what a reader sees of it, its blocks and its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.plain_text import PlainText

BlockKind = Literal["text", "heading", "quotation", "note"]


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A paragraph, heading or note, `seen.text[start:end]`, or a block quotation with all its paragraphs.

    `breaks` are the offsets at which the paragraphs of a quotation begin, the first left out. `apart`: nothing says
    whether these paragraphs are one quotation or several.
    """

    kind: BlockKind
    start: int
    end: int
    breaks: tuple[int, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark at the offset `at` of what a reader sees: a note's, with the note's text, or a citation's, with its keys.

    Either is empty where there is none of it.
    """

    at: int
    text: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is what offsets refer to: the file decoded for .txt, .md and .tex, for others what their reader makes."""

    name: str
    text: str
    seen: PlainText
    blocks: tuple[DraftBlock, ...]
    marks: tuple[NoteMark, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledMark:
    """A note's mark on its way: at which offset, and under which label the note is to be found."""

    at: int
    label: str


def resolved(marks: list[LabelledMark | NoteMark], notes: Mapping[str, str]) -> tuple[NoteMark, ...]:
    """The marks with their notes' texts; those without a note are left out."""
    found: list[NoteMark] = []
    for mark in marks:
        if isinstance(mark, NoteMark):
            found.append(mark)
        elif mark.label in notes:
            found.append(NoteMark(mark.at, notes[mark.label]))
    return tuple(sorted(found, key=lambda mark: mark.at))
