"""What a facsimile is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in fractions of its width and height from its upper left corner as it is shown."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it looks: `png` is `width` by `height` pixels; `page` counts from 1, of `pages`.

    `marks` holds for each span asked for the boxes of its words on this page, one a line, in the order of reading;
    empty where the span has none here.
    """

    source: str
    page: int
    pages: int
    png: bytes
    width: int
    height: int
    marks: tuple[tuple[Box, ...], ...] = ()
