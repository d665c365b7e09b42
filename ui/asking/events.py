"""What each event of the page for asking is given, and which parts it changes.

Gradio looks at the annotations to see who wants the request or the event's data, so all they name is imported for real.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.citing.csl.styles import DEFAULT_STYLE
from rag.errors import RagError, UsageError
from ui.asking.chat import Chat, Shown, Visit
from ui.asking.conversation import examples_html
from ui.asking.writing import Writing
from ui.brought import number_of, text_of
from ui.forms.filters import tell
from ui.frame import heading_html, library_name
from ui.outbox import to_tell
from ui.reading.reading import Reading
from ui.upkeep import bringing_up_to_date, stale_html
from ui.visitors import visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.library import Library
    from ui.asking.parts import Parts

Updates = dict[Any, Any]
_LONGEST_ASKED_ABOUT = 300


class AskingEvents:
    """The page's events, over its parts. What an event brings may be anything that a request can hold."""

    def __init__(self, library: Library, parts: Parts) -> None:
        self._library = library
        self._chat = Chat(library)
        self._reading = Reading(library)
        self._writing = Writing(library)
        self._parts = parts

    # Arriving

    def arrive(self, request: gr.Request, style: str) -> Updates:
        """The conversation and the place that the address names, in the visitor's style."""
        parts, asked = self._parts, dict(request.query_params)
        visit = _visit(request, asked.get("conversation", ""))
        # The box waits for this, or what it brings would take the place of a question asked before it came.
        updates = self._updates(self._chat.open(visit)) | self._looked() | parts.bar.offered_on_arrival(self._library)
        updates[parts.question] = gr.update(interactive=True)
        if style:
            updates[parts.style] = style
        if "source" in asked:
            citations = self._chat.citations(visit)
            updates[parts.reader] = self._reading.at(asked["source"], asked.get("start"), asked.get("end"), citations)
        return updates

    def examples(self) -> str:
        """What can be asked, for whoever does not know the articles."""
        return examples_html(self._library.example_questions())

    # The articles

    def look(self) -> str:
        """Whether files changed on disk."""
        return stale_html(self._library)

    def bring_up_to_date(self) -> Iterator[Updates]:
        """The index brought up to date: how far it is, then what came of it."""
        news = ""
        for news in bringing_up_to_date(self._library):
            yield {self._parts.told: news}
        yield self._looked() | self._parts.bar.offered(self._library) | {self._parts.told: news}

    def _looked(self) -> Updates:
        """What depends on which articles there are."""
        parts = self._parts
        return {
            parts.heading: heading_html(library_name(self._library), len(self._library.documents()), ""),
            parts.stale: stale_html(self._library),
        }

    # Conversations

    def open_conversation(self, event: gr.EventData, request: gr.Request) -> Updates:
        """A conversation from the list, or a new one; the reader closes."""
        shown = self._chat.open(_visit(request, text_of(event, "id")))
        return self._updates(shown) | {self._parts.reader: ""}

    def rename_conversation(self, event: gr.EventData, request: gr.Request, current: str) -> Updates:
        """A conversation of the list under another title."""
        visit = _visit(request, current)
        return self._updates(self._chat.rename(visit, text_of(event, "id"), text_of(event, "title")))

    def delete_conversation(self, event: gr.EventData, request: gr.Request, current: str) -> Updates:
        """A conversation of the list deleted."""
        return self._updates(self._chat.delete(_visit(request, current), text_of(event, "id")))

    # Asking

    def ask(
        self, request: gr.Request, question: str, editing: str, current: str, *filtering: object
    ) -> Iterator[Updates]:
        """The question in the box."""
        visit = _visit(request, current)
        yield from map(self._updates, self._chat.ask(visit, question, editing, filtering))

    def ask_example(
        self, event: gr.EventData, request: gr.Request, current: str, *filtering: object
    ) -> Iterator[Updates]:
        """One of the questions that the page suggests."""
        yield from self.ask(request, text_of(event, "question"), "", current, *filtering)

    def ask_again(
        self, event: gr.EventData, request: gr.Request, current: str, *filtering: object
    ) -> Iterator[Updates]:
        """An earlier question once more, in its place."""
        yield from self._again(event, _visit(request, current), filtering, as_written=False)

    def ask_as_written(
        self, event: gr.EventData, request: gr.Request, current: str, *filtering: object
    ) -> Iterator[Updates]:
        """A question that was taken for a follow-up, by itself."""
        yield from self._again(event, _visit(request, current), filtering, as_written=True)

    def _again(
        self, event: gr.EventData, visit: Visit, filtering: tuple[object, ...], *, as_written: bool
    ) -> Iterator[Updates]:
        again = self._chat.again(visit, number_of(event, "turn"), as_written=as_written, filtering=filtering)
        yield from map(self._updates, again)

    def stop(self, request: gr.Request, current: str, sought: str) -> Updates:
        """What is being sought is given up; its question is in the box again."""
        return self._updates(self._chat.stopped(_visit(request, current), sought))

    def edit_question(self, event: gr.EventData, request: gr.Request, current: str) -> Updates:
        """A question into the box, to be asked otherwise in its place."""
        return self._updates(self._chat.edit(_visit(request, current), number_of(event, "turn")))

    def leave_editing(self) -> Updates:
        """The question that was being edited stays as it is."""
        return self._updates(Shown(question="", editing="", notice=""))

    # Reading

    def open_citation(self, event: gr.EventData, request: gr.Request, current: str) -> str:
        """The article of a citation, at its quotation."""
        visit = _visit(request, current)
        citation = self._chat.citation(visit, number_of(event, "turn"), number_of(event, "n"))
        return self._reading.of_citation(citation, self._chat.citations(visit))

    def open_place(self, event: gr.EventData, request: gr.Request, current: str) -> str:
        """An article at a place of it."""
        citations = self._chat.citations(_visit(request, current))
        return self._reading.at(text_of(event, "source"), text_of(event, "start"), text_of(event, "end"), citations)

    def show_page(self, event: gr.EventData) -> str:
        """The page of a PDF, with what is quoted of it marked."""
        given = (text_of(event, name) for name in ("source", "page", "places", "opened"))
        return self._reading.page(*given)

    def ask_about(self, event: gr.EventData) -> str:
        """Words selected in an article, into the box."""
        words = " ".join(text_of(event, "words").split())
        cut = words if len(words) <= _LONGEST_ASKED_ABOUT else words[:_LONGEST_ASKED_ABOUT].rsplit(" ", 1)[0] + " …"
        return f"“{cut}” "

    # Writing

    def choose_style(self, style: str, before: str) -> Updates:
        """The style that was chosen, for the next visit too; where there is none of that name, the one before."""
        parts = self._parts
        try:
            self._writing.check_style(style)
        except UsageError as error:
            kept = before if before != style else ""
            return {
                parts.style: kept or self._library.settings.style or DEFAULT_STYLE,
                parts.outbox: to_tell(str(error)),
            }
        return {parts.hidden.style: style}

    def copy_citation(self, event: gr.EventData, request: gr.Request, current: str, style: str) -> str:
        """A citation with its footnote, to the clipboard."""
        turn = self._chat.turn(_visit(request, current), number_of(event, "turn"))
        return _sent(lambda: self._writing.citation(turn.answer if turn else None, number_of(event, "n"), style))

    def copy_answer(self, event: gr.EventData, request: gr.Request, current: str, style: str) -> str:
        """An answer with its footnotes and bibliography, to the clipboard."""
        turn = self._chat.turn(_visit(request, current), number_of(event, "turn"))
        return _sent(lambda: self._writing.answer(turn.answer if turn else None, style))

    def cite_stretch(self, event: gr.EventData, style: str) -> str:
        """Words selected in an article as a quotation with its footnote, to the clipboard."""
        place = text_of(event, "source"), number_of(event, "start"), number_of(event, "end")
        return _sent(lambda: self._writing.stretch(*place, style))

    def save(self, request: gr.Request, current: str, style: str, form: str) -> str:
        """The conversation as a file, to the downloads."""
        visit = _visit(request, current)
        conversation = self._chat.conversation(visit)
        return _sent(lambda: self._writing.conversation(conversation, style, form))

    def _updates(self, shown: Shown) -> Updates:
        """What changes, by the part that shows it."""
        parts, hidden = self._parts, self._parts.hidden
        values = {
            hidden.current: shown.current,
            hidden.editing: shown.editing,
            hidden.sought: shown.sought,
            parts.conversation: shown.conversation,
            parts.shelf: shown.shelf,
            parts.notice: shown.notice,
            parts.question: shown.question,
        }
        changed: Updates = {part: value for part, value in values.items() if value is not None}
        if shown.busy is not None:
            changed |= {parts.ask: gr.update(visible=not shown.busy), parts.stop: gr.update(visible=shown.busy)}
        if shown.chosen is not None:
            changed |= dict(zip(parts.bar.told, tell(shown.chosen), strict=True))
        return changed or {hidden.sought: gr.skip()}  # Gradio takes an empty dict for a value


def _sent(made: Callable[[], str]) -> str:
    """What goes to the outbox, or why nothing does."""
    try:
        return made()
    except RagError as error:
        return to_tell(str(error))


def _visit(request: gr.Request, current: str) -> Visit:
    try:
        return Visit(visitor(request), current if isinstance(current, str) else "")
    except UsageError as error:
        raise gr.Error(str(error), print_exception=False) from error
