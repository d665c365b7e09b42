"""The page for many questions: a file of them, or one a line, answered as a batch that outlives the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.batches.rows import COLUMN
from ui.batches.desk import FORMS, MOST_PASSAGES, STOP, Desk
from ui.forms.filters import FilterBar, filter_bar
from ui.forms.uploads import UploadBox, status_part, upload_box, when_uploaded
from ui.frame import heading, html_part, when_loaded
from ui.outbox import outbox

if TYPE_CHECKING:
    from rag.library import Library

_HERE = Path(__file__).parent
_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_INTRODUCTION = (
    "<h2>Many questions</h2>"
    '<p class="introduction">Each is answered as on the first page. You may leave meanwhile and come back.</p>'
)


@dataclass(frozen=True, slots=True)
class _Form:
    """Where questions are given."""

    text: gr.Textbox
    file: UploadBox
    column: gr.Dropdown
    passages: gr.Number
    bar: FilterBar
    start: gr.Button


@dataclass(frozen=True, slots=True)
class _Opened:
    """The batch that is looked at: `shown` in the order of View's fields."""

    job: gr.State
    page: gr.State
    shown: list[gr.Component]
    switch: gr.Button
    saves: list[gr.Button]
    status: gr.Radio
    previous: gr.Button
    next: gr.Button
    timer: gr.Timer


def batch_page(library: Library) -> None:
    """The page's parts and events, in the block that is open."""
    heading(library, "batch")
    desk = Desk(library)
    with gr.Row(elem_id="batch", elem_classes="room"):
        with gr.Column(elem_id="batch-side"):
            form = _form(library)
            told = status_part("batch-told")
            jobs = html_part("batch-jobs", "", _HERE / "batches.js")
        with gr.Column(elem_id="batch-opened"):
            opened = _opened()
    out = outbox()
    when_uploaded(form.file, desk.uploaded, [form.text, form.column])
    asked = [form.text, form.file.upload, form.column, form.passages, *form.bar.fields]
    all_shown = [told, jobs, opened.job, opened.page, *opened.shown]
    when_loaded(desk.load, jobs)
    when_loaded(lambda: form.bar.offered_on_arrival(library) or gr.skip(), form.bar.fields[:2])
    form.start.click(desk.start, asked, all_shown, **_QUIETLY)
    jobs.open_job(desk.open, None, all_shown, trigger_mode="always_last", **_QUIETLY)
    jobs.delete_job(desk.delete, opened.job, all_shown, **_QUIETLY)
    # Neither through the queue, where they would stand behind everyone's questions. A look may show that a batch is
    # stopped before the answer to the stop does: "multiple", or Gradio would drop a press to go on until that comes.
    opened.switch.click(
        desk.switch, [opened.job, opened.switch], all_shown, queue=False, trigger_mode="multiple", **_QUIETLY
    )
    looked_at = [opened.job, opened.status, opened.page]
    opened.timer.tick(desk.look_again, opened.job, all_shown, queue=False, **_QUIETLY)
    for turned, by in ((opened.status.input, None), (opened.previous.click, -1), (opened.next.click, 1)):
        turned(desk.turned(by), looked_at, [opened.page, *opened.shown], **_QUIETLY)
    for form_name, button in zip(FORMS, opened.saves, strict=True):
        button.click(desk.saved(form_name), opened.job, [told, out], **_QUIETLY)


def _form(library: Library) -> _Form:
    with gr.Column(elem_id="batch-form", elem_classes="form-column"):
        gr.HTML(_INTRODUCTION, apply_default_css=False, js_on_load=None)
        text = gr.Textbox(label="Your questions", info="One a line", lines=7, max_lines=7, elem_id="questions")
        file = upload_box("questions-file", "Or a file: .xlsx .csv .tsv .txt .jsonl")
        column = gr.Dropdown(
            [COLUMN], value=COLUMN, label="Column with the questions", visible=False, elem_id="questions-column"
        )
        bar = filter_bar(library)
        with gr.Row(elem_classes="form-end"):
            number = gr.Number(
                library.settings.passages,
                label="Passages with each answer",
                info="Only the .jsonl has them",
                precision=0,
                minimum=0,
                maximum=MOST_PASSAGES,
                elem_id="passages",
            )
            start = gr.Button("Start", variant="primary", elem_id="start-batch")
    return _Form(text, file, column, number, bar, start)


def _opened() -> _Opened:
    head = html_part("batch-head", "", _HERE / "head.js")
    progress = html_part("batch-progress", "")
    with gr.Row(elem_classes="downloads"):
        switch = gr.Button(STOP, elem_classes="quiet", visible=False)  # one, so that it keeps the focus
    summary = html_part("batch-summary", "")
    with gr.Row(elem_classes="downloads", visible=False) as downloads:
        saves = [gr.Button(f"Save as .{form}", elem_classes="quiet") for form in FORMS]
    with gr.Column(elem_id="batch-results", visible=False) as results:
        status = gr.Radio([], label="Show", elem_id="batch-status")
        rows = html_part("batch-rows", "", _HERE / "rows.js")
        with gr.Row(elem_classes="downloads", elem_id="batch-pages") as pages:
            previous = gr.Button("Previous page", elem_classes="quiet")
            at = html_part("batch-at", "")
            following = gr.Button("Next page", elem_classes="quiet")
    timer = gr.Timer(1, active=False)
    shown = [head, progress, switch, summary, downloads, results, status, rows, pages, previous, at, following]
    return _Opened(gr.State(None), gr.State(0), [*shown, timer], switch, saves, status, previous, following, timer)
