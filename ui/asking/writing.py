"""What a person takes out of the page for asking: quotations with their references, and whole conversations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.citing.csl.styles import find_style, style_by_name
from rag.citing.forms import write_cited
from rag.errors import UsageError
from ui.outbox import to_clipboard, to_downloads

if TYPE_CHECKING:
    from rag.library import Library
    from rag.references.values import CitedText
    from rag.values import Answer
    from ui.asking.kept import Conversation

_GONE = "There is no such answer in this conversation any more. Load the page again."
_FILES = {
    "markdown": ("md", "text/markdown"),
    "html": ("html", "text/html"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "json": ("json", "application/json"),
}
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\ud800-\udfff]+')
_LONGEST_NAME = 80


class Writing:
    """Everything that leaves the page is made here, in the citation style that the person chose.

    Raises UsageError for a style that is not there, and for what is gone.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def check_style(self, style: Any) -> None:  # noqa: ANN401
        """Nothing, where there is a style of that name."""
        if checked := self._named(style):
            find_style(checked)

    def citation(self, answer: Answer | None, n: int, style: Any) -> str:  # noqa: ANN401
        """One citation of an answer, as a quotation with its footnote; for the outbox, as all that follows."""
        citations = tuple(citation for citation in answer.citations if citation.n == n) if answer else ()
        if answer is None or not citations:
            raise UsageError(_GONE)
        return _copied(self._library.cite_answer(replace(answer, citations=citations), self._named(style)))

    def answer(self, answer: Answer | None, style: Any) -> str:  # noqa: ANN401
        """All quotations of an answer with their footnotes and one bibliography."""
        if answer is None or not answer.citations:
            raise UsageError(_GONE)
        return _copied(self._library.cite_answer(answer, self._named(style)))

    def stretch(self, source: str, start: int, end: int, style: Any) -> str:  # noqa: ANN401
        """Words selected in an article as a quotation with its footnote."""
        return _copied(self._library.cite_span(source, start, end, self._named(style)))

    def conversation(self, conversation: Conversation, style: Any, form: Any) -> str:  # noqa: ANN401
        """The conversation as a file."""
        answers = [turn.answer for turn in conversation.turns if turn.answer]
        if not answers:
            raise UsageError("There is nothing to save yet. Ask something first.")
        if form not in _FILES:
            raise UsageError(f"The form is {form!r:.80}; choose one of {', '.join(_FILES)}.")
        ending, media_type = _FILES[form]
        data = self._library.transcript(answers, form, conversation.name(), self._named(style), conversation.begun[:10])
        return to_downloads(f"{_file_name(conversation.name())}.{ending}", data, media_type)

    def _named(self, style: Any) -> str | None:  # noqa: ANN401
        """The style by its name; None for the library's own, which may be a file, as no other may."""
        return None if style in (None, "", self._library.settings.style) else style_by_name(str(style))


def _copied(cited: CitedText) -> str:
    return to_clipboard(str(write_cited(cited, "text")).rstrip("\n"))


def _file_name(title: str) -> str:
    return _NOT_IN_NAMES.sub(" ", title)[:_LONGEST_NAME].strip(" .") or "conversation"
