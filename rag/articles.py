"""What searching and answering read of the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rag.values import Document, Sentence


class Articles(Protocol):
    """Documents by their source, and their sentences."""

    def document(self, source: str) -> Document:
        """The document."""

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """All its sentences in order."""
