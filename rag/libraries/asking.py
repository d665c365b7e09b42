"""Questions and the earlier ones of their conversations -> answers, and the examples that a library answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answering import check_history, check_question, make_answer, make_error
from rag.errors import UsageError
from rag.filters import filter_in_force
from rag.followups import follow_up
from rag.libraries.state import library_state

if TYPE_CHECKING:
    from rag.examples import Example
    from rag.libraries.finding import LibraryFinder
    from rag.settings import Settings
    from rag.values import Answer, Filter

_EXAMPLES_KEPT = 2


def ask_many(
    finder: LibraryFinder,
    settings: Settings,
    questions: Sequence[object],
    histories: Sequence[Sequence[str]] | None = None,
    within: Filter | None = None,
) -> list[Answer]:
    """What `Library.ask_many` gives, by these settings. Raises as it does."""
    index, within = finder.index, filter_in_force(within)
    _check_questions(questions)
    earlier = _histories(len(questions), histories)
    checked = [_checked(question) for question in questions]
    spoken = index.store.languages() if index.database.exists() else ()
    sound = [
        (question, follow_up(question, history, spoken))
        for question, history in zip(checked, earlier, strict=True)
        if isinstance(question, str)
    ]
    most = max(settings.passages, settings.citations)
    with finder.finding(sound, most, within) as found:
        findings = list(found)  # first, since a reranker that has to be fetched is known by its weights only then
        state, articles = library_state(index, finder.models, settings), finder.documents.now()
        answers = (
            make_answer(question, near, articles, settings, state, lead)
            for (question, lead), near in zip(sound, findings, strict=True)
        )
        given = [
            next(answers) if isinstance(question, str) else make_error(str(asked), str(question), state)
            for asked, question in zip(questions, checked, strict=True)
        ]
    return [replace(answer, filter=within) for answer in given] if within else given


def _check_questions(questions: object) -> None:
    """Raises UsageError where they are no list: the letters of a text would pass for questions."""
    if not isinstance(questions, Collection) or isinstance(questions, (str, bytes)):
        raise UsageError(f"The questions {questions!r:.80} are not a list. Give a list of questions; `ask` takes one.")


def _histories(count: int, given: Sequence[Sequence[str]] | None) -> list[list[str]]:
    """A history for each of so many questions. Raises UsageError for what is none."""
    histories = [()] * count if given is None else given
    if len(histories) != count:
        raise UsageError(f"There are {len(histories):,} histories for {count:,} questions. Give each one, or [].")
    return [check_history(history) for history in histories]


def _checked(question: object) -> str | UsageError:
    """The question as it is asked, or why it cannot be."""
    try:
        return check_question(question)
    except UsageError as error:
        return error


class LibraryExamples:
    """The example questions of a library, kept until its documents or the settings change."""

    def __init__(self, finder: LibraryFinder) -> None:
        """Nothing is read yet."""
        self._finder = finder
        self._examples = lru_cache(maxsize=_EXAMPLES_KEPT)(self._make)

    def chosen(self, settings: Settings, most: int) -> tuple[str, ...]:
        """What `Library.example_questions` gives, by these settings. Raises as it does."""
        from rag.examples import chosen

        self._finder.index.check_made()
        return chosen(self._examples(settings, self._finder.index.store.generation()), most)

    def _make(self, settings: Settings, generation: int) -> tuple[Example, ...]:
        from rag.examples import candidates, proved

        del generation  # a key of the cache
        index = self._finder.index
        with index.database.reading():
            sources = [info.source for info in index.store.document_infos()]
            made = candidates(self._finder.documents.now(), sources)
        questions = [candidate.question for candidate in made]
        return proved(made, ask_many(self._finder, settings, questions)) if made else ()
