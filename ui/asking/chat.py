"""What the page for asking does, over one library and the conversations kept of it; it knows no part of a page.

Nothing of a conversation is held between events but what is kept: each event brings whose it is and which, so that a
server that is started again goes on where the last one stopped.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.errors import RagError
from ui.asking.conversation import conversation_html, editing_html
from ui.asking.kept import Conversation, KeptConversations, Turn, new_conversation
from ui.asking.shelf import shelf_html
from ui.brought import UNEXPECTED, whole_number
from ui.forms.filters import Chosen, read_filter
from ui.text import alert_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.library import Library
    from rag.values import Citation, Filter

_LOG = logging.getLogger(__name__)
_FOLDER = "conversations"
_NUMBER_BYTES = 8
_DELETED = "This conversation was deleted meanwhile, with its earlier questions. What is asked here begins it anew."


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page it is, and the id of the conversation that it shows; empty for one that is to begin."""

    visitor: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What changes on the page; None for what stays as it is.

    `sought` is the question that is being answered, after a number of its own; `editing` the number of the one that is
    being edited, if any; `chosen` is what the filter comes to.
    """

    current: str | None = None
    conversation: str | None = None
    shelf: str | None = None
    question: str | None = None
    editing: str | None = None
    sought: str | None = None
    notice: str | None = None
    busy: bool | None = None
    chosen: Chosen | None = None


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question about to be answered: after the conversation, or in place of its turns from `at` up to `until`."""

    conversation: Conversation
    turn: Turn
    at: int | None
    until: int

    def place(self) -> int:
        """Where in the conversation it stands."""
        return len(self.conversation.turns) if self.at is None else self.at

    def put(self) -> Conversation:
        """The conversation with it."""
        return self.conversation.with_turn(self.place(), self.turn, self.until)


