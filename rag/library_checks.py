"""The checks of one library, its word index kept until its documents change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.attribution import KnownSources
from rag.check_values import AnswersReport, CheckReport, Near, Suggestion
from rag.checking import CheckedAgainst, check_draft
from rag.matching import Matcher
from rag.nearness import nearest, support
from rag.quotations import quotations
from rag.saved_answers import check_answers
from rag.source_text import seen_text
from rag.stating import statements
from rag.word_index import WordIndex

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.drafts import Draft
    from rag.nearness import Finder
    from rag.reference_values import Reference
    from rag.store import Store

_LINE_END = re.compile(r"\r\n|\r|\n")


class LibraryChecks:
    """Checks drafts and saved answers against the documents of a store. Safe to use from several threads."""

    def __init__(self, store: Store, references: Callable[[], Sequence[Reference]], find: Finder) -> None:
        """Nothing is read yet."""
        self._store = store
        self._references = references
        self._find = find
        self._index = lru_cache(maxsize=1)(self._make_index)

    def draft(self, draft: Draft, articles: Articles, hidden: frozenset[str], *, suggest: bool) -> CheckReport:
        """The report on a draft; `hidden` are sources that it is not checked against."""
        against = CheckedAgainst(
            matcher=self._matcher(articles, hidden),
            known=KnownSources(self._references()),
            nearest=lambda texts: nearest(texts, self._find, articles, hidden),
        )
        report = check_draft(draft, against)
        return replace(report, suggestions=self._suggestions(draft, articles, hidden)) if suggest else report

    def answers(self, path: Path, articles: Articles) -> AnswersReport:
        """The report on a file of saved answers."""
        sources = frozenset(self._index(self._store.generation()).sources)
        return check_answers(path, articles, sources, self._matcher(articles, frozenset()))

    def _matcher(self, articles: Articles, hidden: frozenset[str]) -> Matcher:
        return Matcher(self._index(self._store.generation()), articles, hidden)

    def _make_index(self, generation: int) -> WordIndex:
        del generation  # a key of the cache: another generation may hold other texts
        sources = [info.source for info in self._store.document_infos()]
        documents = (self._store.document(source) for source in sources)
        return WordIndex((document.source, seen_text(document).text) for document in documents if document)

    def _suggestions(self, draft: Draft, articles: Articles, hidden: frozenset[str]) -> tuple[Suggestion, ...]:
        stated = list(statements(draft, quotations(draft).quotations))
        texts = [draft.seen.text[start:end] for start, end in stated]
        found = support(texts, self._find, articles, hidden) if texts else []
        return tuple(_suggestion(draft, *stretch, near) for stretch, near in zip(stated, found, strict=True))


def _suggestion(draft: Draft, start: int, end: int, near: tuple[Near, ...]) -> Suggestion:
    span = draft.seen.written(start, end)
    line = len(_LINE_END.findall(draft.text, 0, span.start)) + 1
    return Suggestion(draft.text[span.start : span.end], span.start, span.end, line, near)
