"""The parts of the page for asking, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from rag.citing.csl.styles import DEFAULT_STYLE, SHORT_NAMES
from ui.asking.conversation import conversation_html
from ui.asking.kept import Conversation
from ui.asking.shelf import shelf_html
from ui.forms.filters import FilterBar, filter_bar
from ui.frame import heading, html_part
from ui.outbox import outbox

if TYPE_CHECKING:
    from rag.library import Library

_HERE = Path(__file__).parent
_STYLE_KEY = "rag-style"
_FORMS = [("Markdown", "markdown"), ("Web page", "html"), ("Word", "docx"), ("JSON", "json")]
_LOOK_EVERY = 15  # seconds
_TOGGLE_SHELF = """() => {
    const open = document.querySelector("#workspace").classList.toggle("shelf-open");
    document.querySelector("#shelf-toggle").setAttribute("aria-expanded", String(open));
}"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What the page remembers: the citation style in the browser, the rest in this tab alone.

    `current` is the id of the conversation that is shown, `editing` the number of the question that is being edited,
    `sought` the question that is being answered.
    """

    style: gr.BrowserState
    current: gr.Textbox
    editing: gr.Textbox
    sought: gr.Textbox


@dataclass(frozen=True, slots=True)
class Parts:
    """What people see and press. `stale` says that files changed, `told` what came of bringing the index up to date."""

    hidden: Hidden
    shelf: gr.HTML
    style: gr.Dropdown
    form: gr.Dropdown
    save: gr.Button
    conversation: gr.HTML
    examples: gr.HTML
    notice: gr.HTML
    timer: gr.Timer
    heading: gr.HTML
    stale: gr.HTML
    told: gr.HTML
    bar: FilterBar
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    reader: gr.HTML
    outbox: gr.HTML


def lay_out(library: Library) -> Parts:
    """The parts, in the block that is open."""
    hidden = Hidden(
        gr.BrowserState("", storage_key=_STYLE_KEY, secret=_STYLE_KEY),
        *(gr.Textbox(visible=False) for _ in range(3)),
    )
    head = heading(library, "")
    with gr.Row(elem_id="workspace"):
        with gr.Column(elem_id="shelving"):
            shelf = html_part("shelf", shelf_html((), ""), _HERE / "shelf.js")
            style, form, save = _writing(library)
        with gr.Column(elem_id="asking"):
            toggle = gr.Button("Conversations", elem_id="shelf-toggle")
            toggle.click(None, js=_TOGGLE_SHELF, api_visibility="private")
            start = conversation_html(Conversation(), len(library.documents()))
            conversation = html_part("conversation", start, _HERE / "conversation.js")
            examples = html_part("examples", "", _HERE / "examples.js")
            with gr.Column(elem_id="asker"):
                stale = html_part("stale", "", _HERE / "notice.js")
                told = html_part("told", "")
                notice = html_part("notice", "", _HERE / "notice.js")
                bar = filter_bar(library)
                question, ask, stop = _question_row()
        with gr.Column(elem_id="reading"):
            reader = html_part("reader", "", _HERE.parent / "reading" / "reader.js")
    return Parts(
        hidden=hidden,
        shelf=shelf,
        style=style,
        form=form,
        save=save,
        conversation=conversation,
        examples=examples,
        notice=notice,
        timer=gr.Timer(_LOOK_EVERY),
        heading=head,
        stale=stale,
        told=told,
        bar=bar,
        question=question,
        ask=ask,
        stop=stop,
        reader=reader,
        outbox=outbox(),
    )


def _writing(library: Library) -> tuple[gr.Dropdown, gr.Dropdown, gr.Button]:
    own = library.settings.style or DEFAULT_STYLE
    with gr.Column(elem_id="writing"):
        style = gr.Dropdown(
            list(dict.fromkeys([own, *SHORT_NAMES])),
            value=own,
            label="Citation style",
            info="Or any style's name in the CSL repository",
            allow_custom_value=True,
        )
        form = gr.Dropdown(_FORMS, value="docx", label="Save this conversation as")
        return style, form, gr.Button("Save", elem_id="save")


def _question_row() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    words = "Your question"
    with gr.Row(elem_id="question-row"):
        box = gr.Textbox(
            label=words,
            placeholder=words,
            max_lines=1,
            interactive=False,
            elem_id="question",
            autofocus=True,
            container=False,
        )
        ask = gr.Button("Ask", variant="primary", elem_id="ask")
        return box, ask, gr.Button("Stop", elem_id="stop", visible=False)
