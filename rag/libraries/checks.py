"""The checks of one library, its word index kept until its documents change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.checking.draft import CheckedAgainst, check_draft
from rag.checking.known_sources import KnownSources
from rag.checking.matching import Matcher
from rag.checking.nearness import nearest, support
from rag.checking.quotations import FoundQuotations, quotations
from rag.checking.saved_answers import check_answers
from rag.checking.source_text import seen_text
from rag.checking.stating import statements
from rag.checking.values import AnswersReport, CheckReport, Suggestion
from rag.checking.word_index import WordIndex
from rag.errors import UsageError
from rag.line_ends import line_starts
from rag.valid_text import kind_of

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.checking.nearness import Support
    from rag.drafts import Draft
    from rag.libraries.finding import LibraryFinder
    from rag.references.values import Reference

_MATCHERS_KEPT = 2


class LibraryChecks:
    """Checks drafts and saved answers against the documents of a store. Safe to use from several threads."""

    def __init__(self, finder: LibraryFinder, references: Callable[[], Sequence[Reference]]) -> None:
        """Nothing is read yet."""
        self._library = finder.index
        self._articles = finder.documents.as_of
        self._references = references
        self._find = finder.near
        self._words = lru_cache(maxsize=1)(self._make_words)
        self._matcher = lru_cache(maxsize=_MATCHERS_KEPT)(self._make_matcher)

    def draft(self, draft: Draft, hidden: frozenset[str], *, suggest: bool) -> CheckReport:
        """The report on a draft; `hidden` are sources that it is not checked against.

        Raises UsageError where it has more than MOST_QUOTATIONS, before anything slow is begun.
        """
        self._library.check_made()
        found = quotations(draft)  # first, for they may be too many, and all else is slow
        with self._library.reading_articles():
            generation = self._library.store.generation()
            articles = self._articles(generation)
            against = CheckedAgainst(
                matcher=self._matcher(hidden, generation),
                known=KnownSources(self._references()),
                nearest=lambda texts: nearest(texts, self._find, articles, hidden),
            )
            report = check_draft(draft, found, against)
            if not suggest:
                return report
            return replace(report, suggestions=self._suggestions(draft, found, articles, hidden))

    def answers(self, path: Path) -> AnswersReport:
        """The report on a file of saved answers."""
        self._library.check_made()
        with self._library.reading_articles():
            generation = self._library.store.generation()
            sources = frozenset(self._words(generation).sources)
            return check_answers(path, self._articles(generation), sources, self._matcher(frozenset(), generation))

    def _make_matcher(self, hidden: frozenset[str], generation: int) -> Matcher:
        return Matcher(self._words(generation), self._articles(generation), hidden)

    def _make_words(self, generation: int) -> WordIndex:
        articles = self._articles(generation)
        documents = (articles.document(info.source) for info in self._library.store.document_infos())
        return WordIndex((document.source, seen_text(document).text) for document in documents)

    def _suggestions(
        self, draft: Draft, found: FoundQuotations, articles: Articles, hidden: frozenset[str]
    ) -> tuple[Suggestion, ...]:
        stated = list(statements(draft, found.quotations))
        texts = [draft.seen.text[start:end] for start, end in stated]
        near = support(texts, self._find, articles, hidden) if texts else []
        lines = line_starts(draft.text)
        return tuple(_suggestion(draft, stretch, one, lines) for stretch, one in zip(stated, near, strict=True))


def draft_given(text: str, name: str, most: int) -> Draft:
    """A text as a draft, read as the ending of `name` says.

    Raises UsageError where it is no text, empty or over `most`.
    """
    from rag.drafts import draft_of_text

    if not isinstance(text, str):
        raise UsageError(f"The draft is {kind_of(text)}, not text.")
    if not text.strip():
        raise UsageError("The draft is empty. Give its text.")
    if len(text) > most:
        raise UsageError(f"The draft has {len(text):,} characters; the limit is {most:,}. Split it.")
    return draft_of_text(text, name)


def draft_and_source(draft: Path | str, folder: Path, most: int) -> tuple[Draft, frozenset[str]]:
    """A draft that is a file or a text, and the source that it is itself if it lies in the folder.

    A text that is the path of a file is taken for that, and one that only looks like it refused: a draft with nothing
    wrong in it would be reported for a path with a slip in it. Raises UsageError and UnreadableFile.
    """
    from rag.drafts import draft_of_text, is_name_of_a_file, path_in, read_draft

    if not isinstance(draft, (Path, str)):
        raise UsageError(f"The draft is {kind_of(draft)}, neither text nor a path.")
    path = draft if isinstance(draft, Path) else path_in(draft)
    if path is None:
        if is_name_of_a_file(str(draft)):
            raise UsageError(f"There is no draft at {draft}. Give the path of a file, or the text of a draft.")
        return draft_of_text(str(draft), "draft.md"), frozenset()
    read, at, home = read_draft(path, most), path.resolve(), folder.resolve()
    return read, frozenset({at.relative_to(home).as_posix()} if at.is_relative_to(home) else ())


def _suggestion(draft: Draft, stretch: tuple[int, int], found: Support, lines: Sequence[int]) -> Suggestion:
    """What may support a stretch of what is seen of the draft, whose lines begin at `lines`."""
    span = draft.seen.written(*stretch)
    line = bisect_right(lines, span.start)
    nearest = None if found.sentences else found.nearest
    return Suggestion(draft.text[span.start : span.end], span.start, span.end, line, found.sentences, nearest)
