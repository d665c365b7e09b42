"""What programs can ask of a library, each as the JSON that the command prints with --json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from rag.answer_json import answer_to_json
from rag.checking.report_json import check_to_json
from rag.citing.csl.styles import style_by_name
from rag.citing.notes import cited_to_json
from rag.errors import UsageError
from rag.filters import filter_of
from rag.printing import documents_to_json, passages_to_json, status_to_json, text_to_json
from rag.programs.endpoint import Endpoint, endpoint_of
from rag.settings import setting_origin

if TYPE_CHECKING:
    from rag.library import Library

MOST_PASSAGES = 200

Question = Annotated[str, "The question, as one would ask a person."]
History = Annotated[list[str] | None, "The earlier questions of the conversation, oldest first."]
Sources = Annotated[list[str] | None, "Only articles of these paths or folders, or that fit these patterns, as *.pdf."]
Authors = Annotated[list[str] | None, "Only articles by these authors; a part of a name will do."]
Since = Annotated[str | None, "Only articles dated then or later: 2023, 2023-07 or 2023-07-21."]
Until = Annotated[str | None, "Only articles dated then or earlier, that year, month or day too."]
Words = Annotated[str, "The words to look for, or what they are about."]
Remembered = Annotated[str, "What one remembers of the sentence, or a question that it answers."]
Many = Annotated[int, f"How many passages, from 1 to {MOST_PASSAGES}."]
Source = Annotated[str, "The path of the article in its folder, as answers and `documents` give it."]
Start = Annotated[int, "The offset at which the stretch begins, counted in code points from 0."]
End = Annotated[int, "The offset at which the stretch ends, itself not in it."]
FromStart = Annotated[int | None, "The offset to begin at, counted in code points; the beginning of the text."]
ToEnd = Annotated[int | None, "The offset to end at, itself not in it; the end of the text."]
Style = Annotated[
    str | None,
    "The citation style: chicago, chicago-author-date, apa, mla, harvard, ieee, vancouver, or another by its CSL name.",
]
Draft = Annotated[str, "The draft's text itself, not the path of a file."]
Name = Annotated[str, "What the draft is called; by its ending it is read as Markdown (.md), LaTeX (.tex) or plain."]
Suggest = Annotated[bool, "Whether to give what may support the sentences that state something and quote nothing."]


def endpoints(library: Library) -> tuple[Endpoint, ...]:
    """All that programs can ask of a library."""
    asked = _Asked(library)
    functions = (
        *(asked.ask, asked.search, asked.read, asked.cite, asked.cite_stretch, asked.check, asked.documents),
        asked.status,
    )
    return tuple(endpoint_of(function) for function in functions)


class _Asked:
    """The functions; each gives a plain object, and raises RagError."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def ask(
        self,
        question: Question,
        history: History = None,
        source: Sources = None,
        author: Authors = None,
        since: Since = None,
        until: Until = None,
    ) -> dict[str, Any]:
        """Answers a question with sentences quoted from the articles character for character, each with its source,
        offsets, place and reference; or says that the articles do not say (status "not_found").
        """
        within = filter_of(source, author, since, until)
        return answer_to_json(self._library.ask(question, history or (), within))

    def search(
        self,
        words: Words,
        k: Many = 8,
        source: Sources = None,
        author: Authors = None,
        since: Since = None,
        until: Until = None,
    ) -> dict[str, Any]:
        """Gives the passages of the articles that are nearest to some words, best first."""
        if not 1 <= k <= MOST_PASSAGES:
            raise UsageError(f"k is {k}; it must be from 1 to {MOST_PASSAGES}.")
        return passages_to_json(self._library.passages(words, k, filter_of(source, author, since, until)))

    def read(self, source: Source, start: FromStart = None, end: ToEnd = None) -> dict[str, Any]:
        """Gives the text of one article, or a stretch of it, with title, author, date, language and headings. All
        offsets, here and elsewhere, count in this text.
        """
        return text_to_json(self._library.document(source), start, end)

    def cite(
        self,
        words: Remembered,
        style: Style = None,
        source: Sources = None,
        author: Authors = None,
        since: Since = None,
        until: Until = None,
    ) -> dict[str, Any]:
        """Quotes the sentence that is nearest to what one remembers or asks, with its footnote and bibliography entry
        in a citation style.
        """
        within = filter_of(source, author, since, until)
        return cited_to_json(self._library.cite(words, _style_name(style), within))

    def cite_stretch(self, source: Source, start: Start, end: End, style: Style = None) -> dict[str, Any]:
        """Quotes a stretch of an article, with its footnote and bibliography entry in a citation style."""
        return cited_to_json(self._library.cite_span(source, start, end, _style_name(style)))

    def check(self, draft: Draft, suggest: Suggest = False, name: Name = "draft.md") -> dict[str, Any]:  # noqa: FBT002
        """Gives a verdict on every quotation of a draft: exact, exact but for typography, altered (with the words that
        differ), from another source than the draft names, or in no article.
        """
        return check_to_json(self._library.check_text(draft, name, suggest=suggest))

    def documents(self) -> dict[str, Any]:
        """Lists the articles: path, title, author, date, words and passages of each."""
        return documents_to_json(self._library.documents())

    def status(self) -> dict[str, Any]:
        """Tells what the index holds, with which model and fingerprint, and which files changed since."""
        index = {"index": self._library.settings.index}
        return status_to_json(self._library.status(), setting_origin("threshold", self._library.folder, index))


def _style_name(style: str | None) -> str | None:
    return None if style is None else style_by_name(style)
