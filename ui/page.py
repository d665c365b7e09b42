"""The page: one question box, the conversation, and the reader beside it."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from rag.answer_json import answer_to_json
from rag.errors import RagError, UsageError
from ui.conversation import Turn, conversation_html, heading_html
from ui.filters import filter_bar, make_filter, read_filter, tell
from ui.reader import article_html, problem_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.library import Library
    from rag.values import Filter


_HERE = Path(__file__).parent
_LOG = logging.getLogger(__name__)
_AT_ONCE = 8
_UNEXPECTED = "Something went wrong in the program itself; the terminal that runs it has the details."

Turns = tuple[Turn, ...]


def build_page(library: Library) -> gr.Blocks:
    """The page over one library; what is asked on it is kept for one browser tab alone."""
    name = library.folder.resolve().name or str(library.folder)
    chat = _Chat(library)
    page = gr.Blocks(title=f"{name} – ask the articles", fill_width=True, analytics_enabled=False)
    with page:
        turns = gr.State(())
        gr.HTML(heading_html(name, chat.articles), elem_id="heading", apply_default_css=False, js_on_load=None)
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="asking"):
                conversation = _html_part("conversation", conversation_html((), chat.articles))
                with gr.Column(elem_id="asker"):
                    bar = filter_bar(library)
                    question, ask = _question_row()
            with gr.Column(elem_id="reading"):
                reader = _html_part("reader", "")
        gr.on(
            [question.submit, ask.click],
            chat.converse,
            [question, turns, *bar.fields],
            [question, turns, conversation, *bar.told],
            show_progress="hidden",
            api_visibility="private",
        )
        conversation.open_citation(
            chat.read, turns, reader, show_progress="hidden", api_visibility="private", trigger_mode="always_last"
        )
        api(chat.ask, api_name="ask")
    page.queue(default_concurrency_limit=_AT_ONCE)
    return page


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the fonts that the machine has: nothing is fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )


def stylesheet() -> str:
    """The page's own CSS."""
    return (_HERE / "page.css").read_text(encoding="utf-8")


class _Chat:
    """What the page's events do, over one library. It keeps nothing of a conversation: that is each tab's own."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.articles = len(library.documents())

    def converse(self, question: str, turns: Turns, *filtering: object) -> Iterator[tuple[Any, ...]]:
        """The conversation with the question added, then with its answer, and what the filter comes to.

        A question under a filter that cannot be used stays where it is, to be asked when that is mended.
        """
        chosen = read_filter(self._library, *filtering)
        told = tell(chosen)
        if not question.strip() or chosen.problem:
            yield question, turns, conversation_html(turns, self.articles), *told
            return
        yield "", turns, conversation_html((*turns, Turn(question)), self.articles), *told
        turns = (*turns, self._answered(question, [turn.question for turn in turns], chosen.within))
        yield "", turns, conversation_html(turns, self.articles), *told

    def read(self, turns: Turns, event: gr.EventData) -> str:
        """The article of the citation whose button was pressed."""
        try:
            answer = turns[int(event.turn)].answer
            citations = answer.citations if answer else ()
            citation = next(citation for citation in citations if citation.n == int(event.n))
        except (AttributeError, IndexError, StopIteration, TypeError, ValueError):
            return problem_html("This conversation has ended, so its citations cannot be opened. Ask again.")
        try:
            article = article_html(self._library.document(citation.source), citation, citations)
        except RagError as error:
            return problem_html(str(error))
        # Its script hears only of a value that differs: opening a citation a second time is to show its place again.
        return f"{article}<!-- {time.monotonic_ns()} -->"

    def ask(
        self,
        question: str,
        history: list[str] | None = None,
        source: list[str] | None = None,
        author: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        """The answer to a question, quoted from the articles, as JSON of schema 1.

        history: the earlier questions of the conversation, oldest first. source: only articles of these paths or
        folders, or that fit these patterns, as *.pdf. author: only articles by these; a part of a name will do. since,
        until: only articles dated in this range, both ends included; 2023, 2023-07 or 2023-07-21.
        """
        try:
            within = make_filter(source, author, since, until)
            return answer_to_json(self._library.ask(question, _checked_history(history), within))
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _answered(self, question: str, history: list[str], within: Filter | None) -> Turn:
        try:
            return Turn(question, self._library.ask(question, history, within))
        except RagError as error:
            return Turn(question, problem=str(error))
        except Exception:  # The edge: a person reading the page is told, whatever it is.
            _LOG.exception("The question could not be answered.")
            return Turn(question, problem=_UNEXPECTED)


def _checked_history(history: Any) -> list[str]:  # noqa: ANN401
    earlier = history or []
    if not isinstance(earlier, list) or not all(isinstance(question, str) for question in earlier):
        raise UsageError(f"The history is {history!r}; give a list of the earlier questions.")
    return earlier


def _question_row() -> tuple[gr.Textbox, gr.Button]:
    words = "Your question"
    with gr.Row(elem_id="question-row"):
        box = gr.Textbox(label=words, placeholder=words, elem_id="question", autofocus=True, container=False)
        return box, gr.Button("Ask", variant="primary", elem_id="ask")


def _html_part(name: str, value: str) -> gr.HTML:
    script = (_HERE / f"{name}.js").read_text(encoding="utf-8")
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)
