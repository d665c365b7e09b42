"""Comments in Markdown, which no reader sees: those of HTML, of note takers (%%) and of Liquid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.values import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"<!--|%%|\{%-?\s*comment\s*-?%\}")
_LINE_START, _LINE_END = r"(?<![^\r\n])", r"[ \t]*(?=[\r\n]|\Z)"
_END_OF_HTML = re.compile("-->")
_END_OF_LIQUID = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_END_OF_BLOCK = re.compile(rf"{_LINE_START}[ \t]*%%{_LINE_END}")
# Two signs of per cent are as often something else: both have a space at their inner side or neither has.
_WITHIN_LINE = re.compile(r"(?<![\w%`])%%(?:[ \t][^\r\n%]{1,1000}[ \t]|(?![\s%])[^\r\n%]{1,1000}(?<!\s))%%(?![\w%])")
_WITHIN_PARAGRAPH = re.compile(
    rf"{_LINE_START}%%(?:[^\r\n%]|\r?\n(?![ \t]*[\r\n])){{1,2000}}(?<=[^\w\r\n])%%{_LINE_END}"
)
_OPENS_A_BLOCK = re.compile(rf"{_LINE_START}%%(?!%)")


class Comments:
    """The comments of `text`; what has no end is none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ended: set[re.Pattern[str]] = set()

    def within(self, start: int, end: int) -> Iterator[Span]:
        """The comments that begin between two offsets; the last may end behind the second."""
        at = start
        while opening := _OPENING.search(self._text, at, end):
            closed = self._end(opening)
            if closed is not None:
                yield Span(opening.start(), closed)
            at = opening.end() if closed is None else closed

    def _end(self, opening: re.Match[str]) -> int | None:
        if opening[0] == "<!--":
            return self._after(_END_OF_HTML, opening.end())
        if opening[0] != "%%":
            return self._after(_END_OF_LIQUID, opening.end())
        for shape in (_WITHIN_LINE, _WITHIN_PARAGRAPH):
            if whole := shape.match(self._text, opening.start()):
                return whole.end()
        opens = _OPENS_A_BLOCK.match(self._text, opening.start())
        return self._after(_END_OF_BLOCK, opening.end()) if opens else None

    def _after(self, ending: re.Pattern[str], at: int) -> int | None:
        """The end of the next `ending` from `at` on; where there was none once, there is none further on."""
        found = None if ending in self._ended else ending.search(self._text, at)
        if found is None:
            self._ended.add(ending)
        return found.end() if found else None
