"""The page for checking a draft: pasted or uploaded, its quotations each with a verdict."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.checking.page import check_page
from rag.checking.report_json import check_to_json
from rag.drafts import draft_of_text, read_draft_bytes
from rag.errors import RagError, UnreadableFile, UsageError
from ui.brought import UNEXPECTED
from ui.checking.report import report_html, told_html
from ui.forms.uploads import Upload, status_part, upload_box, when_uploaded
from ui.frame import heading, html_part
from ui.outbox import outbox, to_downloads, to_tell
from ui.text import problem_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.checking.values import CheckReport
    from rag.drafts import Draft
    from rag.library import Library

_HERE = Path(__file__).parent
_LOG = logging.getLogger(__name__)
_PASTED = "draft.md"
_WORD = ".docx"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Checked:
    """A report, and the Word document that it is of, if it is of one."""

    report: CheckReport
    word: bytes | None = None


def checking_page(library: Library) -> None:
    """The page's parts and events, in the block that is open."""
    heading(library, "check")
    desk = Desk(library)
    checked = gr.State(None)
    with gr.Column(elem_id="check", elem_classes="room"):
        with gr.Column(elem_id="draft-form", elem_classes="form-column"):
            gr.HTML(_INTRODUCTION, apply_default_css=False, js_on_load=None)
            text = gr.Textbox(
                label="Your draft", info="Markdown or plain text", lines=10, max_lines=10, elem_id="draft"
            )
            file = upload_box("draft-file", "Or a file: .docx .odt .md .txt .html .tex")
            with gr.Row(elem_classes="form-end"):
                suggest = gr.Checkbox(label="Suggest sources for what is stated without a quotation", elem_id="suggest")
                run = gr.Button("Check the quotations", variant="primary", elem_id="run-check")
        told = status_part("check-told")
        with gr.Row(elem_id="check-downloads", elem_classes="downloads", visible=False) as downloads:
            page, as_json = (gr.Button(words, elem_classes="quiet") for words in ("Save as a page", "Save as JSON"))
            word = gr.Button("Save the Word file with comments", elem_classes="quiet", visible=False)
        report = html_part("check-report", "", _HERE / "checking.js")
    out = outbox()
    when_uploaded(file, lambda upload: [gr.update(visible=upload is None)], [text])
    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    parts = [told, report, checked, downloads, word]
    gr.on([run.click, text.submit], desk.check, [text, file.upload, suggest], parts, concurrency_limit=4, **quietly)
    for button, save in ((page, save_page), (as_json, save_json), (word, save_word)):
        button.click(save, checked, out, **quietly)


_INTRODUCTION = (
    '<h2>Check a draft</h2><p class="introduction">Every quotation in it is compared with the articles, word for word. '
    "What you paste or upload is not kept.</p>"
)


class Desk:
    """What the page's events do, over one library. It keeps nothing of a draft: that is each tab's own."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def check(self, text: str, upload: Upload | None, suggest: object) -> Iterator[tuple[Any, ...]]:
        """That it is being checked; then what came of it, or why nothing did."""
        yield "<p>Comparing the draft with the articles …</p>", "", None, _hidden(), _hidden()
        try:
            draft = _read(text, upload, self._library.settings.max_file_mb)
            report = self._library.check_draft(draft, suggest=bool(suggest))
        except RagError as error:
            yield _failed(str(error))
            return
        except Exception:  # The edge: a person reading the page is told, whatever it is.
            _LOG.exception("The draft could not be checked.")
            yield _failed(UNEXPECTED)
            return
        word = upload.data if upload and PurePath(upload.name).suffix.lower() == _WORD else None
        yield (
            told_html(report),
            report_html(report),
            Checked(report, word),
            gr.update(visible=True),
            gr.update(visible=word is not None),
        )


def _read(text: str, upload: Upload | None, max_mb: int) -> Draft:
    """The draft that was pasted or uploaded. Raises UsageError for none, UnreadableFile for one that cannot be read."""
    if upload is None:
        if not text.strip():
            raise UsageError("There is no draft yet. Paste its text, or choose its file.")
        if len(text) > max_mb * 1_000_000:
            raise UsageError(f"The draft has {len(text):,} characters; the limit is {max_mb} million. Split it.")
        # A page may send halves of surrogate pairs, which no file could hold: they become U+FFFD.
        return draft_of_text(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), _PASTED)
    try:
        return read_draft_bytes(upload.data, upload.name)
    except UnreadableFile as error:
        raise UnreadableFile(f"{upload.name} {error}.") from error


def save_page(checked: Checked | None) -> str:
    """What the outbox saves: the page that `rag check --html` writes."""
    return _sent(checked, ".html", "text/html", lambda report: check_page(report).encode())


def save_json(checked: Checked | None) -> str:
    """What the outbox saves: the report as JSON."""
    return _sent(
        checked,
        ".json",
        "application/json",
        lambda report: f"{json.dumps(check_to_json(report), ensure_ascii=False, indent=2)}\n".encode(),
    )


def save_word(checked: Checked | None) -> str:
    """What the outbox saves: the Word document with comments."""
    from rag.checking.comments import commented_draft

    word = checked.word if checked else None
    if word is None:
        return to_tell("Comments are for Word drafts. Upload a .docx and check it.")
    return _sent(checked, _WORD, _WORD_TYPE, lambda report: commented_draft(word, report))


def _sent(checked: Checked | None, ending: str, media_type: str, made: Any) -> str:  # noqa: ANN401
    if checked is None:
        return to_tell("There is nothing to save any more. Check the draft again.")
    try:
        data = made(checked.report)
    except RagError as error:
        return to_tell(str(error))
    return to_downloads(f"{PurePath(checked.report.draft).stem} – checked{ending}", data, media_type)


def _failed(problem: str) -> tuple[Any, ...]:
    return problem_html(problem), "", None, _hidden(), _hidden()


def _hidden() -> Any:  # noqa: ANN401
    return gr.update(visible=False)
