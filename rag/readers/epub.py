""".epub -> Document: the book's parts in reading order, each read as a page."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rag.errors import UnreadableFile
from rag.readers.archive import Archive, Element, parse_xml
from rag.readers.blocks import Block, document_of
from rag.readers.html import PAGE_TYPES, parse_page
from rag.readers.imprint import first, fit_doi, fit_words
from rag.readers.markup import blocks_of
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.values import Imprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.values import Document

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGE_TYPES = PAGE_TYPES | {"text/x-oeb1-document"}


@dataclass(frozen=True, slots=True)
class _Part:
    """One page of the book; `aside` says that it is not in the line of reading."""

    name: str
    aside: bool


def read(data: bytes, source: str) -> Document:
    """The book in `data`. Raises UnreadableFile if it is no EPUB, is locked by DRM, or unpacks beyond the limit."""
    archive = Archive(data, "an EPUB book")
    package_name = _package_name(archive)
    package = parse_xml(archive.read(package_name), package_name)
    parts = [part for part in _parts(package, posixpath.dirname(package_name)) if part.name in archive.names]
    if not parts:
        raise UnreadableFile("is damaged: none of the book's pages is in it; get it again from where it came")
    _refuse_locked(archive, parts)
    return document_of(_blocks(archive, parts), source, _metadata(package, source))


def _package_name(archive: Archive) -> str:
    for element in _named(parse_xml(archive.read(_CONTAINER), _CONTAINER), "rootfile"):
        name = element.get("full-path")
        if name:
            return str(name)
    raise UnreadableFile(f"is damaged: {_CONTAINER} names no package; get it again from where it came")


def _named(root: Element, name: str) -> Iterator[Element]:
    # Whatever the namespace: books of EPUB 2, 3 and in between differ in it.
    yield from root.iter(f"{{*}}{name}")


def _parts(package: Element, folder: str) -> Iterator[_Part]:
    items = {item.get("id"): item for item in _named(package, "item")}
    for reference in _named(package, "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGE_TYPES or "nav" in item.get("properties", "").split():
            continue
        path = unquote(item.get("href", "").partition("#")[0])
        yield _Part(posixpath.normpath(posixpath.join(folder, path)), aside=reference.get("linear") == "no")


def _refuse_locked(archive: Archive, parts: list[_Part]) -> None:
    """Fonts are often scrambled in books that are free to read; only locked pages keep the book from being read."""
    if _ENCRYPTION not in archive.names:
        return
    encryption = parse_xml(archive.read(_ENCRYPTION), _ENCRYPTION)
    locked = {posixpath.normpath(unquote(element.get("URI", ""))) for element in _named(encryption, "CipherReference")}
    if any(part.name in locked for part in parts):
        raise UnreadableFile("is locked by DRM (copy protection); only an unprotected copy of the book can be read")


def _blocks(archive: Archive, parts: list[_Part]) -> Iterator[Block]:
    seen: set[str] = set()
    for part in parts:
        if part.name in seen:
            continue
        seen.add(part.name)
        data = archive.read(part.name)
        for block in blocks_of(parse_page(data), mark_furniture=False) if data.strip() else []:
            yield replace(block, furniture=part.aside)


def _metadata(package: Element, source: str) -> Metadata:
    dates = [date for date in package.iter(f"{_DC}date") if "modification" not in str(date.attrib.values()).lower()]
    return Metadata(
        title=next(
            (fit for fit in (fit_title(title.text, source) for title in package.iter(f"{_DC}title")) if fit), None
        ),
        author=fit_author([creator.text for creator in package.iter(f"{_DC}creator")]),
        published=next((fit for fit in (fit_date(date.text) for date in dates) if fit), None),
        language=fit_language(package.findtext(f".//{_DC}language")),
        imprint=Imprint(
            doi=first(fit_doi(identifier.text) for identifier in package.iter(f"{_DC}identifier")),
            publisher=fit_words(package.findtext(f".//{_DC}publisher")),
            kind="book",
        ),
    )
