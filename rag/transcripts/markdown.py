"""A transcript as Markdown: CommonMark, with the footnotes and tables that pandoc and GitHub read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.citing.forms.markdown import (
    at_line_start,
    markdown_bibliography,
    markdown_block,
    markdown_escaped,
    markdown_mark,
    markdown_notes,
    markdown_runs,
)
from rag.transcripts.conversation import STATED_HEADINGS

if TYPE_CHECKING:
    from rag.transcripts.conversation import StatedRow, StatedTable, Transcript, Turn


def markdown(transcript: Transcript) -> str:
    """The transcript; of every text it shows what it says, white space as single spaces."""
    cited = transcript.cited
    blocks = [f"# {markdown_escaped(transcript.title)}"]
    blocks += [_paragraph(transcript.asked)] if transcript.asked else []
    blocks += [block for turn in transcript.turns for block in _turn(transcript, turn)]
    blocks += [*markdown_notes(cited), *markdown_bibliography(cited), _paragraph(transcript.made_with)]
    return "\n\n".join(blocks) + "\n"


def _turn(transcript: Transcript, turn: Turn) -> Iterator[str]:
    yield f"## {markdown_escaped(turn.question)}"
    yield from map(_paragraph, turn.understood)
    for passage in turn.passages:
        yield markdown_block(passage.cited.quote, markdown_mark(transcript.cited, passage.n, passage.cited))
    for table in turn.differences:
        yield _paragraph(table.caption)
        yield _table(transcript, table)
    yield from (_paragraph(line) for line in (turn.said, turn.sure) if line)


def _table(transcript: Transcript, table: StatedTable) -> str:
    rows = [(*STATED_HEADINGS, transcript.cited_heading), ("---",) * 3]
    rows += [
        (markdown_escaped(row.published), markdown_escaped(row.figure), _citing(transcript, row)) for row in table.rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _citing(transcript: Transcript, row: StatedRow) -> str:
    if row.passage is None:
        return markdown_escaped(row.source)
    return str(row.passage.n) if transcript.cited.in_notes else markdown_runs(row.passage.cited.note)


def _paragraph(text: str) -> str:
    return at_line_start(markdown_escaped(text))
