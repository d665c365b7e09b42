"""A transcript as a Word document: headings, block quotations, and footnotes that Word numbers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx
from docx.shared import Cm

from rag.citing.forms.word import Footnotes, add_bibliography, add_citing, add_runs, word_bytes, word_text
from rag.transcripts.conversation import STATED_HEADINGS

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

    from rag.transcripts.conversation import StatedRow, StatedTable, Transcript, Turn

_INDENTED = Cm(1)
_LONGEST_PROPERTY = 255


def word(transcript: Transcript) -> bytes:
    """The transcript as a .docx; of every quotation it holds each character that Word can hold."""
    document, footnotes = docx.Document(), Footnotes()
    title = word_text(transcript.title)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:_LONGEST_PROPERTY], "", ""
    quoted = document.styles["Quote"]
    quoted.font.italic = False
    quoted.paragraph_format.left_indent = quoted.paragraph_format.right_indent = _INDENTED
    document.add_heading(title, level=0)
    if transcript.asked:
        document.add_paragraph(word_text(transcript.asked))
    for turn in transcript.turns:
        _add_turn(document, transcript, turn, footnotes)
    footnotes.attach(document)
    add_bibliography(document, transcript.cited, 1)
    document.add_paragraph(word_text(transcript.made_with))
    return word_bytes(document)


def _add_turn(document: WordDocument, transcript: Transcript, turn: Turn, footnotes: Footnotes) -> None:
    document.add_heading(word_text(turn.question), level=1)
    for line in turn.understood:
        document.add_paragraph().add_run(word_text(line)).italic = True
    for passage in turn.passages:
        paragraph = document.add_paragraph(word_text(passage.cited.quote), style="Quote")
        add_citing(paragraph, transcript.cited, passage.cited, footnotes)
    for table in turn.differences:
        _add_table(document, transcript, table)
    for said in (turn.said, turn.sure):
        if said:
            document.add_paragraph(word_text(said))


def _add_table(document: WordDocument, transcript: Transcript, table: StatedTable) -> None:
    caption = document.add_paragraph(word_text(table.caption))
    caption.paragraph_format.keep_with_next = True
    added = document.add_table(rows=1, cols=len(STATED_HEADINGS) + 1, style="Table Grid")
    for cell, heading in zip(added.rows[0].cells, (*STATED_HEADINGS, transcript.cited_heading), strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in table.rows:
        published, figure, citing = added.add_row().cells
        published.text, figure.text = word_text(row.published), word_text(row.figure)
        _add_citing(citing, transcript, row)
    document.add_paragraph()


def _add_citing(cell: _Cell, transcript: Transcript, row: StatedRow) -> None:
    if row.passage is None:
        cell.text = word_text(row.source)
    elif transcript.cited.in_notes:
        cell.text = str(row.passage.n)
    else:
        add_runs(cell.paragraphs[0], row.passage.cited.note)
