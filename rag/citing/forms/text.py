"""Quotations as plain text: marks in brackets, the notes below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.citing.forms.common import bibliography_heading, numbered, settable
from rag.references.values import plain

if TYPE_CHECKING:
    from rag.references.values import CitedText


def text(cited: CitedText) -> str:
    """The quotations as plain text."""
    if cited.in_notes:
        quotes = [f"“{passage.quote}” [{n}]" for n, passage in numbered(cited)]
        quotes += ["\n".join(f"[{n}] {plain(passage.note)}" for n, passage in numbered(cited))]
    else:
        quotes = [f"“{passage.quote}” {plain(passage.note)}".rstrip() for passage in cited.passages]
    if cited.bibliography:
        quotes += [bibliography_heading(cited), "\n".join(map(plain, cited.bibliography))]
    return settable("\n\n".join(quotes).replace("\r\n", "\n")) + "\n"
