"""The references of one library, kept until its documents, references files, corrections or keys change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.references.files import ReferenceFiles, Stamps, read_reference_files, reference_stamps
from rag.references.given_keys import read_given_keys
from rag.references.keys import keyed
from rag.references.resolving import HEAD_CHARACTERS, Resolved, keys_of, reference_of_citation, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from rag.corrections import Corrections
    from rag.libraries.index import LibraryIndex
    from rag.references.given_keys import GivenKeys
    from rag.references.values import BadEntry, CitedText, Reference
    from rag.values import Citation


class LibraryReferences:
    """A folder's references files and the documents in its store, as references. Safe to use from several threads."""

    def __init__(self, index: LibraryIndex) -> None:
        """Nothing is read yet."""
        self._folder = index.folder
        self._index = index
        self._files = lru_cache(maxsize=1)(self._read_files)
        self._resolved = lru_cache(maxsize=1)(self._resolve)
        self._keyed = lru_cache(maxsize=1)(self._give_keys)

    def all(self) -> tuple[Reference, ...]:
        """All references, by their first source.

        Raises FolderError where the folder cannot be read, UsageError where corrections or keys are damaged.
        """
        return self._keyed(reference_stamps(self._folder), self._resolved_now(), read_given_keys(self._index.path))

    def cited_by(self, answers: Path) -> tuple[Reference, ...]:
        """The references of what a .jsonl file of answers cites. Raises as `read_cited_sources` and `of_sources`."""
        from rag.citing.cited_sources import of_sources, read_cited_sources

        return of_sources(self.all(), read_cited_sources(answers))

    def of_citations(self) -> Callable[[Citation], Reference]:
        """What gives the reference of a citation's document as the library is now.

        That of a document which has been removed since is made of what the citation tells of it, with the key that it
        was given. Raises as `all` does.
        """
        everything, given = self.all(), read_given_keys(self._index.path)
        known = {source: reference for reference in everything for source in reference.sources}

        def reference_of(citation: Citation) -> Reference:
            """The reference of that citation's document."""
            if found := known.get(citation.source):
                return found
            return keyed((*everything, replace(reference_of_citation(citation), key="")), given)[-1]

        return reference_of

    def cite(self, citations: Sequence[Citation], style: str | None, confidence: float) -> CitedText:
        """The quotations cited in a style, with one bibliography. Raises UsageError for a style that is not there."""
        from rag.citing.notes import cite_all

        return cite_all(citations, self.of_citations(), style, confidence)

    def bad(self) -> tuple[BadEntry, ...]:
        """What of the references files cannot be used, and entries that may be several documents'. Raises as `all`."""
        files = self._files(reference_stamps(self._folder))
        made = files.entries and self._index.database.exists()
        return files.bad + (self._resolved_now().unclear if made else ())

    def _resolved_now(self) -> Resolved:
        index = self._index
        return self._resolved(reference_stamps(self._folder), index.store.generation(), index.corrections.now())

    def _read_files(self, stamps: Stamps) -> ReferenceFiles:
        del stamps  # a key of the cache: other files may hold other entries
        return read_reference_files(self._folder)

    def _resolve(self, stamps: Stamps, generation: int, corrections: Corrections) -> Resolved:
        del generation  # a key of the cache as well
        return resolve(self._index.store.heads(HEAD_CHARACTERS), self._files(stamps).entries, corrections)

    def _give_keys(self, stamps: Stamps, resolved: Resolved, given: GivenKeys) -> tuple[Reference, ...]:
        return keyed(resolved.references, given, keys_of(self._files(stamps).entries))
