""".webarchive -> Document: a page that Safari saved, as a property list."""

from __future__ import annotations

import plistlib
from typing import TYPE_CHECKING, Any

from rag.errors import UnreadableFile
from rag.readers.html import PAGE_TYPES, read_page

if TYPE_CHECKING:
    from rag.values import Document


def read(data: bytes, source: str) -> Document:
    """The page in `data`; its pictures and the frames within it are left out. Raises UnreadableFile if it has none."""
    page = _page(data)
    kind, content = page.get("WebResourceMIMEType"), page.get("WebResourceData")
    if kind not in PAGE_TYPES or not isinstance(content, bytes):
        raise UnreadableFile(f"holds no page, but {str(kind)[:50]!r}; save that from the browser with its own ending")
    encoding, address = page.get("WebResourceTextEncodingName"), page.get("WebResourceURL")
    return read_page(
        content,
        source,
        encoding=encoding if isinstance(encoding, str) else None,
        address=address if isinstance(address, str) else None,
    )


def _page(data: bytes) -> dict[str, Any]:
    try:
        archive = plistlib.loads(data)
    # Damaged lists raise whatever the parser of XML or of the binary form stumbles over.
    except Exception as error:
        raise UnreadableFile("is not a saved page (.webarchive), or it is damaged; save the page again") from error
    page = archive.get("WebMainResource") if isinstance(archive, dict) else None
    if not isinstance(page, dict):
        raise UnreadableFile("is a property list, not a saved page (.webarchive); save the page again")
    return page