class Chat:
    """The events of the page. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kept = KeptConversations(library.index / _FOLDER)
        self._sought: set[str] = set()
        self._stopped: set[str] = set()

    # Conversations

    def open(self, visit: Visit) -> Shown:
        """The visit's conversation; where it is gone, a new one, and why."""
        conversation, problem = self._current(visit)
        return Shown(
            current=conversation.id,
            conversation=self._html(conversation),
            shelf=self._shelf(visit.visitor, conversation.id),
            editing="",
            notice=alert_html(problem) if problem else "",
            busy=False,
        )

    def rename(self, visit: Visit, name: str, title: str) -> Shown:
        """The conversation of that id under another title."""
        try:
            self._kept.rename(visit.visitor, name, title)
        except RagError as error:
            return Shown(notice=alert_html(error))
        return Shown(shelf=self._shelf(visit.visitor, visit.current))

    def delete(self, visit: Visit, name: str) -> Shown:
        """The conversation of that id deleted; where it is the one shown, a new one in its place."""
        try:
            self._kept.delete(visit.visitor, name)
        except RagError as error:
            return Shown(notice=alert_html(error))
        if name == visit.current:
            return self.open(Visit(visit.visitor))
        return Shown(shelf=self._shelf(visit.visitor, visit.current))

    # Asking

    def ask(self, visit: Visit, question: str, editing: str, filtering: tuple[object, ...]) -> Iterator[Shown]:
        """The question, then its answer, after the conversation; or in place of the question that is being edited.

        Editing a question takes what followed it away, for that leant on its answer. A question under a filter that
        cannot be used stays where it is, to be asked when that is mended.
        """
        chosen = read_filter(self.library, *filtering)
        if not question.strip() or chosen.problem:
            yield Shown(chosen=chosen)
            return
        conversation, problem = self._current(visit)
        at = whole_number(editing)
        shown = Shown(question="", editing="", notice=alert_html(problem) if problem else "", chosen=chosen)
        until = len(conversation.turns)
        yield from self._answering(visit, _Asking(conversation, Turn(question), at, until), chosen.within, shown)

    def again(self, visit: Visit, turn: int, *, as_written: bool, filtering: tuple[object, ...]) -> Iterator[Shown]:
        """The question of that turn asked again in its place; `as_written` by itself, else as it was."""
        chosen = read_filter(self.library, *filtering)
        asked = self.turn(visit, turn)
        if asked is None or chosen.problem:
            yield replace(self._gone(visit), chosen=chosen) if asked is None else Shown(chosen=chosen)
            return
        conversation, _ = self._current(visit)
        new = Turn(asked.question, as_written=as_written or asked.as_written)
        asking = _Asking(conversation, new, turn, turn + 1)
        yield from self._answering(visit, asking, chosen.within, Shown(chosen=chosen))

    def stopped(self, visit: Visit, sought: str) -> Shown:
        """The conversation without the question that was being sought, which is in the box again."""
        number, _, question = sought.partition(" ")
        if number in self._sought:
            self._stopped.add(number)
        return replace(self.open(visit), question=question, sought="")

    def edit(self, visit: Visit, turn: int) -> Shown:
        """The question of that turn in the box, to be asked otherwise."""
        asked = self.turn(visit, turn)
        if asked is None:
            return self._gone(visit)
        return Shown(question=asked.question, editing=str(turn), notice=editing_html(turn))

    def turn(self, visit: Visit, number: int) -> Turn | None:
        """That turn of the conversation, None where there is none."""
        turns = self.conversation(visit).turns
        return turns[number] if 0 <= number < len(turns) else None

    def citation(self, visit: Visit, turn: int, n: int) -> Citation | None:
        """That citation of the conversation, None where there is none."""
        found = self.turn(visit, turn)
        citations = found.answer.citations if found and found.answer else ()
        return next((citation for citation in citations if citation.n == n), None)

    def citations(self, visit: Visit) -> list[Citation]:
        """All citations of the conversation."""
        answers = [turn.answer for turn in self.conversation(visit).turns if turn.answer]
        return [citation for answer in answers for citation in answer.citations]

    def conversation(self, visit: Visit) -> Conversation:
        """The conversation that is shown; an empty one where it is gone."""
        return self._current(visit)[0]

    def _answering(self, visit: Visit, asking: _Asking, within: Filter | None, shown: Shown) -> Iterator[Shown]:
        conversation, turn = asking.conversation, asking.turn
        number = secrets.token_hex(_NUMBER_BYTES)
        pending = self._html(asking.put())
        self._sought.add(number)
        try:
            yield replace(shown, busy=True, sought=f"{number} {turn.question}", conversation=pending)
            history = [] if turn.as_written else conversation.earlier(asking.place())
            answered = self._answered(turn, history, within)
            if number in self._stopped:
                return
        finally:
            self._sought.discard(number)
            self._stopped.discard(number)
        kept = self._keep(visit, replace(asking, turn=answered))
        yield Shown(
            current=kept.id,
            conversation=self._html(kept),
            shelf=self._shelf(visit.visitor, kept.id),
            notice=alert_html(self._kept.problem) if self._kept.problem else None,
            sought="",
            busy=False,
        )

    def _gone(self, visit: Visit) -> Shown:
        """Why a question that the page still shows is not there, where that is known."""
        problem = self._current(visit)[1]
        return Shown(notice=alert_html(problem) if problem else None)

    def _keep(self, visit: Visit, asking: _Asking) -> Conversation:
        """The conversation with the answer, as it is kept, and with whatever was asked meanwhile."""
        return self._kept.change(
            visit.visitor, asking.conversation, lambda now: replace(asking, conversation=now).put()
        )

    def _answered(self, turn: Turn, history: list[str], within: Filter | None) -> Turn:
        try:
            return replace(turn, answer=self.library.ask(turn.question, history, within))
        except RagError as error:
            return replace(turn, problem=str(error))
        except Exception:  # The edge: a person reading the page is told, whatever it is.
            _LOG.exception("The question could not be answered.")
            return replace(turn, problem=UNEXPECTED)

    def _current(self, visit: Visit) -> tuple[Conversation, str | None]:
        """The visit's conversation, or one that begins now; and why, where what is kept cannot be read."""
        if not visit.current:
            return new_conversation(), None
        try:
            kept = self._kept.find(visit.visitor, visit.current)
            deleted = kept is None and self._kept.was_deleted(visit.visitor, visit.current)
        except RagError as error:
            return new_conversation(), str(error)
        return kept or replace(new_conversation(), id=visit.current), _DELETED if deleted else None

    def _html(self, conversation: Conversation) -> str:
        return conversation_html(conversation, self._articles())

    def _articles(self) -> int:
        return len(self.library.documents())

    def _shelf(self, visitor: str, current: str) -> str:
        return shelf_html(self._kept.headings(visitor), current)
