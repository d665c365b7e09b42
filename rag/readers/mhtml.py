""".mhtml, .mht -> Document: a page that Chrome, Edge or Word saved as one file (RFC 2557)."""

from __future__ import annotations

from email import message_from_bytes
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.readers.html import PAGE_TYPES, read_page

if TYPE_CHECKING:
    from email.message import Message

    from rag.values import Document

_ADDRESS = "Snapshot-Content-Location"


def read(data: bytes, source: str) -> Document:
    """The page in `data`; its pictures and the frames within it are left out. Raises UnreadableFile if it has none."""
    archive = message_from_bytes(data)
    page = _page(archive)
    if page is None:
        raise UnreadableFile("is not a saved page (.mhtml), or it is damaged: no HTML is in it; save the page again")
    content = page.get_payload(decode=True)
    return read_page(
        content if isinstance(content, bytes) else b"",
        source,
        encoding=page.get_content_charset(),
        address=_one_word(page, "Content-Location") or _one_word(archive, _ADDRESS),
    )


def _page(archive: Message) -> Message | None:
    """The part that the archive is of: the one that it names by id or address, else its first page."""
    pages = [part for part in archive.walk() if part.get_content_type() in PAGE_TYPES]
    start, address = archive.get_param("start"), _one_word(archive, _ADDRESS)
    for part in pages:
        if start is not None and _one_word(part, "Content-ID") == start:
            return part
    named = (part for part in pages if address and _one_word(part, "Content-Location") == address)
    return next(named, next(iter(pages), None))


def _one_word(part: Message, header: str) -> str:
    """What the header says, without the line ends within it."""
    return "".join(str(part.get(header, "")).split())
