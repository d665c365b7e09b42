"""A conversation -> its transcript: turn by turn what was asked, quoted and said, the notes numbered through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.citing.notes import cite_all
from rag.errors import UsageError
from rag.printing import confidence_line, said_instead, understood_lines

if TYPE_CHECKING:
    from rag.references.values import CitedPassage, CitedText, Reference
    from rag.values import Answer, Citation, Difference, LibraryState

STATED_HEADINGS = ("Date", "Stated")
"""What stands over the first two columns of a difference; over the third, `Transcript.cited_heading`."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions and their answers in order, under a title; `asked` is the day, if it is to be told."""

    answers: tuple[Answer, ...]
    title: str
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """A quotation with what cites it; `n` is its number in the whole conversation, from 1."""

    n: int
    cited: CitedPassage


@dataclass(frozen=True, slots=True)
class StatedRow:
    """What one source states: its date or that it has none, the figure, and the quotation that says so.

    `passage` is None, and `source` all that is known, for a figure that no quotation of the answer is cited for.
    """

    published: str
    figure: str
    source: str
    passage: NumberedPassage | None


@dataclass(frozen=True, slots=True)
class StatedTable:
    """Where sources differ, by date: what it is about, in a line, and a row each."""

    caption: str
    rows: tuple[StatedRow, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was answered: `understood` how it was read, and of what it was asked, a line each.

    `said` stands in the place of quotations where there are none, `sure` is the confidence in words where there are.
    """

    question: str
    understood: tuple[str, ...]
    passages: tuple[NumberedPassage, ...]
    said: str | None
    differences: tuple[StatedTable, ...]
    sure: str | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as it is set. `cited` has its notes and its bibliography, `made_with` what can be proved by."""

    title: str
    asked: str | None
    turns: tuple[Turn, ...]
    cited: CitedText
    made_with: str

    @property
    def cited_heading(self) -> str:
        """What stands over the column of a difference that says which quotation states it."""
        return "Note" if self.cited.in_notes else "Source"


def check_conversation(conversation: Conversation) -> None:
    """Raises UsageError for a conversation without a title or an answer."""
    if not isinstance(conversation.title, str) or not conversation.title.strip():
        raise UsageError("The transcript has no title. Give it one: the first question, or the subject.")
    if not conversation.answers:
        raise UsageError("The conversation has no answer yet. Ask something first.")


def make_transcript(
    conversation: Conversation, reference: Callable[[Citation], Reference], style: str | None
) -> Transcript:
    """The transcript, its citations in that style. Raises UsageError for a style that cannot be followed."""
    answers = conversation.answers
    cited = cite_all([citation for answer in answers for citation in answer.citations], reference, style, 1.0)
    numbered = iter([NumberedPassage(n, passage) for n, passage in enumerate(cited.passages, start=1)])
    turns = [_turn(answer, tuple(next(numbered) for _ in answer.citations)) for answer in answers]
    return Transcript(
        title=conversation.title.strip(),
        asked=f"Asked on {conversation.asked}" if conversation.asked else None,
        turns=tuple(turns),
        cited=cited,
        made_with=_made_with([answer.library for answer in answers]),
    )


def _turn(answer: Answer, passages: tuple[NumberedPassage, ...]) -> Turn:
    return Turn(
        question=answer.question.strip() or "(no question)",
        understood=understood_lines(answer),
        passages=passages,
        said=said_instead(answer),
        differences=tuple(_stated_table(difference, passages) for difference in answer.differences),
        sure=confidence_line(answer),
    )


def _stated_table(difference: Difference, passages: Sequence[NumberedPassage]) -> StatedTable:
    by_number = {passage.cited.citation.n: passage for passage in passages}
    rows = (
        StatedRow(each.published or "no date", each.figure, each.source, by_number.get(each.n))
        for each in difference.stated
    )
    return StatedTable(f"Where the sources differ: {difference.about}", tuple(rows))


def _made_with(states: Sequence[LibraryState]) -> str:
    """With what the answers were made, each state of the library once, as it was when they were."""
    return "Made with " + "; then ".join(dict.fromkeys(map(_state_text, states)))


def _state_text(state: LibraryState) -> str:
    library = f"library {state.fingerprint}" if state.fingerprint else "a library without a fingerprint"
    reranker = f" · reranker {state.reranker}" if state.reranker else ""
    return f"{library} · model {state.model}{reranker}"
