"""An answer as the writers take it, and what they know of the file before its first row."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from rag.answer_json import citation_from_json, difference_from_json
from rag.answering import confidence_in_words
from rag.json_object import JsonObject
from rag.printing import NOT_FOUND, counted, difference_line, filter_text

if TYPE_CHECKING:
    from rag.batches.answer_files.report import BatchReport
    from rag.values import Citation, Filter, LibraryState, Status


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of a file; `line` is all of it as JSON.

    `differences` say where its sources differ, in sentences; `carried` is what its question's row held beside it.
    """

    line: str
    id: str
    question: str
    status: Status
    confidence: float
    answer: str
    citations: tuple[Citation, ...]
    error: str | None
    read_with: str | None
    differences: tuple[str, ...]
    carried: Mapping[str, object]

    def said(self) -> str:
        """The answer, that there is none, or why the question could not be asked."""
        return {"answered": self.answer, "not_found": NOT_FOUND, "error": self.error or ""}[self.status]

    def confidence_in_words(self) -> str:
        """How sure the answer is; nothing where there is none."""
        return confidence_in_words(self.confidence) if self.status == "answered" else ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a file of answers before its first row.

    `folder` is the articles', `place` the one that links are relative to, both absolute; without a place the answers
    are for another machine, and nothing in them leads to this one's files. An answer has at most `citations`; `carried`
    are the columns of the questions that go along.
    """

    folder: Path
    place: Path | None
    questions: int
    citations: int
    carried: tuple[str, ...]
    follow_ups: bool
    library: LibraryState
    within: Filter | None

    def address(self, source: str) -> str | None:
        """The article's file as a URI, file:///…; None without a place."""
        return (self.folder / source).as_uri() if self.place else None

    def link(self, source: str) -> str | None:
        """The article's file as a link from the file of answers, which holds as long as the two are moved together.

        None without a place.
        """
        if self.place is None:
            return None
        try:
            path = Path(os.path.relpath(self.folder / source, self.place)).as_posix()
        except ValueError:  # on another drive
            return self.address(source)
        # A first part with a colon would be taken for the name of a protocol.
        return quote(os.fsencode(path if path.startswith("../") else f"./{path}"))


class AnswerWriter(Protocol):
    """Writes answers to a stream in one form."""

    def write(self, row: AnswerRow) -> None:
        """Write one more answer."""

    def finish(self, report: BatchReport) -> None:
        """Write what comes after the last answer; the stream stays open."""


def read_row(line: str) -> AnswerRow:
    """The answer that a line of JSON holds."""
    values = json.loads(line)
    row = JsonObject(values)
    return AnswerRow(
        line=line.rstrip("\n"),
        id=values["id"],
        question=values["question"],
        status=values["status"],
        confidence=values["confidence"],
        answer=values["answer"],
        citations=tuple(citation_from_json(each) for each in row.objects("citations")),
        error=values["error"],
        read_with=values.get("read_with"),
        differences=tuple(difference_line(difference_from_json(each)) for each in row.objects_if_any("differences")),
        carried=values["row"],
    )


def place_text(citation: Citation) -> str:
    """Where in its article a quotation stands, for people: page 3; or line 14, paragraph 6, under “Cost”."""
    parts = [f"page {citation.page}" if citation.page else f"line {citation.line}"]
    parts += [f"paragraph {citation.paragraph}"] if citation.paragraph and not citation.page else []
    parts += [f"under “{citation.heading}”"] if citation.heading and citation.heading != citation.title else []
    return ", ".join(parts)


def reference_text(citation: Citation) -> str:
    """Title, author and date of the article, as far as they are known."""
    return " · ".join(part for part in (citation.title, citation.author, citation.published) if part)


def head_text(outline: Outline) -> str:
    """What was asked of what, in a sentence or two."""
    library = outline.library
    parts = [f"{counted(outline.questions, 'question')}, asked of {counted(library.documents, 'article')}."]
    parts += [f"Only {filter_text(outline.within)}."] if outline.within else []
    reranker = f" · reranker {library.reranker}" if library.reranker else ""
    return " ".join([*parts, f"Library {library.fingerprint[:12]} · model {library.model}{reranker}"])


def report_text(report: BatchReport) -> str:
    """How the questions came out, in a line."""
    median = report.median_confidence
    sure = f" (median confidence {confidence_in_words(median)}, {median:.2f})" if median is not None else ""
    errors = "1 error" if report.errors == 1 else f"{report.errors:,} errors"
    return f"{report.answered:,} answered{sure}, {report.not_found:,} not found, {errors}"
