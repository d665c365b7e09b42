"""The references of one library, kept until its documents, its references files or its corrections change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.references.files import ReferenceFiles, Stamps, read_reference_files, reference_stamps
from rag.references.resolving import HEAD_CHARACTERS, library_references, reference_of_citation

if TYPE_CHECKING:
    from rag.corrections import Corrections
    from rag.libraries.index import LibraryIndex
    from rag.references.values import BadEntry, CitedText, Reference
    from rag.values import Citation


class LibraryReferences:
    """A folder's references files and the documents in its store, as references. Safe to use from several threads."""

    def __init__(self, index: LibraryIndex) -> None:
        """Nothing is read yet."""
        self._folder = index.folder
        self._store = index.store
        self._corrections = index.corrections.now
        self._files = lru_cache(maxsize=1)(self._read_files)
        self._all = lru_cache(maxsize=1)(self._read_all)

    def all(self) -> tuple[Reference, ...]:
        """All references, by their first source. Raises FolderError where the folder cannot be read."""
        return self._all(reference_stamps(self._folder), self._store.generation(), self._corrections())

    def of_citations(self) -> Callable[[Citation], Reference]:
        """What gives the reference of a citation's document as the library is now.

        That of a document which has been removed since is made of what the citation tells of it. Raises FolderError
        where the folder cannot be read.
        """
        known = {source: reference for reference in self.all() for source in reference.sources}
        return lambda citation: known.get(citation.source) or reference_of_citation(citation)

    def cite(self, citations: Sequence[Citation], style: str | None, confidence: float) -> CitedText:
        """The quotations cited in a style, with one bibliography. Raises UsageError for a style that is not there."""
        from rag.citing.notes import cite_all

        return cite_all(citations, self.of_citations(), style, confidence)

    def bad(self) -> tuple[BadEntry, ...]:
        """What of the references files cannot be used. Raises FolderError where the folder cannot be read."""
        return self._files(reference_stamps(self._folder)).bad

    def _read_files(self, stamps: Stamps) -> ReferenceFiles:
        del stamps  # a key of the cache: other files may hold other entries
        return read_reference_files(self._folder)

    def _read_all(self, stamps: Stamps, generation: int, corrections: Corrections) -> tuple[Reference, ...]:
        del generation  # a key of the cache as well
        return library_references(self._store.heads(HEAD_CHARACTERS), self._files(stamps).entries, corrections)
