"""Questions -> what a library holds for them, the articles that a filter admits kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.candidates import View
from rag.filters import Admitted, admit, check_filter
from rag.question import Question, make_questions, read_together
from rag.reranking import LOOKED_AT_AGAIN, rerank
from rag.search import find

if TYPE_CHECKING:
    from rag.corrections import Corrections
    from rag.followups import FollowUp
    from rag.libraries.documents import LibraryDocuments
    from rag.libraries.index import LibraryIndex
    from rag.libraries.models import LibraryModels
    from rag.store import Subset
    from rag.values import Filter, Findings

_FILTERS_KEPT = 8


class LibraryFinder:
    """Finds sentences and passages in an index by its models. Safe to use from several threads."""

    def __init__(self, index: LibraryIndex, documents: LibraryDocuments, models: LibraryModels) -> None:
        """Nothing is read or loaded yet."""
        self.index = index
        self.documents = documents
        self.models = models
        self._narrowed = lru_cache(maxsize=_FILTERS_KEPT)(self._narrow)

    @contextmanager
    def finding(
        self, asked: Sequence[tuple[str, FollowUp | None]], most: int, within: Filter | None = None
    ) -> Iterator[Iterator[Findings]]:
        """At most `most` sentences and passages for each question and what it leans on, from one state of the index.

        To be read inside. `within` is a checked filter. Raises FolderError where there is nothing to search,
        IndexUnusable where the index is of another model, and UsageError for a filter that admits no article.
        """
        self.index.check_made()
        texts = list(dict.fromkeys(text for text, lead in asked for text in (text, lead.kept if lead else text)))
        vectors = self.models.embedder().embed_questions(texts) if texts else ()
        with self.index.reading_articles():
            if texts:
                self.models.embedder()  # again: since then the index may have been made anew with another
            self.index.vectors.bring_up_to(self.index.store)
            view = View(self.index.store, self.index.vectors, self._narrowed_to(within)[1] if within else None)

            known = dict(zip(texts, make_questions(self.index.store, texts, vectors), strict=True))

            def understood(text: str, lead: FollowUp | None) -> Question:
                """The question as it is searched."""
                return read_together(known[text], known[lead.kept], lead.weight) if lead else known[text]

            questions = [understood(*pair) for pair in asked]
            yield self._found(view, questions, most, [_in_full(*pair) for pair in asked])

    def near(self, texts: Sequence[str], most: int) -> list[Findings]:
        """What is found for each text, asked by itself."""
        with self.finding([(text, None) for text in texts], most) as found:
            return list(found)

    def admitted(self, within: Filter) -> Admitted:
        """Which articles the filter admits. Raises as `Library.admitted` does."""
        self.index.check_made()
        within = check_filter(within)
        with self.index.reading_articles():
            return self._narrowed_to(within)[0]

    def _narrowed_to(self, within: Filter) -> tuple[Admitted, Subset]:
        return self._narrowed(within, self.index.store.generation(), self.index.corrections.now())

    def _narrow(self, within: Filter, generation: int, corrections: Corrections) -> tuple[Admitted, Subset]:
        del generation, corrections  # keys of the cache; what is read is of them
        admitted = admit(within, self.index.corrections.document_infos())
        return admitted, self.index.store.subset(admitted.sources)

    def _found(
        self, view: View, questions: Sequence[Question], most: int, in_full: Sequence[str]
    ) -> Iterator[Findings]:
        """At most `most` sentences and passages each, the first looked at again where there is a reranker."""
        articles = self.documents.now()
        if self.models.reranker is None:
            yield from find(view, questions, articles, most)
            return
        found = find(view, questions, articles, max(most, LOOKED_AT_AGAIN))
        for text, near in zip(in_full, found, strict=True):
            again = rerank(text, near, articles, self.models.reranker)
            yield replace(again, sentences=again.sentences[:most], passages=again.passages[:most])


def _in_full(question: str, lead: FollowUp | None) -> str:
    """The question as someone reads it who has not heard the conversation."""
    return f"{lead.kept} {question}" if lead else question
