"""The references of one library, kept until its documents, its references files or its corrections change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.references.files import ReferenceFiles, Stamps, read_reference_files, reference_stamps
from rag.references.resolving import HEAD_CHARACTERS, library_references

if TYPE_CHECKING:
    from rag.corrections import Corrections
    from rag.references.values import BadEntry, Reference
    from rag.store import Store


class LibraryReferences:
    """A folder's references files and the documents in its store, as references. Safe to use from several threads."""

    def __init__(self, folder: Path, store: Store, corrections: Callable[[], Corrections]) -> None:
        """Nothing is read yet. `corrections` gives those in force."""
        self._folder = folder
        self._store = store
        self._corrections = corrections
        self._files = lru_cache(maxsize=1)(self._read_files)
        self._all = lru_cache(maxsize=1)(self._read_all)

    def all(self) -> tuple[Reference, ...]:
        """All references, by their first source. Raises FolderError where the folder cannot be read."""
        return self._all(reference_stamps(self._folder), self._store.generation(), self._corrections())

    def of(self, source: str) -> Reference:
        """The reference of one document. Raises UsageError for a source that is not there."""
        found = next((reference for reference in self.all() if source in reference.sources), None)
        if found is None:
            raise UsageError(f"There is no article {source!r} in {self._folder}. rag status FOLDER lists them.")
        return found

    def bad(self) -> tuple[BadEntry, ...]:
        """What of the references files cannot be used. Raises FolderError where the folder cannot be read."""
        return self._files(reference_stamps(self._folder)).bad

    def _read_files(self, stamps: Stamps) -> ReferenceFiles:
        del stamps  # a key of the cache: other files may hold other entries
        return read_reference_files(self._folder)

    def _read_all(self, stamps: Stamps, generation: int, corrections: Corrections) -> tuple[Reference, ...]:
        del generation  # a key of the cache as well
        return library_references(self._store.heads(HEAD_CHARACTERS), self._files(stamps).entries, corrections)
