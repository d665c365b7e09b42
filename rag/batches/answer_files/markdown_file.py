"""Answers as Markdown: a heading a question, a block quotation a citation. All text from elsewhere is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from rag.batches.answer_files.rows import head_text, place_text, reference_text, report_text
from rag.batches.rows import cell_text

if TYPE_CHECKING:
    from rag.batches.answer_files.report import BatchReport
    from rag.batches.answer_files.rows import AnswerRow, Outline
    from rag.values import Citation

_MEANS_SOMETHING = re.compile(r"[\\`*_{}\[\]<>#|~$&!@^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BEGINS_A_BLOCK = re.compile(r"^([+=:-]|\d{1,9}(?=[.)]))")
_STATUSES = {"answered": "Answered", "not_found": "Not found", "error": "Error"}


class MarkdownWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        self._out = out
        self._outline = outline
        self._write("# Answers", escaped(head_text(outline)))

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        sure = f", {row.confidence_in_words()} ({row.confidence:.2f})" if row.status == "answered" else ""
        notes = [f"*{_STATUSES[row.status]}{sure}*", f"row {escaped(row.id)}"]
        notes += [f"read together with “{escaped(row.read_with)}”"] if row.read_with else []
        self._write("---", f"## {escaped(row.question) or '(no question)'}", " · ".join(notes))
        if row.status != "answered":
            self._write(escaped(row.said()))
        for citation in row.citations:
            self._write("\n".join(self._quoted(citation)))
        if row.differences:
            self._write(*(escaped(difference) for difference in row.differences))
        carried = [f"- {escaped(name)}: {escaped(cell_text(value))}" for name, value in row.carried.items()]
        if carried:
            self._write("\n".join(carried))

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`."""
        self._write("---", escaped(report_text(report)))

    def _quoted(self, citation: Citation) -> Iterator[str]:
        lines = [escaped(line) for line in citation.quote.splitlines()]
        yield from (f"> {line}" for line in lines if line)
        yield ">"
        known = (place_text(citation), reference_text(citation), also_in(citation))
        link, name = self._outline.link(citation.source), escaped(citation.source)
        named = f"[{name}]({link})" if link else name
        yield f"> — \\[{citation.n}\\] {' · '.join([named, *(escaped(part) for part in known if part)])}"

    def _write(self, *blocks: str) -> None:
        self._out.write("".join(f"{block}\n\n" for block in blocks).encode())


def also_in(citation: Citation) -> str:
    """Which other articles hold the same words."""
    return f"also in {', '.join(citation.copies)}" if citation.copies else ""


def escaped(text: str) -> str:
    """The text in one line of Markdown that shows it, and does nothing else; runs of white space become one space."""
    line = _MEANS_SOMETHING.sub(r"\\\g<0>", " ".join(text.replace("\x00", "\ufffd").split()))
    return _BEGINS_A_BLOCK.sub(_with_backslash, line)


def _with_backslash(start: re.Match[str]) -> str:
    """1. becomes 1\\., and - becomes \\-; a backslash before a figure would be shown."""
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"
