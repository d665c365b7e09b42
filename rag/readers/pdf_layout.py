"""The lines of a PDF's pages -> paragraphs and headings, with running heads, feet and page numbers marked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from rag.readers.blocks import Block
from rag.readers.pdf_words import joined, known_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.readers.pdf_lines import Line

_EDGE_LINES = 2
_RUNNING_PAGES = 3
# Running heads stand at the same height on every page, to this many points.
_SAME_HEIGHT = 6
_AROUND_NUMBER = r"[\s\-–—|\[\]·•.]*"
_PAGE_NUMBER = re.compile(
    rf"{_AROUND_NUMBER}(?:(?:page|seite|página|p\.|s\.)\s*)?(?:\d{{1,5}}|(?-i:[ivxlc]{{1,7}}))"
    rf"(?:\s*(?:of|von|de|/)\s*\d{{1,5}})?{_AROUND_NUMBER}",
    re.IGNORECASE,
)

_SIZE_TOLERANCE = 0.12
_HEADING_SIZE = 1.15
_LONGEST_HEADING = 200
_BOLD_HEADING_WORDS = 15
_MOST_LEVELS = 6
_WIDER_LEADING = 1.25
_INDENT = 0.6
_SHORT_LINE = 0.12
_USUAL_LEADING = 1.2
_COLUMN_GRID = 40
_SENTENCE_END = re.compile(r"[.!?:。！？…][\"'”’»)\]\d]*$")
_DOT_LEADERS = re.compile(r"(?:\.\s?){5}")
_BULLET = re.compile(r"[•▪‣◦●■–—*]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s")


@dataclass(frozen=True, slots=True)
class _Body:
    """What the whole text looks like: the height of its font, the step from line to line, its words."""

    size: float
    leading: float
    bold: bool
    words: frozenset[str]
    heading_sizes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    heads: list[Line]
    body: list[Line]
    feet: list[Line]


def blocks_of_pages(pages: list[list[Line]]) -> tuple[list[Block], int]:
    """The blocks of all pages, and how many pages without text stand at the end."""
    parted = [_parted(lines, running) for lines, running in zip(pages, _running_lines(pages), strict=True)]
    body = _body_of([page.body for page in parted])
    blocks: list[Block] = []
    last: int | None = None
    textless = 0
    for page in parted:
        groups = list(_paragraphs(page.body, body))
        fresh = [Block(line.text, furniture=True) for line in page.heads]
        if last is not None and groups and not textless and _runs_over(blocks[last], groups[0], body):
            blocks[last] = _continued(blocks[last], _block(groups.pop(0), body), body)
            starts = 0
        else:
            starts = textless + 1
        first_body = len(blocks) + len(fresh)
        fresh += [_block(group, body) for group in groups]
        fresh += [Block(line.text, furniture=True) for line in page.feet]
        last = first_body + len(groups) - 1 if groups else (last if starts == 0 else None)
        if fresh:
            fresh[0] = replace(fresh[0], page_starts=(0,) * starts)
        textless = starts if not fresh else 0
        blocks += fresh
    return blocks, textless


def _running_lines(pages: list[list[Line]]) -> list[set[Line]]:
    """For each page the lines that stand at its edge on other pages too, but for their numbers."""
    seen: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    running: list[set[Line]] = [set() for _ in pages]
    for number, lines in enumerate(pages):
        for line in _edge_lines(lines):
            seen[re.sub(r"\d+", "#", line.text.casefold()), round(line.bottom / _SAME_HEIGHT)].append((number, line))
    for places in seen.values():
        if len({number for number, _ in places}) >= _RUNNING_PAGES:
            for number, line in places:
                running[number].add(line)
    for number, lines in enumerate(pages):
        apart = [line for line in _edge_lines(lines) if line not in running[number]]
        ends = (apart[0], apart[-1]) if apart else ()
        running[number].update(line for line in ends if _PAGE_NUMBER.fullmatch(line.text))
    return running


def _edge_lines(lines: list[Line]) -> list[Line]:
    by_height = sorted(lines, key=lambda line: -line.bottom)
    return by_height if len(by_height) <= 2 * _EDGE_LINES else by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _parted(lines: list[Line], running: set[Line]) -> _Page:
    body = [line for line in lines if line not in running]
    middle = median(line.bottom for line in lines) if lines else 0
    edge = [line for line in lines if line in running]
    return _Page(
        [line for line in edge if line.bottom > middle], body, [line for line in edge if line.bottom <= middle]
    )


def _body_of(pages: list[list[Line]]) -> _Body:
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for lines in pages:
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
            bold[line.bold] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 1.0
    steps = [
        one.bottom - other.bottom
        for lines in pages
        for one, other in pairwise(lines)
        if _same_size(one.size, size) and _same_size(other.size, size) and 0 < one.bottom - other.bottom < 3 * size
    ]
    larger = sorted((s for s in sizes if s >= _HEADING_SIZE * size), reverse=True)
    words = known_words(line.text for lines in pages for line in lines)
    # The smallest usual step is the one within paragraphs; wide ones part them.
    leading = sorted(steps)[len(steps) // 3] if steps else _USUAL_LEADING * size
    return _Body(size, leading, bold[True] > bold[False], words, tuple(larger))


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= _SIZE_TOLERANCE * max(one, other)


def _paragraphs(lines: list[Line], body: _Body) -> Iterator[list[Line]]:
    rights: dict[int, float] = defaultdict(float)
    for line in lines:
        column = round(line.left / _COLUMN_GRID)
        rights[column] = max(rights[column], line.right)
    group: list[Line] = []
    for line in lines:
        if group and _parts(group, line, rights, body):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _parts(group: list[Line], line: Line, rights: dict[int, float], body: _Body) -> bool:
    """Whether a paragraph ends between `group` and the line after it."""
    above = group[-1]
    if above.hyphenated:
        return False
    if not _same_size(above.size, line.size) or (above.bold != line.bold and not body.bold):
        return True
    step = above.bottom - line.bottom
    if step < 0:  # the next column
        return not (line.text[:1].islower() and not _SENTENCE_END.search(above.text))
    leading = body.leading if _same_size(line.size, body.size) else line.size * _USUAL_LEADING
    if step > _WIDER_LEADING * leading:
        return True
    return line.size < _HEADING_SIZE * body.size and _begins_paragraph(group, line, rights)


def _begins_paragraph(group: list[Line], line: Line, rights: dict[int, float]) -> bool:
    """Whether `line`, at the usual distance, begins a paragraph: by a bullet, an indent, or a short line above it."""
    above = group[-1]
    if _BULLET.match(line.text):
        return True
    indented = line.left - above.left > _INDENT * line.size and not _BULLET.match(group[0].text)
    column = round(above.left / _COLUMN_GRID)
    right = max(rights.get(column + d, 0.0) for d in (-1, 0, 1))
    short = above.right < right - _SHORT_LINE * (right - above.left)
    return (indented and len(group) > 1) or bool((short or indented) and _SENTENCE_END.search(above.text))


def _block(group: list[Line], body: _Body) -> Block:
    text = joined([line.text for line in group], body.words)
    return Block(text, _level(group, text, body))


def _level(group: list[Line], text: str, body: _Body) -> int | None:
    if len(text) > _LONGEST_HEADING or not any(c.isalpha() for c in text) or _DOT_LEADERS.search(text):
        return None
    size = _rounded(group[0].size)
    if size in body.heading_sizes:
        return min(body.heading_sizes.index(size) + 1, _MOST_LEVELS)
    if all(line.bold for line in group) and not body.bold and _rounded(body.size) <= size:
        ends = _SENTENCE_END.search(text) is not None
        if not ends and len(text.split()) <= _BOLD_HEADING_WORDS:
            return min(len(body.heading_sizes) + 1, _MOST_LEVELS)
    return None


def _runs_over(block: Block, group: list[Line], body: _Body) -> bool:
    """Whether a paragraph goes on on the next page: its last line breaks off and the next begins small."""
    begins_small = group[0].text[:1].islower() and _same_size(group[0].size, body.size)
    return block.level is None and begins_small and not _SENTENCE_END.search(block.text)


def _continued(block: Block, rest: Block, body: _Body) -> Block:
    text = joined([block.text, rest.text], body.words)
    return replace(block, text=text, page_starts=(*block.page_starts, len(text) - len(rest.text)))
