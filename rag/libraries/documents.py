"""The documents of one library and their sentences, those read lately kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sys import getsizeof
from typing import TYPE_CHECKING

from rag.corrections import Correction
from rag.feedback import telling_words
from rag.kept import Kept
from rag.near_sources import no_such_article
from rag.overlaps import PassageWords, Wanted, passage_words
from rag.valid_text import is_text
from rag.values import Document, Sentence

if TYPE_CHECKING:
    from rag.corrections import Corrections
    from rag.libraries.index import LibraryIndex
    from rag.overlaps import WordedArticles
    from rag.store import Store
    from rag.stored_passages import StoredPassage

_DOCUMENT_BYTES_KEPT = 32_000_000
_SENTENCE_BYTES_KEPT = 16_000_000
_WORD_BYTES_KEPT = 32_000_000
_TELLING_BYTES_KEPT = 8_000_000
_BYTES_PER_SPAN = 120


class LibraryDocuments:
    """Documents as they are corrected, their furniture marked. Safe to use from several threads."""

    def __init__(self, index: LibraryIndex) -> None:
        """Nothing is read yet."""
        self._index = index
        self._documents = Kept[tuple[str, int, Correction | None], Document](_document_bytes, _DOCUMENT_BYTES_KEPT)
        self._sentences = Kept[tuple[str, int], tuple[Sentence, ...]](_sentence_bytes, _SENTENCE_BYTES_KEPT)
        self._words = Kept[tuple[int, int], PassageWords](_word_bytes, _WORD_BYTES_KEPT)
        self._telling = Kept[tuple[int, int], Wanted](_telling_bytes, _TELLING_BYTES_KEPT)

    def now(self) -> WordedArticles:
        """The articles of the store's generation; reading one raises UsageError for a source that is not there.

        To be called and read inside one `LibraryCorrections.reading()`, lest a sync come between.
        """
        return self.as_of(self._index.store.generation())

    def as_of(self, generation: int) -> WordedArticles:
        """The articles of that generation, which is the store's now: asked for many, it need not be looked up again."""
        return _Articles(
            documents=self._document,
            all_sentences=self._sentences_of,
            known_words=self._words,
            known_telling=self._telling,
            store=self._index.store,
            generation=generation,
            corrections=self._index.corrections.now(),
        )

    def _document(self, source: str, generation: int, correction: Correction | None) -> Document:
        key = (source, generation, correction)  # another generation may hold another text
        document = self._documents.get(key)
        if document is None:
            document = self._index.corrections.document(source, correction) if is_text(source) else None
            if document is None:
                sources = self._index.intake.document_hashes()
                raise no_such_article(source, self._index.folder, sources)
            self._documents.put(key, document)
        return document

    def _sentences_of(self, source: str, generation: int) -> tuple[Sentence, ...]:
        sentences = self._sentences.get((source, generation))
        if sentences is None:
            sentences = self._index.store.sentences(source)
            self._sentences.put((source, generation), sentences)
        return sentences


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles of one generation, by the same corrections."""

    documents: Callable[[str, int, Correction | None], Document]
    all_sentences: Callable[[str, int], tuple[Sentence, ...]]
    known_words: Kept[tuple[int, int], PassageWords]
    known_telling: Kept[tuple[int, int], Wanted]
    store: Store
    generation: int
    corrections: Corrections

    def document(self, source: str) -> Document:
        """See `Articles`."""
        return self.documents(source, self.generation, self.corrections.of(source))

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """See `Articles`."""
        return self.all_sentences(source, self.generation)

    def words(self, stored: StoredPassage) -> PassageWords:
        """See `WordedArticles`."""
        key = stored.id, self.generation
        words = self.known_words.get(key)
        if words is None:
            words = passage_words(stored, self)
            self.known_words.put(key, words)
        return words

    def telling_words(self, stored: StoredPassage) -> Wanted:
        """See `WordedArticles`."""
        key = stored.id, self.generation
        telling = self.known_telling.get(key)
        if telling is None:
            telling = telling_words(stored, self.store, self)
            self.known_telling.put(key, telling)
        return telling


def _document_bytes(document: Document) -> int:
    """What a document takes in memory, about."""
    return getsizeof(document.text) + _BYTES_PER_SPAN * (
        len(document.paragraphs) + len(document.headings) + len(document.furniture)
    )


def _word_bytes(words: PassageWords) -> int:
    return words.keys.nbytes + words.rows.nbytes + words.own.nbytes + 3 * _BYTES_PER_SPAN


def _telling_bytes(words: Wanted) -> int:
    return words.bytes + 3 * _BYTES_PER_SPAN


def _sentence_bytes(sentences: Sequence[Sentence]) -> int:
    return _BYTES_PER_SPAN * len(sentences)
