"""The parts of the page of articles, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from ui.articles.rows import View
from ui.frame import heading, html_part

if TYPE_CHECKING:
    from rag.library import Library

_HERE = Path(__file__).parent
_LOOK_EVERY = 15  # seconds


@dataclass(frozen=True, slots=True)
class Parts:
    """What people see and press. `stale` says that files changed, `told` what came of what was done last."""

    heading: gr.HTML
    timer: gr.Timer
    view: gr.State
    stale: gr.HTML
    box: gr.File
    told: gr.HTML
    search: gr.Textbox
    table: gr.HTML
    removed: gr.HTML
    correction: gr.HTML


def lay_out(library: Library) -> Parts:
    """The parts, in the block that is open."""
    head = heading(library, "articles")
    with gr.Column(elem_id="articles", elem_classes="room"):
        stale = html_part("articles-stale", "", _HERE / "told.js")
        with gr.Column(elem_classes="upload"):
            box = gr.File(
                label="Add articles: .txt .md .html .mhtml .webarchive .pdf .docx .odt .rtf .epub .eml",
                file_count="multiple",
                elem_classes="upload-box",
                height=96,
            )
        told = html_part("articles-told", "", _HERE / "told.js")
        search = gr.Textbox(
            label="Search the table", info="Title, author, file name or date", elem_id="articles-search", max_lines=1
        )
        table = html_part("articles-table", "", _HERE / "table.js")
        removed = html_part("articles-removed", "", _HERE / "removed.js")
        correction = html_part("articles-correction", "", _HERE / "correction.js")
    return Parts(
        heading=head,
        timer=gr.Timer(_LOOK_EVERY),
        view=gr.State(View()),
        stale=stale,
        box=box,
        told=told,
        search=search,
        table=table,
        removed=removed,
        correction=correction,
    )
