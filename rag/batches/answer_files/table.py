"""Answers as a table, made to be read: the columns that .csv and .xlsx have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.batches.answer_files.rows import AnswerRow, Outline, place_text, reference_text
from rag.batches.tables import distinct

_SHORT, _MIDDLE, _QUESTION, _LONG = 13, 28, 44, 60
LEADING = 2
"""So many columns say which question an answer is to; where they stay in sight, most of a window is left."""

_OF_A_CITATION = (("quotation", _LONG), ("source", _MIDDLE), ("place", _MIDDLE), ("reference", _MIDDLE))


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and its width in characters."""

    name: str
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, as JSON has it, and the source of the article that it links to."""

    value: object
    source: str | None = None


def columns(outline: Outline) -> list[Column]:
    """What was asked and answered, a group for each citation, where they differ, and what the questions' rows held.

    A column of the questions that has the name of one of ours gets a (2).
    """
    found = [Column("id", _SHORT), Column("question", _QUESTION)]
    found += [Column("read with", _MIDDLE)] if outline.follow_ups else []
    found += [Column("status", _SHORT), Column("confidence", _SHORT), Column("probability", _SHORT)]
    found += [Column("answer", _LONG)]
    found += [Column(f"{name} {n}", width) for n in range(1, outline.citations + 1) for name, width in _OF_A_CITATION]
    found.append(Column("differences", _MIDDLE))
    carried = distinct(outline.carried, {column.name for column in found})
    return [*found, *(Column(name, _MIDDLE) for name in carried)]


def cells(row: AnswerRow, outline: Outline) -> list[Cell]:
    """The row's cells, one for each of the columns."""
    values: list[object] = [row.id, row.question]
    values += [row.read_with] if outline.follow_ups else []
    values += [row.status, row.confidence_in_words(), None if row.status == "error" else row.confidence, row.said()]
    citations = list(_of_citations(row, outline))
    citations.append(Cell("\n".join(row.differences)))
    return [*map(Cell, values), *citations, *(Cell(row.carried.get(name)) for name in outline.carried)]


def _of_citations(row: AnswerRow, outline: Outline) -> Iterator[Cell]:
    for citation in row.citations[: outline.citations]:
        yield Cell(citation.quote)
        yield Cell(citation.source, citation.source)
        yield Cell(place_text(citation))
        yield Cell(reference_text(citation))
    missing = outline.citations - len(row.citations)
    yield from [Cell(None)] * (missing * len(_OF_A_CITATION))
