""".odt -> Document: headings, paragraphs, lists, tables, notes, formulas in order; tracked deletions are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.readers.archive import Archive, Element, parse_xml
from rag.readers.blocks import Block, document_of, tidy
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.readers.odt_formulas import write_formulas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from rag.values import Document

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"

_CELL_SEPARATOR = " | "
_MOST_LEVELS = 9
_LEFT_OUT = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}hidden-text",
        f"{_TEXT}ruby-text",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}variable-decls",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        # What stands for a picture or a formula, to be read aloud.
        f"{_SVG}title",
        f"{_SVG}desc",
    }
)
# They stand within a paragraph's element and apart from its text.
_NOTE = f"{_TEXT}note"
_APART = frozenset({_NOTE, f"{_DRAW}text-box"})
_INDEXES = frozenset(f"{_TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "illustration-index"))


def read(data: bytes, source: str) -> Document:
    """The OpenDocument text in `data`, footnotes and endnotes after the body.

    Raises UnreadableFile if it is not one, is password-protected, or unpacks beyond the limit.
    """
    archive = Archive(data, "an OpenDocument text (.odt)")
    _refuse_locked(archive)
    root = parse_xml(archive.read("content.xml"), "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableFile("is not an OpenDocument text (.odt), perhaps a table or slides; save it as .odt")
    write_formulas(body, archive)
    titles = _title_styles(root)
    blocks = [*_blocks(body, titles), *_notes(body, titles)]
    return document_of(blocks, source, _metadata(archive, source))


def _refuse_locked(archive: Archive) -> None:
    name = "META-INF/manifest.xml"
    if name in archive.names:
        manifest = parse_xml(archive.read(name), name)
        if any(True for _ in manifest.iter("{*}encryption-data", "{*}keyinfo")):
            raise UnreadableFile("is password-protected; save it without a password")


def _title_styles(root: Element) -> frozenset[str]:
    """The styles of the document's title: Title itself and the automatic ones made from it."""
    styles = root.iter(f"{_STYLE}style")
    return frozenset(
        {"Title"} | {s.get(f"{_STYLE}name", "") for s in styles if s.get(f"{_STYLE}parent-style-name") == "Title"}
    )


def _blocks(parent: Element, titles: frozenset[str], *, furniture: bool = False) -> Iterator[Block]:
    for element in parent:
        tag = element.tag
        if tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            yield Block(tidy("".join(_text(element))), _level(element, titles), furniture)
            for box in _text_boxes(element):
                yield from _blocks(box, titles, furniture=furniture)
        elif tag == f"{_TABLE}table":
            yield from _table(element, furniture=furniture)
        elif isinstance(tag, str) and tag not in _LEFT_OUT and tag not in _APART:
            # An index repeats the headings.
            yield from _blocks(element, titles, furniture=furniture or tag in _INDEXES)


def _level(element: Element, titles: frozenset[str]) -> int | None:
    if element.tag == f"{_TEXT}h":
        level = str(element.get(f"{_TEXT}outline-level", "1"))
        return min(int(level), _MOST_LEVELS) if level.isdecimal() and int(level) > 0 else 1
    return 1 if element.get(f"{_TEXT}style-name") in titles else None


def _text(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT and child.tag not in _APART:
            yield from _text(child)
        yield child.tail or ""


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    for box in paragraph.iter(f"{_DRAW}text-box"):
        nearest = next(box.iterancestors(f"{_TEXT}p", f"{_TEXT}h"), None)
        if nearest is paragraph:
            yield box


def _table(table: Element, *, furniture: bool) -> Iterator[Block]:
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        cells = [" ".join(_cell_texts(cell)) for cell in row.iter(f"{_TABLE}table-cell") if _row_of(cell) is row]
        yield Block(_CELL_SEPARATOR.join(cell for cell in cells if cell), furniture=furniture)


def _row_of(cell: Element) -> Element:
    return next(cell.iterancestors(f"{_TABLE}table-row"))


def _cell_texts(cell: Element) -> Iterator[str]:
    for paragraph in _inside(cell, {f"{_TEXT}p", f"{_TEXT}h"}, _LEFT_OUT | {_NOTE}):
        text = tidy("".join(_text(paragraph))).replace("\n", " ")
        if text:
            yield text


def _notes(body: Element, titles: frozenset[str]) -> Iterator[Block]:
    for note in _inside(body, {f"{_TEXT}note-body"}, _LEFT_OUT):
        yield from _blocks(note, titles)


def _inside(element: Element, tags: AbstractSet[str], left_out: AbstractSet[str]) -> Iterator[Element]:
    """The elements of these tags in it in order, but for what is in an element that is left out."""
    for child in element:
        if child.tag not in left_out:
            if child.tag in tags:
                yield child
            yield from _inside(child, tags, left_out)


def _metadata(archive: Archive, source: str) -> Metadata:
    if "meta.xml" not in archive.names:
        return Metadata()
    meta = parse_xml(archive.read("meta.xml"), "meta.xml")

    def said(*names: str) -> str | None:
        """The first of these elements that says anything."""
        return next((text for name in names for text in [meta.findtext(f".//{name}")] if text and text.strip()), None)

    return Metadata(
        title=fit_title(said(f"{_DC}title"), source),
        author=fit_author(said(f"{_META}initial-creator")) or fit_author(said(f"{_DC}creator")),
        language=fit_language(said(f"{_DC}language")),
        created=fit_date(said(f"{_META}creation-date")) or fit_date(said(f"{_DC}date")),
    )
