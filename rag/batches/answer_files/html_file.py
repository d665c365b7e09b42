"""Answers as one page of HTML that needs nothing else: no script, no font, no address but those of the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.answer_files.rows import head_text, place_text, reference_text, report_text
from rag.batches.rows import cell_text
from rag.html_text import PAGE_END, escaped, isolated, page_start

if TYPE_CHECKING:
    from rag.batches.answer_files.report import BatchReport
    from rag.batches.answer_files.rows import AnswerRow, Outline
    from rag.values import Citation

STATUS_WORDS = {"answered": "Answered", "not_found": "Not found", "error": "Error"}


class HtmlWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        self._out = out
        self._outline = outline
        self._write(page_start("Answers", Path(__file__).with_name("answers.css")))
        self._write(f'<h1>Answers</h1>\n<p class="about">{escaped(head_text(outline))}</p>\n')

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        self._write(row_html(row, self._link))

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`."""
        self._write(f'<p class="about">{escaped(report_text(report))}</p>\n{PAGE_END}')

    def _link(self, citation: Citation) -> str:
        link, name = self._outline.link(citation.source), isolated(citation.source)
        page = f"#page={citation.page}" if citation.page and citation.source.lower().endswith(".pdf") else ""
        return f'<a href="{link}{page}">{name}</a>' if link else name

    def _write(self, text: str) -> None:
        self._out.write(text.encode())


def row_html(row: AnswerRow, linked: Callable[[Citation], str]) -> str:
    """An answer with its question, as an article of a page; `linked` makes the HTML that names a citation's source."""
    return "".join(f"{line}\n" for line in _row_lines(row, linked))


def _row_lines(row: AnswerRow, linked: Callable[[Citation], str]) -> Iterator[str]:
    yield f'<article class="{row.status}">'
    yield f'<h2 dir="auto">{escaped(row.question) if row.question.strip() else "(no question)"}</h2>'
    sure = f", {row.confidence_in_words()} ({row.confidence:.2f})" if row.status == "answered" else ""
    yield f'<p class="status"><b>{STATUS_WORDS[row.status]}</b>{sure} · row {isolated(row.id)}</p>'
    if row.read_with:
        yield f'<p class="status">Read together with “{isolated(row.read_with)}”</p>'
    if row.status != "answered":
        yield f'<p class="said">{escaped(row.said())}</p>'
    else:
        yield "<ol>"
        yield from (_citation_html(citation, linked) for citation in row.citations)
        yield "</ol>"
        yield from (f'<p class="said">{escaped(difference)}</p>' for difference in row.differences)
    if row.carried:
        pairs = (
            f"<dt>{isolated(name)}</dt><dd>{isolated(cell_text(value))}</dd>" for name, value in row.carried.items()
        )
        yield f"<dl>{''.join(pairs)}</dl>"
    yield "</article>"


def _citation_html(citation: Citation, linked: Callable[[Citation], str]) -> str:
    quote = "".join(f"<mark>{escaped(piece)}</mark>" if ours else escaped(piece) for piece, ours in citation.pieces())
    known = [isolated(part) for part in (place_text(citation), reference_text(citation)) if part]
    known += [f"also in {', '.join(map(isolated, citation.copies))}"] if citation.copies else []
    return (
        f'<li value="{citation.n}"><blockquote dir="auto">{quote}</blockquote>'
        f'<p class="source">{" · ".join([linked(citation), *known])}</p></li>'
    )
