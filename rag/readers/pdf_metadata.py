"""What a PDF says of itself: its information dictionary, then its XMP."""

from __future__ import annotations

import re

from rag.errors import UnreadableFile
from rag.readers.archive import Element, parse_xml
from rag.readers.imprint import first, fit_doi, fit_url, fit_words
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_title
from rag.values import Imprint

_XMP_START, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
# Pictures in the file carry XMP as well; the document's own speaks of PDF.
_XMP_OF_PDF = b"http://ns.adobe.com/pdf/1.3/"
_MOST_PACKETS = 50
_LONGEST_PACKET = 1_000_000
_BETWEEN_NAMES = re.compile(r"\s*;\s*")


def pdf_metadata(data: bytes, info: dict[str, str], source: str) -> Metadata:
    """Title, author and date by the information dictionary `info` and the XMP in `data`."""
    xmp = _xmp(data)
    titles = (info.get("Title"), *_values(xmp, "title"))
    made = (info.get("CreationDate"), *_values(xmp, "CreateDate"))
    return Metadata(
        title=first(fit_title(title, source) for title in titles),
        author=fit_author(_BETWEEN_NAMES.split(info.get("Author", ""))) or fit_author(_values(xmp, "creator")),
        published=first(fit_date(date) for date in _values(xmp, "publicationDate")),
        imprint=_imprint(xmp, info),
        created=first(fit_date(date) for date in made),
    )


def _imprint(xmp: Element | None, info: dict[str, str]) -> Imprint:
    """What publishers write into the XMP, in the words of PRISM."""
    dois = (*_values(xmp, "doi"), *_values(xmp, "identifier"), info.get("doi"), info.get("Subject"))
    journal = first(fit_words(name) for name in _values(xmp, "publicationName"))
    start, end = (first(map(fit_words, _values(xmp, f"{side}Page"))) for side in ("starting", "ending"))
    return Imprint(
        url=first(fit_url(url) for url in _values(xmp, "url")),
        doi=first(fit_doi(doi) for doi in dois),
        container=journal,
        publisher=first(fit_words(name) for name in _values(xmp, "publisher")),
        kind="article-journal" if journal else None,
        volume=first(fit_words(volume) for volume in _values(xmp, "volume")),
        issue=first(fit_words(number) for number in _values(xmp, "number")),
        pages=first(fit_words(pages) for pages in _values(xmp, "pageRange"))
        or (f"{start}-{end}" if start and end and start != end else start),
    )


def _xmp(data: bytes) -> Element | None:
    """The document's XMP, which is stored unpacked so that any program finds it; the last one is the newest."""
    end = len(data)
    for _ in range(_MOST_PACKETS):
        stop = data.rfind(_XMP_END, 0, end)
        start = data.rfind(_XMP_START, max(0, stop - _LONGEST_PACKET), max(0, stop))
        if stop < 0 or start < 0:
            return None
        packet = data[start : stop + len(_XMP_END)]
        if _XMP_OF_PDF in packet:
            try:
                return parse_xml(packet, "its XMP")
            except UnreadableFile:
                return None
        end = start
    return None


def _values(xmp: Element | None, name: str) -> list[str]:
    """What the XMP says under `name`, in any of the ways that XMP has: attribute, element, list of items."""
    if xmp is None:
        return []
    values = [value for element in xmp.iter("{*}Description") for key, value in element.items() if _local(key) == name]
    for element in xmp.iter(f"{{*}}{name}"):
        values += [item.text for item in element.iter("{*}li")] or [element.text]
    return [value for value in values if value]


def _local(name: str) -> str:
    return name.rpartition("}")[2]
