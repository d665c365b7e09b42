"""The index of one library: its store and what stands beside it, and whether there is anything in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.database import Database
from rag.errors import FolderError
from rag.files import PUT_SOME
from rag.intake import Intake
from rag.libraries.corrections import LibraryCorrections
from rag.provenance import is_recorded
from rag.store import Store
from rag.vectors import Vectors


class LibraryIndex:
    """The index at `path` of the articles in `folder`. Safe to use from several threads."""

    def __init__(self, folder: Path, path: Path) -> None:
        """Nothing is read, written or opened yet."""
        self.folder = folder
        self.path = path
        self.database = Database(path, folder)
        self.store = Store(self.database)
        self.intake = Intake(self.database)
        self.vectors = Vectors(path)
        self.corrections = LibraryCorrections(path, self.database, self.store)

    def check_made(self) -> None:
        """Raises FolderError where there is no index yet."""
        if not self.database.exists():
            raise FolderError(f"{self.folder} has no index yet. Make it: rag index {self.folder}")

    @contextmanager
    def reading_articles(self) -> Iterator[None]:
        """A snapshot, as of its `corrections`, of at least one article. Raises FolderError where there is none."""
        with self.corrections.reading():
            if not self.store.counts()[0]:
                raise FolderError(self._why_none())
            yield

    def _why_none(self) -> str:
        if not is_recorded(self.database):
            return (
                f"The index of {self.folder} is not finished: it is being made, or that was interrupted. "
                f"Finish it: rag index {self.folder}"
            )
        if not self.intake.unread():
            return f"{self.folder} holds no articles. {PUT_SOME}"
        return f"No article of {self.folder} could be read. rag index {self.folder} says why of each."

    def delete(self) -> None:
        """Remove what is derived from the articles, so that it is made anew."""
        self.database.delete()
        self.vectors.delete()
