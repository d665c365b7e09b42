"""Giving the documents of a library the citation keys that they are to keep."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rag.errors import FolderError, UsageError
from rag.index_lock import only_one
from rag.references.files import read_reference_files
from rag.references.given_keys import read_given_keys, write_given_keys
from rag.references.keys import with_new_keys
from rag.references.resolving import HEAD_CHARACTERS, keys_of, resolve

if TYPE_CHECKING:
    from rag.libraries.index import LibraryIndex


def keep_keys(index: LibraryIndex) -> None:
    """Give each document that has no key one, and keep it. To be called inside `only_one`.

    Raises UsageError where the file of keys, which then stays as it is, or that of corrections is damaged, FolderError
    where they cannot be read or written.
    """
    with index.corrections.reading():
        before, hashes = read_given_keys(index.path), index.intake.document_hashes()
        given = before.following(hashes)
        if new := hashes.keys() - given.by_source.keys():
            entries = read_reference_files(index.folder).entries
            heads = index.store.heads(HEAD_CHARACTERS)
            # Which entry a document is may hang on the others; what it says itself does not.
            told = heads if entries else [head for head in heads if head.source in new]
            references = resolve(told, entries, index.corrections.now()).references
            given = with_new_keys(given, references, hashes, keys_of(entries))
    if dict(given.by_key) != dict(before.by_key):
        write_given_keys(index.path, given)


def keep_missing_keys(index: LibraryIndex) -> None:
    """As `keep_keys`, of an index of an earlier version, which kept none; where nothing can be kept, nothing is."""
    with suppress(FolderError, UsageError):
        if index.intake.document_hashes().keys() - read_given_keys(index.path).by_source.keys():
            with only_one(index.path, lambda _: None):
                keep_keys(index)
