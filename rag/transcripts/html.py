"""A transcript as one page of HTML that needs nothing else: no script, no font, no address but those it cites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.citing.forms.html import html_bibliography, html_mark, html_notes, html_runs
from rag.html_text import PAGE_END, escaped, isolated, page_start
from rag.transcripts.conversation import STATED_HEADINGS

if TYPE_CHECKING:
    from rag.transcripts.conversation import NumberedPassage, StatedRow, StatedTable, Transcript, Turn


def html(transcript: Transcript) -> str:
    """The transcript as a page; of every quotation it shows each character."""
    cited = transcript.cited
    start = page_start(transcript.title, Path(__file__).with_name("page.css"))
    parts = [f'<h1 dir="auto">{escaped(transcript.title)}</h1>']
    parts += [f'<p class="about">{isolated(transcript.asked)}</p>'] if transcript.asked else []
    parts += [line for turn in transcript.turns for line in _turn(transcript, turn)]
    parts += [part for part in (html_notes(cited), html_bibliography(cited)) if part]
    parts += [f'<p class="made-with">{isolated(transcript.made_with)}</p>']
    return start + "".join(f"{part}\n" for part in parts) + PAGE_END


def _turn(transcript: Transcript, turn: Turn) -> Iterator[str]:
    yield f'<article>\n<h2 dir="auto">{escaped(turn.question)}</h2>'
    yield from (f'<p class="about">{isolated(line)}</p>' for line in turn.understood)
    yield from (_quote(transcript, passage) for passage in turn.passages)
    yield from (_table(transcript, table) for table in turn.differences)
    if turn.said:
        yield f'<p class="said" dir="auto">{escaped(turn.said)}</p>'
    if turn.sure:
        yield f'<p class="about">{escaped(turn.sure)}</p>'
    yield "</article>"


def _quote(transcript: Transcript, passage: NumberedPassage) -> str:
    mark = html_mark(transcript.cited, passage.n, passage.cited)
    return f'<blockquote dir="auto"><span class="quote">{escaped(passage.cited.quote)}</span>{mark}</blockquote>'


def _table(transcript: Transcript, table: StatedTable) -> str:
    headings = "".join(f'<th scope="col">{one}</th>' for one in (*STATED_HEADINGS, transcript.cited_heading))
    cells = ((isolated(row.published), isolated(row.figure), _citing(transcript, row)) for row in table.rows)
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in cells)
    caption = f"<caption>{isolated(table.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{headings}</tr></thead><tbody>\n{rows}</tbody></table>"


def _citing(transcript: Transcript, row: StatedRow) -> str:
    if row.passage is None:
        return isolated(row.source)
    if transcript.cited.in_notes:
        return f'<a href="#fn{row.passage.n}">{row.passage.n}</a>'
    return f"<bdi>{html_runs(row.passage.cited.note)}</bdi>"
