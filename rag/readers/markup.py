"""An HTML tree -> blocks of text, each marked where the mark-up says that it is not the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4.element import NavigableString, PageElement, Tag

from rag.readers.blocks import Block, is_visible, tidy, without_controls, without_soft_hyphens
from rag.readers.page_furniture import Grade, PageFurniture
from rag.readers.page_inline import is_within_sentence
from rag.readers.page_math import is_math, math_text
from rag.readers.page_note_marks import is_note_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup

_SILENT = frozenset(
    {
        *("head", "script", "style", "template", "svg", "annotation", "canvas", "iframe", "object", "audio"),
        *("video", "map", "select", "datalist", "textarea", "input"),
    }
)
_BLOCK_TAGS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details"),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html"),
        *("legend", "li", "main", "menu", "nav", "noscript", "ol", "p", "pre", "search"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CELL_SEPARATOR = " | "
_HIDING_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f\v]+")
# A table that holds these is there for the page's layout, not for its rows.
_LAYOUT_SIGNS = frozenset({"table", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "article"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block on its way: how strongly its surroundings mark it as furniture, None for not at all."""

    text: str
    level: int | None
    grade: Grade | None


def blocks_of(soup: BeautifulSoup, *, mark_furniture: bool = True) -> list[Block]:
    """The blocks of text of the page, in order; what is hidden is left out, and so are the marks of notes.

    Where everything would be furniture, only what stands in nav, footer and aside is; where that is everything,
    nothing is.
    """
    furniture = PageFurniture(soup) if mark_furniture else None
    pieces = [piece for piece in _Walk(furniture, noscript=False).pieces(soup) if is_visible(piece.text)]
    if not pieces:
        pieces = [piece for piece in _Walk(furniture, noscript=True).pieces(soup) if is_visible(piece.text)]
    for least in (Grade.LIKELY, Grade.CERTAIN):
        marks = [piece.grade is not None and piece.grade >= least for piece in pieces]
        if not all(marks):
            break
    else:
        marks = [False] * len(pieces)
    return [Block(piece.text, piece.level, mark) for piece, mark in zip(pieces, marks, strict=True)]


def text_of(tag: Tag) -> str:
    """The text within `tag` on one line, without the marks of notes."""
    texts: list[str] = []
    todo = tag.contents[::-1]
    while todo:
        node = todo.pop()
        if isinstance(node, Tag):
            if is_math(node):
                texts.append(math_text(node))
            elif not is_note_mark(node):
                todo += node.contents[::-1]
        elif type(node) is NavigableString:
            texts.append(str(node))
    return " ".join(without_soft_hyphens(without_controls(" ".join(texts))).split())


def is_hidden(tag: Tag) -> bool:
    """Whether a browser shows nothing of what the element holds; <noscript> is for the one who reads to judge."""
    style = tag.get("style")
    return (
        tag.name in _SILENT
        or tag.has_attr("hidden")
        or str(tag.get("aria-hidden", "")).lower() == "true"
        or (isinstance(style, str) and _HIDING_STYLE.search(style) is not None and not _is_shown_as_image(tag))
    )


def _is_shown_as_image(tag: Tag) -> bool:
    """Whether the element is the formula that MediaWiki shows as an image and hides as text."""
    return any(name.startswith("mwe-math-mathml") for name in tag.get_attribute_list("class") if name)


class _Walk:
    """One pass through a tree, without recursion: hostile pages nest thousands deep."""

    def __init__(self, furniture: PageFurniture | None, *, noscript: bool) -> None:
        self._furniture = furniture
        self._noscript = noscript
        self._inline: list[str] = []
        self._levels: list[int] = []
        self._marked: list[tuple[Tag, Grade]] = []
        self._pre_depth = 0
        self._rows: list[int] = []

    def pieces(self, root: Tag) -> Iterator[_Piece]:
        """The blocks below `root`, in order."""
        todo: list[tuple[PageElement, bool]] = [(root, False)]
        while todo:
            node, leaving = todo.pop()
            if isinstance(node, Tag):
                if leaving:
                    yield from self._leave(node)
                elif not self._is_read(node):
                    continue
                elif is_math(node):
                    self._add_text(f" {math_text(node)} " if node.get("display") == "block" else math_text(node))
                else:
                    yield from self._enter(node)
                    todo.append((node, True))
                    todo += [(child, False) for child in reversed(node.contents)]
            elif type(node) is NavigableString:  # comments, doctypes and scripts are kinds of it
                self._add_text(str(node))
        yield from self._flush()

    def _is_read(self, tag: Tag) -> bool:
        return not is_hidden(tag) and not is_note_mark(tag) and (tag.name != "noscript" or self._noscript)

    def _enter(self, tag: Tag) -> Iterator[_Piece]:
        name = tag.name
        if name == "br":
            self._inline.append("\n")
        elif name in {"td", "th"} and self._rows:
            self._inline.append(_CELL_SEPARATOR if self._rows[-1] else "")
            self._rows[-1] += 1
        elif _is_block(tag) and not self._rows:
            yield from self._flush()
        elif self._rows and name in _BLOCK_TAGS:
            self._inline.append(" ")
        if name == "tr" and _is_data_row(tag):
            self._rows.append(0)
        if name in _HEADING_LEVELS:
            self._levels.append(_HEADING_LEVELS[name])
        self._pre_depth += name == "pre"
        grade = self._furniture.grade(tag, within=bool(self._marked)) if self._furniture else None
        if grade is not None:
            yield from self._flush()
            self._marked.append((tag, grade))

    def _leave(self, tag: Tag) -> Iterator[_Piece]:
        name = tag.name
        if name == "tr" and self._rows:
            self._rows.pop()
        if _is_block(tag) and not self._rows:
            yield from self._flush()
        elif self._rows and name in _BLOCK_TAGS:
            self._inline.append(" ")
        if name in _HEADING_LEVELS and self._levels:
            self._levels.pop()
        self._pre_depth -= name == "pre"
        if self._marked and self._marked[-1][0] is tag:
            yield from self._flush()
            self._marked.pop()

    def _add_text(self, text: str) -> None:
        if self._pre_depth:
            self._inline.append(without_controls(text.replace("\r\n", "\n")))
        else:
            self._inline.append(_WHITE_SPACE.sub(" ", text))

    def _flush(self) -> Iterator[_Piece]:
        text = "".join(self._inline)
        self._inline.clear()
        if text.strip():
            text = text.strip("\n").rstrip() if self._pre_depth else tidy(text)
            level = self._levels[-1] if self._levels else None
            yield _Piece(text, level, max((grade for _, grade in self._marked), default=None))


def _is_block(tag: Tag) -> bool:
    """Whether the element's text is a block of its own; a word of a sentence that can be pressed is none."""
    return tag.name in _BLOCK_TAGS and not (tag.name == "button" and is_within_sentence(tag))


def _is_data_row(row: Tag) -> bool:
    cells = [cell for cell in row.children if isinstance(cell, Tag) and cell.name in {"td", "th"}]
    return len(cells) > 1 and not any(_is_laid_out(cell) for cell in cells)


def _is_laid_out(cell: Tag) -> bool:
    paragraphs = 0
    todo = cell.contents[::-1]  # `cell.descendants` would look for the last of them first, however deep
    while todo:
        node = todo.pop()
        if isinstance(node, Tag):
            paragraphs += node.name == "p"
            if node.name in _LAYOUT_SIGNS or paragraphs > 1:
                return True
            todo += node.contents[::-1]
    return False
