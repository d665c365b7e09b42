"""The checks of one library, its word index kept until its documents change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.checking.attribution import KnownSources
from rag.checking.draft import CheckedAgainst, check_draft
from rag.checking.matching import Matcher
from rag.checking.nearness import nearest, support
from rag.checking.quotations import quotations
from rag.checking.saved_answers import check_answers
from rag.checking.source_text import seen_text
from rag.checking.stating import statements
from rag.checking.values import AnswersReport, CheckReport, Near, Suggestion
from rag.checking.word_index import WordIndex

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.checking.nearness import Finder
    from rag.drafts import Draft
    from rag.references.values import Reference
    from rag.store import Store

_MATCHERS_KEPT = 2
_LINE_END = re.compile(r"\r\n|\r|\n")


class LibraryChecks:
    """Checks drafts and saved answers against the documents of a store. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        articles: Callable[[int], Articles],
        references: Callable[[], Sequence[Reference]],
        find: Finder,
    ) -> None:
        """Nothing is read yet. `articles` gives those of a generation."""
        self._store = store
        self._articles = articles
        self._references = references
        self._find = find
        self._index = lru_cache(maxsize=1)(self._make_index)
        self._matcher = lru_cache(maxsize=_MATCHERS_KEPT)(self._make_matcher)

    def draft(self, draft: Draft, hidden: frozenset[str], *, suggest: bool) -> CheckReport:
        """The report on a draft; `hidden` are sources that it is not checked against."""
        generation = self._store.generation()
        articles = self._articles(generation)
        against = CheckedAgainst(
            matcher=self._matcher(hidden, generation),
            known=KnownSources(self._references()),
            nearest=lambda texts: nearest(texts, self._find, articles, hidden),
        )
        report = check_draft(draft, against)
        return replace(report, suggestions=self._suggestions(draft, articles, hidden)) if suggest else report

    def answers(self, path: Path) -> AnswersReport:
        """The report on a file of saved answers."""
        generation = self._store.generation()
        sources = frozenset(self._index(generation).sources)
        return check_answers(path, self._articles(generation), sources, self._matcher(frozenset(), generation))

    def _make_matcher(self, hidden: frozenset[str], generation: int) -> Matcher:
        return Matcher(self._index(generation), self._articles(generation), hidden)

    def _make_index(self, generation: int) -> WordIndex:
        articles = self._articles(generation)
        documents = (articles.document(info.source) for info in self._store.document_infos())
        return WordIndex((document.source, seen_text(document).text) for document in documents)

    def _suggestions(self, draft: Draft, articles: Articles, hidden: frozenset[str]) -> tuple[Suggestion, ...]:
        stated = list(statements(draft, quotations(draft).quotations))
        texts = [draft.seen.text[start:end] for start, end in stated]
        found = support(texts, self._find, articles, hidden) if texts else []
        return tuple(_suggestion(draft, *stretch, near) for stretch, near in zip(stated, found, strict=True))


def _suggestion(draft: Draft, start: int, end: int, near: tuple[Near, ...]) -> Suggestion:
    span = draft.seen.written(start, end)
    line = len(_LINE_END.findall(draft.text, 0, span.start)) + 1
    return Suggestion(draft.text[span.start : span.end], span.start, span.end, line, near)
