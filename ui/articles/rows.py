"""The rows of the table of articles: what is indexed, what waits on disk, and what could not be read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.text import date_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.library import Library
    from rag.values import Unread

COLUMNS = ("title", "author", "date", "words", "state")
"""What the table can be sorted by."""

ROWS_AT_ONCE = 200
"""So many rows are shown at first, and so many more each time."""

_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `words` is None where it is not indexed; `state` is in words, none for one that is up to date; a row
    with no file is of one gone.
    """

    source: str
    state: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    words: int | None = None
    is_file: bool = True

    @property
    def is_indexed(self) -> bool:
        """Whether it can be opened and corrected."""
        return self.words is not None

    def date(self) -> str:
        """The date in words, empty where there is none."""
        return date_in_words(self.published) if self.published else ""


@dataclass(frozen=True, slots=True)
class View:
    """How a tab looks at the table: sorted by which column, and how many rows at most."""

    column: str = "title"
    descending: bool = False
    most: int = ROWS_AT_ONCE

    def sorted_by(self, column: str) -> View:
        """The other way round where it was sorted by that column already; the same for what is no column."""
        if column not in COLUMNS:
            return self
        return View(column, column == self.column and not self.descending, self.most)


def read_rows(library: Library) -> tuple[Row, ...]:
    """A row for each file that is indexed, new, or could not be read, by source. Raises what `status` raises."""
    status = library.status()
    stale = set(status.stale)

    def on_disk(source: str) -> bool:
        """Whether the file is still there."""
        return source not in stale or (library.folder / source).is_file()

    rows = []
    for info in library.documents():
        there = on_disk(info.source)
        states = ["changed on disk" if there else "gone"] if info.source in stale else []
        states += ["corrected"] if info.corrected else []
        rows.append(Row(info.source, ", ".join(states), info.title, info.author, info.published, info.words, there))
    for unread in status.unread:
        changed = "changed on disk; before, " if unread.source in stale else ""
        rows.append(Row(unread.source, f"{changed}not readable: {unread.reason}", is_file=_is_file(library, unread)))
    known = {row.source for row in rows}
    rows += [Row(source, "new") for source in stale - known]
    return tuple(sorted(rows, key=lambda row: row.source))


def _is_file(library: Library, unread: Unread) -> bool:
    # A folder, a broken link and what stands where nobody may look are listed too, and none can be removed.
    return os.path.isfile(library.folder / unread.source)  # noqa: PTH113 – the other way of asking raises


def found(rows: Sequence[Row], words: str) -> tuple[Row, ...]:
    """The rows that hold each of these words in title, author, file name or date, whatever their case."""
    wanted = words.casefold().split()
    return tuple(row for row in rows if all(word in _searched(row) for word in wanted))


def _searched(row: Row) -> str:
    parts = (row.title, row.author, row.source, row.published, row.date())
    return "\n".join(part for part in parts if part).casefold()


def in_order(rows: Sequence[Row], view: View) -> tuple[Row, ...]:
    """The rows sorted as the view has it; those that have nothing in that column come last either way."""
    keys = {row.source: _key(row, view.column) for row in rows}
    by_source = sorted(rows, key=lambda row: row.source)
    having = [row for row in by_source if keys[row.source] is not None]
    having.sort(key=lambda row: keys[row.source] or (0, ""), reverse=view.descending)
    return (*having, *(row for row in by_source if keys[row.source] is None))


def _key(row: Row, column: str) -> _Key | None:
    if column == "words":
        return None if row.words is None else (row.words, "")
    text = {
        "title": row.title or row.source,
        "author": row.author,
        "date": row.published,
        "state": row.state,
    }[column]
    return (0, text.casefold()) if text else None
