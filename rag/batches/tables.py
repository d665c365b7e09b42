"""What all tables of questions have in common: rows, and the names of their columns.

The first row that is not empty names the columns, or in a spreadsheet the first of a few that has the column that is
asked: titles stand above it. A column without a name is called by its number, a second one of the same name gets a (2).
Rows of which every cell is empty do not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from rag.errors import UsageError

WELL_KNOWN = ("id", "history", "conversation")
"""Columns that have a meaning, beside the one that is asked."""

_NAMES_SHOWN, _LETTERS_SHOWN = 12, 40
_NUMBERED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its number as an editor or a spreadsheet shows it, its cells by column, or why it cannot be read."""

    number: int
    cells: dict[str, object]
    error: str | None = None


def position(header: Sequence[str], column: str) -> int | None:
    """Where a column stands: under exactly this name, else whatever its case."""
    names = [name.strip() for name in header]
    if column in names:
        return names.index(column)
    folded = [name.casefold() for name in names]
    return folded.index(column.casefold()) if column.casefold() in folded else None


def column_names(header: Sequence[str], column: str) -> list[str | None]:
    """The columns' names, each once, None for none; `column` and those that have a meaning as this program spells them.

    Raises UsageError where `column` is missing.
    """
    if position(header, column) is None:
        known = [name.strip()[:_LETTERS_SHOWN] for name in header if name.strip()]
        others = f"; it has {', '.join(repr(name) for name in known[:_NAMES_SHOWN])}" if known else " and no header"
        raise UsageError(
            f"The table of questions has no column {column!r}{others}. Name the column with --column; where titles "
            "stand above the columns' names, take them away."
        )
    positions = {position(header, name): name for name in (*WELL_KNOWN, column)}
    named = {at: positions.get(at, name.strip()) for at, name in enumerate(header) if name.strip()}
    names = dict(zip(named, distinct([*named.values()]), strict=True))
    return [names.get(at) for at in range(len(header))]


def column_notes(header: Sequence[str], column: str) -> tuple[str, ...]:
    """That a column is not the only one of its name, in a sentence; nothing where it is, or is not there."""
    at = position(header, column)
    names = [name.strip() for name in header]
    same = names.count(names[at]) if at is not None else 0
    return (f"The first of {same} columns {names[at]!r} is asked.",) if at is not None and same > 1 else ()


def named_cells(names: Sequence[str | None], values: Sequence[object], empty: object) -> dict[str, object]:
    """Values by column; cells that are missing are `empty`, those of columns without a name count if they are not."""
    cells = {name: empty for name in names if name is not None}
    others: dict[str, object] = {}
    for at, value in enumerate(values):
        name = names[at] if at < len(names) else None
        if name is not None:
            cells[name] = value
        elif value not in (None, ""):
            others[f"column {at + 1}"] = value
    return cells | dict(zip(distinct([*others], cells), others.values(), strict=True))


def distinct(names: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """The names, each once: the first of a kind stays as it is, unless it is taken; others get a (2), (3) and so on."""
    given, reserved = set(taken), {*taken, *names}
    numbers: dict[str, Iterator[int]] = {}
    found = []
    for name in names:
        if name in given:
            stem = _NUMBERED.sub("", name)
            numbered = (f"{stem} ({number})" for number in numbers.setdefault(stem, count(2)))
            found.append(next(other for other in numbered if other not in reserved))
        else:
            given.add(name)
            found.append(name)
    return found


@contextmanager
def open_text(path: Path, newline: str | None = None) -> Iterator[IO[str]]:
    """A text file as UTF-8, or UTF-16 where its mark says so; bytes that are not UTF-8 become halves of surrogates."""
    encoding, errors = ("utf-16", "replace") if is_utf16(path) else ("utf-8-sig", "surrogateescape")
    with path.open(encoding=encoding, errors=errors, newline=newline) as text:
        yield text


def is_utf16(path: Path) -> bool:
    """Whether a file's mark says that it is UTF-16."""
    with path.open("rb") as file:
        return file.read(2) in (b"\xff\xfe", b"\xfe\xff")
