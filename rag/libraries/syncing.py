"""Bringing the index of a library up to date, or making it anew where it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import ArticlesAway, FolderError, IndexDamaged, IndexUnusable, UsageError
from rag.files import check_folder
from rag.index_lock import only_one
from rag.libraries.keys import keep_keys, keep_missing_keys
from rag.sync import Parts, bring_up_to_date, is_current
from rag.values import Progress, SyncReport

if TYPE_CHECKING:
    from rag.libraries.index import LibraryIndex
    from rag.libraries.models import LibraryModels
    from rag.settings import Settings

_REPAIRED = "The index was damaged; it has been made anew from the articles."


def sync(
    index: LibraryIndex,
    models: LibraryModels,
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
    *,
    rebuild: bool = False,
    may_empty: bool = True,
) -> SyncReport:
    """What `Library.sync` does. Raises as it does."""
    tell = progress or (lambda _: None)
    check_folder(index.folder)
    with only_one(index.path, tell):
        damaged = index.database.exists() and index.database.damaged()
        anew = rebuild and index.database.exists() and not damaged
        if damaged:
            index.delete()
        try:
            report = bring_up_to_date(_parts(index, models, settings, anew=anew), tell, anew=anew, may_empty=may_empty)
        except IndexDamaged:
            damaged = True
            index.delete()
            report = bring_up_to_date(_parts(index, models, settings), tell)
        notes = (_REPAIRED,) if damaged and not rebuild else ()
        return replace(report, notes=(*notes, *report.notes, *_kept_keys(index)))


def _kept_keys(index: LibraryIndex) -> tuple[str, ...]:
    """Keep the citation keys of new documents; why it could not be done."""
    try:
        keep_keys(index)
    except (FolderError, UsageError) as error:
        return (str(error),)
    return ()


def sync_if_stale(
    index: LibraryIndex,
    models: LibraryModels,
    settings: Settings,
    progress: Callable[[Progress], None] | None = None,
    *,
    may_empty: bool = True,
) -> SyncReport | None:
    """What `Library.sync_if_stale` does. Raises as it does."""
    if index.database.exists():
        try:
            index.database.check_schema()
            if is_current(_parts(index, models, settings)):
                keep_missing_keys(index)
                return None
        except IndexDamaged:
            pass
    try:
        return sync(index, models, settings, progress, may_empty=may_empty)
    except ArticlesAway:
        raise
    except FolderError as error:
        if _is_readable_as_it_is(index):
            why = str(error).removesuffix(".")  # one that ends with a command has no full stop
            return SyncReport(notes=(f"{why}. Until then the index is used as it is, behind the folder.",))
        raise


def _is_readable_as_it_is(index: LibraryIndex) -> bool:
    try:
        return index.database.exists() and index.store.counts()[0] > 0
    except IndexUnusable:
        return False


def _parts(index: LibraryIndex, models: LibraryModels, settings: Settings, *, anew: bool = False) -> Parts:
    return Parts(
        folder=index.folder,
        index=index.path,
        settings=settings,
        database=index.database,
        store=index.store,
        intake=index.intake,
        vectors=index.vectors,
        embedder=models.embedder(anew=anew),
    )
