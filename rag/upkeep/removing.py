"""Articles taken out of the folder: kept in the index's folder, from where they are put back.

Each stands in a folder of its own, named for the moment at which it was taken out, at the path that it had.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from rag.errors import FolderError, UsageError
from rag.files import list_articles
from rag.near_sources import no_such_article
from rag.readers import SUFFIXES
from rag.upkeep.moving import move_file

FOLDER_NAME = "removed"
_MOMENT = "%Y-%m-%dT%H-%M-%S.%fZ"


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was taken out of the folder.

    `key` is what it is put back by, `source` where it stood, `removed` when it was taken out, in ISO 8601 and UTC, and
    `bytes` its size.
    """

    key: str
    source: str
    removed: str
    bytes: int


def remove_file(folder: Path, index: Path, source: str) -> Removed:
    """Take an article's file out of the folder, whether it can be read or not; how it is put back.

    Raises UsageError for a source that is not one of the folder's articles, or is a link, FolderError where the file
    cannot be moved.
    """
    path = _path_of(folder, index, source)
    kept = index / FOLDER_NAME / datetime.now(UTC).strftime(_MOMENT)
    try:
        move_file(path, kept / source)
    except OSError as error:
        _forget_empty(kept / source, index)
        raise FolderError(
            f"{source} cannot be moved to {kept}: {error.strerror}. "
            "Check that both folders may be written to and the disk is not full."
        ) from error
    return next(each for each in _in(kept) if each.source == source)


def removed_files(index: Path) -> tuple[Removed, ...]:
    """What was taken out and is still kept, the latest first. Raises FolderError where it cannot be listed."""
    root = index / FOLDER_NAME
    try:
        moments = sorted(root.iterdir(), key=lambda moment: moment.name, reverse=True)
        return tuple(removed for moment in moments for removed in _in(moment))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise FolderError(f"{root} cannot be read: {error.strerror}. Check who may read it.") from error


def put_back_file(folder: Path, index: Path, key: str) -> str:
    """Put a file that was taken out back where it stood; its source.

    Raises UsageError for a key that `removed_files` does not list and where something stands in its place by now,
    FolderError where the file cannot be moved.
    """
    removed = next((each for each in removed_files(index) if each.key == key), None)
    if removed is None:
        raise UsageError(f"Nothing that was removed is kept as {key!r}. It may have been put back already.")
    source, path, target = removed.source, index / FOLDER_NAME / key, folder / removed.source
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{source} would lie outside {folder}: a folder of its path is a link by now. It stays kept.")
    try:
        move_file(path, target)
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError(
            f"{source} is not put back: the folder has something else in its place. Rename or remove that first."
        ) from error
    except OSError as error:
        raise FolderError(
            f"{source} cannot be put back: {error.strerror}. "
            "Check that the folder may be written to and the disk is not full."
        ) from error
    _forget_empty(path, index)
    return source


def _path_of(folder: Path, index: Path, source: str) -> Path:
    if PurePosixPath(source).is_absolute() or ".." in PurePosixPath(source).parts:
        raise UsageError(f"{source!r} lies outside {folder}. Only what lies in it can be removed.")
    articles = list_articles(folder, index).articles
    file = articles.get(source)
    if file is None:
        raise no_such_article(source, folder, articles)
    if file.path.is_symlink():
        raise UsageError(f"{source} is a link to a file elsewhere, and is not moved. Remove the link yourself.")
    return file.path


def _in(moment: Path) -> Iterator[Removed]:
    """The files that were taken out at that moment; none for a folder of another name."""
    try:
        removed = datetime.strptime(moment.name, _MOMENT).replace(tzinfo=UTC).isoformat(timespec="seconds")
    except ValueError:
        return
    for path in sorted(moment.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
            source = path.relative_to(moment).as_posix()
            yield Removed(f"{moment.name}/{source}", source, removed, path.stat().st_size)


def _forget_empty(path: Path, index: Path) -> None:
    """Remove the folders above a file that was kept, as far as they are empty."""
    with contextlib.suppress(OSError):
        for folder in path.parents:
            if folder == index:
                return
            folder.rmdir()
