"""The page for asking: which event changes which of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.asking.events import AskingEvents
from ui.asking.parts import lay_out

if TYPE_CHECKING:
    from gradio.components import Component

    from rag.library import Library
    from ui.asking.parts import Parts

_FOCUS_QUESTION = "() => document.querySelector('#question :is(textarea, input)').focus()"
# Whoever has gone to another field by then goes on typing there.
_FOCUS_QUESTION_ON_ARRIVAL = f"() => document.activeElement === document.body && ({_FOCUS_QUESTION})()"
_LEFT_UNANSWERED = Path(__file__).with_name("unanswered.js").read_text(encoding="utf-8")
_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_LAST: dict[str, Any] = {"trigger_mode": "always_last", **_QUIETLY}


def asking_page(library: Library, pages: gr.Blocks) -> None:
    """The page's parts and events, in the block that is open."""
    parts = lay_out(library)
    events = AskingEvents(library, parts)
    _wire_conversations(parts, events, pages)
    _wire_asking(parts, events)
    _wire_reading(parts, events)
    _wire_writing(parts, events)


def _wire_conversations(parts: Parts, events: AskingEvents, pages: gr.Blocks) -> None:
    hidden, shown = parts.hidden, _shown(parts)
    looked_at = [parts.heading, parts.stale, *parts.bar.fields[:2]]
    arrival = [parts.style, parts.reader, *looked_at, *shown]
    arrived = pages.load(events.arrive, hidden.style, arrival, queue=False, **_QUIETLY)
    left = [parts.question, parts.notice]
    arrived.then(None, left, left, js=_LEFT_UNANSWERED, api_visibility="private")
    arrived.then(None, js=_FOCUS_QUESTION_ON_ARRIVAL, api_visibility="private")
    # None of these through the queue: where someone asks meanwhile, Gradio may lose the second's answer.
    pages.load(events.examples, None, parts.examples, queue=False, **_QUIETLY)
    parts.timer.tick(events.look, None, parts.stale, queue=False, **_QUIETLY)
    parts.stale.bring_up_to_date(events.bring_up_to_date, None, [*looked_at, parts.told], **_QUIETLY)
    shelf, visit = parts.shelf, hidden.current
    shelf.open_conversation(events.open_conversation, None, [*shown, parts.reader], **_QUIETLY)
    shelf.rename_conversation(events.rename_conversation, visit, shown, **_QUIETLY)
    shelf.delete_conversation(events.delete_conversation, visit, shown, **_QUIETLY)


def _wire_asking(parts: Parts, events: AskingEvents) -> None:
    hidden, shown, conversation = parts.hidden, _shown(parts), parts.conversation
    asked_of = [hidden.current, *parts.bar.fields]
    box = [parts.question, hidden.editing]
    asking = [
        gr.on(
            [parts.question.submit, parts.ask.click],
            events.ask,
            [*box, *asked_of],
            shown,
            trigger_mode="multiple",
            **_QUIETLY,
        ),
        parts.examples.ask_example(events.ask_example, asked_of, shown, **_QUIETLY),
        conversation.ask_again(events.ask_again, asked_of, shown, **_QUIETLY),
        conversation.ask_as_written(events.ask_as_written, asked_of, shown, **_QUIETLY),
    ]
    parts.stop.click(events.stop, [hidden.current, hidden.sought], shown, cancels=asking, queue=False, **_QUIETLY)
    # Not through the queue: where a question is being answered meanwhile, Gradio may lose the second's answer.
    edited = conversation.edit_question(events.edit_question, hidden.current, shown, queue=False, **_QUIETLY)
    edited.then(None, js=_FOCUS_QUESTION, api_visibility="private")
    left = parts.notice.leave_editing(events.leave_editing, None, shown, queue=False, **_QUIETLY)
    left.then(None, js=_FOCUS_QUESTION, api_visibility="private")


def _wire_reading(parts: Parts, events: AskingEvents) -> None:
    visit = parts.hidden.current
    parts.conversation.open_citation(events.open_citation, visit, parts.reader, **_LAST)
    parts.conversation.open_place(events.open_place, visit, parts.reader, **_LAST)
    parts.reader.show_text(events.open_place, visit, parts.reader, **_LAST)
    parts.reader.show_page(events.show_page, None, parts.reader, **_LAST)
    asked = parts.reader.ask_about(events.ask_about, None, parts.question, **_QUIETLY)
    asked.then(None, js=_FOCUS_QUESTION, api_visibility="private")


def _wire_writing(parts: Parts, events: AskingEvents) -> None:
    given = [parts.hidden.current, parts.style]
    chosen = [parts.style, parts.hidden.style]
    parts.style.change(events.choose_style, chosen, [*chosen, parts.outbox], queue=False, **_QUIETLY)
    parts.conversation.copy_citation(events.copy_citation, given, parts.outbox, **_QUIETLY)
    parts.conversation.copy_answer(events.copy_answer, given, parts.outbox, **_QUIETLY)
    parts.reader.cite_stretch(events.cite_stretch, parts.style, parts.outbox, **_QUIETLY)
    parts.save.click(events.save, [*given, parts.form], parts.outbox, **_QUIETLY)


def _shown(parts: Parts) -> list[Component]:
    """All that a question may change."""
    hidden = parts.hidden
    return [
        *(hidden.current, hidden.editing, hidden.sought, parts.conversation, parts.shelf, parts.notice),
        *(parts.question, parts.ask, parts.stop, *parts.bar.told),
    ]
