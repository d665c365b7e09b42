"""The documents of one library as they are corrected, of one state of its index and its corrections."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.corrections import Correction, Corrections, corrected_document, corrected_info
from rag.corrections_file import keep_correction, read_corrections
from rag.provenance import corrections_digest

if TYPE_CHECKING:
    from rag.database import Database
    from rag.store import Store
    from rag.values import Document, DocumentInfo


class LibraryCorrections:
    """What a store holds, with the corrections beside it laid over it. Safe to use from several threads."""

    def __init__(self, index: Path, database: Database, store: Store) -> None:
        """Nothing is read yet."""
        self._index = index
        self._database = database
        self._store = store
        self._own = threading.local()
        self._digest = lru_cache(maxsize=2)(self._make_digest)

    def now(self) -> Corrections:
        """The corrections in force: of the moment that `reading` was entered, or of this one. Raises UsageError."""
        pinned: Corrections | None = getattr(self._own, "pinned", None)
        return read_corrections(self._index) if pinned is None else pinned

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A snapshot: everything read inside is of one generation and by the same corrections. May be nested.

        Raises UsageError where the file of corrections is damaged.
        """
        with self._database.reading():
            if getattr(self._own, "pinned", None) is not None:
                yield
                return
            self._own.pinned = read_corrections(self._index)
            try:
                yield
            finally:
                self._own.pinned = None

    def document(self, source: str, correction: Correction | None) -> Document | None:
        """The document as that correction has it; None for an unknown source."""
        document = self._store.document(source)
        return corrected_document(document, correction) if document else None

    def document_infos(self) -> tuple[DocumentInfo, ...]:
        """All documents without their texts, by source."""
        with self.reading():
            corrections = self.now()
            return tuple(corrected_info(info, corrections.of(info.source)) for info in self._store.document_infos())

    def digest(self) -> str | None:
        """What the corrections change, as `Provenance` has it."""
        with self.reading():
            corrections = self.now()
            return self._digest(corrections, self._store.generation()) if corrections.by_source else None

    def _make_digest(self, corrections: Corrections, generation: int) -> str | None:
        del generation  # a key of the cache: another generation may hold other documents
        return corrections_digest(self._store.document_infos(), corrections)

    def keep(self, source: str, correction: Correction) -> None:
        """Keep what is so of a document; see `keep_correction`."""
        keep_correction(self._index, source, correction)
