"""Answers as one page of HTML that needs nothing else: no script, no font, no address but those of the articles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.answer_files.rows import head_text, place_text, reference_text, report_text
from rag.question_rows import cell_text

if TYPE_CHECKING:
    from rag.answer_files.report import BatchReport
    from rag.answer_files.rows import AnswerRow, Outline
    from rag.values import Citation

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")
_STATUSES = {"answered": "Answered", "not_found": "Not found", "error": "Error"}

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Answers</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>Answers</h1>
<p class="about">{about}</p>
"""


class HtmlWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        self._out = out
        self._outline = outline
        style = Path(__file__).with_name("answers.css").read_text(encoding="utf-8")
        self._write(_HEAD.format(style=style, about=escaped(head_text(outline))))

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        self._write("".join(f"{line}\n" for line in self._article(row)))

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`."""
        self._write(f'<p class="about">{escaped(report_text(report))}</p>\n</main>\n</body>\n</html>\n')

    def _article(self, row: AnswerRow) -> Iterator[str]:
        yield f'<article class="{row.status}">'
        yield f'<h2 dir="auto">{escaped(row.question) if row.question.strip() else "(no question)"}</h2>'
        sure = f", {row.confidence_in_words()} ({row.confidence:.2f})" if row.status == "answered" else ""
        yield f'<p class="status"><b>{_STATUSES[row.status]}</b>{sure} · row {_bdi(row.id)}</p>'
        if row.read_with:
            yield f'<p class="status">Read together with “<bdi>{escaped(row.read_with)}</bdi>”</p>'
        if row.status != "answered":
            yield f'<p class="said">{escaped(row.said())}</p>'
        else:
            yield "<ol>"
            yield from (self._citation(citation) for citation in row.citations)
            yield "</ol>"
            yield from (f'<p class="said">{escaped(difference)}</p>' for difference in row.differences)
        if row.carried:
            pairs = (f"<dt>{_bdi(name)}</dt><dd>{_bdi(cell_text(value))}</dd>" for name, value in row.carried.items())
            yield f"<dl>{''.join(pairs)}</dl>"
        yield "</article>"

    def _citation(self, citation: Citation) -> str:
        quote = "".join(
            f"<mark>{escaped(piece)}</mark>" if ours else escaped(piece) for piece, ours in citation.pieces()
        )
        page = f"#page={citation.page}" if citation.page and citation.source.lower().endswith(".pdf") else ""
        link = f'<a href="{self._outline.link(citation.source)}{page}">{_bdi(citation.source)}</a>'
        known = [_bdi(part) for part in (place_text(citation), reference_text(citation)) if part]
        known += [f"also in {', '.join(map(_bdi, citation.copies))}"] if citation.copies else []
        return (
            f'<li value="{citation.n}"><blockquote dir="auto">{quote}</blockquote>'
            f'<p class="source">{" · ".join([link, *known])}</p></li>'
        )

    def _write(self, text: str) -> None:
        self._out.write(text.encode())


def escaped(text: str) -> str:
    """The text as HTML that a browser shows, and gives back, character for character; NUL becomes U+FFFD."""
    return html.escape(_UNSHOWABLE.sub("\ufffd", text)).replace("\r", "&#13;")


def _bdi(text: str) -> str:
    """The text as HTML whose direction cannot disturb what stands beside it."""
    return f"<bdi>{escaped(text)}</bdi>"
