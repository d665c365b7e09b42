"""What a library is made of at a moment, and whether its index is behind its folder; loads no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.files import list_articles
from rag.provenance import fingerprint, provenance, read_indexed
from rag.sync import stale_sources
from rag.threshold_file import read_threshold
from rag.values import LibraryState, LibraryStatus

if TYPE_CHECKING:
    from rag.libraries.index import LibraryIndex
    from rag.libraries.models import LibraryModels
    from rag.settings import Settings


def library_state(index: LibraryIndex, models: LibraryModels, settings: Settings) -> LibraryState:
    """With what answers are made now."""
    with index.corrections.reading():
        documents, passages, _ = index.store.counts()
        model, indexed = index.database.meta("model") or "", read_indexed(index.database, index.intake)
        corrections = index.corrections.digest()
    made_with = provenance(indexed, settings, models.reranker_weights(), corrections) if indexed else None
    return LibraryState(
        fingerprint=fingerprint(made_with) if made_with else "",
        model=model,
        documents=documents,
        passages=passages,
        reranker=settings.reranker,
        provenance=made_with,
    )


def library_status(index: LibraryIndex, models: LibraryModels, settings: Settings) -> LibraryStatus:
    """What the index holds and whether it is behind the folder. Raises FolderError, IndexUnusable."""
    index.check_made()
    index.database.check_schema()
    listing = list_articles(index.folder, index.path)
    with index.corrections.reading():
        return LibraryStatus(
            folder=str(index.folder),
            index=str(index.path),
            state=library_state(index, models, settings),
            sentences=index.store.counts()[2],
            bytes_on_disk=sum(path.stat().st_size for path in index.path.iterdir() if path.is_file()),
            stale=stale_sources(listing, index.intake, settings.max_file_bytes),
            unread=(*index.intake.unread(), *listing.unnamed),
            threshold=settings.threshold,
            calibrated=read_threshold(index.path),
        )


def stale(index: LibraryIndex, settings: Settings) -> tuple[str, ...]:
    """What `Library.stale` gives. Raises as it does."""
    listing = list_articles(index.folder, index.path)
    if not index.database.exists():
        return tuple(listing.articles)
    with index.database.reading():
        return stale_sources(listing, index.intake, settings.max_file_bytes)
